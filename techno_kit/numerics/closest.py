"""The closest weights to targets that no weights meet: penalised (ridge) raking.

Raking minimises ``log sum(d exp(x'u)) - t'u`` over one number ``u`` a level, and where no weights
exist the numbers run off to infinity. A penalty keeps them: with ``penalty / 2 |u|^2`` added, the
minimum is reached where every gap is ``-penalty u``. These are the weights that minimise

    divergence from the base weights  +  (sum of squared gaps) / (2 penalty),

so the gaps are spread in least squares and every respondent keeps a positive weight. Programmes
that make the sum of absolute gaps smallest would set whole cells to zero instead. A penalty near 0
would do all but the same, and the rule that chooses it stops before.

References
----------
Rao, J. N. K. and Singh, A. C. (1997). A ridge-shrinkage method for range-restricted weight
calibration in survey sampling. Proceedings of the ASA Section on Survey Research Methods, 57-65.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from techno_kit.numerics.cells import Array, Floats, Integers
from techno_kit.numerics.raking import max_gap
from techno_kit.numerics.schemes import Listing, MarginScheme, dense

PENALTIES = 10.0 ** -np.arange(-1.0, 8.01, 0.5)  # from a timid to a forceful fit
WORTH = 1.05  # times the smallest root of the sum of squared gaps: good enough
SANE = 10.0  # times the mean: a mean weight of a cell above which less gap is not worth it
GROWTH = 2.0  # times the largest under the base weights, where that is more
#: Times the growth of all weights: a factor of a cell below which less gap is not worth it. Ours: a
#: hundred such respondents together count as one, which is to throw them away by arithmetic.
KEPT = 0.01
SHRINKAGE = 0.5  # times the smallest that the target of a level asks by itself, where that is less
HALVINGS = 5  # of half a power of ten: the penalty at a bound is found to 4 %
STEPS = 60
EXACT = 1e-13  # of the gradient, in shares
DENSE_LEVELS = 3_000  # with more, the Hessian is not worth its memory
SHORTEST_STEP = 2.0**-30
ARMIJO = 1e-4
NOISE = 1e-15


@dataclass(frozen=True, slots=True, eq=False)
class ClosestSolution:
    """Weights that come near the margins, and how near.

    Attributes
    ----------
    factor : ndarray of float64, shape (cells,)
        Final over base weight of each cell; exactly 0 where a level has a target of 0.
    gap : float
        The largest absolute gap, in shares.
    penalty : float
        How much a unit of squared gap is worth less than divergence: smaller is closer.
    largest : float
        The largest mean weight of a cell, as a multiple of the mean weight.
    least : float
        The smallest factor of a cell whose levels all have a positive target, over the growth of
        all weights.
    before, after, gaps : tuple of ndarray of float64, one a margin, shape (levels,)
        Shares under the base weights, shares under the final weights, and after minus target.
    """

    factor: Floats
    gap: float
    penalty: float
    largest: float
    least: float
    before: tuple[Floats, ...]
    after: tuple[Floats, ...]
    gaps: tuple[Floats, ...]


def rake_closest(
    scheme: MarginScheme,
    sums: Floats,
    targets: Sequence[Array],
    *,
    people: Floats | None = None,
    total: float | None = None,
    penalty: float | None = None,
) -> ClosestSolution:
    """Rake as near to targets as is worth it, where they cannot all be met.

    Parameters
    ----------
    scheme : MarginScheme
        How cells and margins hang together.
    sums, targets, total
        As in `techno_kit.numerics.raking.rake_cells`.
    people : ndarray of float64, shape (cells,), optional
        Respondents of each cell, by which its mean weight is judged; `sums` when absent.
    penalty : float, optional
        The penalty; chosen by the rule below when absent.

    Returns
    -------
    ClosestSolution

    Notes
    -----
    The penalty trades gaps for the spread of the weights. The rule is this kit's own: from 10
    downwards in half powers of ten, take the first whose root of the sum of squared gaps is
    within 5 % of that of 1e-8, the smallest tried; but stop before a cell's mean weight exceeds 10
    times the mean weight of all (or twice the largest under the base weights, where that is more),
    and before a cell's factor falls below 1/100 of the growth of all weights (or half the smallest
    ratio of a level's target to its share under the base weights, where that is less). Where one
    of these bounds stops it, the penalty is halved in on it.

    Examples
    --------
    Level 0 of both variables is the same respondents, yet 50 % and 40 % are asked; a penalty near
    0 splits the difference:

    >>> from techno_kit.numerics.schemes import margin_scheme
    >>> scheme = margin_scheme((2, 2), ((0,), (1,)))
    >>> goals = [0.5, 0.5], [0.4, 0.6]
    >>> near = rake_closest(scheme, np.array([0.5, 0.0, 0.0, 0.5]), goals, penalty=1e-6)
    >>> near.after[0].round(3), near.gaps[1].round(3)
    (array([0.45, 0.55]), array([ 0.05, -0.05]))
    """
    problem = _Ridge.of(scheme, sums, scheme.joined(targets))
    people = np.asarray(sums if people is None else people, float)
    if penalty is None:
        state, penalty = _chosen(problem, people)
    else:
        steps = [each for each in PENALTIES if each > penalty]
        state = problem.path([*steps, penalty])[-1]
    factor = problem.factor(state, len(sums))
    factor *= 1 if total is None else total / problem.base
    after = scheme.parted(state.reached)
    goals = tuple(np.ravel(np.asarray(each, float)) for each in targets)
    ones = np.ones(scheme.left.cells), np.ones(scheme.right.cells)
    start = scheme.totals(scheme.cells.matrix(sums / problem.base), *ones)
    return ClosestSolution(
        factor=factor,
        gap=max_gap(after, goals),
        penalty=float(penalty),
        largest=problem.largest(state, people),
        least=problem.least(state),
        before=scheme.parted(start),
        after=after,
        gaps=tuple(share - goal for share, goal in zip(after, goals, strict=True)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """The weights of one set of parameters, scaled to a total of 1."""

    parameters: Floats
    weights: Floats  # of the occupied cells
    rows: Floats  # of the left block's cells
    columns: Floats  # of the right block's cells
    reached: Floats  # of the levels
    objective: float


@dataclass(frozen=True, slots=True, eq=False)
class _Ridge:
    """The occupied cells of a scheme.

    The numbers of the two blocks may be large and cancel, so exponents are added up by cell:
    factors by block, as in raking, would be beyond any number.
    """

    scheme: MarginScheme
    targets: Floats
    left: Integers  # each occupied cell's position in the left block
    right: Integers
    cells: Integers  # and among all cells
    start: Floats  # shares of the base weights; 0 for cells of a level with target 0
    base: float

    @classmethod
    def of(cls, scheme: MarginScheme, sums: Floats, targets: Floats) -> "_Ridge":
        base = float(sums.sum())
        if isinstance(scheme.cells, Listing):
            cells = np.flatnonzero(sums > 0)
            left, right = scheme.cells.left[cells], scheme.cells.right[cells]
        else:
            matrix = scheme.cells.matrix(sums)
            left, right = np.nonzero(matrix > 0)
            cells = scheme.cells.matrix(np.arange(sums.size, dtype=float))[left, right].astype(
                np.intp
            )
        cut = scheme.left.parameters
        allowed = scheme.left.allowed(targets[:cut])[left]
        allowed = allowed * scheme.right.allowed(targets[cut:])[right]
        if not allowed.any():  # nobody would be left: then no target of 0 is exact
            allowed = np.ones_like(allowed)
        return cls(scheme, targets, left, right, cells, allowed * sums[cells] / base, base)

    def at(self, parameters: Floats, penalty: float) -> _State:
        """Weigh the levels; the largest exponent is taken out, so that nothing overflows."""
        cut = self.scheme.left.parameters
        powers = self.scheme.left.exponents(parameters[:cut])[self.left]
        powers += self.scheme.right.exponents(parameters[cut:])[self.right]
        top = float(powers.max(initial=-inf, where=self.start > 0))
        weights = self.start * np.exp(np.minimum(powers - top, 0.0))
        mass = float(weights.sum())
        weights /= mass
        rows = np.bincount(self.left, weights, self.scheme.left.cells)
        columns = np.bincount(self.right, weights, self.scheme.right.cells)
        reached = np.concatenate([self.scheme.left.totals(rows), self.scheme.right.totals(columns)])
        size = penalty / 2 * float(parameters @ parameters)
        objective = float(np.log(mass)) + top - float(self.targets @ parameters) + size
        return _State(parameters, weights, rows, columns, reached, objective)

    def minimum(self, parameters: Floats, penalty: float) -> _State:
        """Minimise the penalised objective from some parameters, by Newton's method."""
        state = self.at(parameters, penalty)
        for _ in range(STEPS):
            slope = state.reached - self.targets + penalty * state.parameters
            if np.abs(slope).max(initial=0.0) <= EXACT:
                break
            moved = self._damped(state, slope, self._step(state, slope, penalty), penalty)
            if moved is None:
                break
            state = moved
        return state

    def path(self, penalties: Sequence[float]) -> list[_State]:
        """Minimise for one penalty after the other, each from the last one's weights."""
        states: list[_State] = []
        parameters = np.zeros(len(self.targets))
        for penalty in penalties:
            states.append(self.minimum(parameters, float(penalty)))
            parameters = states[-1].parameters
        return states

    def _slope(self, state: _State, penalty: float) -> float:
        slope = state.reached - self.targets + penalty * state.parameters
        return float(np.abs(slope).max(initial=0.0))

    def _damped(self, state: _State, slope: Floats, step: Floats, penalty: float) -> _State | None:
        """Shorten a step until the objective falls enough; None if it never does."""
        fall, length = float(slope @ step), 1.0
        noise = NOISE * (1 + abs(state.objective))
        if fall <= noise:  # the objective tells no more; the slope still may
            trial = self.at(state.parameters - step, penalty)
            return trial if self._slope(trial, penalty) < 0.5 * np.abs(slope).max() else None
        while length > SHORTEST_STEP:
            trial = self.at(state.parameters - length * step, penalty)
            if trial.objective <= state.objective - ARMIJO * length * fall + noise:
                return trial
            length /= 2
        return None

    def _step(self, state: _State, slope: Floats, penalty: float) -> Floats:
        if len(slope) > DENSE_LEVELS:
            return self._iterated(state, slope, penalty)
        left, right = self.scheme.left, self.scheme.right
        cut = left.parameters
        pairs = np.empty((len(slope), len(slope)))
        pairs[:cut, :cut] = left.cross(state.rows)
        pairs[cut:, cut:] = right.cross(state.columns)
        pairs[:cut, cut:] = dense(left.indicators.T @ (self._matrix(state) @ right.indicators))
        pairs[cut:, :cut] = pairs[:cut, cut:].T
        pairs -= np.outer(state.reached, state.reached)
        pairs.ravel()[:: len(pairs) + 1] += penalty
        return np.linalg.solve(pairs, slope)

    def _matrix(self, state: _State) -> Any:
        from scipy.sparse import csr_array

        shape = (self.scheme.left.cells, self.scheme.right.cells)
        return csr_array((state.weights, (self.left, self.right)), shape=shape)

    def _iterated(self, state: _State, slope: Floats, penalty: float) -> Floats:
        """Solve for the step without spelling the Hessian out."""
        from scipy.sparse.linalg import LinearOperator, cg

        left, right, cut = self.scheme.left, self.scheme.right, self.scheme.left.parameters
        matrix = self._matrix(state)

        def times(values: Floats) -> Floats:
            values = np.ravel(values)
            first, second = left.exponents(values[:cut]), right.exponents(values[cut:])
            rows = state.rows * first + matrix @ second
            columns = state.columns * second + matrix.T @ first
            mean = float(state.reached @ values)
            totals = np.concatenate([left.totals(rows), right.totals(columns)])
            return totals - state.reached * mean + penalty * values

        n = len(slope)
        step, _ = cg(LinearOperator((n, n), matvec=times), slope, rtol=1e-8, maxiter=n)
        return np.asarray(step)

    def factor(self, state: _State, count: int) -> Floats:
        """Return final over base weight by cell, the total kept; 0 where nobody is."""
        factor = np.zeros(count)
        positive = self.start > 0
        ratio = np.divide(state.weights, self.start, out=np.zeros_like(self.start), where=positive)
        factor[self.cells] = ratio
        return factor

    def largest(self, state: _State, people: Floats) -> float:
        """Return the largest mean weight of a cell over the mean weight of all."""
        here = people[self.cells]
        means = np.divide(state.weights, here, out=np.zeros_like(state.weights), where=here > 0)
        return float(means.max(initial=0.0) * here.sum())

    def least(self, state: _State) -> float:
        """Return the smallest factor of a cell, over the growth of all weights."""
        positive = self.start > 0
        return float((state.weights[positive] / self.start[positive]).min(initial=inf))

    def miss(self, state: _State) -> float:
        """Return the root of the sum of squared gaps."""
        return float(np.linalg.norm(state.reached - self.targets))


def _chosen(problem: _Ridge, people: Floats) -> tuple[_State, float]:
    """Walk down the penalties; return the first worth taking, or the last before a bound."""
    states = problem.path(PENALTIES.tolist())
    enough = WORTH * problem.miss(states[-1])
    bounds = _Bounds.of(problem, people)
    place = 0
    while problem.miss(states[place]) > enough:
        if not bounds.hold(states[place + 1]):
            return bounds.nearest(states[place], float(PENALTIES[place]))
        place += 1
    return states[place], float(PENALTIES[place])


@dataclass(frozen=True, slots=True, eq=False)
class _Bounds:
    """How far a smaller gap may drive the weights of cells."""

    problem: _Ridge
    people: Floats
    most: float  # mean weight of a cell, times the mean of all
    least: float  # factor of a cell, times the growth of all weights

    @classmethod
    def of(cls, problem: _Ridge, people: Floats) -> "_Bounds":
        start = problem.at(np.zeros(len(problem.targets)), 0.0)
        known = (problem.targets > 0) & (start.reached > 0)
        asked = float((problem.targets[known] / start.reached[known]).min(initial=inf))
        most = max(SANE, GROWTH * problem.largest(start, people))
        return cls(problem, people, most, min(KEPT, SHRINKAGE * asked))

    def hold(self, state: _State) -> bool:
        heaviest = self.problem.largest(state, self.people)
        return heaviest <= self.most and self.problem.least(state) >= self.least

    def nearest(self, state: _State, penalty: float) -> tuple[_State, float]:
        """Halve in on the smallest penalty that keeps to the bounds, from one that does."""
        factor = float(PENALTIES[1] / PENALTIES[0])
        for _ in range(HALVINGS):
            factor = factor**0.5
            trial = self.problem.minimum(state.parameters, penalty * factor)
            if self.hold(trial):
                state, penalty = trial, penalty * factor
        return state, penalty
