"""One raking: the respondents of one market, their cells, their margins, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from techno_kit.numerics.bounds import Bound
from techno_kit.numerics.capping import CappedSolution, rake_capped
from techno_kit.numerics.cells import Integers, spread
from techno_kit.numerics.raking import RakeSolution, rake_scheme
from techno_kit.numerics.schemes import MarginScheme, margin_levels, margin_scheme
from techno_kit.survey.collapse import CellTable, Floats, collapse_rows
from techno_kit.survey.encoding import text_of
from techno_kit.survey.sample import Sample
from techno_kit.survey.standing import times_of
from techno_kit.survey.targets.markets import Market
from techno_kit.survey.targets.matching import BlankRule, Bools, MatchedTargets, matched_targets
from techno_kit.wording import plural, say

if TYPE_CHECKING:
    from techno_kit.numerics.closest import ClosestSolution
    from techno_kit.survey.targets.infeasibility import Infeasibility

HALVINGS = 7  # of the way back: to a hundredth of it


class Bounds(NamedTuple):
    """The highest and the lowest weight that were asked."""

    cap: Bound | None
    floor: Bound | None

    def __bool__(self) -> bool:
        return self.cap is not None or self.floor is not None


@dataclass(frozen=True, eq=False, slots=True)
class Raked:
    """What came of a raking.

    Attributes
    ----------
    weights : numpy.ndarray of float, shape (rows,)
        Of the market's respondents.
    before, after : tuple of numpy.ndarray of float
        Shares by level of each margin, before and after.
    capped : CappedSolution or None
        What the bounds did, where there are any.
    closest : bool
        Whether the targets cannot be met and these are the weights that come close.
    """

    weights: Floats
    before: tuple[Floats, ...]
    after: tuple[Floats, ...]
    capped: CappedSolution | None = None
    closest: bool = False

    @property
    def highest(self) -> float:
        """The cap, as a multiple of the mean weight."""
        return (self.capped.high if self.capped else float("inf")) / self._mean

    @property
    def lowest(self) -> float:
        """The floor, as a multiple of the mean weight."""
        return (self.capped.low if self.capped else 0.0) / self._mean

    @property
    def _mean(self) -> float:
        return float(self.weights.sum()) / (int(np.count_nonzero(self.weights)) or 1)


@dataclass(frozen=True, eq=False)
class Task:
    """A raking to be done, as arrays.

    Attributes
    ----------
    sample : Sample
        All respondents, under the weights to start from.
    market : Market
        Whom it is about; its targets.
    matched : MatchedTargets
        The targets over the levels of the questions; blanks have their share.
    table : CellTable
        Sums of the starting weights over the cells.
    weight : numpy.ndarray of float, shape (rows,), or None
        The starting weights; None where everyone starts at 1.
    started : float
        What the starting weights of all the market's respondents sum to, also of those left out.
    total : float
        What the weights are to sum to.
    tolerance : float
        Largest gap (share).
    """

    sample: Sample
    market: Market
    matched: MatchedTargets
    table: CellTable
    weight: Floats | None
    started: float
    total: float
    tolerance: float

    @property
    def own(self) -> float:
        """What the market's starting weights sum to."""
        return float(self.table.raw("w").sum())

    @property
    def problems(self) -> list[str]:
        """Levels that have respondents and no target, or the other way round."""
        if self.own == 0:
            n = plural("units.respondents", len(self.table.cells.key))
            key = "weightless" if self.started == 0 else "all_blank"
            return [say(f"errors.rake.{key}", respondents=n)]
        return self.matched.level_problems(self.sample, self.plain.before)

    def solve(self, bounds: Bounds) -> Raked:
        """Rake, within bounds if there are any; `Raked` may miss margins or bounds."""
        plain = self.plain
        if self.total == 0:  # a market that its targets leave out
            return Raked(np.zeros(len(self.table.cells.key)), plain.before, plain.before)
        if not plain.converged or not bounds:
            return Raked(self._spread(plain.factor), plain.before, plain.after)
        capped = self._capped(bounds, self.matched.goals)
        return Raked(capped.weights, capped.before, capped.after, capped)

    def _capped(self, bounds: Bounds, goals: Sequence[Floats]) -> CappedSolution:
        return rake_capped(
            self.table.cells.key,
            self.table.raw("w"),
            self.table.shape,
            self.matched.axes,
            goals,
            cap=bounds.cap,
            floor=bounds.floor,
            base=self.weight,
            times=self._times,
            cells=self.table.cells.levels,
            gaps=self.table.missing,
            tolerance=self.tolerance,
            total=self.total,
        )

    @property
    def met(self) -> bool:
        """Whether weights without bounds meet every margin."""
        return self.plain.converged or self.total == 0

    def bound_problem(self, bounds: Bounds) -> str:
        """Tell what is wrong with bounds given as weights; "" if nothing is."""
        if not any(each and each.rule == "absolute" for each in bounds) or self.total == 0:
            return ""
        mean = self.total / float(self._people[self._levels[0]].sum())
        units = {"absolute": 1.0, "mean": mean}
        cap, floor = (
            each.value * units[each.rule] if each and each.rule in units else None
            for each in bounds
        )
        told = {"mean": text_of(round(mean, 4))}
        if cap is not None and cap < mean:
            return say("errors.rake.cap_below", cap=text_of(round(cap, 4)), **told)
        if floor is not None and floor > mean:
            return say("errors.rake.floor_above", floor=text_of(round(floor, 4)), **told)
        return ""

    def solve_closest(self, bounds: Bounds) -> Raked:
        """Return the weights that come close to targets that no weights (within bounds) meet."""
        from techno_kit.numerics.closest import rake_closest
        from techno_kit.survey.targets.infeasibility import shares_within

        near = rake_closest(
            self.scheme,
            self.table.raw("w"),
            self.matched.goals,
            people=self._people,
            total=self.total,
        )
        if not bounds:
            return Raked(self._spread(near.factor), near.before, near.after, closest=True)
        capped = self._capped(bounds, near.after)
        if not capped.converged:
            filled, levels = self._levels
            goals = shares_within(
                self.matched,
                levels,
                self.table.raw("w")[filled],
                self._people[filled],
                cap=bounds.cap,
                floor=bounds.floor,
                total=self.total,
            )
            capped = self._capped(bounds, goals)
        if not capped.converged:
            capped = self._retreated(bounds, near)
        return Raked(capped.weights, near.before, capped.after, capped, closest=True)

    def _retreated(self, bounds: Bounds, near: "ClosestSolution") -> CappedSolution:
        """Step back towards the shares before weighting until the bounds hold.

        For bounds that move with the weights, which no programme can judge beforehand.
        """
        low, high = 0.0, 1.0  # how far back: too little, enough
        best = self._towards(bounds, near, high)
        for _ in range(HALVINGS if best.converged else 0):
            middle = (low + high) / 2
            tried = self._towards(bounds, near, middle)
            low, high = (low, middle) if tried.converged else (middle, high)
            best = tried if tried.converged else best
        return best

    def _towards(self, bounds: Bounds, near: "ClosestSolution", part: float) -> CappedSolution:
        pairs = zip(near.after, near.before, strict=True)
        return self._capped(bounds, [(1 - part) * after + part * before for after, before in pairs])

    def explained(self, bounds: Bounds, *, mapping: bool = False) -> "Infeasibility":
        """Explain why no weights meet the margins (and the bounds).

        `mapping` tells that the targets came as one of a mapping of level to targets.
        """
        from techno_kit.survey.targets.infeasibility import explain_infeasible

        filled, levels = self._levels
        return explain_infeasible(
            self.matched,
            levels,
            self.table.raw("w")[filled],
            self._people[filled],
            cap=bounds.cap,
            floor=bounds.floor,
            total=self.total,
            mapping=mapping,
        )

    @cached_property
    def _levels(self) -> tuple[Integers, list[Integers]]:
        """The cells that can hold weight, and their level in each margin.

        Those with a level of target 0 cannot; who is there counts in no mean weight.
        """
        filled = np.flatnonzero(self.table.raw("w") > 0)
        gaps, shape = self.table.missing, self.table.shape
        known = self.table.cells.levels
        codes = np.unravel_index(filled, shape) if known is None else [c[filled] for c in known]
        levels = [
            margin_levels(
                [codes[axis] for axis in axes],
                [shape[axis] - gaps[axis] for axis in axes],
                [gaps[axis] for axis in axes],
            )[0]
            for axes in self.matched.axes
        ]
        pairs = zip(self.matched.goals, levels, strict=True)
        free = np.all([goal[level] > 0 for goal, level in pairs], axis=0)
        return filled[free], [level[free] for level in levels]

    @cached_property
    def _people(self) -> Floats:
        """Respondents with a positive weight by cell."""
        positive = None if self.weight is None else self.weight > 0
        times, cells = self._times, len(self.table.raw("w"))
        counted = positive if times is None or positive is None else positive * times
        return np.bincount(self.table.cells.key, counted, cells).astype(np.float64)

    @property
    def _times(self) -> Floats | None:
        """How many each of the market's respondents stands for."""
        times, rows = times_of(self.sample), self.market.rows
        return times if times is None or rows is None else times[rows]

    @cached_property
    def scheme(self) -> MarginScheme:
        """How cells and margins hang together."""
        return margin_scheme(
            self.table.shape, self.matched.axes, self.table.cells.levels, self.table.missing
        )

    @cached_property
    def plain(self) -> RakeSolution:
        """The raking without bounds."""
        return rake_scheme(
            self.scheme,
            self.table.raw("w"),
            self.matched.goals,
            tolerance=self.tolerance,
            total=self.total,
        )

    def _spread(self, factor: Floats) -> Floats:
        return spread(self.table.cells.key, factor, self.weight)


def task_of(
    sample: Sample,
    market: Market,
    missing: BlankRule,
    *,
    whole: tuple[float, float],
    tolerance: float,
) -> tuple[Task | None, list[str]]:
    """Lay one market's raking out as arrays; return it, or what does not fit.

    Parameters
    ----------
    sample : Sample
        All respondents, under the weights to start from.
    market : Market
        Whom it is about.
    missing : {"error", "own_level", "keep_share", "drop"}
        What a blank means.
    whole : tuple of float
        What all starting weights sum to, and what all weights are to sum to; of several markets.
    tolerance : float
        Largest gap (share).
    """
    matched, problems = matched_targets(sample, market.targets, missing=missing, rows=market.rows)
    if matched is None or problems:
        return None, problems
    weight, rows = sample.weight, market.rows
    before = None
    if missing == "drop" and any(matched.gaps):
        before = _sum(weight, rows, sample.n)
        kept = ~matched.blank(list(matched.answers))
        weight = kept.astype(np.float64) if weight is None else weight * kept
    elif missing == "keep_share":
        matched = matched.with_blanks_kept(weight)
    if rows is not None and weight is not None:
        weight = weight[rows]
    columns = [
        (each.codes if rows is None else each.codes[rows], each.size, each.has_missing)
        for each in matched.answers.values()
    ]
    questions = [each.question for each in matched.answers.values()]
    table = collapse_rows(questions, columns, {"w": weight})
    total, own = market.total, float(table.raw("w").sum())
    if total is None and rows is None:
        total = own
    elif total is None:
        started, wanted = whole
        total = wanted / started * own if market.share is None else wanted * market.share
    return Task(
        sample, market, matched, table, weight, own if before is None else before, total, tolerance
    ), []


def _sum(weight: Floats | None, rows: Bools | None, n: int) -> float:
    """Add the weights of some rows; everyone weighs 1 where there are none."""
    if weight is None:
        return float(n if rows is None else np.count_nonzero(rows))
    return float(weight.sum() if rows is None else weight[rows].sum())
