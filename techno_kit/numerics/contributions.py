"""What each margin of a raking adds to the design effect of weighting, on cells."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from techno_kit.numerics.cells import Array, Floats
from techno_kit.numerics.raking import rake_cells
from techno_kit.numerics.schemes import margin_levels

WORK = 2e10  # cells times the square of all levels, of all rakings: about a second


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The cells of respondents who are raked together: everyone, or one market.

    Attributes
    ----------
    people, sums, squares : ndarray of float64, shape (cells,)
        Respondents with a weight, and the sums of their starting weights and of the squares.
    sizes : tuple of int
        Levels of each variable.
    margins : tuple of tuple of int, or None
        Each margin's variables by position; None for a margin without targets here.
    goals : tuple of ndarray, or None
        The target shares of each margin's levels.
    cells : sequence of ndarray of int, or None
        Each cell's level of each variable, where only occupied cells are given.
    gaps : tuple of bool
        Which variables' last level is "blank".
    share : float or None
        Its share (0-1) of all weight, where a margin of the markets sets it.
    """

    people: Floats
    sums: Floats
    squares: Floats
    sizes: tuple[int, ...]
    margins: tuple[tuple[int, ...] | None, ...]
    goals: tuple[Array | None, ...]
    cells: Sequence[Array] | None = None
    gaps: tuple[bool, ...] = ()
    share: float | None = None

    def factor(self, chosen: Collection[int], total: float) -> Floats | None:
        """Return every cell's factor after raking to some margins; None where none is found."""
        asked = [
            (axes, self.goals[place])
            for place, axes in enumerate(self.margins)
            if place in chosen and axes is not None
        ]
        if not asked:
            return np.full(len(self.sums), total / self.sums.sum())
        if len(asked) == 1 and self.cells is not None:
            return self._fitted(*asked[0], self.cells, total)
        margins, goals = zip(*asked, strict=True)
        solution = rake_cells(
            self.sums, self.sizes, margins, goals, cells=self.cells, gaps=self.gaps, total=total
        )
        return solution.factor if solution.converged else None

    def _fitted(
        self, axes: tuple[int, ...], goal: Array | None, cells: Sequence[Array], total: float
    ) -> Floats | None:
        """Fit one margin, which takes no search: for long lists of cells that is much faster."""
        gaps = self.gaps or (False,) * len(self.sizes)
        legal = [self.sizes[axis] - gaps[axis] for axis in axes]
        level, levels = margin_levels(
            [cells[axis] for axis in axes], legal, [gaps[axis] for axis in axes]
        )
        sums = np.bincount(level, self.sums, levels)
        wanted = total * np.ravel(np.asarray(goal, np.float64))
        if ((sums <= 0) & (wanted > 0)).any():
            return None
        ratio = np.divide(wanted, sums, out=np.zeros(levels), where=sums > 0)
        return np.asarray(ratio[level])


@dataclass(frozen=True, slots=True)
class Contributions:
    """Design effects (Kish) of the weights under some of the margins.

    Attributes
    ----------
    start, full : float
        Of the weights that the raking starts from, and after all margins.
    alone, without : tuple of float, one a margin
        With only this margin raked, and with all but this one. NaN where no weights were found, or
        none were looked for.
    untried : int
        Margins of which `without` was not looked for.
    """

    start: float
    full: float
    alone: tuple[float, ...]
    without: tuple[float, ...]
    untried: int = 0


def deff_contributions(
    parts: Sequence[Part],
    *,
    own: int | None = None,
    full: float | None = None,
    work: float = WORK,
) -> Contributions:
    """Rake to every margin alone, and to all but it, and tell the design effect of each.

    Parameters
    ----------
    parts : sequence of Part
        With the same margins in the same order.
    own : int, optional
        The margin that sets the parts' shares of all weight; without it, and when it is left out,
        each keeps the sum of its starting weights.
    full : float, optional
        The design effect after all margins, where it is known.
    work : float
        What rakings may cost: of margins by `alone`, the largest first, so many are left out one at
        a time as fit.

    Returns
    -------
    Contributions

    Notes
    -----
    A raked weight is the starting weight times the factor f of its cell, so that
    ``deff = sum(n) sum(Q f^2) / sum(D f)^2`` with the cells' sums D and sums of squares Q: no row
    is looked at. A margin alone takes no search; a raking takes time in proportion to the cells
    and, by Newton's method, to the square of the levels of all margins.

    Examples
    --------
    Two by two cells of ten respondents, raked to 60 % and 30 %:

    >>> ten = np.full(4, 10.0)
    >>> goals = (np.array([0.6, 0.4]), np.array([0.3, 0.7]))
    >>> found = deff_contributions([Part(ten, ten, ten, (2, 2), ((0,), (1,)), goals)])
    >>> [round(each, 4) for each in (found.full, *found.alone, *found.without)]
    [1.2064, 1.04, 1.16, 1.16, 1.04]
    """
    every = range(len(parts[0].margins))
    alone = tuple(_deff(parts, (each,), own) for each in every)
    tried = _tried(parts, alone, work)
    if full is None:
        full = _deff(parts, every, own) if tried else nan
    return Contributions(
        start=_deff(parts, (), own),
        full=full,
        alone=alone,
        without=tuple(
            _deff(parts, {*every} - {each}, own) if each in tried else nan for each in every
        ),
        untried=len(alone) - len(tried),
    )


def _tried(parts: Sequence[Part], alone: Sequence[float], work: float) -> list[int]:
    """Return the margins to leave out one at a time."""
    cost = 0
    for part in parts:
        levels = sum(len(np.ravel(goal)) for goal in part.goals if goal is not None)
        cost += len(part.sums) * levels**2
    most = int(work / cost) if cost else len(alone)
    return sorted(range(len(alone)), key=lambda each: -np.nan_to_num(alone[each]))[:most]


def _deff(parts: Sequence[Part], chosen: Collection[int], own: int | None) -> float:
    whole = sum(float(part.sums.sum()) for part in parts)
    people = weight = squared = 0.0
    for part in parts:
        total = float(part.sums.sum())
        if own in chosen and part.share is not None:
            total = part.share * whole
        factor = part.factor(chosen, total)
        if factor is None:
            return nan
        people += float(part.people[factor > 0].sum())
        weight += float(np.dot(part.sums, factor))
        squared += float(np.dot(part.squares, factor * factor))
    return people * squared / weight**2
