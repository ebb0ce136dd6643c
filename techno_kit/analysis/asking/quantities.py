"""What an estimate is of: the number that a question gives every respondent, and who is in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.asking.code_scores import CodeScores, doubt_told, far_from
from techno_kit.errors import QuestionError, listed, nearest, raise_all
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats, Variable
from techno_kit.survey.encoding import is_missing, number_of, text_of
from techno_kit.survey.no_answer import codes_of
from techno_kit.survey.numerals import is_number, unclear
from techno_kit.survey.personal import tallied_of
from techno_kit.survey.sample import Sample
from techno_kit.survey.values import Values
from techno_kit.wording import exact_decimal, join, plural, say

CODES = 10  # different whole numbers of a column that may be codes of answers as well
FIRST = 1_000  # rows in which a column of words is known by one
LARGEST = 1e100  # of a number: a variance squares it and a sum of many squares must be a number
Bools = NDArray[np.bool_]
Scores = Mapping[Any, float | None]


@dataclass(frozen=True, eq=False, slots=True)
class Quantity:
    """Numbers that a variable's codes stand for.

    Attributes
    ----------
    question : Question
        What was asked.
    variable : Variable
        What cells are made of.
    values : numpy.ndarray of float, shape (codes + 1, answers)
        The number of every code; one column, or 0 and 1 for each answer that is counted. The last
        row is that of code -1, no answer; 0 where a code stands for none.
    known : numpy.ndarray of bool, shape (codes + 1,)
        Which codes are in the base.
    answers, labels : tuple of str
        Ids and names of the answers that are counted; none of a number.
    scores : str
        How answers became numbers, in words; empty where they are some.
    apart : tuple of str
        Answers without a place on the scale, which their codes did not score.
    doubt : str
        A doubt about the code of an answer, in words; empty without one.
    """

    question: Question
    variable: Variable
    values: Floats
    known: Bools
    answers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    scores: str = ""
    apart: tuple[str, ...] = ()
    doubt: str = ""


def counted(sample: Sample, question: Question, missing: MissingRule) -> Quantity:
    """Return every answer of a question as 0 or 1, for their weighted counts."""
    answers = sample.answers(question)
    return Quantity(
        question,
        question,
        answers.blanks_no.astype(np.float64),
        answers.base(missing),
        answers.levels,
        answers.labels,
    )


def is_counted(sample: Sample, question: Question) -> bool:
    """Tell whether a total of a question is the weighted count of its answers, not a sum."""
    if question.kind == "multiple":
        return True
    return question.kind != "number" and not is_plain_number(sample, question)


def is_plain_number(sample: Sample, question: Question) -> bool:
    """Tell whether a column that no codebook describes holds numbers."""
    if question.kind == "multiple" or question.levels or question.cut:
        return False
    if question.name in sample.codebook.questions:
        return False
    return _holds_numbers(sample, question)


def is_plain_code(sample: Sample, question: Question) -> bool:
    """Tell whether such a column may as well hold the codes of answers: few whole numbers.

    A categorical column says by itself that it holds answers.
    """
    if isinstance(sample.frame[question.column].dtype, pd.CategoricalDtype):
        return True
    distinct = sample.sheet.values(question).distinct
    return len(distinct) <= CODES and bool((distinct == np.floor(distinct)).all())


def _holds_dates(sample: Sample, question: Question) -> bool:
    """Tell whether a column holds dates or times, which pandas would count in nanoseconds."""
    kind = sample.frame[question.column].dtype
    return pd.api.types.is_datetime64_any_dtype(kind) or pd.api.types.is_timedelta64_dtype(kind)


def _holds_numbers(sample: Sample, question: Question) -> bool:
    if _holds_dates(sample, question) or _begins_with_words(sample, question):
        return False
    numbers = sample.sheet.numbers(question)
    return bool((~np.isnan(numbers)).any()) and not _texts(sample, question)


def _begins_with_words(sample: Sample, question: Question) -> bool:
    """Tell whether a word is among a column's first answers: then all the others need no look."""
    series, rules = sample.frame[question.column], tuple(sample.sheet.missing(question))
    if pd.api.types.is_numeric_dtype(series.dtype):
        return False
    first = series.iloc[:FIRST].dropna()
    lost = first[pd.to_numeric(first, errors="coerce").isna().to_numpy()]
    return any(not is_missing(each, rules) for each in lost)


def measured(
    sample: Sample, question: Question, scores: Scores | None, missing: MissingRule
) -> Quantity:
    """Return the number that a question gives every respondent.

    Raises
    ------
    QuestionError
        If its answers are no numbers and have no scores; tells the cure.
    """
    if question.kind == "multiple":
        raise QuestionError(say("errors.estimate.multiple", name=question.name))
    if scores is not None:
        if question.is_quantity:
            raise QuestionError(say("errors.estimate.scored_number", name=question.name))
        return _scored(sample, question, _given(sample, question, scores), missing)
    if (
        question.kind == "number"
        or _holds_dates(sample, question)
        or is_plain_number(sample, question)
    ):
        return _numbers(sample, question, missing)
    codes = _codes(sample, question)
    found = _scored(sample, question, codes.scores, missing)
    doubt = doubt_told("doubtful", codes.far, question.title, option="scores")
    return replace(found, apart=codes.apart, doubt=doubt)


def _numbers(sample: Sample, question: Question, missing: MissingRule) -> Quantity:
    raise_all(
        QuestionError,
        say("errors.question.subject", name=question.name),
        list(_number_problems(sample, question)),
    )
    distinct = sample.sheet.values(question).distinct
    values = np.append(distinct, 0.0)[:, None]
    known = np.append(np.ones(len(distinct), np.bool_), missing == "in_base")
    doubt = _doubt_of_number(question, distinct)
    return Quantity(question, Values(question), values, known, doubt=doubt)


def _number_problems(sample: Sample, question: Question) -> Iterator[str]:
    if _holds_dates(sample, question):
        yield say("errors.estimate.dates", column=question.column)
        return
    texts = _texts(sample, question)
    if texts:
        told = tallied_of(sample.codebook, question.column, texts)
        yield say("errors.estimate.texts", column=question.column, values=told)
    numbers = sample.sheet.numbers(question)
    infinite = int(np.isinf(numbers).sum())
    if infinite:
        rows = plural("units.rows", infinite)
        yield say("errors.estimate.infinite", column=question.column, rows=rows)
    large = int((np.abs(numbers[np.isfinite(numbers)]) > LARGEST).sum())
    if large:
        rows = plural("units.rows", large)
        yield say("errors.estimate.large", column=question.column, rows=rows)
    if not texts and np.isnan(numbers).all():
        yield say("errors.estimate.blank", column=question.column)


def _texts(sample: Sample, question: Question) -> list[tuple[str, int]]:
    """Return the answers of a column that are neither a clear number nor missing, with counts."""
    series, sheet = sample.frame[question.column], sample.sheet
    if pd.api.types.is_numeric_dtype(series.dtype):
        return []
    rules = tuple(sheet.missing(question))
    lost = series.notna().to_numpy() & np.isnan(sheet.numbers(question))
    if not lost.any():
        return []
    tally = series[lost].map(text_of).value_counts()
    kept = [(str(text), int(n)) for text, n in tally.items() if n and not is_missing(text, rules)]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))


def _scored(
    sample: Sample, question: Question, scores: dict[str, float], missing: MissingRule
) -> Quantity:
    """Return a question whose answers have scores; an answer without one is no answer."""
    if missing == "in_base":
        raise QuestionError(say("errors.estimate.in_base", name=question.name))
    answers = sample.answers(question)
    found = [scores.get(level, np.nan) for level in answers.levels]
    values = np.append(np.asarray(found, np.float64), np.nan)
    told = join(
        say("estimate.score", answer=level, score=exact_decimal(scores[level]))
        for level in answers.levels
        if level in scores and number_of(level) != scores[level]  # "1945 = 1945" tells nothing
    )
    known = ~np.isnan(values)
    return Quantity(question, question, np.where(known, values, 0.0)[:, None], known, scores=told)


def _given(sample: Sample, question: Question, scores: Scores) -> dict[str, float]:
    """Check scores that were given: a number, or None to leave an answer out, for every answer."""
    if not isinstance(scores, Mapping) or not scores:
        raise QuestionError(say("errors.estimate.scores_kind"))
    levels = sample.answers(question).levels
    texts = {text_of(answer): score for answer, score in scores.items()}
    if by_code := _by_code(question, texts, levels):
        raise_all(QuestionError, say("errors.estimate.scores_subject"), [by_code])
    problems = []
    unknown = [name for name in texts if name not in levels]
    if unknown:
        near = nearest(unknown[0], levels, instead=question.codes)
        told = {"answers": listed(unknown), "legal": listed(levels), "near": near}
        problems.append(say("errors.estimate.scores_unknown", **told))
    lacking = [level for level in levels if level not in texts]
    if lacking:
        problems.append(say("errors.estimate.scores_lacking", answers=listed(lacking)))
    bad = [name for name, score in texts.items() if score is not None and not is_number(score)]
    if bad:
        problems.append(say("errors.estimate.scores_number", answers=listed(bad)))
    left = {name: score for name, score in texts.items() if score is not None}
    if not problems and not left:
        problems.append(say("errors.estimate.scores_none"))
    raise_all(QuestionError, say("errors.estimate.scores_subject"), problems)
    return {name: float(score) for name, score in left.items()}


def _by_code(question: Question, texts: Mapping[str, object], levels: Sequence[str]) -> str:
    """Word scores that go by code; empty where some are of no answer at all."""
    unknown = [name for name in texts if name not in levels]
    if not unknown or any(question.codes.get(name) not in levels for name in unknown):
        return ""
    labels = [question.codes.get(name, name) for name in texts]
    scores = zip(labels, texts.values(), strict=True)
    told = ", ".join(f"{label!r}: {score!r}" for label, score in scores)
    return say("errors.estimate.scores_by_code", codes=listed(unknown), scores=told)


def _codes(sample: Sample, question: Question) -> CodeScores:
    """Return the codes behind a question's labels, where all on its scale are numbers."""
    answers = sample.answers(question)
    codes, levels = CodeScores.of(answers), answers.levels
    doubtful = () if question.levels or question.cut else unclear(levels)
    if doubtful and all(each in doubtful or number_of(each) is not None for each in levels):
        told = {"name": question.name, "column": question.column, "values": listed(doubtful)}
        raise QuestionError(say("errors.answers.unclear", **told))
    if question.cut or codes.without or not codes.scores:
        behind = codes_of(question, codes.without)
        wordy = [level for level in codes.without if None in behind[level]]
        raise QuestionError(
            say(
                "errors.estimate.no_scores",
                name=question.name,
                answers=listed(wordy or list(levels), shown=4),
                example=levels[0],
            )
        )
    return codes


def _doubt_of_number(question: Question, distinct: Floats) -> str:
    """Word which labelled codes of a number are far from its other values."""
    held = set(distinct.tolist()) if question.levels else set()
    found = ((label, number_of(text_of(value))) for value, label in question.levels)
    named = {label: code for label, code in found if code in held and code is not None}
    plain = np.setdiff1d(distinct, list(named.values()))
    far = {label: named[label] for label in far_from(plain, named)}
    return doubt_told("in_number", far, question.title, option="")
