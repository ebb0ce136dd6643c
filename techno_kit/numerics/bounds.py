"""What a bound on weights may be measured by, and the weight it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from techno_kit.numerics.cells import Floats

Rule = Literal["mean", "median", "absolute", "quantile", "iqr"]
#: Rules whose limit moves with the weights it bounds.
MOVING: tuple[Rule, ...] = ("median", "iqr")
QUARTILES = (0.25, 0.5, 0.75)
ROUNDING = 1e-9  # of counts that were added up


@dataclass(frozen=True, slots=True)
class Bound:
    """The highest or the lowest weight that is allowed, in the terms of whoever sets it.

    Attributes
    ----------
    rule : {"mean", "median", "absolute", "quantile", "iqr"}
        What it is measured by: a multiple of the mean or the median, the weight itself, a quantile
        of the weights, or so many interquartile ranges from the median.
    value : float
        The multiple, the weight, the share below it (0-1), or the number of ranges.
    """

    rule: Rule
    value: float


def limit(
    bound: Bound, weights: Floats, *, lower: bool = False, times: Floats | None = None
) -> float:
    """Return the weight that a bound comes to.

    Parameters
    ----------
    bound : Bound
    weights : ndarray of float64, shape (n,)
        The weights that are counted, each once; weights of 0 are not.
    lower : bool
        Whether it is a floor; interquartile ranges then go down from the median, at most to 0.
    times : ndarray of float64, shape (n,), optional
        How often each weight is counted; once when None.

    Returns
    -------
    float
        Not finite where no weight is above 0.

    Notes
    -----
    Quantiles are those of R's type 7, numpy's ``"linear"``: position ``1 + (n - 1) q`` among the
    sorted weights, interpolated. Where weights are counted more than once, n is the sum of `times`,
    and a weight takes as many positions, or part of one.

    Examples
    --------
    >>> weights = np.array([0.0, 1.0, 2.0, 3.0, 10.0])
    >>> limit(Bound("mean", 2), weights), limit(Bound("median", 2), weights)
    (8.0, 5.0)
    >>> limit(Bound("iqr", 2), weights), limit(Bound("quantile", 0.9), weights).__round__(12)
    (8.5, 7.9)
    """
    if bound.rule == "absolute":
        return float(bound.value)
    there = weights > 0 if times is None else (weights > 0) & (times > 0)
    counted, times = weights[there], None if times is None else times[there]
    if not len(counted):
        return float("nan")
    if bound.rule == "mean":
        return float(bound.value * np.average(counted, weights=times))
    if bound.rule == "quantile":
        return float(_quantiles(counted, times, [bound.value])[0])
    first, median, third = (float(each) for each in _quantiles(counted, times, QUARTILES))
    if bound.rule == "median":
        return bound.value * median
    if lower:
        return max(median - bound.value * (third - first), 0.0)
    return median + bound.value * (third - first)


def _quantiles(values: Floats, times: Floats | None, shares: Sequence[float]) -> Floats:
    """Return quantiles of values, each counted so many times."""
    if times is None:
        return np.quantile(values, shares)
    order = np.argsort(values, kind="stable")
    ranked, upto = values[order], np.cumsum(times[order])
    position = np.maximum(upto[-1] - 1, 0.0) * np.asarray(shares)
    # The cumulated counts carry rounding: a position that they just miss is on them.
    near = np.rint(position)
    position = np.where(np.abs(position - near) < ROUNDING, near, position)
    whole = np.floor(position)
    first, second = (
        ranked[np.minimum(np.searchsorted(upto, at + ROUNDING, side="right"), len(ranked) - 1)]
        for at in (whole, whole + 1)
    )
    return np.asarray(first + (position - whole) * (second - first))
