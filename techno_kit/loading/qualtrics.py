"""Qualtrics: exports of answers with one to three header rows, and their survey definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from techno_kit.errors import listed
from techno_kit.loading.asked import Asked, no_such_language
from techno_kit.loading.grids import Grid
from techno_kit.loading.qualtrics_header import Header, header_of, reads_as_export
from techno_kit.loading.qualtrics_notes import notes_of, own_questions
from techno_kit.loading.qualtrics_questions import SEVERAL, Export, questions_of
from techno_kit.loading.qualtrics_slots import Slot, fits, slots_of
from techno_kit.loading.qualtrics_survey import Survey, read_survey
from techno_kit.loading.qualtrics_values import CLOSED, Tallies, holds_texts, split, tally_of
from techno_kit.loading.qualtrics_wording import questions_by_wording
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.text_blocks import framed
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.translations import Translation
from techno_kit.wording import count, phrase, plural, say

DEFINED: Final = ".qsf"
#: Signs between fields beside which a decimal comma would need quotes: Qualtrics writes points.
POINTED: Final = frozenset({",", "\t"})


@dataclass(frozen=True, eq=False)
class _Rows:
    """The answers, and what was found out as they were read."""

    frame: pd.DataFrame
    header: Header
    slots: Mapping[str, Slot]
    notes: tuple[str, ...]
    unknown: Mapping[str, Mapping[str, int]]


def recognise(grid: Grid, definition: Path | None) -> bool:
    """Tell whether a grid is an export of Qualtrics: by its header rows, or by its definition."""
    if definition is not None and definition.suffix.lower() == DEFINED:
        return True
    return reads_as_export(grid.head)


def read(grid: Grid, asked: Asked) -> RawFile:
    """Read an export of Qualtrics.

    With the survey's definition questions have their wording, answers, codes and routing from
    there. Without it the export's own wording tells which questions there are, and which columns
    are the answers of one of them.

    Parameters
    ----------
    grid : Grid
        The export: text or a sheet.
    asked : Asked
        `definition`, a .qsf; `language` of the wording, where the definition has translations.

    Raises
    ------
    ReadError
        If there are no rows, or the definition is damaged, or has no such language.
    """
    header = header_of(grid)
    survey, told = _survey(grid.path.name, header, asked.definition)
    language = _language(grid.path.name, survey, asked.language)
    slots = [None] * len(header.names) if survey is None else slots_of(header, survey)
    known = {name: slot for name, slot in zip(header.names, slots, strict=True) if slot is not None}
    if asked.decimal is None and _is_pointed(grid):
        grid = grid.with_decimal(".")
    frame, notes = grid.body(header.rows, header.names)
    finished = [
        name
        for place, name in enumerate(header.names)
        if name in frame and header.own(place) == "finished"
    ]
    known = {name: slot for name, slot in known.items() if name in frame}
    as_text = _as_text(frame, known, finished)
    rows = _unfolded(grid, frame, header, known, as_text=as_text)
    details = [*grid.details, plural("reading.qualtrics.header_rows", header.rows)]
    if survey is not None and asked.definition is not None:
        details.append(say("reading.with_file", file=asked.definition.name))
    first = phrase("lists.comma").join(details)
    raw = _described(rows, survey, language, as_text=as_text)
    return replace(
        raw,
        notes=(
            say("reading.told", file=grid.path.name, found=first),
            *told,
            *notes,
            *rows.notes,
            *raw.notes,
        ),
        format="qualtrics",
        details=tuple(details),
    )


def _survey(
    name: str, header: Header, definition: Path | None
) -> tuple[Survey | None, tuple[str, ...]]:
    """Return the survey's definition, unless it is that of another survey, which is told."""
    if definition is None:
        return None, ()
    survey = read_survey(definition)
    known, of, belongs = fits(header, slots_of(header, survey), survey)
    if belongs:
        return survey, ()
    told = {"file": name, "definition": definition.name, "n": count(known), "of": count(of)}
    return None, (say("reading.qualtrics.other_survey", **told),)


def _language(name: str, survey: Survey | None, wanted: str | None) -> str:
    """Return the key of the language that was asked for; the survey's own is the empty text."""
    language = (wanted or "").lower()
    if not language or (survey is not None and language == survey.language):
        return ""
    if survey is None or language not in survey.languages:
        raise no_such_language(name, wanted, survey.languages if survey else ())
    return language


def _is_pointed(grid: Grid) -> bool:
    """Tell whether cells are as Qualtrics writes them, not as a spreadsheet saved them again."""
    layout = getattr(grid, "layout", None)
    return layout is not None and layout.separator in POINTED


def _as_text(frame: pd.DataFrame, slots: Mapping[str, Slot], finished: Sequence[str]) -> bool:
    closed = (
        (slot, tally_of(frame[name]))
        for name, slot in slots.items()
        if slot.part.form in CLOSED and not slot.about and slot.answer is None
    )
    return holds_texts(closed, tally_of(frame[finished[0]]) if finished else {})


def _unfolded(
    grid: Grid, frame: pd.DataFrame, header: Header, slots: Mapping[str, Slot], *, as_text: bool
) -> _Rows:
    """Make a column for each answer of select-all questions whose cells hold several answers."""
    whole = [
        name
        for name, slot in slots.items()
        if slot.part.form in SEVERAL
        and slot.answer is None
        and not slot.about
        and slot.part.answers
        and (slot.row is not None or slot.part.form == "multiple")
    ]
    if not whole:
        return _Rows(frame, header, slots, (), {})
    places = {name: place for place, name in enumerate(header.names)}
    cells = grid.texts(header.rows, [places[name] for name in whole])
    cells.columns = pd.Index(whole)
    columns: dict[str, pd.Series[Any]] = {}
    kept: dict[str, Slot] = {}
    unknown: dict[str, dict[str, int]] = {}
    for name in map(str, frame.columns):
        slot = slots.get(name)
        if slot is None or name not in whole:
            columns[name] = frame[name]
            kept |= {} if slot is None else {name: slot}
            continue
        texts = as_text and not _coded(cells[name], slot)
        found, odd = split(cells[name].astype("str"), slot.part.answers, as_text=texts)
        unknown |= {name: odd} if odd else {}
        for answer in slot.part.answers:
            own = f"{name}_{answer.id}"
            while own in places or own in columns:
                own = f"{own}_"
            columns[own] = found[answer.id]
            kept[own] = replace(slot, answer=answer)
    note = plural("reading.qualtrics.unfolded", len(whole), columns=listed(whole))
    return _Rows(framed(columns), header, kept, (note,), unknown)


def _coded(cells: "pd.Series[Any]", slot: Slot) -> bool:
    """Tell whether cells hold codes all the same: an export may say so question by question."""
    pieces = {part.strip() for each in cells.dropna().unique() for part in each.split(",")}
    return pieces <= {each.code for each in slot.part.answers} | {"", "-99"}


def _described(rows: _Rows, survey: Survey | None, language: str, *, as_text: bool) -> RawFile:
    """Return the rows with their questions."""
    header, frame = rows.header, rows.frame
    questions: dict[str, Question] = {}
    translations: dict[str, dict[str, Translation]] = {}
    own = {
        name: kind
        for place, name in enumerate(header.names)
        if name in frame and (kind := header.own(place))
    }
    export, tallies = None, Tallies(frame)
    if survey is not None:
        export = Export(header, tallies, rows.slots, survey, language, as_text)
        export.unknown.update({name: dict(each) for name, each in rows.unknown.items()})
        for made in questions_of(export):
            questions[made.question.name] = made.question
            for other, words in made.translations.items():
                key = other or survey.language
                translations.setdefault(key, {})[made.question.name] = words
    rest = [
        name
        for name in header.names
        if name in frame and name not in own and name not in rows.slots
    ]
    questions |= {each.name: each for each in questions_by_wording(header, rest, tallies)}
    questions |= own_questions(header, frame, own)
    notes = notes_of(header, tallies, own, export, questions)
    places = {name: place for place, name in enumerate(frame.columns)}
    in_order = sorted(
        questions.values(), key=lambda each: min(places[one] for one in each.parts.values())
    )
    spoken = language or (survey.language if survey is not None else "")
    named = {each.name: each for each in in_order}
    book = Codebook(questions=named, translations=translations, language=spoken)
    return RawFile(frame, book, tuple(notes))
