"""What a model cannot be made of: requests that are none, and data that leave no estimate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.asking.undeclared import Undeclared
from techno_kit.analysis.models.model_cells import ModelCells
from techno_kit.analysis.models.model_doubts import alone_told
from techno_kit.analysis.models.predictors import Coefficient, Predictor
from techno_kit.errors import QuestionError, listed, nearest
from techno_kit.numerics.collinearity import Repeated, repeated_columns
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, join, plural, say

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Request:
    """What explains an outcome, checked.

    Attributes
    ----------
    questions : tuple of Question
        The predictors.
    interactions : tuple of tuple of str
        Names of the predictors that are crossed.
    reference : dict of str to str
        Question to its reference level.
    problems : tuple of str
        What is wrong with what was asked for.
    undeclared : Undeclared
        Predictors that no codebook describes.
    """

    questions: tuple[Question, ...]
    interactions: tuple[tuple[str, ...], ...]
    reference: dict[str, str]
    problems: tuple[str, ...]
    undeclared: Undeclared


def checked_request(
    sample: Sample,
    asked: Question,
    names: Sequence[str],
    interactions: object,
    reference: object,
) -> Request:
    """Look predictors, interactions and references up, and tell all that is wrong with them."""
    found, problems = [], [*_infinite(sample, asked)]
    for name in names:
        try:
            found.append(sample.question(name))
        except QuestionError as error:
            problems.append(str(error))
    undeclared = Undeclared.of(sample, found)
    questions = [undeclared.read(each) for each in found]
    for question in questions:
        problems += _predictor_problems(sample, asked, question)
    crosses, wrong = _crosses(interactions, names)
    levels, unknown = _references(sample, questions, reference)
    told = (*problems, *wrong, *unknown)
    return Request(tuple(questions), crosses, levels, told, undeclared)


def _predictor_problems(sample: Sample, asked: Question, question: Question) -> Iterator[str]:
    if question.kind == "multiple":
        yield say("errors.model.multiple", name=question.name)
        return
    own = () if asked.options else asked.parts.values()
    if question.name == asked.name or question.column in own:
        yield say("errors.model.itself", name=question.name)
    if question.is_quantity:
        yield from _infinite(sample, question)
        if np.isnan(sample.sheet.numbers(question)).all():
            yield say("errors.question.empty", name=question.name)
        return
    try:
        sample.answers(question)
    except QuestionError as error:
        yield str(error)


def _infinite(sample: Sample, question: Question) -> Iterator[str]:
    """Tell of how many respondents a number is infinite."""
    if not question.is_quantity:
        return
    infinite = int(np.isinf(sample.sheet.numbers(question)).sum())
    if infinite:
        respondents = plural("units.respondents", infinite)
        yield say("errors.model.infinite", name=question.name, respondents=respondents)


def _crosses(
    interactions: object, names: Sequence[str]
) -> tuple[tuple[tuple[str, ...], ...], list[str]]:
    """Return interactions, each once, and what is wrong with them."""
    listed_ = isinstance(interactions, Iterable) and not isinstance(interactions, str | Mapping)
    entries: list[Any] = list(interactions) if listed_ else [interactions]  # type: ignore[call-overload]
    if entries and all(isinstance(each, str) for each in entries):
        entries = [tuple(entries)]
    found: dict[frozenset[str], tuple[str, ...]] = {}
    problems = []
    for entry in entries:
        parts = tuple(entry) if isinstance(entry, tuple | list) else ()
        if len(set(map(str, parts))) < 2 or not all(isinstance(each, str) for each in parts):
            problems.append(say("errors.model.interaction", found=repr(entry)))
            continue
        unknown = [each for each in parts if each not in names]
        problems += [
            say("errors.model.not_predictor", name=each, near=nearest(each, names))
            for each in unknown
        ]
        if not unknown:
            found.setdefault(frozenset(parts), tuple(dict.fromkeys(parts)))
    for parts in found.values():
        absent = [
            pair
            for size in range(2, len(parts))
            for pair in combinations(parts, size)
            if frozenset(pair) not in found
        ]
        if absent:
            needed = join(str(each) for each in absent)
            problems.append(say("errors.model.hierarchy", found=str(parts), needed=needed))
    return tuple(sorted(found.values(), key=len)), problems


def _references(
    sample: Sample, questions: Sequence[Question], reference: object
) -> tuple[dict[str, str], list[str]]:
    """Return the reference levels, and what is wrong with them."""
    if reference is None:
        return {}, []
    if not isinstance(reference, Mapping):
        return {}, [say("errors.model.reference", kind=type(reference).__name__)]
    known = {each.name: each for each in questions}
    found, problems = {}, []
    for name, level in reference.items():
        question = known.get(name)
        if question is None:
            near = nearest(name, known)
            problems.append(say("errors.model.not_predictor", name=name, near=near))
        elif question.is_quantity:
            problems.append(say("errors.model.number_reference", name=name))
        elif question.kind != "multiple":
            levels = sample.answers(question).levels
            if level in levels:
                found[str(name)] = str(level)
                continue
            near, legal = nearest(level, levels), listed(levels)
            told = {"name": name, "levels": listed([level]), "near": near, "legal": legal}
            problems.append(say("errors.question.level", **told))
    return found, problems


def checked_columns(
    frame: ModelCells, columns: Floats, reference: Mapping[str, str]
) -> tuple[Bools, list[str]]:
    """Return which columns of a model have an estimate, and what rules out any model.

    Levels that nobody has make columns of zeros, and levels that are never crossed make columns of
    interactions that repeat those of their own parts: both are left out, as R does (NA).

    Parameters
    ----------
    frame : ModelCells
        The cells.
    columns : numpy.ndarray of float, shape (patterns, columns)
        All columns.
    reference : mapping of str to str
        The reference levels that were asked for.

    Returns
    -------
    tuple of numpy.ndarray of bool, shape (columns,), and list of str
        Columns to keep, and problems.
    """
    weight = frame.by_pattern(frame.cells.w)
    free: Bools = columns[weight > 0].any(axis=0)
    if not free.any():
        return free, [say("errors.model.nobody")]
    predictors = frame.predictors.predictors
    problems = [told for each in predictors for told in _lone_level(each, weight, reference)]
    if problems:
        return free, problems
    size, people = int(free.sum()), round(float(frame.cells.n[frame.inside].sum()))
    if size >= people:
        respondents = plural("units.respondents", people)
        told = say("errors.model.parameters", parameters=count(size), respondents=respondents)
        return free, [told]
    names, places = frame.predictors.coefficients(), np.flatnonzero(free)
    others = []
    for each in repeated_columns(columns[:, free], weight):
        found = Repeated(int(places[each.column]), tuple(int(places[at]) for at in each.others))
        if _within(frame, names[found.column], [names[at] for at in found.others]):
            free[found.column] = False
        else:
            others.append(found)
    return free, _repeated_told(frame, others) or alone_told(frame)


def _lone_level(
    predictor: Predictor, weight: Floats, reference: Mapping[str, str]
) -> Iterator[str]:
    """Tell that everyone has the same level or number, or nobody the reference."""
    if predictor.values is not None:
        if np.ptp(predictor.values[weight > 0]) == 0:
            yield say("errors.model.constant", name=predictor.name)
        return
    if len(predictor.held) < 2:
        level = predictor.levels[predictor.held[0]]
        yield say("errors.model.one_level", name=predictor.name, level=level)
    elif predictor.name in reference and predictor.reference not in predictor.held:
        held = listed([predictor.levels[place] for place in predictor.held])
        level = predictor.levels[predictor.reference]
        yield say("errors.model.empty_reference", name=predictor.name, level=level, held=held)


def _within(frame: ModelCells, column: Coefficient, others: Sequence[Coefficient]) -> bool:
    """Tell whether an interaction's column is made of those of its own parts."""
    terms = frame.predictors.terms
    if column.term < 0 or len(terms[column.term]) < 2:
        return False
    own = set(terms[column.term])
    return all(each.term < 0 or set(terms[each.term]) <= own for each in others)


def _repeated_told(frame: ModelCells, repeated: Sequence[Repeated]) -> list[str]:
    """Name the terms that other terms tell already, each once."""
    names, predictors = frame.predictors.coefficients(), frame.predictors
    levels: dict[int, list[str]] = {}
    others: dict[int, dict[int, None]] = {}
    for each in repeated:
        column = names[each.column]
        levels.setdefault(column.term, []).append(predictors.level(column) or "")
        known = (names[at].term for at in each.others)
        others.setdefault(column.term, {}).update(
            dict.fromkeys(term for term in known if term not in (-1, column.term))
        )
    told = []
    for term, found in levels.items():
        by = join(repr(predictors.name(other)) for other in others[term])
        named = [each for each in found if each]
        key = "collinear" if named else "collinear_number"
        told.append(say(f"errors.model.{key}", name=predictors.name(term), by=by,
                        levels=listed(named)))  # fmt: skip
    return told
