"""What can be wrong with the replicate weights of a file, all of it at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_bool_dtype, is_complex_dtype

from techno_kit.errors import listed, nearest, unknown_word
from techno_kit.numerics.deviations import Centre
from techno_kit.survey.design import Design
from techno_kit.survey.numerals import is_number
from techno_kit.survey.replicate_columns import ReplicateColumns, ReplicateMethod, next_name
from techno_kit.survey.replicate_shapes import JACKKNIVES, LEAST, shape_problems
from techno_kit.survey.units import checked_weight
from techno_kit.wording import count, decimal, join, plural, say

SHOWN = 5  # columns or rows in a message
NEAR_ONE = 0.1  # from 1: the mean of what looks like multipliers
FAR = 2.0  # times the method's own scale, or a share of it, that a note tells
ROUNDING = 1e-9  # of documented scales
OTHER = 2.0  # times: replicate weights so far from the weight are those of another
SLOPE = 0.3  # of respondents' means on the weight: of weights it is near 1, of multipliers near 0
VARIED = 0.5  # of the spread of those means: weights that vary less tell neither


def replicate_problems(frame: pd.DataFrame, design: Design) -> list[str]:
    """Word everything that is wrong with the replicate weights that a design names."""
    asked = design.replicates
    if asked is None:
        return []
    problems = list(_rule_problems(asked))
    if design.weight is None:
        problems.append(say("errors.replicates.no_weight"))
    known = set(frame.columns)
    absent = [each for each in asked.names if each not in known]
    if absent:
        near = nearest(absent[0], frame.columns)
        problems.append(
            say("errors.replicates.absent", columns=listed(absent, shown=SHOWN), near=near)
        )
    problems += _naming_problems(frame, design, asked)
    there = [each for each in asked.names if each in known]
    problems += _value_problems(frame, dict.fromkeys(there))
    weighed = design.weight is not None and design.weight in known
    if not problems and weighed and not checked_weight(frame[design.weight])[1]:
        problems += _mean_problems(frame, design, asked)
        problems += [] if problems else _each_problems(frame, design, asked)
        problems += [] if problems else shape_problems(frame, design, asked)
    return problems


def replicate_notes(design: Design) -> list[str]:
    """Tell what of a design is not used for errors beside its replicate weights."""
    if design.replicates is None:
        return []
    named = (
        ("strata", design.strata_columns),
        ("clusters", design.clusters),
        ("fpc", design.fpc),
        ("raked_on", design.raked_on),
    )
    others = [name for name, value in named if value]
    told = [say("replicates.told.wins", names=join(others))] if others else []
    return [*told, *_scale_told(design.replicates)]


def _scale_told(asked: ReplicateColumns) -> Iterator[str]:
    """Tell a scale that is far from the method's own, as errors go with its root."""
    from techno_kit.numerics.multipliers import default_scale

    own = default_scale(asked.method, len(asked.names), asked.fay, asked.centre)
    times = float(np.mean(_factors(asked, own))) / own
    if not 1 / FAR - ROUNDING <= times <= FAR + ROUNDING:
        yield say(
            "replicates.told.scale",
            method=asked.method,
            given=f"{times * own:.4g}",
            own=f"{own:.4g}",
            times=f"{np.sqrt(times):.3g}",
        )


def _factors(asked: ReplicateColumns, own: float) -> NDArray[np.float64]:
    """Return what each squared deviation is multiplied by."""
    each = np.ones(1) if asked.rscales is None else np.asarray(asked.rscales, np.float64)
    return each * (own if asked.scale is None else asked.scale)


def _largest_problems(asked: ReplicateColumns) -> Iterator[str]:
    """Tell factors that no replicates of the method can have."""
    from techno_kit.numerics.multipliers import default_scale

    own = default_scale(asked.method, len(asked.names), asked.fay, asked.centre)
    largest = float(_factors(asked, own).max())
    if largest <= max(1.0, own) + ROUNDING:
        return
    what = say(f"errors.replicates.{'factor' if asked.rscales is None else 'product'}")
    told = {"what": what, "method": asked.method, "value": f"{largest:.4g}"}
    if asked.method in JACKKNIVES:
        yield say("errors.replicates.jackknife", **told)
    else:
        yield say("errors.replicates.large", own=f"{own:.4g}", **told)


def _rule_problems(asked: ReplicateColumns) -> Iterator[str]:
    """Tell what of the method and its numbers cannot be, or contradicts itself."""
    replicates, methods = len(asked.names), get_args(ReplicateMethod)
    if asked.method not in methods:
        yield unknown_word("method", asked.method, methods)
    if asked.centre not in get_args(Centre):
        yield unknown_word("centre", asked.centre, get_args(Centre))
    if not isinstance(asked.combined, bool):
        yield say("errors.replicates.combined_kind", value=repr(asked.combined))
    if not _positive(asked.scale):
        yield say("errors.replicates.scale", value=repr(asked.scale))
    if not _positive(asked.df):
        yield say("errors.replicates.df", value=repr(asked.df))
    wrong = list(_rscales_problems(asked, replicates))
    yield from wrong
    clear = asked.method in methods and _positive(asked.scale) and not wrong and replicates > 1
    if clear and (asked.fay is None or (is_number(asked.fay) and 0 <= asked.fay < 1)):
        yield from _largest_problems(asked)
    if asked.method == "Fay" and asked.fay is None:
        yield say("errors.replicates.fay_needed")
    elif asked.fay is not None:
        if asked.method in methods and asked.method != "Fay":
            yield say("errors.replicates.fay_unused", method=asked.method)
        if not is_number(asked.fay) or not 0 <= asked.fay < 1:
            yield say("errors.replicates.fay", value=repr(asked.fay))
    if asked.method == "JKn" and asked.scale is None and asked.rscales is None:
        yield say("errors.replicates.jkn")


def _rscales_problems(asked: ReplicateColumns, replicates: int) -> Iterator[str]:
    if asked.rscales is None:
        return
    if len(asked.rscales) != replicates:
        yield say(
            "errors.replicates.rscales", n=count(len(asked.rscales)), replicates=count(replicates)
        )
    bad = [each for each in asked.rscales if not is_number(each) or each < 0]
    if bad:
        yield say("errors.replicates.rscales_value", values=listed(bad, shown=SHOWN))
    elif not any(asked.rscales):
        yield say("errors.replicates.rscales_zero")


def _naming_problems(frame: pd.DataFrame, design: Design, asked: ReplicateColumns) -> Iterator[str]:
    """Tell columns that are too few, too many, twice, or something else."""
    names = asked.names
    if not names:
        yield say("errors.replicates.no_columns")
    elif len(names) < 2:
        yield say("errors.replicates.few", columns=listed(names))
    twice = [each for each, times in Counter(names).items() if times > 1]
    if twice:
        yield say("errors.replicates.twice", columns=listed(twice, shown=SHOWN))
    following = next_name(names)
    if len(names) > 1 and following in frame.columns and following not in set(names):
        yield say("errors.replicates.more", column=following, n=count(len(names)), last=names[-1])
    if design.weight in names:
        yield say("errors.replicates.weight_too", column=design.weight)


def _value_problems(frame: pd.DataFrame, names: Sequence[str] | dict[str, None]) -> Iterator[str]:
    """Tell cells that are no weights, each kind of them once for all columns."""
    found: dict[str, dict[str, Any]] = {"text": {}, "missing": {}, "negative": {}, "infinite": {}}
    zero, kinds = [], dict[str, list[str]](bool=[], complex=[])
    for name in names:
        column = frame[name]
        if is_bool_dtype(column) or is_complex_dtype(column):
            kinds["bool" if is_bool_dtype(column) else "complex"].append(name)
            continue
        values = pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)
        text = column.notna().to_numpy() & np.isnan(values)
        bad = {
            "text": text,
            "missing": np.isnan(values) & ~text,
            "negative": values < 0,
            "infinite": np.isposinf(values),
        }
        for kind, rows in bad.items():
            if rows.any():
                found[kind][name] = rows
        if not any(rows.any() for rows in bad.values()) and not values.any():
            zero.append(name)
    for kind, others in kinds.items():
        if others:
            yield say(f"errors.replicates.{kind}", columns=listed(others, shown=SHOWN))
    for kind, columns in found.items():
        if columns:
            places = np.flatnonzero(np.any(list(columns.values()), axis=0))
            yield say(
                f"errors.replicates.{kind}",
                columns=listed(list(columns), shown=SHOWN),
                rows=plural("units.rows", len(places)),
                where=", ".join(count(each + 1) for each in places[:SHOWN]),
            )
    if zero:
        yield say("errors.replicates.zero", columns=listed(zero, shown=SHOWN))


def _mean_problems(frame: pd.DataFrame, design: Design, asked: ReplicateColumns) -> Iterator[str]:
    """Tell multipliers that are called weights, weights that are called multipliers."""
    weight = pd.to_numeric(frame[design.weight]).to_numpy(np.float64)
    means = [float(pd.to_numeric(frame[each]).mean()) for each in asked.names]
    mean, own = float(np.mean(means)), float(weight.mean())
    like_weights = own / OTHER <= mean <= own * OTHER
    like_multipliers = abs(mean - 1) <= NEAR_ONE
    told = {"mean": decimal(mean, 2), "weight": repr(design.weight), "own": decimal(own, 2)}
    if asked.combined and not like_weights:
        yield say(f"errors.replicates.{'multipliers' if like_multipliers else 'other'}", **told)
    if not asked.combined and not like_multipliers:
        yield say(f"errors.replicates.{'combined' if like_weights else 'no_multipliers'}", **told)


def _each_problems(frame: pd.DataFrame, design: Design, asked: ReplicateColumns) -> Iterator[str]:
    """Tell the same where the weight itself has a mean of 1: by respondents' means.

    Over the replicates a respondent's mean is the weight, or 1 of multipliers, but for chance.
    Where weights vary less than that mean nothing is said.
    """
    if len(asked.names) < LEAST:
        return
    weight = pd.to_numeric(frame[design.weight]).to_numpy(np.float64)
    kept = weight > 0
    weight, mean = weight[kept] / weight[kept].mean(), np.zeros(int(kept.sum()))
    for name in asked.names:
        mean += pd.to_numeric(frame[name]).to_numpy(np.float64)[kept] / len(asked.names)
    mean /= mean.mean() if mean.any() else 1.0
    varied, even = (float(np.square(each - 1).sum()) for each in (weight, mean))
    told_apart = varied > max(VARIED * even, ROUNDING)
    slope = float((mean - 1) @ (weight - 1)) / varied if told_apart else np.nan
    told = {"columns": listed(asked.names, shown=SHOWN), "weight": repr(design.weight)}
    if asked.combined and slope < SLOPE:
        yield say("errors.replicates.each_multipliers", **told)
    elif not asked.combined and slope > 1 - SLOPE:
        yield say("errors.replicates.each_combined", **told)


def _positive(value: object) -> bool:
    return value is None or (is_number(value) and float(value) > 0)
