"""What replicates multiply the weights of primary sampling units by, and how they count.

Every kind hands its multipliers out in blocks of replicates, and keeps what it makes them from: a
seed, signs, or which unit is left out. Units are PSUs, or respondents where each is one.

References
----------
Rao, J. N. K. and Wu, C. F. J. (1988). Resampling inference with complex survey data. Journal of the
American Statistical Association 83, 231-241.
Rust, K. F. and Rao, J. N. K. (1996). Variance estimation for complex surveys using replication
techniques. Statistical Methods in Medical Research 5, 283-310.
Beaumont, J.-F. and Patak, Z. (2012). On the generalized bootstrap for sample surveys with special
attention to Poisson sampling. International Statistical Review 80, 127-148.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.hadamard import Signs, balanced_signs

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]

SHRINK = 2.0  # Beaumont and Patak's tau: distances from 1 are halved, so that 0 becomes one half


class Multipliers(Protocol):
    """What every replicate multiplies every unit's weight by."""

    @property
    def count(self) -> int:
        """Number of replicates."""
        ...

    @property
    def scale(self) -> float:
        """What the sum of the squared deviations is multiplied by."""
        ...

    @property
    def rscales(self) -> Floats:
        """What each squared deviation is multiplied by, shape (replicates,)."""
        ...

    def block(self, start: int, stop: int) -> Floats:
        """Return the multipliers of some replicates, shape (units, stop - start)."""
        ...


@dataclass(frozen=True, eq=False)
class Jackknife:
    """Replicates that leave one unit, or one group of units, out.

    The others of its stratum make up for it.

    Attributes
    ----------
    group : numpy.ndarray of int, shape (units,)
        The replicate that leaves each unit out; -1 for a unit that stays in all.
    stratum : numpy.ndarray of int, shape (units,)
        Stratum of each unit.
    parts : numpy.ndarray of int, shape (strata,)
        How many groups each stratum has.
    left : numpy.ndarray of float, shape (strata,), or None
        Share of the stratum that was not drawn: the finite population correction.
    scale : float
        What the sum of the squared deviations is multiplied by.
    """

    group: Integers
    stratum: Integers
    parts: Integers
    left: Floats | None = None
    scale: float = 1.0

    @cached_property
    def _stratum_of_replicate(self) -> Integers:
        found = np.zeros(int(self.group.max(initial=-1)) + 1, np.int64)
        found[self.group[self.group >= 0]] = self.stratum[self.group >= 0]
        return found

    @property
    def count(self) -> int:
        """Number of replicates."""
        return len(self._stratum_of_replicate)

    @property
    def rscales(self) -> Floats:
        """(n - 1) / n of the replicate's stratum, times what of it was not drawn."""
        n = self._groups(self._stratum_of_replicate)
        left = 1.0 if self.left is None else self.left[self._stratum_of_replicate]
        return np.asarray((n - 1) / n * left)

    def block(self, start: int, stop: int) -> Floats:
        """Return 0 for who is left out, n / (n - 1) for the others of the stratum, 1 elsewhere.

        A stratum that is left out whole is made up for by all others.
        """
        strata = self._stratum_of_replicate[start:stop]
        n, whole = self._groups(strata), self.parts[strata] == 1
        share = n / (n - 1)
        inside = (self.stratum[:, None] == strata[None, :]) ^ whole[None, :]
        out = self.group[:, None] == np.arange(start, stop)[None, :]
        return np.where(out, 0.0, np.where(inside, share, 1.0))

    def _groups(self, strata: Integers) -> Floats:
        """Return of how many each replicate leaves one out: groups, or strata."""
        parts = self.parts[strata]
        return np.where(parts > 1, parts, len(self.parts)).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Balanced:
    """Balanced half-samples of two units a stratum (BRR), whole or by Fay's factor.

    Attributes
    ----------
    sign : numpy.ndarray of int, shape (units,)
        1 for one unit of a stratum, -1 for the other.
    stratum : numpy.ndarray of int, shape (units,)
        Stratum of each unit.
    signs : numpy.ndarray of int8, shape (strata, replicates)
        Which of the two each replicate takes.
    fay : float
        Fay's rho: the half that is not taken keeps this share of its weight.
    """

    sign: Integers
    stratum: Integers
    signs: Signs
    fay: float = 0.0

    @property
    def count(self) -> int:
        """Number of replicates."""
        return int(self.signs.shape[1])

    @property
    def scale(self) -> float:
        """1 / (R (1 - rho)^2)."""
        return 1 / (self.count * (1 - self.fay) ** 2)

    @property
    def rscales(self) -> Floats:
        """1 throughout."""
        return np.ones(self.count)

    def block(self, start: int, stop: int) -> Floats:
        """Return 2 - rho for the half that a replicate takes, rho for the other."""
        taken = self.signs[self.stratum, start:stop] * self.sign[:, None]
        return np.asarray(1 + (1 - self.fay) * taken)


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Rao and Wu's bootstrap: n - 1 draws with replacement from the n units of every stratum.

    Attributes
    ----------
    stratum : numpy.ndarray of int, shape (units,)
        Stratum of each unit.
    size : numpy.ndarray of int, shape (strata,)
        Units of each stratum. One alone stays as it is.
    count : int
        Number of replicates.
    seed : int
        Every replicate is drawn from the seed and its own number, whatever the block.
    left : numpy.ndarray of float, shape (strata,), or None
        Share of the stratum that was not drawn: the finite population correction.
    """

    stratum: Integers
    size: Integers
    count: int
    seed: int
    left: Floats | None = None

    @property
    def scale(self) -> float:
        """1 / R."""
        return 1 / self.count

    @property
    def rscales(self) -> Floats:
        """1 throughout."""
        return np.ones(self.count)

    @cached_property
    def _draws(self) -> tuple[Integers, Integers, Floats]:
        """Units by stratum, first place and size of the stratum of every draw."""
        draws = np.maximum(self.size - 1, 0)
        first = np.cumsum(self.size) - self.size
        order = np.argsort(self.stratum, kind="stable")
        return order, np.repeat(first, draws), np.repeat(self.size, draws).astype(np.float64)

    @cached_property
    def _factors(self) -> tuple[Floats, Floats]:
        """What a unit has without a draw, and what each draw adds."""
        n = np.maximum(self.size, 2).astype(np.float64)
        left = np.ones(len(n)) if self.left is None else self.left
        shrunk = np.where(self.size > 1, np.sqrt(left), 0.0)
        return (1 - shrunk)[self.stratum], (shrunk * n / (n - 1))[self.stratum]

    def block(self, start: int, stop: int) -> Floats:
        """Return 1 - f + f n / (n - 1) x draws, f the root of the share that was not drawn."""
        order, first, size = self._draws
        without, each = self._factors
        found = np.empty((len(order), stop - start))
        for column, replicate in enumerate(range(start, stop)):
            draws = np.random.default_rng([self.seed, replicate]).random(len(first))
            drawn = np.bincount(order[first + (draws * size).astype(np.int64)], None, len(order))
            found[:, column] = without + each * drawn
        return found


@dataclass(frozen=True, eq=False)
class Positive:
    """Multipliers drawn towards 1 so that none is 0, and deviations counted the more for it.

    Attributes
    ----------
    of : Multipliers
        The multipliers, none below 0.
    """

    of: Multipliers

    @property
    def count(self) -> int:
        """Number of replicates."""
        return self.of.count

    @property
    def scale(self) -> float:
        """That of the multipliers, times tau^2."""
        return self.of.scale * SHRINK**2

    @property
    def rscales(self) -> Floats:
        """Those of the multipliers."""
        return self.of.rscales

    def block(self, start: int, stop: int) -> Floats:
        """Return (a + tau - 1) / tau for every multiplier a, with tau = 2."""
        return np.asarray((self.of.block(start, stop) + (SHRINK - 1)) / SHRINK)


@dataclass(frozen=True, eq=False)
class Columns:
    """Multipliers, or whole weights, that are columns already.

    Attributes
    ----------
    columns : sequence of numpy.ndarray, each of shape (units,)
        A replicate each.
    scale : float
        As given.
    rscales : numpy.ndarray of float, shape (replicates,)
        As given.
    """

    columns: Sequence[NDArray[Any]]
    scale: float
    rscales: Floats

    @property
    def count(self) -> int:
        """Number of replicates."""
        return len(self.columns)

    def block(self, start: int, stop: int) -> Floats:
        """Return the columns of some replicates."""
        return np.column_stack(self.columns[start:stop]).astype(np.float64, copy=False)


def delete_one(stratum: Integers, left: Floats | None = None, lonely: str = "error") -> Jackknife:
    """Return replicates that leave one unit out each (JKn; JK1 where there is one stratum).

    Parameters
    ----------
    stratum : numpy.ndarray of int, shape (units,)
        Stratum of each unit.
    left : numpy.ndarray of float, shape (strata,), optional
        Share of each stratum that was not drawn.
    lonely : {"error", "certainty", "adjust", "average"}
        The rule for strata with one unit, as R ``jknweights``: they have no replicate; one that
        leaves the whole stratum out, for which the other strata make up; none, and the others count
        the more, by units / replicates. A stratum that was drawn whole has none.

    Raises
    ------
    ValueError
        If a stratum has one unit and the rule is ``"error"``.
    """
    size = np.bincount(stratum)
    drawn_whole = np.zeros(len(size), np.bool_) if left is None else left == 0
    alone = (size == 1) & ~drawn_whole
    if lonely == "error" and alone.any():
        raise ValueError("a stratum has one unit")
    kept = (size > 1) | alone if lonely == "adjust" else size > 1
    inside = kept[stratum]
    replicates = int(np.count_nonzero(inside))
    group = np.full(len(stratum), -1, np.int64)
    group[inside] = np.arange(replicates)
    scale = len(stratum) / replicates if lonely == "average" and replicates else 1.0
    return Jackknife(group, np.asarray(stratum), size, left, scale)


def delete_groups(units: int, groups: int, seed: int, left: Floats | None = None) -> Jackknife:
    """Return replicates that leave out one of `groups` random groups of units each.

    References
    ----------
    Kott, P. S. (2001). The delete-a-group jackknife. Journal of Official Statistics 17, 521-526.
    """
    order = np.random.default_rng(seed).permutation(units)
    group = np.empty(units, np.int64)
    group[order] = np.arange(units) % groups
    return Jackknife(group, np.zeros(units, np.int64), np.array([groups]), left)


def half_samples(stratum: Integers, fay: float = 0.0) -> Balanced:
    """Return balanced half-samples.

    Parameters
    ----------
    stratum : numpy.ndarray of int, shape (units,)
        Stratum of each unit; two units each.
    fay : float
        Fay's rho, at least 0 and below 1.

    Raises
    ------
    ValueError
        If a stratum has not two units.
    """
    if (np.bincount(stratum) != 2).any():
        raise ValueError("a stratum has not two units")
    order = np.argsort(stratum, kind="stable")
    sign = np.ones(len(stratum), np.int8)
    sign[order[1::2]] = -1
    return Balanced(sign, np.asarray(stratum), balanced_signs(len(stratum) // 2), fay)


def default_scale(method: str, count: int, fay: float | None, centre: str) -> float:
    """Return what a method multiplies the sum of squared deviations by where no scale is given.

    Parameters
    ----------
    method : {"JK1", "JKn", "JK2", "BRR", "Fay", "bootstrap", "SDR"}
        How the replicates were made.
    count : int
        Number of replicates.
    fay : float or None
        Fay's rho.
    centre : {"estimate", "mean"}
        What deviations are from.

    Notes
    -----
    As R ``svrepdesign``: (R - 1) / R, 1, 1, 1 / R, 1 / (R (1 - rho)^2), 4 / R; of the bootstrap
    1 / R around the estimate, and R's 1 / (R - 1) around the mean of the replicates.
    """
    if method == "JK1":
        return (count - 1) / count
    if method == "BRR":
        return 1 / count
    if method == "Fay":
        return 1 / (count * (1 - (fay or 0.0)) ** 2)
    if method == "SDR":
        return 4 / count
    if method == "bootstrap":
        return 1 / (count - 1 if centre == "mean" and count > 1 else count)
    return 1.0
