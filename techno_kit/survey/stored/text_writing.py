"""Answers as text and workbooks: columns as their cells are written, none of them a formula."""

import csv
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from techno_kit.errors import listed
from techno_kit.survey.saving import Write, is_formula, marked_cell
from techno_kit.survey.stored.kept import Kept
from techno_kit.wording import plural, say

EXACT: Final = 2**53  # whole numbers below are floats without loss
TEXT: Final = ("str", "string", "object")


def written_frame(kept: Kept) -> pd.DataFrame:
    """Return the rows as cells: whole numbers without a point, times as ISO 8601 has them."""
    return kept.stored().apply(_cells, axis=0)


def _cells(column: "pd.Series[Any]") -> "pd.Series[Any]":
    kind = column.dtype
    if pd.api.types.is_datetime64_any_dtype(kind) or pd.api.types.is_timedelta64_dtype(kind):
        return column.map(lambda each: each.isoformat(), na_action="ignore").astype("str")
    if isinstance(kind, np.dtype) and kind.kind == "f":
        values = column.to_numpy(np.float64)
        known = values[~np.isnan(values)]
        whole = np.isfinite(known) & (np.abs(known) < EXACT) & (known == np.trunc(known))
        if whole.all() and not np.signbit(known[known == 0]).any():
            return column.astype("Float64").astype("Int64")
    return column


def is_text(column: "pd.Series[Any]") -> bool:
    """Tell whether a column's cells are texts."""
    return str(column.dtype) in TEXT


def marked_frame(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Mark what a spreadsheet would run; return the frame, and what was marked in sentences."""
    texts = [name for name in frame if is_text(frame[name])]
    held = {str(name): int(frame[name].map(is_formula).sum()) for name in texts}
    held = {name: n for name, n in held.items() if n}
    if not held:
        return frame, []
    marked: dict[str, Any] = {
        name: frame[name].map(marked_cell, na_action="ignore") for name in held
    }
    cells = plural("storing.cells", sum(held.values()))
    return frame.assign(**marked), [say("storing.marked", cells=cells, columns=listed(list(held)))]


def blanks_told(frame: pd.DataFrame) -> list[str]:
    """Tell of empty texts, which text files cannot tell from blanks."""
    held = [
        str(name)
        for name in frame
        if is_text(frame[name]) and (frame[name] == "").fillna(False).any()
    ]
    return [say("storing.empty_texts", columns=listed(held))] if held else []


def csv_writer(frame: pd.DataFrame) -> Write:
    """Return what writes rows as comma-separated text in UTF-8."""
    header = [str(marked_cell(str(name))) for name in frame]
    texts = frame[[name for name in frame if is_text(frame[name])]]
    # Before Python 3.13 a text with a bare carriage return is quoted only where all texts are.
    bare = texts.map(lambda each: isinstance(each, str) and "\r" in each).to_numpy().any()
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if bare else csv.QUOTE_MINIMAL
    options: dict[str, Any] = {"index": False, "encoding": "utf-8", "lineterminator": "\n"}
    return lambda draft: frame.to_csv(draft, header=header, quoting=quoting, **options)
