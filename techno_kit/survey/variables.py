"""From respondents to cells and back: codes of what is summed over, and factors of cells."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from numpy.typing import NDArray

from techno_kit.survey.audience import Audience
from techno_kit.survey.collapse import CellTable, Floats, Unit, Variable
from techno_kit.survey.values import Values

if TYPE_CHECKING:
    from techno_kit.survey.respondents import Respondents


def codes_of(sample: "Respondents", variable: Variable) -> tuple[NDArray[Any], int, bool]:
    """Return a variable's codes, its number of codes, and whether -1 ("missing") occurs."""
    if isinstance(variable, Unit):
        units = sample.units
        if variable is Unit.STRATUM:
            return units.stratum, units.n_strata, False
        return units.psu, units.n_psu, False
    if isinstance(variable, Audience):
        return sample.contains(variable).view("i1"), 2, False
    if isinstance(variable, Values):
        values = sample.sheet.values(variable.question)
        return values.codes, len(values.distinct), values.has_missing
    answers = sample.answers(variable)
    return answers.codes, answers.size, answers.has_missing


def spread_factors(sample: "Respondents", table: CellTable, factor: Floats) -> "pd.Series[float]":
    """Return base weight times the factor of the respondent's cell, on the sample's index."""
    from techno_kit.numerics.cells import spread

    values = spread(table.cells.key, factor, sample.base_weight)
    return pd.Series(values, index=sample.frame.index, name="weight", copy=False)
