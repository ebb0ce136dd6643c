"""Weights, strata and primary sampling units as arrays."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import (
    is_bool_dtype,
    is_complex_dtype,
    is_datetime64_any_dtype,
    is_timedelta64_dtype,
)

from techno_kit.errors import listed, nearest, unknown_word
from techno_kit.survey.design import CROSSED, Design, LonelyPsu
from techno_kit.survey.drawn import fpc_problems, fractions_left
from techno_kit.survey.encoding import narrow, text_of
from techno_kit.survey.numerals import PLAIN, holds_objects, unclear_in
from techno_kit.wording import count, plural, say

SHOWN_ROWS = 5  # rows in a message
# The largest weight: a variance squares it, and takes it times a number that may be large as well.
SMALLEST, LARGEST = 1e-50, 1e50


@dataclass(frozen=True, eq=False, slots=True)
class Units:
    """Who was drawn together.

    Attributes
    ----------
    stratum, psu : numpy.ndarray of int, shape (n,)
        Number of every respondent's stratum and PSU. A PSU lies in one stratum: the same cluster
        name in two strata is two PSUs.
    strata : tuple of str
        Names of the strata; one empty name where there are none.
    stratum_of_psu : numpy.ndarray of int, shape (psus,)
        Number of every PSU's stratum.
    clustered : bool
        Whether clusters were named; if not, every respondent is a PSU and `psu` numbers the rows.
    psu_count : numpy.ndarray of int, shape (strata,)
        Number of PSUs in every stratum.
    left : numpy.ndarray of float, shape (strata,), or None
        Share of every stratum's PSUs that was not drawn (0-1); None without a finite population
        correction.
    """

    stratum: NDArray[Any]
    psu: NDArray[Any]
    strata: tuple[str, ...]
    stratum_of_psu: NDArray[np.int64]
    clustered: bool
    psu_count: NDArray[np.int64]
    left: NDArray[np.float64] | None = None

    @property
    def n_strata(self) -> int:
        """Number of strata."""
        return len(self.strata)

    @property
    def n_psu(self) -> int:
        """Number of PSUs."""
        return len(self.stratum_of_psu)

    @property
    def df_told(self) -> str:
        """What degrees of freedom are counted on, in words."""
        kind = "psus" if self.clustered else "respondents" if self.strata != ("",) else "simple"
        return say(f"method.df.{kind}")

    def differing(self, other: "Units") -> list[str]:
        """Return what of a design has other units, in its own words: strata, clusters, fpc."""
        pairs = {
            "strata": (self.stratum, other.stratum),
            "clusters": (self.psu, other.psu),
            "fpc": (self.left, other.left),
        }
        return [
            name
            for name, (one, two) in pairs.items()
            if one is not two and (one is None or two is None or not np.array_equal(one, two))
        ]


def find_units(frame: pd.DataFrame, design: Design) -> Units:
    """Number the strata and PSUs of a frame's rows."""
    stratum, names = _strata(frame, design.strata_columns)
    psu: NDArray[Any] = np.arange(len(frame))
    of_psu: NDArray[Any] = stratum
    if design.clusters is not None:
        cluster, _ = pd.factorize(frame[design.clusters])
        size = int(cluster.max()) + 1
        psu, pairs = pd.factorize(stratum.astype(np.int64) * size + cluster)
        of_psu = pairs // size
    of_psu = of_psu.astype(np.int64)
    psu_count = np.bincount(of_psu, minlength=len(names))
    left = None
    if design.fpc is not None:
        left = fractions_left(frame[design.fpc], stratum, psu_count)
    return Units(
        stratum=narrow(stratum, len(names)),
        psu=narrow(psu, len(of_psu)),
        strata=names,
        stratum_of_psu=of_psu,
        clustered=design.clusters is not None,
        psu_count=psu_count,
        left=left,
    )


def _strata(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Number the strata of the rows; those of several columns are the combinations that occur."""
    if not columns:
        return np.zeros(len(frame), np.int8), ("",)
    stratum, values = pd.factorize(frame[columns[0]])
    names = [str(value) for value in values]
    for column in columns[1:]:
        code, values = pd.factorize(frame[column])
        stratum, pairs = pd.factorize(stratum.astype(np.int64) * len(values) + code)
        names = [
            CROSSED.join([names[pair // len(values)], str(values[pair % len(values)])])
            for pair in pairs.tolist()
        ]
    return stratum, tuple(names)


def checked_weight(series: pd.Series) -> tuple[NDArray[np.float64], list[str]]:
    """Return a weight column as floats, and everything that is wrong with it in sentences."""
    name = series.name
    if kind := _no_weights(series):
        problem = say(f"errors.weight.{kind}", column=name)
        return np.full(len(series), np.nan), [problem]
    numbers = pd.to_numeric(series, errors="coerce")
    values = numbers.to_numpy(np.float64, na_value=np.nan)
    text = series.notna().to_numpy() & np.isnan(values)
    problems = _text_problems(series, text)
    for key, bad in (
        ("missing", np.isnan(values) & ~text),
        ("negative", values < 0),
        ("infinite", np.isinf(values) & (values > 0)),
    ):
        if bad.any():
            where = ", ".join(count(each + 1) for each in np.flatnonzero(bad)[:SHOWN_ROWS])
            rows = plural("units.rows", int(bad.sum()))
            problems.append(say(f"errors.weight.{key}", column=name, rows=rows, where=where))
    if not problems and not values.any():
        problems.append(say("errors.weight.zero", column=name))
    largest = 0.0 if problems else float(values.max(initial=0.0))
    if largest and not SMALLEST <= largest <= LARGEST:
        problems.append(say("errors.weight.size", column=name, largest=f"{largest:.3g}"))
    return values, problems


def _no_weights(series: "pd.Series[Any]") -> str:
    """Tell what a column holds that pandas would turn into numbers, and that are no weights."""
    kind = series.cat.categories.dtype if isinstance(series.dtype, pd.CategoricalDtype) else None
    kind = series.dtype if kind is None else kind
    if is_bool_dtype(kind):
        return "bool"
    if is_complex_dtype(kind):
        return "complex"
    dates = isinstance(kind, pd.DatetimeTZDtype | pd.PeriodDtype)
    return "dates" if dates or is_datetime64_any_dtype(kind) or is_timedelta64_dtype(kind) else ""


def _text_problems(series: "pd.Series[Any]", text: NDArray[np.bool_]) -> list[str]:
    """Word the cells that are no number, or not clearly one; `text` tells those of the first."""
    told = {}
    doubtful = unclear_in(series)
    if doubtful:
        told["unclear"] = series.isin(doubtful).to_numpy()
    if text.any():
        texts = series.astype(str).str.strip()
        commas = text & texts.str.fullmatch(PLAIN[","].pattern).to_numpy(np.bool_)
        text = text & ~commas & ~told.get("unclear", np.zeros(len(text), np.bool_))
        if not doubtful:  # else these are not to blame for one whose sign is not clear
            told["comma"] = commas
    told["text"] = text
    return [
        say(
            f"errors.weight.{key}",
            column=series.name,
            rows=plural("units.rows", int(cells.sum())),
            values=listed(list(dict.fromkeys(series[cells].astype(str)))[:SHOWN_ROWS]),
        )
        for key, cells in told.items()
        if cells.any()
    ]


def _blanks(series: "pd.Series[Any]") -> int:
    """Count the cells without a value, those of blanks included."""
    missing = series.isna()
    if not missing.any() and not pd.api.types.is_numeric_dtype(series.dtype):
        missing = series.isin([each for each in series.unique() if text_of(each) == ""])
    return int(missing.sum())


def _padded(series: "pd.Series[Any]") -> str:
    """Return the rows of names that others have too but for blanks around, or stored accents."""
    if pd.api.types.is_numeric_dtype(series.dtype):
        return ""
    texts = [each for each in series.dropna().unique() if isinstance(each, str)]
    names = Counter(text_of(each) for each in texts)
    doubled = [each for each in texts if names[text_of(each)] > 1]
    places = np.flatnonzero(series.isin(doubled).to_numpy()) if doubled else ()
    return ", ".join(count(each + 1) for each in places[:SHOWN_ROWS])


def design_problems(frame: pd.DataFrame, design: Design) -> list[str]:
    """Word what is wrong with the columns that a design names."""
    problems, rules = [], get_args(LonelyPsu)
    if design.lonely_psu not in rules:
        problems.append(unknown_word("lonely_psu", design.lonely_psu, rules))
    named = [
        ("weight", design.weight),
        *(("strata", column) for column in design.strata_columns),
        ("clusters", design.clusters),
        ("fpc", design.fpc),
    ]
    for role, column in named:
        if column is None:
            continue
        if column not in frame.columns:
            near = nearest(column, frame.columns)
            problems.append(say("errors.design.column", role=role, column=column, near=near))
        elif holds_objects(frame[column]):
            problems.append(say("errors.design.objects", role=role, column=column))
        elif role == "weight":
            problems += checked_weight(frame[column])[1]
        elif blank := _blanks(frame[column]):
            rows = plural("units.rows", blank)
            problems.append(say("errors.design.missing", role=role, column=column, rows=rows))
        elif role != "fpc" and (where := _padded(frame[column])):
            told = {"role": role, "column": column, "where": where}
            problems.append(say("errors.design.padded", **told))
    if design.fpc is not None and not problems:
        units = find_units(frame, replace(design, fpc=None))
        kind = "psus" if units.clustered else "respondents"
        strata = units.stratum, units.psu_count, units.strata
        problems += fpc_problems(frame[design.fpc], *strata, kind)
    return problems
