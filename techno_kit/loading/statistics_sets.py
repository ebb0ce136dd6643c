"""Multiple-response sets of SPSS: several variables that hold the answers to one question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from techno_kit.loading.statistics_labels import Variable, code_of, distinct
from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.encoding import factorize, is_missing, text_of
from techno_kit.wording import join, say

DICHOTOMIES = ("D", "E")  # each variable says whether one answer was chosen


@dataclass(frozen=True, slots=True)
class ChoiceSet:
    """A set as the dictionary has it.

    Attributes
    ----------
    name, label : str
        Its name and its wording.
    columns : tuple of str
        Its variables.
    counted : value or None
        The value that means "chosen"; None where the variables hold codes of answers: of the first
        answer named, of the second, and so on.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    counted: Value | None


def sets_of(meta: Any) -> list[ChoiceSet]:
    """Return the sets of a file whose variables are all there."""
    found = []
    names = list(meta.column_names)
    for name, each in (getattr(meta, "mr_sets", None) or {}).items():
        columns = tuple(dict.fromkeys(each["variable_list"]))
        if not columns or not set(columns).issubset(names):
            continue
        counted = None
        if each.get("is_dichotomy") or each.get("type") in DICHOTOMIES:
            counted = _counted(each["counted_value"])
        free = name if name not in names else f"${name}"
        found.append(ChoiceSet(free, (each.get("label") or "").strip(), columns, counted))
    return found


def _counted(value: Any) -> Value:
    """Return the counted value: pyreadstat tells a number, or the text of one."""
    text = value.strip() if isinstance(value, str) else value
    return code_of(text, is_text=True)


def question_of_dichotomies(each: ChoiceSet, variables: Mapping[str, Variable]) -> Question:
    """Return the question of variables that count one value."""
    own = [variables[column] for column in each.columns]
    counted = [text_of(each.counted)] * len(own)
    by_value = [
        {text_of(value): label for value, label in variable.labels.items()}.get(value, "")
        for variable, value in zip(own, counted, strict=True)
    ]
    answers: Sequence[str] = each.columns
    for labels in ([variable.label for variable in own], by_value):
        if all(labels) and len(set(labels)) == len(labels):
            answers = labels
            break
    missing = dict.fromkeys(rule for variable in own for rule in variable.missing)
    return Question(
        each.name,
        "multiple",
        dict(zip(answers, each.columns, strict=True)),
        label=each.label,
        missing=tuple(missing),
        chosen=(each.counted,) if each.counted is not None else (),
    )


def columns_of_categories(
    each: ChoiceSet, variables: Mapping[str, Variable], frame: pd.DataFrame
) -> tuple[dict[str, Any], Question]:
    """Return a new column for every answer of a set of codes, and the question they make.

    Whoever named no answer in any of the variables has not answered.

    Parameters
    ----------
    each : ChoiceSet
        The set.
    variables : mapping of str to Variable
        What the dictionary says of its variables.
    frame : pandas.DataFrame
        The rows.
    """
    labels: dict[Value, str] = {}
    for column in reversed(each.columns):
        labels |= variables[column].answers
    given: dict[str, Any] = {}
    values: dict[str, Value] = {text_of(value): value for value in labels}
    answered = np.zeros(len(frame), np.bool_)
    for column in each.columns:
        missing = variables[column].missing
        codes, found = factorize(frame[column])
        for place, value in enumerate(found):
            here = codes == place
            if is_missing(value, missing) or not here.any():
                continue
            text = text_of(value)
            values.setdefault(text, value)
            given[text] = given[text] | here if text in given else here
            answered |= here
    ids = dict(distinct({value: labels.get(value, text) for text, value in values.items()}))
    made: dict[str, Any] = {}
    parts: dict[str, str] = {}
    for text, value in sorted(values.items(), key=lambda pair: _place(pair[1])):
        name = _free(f"{each.name}_{text}", frame, made)
        holds = given.get(text, np.zeros(len(frame), np.bool_))
        made[name] = pd.Categorical.from_codes(
            np.where(answered, holds, -1).astype(np.int8), categories=pd.Index([0, 1])
        )
        parts[ids[value]] = name
    trail = say("reading.statistics.made_from", columns=join(each.columns))
    question = Question(
        each.name, "multiple", parts, label=each.label, missing=(), chosen=(1,), trail=(trail,)
    )
    return made, question


def _place(value: Value) -> tuple[bool, float, str]:
    """Return by what answers are put in order: numbers first."""
    if isinstance(value, str):
        return True, 0.0, value
    return False, float(value), ""


def _free(name: str, frame: pd.DataFrame, made: Mapping[str, Any]) -> str:
    """Return a column name that is not taken."""
    while name in frame.columns or name in made:
        name += "_"
    return name
