"""What a calibration did, and why it could not be done, in sentences."""

from collections.abc import Iterator
from math import ceil, floor, inf, isfinite, log10

import numpy as np

from techno_kit.analysis.weights.calibration_numbers import EXPANDED
from techno_kit.analysis.weights.calibration_options import FIGURES, range_told, shown_number
from techno_kit.analysis.weights.calibration_tasks import Calibrated, CalibrationTask
from techno_kit.analysis.weights.raking import Bounds, Task
from techno_kit.analysis.weights.starting import Start
from techno_kit.survey.targets.markets import Market
from techno_kit.survey.targets.matching import BlankRule, gap_points
from techno_kit.survey.targets.target_set import CROSS, Targets
from techno_kit.wording import count, join, percent, plural, say

WORST = 6  # gaps that a message shows
SMALL = 0.1  # part of the largest gap below which one is left out of a message
HINT_FIGURES = 3  # significant ones, rounded outwards
MOST_FIGURES = 16  # more than a number has


def steps_told(
    begun: Start, targets: Targets, task: CalibrationTask, made: Calibrated, missing: BlankRule
) -> Iterator[str]:
    """Tell what a calibration did."""
    asked = task.asked
    caption = targets.caption
    yield say(
        "calibrating.step",
        variables=join(fit.title for fit in made.fits),
        source=say("weights.source", source=caption) if caption else "",
        start=begun.told,
        distance=say(f"calibrating.distance.{asked.distance}"),
        bounds=_bounds_told(task),
        scale=_scale_told(task, made),
        met=join(_met_told(task)),
    )
    if task.asked.bounded and asked.distance != "logit":
        low, high = (plural("units.weights", n) for n in (made.at_low, made.at_high))
        yield say("calibrating.at_bounds", low=low, high=high)
    below = int(np.count_nonzero(made.values < 0))
    if below:
        yield plural("calibrating.negative", below)
    yield from _blanks_told(task, missing)


def _bounds_told(task: CalibrationTask) -> str:
    """Word the bounds, and what g is where the sum of the weights changes."""
    asked = task.asked
    if not asked.bounded or asked.on_weight or not task.held:
        return asked.told
    if task.expanded != 1:
        expanded, most = shown_number(task.expanded), count(EXPANDED)
        return asked.told + say("calibrating.expanded", expanded=expanded, most=most)
    mean = shown_number(task.mean_g)
    return asked.told + (say("calibrating.mean_g", mean=mean) if mean != shown_number(1) else "")


def _scale_told(task: CalibrationTask, made: Calibrated) -> str:
    if task.total is None:
        return say("calibrating.not_held", total=shown_number(float(made.values.sum())))
    key = "keep" if task.total == task.started else "total"
    return say(f"calibrating.{key}", total=count(task.total))


def _met_told(task: CalibrationTask) -> Iterator[str]:
    tolerance = f"{task.asked.tolerance:g}"
    if task.matched is not None:
        yield say("calibrating.met_levels", tolerance=tolerance)
    for each in task.numbers:
        key = "met_total" if each.is_total else "met_mean"
        value = shown_number(each.value)
        yield say(f"calibrating.{key}", name=each.question.title, value=value)


def _blanks_told(task: CalibrationTask, missing: BlankRule) -> Iterator[str]:
    """Tell how many are blank on a variable, and what became of them."""
    blank = task.left_out
    if blank is None and task.matched is not None and any(task.matched.gaps):
        blank = task.matched.blank(list(task.matched.answers))
    n = 0 if blank is None else int(np.count_nonzero(blank))
    if n and missing != "error":
        yield say(f"weights.blanks.{missing}", respondents=plural("units.respondents", n))


def why_missed(task: CalibrationTask, made: Calibrated) -> str:
    """Word why no weights meet the totals: how far the closest are, and which bounds would do."""
    asked = task.asked
    told = {"gaps": join(_gaps(task, made)), "bounds": _bounds_told(task)}
    found = task.needed_bounds if asked.bounded else None
    if found is not None:
        low = rounded_out(found[0], down=True) if isfinite(asked.low) else -inf
        high = rounded_out(found[1], down=False) if isfinite(asked.high) else inf
        return say("errors.calibrate.needs", needed=range_told(low, high), **told)
    reasons = _reasons(task)
    if reasons:
        return say("errors.calibrate.margins", reasons=say("infeasible.and").join(reasons))
    key = "no_weights" if asked.distance == "raking" else "contradict"
    return say(f"errors.calibrate.{'no_bounds_do' if asked.bounded else key}", **told)


def _reasons(task: CalibrationTask) -> tuple[str, ...]:
    """Tell which levels are to blame, as raking does, where no weights of 0 or more would do."""
    matched, table, asked = task.matched, task.table, task.asked
    if matched is None or table is None or task.total is None:
        return ()
    if task.numbers or not asked.kept_above:
        return ()
    market = Market("", None, matched.targets, total=task.total)
    own, total = float(table.raw("w").sum()), task.total
    raking = Task(task.sample, market, matched, table, task.weight, own, total, asked.tolerance)
    return raking.explained(Bounds(None, None)).reasons


def _gaps(task: CalibrationTask, made: Calibrated) -> list[str]:
    """Word the largest gaps: of levels in points, of numbers in their own units."""
    found: list[tuple[float, str]] = []
    solution = made.solution
    if task.matched is not None:
        margins = zip(task.matched.targets.margins, solution.gaps, solution.after, strict=True)
        for margin, gaps, shares in margins:
            for level, gap, share in zip(task.matched.levels(margin), gaps, shares, strict=True):
                after, points = percent(float(share), 1), gap_points(float(gap))
                name = {"name": margin.name, "level": CROSS.join(level)}
                told = say("errors.calibrate.gap", after=after, gap=points, **name)
                found.append((abs(float(gap)), told))
    numbers = zip(task.numbers, solution.misses, _reached(task, made), strict=True)
    for goal, miss, reached in numbers:
        key = "gap_total" if goal.is_total and not task.held else "gap_mean"
        after, target = told_apart(reached, goal.target)
        values = {"name": goal.question.name, "after": after, "target": target}
        found.append((abs(float(miss)), say(f"errors.calibrate.{key}", **values)))
    found.sort(key=lambda each: -each[0])
    least = max(task.asked.tolerance, SMALL * found[0][0])
    return [told for gap, told in found[:WORST] if not gap <= least]


def _reached(task: CalibrationTask, made: Calibrated) -> list[float]:
    """Return the means of the numbers, or their totals where the sum of the weights is free."""
    means: list[float] = made.solution.means.tolist()
    whole = 1.0 if task.held else float(made.values.sum())
    return [each * whole for each in means]


def told_apart(value: float, other: float) -> tuple[str, str]:
    """Write two numbers with so many figures that they differ.

    Examples
    --------
    >>> told_apart(36000.2, 36000), told_apart(2.04, 2.2)
    (('36,000.2', '36,000'), ('2.04', '2.2'))
    """
    for figures in range(FIGURES, MOST_FIGURES):
        texts = shown_number(value, figures), shown_number(other, figures)
        if texts[0] != texts[1]:
            return texts
    return shown_number(value), shown_number(other)


def rounded_out(value: float, *, down: bool) -> float:
    """Round a bound away from 1 to three figures.

    Examples
    --------
    >>> rounded_out(0.42371, down=True), rounded_out(2.3111, down=False)
    (0.423, 2.32)
    """
    if value == 0 or not isfinite(value):
        return value
    unit = 10.0 ** (HINT_FIGURES - 1 - floor(log10(abs(value))))
    return (floor if down else ceil)(value * unit) / unit
