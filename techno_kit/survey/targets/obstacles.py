"""What stands between a sample and its targets, in numbers: which levels, which bounds, how far."""

from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np

from techno_kit.numerics.cells import Floats
from techno_kit.numerics.feasibility import MarginCells, nearest
from techno_kit.numerics.feasible_bounds import Bounded, largest_floor, smallest_cap
from techno_kit.numerics.quarrels import QUARRELS, Quarrel, quarrels

#: What stands in the way: nothing, no weights at all, only weights of 0, a cap, a floor, or
#: whatever the programmes could not tell.
Obstacle = Literal["none", "impossible", "zeros", "cap", "floor", "unknown"]
HINT = 1e-2  # of the mean weight: which levels force weights of 0 is asked with this floor
BEYOND = 0.01  # of the way from a possible bound to the one asked


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """What stands in the way.

    Attributes
    ----------
    obstacle : {"none", "impossible", "zeros", "cap", "floor", "unknown"}
    quarrels : tuple of Quarrel
        The levels that are to blame; those that bind first.
    needed, possible : Bounded or None
        The smallest cap (with the floor that was asked) and the largest floor.
    gap : float
        The largest gap of the nearest weights within the bounds, in shares.
    closest : numpy.ndarray of float, shape (levels,), or None
        Shares under the nearest weights within the bounds, where these are the obstacle.
    """

    obstacle: Obstacle
    quarrels: tuple[Quarrel, ...]
    needed: Bounded | None = None
    possible: Bounded | None = None
    gap: float = 0.0
    closest: Floats | None = None


def obstacle_of(cells: MarginCells, *, cap: float | None = None, floor: float = 0.0) -> Found:
    """Find what stands in the way of the targets.

    Parameters
    ----------
    cells : MarginCells
    cap, floor : float
        Bounds on the weights, as multiples of the mean; no cap where it is None.
    """
    reach = nearest(cells)
    if not reach.possible:
        return Found("impossible", quarrels(cells), gap=reach.gap)
    possible = largest_floor(cells)
    if possible.value == 0:
        bound = cells.only(possible.values != 0)
        return Found("zeros", quarrels(bound, floor=HINT, most=1), possible=possible)
    if possible.value < floor:
        return _bounded(cells, "floor", floor, inf, possible=possible)
    needed = smallest_cap(cells, floor=floor)
    if cap is not None and needed.value > cap:
        return _bounded(cells, "cap", floor, cap, possible=possible, needed=needed)
    return Found("none", (), needed, possible)


def _bounded(
    cells: MarginCells,
    obstacle: Obstacle,
    floor: float,
    cap: float,
    *,
    possible: Bounded,
    needed: Bounded | None = None,
) -> Found:
    reach = nearest(cells, floor=floor, cap=cap)
    # Just beyond what is possible only the levels that bind quarrel: they are told first.
    hard_floor = floor if possible is None or cap < inf else _between(possible.value, floor)
    hard_cap = cap if needed is None else _between(needed.value, cap)
    binding = quarrels(cells, floor=hard_floor, cap=hard_cap, most=1)
    others = quarrels(cells, floor=floor, cap=cap)
    blamed = {tuple(each.levels.tolist()): each for each in (*binding, *others)}
    shares = cells.totals(reach.shares)
    told = tuple(blamed.values())[:QUARRELS]
    return Found(obstacle, told, needed, possible, reach.gap, shares)


def _between(possible: float, asked: float) -> float:
    """Return a bound a little beyond what is possible, towards what was asked."""
    return possible + (asked - possible) * BEYOND if np.isfinite(possible) else asked
