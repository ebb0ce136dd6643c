"""Sheets of Excel and OpenDocument workbooks, their cells as they stand; no formula is run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Self

import pandas as pd

from techno_kit.errors import ReadError, listed
from techno_kit.loading.asked import Asked
from techno_kit.loading.detect import Form
from techno_kit.loading.grids import Grid, even
from techno_kit.loading.layouts import RECORDS, column_names
from techno_kit.loading.sheet_cells import BLOCK, Column, text_of_cell
from techno_kit.loading.sheet_choice import chosen_sheet
from techno_kit.loading.sheet_extents import Extent
from techno_kit.loading.sheet_numbers import settled
from techno_kit.loading.titles import MOSTLY, TITLES, WIDE, heads_groups, names_columns
from techno_kit.loading.workbooks import Inside, look_inside, open_book, reasons
from techno_kit.wording import plural, say


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
    decimal : str or None
        The decimal sign of numbers that stand as texts, where it was asked for.
    """

    sheet: Any
    start: int
    notes: tuple[str, ...]
    decimal: str | None = None

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
        series, more = settled(columns[:width], names, self.decimal)
        if blank:
            more.append(say("reading.blank_rows", rows=plural("units.rows", blank)))
        frame = pd.concat(series, axis=1)
        frame.columns = pd.Index(names)
        return frame, [*notes, *more]

    def texts(self, header_rows: int, places: Sequence[int]) -> pd.DataFrame:
        """As `Grid.texts`."""
        columns, _ = self._columns(header_rows)
        return pd.DataFrame({place: columns[place].texts() for place in places})

    def with_decimal(self, decimal: str) -> Self:
        """As `Grid.with_decimal`."""
        return replace(self, decimal=decimal)

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
    """Open a workbook at the sheet that was asked for, or the one that seems to hold the answers.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    form : Form
        What it was found to be.
    asked : Asked
        `sheet`: by name, or by place from 1. `decimal` of numbers that stand as texts.

    Raises
    ------
    ReadError
        If it is no workbook, cannot be read safely, or has no such sheet or nothing in it.
    """
    with reasons(path):
        inside = look_inside(path)
        with open_book(path, inside) as book:
            name, sheet, others = chosen_sheet(path.name, book, asked.sheet, inside.extents)
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
    return SheetGrid(
        path, even(head), details, "excel", sheet, start, tuple(notes), decimal=asked.decimal
    )


def _first(sheet: Any, n: int) -> list[list[str]]:
    return [[text_of_cell(each) for each in row] for row in islice(sheet.iter_rows(), n)]


def _filled(sheet: Any, start: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows from one on that hold something, and their places."""
    for place, row in enumerate(sheet.iter_rows()):
        if place >= start and any(each != "" for each in row):
            yield place, row


def _start(sheet: Any) -> int:
    """Return how many rows stand above the header: blank ones, and titles as `count_titles`."""
    rows = list(islice(_filled(sheet, 0), TITLES))
    first = rows[0][0] if rows else 0
    for alone, (place, row) in enumerate(rows):
        filled = sum(each != "" for each in row)
        if filled == 1:
            continue
        if len(row) >= WIDE and filled >= MOSTLY * len(row):
            return place if alone else first
        if alone and len(row) < WIDE:
            return place if _names_columns(sheet, place, row) else first
        return _below_groups(sheet, rows[alone:]) or first
    return first


def _below_groups(sheet: Any, rows: Sequence[tuple[int, list[Any]]]) -> int:
    """Return the place of the header below headings of groups; 0 where there are none."""
    for at, (place, row) in enumerate(rows):
        if at and _names_columns(sheet, place, row):
            return place
        if not heads_groups([text_of_cell(each) for each in row]):
            break
    return 0


def _names_columns(sheet: Any, place: int, row: Sequence[Any]) -> bool:
    """Tell whether a row can only be the header of those below, as `names_columns`."""
    below = islice(_filled(sheet, place + 1), RECORDS)
    texts = [[text_of_cell(each) for each in row] for _, row in below]
    return names_columns([text_of_cell(each) for each in row], texts)


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
