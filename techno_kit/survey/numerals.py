"""Numbers written as text: where it is not clear what a sign in them means."""

import re
from collections.abc import Sequence
from math import isfinite
from numbers import Real
from typing import Any, TypeGuard

import pandas as pd

from techno_kit.errors import QuestionError
from techno_kit.wording import say

GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,\s'’]\d{3})+([.,]\d+)?")
PLAIN = {  # by decimal sign
    ".": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
    ",": re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?"),
}
NO_NUMBER = frozenset({"na", "n/a", "nan", "null", "none", "#n/a", "#null!", ".", "-"})


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a value is a finite number, which a yes or no is not."""
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)


def unclear(texts: Sequence[str]) -> tuple[str, ...]:
    """Return those of a column's different texts in which a sign may group thousands.

    ``2.379`` is 2379 to one reader and 2.379 to another. A sign is the decimal sign where another
    text of the column has it and cannot be grouped so, such as ``0.5``.

    Examples
    --------
    >>> unclear(["938", "2.379"]), unclear(["0.938", "2.379"]), unclear(["1,5", "2.379"])
    (('2.379',), (), ('2.379',))
    """
    grouped = [each for each in texts if GROUPED.fullmatch(each.strip())]
    if not grouped:
        return ()
    plain = [each.strip() for each in texts if each not in grouped]
    decimals = [
        sign
        for sign, pattern in PLAIN.items()
        if any(sign in each and pattern.fullmatch(each) for each in plain)
    ]
    return tuple(
        each
        for each in grouped
        if not any(sign in each and PLAIN[sign].fullmatch(each.strip()) for sign in decimals)
    )


def unclear_in(series: "pd.Series[Any]") -> tuple[str, ...]:
    """Return the texts of a column in which a sign may group thousands; none in one of numbers."""
    if pd.api.types.is_numeric_dtype(series.dtype):
        return ()
    try:
        different = series.dropna().unique()
    except TypeError as error:  # what has no hash, such as a list
        raise QuestionError(say("errors.question.objects", column=series.name)) from error
    return unclear([each for each in different if isinstance(each, str)])


def holds_objects(series: "pd.Series[Any]") -> bool:
    """Tell whether a column holds what is neither text nor a number, such as lists."""
    if series.dtype != object or pd.api.types.infer_dtype(series, skipna=True) != "mixed":
        return False
    try:
        series.unique()
    except TypeError:
        return True
    return False
