"""Delimited text: CSV, TSV and their relatives, with what was found out told in notes."""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import ReadError, first_few, listed
from techno_kit.loading.asked import Asked
from techno_kit.loading.columns import (
    Reading,
    as_numbers,
    has_leading_zero,
    is_unclear,
    is_whole,
    was_guessed,
)
from techno_kit.loading.detect import Form
from techno_kit.loading.grids import Grid, even
from techno_kit.loading.layouts import Layout, column_names, find_layout, said
from techno_kit.loading.rows import check_rows, last_line
from techno_kit.loading.text_blocks import blocks_of, frame_of, framed, joined
from techno_kit.loading.texts import TextFile, open_text
from techno_kit.loading.thousands import may_be_grouped, shows_decimal
from techno_kit.survey.mapping_entries import FileOptions
from techno_kit.wording import plural, say

OTHER = {".": ",", ",": "."}


@dataclass(frozen=True, eq=False)
class TextGrid(Grid):
    """A delimited text.

    Only an empty cell is blank: texts such as "NA" or "None" are answers and stay, except in a
    column that otherwise holds numbers only; there they are no number, which a note tells.

    Attributes
    ----------
    text : TextFile
        The file and its encoding.
    layout : Layout
        Separator, decimal sign and header.
    kept : dict of int to numpy.ndarray of bool
        By number of header rows, filled as `body` is read: which rows it kept. Only columns that
        are settled tell that a row is blank; `texts` keeps the same rows.
    """

    text: TextFile
    layout: Layout
    kept: dict[int, NDArray[np.bool_]] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, form: Form, options: FileOptions) -> "TextGrid":
        """Find out how a delimited text is written.

        Raises
        ------
        ReadError
            If the file holds no table: binary, without a header, or not as `options` say.
        """
        text = open_text(path, form.gzipped, options.encoding)
        layout = find_layout(text, options, form.suffix)
        details = tuple(_found(text, layout, form))
        return cls(path, even(layout.head), details, "csv", text, layout)

    def body(
        self, header_rows: int, names: Sequence[str] | None = None
    ) -> tuple[pd.DataFrame, list[str]]:
        """As `Grid.body`."""
        frame, layout = _table(self.text, replace(self.layout, explained=header_rows - 1))
        notes = [say("reading.workbook.titles")] if layout.titles else []
        if names is None:
            names, more = column_names(layout.header, self.path.name)
            notes += more
        frame.columns = pd.Index(names[: frame.shape[1]])
        notes += _settle(frame, self.text, layout)
        blank = blank_rows(frame)
        self.kept[header_rows] = ~blank
        if blank.any():
            notes.append(say("reading.blank_rows", rows=plural("units.rows", int(blank.sum()))))
            frame = _without(frame, blank)
        if not len(frame):
            raise ReadError(say("reading.no_rows", file=self.path.name))
        return frame, notes

    def texts(self, header_rows: int, places: Sequence[int]) -> pd.DataFrame:
        """As `Grid.texts`."""
        layout = replace(self.layout, explained=header_rows - 1)
        try:
            frame = _all_texts(self.text, layout, places)
            kept = self.kept.get(header_rows)
            if kept is None:
                blank = [blank_rows(each) for each in _blocks(self.text, layout)]
                kept = ~np.concatenate(blank)
        except ValueError as error:  # pandas' own errors of parsing among them
            raise self._unparsed(layout, error) from error
        return frame if kept.all() else _without(frame, ~kept)

    def text_blocks(self, header_rows: int) -> Iterator[pd.DataFrame]:
        """Yield all columns as the text that stands in the file, without blank rows, in blocks."""
        layout = replace(self.layout, explained=header_rows - 1)
        try:
            for block in _texts(self.text, layout, range(self.width)):
                blank = blank_rows(block)
                yield block if not blank.any() else _without(block, blank)
        except ValueError as error:
            raise self._unparsed(layout, error) from error

    def _unparsed(self, layout: Layout, error: ValueError) -> ReadError:
        """Return what is told of an error of pandas, unless rows of another length are to blame."""
        check_rows(self.text, layout)
        reason = str(error).strip()
        return ReadError(say("reading.unparsed", file=self.path.name, reason=reason))

    def with_decimal(self, decimal: str) -> Self:
        """As `Grid.with_decimal`."""
        layout = replace(self.layout, decimal=decimal, fixed_decimal=True)
        return replace(self, layout=layout, kept={})


def open_grid(path: Path, form: Form, asked: Asked) -> TextGrid:
    """Find out how a delimited text is written, as `TextGrid.of`."""
    return TextGrid.of(path, form, asked.text)


def _found(text: TextFile, layout: Layout, form: Form) -> list[str]:
    """Word how the file is written."""
    found = [say("reading.one_column")]
    if len(layout.header) > 1:
        found = [say("reading.separator", separator=said(layout.separator))]
    if layout.decimal == ",":
        found.append(say("reading.decimal_comma"))
    found.append(text.told(say("reading.name_encoding")))
    if form.gzipped:
        found.append(say("reading.gzipped"))
    if text.kept:
        found.append(say("reading.kept_texts"))
    return found


def _options(layout: Layout) -> dict[str, Any]:
    """Return pandas' options for the rows below the header: only an empty cell is blank."""
    return {
        "sep": layout.separator,
        "decimal": layout.decimal,
        "header": None,
        "keep_default_na": False,
        "na_values": [""],
        "skipinitialspace": layout.padded,
        "skip_blank_lines": len(layout.header) > 1,
        "engine": "c",
    }


def _blocks(text: TextFile, layout: Layout) -> Iterator[pd.DataFrame]:
    """Let pandas read the rows, a block at a time, every column as it takes it."""
    name = text.path.name
    with text.open() as handle, warnings.catch_warnings():
        # Columns whose parts differ in kind are read again as text.
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        layout.skip_header(handle)
        try:
            yield from blocks_of(handle, _options(layout), len(layout.header))
        except pd.errors.EmptyDataError as error:
            raise ReadError(say("reading.no_rows", file=name)) from error
        except pd.errors.ParserError as error:
            check_rows(text, layout)
            if "EOF inside string" in str(error):
                line = last_line(text, layout)
                raise ReadError(say("reading.open_quote_at", file=name, line=line)) from error
            reason = str(error).strip()
            raise ReadError(say("reading.unparsed", file=name, reason=reason)) from error


def _texts(text: TextFile, layout: Layout, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
    """Read some columns as the text that stands in the file, a block of rows at a time."""
    with text.open() as handle:
        layout.skip_header(handle)
        options = {**_options(layout), "usecols": columns, "dtype": str}
        yield from blocks_of(handle, options, len(layout.header))


def _all_texts(text: TextFile, layout: Layout, columns: Sequence[int]) -> pd.DataFrame:
    """Return some columns as the text that stands in the file."""
    blocks: dict[Any, list[Any]] = {}
    for block in _texts(text, layout, columns):
        for name, values in block.items():
            blocks.setdefault(name, []).append(values.array)
    return framed({name: joined(each) for name, each in blocks.items()})


def _table(text: TextFile, layout: Layout) -> tuple[pd.DataFrame, Layout]:
    """Read the rows and make sure that each has as many fields as the header.

    Separators that end every row, or only the header, make last columns without name and values:
    they are left out.
    """
    frame = frame_of(_blocks(text, layout), text.most_rows(len(layout.header)))
    header, width = layout.header, frame.shape[1]
    if width == len(header) + 1 and frame.iloc[:, -1].isna().all():
        header = (*header, "")
    elif width < len(header) and not any(each.strip() for each in header[width:]):
        header = header[:width]
    layout = replace(layout, header=header)
    if width != len(header) or frame.iloc[:, -1].isna().any():
        check_rows(text, layout, each=width != len(header))
    if width > 1 and not header[-1].strip() and frame.iloc[:, -1].isna().all():
        return frame.drop(columns=frame.columns[-1]), replace(layout, header=header[:-1])
    return frame, layout


def _settle(frame: pd.DataFrame, text: TextFile, layout: Layout) -> list[str]:
    """Decide in place which columns are text and which are numbers; return notes."""
    zeros = _zero_led(frame, text, layout)
    places = range(frame.shape[1])
    doubtful, shown = may_be_grouped(frame, layout)
    as_text = {*zeros, *doubtful}
    again = [each for each in places if each in as_text or was_guessed(frame.iloc[:, each])]
    if again:
        texts = _all_texts(text, layout, again)
        for place, name in zip(again, texts.columns, strict=True):
            frame.isetitem(place, texts[name].array)
    shown = shown or any(shows_decimal(frame.iloc[:, each], layout.decimal) for each in doubtful)
    decimals = (
        (layout.decimal,) if layout.fixed_decimal else (layout.decimal, OTHER[layout.decimal])
    )
    readings = {
        place: as_numbers(frame.iloc[:, place], decimals, shown=shown)
        for place in places
        if place not in zeros and frame.dtypes.iloc[place] == "str"
    }
    numbers = {place: each for place, each in readings.items() if each is not None}
    for place, reading in numbers.items():
        frame.isetitem(place, reading.values)
    left = [place for place, each in readings.items() if each is None]
    unclear = [each for each in left if is_unclear(frame.iloc[:, each], decimals)]
    told = {"reading.zeros": zeros, "reading.unclear_sign": unclear}
    notes = [
        say(key, columns=listed([frame.columns[each] for each in found]))
        for key, found in told.items()
        if found
    ]
    return [*notes, *number_notes(frame.columns, numbers, layout.decimal)]


def _zero_led(frame: pd.DataFrame, text: TextFile, layout: Layout) -> list[int]:
    """Return the places of columns that pandas took for numbers, but hold codes such as ``01``."""
    signs = {layout.separator, "\n", "\r", '"', *(" " if layout.padded else "")}
    if not signs & text.before_zeros:
        return []
    candidates = [each for each in range(frame.shape[1]) if is_whole(frame.iloc[:, each])]
    found: set[int] = set()
    for block in _texts(text, layout, candidates) if candidates else ():
        for place in set(candidates) - found:
            if has_leading_zero(block[place].dropna().unique()):
                found.add(place)
    return sorted(found)


def number_notes(columns: pd.Index, numbers: dict[int, Reading], decimal: str) -> list[str]:
    """Tell which columns have the other decimal sign, and where a number says "NA"."""
    other = [columns[place] for place, each in numbers.items() if each.decimal != decimal]
    sign = "reading.decimal_in" if decimal == "." else "reading.point_in"
    notes = [say(sign, columns=listed(other))] if other else []
    if thousands := [columns[place] for place, each in numbers.items() if each.grouped]:
        notes.append(say("reading.thousands", columns=listed(thousands)))
    words: dict[str, list[str]] = {}
    for place, reading in numbers.items():
        for word, n in reading.words.items():
            rows = plural("units.rows", n)
            told = say("reading.column_rows", column=columns[place], rows=rows)
            words.setdefault(word, []).append(told)
    for word, told_in in words.items():
        key = "reading.word" if word else "reading.word_blank"
        notes.append(say(key, word=word, where=first_few(told_in)))
    return notes


def blank_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows hold no value at all, shape (n,)."""
    blank = np.ones(len(frame), np.bool_)
    for place in range(frame.shape[1]):
        if not blank.any():
            break
        blank &= frame.iloc[:, place].isna().to_numpy()
    return blank


def _without(frame: pd.DataFrame, blank: NDArray[np.bool_]) -> pd.DataFrame:
    """Return a frame without some rows, numbered anew."""
    return frame.loc[~blank].reset_index(drop=True)
