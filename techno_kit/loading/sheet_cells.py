"""A sheet's cells to columns: numbers, texts, dates, each as it stands."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.survey.encoding import text_of

BLOCK: Final = 4096  # rows that are held as cells at a time
DIGITS: Final = 15  # of a number that spreadsheets show
WHOLE: Final = 1e16  # below it a number's digits are all its own
KINDS: Final = {
    float: "number",
    int: "number",
    str: "text",
    bool: "truth",
    date: "moment",
    datetime: "moment",
    time: "duration",
    timedelta: "duration",
}


def text_of_cell(cell: object) -> str:
    """Return a cell as a text, as a spreadsheet shows it when nothing is formatted.

    Examples
    --------
    >>> [text_of_cell(each) for each in (5.0, 0.1 + 0.2, True, date(2024, 1, 31), "05")]
    ['5', '0.3', 'TRUE', '2024-01-31', '05']
    >>> text_of_cell(datetime(2024, 1, 31, 9, 5)), text_of_cell(timedelta(hours=30))
    ('2024-01-31 09:05:00', '30:00:00')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < WHOLE:
            return str(int(cell))
        return text_of(float(f"{cell:.{DIGITS}g}"))
    if isinstance(cell, datetime):
        at_midnight = cell.time() == time()
        return cell.date().isoformat() if at_midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


class Column:
    """A column that grows by blocks of cells.

    Attributes
    ----------
    kinds : set of str
        What its cells are: "number", "text", "truth", "moment", "duration".
    moments : int
        How many are dates.
    """

    __slots__ = ("_parts", "kinds", "moments")

    def __init__(self) -> None:
        self._parts: list[Any] = []
        self.kinds: set[str] = set()
        self.moments = 0

    def add(self, cells: Sequence[Any]) -> None:
        """Add a block of cells; a blank is an empty text."""
        kinds = {KINDS.get(each, "text") for each in set(map(type, cells))}
        if kinds == {"text"} and not any(cells):
            self._parts.append(len(cells))
            return
        if kinds == {"number"} or (kinds == {"number", "text"} and _only_blank(cells)):
            held = (
                cells if kinds == {"number"} else [np.nan if each == "" else each for each in cells]
            )
            values = np.array(held, np.float64)
            if not np.isinf(values).any():
                self._parts.append(values)
                self.kinds.add("number")
                return
            self.kinds.add("text")  # "inf" is no number
        filled = [each for each in cells if each != ""]
        self.kinds.update(KINDS.get(each, "text") for each in set(map(type, filled)))
        self.moments += sum(isinstance(each, date) for each in filled)
        if all(each.__class__ is str for each in cells):
            self._parts.append(pd.array([each or None for each in cells], dtype="str"))
        else:
            self._parts.append([None if each == "" else each for each in cells])

    def series(self) -> "pd.Series[Any]":
        """Return the column: numbers, dates or truths where all cells are such, else texts."""
        if self.kinds <= {"number"}:
            return pd.Series(self._numbers())
        if self.kinds == {"truth"} or self.kinds == {"moment"}:
            return _same_kind(self._cells(), self.kinds == {"truth"})
        return self.texts()

    def texts(self) -> "pd.Series[Any]":
        """Return the column as texts."""
        parts = [pd.Series(_as_texts(each), dtype="str") for each in self._parts]
        return pd.concat(parts, ignore_index=True) if parts else pd.Series([], dtype="str")

    def are_numbers(self) -> NDArray[np.bool_]:
        """Return which cells are numbers, shape (n,)."""
        return ~np.isnan(self.only_numbers())

    def only_numbers(self) -> NDArray[np.float64]:
        """Return the cells that are numbers, shape (n,); NaN in place of all others."""
        parts = [_numbers_of(each) for each in self._parts]
        return np.concatenate(parts) if parts else np.array([], np.float64)

    def _numbers(self) -> "np.ndarray[Any, Any]":
        parts = [np.full(each, np.nan) if isinstance(each, int) else each for each in self._parts]
        values = np.concatenate(parts) if parts else np.array([], np.float64)
        whole = not np.isnan(values).any() and bool((values == np.floor(values)).all())
        small = whole and bool((np.abs(values) < WHOLE).all())
        return values.astype(np.int64) if small and len(values) else values

    def _cells(self) -> Iterable[Any]:
        for part in self._parts:
            yield from [None] * part if isinstance(part, int) else part


def _only_blank(cells: Sequence[Any]) -> bool:
    """Tell whether the texts among some cells are blanks."""
    return not any(each.__class__ is str and each for each in cells)


def _numbers_of(part: Any) -> NDArray[np.float64]:
    if isinstance(part, np.ndarray):
        return part
    if not isinstance(part, list):
        return np.full(part if isinstance(part, int) else len(part), np.nan)
    held = (
        float(each) if KINDS.get(type(each)) == "number" and np.isfinite(each) else np.nan
        for each in part
    )
    return np.fromiter(held, np.float64, len(part))


def _as_texts(part: Any) -> Any:
    if isinstance(part, int):
        return [None] * part
    if isinstance(part, np.ndarray):
        return [None if each != each else text_of_cell(float(each)) for each in part]
    if isinstance(part, list):
        return [None if each is None else text_of_cell(each) for each in part]
    return part


def _same_kind(cells: Iterable[Any], truths: bool) -> "pd.Series[Any]":
    """Return truths, or dates, of which some may be blank."""
    held = list(cells)
    if truths:
        return pd.Series(held, dtype="boolean" if None in held else "bool")
    moments = [
        each if each is None or isinstance(each, datetime) else _midnight(each) for each in held
    ]
    return pd.Series(np.array(moments, "datetime64[us]"))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
