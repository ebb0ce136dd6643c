"""Quantipy, and what it takes over from Confirmit and Dimensions: meta data in JSON, and a CSV."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.errors import ReadError, listed, tallied
from techno_kit.loading.asked import Asked, no_such_language
from techno_kit.loading.companions import beside
from techno_kit.loading.export_texts import distinct_names
from techno_kit.loading.grids import Grid
from techno_kit.loading.qualtrics_values import kind_of, tally_of
from techno_kit.loading.quantipy_meta import Column, Meta, is_meta, read_meta
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.statistics_labels import distinct
from techno_kit.loading.text_blocks import coded, framed, looked_up
from techno_kit.loading.xlsforms import language_of
from techno_kit.survey.codebook import Codebook, Question, Value
from techno_kit.survey.encoding import text_of
from techno_kit.survey.personal import personal_columns
from techno_kit.survey.translations import Translation
from techno_kit.wording import count, phrase, plural, say

ANSWERS: Final = (".csv", ".tsv", ".txt")
FITTING: Final = 0.5  # of the columns, at least, that the meta data must know
AGREEING: Final = 0.5  # of the columns of codes that must hold some of theirs
SEVERAL: Final = "delimited set"
WEIGHT: Final = re.compile(r"(^|_)weight(_|$|\d)", re.I)
SHOWN: Final = 3  # values of a column that are quoted


def recognise(grid: Grid, definition: Path | None) -> bool:
    """Tell whether there are meta data of Quantipy: nothing in the answers themselves tells."""
    return grid.format == "csv" and definition is not None and is_meta(definition)


def answers_of(definition: Path) -> Path:
    """Return the file with the answers beside the meta data.

    Raises
    ------
    ReadError
        If there is none.
    """
    found = beside(definition, ANSWERS)
    if found is None:
        wanted = f"{definition.stem}.csv"
        raise ReadError(say("reading.quantipy.no_answers", file=definition.name, data=wanted))
    return found


@dataclass(frozen=True, eq=False)
class _Found:
    """Questions that were made, and what is to be told of them."""

    language: str
    meta: Meta
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    translations: dict[str, dict[str, Translation]] = field(default_factory=dict)


def read(grid: Grid, asked: Asked) -> RawFile:
    """Read the answers of a data set with its meta data.

    Cells that hold several codes, as ``"1;3;"``, become a column a code.

    Parameters
    ----------
    grid : Grid
        The answers.
    asked : Asked
        `definition`, the meta data (.json); `language` of the wording.

    Raises
    ------
    ReadError
        If there are no meta data, or they are damaged or those of other answers, or have no such
        language.
    """
    where = asked.definition
    if where is None:
        raise ReadError(say("reading.quantipy.no_definition", file=grid.path.name))
    meta = read_meta(where)
    language = _language(grid.path.name, meta, asked.language)
    names, doubled = distinct_names([each.replace("\ufeff", "").strip() for each in grid.head[0]])
    frame, notes = grid.body(1, names)
    frame, told = _without_index(frame, grid.head[0], names)
    notes = [*told, *notes]
    held = {name: meta.columns[name] for name in map(str, frame) if name in meta.columns}
    _check(grid.path.name, where.name, frame, held)
    cells = _cells(grid, frame, names, held)
    found = _Found(language, meta)
    columns: dict[str, Any] = {}
    questions: dict[str, Question] = {}
    for name in map(str, frame):
        column = held.get(name)
        if column is None:
            columns[name] = frame[name]
            continue
        if name in cells:
            made = _unfolded(column, cells[name], set(names), found)
            columns |= made
            question = _several(column, list(made), found)
        else:
            columns[name] = _values(column, frame[name], found)
            question = _single(column, columns[name], found)
        questions[name] = question
    details = (*grid.details, say("reading.with_file", file=where.name))
    first = say("reading.told", file=grid.path.name, found=phrase("lists.comma").join(details))
    if doubled:
        notes.append(say("reading.quantipy.doubled", names=tallied(doubled)))
    book = Codebook(questions=questions, translations=found.translations, language=found.language)
    return RawFile(
        framed(columns),
        book,
        (first, *notes, *_notes(found, frame, held, cells)),
        format="quantipy",
        details=details,
    )


def _language(name: str, meta: Meta, wanted: str | None) -> str:
    if not wanted:
        return meta.language
    by_key = {each.lower(): each for each in meta.languages}
    starts = [each for each in meta.languages if each.lower().split("-")[0] == wanted.lower()]
    found = by_key.get(wanted.lower()) or language_of(wanted, meta.languages)
    if found or len(starts) == 1:
        return found or starts[0]
    raise no_such_language(name, wanted, meta.languages if len(meta.languages) > 1 else ())


def _without_index(
    frame: pd.DataFrame, head: tuple[str, ...], names: tuple[str, ...]
) -> tuple[pd.DataFrame, list[str]]:
    """Leave out the numbers of rows that pandas writes before the first column."""
    first = names[0]
    if head[0].replace("\ufeff", "").strip() or first not in frame or frame.shape[1] < 2:
        return frame, []
    column = frame[first]
    if column.dtype.kind not in "iuf" or not np.array_equal(column, np.arange(len(frame))):
        return frame, []
    return frame.drop(columns=first), [say("reading.quantipy.index")]


def _check(file: str, definition: str, frame: pd.DataFrame, held: Mapping[str, Column]) -> None:
    """Refuse meta data of other answers: most columns, and most codes, must be theirs."""
    told = {"file": file, "definition": definition}
    if len(held) < FITTING * frame.shape[1] or not held:
        numbers = {"n": count(len(held)), "of": count(frame.shape[1])}
        raise ReadError(say("reading.quantipy.other_meta", **told, **numbers))
    compared = agreeing = 0
    for name, column in held.items():
        tally = tally_of(frame[name]) if column.type == "single" and column.choices else {}
        if tally:
            codes = {text_of(each.code) for each in column.choices}
            compared += 1
            agreeing += 2 * sum(n for each, n in tally.items() if each in codes) >= sum(
                tally.values()
            )
    if agreeing < AGREEING * compared:
        numbers = {"n": count(compared - agreeing), "of": count(compared)}
        raise ReadError(say("reading.quantipy.other_codes", **told, **numbers))


def _cells(
    grid: Grid, frame: pd.DataFrame, names: tuple[str, ...], held: Mapping[str, Column]
) -> "dict[str, pd.Series[Any]]":
    """Return columns of several codes a cell as they stand: a cell "1" is no number."""
    several = [name for name, each in held.items() if each.type == SEVERAL and each.choices]
    if not several:
        return {}
    cells = {name: frame[name] for name in several if frame[name].dtype == "str"}
    if len(cells) == len(several):
        return cells
    again = [name for name in several if name not in cells]
    places = {name: place for place, name in enumerate(names)}
    found = grid.texts(1, [places[name] for name in again])
    found.columns = pd.Index(again)
    cells |= {name: found[name].astype("str").set_axis(frame.index) for name in again}
    return {name: cells[name] for name in several}


def _unfolded(
    column: Column, cells: "pd.Series[Any]", taken: set[str], found: _Found
) -> "dict[str, pd.Series[Any]]":
    """Return a column for each code: 1 chosen, 0 not; blank where the cell is."""
    codes, uniques = coded(cells)
    place = {text_of(each.code): n for n, each in enumerate(column.choices)}
    times = np.bincount(codes[codes >= 0], minlength=len(uniques))
    signs = np.zeros((len(uniques) + 1, len(place)))
    signs[-1] = np.nan
    for n, cell in enumerate(map(str, uniques)):
        if cell.strip() in ("", ";"):
            signs[n] = np.nan
        for piece in filter(None, (each.strip() for each in cell.split(";"))):
            code = piece.removesuffix(".0")
            if code in place:
                signs[n, place[code]] = 1
            else:
                odd = found.unknown.setdefault(column.name, {})
                odd[piece] = odd.get(piece, 0) + int(times[n])
    for n, choice in enumerate(column.choices):  # who chose what is no answer gave none
        if choice.is_missing:
            signs[signs[:, n] == 1] = np.nan
    made = {}
    for code, n in place.items():
        if not column.choices[n].is_missing:
            own = f"{column.name}_{code}"
            while own in taken:
                own = f"{own}_"
            made[own] = pd.Series(looked_up(signs[:, n], codes), cells.index)
    return made


def _several(column: Column, names: list[str], found: _Found) -> Question:
    answers = [each for each in column.choices if not each.is_missing]
    labels = {
        language: dict(distinct({n: each.within(language) for n, each in enumerate(answers)}))
        for language in (found.language, *found.meta.languages)
    }
    own = labels[found.language]
    for language in found.meta.languages:
        if language != found.language:
            words = tuple((own[n], label) for n, label in labels[language].items())
            found.translations.setdefault(language, {})[column.name] = Translation(
                column.within(language), words
            )
    return Question(
        column.name,
        "multiple",
        {own[n]: name for n, name in enumerate(names)},
        label=column.within(found.language),
        chosen=(1,),
    )


def _values(column: Column, values: "pd.Series[Any]", found: _Found) -> "pd.Series[Any]":
    """Return a column as what the meta data say that it holds."""
    if column.type == "date" and values.dtype.kind not in "iufbM":
        moments = pd.to_datetime(values, format="ISO8601", errors="coerce")
        if moments.notna().equals(values.notna()):
            return moments
    if column.type in ("int", "float") and values.dtype.kind not in "iuf" and values.notna().any():
        found.wrong.append(column.name)
    return values


def _single(column: Column, values: "pd.Series[Any]", found: _Found) -> Question:
    tally = tally_of(values) if column.choices or column.type not in ("date", "string") else {}
    codes = {text_of(each.code) for each in column.choices}
    number = column.type in ("int", "float") and values.dtype.kind in "iuf"
    if column.choices and not number:
        unknown = {each: n for each, n in tally.items() if each not in codes}
        if unknown:
            found.unknown[column.name] = unknown
    kind: Any = "number" if number else "single"
    if not column.type:
        kind = kind_of(values, tally)
    missing: list[Value] = [each.code for each in column.choices if each.is_missing]
    missing += [each for each in column.missing if each not in missing]
    levels: dict[str, Any] = {
        language: distinct({each.code: each.within(language) for each in column.choices})
        for language in (found.language, *found.meta.languages)
    }
    for language in found.meta.languages:
        if language != found.language:
            found.translations.setdefault(language, {})[column.name] = Translation(
                column.within(language), levels[language]
            )
    return Question(
        column.name,
        kind,
        label=column.within(found.language),
        levels=() if number else levels[found.language],
        missing=tuple(missing) or None,
    )


def _notes(
    found: _Found,
    frame: pd.DataFrame,
    held: Mapping[str, Column],
    cells: Mapping[str, Any],
) -> Iterator[str]:
    """Tell what of the answers and the meta data do not belong together."""
    if cells:
        yield plural("reading.quantipy.unfolded", len(cells), columns=listed(list(cells)))
    for name, unknown in found.unknown.items():
        values = tallied(list(unknown.items())[:SHOWN])
        yield say("reading.quantipy.no_values", column=name, values=values)
    if found.wrong:
        yield say("reading.quantipy.no_numbers", columns=listed(found.wrong))
    rest = [str(name) for name in frame if name not in held]
    aside = personal_columns(frame[rest])  # told by the note of what is set aside
    if rest := [name for name in rest if name not in aside]:
        yield say("reading.quantipy.not_defined", columns=listed(rest))
    if absent := [name for name in found.meta.columns if name not in held]:
        yield say("reading.quantipy.absent", columns=listed(absent))
    weights = [name for name, each in held.items() if each.type == "float" and WEIGHT.search(name)]
    if weights:
        yield say("reading.quantipy.weights", columns=listed(weights), first=weights[0])
