"""Numbers as calibration variables: their values, what they are to come to, what does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.weights.calibration_options import Asked, shown_number
from techno_kit.errors import QuestionError
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.target_margins import NumberTarget
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import count, plural, say

EXPANDED = 20.0  # times: totals that far from the starting weights' ask for weights that expand
SAME = 1e-12  # relative; a mean is a sum over a sum


@dataclass(frozen=True, eq=False, slots=True)
class NumberGoal:
    """A number and its known mean or total.

    Attributes
    ----------
    question : Question
        Whose values these are.
    values : numpy.ndarray of float, shape (n,)
        NaN for who is blank.
    value : float
        Its mean, or its total where the targets are counts.
    total : float or None
        What the weights are to sum to, where `value` is a total; None where the sum is not held.
    is_total : bool
        Whether `value` is a total.
    """

    question: Question
    values: Floats
    value: float
    is_total: bool
    total: float | None = None

    def over(self, total: float | None) -> "NumberGoal":
        """Return the goal for weights that sum to a total, or whose sum is not held."""
        return replace(self, total=total)

    @property
    def target(self) -> float:
        """The mean to meet; where the sum is not held, the total."""
        return self.value / self.total if self.is_total and self.total else self.value

    def scaled(self, started: float) -> float:
        """Return what is to be met per unit of weight, given the sum of the starting weights."""
        return self.value / started if self.is_total and self.total is None else self.target

    def sum(self, weight: Floats | None) -> float:
        """Return the sum of the values under some weights; who weighs 0 may be blank."""
        if weight is None:
            return float(self.values.sum())
        return float(np.sum(self.values * weight, where=weight > 0))

    def mean(self, weight: Floats | None) -> float:
        """Return the mean under some weights."""
        return self.sum(weight) / float(len(self.values) if weight is None else weight.sum())

    def problems(self, weight: Floats | None, asked: Asked) -> Iterator[str]:
        """Tell why no weights can meet the target, whatever the other totals are."""
        name = self.question.name
        if self.total is None:
            return
        values = self.values if weight is None else self.values[weight > 0]
        low, high, target = float(values.min()), float(values.max()), self.target
        near = SAME * max(abs(low), abs(high))
        told = {"name": name, "target": shown_number(target)}
        if low == high:
            if abs(target - low) > near:
                yield say("errors.calibrate.constant", value=shown_number(low), **told)
        elif asked.kept_above and not low - near <= target <= high + near:
            limits = {"low": shown_number(low), "high": shown_number(high)}
            yield say("errors.calibrate.range", **limits, **told)


def number_goals(
    sample: Sample, targets: Targets, *, drop: bool, blank: NDArray[np.bool_]
) -> tuple[list[NumberGoal], list[str]]:
    """Return the numbers of targets beside a sample, and everything that does not fit.

    Parameters
    ----------
    sample : Sample
        The respondents, under the weights to start from.
    targets : Targets
        With the numbers.
    drop : bool
        Whether who is blank gets a weight of 0.
    blank : numpy.ndarray of bool, shape (n,)
        Who is blank on a margin; with `drop` who is blank on a number is added.
    """
    goals: list[NumberGoal] = []
    problems: list[str] = []
    for number in targets.numbers:
        goal, wrong = _goal(sample, number)
        problems += wrong
        if goal is None:
            continue
        if drop:
            blank |= np.isnan(goal.values)
        goals.append(goal)
    for goal in goals:
        name, weight = goal.question.name, sample.weight
        counted = ~blank if weight is None else ~blank & (weight > 0)
        for key, found in (("blank", np.isnan(goal.values)), ("infinite", np.isinf(goal.values))):
            n = int(np.count_nonzero(found & counted))
            if n:
                people = plural("units.respondents", n)
                problems.append(say(f"errors.calibrate.{key}", name=name, respondents=people))
    if not problems and goals and targets.total is None and goals[0].is_total:
        problems += _unexpanded(goals, sample, blank)
    return goals, problems


def _goal(sample: Sample, number: NumberTarget) -> tuple[NumberGoal | None, list[str]]:
    try:
        question = sample.question(number.question)
    except QuestionError as error:
        return None, [str(error)]
    name = question.name
    if question.kind == "multiple":
        return None, [say("errors.calibrate.multiple", name=name)]
    if question.levels:
        return None, [say("errors.calibrate.levels", name=name)]
    values = sample.sheet.numbers(question)
    if np.isnan(values).all():
        return None, [say("errors.calibrate.text", name=name)]
    return NumberGoal(question, values, number.value, number.unit == "count"), []


def _unexpanded(goals: list[NumberGoal], sample: Sample, blank: NDArray[np.bool_]) -> Iterator[str]:
    """Tell where nothing says how many people the totals are of, and the weights do not either."""
    weight = sample.weight
    kept = np.where(blank, 0.0, 1.0 if weight is None else weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.abs([np.divide(each.value, each.sum(kept)) for each in goals])
    if times.min() > EXPANDED or times.max() < 1 / EXPANDED:
        told = shown_number(float(np.median(times)))
        yield say("errors.calibrate.unexpanded", times=told, most=count(EXPANDED))
