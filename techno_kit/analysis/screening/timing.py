"""Speeders: who took less than a share of the median time."""

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.screening.checks import Check, not_there
from techno_kit.errors import QuestionError
from techno_kit.survey.encoding import numbers_of
from techno_kit.survey.personal import no_figures_told
from techno_kit.survey.personal_signs import plain_words
from techno_kit.survey.sample import Sample
from techno_kit.wording import count, decimal, exact_percent, say

Floats = NDArray[np.float64]

FEWEST: Final = 10  # durations that make a median worth comparing with
#: Names of columns that hold how long an interview took, the surest first.
DURATIONS: Final = (
    re.compile(r"duration in seconds|q ?total ?duration|interview ?time|total ?time|duration"),
    re.compile(
        r"(?:interview|survey|response|completion|total|fill ?in|invul|looptijd)?s? ?"
        r"(?:duration|length|duur|looptijd|invultijd|elapsed(?: time)?|minutes|seconds|loi)"
        r"(?: (?:of interview|in (?:seconds|minutes|seconden|minuten)|sec|secs|min|mins|minutes"
        r"|seconds|seconden|minuten|total))?|(?:completion|elapsed|response|interview|survey) time"
        r"(?: .*)?|time (?:taken|spent|to complete|elapsed)(?: .*)?"
    ),
)
STARTS: Final = re.compile(
    r"start(?:ed|ing)?(?: ?(?:date|time|datum|tijd|at))*|date started|begin(?:tijd|datum)?"
)
ENDS: Final = re.compile(
    r"(?:end(?:ed)?|submit(?:ted)?|completed|finish(?:ed)?)(?: ?(?:date|time|at))*"
    r"|date submitted|date last action|eind(?:tijd|datum)?"
)


@dataclass(frozen=True, eq=False, slots=True)
class Times:
    """How long respondents took, and where that is known from.

    Attributes
    ----------
    values : numpy.ndarray of float, shape (n,)
        In the file's unit, or seconds; NaN where not known.
    columns : tuple of str
        The column of durations, or those of start and end.
    """

    values: Floats
    columns: tuple[str, ...]


def find_times(sample: Sample, named: str | None) -> Times | None:
    """Return how long respondents took; None where no column tells it.

    Raises
    ------
    QuestionError
        If the named column is not there, or holds no durations.
    """
    frame = sample.frame
    if named is not None:
        if named not in frame.columns:
            raise QuestionError(not_there("duration", named, frame.columns))
        if named in sample.codebook.personal:
            raise QuestionError(no_figures_told(sample.codebook, named))
        values = durations_of(frame[named], sample)
        if np.isnan(values).all():
            raise QuestionError(say("screening.no_duration", name=named))
        return Times(values, (named,))
    taken = {*sample.design.columns, *sample.codebook.personal}
    names = {str(each): plain_words(str(each)) for each in frame.columns if each not in taken}
    for pattern in DURATIONS:
        for name, words in names.items():
            if pattern.fullmatch(words):
                values = durations_of(frame[name], sample)
                if np.count_nonzero(values > 0) >= FEWEST:
                    return Times(values, (name,))
    return _between(frame, names)


def _between(frame: pd.DataFrame, names: dict[str, str]) -> Times | None:
    """Return the seconds between the columns of start and end, if both hold dates."""
    start = next((name for name, words in names.items() if STARTS.fullmatch(words)), None)
    end = next((name for name, words in names.items() if ENDS.fullmatch(words)), None)
    if start is None or end is None:
        return None
    first, last = (_dates(frame[each]) for each in (start, end))
    if first is None or last is None:
        return None
    values: Floats = np.asarray((last - first).dt.total_seconds(), np.float64)
    whole = bool(np.all(np.mod(values[np.isfinite(values)], 86_400) == 0))
    if whole or np.count_nonzero(values > 0) < FEWEST:  # dates without a time of day
        return None
    return Times(values, (start, end))


def _dates(series: "pd.Series[Any]") -> "pd.Series[Any] | None":
    if pd.api.types.is_numeric_dtype(series.dtype):
        return None
    if not pd.api.types.is_datetime64_any_dtype(series.dtype):
        try:
            series = pd.to_datetime(series.astype(str), errors="coerce", format="mixed", utc=True)
        except (ValueError, TypeError, OverflowError):
            return None
    elif getattr(series.dt, "tz", None) is None:
        series = series.dt.tz_localize("UTC")
    return None if series.isna().all() else series


def durations_of(series: "pd.Series[Any]", sample: Sample) -> Floats:
    """Return a column of durations as numbers; ``0:07:30`` is read as seconds."""
    if pd.api.types.is_timedelta64_dtype(series.dtype):
        seconds: Floats = np.asarray(series.dt.total_seconds(), np.float64)
        return seconds
    question = sample.codebook.questions.get(str(series.name))
    missing = sample.codebook.missing if question is None else sample.sheet.missing(question)
    values: Floats = numbers_of(series, missing)
    if np.isnan(values).all() and not pd.api.types.is_numeric_dtype(series.dtype):
        texts = series.astype(str).str.strip()
        clock = texts.where(texts.str.fullmatch(r"-?\d{1,3}:\d{2}(?::\d{2}(?:\.\d+)?)?"))
        clock = clock.where(clock.isna() | (clock.str.count(":") == 2), "0:" + clock)
        taken = pd.to_timedelta(clock, errors="coerce").dt.total_seconds()
        values = np.asarray(taken, np.float64)
    return values


def check_speed(sample: Sample, times: Times | None, fastest: float) -> Check:
    """Flag who took less than a share of the median time of their wave."""
    if times is None:
        return Check("speed", say("screening.unknown.speed"), fastest)
    values, known = times.values, np.isfinite(times.values) & (times.values > 0)
    if np.count_nonzero(known) < FEWEST:
        return Check("speed", say("screening.unknown.few_times", least=count(FEWEST)), fastest)
    medians = np.full(sample.n, np.nan)
    groups = _waves(sample)
    for group in np.unique(groups):
        inside = known & (groups == group)
        if inside.any():
            medians[groups == group] = np.median(values[inside])
    relative = np.where(known, values / medians, np.nan)
    key = "waves" if groups.any() else "one"
    rule = say(
        f"screening.rules.speed.{key}",
        share=exact_percent(fastest),
        median=decimal(float(np.nanmedian(values[known])), 0),
    )
    return Check.of(
        "speed",
        rule,
        np.asarray(relative < fastest),
        int(known.sum()),
        threshold=fastest,
        measure=relative,
        note=say(
            f"screening.found.{'duration' if len(times.columns) == 1 else 'dates'}",
            columns=" - ".join(map(repr, times.columns)),
        ),
    )


def _waves(sample: Sample) -> NDArray[np.int64]:
    """Return the wave of every respondent; 0 for all where there is one."""
    if not sample.codebook.waves:
        return np.zeros(sample.n, np.int64)
    return sample.answers(sample.codebook.waves).codes.astype(np.int64)
