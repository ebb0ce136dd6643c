"""The file that goes with saved answers: their codebook, design, notes, and types of columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from techno_kit.errors import QuestionError, ReadError, SampleError
from techno_kit.survey.codebook import Codebook
from techno_kit.survey.design import Design
from techno_kit.survey.leaving_out import LeftOut
from techno_kit.survey.mapping_design import read_design
from techno_kit.survey.personal_signs import Kind
from techno_kit.survey.positions import Path
from techno_kit.survey.schema import (
    Checker,
    Reader,
    any_text,
    flag,
    list_of,
    number,
    read_table,
    shown,
    table_of,
    word,
)
from techno_kit.survey.source import Source
from techno_kit.survey.spelling import key, table
from techno_kit.survey.stored.column_types import CATEGORY, ColumnType
from techno_kit.survey.stored.question_entries import (
    MISSING_VALUES,
    TEXTS,
    Table,
    entry_of,
    item_entries,
    pair_of,
    question_entry,
    read_item_entries,
    read_question_entries,
    read_translations,
    translation_entries,
)
from techno_kit.survey.stored.scalars import decoded, encoded, plain

if TYPE_CHECKING:
    from techno_kit.survey.stored.kept import Kept

SCHEMA: Final = "techno_kit/codebook/1"
#: Fields of a codebook that are tables of their own.
TABLES: Final = ("questions", "items", "translations")


@dataclass(frozen=True, eq=False, slots=True)
class Document:
    """What the file beside saved answers says.

    Attributes
    ----------
    codebook : Codebook
        What the columns mean.
    design : Design
        How respondents were sampled and weighted.
    notes : tuple of str
        The sample's.
    source : Source
        Where the answers were first read from.
    columns : dict of str to ColumnType
        The type of every column, in their order.
    index : dict of str to str
        The columns, among these, that number the rows, and the names they have there.
    marked : bool
        Whether texts that begin as a formula have an apostrophe before them.
    weights : mapping of str to value
        What is told of weights that the kit made: their column, and how they were made.
    left_out : tuple of LeftOut
        Who was left out after screening, and why.
    """

    codebook: Codebook = field(default_factory=Codebook)
    design: Design = field(default_factory=Design)
    notes: tuple[str, ...] = ()
    source: Source = field(default_factory=Source)
    columns: Mapping[str, ColumnType] = field(default_factory=dict)
    index: Mapping[str, str] = field(default_factory=dict)
    marked: bool = False
    weights: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()


# -- writing ----------------------------------------------------------------------------------


def document_of(kept: "Kept", *, marked: bool = False) -> Table:
    """Return the document of what is kept of a sample, as tables and values."""
    book = kept.codebook
    scales, activities = item_entries(book.items)
    top: Table = {"schema": SCHEMA, "apostrophes": marked or None, "notes": list(kept.notes)}
    top |= entry_of(book, without=TABLES)
    top["left_out"] = [entry_of(each) for each in kept.left_out]
    return {
        **{name: value for name, value in top.items() if value not in (None, [])},
        "source": entry_of(kept.source),
        "design": _design(kept.design),
        "weights": plain(dict(kept.weights)),
        "index": dict(kept.index),
        "columns": {name: _type(each) for name, each in kept.columns.items()},
        "questions": {name: question_entry(each) for name, each in book.questions.items()},
        "scales": scales,
        "activities": activities,
        "translations": translation_entries(book.translations),
    }


def _design(design: Design) -> Table:
    told = entry_of(design, without=("replicates",))
    if design.replicates is None:
        return told
    return {**told, "replicates": entry_of(design.replicates)}


def _type(found: ColumnType) -> str | Table:
    """Return a column's type: a word, or a table with the categories in order."""
    if found.categories is None:
        return {"dtype": found.dtype, "of": found.of} if found.of else found.dtype
    told: Table = {"dtype": found.dtype, "of": found.of}
    told["categories"] = [encoded(each) for each in found.categories]
    return {**told, "ordered": found.ordered}


def toml_text(document: Table) -> str:
    """Write a document as TOML: the same for the same document, to the byte."""
    top = {name: each for name, each in document.items() if not isinstance(each, Mapping)}
    blocks = [table("", top).lstrip("\n")]
    for name, each in document.items():
        if not isinstance(each, Mapping) or not each:
            continue
        if name in ("source", "design", "weights", "index", "columns", "of_some_waves", "personal"):
            blocks.append(table(f"[{name}]", each))
            continue
        for one, entry in each.items():
            if name != "translations":
                blocks.append(table(f"[{name}.{key(one)}]", entry))
                continue
            for question, words in entry.items():
                blocks.append(table(f"[{name}.{key(one)}.{key(question)}]", words))
    return "\n".join(blocks)


# -- reading ----------------------------------------------------------------------------------


def _as_it_is(check: Checker, path: Path, found: object) -> object:
    return found


def _left_out(check: Checker, path: Path, found: object) -> LeftOut | None:
    read = read_table(check, path, found, _LEFT_OUT)
    if not {"n", "of", "reasons"} <= set(read):
        return None
    return LeftOut(read["n"], read["of"], read["reasons"], read.get("weight_share"))


_LEFT_OUT: Final[dict[str, Reader]] = {
    "n": number,
    "of": number,
    "reasons": list_of(pair_of(any_text, number), empty=True),
    "weight_share": number,
}


_TOP: Final[dict[str, Reader]] = {
    "schema": _as_it_is,
    "apostrophes": flag,
    "notes": TEXTS,
    "left_out": list_of(_left_out, empty=True),
    "population": any_text,
    "probability_sample": flag,
    "synthetic": flag,
    "waves": any_text,
    "mode": any_text,
    "missing": MISSING_VALUES,
    "cautions": TEXTS,
    "wave_weight": any_text,
    "of_some_waves": table_of(TEXTS),
    "not_offered": table_of(table_of(TEXTS)),
    "personal": table_of(word(Kind)),
    "language": any_text,
    **dict.fromkeys(
        ("source", "design", "weights", "index", "columns", "questions", "scales"), _as_it_is
    ),
    "activities": _as_it_is,
    "translations": _as_it_is,
}
_SOURCE: Final[dict[str, Reader]] = {"name": any_text, "format": any_text, "details": TEXTS}
_COLUMN: Final[dict[str, Reader]] = {
    "dtype": any_text,
    "of": any_text,
    "categories": list_of(_as_it_is, empty=True),
    "ordered": flag,
}


def read_document(found: object, check: Checker) -> Document:
    """Return the document that tables and values describe.

    Parameters
    ----------
    found : mapping
        What the file holds.
    check : Checker
        Knows the file's name and lines.

    Raises
    ------
    ReadError
        With every problem, its line and its key.
    """
    top = read_table(check, (), found, _TOP)
    if top.get("schema") != SCHEMA:
        given = repr(top.get("schema"))
        check.tell(("schema",), "other_schema", found=given, schema=SCHEMA)
        check.raise_all(ReadError)
    parts = {name: top.pop(name, {}) for name in _TOP if _TOP[name] is _as_it_is}
    try:
        questions = read_question_entries(check, ("questions",), parts["questions"])
        items = read_item_entries(check, parts["scales"], parts["activities"])
        design = _read_design(check, parts["design"])
        columns = _read_columns(check, parts["columns"])
        source = Source(**_source(check, parts["source"]))
        translations = read_translations(check, ("translations",), parts["translations"])
        check.raise_all(ReadError)
        book = {each.name: top[each.name] for each in fields(Codebook) if each.name in top}
        codebook = Codebook(questions=questions, items=items, translations=translations, **book)
    except (QuestionError, SampleError) as error:  # what the nouns themselves refuse
        raise ReadError(f"{check.source}: {error}") from error
    return Document(
        codebook,
        design,
        tuple(top.get("notes", ())),
        source,
        columns,
        _texts(parts["index"]),
        top.get("apostrophes", False),
        parts["weights"] if isinstance(parts["weights"], Mapping) else {},
        tuple(top.get("left_out", ())),
    )


def _texts(found: object) -> dict[str, str]:
    pairs = found.items() if isinstance(found, Mapping) else ()
    return {str(name): str(each) for name, each in pairs}


def _source(check: Checker, found: object) -> Table:
    read = read_table(check, ("source",), found, _SOURCE)
    return {**read, **({"details": tuple(read["details"])} if "details" in read else {})}


def _read_design(check: Checker, found: object) -> Design:
    """Read the design by the reader of mappings: one weight, and what it was raked to."""
    return read_design(check, ("design",), found)[0]


def _read_columns(check: Checker, found: object) -> dict[str, ColumnType]:
    columns = {}
    if not isinstance(found, Mapping):
        check.tell(("columns",), "not_table", found=shown(found))
        return {}
    for name, each in found.items():
        path: Path = ("columns", str(name))
        if isinstance(each, str):
            columns[str(name)] = ColumnType(each)
            continue
        read = read_table(check, path, each, _COLUMN)
        told = read.pop("categories", None)
        if "dtype" not in read or (told is None) == (read["dtype"] == CATEGORY):
            check.tell(path, "not_text", found=shown(each))
            continue
        try:
            told = None if told is None else tuple(decoded(list(told)))
            columns[str(name)] = ColumnType(categories=told, **read)
        except (KeyError, ValueError, TypeError):
            check.tell((*path, "categories"), "not_value", found=shown(each))
    for name, each in columns.items():
        try:
            pd.api.types.pandas_dtype(each.base)
        except (TypeError, ValueError):
            check.tell(("columns", name), "not_value", found=shown(each.dtype))
    return columns
