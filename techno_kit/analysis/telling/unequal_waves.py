"""Answers that only some waves of a tracker had: their changes may be those of the question."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from techno_kit.errors import QuestionError
from techno_kit.survey.codebook import Question
from techno_kit.survey.sample import Sample
from techno_kit.wording import join, say

MOST = 50  # different values of a column that may be labels


def absent_in_waves(sample: Sample, question: Question) -> dict[str, tuple[str, ...]]:
    """Return answers that some waves did not offer, or in which nobody gave them, and those waves.

    Parameters
    ----------
    sample : Sample
        The respondents, of several waves or not.
    question : Question
        What was asked. Only levels that nobody listed tell nothing of what waves were offered;
        the others are known, and told where waves differ.
    """
    book = sample.codebook
    if question.name in book.not_offered:
        return dict(book.not_offered[question.name])
    listless = question.kind in ("single", "scale") and not (
        question.levels or question.cut or question.options
    )
    if not book.waves or question.name == book.waves or not listless:
        return {}
    if question.column not in sample.frame:  # the name of something else that results are of
        return {}
    try:
        answers, waves = sample.answers(question), sample.answers(book.waves)
    except QuestionError:  # numbers, or texts, that are no levels
        return {}
    if len(answers.levels) > MOST:
        return {}
    there = answers.codes >= 0
    given = np.zeros((len(answers.levels), len(waves.levels)), np.bool_)
    given[answers.codes[there], waves.codes[there]] = True
    asked = given.any(axis=0)
    found = {
        level: tuple(
            wave
            for wave, has, any_ in zip(waves.levels, row, asked, strict=True)
            if any_ and not has
        )
        for level, row in zip(answers.levels, given, strict=True)
    }
    return {level: lacking for level, lacking in found.items() if lacking}


def absent_told(absent: Mapping[str, Sequence[str]]) -> str:
    """Tell which answers only some waves had; empty where all had the same."""
    if not absent:
        return ""
    lacking: dict[tuple[str, ...], list[str]] = {}
    for level, waves in absent.items():
        lacking.setdefault(tuple(waves), []).append(say("compare.quoted", answer=level))
    told = [
        say("waves.nobody", answers=join(levels), waves=join(waves))
        for waves, levels in lacking.items()
    ]
    return say("waves.unequal", told=join(told))


def changing(
    absent: Mapping[str, Sequence[str]], answers: Iterable[str], *sides: Iterable[str]
) -> "pd.Series[bool]":
    """Tell which rows are about no wave that did not have the answer.

    Parameters
    ----------
    absent : mapping of str to sequence of str
        What `absent_in_waves` returns; empty where groups are no waves.
    answers : iterable of str
        The answer of every row.
    *sides : iterable of str
        The groups that a row is about; without any it is about all of them, as against the rest.
    """
    rows = zip(answers, *sides, strict=True)
    kept = [
        answer not in absent or (bool(levels) and not set(levels) & set(absent[answer]))
        for answer, *levels in rows
    ]
    return pd.Series(kept, dtype=bool)
