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
from techno_kit.numerics.axes import axes_kept, indicators, sharing
from techno_kit.numerics.cells import key_sums, row_keys
from techno_kit.numerics.sorted_sums import Places
from techno_kit.numerics.spans import Kinds, Span, SpannedSums
from techno_kit.numerics.variance import ClusterSums
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats, Unit, Variable
from techno_kit.survey.rows_by_psu import RowsByPsu
from techno_kit.survey.sample import Sample

SPANNED = 3  # patterns a feature from which sums of features pay
FEW = 32  # columns of all crosses of a pass up to which products with indicators pay
CELLS = 4  # by PSU and a respondent, up to which crosses share a pass
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
        made = _Asked(sample, rows, asked, rows.codes(sample, asked)[0], features[asked])
        most = min(by_psu // made.n_kinds, room(sample) // size[asked])
        for together, held in sharing(group, size | {asked: 1}, most):
            others = [each for each in together if each is not asked]
            shared = _Pass.of(made, {each: rows.codes(sample, each) for each in others})
            found = shared.by_psu(held)
            for cross, sums in zip(held, found, strict=True):
                yield shared.cross_sums(cross, columns, sums)


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
    patterns : numpy.ndarray of int, shape (n,)
        Its codes, in this order.
    features : numpy.ndarray of float, shape (patterns, features)
        What its patterns have.
    known : dict
        Of `Span`.
    known_places : dict
        Of `placed`, for as many combinations of other variables.
    """

    sample: Sample
    rows: RowsByPsu
    question: Variable
    patterns: Any
    features: Floats
    known: dict[bytes, Floats] = field(default_factory=dict)
    known_places: dict[int, tuple[Any, list[Places]]] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> tuple[Kinds, ...]:
        """The patterns, features by features."""
        return Kinds.split(self.features)

    @property
    def n_kinds(self) -> int:
        """How many cells a PSU has, for every combination of other variables."""
        return sum(each.values.shape[1] for each in self.kinds)

    @cached_property
    def weight(self) -> Floats | None:
        """The weights, in the order of PSUs; None where all are 1."""
        return self.rows.weight(self.sample)

    @cached_property
    def active(self) -> Floats | None:
        """Whose weight is not 0; None where nobody's is."""
        weight = self.weight
        return None if weight is None or weight.all() else (weight != 0).astype(np.float64)

    def placed(self, combinations: int) -> tuple[Any, list[Places]]:
        """Return the first cell of every row's pattern, and rows' places by part of the features.

        Passes of equal size share them.
        """
        if combinations not in self.known_places:
            first = np.multiply(self.patterns, combinations, dtype=np.uint32, casting="unsafe")
            places = [
                Places.of(self.rows.starts, self.patterns, each.kind, combinations)
                for each in self.kinds
            ]
            self.known_places.clear()
            self.known_places[combinations] = first, places
        return self.known_places[combinations]


@dataclass(frozen=True, eq=False)
class _Pass:
    """A question with features by every combination of some other variables.

    Attributes
    ----------
    asked : _Asked
        The question.
    others : tuple of Variable
        The other variables.
    shape : tuple of int
        Their numbers of codes, "missing" included.
    crossed : numpy.ndarray of unsigned int, shape (n,), or None
        Every row's combination of them, in the order of PSUs; None without others.
    """

    asked: _Asked
    others: tuple[Variable, ...]
    shape: tuple[int, ...]
    crossed: Any

    @classmethod
    def of(cls, asked: _Asked, others: Columns) -> "_Pass":
        """Number the combinations of other variables, in the order of PSUs."""
        crossed = None
        if others:
            codes, sizes, missing = zip(*others.values(), strict=True)
            crossed = row_keys(codes, sizes, missing=missing).astype(np.uint32)  # added thrice
        return cls(asked, tuple(others), tuple(sizes_in(others).values()), crossed)

    @cached_property
    def key(self) -> Any:
        """Every row's cell: its pattern, and its combination of others."""
        first, _ = self.asked.placed(prod(self.shape))
        return first if self.crossed is None else first + self.crossed

    def _summed(self, weights: Sequence[Floats | None]) -> Floats:
        """Sum measures, shape (measures, patterns, *shape)."""
        size = len(self.asked.features), *self.shape
        return key_sums(self.key, prod(size), weights).reshape(-1, *size)

    @cached_property
    def counts(self) -> Floats:
        """Respondents, those whose weight is not 0, and sums of weights."""
        weights = [None, self.asked.active, self.asked.weight]
        kept = list({id(each): each for each in weights}.values())
        sums = self._summed(kept)
        return sums[[next(at for at, each in enumerate(kept) if each is one) for one in weights]]

    @cached_property
    def squares(self) -> Floats:
        """Sums of squared weights, shape (1, patterns, *shape)."""
        weight = self.asked.weight
        return self._summed([None if weight is None else weight * weight])

    def _kept(self, sums: Floats, cross: Cross) -> Floats:
        """Return sums by the combinations of a cross, shape (measures, combinations)."""
        variables = self.asked.question, *self.others
        axes = [1 + variables.index(each) for each in cross]
        return axes_kept(sums, [0, *axes]).reshape(len(sums), -1)

    def by_psu(self, crosses: Sequence[Cross]) -> list[Floats]:
        """Sum weight times feature by PSU in a pass over the rows, cross by cross.

        Returns
        -------
        list of numpy.ndarray of float, each of shape (psus, features, combinations)
        """
        asked, shape = self.asked.question, self.shape
        axes = [
            [self.others.index(each) for each in cross if each is not asked] for cross in crosses
        ]
        kept = [prod(shape[axis] for axis in each) for each in axes]
        if len(crosses) > 1 and sum(kept) <= FEW:
            taken = np.hstack([indicators(shape, each) for each in axes])
            return np.split(self._features(taken), np.cumsum(kept)[:-1], axis=2)
        sums = self._features()
        whole = sums.reshape(*sums.shape[:2], *shape)
        found = [axes_kept(whole, [0, 1, *(axis + 2 for axis in each)]) for each in axes]
        return [each.reshape(*sums.shape[:2], -1) for each in found]

    def _features(self, taken: Floats | None = None) -> Floats:
        """Sum weight times feature by PSU and combination, of which some sums may be taken."""
        asked, combinations = self.asked, prod(self.shape)
        columns = combinations if taken is None else taken.shape[1]
        sums = np.empty((asked.sample.units.n_psu, asked.features.shape[1], columns))
        for kinds, places in zip(asked.kinds, asked.placed(combinations)[1], strict=True):
            psu = 0
            for table in places.sums(self.crossed, asked.weight):
                last = psu + len(table)
                found = kinds.values @ table.reshape(len(table), -1, combinations)
                if taken is not None:
                    found = (found.reshape(-1, combinations) @ taken).reshape(*found.shape[:2], -1)
                sums[psu:last, kinds.features] = found
                psu = last
        return sums

    def cross_sums(self, cross: Cross, columns: Columns, sums: Floats) -> CrossSums:
        """Return the sums of one cross.

        Parameters
        ----------
        cross : sequence of Variable
            What is crossed.
        columns : mapping of Variable to (codes, size, has_missing)
            All its variables.
        sums : numpy.ndarray of float, shape (psus, features, combinations)
            Its sums by PSU.
        """
        asked, units = self.asked, self.asked.sample.units
        counts = self._kept(self.counts, cross)
        keys, codes = occupied(cross, columns, counts[0])
        _, active, w = counts[:, keys]
        place, size = list(cross).index(asked.question), sizes_in(columns)
        before, after = (
            prod(size[each] for each in part) for part in (cross[:place], cross[place + 1 :])
        )
        first, pattern, last = np.unravel_index(keys, (before, len(asked.features), after))
        by_psu = np.ascontiguousarray(sums.transpose(0, 2, 1))
        made = SpannedSums(
            span=Span(asked.features, pattern, first * after + last, by_psu, asked.known),
            size=w,
            stratum=units.stratum_of_psu,
            count=units.psu_count,
            left=units.left,
            by_cell=partial(_pairs, asked.sample, cross),
        )
        squares = cache(lambda: self._kept(self.squares, cross)[0, keys])
        return CrossSums(keys, codes, active, w, squares, made, np.empty(0, np.bool_))


def _pairs(sample: Sample, cross: Sequence[Variable]) -> ClusterSums:
    """Sum the weights by PSU and by occupied cell."""
    units = sample.units
    table = sample.collapse([Unit.PSU, *cross], ("n", "w"))
    _, place = table.merged(range(1, len(cross) + 1))
    psus = units.stratum_of_psu, units.psu_count, units.left
    return ClusterSums(table.codes(0), place, table.sums("w"), *psus)
