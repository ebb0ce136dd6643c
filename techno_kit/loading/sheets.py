"""Sheets of Excel and OpenDocument workbooks, their cells as they stand; no formula is run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pandas as pd

from techno_kit.errors import ReadError, listed, nearest
from techno_kit.loading.asked import Asked
from techno_kit.loading.columns import Reading, as_numbers, has_leading_zero
from techno_kit.loading.delimited import number_notes
from techno_kit.loading.detect import Form
from techno_kit.loading.grids import Grid, even
from techno_kit.loading.layouts import RECORDS, column_names
from techno_kit.loading.sheet_cells import BLOCK, Column, text_of_cell
from techno_kit.loading.sheet_extents import Extent
from techno_kit.loading.workbooks import Inside, look_inside, open_book, reasons
from techno_kit.wording import plural, say

DECIMALS: Final = (".", ",")  # of numbers that stand as texts
TITLES: Final = 10  # rows above the header that are looked at
WIDE: Final = 3  # columns of a sheet whose title is told from its header
MOSTLY: Final = 0.8  # of the columns have a name in the header below a title


@dataclass(frozen=True, eq=False)
class SheetGrid(Grid):
    """A sheet of a workbook.

    Only an empty cell is blank. A formula is the value that it had when the workbook was saved;
    where there is none it is blank, and so is an error such as ``#N/A``; notes tell.

    Attributes
    ----------
    sheet : python_calamine.CalamineSheet
        The cells.
    start : int
        How many rows stand above the header.
    notes : tuple of str
        What there is to tell of the workbook.
    """

    sheet: Any
    start: int
    notes: tuple[str, ...]

    def body(
        self, header_rows: int, names: Sequence[str] | None = None
    ) -> tuple[pd.DataFrame, list[str]]:
        """As `Grid.body`."""
        columns, blank = self._columns(header_rows)
        width = self.width
        while width > 1 and not columns[width - 1].kinds and not self.head[0][width - 1].strip():
            width -= 1
        notes = list(self.notes)
        if names is None:
            names, more = column_names(self.head[0][:width], self.path.name)
            notes += more
        names = list(names[:width])
        series, more = _settled(columns[:width], names)
        if blank:
            more.append(say("reading.blank_rows", rows=plural("units.rows", blank)))
        frame = pd.concat(series, axis=1)
        frame.columns = pd.Index(names)
        return frame, [*notes, *more]

    def texts(self, header_rows: int, places: Sequence[int]) -> pd.DataFrame:
        """As `Grid.texts`."""
        columns, _ = self._columns(header_rows)
        return pd.DataFrame({place: columns[place].texts() for place in places})

    def _columns(self, header_rows: int) -> tuple[list[Column], int]:
        """Return the columns below the header, and how many rows between were blank."""
        columns = [Column() for _ in range(self.width)]
        with reasons(self.path):
            rows = _filled(self.sheet, self.start)
            for _ in islice(rows, header_rows):
                pass
            n, last = 0, 0
            first: int | None = None
            while block := list(islice(rows, BLOCK)):
                first = block[0][0] if first is None else first
                last, n = block[-1][0], n + len(block)
                cells = zip(*(row for _, row in block), strict=True)
                for column, each in zip(columns, cells, strict=True):
                    column.add(each)
        if first is None:
            raise ReadError(say("reading.no_rows", file=self.path.name))
        return columns, last - first + 1 - n


def open_grid(path: Path, form: Form, asked: Asked) -> SheetGrid:
    """Open a workbook at the sheet that was asked for, or the first one with answers.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    form : Form
        What it was found to be.
    asked : Asked
        `sheet`: by name, or by place from 1.

    Raises
    ------
    ReadError
        If it is no workbook, cannot be read safely, or has no such sheet or nothing in it.
    """
    with reasons(path):
        inside = look_inside(path)
        with open_book(path, inside) as book:
            name, sheet, others = _chosen(path.name, book, asked.sheet)
        start = _start(sheet)
        head = [
            [text_of_cell(each) for each in row]
            for _, row in islice(_filled(sheet, start), RECORDS)
        ]
    notes = [*_told(inside, name, sheet, start + 1)]
    if others and asked.sheet is None:
        told = {"sheet": name, "others": listed(others)}
        notes.append(say("reading.workbook.others", **told))
    if start and any(any(row) for row in _first(sheet, start)):
        notes.append(say("reading.workbook.titles"))
    details = (say("reading.workbook.sheet", sheet=name),)
    return SheetGrid(path, even(head), details, "excel", sheet, start, tuple(notes))


def _first(sheet: Any, n: int) -> list[list[str]]:
    return [[text_of_cell(each) for each in row] for row in islice(sheet.iter_rows(), n)]


def _filled(sheet: Any, start: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows from one on that hold something, and their places."""
    for place, row in enumerate(sheet.iter_rows()):
        if place >= start and any(each != "" for each in row):
            yield place, row


def _chosen(file: str, book: Any, asked: str | int | None) -> tuple[str, Any, list[str]]:
    """Return the sheet that is meant, its name, and the names of the others that are shown."""
    shown, hidden = _names(book)
    if asked is not None:
        name = _asked(file, book.sheet_names, asked)
        sheet = book.get_sheet_by_name(name)
        if not _size(sheet)[0]:
            raise ReadError(say("reading.workbook.blank_sheet", file=file, sheet=name))
        return name, sheet, []
    best, found = (0, 0), None
    for name in [*shown, *hidden]:
        sheet = book.get_sheet_by_name(name)
        rows, columns = _size(sheet)
        fit = (min(rows, 2), min(columns, 2))  # a header and an answer, in more than one column
        if fit > best:
            best, found = fit, (name, sheet)
        if fit == (2, 2):
            break
    if found is None:
        raise ReadError(say("reading_targets.empty_book", file=file))
    return *found, [each for each in shown if each != found[0]]


def _names(book: Any) -> tuple[list[str], list[str]]:
    """Return the names of sheets that are shown, and of those that are hidden."""
    import python_calamine as calamine

    shown: list[str] = []
    hidden: list[str] = []
    for each in book.sheets_metadata:
        if each.typ == calamine.SheetTypeEnum.WorkSheet:
            is_shown = each.visible == calamine.SheetVisibleEnum.Visible
            (shown if is_shown else hidden).append(each.name)
    return shown, hidden


def _asked(file: str, names: list[str], asked: str | int) -> str:
    """Return the name of the sheet that was asked for."""
    if isinstance(asked, str) and asked in names:
        return asked
    place = int(asked) if isinstance(asked, int) or asked.isdecimal() else 0
    if not isinstance(asked, bool) and 1 <= place <= len(names):
        return names[place - 1]
    told = {"sheets": listed(names), "near": nearest(str(asked), names)}
    raise ReadError(say("reading.workbook.no_sheet", file=file, sheet=asked, **told))


def _size(sheet: Any) -> tuple[int, int]:
    """Return how many rows and columns of a sheet hold something."""
    return (sheet.height, sheet.width) if sheet.start is not None else (0, 0)


def _start(sheet: Any) -> int:
    """Return how many rows stand above the header: blank ones, and titles of one cell each."""
    first = None
    for alone, (place, row) in enumerate(islice(_filled(sheet, 0), TITLES)):
        first = place if first is None else first
        filled = sum(each != "" for each in row)
        if len(row) < WIDE or (filled > 1 and filled < MOSTLY * len(row)):
            return first
        if filled > 1:
            return place if alone else first
    return first or 0


def _told(inside: Inside, name: str, sheet: Any, header: int) -> Iterator[str]:
    """Yield notes of cells that hold less than they seem to."""
    extent = inside.extents.get(name, Extent())
    if extent.errors:
        yield plural("reading.workbook.errors", extent.errors)
    if extent.empty_formulas:
        yield plural("reading.workbook.formulas", extent.empty_formulas)
    merged = getattr(sheet, "merged_cell_ranges", None) or ()
    if below := sum(end[0] >= header and start != end for start, end in merged):
        yield plural("reading.workbook.merged", below)


def _settled(columns: Sequence[Column], names: Sequence[str]) -> tuple[list[Any], list[str]]:
    """Return the columns as numbers, truths, dates or texts, and notes of what was understood."""
    settled, zeros, numbers = [], [], dict[int, Reading]()
    mixed = []
    for place, column in enumerate(columns):
        series = column.series()
        if column.moments and column.kinds != {"moment"}:
            cells = plural("reading.workbook.dates", column.moments, column=names[place])
            mixed.append(cells)
        elif "text" in column.kinds and not column.kinds - {"text", "number"}:
            reading = as_numbers(series, DECIMALS)
            if reading is not None:
                series = pd.Series(reading.values)
                numbers[place] = reading
            elif has_leading_zero(_digits(series)):
                zeros.append(names[place])
        settled.append(series)
    notes = [say("reading.zeros", columns=listed(zeros))] if zeros else []
    as_text = [names[place] for place in numbers if columns[place].kinds == {"text"}]
    if as_text:
        notes.append(say("reading.workbook.text_numbers", columns=listed(as_text)))
    return settled, [*notes, *number_notes(pd.Index(names), numbers, "."), *mixed]


def _digits(series: "pd.Series[Any]") -> list[str]:
    """Return a column's different texts, where all of them are digits."""
    texts = [str(each) for each in series.dropna().unique()]
    return texts if all(each.isdigit() for each in texts) else []
