"""The smallest difference of two shares that a test finds with some power."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.rarities import few_cases

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
HALVINGS = 50  # of an interval of 100 points


def smallest_difference(se: Floats, df: Floats, level: Floats, power: float) -> Floats:
    """Return the difference that a two-sided t test at a level finds with some power.

    Parameters
    ----------
    se, df, level : numpy.ndarray of float, shape (differences,)
        Standard errors of the estimated differences, their degrees of freedom, and the chance of a
        false finding that their tests allow.
    power : float
        Chance of finding such a difference.

    Returns
    -------
    numpy.ndarray of float
        (t[1 - level/2] + t[power]) se; NaN without an error or degrees of freedom.

    References
    ----------
    Bloom, H. S. (1995), Minimum detectable effects, Evaluation Review 19, 547-556.

    Examples
    --------
    >>> smallest_difference(*np.array([[0.02], [200.0], [0.05]]), power=0.8).round(4)
    array([0.0563])
    """
    tested, found = _quantiles(se, df, level, power)
    return np.asarray((tested + found) * se, np.float64)


def _quantiles(se: Floats, df: Floats, level: Floats, power: float) -> tuple[Floats, Floats]:
    """Return t of the tests, and of the power; NaN without an error or degrees of freedom."""
    from scipy.special import stdtrit

    known = np.where((df > 0) & (se > 0), df, np.nan)
    return stdtrit(known, 1 - level / 2), stdtrit(known, power)


@dataclass(frozen=True, eq=False, slots=True)
class SharePairs:
    """Pairs of shares whose groups may truly differ.

    Attributes
    ----------
    one, other : numpy.ndarray of float, shape (pairs,)
        The shares (0-1) that were found.
    m, k : numpy.ndarray of float, shape (pairs,)
        The groups' effective numbers of respondents.
    se, df : numpy.ndarray of float, shape (pairs,)
        Standard errors of the differences found, and degrees of freedom of their tests.
    doubtful : numpy.ndarray of bool, shape (pairs,)
        Whose error may be small by chance: it is taken for no less than that of `m` and `k`.
    """

    one: Floats
    other: Floats
    m: Floats
    k: Floats
    se: Floats
    df: Floats
    doubtful: Bools

    @property
    def pooled(self) -> Floats:
        """The share of both groups together."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return (self.m * self.one + self.k * self.other) / (self.m + self.k)

    @property
    def few(self) -> Bools:
        """Where a test also asks for that of the pooled share: few cases are behind it."""
        return few_cases(self.pooled, self.m) | few_cases(self.pooled, self.k)

    @property
    def deff(self) -> Floats:
        """How much larger the variance found is than that of the effective numbers."""
        simple = self.one * (1 - self.one) / self.m + self.other * (1 - self.other) / self.k
        found = np.divide(self.se**2, simple, out=np.ones(len(self.se)), where=simple > 0)
        return np.where(self.doubtful | self.few, np.maximum(found, 1.0), found)

    def smallest(self, level: Floats, power: float) -> Floats:
        """Return the smallest true difference that is found with some power, between 0 and 1.

        Parameters
        ----------
        level : numpy.ndarray of float, shape (pairs,)
            The chance of a false finding that a pair's test allows.
        power : float
            Chance of finding such a difference.

        Returns
        -------
        numpy.ndarray of float
            NaN without an error, where nobody or everybody holds the answer, and where no
            difference would do.

        Notes
        -----
        The d at which d = t[1 - level/2] s0 + t[power] s1. s1^2 = deff (p1 (1 - p1) / m + p2
        (1 - p2) / k) are the errors of two shares that lie d apart around the pooled share P,
        which they keep; s0 = s1, the test's. Of few cases one share is P, the other d away from
        it, and s0 at least the error of their pooled share. Of all ways to lie apart the one that
        asks for most; and at no time less than (t[1 - level/2] + t[power]) times the error found.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            tested, found = _quantiles(self.se, self.df, level, power)
            around = np.full(len(self.se), np.nan)
            aside = np.full(len(self.se), np.nan)
            weight = self.m / (self.m + self.k)
            for ways, sides in ((around, [1 - weight]), (aside, [0 * weight, 0 * weight + 1])):
                for up in (side * sign for side in sides for sign in (1.0, -1.0)):
                    down = up - np.where(np.signbit(up), -1.0, 1.0)
                    ways[:] = np.fmax(ways, self._solved(up, down, tested, found))
            hardest = np.where(self.few | np.isnan(around), aside, around)
            least = smallest_difference(self.se, self.df, level, power)
            asked = np.where((self.pooled > 0) & (self.pooled < 1), hardest, np.nan)
            return np.where(np.maximum(asked, least) <= 1, np.maximum(asked, least), np.nan)

    def _solved(self, up: Floats, down: Floats, tested: Floats, found: Floats) -> Floats:
        """Return the d of two shares that lie `up` and `down` times d from the pooled one."""
        pooled = self.pooled
        room = [_room(pooled, step) for step in (up, down)]
        low, high = np.zeros(len(pooled)), np.minimum(*room)
        enough = self._missing(high, up, down, tested, found) <= 0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            short = self._missing(middle, up, down, tested, found) > 0
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return np.where(enough, high, np.nan)

    def _missing(
        self, d: Floats, up: Floats, down: Floats, tested: Floats, found: Floats
    ) -> Floats:
        """Return by how much a difference falls short of the one that it takes."""
        one, other = (np.clip(self.pooled + step * d, 0.0, 1.0) for step in (up, down))
        error = np.sqrt(self.deff * (one * (1 - one) / self.m + other * (1 - other) / self.k))
        both = (self.m * one + self.k * other) / (self.m + self.k)
        pooled = np.sqrt(both * (1 - both) * (1 / self.m + 1 / self.k))
        of_test = np.where(self.few, np.fmax(error, pooled), error)
        return np.asarray(tested * of_test + found * error - d, np.float64)


def _room(share: Floats, step: Floats) -> Floats:
    """Return how many steps a share can go before it is 0 or 1; at most one of 100 points."""
    room = np.where(step > 0, 1 - share, share)
    return np.divide(room, np.abs(step), out=np.ones(len(share)), where=np.abs(step) > room)
