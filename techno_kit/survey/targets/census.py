"""Margins of a census table in long form: a row a cell, summed."""

from collections.abc import Sequence
from typing import cast, get_args

import numpy as np
import pandas as pd

from techno_kit.errors import TargetsError, first_few, listed, nearest, raise_all
from techno_kit.survey.encoding import text_of
from techno_kit.survey.targets.building import asked_margins
from techno_kit.survey.targets.census_totals import total_problems
from techno_kit.survey.targets.target_margins import Margin, Unit
from techno_kit.wording import count, plural, say


def census_margins(
    frame: pd.DataFrame,
    margins: Sequence[str | tuple[str, ...]],
    value: str,
    within: str = "",
    *,
    unit: Unit | None = None,
    in_file: bool = False,
) -> list[Margin]:
    """Return the margins of a table with a row a cell.

    Parameters
    ----------
    frame : pandas.DataFrame
        A column a variable, and one with the value; not changed.
    margins : sequence of str or tuple of str
        What to keep.
    value : str
        The column of values.
    within : str
        A variable that has to be among them.
    unit : {"share", "percent", "count"}, optional
        What the values are; by default what the column is called, else counts.
    in_file : bool
        Whether the table is a file's, so that no code helps.

    Raises
    ------
    QuestionError
        If the margins are no names.
    TargetsError
        With every problem of the table.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TargetsError(say("census.frame", kind=type(frame).__name__))
    asked = asked_margins(margins, within, "tk.Targets.from_long")
    names = list(dict.fromkeys(each for group in asked for each in group))
    _check_columns(frame, names, value)
    rest = [each for each in frame.columns if each not in (*names, value)]
    levels = {name: [text_of(each) for each in frame[name]] for name in names}
    problems = _blanks(frame, names)
    problems += _values_wrong(frame[value])
    problems += _doubled(frame, [*names, *rest])
    if not problems:
        problems += total_problems(frame, names, value, in_file=in_file)
    raise_all(TargetsError, say("census.subject"), problems)
    named = value.strip().casefold()
    known = unit or cast(Unit, named if named in get_args(Unit) else "count")
    amounts = pd.to_numeric(frame[value]).to_numpy(np.float64)
    orders = {name: _order(frame[name], levels[name]) for name in names}
    return [_margin(group, levels, orders, amounts, known) for group in asked]


def _check_columns(frame: pd.DataFrame, names: Sequence[str], value: str) -> None:
    columns = [str(each) for each in frame.columns]
    problems = [
        say("census.column", column=each, near=nearest(each, columns), legal=listed(columns))
        for each in (*names, value)
        if columns.count(each) == 0
    ]
    problems += [
        say("census.column_twice", column=each)
        for each in (*names, value)
        if columns.count(each) > 1
    ]
    if value in names:
        problems.append(say("census.value_variable", column=value))
    if not len(frame):
        problems.append(say("census.no_rows"))
    raise_all(TargetsError, say("census.subject"), problems)


def _rows(places: Sequence[int]) -> str:
    """Word some rows, counted from 1."""
    return first_few([count(place + 1) for place in places])


def _blanks(frame: pd.DataFrame, names: Sequence[str]) -> list[str]:
    problems = []
    for name in names:
        blank = frame[name].isna().to_numpy() | np.array(
            [text_of(each) == "" for each in frame[name]], np.bool_
        )
        if blank.any():
            rows = _rows(np.flatnonzero(blank).tolist())
            problems.append(say("census.blank", column=name, rows=rows))
    return problems


def _values_wrong(values: "pd.Series[float]") -> list[str]:
    read = pd.to_numeric(values, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    bad = np.flatnonzero(~np.isfinite(read))
    if len(bad):
        shown = listed([values.iloc[place] for place in bad])
        rows = _rows(bad.tolist())
        return [say("census.no_number", column=values.name, values=shown, rows=rows)]
    below = np.flatnonzero(read < 0)
    if len(below):
        return [say("census.negative", column=values.name, rows=_rows(below.tolist()))]
    return []


def _doubled(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    texts = frame[list(columns)].map(text_of)
    twice = np.flatnonzero(texts.duplicated().to_numpy())
    if not len(twice):
        return []
    n = plural("units.rows", len(twice))
    return [say("census.doubled", n=n, rows=_rows(twice.tolist()))]


def _order(column: "pd.Series[str]", texts: Sequence[str]) -> dict[str, int]:
    """Return the place of every level: that of a categorical, else that of its first row."""
    categories = column.dtype.categories if isinstance(column.dtype, pd.CategoricalDtype) else ()
    present = set(texts)
    known = [text for text in map(text_of, categories) if text in present]
    return {level: place for place, level in enumerate(dict.fromkeys([*known, *texts]))}


def _margin(
    names: tuple[str, ...],
    levels: dict[str, list[str]],
    orders: dict[str, dict[str, int]],
    amounts: np.ndarray,
    unit: Unit,
) -> Margin:
    sums: dict[tuple[str, ...], float] = {}
    for key, amount in zip(
        zip(*(levels[name] for name in names), strict=True), amounts, strict=True
    ):
        sums[key] = sums.get(key, 0.0) + float(amount)
    keys = sorted(
        sums, key=lambda key: [orders[name][at] for name, at in zip(names, key, strict=True)]
    )
    return Margin(names, tuple(keys), tuple(sums[key] for key in keys), unit)
