"""What replicate weights look like: which method their factors can only come from."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import listed
from techno_kit.survey.collapse import Floats
from techno_kit.survey.design import Design
from techno_kit.survey.replicate_columns import ReplicateColumns
from techno_kit.wording import decimal, exact_decimal, say

LEAST = 4  # replicates: two columns of a jackknife are half-samples too
CLOSE = 1e-4  # of a factor: what a file's rounding of weights moves it
QUARTER = 0.25  # of respondents
OFTEN = 0.2  # of the replicates: who is left out of so many is in no jackknife of ten or more
MANY = 10
JACKKNIVES = ("JK1", "JKn", "JK2")
SELDOM = 0.05  # of the replicates: adjustments leave single respondents at 0 in fewer
WIDE = 1.8  # times the spread of the method's replicates: errors are 1.3 times too large
SAME = 1e-9  # of a factor: a column that is the weight itself
SHOWN = 5  # columns in a message
AVERAGED = ("BRR", "Fay", "bootstrap")  # of which a column that tells nothing lowers the errors
DIFFERENCES = 1 + 0.5**1.5 * np.array([-2.0, 0.0, 2.0])  # factors of successive differences


@dataclass(frozen=True, slots=True)
class Shape:
    """What the factors of all replicates have in common, a factor being replicate by full weight.

    Attributes
    ----------
    once : bool
        Whether nobody is at 0 in more than one replicate, and a quarter or more are in one: a
        jackknife (of two PSUs a stratum it may leave out only one).
    left_out : float
        Replicates that a respondent is at 0 in, on average.
    two : tuple of float, or None
        The two values that all factors take; None where they take others.
    differences : bool
        Whether all factors are those of successive differences, and every one occurs.
    strata : bool
        Whether in every replicate some are at 0 while others keep their weight.
    doubled : bool
        Whether anybody counts twice in any replicate.
    full : tuple of str
        Columns that are the weight itself, or a multiple of it.
    spread : float
        Sum over the replicates of (factor - 1)^2, of the median respondent.
    """

    once: bool
    left_out: float
    two: tuple[float, float] | None
    differences: bool
    strata: bool
    doubled: bool
    full: tuple[str, ...]
    spread: float

    @classmethod
    def of(cls, frame: pd.DataFrame, weight: str, asked: ReplicateColumns) -> "Shape":
        """Return what is seen in the columns of a file, of respondents whose weight is not 0."""
        full = pd.to_numeric(frame[weight]).to_numpy(np.float64)
        kept = full > 0
        divisor = full[kept] if asked.combined else 1.0
        zeros = np.zeros(int(kept.sum()), np.intp)
        two: list[float] | None = []
        differences, found = True, np.zeros(len(DIFFERENCES), np.bool_)
        strata, doubled, same, squares = True, False, list[str](), np.zeros(len(zeros))
        for name in asked.names:
            factor = pd.to_numeric(frame[name]).to_numpy(np.float64)[kept] / divisor
            zeros += factor == 0
            strata &= bool((factor == 0).any() and (np.abs(factor - 1) <= CLOSE).any())
            doubled |= bool((np.abs(factor - 2) <= CLOSE).any())
            squares += np.square(factor - 1)
            if np.ptp(factor) <= SAME * abs(factor[0]):
                same.append(name)
            two = _values(factor, two)
            if differences:
                near = np.abs(factor[:, None] - DIFFERENCES) <= CLOSE
                differences = bool(near.any(axis=1).all())
                found |= near.any(axis=0)
        pair = (min(two), max(two)) if two and len(two) == len(DIFFERENCES) - 1 else None
        seen = differences and bool(found.all())
        times = float(zeros.mean())
        once = bool((zeros <= 1).all()) and times >= QUARTER
        spread = float(np.median(squares))
        return cls(once, times, pair, seen, strata, doubled, tuple(same), spread)


def _values(factor: Floats, known: list[float] | None) -> list[float] | None:
    """Return the values of factors, with those known before; None where they are more than two."""
    if known is None:
        return None
    left: NDArray[np.float64] = factor
    for value in known:
        left = left[np.abs(left - value) > CLOSE]
    found = list(known)
    while len(left):
        if len(found) == len(DIFFERENCES) - 1:
            return None
        found.append(float(left[0]))
        left = left[np.abs(left - found[-1]) > CLOSE]
    return found


def shape_problems(frame: pd.DataFrame, design: Design, asked: ReplicateColumns) -> Iterator[str]:
    """Tell replicate weights that another method has made than the one that is named.

    Only what no other method can make: re-raked or rounded columns mostly pass. Where a factor for
    the squared deviations is named, the method's own is not used, and nothing is said.

    Parameters
    ----------
    frame : pandas.DataFrame
        The respondents; weight and replicate weights are numbers.
    design : Design
        With the weight.
    asked : ReplicateColumns
        The columns, and how they were made as far as their user knows.
    """
    named = asked.scale is not None or asked.rscales is not None
    if design.weight is None or named or len(asked.names) < LEAST:
        return
    shape, jackknife = Shape.of(frame, design.weight, asked), asked.method in JACKKNIVES
    told = {"method": asked.method, "replicates": str(len(asked.names))}
    told["columns"] = listed(asked.names, shown=SHOWN)
    rho = None if shape.two is None else _rho(shape.two)
    full = shape.full if asked.method in AVERAGED else ()
    if full:
        yield say("errors.replicates.full", columns=listed(full, shown=SHOWN), weight=design.weight)
    if shape.once and not jackknife:
        yield say("errors.replicates.looks.jackknife", **told)
    elif shape.differences and asked.method != "SDR":
        yield say("errors.replicates.looks.differences", **told)
    elif rho is not None and not _fits(asked, rho):
        key = "half" if rho == 0 else "fay"
        yield say(f"errors.replicates.looks.{key}", **told, rho=exact_decimal(round(rho, 3)))
    elif jackknife and len(asked.names) >= MANY and shape.left_out > OFTEN * len(asked.names):
        yield say("errors.replicates.looks.no_jackknife", **told, times=decimal(shape.left_out, 1))
    elif asked.method == "SDR" and shape.left_out > SELDOM * len(asked.names):
        yield say(
            "errors.replicates.looks.no_differences", **told, times=decimal(shape.left_out, 1)
        )
    elif asked.method == "JK1" and shape.once and shape.strata:
        yield say("errors.replicates.looks.strata", **told)
    elif asked.method == "JK2" and shape.once and shape.strata and not shape.doubled:
        yield say("errors.replicates.looks.not_two", **told)
    elif not full and (times := shape.spread * _scale(asked)) > WIDE:
        root = decimal(times**0.5, 1)
        yield say("errors.replicates.looks.wide", **told, times=decimal(times, 1), root=root)


def _scale(asked: ReplicateColumns) -> float:
    """Return the method's own factor of squared deviations.

    With it (factor - 1)^2 of a respondent adds up to 1 in every method, or to less in a finite
    population: that is the variance of one unit's total.
    """
    from techno_kit.numerics.multipliers import default_scale

    return default_scale(asked.method, len(asked.names), asked.fay, asked.centre)


def _rho(two: tuple[float, float]) -> float | None:
    """Return Fay's factor behind two values k and 2 - k; None where they are no such pair."""
    low, high = two
    if abs(low + high - 2) > 2 * CLOSE or high - low <= 2 * CLOSE or low < 0:
        return None
    return 0.0 if low <= CLOSE else low


def _fits(asked: ReplicateColumns, rho: float) -> bool:
    """Tell whether half-samples of this rho are what the method takes them for."""
    if asked.method in ("BRR", "bootstrap"):  # a bootstrap of two PSUs a stratum looks alike
        return rho == 0
    return asked.method == "Fay" and abs((asked.fay or 0.0) - rho) <= 10 * CLOSE
