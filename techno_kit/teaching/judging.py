"""An answer held against the right one: what is wrong with it, in a sentence that helps."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

import pandas as pd

from techno_kit.errors import listed
from techno_kit.teaching import answers
from techno_kit.teaching.exercises import Exercise
from techno_kit.wording import count, decimal, index, join, percent, plural, say

Read = Callable[[object], Any]
Judge = Callable[[Exercise, Any, Any], tuple[bool, str]]
ROUNDING = 1e-9  # of binary numbers, relative to their size
HUGE = 1e15  # from which on a number is told by its size, as its digits fill lines
SEVERAL = re.compile(r"[,;]| and ")  # what stands between labels that were written as one text
NONE = ("none", "no rung", "no rungs", "nothing", "set()", "{}", "[]")  # the empty set, as a text
NEAR = 10  # margins within which an answer was perhaps rounded


def shown(value: float, exercise: Exercise) -> str:
    """Format a number as what it is."""
    if isfinite(value) and abs(value) >= HUGE:
        return f"{value:g}"
    match exercise.unit:
        case "share":
            return percent(value, 1)
        case "index":
            return index(value)
        case "count":
            return count(value)
        case _:
            return decimal(value, 3)


def margin_of(exercise: Exercise) -> str:
    """Word how far off a number may be."""
    if not exercise.margin:
        return say("teaching.margins.exact")
    if exercise.unit == "share":
        return say("teaching.margins.share", margin=f"{exercise.margin * 100:g}")
    return say("teaching.margins.number", margin=f"{exercise.margin:g}")


def alike(first: float, second: float, margin: float) -> bool:
    """Return whether two numbers are the same within a margin."""
    return abs(first - second) <= margin + ROUNDING * max(1.0, abs(first))


def judge(exercise: Exercise, answer: object) -> tuple[bool, str]:
    """Hold an answer against the right one.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    answer : object
        Anything; an answer of the wrong kind is a wrong answer.

    Returns
    -------
    bool
        Whether it is right.
    str
        What it is, if it is right; otherwise what is wrong, as far as that is known.
    """
    expected = exercise.expected()
    read, verdict = _kind(expected)
    try:
        return verdict(exercise, expected, read(answer))
    except answers.NotReadable as error:
        return False, str(error)


def _kind(expected: object) -> tuple[Read, Judge]:
    """Return how answers of a kind are read, and how they are held against the right one."""
    if isinstance(expected, bool):
        return answers.truth, _truth
    if isinstance(expected, str):
        return answers.word, _word
    if isinstance(expected, Mapping | pd.Series):
        return answers.numbers, _by_label
    if isinstance(expected, list | tuple | set | frozenset):
        return answers.labels, _labels
    return answers.number, _number


def _wrong(exercise: Exercise, told: str) -> tuple[bool, str]:
    return False, f"{told} {exercise.hint}".rstrip()


def _mistakes(exercise: Exercise) -> Iterator[tuple[str, Any]]:
    for sentence, compute in exercise.mistakes.items():
        yield sentence, compute()


def _mistake(exercise: Exercise, given: float) -> str:
    """Return what a number is instead of the answer; empty where that is not known."""
    for sentence, mistaken in _mistakes(exercise):
        if alike(float(mistaken), given, exercise.margin):
            return sentence
    return ""


def _number(exercise: Exercise, expected: float, given: float) -> tuple[bool, str]:
    margin = exercise.margin
    value = shown(given, exercise)
    if alike(expected, given, margin):
        return True, say("teaching.right", answer=value, margin=margin_of(exercise))
    if sentence := _mistake(exercise, given):
        return False, sentence
    if exercise.unit == "share" and abs(given) > 100:
        value = f"{given:g}"
    scale = ""
    if exercise.unit == "share" and 1 < abs(given) <= 100:
        scale = say("teaching.percentage", given=f"{given:g}", share=f"{given / 100:.4g}")
        given, value = given / 100, percent(given / 100, 1)
        if alike(expected, given, margin):
            return False, scale
        if sentence := _mistake(exercise, given):
            return False, f"{scale} {sentence}"
    if alike(expected, -given, margin):
        return False, say("teaching.sign")
    if margin and alike(expected, given, NEAR * margin):
        return False, say("teaching.near", answer=value, margin=margin_of(exercise))
    return _wrong(exercise, f"{scale} {say('teaching.not', answer=value)}".strip())


def _truth(exercise: Exercise, expected: bool, given: bool) -> tuple[bool, str]:
    if expected == given:
        return True, str(given)
    return _wrong(exercise, say("teaching.not", answer=given))


def _word(exercise: Exercise, expected: str, given: str) -> tuple[bool, str]:
    if answers.clean(given) == answers.clean(expected):
        return True, given
    for sentence, mistaken in _mistakes(exercise):
        if answers.clean(mistaken) == answers.clean(given):
            return False, sentence
    return _wrong(exercise, say("teaching.not", answer=repr(given)))


def _labels(exercise: Exercise, expected: Any, given: Sequence[str]) -> tuple[bool, str]:
    ordered = isinstance(expected, list | tuple)
    given = given if ordered else sorted(given)
    due, got = ([answers.clean(each) for each in some] for some in (expected, given))
    if got == due or (not ordered and set(got) == set(due)):
        return True, join(given) or say("teaching.none")
    if form := _misformed(got, due):
        return _wrong(exercise, form)
    for sentence, mistaken in _mistakes(exercise):
        known = [answers.clean(each) for each in mistaken]
        if got == known or (not ordered and set(got) == set(known)):
            return False, sentence
    if set(got) == set(due):
        return _wrong(exercise, say("teaching.order"))
    extra = [each for each in given if answers.clean(each) not in due]
    parts = [plural("teaching.extra", len(extra), labels=listed(extra))] if extra else []
    lacking = len(set(due) - set(got))
    parts += [plural("teaching.lacking", lacking)] if lacking else []
    return _wrong(exercise, " ".join(parts))


def _misformed(got: Sequence[str], due: Sequence[str]) -> str:
    """Return what is wrong with the form of labels that came as one text; empty where nothing."""
    if len(got) != 1 or got[0] in due:
        return ""
    if got[0] in NONE:
        return say("teaching.no_set")
    return say("teaching.one_text") if len(SEVERAL.split(got[0])) > 1 else ""


def _by_label(exercise: Exercise, expected: Any, given: dict[str, float]) -> tuple[bool, str]:
    margin, names = exercise.margin, {answers.clean(label): label for label in dict(expected)}
    due = _cleaned(expected)
    if set(due) != set(given):
        return _wrong(exercise, say("teaching.labels", labels=listed(list(names.values()))))
    off = [names[key] for key in due if not alike(due[key], given[key], margin)]
    if not off:
        return True, say("teaching.all_right", margin=margin_of(exercise))
    shares = {key: value / 100 for key, value in given.items()}
    if exercise.unit == "share" and _same(due, shares, margin):
        return False, say("teaching.percentages")
    for sentence, mistaken in _mistakes(exercise):
        if _same(_cleaned(mistaken), given, margin):
            return False, sentence
    return _wrong(exercise, plural("teaching.off", len(off), labels=listed(off)))


def _cleaned(numbers: Any) -> dict[str, float]:
    return {answers.clean(label): float(value) for label, value in numbers.items()}


def _same(first: Mapping[str, float], second: Mapping[str, float], margin: float) -> bool:
    return set(first) == set(second) and all(
        alike(first[key], second[key], margin) for key in first
    )
