"""Triple-S: a definition in XML, and answers at fixed places or in a CSV."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.errors import ReadError, listed
from techno_kit.loading.asked import Asked, no_such_language
from techno_kit.loading.companions import beside
from techno_kit.loading.delimited import TextGrid
from techno_kit.loading.detect import Form
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.statistics_labels import distinct
from techno_kit.loading.text_blocks import TypedColumn, framed
from techno_kit.loading.texts import TextFile, open_text
from techno_kit.loading.triple_s_definition import Definition, Variable, read_definition
from techno_kit.survey.codebook import Codebook, Question, Value
from techno_kit.survey.mapping_entries import FileOptions
from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.translations import ORIGINAL, Translation
from techno_kit.wording import count, plural, say

DEFINED: Final = (".sss", ".xml")
ANSWERS: Final = (".asc", ".dat", ".csv", ".txt")
Text = "pd.Series[Any]"
Cut = Callable[[int, int], "pd.Series[Any]"]  # first place from 1, last place: text, stripped
FARTHEST: Final = 1 << 30  # place of a sign; no row is so long
BLANKS: Final = ("", ".")
SIGNS: Final = 1 << 19  # of lines that are held as texts at a time


def read(path: Path, asked: Asked) -> RawFile:
    """Read a Triple-S survey: its definition, or its answers, may be named.

    Parameters
    ----------
    path : pathlib.Path
        The definition (.sss or .xml), whose answers lie beside it, or the answers.
    asked : Asked
        `definition`, where it has another name than the answers; `encoding` of the answers;
        `language` of the wording.

    Raises
    ------
    ReadError
        If one of both files is not there or damaged, or they contradict each other.
    """
    is_definition = path.suffix.lower() in DEFINED
    where = path if is_definition else asked.definition or beside(path, DEFINED)
    if where is None:
        raise ReadError(say("reading.triple_s.no_definition", file=path.name))
    definition = read_definition(where)
    language = _language(where.name, definition, asked.language)
    data = _answers_of(path, definition) if is_definition else path
    cuts, rows, details = _opened(data, definition, asked.encoding)
    frame, wrong = _frame(definition, cuts, rows)
    if frame.empty:
        raise ReadError(say("reading.no_rows", file=data.name))
    if wrong:
        raise ReadError(say("reading.triple_s.values", file=data.name, columns=listed(wrong)))
    details = (say("reading.triple_s.version", version=definition.version or "?"), *details)
    other = where.name if not is_definition else data.name
    return RawFile(
        frame,
        _codebook(definition, language),
        tuple(_notes(definition, data.name)),
        format="triple_s",
        details=(*details, say("reading.with_file", file=other)),
        weight=next((each.name for each in definition.variables if each.use == "weight"), None),
    )


def _language(name: str, definition: Definition, wanted: str | None) -> str:
    if wanted and wanted not in definition.languages:
        raise no_such_language(name, wanted, definition.languages)
    return wanted or ""


def _answers_of(path: Path, definition: Definition) -> Path:
    """Return the file with the answers: the one that the definition names, or one beside it."""
    named = Path(definition.data.replace("\\", "/")).name  # never another folder than its own
    found = path.with_name(named) if named else beside(path, ANSWERS)
    if found is None or not found.is_file():
        wanted = named or f"{path.stem}{ANSWERS[0]}"
        raise ReadError(say("reading.triple_s.no_answers", file=path.name, data=wanted))
    return found


def _opened(
    path: Path, definition: Definition, encoding: str | None
) -> tuple[Iterator[Cut], int, tuple[str, ...]]:
    """Return how places are cut out of blocks of answers, the most rows, and what was found out."""
    if definition.is_csv:
        grid = TextGrid.of(path, Form("csv", False, ".csv"), FileOptions(",", ".", encoding))
        fields = grid.text_blocks(definition.skip)
        cuts = (partial(_field, each.fillna(""), path.name) for each in fields)
        return cuts, grid.text.most_rows(grid.width), grid.details
    text = open_text(path, False, encoding)
    told = say("reading.triple_s.fixed"), text.told(say("reading.name_encoding"))
    lines = _lines(text, definition.skip)
    return (partial(_places, each) for each in lines), text.most_rows(1), told


def _lines(text: TextFile, skip: int) -> Iterator["pd.Series[Any]"]:
    """Yield the lines that are not blank, some at a time."""
    with text.open(translate=True) as handle:
        for _ in range(skip):
            handle.readline()
        rest: list[str] = []
        while part := handle.read(SIGNS):
            whole, end, begun = part.rpartition("\n")
            if end:
                yield _filled("".join([*rest, whole]))
                rest = []
            rest.append(begun)
        yield _filled("".join(rest))


def _filled(text: str) -> "pd.Series[Any]":
    lines = text.split("\n")
    if "\x1a" in text or "\r" in text:
        lines = [each.rstrip("\x1a\r") for each in lines]
    return pd.Series([each for each in lines if each.strip()], dtype="str")


def _places(lines: "pd.Series[Any]", start: int, finish: int) -> "pd.Series[Any]":
    return lines.str[start - 1 : finish].str.strip()


def _field(fields: pd.DataFrame, name: str, start: int, finish: int) -> "pd.Series[Any]":
    if finish > fields.shape[1]:
        values = {"file": name, "place": finish, "n": count(fields.shape[1])}
        raise ReadError(say("reading.triple_s.beyond", **values))
    parts = [fields.iloc[:, place - 1].str.strip() for place in range(start, finish + 1)]
    return parts[0] if len(parts) == 1 else parts[0].str.cat(pd.concat(parts[1:], axis=1))


def _frame(
    definition: Definition, cuts: Iterable[Cut], rows: int
) -> tuple[pd.DataFrame, list[str]]:
    """Return the columns, and the names of variables with values that are none of their type."""
    columns: dict[str, Any] = {}
    wrong: set[str] = set()
    for cut in cuts:
        for variable in definition.variables:
            for name, values in _values(variable, definition, cut, wrong).items():
                columns.setdefault(name, TypedColumn(rows)).add(values)
    names = [each.name for each in definition.variables if each.name in wrong]
    return framed({name: each.result() for name, each in columns.items()}), names


def _values(
    variable: Variable, definition: Definition, cut: Cut, wrong: set[str]
) -> "dict[str, pd.Series[Any]]":
    """Return a variable's columns."""
    if variable.kind == "multiple":
        return _chosen(variable, definition, cut, wrong)
    return {variable.name: _one(variable, cut(variable.start, variable.finish), wrong)}


def _one(variable: Variable, text: "pd.Series[Any]", wrong: set[str]) -> "pd.Series[Any]":
    """Return a variable of one value: numbers, texts or moments."""
    if variable.kind == "character" or (variable.literal and variable.kind == "single"):
        return text.mask(text == "")
    codes, different = _different(text)
    blank = different.isin(BLANKS)
    kept = different.mask(blank)
    if variable.kind == "date":
        found: Any = pd.to_datetime(kept, format="%Y%m%d", errors="coerce")
    elif variable.kind == "time":
        read = pd.to_datetime(kept.str.zfill(6), format="%H%M%S", errors="coerce")
        found = read.dt.strftime("%H:%M:%S").astype("str")
    else:
        found = pd.to_numeric(kept, errors="coerce")
    if (found.isna() & ~blank).any():
        wrong.add(variable.name)
    return pd.Series(found.array.take(codes))


def _different(text: "pd.Series[Any]") -> "tuple[np.ndarray[Any, Any], pd.Series[Any]]":
    """Return the different texts, and which of them stands where."""
    codes, found = pd.factorize(text)
    return codes, pd.Series(found, dtype="str")


def _chosen(
    variable: Variable, definition: Definition, cut: Cut, wrong: set[str]
) -> "dict[str, pd.Series[Any]]":
    """Return a column for each answer of a multiple-choice variable: 1 chosen, 0 not, or blank."""
    columns = columns_of(variable)
    if variable.subfields:
        given = _listed_codes(variable, definition, cut)
        blank = np.logical_and.reduce([each.isin(BLANKS).to_numpy() for each in given])
        known = {str(code) for code, _ in variable.values} | {"", "0", "."}
        if not all(each.isin(known).all() for each in given):
            wrong.add(variable.name)
        signs = {
            code: np.logical_or.reduce([(each == str(code)).to_numpy() for each in given])
            for code, _ in variable.values
        }
    else:
        codes, text = _different(cut(variable.start, variable.finish))
        blank = (text == "").to_numpy()[codes]
        if not text.str.fullmatch("[01 ]*").all():
            wrong.add(variable.name)
        signs = {
            code: (text.str[place - 1 : place] == "1").to_numpy()[codes]
            for (code, _), place in zip(variable.values, _signs(variable), strict=True)
        }
    return {
        column: pd.Series(np.where(blank, np.nan, signs[code])) for code, column in columns.items()
    }


def _signs(variable: Variable) -> list[int]:
    """Return where in a row of signs each code has its own, from 1: at the place of its number."""
    codes = [code for code, _ in variable.values]
    if all(isinstance(each, int) and each > 0 for each in codes):
        return [min(int(each), FARTHEST) for each in codes]
    return list(range(1, len(codes) + 1))


def _listed_codes(variable: Variable, definition: Definition, cut: Cut) -> "list[pd.Series[Any]]":
    """Return the codes that a multiple-choice variable lists, a series a subfield."""
    if definition.is_csv:
        starts, width = range(variable.start, variable.finish + 1), 1
    else:
        width = variable.width
        starts = range(variable.start, variable.start + variable.subfields * width, width)
    texts = [cut(start, start + width - 1) for start in starts]
    return texts if variable.literal else [_without_zeros(each) for each in texts]


def _without_zeros(text: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return codes without the zeros that fill them up."""
    codes, different = _different(text)
    bare = different.str.replace(r"^0+(?=\d)", "", regex=True)
    return pd.Series(bare.array.take(codes))


def columns_of(variable: Variable) -> dict[Value, str]:
    """Return the column of each answer of a multiple-choice variable."""
    return {code: f"{variable.name}_{code}" for code, _ in variable.values}


def _codebook(definition: Definition, language: str) -> Codebook:
    """Return the questions, with their wording in every language."""
    by_name = {each.name: each for each in definition.variables}
    questions = {name: _question(each, by_name, language) for name, each in by_name.items()}
    base = _own_language(definition)
    own = language or base
    spoken = dict.fromkeys((base or "", *definition.languages))
    translations = {
        other or ORIGINAL: {name: _translation(each, other, own) for name, each in by_name.items()}
        for other in spoken
        if other != own
    }
    return Codebook(questions=questions, translations=translations, language=own)


def _question(variable: Variable, by_name: Mapping[str, Variable], language: str) -> Question:
    label = variable.label.within(language)
    labels = {code: words.within(language) or str(code) for code, words in variable.values}
    values: dict[str, Any] = {"label": label}
    if variable.asked_if:
        on = by_name.get(variable.asked_if)
        title = on.label.within(language) if on else ""
        values["routing"] = say("reading.triple_s.routing", question=title or variable.asked_if)
    if variable.kind == "multiple":
        ids = dict(distinct(labels))
        columns = {ids[code]: column for code, column in columns_of(variable).items()}
        return Question(variable.name, "multiple", columns, chosen=(1,), **values)
    if variable.kind == "quantity":
        missing = tuple(code for code, text in labels.items() if reads_as_no_answer(text))
        return Question(variable.name, "number", missing=missing, **values)
    if variable.kind == "logical":
        levels = ((1, say("reading.triple_s.true")), (0, say("reading.triple_s.false")))
        return Question(variable.name, levels=levels, **values)
    return Question(variable.name, levels=distinct(labels), **values)


def _own_language(definition: Definition) -> str:
    """Return the language, if any, in which a definition has all of its own words."""
    words = [
        each
        for variable in definition.variables
        for each in (variable.label, *(label for _, label in variable.values))
    ]
    return next(
        (
            language
            for language in definition.languages
            if all(each.within(language) == each.within("") for each in words)
        ),
        "",
    )


def _translation(variable: Variable, language: str, own: str) -> Translation:
    values: dict[Value, Value] = {code: code for code, _ in variable.values}
    if variable.kind == "multiple":  # answers go by their labels
        shown = {code: words.within(own) or str(code) for code, words in variable.values}
        values |= distinct(shown)
    levels = tuple((values[code], words.within(language)) for code, words in variable.values)
    return Translation(variable.label.within(language), levels)


def _notes(definition: Definition, data: str) -> list[str]:
    """Tell what of a definition has no place in a sample."""
    notes = []
    kept = [
        f"{words.within('')} ({code})"
        for variable in definition.variables
        if variable.kind == "quantity"
        for code, words in variable.values
        if not reads_as_no_answer(words.within(""))
    ]
    if kept:
        notes.append(say("reading.triple_s.numbers", values=listed(kept)))
    if definition.records > 1:
        n = definition.records - 1
        notes.append(plural("reading.triple_s.records", n, file=data))
    return notes
