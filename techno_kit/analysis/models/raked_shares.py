"""Shares of outcomes at levels that the weighting itself sets."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.models.model_cells import ModelCells
from techno_kit.analysis.models.regressing import Effect
from techno_kit.numerics.linear import Linear
from techno_kit.survey.collapse import Floats

Bools = NDArray[np.bool_]
Level = tuple[int, int]  # a predictor's place, and its level


def raked_shares(frame: ModelCells, effects: Sequence[Effect]) -> Bools:
    """Tell between which levels the weighting sets an outcome's difference, others left aside.

    With other predictors held alike such an effect has an error, though of those others alone.

    Returns
    -------
    numpy.ndarray of bool, shape (outcomes, effects)
        Whether the weighting sets the outcome's share, or mean, at a level and its reference.
    """
    cells, predictors = frame.cells, frame.predictors.predictors
    found = np.zeros((frame.outcomes.shape[1], len(effects)), np.bool_)
    if cells.calibration is None and cells.replicates is None:
        return found
    pairs = [
        ((each.predictor, each.level), (each.predictor, predictors[each.predictor].reference))
        for each in effects
        if each.level >= 0
    ]
    levels = list(dict.fromkeys(level for pair in pairs for level in pair))
    of_levels = np.asarray([each.level >= 0 for each in effects], np.bool_)
    for place, y in enumerate(frame.outcomes.T):
        held = _set_by_weighting(frame, y, levels)
        found[place, of_levels] = [held[there] and held[here] for there, here in pairs]
    return found


def _set_by_weighting(frame: ModelCells, y: Floats, levels: Sequence[Level]) -> dict[Level, bool]:
    """Tell of an outcome's means at some levels whether the weighting sets them."""
    cells = frame.cells
    at = [frame.inside & (frame.codes[predictor] == level) for predictor, level in levels]
    member = np.column_stack([*at, np.zeros(len(y), np.bool_)])[:, :-1]
    weight = cells.w[:, None] * member
    total = weight.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(total > 0, y @ weight / total, 0.0)
        influence = np.where(total > 0, member * (y[:, None] - mean) / total, 0.0)
    found = cells.variances(Linear(influence, member)).fixed_by_weighting
    return dict(zip(levels, found.tolist(), strict=True))
