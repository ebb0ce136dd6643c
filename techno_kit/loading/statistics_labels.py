"""What a statistical package's dictionary says of variables, and the questions they make."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from techno_kit.loading.row_arrays import parts
from techno_kit.loading.statistics_moments import Convert, moment_of
from techno_kit.survey.codebook import Kind, Question, Value
from techno_kit.survey.encoding import is_missing, text_of
from techno_kit.survey.no_answer import reads_as_no_answer

Missing = Value | tuple[float, float]

FEW = 10  # different whole numbers that are read as answers where nothing says what they are


@dataclass(frozen=True, eq=False)
class Variable:
    """What a dictionary says of one variable.

    Attributes
    ----------
    name, label : str
        Its name and its wording.
    measure : str
        "nominal", "ordinal", "scale", or "unknown".
    is_text : bool
        Whether it holds texts.
    labels : mapping of value to str
        Labels of values; a special missing value is its letter behind a point, such as ``".a"``.
    missing : tuple
        Values and ranges that are no answer.
    moment : callable or None
        How numbers become dates or times, where the display format says so.
    """

    name: str
    label: str
    measure: str
    is_text: bool
    labels: Mapping[Value, str]
    missing: tuple[Missing, ...]
    moment: Convert | None

    def is_code(self, value: float) -> bool:
        """Tell whether a number is one that the dictionary speaks of."""
        return value in self.labels or self._is_missing(value)

    def _is_missing(self, value: float) -> bool:
        return any(
            rule[0] <= value <= rule[1] if isinstance(rule, tuple) else rule == value
            for rule in self.missing
        )

    @property
    def answers(self) -> dict[Value, str]:
        """Labels of values that are not declared missing."""
        rules = self.missing
        return {
            value: label
            for value, label in self.labels.items()
            if not is_missing(value, rules) and not is_tag(value)
        }


def is_tag(value: object) -> bool:
    """Tell whether a value is a special missing value of Stata or SAS, such as ``".a"``."""
    return isinstance(value, str) and len(value) == 2 and value[0] == "."


def variables_of(
    meta: Any, kind: str, names: Iterable[str], formats: Mapping[str, Mapping[Any, str]]
) -> list[Variable]:
    """Return the variables of some names.

    Parameters
    ----------
    meta : metadata_container
        What pyreadstat says of the file.
    kind : str
        The file's kind.
    names : iterable of str
        The variables wanted.
    formats : mapping of str to mapping
        Labels by the name of a format, of a SAS catalogue.
    """
    return [_variable(meta, kind, name, formats) for name in names]


def _variable(
    meta: Any, kind: str, name: str, formats: Mapping[str, Mapping[Any, str]]
) -> Variable:
    is_text = meta.readstat_variable_types.get(name) == "string"
    labels = meta.variable_value_labels.get(name)
    if labels is None:
        labels = formats.get(meta.variable_to_label.get(name, ""), {})
    form = meta.original_variable_types.get(name) or ""
    return Variable(
        name,
        (meta.column_names_to_labels.get(name) or "").strip(),
        meta.variable_measure.get(name) or "unknown",
        is_text,
        {
            code_of(each, is_text): text.strip()
            for each, text in labels.items()
            if text.strip() and each == each  # a blank number is no value
        },
        tuple(
            _missing(each)
            for each in meta.missing_ranges.get(name, ())
            if each["lo"] <= each["hi"]  # a damaged range, of which nothing can be
        ),
        None if is_text or labels else moment_of(kind, form),
    )


def code_of(value: Any, is_text: bool = False) -> Value:
    """Return a whole number as int, and a special missing value with a point before its letter."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and not is_text:
        return f".{value}"
    return value  # type: ignore[no-any-return]


def _missing(limits: Mapping[str, Any]) -> Missing:
    low, high = limits["lo"], limits["hi"]
    if isinstance(low, str):
        return low.rstrip()
    return code_of(low) if low == high else (float(low), float(high))


def question_of(variable: Variable, column: "pd.Series[Any]", tags: Sequence[str]) -> Question:
    """Return the question that a variable and its answers make.

    Parameters
    ----------
    variable : Variable
        What the dictionary says.
    column : pandas.Series
        The answers.
    tags : sequence of str
        The special missing values that occur.
    """
    known = sorted({*tags, *(each for each in variable.labels if is_tag(each))})
    return Question(
        variable.name,
        _kind(variable, column),
        label=variable.label,
        levels=distinct(variable.labels),
        missing=(*variable.missing, *known),
    )


def _kind(variable: Variable, column: "pd.Series[Any]") -> Kind:
    if variable.is_text or variable.moment is not None:
        return "single"
    if variable.measure == "ordinal" and variable.answers:
        return "scale"
    if variable.answers or isinstance(column.dtype, pd.CategoricalDtype):
        return "single"
    if variable.measure == "scale" or _is_quantity(column, variable):
        return "number"
    return "single"


def is_unclear(variable: Variable, column: "pd.Series[Any]") -> bool:
    """Tell whether answers look like numbers, of which only some that are no answer have labels.

    They are read as answers, because the file does not declare those missing.
    """
    answers = variable.answers
    return (
        bool(answers)
        and not isinstance(column.dtype, pd.CategoricalDtype)
        and column.dtype.kind == "f"
        and variable.measure not in ("nominal", "ordinal")
        and all(reads_as_no_answer(label) for label in answers.values())
        and _is_quantity(column, variable)
    )


def _is_quantity(column: "pd.Series[Any]", variable: Variable) -> bool:
    """Tell whether numbers of which nothing is said are more than a few whole ones."""
    if variable.measure in ("nominal", "ordinal"):
        return False
    found = np.empty(0)
    for part in parts(column.to_numpy()):
        found = np.union1d(found, part[np.isfinite(part)])
        if len(found) > FEW or not np.array_equal(found, np.floor(found)):
            return True
    return False


def distinct(labels: Mapping[Value, str]) -> tuple[tuple[Value, str], ...]:
    """Return values with labels that differ: the value stands behind a label that two share."""
    times = Counter(labels.values())
    return tuple(
        (value, label if times[label] == 1 else f"{label} ({text_of(value)})")
        for value, label in labels.items()
    )
