"""Columns of numbers that no codebook describes, and how verbs read them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from techno_kit.analysis.asking.quantities import CODES, is_plain_code, is_plain_number
from techno_kit.errors import QuestionError, listed
from techno_kit.survey.answers import Answers
from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import is_missing
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, plural, say

GROUPS = 60  # different whole numbers that may be codes of groups: provinces, stores; ages are more
MANY = 1_000  # different numbers, beyond which rules for missing ones are asked of arrays


@dataclass(frozen=True, slots=True)
class Undeclared:
    """Columns of numbers that no codebook describes, and how they are read.

    Attributes
    ----------
    numbers, answers : tuple of str
        Those that are numbers, and those whose few whole numbers are codes of answers.
    """

    numbers: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    @classmethod
    def of(cls, sample: Sample, questions: Iterable[Question]) -> "Undeclared":
        """Sort questions; those that a codebook describes, or that hold words, are in neither."""
        plain = [each for each in questions if is_plain_number(sample, each)]
        undeclared = [each for each in plain if each.kind != "number"]
        codes = {each.name for each in undeclared if is_plain_code(sample, each)}
        names = dict.fromkeys(each.name for each in undeclared)
        return cls(
            tuple(name for name in names if name not in codes),
            tuple(name for name in names if name in codes),
        )

    def read(self, question: Question) -> Question:
        """Return a question as it is read: a number where it is one of these."""
        return replace(question, kind="number") if question.name in self.numbers else question

    def beside(self, other: "Undeclared") -> "Undeclared":
        """Return these and others, each once."""
        return Undeclared(
            tuple(dict.fromkeys((*self.numbers, *other.numbers))),
            tuple(dict.fromkeys((*self.answers, *other.answers))),
        )

    @property
    def told(self) -> list[str]:
        """How these columns are read, in sentences."""
        told = []
        for key, names in (("numbers", self.numbers), ("answers", self.answers)):
            if names:
                words = {"names": listed(names), "first": names[0]}
                told.append(plural(f"undeclared.{key}", len(names), **words))
        return told


def reads_as_number(sample: Sample, question: Question) -> bool:
    """Tell whether a question is a column that no codebook describes, and holds a quantity.

    The rule is that of `Undeclared`, worked out without a pass over a column of words, or one that
    sorts a column of codes.
    """
    described = question.kind not in ("single", "scale") or question.levels
    if described or question.name in sample.codebook.questions:
        return False
    sheet = sample.sheet
    key = ("reads as number", question, sheet.missing(question))
    return sheet.once(key, lambda: _is_quantity(sample, question))


def _is_quantity(sample: Sample, question: Question) -> bool:
    series, missing = sample.frame[question.column], sample.sheet.missing(question)
    if isinstance(series.dtype, pd.CategoricalDtype):
        return False
    if pd.api.types.is_numeric_dtype(series.dtype) and _is_short(series, missing):
        return False
    return is_plain_number(sample, question) and not is_plain_code(sample, question)


def _is_short(series: "pd.Series[Any]", missing: Any) -> bool:
    """Tell whether a column of numbers holds few, all of them whole: without sorting its rows."""
    different = series.dropna().unique().tolist()
    if len(different) > MANY:
        return False
    found = [each for each in different if not is_missing(each, missing)]
    return len(found) <= CODES and all(float(each).is_integer() for each in found)


def as_read(sample: Sample, question: Question) -> Question:
    """Return a question as verbs of numbers read it: a number where it reads as one."""
    return replace(question, kind="number") if reads_as_number(sample, question) else question


def refuse_number(sample: Sample, question: Question) -> None:
    """Refuse to take the values of a quantity for answers, but up to sixty whole ones.

    Raises
    ------
    QuestionError
        Tells how to declare it.
    """
    if not reads_as_number(sample, question):
        return
    distinct = sample.sheet.values(question).distinct
    if len(distinct) > GROUPS or (distinct != np.floor(distinct)).any():
        n = count(len(distinct))
        raise QuestionError(say("errors.question.undeclared", name=question.name, n=n))


def groups_of(sample: Sample, name: str) -> Answers:
    """Return the answers of a question as groups, or refuse those of a quantity.

    Raises
    ------
    QuestionError
        If there is no such question, or it is a number without bands.
    """
    question = sample.question(name)
    refuse_number(sample, question)
    return sample.answers(question)
