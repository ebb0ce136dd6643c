"""A sample collapsed for a model: patterns of predictors, outcomes, and who is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.cells.linearising import Cells, collect_cells
from techno_kit.analysis.models.predictors import Predictor, Predictors
from techno_kit.numerics.regression import Family
from techno_kit.numerics.twins import twins_of
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats, Integers, Variable
from techno_kit.survey.sample import Sample
from techno_kit.survey.values import Values

Bools = NDArray[np.bool_]
WIDEST = 1 << 62  # combinations that one number can count


@dataclass(frozen=True, eq=False, slots=True)
class ModelCells:
    """The cells of a model's outcome and predictors.

    Attributes
    ----------
    cells : Cells
        The sums.
    inside : numpy.ndarray of bool, shape (cells,)
        Which cells are in the model: in audience and base, and no blank on a predictor.
    base : numpy.ndarray of bool, shape (cells,)
        Which cells are in audience and base.
    pattern : numpy.ndarray of int, shape (cells,)
        Which pattern of predictors a cell inside has; 0 outside.
    codes : tuple of numpy.ndarray of int, each of shape (cells,)
        Every predictor's code.
    family : {"logit", "linear"}
        Whether the outcomes are shares or a number.
    names, labels : tuple of str
        The outcomes, and their names in captions.
    outcomes : numpy.ndarray of float, shape (cells, outcomes)
        Every cell's outcome: 0 or 1, or the number.
    predictors : Predictors
        By pattern.
    asked : int
        Respondents of the audience.
    """

    cells: Cells
    inside: Bools
    base: Bools
    pattern: Integers
    codes: tuple[Integers, ...]
    family: Family
    names: tuple[str, ...]
    labels: tuple[str, ...]
    outcomes: Floats
    predictors: Predictors
    asked: int

    def by_pattern(self, values: Floats) -> Floats:
        """Sum a measure of the cells inside by pattern."""
        held = np.where(self.inside, values, 0.0)
        size = len(self.predictors.predictors[0].codes)
        return np.bincount(self.pattern, held, minlength=size)[:size]

    def patterns_of(self, block: Floats) -> Floats:
        """Sum measures of the cells inside by pattern, shape (patterns, measures)."""
        from scipy.sparse import csr_array

        inside = np.flatnonzero(self.inside)
        size = len(self.predictors.predictors[0].codes)
        places = (self.pattern[inside], inside)
        sums = csr_array((np.ones(len(inside)), places), shape=(size, len(block)))
        return np.asarray(sums @ block)

    @property
    def twins(self) -> tuple[int, int] | None:
        """Two outcomes of which everyone in the model holds one: one model tells both."""
        if self.family != "logit":
            return None
        return twins_of(self.outcomes > 0, self.inside & (self.cells.n > 0))

    def people(self, who: Bools) -> int:
        """Return how many respondents some cells hold."""
        return round(float(self.cells.n[who].sum()))

    @property
    def left_out(self) -> int:
        """Respondents of the audience who are outside the base."""
        return self.asked - self.people(self.base)

    @property
    def blank(self) -> dict[str, int]:
        """Respondents of the base who are blank on each predictor that has blanks."""
        found = {
            each.name: self.people(self.base & (codes < 0))
            for each, codes in zip(self.predictors.predictors, self.codes, strict=True)
        }
        return {name: n for name, n in found.items() if n}

    @property
    def dropped(self) -> int:
        """Respondents of the base who are blank on any predictor."""
        return self.people(self.base & ~self.inside)


def collect_model(
    sample: Sample,
    question: Question,
    questions: Sequence[Question],
    interactions: Sequence[tuple[str, ...]],
    reference: Mapping[str, str],
    missing: MissingRule,
    where: Audience | None,
) -> ModelCells:
    """Collapse a sample for a model.

    Parameters
    ----------
    sample : Sample
        The respondents.
    question : Question
        What is explained.
    questions : sequence of Question
        What explains it.
    interactions : sequence of tuple of str
        Names of those that are crossed.
    reference : mapping of str to str
        Question to the level that its others are compared with; the first that anyone has where
        there is none.
    missing : {"in_base", "exclude"}
        The rule of the base.
    where : Audience or None
        Whom the model is of.
    """
    number = question.is_quantity
    variables: list[Variable] = [Values(question) if number else question]
    variables += [Values(each) if each.is_quantity else each for each in questions]
    variables += [] if where is None else [where]
    cells = collect_cells(sample, variables)
    outcome, *codes = cells.codes
    audience = codes.pop() == 1 if where is not None else np.ones(len(outcome), np.bool_)
    names: tuple[str, ...] = (question.name,)
    labels: tuple[str, ...] = (question.title,)
    if number:
        values = np.append(sample.sheet.values(question).distinct, np.nan)
        base, y = audience & (outcome >= 0), values[outcome][:, None]
    else:
        answers = sample.answers(question)
        base, y = audience & answers.base(missing)[outcome], answers.blanks_no[outcome]
        names, labels = answers.levels, answers.labels
    inside = base & np.all([each >= 0 for each in codes], axis=0)
    key, of_pattern = _patterns([each[inside] for each in codes])
    pattern = np.zeros(len(outcome), np.int64)
    pattern[inside] = key
    weight = np.bincount(key, cells.w[inside], minlength=len(of_pattern[0]))
    found = tuple(
        _predictor(sample, each, code, weight, reference.get(each.name))
        for each, code in zip(questions, of_pattern, strict=True)
    )
    places = {each.name: place for place, each in enumerate(questions)}
    crosses = [tuple(places[name] for name in names_) for names_ in interactions]
    terms = (*((place,) for place in range(len(questions))), *crosses)
    return ModelCells(
        cells=cells,
        inside=inside,
        base=base,
        pattern=pattern,
        codes=tuple(codes),
        family="linear" if number else "logit",
        names=names,
        labels=labels,
        outcomes=np.where(inside[:, None], y, 0.0),
        predictors=Predictors(found, terms),
        asked=round(float(cells.n[audience].sum())),
    )


def _patterns(codes: Sequence[Integers]) -> tuple[Integers, list[Integers]]:
    """Number the combinations of codes; also each combination's codes."""
    key = np.zeros(len(codes[0]), np.int64)
    size = 1
    for each in codes:
        width = int(each.max(initial=0)) + 1
        if size * width > WIDEST:
            _, key = np.unique(key, return_inverse=True)
            size = int(key.max(initial=0)) + 1
        key, size = key * width + each, size * width
    _, first, key = np.unique(key, return_index=True, return_inverse=True)
    return key, [np.asarray(each[first], np.int64) for each in codes]


def _predictor(
    sample: Sample, question: Question, codes: Integers, weight: Floats, reference: str | None
) -> Predictor:
    if question.is_quantity:
        values = sample.sheet.values(question).distinct[codes]
        return Predictor(question, (), codes, np.asarray(values, np.float64), (), -1)
    levels = sample.answers(question).levels
    held = np.flatnonzero(np.bincount(codes, weight, minlength=len(levels)) > 0)
    first = int(held[0]) if len(held) else 0
    chosen = levels.index(reference) if reference in levels else first
    return Predictor(question, levels, codes, None, tuple(held.tolist()), chosen)
