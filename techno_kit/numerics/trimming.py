"""Weights cut to limits, and what was cut given to the others."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from techno_kit.numerics.cells import Floats

Spread = Literal["equal", "proportional", "none"]
SAME = 1e-12  # relative: limits that leave room for the total but for rounding do leave it
ROUNDING = 4e-16  # relative
STEPS = 2_000  # of searches that end after a handful


@dataclass(frozen=True, slots=True, eq=False)
class Trimming:
    """Weights within limits.

    Attributes
    ----------
    weights : ndarray of float64, shape (n,)
    possible : bool
        Whether weights within the limits can add to the total; if not, they are the old ones.
    cut, raised : int
        Weights that were above the upper limit, and below the lower one.
    at_cap, at_floor : int
        Weights that are now at the upper limit, and at the lower one.
    moved : float
        What left some weights for others, as a share of the total; with ``"none"`` what the total
        lost or won at most.
    """

    weights: Floats
    possible: bool
    cut: int
    raised: int
    at_cap: int
    at_floor: int
    moved: float


def trim_weights(
    weights: Floats,
    low: float,
    high: float,
    *,
    spread: Spread = "equal",
    times: Floats | None = None,
) -> Trimming:
    """Cut weights to two limits.

    Parameters
    ----------
    weights : ndarray of float64, shape (n,)
        Weights of 0 stay at 0 and take no part.
    low, high : float
        Lowest and highest weight allowed; minus infinity and infinity where there is none.
    spread : {"equal", "proportional", "none"}
        What becomes of what was cut: the others get the same amount each, or are multiplied by a
        factor, until no weight is outside; or the total changes.
    times : ndarray of float64, shape (n,), optional
        How many weights each stands for, all of them together; one when None. The limits are those
        of one of them.

    Returns
    -------
    Trimming

    Notes
    -----
    With d the weights and T their sum:

    * equal: the fixed point of R's ``trimWeights(strict = TRUE)``. Weights outside are cut, and
      what their sum lost is divided equally among the others; this is repeated. After the first
      cut all changes have one sign, and the rest of the way is ``min(v + a, high)`` (or
      ``max(v - a, low)``) with the one ``a`` that keeps the sum T.
    * proportional: ``clip(f d, low, high)`` with the one ``f`` that keeps the sum T. A negative
      weight is raised to the lower limit; without one it keeps its value.
    * none: ``clip(d, low, high)``.

    References
    ----------
    Potter, F. J. (1990). A study of procedures to identify and trim extreme sampling weights.
    Proceedings of the Survey Research Methods Section, American Statistical Association, 225-230.

    Examples
    --------
    >>> weights = np.array([1.0, 1.0, 2.0, 8.0])
    >>> trim_weights(weights, 0.0, 4.0).weights.round(3)
    array([2.333, 2.333, 3.333, 4.   ])
    >>> trim_weights(weights, 0.0, 4.0, spread="proportional").weights
    array([2., 2., 4., 4.])
    """
    active = weights != 0 if times is None else (weights != 0) & (times > 0)
    each = np.ones(int(active.sum())) if times is None else times[active]
    old = weights[active] / each
    total = _total(old, each)
    over, under = old > high, old < low
    possible = low <= high and (spread == "none" or _has_room(float(each.sum()), total, low, high))
    new = old
    if possible and (over.any() or under.any()):
        ways = {"equal": _equal, "proportional": _proportional}
        new = np.clip(old, low, high) if spread == "none" else ways[spread](old, each, low, high)
    trimmed = np.zeros(len(weights))
    trimmed[active] = new * each
    given, taken = (_total(np.maximum(moved, 0), each) for moved in (new - old, old - new))
    return Trimming(
        weights=trimmed,
        possible=possible,
        cut=int(over.sum()),
        raised=int(under.sum()),
        at_cap=int((new >= high).sum()),
        at_floor=int((new <= low).sum()),
        moved=float(max(given, taken) / abs(total)) if total else 0.0,
    )


def _total(values: Floats, each: Floats) -> float:
    return float((values * each).sum())


def _has_room(n: float, total: float, low: float, high: float) -> bool:
    room = SAME * abs(total)
    return n * low - room <= total <= n * high + room


def _equal(old: Floats, each: Floats, low: float, high: float) -> Floats:
    """Give the others the same amount each, until no weight is outside."""
    total, others = _total(old, each), (old >= low) & (old <= high)
    new = np.clip(old, low, high)
    if others.any():
        new[others] += (total - _total(new, each)) / each[others].sum()
        upwards = bool((new > high).any())
    else:
        upwards = _total(new, each) < total
    if new.min() >= low and new.max() <= high and others.any():
        return new
    return _filled(new, each, high, total) if upwards else -_filled(-new, each, -low, -total)


def _filled(values: Floats, each: Floats, high: float, total: float) -> Floats:
    """Return ``min(values + a, high)`` with the amount a >= 0 that makes their sum the total.

    Each step takes the amount that the values below the limit would need. Since the sum bends
    downwards in the amount, no step goes too far; when no further value gets there, it is exact.
    """
    amount, free = 0.0, values < high
    for _ in range(STEPS):
        if not free.any():
            break
        held, count = high * each[~free].sum(), each[free].sum()
        room = total - held - _total(values[free], each[free])
        amount = max(amount, float(room / count))
        still = values + amount < high
        if np.array_equal(still, free):
            break
        free = still
    return np.where(free, values + amount, high)


def _proportional(old: Floats, each: Floats, low: float, high: float) -> Floats:
    """Multiply the positive weights by the factor that keeps the sum within the limits."""
    positive = old > 0
    new = old.copy() if np.isneginf(low) else np.full_like(old, low)
    rest = _total(old, each) - _total(new[~positive], each[~positive])
    new[positive] = _multiplied(old[positive], each[positive], max(low, 0.0), high, rest)
    return new


def _multiplied(values: Floats, each: Floats, low: float, high: float, total: float) -> Floats:
    """Return ``clip(f values, low, high)`` with the factor f that makes their sum the total.

    The sum is piecewise linear in the factor: each step solves the piece at hand, or halves what
    the factor lies between where that leads out of it.
    """
    factor, least, most = 1.0, 0.0, np.inf
    for _ in range(STEPS):
        above, below = factor * values > high, factor * values < low
        between = ~(above | below)
        slope = _total(values[between], each[between])
        held = low * each[below].sum()
        held += high * each[above].sum() if above.any() else 0.0
        short = total - held - factor * slope
        if abs(short) <= ROUNDING * total:
            break
        least, most = (factor, most) if short > 0 else (least, factor)
        tried = factor + short / slope if slope > 0 else most
        if not least < tried < most:
            tried = 2 * factor if np.isinf(most) else (least + most) / 2
        if tried in (least, most):
            break
        factor = float(tried)
    return np.clip(factor * values, low, high)
