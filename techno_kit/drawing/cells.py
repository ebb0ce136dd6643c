"""The texts of a table's cells, for HTML and for the terminal."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

from techno_kit.wording import count, decimal, phrase

Format = Callable[[Any], str]


def text_of(value: Any) -> str:
    """Return a value of a table as text; empty where it is missing."""
    return "" if pd.isna(value) else str(value)


@dataclass(frozen=True, slots=True)
class Column:
    """A column to show: its heading, whether it is set as numbers, its texts, whether they wrap.

    A line end in the heading begins a line where the table has room for lines.
    """

    head: str
    number: bool
    texts: tuple[str, ...]
    wrap: bool = False


def read_columns(
    frame: pd.DataFrame,
    columns: Mapping[str, str] | None,
    formats: Mapping[str, Format] | None,
    numbers: Collection[str],
    wrap: Collection[str] = (),
) -> list[Column]:
    """Format the cells of the chosen columns; a missing value is a dash.

    Parameters
    ----------
    frame : DataFrame
        What to show; its index is left out.
    columns : mapping or None
        Columns to show, in this order, and their headings; all, under their names, when None.
    formats : mapping or None
        Column to the function that words a value. Without one whole numbers are grouped, other
        numbers get two decimals, and everything else is ``str``.
    numbers : collection of str
        Columns of text that are set as numbers, right-aligned.
    wrap : collection of str
        Columns of numbers whose cells may take several lines.
    """
    heads = {str(name): str(name) for name in frame.columns} if columns is None else columns
    own = formats or {}
    return [
        _column(frame[name], head, own.get(name), name in numbers, name in wrap)
        for name, head in heads.items()
    ]


def _column(
    values: "pd.Series[Any]", head: str, worded: Format | None, number: bool, wrap: bool
) -> Column:
    numeric = is_numeric_dtype(values.dtype) and not is_bool_dtype(values.dtype)
    if worded is None:
        worded = str
        if numeric:
            worded = count if is_integer_dtype(values.dtype) else decimal
    dash = phrase("numbers.missing")
    texts = tuple(dash if pd.isna(value) else worded(value) for value in values)
    return Column(head, numeric or number, texts, wrap)


def group_texts(values: "pd.Series[Any]", worded: Format | None) -> list[str]:
    """Word the values that head groups of rows; a missing one is empty: rows of no group."""
    return ["" if pd.isna(value) else (worded or str)(value) for value in values]
