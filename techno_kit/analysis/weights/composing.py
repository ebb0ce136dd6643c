"""From rakings to weights: several markets' in one, with what was done and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from techno_kit.analysis.weights.raking import Bounds, Raked, Task, task_of
from techno_kit.analysis.weights.starting import Start, changed_options, start_of
from techno_kit.errors import WeightingError, raise_all
from techno_kit.numerics.bounds import Bound
from techno_kit.survey.bounding import bounds_told
from techno_kit.survey.calibrations import Calibration, Term
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats
from techno_kit.survey.recipes import Step
from techno_kit.survey.sample import Sample
from techno_kit.survey.standing import unweighted
from techno_kit.survey.targets.aligning import raise_unfit
from techno_kit.survey.targets.markets import Market, markets_of
from techno_kit.survey.targets.matching import BlankRule
from techno_kit.survey.targets.target_set import Targets
from techno_kit.survey.weights import Fit, Kind, Weights
from techno_kit.wording import count, join, plural, say


@dataclass(frozen=True, eq=False, slots=True)
class Weighing:
    """What a raking or a post-stratification was asked.

    Attributes
    ----------
    verb : callable
        The verb.
    kind : {"raked", "poststratified"}
        What the weights are then.
    targets, within, missing, bounds, tolerance
        As in `techno_kit.analysis.weights.weighting.rake`, checked.
    options : mapping of str to value
        The options as they were given.
    """

    verb: Callable[..., Weights]
    kind: Kind
    targets: Targets | Mapping[str, Targets]
    within: str | None
    missing: BlankRule
    bounds: Bounds
    tolerance: float
    options: Mapping[str, Any]

    @property
    def step(self) -> Step:
        """The step, as a recipe keeps it."""
        return Step(self.verb.__name__, changed_options(self.verb, self.options), self.targets)


def weigh(
    sample: Sample, asked: Weighing, *, start: Weights | None, closest: bool = False
) -> Weights:
    """Weigh a sample as it was asked.

    Parameters
    ----------
    sample : Sample
        The respondents.
    asked : Weighing
        Targets and options.
    start : Weights or None
        Weights to start from.
    closest : bool
        Whether weights that come close will do where none meet the targets.
    """
    begun = start_of(sample, start, step="calibration")
    tasks = _tasks(begun.sample, asked)
    raked = _raked(tasks, asked, closest=closest)
    fits = _fits(tasks, raked)
    bounds = asked.bounds
    reached = [each for each in raked if each.capped is not None]
    near = any(each.closest for each in raked)
    terms = tuple(Term(fit.questions, fit.levels) for fit in fits)
    return Weights(
        values=pd.Series(
            _values(sample.n, tasks, raked), index=sample.frame.index, name="weight", copy=False
        ),
        base=sample.base_weight,
        targets=asked.targets if isinstance(asked.targets, Targets) else None,
        fits=fits,
        steps=(*begun.steps, *_steps(begun, asked, tasks, raked, fits)),
        kind=asked.kind,
        parent=begun.parent,
        cap=_reached(bounds.cap, [each.highest for each in reached], max),
        floor=_reached(bounds.floor, [each.lowest for each in reached], min),
        capped=sum(each.capped.at_cap for each in reached if each.capped),
        floored=sum(each.capped.at_floor for each in reached if each.capped),
        # A penalty does not fix the margins: what it took away from the errors is not known.
        calibration=None if near else Calibration(terms, begun.sample.weight),
        recipe=begun.recipe.then(asked.step),
        synthetic=sample.codebook.synthetic,
        made_on=unweighted(sample),
    )


def _tasks(sample: Sample, asked: Weighing) -> list[Task]:
    """Lay out one raking a market; raise everything that does not fit."""
    targets, within = asked.targets, asked.within
    wanted = targets.total if isinstance(targets, Targets) else None
    started = 0.0  # of one market its cells tell it, which spares a pass over the rows
    if within:
        started = float(sample.n if sample.weight is None else sample.weight.sum())
    whole = (started, started if wanted is None else wanted)
    tasks, wrong = [], []
    for market in markets_of(sample, targets, within):
        task, found = task_of(sample, market, asked.missing, whole=whole, tolerance=asked.tolerance)
        wrong.append((market, found if task is None else task.problems))
        tasks += [] if task is None else [task]
    raise_unfit(sample, targets, _told_once(wrong, within))
    dropped = asked.missing == "drop" and wanted is None
    return _with_shares_kept(tasks) if dropped else tasks


def _with_shares_kept(tasks: Sequence[Task]) -> list[Task]:
    """Let markets keep their shares of the whole where some of their respondents are left out."""
    kept = sum(task.own for task in tasks)
    started = [task.started for task in tasks]
    shares = [
        own / sum(started) if task.market.share is None else task.market.share
        for task, own in zip(tasks, started, strict=True)
    ]
    return [replace(task, total=kept * share) for task, share in zip(tasks, shares, strict=True)]


def _told_once(wrong: Sequence[tuple[Market, list[str]]], within: str | None) -> list[str]:
    """Name the market of each problem, but for those that all markets have."""
    if not within:
        return wrong[0][1]
    common = [each for each in wrong[0][1] if all(each in found for _, found in wrong)]
    return common + [
        _at(market, within, each) for market, found in wrong for each in found if each not in common
    ]


def _at(market: Market, within: str, problem: str) -> str:
    return say("errors.within.at", name=within, level=market.level, problem=problem)


def _raked(tasks: Sequence[Task], asked: Weighing, *, closest: bool) -> list[Raked]:
    """Rake every market; raise one error that explains every market that has no weights."""
    raked, failed = [], []
    wrong = [(task.market, task.bound_problem(asked.bounds)) for task in tasks]
    problems = [(market, [problem] if problem else []) for market, problem in wrong]
    raise_all(WeightingError, say("errors.rake.call"), _told_once(problems, asked.within))
    for task in tasks:
        found = _attempt(task, asked.bounds, closest=closest)
        if found is not None:
            raked.append(found)
            continue
        bounds = asked.bounds
        told = task.explained(bounds, mapping=isinstance(asked.targets, Mapping)).text
        failed.append(_at(task.market, asked.within, told) if asked.within else told)
    if len(failed) == 1:
        raise WeightingError(failed[0])
    raise_all(WeightingError, say("errors.within.none"), failed)
    return raked


def _attempt(task: Task, bounds: Bounds, *, closest: bool) -> Raked | None:
    """Rake one market; None if there are no such weights."""
    raked = task.solve(bounds)
    if task.met and (raked.capped is None or raked.capped.converged):
        return raked
    if closest:
        raked = task.solve_closest(bounds)
        if raked.capped is None or raked.capped.converged:
            return raked
    return None


def _values(n: int, tasks: Sequence[Task], raked: Sequence[Raked]) -> Floats:
    """Put the markets' weights together, shape (n,)."""
    if tasks[0].market.rows is None:
        return raked[0].weights
    values = np.zeros(n)
    for task, each in zip(tasks, raked, strict=True):
        values[task.market.rows] = each.weights
    return values


def _fits(tasks: Sequence[Task], raked: Sequence[Raked]) -> tuple[Fit, ...]:
    """Return what became of each margin; those of markets in one, each market's shares its own."""
    made = [
        task.matched.fits(each.before, each.after) for task, each in zip(tasks, raked, strict=True)
    ]
    question = tasks[0].market.question
    if question is None:
        return made[0]
    found: dict[tuple[str, ...], list[tuple[str, Fit]]] = {}
    for task, fits in zip(tasks, made, strict=True):
        for fit in fits if task.total else ():
            names = tuple(each.name for each in fit.questions)
            found.setdefault(names, []).append((task.market.level, fit))
    return (*_own_shares(tasks), *(_joined(question, parts) for parts in found.values()))


def _joined(question: Question, parts: Sequence[tuple[str, Fit]]) -> Fit:
    """Put the markets' fits of one margin together."""
    return Fit(
        questions=(question, *parts[0][1].questions),
        levels=tuple((market, *level) for market, fit in parts for level in fit.levels),
        before=np.concatenate([fit.before for _, fit in parts]),
        after=np.concatenate([fit.after for _, fit in parts]),
        target=np.concatenate([fit.target for _, fit in parts]),
        within=True,
    )


def _own_shares(tasks: Sequence[Task]) -> tuple[Fit, ...]:
    """Return the fit of the markets' own shares, where the targets set them."""
    market = tasks[0].market
    if market.question is None or (market.share is None and market.total is None):
        return ()
    before = np.array([task.own for task in tasks])
    after = np.array([task.total for task in tasks])
    after /= after.sum()
    levels = tuple((task.market.level,) for task in tasks)
    return (Fit((market.question,), levels, before / before.sum(), after, after.copy()),)


def _reached(bound: Bound | None, multiples: Sequence[float], most: Any) -> float | None:
    """Return a bound as a multiple of the mean weight."""
    if bound is None or not multiples:
        return None
    return bound.value if bound.rule == "mean" else float(most(multiples))


def _steps(
    begun: Start,
    asked: Weighing,
    tasks: Sequence[Task],
    raked: Sequence[Raked],
    fits: Sequence[Fit],
) -> list[str]:
    """Tell what was done."""
    whole = asked.targets if isinstance(asked.targets, Targets) else None
    caption = whole.caption if whole else ""
    total = whole.total if whole else None
    key = "closest" if any(each.closest for each in raked) else "met"
    steps = [
        say(
            f"weights.step.{asked.kind}",
            variables=join(fit.title for fit in fits),
            start=begun.told,
            source=say("weights.source", source=caption) if caption else "",
            scale=_scale_told(begun, tasks, asked, total),
            met=say(f"weights.{key}", tolerance=f"{asked.tolerance:g}"),
        )
    ]
    market = tasks[0].market
    if market.question is not None:
        key = "kept" if market.share is None and market.total is None else "set"
        steps.append(say(f"weights.within.{key}", name=market.question.title))
    steps += _blanks_told(tasks, asked.missing)
    rounds = [each.capped.rounds for each in raked if each.capped is not None]
    if rounds:
        steps.append(_bounds_told(asked.bounds, max(rounds), market.question))
    return steps


def _scale_told(begun: Start, tasks: Sequence[Task], asked: Weighing, total: float | None) -> str:
    """Tell what the weights sum to."""
    if total is not None:
        return say("weights.total", total=count(total))
    if asked.missing == "drop" and any(any(task.matched.gaps) for task in tasks):
        return say("weights.keep_known")
    return say("weights.keep" if begun.parent is None else "weights.keep_started")


def _blanks_told(tasks: Sequence[Task], missing: BlankRule) -> list[str]:
    """Tell how many are blank on a raking variable, and what became of them."""
    blank = 0
    for task in tasks:
        if any(task.matched.gaps):
            found, rows = task.matched.blank(list(task.matched.answers)), task.market.rows
            blank += int(np.count_nonzero(found if rows is None else found & rows))
    if not blank:
        return []
    return [say(f"weights.blanks.{missing}", respondents=plural("units.respondents", blank))]


def _bounds_told(bounds: Bounds, rounds: int, market: Question | None) -> str:
    """Tell what the bounds did, if anything."""
    words = bounds_told(bounds.cap, bounds.floor)
    if market is not None:
        words = say("weights.bounds_within", bounds=words, name=market.title)
    if not rounds:
        return say("weights.bounds_unused", bounds=words)
    return plural("weights.bounds_step", rounds, bounds=words)
