"""Variances of values that hardly differ beside their size: distances before sums of squares."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]

EVEN = 1e-13  # of the sum of squared weights: weights whose variance is less are alike


class StratumSums(Protocol):
    """Sums by stratum and cell, as `ElementSums`."""

    @property
    def unit(self) -> Integers:
        """Stratum of each pair."""
        ...

    @property
    def cell(self) -> Integers:
        """Cell of each pair."""
        ...

    @property
    def w(self) -> Floats:
        """Sum of the weights of each pair."""
        ...

    @property
    def ww(self) -> Floats:
        """Sum of the squared weights of each pair."""
        ...

    @property
    def count(self) -> Integers:
        """Number of respondents in each stratum."""
        ...


def centred_variance(values: Floats, sums: StratumSums, scale: Floats, centre: Floats) -> float:
    """Return one estimate's variance from distances to the strata's means.

    Parameters
    ----------
    values : numpy.ndarray of float, shape (cells,)
        Influence values.
    sums : StratumSums
        The design's sums.
    scale, centre : numpy.ndarray of float, shape (strata,)
        As `stratum_scale` returns them.

    Notes
    -----
    Of values such as those of a total, the sums of squares may differ by nothing but their
    rounding. With z = m + r, m the stratum's mean, the variance of w z is that of w r, plus 2 m
    times its covariance with w, plus m^2 times that of w; where all weigh alike the last two are 0.
    """

    def by_stratum(each: Floats) -> Floats:
        return np.bincount(sums.unit, each, minlength=len(sums.count))

    w, ww = by_stratum(sums.w), by_stratum(sums.ww)
    moved = values[sums.cell]
    mean = np.divide(by_stratum(sums.w * moved), w, out=np.zeros_like(w), where=w != 0)
    mean = np.where(centre > 0, mean, 0.0)
    rest = moved - mean[sums.unit]
    total = by_stratum(sums.w * rest)
    own = by_stratum(sums.ww * rest * rest) - centre * total * total
    uneven = ww - centre * w * w
    crossed = by_stratum(sums.ww * rest) - centre * w * total
    more = np.where(uneven <= EVEN * ww, 0.0, 2 * mean * crossed + mean * mean * uneven)
    return float(scale @ (own + more))
