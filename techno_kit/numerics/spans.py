"""Sums by PSU of what estimates are made of, where cells are many and estimates ask little of them.

A question of seven answers that overlap has up to 128 patterns of them, but what an estimate asks
of a pattern is a constant and a number an answer: eight sums by PSU instead of 128.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.centred_sums import CentredSums

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.integer[Any]]

EXACT = 1e-12  # of the largest value: what coefficients may miss of values that are spanned
DEPENDENT = 1e-10  # of the largest eigenvalue: below it features depend on each other
NOTHING = 1e-9  # coefficients of groups that are rounding of 0


@dataclass(frozen=True, eq=False)
class Span:
    """Sums by PSU of the features of patterns, within every combination of other variables.

    Attributes
    ----------
    features : numpy.ndarray of float, shape (patterns, features)
        What patterns have, such as a one, and each answer that they hold.
    pattern, other : numpy.ndarray of int, shape (cells,)
        Each cell's pattern, and its combination of the other variables.
    sums : numpy.ndarray of float, shape (psus, others, features)
        Sums of weight times feature.
    known : dict
        The least squares of patterns that were worked out before; spans of one array of features
        may share it.
    """

    features: Floats
    pattern: Integers
    other: Integers
    sums: Floats
    known: dict[bytes, Floats] = field(default_factory=dict)

    @cached_property
    def _inverse(self) -> Floats:
        """The least squares of values on the features of occupied cells, other by other."""
        occupied = np.zeros((self.sums.shape[1], len(self.features)), np.bool_)
        occupied[self.other, self.pattern] = True
        return np.array([self._least_squares(each) for each in occupied])

    @cached_property
    def _place(self) -> Integers:
        """Each cell's place among all patterns of all others."""
        return np.asarray(self.other * len(self.features) + self.pattern)

    @cached_property
    def _whole(self) -> bool:
        """Whether there is a cell of every pattern and other, others within patterns."""
        patterns, others = len(self.features), self.sums.shape[1]
        if len(self._place) < patterns * others:
            return False
        grid = np.arange(patterns * others).reshape(others, patterns)
        return bool((self._place == grid.T.ravel()).all())

    def _least_squares(self, occupied: Bools) -> Floats:
        """Return what makes coefficients of values of patterns, shape (features, patterns)."""
        key = occupied.tobytes()
        if key not in self.known:
            held = self.features * occupied[:, None]
            inverse = np.linalg.pinv(held.T @ held, rcond=DEPENDENT, hermitian=True)
            self.known[key] = inverse @ held.T
        return self.known[key]

    @property
    def flat(self) -> Floats:
        """The sums, shape (psus, others x features)."""
        return self.sums.reshape(len(self.sums), -1)

    def coefficients(self, values: Floats) -> Floats | None:
        """Return what makes values of the features; None if these do not span them.

        Parameters
        ----------
        values : numpy.ndarray of float, shape (cells, estimates)
            A value a cell and estimate.

        Returns
        -------
        numpy.ndarray of float, shape (others x features, estimates), or None
        """
        spelled = self._spelled(values)
        found = self._inverse @ spelled
        missed = self.features @ found
        missed -= spelled
        if not self._whole:
            missed = missed.reshape(-1, values.shape[1]).take(self._place, axis=0)
        if _largest(missed) > EXACT * _largest(values):
            return None
        return np.asarray(found.reshape(-1, values.shape[1]))

    def _spelled(self, values: Floats) -> Floats:
        """Return values by other and pattern, 0 where there is no cell: a view where all are."""
        patterns, others, estimates = len(self.features), self.sums.shape[1], values.shape[1]
        if self._whole:
            return values.reshape(patterns, others, estimates).swapaxes(0, 1)
        spelled = np.zeros((others * patterns, estimates))
        spelled[self._place] = values
        return spelled.reshape(others, patterns, estimates)


def _largest(values: Floats) -> float:
    """Return the largest absolute value; 0 where there are none."""
    return float(max(values.max(initial=0.0), -values.min(initial=0.0)))


class Totals(Protocol):
    """Sums by PSU and cell."""

    def totals(self, values: Floats) -> Floats:
        """Return the totals of w times values by PSU, shape (psus, estimates)."""
        ...


@dataclass(frozen=True, eq=False)
class SpannedSums:
    """Sums of weights by PSU and by what estimates are made of; by cell only where one asks more.

    Attributes
    ----------
    span : Span
        The sums; no weight is below 0.
    size : numpy.ndarray of float, shape (cells,)
        Sums of weights by cell.
    stratum, count, left
        As of `techno_kit.numerics.variance.ClusterSums`.
    by_cell : callable
        Sums by PSU and cell: a pass over the respondents.
    known : dict
        What was centred before.
    """

    span: Span
    size: Floats
    stratum: Integers
    count: Integers
    left: Floats | None
    by_cell: Callable[[], Totals]
    known: dict[object, CentredSums] = field(default_factory=dict)

    @cached_property
    def pairs(self) -> Totals:
        """The sums by PSU and cell."""
        return self.by_cell()

    def columns(self, values: Floats) -> tuple[Floats, Floats] | None:
        """Return sums by PSU, and what makes totals of them; None if the cells are needed."""
        made = self.span.coefficients(values)
        return None if made is None else (self.span.flat, made)

    def totals(self, values: Floats) -> Floats:
        """Return the totals of w times values by PSU, shape (psus, estimates).

        Parameters
        ----------
        values : numpy.ndarray of float, shape (cells, estimates)
            A value a cell and estimate.
        """
        columns = self.columns(values)
        return self.pairs.totals(values) if columns is None else columns[0] @ columns[1]

    def holding(self, member: Bools) -> Bools:
        """Return which PSUs hold somebody of each group, shape (psus, groups).

        Parameters
        ----------
        member : numpy.ndarray of bool, shape (cells, groups)
            Which cells belong to which group.
        """
        made = self.span.coefficients(member.astype(np.float64))
        if made is None or made.min() < -NOTHING:
            return np.asarray(self.pairs.totals(member.astype(np.float64)) > 0)
        # Without a minus, sums of weights are 0 only where nobody is.
        return np.asarray(self.span.flat @ (made * (made > NOTHING)) > 0)
