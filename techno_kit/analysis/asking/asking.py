"""What a verb was asked: about which question, of whom, with which numbers."""

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import TypeGuard

import numpy as np
import pandas as pd

from techno_kit.analysis.asking.undeclared import refuse_number
from techno_kit.errors import QuestionError
from techno_kit.ladder.rungs import Ladder
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.checks import shown_option
from techno_kit.survey.codebook import Question
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, say

Who = Mapping[str, Sequence[str]] | Audience | pd.Series


def asked_of(
    sample: Sample, question: Ladder | Question | str, missing: MissingRule | None
) -> tuple[Question, MissingRule]:
    """Return what a verb was asked about, and the rule of its base: given, or its kind's own."""
    asked = question.question(sample) if isinstance(question, Ladder) else sample.question(question)
    usual: MissingRule = "in_base" if asked.options else "exclude"
    return asked, usual if missing is None else missing


def answers_asked_of(
    sample: Sample, question: Ladder | Question | str, missing: MissingRule | None
) -> tuple[Question, MissingRule]:
    """Return the same for a verb of answers: a column that reads as a quantity is refused.

    A question that is given as such says by itself what it is.
    """
    asked, rule = asked_of(sample, question, missing)
    if isinstance(question, str):
        refuse_number(sample, asked)
    return asked, rule


def number_problems(confidence: object, suppress_below: object, flag_below: object) -> list[str]:
    """Word what is wrong with a verb's confidence and its rules for small bases."""
    problems = []
    if not (_is_number(confidence) and 0 < confidence < 1):
        problems.append(say("errors.option.confidence", value=shown_option(confidence)))
    for name, value in (("suppress_below", suppress_below), ("flag_below", flag_below)):
        if not (_is_number(value) and value >= 0):
            told = shown_option(value)
            problems.append(say("errors.option.negative", name=name, value=told))
    return problems


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, Real)


def audience_of(sample: Sample, who: Who | Mapping[str, float] | None) -> Audience | None:
    """Return conditions, an audience or a boolean Series as an audience of the sample."""
    if who is None:
        return None
    if not isinstance(who, pd.Series):
        audience = Audience.of(who)  # type: ignore[arg-type]  # refuses shares by itself
        sample.contains(audience)
        return audience
    if not pd.api.types.is_bool_dtype(who.dtype) or who.isna().any():
        raise QuestionError(say("errors.audience.series", kind=who.dtype))
    if not who.index.equals(sample.frame.index):
        raise QuestionError(
            say("errors.audience.index", n=count(len(who)), respondents=count(sample.n))
        )
    return Audience.selected(who.to_numpy(np.bool_))
