"""Raking under a cap on the weight: trim, rake again, until margins and cap both hold.

Any sequence of raking steps and trims leaves every weight of a cell at ``min(G d, H)``, with the
base weight ``d`` and two numbers a cell: multiplying by a factor multiplies both, trimming lowers
``H``. So the loop runs on cells; only rows near the cap are looked at again, and the rows as
a whole once at the start and once at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from techno_kit.numerics.cells import Array, Floats, Integers, blocks, spread
from techno_kit.numerics.raking import TOLERANCE, RakeSolution, max_gap, rake_scheme
from techno_kit.numerics.schemes import MarginScheme, margin_scheme

EXCESS = 1e-12  # of the total: what the last trim may take; the cap then holds to that precision
ROUNDS = 20_000
AT_CAP = 1e-9  # relative distance that counts as at the cap
PATIENCE = 50  # rounds without a hundredth less to trim
BAND = 0.7  # rows above this part of what is trimmed are watched from trim to trim


@dataclass(frozen=True, slots=True, eq=False)
class CappedSolution:
    """Weights under a cap, and how nearly they meet the margins.

    Attributes
    ----------
    weights : ndarray of float64, shape (n,)
    converged : bool
        Whether every level of every margin lies within the tolerance and no weight exceeds the
        cap. If not, the weights are those of the last round, trimmed; the uncapped ones when no
        trim could help.
    gap : float
        The largest absolute gap of any level, in shares.
    rounds : int
        Trims that were followed by another raking.
    at_cap : int
        Rows whose weight is the cap.
    trimmed : int
        Rows that were ever trimmed; later rounds may have taken some below the cap.
    needed : float
        A cap below this cannot be met, for one level's rows alone. It may take more.
    margin, level : int
        Which margin and level needs it.
    before, after, gaps : tuple of ndarray of float64, one a margin, shape (levels,)
        Shares under the base weights, shares under the final weights, and after minus target.
    """

    weights: Floats
    converged: bool
    gap: float
    rounds: int
    at_cap: int
    trimmed: int
    needed: float
    margin: int
    level: int
    before: tuple[Floats, ...]
    after: tuple[Floats, ...]
    gaps: tuple[Floats, ...]


def rake_capped(
    key: Array,
    sums: Floats,
    sizes: Sequence[int],
    margins: Sequence[Sequence[int]],
    targets: Sequence[Array],
    *,
    cap: float,
    base: Floats | None = None,
    cells: Sequence[Array] | None = None,
    tolerance: float = TOLERANCE,
    total: float | None = None,
) -> CappedSolution:
    """Rake with no weight above a multiple of the mean weight.

    Parameters
    ----------
    key : ndarray of unsigned int, shape (n,)
        Each row's cell.
    sums : ndarray of float64, shape (cells,)
        Sum of the base weights of each cell.
    sizes, margins, targets, cells, tolerance, total
        As in `techno_kit.numerics.raking.rake_cells`.
    cap : float
        Largest weight, as a multiple of the mean final weight of the rows whose base weight is
        above 0.
    base : ndarray of float64, shape (n,), optional
        Base weights; 1 when absent.

    Returns
    -------
    CappedSolution

    Notes
    -----
    Rake; then repeat: trim every weight to the cap, rake the trimmed weights. The loop ends when
    the trimmed weights themselves meet the margins within the tolerance and add to the total
    within 1e-12 of it, so that the cap holds exactly for the total that was asked and within
    1e-12 for the mean that was reached.

    The fixed point is the one that survey practice uses. It is not the weights nearest to the
    base weights under margins and cap (a bounded calibration): a row trimmed early follows its
    cell's later factors and may end below the cap. Within a cell the order of the weights stays
    that of the base weights.

    The bound on the cap: the ``m`` rows of a level with target share ``t`` must carry ``t`` of
    the total, hence ``cap >= t n / m``.
    """
    scheme = margin_scheme(sizes, margins, cells)
    total = float(sums.sum()) if total is None else total
    first = rake_scheme(scheme, sums, targets, tolerance=tolerance, total=total)
    values = np.broadcast_to(1.0, len(key)) if base is None else base
    people = np.bincount(key, values > 0, len(sums))
    needed, margin, level = _needed(scheme, people, targets)
    trim = _untrimmed(first)
    if first.converged and cap >= needed * (1 - EXCESS):
        limit = cap * total / people.sum()
        trim = _trimmed(first, key, values, scheme, targets, limit, tolerance, total)
    weights = spread(key, trim.growth, base)
    weights[trim.rows] = trim.ceilings
    return CappedSolution(
        weights=weights,
        converged=trim.converged,
        gap=float(max_gap(trim.shares, targets)),
        rounds=trim.rounds,
        at_cap=trim.at_cap,
        trimmed=len(trim.rows),
        needed=needed,
        margin=margin,
        level=level,
        before=first.before,
        after=trim.shares,
        gaps=tuple(
            share - np.ravel(goal) for share, goal in zip(trim.shares, targets, strict=True)
        ),
    )


def _needed(
    scheme: MarginScheme, people: Floats, targets: Sequence[Array]
) -> tuple[float, int, int]:
    """Find the largest cap that one level's rows ask for; its margin and level."""
    counts = scheme.totals(
        scheme.cells.matrix(people), np.ones(scheme.left.cells), np.ones(scheme.right.cells)
    )
    needs = []
    for goal, count in zip(targets, scheme.parted(counts), strict=True):
        asked = np.ravel(goal) * people.sum()
        # A level without rows can carry nothing: no cap is large enough unless nothing is asked.
        need = np.where(asked > 0, np.inf, 0.0)
        needs.append(np.divide(asked, count, out=need, where=(asked > 0) & (count > 0)))
    margin = int(np.argmax([need.max() for need in needs]))
    level = int(np.argmax(needs[margin]))
    return float(needs[margin][level]), margin, level


@dataclass(frozen=True, slots=True, eq=False)
class _Trim:
    """Weights ``min(growth * base, ceiling)``: who is trimmed, and what the margins are then."""

    growth: Floats  # of each cell
    rows: Integers  # that are trimmed
    ceilings: Floats  # their weights
    shares: tuple[Floats, ...]
    rounds: int
    at_cap: int
    converged: bool


def _untrimmed(first: RakeSolution) -> _Trim:
    nobody = np.empty(0, np.intp)
    return _Trim(first.factor, nobody, np.empty(0), first.after, 0, 0, converged=False)


@dataclass(frozen=True, slots=True, eq=False)
class _Watch:
    """Who is trimmed, and the rows that the next trims may reach.

    ``room``, ceiling over growth, never rises, so that a trimmed row stays trimmed.
    """

    trimmed: Integers  # rows
    counts: Floats  # of trimmed rows by cell
    near: Integers  # rows that may come next
    key: Integers
    base: Floats
    others: Floats  # sum of base weights of all other rows, by cell
    floor: Floats  # room below which some of them may be reached

    @classmethod
    def of(cls, key: Array, values: Floats, room: Floats) -> "_Watch":
        """Look at every row."""
        floor = BAND * room
        others = np.zeros(len(room))
        rows = [np.empty(0, np.intp)]
        for start, stop in blocks(len(key)):
            cell, base = key[start:stop].astype(np.intp), values[start:stop]
            near = base > floor[cell]
            np.add.at(others, cell, np.where(near, 0.0, base))
            rows.append(np.flatnonzero(near) + start)
        watched = np.concatenate(rows)
        floor[others == 0] = 0
        cells, base = key[watched].astype(np.intp), values[watched]
        nobody = cls(watched[:0], np.zeros(len(room)), watched, cells, base, others, floor)
        return nobody.after(room)

    def after(self, room: Floats) -> "_Watch":
        """Trim the rows above the room."""
        over = self.base > room[self.key]
        if not over.any():
            return self
        return replace(
            self,
            trimmed=np.concatenate([self.trimmed, self.near[over]]),
            counts=self.counts + np.bincount(self.key[over], minlength=len(room)),
            near=self.near[~over],
            key=self.key[~over],
            base=self.base[~over],
        )

    def sums(self, growth: Floats, ceiling: Floats) -> Floats:
        """Add the trimmed weights by cell."""
        free = self.others + np.bincount(self.key, self.base, len(growth))
        return growth * free + np.where(self.counts > 0, ceiling, 0) * self.counts


def _trimmed(
    first: RakeSolution,
    key: Array,
    values: Floats,
    scheme: MarginScheme,
    targets: Sequence[Array],
    limit: float,
    tolerance: float,
    total: float,
) -> _Trim:
    growth, ceiling = first.factor.copy(), np.full(len(first.factor), limit)
    room = _room(growth, ceiling)
    watch = _Watch.of(key, values, room)
    least, last_gain = np.inf, 0
    for rounds in range(ROUNDS + 1):
        sums = watch.sums(growth, ceiling)
        solution = rake_scheme(scheme, sums, targets, tolerance=tolerance, total=total)
        excess = 1 - sums.sum() / total
        held = excess <= EXCESS and max_gap(solution.before, targets) <= tolerance
        if excess < 0.99 * least:
            least, last_gain = excess, rounds
        if held or not solution.converged or rounds - last_gain > PATIENCE or rounds == ROUNDS:
            break
        growth *= solution.factor
        ceiling = np.minimum(ceiling * solution.factor, limit)
        room = _room(growth, ceiling)
        if (room < watch.floor).any():
            watch = _Watch.of(key, values, room)
        watch = watch.after(room)
    ceilings = ceiling[key[watch.trimmed]]
    return _Trim(
        growth=growth,
        rows=watch.trimmed,
        ceilings=ceilings,
        shares=solution.before,
        rounds=rounds,
        at_cap=int((ceilings >= limit * (1 - AT_CAP)).sum()),
        converged=bool(held),
    )


def _room(growth: Floats, ceiling: Floats) -> Floats:
    """Return the base weight above which a cell's rows are trimmed."""
    room = np.full(len(growth), np.inf)
    np.divide(ceiling, growth, out=room, where=growth > 0)
    return room
