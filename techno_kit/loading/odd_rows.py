"""Rows and numbers of a plain table that may be no answers: told, and kept as they are.

The rules are this kit's own, and strict: what might be an answer is not told.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.errors import listed
from techno_kit.survey.numerals import PLAIN
from techno_kit.wording import say

TOTALS: Final = frozenset(
    ["total", "totals", "grand total", "sum", "totaal", "eindtotaal", "som", "gesamt", "summe"]
    + ["gesamtsumme", "insgesamt", "totale", "somme", "suma", "totalt", "summa", "yhteensä"]
)
BLANK: Final = 0.5  # of a footer's other cells are blank, or as many of its numbers are sums
CLOSE: Final = 1e-6  # relative; a sum is written with fewer digits than it has
FEWEST: Final = 5  # answers of a column, or a table
CODES: Final = (-9, -99, -999, 99, 999, 9999)  # written where there is no answer
FAR: Final = 3  # times the largest other number
TWICE: Final = 2  # times a positive code stands at least; -99 may stand once


def odd_rows(frame: pd.DataFrame) -> Iterator[str]:
    """Yield notes of a header that looks like a respondent, and of a last row of totals."""
    if len(frame) < FEWEST:
        return
    if frame.shape[1] > 1 and _is_answer([str(each) for each in frame], frame):
        yield say("reading.no_header", columns=listed(list(frame.columns)))
    if label := _total(frame):
        yield say("reading.total_row", label=label)


def odd_codes(frame: pd.DataFrame) -> Iterator[str]:
    """Yield a note of columns of numbers in which one such as -99 is far from the others."""
    found: dict[float, list[str]] = {}
    for place, name in enumerate(frame):
        if frame.dtypes.iloc[place].kind in "if":
            for code in far_codes(frame.iloc[:, place].to_numpy(np.float64)):
                found.setdefault(code, []).append(str(name))
    for code, names in sorted(found.items()):
        yield say("reading.far_code", code=f"{code:.0f}", columns=listed(names))


def far_codes(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[float]:
    """Return which codes for no answer stand far outside a column's other numbers.

    Examples
    --------
    >>> far_codes(np.array([1, 2, 3, 4, 5, -99.0])), far_codes(np.array([1, 2, 3, 4, 5, 99.0]))
    ([-99.0], [])
    >>> far_codes(np.array([18, 45, 60, 72, 99, 99.0]))
    []
    """
    values = values[np.isfinite(values)]
    if not len(values) or not {float(values.min()), float(values.max())} & set(CODES):
        return []  # a code that is far from the others is the least or the largest
    numbers, counts = np.unique(values, return_counts=True)
    is_code = np.isin(numbers, CODES)
    others = numbers[~is_code]
    if not is_code.any() or counts[~is_code].sum() < FEWEST or len(others) < TWICE:
        return []
    if others.min() < 0 or others.max() <= 0:
        return []
    far = numbers > FAR * others.max()
    told = is_code & ((numbers < 0) | (far & (counts >= TWICE)))
    return [float(each) for each in numbers[told]]


def _is_answer(names: Sequence[str], frame: pd.DataFrame) -> bool:
    """Tell whether every name is a number, or a value that stands in its own column."""
    numbers = [name for name in names if PLAIN["."].fullmatch(name)]
    places = range(frame.shape[1])
    if not numbers or _counts_up(numbers):
        return False
    again = [_stands(names[place], frame.iloc[:, place]) for place in places]
    if not any(again):
        return False
    kinds = frame.dtypes
    return all(
        again[place] or (names[place] in numbers and kinds.iloc[place].kind in "if")
        for place in places
    )


def _stands(name: str, column: "pd.Series[Any]") -> bool:
    if column.dtype.kind in "if":
        return PLAIN["."].fullmatch(name) is not None and bool((column == float(name)).any())
    return bool((column == name).any())


def _counts_up(numbers: Sequence[str]) -> bool:
    """Tell whether numbers count up by one, as the names of items do."""
    return len(numbers) > 1 and bool(np.all(np.diff(np.array(numbers, np.float64)) == 1))


def _total(frame: pd.DataFrame) -> str:
    """Return the label of a last row of totals; empty where it may be a respondent."""
    last = frame.iloc[-1]
    texts = [each for each in last if isinstance(each, str) and each.strip()]
    label = texts[0].strip() if texts else ""
    if label.casefold().rstrip(":. ") not in TOTALS or len(frame.columns) < TWICE:
        return ""
    place = next(at for at, each in enumerate(last) if each == texts[0])
    if (frame.iloc[:-1, place] == texts[0]).any():
        return ""
    if last.isna().sum() >= BLANK * (len(last) - 1):
        return label
    numeric = [at for at, kind in enumerate(frame.dtypes) if kind.kind in "if"]
    sums = [_is_sum(frame.iloc[:, at].to_numpy(np.float64)) for at in numeric]
    return label if sums and sum(sums) >= BLANK * len(sums) else ""


def _is_sum(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> bool:
    whole = float(np.nansum(values[:-1]))
    return whole != 0 and bool(np.isclose(values[-1], whole, rtol=CLOSE))
