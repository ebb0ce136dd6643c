"""The narrowest bounds within which totals can be met, of those that widen what was asked.

Both bounds are widened alike: the lower one divided, the upper one multiplied by one factor. Where
bounds are too narrow, the solver's parameters ``u`` prove it: no weights within the bounds bring
``sum(w x'u)`` to ``t'u``. The factor at which they could is a step that never goes too far
(Dinkelbach 1967), so that a few solutions are enough, and none of them needs rows or cells laid out
as a linear programme would.

References
----------
Dinkelbach, W. (1967). On nonlinear fractional programming. Management Science 13, 492-498.
"""

from dataclasses import replace

import numpy as np

from techno_kit.numerics.calibration import solve
from techno_kit.numerics.calibration_distances import Distance
from techno_kit.numerics.calibration_problem import CalibrationProblem
from techno_kit.numerics.cells import Floats

WIDEST = 1e4  # upper bound over what was asked: nobody is helped by more
MARGIN = 1.002  # what is added to a step that comes from a proof, so that the last one arrives
GROPING = 1.3  # the step where there is no proof
CLOSE = 1.01  # between a width that is enough and one that is not
ROUNDS = 40


def needed_width(problem: CalibrationProblem, distance: Distance) -> float | None:
    """Return the factor by which both bounds must be widened, or None where none would do.

    Parameters
    ----------
    problem : CalibrationProblem
        Whose totals cannot be met.
    distance : Distance
        With its bounds on g; those on the weight itself are the problem's.

    Returns
    -------
    float or None
        About 1 % more than the smallest that is enough; it was tried.
    """
    short, enough = 1.0, np.inf
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        proof = _tried(problem, distance, short)[1]
        for _ in range(ROUNDS):
            width = _step(problem, distance, proof, short, enough)
            if width > WIDEST:
                return None
            met, found = _tried(problem, distance, width)
            if met:
                enough = width
            else:
                short, proof = width, found
            if enough <= CLOSE * short:
                return enough
    return enough if enough < np.inf else None


def _step(
    problem: CalibrationProblem,
    distance: Distance,
    proof: Floats | None,
    short: float,
    enough: float,
) -> float:
    """Return the next width to try, between one that is too small and one that is enough."""
    proved = 1.0 if proof is None else _proved(problem, distance, proof)
    if enough == np.inf:
        return max(proved * MARGIN, short * (GROPING if proof is None else MARGIN))
    return max(min(proved * MARGIN, enough), float(np.sqrt(short * enough)))


def _proved(problem: CalibrationProblem, distance: Distance, proof: Floats) -> float:
    """Return the smallest width that the proof does not rule out."""
    up, down = problem.rows.reach(distance, *problem.exponents(proof))
    asked = float(problem.targets @ proof)
    if not (up > 0 and np.isfinite(up) and np.isfinite(down)):
        return 1.0
    if down <= 0:
        return asked / (up - down)
    return (asked + float(np.sqrt(asked * asked + 4 * up * down))) / (2 * up)


def _tried(
    problem: CalibrationProblem, distance: Distance, width: float
) -> tuple[bool, Floats | None]:
    """Tell whether bounds widened so far are enough, or the proof that they are not."""
    rows = problem.rows
    low = _lowered(max(distance.low, distance.lowest), width)
    wider = replace(
        rows,
        low=None if rows.low is None else _lowered(rows.low, width),
        high=None if rows.high is None else rows.high * width,
    )
    nearest = Distance("linear", low, distance.high * width)
    best, proof = solve(replace(problem, rows=wider), nearest)
    return best.gap <= problem.tolerance, proof


def _lowered(bound: float, width: float) -> float:
    return bound / width if bound > 0 else bound * width if bound < 0 else 0.0
