"""How much of a population was drawn: the finite population correction."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import listed
from techno_kit.wording import plural, say

SHOWN = 5  # strata or values in a message
Floats = NDArray[np.float64]


def fractions_left(
    column: "pd.Series[Any]", stratum: NDArray[Any], psu_count: NDArray[np.int64]
) -> Floats:
    """Return the share of every stratum's PSUs that was not drawn.

    Parameters
    ----------
    column : pandas.Series
        A value a respondent, the same within a stratum: the stratum's PSUs in the population, or,
        where no value is above 1, the share of them that was drawn.
    stratum : numpy.ndarray of int, shape (n,)
        Every respondent's stratum.
    psu_count : numpy.ndarray of int, shape (strata,)
        PSUs that were drawn in every stratum.

    Notes
    -----
    1 - n / N, as R ``survey::svydesign(fpc=)`` with one stage.
    """
    values = numbers(column)
    of_stratum = np.zeros(len(psu_count))
    of_stratum[stratum] = values
    if values.max(initial=0.0) <= 1:
        return np.asarray(1 - of_stratum)
    return np.asarray(1 - psu_count / of_stratum)


def numbers(column: "pd.Series[Any]") -> Floats:
    """Return a column as numbers; NaN for what is none."""
    found = pd.to_numeric(column, errors="coerce")
    return np.asarray(found.to_numpy(np.float64, na_value=np.nan))


def fpc_problems(
    column: "pd.Series[Any]",
    stratum: NDArray[Any],
    psu_count: NDArray[np.int64],
    names: Sequence[str],
    units: str,
) -> Iterator[str]:
    """Word what is wrong with a column of population sizes.

    Parameters
    ----------
    column, stratum, psu_count
        As in `fractions_left`.
    names : sequence of str
        The strata's names; one empty name where there are none.
    units : str
        What is counted: "psus" or "respondents".
    """
    values = numbers(column)
    bad = ~(np.isfinite(values) & (values > 0))
    if bad.any():
        told = list(dict.fromkeys(column[bad].astype(str)))[:SHOWN]
        rows = plural("units.rows", int(bad.sum()))
        yield say("errors.fpc.number", column=column.name, rows=rows, values=listed(told))
        return
    if (values > 1).any() and (values < 1).any():
        yield say("errors.fpc.mixed", column=column.name)
        return
    low, high = np.full(len(names), np.inf), np.zeros(len(names))
    np.minimum.at(low, stratum, values)
    np.maximum.at(high, stratum, values)
    uneven = np.flatnonzero(high > low)
    if len(uneven):
        where = listed([names[place] for place in uneven[:SHOWN]])
        kind = "stratum" if len(names) > 1 else "whole"
        yield say(f"errors.fpc.{kind}", column=column.name, strata=where)
        return
    over = np.flatnonzero(psu_count > high) if values.max() > 1 else np.zeros(0, np.int64)
    for place in over[:SHOWN].tolist():
        name = names[place]
        yield say(
            f"errors.fpc.{'over' if name else 'over_whole'}",
            column=column.name,
            stratum=name,
            population=f"{high[place]:g}",
            drawn=plural(f"units.{units}_drawn", int(psu_count[place])),
        )
