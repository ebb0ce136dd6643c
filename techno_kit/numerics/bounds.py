"""What a bound on weights may be measured by, and the weight it comes to."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from techno_kit.numerics.cells import Floats

Rule = Literal["mean", "median", "absolute", "quantile", "iqr"]
#: Rules whose limit moves with the weights it bounds.
MOVING: tuple[Rule, ...] = ("median", "iqr")
QUARTILES = (0.25, 0.5, 0.75)


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


def limit(bound: Bound, weights: Floats, *, lower: bool = False) -> float:
    """Return the weight that a bound comes to.

    Parameters
    ----------
    bound : Bound
    weights : ndarray of float64, shape (n,)
        The weights that are counted, each once; weights of 0 are not.
    lower : bool
        Whether it is a floor; interquartile ranges then go down from the median, at most to 0.

    Returns
    -------
    float
        Not finite where no weight is above 0.

    Notes
    -----
    Quantiles are those of R's type 7, numpy's ``"linear"``: position ``1 + (n - 1) q`` among the
    sorted weights, interpolated.

    Examples
    --------
    >>> weights = np.array([0.0, 1.0, 2.0, 3.0, 10.0])
    >>> limit(Bound("mean", 2), weights), limit(Bound("median", 2), weights)
    (8.0, 5.0)
    >>> limit(Bound("iqr", 2), weights), limit(Bound("quantile", 0.9), weights).__round__(12)
    (8.5, 7.9)
    """
    counted = weights[weights > 0]
    if bound.rule == "absolute":
        return float(bound.value)
    if not len(counted):
        return float("nan")
    if bound.rule == "mean":
        return float(bound.value * counted.mean())
    if bound.rule == "quantile":
        return float(np.quantile(counted, bound.value))
    first, median, third = (float(each) for each in np.quantile(counted, QUARTILES))
    if bound.rule == "median":
        return bound.value * median
    if lower:
        return max(median - bound.value * (third - first), 0.0)
    return median + bound.value * (third - first)
