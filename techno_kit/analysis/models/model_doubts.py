"""What a model has no error of: levels and crossed levels that lie within one PSU."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.models.model_cells import ModelCells
from techno_kit.errors import listed
from techno_kit.numerics.variance import ElementSums
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.wording import say

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
    return told


def _alone(frame: ModelCells, places: list[int]) -> Iterator[Levels]:
    """Return the combinations of levels without degrees of freedom, of those that anyone has."""
    cells = frame.cells
    weighs = frame.inside & (cells.w > 0)
    codes = np.column_stack([frame.codes[at] for at in places])
    for levels in np.unique(codes[weighs], axis=0):
        held: Bools = weighs & (codes == levels).all(axis=1)
        if cells.df(held) <= 0:
            yield tuple(zip(places, levels.tolist(), strict=True))
