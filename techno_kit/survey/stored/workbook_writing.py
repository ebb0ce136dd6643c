"""Answers as a workbook: no cell is a formula or a link, whatever it begins with."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.errors import FileError, listed
from techno_kit.survey.saving import Write
from techno_kit.survey.stored.text_writing import EXACT
from techno_kit.wording import count, say

ROWS, COLUMNS, SIGNS = 1_048_576, 16_384, 32_767  # what a sheet and a cell hold
DIGITS: Final = 16  # of a number that are written
SHEET: Final = "answers"
#: XlsxWriter guesses from texts unless it is told not to.
AS_TEXT: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
    "nan_inf_to_errors": False,
}


def workbook_writer(frame: pd.DataFrame, name: str) -> Write:
    """Return what writes rows as the one sheet of a workbook.

    Raises
    ------
    FileError
        If XlsxWriter is not installed, or a sheet cannot hold the rows, the columns or a text.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        told = say("storing.extra", file=name, package="XlsxWriter")
        raise FileError(told) from error
    if len(frame) >= ROWS or len(frame.columns) > COLUMNS:
        size = {"rows": count(len(frame)), "columns": count(len(frame.columns))}
        raise FileError(say("storing.sheet_full", file=name, **size))
    columns = [_cells(frame[column], name) for column in frame]

    def write(draft: Path) -> None:
        with xlsxwriter.Workbook(draft, AS_TEXT) as book:
            sheet = book.add_worksheet(SHEET)
            bold = book.add_format({"bold": True})
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(frame):
                sheet.write_string(0, place, str(column), bold)
            for row, cells in enumerate(zip(*columns, strict=True), 1):
                for place, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, place, cell)
                    elif isinstance(cell, bool):
                        sheet.write_boolean(row, place, cell)
                    elif cell is not None:
                        sheet.write_number(row, place, cell)

    return write


def digits_told(frame: pd.DataFrame) -> list[str]:
    """Tell of numbers that have more digits than a workbook keeps."""
    held = [
        str(name)
        for name in frame
        if pd.api.types.is_float_dtype(frame[name].dtype)
        and any(
            float(f"{each:.{DIGITS}G}") != each
            for each in frame[name].dropna().to_numpy(np.float64).tolist()
        )
    ]
    return [say("storing.digits", columns=listed(held), n=DIGITS)] if held else []


def _cells(column: "pd.Series[Any]", name: str) -> list[Any]:
    """Return a column's cells: texts, numbers, True and False, None for a blank."""
    blank = column.isna().to_numpy()
    values = column.astype(object).tolist()
    cells = [None if none else _cell(each) for each, none in zip(values, blank, strict=True)]
    longest = max((len(each) for each in cells if isinstance(each, str)), default=0)
    if longest > SIGNS:
        told = {"column": column.name, "n": count(longest), "most": count(SIGNS)}
        raise FileError(say("storing.cell_full", file=name, **told))
    return cells


def _cell(each: Any) -> Any:
    """Return a value as a cell; a number that a sheet would round is a text."""
    if isinstance(each, str | bool | np.bool_):
        return each if isinstance(each, str) else bool(each)
    if isinstance(each, int | np.integer):
        return int(each) if abs(int(each)) < EXACT else str(each)
    return float(each) if np.isfinite(each) else repr(float(each))
