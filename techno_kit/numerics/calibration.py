"""Calibration: the weights nearest to the starting weights that meet every total.

Totals are shares of levels (of any margins, crossed or not) and means or totals of numbers. The
dual of the problem has one parameter a total and no constraint; it is convex, and Newton's method
solves it, each step damped until the objective falls. Where weights sit on bounds the second
derivative jumps, and the method is the semismooth one.

References
----------
Deville, J.-C. and Särndal, C.-E. (1992). Calibration estimators in survey sampling. Journal of the
American Statistical Association 87, 376-382.
Qi, L. and Sun, J. (1993). A nonsmooth version of Newton's method. Mathematical Programming 58,
353-367.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from techno_kit.numerics.calibration_distances import Distance
from techno_kit.numerics.calibration_problem import (
    NOISE,
    TOLERANCE,
    CalibrationProblem,
    Fitted,
)
from techno_kit.numerics.calibration_rows import Number
from techno_kit.numerics.cells import Array, Floats
from techno_kit.numerics.schemes import MarginScheme

STEPS = 200
PATIENCE = 25  # steps without a tenth less gap
RIDGE = 1e-12  # relative; makes the Hessian regular where totals imply each other
SHORTEST_STEP = 2.0**-60
ARMIJO = 1e-4  # share of the predicted fall of the objective that a step must bring
PULLS = (1e-1, 1e-2, 1e-3, 1e-4)  # penalty on the parameters where no weights meet the totals
SETTLED = 1e-7  # share; what a message shows of those weights is far coarser
LOOK = 8  # steps between two looks for a proof that the bounds are too narrow


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationSolution:
    """Factors that meet the totals, and how nearly.

    Attributes
    ----------
    factor : ndarray of float64, shape (cells,), or (rows,) where rows were given
        Final over starting weight.
    ratio : float
        What the factors are g times: the sum of the final over that of the starting weights.
    converged : bool
        Whether every total lies within the tolerance.
    gap : float
        The largest gap of any total: a share, or relative to the size of a number.
    steps : int
    impossible : bool
        Whether it was proved that no weights within the bounds meet the totals.
    before, after, gaps : tuple of ndarray of float64, one a margin, shape (levels,)
        Shares under the starting weights, under the final weights, and after minus target.
    means : ndarray of float64, shape (numbers,)
        Means of the numbers under the final weights.
    misses : ndarray of float64, shape (numbers,)
        Gap of each number, relative to its size.
    """

    factor: Floats
    ratio: float
    converged: bool
    gap: float
    steps: int
    impossible: bool
    before: tuple[Floats, ...]
    after: tuple[Floats, ...]
    gaps: tuple[Floats, ...]
    means: Floats
    misses: Floats


def calibrate(
    scheme: MarginScheme,
    sums: Floats,
    targets: Sequence[Array],
    distance: Distance,
    *,
    key: Array | None = None,
    base: Floats | None = None,
    numbers: Sequence[Number] = (),
    low: float | None = None,
    high: float | None = None,
    held: bool = True,
    total: float | None = None,
    tolerance: float = TOLERANCE,
) -> CalibrationSolution:
    """Calibrate starting weights to shares of levels and to numbers.

    Parameters
    ----------
    scheme : MarginScheme
        How cells and margins hang together; one cell with one level where there are no margins.
    sums : ndarray of float64, shape (cells,)
        Sum of the starting weights of each cell; may be 0, not negative.
    targets : sequence of ndarray
        The share of every level of every margin, as for raking.
    distance : Distance
        With the bounds on g, the final over the starting weight, both made to sum to 1.
    key : ndarray of int, shape (rows,), optional
        Each row's cell. Needed for `numbers`, `low` and `high`; without it the work is on cells.
    base : ndarray of float64, shape (rows,), optional
        Starting weights, with `key`; 1 when absent.
    numbers : sequence of Number
    low, high : float, optional
        Bounds on the weight itself, for final weights that sum to what `base` sums to.
    held : bool
        Whether the sum of the weights is held. If not, there are numbers only.
    total : float, optional
        What the final weights add to, where it is held; the sum of the starting weights by default.
    tolerance : float
        Largest gap of a level (share) and of a number (relative to its root mean square about the
        target; where the sum is not held, relative to its total).

    Returns
    -------
    CalibrationSolution
        ``converged`` says whether it keeps the promise; if not, weights that come close.

    Notes
    -----
    The weights minimise the distance to the starting weights ``d`` under the totals. They are
    ``w = d F(x'u)``, with bounds on the weight ``clip(d F(x'u), low, high)``; the parameters ``u``
    minimise the convex ``sum(d integral(F)(x'u)) - t'u``. Who starts at 0 stays there.

    Examples
    --------
    >>> from techno_kit.numerics.schemes import margin_scheme
    >>> scheme = margin_scheme((2, 2), ((0,), (1,)))
    >>> shares = [[0.6, 0.4], [0.3, 0.7]]
    >>> calibrate(scheme, np.ones(4), shares, Distance("linear")).factor.round(2)
    array([0.8, 1.6, 0.4, 1.2])
    """
    problem = CalibrationProblem.of(
        scheme,
        sums,
        targets,
        key=key,
        base=base,
        numbers=numbers,
        low=low,
        high=high,
        emptied=(distance.lowest if low is None else low) == 0,
        held=held,
        tolerance=tolerance,
    )
    return calibrated(problem, distance, total=total)


def calibrated(
    problem: CalibrationProblem, distance: Distance, *, total: float | None = None
) -> CalibrationSolution:
    """Solve a problem that was built before; parameters as in `calibrate`."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        best, proof = solve(problem, distance)
        if not best.gap <= problem.tolerance:
            best = _closest(problem, distance)
        grown = 1.0 if total is None else total / problem.whole
        return _solution(problem, distance, best, proof, grown)


def solve(problem: CalibrationProblem, distance: Distance) -> tuple[Fitted, Floats | None]:
    """Minimise the dual.

    Returns
    -------
    Fitted
        The smallest gap that was met.
    ndarray of float64, shape (parameters,), or None
        Parameters that prove that no weights within the bounds meet the totals.
    """
    fit = best = problem.at(distance, _start(problem, distance), 0)
    last_gain = 0
    bounded = np.isfinite(distance.high) or problem.rows.high is not None
    for steps in range(1, STEPS + 1):
        if best.gap <= problem.exact or not np.isfinite(fit.objective):
            break
        moved = _damped(problem, distance, fit, steps)
        if moved is None:
            break
        previous, fit = fit.gap, moved
        if fit.gap < 0.9 * best.gap:
            last_gain = steps
        if fit.gap < best.gap:
            best = fit
        if fit.gap <= problem.tolerance and fit.gap > 0.1 * previous:
            break
        if bounded and steps % LOOK == 0 and problem.too_narrow(distance, fit.parameters):
            return best, fit.parameters
        if steps - last_gain > PATIENCE:
            break
    missed = bounded and best.gap > problem.tolerance
    proof = missed and problem.too_narrow(distance, fit.parameters)
    return best, fit.parameters if proof else None


def _closest(problem: CalibrationProblem, distance: Distance) -> Fitted:
    """Return weights that come close to totals that no weights meet: large parameters cost.

    Without that there is no nearest answer, and rounding would choose one.
    """
    fit = problem.at(distance, np.zeros(len(problem.targets)), 0)
    for pull in PULLS:
        pulled = replace(problem, pull=pull)
        fit = pulled.at(distance, fit.parameters, fit.steps)
        for steps in range(fit.steps + 1, fit.steps + 1 + STEPS):
            if np.abs(fit.gradient / problem.sizes)[problem.free].max(initial=0.0) <= SETTLED:
                break
            moved = _damped(pulled, distance, fit, steps)
            if moved is None:
                break
            fit = moved
    return fit


def _start(problem: CalibrationProblem, distance: Distance) -> Floats:
    """Return parameters to start from: 0, or where g has no upper bound one sweep of raking."""
    parameters = np.zeros(len(problem.targets))
    if not (distance.explosive and problem.held):
        return parameters
    scheme, cut, levels = problem.scheme, problem.scheme.left.parameters, problem.levels
    rows = problem.rows
    sums = np.asarray(rows.base)
    if rows.key is not None:
        weights = None if isinstance(rows.base, float) else rows.base
        sums = np.bincount(rows.key, weights, rows.cells)
        sums = sums / sums.sum()
    matrix, ones = scheme.cells.matrix(sums), np.ones(scheme.right.cells)
    left, first = scheme.left.fitted(
        np.ones(scheme.left.cells), matrix @ ones, problem.targets[:cut]
    )
    _, second = scheme.right.fitted(ones, matrix.T @ left, problem.targets[cut:levels])
    ratios = np.concatenate([first, second])
    np.log(ratios, out=parameters[:levels], where=ratios > 0)
    return parameters


def _damped(
    problem: CalibrationProblem, distance: Distance, fit: Fitted, steps: int
) -> Fitted | None:
    """Take a Newton step, shortened until the objective falls enough; None if it never does."""
    step = _step(problem, fit)
    if step is None:
        return None
    slope = float(fit.gradient @ step)
    noise = NOISE * (1 + abs(fit.objective))
    length = 1.0
    while slope > -noise and length > SHORTEST_STEP:
        trial = problem.at(distance, fit.parameters - length * step, steps)
        falls = trial.objective <= fit.objective - ARMIJO * length * slope + noise
        # Along a convex function all before a point that still falls lies above it.
        still = float(trial.gradient @ step) >= 0
        if (falls or still) and np.isfinite(trial.objective):
            return trial
        length /= 2
    return None


def _step(problem: CalibrationProblem, fit: Fitted) -> Floats | None:
    """Return the Newton step, scaled so that the Hessian's diagonal is 1."""
    hessian = problem.hessian(fit.moments)[problem.free, problem.free]
    diagonal = hessian.diagonal()
    # Where all of a level sits on a bound there is no slope: that of the start is as good as any.
    size = np.sqrt(np.where(diagonal > 0, diagonal, problem.usual[problem.free]))
    unit = hessian / size / size[:, None]
    unit.ravel()[:: len(unit) + 1] += np.where(diagonal > 0, RIDGE, 1.0)
    step = np.zeros(len(problem.targets))
    try:
        step[problem.free] = np.linalg.solve(unit, fit.gradient[problem.free] / size) / size
    except np.linalg.LinAlgError:
        return None
    return step


def _solution(
    problem: CalibrationProblem,
    distance: Distance,
    best: Fitted,
    proof: Floats | None,
    grown: float,
) -> CalibrationSolution:
    rows, levels = problem.rows, problem.levels
    # Gaps within the tolerance add up to a sum that is off by as much; shares are of the sum met.
    mass = float(best.moments.weights.sum())
    ratio = grown / mass if problem.held else 1.0
    factor = rows.factors(distance, *problem.exponents(best.parameters)) * ratio
    if problem.taking_part is not None:
        everyone = np.zeros(problem.size)
        everyone[problem.taking_part] = factor
        factor = everyone
    elif rows.key is None:
        factor = np.where(np.asarray(rows.base) > 0, factor, 0.0)
    shares, goal = best.reached[:levels] / mass, problem.targets[:levels]
    missed = (best.reached - problem.targets) / problem.sizes
    met = zip(rows.numbers, best.reached[levels:], strict=True)
    return CalibrationSolution(
        factor=factor,
        ratio=ratio,
        converged=bool(best.gap <= problem.tolerance),
        gap=best.gap,
        steps=best.steps,
        impossible=proof is not None,
        before=problem.scheme.parted(problem.start),
        after=problem.scheme.parted(shares),
        gaps=problem.scheme.parted(shares - goal),
        means=np.array([each.centre + each.scale * reached / mass for each, reached in met]),
        misses=missed[levels:],
    )
