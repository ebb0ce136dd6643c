"""One code a label in all waves: files of a tracker number the same answers in different ways."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from techno_kit.errors import listed
from techno_kit.survey.codebook import Codebook, Question, Value
from techno_kit.survey.encoding import factorize, is_missing, number_of, own_value, text_of
from techno_kit.survey.targets.likeness import plain_case
from techno_kit.survey.wave_options import widened
from techno_kit.wording import join, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

FEWEST: Final = 2
MOST: Final = 50  # different texts of a column that may be labels
Level = tuple[Value, str]
Levels = list[Level]


@dataclass(frozen=True, eq=False, slots=True)
class Harmonised:
    """Waves whose labelled questions have one code a label.

    Attributes
    ----------
    samples : dict of str to Sample
        By wave.
    notes : list of str
        What was numbered anew.
    differences : list of str
        Levels and options that some waves were not offered: how waves were not asked alike.
    """

    samples: "dict[str, Sample]"
    notes: list[str]
    differences: list[str]


def harmonised(waves: "Mapping[str, Sample]") -> Harmonised:
    """Return waves in which a label has the same code everywhere.

    Parameters
    ----------
    waves : mapping of str to Sample
        Wave to its sample, from the first, as their files were read, without a mapping.

    Notes
    -----
    Questions with one answer and labels are matched by name, and their answers by label (capitals
    and blanks do not count). The code is that of the first wave with the label; a label whose code
    stands for another one there gets the next free number. So one code never means two things, and
    one label never has two codes. Columns without labels, and numbers stay.
    Select-all questions get the options of all waves, as far as no column means two things.
    """
    changes: dict[str, dict[str, Question]] = {wave: {} for wave in waves}
    columns: dict[str, dict[str, pd.Series]] = {wave: {} for wave in waves}
    notes: list[str] = []
    differences: list[str] = []
    for name in dict.fromkeys(each for sample in waves.values() for each in _labelled(sample)):
        told = {
            wave: each for wave, sample in waves.items() if (each := _levels(sample, name)) != []
        }
        found = {wave: each for wave, each in told.items() if each is not None}
        if len(found) < FEWEST or len(found) < len(told):
            continue
        union = _union(found)
        renumbered = []
        asked = {}
        for wave, levels in found.items():
            codes = _codes(levels, union)
            question = waves[wave].codebook.questions.get(name) or Question(name)
            asked[wave] = _question(question, waves[wave].codebook, codes, union)
            if any(text_of(value) != text_of(code) for value, code in codes):
                renumbered.append(wave)
                column = question.column
                columns[wave][column] = _recoded(waves[wave].frame[column], codes)
        if renumbered:
            notes.append(say("folder.renumbered", name=name, waves=join(renumbered)))
        for wave, question in _same_missing(asked, waves, columns).items():
            changes[wave][name] = question
        differences += _differences(name, found)
    wide = widened(waves)
    for wave in waves:
        changes[wave] |= wide.questions.get(wave, {})
        columns[wave] |= wide.columns.get(wave, {})
    differences += wide.differences
    notes += [say("waves.sentence", told=each) for each in wide.differences]
    samples = {
        wave: _changed(sample, changes[wave], columns[wave], wide.lacking.get(wave, {}))
        for wave, sample in waves.items()
    }
    return Harmonised(samples, notes, differences)


def _labelled(sample: "Sample") -> Iterator[str]:
    for question in sample.codebook.questions.values():
        plain = question.kind in ("single", "scale") and not question.cut and not question.options
        if plain and question.levels and question.column in sample.frame:
            yield question.name


def _levels(sample: "Sample", name: str) -> Levels | None:
    """Return the levels of a question, the unlabelled values that occur among them.

    Empty where the wave does not have it; None where its values are not labels.
    """
    question = sample.codebook.questions.get(name)
    column = name if question is None else question.column
    if column not in sample.frame:
        return []
    listed_levels = [] if question is None else list(question.levels)
    missing = tuple((question and question.missing) or sample.codebook.missing)
    _, held = factorize(sample.frame[column])
    known = {text_of(value) for value, _ in listed_levels}
    loose = [
        (own_value(each), text_of(each))
        for each in held
        if text_of(each) not in known and not is_missing(each, missing)
    ]
    if len(loose) > (len(listed_levels) or MOST):
        return None
    if not listed_levels and any(not isinstance(value, str) for value, _ in loose):
        return None
    return [*listed_levels, *loose]


def _union(own: Mapping[str, Levels]) -> Levels:
    """Return the levels of all waves, in the first's order; new ones behind their neighbour."""
    union: Levels = []
    taken: set[str] = set()
    for levels in own.values():
        there = [plain_case(each) for _, each in union]
        places = [there.index(each) for _, label in levels if (each := plain_case(label)) in there]
        rising = places == sorted(places)
        place = 0 if rising and places else len(union)
        for value, label in levels:
            known = [plain_case(each) for _, each in union]
            if plain_case(label) in known:
                place = known.index(plain_case(label)) + 1 if rising else len(union)
                continue
            code: Value = value if text_of(value) not in taken else _next(union)
            taken.add(text_of(code))
            union.insert(place, (code, label))
            place += 1
    return union


def _next(union: Sequence[Level]) -> int:
    """Return the next free number."""
    numbers = [number_of(text_of(value)) for value, _ in union]
    return int(max((each for each in numbers if each is not None), default=0)) + 1


def _codes(levels: Levels, union: Levels) -> list[tuple[Value, Value]]:
    """Return every value of a wave and its code in all waves."""
    codes = {plain_case(label): code for code, label in union}
    return [(value, codes[plain_case(label)]) for value, label in levels]


def _question(
    question: Question, book: Codebook, codes: Sequence[tuple[Value, Value]], union: Levels
) -> Question:
    """Return a wave's question with the levels of all waves, and its missing codes renumbered."""
    rules = book.missing if question.missing is None else question.missing
    new = {text_of(value): code for value, code in codes}
    missing = tuple(
        each if isinstance(each, tuple) else new.get(text_of(each), each) for each in rules
    )
    kept = None if question.missing is None and missing == tuple(rules) else missing
    return replace(question, levels=tuple(union), missing=kept)


def _same_missing(
    asked: Mapping[str, Question],
    waves: "Mapping[str, Sample]",
    columns: "Mapping[str, Mapping[str, pd.Series[Any]]]",
) -> dict[str, Question]:
    """Return a question whose missing codes are those of all waves, if none is an answer in one."""
    own = {
        wave: tuple(waves[wave].codebook.missing if each.missing is None else each.missing)
        for wave, each in asked.items()
    }
    every = tuple(dict.fromkeys(rule for rules in own.values() for rule in rules))
    if len(set(own.values())) == 1:
        return dict(asked)
    for wave, question in asked.items():
        column = columns[wave].get(question.column, waves[wave].frame[question.column])
        others = [rule for rule in every if rule not in own[wave]]
        if any(is_missing(each, others) for each in factorize(column)[1]):
            return dict(asked)  # one wave's answer: told when the waves are put together
    return {wave: replace(each, missing=every) for wave, each in asked.items()}


def _recoded(column: "pd.Series[Any]", codes: Sequence[tuple[Value, Value]]) -> "pd.Series[Any]":
    """Return a column with the codes of all waves; values without one stay."""
    new = {text_of(value): code for value, code in codes}
    places, held = factorize(column)
    values = [new.get(text_of(each), own_value(each)) for each in held]
    if any(isinstance(each, str) for each in values):
        values = [text_of(each) for each in values]
    pool = pd.Series([*values, None])
    return pd.Series(pool.take(places).array, index=column.index, name=column.name)


def _differences(name: str, own: Mapping[str, Levels]) -> Iterator[str]:
    """Word which levels some waves were not offered."""
    labels = {wave: {plain_case(label): label for _, label in each} for wave, each in own.items()}
    everywhere = set.intersection(*(set(each) for each in labels.values()))
    alone = {
        wave: listed([each[key] for key in each if key not in everywhere])
        for wave, each in labels.items()
        if set(each) - everywhere
    }
    if alone:
        told = join(say("waves.of", what=what, wave=wave) for wave, what in alone.items())
        yield say("folder.levels", name=name, levels=told)


def _changed(
    sample: "Sample",
    questions: Mapping[str, Question],
    columns: "Mapping[str, pd.Series[Any]]",
    lacking: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> "Sample":
    if not questions:
        return sample
    asked = {**sample.codebook.questions, **questions}
    book = replace(sample.codebook, questions=asked, not_offered=lacking)
    frame = sample.frame.assign(**columns)
    return replace(sample, frame=frame, codebook=book, _done={})
