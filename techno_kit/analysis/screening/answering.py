"""How people answered: attention checks, impossible values, blanks; columns and weights."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.screening.answer_columns import Column
from techno_kit.analysis.screening.checks import Bools, Check, named, not_there
from techno_kit.analysis.screening.timing import Times
from techno_kit.errors import QuestionError, listed, nearest, raise_all
from techno_kit.survey.activities import RANKS, Value
from techno_kit.survey.encoding import numbers_of, text_of
from techno_kit.survey.personal_signs import plain_words
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, decimal, exact_percent, plural, say

Expected = Mapping[str, Value | Sequence[Value]]

OLDEST: Final = 110  # years
LABELLED: Final = 0.9  # share of answers with a label, from which on the labels are all there are
ASKED: Final = 0.8  # share that answered, from which on a question counts as asked of everybody
FEWEST: Final = 5  # questions of which the blanks are counted
AGE: Final = re.compile(
    r"(?:.* )?(?:age|leeftijd)(?: in (?:years|jaren))?|how old are you.*|what is your age.*"
    r"|wat is (?:uw|je|jouw) leeftijd.*|hoe oud (?:bent u|ben je).*|age at .*|selfage"
)


def check_attention(sample: Sample, expected: Expected | None) -> Check:
    """Flag who did not give the answer that an attention check asks for; a blank is no failure.

    Raises
    ------
    QuestionError
        If a question or an answer is not there.
    """
    if not expected:
        return Check("attention", say("screening.unknown.attention"))
    flags: Bools = np.zeros(sample.n, np.bool_)
    known: Bools = np.zeros(sample.n, np.bool_)
    problems, told = [], []
    failed = np.zeros(sample.n)
    if not isinstance(expected, Mapping):
        raise QuestionError(say("screening.attention_kind", kind=type(expected).__name__))
    names = list(dict.fromkeys([*sample.codebook.questions, *sample.frame.columns]))
    for name, wanted in expected.items():
        if name not in names and name not in sample.codebook.personal:
            problems.append(not_there("attention", name, names))
            continue
        answers = sample.answers(name)
        if answers.question.kind == "multiple":
            problems.append(say("screening.attention_multiple", name=name))
            continue
        codes = answers.question.codes
        right = [wanted] if isinstance(wanted, str | int | float | None) else list(wanted)
        labels = {codes.get(text_of(each), text_of(each)) for each in right}
        absent = sorted(labels - set(answers.levels))
        if not labels:
            problems.append(say("screening.attention_blank", name=name))
            continue
        if absent and len(absent) == len(labels):
            near = nearest(absent[0], answers.levels)
            legal = listed(answers.levels)
            problems.append(
                say(
                    "screening.attention", name=name, answers=listed(absent), legal=legal, near=near
                )
            )
            continue
        passing = np.array([each in labels for each in answers.levels] + [False], np.bool_)
        wrong = (answers.codes >= 0) & ~passing[answers.codes]
        told.append((name, int(wrong.sum())))
        failed += wrong
        flags |= wrong
        known |= answers.codes >= 0
    raise_all(QuestionError, "tk.screen", problems)
    return Check.of(
        "attention",
        say("screening.rules.attention"),
        flags,
        int(known.sum()),
        threshold=1.0,
        measure=np.where(known, failed, np.nan),
        note=say("screening.found.attention", columns=named(list(expected))),
        columns=tuple(pair for pair in told if pair[1]),
    )


def check_impossible(
    sample: Sample, columns: Sequence[Column], times: Times | None, age: str | None
) -> Check:
    """Flag answers outside the declared ones, ages of 0 or above 110, and negative durations.

    Raises
    ------
    QuestionError
        If the column of ages is not there.
    """
    flags: Bools = np.zeros(sample.n, np.bool_)
    told: list[tuple[str, int]] = []
    looked = 0
    for column, wrong in _impossible(sample, columns, times, age):
        looked += 1
        if n := int(wrong.sum()):
            flags |= wrong
            told.append((column, n))
    if not looked:
        return Check("impossible", say("screening.unknown.impossible"))
    rule = say("screening.rules.impossible", oldest=count(OLDEST), labelled=exact_percent(LABELLED))
    note = plural("screening.found.columns", looked)
    return Check.of("impossible", rule, flags, sample.n, note=note, columns=tuple(told))


def _impossible(
    sample: Sample, columns: Sequence[Column], times: Times | None, age: str | None
) -> Iterator[tuple[str, Bools]]:
    book = sample.codebook
    for column in columns:
        question = book.questions.get(column.question)
        if question is None or question.kind == "multiple" or len(question.levels) < 2:
            continue
        if question.cut or question.kind == "number" or column.kind != "choice":
            continue
        legal = {text_of(value) for value, _ in question.levels}
        declared = np.array([*(text_of(each) in legal for each in column.values), True], np.bool_)
        given = ~np.array([*column.is_declining, True], np.bool_)[column.codes]
        wrong = given & ~declared[column.codes]
        if given.any() and wrong.sum() <= (1 - LABELLED) * given.sum():
            yield column.name, wrong
    for name in _ages(sample, columns, age):
        asked = book.questions.get(name)
        missing = book.missing if asked is None else sample.sheet.missing(asked)
        # a number with a label, such as -9 "Refused", is a code and no age
        coded = () if asked is None or asked.cut else tuple(each for each, _ in asked.levels)
        values = numbers_of(sample.frame[name], (*missing, *coded))
        yield name, np.asarray((values <= 0) | (values > OLDEST))
    if times is not None:
        yield times.columns[0], np.asarray(times.values < 0)


def _ages(sample: Sample, columns: Sequence[Column], age: str | None) -> list[str]:
    """Return the columns of ages in years: numbers most of which can be ages of people asked."""
    if age is not None:
        if age not in sample.frame.columns:
            raise QuestionError(not_there("age", age, sample.frame.columns))
        return [age]
    found = []
    for column in columns:
        question = sample.codebook.questions.get(column.question)
        heads = [column.name, column.question, question.label if question else ""]
        if not any(AGE.fullmatch(plain_words(each)) for each in heads):
            continue
        values = numbers_of(sample.frame[column.name])
        held = values[~np.isnan(values)]
        if len(held) and len(np.unique(held)) > FEWEST and 15 <= np.median(held) <= OLDEST:
            found.append(column.name)
    return found


def check_blanks(sample: Sample, columns: Sequence[Column], most: float) -> Check:
    """Flag who left more than a share of the questions blank that they were asked."""
    asked, answered = np.zeros(sample.n, np.int64), np.zeros(sample.n, np.int64)
    used = 0
    for given, asked_of in _questions(sample, columns):
        if int((given & asked_of).sum()) < ASKED * max(int(asked_of.sum()), 1):
            continue
        used += 1
        asked += asked_of
        answered += given & asked_of
    if used < FEWEST:
        return Check("blank", say("screening.unknown.blank", least=count(FEWEST)), most)
    share = np.where(asked > 0, 1 - answered / np.maximum(asked, 1), np.nan)
    return Check.of(
        "blank",
        say("screening.rules.blank", share=exact_percent(most), asked=exact_percent(ASKED)),
        np.asarray(share > most),
        int((asked > 0).sum()),
        threshold=most,
        measure=share,
        note=plural("screening.found.questions", used),
    )


def _questions(sample: Sample, columns: Sequence[Column]) -> Iterator[tuple[Bools, Bools]]:
    """Yield who answered each question, and who was asked it; several columns are one question."""
    book = sample.codebook
    items = {item.column: item for item in book.items.values()}
    several: dict[str, Bools] = {}
    everybody: Bools = np.ones(sample.n, np.bool_)
    for column in columns:
        question = book.questions.get(column.question)
        if question is not None and question.kind == "multiple":
            held = several.setdefault(column.question, np.zeros(sample.n, np.bool_))
            held |= column.answered
            continue
        item = items.get(column.name)
        if item is None or not item.asked_if:
            if question is None or not question.routing:
                yield column.answered, everybody
            continue
        ranks = sample.sheet.ranked(item).codes
        routed = ~column.answered & (ranks == RANKS["no"]) & (item.otherwise == "not_doing")
        yield column.answered, ~routed
    for held in several.values():
        yield held, everybody


def check_columns(columns: Sequence[Column]) -> tuple[Check, Check]:
    """Tell the columns that hold nothing, and those that hold one answer for everybody."""
    empty = [each.name for each in columns if not each.size]
    same = [each.name for each in columns if each.size == 1 and bool((each.codes >= 0).all())]
    return (
        _columns("empty_columns", empty, len(columns)),
        _columns("constant_columns", same, len(columns)),
    )


def _columns(name: Any, found: Sequence[str], checked: int) -> Check:
    note = say("screening.found.named", columns=named(found)) if found else ""
    return Check(
        name,
        say(f"screening.rules.{name}"),
        n=len(found),
        checked=checked,
        note=note,
        columns=tuple((each, 0) for each in found),
    )


def check_weights(sample: Sample, largest: float) -> Check:
    """Flag weights above a multiple of the mean of those that are not 0."""
    weight = sample.weight
    if weight is None:
        return Check("heavy_weight", say("screening.unknown.heavy_weight"), largest)
    positive: NDArray[np.bool_] = np.asarray(weight > 0)
    relative = weight / weight[positive].mean()
    return Check.of(
        "heavy_weight",
        say("screening.rules.heavy_weight", most=decimal(largest, 0 if largest % 1 == 0 else 1)),
        np.asarray(relative > largest),
        int(positive.sum()),
        threshold=largest,
        measure=relative,
        note=say("screening.found.weight", weighting=sample.weighting),
    )
