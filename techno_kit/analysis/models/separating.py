"""Why a model has no estimate, in words: a constant outcome, levels and combinations apart."""

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.models.model_cells import ModelCells
from techno_kit.errors import listed
from techno_kit.numerics.nonresponse import one_sided
from techno_kit.numerics.regression import orthogonal
from techno_kit.numerics.separation import separated_patterns
from techno_kit.survey.collapse import Floats
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.wording import decimal, plural, say

Bools = NDArray[np.bool_]
SHOWN = 3  # levels or combinations in a message


def constant_told(frame: ModelCells, y: Floats, total: Floats, weight: Floats) -> str:
    """Tell that an outcome is the same for everyone, or for everyone at a level; else nothing.

    Parameters
    ----------
    frame : ModelCells
        The cells.
    y : numpy.ndarray of float, shape (cells,)
        The outcome.
    total, weight : numpy.ndarray of float, shape (patterns,)
        Sums of the weighted outcome and of the weights.
    """
    if frame.family == "linear":
        seen = y[frame.inside & (frame.cells.w > 0)]
        if np.ptp(seen) > 0:
            return ""
        return say("model.reason.same", value=decimal(float(seen[0])))
    if not total.any():
        return say("model.reason.nobody")
    if not (weight - total).any():  # sums of the same numbers in the same order are the same
        return say("model.reason.everybody")
    return _levels_told(frame, y)


def _levels_told(frame: ModelCells, y: Floats) -> str:
    """Tell the levels at which nobody, or everybody, has the outcome."""
    yes, no = (frame.by_pattern(frame.cells.w * side) for side in (y, 1 - y))
    told = []
    for predictor in frame.predictors.predictors:
        if predictor.is_number:
            continue
        sides = one_sided(predictor.codes, len(predictor.levels), no, yes)
        for key, side in zip(("all", "none"), sides, strict=True):
            levels = [predictor.levels[place] for place in np.flatnonzero(side)]
            if levels:
                name = predictor.name
                told.append(
                    say(f"model.reason.{key}", name=name, levels=listed(levels, shown=SHOWN))
                )
    return say("model.reason.cure", reasons=say("model.reason.and").join(told)) if told else ""


def separated_told(
    frame: ModelCells, columns: Floats, used: Bools, weight: Floats, total: Floats
) -> str:
    """Tell which combinations of answers, or which numbers, tell those with the outcome apart.

    Parameters
    ----------
    frame : ModelCells
        The cells.
    columns : numpy.ndarray of float, shape (patterns used, columns)
        The model's columns.
    used : numpy.ndarray of bool, shape (patterns,)
        Which patterns have a weight.
    weight, total : numpy.ndarray of float, shape (patterns,)
        Sums of the weights and of the weighted outcome.
    """
    basis, _ = orthogonal(columns, weight[used] / weight[used].mean())
    apart = separated_patterns(basis, weight[used], total[used])
    if apart is None or not apart.any():
        return say("model.reason.unsolved")
    places = np.flatnonzero(used)[apart]
    factors = [each for each in frame.predictors.predictors if not each.is_number]
    if len(factors) < len(frame.predictors.predictors):
        numbers = [each.name for each in frame.predictors.predictors if each.is_number]
        return say("model.reason.number", names=listed(numbers))
    names = [CROSS.join(each.levels[each.codes[place]] for each in factors) for place in places]
    return plural("model.reason.combinations", len(names), patterns=listed(names, shown=SHOWN))
