"""The order of groups, and the scores that a trend gives them."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from techno_kit.analysis.asking.code_scores import CodeScores
from techno_kit.errors import listed, unknown_word
from techno_kit.numerics.slopes import middles
from techno_kit.survey.answers import Answers
from techno_kit.survey.codebook import Question
from techno_kit.survey.level_order import order_of
from techno_kit.survey.no_answer import apart_of, without_place
from techno_kit.survey.numerals import is_number
from techno_kit.survey.targets.likeness import BELOW, plain_case
from techno_kit.wording import say

#: Levels to where they stand; ``"midpoints"`` of bands; a score a level, in the levels' order.
Scores = Mapping[str, float | None] | Sequence[float | None] | Literal["midpoints"]
MIDPOINTS: Final = "midpoints"
FEWEST: Final = 3  # bands from which the width of open ones is taken


def scores_of(
    question: Question, levels: Sequence[str], given: Scores | None, *, wave: bool
) -> tuple[dict[str, float], list[str]]:
    """Return where each level stands, in order, and what is wrong in sentences.

    Parameters
    ----------
    question : Question
        The question of groups.
    levels : sequence of str
        Its levels.
    given : mapping, sequence, "midpoints" or None
        Scores by name; None for the codes behind the labels, as in means, where they rise with the
        order that is known of the levels (of a scale always), else for equally spaced ones in that
        order. Levels that a mapping does not name, or that have None, take no part.
    wave : bool
        Whether the levels are waves, which run as they are listed.
    """
    if isinstance(given, str) and given != MIDPOINTS:
        return {}, [say("errors.trend.word", name=question.name, value=repr(given))]
    if given is not None and not isinstance(given, Mapping | Sequence):
        return {}, [say("errors.trend.word", name=question.name, value=repr(given))]
    if given is not None and not isinstance(given, str):
        return _given(question.name, levels, given)
    order = tuple(range(len(levels))) if wave else order_of(question, levels)
    if order is None:
        told = listed(list(levels))
        return {}, [say("errors.trend.unordered", name=question.name, levels=told)]
    ordered = [levels[place] for place in order]
    if given is not None:
        return _midpoints(question.name, ordered)
    codes = {} if wave else _codes(question, ordered, levels)
    places = {level: float(place) for place, level in enumerate(ordered, start=1)}
    return codes or places, []


def unplaced_of(answers: Answers) -> frozenset[str]:
    """Return the levels of a question that have no place in an order."""
    question, levels = answers.question, answers.levels
    return frozenset(apart_of(question, levels)) | without_place(levels)


def far_of(answers: Answers) -> dict[str, float]:
    """Return the codes of levels that look like codes for no answer: 99, -9."""
    return {} if answers.question.cut else CodeScores.of(answers).far


def _codes(question: Question, ordered: Sequence[str], levels: Sequence[str]) -> dict[str, float]:
    """Return the codes that order levels, from the lowest; none where they cannot."""
    found = CodeScores.of_levels(question, levels)
    if question.cut or found.doubtful or any(level not in found.scores for level in ordered):
        return {}
    codes = [found.scores[level] for level in ordered]
    rising = all(low < high for low, high in pairwise(codes))
    if len(set(codes)) < len(codes) or not (rising or question.kind == "scale"):
        return {}
    return dict(sorted(zip(ordered, codes, strict=True), key=lambda pair: pair[1]))


def _given(
    name: str, levels: Sequence[str], given: Mapping[str, float | None] | Sequence[float | None]
) -> tuple[dict[str, float], list[str]]:
    """Return scores that were given, from the lowest; a level with None takes no part."""
    if isinstance(given, Mapping):
        problems = [unknown_word(name, each, levels) for each in given if each not in levels]
        pairs = [(str(level), score) for level, score in given.items()]
    else:
        problems = []
        if len(given) != len(levels):
            n, all_n = str(len(given)), str(len(levels))
            told = listed(list(levels), shown=len(levels))
            return {}, [say("errors.trend.length", name=name, n=n, levels=all_n, told=told)]
        pairs = list(zip(levels, given, strict=True))
    kept = [(level, score) for level, score in pairs if score is not None]
    wrong = [str(score) for _, score in kept if not is_number(score)]
    if wrong:
        problems.append(say("errors.trend.score", name=name, values=listed(wrong)))
    if problems:
        return {}, problems
    found = {level: float(score) for level, score in sorted(kept, key=lambda pair: pair[1])}
    if len(set(found.values())) < 2:
        return {}, [say("errors.trend.alike", name=name)]
    return found, []


def _midpoints(name: str, levels: Sequence[str]) -> tuple[dict[str, float], list[str]]:
    """Return the middles of bands that are named by their limits, such as "18-24" and "65+"."""
    lower = [_begin(level) for level in levels]
    known = np.array([np.nan if each is None else each for each in lower])
    if len(levels) < FEWEST or np.isnan(known[1:]).any() or not (np.diff(known[1:]) > 0).all():
        return {}, [say("errors.trend.bands", name=name, levels=listed(list(levels)))]
    if not np.isnan(known[0]) and known[0] >= known[1]:
        return {}, [say("errors.trend.bands", name=name, levels=listed(list(levels)))]
    return dict(zip(levels, middles(known).tolist(), strict=True)), []


def _begin(level: str) -> float | None:
    """Return a band's lower limit; None where it is open below, or has none."""
    text = plain_case(level)
    found = re.search(r"\d+(?:\.\d+)?", text.replace(",", ""))
    return None if found is None or BELOW.search(text) else float(found[0])
