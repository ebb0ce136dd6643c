"""Single values as files hold them: what TOML and JSON have no word for is spelt out."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from numbers import Integral, Real
from typing import Any, Final

import numpy as np
import pandas as pd

KIND: Final = "techno_kit"  # marks a value that JSON has no word for, with what it is
READERS: Final[Mapping[str, Any]] = {
    "number": float,
    "decimal": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "timestamp": pd.Timestamp,
    "timedelta": pd.Timedelta,
    "time": time.fromisoformat,
    "period": lambda pair: pd.Period(pair[0], freq=pair[1]),
    "none": lambda _: None,
    "na": lambda _: pd.NA,
    "nat": lambda _: pd.NaT,
    "bytes": bytes.fromhex,
    "tuple": lambda values: tuple(decoded(each) for each in values),
    "interval": lambda ends: pd.Interval(decoded(ends[0]), decoded(ends[1]), closed=ends[2]),
}


def plain(value: Any) -> Any:
    """Return a value as Python has it: numbers and texts of NumPy become their like.

    Examples
    --------
    >>> plain(np.float64(2.5)), plain([np.int8(1), np.str_("x")])
    (2.5, [1, 'x'])
    """
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real) and not isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple | list) else value


def encoded(value: Any) -> Any:
    """Return a value as JSON holds it; one that it has no word for says what it is.

    Raises
    ------
    TypeError
        If it is of a kind that is not kept, such as an object of a class of one's own.

    Examples
    --------
    >>> encoded(1), encoded("x"), encoded(float("inf"))
    (1, 'x', {'techno_kit': 'number', 'value': 'inf'})
    """
    value = plain(value)
    if isinstance(value, str | bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, list):
        return [encoded(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): encoded(each) for name, each in value.items()}
    kind, told = _spelt(value)
    return {KIND: kind, "value": told}


def _spelt(value: Any) -> tuple[str, Any]:
    """Return what a value is, and how it is spelt."""
    if value is None or value is pd.NA or value is pd.NaT:
        return ("none" if value is None else "na" if value is pd.NA else "nat"), ""
    if isinstance(value, pd.Interval):
        return "interval", [encoded(value.left), encoded(value.right), value.closed]
    if isinstance(value, pd.Period):
        return "period", [str(value), value.freqstr]
    if isinstance(value, bytes):
        return "bytes", value.hex()
    words: tuple[tuple[type, str, Callable[[Any], str]], ...] = (
        (float, "number", repr),
        (Decimal, "decimal", str),
        (pd.Timestamp, "timestamp", pd.Timestamp.isoformat),
        (datetime, "datetime", datetime.isoformat),
        (date, "date", date.isoformat),
        (time, "time", time.isoformat),
        (timedelta, "timedelta", lambda each: pd.Timedelta(each).isoformat()),
    )
    for kind, name, write in words:
        if isinstance(value, kind):
            return name, write(value)
    raise TypeError(type(value).__name__)


def decoded(value: Any) -> Any:
    """Return the value that `encoded` wrote.

    Raises
    ------
    KeyError, ValueError, TypeError
        If it says that it is what it is not.

    Examples
    --------
    >>> decoded(encoded({"until": date(2026, 6, 30)}))
    {'until': datetime.date(2026, 6, 30)}
    """
    if isinstance(value, list):
        return [decoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {KIND, "value"}:
        return READERS[value[KIND]](value["value"])
    return {name: decoded(each) for name, each in value.items()}


def cell_text(value: Any) -> str:
    """Return a cell of a column of mixed kinds as one text.

    Examples
    --------
    >>> cell_text("x"), cell_text(1), cell_text(None)
    ('"x"', '1', '{"techno_kit": "none", "value": ""}')
    """
    if isinstance(value, tuple):
        value = {KIND: "tuple", "value": [encoded(each) for each in value]}
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(encoded(value), ensure_ascii=False)


def cell_value(text: str) -> Any:
    """Return the cell that `cell_text` wrote."""
    return decoded(json.loads(text))
