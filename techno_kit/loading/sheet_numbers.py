"""Columns of a sheet, settled: numbers, also those that stand as texts, truths, dates or texts."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.errors import listed
from techno_kit.loading.columns import (
    Reading,
    as_numbers,
    has_leading_zero,
    is_unclear,
    seems_numbers,
)
from techno_kit.loading.delimited import OTHER, number_notes
from techno_kit.loading.layouts import decimal_signs
from techno_kit.loading.sheet_cells import Column
from techno_kit.wording import plural, say

ANY: Final = "0"  # in place of a cell that is a number: it shows no sign, and is no code


def settled(
    columns: Sequence[Column], names: Sequence[str], decimal: str | None = None
) -> tuple[list[Any], list[str]]:
    """Return the columns as numbers, truths, dates or texts, and notes of what was understood.

    What a sign in a text means is judged by the texts alone: cells that are numbers have none.

    Parameters
    ----------
    columns : sequence of Column
        The cells.
    names : sequence of str
        The columns' names.
    decimal : str, optional
        The decimal sign of numbers that stand as texts, where it was asked for.
    """
    series = [each.series() for each in columns]
    written = {
        place: each.texts().mask(each.are_numbers(), ANY)
        for place, each in enumerate(columns)
        if "text" in each.kinds and not each.kinds - {"text", "number"}
    }
    decimals, shown = _decimals(written.values(), decimal)
    zeros, unclear, numbers = [], [], dict[int, Reading]()
    for place, texts in written.items():
        reading = as_numbers(texts, decimals, shown=shown)
        if reading is not None:
            numbers[place] = reading
            cells = columns[place].are_numbers()
            series[place] = pd.Series(
                np.where(cells, columns[place].only_numbers(), reading.values)
            )
        elif has_leading_zero(_digits(series[place])):
            zeros.append(names[place])
        elif is_unclear(texts, decimals):
            unclear.append(names[place])
    notes = [say("reading.zeros", columns=listed(zeros))] if zeros else []
    if unclear:
        notes.append(say("reading.unclear_sign", columns=listed(unclear)))
    as_text = [names[place] for place in numbers if columns[place].kinds == {"text"}]
    if as_text:
        notes.append(say("reading.workbook.text_numbers", columns=listed(as_text)))
    return series, [*notes, *number_notes(pd.Index(names), numbers, "."), *_mixed(columns, names)]


def _decimals(
    written: Iterable["pd.Series[Any]"], decimal: str | None
) -> tuple[tuple[str, ...], bool]:
    """Return the decimal signs to try, and whether some text shows the first to be one."""
    if decimal is not None:
        return (decimal,), True
    both = tuple(OTHER)
    texts = (each.dropna().unique() for each in written if seems_numbers(each, both))
    signs = decimal_signs(map(str, chain.from_iterable(texts)))
    first = "," if signs[","] > signs["."] else "."
    return (first, OTHER[first]), signs[first] > 0


def _mixed(columns: Sequence[Column], names: Sequence[str]) -> Iterator[str]:
    """Yield notes of columns in which some cells are dates."""
    for name, column in zip(names, columns, strict=True):
        if column.moments and column.kinds != {"moment"}:
            yield plural("reading.workbook.dates", column.moments, column=name)


def _digits(series: "pd.Series[Any]") -> list[str]:
    """Return a column's different texts, where all of them are digits."""
    texts = [str(each) for each in series.dropna().unique()]
    return texts if all(each.isdigit() for each in texts) else []
