"""How many respondents a margin of error, a difference or a base needs, and what a number reaches.

Every function that returns a number of respondents has one beside it that tells what a number
reaches, so that a plan can be held to its own promise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import asin, ceil, inf, isfinite, sqrt
from typing import Literal

Formula = Literal["unpooled", "pooled", "arcsine"]
ROUNDING = 1e-9  # of a number: 600.0000000001 respondents are 600
LEAST = 1e-3  # respondents: more than that is no rounding, however large the number
BEYOND = 1e18  # respondents; larger numbers, also infinite ones, are as good as this


def normal_quantile(probability: float) -> float:
    """Return the standard normal quantile."""
    from scipy.special import ndtri

    return float(ndtri(probability))


def two_sided(confidence: float, comparisons: int = 1) -> float:
    """Return the normal quantile of a two-sided test or interval, by Bonferroni over several."""
    return -normal_quantile((1 - confidence) / comparisons / 2)


def whole(n: float) -> int:
    """Round up, but not what is whole but for rounding.

    Examples
    --------
    >>> whole(600.0000000001), whole(600.1)
    (600, 601)
    """
    n = min(n, BEYOND)
    return ceil(n - min(ROUNDING * max(n, 1.0), LEAST))


# --- a margin of error ---------------------------------------------------------------------------


def margin_of(
    share: float, n: float, *, quantile: float, deff: float = 1.0, population: float = inf
) -> float:
    """Return the half width of a share's interval on n respondents.

    z sqrt(deff p (1 - p) / n x (N - n) / (N - 1)), of which the last factor is 1 without N.
    """
    left = (population - n) / (population - 1) if isfinite(population) and population > 1 else 1.0
    return quantile * sqrt(deff * share * (1 - share) / n * max(left, 0.0))


def n_of_margin(
    share: float, margin: float, *, quantile: float, deff: float = 1.0, population: float = inf
) -> int:
    """Return how many respondents a margin of error needs.

    n0 = z^2 deff p (1 - p) / m^2, and n = n0 / (1 + (n0 - 1) / N) in a population of N.

    References
    ----------
    Cochran, W. G. (1977), Sampling Techniques, section 4.4.

    Examples
    --------
    >>> n_of_margin(0.5, 0.03, quantile=two_sided(0.95))
    1068
    """
    n = quantile**2 * deff * share * (1 - share) / margin / margin
    if isfinite(population) and isfinite(n):
        n = n * population / (n + population - 1)
    return max(whole(n), 1)


# --- a difference --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two shares that are to be told apart, and how they are observed.

    Attributes
    ----------
    one, other : float
        The shares (0-1).
    ratio : float
        Respondents of the other group for every respondent of the first.
    correlation : float or None
        Of the two answers of the same people, asked twice; None for two groups.
    formula : {"unpooled", "pooled", "arcsine"}
        The test: z with each group's own variance, with that of the pooled share, or of Cohen's h.
    deff : float
        Design effect.
    """

    one: float
    other: float
    ratio: float = 1.0
    correlation: float | None = None
    formula: Formula = "unpooled"
    deff: float = 1.0

    @property
    def _own(self) -> float:
        """Variance of the estimated difference times the first group's n, under the difference."""
        one, other = (each * (1 - each) for each in (self.one, self.other))
        if self.correlation is not None:
            return self.deff * (one + other - 2 * self.correlation * sqrt(one * other))
        return self.deff * (one + other / self.ratio)

    @property
    def _parts(self) -> tuple[float, float, float]:
        """Return the size of the effect, and its scales without and under the difference."""
        if self.formula == "arcsine":
            scale = sqrt(self.deff * (1 + 1 / self.ratio))
            return abs(2 * asin(sqrt(self.one)) - 2 * asin(sqrt(self.other))), scale, scale
        null = self._own
        if self.formula == "pooled":
            pooled = (self.one + self.ratio * self.other) / (1 + self.ratio)
            null = self.deff * pooled * (1 - pooled) * (1 + 1 / self.ratio)
        return abs(self.one - self.other), sqrt(null), sqrt(self._own)

    def n(self, *, quantile: float, power: float) -> float:
        """Return the first group's respondents, not rounded, at which a test has some power.

        (z_a s0 + z_b s1)^2 / d^2, s0 and s1 the scales of the difference without and with it.

        References
        ----------
        Fleiss, J. L., Levin, B. and Paik, M. C. (2003), Statistical Methods for Rates and
        Proportions, chapter 4. Cohen, J. (1988), Statistical Power Analysis, chapter 6.
        """
        size, null, own = self._parts
        needed = quantile * null + normal_quantile(power) * own  # below 0 where anyone will do
        each = max(needed, 0.0) / size if size > 0 else inf  # no difference is never found
        return each * each

    def power(self, n: float, *, quantile: float) -> float:
        """Return the power of a two-sided test with n respondents in the first group.

        The chance of a clear difference in the wrong direction is left out, as in R's
        ``power.prop.test``.
        """
        from scipy.special import ndtr

        size, null, own = self._parts
        if own == 0:
            return 1.0
        return float(ndtr((sqrt(n) * size - quantile * null) / own))


def widest_correlations(one: float, other: float) -> tuple[float, float]:
    """Return the least and the largest correlation that two yes/no answers can have.

    Examples
    --------
    >>> [round(each, 3) for each in widest_correlations(0.24, 0.29)]
    [-0.359, 0.879]
    """
    scale = sqrt(one * (1 - one) * other * (1 - other))
    least, most = max(0.0, one + other - 1), min(one, other)
    return (least - one * other) / scale, (most - one * other) / scale


def two_groups(contrast: Contrast, *, quantile: float, power: float) -> tuple[int, int]:
    """Return whole numbers of respondents of two groups; of people asked twice both are one."""
    first = contrast.n(quantile=quantile, power=power)
    if contrast.correlation is not None:
        n = max(whole(first), 1)
        return n, n
    return max(whole(first), 1), max(whole(first * contrast.ratio), 1)


# --- a base --------------------------------------------------------------------------------------


def chance_of_base(share: float, n: float, base: float, deff: float = 1.0) -> float:
    """Return the chance that n respondents hold at least a base of those with a share.

    P(X >= b / deff) of a binomial of n / deff, continued between whole numbers by the incomplete
    beta function; without a design effect that of the binomial itself.
    """
    from scipy.special import betainc

    if base <= 0:
        return 1.0
    if n < base:
        return 0.0
    if share >= 1:
        return 1.0
    people, least = n / deff, base / deff
    return float(betainc(least, people - least + 1, share)) if share > 0 else 0.0


def n_of_base(
    chance: Callable[[int], float], certainty: float, *, start: int, most: float
) -> int | None:
    """Return the smallest n at which a chance that grows with n reaches a certainty.

    Parameters
    ----------
    chance : callable
        The chance of what is wanted among so many respondents.
    certainty : float
        How large it is to be.
    start : int
        Where to begin.
    most : float
        Beyond it nothing is looked for, and None returned.
    """
    high = max(start, 1)
    while chance(high) < certainty:
        if high >= most:
            return None
        high *= 2
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(middle) >= certainty else (middle, high)
    return high
