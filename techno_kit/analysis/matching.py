"""Targets beside a sample: which level is which, and everything that does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from techno_kit.errors import QuestionError, TargetsError, listed, nearest, raise_all
from techno_kit.survey.answers import Answers
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets import CROSS, Margin, Targets
from techno_kit.survey.weights import Fit
from techno_kit.wording import join, percent, plural, points, say

Level = tuple[str, ...]
WORST = 6  # gaps that a message shows
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
    goals : tuple of numpy.ndarray of float
        Every margin's shares, an axis a variable; 0 for levels that the targets do not name.
    """

    targets: Targets
    answers: dict[str, Answers]
    axes: tuple[tuple[int, ...], ...]
    goals: tuple[Floats, ...]

    def levels(self, margin: Margin) -> list[Level]:
        """Return every combination of a margin's levels, in C order."""
        return list(product(*(self.answers[name].levels for name in margin.variables)))

    def fits(self, before: Sequence[Floats], after: Sequence[Floats]) -> tuple[Fit, ...]:
        """Return what became of each margin; levels without a target and respondents left out."""
        fits = []
        for margin, goal, first, last in zip(
            self.targets.margins, self.goals, before, after, strict=True
        ):
            named, levels = set(margin.levels), self.levels(margin)
            kept = [place for place, level in enumerate(levels) if level in named]
            shown = tuple(levels[place] for place in kept)
            questions = tuple(self.answers[name].question for name in margin.variables)
            fits.append(Fit(questions, shown, first[kept], last[kept], goal.ravel()[kept]))
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
        for margin, goal, shares in zip(self.targets.margins, self.goals, before, strict=True):
            wanted = goal.ravel()
            if ((shares > 0) == (wanted > 0)).all():
                continue
            named = set(margin.levels)
            for level, share, target in zip(self.levels(margin), shares, wanted, strict=True):
                values = {"name": margin.name, "level": CROSS.join(level)}
                if share > 0 and level not in named:
                    told = percent(share, 1)
                    problems.append(say("errors.rake.no_target", share=told, **values))
                elif share == 0 and target > 0:
                    n = self._respondents(sample, margin, level)
                    key = "errors.rake.no_weight" if n else "errors.rake.nobody"
                    people = plural("units.respondents", n)
                    told = percent(target, 1)
                    problems.append(say(key, target=told, respondents=people, **values))
        return problems

    def _respondents(self, sample: Sample, margin: Margin, level: Level) -> int:
        inside: NDArray[np.bool_] = np.ones(sample.n, np.bool_)
        for name, each in zip(margin.variables, level, strict=True):
            inside &= self.answers[name].codes == self.answers[name].levels.index(each)
        return int(inside.sum())

    def gaps_told(self, gaps: Sequence[Floats], after: Sequence[Floats]) -> str:
        """Word which levels miss their targets, the worst first."""
        found = [
            (float(gap), float(share), margin.name, CROSS.join(level))
            for margin, margin_gaps, shares in zip(self.targets.margins, gaps, after, strict=True)
            for level, gap, share in zip(self.levels(margin), margin_gaps, shares, strict=True)
        ]
        found.sort(key=lambda each: -abs(each[0]))
        told = [
            say(
                "errors.rake.gap",
                name=name,
                level=level,
                after=percent(share, 1),
                gap=gap_points(gap),
            )
            for gap, share, name, level in found[:WORST]
            if gap
        ]
        return say("errors.rake.infeasible", gaps=join(told))


def gap_points(gap: float) -> str:
    """Word a gap (share) in points, however small.

    Examples
    --------
    >>> gap_points(-0.0123), gap_points(2e-8)
    ('-1.23', '+2e-06')
    """
    return points(gap, 2) if abs(gap) >= 0.00005 else f"{100 * gap:+.0e}"


def match_targets(sample: Sample, targets: Targets) -> MatchedTargets:
    """Lay targets out over the levels of a sample's questions.

    Raises
    ------
    TargetsError
        With every variable, level or blank that does not fit, and every margin that contradicts
        another.
    """
    problems, answers = [], {}
    for name in targets.variables:
        try:
            answers[name] = sample.answers(name)
        except QuestionError as error:
            problems.append(str(error))
            continue
        problems += _unusable(name, answers[name])
    for margin in targets.margins:
        problems += _unknown_levels(margin, answers)
    raise_all(TargetsError, say("errors.rake.subject"), problems)
    names = list(answers)
    axes = tuple(
        tuple(names.index(name) for name in margin.variables) for margin in targets.margins
    )
    goals = tuple(_goal(margin, answers) for margin in targets.margins)
    matched = MatchedTargets(targets, answers, axes, goals)
    raise_all(TargetsError, say("errors.rake.subject"), _disagreements(matched))
    return matched


def _unusable(name: str, answers: Answers) -> list[str]:
    if answers.question.kind == "multiple":
        return [say("errors.rake.multiple", name=name)]
    if answers.has_missing:
        blank = int(np.count_nonzero(answers.codes < 0))
        people = plural("units.respondents", blank)
        return [say("errors.rake.blank", name=name, respondents=people)]
    return []


def _unknown_levels(margin: Margin, answers: dict[str, Answers]) -> list[str]:
    """Tell the levels with a target above 0 that the sample's question does not have."""
    problems = []
    for place, name in enumerate(margin.variables):
        if name not in answers:
            continue
        known = answers[name].levels
        pairs = zip(margin.levels, margin.values, strict=True)
        wanted = dict.fromkeys(level[place] for level, value in pairs if value > 0)
        for each in wanted:
            if each not in known:
                near, legal = nearest(each, known), listed(known)
                problems.append(
                    say("errors.rake.no_level", name=name, level=each, near=near, legal=legal)
                )
    return problems


def _goal(margin: Margin, answers: dict[str, Answers]) -> Floats:
    places = [
        {level: place for place, level in enumerate(answers[name].levels)}
        for name in margin.variables
    ]
    goal = np.zeros([len(each) for each in places])
    for key, share in zip(margin.levels, margin.shares, strict=True):
        if share > 0:
            goal[tuple(at[level] for level, at in zip(key, places, strict=True))] = share
    return goal


def _disagreements(matched: MatchedTargets) -> list[str]:
    """Tell where two margins that share a variable say different things about it."""
    problems = []
    pairs = combinations(zip(matched.targets.margins, matched.goals, strict=True), 2)
    for (one, first), (other, second) in pairs:
        shared = [name for name in one.variables if name in other.variables]
        if not shared:
            continue
        left, right = _onto(first, one.variables, shared), _onto(second, other.variables, shared)
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
                first=percent(float(left[place]), 4),
                second=percent(float(right[place]), 4),
            )
        )
    return problems


def _onto(goal: Floats, variables: Sequence[str], shared: Sequence[str]) -> Floats:
    """Sum a margin over the variables that are not shared, in the order of the shared ones."""
    rest = tuple(at for at, name in enumerate(variables) if name not in shared)
    kept = [name for name in variables if name in shared]
    result: Floats = goal.sum(axis=rest).transpose([kept.index(name) for name in shared])
    return result
