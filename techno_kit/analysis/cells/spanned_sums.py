"""Sums by PSU over crosses with overlapping answers, whose patterns are too many to keep."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.axes import axes_kept, sharing
from techno_kit.numerics.cells import row_keys
from techno_kit.numerics.sorted_sums import sums_in_order
from techno_kit.numerics.spans import Span, SpannedSums
from techno_kit.numerics.variance import ClusterSums, PsuSums
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats, Integers, Unit, Variable
from techno_kit.survey.rows_by_psu import RowsByPsu
from techno_kit.survey.sample import Sample

SPANNED = 3  # patterns a feature from which sums of features pay
CELLS = 4  # by PSU and a respondent, up to which crosses share a pass
Cross = Sequence[Variable]
ByPsu = tuple[PsuSums, Floats, NDArray[np.bool_]]  # the sums, those by cell, who is where
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
    sample: Sample, rows: RowsByPsu, crosses: Sequence[Cross], features: Features
) -> Iterator[Callable[[Integers], ByPsu]]:
    """Yield what makes sums by PSU of the features of a question, for every cross.

    Crosses of one question share a pass, whose table is taken apart after its patterns have become
    features.

    Parameters
    ----------
    sample : Sample
        The respondents.
    rows : RowsByPsu
        Their rows in the order of PSUs.
    crosses : sequence of sequences of Variable
        What is crossed; each has a question with features.
    features : mapping of Variable to numpy.ndarray of float
        As `features_of`.
    """
    columns = {each: rows.codes(sample, each) for each in dict.fromkeys(chain(*crosses))}
    size = {each: codes + gap for each, (_, codes, gap) in columns.items()}
    most = CELLS * sample.n // sample.units.n_psu
    for asked, group in groupby(crosses, lambda cross: spanned_in(cross, features)):
        if asked is None:
            continue
        for together, held in sharing(group, size, most):
            crossed = {each: columns[each] for each in dict.fromkeys((asked, *together))}
            made = _Shared.of(sample, rows, crossed, features[asked])
            yield from (partial(made.spanned, cross) for cross in held)


@dataclass(frozen=True, eq=False, slots=True)
class _Shared:
    """Sums of one pass, for every cross that shares it.

    Attributes
    ----------
    sample : Sample
        The respondents.
    variables : tuple of Variable
        The question with features, then all others.
    features : numpy.ndarray of float, shape (patterns, features)
        What its patterns have.
    sums : numpy.ndarray of float, shape (psus, features, *sizes of the others)
        Sums of weight times feature.
    size : numpy.ndarray of float, shape (patterns, *sizes of the others)
        Sums of weights.
    """

    sample: Sample
    variables: tuple[Variable, ...]
    features: Floats
    sums: Floats
    size: Floats

    @classmethod
    def of(
        cls,
        sample: Sample,
        rows: RowsByPsu,
        columns: Mapping[Variable, tuple[Any, int, bool]],
        features: Floats,
    ) -> "_Shared":
        """Sum in one pass over the rows."""
        codes, sizes, missing = zip(*columns.values(), strict=True)
        cell = row_keys(codes, sizes, missing=missing)
        shape = [size + gap for size, gap in zip(sizes, missing, strict=True)]
        size = np.zeros(prod(shape))
        sums = np.empty((sample.units.n_psu, features.shape[1], prod(shape[1:])))
        psu, turned = 0, np.ascontiguousarray(features.T)
        for table in sums_in_order(rows.starts, rows.psu, cell, rows.weight(sample), len(size)):
            size += np.ones(len(table)) @ table
            last = psu + len(table)
            np.matmul(turned, table.reshape(len(table), shape[0], -1), out=sums[psu:last])
            psu = last
        sums = sums.reshape(psu, -1, *shape[1:])
        return cls(sample, tuple(columns), features, sums, size.reshape(shape))

    def spanned(self, cross: Cross, keys: Integers) -> ByPsu:
        """Return the sums by PSU of one cross, those by cell, and nothing of who is where.

        Parameters
        ----------
        cross : sequence of Variable
            What is crossed.
        keys : numpy.ndarray of int, shape (cells,)
            The occupied combinations.
        """
        axes = [self.variables.index(each) for each in cross]
        size, place = axes_kept(self.size, axes), axes.index(0)
        sums = axes_kept(self.sums, [0, *(axis + 1 for axis in axes if axis), 1])
        before, after = prod(size.shape[:place]), prod(size.shape[place + 1 :])
        first, pattern, last = np.unravel_index(keys, (before, size.shape[place], after))
        by_psu = sums.reshape(len(sums), before * after, -1)
        units, weight = self.sample.units, size.ravel()[keys]
        made = SpannedSums(
            span=Span(self.features, pattern, first * after + last, by_psu),
            size=weight,
            stratum=units.stratum_of_psu,
            count=units.psu_count,
            left=units.left,
            by_cell=partial(_pairs, self.sample, cross),
        )
        return made, weight, np.empty(0, np.bool_)


def _pairs(sample: Sample, cross: Sequence[Variable]) -> ClusterSums:
    """Sum the weights by PSU and by occupied cell."""
    units = sample.units
    table = sample.collapse([Unit.PSU, *cross], ("n", "w"))
    _, place = table.merged(range(1, len(cross) + 1))
    psus = units.stratum_of_psu, units.psu_count, units.left
    return ClusterSums(table.codes(0), place, table.sums("w"), *psus)
