"""SPSS files: codes stay codes; labels and user-missing values go into the codebook."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from techno_kit.errors import FileError, listed
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.spss_header import weight_variable
from techno_kit.survey.codebook import Codebook, Kind, Question, Value
from techno_kit.survey.encoding import text_of
from techno_kit.wording import say


def read_spss(path: Path, encoding: str | None = None) -> RawFile:
    """Read an SPSS file, compressed or not.

    User-missing values stay in the rows, as codes that the codebook names as missing; a
    system-missing value is NaN. So both are no answer, and yet can be told apart.

    Parameters
    ----------
    path : pathlib.Path
        The file (.sav or .zsav).
    encoding : str, optional
        The encoding of its texts, where the file names a wrong one.

    Raises
    ------
    FileError
        If pyreadstat is not installed, or the file is damaged or has no rows.
    """
    try:
        import pyreadstat
    except ImportError as error:
        raise FileError(say("reading.extra", file=path.name, package="pyreadstat")) from error
    try:
        frame, meta = pyreadstat.read_sav(str(path), user_missing=True, encoding=encoding)
    except (pyreadstat.ReadstatError, UnicodeDecodeError, LookupError) as error:
        raise FileError(say("reading.damaged", file=path.name, reason=error)) from error
    if not len(frame):
        raise FileError(say("reading.no_rows", file=path.name))
    for name in frame.columns[frame.dtypes == "str"]:
        frame[name] = frame[name].where(frame[name].str.strip() != "")
    questions = {name: _question(name, frame[name], meta) for name in meta.column_names}
    sets = _choice_sets(meta, questions)
    weight = weight_variable(path)
    notes = [say("reading.spss_weight", file=path.name, column=weight)] if weight else []
    if sets:
        notes.append(say("reading.choice_sets", names=listed(list(sets))))
    return RawFile(frame, Codebook(questions={**questions, **sets}), tuple(notes))


def _question(name: str, column: "pd.Series[Any]", meta: Any) -> Question:
    """Return the question that a variable and its labels make."""
    levels = _levels(meta.variable_value_labels.get(name, {}))
    measure = meta.variable_measure.get(name)
    kind: Kind = "single"
    if measure == "ordinal" and levels:
        kind = "scale"
    elif measure == "scale" and not levels and column.dtype.kind == "f":
        kind = "number"
    return Question(
        name,
        kind,
        label=(meta.column_names_to_labels.get(name) or "").strip(),
        levels=levels,
        missing=[_missing(each) for each in meta.missing_ranges.get(name, ())],
    )


def _levels(labels: Mapping[Any, str]) -> tuple[tuple[Value, str], ...]:
    """Return values with labels that differ: the value stands behind a label that two share."""
    named = {_code(value): label.strip() for value, label in labels.items() if label.strip()}
    times = Counter(named.values())
    return tuple(
        (value, label if times[label] == 1 else f"{label} ({text_of(value)})")
        for value, label in named.items()
    )


def _missing(limits: Mapping[str, Any]) -> Value | tuple[float, float]:
    low, high = limits["lo"], limits["hi"]
    return _code(low) if low == high else (float(low), float(high))


def _code(value: Any) -> Value:
    """Return a whole number as int, so that messages say 1 and not 1.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value  # type: ignore[no-any-return]


def _choice_sets(meta: Any, questions: Mapping[str, Question]) -> dict[str, Question]:
    """Return one overlapping question for each set of variables that count one value."""
    sets = {}
    for found, each in (getattr(meta, "mr_sets", None) or {}).items():
        if not each["is_dichotomy"]:
            continue
        columns = each["variable_list"]
        labels = [questions[column].label for column in columns]
        ids = labels if all(labels) and len(set(labels)) == len(labels) else columns
        name = found if found not in questions else f"${found}"
        sets[name] = Question(
            name,
            "multiple",
            dict(zip(ids, columns, strict=True)),
            label=each["label"],
            missing=tuple(
                dict.fromkeys(code for c in columns for code in questions[c].missing or ())
            ),
            chosen=(_code(each["counted_value"]),),
        )
    return sets
