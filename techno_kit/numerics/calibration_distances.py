"""Distances between calibrated and starting weights, each with its bounds.

Calibration takes the weights nearest to the starting weights ``d`` that meet the totals. Whatever
the distance, they are ``w = d g`` with ``g = F(x'u)``: one number ``u`` a total, and a function
``F`` that is 1 at 0 and rises. What a solver needs of a distance is ``F``, its slope, and its
integral (the convex conjugate of the distance), whose minimum it looks for.

References
----------
Deville, J.-C. and Särndal, C.-E. (1992). Calibration estimators in survey sampling. Journal of the
American Statistical Association 87, 376-382.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from techno_kit.numerics.cells import Floats

Kind = Literal["linear", "raking", "logit"]
Bound = float | Floats


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """A distance's function at some points.

    Attributes
    ----------
    factor : ndarray of float64
        Final over starting weight.
    slope : ndarray of float64
        Its derivative; 0 where a bound holds.
    integral : ndarray of float64
        Its integral, up to a constant.
    """

    factor: Floats
    slope: Floats
    integral: Floats


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance and the bounds on g, the final over the starting weight.

    Attributes
    ----------
    kind : {"linear", "raking", "logit"}
        ``F(u)`` is ``1 + u``, ``exp(u)``, or the function of Deville and Särndal that runs from
        the lower to the upper bound without touching either. The first two are cut at the bounds.
    low, high : float
        ``low < 1 < high``; minus and plus infinity for none. ``"logit"`` needs both.

    Examples
    --------
    >>> Distance("raking", 0.5, 2.0).graph(np.array([-3.0, 0.0, 0.5, 3.0])).factor.round(3)
    array([0.5  , 1.   , 1.649, 2.   ])
    """

    kind: Kind
    low: float = -np.inf
    high: float = np.inf

    @property
    def lowest(self) -> float:
        """The lowest g that can be: raking has no negative one, whatever its bounds."""
        return max(self.low, 0.0) if self.kind == "raking" else self.low

    @property
    def explosive(self) -> bool:
        """Whether g outgrows every number: steps need a good start."""
        return self.kind == "raking" and not np.isfinite(self.high)

    def graph(self, points: Floats, low: Bound | None = None, high: Bound | None = None) -> Graph:
        """Return g, its slope and its integral at ``x'u``.

        Parameters
        ----------
        points : ndarray of float64
        low, high : float or ndarray of float64, optional
            Bounds of each point, in place of the distance's own; not for ``"logit"``.
        """
        lower, upper = (self.low if low is None else low), (self.high if high is None else high)
        return _GRAPHS[self.kind](points, lower, upper)


def _linear(points: Floats, low: Bound, high: Bound) -> Graph:
    free = 1 + points
    factor = np.clip(free, low, high)
    integral = factor * (free - 0.5 * factor)
    return Graph(factor, ((free > low) & (free < high)).astype(np.float64), integral)


def _raking(points: Floats, low: Bound, high: Bound) -> Graph:
    free = np.exp(points)
    factor = np.clip(free, low, high)
    bound = factor != free
    if not bound.any():
        return Graph(factor, factor, factor)
    slope, integral = np.where(bound, 0.0, factor), factor.copy()
    held = factor[bound]
    # A bound of 0 or infinity cuts nothing but rounding: its logarithm is never multiplied.
    logs = np.log(held, out=np.zeros_like(held), where=(held > 0) & (held < np.inf))
    integral[bound] += held * (points[bound] - logs)
    return Graph(factor, slope, integral)


def _logit(points: Floats, low: Bound, high: Bound) -> Graph:
    below, above = np.log(1 - low), np.log(high - 1)
    rate = (high - low) / ((1 - low) * (high - 1))
    rise = rate * points
    whole = np.logaddexp(above, below + rise)
    part = np.exp(below + rise - whole)  # how far g is on its way from low to high
    factor = low + (high - low) * part
    slope = (high - low) * rate * part * np.exp(above - whole)
    return Graph(factor, slope, low * points + (high - low) / rate * whole)


_GRAPHS: dict[Kind, Callable[[Floats, Bound, Bound], Graph]] = {
    "linear": _linear,
    "raking": _raking,
    "logit": _logit,
}
