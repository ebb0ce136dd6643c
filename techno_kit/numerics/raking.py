"""Raking on cells: the factor by which each cell's base weight meets every margin.

Raking minimises the Kullback-Leibler divergence of the weights from the base weights under the
margins. Its dual has one parameter a level and no constraint, and Newton's method solves it in
a handful of steps; iterative proportional fitting (IPF) reaches the same weights by fitting one
margin after the other, and takes over wherever Newton's method does not arrive.

References
----------
Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table
when the expected marginal totals are known. Annals of Mathematical Statistics 11, 427-444.
Deville, J.-C., Särndal, C.-E. and Sautory, O. (1993). Generalized raking procedures in survey
sampling. Journal of the American Statistical Association 88, 1013-1020.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from techno_kit.numerics.cells import Array, Floats
from techno_kit.numerics.schemes import MarginScheme, dense, margin_scheme

TOLERANCE = 1e-10  # share
EXACT = 1e-11  # of the smallest target: weights are then known to far better than 1e-9
NEWTON_STEPS = 100
NEWTON_FIRST = 200  # levels of all margins; with more, sweeps are tried first
NEWTON_LEVELS = 3_000  # with more, the Hessian is not worth its memory
SWEEPS = 2_000
PATIENCE = 10  # steps without a tenth less gap; where Newton's method arrives it needs about six
SWEEP_PATIENCE = 200  # sweeps without a hundredth less gap
FAR = 1e-3  # gap above which a second sweep is cheaper than the Newton step that it saves
SPARE = 0.1  # of the gap that counts as exact: where a step lands that spares a Hessian
RIDGE = 1e-12  # relative; makes the Hessian regular where margins imply each other
SAME = 1 + 1e-9  # of gaps that differ by rounding the later is kept: other levels came nearer
SHORTEST_STEP = 2.0**-30
ARMIJO = 1e-4  # share of the predicted fall of the objective that a step must bring
NOISE = 1e-14  # rounding of an objective of size 1

Solver = Literal["newton", "ipf"]
NEWTON: Solver = "newton"
SWEEPING: Solver = "ipf"


@dataclass(frozen=True, slots=True, eq=False)
class RakeSolution:
    """Factors that meet the margins, and how nearly.

    Attributes
    ----------
    factor : ndarray of float64, shape (cells,)
        Final over base weight of each cell; exactly 0 where a level has a target of 0.
    converged : bool
        Whether every level of every margin lies within the tolerance.
    gap : float
        The largest absolute gap, in shares; NaN if the sums were not numbers.
    iterations : int
        Newton steps or sweeps.
    solver : {"newton", "ipf"}
    before, after, gaps : tuple of ndarray of float64, one a margin, shape (levels,)
        Shares under the base weights, shares under the final weights, and after minus target.
    left, right : ndarray of float64, shapes (cells of the left block,) and (of the right block,)
        The blocks' factors, whose product is ``factor`` but for a constant.
    """

    factor: Floats
    converged: bool
    gap: float
    iterations: int
    solver: Solver
    before: tuple[Floats, ...]
    after: tuple[Floats, ...]
    gaps: tuple[Floats, ...]
    left: Floats
    right: Floats


def rake_cells(
    sums: Floats,
    sizes: Sequence[int],
    margins: Sequence[Sequence[int]],
    targets: Sequence[Array],
    *,
    cells: Sequence[Array] | None = None,
    gaps: Sequence[bool] = (),
    tolerance: float = TOLERANCE,
    total: float | None = None,
) -> RakeSolution:
    """Rake sums of base weights by cell to target shares.

    Parameters
    ----------
    sums : ndarray of float64, shape (cells,)
        Sum of the base weights of each cell; may be 0, not negative.
    sizes : sequence of int
        Levels of each variable.
    margins : sequence of sequence of int
        Each margin's variables, by position; several are crossed. Margins may overlap or nest.
    targets : sequence of ndarray
        The share of every level of every margin, in C order of the margin's variables. They add
        to 1, and margins that share variables agree.
    cells : sequence of ndarray of int, each of shape (cells,), optional
        Each cell's level of each variable, when only occupied cells are given.
    gaps : sequence of bool, optional
        Which variables' last level is "blank"; see `margin_scheme`.
    tolerance : float
        Largest gap (share) of any level of any margin of the final weights.
    total : float, optional
        What the final weights add to; the sum of the base weights by default.

    Returns
    -------
    RakeSolution
        The best that was found; ``converged`` says whether it keeps the promise.

    Notes
    -----
    The weights are ``w = d f(cell)`` with ``f`` a product of one factor a level. Newton's method
    minimises ``sum(d exp(x'u)) - t'u``, each step damped until the objective falls; since the
    divergence depends on the scale of neither weights nor targets, nor do the factors but for
    ``total``. Cells of a level with target 0 are left out beforehand, which IPF does in its first
    sweep and Newton's method would only approach. Each solver stops when the gap is within the
    tolerance and no step brings much more, or when steps stop helping.

    Examples
    --------
    Two by two cells with equal base weights, raked to 60 % and 30 %:

    >>> solution = rake_cells(np.ones(4), (2, 2), ((0,), (1,)), ([0.6, 0.4], [0.3, 0.7]))
    >>> solution.factor.round(2), solution.converged
    (array([0.72, 1.68, 0.48, 1.12]), True)
    """
    scheme = margin_scheme(sizes, margins, cells, gaps)
    return rake_scheme(scheme, sums, targets, tolerance=tolerance, total=total)


def rake_scheme(
    scheme: MarginScheme,
    sums: Floats,
    targets: Sequence[Array],
    *,
    tolerance: float = TOLERANCE,
    total: float | None = None,
) -> RakeSolution:
    """Rake as `rake_cells` does, in a layout that was built before.

    Parameters
    ----------
    scheme : MarginScheme
    sums, targets, tolerance, total
        As in `rake_cells`.

    Returns
    -------
    RakeSolution
    """
    goal = scheme.joined(targets)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        problem = _Problem.of(scheme, sums, goal, tolerance)
        best, solver = _solved(problem)
        # Where no weights exist, the factors of the closest found may be beyond any number.
        scale = (problem.base if total is None else total) / best.mass
        factor = scheme.cells.factors(best.left * scale, best.right)
    after = best.reached / best.mass
    return RakeSolution(
        factor=factor,
        converged=bool(best.gap <= tolerance),
        gap=float(best.gap),
        iterations=best.steps,
        solver=solver,
        before=scheme.parted(problem.before),
        after=scheme.parted(after),
        gaps=scheme.parted(after - goal),
        left=best.left,
        right=best.right,
    )


def max_gap(shares: Sequence[Array], targets: Sequence[Array]) -> float:
    """Return the largest absolute gap of any level; NaN if any share is."""
    gaps = [np.abs(each - np.ravel(goal)) for each, goal in zip(shares, targets, strict=True)]
    return float(np.concatenate(gaps).max(initial=0.0))


def level_pairs(
    scheme: MarginScheme,
    matrix: Any,
    left: Floats,
    right: Floats,
    rows: Floats,
    columns: Floats,
) -> Floats:
    """Return the weights of pairs of levels, made regular: the Hessian of the dual.

    Parameters
    ----------
    scheme : MarginScheme
    matrix : ndarray or sparse array, shape (cells of the left block, of the right block)
        Sums of base weights.
    left, right : ndarray of float64
        Factors of the blocks' cells.
    rows, columns : ndarray of float64
        Final weights of the blocks' cells.

    Returns
    -------
    ndarray of float64, shape (levels of all margins, levels of all margins)
    """
    cut = scheme.left.parameters
    size = cut + scheme.right.parameters
    pairs = np.empty((size, size))
    pairs[:cut, :cut] = scheme.left.cross(rows)
    pairs[cut:, cut:] = scheme.right.cross(columns)
    pairs[:cut, cut:] = dense(
        scheme.left.scaled(left).T @ (matrix @ scheme.right.multiplier(right))
    )
    pairs[cut:, :cut] = pairs[:cut, cut:].T
    diagonal = pairs.ravel()[:: size + 1]
    diagonal[:] = np.where(diagonal > 0, diagonal * (1 + RIDGE), 1.0)
    return pairs


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """The weights of one pair of block factors, as far as the solvers need them."""

    left: Floats
    right: Floats
    rows: Floats  # weight of each cell of the left block
    columns: Floats  # and of the right block
    reached: Floats  # weight of each level
    mass: float
    gap: float
    steps: int


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    scheme: MarginScheme
    matrix: Any  # sums of base weights, left block by right block
    targets: Floats
    base: float
    before: Floats
    left: Floats  # factors to start from: shares of the base, 0 for cells left out
    right: Floats
    tolerance: float
    exact: float  # a gap below which nothing is gained

    @classmethod
    def of(
        cls, scheme: MarginScheme, sums: Floats, targets: Floats, tolerance: float
    ) -> "_Problem":
        matrix = scheme.cells.matrix(sums)
        base = sums.sum()
        left, right = np.full(scheme.left.cells, np.divide(1, base)), np.ones(scheme.right.cells)
        before = scheme.totals(matrix, left, right)
        exact = EXACT * targets.min(initial=1.0)
        if exact == 0:
            exact = EXACT * targets.min(initial=1.0, where=targets > 0)
            cut = scheme.left.parameters
            left *= scheme.left.allowed(targets[:cut])
            right *= scheme.right.allowed(targets[cut:])
        return cls(
            scheme, matrix, targets, float(base), before, left, right, tolerance, float(exact)
        )

    def enough(self, gap: float, hoped: float) -> bool:
        """Whether to stop: exact, or within the tolerance and steps bring less than was hoped."""
        return gap <= self.exact or (gap <= self.tolerance and gap > hoped)

    def weigh(self, left: Floats, right: Floats, steps: int) -> _Fit:
        """Weigh the levels with the blocks' factors."""
        rows = left * (self.matrix @ right)
        columns = right * (self.matrix.T @ left)
        reached = np.concatenate([self.scheme.left.totals(rows), self.scheme.right.totals(columns)])
        mass = rows.sum()
        gap = np.abs(reached / mass - self.targets).max(initial=0.0)
        return _Fit(left, right, rows, columns, reached, float(mass), float(gap), steps)

    def sweep(self, left: Floats, right: Floats, steps: int) -> tuple[_Fit, Floats]:
        """Fit every margin once, in turn; also the ratios by level."""
        cut = self.scheme.left.parameters
        left, of_left = self.scheme.left.fitted(left, self.matrix @ right, self.targets[:cut])
        right, of_right = self.scheme.right.fitted(right, self.matrix.T @ left, self.targets[cut:])
        return self.weigh(left, right, steps), np.concatenate([of_left, of_right])

    def at(self, parameters: Floats, steps: int) -> _Fit:
        """Weigh the levels with the logarithms of the levels' factors."""
        cut = self.scheme.left.parameters
        left = self.left * np.exp(self.scheme.left.exponents(parameters[:cut]))
        right = self.right * np.exp(self.scheme.right.exponents(parameters[cut:]))
        return self.weigh(left, right, steps)

    def hessian(self, fit: _Fit) -> Floats:
        """Weights of pairs of levels, made regular."""
        return level_pairs(self.scheme, self.matrix, fit.left, fit.right, fit.rows, fit.columns)


def _solved(problem: _Problem) -> tuple[_Fit, Solver]:
    """Try the solvers in turn until one keeps the tolerance; else return the smallest gap."""
    best, ratios = problem.sweep(problem.left, problem.right, 1)
    if best.gap > FAR:
        best, further = problem.sweep(best.left, best.right, 2)
        ratios = ratios * further
    start, found = best, SWEEPING
    if best.gap <= problem.exact or not np.isfinite(best.gap):
        return best, found
    few = len(problem.targets) <= NEWTON_FIRST
    for solver in (NEWTON, SWEEPING) if few else (SWEEPING, NEWTON):
        fit = _newton(problem, start, ratios) if solver == NEWTON else _swept(problem, start)
        if fit.gap <= SAME * best.gap:
            best, found = fit, solver
        if best.gap <= problem.tolerance:
            break
    return best, found


def _newton(problem: _Problem, start: _Fit, ratios: Floats) -> _Fit:
    """Minimise the dual; return the fit with the smallest gap that was met."""
    targets = problem.targets
    missed = (start.reached <= 0) & (targets > 0)
    if missed.any() or len(targets) > NEWTON_LEVELS:
        return start
    parameters = np.log(ratios)
    fit = best = start
    last_gain, shrunk = 0, 1.0
    for steps in range(1, NEWTON_STEPS + 1):
        # With the Hessian of the step before, the gap shrinks about as it did in that step.
        if steps == 1 or fit.gap * shrunk > SPARE * problem.exact:
            hessian = problem.hessian(fit)
        try:
            step = np.linalg.solve(hessian, fit.reached - targets)
        except np.linalg.LinAlgError:
            return best
        moved = _damped(problem, fit, parameters, step, steps)
        if moved is None:
            return best
        previous = fit.gap
        parameters, fit = moved
        shrunk = fit.gap / previous if previous else 1.0
        if fit.gap < 0.9 * best.gap:
            last_gain = steps
        if fit.gap < best.gap:
            best = fit
        if problem.enough(fit.gap, 0.1 * previous) or steps - last_gain > PATIENCE:
            return best
    return best


def _damped(
    problem: _Problem, fit: _Fit, parameters: Floats, step: Floats, steps: int
) -> tuple[Floats, _Fit] | None:
    """Shorten a step until the objective falls enough; None if it never does."""
    slope = float((fit.reached - problem.targets) @ step)
    objective = fit.mass - float(problem.targets @ parameters)
    noise = NOISE * (1 + abs(objective))
    length = 1.0
    while slope > -noise and length > SHORTEST_STEP:
        tried = parameters - length * step
        trial = problem.at(tried, steps)
        value = trial.mass - float(problem.targets @ tried)
        if value <= objective - ARMIJO * length * slope + noise:  # false for NaN, as it should be
            return tried, trial
        length /= 2
    return None


def _swept(problem: _Problem, start: _Fit) -> _Fit:
    """Fit one margin after the other, sweep after sweep; return the smallest gap that was met."""
    fit = best = start
    last_gain = 0
    for steps in range(2, SWEEPS + 1):
        previous = fit.gap
        fit, _ = problem.sweep(fit.left, fit.right, steps)
        if fit.gap < 0.99 * best.gap:
            last_gain = steps
        if fit.gap <= SAME * best.gap:
            best = fit
        if problem.enough(fit.gap, 0.8 * previous) or steps - last_gain > SWEEP_PATIENCE:
            return best
    return best
