"""Whether weights exist that meet every margin, and how near one can get: linear programmes.

Weights within a cell can be shared out at will, so the question is one on the cells' shares ``x``
of all weight: ``A x = t``, ``sum(x) = 1`` and ``low <= x <= high``, with ``A`` the indicators of
the levels and ``t`` their targets. One programme answers it, "how small can the largest gap be?",
and its dual is the reason: numbers ``v`` by level and ``v0`` with

    t'v + v0  >  the most that sum(x (A'v + v0)) can be within the bounds,

which no weights can satisfy (Farkas' lemma). The inequality is checked in plain arithmetic, so
that a verdict "impossible" never rests on the tolerances of the programme's solver.

References
----------
Farkas, J. (1902). Theorie der einfachen Ungleichungen. Journal für die reine und angewandte
Mathematik 124, 1-27.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.cells import Array, Floats, Integers, row_keys

Bools = NDArray[np.bool_]

POSSIBLE = 1e-10  # share: gaps that raking itself takes for met
SOLVER = 1e-10  # the smallest tolerance of the solver
NOTHING = 1e-9  # of the largest: multipliers and prices that are rounding
ROOM = 0.02  # of the way to equal weights
COLUMNS = 5_000  # cells above which a programme is fed only those that can matter
ROUNDS = 60  # of feeding cells; a handful is usual


@dataclass(frozen=True, slots=True, eq=False)
class MarginCells:
    """Occupied cells by the levels of every margin.

    Attributes
    ----------
    levels : ndarray of intp, shape (margins, cells)
        Each cell's level in each margin, counted through all margins; `count` stands for "none of
        the levels that matter".
    targets : ndarray of float64, shape (count,)
        Target shares, one margin after the other.
    starts : tuple of int
        Where each margin's levels begin, and their number at the end.
    people : ndarray of float64, shape (cells,)
        Shares of the respondents; a cap is a multiple of them.
    held : ndarray of float64, shape (cells,)
        The same for respondents that a floor protects: those without a level of target 0.
    """

    levels: Integers
    targets: Floats
    starts: tuple[int, ...]
    people: Floats
    held: Floats

    @property
    def count(self) -> int:
        """Levels of all margins together."""
        return len(self.targets)

    def prices(self, values: Floats, constant: float) -> Floats:
        """Add a constant and the values of each cell's levels, shape (cells,)."""
        prices: Floats = np.append(values, 0.0)[self.levels].sum(axis=0) + constant
        return prices

    def totals(self, shares: Floats) -> Floats:
        """Add cells' shares by level, shape (count,)."""
        flat = np.bincount(self.levels.ravel(), np.tile(shares, len(self.levels)), self.count + 1)
        return flat[:-1]

    def mapped(self, places: Integers, *, protect: bool) -> "MarginCells":
        """Merge levels, or leave some out, and put like cells together.

        Parameters
        ----------
        places : ndarray of intp, shape (count + 1,)
            The level that each level becomes, by its old number; `count` leaves it out.
        protect : bool
            Whether the floor's respondents are told anew from the merged targets.

        Returns
        -------
        MarginCells
            With the levels under their old numbers; those merged away have a target of 0.
        """
        targets = np.bincount(places[:-1], self.targets, self.count + 1)[:-1]
        levels = places[self.levels]
        held = self.held
        if protect:
            held = np.where(_barred(levels, targets), 0.0, self.people)
        return _alike(replace(self, levels=levels, targets=targets, held=held))

    def only(self, kept: Bools) -> "MarginCells":
        """Leave the targets of all other levels out."""
        places = np.where(np.append(kept, True), np.arange(self.count + 1), self.count)
        return self.mapped(places, protect=False)


def margin_cells(
    levels: Sequence[Array], targets: Sequence[Array], base: Floats, people: Floats
) -> MarginCells:
    """Lay cells out for the programmes.

    Parameters
    ----------
    levels : sequence of ndarray of int, each of shape (cells,)
        Each cell's level in each margin.
    targets : sequence of ndarray of float64
        The share of every level of every margin; each margin's sum to 1.
    base, people : ndarray of float64, shape (cells,)
        Sum of base weights, and respondents with a positive one. Cells without either are left
        out: nobody there can be weighted.

    Returns
    -------
    MarginCells

    Examples
    --------
    >>> cells = margin_cells([[0, 0, 1]], [[0.5, 0.5]], np.ones(3), np.ones(3))
    >>> cells.levels, cells.people.round(2)
    (array([[0, 1]]), array([0.67, 0.33]))
    """
    flat = [np.ravel(np.asarray(each, float)) for each in targets]
    starts = np.cumsum([0, *map(len, flat)])
    filled = (np.asarray(base) > 0) & (np.asarray(people) > 0)
    joined = np.array(
        [np.asarray(each)[filled] + start for each, start in zip(levels, starts, strict=False)],
        np.intp,
    )
    shares = np.asarray(people, float)[filled] / np.asarray(people, float)[filled].sum()
    goal = np.concatenate(flat)
    held = np.where(_barred(joined, goal), 0.0, shares)
    return _alike(MarginCells(joined, goal, tuple(starts.tolist()), shares, held))


def _barred(levels: Integers, targets: Floats) -> Bools:
    """Tell which cells have a level of target 0."""
    barred: Bools = np.append(targets <= 0, False)[levels].any(axis=0)
    return barred


def _alike(cells: MarginCells) -> MarginCells:
    """Put cells of the same levels together."""
    key = row_keys(list(cells.levels), [cells.count + 1] * len(cells.levels))
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return replace(
        cells,
        levels=np.ascontiguousarray(cells.levels[:, first]),
        people=np.bincount(place, cells.people),
        held=np.bincount(place, cells.held),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """How near weights can get to the targets.

    Attributes
    ----------
    gap : float
        The largest gap of the nearest weights, in shares.
    proof : float
        What the certificate proves: no weights have a smaller largest gap.
    shares : ndarray of float64, shape (cells,)
        Such weights, as shares of the total by cell; of all weights with that gap, some.
    values : ndarray of float64, shape (levels,)
        The certificate; its absolute values add to 1, or are all 0 where nothing stands against.
    constant : float
        Its number without a level.
    """

    gap: float
    proof: float
    shares: Floats
    values: Floats
    constant: float

    @property
    def possible(self) -> bool:
        """Whether nothing proves that no weights exist."""
        return self.proof <= POSSIBLE


def nearest(cells: MarginCells, *, floor: float = 0.0, cap: float = inf) -> Reach:
    """Find weights with the smallest largest gap, and the proof that none have a smaller one.

    Parameters
    ----------
    cells : MarginCells
    floor, cap : float
        Bounds on the weights, as multiples of the mean weight. The floor does not hold for
        respondents with a level of target 0.

    Returns
    -------
    Reach

    Raises
    ------
    ArithmeticError
        If the solver gave up.
    """
    low = floor * cells.held
    high = np.full(len(low), inf) if cap == inf else np.maximum(cap * cells.people, low)
    if high.sum() < 1:
        nothing = np.zeros(cells.count)
        return Reach(inf, 1 - float(high.sum()), high, nothing, 1.0)
    fed = np.arange(len(low)) if cap < inf else _first(cells)
    for _ in range(ROUNDS):
        shares, values, constant = _solved(cells, fed, low, high)
        prices = cells.prices(values, constant)
        prices[fed] = 0
        wanted = np.flatnonzero(prices > NOTHING)
        if not len(wanted):
            break
        best = wanted[np.argsort(-prices[wanted], kind="stable")[:COLUMNS]]
        fed = np.concatenate([fed, best])
    gap = float(np.abs(cells.totals(shares) - cells.targets).max(initial=0.0))
    values = np.where(np.abs(values) > NOTHING, values, 0.0)
    values /= max(float(np.abs(values).sum()), NOTHING)
    if cap == inf:  # a certificate without a cap has no cell with a price above 0
        constant = -float(cells.prices(values, 0.0).max())
    proof = excess(cells, values, constant, floor=floor, cap=cap)
    return Reach(gap, proof, shares, values, constant)


def excess(
    cells: MarginCells, values: Floats, constant: float, *, floor: float = 0.0, cap: float = inf
) -> float:
    """Return by how much the targets exceed what any weights can reach, in a certificate's terms.

    Positive: no weights exist. The certificate's values are as in `Reach`.
    """
    prices = cells.prices(values, constant)
    above, below = np.maximum(prices, 0), np.maximum(-prices, 0)
    reached = 0.0 if cap == inf else cap * float(cells.people @ above)
    asked = float(cells.targets @ values) + constant
    return asked - reached + floor * float(cells.held @ below)


def nearest_shares(cells: MarginCells, *, floor: float = 0.0, cap: float = inf) -> list[Floats]:
    """Return shares near the targets that weights within bounds can have, with some room.

    Parameters
    ----------
    cells, floor, cap
        As in `nearest`.

    Returns
    -------
    list of ndarray of float64, one a margin, shape (levels,)
        Shares of the nearest weights, moved by 2 % towards those of equal weights: raking cannot
        reach weights that sit on a bound everywhere.
    """
    shares = nearest(cells, floor=floor, cap=cap).shares
    equal = cells.held if cells.held.any() else cells.people
    totals = cells.totals((1 - ROOM) * shares / shares.sum() + ROOM * equal / equal.sum())
    return [totals[start:stop] for start, stop in pairwise(cells.starts)]


def _first(cells: MarginCells) -> Integers:
    """Choose the cells that a programme begins with: an even part of all."""
    if len(cells.people) <= COLUMNS:
        return np.arange(len(cells.people))
    return np.linspace(0, len(cells.people) - 1, COLUMNS).astype(np.intp)


def _solved(
    cells: MarginCells, fed: Integers, low: Floats, high: Floats
) -> tuple[Floats, Floats, float]:
    """Solve the programme on some cells, the others at their floor."""
    from scipy.sparse import csc_array

    rest = cells.targets - cells.totals(low)
    count, n = cells.count, len(fed)
    levels = cells.levels[:, fed]
    real = levels < count
    # Columns: the cells, then the largest gap. Rows: reached - gap <= target, and its mirror.
    columns = np.broadcast_to(np.arange(n), levels.shape)[real]
    rows = levels[real]
    last = np.full(2 * count, n)
    matrix = csc_array(
        (
            np.concatenate([np.ones(len(rows)), -np.ones(len(rows)), -np.ones(2 * count)]),
            (
                np.concatenate([rows, rows + count, np.arange(2 * count)]),
                np.concatenate([columns, columns, last]),
            ),
        ),
        shape=(2 * count, n + 1),
    )
    found = _optimum(
        np.append(np.zeros(n), 1.0),
        matrix,
        np.concatenate([rest, -rest]),
        csc_array(np.append(np.ones(n), 0.0)[None]),
        1 - float(low.sum()),
        np.append(high[fed] - low[fed], inf),
    )
    shares = low.copy()
    shares[fed] += np.maximum(found.x[:-1], 0)
    duals = found.ineqlin.marginals
    return shares, duals[:count] - duals[count:], float(found.eqlin.marginals[0])


def _optimum(
    costs: Floats, matrix: Any, limits: Floats, total: Any, whole: float, high: Floats
) -> Any:
    """Solve a linear programme, by another method where the first one gives up."""
    from scipy.optimize import linprog

    solve: Any = linprog  # its stubs name one method an overload
    # Without presolve: three to five times as fast on programmes with so few rows.
    for method, presolve in (("highs-ds", False), ("highs-ds", True), ("highs-ipm", True)):
        found = solve(
            costs,
            matrix,
            limits,
            total,
            [whole],
            np.column_stack([np.zeros(len(high)), high]),
            method=method,
            options={
                "presolve": presolve,
                "primal_feasibility_tolerance": SOLVER,
                "dual_feasibility_tolerance": SOLVER,
            },
        )
        if found.status == 0:
            return found
    raise ArithmeticError(found.status)
