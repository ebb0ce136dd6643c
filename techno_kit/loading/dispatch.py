"""From a file to the reader of its format."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from techno_kit.errors import ReadError, listed, raise_all, unknown_word
from techno_kit.loading.asked import Asked
from techno_kit.loading.companions import beside
from techno_kit.loading.detect import Form, detect
from techno_kit.loading.formats import (
    ALWAYS,
    DEFINITIONS,
    FORMATS,
    GRIDS,
    PLATFORMS,
    names,
    options_of,
)
from techno_kit.loading.grids import Grid
from techno_kit.loading.plain import read_plain
from techno_kit.loading.rawfiles import RawFile, pick_columns
from techno_kit.loading.stored import (
    companion_of,
    in_language,
    meaning_of,
    read_exactly,
    with_meaning,
)
from techno_kit.survey.mapping_entries import DECIMALS, FileOptions, separator_sign
from techno_kit.wording import plural, say


def read_file(
    path: Path,
    asked: Asked | None = None,
    format: str | None = None,
    mapped: FileOptions | None = None,
) -> RawFile:
    """Read a file by the reader of its format.

    Parameters
    ----------
    path : pathlib.Path
        A file that is there.
    asked : Asked, optional
        What the caller asked for: refused where the format has no such thing.
    format : str, optional
        The format, where the caller names it: one of `names`.
    mapped : FileOptions, optional
        What a mapping says; it gives way to `asked`, and to a format that needs none of it.
    """
    asked, mapped = asked or Asked(), mapped or FileOptions()
    form = _form(path, asked, format)
    companion = companion_of(path, form.format, asked.definition)
    if companion is not None:
        unworded = replace(asked, language=None)  # the companion, not the file, has languages
        raw = _described(path, form, unworded, format, mapped, companion)
        raw = in_language(raw, asked.language, companion)
    else:
        raw = _read(path, form, asked, format, mapped)
    if asked.columns is not None:
        raw = pick_columns(raw, asked.columns, path.name)
    if not form.unnamed:
        return raw
    told = say("reading.content", file=path.name, format=say(f"formats.{form.format}"))
    return replace(raw, notes=(told, *raw.notes))


def _described(
    path: Path,
    form: Form,
    asked: Asked,
    format: str | None,
    mapped: FileOptions,
    companion: Path,
) -> RawFile:
    """Read a file beside which, or with which, a codebook or a Table Schema says what it holds."""
    meaning = meaning_of(companion)
    if asked.definition == companion:
        asked = replace(asked, definition=None)
    if format in (None, form.format) and not set(asked.given()) - {"columns"}:
        raw = read_exactly(path, form.format, meaning, companion)
        if raw is not None:
            return raw
    raw = _read(path, form, asked, format, mapped)
    return with_meaning(raw, meaning, path, companion)


def _read(path: Path, form: Form, asked: Asked, format: str | None, mapped: FileOptions) -> RawFile:
    """Read a file by its format alone."""
    if form.format in GRIDS:
        return _read_grid(path, form, asked, format, mapped)
    if form.format == "json_lines" and _module("quantipy_meta").is_meta(path):
        return _read_quantipy(path, asked, mapped)
    _refuse_unused(path.name, asked, form.format)
    full = _full(path, asked, form.format, mapped)
    raw: RawFile = _module(FORMATS[form.format].module).read(path, full)
    return raw


def _read_quantipy(definition: Path, asked: Asked, mapped: FileOptions) -> RawFile:
    """Read the answers beside meta data of Quantipy, where those were named as the file."""
    answers = _module("quantipy").answers_of(definition)
    form = Form("csv", False, answers.suffix.lower())
    whole = replace(asked, definition=definition)
    raw = _read_grid(answers, form, whole, "quantipy", mapped)
    details = (*raw.details[:-1], say("reading.with_file", file=answers.name))
    return replace(raw, details=details)


def _form(path: Path, asked: Asked, format: str | None) -> Form:
    """Return a file's form; a text with a Triple-S definition is a Triple-S survey's."""
    form = detect(path, format if format in FORMATS else None)
    if form.format == "csv" and format is None:
        definition = asked.definition or beside(path, DEFINITIONS["triple_s"])
        if definition is not None and definition.suffix.lower() in DEFINITIONS["triple_s"]:
            return replace(form, format="triple_s", suffix=definition.suffix.lower())
    return form


def checked(name: str, asked: Asked, format: str | None) -> Asked:
    """Return what was asked with a tab spelt out.

    Raises
    ------
    ReadError
        With all that means nothing.
    """
    separator = separator_sign(asked.separator)
    problems = []
    if format is not None and format not in names():
        problems.append(unknown_word("format", format, names()))
    if asked.separator is not None and separator is None:
        problems.append(say("reading.no_separator", found=repr(asked.separator)))
    if asked.decimal is not None and asked.decimal not in DECIMALS:
        problems.append(say("reading.no_decimal", found=repr(asked.decimal)))
    if separator is not None and separator == asked.decimal:
        problems.append(say("schema.same_sign"))
    raise_all(ReadError, name, problems)
    return replace(asked, separator=separator)


def _read_grid(
    path: Path, form: Form, asked: Asked, format: str | None, mapped: FileOptions
) -> RawFile:
    """Read text or a sheet by the platform that wrote it, or as a plain table."""
    grid: Grid = _module(FORMATS[form.format].module).open_grid(
        path, form, _full(path, asked, form.format, mapped)
    )
    wanted = [format] if format in PLATFORMS else [] if format else PLATFORMS
    for platform in wanted:
        module, whole = _module(platform), _full(path, asked, platform, mapped)
        is_known = module.recognise(grid, whole.definition)
        if format == platform or is_known:
            _refuse_unused(path.name, asked, form.format, platform)
            if not is_known and whole.definition is None:
                _check_likeness(grid, platform)
            raw: RawFile = module.read(grid, whole)
            return raw
    _refuse_unused(path.name, asked, form.format)
    if format is None and _reads_as_form(grid) and _module("xlsforms").is_form(path):
        told = say("formats.kobo")
        raise ReadError(say("reading.definition_alone", file=path.name, format=told))
    return read_plain(grid, one_row=format is not None)


def _check_likeness(grid: Grid, platform: str) -> None:
    """Refuse a table that has no sign of the platform which the caller names."""
    if not _module("resembling").resembles(grid, platform):
        told = say(f"formats.{platform}")
        raise ReadError(say("reading.not_platform", file=grid.path.name, format=told))


def _reads_as_form(grid: Grid) -> bool:
    """Tell whether a sheet begins as that of a form's questions does."""
    names = {each.strip().lower() for each in grid.head[0]}
    return grid.format == "excel" and {"type", "name"} <= names


def _full(path: Path, asked: Asked, format: str, mapped: FileOptions) -> Asked:
    """Return what was asked, with the definition beside the file and what the mapping says."""
    separator, decimal = asked.separator or mapped.separator, asked.decimal or mapped.decimal
    if separator is not None and separator == decimal:
        separator, decimal = asked.separator, asked.decimal
    return replace(
        asked,
        separator=separator,
        decimal=decimal,
        encoding=asked.encoding or mapped.encoding,
        definition=asked.definition or beside(path, DEFINITIONS.get(format, ())),
    )


def _module(name: str) -> Any:
    return import_module(f"techno_kit.loading.{name}")


def _refuse_unused(name: str, asked: Asked, *formats: str) -> None:
    """Refuse what was asked for and means nothing for the formats."""
    takes = ALWAYS.union(*(options_of(each) for each in formats))
    unused = [each for each in asked.given() if each not in takes]
    if unused:
        values = {"options": listed(unused), "format": say(f"formats.{formats[-1]}")}
        raise ReadError(plural("reading.unused", len(unused), file=name, **values))
