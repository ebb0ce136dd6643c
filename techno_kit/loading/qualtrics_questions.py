"""The questions of a Qualtrics export with a survey definition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from techno_kit.loading.qualtrics_header import Header
from techno_kit.loading.qualtrics_logic import routing_of
from techno_kit.loading.qualtrics_parts import Choice, Part, worded_of
from techno_kit.loading.qualtrics_slots import TEXT, Slot
from techno_kit.loading.qualtrics_survey import Survey
from techno_kit.loading.qualtrics_text import worded
from techno_kit.loading.qualtrics_values import (
    CLOSED,
    UNANSWERED,
    Tallies,
    chosen_of,
    kind_of,
    levels_of,
    value_of,
)
from techno_kit.loading.statistics_labels import distinct
from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.encoding import text_of
from techno_kit.survey.translations import Translation
from techno_kit.wording import say

SEVERAL: Final = frozenset({"multiple", "grid"})
NPS_GROUP: Final = "NPS_GROUP"
NPS: Final = ("detractor", "passive", "promoter")  # in the order of their codes


@dataclass(frozen=True, eq=False)
class Export:
    """The answers of an export, and what its columns hold.

    Attributes
    ----------
    header : Header
        Its header rows.
    tallies : Tallies
        Its rows, and the values of its columns.
    slots : mapping of str to Slot
        What columns hold; none of those that the definition does not know.
    survey : Survey
        The definition.
    language : str
        In which questions are worded; empty for the survey's own.
    as_text : bool
        Whether cells hold texts of answers, not codes.
    unknown : dict of str to dict of str to int
        Filled as questions are made: values that are none of a question's answers.
    left_out : dict of str to dict of str to int
        Filled likewise: answers that the survey excludes from analysis, and how often they stand.
    """

    header: Header
    tallies: Tallies
    slots: Mapping[str, Slot]
    survey: Survey
    language: str
    as_text: bool
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def frame(self) -> pd.DataFrame:
        """The rows."""
        return self.tallies.frame


@dataclass(frozen=True, eq=False)
class Made:
    """A question, and its wording in other languages."""

    question: Question
    translations: Mapping[str, Translation]


def questions_of(export: Export) -> Iterator[Made]:
    """Yield the questions that the definition knows, in the order of their columns."""
    blocks: dict[tuple[str, str, str], list[str]] = {}
    for name, slot in export.slots.items():
        if slot.part.form in SEVERAL and slot.answer is not None and not slot.about:
            blocks.setdefault(slot.key, []).append(name)
    within = {name for names in blocks.values() for name in names}
    taken = set(export.frame.columns)
    done = set()
    for name, slot in export.slots.items():
        key = slot.key if name in within else None
        if key is None:
            yield _single(export, name, slot)
        elif key not in done:
            done.add(key)
            own = _name(export, blocks[key], slot, taken)
            taken.add(own)
            yield _several(export, own, blocks[key])


def unanswered(export: Export) -> dict[str, int]:
    """Return the columns in which -99 says that a question was seen and not answered."""
    times = {name: export.tallies[name].get(UNANSWERED, 0) for name in export.slots}
    coded = {
        part.id
        for part in export.survey.parts
        if any(each.code == UNANSWERED for each in part.answers)
    }
    return {name: n for name, n in times.items() if n and export.slots[name].part.id not in coded}


def _name(export: Export, columns: Sequence[str], slot: Slot, taken: set[str]) -> str:
    """Name a select-all question by what the names of its columns have in common."""
    tags = dict(zip(export.header.names, export.header.tags, strict=True))
    stems = {tags.get(each, each).rpartition("_")[0] for each in columns}
    name = stems.pop() if len(stems) == 1 else ""
    if not name:
        name = "_".join(filter(None, (slot.part.tag, slot.row.id if slot.row else "")))
    own, n = name, 1
    while own in taken:
        n += 1
        own = f"{name} ({n})"
    return own


def _single(export: Export, name: str, slot: Slot) -> Made:
    """Return the question of one column."""
    tally, part = export.tallies[name], slot.part
    missing: tuple[Value, ...] | None = None
    if UNANSWERED in tally and UNANSWERED not in {each.code for each in part.answers}:
        missing = (value_of(UNANSWERED),)
    values: dict[str, Any] = {"missing": missing, "routing": _routing(export, slot)}
    labels = {
        language: _title(export, name, slot, language) for language in _languages(export, slot)
    }
    label, levels = labels[export.language], {}
    if part.form in CLOSED and not slot.about:
        for language in labels:
            levels[language], unknown = levels_of(
                part.answers, tally, language, as_text=export.as_text
            )
        if unknown and part.answers:
            export.unknown[name] = unknown
        kind: Any = "scale" if part.ordered else "single"
        if no_answer := _left_out(export, name, part, levels[export.language]):
            values["missing"] = (*no_answer, *(missing or ()))
    elif slot.about == NPS_GROUP:
        kind, levels = "scale", {export.language: _groups(tally)}
    else:
        column = export.frame[name]
        amount = part.form in ("amounts", "nps", "cells") and column.dtype.kind in "iuf"
        kind = "number" if amount and slot.about != TEXT else kind_of(column, tally, slot.about)
    own = levels.get(export.language, ())
    question = Question(name, kind, label=label, levels=own, **values)
    others = {
        language: Translation(labels[language], levels.get(language, ()))
        for language in labels
        if language != export.language
    }
    return Made(question, others)


def _left_out(
    export: Export, name: str, part: Part, levels: Sequence[tuple[Value, str]]
) -> tuple[Value, ...]:
    """Return the values of answers that the survey excludes from analysis."""
    labels = {each.within(export.language) for each in part.answers if each.left_out}
    found = {value: label for value, label in levels if label in labels}
    tally = export.tallies[name]
    told = {label: n for value, label in found.items() if (n := tally.get(text_of(value), 0))}
    if told:
        export.left_out[name] = told
    return tuple(found)


def _several(export: Export, name: str, columns: Sequence[str]) -> Made:
    """Return the select-all question of some columns, a column an answer."""
    slots = [export.slots[each] for each in columns]
    place = {each.id: n for n, each in enumerate(slots[0].part.answers)}
    ordered = sorted(zip(columns, slots, strict=True), key=lambda each: place[_answer(each[1]).id])
    found: dict[str, tuple[str, Choice]] = {}
    for column, slot in ordered:  # an answer stands in one column
        found.setdefault(_answer(slot).id, (column, _answer(slot)))
    languages = _languages(export, slots[0])
    labels = {
        language: dict(distinct({id: each.within(language) for id, (_, each) in found.items()}))
        for language in languages
    }
    own = labels[export.language]
    tallies = [export.tallies[column] for column, _ in found.values()]
    chosen = chosen_of(tallies)
    seen = any(UNANSWERED in each for each in tallies)
    excluding = [own[id] for id, (_, each) in found.items() if each.excludes]
    question = Question(
        name,
        "multiple",
        {own[id]: column for id, (column, _) in found.items()},
        label=_title(export, name, _whole(slots[0]), export.language),
        chosen=chosen or (1,),
        missing=(value_of(UNANSWERED),) if seen and not chosen else None,
        none=excluding[0] if excluding else "",
        routing=_routing(export, _whole(slots[0])),
    )
    others = {
        language: Translation(
            _title(export, name, _whole(slots[0]), language),
            tuple((own[id], labels[language][id]) for id in found),
        )
        for language in languages
        if language != export.language
    }
    return Made(question, others)


def _answer(slot: Slot) -> Choice:
    if slot.answer is None:
        raise TypeError(slot.part.id)
    return slot.answer


def _whole(slot: Slot) -> Slot:
    return Slot(slot.part, slot.row, None, "", slot.loop)


def _languages(export: Export, slot: Slot) -> list[str]:
    """Return the languages in which a question is worded; the survey's own is the empty text."""
    return sorted({"", export.language, *(slot.part.languages & set(export.survey.languages))})


def _title(export: Export, name: str, slot: Slot, language: str) -> str:
    """Word what a column, or a block of columns, asks."""
    part = slot.part
    whole = _looped(export, slot, part.within(language))
    if slot.row is not None:
        whole = worded_of(whole, slot.row.within(language))
    if slot.answer is not None and (slot.about or part.form == "cells"):
        whole = worded_of(whole, slot.answer.within(language))
    if slot.about == TEXT:
        beside = slot.row is not None or slot.answer is not None
        return say("reading.qualtrics.text_of", question=whole) if beside else whole
    if slot.about:
        place = export.header.names.index(name)
        return worded(export.header.wording[place]) or worded_of(whole, slot.about)
    return whole


def _looped(export: Export, slot: Slot, title: str) -> str:
    """Word a question that is asked several times with what it is asked of."""
    loop = export.survey.loops.get(slot.part.root)
    if not slot.loop:
        return title
    fields = dict(loop.fields.get(slot.loop, {})) if loop else {}
    told = title
    for number, text in fields.items():  # piped texts of a loop are numbers in brackets
        told = told.replace(f"[{number}]", text)
    if told != title:
        return told
    by_id = export.survey.by_id
    asked: Part | None = by_id.get(loop.question) if loop else None
    choices = (*asked.rows, *asked.answers) if asked else ()
    items = {each.id: each.within(export.language) for each in choices}
    return worded_of(title, items.get(slot.loop) or fields.get("1") or slot.loop)


def _routing(export: Export, slot: Slot) -> str:
    survey = export.survey
    ways = survey.branches.get(slot.part.root, ())
    return routing_of(slot.part, slot.row, ways, survey.by_id, export.language)


def _groups(tally: Mapping[str, int]) -> tuple[tuple[Value, str], ...]:
    """Return the groups of a recommendation as levels, by their codes or their words."""
    labels = [say(f"reading.qualtrics.nps.{each}") for each in NPS]
    words = {each.casefold(): each for each in tally}
    if any(each in words for each in NPS):
        return tuple(
            (words.get(each, label), label) for each, label in zip(NPS, labels, strict=True)
        )
    return tuple(enumerate(labels, 1))
