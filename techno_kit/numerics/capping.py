"""Raking under limits on the weight: cut, rake again, until margins and limits all hold.

The loop runs on cells (`techno_kit.numerics.clipping`); the rows as a whole are looked at once at
the start and once at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from techno_kit.numerics.bounds import MOVING, Bound, Rule, limit
from techno_kit.numerics.cells import Array, Floats, spread
from techno_kit.numerics.clipping import Clip, Watch
from techno_kit.numerics.raking import TOLERANCE, max_gap, rake_scheme
from techno_kit.numerics.schemes import MarginScheme, margin_scheme

EXCESS = 1e-12  # of the total: what the last cut may move; the bounds then hold to that precision
ROUNDS = 20_000
AT_BOUND = 1e-9  # relative distance that counts as at the bound
PATIENCE = 50  # rounds without a hundredth less to cut
MOVES = 200  # times that a limit measured by the final weights may move

_Rest = tuple[MarginScheme, Sequence[Array], float, float]  # margins, targets, tolerance, total


@dataclass(frozen=True, slots=True)
class Need:
    """A bound that one level's rows alone set, as a multiple of the mean weight.

    Attributes
    ----------
    multiple : float
    margin, level : int
        Which margin and which of its levels.
    """

    multiple: float
    margin: int
    level: int


@dataclass(frozen=True, slots=True, eq=False)
class CappedSolution:
    """Weights within bounds, and how nearly they meet the margins.

    Attributes
    ----------
    weights : ndarray of float64, shape (n,)
    converged : bool
        Whether every level of every margin lies within the tolerance and every weight within the
        bounds. If not, the weights are those of the last round, cut; the unbounded ones when no cut
        could help.
    gap : float
        The largest absolute gap of any level, in shares.
    rounds : int
        Cuts that were followed by another raking.
    low, high : float
        The bounds as weights: what they came to in the end; 0 and infinity where there is none.
    at_cap, at_floor : int
        Rows whose weight is the cap, or the floor.
    trimmed, raised : int
        Rows that were ever cut to the cap, or raised to the floor; later rounds may have taken some
        off it.
    needs, bears : Need
        A cap below the one, or a floor above the other, cannot hold for one level's rows alone.
        Between them a bound may still be impossible.
    before, after, gaps : tuple of ndarray of float64, one a margin, shape (levels,)
        Shares under the base weights, shares under the final weights, and after minus target.
    """

    weights: Floats
    converged: bool
    gap: float
    rounds: int
    low: float
    high: float
    at_cap: int
    at_floor: int
    trimmed: int
    raised: int
    needs: Need
    bears: Need
    before: tuple[Floats, ...]
    after: tuple[Floats, ...]
    gaps: tuple[Floats, ...]


def rake_capped(
    key: Array,
    sums: Floats,
    sizes: Sequence[int],
    margins: Sequence[Sequence[int]],
    targets: Sequence[Array],
    *,
    cap: Bound | None = None,
    floor: Bound | None = None,
    base: Floats | None = None,
    times: Floats | None = None,
    cells: Sequence[Array] | None = None,
    gaps: Sequence[bool] = (),
    tolerance: float = TOLERANCE,
    total: float | None = None,
) -> CappedSolution:
    """Rake with no weight above a cap or below a floor.

    Parameters
    ----------
    key : ndarray of unsigned int, shape (n,)
        Each row's cell.
    sums : ndarray of float64, shape (cells,)
        Sum of the base weights of each cell.
    sizes, margins, targets, cells, gaps, tolerance, total
        As in `techno_kit.numerics.raking.rake_cells`.
    cap, floor : Bound, optional
        The highest and the lowest weight allowed. The mean is that of the final weights above 0,
        so that rows at a level with target 0 do not count; a quantile that of the raked weights
        before any cut; median and interquartile range are those of the final weights. A base weight
        of 0 and a level with target 0 stay at 0 whatever the floor.
    base : ndarray of float64, shape (n,), optional
        Base weights; 1 when absent.
    times : ndarray of float64, shape (n,), optional
        How many rows each stands for, once when absent: bounds hold for the weight of one of them,
        and mean, median and quantiles count each so often. `base` and ``.weights`` are those of all
        of them together.

    Returns
    -------
    CappedSolution

    Notes
    -----
    Rake; then repeat: cut every weight to the bounds, rake the cut weights. The loop ends when
    the cut weights themselves meet the margins within the tolerance and the last cut moved less
    than 1e-12 of the total, so that the bounds hold exactly for the total that was asked and
    within 1e-12 for the mean that was reached.

    A limit measured by the median of the final weights starts from the raked ones. Where the loop
    ends with weights beyond what the limit has become, it is moved there and the loop goes on; so
    it is never beyond the bound, but may be nearer to the mean.

    The fixed point is the one that survey practice uses. It is not the weights nearest to the
    base weights under margins and bounds (a bounded calibration): a row cut early follows its
    cell's later factors and may end below the cap. Within a cell the order of the weights stays
    that of the base weights.

    What a level needs: its ``m`` rows with target share ``t`` must carry ``t`` of the total, hence
    ``floor <= t n / m <= cap``, in multiples of the mean.
    """
    scheme = margin_scheme(sizes, margins, cells, gaps)
    total = float(sums.sum()) if total is None else total
    first = rake_scheme(scheme, sums, targets, tolerance=tolerance, total=total)
    job = _Job.of(key, base, times, scheme, targets, tolerance, total)
    people = job.people(len(sums))
    people[first.factor == 0] = 0  # a level of target 0: who is there counts in no mean
    needs, bears = _needs(scheme, people, targets)
    mean = total / people.sum()
    bounds = _Bounds(floor, cap, mean, times)
    low, high = bounds.limits(job.spread(first.factor) if bounds.looking else np.empty(0))
    trim = _Trim(
        Clip(first.factor),
        Watch.nobody(sums),
        sums * first.factor,
        first.after,
        rounds=0,
        converged=False,
    )
    possible = needs.multiple * mean * (1 - EXCESS) <= high and low < high
    if first.converged and possible and low <= bears.multiple * mean * (1 + EXCESS):
        trim, low, high = job.settled(trim, bounds, low, high)
    weights, (cut, raised) = job.weights(trim), trim.watch.rows
    at_cap = weights >= high * (1 - AT_BOUND)
    at_floor = (weights > 0) & (weights <= low * (1 + AT_BOUND))
    return CappedSolution(
        weights=weights if times is None else weights * times,
        converged=trim.converged,
        gap=float(max_gap(trim.shares, targets)),
        rounds=trim.rounds,
        low=low,
        high=high,
        at_cap=int(at_cap.sum()) if len(cut) else 0,
        at_floor=int(at_floor.sum()) if len(raised) else 0,
        trimmed=len(cut),
        raised=len(raised),
        needs=needs,
        bears=bears,
        before=first.before,
        after=trim.shares,
        gaps=tuple(
            share - np.ravel(goal) for share, goal in zip(trim.shares, targets, strict=True)
        ),
    )


def _needs(scheme: MarginScheme, people: Floats, targets: Sequence[Array]) -> tuple[Need, Need]:
    """Find the largest cap and the smallest floor that one level's rows ask for."""
    counts = scheme.totals(
        scheme.cells.matrix(people), np.ones(scheme.left.cells), np.ones(scheme.right.cells)
    )
    asked = scheme.joined(targets) * people.sum()
    # A level without rows can carry nothing: no cap is large enough unless nothing is asked.
    need = np.where(asked > 0, np.inf, 0.0)
    np.divide(asked, counts, out=need, where=(asked > 0) & (counts > 0))
    needs, bears = scheme.parted(need), scheme.parted(np.where(asked > 0, need, np.inf))
    most = int(np.argmax([each.max() for each in needs]))
    least = int(np.argmin([each.min() for each in bears]))
    level, other = int(np.argmax(needs[most])), int(np.argmin(bears[least]))
    return Need(float(needs[most][level]), most, level), Need(
        float(bears[least][other]), least, other
    )


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Floor and cap, and the weights that they come to."""

    floor: Bound | None
    cap: Bound | None
    mean: float  # of the final weights
    times: Floats | None = None

    @property
    def looking(self) -> bool:
        """Whether a limit is measured by the raked weights."""
        return bool(self._rules - {"mean", "absolute"})

    @property
    def moving(self) -> bool:
        """Whether a limit is measured by the final weights."""
        return not self._rules.isdisjoint(MOVING)

    def limits(self, raked: Floats) -> tuple[float, float]:
        """Return the limits to begin with."""
        return self._low(raked), self._high(raked)

    def moved(self, low: float, high: float, final: Floats) -> tuple[float, float]:
        """Move limits to where the weights that they led to put them, never outwards."""
        if self.floor is not None and self.floor.rule in MOVING:
            low = max(low, self._low(final) * (1 - EXCESS))
        if self.cap is not None and self.cap.rule in MOVING:
            high = min(high, self._high(final) * (1 + EXCESS))
        return low, high

    @property
    def _rules(self) -> set[Rule]:
        return {each.rule for each in (self.floor, self.cap) if each is not None}

    def _low(self, weights: Floats) -> float:
        if self.floor is None:
            return 0.0
        if self.floor.rule == "mean":
            return self.floor.value * self.mean
        return limit(self.floor, weights, lower=True, times=self.times)

    def _high(self, weights: Floats) -> float:
        if self.cap is None:
            return float("inf")
        if self.cap.rule == "mean":
            return self.cap.value * self.mean
        return limit(self.cap, weights, times=self.times)


@dataclass(frozen=True, slots=True, eq=False)
class _Trim:
    """Weights within limits: who was cut, and what cells and margins sum to."""

    clip: Clip
    watch: Watch
    sums: Floats
    shares: tuple[Floats, ...]
    rounds: int
    converged: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """The rows and margins of one raking under limits."""

    key: Array
    base: Floats | None  # of one of those that a row stands for
    times: Floats | None
    values: Floats  # base, spelled out
    scheme: MarginScheme
    targets: Sequence[Array]
    tolerance: float
    total: float

    @classmethod
    def of(cls, key: Array, base: Floats | None, times: Floats | None, *rest: *_Rest) -> "_Job":
        """Take the base weights of all that a row stands for apart."""
        if times is not None:
            whole = np.ones(len(key)) if base is None else base
            base = np.divide(whole, times, out=np.zeros(len(key)), where=times > 0)
        values = np.broadcast_to(1.0, len(key)) if base is None else base
        return cls(key, base, times, values, *rest)

    def people(self, cells: int) -> Floats:
        """Return by cell how many have a base weight above 0."""
        there = self.values > 0
        return np.bincount(self.key, there if self.times is None else there * self.times, cells)

    def spread(self, factor: Floats) -> Floats:
        """Return the weight of every row at a factor of its cell."""
        return spread(self.key, factor, self.base)

    def weights(self, trim: _Trim) -> Floats:
        """Return the weight of every row, of one of those that it stands for."""
        return trim.watch.weights(self.key, self.base, trim.clip)

    def settled(
        self, trim: _Trim, bounds: _Bounds, low: float, high: float
    ) -> tuple[_Trim, float, float]:
        """Cut and rake until the limits stand where the final weights put them."""
        for _ in range(MOVES):
            trim = self.trimmed(trim, low, high)
            if not trim.converged:
                break
            moved = bounds.moved(low, high, self.weights(trim)) if bounds.moving else (low, high)
            if moved == (low, high):
                return trim, low, high
            if moved[0] >= moved[1]:
                break
            low, high = moved
        return replace(trim, converged=False), low, high

    def trimmed(self, trim: _Trim, low: float, high: float) -> _Trim:
        """Cut and rake until margins and two limits hold."""
        clip, raked, start = trim.clip.within(low, high), trim.sums, trim.rounds
        watch = trim.watch.after(self.key, self.values, clip, self.times)
        least, last_gain = np.inf, start
        for rounds in range(start, ROUNDS + 1):
            sums = watch.sums(clip)
            solution = rake_scheme(
                self.scheme, sums, self.targets, tolerance=self.tolerance, total=self.total
            )
            moved = np.abs(raked - sums).sum() / self.total
            held = moved <= EXCESS and max_gap(solution.before, self.targets) <= self.tolerance
            if moved < 0.99 * least:
                least, last_gain = moved, rounds
            if held or not solution.converged or rounds - last_gain > PATIENCE or rounds == ROUNDS:
                break
            clip = clip.times(solution.factor).within(low, high)
            raked = sums * solution.factor
            watch = watch.after(self.key, self.values, clip, self.times)
        return _Trim(clip, watch, sums, solution.before, rounds, bool(held))
