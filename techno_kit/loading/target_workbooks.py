"""Targets in an Excel or OpenDocument workbook, as its cells stand; no formula is worked out."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from techno_kit.errors import TargetsError, listed, nearest
from techno_kit.loading.formats import FORMATS
from techno_kit.loading.target_sheets import Record, TargetSheet
from techno_kit.loading.workbooks import look_inside, open_book, reasons
from techno_kit.survey.encoding import text_of
from techno_kit.wording import count, say

WORKBOOK = FORMATS["excel"]
GLANCE = 16  # bytes that are looked at
DIGITS = 12  # that survive binary rounding: a cell of 0.1 + 0.2 is 0.3


def is_workbook(path: Path) -> bool:
    """Tell whether a file that is there is a workbook, by its name or its first bytes."""
    with path.open("rb") as handle:
        first = handle.read(GLANCE)
    return path.suffix.casefold() in WORKBOOK.suffixes or first.startswith(WORKBOOK.magic)


def read_workbook(path: Path, sheet: str | None) -> tuple[TargetSheet, list[str]]:
    """Read a sheet of targets; return its table, and which sheet that was.

    Raises
    ------
    ReadError
        If python-calamine is not installed, or the file is no workbook or none that is safe to
        open.
    TargetsError
        If it is not clear which sheet is meant, and with every problem of the sheet.
    """
    with reasons(path), open_book(path, look_inside(path)) as book:
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    name = _chosen(path, sheets, sheet)
    table = TargetSheet(path.name, place="row")
    table.read(_records(table, sheets[name]))
    return table, [say("reading_targets.sheet", sheet=name)]


def _chosen(path: Path, sheets: dict[str, list[list[Any]]], sheet: str | None) -> str:
    """Return the name of the sheet that is meant."""
    filled = [
        name for name, rows in sheets.items() if any(cell != "" for row in rows for cell in row)
    ]
    if sheet is not None:
        if sheet not in sheets:
            near, legal = nearest(sheet, sheets), listed(list(sheets))
            raise TargetsError(
                say(
                    "reading_targets.unknown_sheet",
                    file=path.name,
                    sheet=sheet,
                    sheets=legal,
                    near=near,
                )
            )
        return sheet
    if not filled:
        raise TargetsError(say("reading_targets.empty_book", file=path.name))
    if len(filled) > 1:
        told = {"n": count(len(filled)), "sheets": listed(filled)}
        raise TargetsError(say("reading_targets.which_sheet", file=path.name, **told))
    return filled[0]


def _records(table: TargetSheet, rows: Sequence[Sequence[Any]]) -> Iterator[Record]:
    """Yield row and texts of every row that holds something; comments are read on the way."""
    width = max(
        (place + 1 for row in rows for place, cell in enumerate(row) if cell != ""), default=0
    )
    for line, row in enumerate(rows, start=1):
        texts = [_text(cell) for cell in row[:width]]
        if texts and texts[0].startswith("#"):
            table.comment(line, "; ".join(each for each in texts if each))
        elif any(texts):
            for place, cell in enumerate(row):
                if isinstance(cell, date | time | timedelta):
                    table.tell("date", line, date=_text(cell), column=_letter(place))
            yield line, texts


def _text(cell: object) -> str:
    """Return a cell as a text; a whole number has no decimals, a date no time of midnight."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, float):
        return text_of(float(f"{cell:.{DIGITS}g}"))
    return text_of(cell)


def _letter(place: int) -> str:
    """Return a column's letter.

    Examples
    --------
    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    name, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name
