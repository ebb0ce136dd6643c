"""One calibration: the respondents, their margins and numbers as arrays, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.weights.calibration_numbers import EXPANDED, SAME, NumberGoal, number_goals
from techno_kit.analysis.weights.calibration_options import Asked, shown_number
from techno_kit.analysis.weights.calibration_targets import whole_targets
from techno_kit.numerics.calibration import CalibrationSolution, calibrated
from techno_kit.numerics.calibration_bounds import needed_width
from techno_kit.numerics.calibration_distances import Distance
from techno_kit.numerics.calibration_problem import CalibrationProblem
from techno_kit.numerics.calibration_rows import Number
from techno_kit.numerics.cells import Array, blocks, spread
from techno_kit.numerics.schemes import MarginScheme, margin_scheme
from techno_kit.survey.calibrations import Term
from techno_kit.survey.collapse import CellTable, Floats, collapse_rows
from techno_kit.survey.sample import Sample
from techno_kit.survey.standing import times_of
from techno_kit.survey.targets.aligning import raise_unfit
from techno_kit.survey.targets.matching import BlankRule, MatchedTargets, matched_targets
from techno_kit.survey.targets.target_margins import CROSS, MEAN
from techno_kit.survey.targets.target_set import Targets
from techno_kit.survey.weights import Fit
from techno_kit.wording import plural, say

ON_BOUND = 1e-9  # relative distance that counts as on a bound


@dataclass(frozen=True, eq=False, slots=True)
class Calibrated:
    """What came of a calibration.

    Attributes
    ----------
    values : numpy.ndarray of float, shape (n,)
        The weights.
    solution : CalibrationSolution
        How nearly they meet the totals.
    fits : tuple of Fit
        What became of each margin and each number.
    at_low, at_high : int
        Respondents on the lower and on the upper bound.
    """

    values: Floats
    solution: CalibrationSolution
    fits: tuple[Fit, ...]
    at_low: int
    at_high: int


@dataclass(frozen=True, eq=False)
class CalibrationTask:
    """A calibration to be done, as arrays.

    Attributes
    ----------
    sample : Sample
        The respondents, under the weights to start from.
    asked : Asked
        Distance, bounds and tolerance.
    matched : MatchedTargets or None
        The margins over the levels of the questions; None without margins.
    numbers : tuple of NumberGoal
        The numbers and what they are to come to.
    weight : numpy.ndarray of float, shape (n,), or None
        The starting weights; None where everyone starts at 1.
    table : CellTable or None
        Sums of the starting weights over the cells of the margins' variables.
    total : float or None
        What the weights are to sum to; None where the sum is not held.
    left_out : numpy.ndarray of bool, shape (n,), or None
        Who got a weight of 0 for a blank.
    """

    sample: Sample
    asked: Asked
    matched: MatchedTargets | None
    numbers: tuple[NumberGoal, ...]
    weight: Floats | None
    table: CellTable | None
    total: float | None
    left_out: NDArray[np.bool_] | None = None

    @property
    def started(self) -> float:
        """What the starting weights sum to."""
        return float(self.sample.n if self.weight is None else self.weight.sum())

    @property
    def held(self) -> bool:
        """Whether the sum of the weights is held."""
        return self.total is not None

    @property
    def grown(self) -> float:
        """The sum of the final over that of the starting weights; 1 where it is not held."""
        return 1.0 if self.total is None else self.total / self.started

    @property
    def expanded(self) -> float:
        """What the starting weights are multiplied by before g is bounded; mostly 1.

        Starting weights that far below the totals were not made to expand to the population. R's
        `grake` multiplies by a mean of ratios that depends on which level comes first.
        """
        if self.asked.on_weight or not self.asked.bounded:
            return 1.0
        return self.grown if self.grown > EXPANDED * (1 + SAME) else 1.0

    @property
    def mean_g(self) -> float:
        """The mean of g under the starting weights, where their sum is held."""
        return self.grown / self.expanded

    @cached_property
    def distance(self) -> Distance:
        """The distance between weights made to sum to 1, with its bounds on their ratio.

        That ratio is g over its mean. The distances of weights whose sum is held differ by scale
        in nothing else: with a constant among the variables, c F(u) is F(u) within other bounds.
        Where all start alike, bounds on the weight are bounds on g.
        """
        asked = self.asked
        mean = self.grown if asked.on_weight else self.mean_g
        if asked.on_weight and self.weight is not None:
            return asked.curve
        return replace(asked.curve, low=asked.low / mean, high=asked.high / mean)

    @property
    def lowest(self) -> float:
        """The lowest g, or the lowest weight, that can be."""
        asked = self.asked
        return asked.low if asked.on_weight and np.isfinite(asked.low) else asked.curve.lowest

    @cached_property
    def problem(self) -> CalibrationProblem:
        """The calibration as the solver takes it."""
        scheme, key, sums, goals = self._layout
        asked = self.asked
        by_row = asked.on_weight and self.weight is not None
        low = asked.low / self.grown if by_row and np.isfinite(asked.low) else None
        high = asked.high / self.grown if by_row and np.isfinite(asked.high) else None
        rows = by_row or bool(self.numbers)
        return CalibrationProblem.of(
            scheme,
            sums,
            goals,
            key=key if rows else None,
            base=self.weight,
            times=times_of(self.sample),
            numbers=[Number(each.values, each.scaled(self.started)) for each in self.numbers],
            low=low,
            high=high,
            emptied=self.lowest == 0,
            held=self.held,
            tolerance=asked.tolerance,
        )

    @cached_property
    def _layout(self) -> tuple[MarginScheme, Array, Floats, Sequence[Floats]]:
        """The margins' layout, each respondent's cell, sums by cell, and shares to meet."""
        if self.matched is None or self.table is None:
            key = np.zeros(self.sample.n, np.uint8)
            return margin_scheme((1,), ((0,),)), key, np.array([self.started]), [np.ones(1)]
        table = self.table
        scheme = margin_scheme(table.shape, self.matched.axes, table.cells.levels, table.missing)
        return scheme, table.cells.key, table.raw("w"), self.matched.goals

    @property
    def problems(self) -> list[str]:
        """Why no weights can meet a target, whatever the others are."""
        found = [each for goal in self.numbers for each in goal.problems(self.weight, self.asked)]
        return [*self._sum_problems(), *self._level_problems(), *found, *self._mean_problems()]

    def _level_problems(self) -> list[str]:
        """Tell levels that have respondents and no target, or the other way round."""
        if self.matched is None:
            return []
        before = self.problem.scheme.parted(self.problem.start)
        problems = self.matched.level_problems(self.sample, before)
        if self.lowest <= 0:
            return problems
        low = shown_number(self.asked.low)
        known = zip(self.matched.targets.margins, self.matched.goals, before, strict=True)
        for margin, goal, shares in known:
            named, levels = set(margin.levels), self.matched.levels(margin)
            for level, target, share in zip(levels, goal, shares, strict=True):
                if share > 0 and target == 0 and level in named:
                    told = {"name": margin.name, "level": CROSS.join(level), "low": low}
                    problems.append(say("errors.calibrate.zero", **told))
        return problems

    def _sum_problems(self) -> list[str]:
        """Tell where the mean of g, which the sums of the weights fix, lies out of bounds."""
        asked = self.asked
        if asked.on_weight or not asked.bounded or self.total is None:
            return []
        off = -SAME if asked.distance == "logit" else SAME  # which never reaches its bounds
        if self.distance.low <= 1 + off and self.distance.high >= 1 - off:
            return []
        told = {
            "total": shown_number(self.total),
            "started": shown_number(self.started),
            "grown": shown_number(self.grown),
            "mean": shown_number(self.mean_g),
            "bounds": asked.bounds_told,
        }
        return [say("errors.calibrate.sums", **told)]

    def _mean_problems(self) -> list[str]:
        """Tell where the mean weight, which the sum of the weights fixes, lies out of bounds."""
        if not self.asked.on_weight or self.total is None:
            return []
        n, times = float(self.sample.n), times_of(self.sample)
        if self.weight is not None:
            there = self.weight > 0
            n = float(np.sum(there if times is None else times[there]))
        mean = self.total / n
        if self.asked.low <= mean <= self.asked.high:
            return []
        told = {"total": shown_number(self.total), "mean": shown_number(mean)}
        respondents = plural("units.respondents", round(n))
        return [say("errors.calibrate.mean", respondents=respondents, **told)]

    def solve(self) -> Calibrated:
        """Calibrate; the weights may miss totals, which `Calibrated.solution` knows."""
        solution = calibrated(self.problem, self.distance, total=self.total)
        if self.problem.rows.key is None:
            values = spread(self._layout[1], solution.factor, self.weight)
        else:
            values = solution.factor
            values *= 1.0 if self.weight is None else self.weight
        at_low, at_high = self._on_bounds(values)
        fits = () if self.matched is None else self.matched.fits(solution.before, solution.after)
        return Calibrated(
            values, solution, (*fits, *self._means(values, solution)), at_low, at_high
        )

    def _on_bounds(self, values: Floats) -> tuple[int, int]:
        """Count who is on a bound; those on the weight itself are made exact."""
        if not self.asked.bounded:
            return 0, 0
        counts, times = {self.asked.low: 0, self.asked.high: 0}, times_of(self.sample)
        for start, stop in blocks(len(values)):
            part = values[start:stop]
            base: Floats | float = 1.0 if self.weight is None else self.weight[start:stop]
            for bound in filter(np.isfinite, counts):
                own = 1.0 if times is None else times[start:stop]
                limit = bound * own if self.asked.on_weight else bound * self.expanded * base
                there = (np.abs(part - limit) <= ON_BOUND * np.abs(part)) & np.greater(base, 0)
                counts[bound] += int(np.count_nonzero(there))
                if self.asked.on_weight:
                    part[there] = np.broadcast_to(limit, part.shape)[there]
        return counts[self.asked.low], counts[self.asked.high]

    def _means(self, values: Floats, solution: CalibrationSolution) -> list[Fit]:
        whole = float(values.sum())
        return [
            Fit(
                questions=(),
                levels=((MEAN,),),
                before=np.array([each.mean(self.weight)]),
                after=np.array([mean]),
                target=np.array([each.value / (whole if each.is_total else 1.0)]),
                number=each.question,
            )
            for each, mean in zip(self.numbers, solution.means.tolist(), strict=True)
        ]

    def terms(self, fits: Sequence[Fit]) -> tuple[Term, ...]:
        """Return the calibration variables, for the errors of estimates."""
        margins = [Term(fit.questions, fit.levels) for fit in fits if fit.number is None]
        if not margins and self.held:
            margins = [Term((), ((),))]
        return (*margins, *(Term((), ((),), each.question) for each in self.numbers))

    @cached_property
    def needed_bounds(self) -> tuple[float, float] | None:
        """Bounds within which the totals can be met, both widened alike; None if none would do."""
        width = needed_width(self.problem, self.distance)
        if width is None:
            return None
        low = self.asked.low
        lowest = low / width if low > 0 else low * width if low < 0 else 0.0
        return lowest, self.asked.high * width


def task_of(sample: Sample, targets: Targets, missing: BlankRule, asked: Asked) -> CalibrationTask:
    """Lay a calibration out as arrays.

    Parameters
    ----------
    sample : Sample
        The respondents, under the weights to start from.
    targets : Targets
        Margins and numbers.
    missing : {"error", "own_level", "keep_share", "drop"}
        What a blank means.
    asked : Asked
        Distance, bounds and tolerance.

    Raises
    ------
    TargetsError
        With everything that does not fit.
    """
    whole = whole_targets(sample, targets)
    matched, problems = matched_targets(sample, whole, missing=missing)
    blank = np.zeros(sample.n, np.bool_)
    if missing == "drop" and matched is not None and any(matched.gaps):
        blank |= matched.blank(list(matched.answers))
    numbers, wrong = number_goals(sample, whole, drop=missing == "drop", blank=blank)
    raise_unfit(sample, targets, [*problems, *wrong])
    weight = sample.weight
    if blank.any():
        weight = np.where(blank, 0.0, 1.0 if weight is None else weight)
    if weight is not None and not weight.sum() > 0:
        raise_unfit(sample, targets, [say("errors.calibrate.nobody")])
    if missing == "keep_share" and matched is not None:
        matched = matched.with_blanks_kept(weight)
    table = None
    if matched is not None:
        columns = [(each.codes, each.size, each.has_missing) for each in matched.answers.values()]
        questions = [each.question for each in matched.answers.values()]
        table = collapse_rows(questions, columns, {"w": weight})
    started = float(sample.n if weight is None else weight.sum())
    total = whole.total if whole.unit == "count" else started
    task = CalibrationTask(
        sample,
        asked,
        matched,
        tuple(each.over(total) for each in numbers),
        weight,
        table,
        total,
        blank if blank.any() else None,
    )
    raise_unfit(sample, targets, task.problems)
    return task
