"""Answers that `Sample.save` wrote, and others with a Table Schema beside them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from techno_kit.errors import QuestionError, ReadError, listed
from techno_kit.loading.asked import no_such_language
from techno_kit.loading.formats import FORMATS
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.stored_columns import Changed, restored_rows, with_categories
from techno_kit.loading.table_schemas import codebook_of_fields
from techno_kit.survey.codebook import Codebook
from techno_kit.survey.design import Design
from techno_kit.survey.paths import read_utf8
from techno_kit.survey.schema import Checker, parse
from techno_kit.survey.stored.documents import Document, read_document
from techno_kit.survey.stored.scalars import decoded
from techno_kit.survey.stored.storing import CODEBOOK, SCHEMA, beside_it
from techno_kit.survey.stored.table_schemas import OWN
from techno_kit.wording import say

#: What a companion says: that of `Sample.save`, or the labels of a plain Table Schema.
Meaning = Document | Codebook
#: Companions by the format of the answers, the likelier first.
ENDINGS = {
    "csv": (SCHEMA, CODEBOOK),
    "parquet": (CODEBOOK, SCHEMA),
    "excel": (CODEBOOK, SCHEMA),
    "feather": (CODEBOOK, SCHEMA),
    "json_lines": (CODEBOOK, SCHEMA),
}
#: Formats that `Sample.save` writes; a companion of another belongs to rows made from the sample's.
WRITTEN = frozenset({"csv", "parquet", "excel"})


def companion_of(path: Path, format: str, definition: Path | None) -> Path | None:
    """Return the codebook or Table Schema that was named, or lies beside a file of answers.

    Parameters
    ----------
    path : pathlib.Path
        The file with the answers.
    format : str
        What it was found to be; files that say themselves what they hold have no companion.
    definition : pathlib.Path or None
        The file that the caller named; one of another kind is a platform's.
    """
    if definition is not None:
        ours = definition.name.lower().endswith((CODEBOOK, SCHEMA))
        return definition if ours else None
    return next(iter(beside_it(path, ENDINGS.get(format, ()))), None)


def meaning_of(companion: Path) -> Meaning:
    """Return what a companion says.

    Raises
    ------
    ReadError
        If it is neither a codebook that `Sample.save` wrote nor a Table Schema.
    """
    name, text = read_utf8(companion, ReadError)
    if name.lower().endswith(".toml"):
        return read_document(*parse(name, text, ReadError))
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(say("storing.not_json", file=name, reason=error)) from error
    if not isinstance(schema, Mapping) or not isinstance(schema.get("fields"), list):
        raise ReadError(say("storing.bad_schema", file=name, reason=say("storing.no_fields")))
    if OWN not in schema:
        return codebook_of_fields(schema, name)
    try:
        document = decoded(schema[OWN])
    except (KeyError, ValueError, TypeError) as error:
        raise ReadError(say("storing.bad_schema", file=name, reason=error)) from error
    return read_document(document, Checker(name))


def read_exactly(path: Path, format: str, meaning: Meaning, companion: Path) -> RawFile | None:
    """Read a file of `Sample.save` as it was written; None where it no longer is so.

    Parameters
    ----------
    path : pathlib.Path
        The file with the answers.
    format : str
        What it was found to be: ``"parquet"``, ``"csv"`` or ``"excel"``.
    meaning : Document or Codebook
        What its companion says.
    companion : pathlib.Path
        The companion.
    """
    if not isinstance(meaning, Document) or format not in WRITTEN:
        return None
    try:
        frame = restored_rows(path, format, meaning)
    except Changed:
        return None
    return RawFile(
        frame,
        meaning.codebook,
        meaning.notes,
        format=format,
        details=_details(meaning, companion),
        design=meaning.design,
        left_out=meaning.left_out,
    )


def with_meaning(raw: RawFile, meaning: Meaning, path: Path, companion: Path) -> RawFile:
    """Return a file's content that takes its meaning from a companion by the names of columns."""
    there = set(raw.frame.columns)
    document = meaning if isinstance(meaning, Document) else Document(meaning)
    book, lost = fitting(document.codebook, there)
    notes = list(raw.notes)
    frame = raw.frame
    if isinstance(meaning, Document):
        written = raw.format not in FORMATS or raw.format in WRITTEN
        key = "storing.changed" if written else "storing.by_name"
        notes += [say(key, file=path.name, companion=companion.name)]
        frame = frame if written else with_categories(frame, meaning)
    if lost:
        told = {"companion": companion.name, "file": path.name, "columns": listed(lost)}
        notes.append(say("storing.lost_columns", **told))
    design = document.design if there.issuperset(document.design.columns) else Design()
    return replace(
        raw,
        frame=frame,
        codebook=book.with_labels(raw.codebook),
        notes=(*notes, *document.notes),
        details=(*raw.details, *_details(meaning, companion)),
        design=design if design.columns else raw.design,
        left_out=document.left_out,
    )


def in_language(raw: RawFile, language: str | None, companion: Path) -> RawFile:
    """Return a file's content with the labels of its companion in a language.

    Raises
    ------
    ReadError
        If nothing is worded in it.
    """
    if language is None:
        return raw
    _, *others = raw.codebook.languages
    try:
        return replace(raw, codebook=raw.codebook.with_language(language))
    except QuestionError as error:
        raise no_such_language(companion.name, language, others) from error


def fitting(book: Codebook, there: set[str]) -> tuple[Codebook, list[str]]:
    """Return as much of a codebook as speaks of columns that are there, and the other columns."""
    questions = {
        name: each
        for name, each in book.questions.items()
        if each.options or there.issuperset(each.parts.values())
    }
    items = {
        name: each
        for name, each in book.items.items()
        if there.issuperset([each.column, *(column for column, _ in each.asked_if)])
    }
    named = [column for each in book.questions.values() for column in each.parts.values()]
    named += [each.column for each in book.items.values()]
    lost = [each for each in dict.fromkeys(named) if each not in there]
    return replace(book, questions=questions, items=items), lost


def _details(meaning: Meaning, companion: Path) -> tuple[str, ...]:
    """Return short phrases on what a companion told."""
    if not isinstance(meaning, Document):
        return (say("storing.schema_labels", companion=companion.name),)
    told = [say("storing.detail", companion=companion.name)]
    if meaning.source:
        told.append(say("storing.origin", source=meaning.source))
    return tuple(told)
