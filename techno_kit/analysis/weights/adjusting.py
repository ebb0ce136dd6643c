"""Factors for those who answered: in cells, by propensity, in classes of propensity."""

from dataclasses import dataclass

import numpy as np

from techno_kit.analysis.weights.responses import Responses, people
from techno_kit.errors import WeightingError, raise_all
from techno_kit.numerics.cells import Floats, Integers
from techno_kit.numerics.nonresponse import (
    cell_factors,
    fit_propensities,
    model_columns,
    one_sided,
    propensity_classes,
)
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.wording import count, decimal, join, percent, plural, say

FEW = 30  # respondents; the trade's rule of thumb for the smallest cell
MUCH = 3.0  # the trade's rule of thumb for the largest factor
SHOWN = 4  # cells in a message


@dataclass(frozen=True, eq=False, slots=True)
class Adjustment:
    """What the weights of those who answered are multiplied by.

    Attributes
    ----------
    factors : numpy.ndarray of float, shape (cells,)
        By cell of the responses.
    told : str
        How they were found, in a sentence.
    doubts : tuple of str
        What rules of thumb find doubtful about them, in sentences.
    """

    factors: Floats
    told: str
    doubts: tuple[str, ...]


def adjust_in_cells(responses: Responses) -> Adjustment:
    """Return the factors of weighting cells: every combination of the levels.

    Raises
    ------
    WeightingError
        If nobody answered in a cell; names what to merge it with.
    """
    factors = cell_factors(responses.asked, responses.answered)
    empty = np.flatnonzero(np.isinf(factors))
    raise_all(WeightingError, say("adjusting.subject"), _empty_told(responses, empty))
    used = np.flatnonzero(responses.asked > 0)
    names = [responses.cell_name(cell) for cell in used.tolist()]
    told = plural("adjusting.cells", len(used), variables=join(_titles(responses)))
    doubts = _doubts(names, responses.n_answered[used], factors[used])
    return Adjustment(factors, told, doubts)


def _empty_told(responses: Responses, empty: Integers) -> list[str]:
    """Tell the cells in which nobody answered, and what to merge them with."""
    told = []
    for cell in empty[:SHOWN]:
        near = _neighbour(responses, int(cell))
        merge = (
            ""
            if near is None
            else say("adjusting.merge", level=near[1], other=near[2], name=near[0])
        )
        asked = people(responses.n_asked[cell])
        told.append(
            say("adjusting.empty", cell=responses.cell_name(cell), people=asked, merge=merge)
        )
    if len(empty) > SHOWN:
        told.append(plural("adjusting.more_empty", len(empty) - SHOWN))
    if told:
        told[-1] += say("adjusting.empty_cure")
    return told


def _neighbour(responses: Responses, cell: int) -> tuple[str, str, str] | None:
    """Return the question, the level and the level next to it whose cell has most respondents."""
    found: list[tuple[float, str, str, str]] = []
    for name, codes in responses.codes.items():
        others = np.ones(len(codes), np.bool_)
        for other, its in responses.codes.items():
            if other != name:
                others &= its == its[cell]
        beside = np.flatnonzero(others & (np.abs(codes - codes[cell]) == 1))
        levels = responses.levels[name]
        found += [
            (float(responses.n_answered[each]), name, levels[codes[cell]], levels[codes[each]])
            for each in beside
            if responses.answered[each] > 0
        ]
    return max(found)[1:] if found else None


def adjust_by_propensity(responses: Responses, classes: int | None) -> Adjustment:
    """Return the factors of estimated chances of answering: 1 / propensity, or of classes of it.

    Parameters
    ----------
    responses : Responses
        Who was asked and who answered.
    classes : int or None
        How many classes; none when None.

    Raises
    ------
    WeightingError
        If the model has no estimate, or nobody answered in a class.
    """
    raise_all(WeightingError, say("adjusting.subject"), _one_sided_told(responses))
    used = responses.asked > 0
    columns = model_columns(
        [responses.level(term)[0][used] for term in responses.factors],
        [responses.number(question)[used] for question in responses.numbers],
    )
    fit = fit_propensities(columns, responses.asked[used], responses.answered[used])
    if not fit.found:
        subject, told = say("adjusting.subject"), say("adjusting.separated")
        raise WeightingError(f"{subject}: {told}")
    propensity = np.ones(len(used))
    propensity[used] = fit.propensity
    if classes is None:
        return _inverse(responses, propensity)
    return _classed(responses, propensity, classes)


def _one_sided_told(responses: Responses) -> list[str]:
    """Tell the levels in which everybody answered, or nobody: a model has no estimate then."""
    problems = []
    for term in responses.factors:
        level, size = responses.level(term)
        sides = one_sided(level, size, responses.silent, responses.answered)
        n = np.bincount(level, responses.n_asked, size)
        for key, side in zip(("all", "none"), sides, strict=True):
            for place in np.flatnonzero(side):
                name = CROSS.join(question.name for question in term)
                shown = CROSS.join(responses.names(term, int(place)))
                told = {"name": name, "level": shown, "people": people(n[place])}
                problems.append(say(f"adjusting.level_{key}", **told))
    return problems


def _inverse(responses: Responses, propensity: Floats) -> Adjustment:
    factors = 1 / propensity
    used = responses.answered > 0
    kept = (responses.answered * factors).sum() / responses.asked.sum()
    told = say(
        "adjusting.inverse",
        variables=join(_titles(responses)),
        low=percent(propensity[used].min(), 1),
        high=percent(propensity[used].max(), 1),
        kept=percent(kept, 1),
    )
    large = used & (factors > MUCH)
    doubts = []
    if large.any():
        n, top = responses.n_answered[large].sum(), decimal(factors[used].max(), 1)
        doubts.append(plural("adjusting.large_inverse", round(float(n)), top=top, much=f"{MUCH:g}"))
    return Adjustment(factors, told, tuple(doubts))


def _classed(responses: Responses, propensity: Floats, classes: int) -> Adjustment:
    group = propensity_classes(propensity, responses.asked, classes)
    factors = cell_factors(responses.asked, responses.answered, group, classes)
    asked = np.bincount(group, responses.asked, classes)
    n = np.bincount(group, responses.n_answered, classes)
    silent = np.flatnonzero((asked > 0) & (np.bincount(group, responses.answered, classes) == 0))
    empty = [say("adjusting.empty_class", place=each + 1, classes=classes) for each in silent]
    raise_all(WeightingError, say("adjusting.subject"), empty)
    made = np.flatnonzero(asked > 0)
    names = [say("adjusting.class", place=count(each + 1)) for each in made.tolist()]
    by_class = np.ones(classes)
    by_class[group] = factors
    told = say("adjusting.classed", classes=count(len(made)), variables=join(_titles(responses)))
    return Adjustment(factors, told, _doubts(names, n[made], by_class[made]))


def _titles(responses: Responses) -> list[str]:
    return [CROSS.join(question.title for question in term) for term in responses.terms]


def _doubts(names: list[str], n: Floats, factors: Floats) -> tuple[str, ...]:
    """Name the cells that the trade's rules of thumb find too small, or weighted up too much."""
    told = []
    few, large = n < FEW, factors > MUCH
    if few.any():
        least = int(n.argmin())
        told.append(
            plural(
                "adjusting.few",
                int(few.sum()),
                few=count(FEW),
                cell=names[least],
                respondents=plural("units.respondents", round(float(n[least]))),
            )
        )
    if large.any():
        top = int(factors.argmax())
        told.append(
            plural(
                "adjusting.large",
                int(large.sum()),
                much=f"{MUCH:g}",
                cell=names[top],
                top=decimal(float(factors[top]), 1),
            )
        )
    return tuple(told)
