"""What a model has no error of: levels, crossed levels and spreads of numbers within one PSU."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.models.model_bases import spread_df
from techno_kit.analysis.models.model_cells import ModelCells
from techno_kit.errors import listed
from techno_kit.numerics.variance import ElementSums
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.wording import exact_decimal, say

Bools = NDArray[np.bool_]
Levels = tuple[tuple[int, int], ...]  # predictors' places, each with a level
SHOWN = 5  # levels in a message


def alone_told(frame: ModelCells) -> list[str]:
    """Name the levels, and those of interactions together, that have no degrees of freedom.

    Notes
    -----
    A coefficient of its own lets those at a level add up to what was seen of them. Where they are
    one PSU, this PSU moves nothing of the coefficient's error: what is left of it is that of the
    other levels, or, of the intercept and a reference level, rounding.
    """
    cells, predictors = frame.cells, frame.predictors.predictors
    single = isinstance(cells.sums, ElementSums) and cells.replicates is None
    units = "respondents" if single else "psus"
    if cells.df(frame.inside) <= 0:
        return [say(f"errors.model.alone_all.{units}")]
    told: list[str] = []
    known: set[tuple[int, int]] = set()
    for term in frame.predictors.terms:
        places = [at for at in term if not predictors[at].is_number]
        if not places or (len(term) > 1 and len(places) < 2):
            continue
        found = [each for each in _alone(frame, places) if not known & set(each)]
        known |= {each[0] for each in found if len(term) == 1}
        if found:
            key = "alone" if len(term) == 1 else "alone_crossed"
            names = CROSS.join(predictors[at].name for at in places)
            levels = [
                CROSS.join(predictors[at].levels[level] for at, level in each) for each in found
            ]
            shown = listed(levels, shown=SHOWN)
            told.append(say(f"errors.model.{key}.{units}", name=names, levels=shown))
    return told or list(_numbers_told(frame, units))


def _numbers_told(frame: ModelCells, units: str) -> Iterator[str]:
    """Name the numbers that have one value but for one PSU: overall, or at levels of a term."""
    predictors = frame.predictors.predictors
    for term in frame.predictors.terms:
        places = [at for at in term if not predictors[at].is_number]
        for number in (at for at in term if predictors[at].is_number):
            name = predictors[number].name
            if len(term) == 1:
                df, value = spread_df(frame, number, frame.inside)
                if df <= 0:
                    key = f"errors.model.alone_number.{units}"
                    yield say(key, name=name, value=exact_decimal(value))
                continue
            found = [
                each for each in _held(frame, places) if spread_df(frame, number, each[1])[0] <= 0
            ]
            if places and found:
                levels = [
                    CROSS.join(predictors[at].levels[level] for at, level in each)
                    for each, _ in found
                ]
                shown = listed(levels, shown=SHOWN)
                yield say(f"errors.model.alone_slope.{units}", name=name, levels=shown)


def _alone(frame: ModelCells, places: list[int]) -> Iterator[Levels]:
    """Return the combinations of levels without degrees of freedom, of those that anyone has."""
    return (levels for levels, held in _held(frame, places) if frame.cells.df(held) <= 0)


def _held(frame: ModelCells, places: list[int]) -> Iterator[tuple[Levels, Bools]]:
    """Return the combinations of levels that anyone has, each with its cells."""
    if not places:
        return
    weighs = frame.inside & (frame.cells.w > 0)
    codes = np.column_stack([frame.codes[at] for at in places])
    for levels in np.unique(codes[weighs], axis=0):
        held: Bools = weighs & (codes == levels).all(axis=1)
        yield tuple(zip(places, levels.tolist(), strict=True)), held
