"""What a calibration takes away from the errors: sums over its variables x."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, repeat
from math import prod
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from techno_kit.analysis.cells.cross_sums import JOINT, joint_sums, size_of
from techno_kit.numerics.cells import most_dense
from techno_kit.numerics.variance import CalibrationSums, generalised_inverse, stratum_scale
from techno_kit.survey.calibrations import BLANK, Calibration, Term
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import CellTable, Floats, Integers, Measure, Unit, Variable
from techno_kit.survey.sample import Sample

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DENSE_PAIRS = 250_000  # pairs of calibration variables that are counted in place, not sorted
NO_COLUMN = -1  # of respondents at a level that is no calibration variable


@dataclass(frozen=True, eq=False, slots=True)
class _Columns:
    """A term's columns among all x: one a level, whether a respondent has it or not.

    Attributes
    ----------
    term : Term
        The indicators, or numbers.
    of_codes : numpy.ndarray of int, shape (combinations of codes,)
        The column of every combination of the questions' codes.
    sizes : tuple of int
        Number of codes of each question, the last for "missing".
    """

    term: Term
    of_codes: Integers
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, sample: Sample, term: Term, first: int) -> "_Columns":
        """Number a term's columns from `first` on."""
        answers = [sample.answers(question) for question in term.questions]
        codes = [{level: (code,) for code, level in enumerate(each.levels)} for each in answers]
        for each, known in zip(answers, codes, strict=True):
            known[BLANK] = (*known.get(BLANK, ()), each.size)
        held = np.full(tuple(each.size + 1 for each in answers), NO_COLUMN)
        for column, level in enumerate(term.levels, start=first):
            places = [known.get(part, ()) for known, part in zip(codes, level, strict=True)]
            for asked in _combinations(level, places, held.shape):
                held[np.ix_(*asked)] = column
        return cls(term, held.ravel(), held.shape)

    @property
    def times(self) -> tuple[Question, ...]:
        """The number that multiplies the indicators, if there is one."""
        return () if self.term.number is None else (self.term.number,)

    def of_table(self, sample: Sample) -> Integers:
        """Return the column of every combination of codes that the sample has."""
        sizes = [size_of(sample, each) for each in self.term.questions]
        return self.of_codes.reshape(self.sizes)[tuple(slice(each) for each in sizes)].ravel()

    def of_cells(self, table: CellTable, variables: Sequence[Variable]) -> Integers:
        """Return the column of every cell of a table over these variables."""
        flat = np.zeros(len(table.sums("n")), np.int64)
        for question, size in zip(self.term.questions, self.sizes, strict=True):
            codes = table.codes(list(variables).index(question))
            flat = flat * size + np.where(codes < 0, size - 1, codes)
        return self.of_codes[flat]


def _combinations(
    level: Sequence[str], places: Sequence[Sequence[int]], sizes: Sequence[int]
) -> Iterator[list[Sequence[int]]]:
    """Return the codes of a level; of a lump of blanks those with a blank in any one question."""
    blank = [axis for axis, part in enumerate(level) if part == BLANK]
    if not blank:
        yield list(places)
    for here in blank:
        anything = [
            range(sizes[axis]) if axis in blank else places[axis] for axis in range(len(level))
        ]
        yield [places[axis] if axis == here else each for axis, each in enumerate(anything)]


@dataclass(frozen=True, eq=False, slots=True)
class _Parts:
    """What of the sums no table's variables change: worked out once a sample."""

    columns: tuple[_Columns, ...]
    scale: Floats
    inverse: "csr_array"
    unit: Integers
    column: Integers
    v: Floats
    vv: "csr_array"


_KNOWN: WeakKeyDictionary[Sample, _Parts] = WeakKeyDictionary()


def project(
    sample: Sample,
    calibration: Calibration,
    variables: Sequence[Variable],
    keys: Integers,
    lonely: str,
) -> CalibrationSums:
    """Sum over the calibration variables by unit, by cell and by pair.

    Parameters
    ----------
    sample : Sample
        The respondents.
    calibration : Calibration
        What their weights were calibrated to.
    variables : sequence of Variable
        The variables of the table.
    keys : numpy.ndarray of int, shape (cells,)
        The table's cells as `CellTable.merged` numbers them.
    lonely : str
        The rule for strata with one PSU.
    """
    parts = _known_parts(sample, calibration, lonely)
    by_cell = [_by_cell(sample, each, variables, keys, parts.scale) for each in parts.columns]
    return _gathered(sample, parts, by_cell, len(keys))


def _known_parts(sample: Sample, calibration: Calibration, lonely: str) -> _Parts:
    parts = _KNOWN.get(sample)
    if parts is None:
        parts = _KNOWN[sample] = _parts_of(sample, calibration, lonely)
    return parts


def _gathered(
    sample: Sample,
    parts: _Parts,
    by_cell: Sequence[tuple[Integers, Integers, Floats, Floats]],
    cells: int,
) -> CalibrationSums:
    """Put the sums of all terms together."""
    size, clustered = parts.vv.shape[0], sample.units.clustered
    row, place, sw, wv = (np.concatenate(each) for each in zip(*by_cell, strict=True))
    shape = (size, cells)
    return CalibrationSums(
        inverse=parts.inverse,
        response=_sparse(sw, row, place, shape),
        unit=parts.unit,
        column=parts.column,
        v=parts.v,
        wv=None if clustered else _sparse(wv, row, place, shape),
        vv=None if clustered else parts.vv,
    )


@dataclass(frozen=True, eq=False, slots=True)
class Projection:
    """What a calibration takes away in one cross of variables, before cells are chosen.

    Attributes
    ----------
    sample : Sample
        The respondents.
    parts : _Parts
        What no cross changes.
    cross : sequence of Variable
        The variables.
    terms : tuple of numpy.ndarray of float or None
        Every term's sums, shape (measures, strata, cells of the term, combinations); None where
        they are too many to keep.
    """

    sample: Sample
    parts: _Parts
    cross: Sequence[Variable]
    terms: tuple[Floats | None, ...]

    def of(self, keys: Integers) -> CalibrationSums:
        """Return the sums over some of the combinations, by their numbers."""
        by_cell = []
        for columns, sums in zip(self.parts.columns, self.terms, strict=True):
            if sums is None:
                scale = self.parts.scale
                by_cell.append(_by_cell(self.sample, columns, self.cross, keys, scale))
            else:
                by_cell.append(self._chosen(columns, sums, keys))
        return _gathered(self.sample, self.parts, by_cell, len(keys))

    def _chosen(
        self, columns: _Columns, sums: Floats, keys: Integers
    ) -> tuple[Integers, Integers, Floats, Floats]:
        own = columns.of_table(self.sample)
        held = sums[:, :, own >= 0][..., keys]
        sw = held[0].sum(axis=0)
        wv = np.zeros_like(sw) if len(held) == 1 else np.tensordot(self.parts.scale, held[1], 1)
        row, cell = np.nonzero((sw != 0) | (wv != 0))
        return own[own >= 0][row], cell, sw[row, cell], wv[row, cell]


def projections(
    sample: Sample,
    calibration: Calibration,
    crosses: Sequence[Sequence[Variable]],
    lonely: str,
) -> Iterator[Projection]:
    """Sum over the calibration variables for several crosses, in few passes over the rows.

    Parameters
    ----------
    sample, calibration, lonely
        As in `project`.
    crosses : sequence of sequences of Variable
        The variables of each table.
    """
    parts = _known_parts(sample, calibration, lonely)
    clustered = sample.units.clustered
    lead: list[Variable] = [] if clustered else [Unit.STRATUM]
    measures: tuple[Measure, ...] = ("sw",) if clustered else ("sw", "wv")
    widest = max((prod(size_of(sample, each) for each in cross) for cross in crosses), default=1)
    made: list[Iterator[Floats | None]] = []
    for columns in parts.columns:
        asked = [*lead, *columns.term.questions]
        led = prod(size_of(sample, each) for each in asked)
        if led * widest > most_dense(sample.n):
            made.append(repeat(None))
        else:
            made.append(iter(joint_sums(sample, crosses, asked, measures, JOINT, columns.times)))
    strata = 1 if clustered else sample.units.n_strata
    for cross in crosses:
        terms = []
        for each_of in made:
            sums = next(each_of)
            size = prod(size_of(sample, each) for each in cross)
            kept = None if sums is None else sums.reshape(len(measures), strata, -1, size)
            terms.append(kept)
        yield Projection(sample, parts, cross, tuple(terms))


def _parts_of(sample: Sample, calibration: Calibration, lonely: str) -> _Parts:
    terms = calibration.terms
    first = np.cumsum([0, *(len(term.levels) for term in terms)]).tolist()
    columns = tuple(
        _Columns.of(sample, term, at) for term, at in zip(terms, first[:-1], strict=True)
    )
    scale, _ = stratum_scale(sample.units.psu_count, lonely, sample.units.left)
    unit, column, v = zip(*(_by_unit(sample, each) for each in columns), strict=True)
    starts, squares = _by_pair(sample, columns, scale, first[-1])
    return _Parts(
        columns=columns,
        scale=scale,
        inverse=generalised_inverse(starts),
        unit=np.concatenate(unit),
        column=np.concatenate(column),
        v=np.concatenate(v),
        vv=squares,
    )


def _sparse(
    values: Floats, rows: Integers, columns: Integers, shape: tuple[int, int]
) -> "csr_array":
    """Add values up by row and column."""
    from scipy.sparse import coo_array

    return coo_array((values, (rows, columns)), shape=shape).tocsr()


def _by_cell(
    sample: Sample,
    columns: _Columns,
    variables: Sequence[Variable],
    keys: Integers,
    scale: Floats,
) -> tuple[Integers, Integers, Floats, Floats]:
    """Return sum(s (w / v) x) and the scaled sum(w v x): column, cell and sums of each pair."""
    asked: list[Variable] = [Unit.STRATUM, *columns.term.questions, *variables]
    table = sample.collapse(asked, ("n", "sw", "wv"), columns.times)
    found, place = table.merged(range(len(asked) - len(variables), len(asked)))
    column = columns.of_cells(table, asked)
    kept = column >= 0
    cell = np.searchsorted(keys, found)[place]
    squares = scale[table.codes(0)] * table.sums("wv")
    return column[kept], cell[kept], table.sums("sw")[kept], squares[kept]


def _by_unit(sample: Sample, columns: _Columns) -> tuple[Integers, Integers, Floats]:
    """Return sum(v x) by PSU, or by stratum without clusters: unit, column and sum."""
    unit = Unit.PSU if sample.units.clustered else Unit.STRATUM
    asked: list[Variable] = [unit, *columns.term.questions]
    table = sample.collapse(asked, ("n", "v"), columns.times)
    column = columns.of_cells(table, asked)
    kept = column >= 0
    return table.codes(0)[kept], column[kept], table.sums("v")[kept]


def _by_pair(
    sample: Sample, columns: Sequence[_Columns], scale: Floats, size: int
) -> tuple["csr_array", "csr_array"]:
    """Return sum(s x x') and the scaled sum(v^2 x x').

    Terms that are multiplied by the same number share a pass over the rows.
    """
    questions = dict.fromkeys(each for one in columns for each in one.term.questions)
    asked: list[Variable] = [Unit.STRATUM, *questions]
    measures: tuple[Measure, ...] = ("n", "s", "vv")
    pairs = list(combinations_with_replacement(columns, 2))
    found: list[tuple[Integers, Integers, Floats, Floats]] = []
    for times in dict.fromkeys((*one.times, *other.times) for one, other in pairs):
        table = sample.collapse(asked, measures, times)
        sums = table.sums("s"), scale[table.codes(0)] * table.sums("vv")
        alike = [pair for pair in pairs if (*pair[0].times, *pair[1].times) == times]
        asked_for = dict.fromkeys(each for pair in alike for each in pair)
        places = {each: each.of_cells(table, asked) % (size + 1) for each in asked_for}
        for one, other in alike:
            left, right, starts, squares = _pairs(places[one], places[other], sums, size)
            found.append((left, right, starts, squares))
            if one is not other:
                found.append((right, left, starts, squares))
    row, column, s, vv = (np.concatenate(each) for each in zip(*found, strict=True))
    return _sparse(s, row, column, (size, size)), _sparse(vv, row, column, (size, size))


def _pairs(
    rows: Integers, columns: Integers, sums: tuple[Floats, Floats], size: int
) -> tuple[Integers, Integers, Floats, Floats]:
    """Return the sums of each pair of columns that occurs; column `size` is none."""
    width = size + 1
    flat = rows * width + columns
    if width**2 <= DENSE_PAIRS:
        starts, squares = (np.bincount(flat, each, minlength=width**2) for each in sums)
        pair = np.flatnonzero((starts != 0) | (squares != 0))
        starts, squares = starts[pair], squares[pair]
    else:
        pair, place = np.unique(flat, return_inverse=True)
        starts, squares = (np.bincount(place, each, minlength=len(pair)) for each in sums)
    left, right = pair // width, pair % width
    kept = (left < size) & (right < size)
    return left[kept], right[kept], starts[kept], squares[kept]
