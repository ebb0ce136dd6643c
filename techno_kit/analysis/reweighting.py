"""The verb `reweight`: a weighting's steps, taken again on another sample."""

from collections.abc import Callable
from dataclasses import replace
from inspect import signature

from techno_kit.analysis.calibrating import calibrate
from techno_kit.analysis.nonresponse import adjust_nonresponse
from techno_kit.analysis.trimming import trim
from techno_kit.analysis.weighting import poststratify, rake
from techno_kit.errors import TechnoKitError, WeightingError, listed, nearest, raise_all
from techno_kit.survey.checks import the_sample
from techno_kit.survey.recipes import Recipe, Step
from techno_kit.survey.sample import Sample
from techno_kit.survey.weights import Weights
from techno_kit.wording import say

VERBS: dict[str, Callable[..., Weights]] = {
    verb.__name__: verb for verb in (rake, poststratify, calibrate, trim, adjust_nonresponse)
}


def reweight(sample: Sample, recipe: Recipe) -> Weights:
    """Take the steps of a weighting again, on another sample: the next wave, a corrected file.

    Parameters
    ----------
    sample : Sample
        Its design's weight is where the first step starts.
    recipe : Recipe
        ``weights.recipe``, or what `tk.read_recipe` read.

    Returns
    -------
    Weights
        Of the last step.

    Raises
    ------
    WeightingError
        If a step's verb or one of its options does not exist; all problems at once.
    TechnoKitError
        If a step cannot be taken on this sample, as its verb says.

    Examples
    --------
    >>> import pandas as pd, techno_kit as tk
    >>> one = tk.Sample.from_frame(pd.DataFrame({"sex": ["Female"] * 3 + ["Male"]}))
    >>> targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    >>> recipe = tk.rake(one, targets).recipe
    >>> two = tk.Sample.from_frame(pd.DataFrame({"sex": ["Female"] + ["Male"] * 4}))
    >>> reweight(two, recipe).values.tolist()
    [2.5, 0.625, 0.625, 0.625, 0.625]
    """
    sample = the_sample(sample, "tk.reweight")
    if not isinstance(recipe, Recipe):
        raise WeightingError(say("errors.recipe.kind", kind=type(recipe).__name__))
    problems = [problem for step in recipe.steps for problem in _problems(step)]
    if not recipe.steps:
        problems.append(say("errors.recipe.none"))
    raise_all(WeightingError, "tk.reweight", problems)
    sample = replace(sample, weights=None)
    weights: Weights | None = None
    for place, step in enumerate(recipe.steps, start=1):
        weights = _taken(sample, step, place, weights)
    if weights is None:
        raise WeightingError(say("errors.recipe.none"))
    return weights


def _taken(sample: Sample, step: Step, place: int, start: Weights | None) -> Weights:
    """Take one step; an error says which it was."""
    what = [] if step.targets is None else [step.targets]
    try:
        return VERBS[step.verb](sample, *what, **step.options, start=start)
    except TechnoKitError as error:
        raised = type(error)(say("errors.recipe.step", place=place, verb=step.verb, problem=error))
        raised.problems = error.problems
        raise raised from error


def _problems(step: Step) -> list[str]:
    if step.verb not in VERBS:
        near = nearest(step.verb, VERBS)
        return [say("errors.recipe.no_verb", verb=step.verb, legal=listed(list(VERBS)), near=near)]
    known = [name for name in signature(VERBS[step.verb]).parameters if name != "start"]
    return [
        say("errors.recipe.no_option", verb=step.verb, option=each, near=nearest(each, known))
        for each in step.options
        if each not in known
    ]
