"""Whether weights exist that meet targets, told before any weighting."""

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.bounds import Bound
from techno_kit.numerics.feasibility import MarginCells, margin_cells, nearest
from techno_kit.numerics.feasible_bounds import largest_floor, smallest_cap
from techno_kit.numerics.schemes import margin_levels
from techno_kit.survey.bounding import told
from techno_kit.survey.collapse import Floats, collapse_rows
from techno_kit.survey.targets.infeasibility import bound_multiple, explain_infeasible
from techno_kit.survey.targets.matching import MatchedTargets
from techno_kit.wording import say

ROUNDING = 1e-7  # of a bound


def reach_problems(
    matched: MatchedTargets,
    inside: NDArray[np.bool_],
    weight: Floats | None,
    *,
    cap: Bound | None = None,
    floor: Bound | None = None,
    total: float,
) -> tuple[list[str], list[str]]:
    """Word that no weights exist, or none within the bounds; and what cannot be told beforehand.

    Parameters
    ----------
    matched : MatchedTargets
        Targets that fit the sample level by level.
    inside : numpy.ndarray of bool, shape (n,)
        Who is weighted.
    weight : numpy.ndarray of float, shape (n,), or None
        The weights to start from.
    cap, floor : Bound or None
        The highest and the lowest weight asked for; only those by the mean and those on the weight
        itself can be told beforehand.
    total : float
        What the weights sum to.

    Returns
    -------
    problems, warnings : list of str
    """
    levels, base, people = _cells(matched, inside, weight)
    unsure = [
        say("check.bound_unchecked", bound=say(f"weights.{name}_set", bound=told(each)))
        for name, each in (("cap", cap), ("floor", floor))
        if each is not None and bound_multiple(each, 1.0) is None
    ]
    if not len(people) or total <= 0:
        return [], unsure
    mean = total / float(people.sum())
    cells = margin_cells(levels, matched.goals, base, people)
    try:
        if _possible(cells, bound_multiple(cap, mean), bound_multiple(floor, mean) or 0.0):
            return [], unsure
    except ArithmeticError:  # the solver gave up: raking itself will tell
        return [], unsure
    found = explain_infeasible(matched, levels, base, people, cap=cap, floor=floor, total=total)
    return ([found.text] if found.obstacle not in ("none", "unknown") else []), unsure


def _possible(cells: MarginCells, cap: float | None, floor: float) -> bool:
    if not nearest(cells).possible:
        return False
    lowest = largest_floor(cells).value
    if not lowest > 0 or lowest < floor * (1 - ROUNDING):
        return False
    return cap is None or smallest_cap(cells, floor=floor).value * (1 - ROUNDING) <= cap


def _cells(
    matched: MatchedTargets, inside: NDArray[np.bool_], weight: Floats | None
) -> tuple[list[NDArray[np.intp]], Floats, Floats]:
    """Return every cell's level in each margin, its starting weights, and its respondents."""
    answers = list(matched.answers.values())
    own = None if weight is None else weight[inside]
    positive = None if own is None else (own > 0).astype(np.float64)
    table = collapse_rows(
        [each.question for each in answers],
        [(each.codes[inside], each.size, each.has_missing) for each in answers],
        {"w": own, "n": positive},
    )
    gaps, shape = table.missing, table.shape
    codes = [table.codes(axis) for axis in range(len(answers))]
    codes = [np.where(each < 0, size, each) for each, size in zip(codes, table.sizes, strict=True)]
    legal = [size - gap for size, gap in zip(shape, gaps, strict=True)]
    levels = [
        margin_levels(
            [codes[axis] for axis in axes],
            [legal[axis] for axis in axes],
            [gaps[axis] for axis in axes],
        )[0]
        for axes in matched.axes
    ]
    pairs = zip(matched.goals, levels, strict=True)
    free = np.all([goal[level] > 0 for goal, level in pairs], axis=0)  # no one else has a weight
    return [each[free] for each in levels], table.sums("w")[free], table.sums("n")[free]
