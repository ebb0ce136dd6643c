"""One column as an SPSS variable: its values, labels, missing values and measurement level."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.survey.codebook import Codebook, Question, Value
from techno_kit.survey.encoding import factorize, is_missing, natural, number_of, text_of
from techno_kit.survey.stored.spss_names import LABEL, VALUE_LABEL, cut_text
from techno_kit.survey.stored.text_writing import EXACT

MEASURES: Final = {"single": "nominal", "multiple": "nominal", "scale": "ordinal"}
MOST_VALUES: Final = 3  # missing values that a variable has; beside a range one
MOST_CODES: Final = 2_000  # answers that are written as codes; beyond that a column holds texts
TRUTHS: Final = ((0, str(False)), (1, str(True)))
LIMIT: Final = 1.7976931348623157e308

Missing = Sequence[Value | tuple[float, float]]


@dataclass(frozen=True, eq=False, slots=True)
class SpssColumn:
    """A column as SPSS holds it.

    Attributes
    ----------
    values : pandas.Series
        Numbers or texts.
    label : str
        The question's wording.
    labels : dict of number to str
        Labels of values, in the order of the question's levels.
    missing : list
        Values, and ranges as ``{"lo": ..., "hi": ...}``, that are no answer.
    measure : {"nominal", "ordinal", "scale", "unknown"}
        The measurement level.
    told : tuple of str
        What is not kept: the keys of sentences under ``storing.spss``.
    """

    values: "pd.Series[Any]"
    label: str = ""
    labels: dict[float | str, str] | None = None
    missing: tuple[Any, ...] = ()
    measure: str = "unknown"
    told: tuple[str, ...] = ()


def spss_column(column: "pd.Series[Any]", question: Question | None, book: Codebook) -> SpssColumn:
    """Return a column as SPSS holds it.

    Parameters
    ----------
    column : pandas.Series
        The column.
    question : Question or None
        The question that reads it.
    book : Codebook
        Its codebook, for missing values of all columns.
    """
    rules: Missing = book.missing
    if question is not None and question.missing is not None:
        rules = tuple(question.missing)
    told = [] if question is None else list(_lost(question))
    levels = () if question is None or question.kind == "multiple" else question.levels
    if question is not None and question.cut:
        levels = ()
    label = "" if question is None else question.label
    if len(label.encode()) > LABEL:
        told.append("label_cut")
    values = _numbers(column)
    if (
        not levels
        and _is_true_or_false(column)
        and (question is None or question.kind != "multiple")
    ):
        levels = TRUTHS
        told.append("truths")
    if values is None and (levels or isinstance(column.dtype, pd.CategoricalDtype)):
        values, levels, rules = _coded(column, levels, rules)
        told.append("coded")
    if values is None:
        told += _changed(column)
        values = column.map(_text, na_action="ignore").astype(object).where(column.notna(), "")
    labels, wrong = _labels(levels)
    found, lost = _missing(values, rules)
    measure = "unknown" if question is None else MEASURES.get(question.kind, "scale")
    told += [*wrong, *lost]
    told += ["order"] if list(labels) != sorted(labels) else []
    label = cut_text(label, LABEL)
    return SpssColumn(values, label, labels, tuple(found), measure, tuple(dict.fromkeys(told)))


def _lost(question: Question) -> Iterable[str]:
    """Yield what SPSS has no word for in a question."""
    if question.cut:
        yield "bands"
    if question.routing:
        yield "routing"
    if question.trail:
        yield "trail"


def _is_true_or_false(column: "pd.Series[Any]") -> bool:
    return pd.api.types.is_bool_dtype(column.dtype) and not isinstance(
        column.dtype, pd.CategoricalDtype
    )


def _changed(column: "pd.Series[Any]") -> Iterable[str]:
    """Yield how cells change that SPSS gets as texts."""
    kind = column.dtype
    if isinstance(kind, pd.DatetimeTZDtype) or pd.api.types.is_timedelta64_dtype(kind):
        yield "times"
    texts = (each for each in factorize(column)[1] if isinstance(each, str))
    if any(not each or each != each.rstrip() for each in texts):
        yield "blanks"


def _numbers(column: "pd.Series[Any]") -> "pd.Series[Any] | None":
    """Return a column of numbers, truths or times as SPSS holds them; None of texts."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        told = kind.categories
        if not pd.api.types.is_numeric_dtype(told.dtype) or pd.api.types.is_bool_dtype(told.dtype):
            return None
        return column.astype("float64")
    if pd.api.types.is_datetime64_dtype(kind):
        return column.astype("datetime64[us]")
    if pd.api.types.is_bool_dtype(kind):
        return column.astype("float64")
    if pd.api.types.is_integer_dtype(kind) and (column.abs() >= EXACT).any():
        return None
    return column.astype("float64") if pd.api.types.is_numeric_dtype(kind) else None


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _coded(
    column: "pd.Series[Any]", levels: Sequence[tuple[Value, str]], rules: Missing
) -> tuple["pd.Series[Any] | None", Sequence[tuple[Value, str]], Missing]:
    """Return answers that are texts as codes from 1, in the order of the levels."""
    codes, found = factorize(column)
    ordered = {text_of(value): label for value, label in levels}
    rest = [text_of(value) for value in found if text_of(value) not in ordered]
    if not isinstance(column.dtype, pd.CategoricalDtype):
        rest.sort(key=natural)
    ordered |= {text: text for text in rest if text}
    if len(ordered) > MOST_CODES:
        return None, (), rules
    number = {text: place for place, text in enumerate(ordered, 1)}
    places = [number.get(text_of(value), np.nan) for value in found]
    values = np.asarray([*places, np.nan], np.float64)[codes]
    missing = [number[text] for text in ordered if is_missing(text, rules)]
    pairs = [(number[text], label) for text, label in ordered.items()]
    return pd.Series(values, index=column.index, name=column.name), pairs, missing


def _labels(levels: Sequence[tuple[Value, str]]) -> tuple[dict[float | str, str], list[str]]:
    """Return labels of numbers, cut to the length that SPSS has, and what is wrong with them."""
    labels: dict[float | str, str] = {}
    told = []
    for value, label in levels:
        number = number_of(text_of(value))
        if number is None or not label:
            continue
        labels[number] = cut_text(label, VALUE_LABEL)
        if labels[number] != label:
            told.append("label_cut")
    return labels, told


def _missing(values: "pd.Series[Any]", rules: Missing) -> tuple[list[Any], list[str]]:
    """Return missing values as SPSS has them: three, or a range and one."""
    if values.dtype.kind != "f":
        texts = [text_of(each) for each in rules if not isinstance(each, tuple)]
        held = [each for each in texts if (values == each).any() and len(each.encode()) <= 8]
        kept = held[:MOST_VALUES]
        over = [each for each in texts if (values == each).any() and each not in kept]
        return list(kept), ["missing"] if over else []
    ranges = [each for each in rules if isinstance(each, tuple)]
    numbers = [number_of(text_of(each)) for each in rules if not isinstance(each, tuple)]
    single = list(dict.fromkeys(each for each in numbers if each is not None))
    known = np.unique(values.to_numpy(np.float64))
    if not ranges and len(single) > MOST_VALUES:
        single = [each for each in single if each in known] or single[:MOST_VALUES]
    if not ranges and len(single) > MOST_VALUES:
        low, high = min(single), max(single)
        between = known[(known >= low) & (known <= high)]
        if np.isin(between, single).all():
            return [{"lo": low, "hi": high}], []
    spans = [{"lo": _end(low), "hi": _end(high)} for low, high in ranges[:1]]
    room = 1 if spans else MOST_VALUES
    lost = [each for each in single[room:] if each in known]
    lost += [low for low, high in ranges[1:] if ((known >= low) & (known <= high)).any()]
    return [*spans, *single[:room]], ["missing"] if lost else []


def _end(limit: float) -> float:
    return limit if isfinite(limit) else float(np.copysign(LIMIT, limit))
