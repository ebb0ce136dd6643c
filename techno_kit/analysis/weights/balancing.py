"""Any variable before and after weighting, beside its target where it has one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np
import pandas as pd

from techno_kit.analysis.telling.accounting import chain_of
from techno_kit.numerics.balance import share_deviation, standardised
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample

MEAN = "(mean)"  # the one level of a number
WHOLE = 1e-6  # share; targets that sum to 1 but for rounding cover every level
COLUMNS = (
    *("variable", "level", "n", "before", "after", "target", "gap"),
    *("asmd_before", "asmd_after", "moved"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A variable to look at.

    Attributes
    ----------
    question : Question
        What was asked.
    rule : {"in_base", "exclude"}
        The rule of its base.
    calibrated : bool
        Whether weights were made to meet its mean, whatever kind of question it was read as.
    """

    question: Question
    rule: MissingRule
    calibrated: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its mean is told: of a number without bands, and of one with a known mean."""
        return self.calibrated or self.question.is_quantity


def before_of(sample: Sample) -> Sample:
    """Return a sample under the weights that those in force started from.

    They are the design's, or 1 each where the design's own are judged. Whoever was found not to
    have answered has none: before is that of those who answered.
    """
    if sample.weights is None:
        return replace(sample, design=replace(sample.design, weight=None, raked_on=()))
    answered = [each.array != 0 for each in chain_of(sample.weights) if each.kind == "adjusted"]
    if not answered:
        return replace(sample, weights=None)
    base = np.ones(sample.n) if sample.base_weight is None else sample.base_weight
    values = pd.Series(np.where(np.all(answered, axis=0), base, 0.0), index=sample.frame.index)
    return replace(sample, weights=replace(sample.weights, values=values, fits=(), parent=None))


def balance_of(sample: Sample, start: Sample, variables: Sequence[Asked]) -> pd.DataFrame:
    """Return every level's share before and after weighting, and its distance from the target.

    Parameters
    ----------
    sample : Sample
        The respondents under the weights that are judged.
    start : Sample
        What `before_of` returned.
    variables : sequence of Asked
        What to look at.

    Returns
    -------
    pandas.DataFrame
        A row a level: `COLUMNS`. Levels that nobody has and no target names are left out.
    """
    frames = [
        _of_number(sample, start, asked.question)
        if asked.is_number
        else _of_levels(sample, start, asked)
        for asked in variables
    ]
    if not frames:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(frames, ignore_index=True)


def target_of(sample: Sample, question: Question) -> dict[str, float]:
    """Return the target (share 0-1) of every level of a question that has one.

    A cross of several variables gives one where it covers the whole population. Targets within
    markets give none: over all markets, gaps of opposite signs would cancel.
    """
    own = [
        fit
        for fit in (() if sample.weights is None else sample.weights.fits)
        if fit.number is None
        and not fit.within
        and question.name in [each.name for each in fit.questions]
    ]
    for fit in sorted(own, key=lambda each: len(each.questions)):
        shares = fit.target
        if len(fit.questions) == 1 or abs(shares.sum() - 1) <= WHOLE:
            place = [each.name for each in fit.questions].index(question.name)
            found: dict[str, float] = {}
            for level, share in zip(fit.levels, shares, strict=True):
                found[level[place]] = found.get(level[place], 0.0) + float(share)
            return found
    return {}


def _of_levels(sample: Sample, start: Sample, asked: Asked) -> pd.DataFrame:
    question = asked.question
    answers = sample.answers(question)
    targets = target_of(sample, question)
    first, last = (each.collapse([question], ("n", "active", "w")) for each in (start, sample))
    codes = first.codes(0)  # of single choices -1 stands for the last pattern, as it does here
    levels, holds = answers.levels, answers.blanks_no[codes]
    inside = answers.base(asked.rule)[codes]
    if BLANK in targets:  # those without an answer are a level of their own
        levels, holds = (*levels, BLANK), np.column_stack([holds, codes < 0])
        inside = np.ones_like(inside)
    n = first.sums("active") @ (holds & inside[:, None])
    shares = [_shares(each.sums("w")[inside], holds[inside]) for each in (first, last)]
    kept = [at for at, level in enumerate(levels) if n[at] > 0 or targets.get(level, 0.0) > 0]
    goal = _goal([levels[at] for at in kept], targets)
    before, after = (each[kept] for each in shares)
    return _frame(
        question.name,
        [levels[at] for at in kept],
        n[kept],
        (before, after, goal),
        (share_deviation(before), share_deviation(goal)),
    )


def _shares(sums: Floats, holds: "np.typing.NDArray[np.bool_]") -> Floats:
    whole = sums.sum()
    shares: Floats = (sums @ holds) / whole if whole else np.full(holds.shape[1], nan)
    return shares


def _goal(levels: Sequence[str], targets: Mapping[str, float]) -> Floats:
    """Return the levels' targets; of those who answered where blanks keep a share of their own."""
    goal = np.array([targets.get(level, nan) for level in levels])
    complete = len(goal) and not np.isnan(goal).any() and goal.sum() > 0
    return goal / goal.sum() if complete else goal


def _of_number(sample: Sample, start: Sample, question: Question) -> pd.DataFrame:
    """Compare the means of a number; this looks at rows."""
    values = sample.sheet.numbers(question)
    known = np.isfinite(values)
    values = values[known]
    first, last = (
        np.ones(len(values)) if weight is None else weight[known]
        for weight in (start.weight, sample.weight)
    )
    before, after = _mean(values, first), _mean(values, last)
    deviation = np.sqrt(np.clip(_mean((values - before) ** 2, first), 0, None))
    fits = () if sample.weights is None else sample.weights.fits
    own = [
        float(fit.target[0])
        for fit in fits
        if fit.number is not None and not fit.questions and fit.number.name == question.name
    ]
    numbers = tuple(np.array([each]) for each in (before, after, *(own or [nan])[:1]))
    spread = np.array([deviation])
    return _frame(
        question.name, [MEAN], np.array([np.count_nonzero(first)]), numbers, (spread, spread)
    )


def _mean(values: Floats, weight: Floats) -> float:
    whole = weight.sum()
    return float(np.dot(values, weight) / whole) if whole else nan


def _frame(
    name: str,
    levels: Sequence[str],
    n: Floats,
    shares: Sequence[Floats],
    deviations: tuple[Floats, Floats],
) -> pd.DataFrame:
    before, after, goal = shares
    of_before, of_goal = deviations
    columns = {
        "variable": name,
        "level": list(levels),
        "n": np.rint(n).astype(np.int64),
        "before": before,
        "after": after,
        "target": goal,
        "gap": after - goal,
        "asmd_before": standardised(before, goal, of_goal),
        "asmd_after": standardised(after, goal, of_goal),
        "moved": standardised(after, before, of_before),
    }
    return pd.DataFrame({each: columns[each] for each in COLUMNS})
