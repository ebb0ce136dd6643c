"""The two-block layout of margins: what makes raking cheap.

A raked weight is the base weight times one factor a margin. When the variables are put into two
blocks that no margin straddles, that product is a factor of the left block's cell times a factor
of the right block's cell. With the sums of base weights as a matrix, left by right, every margin
is a matrix-vector product, and neither the cells nor the indicators of their levels are spelled
out. For six variables with 26,880 cells the two blocks have 168 and 160.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import log, prod
from typing import Any

import numpy as np
import pandas as pd

from techno_kit.numerics.cells import Array, Floats, Integers, row_keys

DENSE_INDICATORS = 2_000_000  # cells x levels^2 of a block, above which indicators are kept sparse
SPELLED = 10  # levels a margin up to which zeros cost less than looking for the others
CACHED_CELLS = 100_000  # cells of both blocks; larger layouts are not kept in memory between calls
ALL_SPLITS = 12  # groups of variables up to which every split in two is tried


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The cells of some variables and the margins among them.

    Attributes
    ----------
    cells : int
        Combinations of the block's variables; 1 for a block without variables.
    margins : tuple of ndarray of intp, each of shape (cells,)
        Each cell's level in each of the block's margins.
    levels : tuple of int
        Levels of each margin.
    indicators : ndarray or sparse array of float64, shape (cells, sum of levels)
        1 where the cell belongs to the level.
    """

    cells: int
    margins: tuple[Integers, ...]
    levels: tuple[int, ...]
    indicators: Any

    @property
    def parameters(self) -> int:
        """Levels of all margins together."""
        return sum(self.levels)

    def exponents(self, parameters: Floats) -> Floats:
        """Add the parameters of each cell's levels, shape (cells,)."""
        return np.asarray(self.indicators @ parameters)

    def totals(self, values: Floats) -> Floats:
        """Add cell values by level of every margin, shape (parameters,)."""
        return np.asarray(self.indicators.T @ values)

    def scaled(self, values: Floats) -> Any:
        """Return the indicators with every cell's row times its value."""
        if isinstance(self.indicators, np.ndarray):
            return self.indicators * values[:, None]
        scaled = self.indicators.copy()
        scaled.data = np.repeat(values, len(self.levels))
        return scaled

    def multiplier(self, values: Floats) -> Any:
        """Return `scaled` as a sparse matrix of sums is multiplied with it fastest."""
        scaled = self.scaled(values)
        few = self.parameters <= SPELLED * len(self.levels)
        return dense(scaled) if few else scaled

    def cross(self, values: Floats) -> Floats:
        """Add cell values by pairs of levels, shape (parameters, parameters)."""
        return dense(self.indicators.T @ self.scaled(values))

    def allowed(self, targets: Floats) -> Floats:
        """Return 1 for cells none of whose levels has a target of 0, else 0."""
        return np.asarray(self.exponents((targets <= 0).astype(float)) == 0, float)

    def fitted(self, factors: Floats, rest: Floats, targets: Floats) -> tuple[Floats, Floats]:
        """Fit the block's margins one after the other: one half of a sweep.

        Parameters
        ----------
        factors : ndarray, shape (cells,)
            The factor of each of the block's cells.
        rest : ndarray, shape (cells,)
            What it multiplies: sums of base weights times the other block's factors.
        targets : ndarray, shape (parameters,)

        Returns
        -------
        tuple of ndarray, shapes (cells,) and (parameters,)
            The new factors of the cells, and the ratios by level that led to them.
        """
        ratios = np.ones(self.parameters)
        start = 0
        for level, count in zip(self.margins, self.levels, strict=True):
            here = slice(start, start + count)
            reached = np.bincount(level, factors * rest, count)
            np.divide(targets[here], reached, out=ratios[here], where=reached > 0)
            factors = factors * ratios[here][level]
            start += count
        return factors, ratios


@dataclass(frozen=True, slots=True)
class Grid:
    """Every combination of levels as a matrix, left block by right block."""

    sizes: tuple[int, ...]
    axes: tuple[int, ...]  # the left block's, then the right block's
    shape: tuple[int, int]

    def matrix(self, sums: Floats) -> Floats:
        """Lay sums by cell out as a matrix."""
        grid = sums.reshape(self.sizes).transpose(self.axes)
        return np.ascontiguousarray(grid.reshape(self.shape), np.float64)

    def factors(self, left: Floats, right: Floats) -> Floats:
        """Multiply the blocks' factors for every cell, in the order of the cells."""
        grid = np.multiply.outer(left, right).reshape([self.sizes[axis] for axis in self.axes])
        return np.ascontiguousarray(grid.transpose(np.argsort(self.axes))).ravel()


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """Occupied cells only, as a sparse matrix, left block by right block."""

    left: Integers  # each cell's position in the left block
    right: Integers
    shape: tuple[int, int]

    def matrix(self, sums: Floats) -> Any:
        """Lay sums by cell out as a sparse matrix."""
        from scipy.sparse import csr_array

        return csr_array((np.asarray(sums, np.float64), (self.left, self.right)), shape=self.shape)

    def factors(self, left: Floats, right: Floats) -> Floats:
        """Multiply the blocks' factors for every cell, in the order of the cells."""
        return left[self.left] * right[self.right]


@dataclass(frozen=True, slots=True, eq=False)
class MarginScheme:
    """How cells, two blocks and margins hang together.

    Attributes
    ----------
    cells : Grid or Listing
        The way from sums by cell to a matrix and back.
    left, right : Block
    order : tuple of int
        The margins in the blocks' order: the left block's, then the right block's.
    places : tuple of slice
        Where the levels of each margin stand in that order, by margin as given.
    """

    cells: Grid | Listing
    left: Block
    right: Block
    order: tuple[int, ...]
    places: tuple[slice, ...]

    def totals(self, matrix: Any, left: Floats, right: Floats) -> Floats:
        """Add a matrix times the blocks' factors by level of every margin, as `joined`."""
        rows, columns = left * (matrix @ right), right * (matrix.T @ left)
        return np.concatenate([self.left.totals(rows), self.right.totals(columns)])

    def joined(self, targets: Sequence[Array]) -> Floats:
        """Put targets of all margins one after the other, in the blocks' order."""
        return np.concatenate([np.ravel(targets[margin]) for margin in self.order]).astype(float)

    def parted(self, values: Floats) -> tuple[Floats, ...]:
        """Undo `joined`: one array a margin, in the order they were given."""
        return tuple(values[place] for place in self.places)


def margin_scheme(
    sizes: Sequence[int],
    margins: Sequence[Sequence[int]],
    cells: Sequence[Array] | None = None,
    gaps: Sequence[bool] = (),
) -> MarginScheme:
    """Lay margins out in two blocks; built once for each set of sizes and margins.

    Parameters
    ----------
    sizes : sequence of int
        Levels of each variable.
    margins : sequence of sequence of int
        Each margin's variables by position: one, or several that are crossed. A margin's levels
        run in C order of its variables as given.
    cells : sequence of ndarray of int, each of shape (cells,), optional
        Each cell's level of each variable. None for a cell for every combination, in C order.
    gaps : sequence of bool, optional
        Which variables' last level is "blank". A margin of such variables has one level more than
        its combinations without a blank: the last, for whoever is blank on any of them.

    Returns
    -------
    MarginScheme
    """
    shape = tuple(int(size) for size in sizes)
    blank = tuple(map(bool, gaps)) or (False,) * len(shape)
    crossed = tuple(tuple(int(axis) for axis in margin) for margin in margins)
    left, right = _split(shape, crossed)
    if cells is not None:
        return _listed(shape, crossed, blank, [np.asarray(each) for each in cells])
    if prod(shape[a] for a in left) + prod(shape[a] for a in right) > CACHED_CELLS:
        return _gridded(shape, crossed, blank)
    return _kept(shape, crossed, blank)


def _gridded(
    sizes: tuple[int, ...], margins: tuple[tuple[int, ...], ...], gaps: tuple[bool, ...]
) -> MarginScheme:
    halves = _split(sizes, margins)
    blocks, order = [], []
    for axes in halves:
        count = prod(sizes[axis] for axis in axes)
        levels = np.unravel_index(np.arange(count), [sizes[axis] for axis in axes] or [1])
        inside = [margin for margin, each in enumerate(margins) if each[0] in axes]
        known = dict(zip(axes, levels, strict=False))
        blocks.append(_block(count, known, sizes, gaps, [margins[margin] for margin in inside]))
        order += inside
    grid = Grid(sizes, halves[0] + halves[1], (blocks[0].cells, blocks[1].cells))
    return MarginScheme(grid, blocks[0], blocks[1], tuple(order), _places(blocks, order))


_kept = lru_cache(maxsize=32)(_gridded)


def _listed(
    sizes: tuple[int, ...],
    margins: tuple[tuple[int, ...], ...],
    gaps: tuple[bool, ...],
    cells: Sequence[Array],
) -> MarginScheme:
    blocks, order, positions = [], [], []
    for axes in _split(sizes, margins):
        inside = [margin for margin, each in enumerate(margins) if each[0] in axes]
        position, found = np.zeros(len(cells[0]), np.intp), np.zeros(1, np.uint64)
        if axes:
            keys = row_keys([cells[axis] for axis in axes], [sizes[axis] for axis in axes])
            position, found = pd.factorize(keys)
        row = np.empty(len(found), np.intp)
        row[position] = np.arange(len(position))
        known = {axis: cells[axis][row].astype(np.intp) for axis in axes}
        crossed = [margins[margin] for margin in inside]
        blocks.append(_block(len(found), known, sizes, gaps, crossed))
        positions.append(position)
        order += inside
    listing = Listing(positions[0], positions[1], (blocks[0].cells, blocks[1].cells))
    return MarginScheme(listing, blocks[0], blocks[1], tuple(order), _places(blocks, order))


def _block(
    cells: int,
    known: dict[int, Integers],
    sizes: tuple[int, ...],
    gaps: tuple[bool, ...],
    margins: Sequence[tuple[int, ...]],
) -> Block:
    of_cell = tuple(
        margin_levels([known[axis] for axis in margin], *_legal(margin, sizes, gaps))[0]
        for margin in margins
    )
    levels = tuple(
        prod(legal) + any(blank)
        for legal, blank in (_legal(margin, sizes, gaps) for margin in margins)
    )
    starts = np.cumsum((0, *levels))[:-1]
    columns = [level + start for level, start in zip(of_cell, starts, strict=True)]
    return Block(cells, of_cell, levels, _indicators(cells, columns, sum(levels)))


def margin_levels(
    codes: Sequence[Integers], legal: Sequence[int], gaps: Sequence[bool]
) -> tuple[Integers, int]:
    """Number the levels of a margin, and count them.

    Parameters
    ----------
    codes : sequence of ndarray of int, each of shape (cells,)
        Level of each of the margin's variables; ``legal`` means "blank" where there are gaps.
    legal : sequence of int
        Levels of each variable, "blank" not counted.
    gaps : sequence of bool
        Which variables have blanks.

    Returns
    -------
    levels : ndarray of int, shape (cells,)
        C order of the variables; the last for whoever is blank on any of them.
    count : int
        Number of levels.

    Examples
    --------
    >>> margin_levels([np.array([0, 1, 2]), np.array([1, 0, 1])], (2, 2), (True, False))
    (array([1, 2, 4]), 5)
    """
    flat = np.asarray(np.ravel_multi_index(tuple(codes), tuple(legal), mode="clip"))
    if not any(gaps):
        return flat, prod(legal)
    blank = np.zeros(len(flat), np.bool_)
    for code, size, gap in zip(codes, legal, gaps, strict=True):
        if gap:
            blank |= code == size
    return np.where(blank, prod(legal), flat), prod(legal) + 1


def _legal(
    margin: Sequence[int], sizes: tuple[int, ...], gaps: tuple[bool, ...]
) -> tuple[list[int], list[bool]]:
    return [sizes[axis] - gaps[axis] for axis in margin], [gaps[axis] for axis in margin]


def _indicators(cells: int, columns: Sequence[Integers], levels: int) -> Any:
    if cells * levels**2 <= DENSE_INDICATORS:
        indicators = np.zeros((cells, levels))
        for column in columns:
            indicators[np.arange(cells), column] = 1
        return indicators
    from scipy.sparse import csr_array

    ends = np.arange(cells + 1) * len(columns)
    places = np.column_stack(columns).ravel()
    return csr_array((np.ones(len(places)), places, ends), shape=(cells, levels))


def _places(blocks: Sequence[Block], order: Sequence[int]) -> tuple[slice, ...]:
    levels = blocks[0].levels + blocks[1].levels
    ends = accumulate(levels)
    places = {
        margin: slice(end - count, end)
        for margin, count, end in zip(order, levels, ends, strict=True)
    }
    return tuple(places[margin] for margin in sorted(order))


def dense(matrix: Any) -> Floats:
    """Return a matrix, or a sparse array spelled out."""
    return matrix if isinstance(matrix, np.ndarray) else matrix.toarray()


@lru_cache(maxsize=256)
def _split(
    sizes: tuple[int, ...], margins: tuple[tuple[int, ...], ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Split the variables in two, no margin across, with the fewest cells in both together."""
    groups = _groups(len(sizes), margins)
    weights = [sum(log(sizes[axis]) for axis in group) for group in groups]
    if len(groups) <= ALL_SPLITS:
        halves = [
            sum(weight for bit, weight in enumerate(weights) if choice >> bit & 1)
            for choice in range(1 << len(groups) - 1)  # the last group stays right
        ]
        best = min(range(len(halves)), key=lambda choice: abs(2 * halves[choice] - sum(weights)))
        chosen = {bit for bit in range(len(groups)) if best >> bit & 1}
    else:
        chosen, balance = set(), 0.0
        for group in sorted(range(len(groups)), key=lambda group: -weights[group]):
            if balance <= 0:
                chosen.add(group)
            balance += weights[group] if balance <= 0 else -weights[group]
    left = sorted(axis for group in chosen for axis in groups[group])
    return tuple(left), tuple(axis for axis in range(len(sizes)) if axis not in left)


def _groups(variables: int, margins: Iterable[tuple[int, ...]]) -> list[set[int]]:
    """Variables that margins tie together."""
    groups = [{variable} for variable in range(variables)]
    for margin in margins:
        tied = [group for group in groups if group & set(margin)]
        groups = [group for group in groups if not group & set(margin)]
        groups.append(set().union(*tied))
    return groups
