"""Sums of rows that are sorted by unit: the table of some units stays in the processor's cache."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.cells import BLOCK

Floats = NDArray[np.float64]
Codes = NDArray[Any]

TABLE = 1 << 16  # cells of a table that the cache holds together with a block of rows


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """Where sorted rows are added in tables of units x classes x whatever they are crossed with.

    Worked out once, it serves every crossing with as many combinations.

    Attributes
    ----------
    starts : numpy.ndarray of int, shape (units + 1,)
        Where the rows of each unit start, and where the last ones end.
    runs : tuple of (first, last)
        The units whose sums make one table.
    place : numpy.ndarray of unsigned int, shape (rows,)
        Every row's place in the table of its run, in the first combination.
    cells : int
        How many cells there are in a unit.
    """

    starts: Codes
    runs: tuple[tuple[int, int], ...]
    place: Codes
    cells: int

    @classmethod
    def of(cls, starts: Codes, code: Codes, kind: Codes, others: int) -> "Places":
        """Place rows by unit and class.

        Parameters
        ----------
        starts : numpy.ndarray of int, shape (units + 1,)
            As above.
        code : numpy.ndarray of int, shape (rows,)
            Every row's code.
        kind : numpy.ndarray of int, shape (codes,)
            The class of every code, 0 and up.
        others : int
            How many combinations classes are crossed with.
        """
        cells = (int(kind.max(initial=0)) + 1) * others
        runs = tuple(_runs(starts, max(1, TABLE // cells)))
        within = np.concatenate([np.arange(last - first) for first, last in runs])
        place = np.repeat((within * cells).astype(np.uint32), np.diff(starts))
        # Faster than an index: codes are within range.
        place += np.take((kind * others).astype(np.uint32), code, mode="clip")
        return cls(starts, runs, place, cells)

    def sums(self, other: Codes | None, weight: Floats | None) -> Iterator[Floats]:
        """Yield sums by unit and cell, some units at a time, shape (units, cells).

        Parameters
        ----------
        other : numpy.ndarray of uint32, shape (rows,), or None
            Every row's combination; None where there is one.
        weight : numpy.ndarray of float, shape (rows,), or None
            What is summed; None counts rows.

        Notes
        -----
        The table is overwritten by the next one.
        """
        starts, runs = self.starts, self.runs
        table = np.empty((max(last - first for first, last in runs), self.cells))
        position = np.empty(max(starts[last] - starts[first] for first, last in runs), np.intp)
        key = np.empty(len(position), np.uint32)
        for first, last in runs:
            here = slice(starts[first], starts[last])
            found, place = table[: last - first], position[: starts[last] - starts[first]]
            number = self.place[here]
            if other is not None:
                number = np.add(number, other[here], out=key[: len(place)])
            place[:] = number
            found[:] = 0.0
            np.add.at(found.ravel(), place, 1.0 if weight is None else weight[here])
            yield found


def _runs(starts: Codes, most: int) -> Iterator[tuple[int, int]]:
    """Cut units into runs of about a block of rows and no more than so many units."""
    units = len(starts) - 1
    fits = np.searchsorted(starts, starts[:-1] + BLOCK, "right") - 1
    first = 0
    while first < units:
        last = min(max(int(fits[first]), first + 1), first + most, units)
        yield first, last
        first = last
