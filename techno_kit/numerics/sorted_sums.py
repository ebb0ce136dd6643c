"""Sums of rows that are sorted by unit, in one walk: the tables of some units stay in the cache."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.axes import each_kept
from techno_kit.numerics.cells import BLOCK

if TYPE_CHECKING:
    from scipy.sparse import coo_array

Floats = NDArray[np.float64]
Codes = NDArray[Any]

TABLE = 1 << 16  # sums of a run of units that the cache holds together with a block of rows


@dataclass(frozen=True, eq=False, slots=True)
class Crossing:
    """What patterns are crossed with.

    Attributes
    ----------
    code : numpy.ndarray of unsigned int, shape (rows,), or None
        Every row's combination of some variables, the last one fastest; None without variables.
    shape : tuple of int
        The number of codes of each variable.
    kept : sequence of sequences of int
        Which of the variables sums by unit are for, one list a sum.
    """

    code: Codes | None
    shape: tuple[int, ...]
    kept: Sequence[Sequence[int]]

    @property
    def cells(self) -> int:
        """How many combinations there are."""
        return prod(self.shape)

    def kept_of(self, sums: Floats) -> list[Floats]:
        """Return sums by combination and pattern, measure by measure, for every list of `kept`."""
        found = [each_kept(each.reshape(*self.shape, -1), self.kept) for each in sums]
        width = sums.shape[1] // self.cells
        return [np.array(each).reshape(len(sums), -1, width) for each in zip(*found, strict=True)]


@dataclass(frozen=True, eq=False, slots=True)
class CrossedSums:
    """The sums of one crossing.

    Attributes
    ----------
    by_unit : list of numpy.ndarray of float, each of shape (units, combinations kept, features)
        Sums of weight times feature, a list of variables after the other.
    by_pattern : list of numpy.ndarray of float, each of shape (measures, combinations, patterns)
        Sums of measures over all units, by the combinations kept.
    """

    by_unit: list[Floats]
    by_pattern: list[Floats]


@dataclass(frozen=True, eq=False)
class PatternRows:
    """Rows sorted by unit, each with a pattern of features.

    Attributes
    ----------
    starts : numpy.ndarray of int, shape (units + 1,)
        Where the rows of each unit start, and where the last ones end.
    pattern : numpy.ndarray of int, shape (rows,)
        Every row's pattern, 0 and up.
    features : numpy.ndarray of float, shape (patterns, features)
        What patterns have.
    weight : numpy.ndarray of float, shape (rows,), or None
        The weights, which sums by unit are of; None where all are 1.

    Raises
    ------
    IndexError
        If a pattern is not among the rows of `features`.
    """

    starts: Codes
    pattern: Codes
    features: Floats
    weight: Floats | None

    def __post_init__(self) -> None:
        patterns = len(self.features)
        if len(self.pattern) and not 0 <= self.pattern.min() <= self.pattern.max() < patterns:
            raise IndexError("a pattern without features")

    def sums(
        self, crossings: Sequence[Crossing], measures: Sequence[Floats | None]
    ) -> list[CrossedSums]:
        """Sum over several crossings at once.

        Parameters
        ----------
        crossings : sequence of Crossing
            What patterns are crossed with.
        measures : sequence of numpy.ndarray of float, shape (rows,), or None
            What is summed by pattern besides; None counts rows.
        """
        widest = max(each.cells for each in crossings) * self.features.shape[1]
        # An odd number: with a power of two, sums of one unit would share a place in the cache.
        runs = list(_runs(self.starts, max(1, TABLE // widest - 1) | 1))
        block = _Block.of(runs, len(measures))
        tables = [_Table.of(self, each, block) for each in crossings]
        for run in runs:
            block.fill(self, measures, run)
            for each in tables:
                each.add(block, run)
        return [
            CrossedSums(each.by_unit, each.crossing.kept_of(each.by_pattern)) for each in tables
        ]


@dataclass(frozen=True, slots=True)
class _Run:
    """Units first to last - 1 and their rows start to end - 1; or some rows of a large unit."""

    first: int
    last: int
    start: int
    end: int

    @property
    def rows(self) -> slice:
        """The rows."""
        return slice(self.start, self.end)

    @property
    def n(self) -> int:
        """How many rows there are."""
        return self.end - self.start


def _runs(starts: Codes, most: int) -> Iterator[_Run]:
    """Cut units into runs of about a block of rows and no more than so many units."""
    units = len(starts) - 1
    ends = [int(each) for each in starts]
    fits = np.searchsorted(starts, starts[:-1] + BLOCK, "right") - 1
    first = 0
    while first < units:
        last = min(max(int(fits[first]), first + 1), first + most, units)
        for start in range(ends[first], max(ends[last], ends[first] + 1), BLOCK):
            yield _Run(first, last, start, min(start + BLOCK, ends[last]))
        first = last


@dataclass(frozen=True, eq=False, slots=True)
class _Block:
    """The rows of a run, in arrays that all tables read and that the next run overwrites.

    Attributes
    ----------
    units : int
        Units of the longest run.
    pattern, unit : numpy.ndarray of int32, shape (size,)
        Pattern, and unit within the run.
    weight : numpy.ndarray of float, shape (size,)
        Weight; 0 behind the last row.
    measures : numpy.ndarray of float, shape (measures, size)
        The measures; 0 behind the last row.
    code, cell, key : numpy.ndarray of int32, shape (size,)
        Of one table at a time: combination, combination x unit, and combination x pattern.
    """

    units: int
    pattern: Codes
    unit: Codes
    weight: Floats
    measures: Floats
    code: Codes
    cell: Codes
    key: Codes

    @classmethod
    def of(cls, runs: Sequence[_Run], measures: int) -> "_Block":
        """Make room for the largest run."""
        size = max(1, *(each.n for each in runs))
        pattern, unit, code, cell, key = (np.zeros(size, np.int32) for _ in range(5))
        return cls(
            units=max(each.last - each.first for each in runs),
            pattern=pattern,
            unit=unit,
            weight=np.zeros(size),
            measures=np.zeros((measures, size)),
            code=code,
            cell=cell,
            key=key,
        )

    def fill(self, rows: PatternRows, measures: Sequence[Floats | None], run: _Run) -> None:
        """Take over the rows of a run."""
        here, n = run.rows, run.n
        ends = np.clip(rows.starts[run.first : run.last + 1], run.start, run.end)
        units = np.arange(run.last - run.first, dtype=np.int32)
        self.unit[:n] = np.repeat(units, np.diff(ends))
        self.pattern[:n] = rows.pattern[here]
        for kept, values in zip(
            (self.weight, *self.measures), (rows.weight, *measures), strict=True
        ):
            kept[:n] = 1.0 if values is None else values[here]
            kept[n:] = 0.0
        for codes in (self.pattern, self.cell, self.key):
            codes[n:] = 0  # what stood there may lie beyond a table


@dataclass(frozen=True, eq=False, slots=True)
class _Table:
    """The sums of one crossing while they grow.

    Attributes
    ----------
    crossing : Crossing
        What is crossed.
    features : numpy.ndarray of float, shape (patterns, features)
        As of `PatternRows`.
    weights : scipy.sparse.coo_array of float, shape (combinations x units, patterns)
        The weights of a block.
    measures : list of scipy.sparse.coo_array, each of shape (combinations x patterns, patterns)
        The measures of a block.
    by_unit : list of numpy.ndarray of float
        As of `CrossedSums`.
    by_pattern : numpy.ndarray of float, shape (measures, combinations x patterns)
        Sums of measures over all units.

    Notes
    -----
    The matrices are made once: their places and values are the arrays of the block.
    """

    crossing: Crossing
    features: Floats
    weights: "coo_array"
    measures: "list[coo_array]"
    by_unit: list[Floats]
    by_pattern: Floats

    @classmethod
    def of(cls, rows: PatternRows, crossing: Crossing, block: _Block) -> "_Table":
        """Make room for sums."""
        from scipy.sparse import coo_array

        features, cells, shape = rows.features, crossing.cells, crossing.shape
        by_unit = cells * block.units, len(features)
        by_pattern = cells * len(features), len(features)
        kept = [prod(shape[axis] for axis in axes) for axes in crossing.kept]
        units = len(rows.starts) - 1
        return cls(
            crossing=crossing,
            features=features,
            weights=coo_array((block.weight, (block.cell, block.pattern)), shape=by_unit),
            measures=[
                coo_array((each, (block.key, block.pattern)), shape=by_pattern)
                for each in block.measures
            ],
            by_unit=[np.zeros((units, each, features.shape[1])) for each in kept],
            by_pattern=np.zeros((len(block.measures), by_pattern[0])),
        )

    def add(self, block: _Block, run: _Run) -> None:
        """Add the rows of a run."""
        self._place(block, run)
        # A weight is added to the sums of all features in one go.
        found = (self.weights @ self.features).reshape(*self.crossing.shape, -1)
        units = run.last - run.first
        for sums, kept in zip(self.by_unit, each_kept(found, self.crossing.kept), strict=True):
            here = kept.reshape(sums.shape[1], block.units, -1)[:, :units]
            sums[run.first : run.last] += here.transpose(1, 0, 2)
        ones = np.ones(len(self.features))
        for sums, each in zip(self.by_pattern, self.measures, strict=True):
            if len(sums) <= len(each.data):
                sums += each @ ones
            else:
                np.add.at(sums, block.key[: run.n], each.data[: run.n])

    def _place(self, block: _Block, run: _Run) -> None:
        """Number the cells of a run's rows."""
        n, crossing = run.n, self.crossing
        cell, key, code = (each[:n] for each in (block.cell, block.key, block.code))
        code[:] = 0 if crossing.code is None else crossing.code[run.rows]
        np.multiply(code, block.units, out=cell)
        cell += block.unit[:n]
        np.multiply(code, len(self.features), out=key)
        key += block.pattern[:n]
