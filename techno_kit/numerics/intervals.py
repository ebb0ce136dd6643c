"""Confidence intervals of shares, and of their ratio to a base."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
IntervalName = Literal["logit", "beta", "wilson", "wald"]


@dataclass(frozen=True, eq=False, slots=True)
class Intervals:
    """Lower and upper limits, each of the shape of the shares; NaN where there is none."""

    low: Floats
    high: Floats


def t_quantile(df: Floats, confidence: float) -> Floats:
    """Return the two-sided t quantile; NaN where there are no degrees of freedom."""
    from scipy.special import stdtrit

    quantile = stdtrit(np.where(df > 0, df, np.nan), (1 + confidence) / 2)
    return np.asarray(quantile, np.float64)


def effective_n(share: Floats, se: Floats, n: Floats, df: Floats, confidence: float) -> Floats:
    """Return Korn and Graubard's df-adjusted effective n, truncated at n.

    n_e = p (1 - p) / se^2 x (t[n-1] / t[df])^2, at most n (NCHS 2017).
    """
    adjust = (t_quantile(n - 1, confidence) / t_quantile(df, confidence)) ** 2
    return np.asarray(np.minimum(share * (1 - share) / se**2 * adjust, n), np.float64)


def _beta(share: Floats, n_effective: Floats, confidence: float) -> Intervals:
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    yes, no = share * n_effective, (1 - share) * n_effective
    low = np.where(yes > 0, betaincinv(np.where(yes > 0, yes, 1.0), no + 1, tail), 0.0)
    high = np.where(no > 0, betaincinv(yes + 1, np.where(no > 0, no, 1.0), 1 - tail), 1.0)
    known = np.isfinite(n_effective)
    return Intervals(np.where(known, low, np.nan), np.where(known, high, np.nan))


def _logit(share: Floats, se: Floats, quantile: Floats) -> Intervals:
    middle = np.log(share / (1 - share))
    half = quantile * se / (share * (1 - share))
    return Intervals(1 / (1 + np.exp(half - middle)), 1 / (1 + np.exp(-half - middle)))


def _wilson(share: Floats, se: Floats, quantile: Floats) -> Intervals:
    n_effective = share * (1 - share) / se**2
    z2 = quantile**2 / n_effective
    middle = (share + z2 / 2) / (1 + z2)
    half = quantile / (1 + z2) * np.sqrt((share * (1 - share) + z2 / 4) / n_effective)
    return Intervals(middle - half, middle + half)


def share_intervals(
    share: Floats,
    se: Floats,
    *,
    n: Floats,
    n_eff: Floats,
    df: Floats,
    confidence: float = 0.95,
    interval: IntervalName = "logit",
) -> Intervals:
    """Return confidence intervals of shares.

    Parameters
    ----------
    share, se : numpy.ndarray of float
        Estimates (0-1) and their standard errors, any shape.
    n, n_eff, df : numpy.ndarray of float, of that shape
        Respondents in the base, Kish's effective number of them, design degrees of freedom.
    confidence : float
        Between 0 and 1.
    interval : {"logit", "beta", "wilson", "wald"}
        The method.

    Notes
    -----
    logit: expit(logit p +- t se / (p (1-p))). beta: Korn and Graubard (1998) with the n of
    `effective_n`. wilson: Wilson's formula with n_e = p (1-p) / se^2 and t for z. wald: p +- t se.
    At a share of 0 or 1, where se is 0, every method is beta with n_e = min(n, Kish's n_eff),
    df-adjusted.

    References
    ----------
    Korn, E. L. and Graubard, B. I. (1998), Survey Methodology 24, 193-201. Parker, J. D. et al.
    (2017), Vital and Health Statistics 2(175).

    Examples
    --------
    >>> one = np.ones(1)
    >>> found = share_intervals(one * 0.2, one * 0.02, n=one * 400, n_eff=one * 380, df=one * 399)
    >>> float(found.low[0].round(4)), float(found.high[0].round(4))
    (0.1636, 0.2422)
    """
    quantile = t_quantile(df, confidence)
    edge = (share <= 0) | (share >= 1)
    adjust = (t_quantile(n - 1, confidence) / quantile) ** 2
    at_edge = _beta(share, np.minimum(np.minimum(n, n_eff) * adjust, n), confidence)
    p = np.where(edge, 0.5, share)
    spread = np.where(edge, np.nan, se)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if interval == "logit":
            inside = _logit(p, spread, quantile)
        elif interval == "beta":
            inside = _beta(p, effective_n(p, spread, n, df, confidence), confidence)
        elif interval == "wilson":
            inside = _wilson(p, spread, quantile)
        else:
            inside = Intervals(p - quantile * spread, p + quantile * spread)
    return Intervals(
        np.where(edge, at_edge.low, inside.low), np.where(edge, at_edge.high, inside.high)
    )
