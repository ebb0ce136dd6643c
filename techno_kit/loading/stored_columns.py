"""Rows as `Sample.save` wrote them: every column in the type that it had."""

import csv
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pandas as pd

from techno_kit.loading.workbooks import look_inside, open_book, reasons
from techno_kit.survey.saving import marked_cell, unmarked_cell
from techno_kit.survey.stored.column_types import (
    CATEGORY,
    NUMBERS,
    TIMES,
    TRUTHS,
    ColumnType,
    as_type,
)
from techno_kit.survey.stored.documents import Document
from techno_kit.survey.stored.workbook_writing import SHEET

#: From pandas 3.1 on every digit of a number is read without being asked for.
OLD: Final = tuple(map(int, pd.__version__.split(".")[:2])) < (3, 1)
EXACT_FLOATS: Final[dict[str, Any]] = {"float_precision": "round_trip"} if OLD else {}
TRUTH: Final = {"True": True, "False": False}
NOT_TEXT: Final = (csv.Error, pd.errors.ParserWarning)
WHOLE: Final = ("int", "uint", "Int", "UInt")


class Changed(Exception):
    """A file is no longer as it was saved."""


def restored_rows(path: Path, format: str, document: Document) -> pd.DataFrame:
    """Return the rows of a file, its index included.

    Raises
    ------
    Changed
        If its columns are other ones, or cells are not of the types that were saved.
    """
    read = {"parquet": _parquet, "csv": _text, "excel": _sheet}.get(format)
    if read is None or not document.columns:
        raise Changed
    try:
        columns = read(path, document)
        made = {name: document.columns[name].restored(each) for name, each in columns.items()}
        frame = pd.DataFrame(made)
    except (ValueError, TypeError, KeyError, ArithmeticError, *NOT_TEXT) as error:
        raise Changed from error
    if not len(frame):
        raise Changed
    if not document.index:
        return frame
    names = [name or None for name in document.index.values()]
    return frame.set_index(list(document.index)).rename_axis(names)


def with_categories(frame: pd.DataFrame, document: Document) -> pd.DataFrame:
    """Return rows whose categorical columns are so again, with their order, where cells fit."""
    made = {}
    for name, kind in document.columns.items():
        if kind.dtype == CATEGORY and name in frame:
            with suppress(ValueError, TypeError, KeyError):
                made[name] = kind.restored(frame[name])
    return frame.assign(**made)


def _cells_of(kind: ColumnType) -> str:
    """Return the type of a column's cells in the file."""
    if not kind.as_it_is:
        return "str"
    whole = kind.dtype == CATEGORY and kind.base.startswith(("int", "uint"))
    if whole:
        return "UInt64" if kind.base.startswith("u") else "Int64"
    return "boolean" if kind.dtype == CATEGORY and kind.base == "bool" else kind.base


def _same_names(found: list[str], document: Document) -> None:
    if found != list(document.columns):
        raise Changed


def _parquet(path: Path, document: Document) -> "dict[str, pd.Series[Any]]":
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            rows = file.read()
        rows.validate(full=True)
    except (ArrowException, OSError) as error:
        raise Changed from error
    _same_names(rows.column_names, document)
    made = {}
    for name, kind in document.columns.items():
        dtype = pd.api.types.pandas_dtype(_cells_of(kind))
        held = rows.column(name)
        from_arrow = getattr(dtype, "__from_arrow__", None)
        values = held.to_pandas() if from_arrow is None else pd.Series(from_arrow(held))
        made[name] = values if values.dtype == dtype else as_type(values, dtype)
    return made


def _text(path: Path, document: Document) -> "dict[str, pd.Series[Any]]":
    with path.open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle), [])
    marks = marked_cell if document.marked else str
    if header != [marks(name) for name in document.columns]:
        raise Changed
    cells = {name: _cells_of(kind) for name, kind in document.columns.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # rows of more fields: some is lost
        rows = pd.read_csv(
            path,
            header=0,
            names=list(cells),
            index_col=False,
            dtype={
                name: kind if NUMBERS.fullmatch(kind) else "str" for name, kind in cells.items()
            },
            keep_default_na=False,
            na_values=[""],
            **EXACT_FLOATS,
            skip_blank_lines=len(cells) > 1,
            encoding="utf-8",
            compression=None,  # `Sample.save` compresses nothing, whatever the name ends in
        )
    return {name: _read_text(rows[name], kind, document) for name, kind in cells.items()}


def _read_text(column: "pd.Series[Any]", kind: str, document: Document) -> "pd.Series[Any]":
    """Return a column of text as the type that it had."""
    if kind in TRUTHS:
        values = column.map(TRUTH)
        if (values.isna() & column.notna()).any():
            raise Changed
        return as_type(values, kind)
    if TIMES.fullmatch(kind):
        return _times(column, kind)
    if document.marked and column.dtype == "str":
        column = column.map(unmarked_cell, na_action="ignore").astype("str")
    if kind.endswith("[pyarrow]") and kind != "string[pyarrow]":
        return as_type(pd.to_numeric(column).convert_dtypes(), kind)
    return column


def _times(column: "pd.Series[Any]", kind: str) -> "pd.Series[Any]":
    if kind.startswith("timedelta64"):
        return as_type(pd.to_timedelta(column), kind)
    zone = "," in kind
    return as_type(pd.to_datetime(column, format="ISO8601", utc=zone), kind)


def _sheet(path: Path, document: Document) -> "dict[str, pd.Series[Any]]":
    with reasons(path), open_book(path, look_inside(path)) as book:
        if SHEET not in book.sheet_names:
            raise Changed
        rows = book.get_sheet_by_name(SHEET).to_python()
    _same_names([str(each) for each in rows[0]] if rows else [], document)
    cells = zip(*rows[1:], strict=True)
    return {
        name: _read_cells(list(each), _cells_of(kind), document)
        for (name, kind), each in zip(document.columns.items(), cells, strict=True)
    }


def _read_cells(cells: list[Any], kind: str, document: Document) -> "pd.Series[Any]":
    """Return a sheet's cells, blank where they are empty texts, as the type that they had."""
    known = [None if each == "" else each for each in cells]
    held = {type(each) for each in known if each is not None}
    if kind.startswith(WHOLE) and not kind.endswith("[pyarrow]"):
        whole = [None if each is None else int(each) for each in known]
        if any(isinstance(a, float) and a != b for a, b in zip(known, whole, strict=True)):
            raise Changed
        wide = "UInt64" if kind.lower().startswith("u") else "Int64"
        return as_type(as_type(pd.Series(whole, dtype=object), wide), kind)
    if kind.lower().startswith("float"):
        numbers = [None if each is None else float(each) for each in known]
        return as_type(as_type(pd.Series(numbers, dtype=object), "Float64"), kind)
    if kind in TRUTHS:
        if held - {bool}:
            raise Changed
        return as_type(pd.Series(known, dtype=object), kind)
    if kind.endswith("[pyarrow]") and kind != "string[pyarrow]":
        return as_type(pd.Series(known).convert_dtypes(), kind)
    if held - {str}:
        raise Changed
    column = pd.Series(known, dtype="str")
    return _times(column, kind) if TIMES.fullmatch(kind) else column
