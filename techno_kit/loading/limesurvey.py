"""LimeSurvey: exports of answers, by codes or in full, and the survey's structure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from techno_kit.errors import ReadError, listed, tallied
from techno_kit.loading.asked import Asked, no_such_language
from techno_kit.loading.companions import beside
from techno_kit.loading.grids import Grid
from techno_kit.loading.limesurvey_columns import (
    Header,
    Slot,
    header_of,
    reads_as_export,
    slots_of,
)
from techno_kit.loading.limesurvey_plain import questions_by_header
from techno_kit.loading.limesurvey_questions import Export, questions_of
from techno_kit.loading.limesurvey_structure import (
    Structure,
    is_structure,
    names_structure,
    read_structure,
)
from techno_kit.loading.limesurvey_values import NOT_ASKED, holds_texts, is_closed, levels_of
from techno_kit.loading.qualtrics_values import tally_of
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.text_blocks import framed
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.translations import Translation
from techno_kit.wording import count, phrase, plural, say

SUFFIXES: Final = (".lss", ".lsg", ".lsq", ".txt", ".tsv")
NUMBER: Final = re.compile(r"(?<!\d)(\d{4,8})(?!\d)")  # of a survey, in the names of its files
FITTING: Final = 0.5  # of the columns, at least, that a structure must know
AGREEING: Final = 0.5  # of the columns of one answer that must hold some of its answers
MOMENT: Final = "%Y-%m-%d %H:%M:%S"
SHOWN: Final = 3  # values of a column that are quoted
#: Its own columns of personal data: the same by codes as by wordings.
PERSONAL: Final = {"address": "ip", "id": "id", "token": "id"}


def recognise(grid: Grid, definition: Path | None) -> bool:
    """Tell whether a grid is an export of LimeSurvey: by its own columns, or by its structure."""
    if definition is not None and is_structure(definition):
        return True
    return reads_as_export(grid.head) or names_structure(grid.head[0])


def read(grid: Grid, asked: Asked) -> RawFile:
    """Read an export of LimeSurvey.

    With the survey's structure questions have their wording, answers, codes and routing from
    there. Without it the export's header tells which questions there are.

    Parameters
    ----------
    grid : Grid
        The export: text or a sheet.
    asked : Asked
        `definition`, a structure (.lss, .lsg, .txt, .tsv); `language` of the wording.

    Raises
    ------
    ReadError
        If there are no rows, or the structure is damaged, or has no such language.
    """
    if names_structure(grid.head[0]):
        values = {"file": grid.path.name, "format": say("formats.limesurvey")}
        raise ReadError(say("reading.definition_alone", **values))
    where = asked.definition or _structure_beside(grid.path)
    structure = None if where is None else read_structure(where)
    language = _language(grid.path.name, structure, asked.language)
    cells = grid.head[0]
    slots = [None] * grid.width if structure is None else slots_of(cells, structure)
    header = header_of(grid.head, slots)
    frame, notes = grid.body(1, header.names)
    held = {
        name: slot
        for name, slot in zip(header.names, slots, strict=True)
        if slot is not None and name in frame
    }
    details, told = list(grid.details), list[str]()
    if structure is not None and where is not None:
        misfit = _misfit(frame, header, held)
        if misfit:
            told = [say(misfit[0], file=grid.path.name, definition=where.name, **misfit[1])]
            structure, held = None, {}
            own = header_of(grid.head, [None] * grid.width)
            frame = frame.rename(columns=dict(zip(header.names, own.names, strict=True)))
            header = own
        else:
            details.append(say("reading.with_file", file=where.name))
    raw = _described(frame, header, structure, held, language)
    found = phrase("lists.comma").join(details)
    first = say("reading.told", file=grid.path.name, found=found)
    return replace(
        raw, notes=(first, *told, *notes, *raw.notes), format="limesurvey", details=tuple(details)
    )


def _structure_beside(path: Path) -> Path | None:
    """Return the structure beside an export: of its name, or with its survey's number."""
    own = beside(path, SUFFIXES)
    if own is not None and is_structure(own):
        return own
    for number in NUMBER.findall(path.stem):
        for each in sorted(path.parent.iterdir()):
            fits = each.suffix.lower() in SUFFIXES and number in NUMBER.findall(each.stem)
            if fits and each.name != path.name and each.is_file() and is_structure(each):
                return each
    return None


def _language(name: str, structure: Structure | None, wanted: str | None) -> str:
    if not wanted:
        return structure.language if structure else ""
    by_key = {each.lower(): each for each in structure.languages} if structure else {}
    if wanted.lower() not in by_key:
        raise no_such_language(name, wanted, list(by_key.values()))
    return by_key[wanted.lower()]


def _misfit(
    frame: pd.DataFrame, header: Header, held: Mapping[str, Slot]
) -> tuple[str, dict[str, str]] | None:
    """Return why a structure is that of another survey, if it is: which sentence, and its values.

    It must know half of the columns, and half of those of one answer must hold its answers.
    """
    asked = [
        name
        for name, own in zip(header.names, header.own, strict=True)
        if not own and name in frame
    ]
    if len(held) < FITTING * len(asked) or not held:
        numbers = {"n": count(len(held)), "of": count(len(asked))}
        return "reading.limesurvey.other_survey", numbers
    compared = agreeing = 0
    for name, slot in held.items():
        tally = tally_of(frame[name])
        if is_closed(slot) and set(tally) - {NOT_ASKED}:
            compared += 1
            agreeing += _agrees(slot, tally)
    if agreeing < AGREEING * compared:
        numbers = {"n": count(compared - agreeing), "of": count(compared)}
        return "reading.limesurvey.other_answers", numbers
    return None


def _agrees(slot: Slot, tally: Mapping[str, int]) -> bool:
    """Tell whether most answers in a column are some of its question's."""
    _, unknown = levels_of(slot, tally, "", "", as_text=False)
    values = sum(n for value, n in tally.items() if value != NOT_ASKED)
    return sum(unknown.values()) <= values / 2


def _described(
    frame: pd.DataFrame,
    header: Header,
    structure: Structure | None,
    held: Mapping[str, Slot],
    language: str,
) -> RawFile:
    """Return the rows with their questions."""
    own = {
        name: kind
        for name, kind in zip(header.names, header.own, strict=True)
        if kind and name in frame
    }
    _date(frame, [*own, *(name for name, slot in held.items() if slot.asking.type == "D")])
    columns: dict[str, Any] = {str(name): frame[name] for name in frame}
    questions: dict[str, Question] = {}
    translations: dict[str, dict[str, Translation]] = {}
    notes: list[str] = []
    if structure is not None:
        tallies = ((slot, tally_of(frame[name])) for name, slot in held.items() if is_closed(slot))
        finished = _finished(frame, own)
        export = Export(frame, held, structure, language, holds_texts(tallies), finished)
        for made in questions_of(export):
            questions[made.question.name] = made.question
            columns |= made.columns
            for other, words in made.translations.items():
                translations.setdefault(other, {})[made.question.name] = words
        notes += _of_structure(export, header)
    rest = [
        place
        for place, name in enumerate(header.names)
        if name in frame and name not in own and name not in held
    ]
    found = questions_by_header(header, frame, rest, set(columns))
    for plain in found.questions:
        questions[plain.name] = plain
    columns |= found.columns
    if structure is not None and rest:
        notes.append(
            say(
                "reading.limesurvey.not_defined",
                columns=listed([header.names[each] for each in rest]),
            )
        )
    questions |= _own_questions(header, frame, own)
    notes += [*found.notes, *_respondents(frame, own), *_not_asked(frame, questions)]
    if header.doubled:
        notes.insert(0, say("reading.limesurvey.doubled", names=tallied(header.doubled)))
    made_new = [each for each in columns if each not in frame]
    if made_new:
        notes.append(plural("reading.limesurvey.made", len(made_new), columns=listed(made_new)))
    book = Codebook(
        questions=questions,
        translations=translations,
        language=language,
        personal={name: PERSONAL[kind] for name, kind in own.items() if kind in PERSONAL},
    )
    return RawFile(framed(columns), book, tuple(notes))


def _finished(frame: pd.DataFrame, own: Mapping[str, str]) -> "pd.Series[Any]":
    """Return who came to the end: who has a date of submission."""
    for name, kind in own.items():
        if kind == "submitdate":
            return frame[name].notna() & (frame[name].astype("str") != NOT_ASKED)
    return pd.Series(False, index=frame.index)


def _date(frame: pd.DataFrame, names: list[str]) -> None:
    """Turn texts that are all dates and times, as LimeSurvey writes them, into moments in place."""
    for name in names:
        column = frame[name]
        if column.dtype.kind in "iufbM":
            continue
        try:
            moments = pd.to_datetime(column, format=MOMENT, errors="coerce")
        except (ValueError, OverflowError):
            continue
        if moments.notna().equals(column.notna()):
            frame[name] = moments


def _own_questions(
    header: Header, frame: pd.DataFrame, own: Mapping[str, str]
) -> dict[str, Question]:
    wording = dict(zip(header.names, header.wording, strict=True))
    found = {}
    for name, kind in own.items():
        is_number = frame[name].dtype.kind in "iuf" and kind == "time"
        label = wording[name] if wording[name] != name else ""
        if label or is_number:
            found[name] = Question(name, "number" if is_number else "single", label=label)
    return found


def _of_structure(export: Export, header: Header) -> Iterator[str]:
    """Tell what of the file and its structure do not belong together."""
    if export.structure.doubled:
        yield say("reading.limesurvey.code_twice", codes=listed(export.structure.doubled))
    for name, unknown in export.unknown.items():
        values = tallied(list(unknown.items())[:SHOWN])
        yield say("reading.limesurvey.no_answers", column=name, values=values)
    if export.unclear:
        yield say("reading.limesurvey.unclear", questions=listed(export.unclear))


def _respondents(frame: pd.DataFrame, own: Mapping[str, str]) -> Iterator[str]:
    for name, kind in own.items():
        if kind == "submitdate":
            n = int((~_finished(frame, {name: kind})).sum())
            if n:
                yield plural("reading.limesurvey.unfinished", n, column=name)


def _not_asked(frame: pd.DataFrame, questions: Mapping[str, Question]) -> Iterator[str]:
    n = sum(
        NOT_ASKED in tally_of(frame[column])
        for each in questions.values()
        if NOT_ASKED in (each.missing or ())
        for column in each.parts.values()
        if column in frame
    )
    if n:
        yield plural("reading.limesurvey.not_asked", n)
