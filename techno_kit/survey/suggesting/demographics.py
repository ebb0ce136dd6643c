"""Which columns say who people are: wording, name, answers and values together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import pandas as pd

from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.suggesting.lexicon import any_word, lexicon, tables
from techno_kit.survey.suggesting.phrases import plain_words
from techno_kit.survey.targets.likeness import band_of

AGES: Final = (5, 120)  # years that people can be of age
YEARS: Final = (1900, 2025)  # in which those who answer can be born
AGREED: Final = 0.95  # wording and answers say so
UNTOLD: Final = 0.7  # the wording says so, and the file says nothing of the answers
AGAINST: Final = 0.3  # the answers say otherwise
ALONE: Final = 0.5  # the answers alone
MOST: Final = 0.6  # of the levels that have to look like the answers
NARROWER: Final = 0.35  # of the score that goes where other words narrow the question
MOST_BANDS: Final = 12  # codes of bands of age; a higher number is an age
FEWEST_WEIGHTS: Final = 3  # different values of a weight
NUMBERS: Final = ("age", "birth_year", "weight", "household_size")


@dataclass(frozen=True, slots=True)
class Trait:
    """What people are asked about themselves.

    Attributes
    ----------
    name : str
        What the question is called in the mapping.
    asks, not_about : pattern
        What a wording says; what makes it another question.
    answers : pattern or None
        What its levels say.
    """

    name: str
    asks: re.Pattern[str]
    not_about: re.Pattern[str]
    answers: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Trace:
    """A trait that a column may hold.

    Attributes
    ----------
    trait : str
        Its name.
    score : float
        How sure, 0-1.
    words : tuple of str
        The words that say so.
    doubts : tuple of str
        Why it is not surer: keys of phrases.
    heard_in : int
        In which of the wordings the words stand.
    """

    trait: str
    score: float
    words: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    heard_in: int = 0


@cache
def traits() -> dict[str, Trait]:
    """Return what people are asked about themselves, read once."""
    return {
        name: Trait(
            name,
            any_word(each["asks"]),
            any_word(each["not_about"]),
            re.compile("|".join(f"(?:{one})" for one in each["answers"]))
            if each["answers"]
            else None,
        )
        for name, each in tables("demographics.toml").items()
    }


def traces_of(
    wordings: Sequence[str], levels: Sequence[str], values: Sequence[object]
) -> list[Trace]:
    """Return what a column may say of people, the surest first.

    Parameters
    ----------
    wordings : sequence of str
        The question's wording and the column's name, in plain words.
    levels : sequence of str
        Labels of its answers, or the different texts; empty for numbers without labels.
    values : sequence
        Different values of the column.
    """
    labels = [plain_words(each) for each in levels if not reads_as_no_answer(each)]
    found = [
        trace
        for each in traits().values()
        if (trace := _trace(each, wordings, labels, levels, values))
    ]
    return sorted(found, key=lambda trace: (-trace.score, trace.trait))


def _trace(
    trait: Trait,
    wordings: Sequence[str],
    labels: Sequence[str],
    levels: Sequence[str],
    values: Sequence[object],
) -> Trace | None:
    heard = [(*_heard(trait, each), place) for place, each in enumerate(wordings)]
    words, share, place = max(heard, key=lambda one: one[1])
    if not share or any(trait.not_about.search(each) for each in wordings):
        alone = trait.name == "gender" and len(labels) > 1 and _fit(trait, labels, levels, values)
        return Trace(trait.name, ALONE, (), ("answers_alone",)) if alone else None
    fit = _fit(trait, labels, levels, values)
    score, doubt = {True: (AGREED, ""), None: (UNTOLD, "untold"), False: (AGAINST, "against")}[fit]
    score *= 1 - NARROWER * (1 - share)
    doubts = [doubt, "narrower" if share < 1 else ""]
    if trait.name not in NUMBERS:
        cues = [cue for cue in ("attitude", "other_person") if _cued(cue, wordings)]
        doubts += cues
        score /= 2 ** len(cues)
    return Trace(trait.name, score, (words,), tuple(each for each in doubts if each), place)


def _cued(cue: str, wordings: Sequence[str]) -> bool:
    return any(lexicon().cues[cue].search(each) for each in wordings)


def _heard(trait: Trait, wording: str) -> tuple[str, float]:
    """Return the words that ask for a trait, and the share that they are of the telling ones."""
    found = trait.asks.search(wording)
    if found is None:
        return "", 0.0
    neutral = lexicon().neutral
    rest = trait.asks.sub(" ", wording).split()
    left = [each for each in rest if not each.isdigit() and len(each) > 2 and each not in neutral]
    own = len(found[0].split())
    return found[0], own / (own + len(left))


def _fit(
    trait: Trait, labels: Sequence[str], levels: Sequence[str], values: Sequence[object]
) -> bool | None:
    """Tell whether the answers look like the trait's; None where the file does not say."""
    if trait.name in NUMBERS:
        return _number_fits(trait.name, labels, levels, values)
    if trait.answers is None:
        return True if labels else None
    if not labels:
        return None
    return sum(bool(trait.answers.fullmatch(each)) for each in labels) >= MOST * len(labels)


def _number_fits(
    name: str, labels: Sequence[str], levels: Sequence[str], values: Sequence[object]
) -> bool | None:
    numbers = pd.to_numeric(pd.Series(list(values), dtype=object), errors="coerce").dropna()
    bands = [each for each in levels if band_of(each)]
    if name == "age" and labels and len(bands) >= MOST * len(labels):
        return True
    if numbers.empty or len(numbers) < len(values) / 2:
        return False
    if name == "weight":
        positive = bool((numbers >= 0).all()) and numbers.nunique() >= FEWEST_WEIGHTS
        return positive and bool((numbers % 1 != 0).any())
    low, high = {"age": AGES, "birth_year": YEARS, "household_size": (1, 30)}[name]
    inside = float(numbers.between(low, high).mean())
    if name == "age" and numbers.max() <= MOST_BANDS:
        return None if not labels else False
    return inside >= 0.8
