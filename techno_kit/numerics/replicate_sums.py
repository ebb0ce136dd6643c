"""Sums of replicate weights over the cells of tables, and the replicate weights themselves.

Replicate weights are never held all at once. Where they are a weight times a multiplier of a unit,
their sums are those of cells x units times the multipliers; where each replicate was raked, they
are made for some rows and replicates at a time, and added up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from techno_kit.numerics.cells import Array, Floats, Integers
from techno_kit.numerics.multipliers import Multipliers
from techno_kit.numerics.replication import ReplicateRaking, batch_size

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ROWS = 4_096  # rows x replicates of a batch that stay in the processor's cache
CROSSED = 1_024  # cells up to which a cross of tables is summed faster than they are one by one


class Table(NamedTuple):
    """Cells to sum over: every respondent's, shape (n,), and how many there are."""

    cell: Array
    size: int


@dataclass(frozen=True, eq=False, slots=True)
class ReplicateWeights:
    """Weights of every respondent in every replicate, made when they are asked for.

    Attributes
    ----------
    n : int
        Respondents.
    multipliers : Multipliers
        Of the units.
    base : ndarray of float64, shape (n,), or None
        What is multiplied; 1 when None.
    unit : ndarray of int, shape (n,), or None
        Every respondent's unit; each is one when None.
    raking : ReplicateRaking or None
        What rakes every replicate.
    left, right : ndarray of int, shape (n,), or None
        Every respondent's place in the blocks of the raking.
    """

    n: int
    multipliers: Multipliers
    base: Floats | None = None
    unit: Integers | None = None
    raking: ReplicateRaking | None = None
    left: Integers | None = None
    right: Integers | None = None

    @property
    def count(self) -> int:
        """Number of replicates."""
        return self.multipliers.count

    def weights(self, start: int, stop: int) -> Floats:
        """Return the weights of some replicates, shape (n, stop - start)."""
        return self.of_rows(slice(0, self.n), start, stop)

    def of_rows(self, rows: slice, start: int, stop: int) -> Floats:
        """Return the weights of some respondents in some replicates."""
        batch = _Batch.of(self, start, stop)
        found = batch.weights(rows).copy()
        return found if self.base is None else found * self.base[rows, None]

    def table(self, cell: Array, size: int) -> "csr_array":
        """Return the sums of what is multiplied by cell and unit, shape (size, units)."""
        from scipy.sparse import csr_array

        base = np.ones(self.n) if self.base is None else self.base
        unit = np.arange(self.n) if self.unit is None else self.unit
        units = self.n if self.unit is None else int(self.unit.max(initial=-1)) + 1
        return csr_array((base, (cell, unit)), shape=(size, units))

    def sums(self, tables: Sequence[Table]) -> Iterator[list[Floats]]:
        """Return the sums over the cells of tables, some replicates after the other.

        Parameters
        ----------
        tables : sequence of Table
            What is summed over, all of it in one pass over the rows.

        Returns
        -------
        iterator of list of ndarray of float64, each of shape (cells, replicates)
            For each batch of replicates the sums over every table.
        """
        if self.raking is None:
            return self._by_unit([self.table(*each) for each in tables])
        return self._by_row(tables)

    def _by_unit(self, tables: Sequence["csr_array"]) -> Iterator[list[Floats]]:
        for start, stop in self._batches(max(max(each.shape) for each in tables)):
            block = self.multipliers.block(start, stop)
            yield [np.asarray(table @ block) for table in tables]

    def _by_row(self, tables: Sequence[Table]) -> Iterator[list[Floats]]:
        crosses = _crosses(tables)
        parts = [
            (rows, [self._part(cross.table, rows) for cross in crosses])
            for rows in (slice(at, min(at + ROWS, self.n)) for at in range(0, self.n, ROWS))
        ]
        for start, stop in self._batches(max(each.table.size for each in crosses)):
            batch = _Batch.of(self, start, stop)
            found = [np.zeros((each.table.size, stop - start)) for each in crosses]
            for rows, pieces in parts:
                weights = batch.weights(rows)
                for sums, piece in zip(found, pieces, strict=True):
                    sums += piece @ weights
            yield [
                np.asarray(fold @ sums)
                for cross, sums in zip(crosses, found, strict=True)
                for fold in cross.folds
            ]

    def _part(self, table: Table, rows: slice) -> "csr_array":
        from scipy.sparse import csr_array

        place = np.arange(rows.stop - rows.start)
        base = np.ones(len(place)) if self.base is None else self.base[rows]
        return csr_array((base, (table.cell[rows], place)), shape=(table.size, len(place)))

    def _batches(self, rows: int) -> Iterator[tuple[int, int]]:
        size = batch_size(max(rows, self.n if self.unit is None else 1))
        for start in range(0, self.count, size):
            yield start, min(start + size, self.count)


@dataclass(frozen=True, eq=False, slots=True)
class _Batch:
    """Some replicates, of whose weights over base weights some rows are made at a time."""

    of_weights: ReplicateWeights
    multipliers: Floats
    left: Floats | None
    right: Floats | None
    made: Floats
    spare: Floats

    @classmethod
    def of(cls, weights: ReplicateWeights, start: int, stop: int) -> "_Batch":
        multipliers = weights.multipliers.block(start, stop)
        left = right = None
        if weights.raking is not None:
            left, right = weights.raking.factors(start, stop)
        spare = np.empty((2, min(ROWS, weights.n), stop - start))
        return cls(weights, multipliers, left, right, spare[0], spare[1])

    def weights(self, rows: slice) -> Floats:
        """Return weights over base weights; the next call overwrites them."""
        own, count = self.of_weights, rows.stop - rows.start
        made, spare = self.made[:count], self.spare[:count]
        if count > len(self.made):
            made, spare = np.empty((2, count, self.multipliers.shape[1]))
        if own.unit is None:
            made[:] = self.multipliers[rows]
        else:
            _look_up(self.multipliers, own.unit[rows], made)
        pairs = ((self.left, own.left), (self.right, own.right))
        for factors, place in pairs:
            if factors is not None and place is not None:
                made *= _look_up(factors, place[rows], spare)
        return made


def _look_up(values: Floats, place: Integers, out: Floats) -> Floats:
    # Without mode="clip" numpy would buffer the output; places are in range by construction.
    return np.take(values, place, axis=0, out=out, mode="clip")


class _Cross(NamedTuple):
    """Tables that are summed over their cross, which is folded to each of them."""

    table: Table
    folds: tuple["csr_array", ...]


def _crosses(tables: Sequence[Table]) -> list[_Cross]:
    """Cross tables as long as that leaves few cells: a pass over the rows for several tables."""
    groups: list[tuple[Table, list[Table]]] = []
    for table in tables:
        if groups:
            cross, members = groups[-1]
            both, found = pd.factorize(cross.cell.astype(np.int64) * table.size + table.cell)
            if len(found) <= CROSSED:
                groups[-1] = Table(both, len(found)), [*members, table]
                continue
        groups.append((table, [table]))
    return [_Cross(cross, tuple(_fold(cross, each) for each in each_)) for cross, each_ in groups]


def _fold(cross: Table, table: Table) -> "csr_array":
    """Return which cells of a cross lie in which cell of a table, shape (cells, of the cross)."""
    from scipy.sparse import csr_array

    cell = np.zeros(cross.size, np.int64)
    cell[cross.cell] = table.cell
    place = np.arange(cross.size)
    return csr_array((np.ones(cross.size), (cell, place)), shape=(table.size, cross.size))
