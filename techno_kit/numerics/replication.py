"""Raking every replicate, in batches: from the full sample's factors by steps that cost little.

A replicate differs from its sample by a few percent, so that the sample's factors nearly rake it
already, and the sample's Hessian leads the rest of the way: a step takes two products of every
replicate's matrix of sums with a vector. Kept of a replicate are the logarithms of its levels'
factors; its sums of weights and its weights are made from them when they are asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from techno_kit.numerics.cells import Array, Floats, Integers
from techno_kit.numerics.multipliers import Multipliers
from techno_kit.numerics.raking import TOLERANCE, RakeSolution, level_pairs, rake_scheme
from techno_kit.numerics.schemes import Grid, Listing, MarginScheme

if TYPE_CHECKING:
    from scipy.sparse import csr_array

NEAR = 1e-12  # share; a step brings so much more than it costs that there is no point in less
SLOW = 0.35  # of the gap before: a step that leaves more is followed by one of Newton's method
STEPS = 30  # the slowest that arrive take about ten
SINGULAR = 1e-9  # relative; each margin's levels add to 1, so that the Hessian is singular
MOST_TOGETHER = 16  # replicates in a batch
BATCH = 1 << 21  # cells x replicates, or units x replicates, of a batch: 16 MB

Watch = Callable[[Sequence[int]], Iterable[int]]


@dataclass(frozen=True, eq=False, slots=True)
class ReplicateRaking:
    """The factors that rake every replicate.

    Attributes
    ----------
    scheme : MarginScheme
        How cells, blocks and margins hang together.
    left, right : ndarray of float64, shapes (cells of the left block,) and (of the right block,)
        The full sample's factors, of shares of the base weights.
    parameters : ndarray of float64, shape (replicates, levels of all margins)
        Logarithms of the levels' factors, beyond the full sample's.
    scale : ndarray of float64, shape (replicates,)
        What the blocks' factors are multiplied by.
    gap : ndarray of float64, shape (replicates,)
        The largest absolute gap of any level, in shares.
    empty : ndarray of bool, shape (replicates, levels of all margins)
        Levels that have a target and, in the replicate, nobody.
    """

    scheme: MarginScheme
    left: Floats
    right: Floats
    parameters: Floats
    scale: Floats
    gap: Floats
    empty: Array

    def factors(self, start: int, stop: int) -> tuple[Floats, Floats]:
        """Return the blocks' factors of some replicates, shapes (cells, stop - start)."""
        cut = self.scheme.left.parameters
        part = self.parameters[start:stop]
        left = self.left * np.exp(_exponents(self.scheme.left.indicators, part[:, :cut]))
        right = self.right * np.exp(_exponents(self.scheme.right.indicators, part[:, cut:]))
        return np.ascontiguousarray((left * self.scale[start:stop, None]).T), (
            np.ascontiguousarray(right.T)
        )


def rake_replicates(
    scheme: MarginScheme,
    targets: Sequence[Array],
    full: RakeSolution,
    sums: Floats,
    table: "csr_array",
    multipliers: Multipliers,
    *,
    total: float,
    tolerance: float = TOLERANCE,
    watch: Watch = iter,
) -> ReplicateRaking:
    """Rake every replicate to the targets of the full sample.

    Parameters
    ----------
    scheme : MarginScheme
    targets : sequence of ndarray
        As in `rake_scheme`.
    full : RakeSolution
        That of the full sample.
    sums : ndarray of float64, shape (cells,)
        The full sample's sums of base weights.
    table : scipy.sparse.csr_array of float64, shape (cells, units)
        Sums of what the multipliers multiply.
    multipliers : Multipliers
        Of the units; their product with the table is every replicate's sums.
    total : float
        What the final weights of every replicate add to.
    tolerance : float
        Largest gap (share) of any level of any margin.
    watch : callable, optional
        Hands on the first replicate of every batch; told the progress.

    Returns
    -------
    ReplicateRaking
        ``gap`` above the tolerance, or not a number, where a replicate has no such weights.

    Notes
    -----
    With u the logarithms of the levels' factors, t the targets and H the Hessian of the dual of the
    full sample, u - H^-1 (reached - t) is taken until no gap is above 1e-12; replicates that it
    brings too slowly forward take their own Hessian, and those that still do not arrive are raked
    by `rake_scheme`.
    """
    goal = scheme.joined(targets)
    batches = _batches(scheme, table)
    problem = _Problem.of(scheme, goal, full, sums, batches, tolerance)
    count, levels = multipliers.count, len(goal)
    found = ReplicateRaking(
        scheme,
        problem.left,
        problem.right,
        np.zeros((count, levels)),
        np.ones(count),
        np.full(count, np.nan),
        np.zeros((count, levels), np.bool_),
    )
    size, of_unit = batch_size(max(table.shape)), np.asarray(table.sum(axis=0))
    for start in watch(range(0, count, size)):
        stop = min(start + size, count)
        own = multipliers.block(start, stop)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            mass = of_unit @ own
            found.scale[start:stop] = total / mass
            problem.solve(batches.sums(own / mass), found, start)
    return found


def batch_size(rows: int) -> int:
    """Return how many replicates of so many rows are worked on together."""
    return int(np.clip(BATCH // max(rows, 1), 1, MOST_TOGETHER))


@dataclass(frozen=True, eq=False, slots=True)
class _Problem:
    scheme: MarginScheme
    goal: Floats
    targets: tuple[Floats, ...]
    left: Floats
    right: Floats
    inverse: Floats  # of the full sample's Hessian
    batches: "_Batches"
    tolerance: float

    @classmethod
    def of(
        cls,
        scheme: MarginScheme,
        goal: Floats,
        full: RakeSolution,
        sums: Floats,
        batches: "_Batches",
        tolerance: float,
    ) -> "_Problem":
        matrix = scheme.cells.matrix(sums)
        # The full sample's factors belong to its sums, a replicate's to its shares.
        left = full.left * sums.sum()
        rows, columns = full.left * (matrix @ full.right), full.right * (matrix.T @ full.left)
        pairs = level_pairs(scheme, matrix, full.left, full.right, rows, columns)
        inverse = np.linalg.pinv(pairs, rcond=SINGULAR, hermitian=True)
        return cls(scheme, goal, scheme.parted(goal), left, full.right, inverse, batches, tolerance)

    def solve(self, shares: Floats, found: ReplicateRaking, first: int) -> None:
        """Rake some replicates, given as shares by cell, shape (replicates, cells)."""
        parameters = np.zeros((len(shares), len(self.goal)))
        before = np.full(len(shares), np.inf)
        open_ = np.arange(len(shares))
        for step in range(STEPS):
            part = shares if len(open_) == len(shares) else shares[open_]
            left, right = self._factors(parameters[open_])
            rows, columns = self.batches.weigh(part, left, right)
            reached = self._reached(rows, columns)
            if not step:
                found.empty[first : first + len(shares)] = (reached <= 0) & (self.goal > 0)
            gap = np.abs(reached - self.goal).max(axis=1)
            found.gap[first + open_] = gap
            done = (gap <= NEAR) | ((gap <= self.tolerance) & (gap > SLOW * before[open_]))
            lost = ~np.isfinite(gap) | found.empty[first + open_].any(axis=1)
            go = np.flatnonzero(~(done | lost))
            if not len(go):
                break
            slow = gap[go] > SLOW * before[open_[go]]
            before[open_] = gap
            chord = go[~slow]
            parameters[open_[chord]] -= (reached[chord] - self.goal) @ self.inverse
            for each in go[slow]:
                weights = rows[each], columns[each]
                step_ = self._newton(part[each], left[each], right[each], *weights, reached[each])
                parameters[open_[each]] -= step_
            open_ = open_[go]
        found.parameters[first : first + len(shares)] = parameters
        self._rest(shares, found, first)

    def _factors(self, parameters: Floats) -> tuple[Floats, Floats]:
        cut = self.scheme.left.parameters
        left = np.exp(_exponents(self.scheme.left.indicators, parameters[:, :cut]))
        right = np.exp(_exponents(self.scheme.right.indicators, parameters[:, cut:]))
        return self.left * left, self.right * right

    def _reached(self, rows: Floats, columns: Floats) -> Floats:
        """Return the share of every level, shape (replicates, levels)."""
        left, right = self.scheme.left.indicators, self.scheme.right.indicators
        reached = np.hstack([np.asarray(rows @ left), np.asarray(columns @ right)])
        return reached

    def _newton(
        self,
        shares: Floats,
        left: Floats,
        right: Floats,
        rows: Floats,
        columns: Floats,
        reached: Floats,
    ) -> Floats:
        """Return a step by the replicate's own Hessian; none where it has no solution."""
        matrix = self.batches.matrix(shares)
        pairs = level_pairs(self.scheme, matrix, left, right, rows, columns)
        try:
            return np.asarray(np.linalg.solve(pairs, reached - self.goal))
        except np.linalg.LinAlgError:
            return np.zeros(len(self.goal))

    def _rest(self, shares: Floats, found: ReplicateRaking, first: int) -> None:
        """Rake by itself what the steps did not bring to its goal."""
        gap = found.gap[first : first + len(shares)]
        empty = found.empty[first : first + len(shares)].any(axis=1)
        gap[empty] = np.nan
        for each in np.flatnonzero(~empty & ~(gap <= self.tolerance)):
            sums = self.batches.cells(shares[each])
            alone = rake_scheme(self.scheme, sums, self.targets, tolerance=self.tolerance)
            found.gap[first + each] = alone.gap
            if alone.converged:
                found.parameters[first + each] = self._beyond(alone)
                self._checked(shares[each : each + 1], found, first + int(each))

    def _beyond(self, alone: RakeSolution) -> Floats:
        """Return the logarithms of levels' factors beyond the full sample's."""
        parts = []
        for block, own, full in (
            (self.scheme.left, alone.left, self.left),
            (self.scheme.right, alone.right, self.right),
        ):
            held = (own > 0) & (full > 0)
            ratio = np.where(held, np.log(np.where(held, own / full, 1.0)), 0.0)
            weights = held.astype(np.float64)
            pairs = np.linalg.pinv(block.cross(weights), rcond=SINGULAR, hermitian=True)
            parts.append(pairs @ block.totals(ratio))
        return np.concatenate(parts)

    def _checked(self, shares: Floats, found: ReplicateRaking, replicate: int) -> None:
        left, right = self._factors(found.parameters[replicate][None])
        reached = self._reached(*self.batches.weigh(shares, left, right))
        found.gap[replicate] = np.abs(reached / shares.sum() - self.goal).max()


class _Batches(Protocol):
    """Sums of replicates by cell, in the order that suits the layout."""

    def sums(self, multipliers: Floats) -> Floats:
        """Return the sums of some replicates, shape (replicates, cells)."""
        ...

    def weigh(self, sums: Floats, left: Floats, right: Floats) -> tuple[Floats, Floats]:
        """Return the weight of the cells of both blocks, shapes (replicates, cells of a block)."""
        ...

    def matrix(self, sums: Floats) -> Any:
        """Lay one replicate's sums out, left block by right block."""
        ...

    def cells(self, sums: Floats) -> Floats:
        """Return one replicate's sums in the order of the scheme's cells."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class _Full:
    """A number for every combination: a matrix a replicate."""

    table: "csr_array"  # rows in the order of the matrices
    order: Integers  # the cell of each
    shape: tuple[int, int]

    @classmethod
    def of(cls, grid: Grid, table: "csr_array") -> "_Full":
        order = _matrix_order(grid, table.shape[0])
        return cls(table[order], order, grid.shape)

    def sums(self, multipliers: Floats) -> Floats:
        return np.ascontiguousarray((self.table @ multipliers).T)

    def weigh(self, sums: Floats, left: Floats, right: Floats) -> tuple[Floats, Floats]:
        matrices = sums.reshape(-1, *self.shape)
        rows = left * np.matmul(matrices, right[:, :, None])[:, :, 0]
        columns = right * np.matmul(left[:, None, :], matrices)[:, 0, :]
        return rows, columns

    def matrix(self, sums: Floats) -> Floats:
        return sums.reshape(self.shape)

    def cells(self, sums: Floats) -> Floats:
        found = np.empty_like(sums)
        found[self.order] = sums
        return found


@dataclass(frozen=True, eq=False, slots=True)
class _Occupied:
    """A number for every cell that occurs."""

    table: "csr_array"
    listing: Listing
    of_left: "csr_array"  # which cells lie in which of the left block's
    of_right: "csr_array"

    @classmethod
    def of(cls, listing: Listing, table: "csr_array") -> "_Occupied":
        from scipy.sparse import csr_array

        cells = np.arange(len(listing.left))
        ones = np.ones(len(cells))
        left, right = (
            csr_array((ones, (place, cells)), shape=(size, len(cells)))
            for place, size in zip((listing.left, listing.right), listing.shape, strict=True)
        )
        return cls(table, listing, left, right)

    def sums(self, multipliers: Floats) -> Floats:
        return np.ascontiguousarray((self.table @ multipliers).T)

    def weigh(self, sums: Floats, left: Floats, right: Floats) -> tuple[Floats, Floats]:
        weights = (sums * left[:, self.listing.left] * right[:, self.listing.right]).T
        return np.asarray(self.of_left @ weights).T, np.asarray(self.of_right @ weights).T

    def matrix(self, sums: Floats) -> Any:
        return self.listing.matrix(sums)

    def cells(self, sums: Floats) -> Floats:
        return sums


def _batches(scheme: MarginScheme, table: "csr_array") -> _Batches:
    if isinstance(scheme.cells, Grid):
        return _Full.of(scheme.cells, table)
    return _Occupied.of(scheme.cells, table)


def _exponents(indicators: Any, parameters: Floats) -> Floats:
    """Add the parameters of each cell's levels, shape (replicates, cells)."""
    return np.asarray(parameters @ indicators.T)


def positions(scheme: MarginScheme) -> tuple[Integers, Integers]:
    """Return where every cell stands in the left and in the right block, shape (cells,)."""
    if isinstance(scheme.cells, Listing):
        return scheme.cells.left, scheme.cells.right
    left, right = scheme.cells.shape
    order = _matrix_order(scheme.cells, left * right)
    place = np.empty(len(order), np.intp)
    place[order] = np.arange(len(order))
    return place // right, place % right


def _matrix_order(grid: Grid, cells: int) -> Integers:
    """Return the cell at every place of a grid's matrix."""
    return grid.matrix(np.arange(cells, dtype=np.float64)).ravel().astype(np.intp)
