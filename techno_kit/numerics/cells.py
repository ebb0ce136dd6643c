"""Rows to cells and back: the two passes over the respondents that every verb shares.

A cell is one combination of levels. Summing measures per cell reads the rows once; looking a
factor up per row reads them a second time. Both go through the rows in blocks that stay in the
processor's cache, so that a pass costs little more than reading its input.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]

BLOCK = 1 << 16  # rows; codes, keys and positions of a block stay in the cache
FOLD = 4  # rows per cell between two foldings of partial sums, which then cost little
SPARE_CELLS = 4  # cells a row up to which a dense table beats looking for the occupied ones
DENSE_CELLS = 65_536  # a table this small is always dense
DENSE_LIMIT = 4_000_000  # no dense table is larger: 32 MB a measure
KEY_TYPES: dict[type[np.unsignedinteger[Any]], int] = {
    np.uint8: 8,
    np.uint16: 16,
    np.uint32: 32,
    np.uint64: 64,
}
UNSIGNED = {bits // 8: kind for kind, bits in KEY_TYPES.items()}  # by bytes
LARGEST_KEY = 1 << 64


@dataclass(frozen=True, slots=True, eq=False)
class CellSums:
    """Sums of measures by cell.

    Attributes
    ----------
    key : ndarray of unsigned int, shape (n,)
        Each row's position in the last axis of ``sums``.
    shape : tuple of int
        Levels of each variable, the extra level for missing codes included.
    sums : ndarray of float64, shape (measures, cells)
        One row a measure. Dense: one cell for every combination, ``prod(shape)`` in C order.
        Sparse: one for every occupied combination, in ascending (C) order.
    levels : tuple of ndarray of intp, each of shape (cells,), or None
        Sparse: each cell's level of each variable. None when dense: `numpy.unravel_index` tells.
    """

    key: Array
    shape: tuple[int, ...]
    sums: Floats
    levels: tuple[Integers, ...] | None = None

    @property
    def dense(self) -> bool:
        """Whether there is a cell for every combination, occupied or not."""
        return self.levels is None


def most_dense(n: int) -> int:
    """Return up to how many cells a table of so many rows has one for every combination."""
    return min(max(SPARE_CELLS * n, DENSE_CELLS), DENSE_LIMIT)


def row_keys(
    codes: Sequence[Array], sizes: Sequence[int], *, missing: Sequence[bool] | None = None
) -> Array:
    """Give each row's combination of codes a number.

    Parameters
    ----------
    codes : sequence of integer ndarray, each of shape (n,)
        Codes ``0 .. size - 1``; read-only views are fine.
    sizes : sequence of int
        Levels of each variable, missing not counted.
    missing : sequence of bool, optional
        Which variables may hold negative codes; such a code becomes an extra last level, so that
        the variable counts ``size + 1`` levels in the key.

    Returns
    -------
    ndarray of unsigned int, shape (n,)
        The mixed-radix number of the combination, last variable fastest, in the narrowest type
        that holds every combination. Beyond 64 bits the leading variables are renumbered by the
        combinations that occur; the order of the keys stays that of the combinations.

    Raises
    ------
    IndexError
        A code outside its levels; the argument is the variable's position.
    """
    columns = _columns(codes, sizes, missing)
    while prod(column.size for column in columns) > LARGEST_KEY:
        columns = _renumbered(columns)
    return _numbered(columns)


def cell_sums(
    codes: Sequence[Array],
    sizes: Sequence[int],
    weights: Sequence[Floats | None],
    *,
    missing: Sequence[bool] | None = None,
) -> CellSums:
    """Sum measures by combination of codes, in one pass over the rows.

    Parameters
    ----------
    codes, sizes, missing
        As in `row_keys`.
    weights : sequence of ndarray of float64 of shape (n,), or None
        The measures to sum; None counts rows.

    Returns
    -------
    CellSums
        Dense while there are at most four cells a row, or 65,536, and never above four million;
        else the occupied cells only.

    Raises
    ------
    IndexError
        A code outside its levels; the argument is the variable's position.
    """
    columns = _columns(codes, sizes, missing)
    shape = tuple(column.size for column in columns)
    n, cells = len(codes[0]), prod(shape)
    if cells <= most_dense(n):
        key = np.empty(n, _key_type(cells))
        return CellSums(key, shape, _summed(key, weights, cells, columns))
    key, row = _occupied(row_keys(codes, sizes, missing=missing))
    levels = tuple(column.at(row) for column in columns)
    return CellSums(key, shape, _summed(key, weights, len(row)), levels)


def key_sums(key: Array, cells: int, weights: Sequence[Floats | None]) -> Floats:
    """Sum measures by cell of rows whose cells are known, shape (measures, cells).

    Parameters
    ----------
    key : ndarray of unsigned int, shape (n,)
        Each row's cell.
    cells : int
        How many there are.
    weights : sequence of ndarray of float64 of shape (n,), or None
        The measures to sum; None counts rows.
    """
    return _summed(key, weights, cells)


def spread(key: Array, factor: Floats, base: Floats | None = None) -> Floats:
    """Look a factor up for every row, times a base.

    Parameters
    ----------
    key : ndarray of unsigned int, shape (n,)
        Each row's cell; must lie within ``factor``, as the key of `cell_sums` does.
    factor : ndarray of float64, shape (cells,)
    base : ndarray of shape (n,), optional
        Multiplied in; 1 when absent.

    Returns
    -------
    ndarray of float64, shape (n,)
        ``factor[key] * base``; no other memory of that size is used.
    """
    values = np.empty(len(key))
    for start, stop in blocks(len(key)):
        part = values[start:stop]
        # Without mode="clip" numpy would buffer the output; the key is in range by construction.
        np.take(factor, key[start:stop], out=part, mode="clip")
        if base is not None:
            part *= base[start:stop]
    return values


def blocks(n: int) -> Iterator[tuple[int, int]]:
    """Start and stop of each block of rows."""
    return ((start, min(start + BLOCK, n)) for start in range(0, n, BLOCK))


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """Codes of one variable; where missing ones are allowed they are its last level."""

    position: int
    codes: Array
    unsigned: Array  # the same memory: negative codes exceed every level, one look finds all strays
    size: int  # the level of missing codes included
    legal: int  # and excluded
    kind: type[np.unsignedinteger[Any]]

    def block(self, start: int, stop: int) -> Array:
        """Levels of some rows, in the narrowest type that holds them."""
        levels = self._checked(self.codes[start:stop], self.unsigned[start:stop])
        return levels if levels.dtype == self.kind else levels.astype(self.kind)

    def at(self, rows: Integers) -> Integers:
        """Levels of the rows at these positions."""
        return self._checked(self.codes[rows], self.unsigned[rows]).astype(np.intp)

    def _checked(self, codes: Array, levels: Array) -> Array:
        if not len(levels) or levels.max() < self.legal:
            return levels
        if self.size == self.legal or codes.max() >= self.legal:
            raise IndexError(self.position)
        return np.minimum(levels, np.full_like(levels, self.legal))


def _column(position: int, codes: Array, legal: int, missing: bool) -> _Column:
    values = np.asarray(codes)
    if values.dtype.kind not in "iub":
        raise TypeError(position)
    if not values.dtype.isnative:
        values = values.astype(values.dtype.newbyteorder("="))
    unsigned = values.view(UNSIGNED[values.dtype.itemsize])
    size = legal + missing
    return _Column(position, values, unsigned, size, legal, _key_type(size))


def _columns(
    codes: Sequence[Array], sizes: Sequence[int], missing: Sequence[bool] | None
) -> list[_Column]:
    gaps = missing if missing is not None else (False,) * len(sizes)
    each = zip(codes, sizes, gaps, strict=True)
    return [
        _column(position, values, int(size), bool(gap))
        for position, (values, size, gap) in enumerate(each)
    ]


def _key_type(cells: int) -> type[np.unsignedinteger[Any]]:
    if cells <= 1 << 8:
        return np.uint8
    return next(kind for kind, bits in KEY_TYPES.items() if cells <= 1 << bits)


def _numbered(columns: Sequence[_Column]) -> Array:
    key = np.empty(len(columns[0].codes), _key_type(prod(column.size for column in columns)))
    for start, stop in blocks(len(key)):
        key[start:stop] = _merged(columns, start, stop)
    return key


def _merged(columns: Sequence[_Column], start: int, stop: int) -> Array:
    """Number some rows; neighbours are merged in the narrowest type that holds both."""
    parts = [(column.block(start, stop), column.size) for column in columns]
    for kind, bits in KEY_TYPES.items():
        merged = parts[:1]
        for low, size in parts[1:]:
            high, cells = merged[-1]
            if cells == 1:  # as a number its one level is 0
                merged[-1] = low, size
            elif cells * size > 1 << bits:
                merged.append((low, size))
            else:
                both = np.multiply(high, kind(size), dtype=kind)
                both += low
                merged[-1] = both, cells * size
        parts = merged
    return parts[0][0]


def _renumbered(columns: Sequence[_Column]) -> list[_Column]:
    """Replace the longest leading run that has a key by one column of its occurring keys."""
    run = next(
        length
        for length in range(len(columns), 0, -1)
        if prod(column.size for column in columns[:length]) <= LARGEST_KEY
    )
    key, row = _occupied(_numbered(columns[:run]))
    return [_column(columns[0].position, key, len(row), missing=False), *columns[run:]]


def _occupied(key: Array) -> tuple[Array, Integers]:
    """Renumber keys by rank among those that occur; also one row of each."""
    found, values = pd.factorize(key)
    rank = np.empty(len(values), _key_type(len(values)))
    rank[np.argsort(values)] = np.arange(len(values))
    ranked = rank[found]
    row = np.empty(len(values), np.intp)
    row[ranked] = np.arange(len(key))
    return ranked, row


def _summed(
    key: Array,
    weights: Sequence[Floats | None],
    cells: int,
    columns: Sequence[_Column] = (),
) -> Floats:
    """Sum per cell; where columns are given, the key is filled on the way.

    Partial sums are folded now and then: a long running sum would lose digits.
    """
    sums = np.zeros((len(weights), cells))
    short = len(key) < FOLD * cells
    partial = sums if short else np.zeros_like(sums)
    position = np.empty(min(BLOCK, len(key)), np.intp)
    waiting = 0
    for start, stop in blocks(len(key)):
        if columns:
            key[start:stop] = _merged(columns, start, stop)
        cell = position[: stop - start]
        cell[:] = key[start:stop]
        for measure, values in zip(partial, weights, strict=True):
            # Faster than bincount, which looks for the extremes of the positions first.
            np.add.at(measure, cell, 1.0 if values is None else values[start:stop])
        waiting += stop - start
        if waiting >= FOLD * cells:
            sums += partial
            partial[:] = 0
            waiting = 0
    if not short:
        sums += partial
    return sums
