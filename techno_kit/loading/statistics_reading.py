"""What all readers of statistical packages' files have in common."""

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from techno_kit.errors import ReadError, first_few, listed, tallied
from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile, columns_named
from techno_kit.loading.spss_units import Unfit
from techno_kit.loading.statistics_columns import Column, Moments, Numbers, Texts, framed
from techno_kit.loading.statistics_fast import fast_blocks
from techno_kit.loading.statistics_files import WESTERN, Block, StatisticsFile
from techno_kit.loading.statistics_labels import Variable, is_unclear, question_of, variables_of
from techno_kit.loading.statistics_recoding import is_held
from techno_kit.loading.statistics_sets import (
    ChoiceSet,
    columns_of_categories,
    question_of_dichotomies,
    sets_of,
)
from techno_kit.survey.codebook import Codebook, Question
from techno_kit.wording import count, plural, say


@dataclass(frozen=True, eq=False)
class Known:
    """What a format's own reader knows beforehand.

    Attributes
    ----------
    format : str
        The format, as ``format=`` names it.
    weight : str or None
        The file's own case weight.
    formats : mapping of str to mapping
        Labels by the name of a format, of a SAS catalogue.
    details, notes : tuple of str
        What was found out so far.
    guess : bool
        Whether the file does not name the encoding of its texts.
    """

    format: str
    weight: str | None = None
    formats: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    guess: bool = False


def read_statistics(file: StatisticsFile, asked: Asked, known: Known) -> RawFile:
    """Read a file, its texts as Windows-1252 where it names no encoding and they are not UTF-8.

    Raises
    ------
    ReadError
        If pyreadstat is not installed, a column asked for is not there, texts are of another
        encoding, or the file is damaged or has no rows.
    """
    if asked.encoding is not None:
        file = replace(file, encoding=_iconv_name(asked.encoding))
    try:
        return _read(file, asked, known)
    except UnicodeDecodeError as error:
        if file.encoding is not None or not known.guess:
            raise file.undecoded() from error
    file = replace(file, encoding=WESTERN)
    cure = say("reading.name_encoding")
    told = say("reading.encoding_guessed", name="Windows-1252", cure=cure)
    try:
        return _read(file, asked, replace(known, details=(*known.details, told)))
    except UnicodeDecodeError as error:
        raise file.undecoded() from error


def _iconv_name(encoding: str) -> str:
    """Return an encoding's name as pyreadstat takes it: Python knows more spellings."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return encoding


def _read(file: StatisticsFile, asked: Asked, known: Known) -> RawFile:
    meta = file.dictionary()
    if file.encoding is None and is_held(meta.file_encoding):
        file = replace(file, encoding=meta.file_encoding)
        meta = file.dictionary()
    names = list(meta.column_names)
    _check_names(file, names)
    sets = sets_of(meta)
    if asked.columns is not None:
        several = {each.name: each.columns for each in sets}
        picked = columns_named(asked.columns, names, several, file.path.name)
        names = [each for each in names if each in picked or each == known.weight]
    sets = [each for each in sets if set(each.columns).issubset(names)]
    variables = variables_of(meta, file.kind, names, known.formats)
    columns = _taken_up(file, meta, variables)
    tags = {
        name: column.tags
        for name, column in columns.items()
        if isinstance(column, Numbers) and column.tags
    }
    frame = framed(columns.items())
    questions, notes = _questions(variables, frame, tags)
    more, frame, told = _of_sets(sets, variables, frame)
    return RawFile(
        frame,
        Codebook(questions={**questions, **more}),
        (*known.notes, *notes, *told),
        format=known.format,
        details=(*_details(file, meta, variables), *known.details),
        weight=known.weight if known.weight in names else None,
    )


def _check_names(file: StatisticsFile, names: Sequence[str]) -> None:
    """Refuse a dictionary without variables, or whose names cannot be told apart."""
    doubled = [name for name, n in Counter(names).items() if n > 1]
    if not names or doubled or not all(name and name.strip() for name in names):
        reason = say("reading.statistics.names")
        raise ReadError(say("reading.damaged", file=file.path.name, reason=reason))


def _taken_up(file: StatisticsFile, meta: Any, variables: Sequence[Variable]) -> dict[str, Column]:
    """Read all rows into columns: the fast way where there is one, else by pyreadstat."""
    try:
        expected = file.layout.cases if file.layout is not None else 0
        columns, rows = _columns(variables, fast_blocks(file, meta, variables), expected)
        return _some_rows(file, columns, rows)
    except Unfit:
        pass
    promised = meta.number_rows if meta.number_rows is not None and meta.number_rows >= 0 else None
    names = [variable.name for variable in variables]
    columns, rows = _columns(variables, file.blocks(names, promised))
    if promised is not None and rows < promised:
        reason = say("reading.statistics.short", rows=count(rows), promised=count(promised))
        raise ReadError(say("reading.damaged", file=file.path.name, reason=reason))
    return _some_rows(file, columns, rows)


def _some_rows(file: StatisticsFile, columns: dict[str, Column], rows: int) -> dict[str, Column]:
    if not rows:
        raise ReadError(say("reading.no_rows", file=file.path.name))
    return columns


def _columns(
    variables: Sequence[Variable], blocks: Iterable[Block], expected: int = 0
) -> tuple[dict[str, Column], int]:
    """Return the columns that blocks of rows make, and how many rows there are of the first."""
    columns = {variable.name: _column(variable, expected) for variable in variables}
    rows = 0
    for block in blocks:
        rows += len(block.get(variables[0].name, ()))
        for name in list(block):  # what was taken up is let go before the next block is read
            columns[name].add(block.pop(name))
    return columns, rows


def _column(variable: Variable, expected: int) -> Column:
    if variable.is_text:
        return Texts(coded=bool(variable.labels))
    if variable.moment is not None:
        return Moments(variable.moment)
    column = Numbers(variable.is_code, expected)
    if not variable.answers:
        column.give_up()  # from the start: only missing values have labels, or none
    return column


def _questions(
    variables: Sequence[Variable], frame: pd.DataFrame, tags: Mapping[str, Mapping[str, int]]
) -> tuple[dict[str, Question], list[str]]:
    """Return the variables' questions, and notes about what is no answer in numbers."""
    questions, unclear, lost = {}, [], []
    for variable in variables:
        own = tags.get(variable.name, {})
        column = frame[variable.name]
        questions[variable.name] = question_of(variable, column, tuple(own))
        if is_unclear(variable, column):
            unclear.append(variable)
        if own and not isinstance(column.dtype, pd.CategoricalDtype):
            told = tallied(sorted(own.items()))
            lost.append(say("reading.statistics.of", column=variable.name, values=told))
    notes = []
    if unclear:
        first, codes = unclear[0].name, ", ".join(map(repr, unclear[0].answers))
        names = listed([each.name for each in unclear])
        values = {"names": names, "first": first, "codes": codes}
        notes.append(plural("reading.statistics.unclear", len(unclear), **values))
    if lost:
        notes.append(say("reading.statistics.special", columns=first_few(lost, shown=10)))
    return questions, notes


def _of_sets(
    sets: Sequence[ChoiceSet], variables: Sequence[Variable], frame: pd.DataFrame
) -> tuple[dict[str, Question], pd.DataFrame, list[str]]:
    """Return the questions of multiple-response sets, the frame with their columns, and notes."""
    by_name = {variable.name: variable for variable in variables}
    questions, made, notes = {}, [], []
    for each in sets:
        if each.counted is not None:
            questions[each.name] = question_of_dichotomies(each, by_name)
            continue
        columns, questions[each.name] = columns_of_categories(each, by_name, frame)
        frame = frame.assign(**columns)
        made.append(each)
    if questions:
        notes.append(say("reading.choice_sets", names=listed(list(questions))))
    for each in made:
        told = {"name": each.name, "columns": listed(each.columns)}
        notes.append(say("reading.statistics.made", **told))
    return questions, frame, notes


def _details(file: StatisticsFile, meta: Any, variables: Sequence[Variable]) -> Iterator[str]:
    """Word what was found, in short phrases."""
    if file.encoding != WESTERN and meta.file_encoding:
        yield say("reading.encoding", name=meta.file_encoding.upper())
    labelled = sum(bool(variable.labels) for variable in variables)
    if labelled:
        yield plural("reading.statistics.labelled", labelled)
