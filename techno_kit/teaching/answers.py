"""A learner's answer, read as kindly as its sense allows."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import inf, isnan, nan
from numbers import Real
from typing import cast

import numpy as np
import pandas as pd

from techno_kit.wording import count, say


class NotReadable(Exception):
    """An answer that is not of the kind that is asked for; its text says what is."""


def clean(label: object) -> str:
    """Return a label as answers are compared: whatever its capitals, blanks and underscores.

    Examples
    --------
    >>> clean(" Critics") == clean("critics"), clean("age_group"), clean(("Age", "18-24"))
    (True, 'age group', 'age 18-24')
    """
    parts = label if isinstance(label, tuple) else (label,)
    return " ".join(" ".join(str(each) for each in parts).casefold().replace("_", " ").split())


def kind(answer: object) -> str:
    """Return the name of an answer's type, for messages."""
    return type(answer).__name__


def one(answer: object, wanted: str) -> object:
    """Take the only value out of a table, list or array; anything else is returned as it is.

    Raises
    ------
    NotReadable
        If it holds more values than one, or none.
    """
    if isinstance(answer, pd.DataFrame | pd.Series | pd.Index | np.ndarray):
        values = list(np.asarray(answer, dtype=object).ravel())
    elif isinstance(answer, list | tuple | set | frozenset):
        values = list(answer)
    else:
        return answer
    if len(values) != 1:
        raise NotReadable(say("teaching.kinds.several", wanted=wanted, n=count(len(values))))
    return values[0]


def number(answer: object) -> float:
    """Read one number.

    Raises
    ------
    NotReadable
        If the answer is none, or is missing.
    """
    wanted = say("teaching.kinds.number")
    found = one(answer, wanted)
    if isinstance(found, str):
        raise NotReadable(say("teaching.kinds.quoted"))
    if isinstance(found, bool | np.bool_) or not isinstance(found, Real | Decimal | None):
        raise NotReadable(say("teaching.kinds.other", wanted=wanted, kind=kind(found)))
    value = nan if found is None else _float(found)
    if isnan(value):
        raise NotReadable(say("teaching.kinds.missing"))
    return value


def _float(value: Real | Decimal) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number that has too many digits
        return inf
    except ValueError:  # a decimal number that says itself that it is none
        return nan


def truth(answer: object) -> bool:
    """Read True or False.

    Raises
    ------
    NotReadable
        If the answer is neither.
    """
    wanted = say("teaching.kinds.truth")
    found = one(answer, wanted)
    if isinstance(found, bool | np.bool_):
        return bool(found)
    raise NotReadable(say("teaching.kinds.other", wanted=wanted, kind=kind(found)))


def word(answer: object) -> str:
    """Read one label.

    Raises
    ------
    NotReadable
        If the answer is no text.
    """
    wanted = say("teaching.kinds.word")
    found = one(answer, wanted)
    if isinstance(found, str):
        return found
    raise NotReadable(say("teaching.kinds.other", wanted=wanted, kind=kind(found)))


def labels(answer: object) -> list[str]:
    """Read labels in their order: of a list or set, or of a Series' values or row labels.

    Raises
    ------
    NotReadable
        If the answer holds none.
    """
    wanted = say("teaching.kinds.labels")
    if isinstance(answer, str):
        return [answer]
    if isinstance(answer, pd.DataFrame):
        answer = _column(answer, wanted)
    if isinstance(answer, pd.Series) and not _are_texts(answer):
        answer = answer.index
    if isinstance(answer, np.ndarray):
        answer = answer.ravel().tolist()
    if not isinstance(answer, list | tuple | set | frozenset | Mapping | pd.Series | pd.Index):
        raise NotReadable(say("teaching.kinds.other", wanted=wanted, kind=kind(answer)))
    found = list(answer)
    if not _are_texts(found):
        raise NotReadable(say("teaching.kinds.numbers", wanted=wanted))
    return cast("list[str]", found)


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(each, str) for each in values)


def _column(table: pd.DataFrame, wanted: str) -> pd.Series:
    if len(table.columns) == 1:
        return table.iloc[:, 0]
    raise NotReadable(say("teaching.kinds.columns", wanted=wanted, n=count(len(table.columns))))


def numbers(answer: object) -> dict[str, float]:
    """Read numbers by label: of a mapping, a Series, or a table with one column.

    Raises
    ------
    NotReadable
        If the answer has no labels, or a value is no number.
    """
    wanted = say("teaching.kinds.by_label")
    if isinstance(answer, pd.DataFrame):
        answer = _column(answer, wanted)
    if not isinstance(answer, pd.Series | Mapping):
        raise NotReadable(say("teaching.kinds.other", wanted=wanted, kind=kind(answer)))
    return {clean(label): number(value) for label, value in answer.items()}
