"""Sums by PSU over crosses with overlapping answers, whose patterns are too many to keep."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import groupby
from math import prod
from typing import Any

import numpy as np

from techno_kit.analysis.cells.crosses import (
    Columns,
    Cross,
    CrossSums,
    occupied,
    room,
    sizes_in,
)
from techno_kit.numerics.axes import sharing
from techno_kit.numerics.cells import key_sums, row_keys
from techno_kit.numerics.sorted_sums import CrossedSums, Crossing, PatternRows
from techno_kit.numerics.spans import Span, SpannedSums
from techno_kit.numerics.variance import ClusterSums
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats, Unit, Variable
from techno_kit.survey.rows_by_psu import RowsByPsu
from techno_kit.survey.sample import Sample

SPANNED = 3  # patterns a feature from which sums of features pay
CELLS = 2  # by PSU and a respondent, up to which crosses share a pass
Features = Mapping[Variable, Floats]


def features_of(sample: Sample, variables: Iterable[Variable]) -> Features:
    """Return what estimates ask of the patterns of overlapping answers, where these are many more.

    That is a one, who is in the base by either rule, and the answers held, in either base: a
    column each of an array of shape (patterns, features).
    """
    found: dict[Variable, Floats] = {}
    for each in variables:
        if not isinstance(each, Question) or each.kind != "multiple":
            continue
        answers = sample.answers(each)
        bases = [np.ones(answers.size, np.bool_), answers.answered, answers.complete]
        held = [answers.blanks_no, answers.complete[:, None] & answers.blanks_no]
        features = np.unique(np.column_stack([*bases, *held]), axis=1)
        if answers.size > SPANNED * features.shape[1]:
            found[each] = features.astype(np.float64)
    return found


def spanned_in(cross: Cross, features: Features) -> Variable | None:
    """Return the question with most patterns among those with features, if there is one."""
    asked = [each for each in cross if each in features]
    return max(asked, key=lambda each: len(features[each]), default=None)


def spanned_sums(
    sample: Sample, crosses: Sequence[Cross], columns: Columns, features: Features
) -> Iterator[CrossSums]:
    """Yield the sums of every cross, by PSU those of the features of a question.

    Crosses of one question share a pass, whose tables are taken apart after its patterns have
    become features.

    Parameters
    ----------
    sample : Sample
        The respondents.
    crosses : sequence of sequences of Variable
        What is crossed; each has a question with features.
    columns : mapping of Variable to (codes, size, has_missing)
        All their variables.
    features : mapping of Variable to numpy.ndarray of float
        As `features_of`.
    """
    size, rows = sizes_in(columns), RowsByPsu.of(sample)
    by_psu = CELLS * sample.n // sample.units.n_psu
    for asked, group in groupby(crosses, lambda cross: spanned_in(cross, features)):
        if asked is None:
            continue
        made = _Asked(sample, rows, asked, features[asked])
        most = min(by_psu // features[asked].shape[1], room(sample) // size[asked])
        shared = sharing(group, size | {asked: 1}, most)
        passes = (_Pass.of(made, together, held) for together, held in shared)
        for some in _at_once(passes, sample.n):
            for each, found in zip(some, made.sums(some), strict=True):
                held = zip(each.crosses, found.by_unit, found.by_pattern, strict=True)
                for place, (cross, sums, counts) in enumerate(held):
                    yield each.cross_sums(place, cross, columns, sums, counts)


def _at_once(passes: "Iterable[_Pass]", most: int) -> "Iterator[list[_Pass]]":
    """Group passes whose sums are together no more than so many; one alone is never refused."""
    waiting: list[_Pass] = []
    held = 0
    for each in passes:
        if waiting and held + each.size > most:
            yield waiting
            waiting, held = [], 0
        waiting.append(each)
        held += each.size
    if waiting:
        yield waiting


@dataclass(frozen=True, eq=False)
class _Asked:
    """A question with features, and the rows in the order of their PSUs.

    Attributes
    ----------
    sample : Sample
        The respondents.
    rows : RowsByPsu
        Their rows in the order of PSUs.
    question : Variable
        The question.
    features : numpy.ndarray of float, shape (patterns, features)
        What its patterns have.
    known : dict
        Of `Span`.
    """

    sample: Sample
    rows: RowsByPsu
    question: Variable
    features: Floats
    known: dict[bytes, Floats] = field(default_factory=dict)

    @cached_property
    def patterns(self) -> Any:
        """Every row's pattern, shape (n,)."""
        return self.rows.codes(self.sample, self.question)[0]

    @cached_property
    def weight(self) -> Floats | None:
        """The weights; None where all are 1."""
        return self.rows.weight(self.sample)

    @cached_property
    def active(self) -> Floats | None:
        """Whose weight is not 0; None where nobody's is."""
        weight = self.weight
        if weight is None or weight.min() > 0 or weight.all():
            return None
        return np.asarray(weight != 0, np.float64)

    def sums(self, passes: "Sequence[_Pass]") -> list[CrossedSums]:
        """Sum weight times feature by PSU; and by pattern respondents, the active ones, weights."""
        asked = [None, self.active, self.weight]
        measures = list({id(each): each for each in asked}.values())
        places = [next(at for at, each in enumerate(measures) if each is one) for one in asked]
        rows = PatternRows(self.rows.starts, self.patterns, self.features, self.weight)
        found = rows.sums([each.crossing for each in passes], measures)
        return [
            CrossedSums(each.by_unit, [counts[places] for counts in each.by_pattern])
            for each in found
        ]


@dataclass(frozen=True, eq=False)
class _Pass:
    """A question with features by every combination of some other variables.

    Attributes
    ----------
    asked : _Asked
        The question.
    others : tuple of Variable
        The other variables.
    crosses : sequence of sequences of Variable
        What is crossed, of the question and these.
    crossing : Crossing
        The combinations of the other variables, and which of them crosses keep.
    """

    asked: _Asked
    others: tuple[Variable, ...]
    crosses: Sequence[Cross]
    crossing: Crossing

    @classmethod
    def of(cls, asked: _Asked, together: Sequence[Variable], crosses: Sequence[Cross]) -> "_Pass":
        """Number the combinations of other variables, in the order of PSUs."""
        others = tuple(each for each in together if each is not asked.question)
        columns = {each: asked.rows.codes(asked.sample, each) for each in others}
        code = None
        if others:
            codes, sizes, missing = zip(*columns.values(), strict=True)
            code = row_keys(codes, sizes, missing=missing)
        shape = tuple(sizes_in(columns).values())
        kept = [
            [others.index(each) for each in cross if each is not asked.question]
            for cross in crosses
        ]
        return cls(asked, others, crosses, Crossing(code, shape, kept))

    @property
    def size(self) -> int:
        """How many sums there are."""
        crossing, (patterns, features) = self.crossing, self.asked.features.shape
        kept = sum(prod(crossing.shape[axis] for axis in axes) for axes in crossing.kept)
        by_pattern = patterns * crossing.cells * 3
        return int(self.asked.sample.units.n_psu * features * kept + by_pattern)

    @cached_property
    def squares(self) -> list[Floats]:
        """Sums of squared weights by pattern, (1, combinations kept, patterns), cross by cross."""
        weight, patterns = self.asked.weight, len(self.asked.features)
        codes, sizes = [self.asked.patterns], [patterns]
        if self.crossing.code is not None:
            codes, sizes = [self.crossing.code, *codes], [self.crossing.cells, *sizes]
        square = None if weight is None else weight * weight
        sums = key_sums(row_keys(codes, sizes), prod(sizes), [square])
        return self.crossing.kept_of(sums)

    def cross_sums(
        self, place: int, cross: Cross, columns: Columns, by_psu: Floats, by_pattern: Floats
    ) -> CrossSums:
        """Return the sums of one cross.

        Parameters
        ----------
        place : int
            Which of the crosses it is.
        cross : sequence of Variable
            What is crossed.
        columns : mapping of Variable to (codes, size, has_missing)
            All its variables.
        by_psu : numpy.ndarray of float, shape (psus, combinations, features)
            Its sums by PSU.
        by_pattern : numpy.ndarray of float, shape (3, combinations, patterns)
            Respondents, those whose weight is not 0, and sums of weights.
        """
        asked, units = self.asked, self.asked.sample.units
        at, size = list(cross).index(asked.question), sizes_in(columns)
        before, after = (
            prod(size[each] for each in part) for part in (cross[:at], cross[at + 1 :])
        )
        shape = before, len(asked.features), after

        def in_order(sums: Floats) -> Floats:
            turned = sums.reshape(len(sums), before, after, -1).transpose(0, 1, 3, 2)
            return turned.reshape(len(sums), -1)

        counts = in_order(by_pattern)
        keys, codes = occupied(cross, columns, counts[0])
        _, active, w = counts[:, keys]
        first, pattern, last = np.unravel_index(keys, shape)
        made = SpannedSums(
            span=Span(asked.features, pattern, first * after + last, by_psu, asked.known),
            size=w,
            stratum=units.stratum_of_psu,
            count=units.psu_count,
            left=units.left,
            by_cell=partial(_pairs, asked.sample, cross),
        )
        squares = cache(lambda: in_order(self.squares[place])[0, keys])
        return CrossSums(keys, codes, active, w, squares, made, np.empty(0, np.bool_))


def _pairs(sample: Sample, cross: Sequence[Variable]) -> ClusterSums:
    """Sum the weights by PSU and by occupied cell."""
    units = sample.units
    table = sample.collapse([Unit.PSU, *cross], ("n", "w"))
    _, place = table.merged(range(1, len(cross) + 1))
    psus = units.stratum_of_psu, units.psu_count, units.left
    return ClusterSums(table.codes(0), place, table.sums("w"), *psus)
