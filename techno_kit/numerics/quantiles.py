"""Weighted quantiles: the smallest value at or below which a share of the weight lies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Of the whole weight: sums of a million weights are exact to about this, and no respondent of an
# ordinary sample weighs so little. It makes 0.7 of ten equal weights seven of them, at any scale.
ROUNDING = 1e-11

# Of t se: how far the share at or below a quantile may be above the one wanted before its interval
# allows for ties. By simulation (docs/decisions/0023): R's intervals of 95% hold 49% and more, with
# a half they hold 93% and more, and those of numbers without ties stay R's.
TIES = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Distribution:
    """Different values in order, and the share of the weight at or below each.

    Attributes
    ----------
    values : numpy.ndarray of float, shape (values,)
        Ascending; those of a weight other than 0.
    below : numpy.ndarray of float, shape (values,)
        Share of the weight (0-1) at or below each; the last is exactly 1.
    """

    values: Floats
    below: Floats

    @classmethod
    def of(cls, values: Floats, w: Floats) -> "Distribution":
        """Return the distribution of ascending values, some perhaps repeated, under weights."""
        kept = w != 0
        cumulated = np.cumsum(w[kept])
        values = values[kept]
        last = np.append(values[1:] != values[:-1], True)[: len(values)]
        below = cumulated[last] / cumulated[-1] if len(values) else cumulated
        return cls(values[last], below)

    def at(self, share: float) -> float:
        """Return the smallest value with at least a share (0-1) of the weight at or below it.

        Notes
        -----
        Type 1 of Hyndman and Fan (1996), and the rule ``"math"`` of R's ``svyquantile``, except
        below the first weight: 4.1-1 returns the second value there. Where negative weights make
        the shares fall again, the last crossing counts, as in R.

        Examples
        --------
        >>> found = Distribution.of(np.array([1.0, 2.0, 4.0]), np.array([2.0, 1.0, 1.0]))
        >>> found.at(0.5), found.at(0.6), found.at(0), found.at(1)
        (1.0, 2.0, 1.0, 4.0)
        """
        if not len(self.values):
            return float("nan")
        less = np.flatnonzero(self.below < share - ROUNDING)
        place = min(int(less[-1]) + 1 if len(less) else 0, len(self.values) - 1)
        return float(self.values[place])

    def share_at(self, value: float) -> float:
        """Return the share of the weight at or below one of the values."""
        if not len(self.values):
            return float("nan")
        place = int(np.searchsorted(self.values, value, side="right")) - 1
        return float(self.below[place]) if place >= 0 else 0.0

    def share_below(self, value: float) -> float:
        """Return the share of the weight below one of the values."""
        if not len(self.values):
            return float("nan")
        place = int(np.searchsorted(self.values, value, side="left")) - 1
        return float(self.below[place]) if place >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class QuantileLimits:
    """An interval of a quantile and its standard error; NaN where the values do not reach so far.

    Attributes
    ----------
    low, high, se : float
        In the unit of the values.
    """

    low: float
    high: float
    se: float


@dataclass(frozen=True, slots=True)
class Below:
    """What is known of the shares that a quantile was found by.

    Attributes
    ----------
    share, se : float
        Share (0-1) at or below the quantile, and its standard error.
    less, se_less : float
        Share below it, and its standard error.
    """

    share: float
    se: float
    less: float
    se_less: float

    @classmethod
    def of(cls, known: Distribution, value: float, se: float, se_less: float) -> "Below":
        """Return the shares around a value, of given standard errors."""
        return cls(known.share_at(value), se, known.share_below(value), se_less)


def quantile_limits(
    distribution: Distribution, wanted: float, below: Below, quantile: float, edge: float
) -> QuantileLimits:
    """Return the interval of a quantile of values that respondents may share.

    Parameters
    ----------
    distribution, wanted, below, quantile, edge
        As of `woodruff`.

    Notes
    -----
    Where many share the value that was found, the share at or below it is above `wanted` by more
    than chance makes of it, and an interval around that share leaves out values that `wanted` may
    well be at. Past `TIES` of t se the limits are those of `woodruff` or those around `wanted`,
    whichever is wider: the quantiles at `wanted` - t se_less, as a smaller value is out of the
    question only if fewer than `wanted` lie at or below it, and at `wanted` + t se. Where nobody is
    below, the lower limit is known only if 1 - `edge`, the upper limit of a share of 0, is less
    than `wanted`.
    """
    found = woodruff(distribution, wanted, below, quantile, edge)
    reach = quantile * below.se
    tied = below.share - wanted > TIES * reach
    if not tied or len(distribution.values) == 1:
        return found
    if below.less <= 0:
        least = float(distribution.values[0]) if 1 - edge < wanted else float("nan")
    else:
        least = _value_at(distribution, wanted - quantile * below.se_less)
    most = _value_at(distribution, wanted + reach) if below.share < 1 else float("nan")
    low, high = float(np.minimum(found.low, least)), float(np.fmax(found.high, most))
    return QuantileLimits(low, high, (high - low) / (2 * quantile))


def woodruff(
    distribution: Distribution, wanted: float, below: Below, quantile: float, edge: float
) -> QuantileLimits:
    """Return the interval of a quantile from that of the share at or below it, as R does.

    Parameters
    ----------
    distribution : Distribution
        The values and their weight.
    wanted : float
        Which quantile (0-1).
    below : Below
        The shares around the quantile that was found.
    quantile : float
        The t quantile of the interval; NaN without degrees of freedom.
    edge : float
        Lower limit (0-1) of a share of 1; where everyone is at or below the quantile the share has
        no error of its own.

    Notes
    -----
    Woodruff's interval as R's ``svyquantile(interval.type = "mean")``: the quantiles at share -+
    t se, missing where these leave 0 to 1; se = (high - low) / (2 t). Where the quantile is the
    largest value R has no width at all. Here the lower limit is the quantile at `edge`, and the
    upper one is known only if that reaches `wanted`.

    References
    ----------
    Woodruff, R. S. (1952), JASA 47, 635-646. Francisco, C. A. and Fuller, W. A. (1991), Annals of
    Statistics 19, 454-469.
    """
    if len(distribution.values) == 1 and np.isfinite(quantile):
        only = float(distribution.values[0])
        return QuantileLimits(only, only, 0.0)
    if below.share >= 1:
        low = distribution.at(edge) if np.isfinite(edge) else float("nan")
        high = float(distribution.values[-1]) if edge >= wanted else float("nan")
    else:
        low = _value_at(distribution, below.share - quantile * below.se)
        high = _value_at(distribution, below.share + quantile * below.se)
    return QuantileLimits(low, high, (high - low) / (2 * quantile))


def _value_at(distribution: Distribution, share: float) -> float:
    """Return the quantile at a share; NaN where it leaves 0 to 1."""
    return distribution.at(share) if 0 <= share <= 1 else float("nan")
