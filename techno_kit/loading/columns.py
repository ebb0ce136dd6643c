"""What a column of a text file holds: text that stays text, or numbers in disguise."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.loading.layouts import GROUPED, THOUSANDS
from techno_kit.survey.numerals import NO_NUMBER, PLAIN

NO_DIGIT = re.compile(r"[^\d+-]")
FIRST = 5  # rows that tell most texts from numbers
GLANCE = 200  # answers that are looked at before all of a column's different answers are


@dataclass(frozen=True, slots=True)
class Reading:
    """A text column as numbers.

    Attributes
    ----------
    values : numpy.ndarray of float, shape (n,)
        The numbers; NaN where the cell says in words that there is none.
    decimal : str
        The decimal sign of the numbers.
    words : dict of str to int
        The words for "no number" and how often each stands.
    grouped : bool
        Whether a sign that groups thousands was taken out.
    """

    values: NDArray[np.float64]
    decimal: str
    words: dict[str, int]
    grouped: bool = False


def was_guessed(column: "pd.Series[Any]") -> bool:
    """Tell whether pandas made more of a column than its text says.

    ``True`` and ``False`` are answers, ``inf`` is no number, and an object column is one whose
    blocks were read as different kinds.
    """
    if column.dtype.kind == "f":
        return bool(np.isinf(column.to_numpy()).any())
    return column.dtype.kind in "bO" and column.dtype != "str"


def is_whole(column: "pd.Series[Any]") -> bool:
    """Tell whether a column holds whole numbers only, so that some may have lost leading zeros."""
    if column.dtype.kind != "f":
        return column.dtype.kind in "iu"
    values = column.to_numpy()
    return (
        bool(np.all((values == np.floor(values)) | np.isnan(values))) and not np.isnan(values).all()
    )


def has_leading_zero(texts: Iterable[str]) -> bool:
    """Tell whether some text is digits behind a zero: a code such as ``01``, not a number."""
    return any(each.startswith("0") and len(each) > 1 and each.isdigit() for each in texts)


def as_numbers(
    column: "pd.Series[Any]", decimals: Sequence[str], *, shown: bool = True
) -> Reading | None:
    """Read a text column as numbers where every cell is a number, blank or a word for none.

    Parameters
    ----------
    column : pandas.Series of str
        Text as it stands in the file; missing where a cell is empty.
    decimals : sequence of str
        The decimal signs to try, the file's own first.
    shown : bool
        Whether some number of the file shows that the first sign is its decimal sign.

    Returns
    -------
    Reading or None
        None where the column is text: also where it may be codes with leading zeros, or where it
        is not clear whether a sign is the decimal sign or groups thousands. It is clear where only
        one decimal sign is to be tried, or a number has both signs, such as ``1.403,81``.
    """
    if not seems_numbers(column, decimals):
        return None
    codes, uniques = pd.factorize(column)
    texts = [str(each).strip() for each in uniques]
    numbers = [each for each in texts if not _is_word(each)]
    if not numbers or has_leading_zero(numbers):
        return None
    written = _understood(numbers, decimals, shown)
    if written is None:
        return None
    decimal, grouped = written
    values = [np.nan if _is_word(each) else _value(each, decimal) for each in texts]
    tally = np.bincount(codes[codes >= 0], minlength=len(texts))
    words: dict[str, int] = {}
    for each, n in zip(texts, tally, strict=True):
        if _is_word(each):
            words[each] = words.get(each, 0) + int(n)
    return Reading(np.array([*values, np.nan])[codes], decimal, words, grouped)


def is_unclear(column: "pd.Series[Any]", decimals: Sequence[str]) -> bool:
    """Tell whether a text column is text only because a sign in its numbers may group thousands."""
    if not seems_numbers(column, decimals):
        return False
    texts = [str(each).strip() for each in column.dropna().unique()]
    numbers = [each for each in texts if not _is_word(each)]
    return (
        all(_is_number(each, decimals) for each in numbers)
        and any(THOUSANDS.fullmatch(each) for each in numbers)
        and not has_leading_zero(numbers)
    )


def may_group(numbers: Iterable[str], decimal: str) -> bool | None:
    """Tell whether every number with a sign may have it to group thousands; None where none has it.

    Examples
    --------
    >>> may_group(["950", "20.000"], "."), may_group(["0.125", "1.403"], "."), may_group(["7"], ".")
    (True, False, None)
    """
    signed = [each for each in map(str.strip, numbers) if decimal in each]
    return all(THOUSANDS.fullmatch(each) for each in signed) if signed else None


def seems_numbers(column: "pd.Series[Any]", decimals: Sequence[str]) -> bool:
    """Tell whether the first texts of a column are numbers, or words for none."""
    first = [each for each in column.array[:FIRST].tolist() if isinstance(each, str)]
    return _are_numbers(first, decimals) and _are_numbers(_first(column, GLANCE), decimals)


def _are_numbers(texts: Sequence[str], decimals: Sequence[str]) -> bool:
    return all(_is_number(each, decimals) or _is_word(each) for each in map(str.strip, texts))


def _first(column: "pd.Series[Any]", n: int) -> list[str]:
    """Return the first answers; of a long column few rows are copied."""
    found: list[str] = []
    start, size = 0, n
    while start < len(column) and len(found) < n:
        found += column.iloc[start : start + size].dropna().head(n - len(found)).tolist()
        start, size = start + size, size * 4
    return found


def _understood(
    numbers: Sequence[str], decimals: Sequence[str], shown: bool = True
) -> tuple[str, bool] | None:
    """Return the decimal sign of some numbers and whether thousands are grouped; None if unclear.

    Examples
    --------
    >>> _understood(["652,51", "1.403,81"], [",", "."]), _understood(["938", "2.379"], [","])
    ((',', True), (',', True))
    >>> _understood(["938", "2.379"], [",", "."]) is None
    True
    >>> _understood(["938", "2.379"], [".", ","]), _understood(["2.379"], [".", ","], shown=False)
    (('.', False), None)
    """
    for place, decimal in enumerate(decimals):
        if all(PLAIN[decimal].fullmatch(each) for each in numbers):
            unsure = place or (len(decimals) > 1 and not shown)
            return None if unsure and may_group(numbers, decimal) else (decimal, False)
    for decimal in decimals:
        if all(GROUPED[decimal].fullmatch(each) for each in numbers) and (
            len(decimals) == 1 or any(THOUSANDS.match(each) and decimal in each for each in numbers)
        ):
            return decimal, True
    return None


def _value(text: str, decimal: str) -> float:
    whole, _, part = text.partition(decimal)
    if PLAIN[decimal].fullmatch(text):
        return float(f"{whole}.{part}" if part or not whole else whole)
    return float(f"{re.sub(NO_DIGIT, '', whole)}.{part}")


def _is_word(text: str) -> bool:
    return not text or text.casefold() in NO_NUMBER


def _is_number(text: str, decimals: Sequence[str]) -> bool:
    return any(PLAIN[each].fullmatch(text) or GROUPED[each].fullmatch(text) for each in decimals)
