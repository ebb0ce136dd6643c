"""Numbers of a plain table that may mark no answer: told, and kept as they are.

The rules are this kit's own, and strict: what might be an answer is not told.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import listed
from techno_kit.wording import join, plural

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]

NEGATIVE: Final = (*range(-9, 0), -66, -77, -88, *range(-99, -94), -777, -888, -999, -998, -997)
POSITIVE: Final = (66, 77, 88, *range(95, 100), 777, 888, *range(995, 1000), 7777, 8888)
LONG: Final = (*range(9995, 10_000), *range(99_995, 100_000), -9999, -99_999)
CODES: Final = np.array([*NEGATIVE, *POSITIVE, *LONG], np.float64)
DIGITS: Final = (7, 8, 9)  # behind a short scale
EXTREMES: Final = frozenset([*CODES.tolist(), 8.0, 9.0])
FAR: Final = 3  # times the largest other number
FEWEST: Final = 5  # other answers of a column
FEWEST_SCALE: Final = 30  # answers of a scale, of which none is between it and a code
LONGEST_SCALE: Final = 5
MOST_CHANGES: Final = 1  # of -1, -2 and so on below 0; more may be differences
TWICE: Final = 2  # times that positive codes stand at least; -99 may stand once


def odd_codes(frame: pd.DataFrame) -> Iterator[str]:
    """Yield notes of columns of numbers in which some, such as -99, stand apart from the others."""
    found: dict[float, list[str]] = {}
    for place, name in enumerate(frame):
        if frame.dtypes.iloc[place].kind in "if":
            for code in far_codes(frame.iloc[:, place].to_numpy(np.float64)):
                found.setdefault(code, []).append(str(name))
    together: dict[tuple[str, ...], list[str]] = {}
    for code, names in sorted(found.items()):
        together.setdefault(tuple(names), []).append(f"{code:.0f}")
    for columns, codes in together.items():
        spelt = {"codes": join(codes), "missing": ", ".join(codes)}
        yield plural("reading.far_code", len(codes), columns=listed(list(columns)), **spelt)


def far_codes(values: Floats) -> list[float]:
    """Return which codes for no answer stand apart from a column's other numbers.

    Examples
    --------
    >>> far_codes(np.array([1, 2, 3, 4, 5, -99.0])), far_codes(np.array([1, 2, 3, 4, 5, 99.0]))
    ([-99.0], [])
    >>> far_codes(np.array([1, 2, 3, 4, 5, 98.0, 99.0]))
    [98.0, 99.0]
    >>> far_codes(np.array([18, 45, 60, 72, 99, 99.0]))
    []
    """
    values = values[np.isfinite(values)]
    if not len(values) or not {float(values.min()), float(values.max())} & EXTREMES:
        return []  # a code that is far from the others is the least or the largest
    numbers, counts = np.unique(values, return_counts=True)
    is_code = np.isin(numbers, CODES)
    others = numbers[~is_code]
    if counts[~is_code].sum() < FEWEST or len(others) < TWICE or others.min() < 0:
        return []
    told = _negative(numbers, others) | _large(numbers, counts, is_code, float(others.max()))
    told |= _digits(numbers, counts, is_code)
    return [float(each) for each in numbers[told]]


def _negative(numbers: Floats, others: Floats) -> Bools:
    """Tell which numbers are negative codes, and no differences around 0."""
    negative = numbers < 0
    beside = -numbers[negative & (numbers >= -9)]
    if others[0] == 0 and -1 in numbers:
        changes = len(beside) > MOST_CHANGES or others.max() <= FAR * beside.max()
        negative &= not changes
    return negative


def _large(numbers: Floats, counts: Counts, is_code: Bools, largest: float) -> Bools:
    """Tell which codes are far above all others."""
    far = is_code & (numbers > FAR * largest)
    return far & (counts[far].sum() >= TWICE)


def _digits(numbers: Floats, counts: Counts, is_code: Bools) -> Bools:
    """Tell which of 7, 8 and 9 stand behind a short scale of which no answer lies between."""
    digit = np.isin(numbers, DIGITS)
    scale = numbers[~is_code & ~digit]
    none = np.zeros(len(numbers), np.bool_)
    if not len(scale) > 1 or numbers[digit].max(initial=0) < DIGITS[1]:
        return none
    whole = np.array_equal(scale, np.arange(len(scale)) + scale[0])
    short = scale[0] == 1 and scale[-1] <= LONGEST_SCALE or scale[-1] == 1
    enough = counts[digit].sum() >= TWICE and counts.sum() >= FEWEST_SCALE
    return digit if whole and short and enough else none
