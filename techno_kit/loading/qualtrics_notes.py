"""What Qualtrics' own columns say, and what of an export is to be told."""

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from techno_kit.errors import first_few, listed, tallied
from techno_kit.loading.export_texts import key_of
from techno_kit.loading.qualtrics_header import Header
from techno_kit.loading.qualtrics_questions import Export, unanswered
from techno_kit.loading.qualtrics_text import worded
from techno_kit.loading.qualtrics_values import UNANSWERED, Tallies
from techno_kit.loading.qualtrics_wording import several_in_cells
from techno_kit.loading.several_answers import tick_notes
from techno_kit.survey.codebook import Kind, Question
from techno_kit.wording import count, join, plural, say

#: Of how an interview came about: the code, or the word in small letters, to what is told.
STATUS: Final = {
    **dict.fromkeys(("1", "9", "17", "survey preview", "spam preview"), "preview"),
    **dict.fromkeys(("2", "survey test"), "test"),
    **dict.fromkeys(("8", "12", "spam", "imported spam"), "spam"),
}
STATUSES: Final = {0: "normal", 1: "preview", 2: "test", 4: "imported", 8: "spam", 16: "offline"}
UNFINISHED: Final = frozenset({"0", "false"})
NUMBERS: Final = frozenset({"duration", "progress"})
QUOTED: Final = 3  # values of a column that are quoted


def own_questions(
    header: Header, frame: pd.DataFrame, own: Mapping[str, str]
) -> dict[str, Question]:
    """Return the questions that columns of Qualtrics' own make.

    Parameters
    ----------
    header : Header
        The header rows.
    frame : pandas.DataFrame
        The answers.
    own : mapping of str to str
        Columns to what they hold.
    """
    found = {}
    places = {name: place for place, name in enumerate(header.names)}
    for name, holds in own.items():
        wording = worded(header.wording[places[name]])
        label = "" if key_of(wording) == key_of(name) else wording
        number = frame[name].dtype.kind in "iuf"
        levels: tuple[tuple[int, str], ...] = ()
        if holds == "status" and number:
            levels = tuple(
                (code, say(f"reading.qualtrics.status.{each}")) for code, each in STATUSES.items()
            )
        elif holds == "finished" and number:
            levels = ((1, say("reading.qualtrics.finished")), (0, say("reading.qualtrics.open")))
        kind: Kind = "number" if number and holds in NUMBERS else "single"
        if label or levels or kind == "number":
            found[name] = Question(name, kind, label=label, levels=levels)
    return found


def notes_of(
    header: Header,
    tallies: Tallies,
    own: Mapping[str, str],
    export: Export | None,
    questions: Mapping[str, Question],
) -> Iterator[str]:
    """Yield what is to be told of an export.

    Parameters
    ----------
    header : Header
        The header rows.
    tallies : Tallies
        The answers.
    own : mapping of str to str
        Columns of Qualtrics' own to what they hold.
    export : Export or None
        What the definition made of it, if there is one.
    questions : mapping of str to Question
        All questions.
    """
    if header.doubled:
        names = tallied(header.doubled)
        yield say("reading.qualtrics.doubled", names=names)
    unnamed = [place for place, tag in enumerate(header.tags, 1) if not tag]
    held = [str(place) for place in unnamed if header.names[place - 1] in tallies.frame]
    if held:
        yield say("reading.unnamed", places=join(held))
    yield from _respondents(tallies, own)
    if export is not None:
        yield from _of_definition(export)
    else:
        blocks = [name for name, each in questions.items() if each.kind == "multiple"]
        if blocks:
            yield say("reading.qualtrics.blocks", names=listed(blocks))
        if lists := several_in_cells(header, tallies):
            yield plural("reading.qualtrics.lists", len(lists), columns=listed(lists))
        yield from tick_notes(tallies.frame, _asked(header, tallies, own, questions))
    yield from _unanswered(tallies, export, questions)


def _asked(
    header: Header, tallies: Tallies, own: Mapping[str, str], questions: Mapping[str, Question]
) -> list[str]:
    """Return the columns of questions that are no part of one with several answers."""
    several = (each.parts.values() for each in questions.values() if each.kind == "multiple")
    known = {*own, *(column for columns in several for column in columns)}
    return [name for name in header.names if name in tallies.frame and name not in known]


def _respondents(tallies: Tallies, own: Mapping[str, str]) -> Iterator[str]:
    """Tell of rows that are no respondents, and of interviews that are not finished."""
    for name, holds in own.items():
        if holds == "status":
            times: dict[str, int] = {}
            for value, n in tallies[name].items():
                if kind := STATUS.get(value.casefold()):
                    times[kind] = times.get(kind, 0) + n
            for kind, n in times.items():
                yield plural(f"reading.qualtrics.{kind}", n, column=name)
        elif holds == "finished":
            values = tallies[name].items()
            if n := sum(n for value, n in values if value.casefold() in UNFINISHED):
                yield plural("reading.qualtrics.unfinished", n, column=name)


def _of_definition(export: Export) -> Iterator[str]:
    """Tell what of the file the definition does not know."""
    header = export.header
    known = set(export.slots)
    rest = [
        name
        for place, name in enumerate(header.names)
        if name in export.frame
        and name not in known
        and not header.own(place)
        and (header.ids[place].startswith("QID") or not header.ids[place])
        and key_of(header.wording[place]) != key_of(header.tags[place])
    ]
    if rest:
        yield plural("reading.qualtrics.not_defined", len(rest), columns=listed(rest))
    if export.unknown:
        told = [
            say("reading.qualtrics.values_of", column=name, values=_most(values))
            for name, values in export.unknown.items()
        ]
        yield say("reading.qualtrics.no_answers", columns=first_few(told))
    if export.left_out:
        told = [
            say("reading.qualtrics.values_of", column=name, values=tallied(list(values.items())))
            for name, values in export.left_out.items()
        ]
        yield say("reading.qualtrics.left_out", columns=first_few(told))
    parts = {slot.part.id: slot.part for slot in export.slots.values()}
    named = [
        part.tag
        for part in parts.values()
        if any(each.naming not in ("", each.within("")) for each in part.answers)
    ]
    if named:
        yield say("reading.qualtrics.named", questions=listed(named))


def _most(values: Mapping[str, int]) -> str:
    """Quote values, those that stand most often first."""
    return tallied(sorted(values.items(), key=lambda each: -each[1]), shown=QUOTED)


def _unanswered(
    tallies: Tallies, export: Export | None, questions: Mapping[str, Question]
) -> Iterator[str]:
    """Tell where -99 says that a question was seen and not answered."""
    found = dict(unanswered(export)) if export is not None else {}
    for each in questions.values():
        for column in each.parts.values() if each.kind == "multiple" or each.missing else ():
            if column not in found and (n := tallies[column].get(UNANSWERED, 0)):
                found[column] = n
    if found:
        told = {"n": count(sum(found.values())), "columns": listed(list(found))}
        yield say("reading.qualtrics.unanswered", **told)
