"""What g is over: the starting weights as they are, or expanded first where totals are far off.

Bounds are on g, the final over the starting weight, so that the scale of the starting weights
counts: g is 1 where a weight does not change, and its mean is the sum of the final over that of the
starting weights. Where every total is more than 20 times what the starting weights give, these were
not made to expand to the population, and R's `survey` (`grake`, 4.1-1) multiplies them by the mean
of those ratios first. It takes the ratios of the columns of its model matrix: of the sum, of every
level but the first of each margin, and of every number. So does the kit.
"""

from collections.abc import Sequence

import numpy as np

from techno_kit.analysis.calibration_numbers import EXPANDED, NumberGoal
from techno_kit.survey.collapse import Floats


def expansion(
    goals: Sequence[Floats],
    before: Sequence[Floats],
    numbers: Sequence[NumberGoal],
    weight: Floats | None,
    grown: float,
) -> float:
    """Return what the starting weights are multiplied by before g is taken; mostly 1.

    Parameters
    ----------
    goals, before : sequence of numpy.ndarray of float, one a margin, shape (levels,)
        Shares to meet, and under the starting weights.
    numbers : sequence of NumberGoal
    weight : numpy.ndarray of float, shape (n,), or None
        The starting weights.
    grown : float
        The sum of the final over that of the starting weights.

    Examples
    --------
    >>> same = np.array([0.5, 0.5])
    >>> expansion([same], [same], [], None, 20.0), expansion([same], [same], [], None, 500.0)
    (1.0, 500.0)
    >>> expansion([np.array([0.4, 0.6])], [same], [], None, 500.0)
    550.0
    """
    if not grown > EXPANDED:
        return 1.0
    ratios = [np.array([grown])]
    for goal, shares in zip(goals, before, strict=True):
        there = np.flatnonzero(shares > 0)[1:]
        ratios.append(goal[there] / shares[there] * grown)
    with np.errstate(divide="ignore", invalid="ignore"):
        for each in numbers:
            ratios.append(np.divide(each.target, [each.mean(weight)]) * grown)
    found = np.concatenate(ratios)
    if not (np.isfinite(found).all() and found.min() > EXPANDED):
        return 1.0
    return float(found.mean())
