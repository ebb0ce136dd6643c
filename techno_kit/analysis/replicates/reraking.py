"""The kit's weights made anew in every replicate: in batches, or by taking every step again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from techno_kit.analysis.weights.raking import Task, task_of
from techno_kit.analysis.weights.reweighting import reweighted
from techno_kit.analysis.weights.watching import watched
from techno_kit.errors import SHOWN, TechnoKitError, WeightingError, raise_all
from techno_kit.numerics.multipliers import Columns
from techno_kit.numerics.replicate_sums import ReplicateWeights
from techno_kit.numerics.replication import ReplicateRaking, positions, rake_replicates
from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.collapse import Floats
from techno_kit.survey.recipes import Recipe
from techno_kit.survey.replicates import Replicates
from techno_kit.survey.sample import Sample
from techno_kit.survey.standing import unweighted
from techno_kit.survey.targets.markets import markets_of
from techno_kit.survey.targets.target_set import CROSS, Targets
from techno_kit.survey.weights import Weights
from techno_kit.wording import count, plural, say

BATCHED = ("rake", "poststratify")  # verbs whose plain form is raked in batches
CALIBRATING = (*BATCHED, "calibrate")
OWN = "(replicate)"  # the name of a replicate's weight, while its steps are taken


def replicate_weights(sample: Sample) -> ReplicateWeights | None:
    """Return a sample's replicate weights under the weights in force; None where there are none.

    Weights that the kit made are made anew in every replicate, once.

    Raises
    ------
    WeightingError
        If they cannot be made in some replicate: no replicate is left out.
    """
    replicates, weights = sample.replicates, sample.weights
    if replicates is None:
        return None
    found = replicates.under(weights)
    if found is None and weights is not None:
        found = _remade(sample, weights, replicates)
        replicates.keep(weights, found)
    return found


def _remade(sample: Sample, weights: Weights, replicates: Replicates) -> ReplicateWeights:
    if not weights.recipe.steps:
        raise WeightingError(say("errors.remade.no_recipe"))
    samples = _samples(sample, weights)
    if _is_plain(weights.recipe):
        return _raked(samples[0], weights, replicates)
    return _replayed(samples, weights, replicates)


def _samples(sample: Sample, weights: Weights) -> list[Sample]:
    """Return what every step was taken on: questions may have been changed between them."""
    found: list[Sample] = []
    step: Weights | None = weights
    for _ in weights.recipe.steps:
        made_on = None if step is None else step.made_on
        found.insert(0, unweighted(sample if made_on is None else made_on))
        step = None if step is None else step.parent
    return found


def _is_plain(recipe: Recipe) -> bool:
    """Tell whether weights are one raking of everyone without bounds or blanks."""
    (step, *more) = recipe.steps
    plain = step.verb in BATCHED and set(step.options) <= {"tolerance"}
    return plain and not more and isinstance(step.targets, Targets) and not step.targets.within


def _raked(sample: Sample, weights: Weights, replicates: Replicates) -> ReplicateWeights:
    """Rake all replicates in batches."""
    step, start = weights.recipe.steps[0], replicates.start
    if not isinstance(step.targets, Targets):
        raise WeightingError(say("errors.remade.no_recipe"))
    tolerance = float(step.options.get("tolerance", 1e-10))
    (market,) = markets_of(sample, step.targets, None)
    task, problems = task_of(sample, market, "error", whole=(0.0, 0.0), tolerance=tolerance)
    if task is None:
        raise_all(WeightingError, say("errors.remade.call"), problems)
        raise WeightingError(say("errors.remade.no_recipe"))
    key, cells = task.table.cells.key, len(task.table.raw("w"))
    raking = rake_replicates(
        task.scheme,
        task.matched.goals,
        task.plain,
        task.table.raw("w"),
        start.table(key, cells),
        start.multipliers,
        total=task.total,
        tolerance=tolerance,
        watch=watched(say("replicates.progress")),
    )
    wrong = [*_vanished(task, raking, sample), *_unmet(raking, tolerance)]
    _refuse(wrong, replicates)
    left, right = (place[key] for place in positions(task.scheme))
    return replace(start, raking=raking, left=left, right=right)


def _vanished(task: Task, raking: ReplicateRaking, sample: Sample) -> Iterator[str]:
    """Tell every level that has a target and, in some replicate, nobody."""
    pairs = zip(task.matched.targets.margins, task.matched.layouts, strict=True)
    for (margin, layout), place in zip(pairs, task.scheme.places, strict=True):
        empty = raking.empty[:, place]
        for level in np.flatnonzero(empty.any(axis=0)):
            gone, parts = np.flatnonzero(empty[:, level]), layout.levels[level]
            inside = np.ones(sample.n, np.bool_)
            for name, part in zip(margin.variables, parts, strict=True):
                answers = task.matched.answers[name]
                code = -1 if part == BLANK else answers.levels.index(part)
                inside &= answers.codes == code
            yield plural(
                "errors.remade.vanished",
                len(gone),
                name=margin.name,
                level=CROSS.join(parts),
                respondents=plural("units.respondents", int(np.count_nonzero(inside))),
                replicates=count(len(raking.gap)),
                first=count(gone[0] + 1),
            )


def _unmet(raking: ReplicateRaking, tolerance: float) -> Iterator[str]:
    """Tell the replicates in which every level has people, but no weights meet all margins."""
    missed = np.flatnonzero(~(raking.gap <= tolerance) & ~raking.empty.any(axis=1))
    if len(missed):
        first = count(missed[0] + 1)
        yield plural(
            "errors.remade.unmet", len(missed), replicates=count(len(raking.gap)), first=first
        )


def _refuse(wrong: list[str], replicates: Replicates, hint: str = "hint") -> None:
    """Raise what went wrong in replicates, with what helps."""
    hint = say(f"errors.remade.{'file_' if replicates.columns else ''}{hint}")
    raise_all(WeightingError, say("errors.remade.call"), wrong, hint=hint if wrong else "")


def _replayed(
    samples: Sequence[Sample], weights: Weights, replicates: Replicates
) -> ReplicateWeights:
    """Take every step of the weighting again in every replicate."""
    start, recipe, sample = replicates.start, weights.recipe, samples[0]
    base = np.ones(sample.n) if sample.base_weight is None else sample.base_weight
    whole = float(base.sum())
    _check_steps(samples, recipe)
    keeps = any(step.verb in CALIBRATING for step in recipe.steps)
    columns, failed = [], dict[str, list[int]]()
    for place in watched(say("replicates.progress"))(range(start.count)):
        own = start.weights(place, place + 1)[:, 0]
        times = np.divide(own, base, out=(own > 0).astype(np.float64), where=base > 0)
        # What the weights sum to is as known in a replicate as it is in the sample.
        own = own * (whole / own.sum()) if keeps else own
        try:
            again = [_weighing(each, own, times) for each in samples]
            columns.append(reweighted(again, recipe).array)
        except TechnoKitError as error:
            failed.setdefault(str(error), []).append(place)
    wrong = [
        plural(
            "errors.remade.replayed",
            len(places),
            problem=problem,
            replicates=count(start.count),
            first=count(places[0] + 1),
        )
        for problem, places in list(failed.items())[:SHOWN]
    ]
    _refuse(wrong, replicates, "steps_hint")
    multipliers = Columns(columns, start.multipliers.scale, start.multipliers.rscales)
    return ReplicateWeights(sample.n, multipliers)


def _check_steps(samples: Sequence[Sample], recipe: Recipe) -> None:
    """Tell before the first replicate what keeps the steps from being taken again at all."""
    try:
        reweighted(samples, recipe)
    except TechnoKitError as error:
        raise WeightingError(say("errors.remade.not_again", problem=error)) from error


def _weighing(sample: Sample, weight: Floats, times: Floats) -> Sample:
    """Return the sample with other weights in its design; what was worked out is shared.

    A respondent who was drawn twice stands for two: what bounds a weight bounds that of one.
    """
    # A column more would copy the frame in every replicate: the weight is there as if it were read.
    done = {**sample.sheet.done, ("weight", OWN): weight, ("times", OWN): times}
    design = replace(sample.design, weight=OWN, replicates=None, raked_on=())
    return replace(sample, design=design, resampled=None, _done=done)
