"""The verb `read`: a survey's file to a sample."""

import os
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from techno_kit.errors import QuestionError, ReadError, SampleError
from techno_kit.loading.asked import Asked
from techno_kit.loading.dispatch import checked, read_file
from techno_kit.loading.formats import GRIDS
from techno_kit.loading.odd_codes import odd_codes
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.setting_aside import without_personal
from techno_kit.loading.wave_folders import read_folder
from techno_kit.survey.design import Design
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.paths import check_path, existing_file
from techno_kit.survey.sample import Sample
from techno_kit.survey.source import Source
from techno_kit.survey.traces import Tracer
from techno_kit.wording import say


def read(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    definition: str | os.PathLike[str] | None = None,
    mapping: Mapping | AnyMapping[str, Any] | str | os.PathLike[str] | None = None,
    weight: str | None = None,
    columns: Sequence[str] | None = None,
    language: str | None = None,
    sheet: str | int | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    keep_personal: bool = False,
) -> Sample:
    r"""Read a survey's file.

    What the file is, is found out from its content, and told in ``sample.source``; what was done to
    read it is told in ``sample.notes``. Text files are read as they are: separator, decimal sign,
    encoding and byte-order mark are found out. Only an empty cell is blank: "NA", "None" and their
    like are answers, except among numbers.

    Parameters
    ----------
    path : str or path
        The file; content beats ending. Of a folder every survey file is read as a wave of one
        sample, in the order of the names, and answers are matched by their labels.
    format : str, optional
        What the file is, such as ``"qualtrics"`` or ``"spss"``, where finding out goes wrong.
    definition : str or path, optional
        The file in which the platform says what was asked; one of the same name beside the answers
        is found.
    mapping : Mapping, path or dictionary, optional
        What the columns mean, in the framework's words.
    weight : str, optional
        The name of one of the mapping's weights; the first when left out.
    columns : sequence of str, optional
        The columns to read, by the names that the sample gives them; all when left out. A weight
        that the file itself names is read with them.
    language : str, optional
        In which of the file's languages its questions are worded, such as ``"nl"``.
    sheet : str or int, optional
        The sheet of a workbook, by name or by place from 1; the first with answers when left out.
    encoding, separator, decimal : str, optional
        How a text file is to be read, instead of finding it out; they beat the mapping's. The
        separator is ``","``, ``";"``, ``"\t"`` (or ``"tab"``) or ``"|"``; the decimal sign ``"."``
        or ``","``, also of numbers that stand as texts in a workbook.
    keep_personal : bool
        Whether columns that name people, or tell where they are or when they were born, stay among
        the answers.

    Returns
    -------
    Sample
        A row a respondent. Where the file itself names a case weight and no mapping is given, the
        sample is weighted by it.

    Raises
    ------
    ReadError
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
    >>> print(sample.source)
    answers.csv: delimited text, separator ';', decimal comma, encoding UTF-8
    """
    if isinstance(path, pd.DataFrame):
        raise ReadError(say("reading.frame"))
    check_path(path, ReadError)
    asked = Asked(
        separator=separator,
        decimal=decimal,
        encoding=encoding,
        columns=None if columns is None else tuple(columns),
        language=language,
        sheet=sheet,
        definition=None if definition is None else existing_file(definition, ReadError),
    )
    asked = checked(Path(path).name, asked, format)
    if mapping is not None:
        mapping = Mapping.of(mapping)
    if weight is not None:
        if mapping is None:
            raise QuestionError(say("reading.weight_alone", name=weight))
        mapping = mapping.with_weight(weight)

    tracer = Tracer()

    def one(file: Path, mapped: Mapping | None) -> Sample:
        raw = read_file(file, asked, format, None if mapping is None else mapping.file)
        kept = without_personal(raw, file.name, mapping, keep=keep_personal, tracer=tracer)
        if mapping is None and kept.format in GRIDS:
            questions = kept.codebook.questions.values()
            labelled = [each.name for each in questions if each.levels or each.missing]
            unlabelled = kept.frame.drop(columns=labelled, errors="ignore")
            kept = replace(kept, notes=(*kept.notes, *odd_codes(unlabelled)))
        return _sample(kept, file, mapped)

    if Path(path).is_dir():
        return read_folder(Path(path), lambda file: one(file, None), mapping=mapping, tracer=tracer)
    return one(existing_file(path, ReadError), mapping)


def _sample(raw: RawFile, path: Path, mapping: Mapping | None) -> Sample:
    """Return the sample of what was read from one file."""
    source = Source(path.name, raw.format, raw.details)
    design = raw.design if mapping is None else None
    if mapping is None and design is None and raw.weight is not None:
        return _weighted(raw, source, raw.weight)
    notes = raw.notes
    if mapping is not None and raw.weight is not None and mapping.design.weight is None:
        notes = (*notes, say("reading.weight_left", file=path.name, column=raw.weight))
    try:
        sample = Sample.from_frame(
            raw.frame,
            mapping=mapping,
            design=design,
            labels=raw.codebook,
            source=source,
            notes=notes,
            traces=raw.traces,
        )
        return replace(sample, left_out=raw.left_out) if raw.left_out else sample
    except SampleError as error:
        if mapping is not None:
            raise
        raise ReadError(str(error)) from error


def _weighted(raw: RawFile, source: Source, column: str) -> Sample:
    """Return the sample under the weight that the file itself names, if that can be used."""
    sample = Sample.from_frame(
        raw.frame, labels=raw.codebook, source=source, notes=raw.notes, traces=raw.traces
    )
    told = say("reading.own_weight", file=source.name, column=column)
    try:
        sample = sample.with_design(Design(weight=column))
    except SampleError as error:
        told = say("reading.own_weight_unusable", reason=error)
    return replace(sample, notes=(*sample.notes, told))
