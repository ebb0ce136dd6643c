"""The distribution over a list of states that meets linear facts and claims nothing else.

Facts are rows of a matrix: ``low <= matrix @ probabilities <= high``, an equality where the two are
equal. Feasibility is a linear programme; the distribution comes from the convex dual by projected
Newton steps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LP_TOLERANCE = 1e-10  # the tightest of HiGHS; its default of 1e-7 lets contradictions pass
ARMIJO = 1e-4  # share of the promised decrease that a step must bring
ROUNDING = 1e-14  # changes of the objective below this are noise
SHORTEST_STEP = 1e-10  # below it the line search has failed


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether some distribution meets all facts, and if none does, which facts quarrel.

    Attributes
    ----------
    feasible : bool
        Whether a distribution exists.
    conflict : (conflicts,) array of int
        Rows of a smallest-by-deletion set that no distribution meets together: without any one
        of them the others can be met. Empty when feasible.
    support : (states,) array of bool
        States that can have a positive probability; the others are zero in every solution.
    """

    feasible: bool
    conflict: NDArray[np.int64]
    support: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class MaximumEntropy:
    """The distribution, and how well it keeps the facts.

    Attributes
    ----------
    probabilities : (states,) array
        They sum to 1.
    multipliers : (facts,) array
        What each fact adds to the log-probability of a state, a unit of its row; 0 for an
        inequality that the distribution meets with room to spare.
    entropy : float
        In nats, relative to the base measure: 0 where no fact moves the distribution.
    gap : float
        The largest miss of any fact.
    steps : int
        Newton steps taken.
    converged : bool
        Whether facts and signs of multipliers hold within the tolerance.
    """

    probabilities: Floats
    multipliers: Floats
    entropy: float
    gap: float
    steps: int
    converged: bool


def patterns(kinds: int) -> NDArray[np.bool_]:
    """List every subset of some kinds, the smaller first.

    Parameters
    ----------
    kinds : int
        How many kinds there are.

    Returns
    -------
    (2 ** kinds, kinds) array of bool
        Row 0 is the empty subset.

    Examples
    --------
    >>> patterns(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    numbers = np.arange(2**kinds)
    bits = (numbers[:, None] >> np.arange(kinds)) & 1
    order = np.lexsort((numbers, bits.sum(axis=1)))
    return bits[order].astype(bool)


def feasibility(matrix: Floats, low: Floats, high: Floats) -> Feasibility:
    """Find out whether facts can hold together, and name a smallest set that cannot.

    Parameters
    ----------
    matrix : (facts, states) array
        What each state contributes to each fact.
    low, high : (facts,) arrays
        The limits; ``-inf`` and ``inf`` where there is none.

    Returns
    -------
    Feasibility

    Notes
    -----
    The conflict is found by deletion: a fact is left out for good when the rest still conflicts.
    The support comes from one linear programme on the cone of solutions, ``max sum z`` with
    ``z <= p``, ``0 <= z <= 1``, ``low t <= matrix p <= high t``, ``sum p = t``.
    """
    facts, states = matrix.shape
    if _exists(matrix, low, high):
        return Feasibility(True, np.empty(0, dtype=np.int64), _support(matrix, low, high))
    kept = list(range(facts))
    for fact in range(facts):
        rest = [each for each in kept if each != fact]
        if not _exists(matrix[rest], low[rest], high[rest]):
            kept = rest
    return Feasibility(False, np.array(kept, dtype=np.int64), np.zeros(states, dtype=bool))


def attainable(matrix: Floats, low: Floats, high: Floats, row: Floats) -> tuple[float, float]:
    """Return the least and the greatest value of ``row @ probabilities`` that the facts allow.

    Parameters
    ----------
    matrix : (facts, states) array
        What each state contributes to each fact.
    low, high : (facts,) arrays
        The limits.
    row : (states,) array
        The quantity asked about.

    Returns
    -------
    tuple of float
        Both ``nan`` when the facts themselves cannot hold together.
    """
    ends = [sign * _programme(sign * row, matrix, low, high) for sign in (1.0, -1.0)]
    return float(ends[0]), float(ends[1])


def maximum_entropy(
    matrix: Floats,
    low: Floats,
    high: Floats,
    *,
    base: Floats | None = None,
    tolerance: float = 1e-12,
    most_steps: int = 200,
) -> MaximumEntropy:
    """Find the distribution closest to a base measure that meets the facts.

    Parameters
    ----------
    matrix : (facts, states) array
        What each state contributes to each fact; entries of the order of 1.
    low, high : (facts,) arrays
        The limits; equal for an equality.
    base : (states,) array, optional
        The measure that would hold without facts, of any positive sum; 0 rules a state out.
        Uniform by default, and then the answer is the distribution of maximum entropy.
    tolerance : float
        The largest miss of any fact.
    most_steps : int
        Newton steps after which it gives up, as it does when no distribution exists.

    Returns
    -------
    MaximumEntropy

    Notes
    -----
    Each finite limit is a condition ``g.p >= c`` (or ``= c``), and the dual is
    ``min log sum_s base_s exp(sum_i g_is l_i) - c.l`` with ``l_i >= 0`` for inequalities: convex,
    solved by projected Newton steps with a line search. Where facts force some states to zero the
    dual has no minimiser: take those out of `base` first (`feasibility` finds them).

    References
    ----------
    Csiszár (1975), "I-divergence geometry of probability distributions and minimization
    problems", Annals of Probability 3(1). Bertsekas (1982), "Projected Newton methods for
    optimization problems with simple constraints", SIAM J. Control and Optimization 20(2).
    """
    prior = np.ones(matrix.shape[1]) if base is None else np.asarray(base, dtype=np.float64)
    rows, sign, bound, equal = _conditions(low, high)
    conditions = matrix[rows] * sign[:, None]
    with np.errstate(divide="ignore"):
        log_prior = np.log(prior / prior.sum())
    solved, steps = _dual(conditions, bound, equal, log_prior, tolerance, most_steps)
    probabilities, log_total = _tilted(conditions, log_prior, solved)
    miss = bound - conditions @ probabilities
    gap = float(np.max(np.where(equal, np.abs(miss), miss), initial=0.0))
    spare = float(np.max(np.where(equal, 0.0, np.minimum(solved, -miss)), initial=0.0))
    multipliers = np.zeros(matrix.shape[0])
    np.add.at(multipliers, rows, sign * solved)
    return MaximumEntropy(
        probabilities=probabilities,
        multipliers=multipliers,
        entropy=float(log_total - solved @ (conditions @ probabilities)),
        gap=gap,
        steps=steps,
        converged=gap <= tolerance and spare <= tolerance,
    )


def _conditions(
    low: Floats, high: Floats
) -> tuple[NDArray[np.int64], Floats, Floats, NDArray[np.bool_]]:
    """Write limits as conditions ``sign * row >= bound``, an equality where `equal`."""
    equal = np.flatnonzero(low == high)
    lower = np.flatnonzero((low != high) & np.isfinite(low))
    upper = np.flatnonzero((low != high) & np.isfinite(high))
    sign = np.repeat([1.0, 1.0, -1.0], [equal.size, lower.size, upper.size])
    bound = np.concatenate([low[equal], low[lower], -high[upper]])
    return np.concatenate([equal, lower, upper]), sign, bound, np.arange(bound.size) < equal.size


def _tilted(conditions: Floats, log_prior: Floats, multipliers: Floats) -> tuple[Floats, float]:
    """Return the tilted distribution and the log of its normaliser."""
    score = log_prior + multipliers @ conditions
    top = score.max()
    weight = np.exp(score - top)
    total = weight.sum()
    return weight / total, float(top + np.log(total))


def _dual(
    conditions: Floats,
    bound: Floats,
    equal: NDArray[np.bool_],
    log_prior: Floats,
    tolerance: float,
    most_steps: int,
) -> tuple[Floats, int]:
    """Minimise the dual by projected Newton steps; return multipliers and steps.

    The least value of the dual is minus the relative entropy of the answer, which is at most minus
    the log of the rarest state's prior; a value below that proves that there is no answer.
    """
    floor = float(log_prior[np.isfinite(log_prior)].min()) - 1

    def objective(trial: Floats) -> float:
        return _tilted(conditions, log_prior, trial)[1] - float(bound @ trial)

    multipliers = np.zeros(bound.size)
    for step in range(most_steps):
        probabilities = _tilted(conditions, log_prior, multipliers)[0]
        mean = conditions @ probabilities
        slope = mean - bound
        free = equal | (multipliers > 0) | (slope < 0)
        near = np.max(np.abs(slope[free]), initial=0.0) <= tolerance / 2
        if near or objective(multipliers) < floor:
            return multipliers, step
        centred = conditions[free] - mean[free, None]
        curvature = (centred * probabilities) @ centred.T
        direction = np.zeros(bound.size)
        direction[free] = np.linalg.lstsq(curvature, -slope[free], rcond=None)[0]
        moved = _line_search(objective, multipliers, direction, slope, equal)
        if moved is None:
            return multipliers, step
        multipliers = moved
    return multipliers, most_steps


def _line_search(
    objective: Callable[[Floats], float],
    start: Floats,
    direction: Floats,
    slope: Floats,
    equal: NDArray[np.bool_],
) -> Floats | None:
    """Halve the step until the objective falls enough along the projected path."""
    before = objective(start)
    length = 1.0
    while length > SHORTEST_STEP:
        trial = start + length * direction
        trial = np.where(equal, trial, np.maximum(trial, 0.0))
        promised = ARMIJO * float(slope @ (trial - start))
        if objective(trial) <= before + promised + ROUNDING * (1 + abs(before)):
            return trial
        length /= 2
    return None


def _limits(matrix: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Write limits as ``rows p <= bounds``."""
    rows = np.vstack([matrix[np.isfinite(high)], -matrix[np.isfinite(low)]])
    return rows, np.concatenate([high[np.isfinite(high)], -low[np.isfinite(low)]])


def _solve(
    cost: Floats, rows: Floats, bounds: Floats, total: Floats, whole: float, tops: Floats
) -> Any:
    """Minimise ``cost @ x`` with ``rows x <= bounds``, ``total x = whole``, ``0 <= x <= tops``."""
    from scipy.optimize import linprog

    return linprog(
        cost,
        A_ub=rows,
        b_ub=bounds,
        A_eq=total[None, :],
        b_eq=[whole],
        bounds=[(0.0, float(top)) for top in tops],
        method="highs",
        options={"primal_feasibility_tolerance": LP_TOLERANCE},
    )


def _programme(cost: Floats, matrix: Floats, low: Floats, high: Floats) -> float:
    """Return the least value of a linear function of a distribution under the facts."""
    rows, bounds = _limits(matrix, low, high)
    ones = np.ones(matrix.shape[1])
    found = _solve(cost, rows, bounds, ones, 1.0, np.inf * ones)
    return float(found.fun) if found.status == 0 else float("nan")


def _exists(matrix: Floats, low: Floats, high: Floats) -> bool:
    return not np.isnan(_programme(np.zeros(matrix.shape[1]), matrix, low, high))


def _support(matrix: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Find the states that some solution gives a positive probability."""
    rows, bounds = _limits(matrix, low, high)
    states = matrix.shape[1]
    unit = np.eye(states)
    nothing = np.zeros((rows.shape[0], states))
    upper = np.block([[rows, nothing, -bounds[:, None]], [-unit, unit, np.zeros((states, 1))]])
    total = np.concatenate([np.ones(states), np.zeros(states), [-1.0]])
    cost = np.concatenate([np.zeros(states), -np.ones(states), [0.0]])
    tops = np.concatenate([np.full(states, np.inf), np.ones(states), [np.inf]])
    found = _solve(cost, upper, np.zeros(len(upper)), total, 0.0, tops)
    positive: NDArray[np.bool_] = found.x[states : 2 * states] > 0.5
    return positive
