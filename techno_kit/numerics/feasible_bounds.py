"""The smallest cap and the largest floor under which weights exist.

A certificate that weights are impossible (`techno_kit.numerics.feasibility`) is an inequality in
which the bound stands as a factor: it names the next bound that is not ruled out by it. From bound
to bound this is Newton's method on a convex function with finitely many pieces, and ends on the
exact one after a few programmes.

References
----------
Dinkelbach, W. (1967). On nonlinear fractional programming. Management Science 13, 492-498.
"""

from dataclasses import dataclass
from math import inf, nan

import numpy as np

from techno_kit.numerics.cells import Floats
from techno_kit.numerics.feasibility import NOTHING, POSSIBLE, MarginCells, excess, nearest

MOST = 1e9  # respondents; no cap that anybody needs is larger, but rounding makes such
STEPS = 60  # a handful is usual


@dataclass(frozen=True, slots=True, eq=False)
class Bounded:
    """The extreme value of a bound on the weights.

    Attributes
    ----------
    value : float
        The bound, as a multiple of the mean weight; infinite where no cap, and NaN where no floor,
        makes the targets possible.
    values : ndarray of float64, shape (levels,)
        The certificate that proves it: the levels that bind.
    constant : float
    """

    value: float
    values: Floats
    constant: float


def smallest_cap(cells: MarginCells, *, floor: float = 0.0) -> Bounded:
    """Find the smallest cap under which weights exist.

    Parameters
    ----------
    cells : MarginCells
    floor : float
        As in `nearest`.

    Returns
    -------
    Bounded

    Examples
    --------
    Half of the weight on a quarter of the respondents:

    >>> from techno_kit.numerics.feasibility import margin_cells
    >>> cells = margin_cells([[0, 1]], [[0.5, 0.5]], np.ones(2), np.array([1.0, 3.0]))
    >>> smallest_cap(cells).value
    2.0
    """
    counts = cells.totals(cells.people)
    empty = np.flatnonzero((counts <= 0) & (cells.targets > 0))
    if len(empty):
        return Bounded(inf, np.eye(cells.count)[empty[0]], 0.0)
    needs = np.divide(cells.targets, counts, out=np.zeros(cells.count), where=counts > 0)
    one = int(np.argmax(needs))
    values, constant = np.zeros(cells.count), 0.0
    values[one] = 1.0
    cap = max(float(needs[one]), 1.0)
    for _ in range(STEPS):
        reach = nearest(cells, floor=floor, cap=cap)
        if reach.possible:
            return Bounded(cap, values, constant)
        values, constant = reach.values, reach.constant
        above = np.maximum(cells.prices(values, constant), 0)
        weight = float(cells.people @ above)
        if weight <= NOTHING * float(above.max(initial=0.0)) or weight == 0:
            break
        asked = excess(cells, values, constant, floor=floor, cap=0.0)
        if asked / weight <= cap * (1 + POSSIBLE):
            return Bounded(cap, values, constant)
        cap = asked / weight
        if cap > MOST:
            break
    return Bounded(inf, values, constant)


def largest_floor(cells: MarginCells, *, cap: float = inf) -> Bounded:
    """Find the largest floor above which weights exist; 0 where only weights with zeros do.

    Parameters
    ----------
    cells : MarginCells
    cap : float
        As in `nearest`.

    Returns
    -------
    Bounded
        At 0, the cells whose price is below 0 can hold nothing.

    Examples
    --------
    >>> from techno_kit.numerics.feasibility import margin_cells
    >>> cells = margin_cells([[0, 1]], [[0.3, 0.7]], np.ones(2), np.ones(2))
    >>> largest_floor(cells).value
    0.6
    """
    counts = cells.totals(cells.held)
    room = np.divide(cells.targets, counts, out=np.full(cells.count, inf), where=counts > 0)
    one = int(np.argmin(room))
    values, constant = np.zeros(cells.count), 0.0
    values[one] = -1.0
    floor = min(float(room[one]), 1 / max(float(cells.held.sum()), NOTHING))
    for _ in range(STEPS):
        reach = nearest(cells, floor=floor, cap=cap)
        if reach.possible:
            return Bounded(floor, values, constant)
        values, constant = reach.values, reach.constant
        slack = -excess(cells, values, constant, cap=cap)
        if slack < -POSSIBLE:
            return Bounded(nan, values, constant)
        below = float(cells.held @ np.maximum(-cells.prices(values, constant), 0))
        if slack <= POSSIBLE:
            return Bounded(0.0, values, constant)
        if slack / below >= floor * (1 - POSSIBLE):
            return Bounded(floor, values, constant)
        floor = slack / below
    return Bounded(floor, values, constant)
