"""Targets beside a sample: which level is which, and everything that does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from techno_kit.errors import QuestionError, TargetsError
from techno_kit.survey.answers import Answers
from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.aligning import raise_unfit
from techno_kit.survey.targets.layouts import Level, MarginLayout, margin_layout
from techno_kit.survey.targets.level_words import (
    level_without_weight,
    levels_without_people,
    levels_without_target,
    unknown_levels,
)
from techno_kit.survey.targets.target_set import CROSS, Margin, Targets
from techno_kit.survey.weights import Fit
from techno_kit.wording import join, plural, points, say

Bools = NDArray[np.bool_]
#: What a blank in a raking variable means: it is refused, it is a level of its own that has a
#: target, it keeps its share, or it takes the respondent out.
BlankRule = Literal["error", "own_level", "keep_share", "drop"]
SAME = 1e-12  # share; sums of the same printed figures differ by less


@dataclass(frozen=True, eq=False, slots=True)
class MatchedTargets:
    """Targets as arrays over the levels of a sample's questions.

    Attributes
    ----------
    targets : Targets
        What is to be met.
    answers : dict of str to Answers
        The raking variables' answers, by name.
    axes : tuple of tuple of int
        Every margin's variables, as positions in `answers`.
    layouts : tuple of MarginLayout
        Every margin over the levels of its questions.
    goals : tuple of numpy.ndarray of float, shape (levels,)
        Every margin's shares, in the order of `levels`; 0 for levels that the targets do not name.
    rows : numpy.ndarray of bool, shape (n,), or None
        The respondents whom the targets are about; None for all.
    """

    targets: Targets
    answers: dict[str, Answers]
    axes: tuple[tuple[int, ...], ...]
    layouts: tuple[MarginLayout, ...]
    goals: tuple[Floats, ...]
    rows: Bools | None = None

    @property
    def gaps(self) -> tuple[bool, ...]:
        """Which variables have blanks."""
        return tuple(each.has_missing for each in self.answers.values())

    def levels(self, margin: Margin) -> tuple[Level, ...]:
        """Return every combination of a margin's levels, in C order; that of blanks is last."""
        return self.layouts[self.targets.margins.index(margin)].levels

    def grid(self, margin: Margin, goal: Floats) -> Floats:
        """Return a margin's shares with an axis a variable, blanks left out."""
        shape = [len(self.answers[name].levels) for name in margin.variables]
        return goal[: prod(shape)].reshape(shape)

    def fits(self, before: Sequence[Floats], after: Sequence[Floats]) -> tuple[Fit, ...]:
        """Return what became of each margin; levels without a target and respondents left out."""
        fits = []
        for margin, layout, goal, first, last in zip(
            self.targets.margins, self.layouts, self.goals, before, after, strict=True
        ):
            kept, shown = layout.named | (goal > 0), layout.levels
            if not kept.all():
                shown = tuple(level for level, told in zip(shown, kept, strict=True) if told)
                first, last, goal = first[kept], last[kept], goal[kept]
            questions = tuple(self.answers[name].question for name in margin.variables)
            fits.append(Fit(questions, shown, first, last, goal))
        return tuple(fits)

    def level_problems(self, sample: Sample, before: Sequence[Floats]) -> list[str]:
        """Tell the levels with respondents and no target, or with a target and no respondents.

        Parameters
        ----------
        sample : Sample
            For the numbers of respondents in the messages.
        before : sequence of numpy.ndarray of float
            Every margin's shares under the base weights.
        """
        problems = []
        for margin, layout, goal, shares in zip(
            self.targets.margins, self.layouts, self.goals, before, strict=True
        ):
            if ((shares > 0) == (goal > 0)).all():
                continue
            open_, empty, weightless = [], [], []
            for place, (share, target) in enumerate(zip(shares, goal, strict=True)):
                level = layout.levels[place]
                told = CROSS.join(level)
                if share > 0 and not target and not layout.named[place]:
                    open_.append((told, share))
                elif share == 0 and target > 0:
                    if n := self._respondents(sample, margin, level):
                        weightless.append(level_without_weight(margin.name, told, target, n))
                    else:
                        empty.append((told, target))
            problems += levels_without_target(margin.name, open_)
            problems += levels_without_people(margin.name, empty) + weightless
        return problems

    def _respondents(self, sample: Sample, margin: Margin, level: Level) -> int:
        if BLANK in level:
            inside = self.blank(margin.variables)
        else:
            inside = np.ones(sample.n, np.bool_)
            for name, each in zip(margin.variables, level, strict=True):
                inside &= self.answers[name].codes == self.answers[name].levels.index(each)
        return int(inside.sum() if self.rows is None else inside[self.rows].sum())

    def blank(self, variables: Sequence[str]) -> Bools:
        """Return who is blank on any of some variables, shape (n,)."""
        blank: Bools = np.any([self.answers[name].codes < 0 for name in variables], axis=0)
        return blank

    def with_blanks_kept(self, weight: Floats | None) -> "MatchedTargets":
        """Return targets that leave the blanks of each margin their share.

        The margin's targets then hold among the others.

        Parameters
        ----------
        weight : numpy.ndarray of float, shape (n,), or None
            The weights that the shares are by; None where everyone counts 1.
        """
        inside = slice(None) if self.rows is None else self.rows
        goals = []
        for margin, goal in zip(self.targets.margins, self.goals, strict=True):
            if not any(self.answers[name].has_missing for name in margin.variables):
                goals.append(goal)
                continue
            blank = self.blank(margin.variables)[inside]
            share = np.average(blank, weights=None if weight is None else weight[inside])
            goals.append(np.append(goal[:-1] * (1 - share), share))
        return replace(self, goals=tuple(goals))


def gap_points(gap: float) -> str:
    """Word a gap (share) in points, however small.

    Examples
    --------
    >>> gap_points(-0.0123), gap_points(2e-8)
    ('-1.23', '+2e-06')
    """
    return points(gap, 2) if abs(gap) >= 0.00005 else f"{100 * gap:+.0e}"


def match_targets(
    sample: Sample, targets: Targets, *, missing: BlankRule = "error", rows: Bools | None = None
) -> MatchedTargets:
    """Lay targets out over the levels of a sample's questions.

    Parameters
    ----------
    sample : Sample
        Whose questions are meant.
    targets : Targets
        What is to be met.
    missing : {"error", "own_level", "keep_share", "drop"}
        What a blank in one of the variables means.
    rows : numpy.ndarray of bool, shape (n,), optional
        The respondents whom the targets are about; all by default.

    Raises
    ------
    TargetsError
        With every variable, level or blank that does not fit, and every margin that contradicts
        another.
    """
    matched, problems = matched_targets(sample, targets, missing=missing, rows=rows)
    raise_unfit(sample, targets, problems)
    if matched is None:
        raise TargetsError(say("errors.targets.none"))
    return matched


def matched_targets(
    sample: Sample, targets: Targets, *, missing: BlankRule = "error", rows: Bools | None = None
) -> tuple[MatchedTargets | None, list[str]]:
    """Lay targets out as `match_targets` does; return what does not fit instead of raising it."""
    problems, answers = [], {}
    for name in targets.variables:
        try:
            answers[name] = sample.answers(name)
        except QuestionError as error:
            problems.append(str(error))
            continue
        if answers[name].question.kind == "multiple":
            problems.append(say("errors.rake.multiple", name=name))
    if missing == "error":
        problems += _blanks(answers, rows)
    layouts = tuple(margin_layout(margin, answers) for margin in targets.margins)
    problems += _unknown(layouts, answers)
    problems += [problem for layout in layouts for problem in layout.problems]
    if problems or not targets.margins:
        return None, problems
    names = list(answers)
    axes = tuple(
        tuple(names.index(name) for name in margin.variables) for margin in targets.margins
    )
    goals = tuple(layout.goal for layout in layouts)
    matched = MatchedTargets(targets, answers, axes, layouts, goals, rows)
    return matched, _disagreements(matched)


def _unknown(layouts: Sequence[MarginLayout], answers: dict[str, Answers]) -> list[str]:
    """Tell the levels that are not the sample's, in one sentence a variable."""
    unknown: dict[str, dict[str, None]] = {}
    for variable, level in dict.fromkeys(pair for layout in layouts for pair in layout.unknown):
        unknown.setdefault(variable, {})[level] = None
    return [
        unknown_levels(name, list(levels), answers[name].levels) for name, levels in unknown.items()
    ]


def _blanks(answers: dict[str, Answers], rows: Bools | None) -> list[str]:
    """Tell who is blank on which variables, and once what can be done."""
    found = []
    for name, each in answers.items():
        if each.has_missing:
            blank = each.codes < 0
            n = int(np.count_nonzero(blank if rows is None else blank & rows))
            respondents = plural("units.respondents", n)
            found += [say("errors.rake.blank_on", name=name, respondents=respondents)] if n else []
    return [say("errors.rake.blank", blanks=join(found))] if found else []


def _disagreements(matched: MatchedTargets) -> list[str]:
    """Tell where two margins that share a variable say different things about it."""
    problems = []
    pairs = combinations(zip(matched.targets.margins, matched.goals, strict=True), 2)
    for (one, first), (other, second) in pairs:
        shared = [name for name in one.variables if name in other.variables]
        if not shared:
            continue
        if any(matched.answers[name].has_missing for name in (*one.variables, *other.variables)):
            continue  # those who are blank on one margin only may make up for it
        left, right = (
            _onto(matched.grid(margin, goal), margin.variables, shared)
            for margin, goal in ((one, first), (other, second))
        )
        place = np.unravel_index(int(np.abs(left - right).argmax()), left.shape)
        if abs(left[place] - right[place]) <= SAME:
            continue
        known = [matched.answers[name].levels for name in shared]
        problems.append(
            say(
                "errors.rake.disagree",
                level=CROSS.join(each[at] for each, at in zip(known, place, strict=True)),
                variable=CROSS.join(shared),
                one=one.name,
                other=other.name,
                first=f"{100 * left[place]:.12g}%",
                second=f"{100 * right[place]:.12g}%",
            )
        )
    return problems


def _onto(goal: Floats, variables: Sequence[str], shared: Sequence[str]) -> Floats:
    """Sum a margin over the variables that are not shared, in the order of the shared ones."""
    rest = tuple(at for at, name in enumerate(variables) if name not in shared)
    kept = [name for name in variables if name in shared]
    result: Floats = goal.sum(axis=rest).transpose([kept.index(name) for name in shared])
    return result
