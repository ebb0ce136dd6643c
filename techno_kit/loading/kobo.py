"""KoBo and ODK: exports of answers, and the form (XLSForm) by which they were asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from techno_kit.errors import listed, tallied
from techno_kit.loading.asked import Asked, no_such_language
from techno_kit.loading.export_texts import distinct_names
from techno_kit.loading.grids import Grid
from techno_kit.loading.kobo_columns import (
    Slot,
    form_of,
    is_of_repeats,
    is_own,
    reads_as_export,
    slots_of,
    tidied,
)
from techno_kit.loading.kobo_questions import Export, agrees, questions_of
from techno_kit.loading.qualtrics_values import tally_of
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.several_answers import lists_notes
from techno_kit.loading.text_blocks import framed
from techno_kit.loading.xlsforms import UNASKED, Form, is_form, language_of, read_form
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.personal import personal_columns
from techno_kit.survey.translations import Translation
from techno_kit.wording import count, phrase, plural, say

FITTING: Final = 0.5  # of the columns, at least, that a form must know
AGREEING: Final = 0.5  # of the columns of choices that must hold some of them
SHOWN: Final = 3  # values of a column that are quoted
#: Types of a form whose answers are personal data, whatever they are, and what they hold.
PERSONAL: Final = {
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "start-geopoint"), "coordinates"),
    **dict.fromkeys(("deviceid", "imei", "subscriberid", "simserial"), "id"),
    **{"phonenumber": "phone", "email": "email", "username": "name"},
}
#: Columns of ODK's own that hold personal data, by their names in small letters.
OWN_PERSONAL: Final = {
    **dict.fromkeys(("key", "parent_key", "submitterid"), "id"),
    "submittername": "name",
}
PLACE: Final = ("latitude", "longitude", "altitude", "precision")  # columns of a place


def recognise(grid: Grid, definition: Path | None) -> bool:
    """Tell whether a grid is an export of KoBo or ODK: by their own columns, or by its form."""
    if definition is not None and is_form(definition):
        return True
    return reads_as_export(grid.head[0])


def read(grid: Grid, asked: Asked) -> RawFile:
    """Read an export of KoBo or ODK.

    With the form questions have their wording, choices and routing from there; cells of several
    choices become a column each. Without it columns stay as they are.

    Parameters
    ----------
    grid : Grid
        The export: text or a sheet.
    asked : Asked
        `definition`, the form (.xlsx or .xls); `language` of the wording.

    Raises
    ------
    ReadError
        If there are no rows, or the form is damaged, or has no such language.
    """
    where = asked.definition
    form = None if where is None else read_form(where)
    language = _language(grid.path.name, form, asked.language)
    cells = tidied(grid.head[0])
    slots = [None] * grid.width if form is None else slots_of(cells, form)
    names, doubled = distinct_names(cells)
    frame, notes = grid.body(1, names)
    held = {
        name: slot
        for name, slot in zip(names, slots, strict=True)
        if slot is not None and name in frame
    }
    details, told = list(grid.details), []
    if form is not None and where is not None:
        asked_of = [
            name
            for name, cell in zip(names, cells, strict=True)
            if name in frame and not is_own(cell)
        ]
        misfit = _misfit(frame, asked_of, held)
        if misfit:
            values = {"file": grid.path.name, "definition": where.name, **misfit[1]}
            told, form = [say(misfit[0], **values)], None
        else:
            details.append(say("reading.with_file", file=where.name))
    if doubled:
        told.append(say("reading.kobo.doubled", names=tallied(doubled)))
    if is_of_repeats(cells):
        told.append(say("reading.kobo.of_repeats", file=grid.path.name))
    if form is None:
        told += lists_notes(frame, _of_one_cell(frame), blanks=True)
        alone = form_of(cells)
        own = zip(names, slots_of(cells, alone), strict=True)
        held = {name: slot for name, slot in own if slot is not None and name in frame}
        raw = _described(grid, frame, names, held, alone, "")
    else:
        raw = _described(grid, frame, names, held, form, language)
        rest = [
            name
            for name, cell in zip(names, cells, strict=True)
            if name in frame and name not in held and not is_own(cell)
        ]
        aside = personal_columns(frame[rest], raw.codebook)  # told where they are set aside
        rest = [name for name in rest if name not in {*aside, *raw.codebook.personal}]
        told += [say("reading.kobo.not_defined", columns=listed(rest))] if rest else []
    first = say("reading.told", file=grid.path.name, found=phrase("lists.comma").join(details))
    return replace(
        raw, notes=(first, *told, *notes, *raw.notes), format="kobo", details=tuple(details)
    )


def _of_one_cell(frame: pd.DataFrame) -> list[str]:
    """Return the columns of questions that have no columns of choices beside them."""
    names = [name for name in map(str, frame) if not is_own(name)]
    stems = {name[:place] for name in names for place, sign in enumerate(name) if sign in "/."}
    return [name for name in names if name not in stems]


def _language(name: str, form: Form | None, wanted: str | None) -> str:
    if not wanted:
        return form.language if form else ""
    spoken = form.languages if form else ()
    found = language_of(wanted, spoken)
    if not found:
        raise no_such_language(name, wanted, spoken)
    return found


def _misfit(
    frame: pd.DataFrame, asked: Sequence[str], held: Mapping[str, Slot]
) -> tuple[str, dict[str, str]] | None:
    """Return why a form is that of another survey, if it is: which sentence, and its values.

    It must know half of the columns, and half of those of choices must hold some of them.
    """
    if len(held) < FITTING * len(asked) or not held:
        return "reading.kobo.other_form", {"n": count(len(held)), "of": count(len(asked))}
    found = [agrees(slot, tally_of(frame[name])) for name, slot in held.items()]
    compared = [each for each in found if each is not None]
    if sum(compared) < AGREEING * len(compared):
        n = len(compared) - sum(compared)
        return "reading.kobo.other_choices", {"n": count(n), "of": count(len(compared))}
    return None


def _described(
    grid: Grid,
    frame: pd.DataFrame,
    names: tuple[str, ...],
    held: Mapping[str, Slot],
    form: Form,
    language: str,
) -> RawFile:
    """Return the rows with their questions."""
    asked = {name: slot for name, slot in held.items() if slot.field.type not in UNASKED}
    export = Export(frame, _cells(grid, frame, names, asked), asked, form, language)
    instead: dict[str, Mapping[str, Any]] = {name: {} for name in export.cells}
    settled: dict[str, Any] = {}
    questions: dict[str, Question] = {}
    translations: dict[str, dict[str, Translation]] = {}
    for made in questions_of(export):
        questions[made.question.name] = made.question
        if made.instead:
            instead[made.instead] = made.columns
        else:
            settled |= made.columns
        for other, words in made.translations.items():
            translations.setdefault(other, {})[made.question.name] = words
    columns: dict[str, Any] = {}
    for name in map(str, frame):
        columns |= instead.get(name, {name: settled.get(name, frame[name])})
    _date(columns, asked)
    book = Codebook(
        questions=questions,
        translations=translations,
        language=language,
        personal=_personal(columns, names, asked),
    )
    return RawFile(framed(columns), book, tuple(_notes(export, held)))


def _personal(
    columns: Mapping[str, Any], names: Sequence[str], slots: Mapping[str, Slot]
) -> dict[str, str]:
    """Return the columns that hold personal data by the form, or beside a place's own columns."""
    found = {
        name: kind for name, slot in slots.items() if (kind := PERSONAL.get(slot.field.type, ""))
    }
    if reads_as_export(names):
        found |= {name: own for name in names if (own := OWN_PERSONAL.get(name.lower(), ""))}
    for name in names:
        group, joint, own = name.rpartition("/")
        parts = [f"{group}{joint}_{own}_{part}" for part in PLACE]
        if all(part in names for part in parts[:2]):
            found |= dict.fromkeys([name, *parts], "coordinates")
    return {name: kind for name, kind in found.items() if name in columns}


def _cells(
    grid: Grid, frame: pd.DataFrame, names: tuple[str, ...], slots: Mapping[str, Slot]
) -> "dict[str, pd.Series[Any]]":
    """Return columns that hold several choices a cell as they stand: "1 2" is no number."""
    whole = [
        name
        for name, slot in slots.items()
        if slot.field.select == "several" and slot.choice is None and not slot.about
    ]
    if not whole:
        return {}
    places = {name: place for place, name in enumerate(names)}
    found = grid.texts(1, [places[name] for name in whole])
    found.columns = pd.Index(whole)
    return {name: found[name].astype("str").set_axis(frame.index) for name in whole}


def _date(columns: dict[str, Any], slots: Mapping[str, Slot]) -> None:
    """Turn texts that are all dates into moments in place."""
    for name, slot in slots.items():
        column = columns.get(name)
        if (
            column is None
            or slot.field.type not in ("date", "today")
            or column.dtype.kind in "iufbM"
        ):
            continue
        moments = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
        if moments.notna().equals(column.notna()):
            columns[name] = moments


def _notes(export: Export, held: Mapping[str, Slot]) -> Iterator[str]:
    """Tell what of the file and its form do not belong together."""
    split = {slot.field.path for slot in export.slots.values() if slot.choice is not None}
    for key, is_double in (("unfolded", False), ("repeated", True)):
        those = [each for each in export.cells if (held[each].field.path in split) == is_double]
        if those:
            yield plural(f"reading.kobo.{key}", len(those), columns=listed(those))
    if export.blank:
        yield say("reading.kobo.blank", columns=listed(list(export.blank)))
    for name, unknown in export.unknown.items():
        values = tallied(list(unknown.items())[:SHOWN])
        yield say("reading.kobo.no_choices", column=name, values=values)
    if export.none_chosen:
        n = sum(export.none_chosen.values())
        yield say(
            "reading.kobo.none_chosen", questions=listed(list(export.none_chosen)), n=count(n)
        )
    if export.unclear:
        yield say("reading.kobo.unclear", questions=listed(export.unclear))
    repeats = {each.repeat for each in export.form.fields if each.repeat}
    there = {slot.field.repeat for slot in held.values()}
    if elsewhere := sorted(repeats - there):
        yield say("reading.kobo.repeats", groups=listed(elsewhere))
