"""The verb `read`: a survey's file to a sample."""

import os
from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from techno_kit.errors import FileError, QuestionError, listed, raise_all
from techno_kit.loading.detect import SUFFIXES, Form, detect
from techno_kit.loading.rawfiles import RawFile
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.mapping_entries import DECIMALS, FileOptions, separator_sign
from techno_kit.survey.paths import check_path, existing_file
from techno_kit.survey.sample import Sample
from techno_kit.wording import plural, say


def read(
    path: str | os.PathLike[str],
    *,
    mapping: Mapping | AnyMapping[str, Any] | str | os.PathLike[str] | None = None,
    weight: str | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    decimal: str | None = None,
) -> Sample:
    r"""Read a survey's file.

    Text files are read as they are: separator, decimal sign, encoding and byte-order mark are found
    out, and ``sample.notes`` tells what was found. Only an empty cell is blank: "NA", "None" and
    their like are answers, except among numbers.

    Parameters
    ----------
    path : str or path
        The file: .csv, .tsv or .txt (also .gz), .parquet, .sav or .zsav. Content beats ending.
    mapping : Mapping, path or dictionary, optional
        What the columns mean, in the framework's words.
    weight : str, optional
        The name of one of the mapping's weights; the first when left out.
    encoding, separator, decimal : str, optional
        How a text file is to be read, instead of finding it out; they beat the mapping's. The
        separator is ``","``, ``";"``, ``"\t"`` (or ``"tab"``) or ``"|"``; the decimal sign ``"."``
        or ``","``. An SPSS file takes `encoding` only.

    Returns
    -------
    Sample
        A row a respondent.

    Raises
    ------
    FileError
        If the file is missing, empty or damaged, or is not what its name or the options say.
    MappingError
        If the mapping is not valid, or names columns that are not there.
    QuestionError
        If the mapping has no weight of that name.
    SampleError
        If the weight is unusable, or answers occur that the mapping does not list.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "answers.csv"
    >>> _ = path.write_text("sex;weight\nFemale;0,8\nMale;1,2\n", encoding="utf-8")
    >>> sample = read(path)
    >>> sample.n, sample.notes
    (2, ("answers.csv: separator ';', decimal comma, encoding UTF-8.",))
    """
    if isinstance(path, pd.DataFrame):
        raise FileError(say("reading.frame"))
    check_path(path)
    asked = _checked(Path(path).name, FileOptions(separator, decimal, encoding))
    if mapping is not None:
        mapping = Mapping.of(mapping)
    if weight is not None:
        if mapping is None:
            raise QuestionError(say("reading.weight_alone", name=weight))
        mapping = mapping.with_weight(weight)
    found = existing_file(path)
    raw = read_file(found, asked, None if mapping is None else mapping.file)
    return Sample.from_frame(
        raw.frame, mapping=mapping, labels=raw.codebook, source=found.name, notes=raw.notes
    )


def read_file(
    path: Path, asked: FileOptions | None = None, mapped: FileOptions | None = None
) -> RawFile:
    """Read a file by the reader of its format.

    Parameters
    ----------
    path : pathlib.Path
        A file that is there.
    asked : FileOptions, optional
        What the caller asked for: refused where the format has no such thing.
    mapped : FileOptions, optional
        What a mapping says; it gives way to `asked`, and to a format that needs none of it.
    """
    asked, mapped = asked or FileOptions(), mapped or FileOptions()
    form = detect(path)
    if form.format == "text":
        return _read_text(path, form, asked, mapped)
    _refuse_unused(path.name, form, asked)
    if form.format == "parquet":
        from techno_kit.loading.parquet import read_parquet

        raw = read_parquet(path)
    else:
        from techno_kit.loading.spss import read_spss

        raw = read_spss(path, asked.encoding or mapped.encoding)
    if SUFFIXES[form.suffix] == form.format:
        return raw
    told = say(f"reading.content.{form.format}", file=path.name)
    return replace(raw, notes=(told, *raw.notes))


def _read_text(path: Path, form: Form, asked: FileOptions, mapped: FileOptions) -> RawFile:
    from techno_kit.loading.delimited import read_delimited

    options = FileOptions(
        separator=asked.separator or mapped.separator,
        decimal=asked.decimal or mapped.decimal,
        encoding=asked.encoding or mapped.encoding,
    )
    if options.separator == options.decimal:
        options = replace(options, separator=asked.separator, decimal=asked.decimal)
    return read_delimited(path, form, options)


def _checked(name: str, asked: FileOptions) -> FileOptions:
    """Return the options with a tab spelt out; refuse those that mean nothing."""
    separator = separator_sign(asked.separator)
    problems = []
    if asked.separator is not None and separator is None:
        problems.append(say("reading.no_separator", found=repr(asked.separator)))
    if asked.decimal is not None and asked.decimal not in DECIMALS:
        problems.append(say("reading.no_decimal", found=repr(asked.decimal)))
    if separator is not None and separator == asked.decimal:
        problems.append(say("schema.same_sign"))
    raise_all(FileError, name, problems)
    return replace(asked, separator=separator)


def _refuse_unused(name: str, form: Form, asked: FileOptions) -> None:
    values = {"separator": asked.separator, "decimal": asked.decimal}
    if form.format == "parquet":
        values["encoding"] = asked.encoding
    unused = [key for key, value in values.items() if value is not None]
    if unused:
        raise FileError(plural("reading.unused", len(unused), file=name, options=listed(unused)))
