"""Batteries: questions with the same answers that stand one after the other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from techno_kit.analysis.screening.answer_columns import Codes, Column
from techno_kit.analysis.screening.checks import Bools, Check, not_there
from techno_kit.errors import QuestionError, raise_all
from techno_kit.numerics.row_patterns import longest_runs
from techno_kit.survey.activities import RANKS
from techno_kit.survey.encoding import number_of, text_of
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.likeness import plain_case
from techno_kit.wording import count, exact_percent, plural, say

FEWEST: Final = 5  # questions of a battery: of fewer the same answer to all is no sign
LEVELS: Final = range(3, 12)  # answers of a scale
COMMON: Final = 0.2  # share of people from which on the same line says something of the questions
#: An answer that people who do none of a list of things rightly give to all of them.
NEVER: Final = re.compile(
    r"never|not at all|none(?: of these)?|no|0|nooit|niet|helemaal niet|geen|nee|nie|niemals|nein"
    r"|jamais|non|aucun|nunca|no|nenhum|mai|aldrig|nigdy|i do not do this|not used|does not apply"
)
_STEM = re.compile(r"(.*?)(?:[\s_.:#-]*(?:\d+[a-z]?|[a-z])\s*|\s*[\[(].*[\])]\s*|\s+- .*)$", re.I)


@dataclass(frozen=True, eq=False, slots=True)
class Battery:
    """Questions with one list of answers.

    Attributes
    ----------
    names : tuple of str
        Their columns, in order.
    codes : tuple of numpy.ndarray of int, each of shape (n,)
        Answers by one numbering for all of them; -1 where there is none, or "don't know".
    labels : tuple of str
        The answers.
    never : frozenset of int
        Numbers of the answers that say "not at all".
    """

    names: tuple[str, ...]
    codes: tuple[Codes, ...]
    labels: tuple[str, ...]
    never: frozenset[int]


def find_batteries(sample: Sample, columns: Sequence[Column]) -> list[Battery]:
    """Return the batteries of scale questions, by their declared answers or by name and answers."""
    ranks = _ranks(sample)
    runs = (list(run) for _, run in groupby(columns, key=lambda each: _sign(sample, each)))
    return [
        battery
        for run in runs
        if len(run) >= FEWEST and run[0].kind == "choice" and _sign(sample, run[0])
        if len((battery := battery_of(run, ranks)).labels) in LEVELS
    ]


def named_batteries(
    sample: Sample, columns: Sequence[Column], batteries: Sequence[Sequence[str]]
) -> list[Battery]:
    """Return the batteries that are named, by columns or by questions.

    Raises
    ------
    QuestionError
        With every name that is no column of choices.
    """
    known = {each.name: each for each in columns if each.kind == "choice"}
    known |= {each.question: each for each in columns if each.kind == "choice"}
    if isinstance(batteries, str) or any(isinstance(each, str) for each in batteries):
        raise QuestionError(say("screening.batteries"))
    wrong = [each for battery in batteries for each in battery if each not in known]
    problems = [not_there("batteries", each, known) for each in dict.fromkeys(wrong)]
    raise_all(QuestionError, "tk.screen", problems)
    ranks = _ranks(sample)
    return [
        battery_of([known[each] for each in battery], ranks) for battery in batteries if battery
    ]


def battery_of(columns: Sequence[Column], ranks: Mapping[str, Mapping[str, int]]) -> Battery:
    """Number the answers of some columns alike."""
    place: dict[str, int] = {}
    never: set[int] = set()
    codes = []
    for column in columns:
        own = np.full(len(column.labels) + 1, -1, np.int16)
        held = np.bincount(column.codes.astype(np.intp) + 1, minlength=len(own))[1:]
        rank = ranks.get(column.name, {})
        special = _special(column)
        for at, (label, value) in enumerate(zip(column.labels, column.values, strict=True)):
            if not held[at] or column.is_declining[at] or at in special:
                continue
            own[at] = place.setdefault(label, len(place))
            if rank.get(text_of(value)) == 0 or NEVER.fullmatch(plain_case(label)):
                never.add(int(own[at]))
        codes.append(own[column.codes])
    names = tuple(column.name for column in columns)
    return Battery(names, tuple(codes), tuple(place), frozenset(never))


def _special(column: Column) -> set[int]:
    """Return the places of codes below 0 that name kinds of blanks: unless they mirror those above.

    A scale from -2 to 2 has as many codes below 0 as above; -9 "Question answered in error" is none
    of a scale from 1 to 4.
    """
    numbers = {at: number_of(text_of(each)) for at, each in enumerate(column.values)}
    below = {at for at, each in numbers.items() if each is not None and each < 0}
    codes = {each for each in numbers.values() if each is not None}
    return below if any(-each not in codes for each in codes) else set()


def _ranks(sample: Sample) -> dict[str, dict[str, int]]:
    """Return by the column of an item what its answers say how often."""
    return {
        item.column: {text_of(value): RANKS.get(word, -1) for value, word in item.scale.answers}
        for item in sample.codebook.items.values()
    }


def _sign(sample: Sample, column: Column) -> object:
    """Return what the columns of one battery have in common; None of a column that is in none."""
    if column.kind != "choice" or column.size < 2:
        return None
    if column.size < LEVELS.start and column.name == column.question:  # perhaps chosen or not
        return None
    items = {item.column: item for item in sample.codebook.items.values()}
    if column.name in items:
        return items[column.name].scale.answers
    question = sample.codebook.questions.get(column.question)
    if question is not None and question.kind == "multiple":
        return None
    if question is not None and len(question.levels) in range(LEVELS.start, LEVELS.stop + 4):
        return tuple(question.levels)
    stem = _STEM.match(column.name)
    if stem is not None and len(stem[1].strip()) > 0:
        return ("named", stem[1].strip().casefold())
    return ("answers", frozenset(column.labels))


def check_straight_lines(sample: Sample, batteries: Sequence[Battery], longest: float) -> Check:
    """Flag who gave one answer to (nearly) all questions of a battery, in one unbroken run."""
    if not batteries:
        told = say("screening.unknown.straight_line", least=count(FEWEST))
        return Check("straight_line", told, longest)
    flags, known = np.zeros(sample.n, np.bool_), np.zeros(sample.n, np.bool_)
    measure = np.full(sample.n, np.nan)
    lines = []
    for battery in batteries:
        size = len(battery.names)
        runs, answered, _ = longest_runs(battery.codes)
        judged = answered >= min(FEWEST, size)
        share = np.where(judged, runs / size, np.nan)
        straight = judged & (share >= longest)
        for answer in range(len(battery.labels)):
            flat = straight & _only(battery, answer)
            if answer in battery.never or flat.sum() > COMMON * judged.sum():
                straight &= ~flat
        lines.append((f"{battery.names[0]} - {battery.names[-1]}", int(straight.sum())))
        flags |= straight
        known |= answered >= min(FEWEST, size)
        measure = np.fmax(measure, share)
    rule = say(
        "screening.rules.straight_line",
        share=exact_percent(longest),
        least=count(FEWEST),
        common=exact_percent(COMMON),
    )
    questions = sum(len(each.names) for each in batteries)
    note = plural("screening.found.batteries", len(batteries), questions=count(questions))
    return Check.of(
        "straight_line",
        rule,
        flags,
        int(known.sum()),
        threshold=longest,
        measure=measure,
        note=note,
        columns=tuple(pair for pair in lines if pair[1]),
    )


def _only(battery: Battery, answer: int) -> Bools:
    """Return who gave no other answer to the questions of a battery."""
    flat: Bools = np.logical_and.reduce(
        [(codes == answer) | (codes < 0) for codes in battery.codes]
    )
    return flat


def check_everything(sample: Sample, fewest: int = FEWEST) -> Check:
    """Flag who does all activities as often as the answers allow."""
    items = [each for each in sample.codebook.items.values() if not sample.sheet.is_empty(each)]
    tops = [(each, _highest(each.scale.answers)) for each in items]
    tops = [(item, top) for item, top in tops if top > RANKS["rarely"]]
    if len(tops) < fewest:
        told = say("screening.unknown.everything_daily", least=count(fewest))
        return Check("everything_daily", told)
    answered, highest = np.zeros(sample.n, np.int64), np.zeros(sample.n, np.int64)
    for item, top in tops:
        codes = sample.sheet.ranked(item).codes
        answered += codes >= 0
        highest += codes == top
    known = answered >= fewest
    flags = known & (highest == answered)
    share = np.where(known, highest / np.maximum(answered, 1), np.nan)
    return Check.of(
        "everything_daily",
        say("screening.rules.everything_daily", least=count(fewest)),
        flags,
        int(known.sum()),
        threshold=1.0,
        measure=share,
        note=plural("screening.found.activities", len(tops)),
    )


def _highest(answers: Sequence[tuple[object, str]]) -> int:
    return max((RANKS.get(word, -1) for _, word in answers), default=-1)


def blocks_of(
    columns: Sequence[Column], batteries: Sequence[Battery]
) -> Iterator[tuple[list[Codes], list[int]]]:
    """Yield the columns that go together, and their numbers of answers: batteries, then others."""
    inside: set[str] = set()
    for battery in batteries:
        inside.update(battery.names)
        yield list(battery.codes), [len(battery.labels)] * len(battery.codes)
    rest: dict[str, list[Column]] = {}
    for column in columns:
        if column.name not in inside:
            rest.setdefault(column.question, []).append(column)
    for group in rest.values():
        yield [each.codes for each in group], [len(each.values) for each in group]
