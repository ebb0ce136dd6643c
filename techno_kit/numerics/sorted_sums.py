"""Sums of rows that are sorted by unit: the table of some units stays in the processor's cache."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.cells import BLOCK

Floats = NDArray[np.float64]
Codes = NDArray[Any]

TABLE = 1 << 16  # cells of a table that the cache holds together with a block of rows


def sums_in_order(
    starts: Codes, unit: Codes, cell: Codes, weight: Floats | None, cells: int
) -> Iterator[Floats]:
    """Yield sums by unit and cell, some units at a time, shape (units, cells).

    Parameters
    ----------
    starts : numpy.ndarray of int, shape (units + 1,)
        Where the rows of each unit start, and where the last ones end.
    unit, cell : numpy.ndarray of unsigned int, shape (rows,)
        Number of every row's unit, ascending, and of its cell.
    weight : numpy.ndarray of float, shape (rows,), or None
        What is summed; None counts rows.
    cells : int
        How many cells there are.

    Notes
    -----
    The table is overwritten by the next one.
    """
    runs = list(_runs(starts, max(1, TABLE // cells)))
    table = np.empty((max(last - first for first, last in runs), cells))
    position = np.empty(max(starts[last] - starts[first] for first, last in runs), np.intp)
    key = np.empty(len(position), np.uint32)
    for first, last in runs:
        here = slice(starts[first], starts[last])
        found, place = table[: last - first], position[: starts[last] - starts[first]]
        found[:] = 0.0
        number = key[: len(place)]
        # Not in the units' own type, which may be too narrow.
        np.multiply(unit[here] - unit.dtype.type(first), cells, out=number, dtype=np.uint32)
        number += cell[here]
        place[:] = number
        np.add.at(found.ravel(), place, 1.0 if weight is None else weight[here])
        yield found


def _runs(starts: Codes, most: int) -> Iterator[tuple[int, int]]:
    """Cut units into runs of about a block of rows and no more than so many units."""
    first, units = 0, len(starts) - 1
    while first < units:
        fits = int(np.searchsorted(starts, starts[first] + BLOCK, "right")) - 1
        last = min(max(fits, first + 1), first + most, units)
        yield first, last
        first = last
