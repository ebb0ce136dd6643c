"""The verb `reweight`: a weighting's steps, taken again on another sample."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import Parameter, signature
from itertools import repeat

from techno_kit.analysis.weights.calibrating import calibrate
from techno_kit.analysis.weights.nonresponse import adjust_nonresponse
from techno_kit.analysis.weights.trimming import trim
from techno_kit.analysis.weights.weighting import poststratify, rake
from techno_kit.errors import TechnoKitError, WeightingError, listed, nearest, raise_all
from techno_kit.survey.checks import the_sample
from techno_kit.survey.codebook import Question
from techno_kit.survey.recipes import Recipe, Step
from techno_kit.survey.sample import Sample
from techno_kit.survey.standing import unweighted
from techno_kit.survey.weights import Weights
from techno_kit.wording import say

VERBS: dict[str, Callable[..., Weights]] = {
    verb.__name__: verb for verb in (rake, poststratify, calibrate, trim, adjust_nonresponse)
}
#: Parameters that hold a step's targets.
TARGETS = ("targets", "totals")
#: Parameters that `reweight` itself gives to a verb; no step has them among its options.
GIVEN = ("sample", "start", *TARGETS)


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
        If a step's verb or one of its options does not exist, or what the verb needs is missing;
        all problems at once.
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
    return reweighted(repeat(unweighted(sample)), recipe)


def reweighted(samples: Iterable[Sample], recipe: Recipe) -> Weights:
    """Take the steps of a weighting again, each on a sample of its own.

    Parameters
    ----------
    samples : iterable of Sample
        The same respondents, as they were read when the step was taken first.
    recipe : Recipe
        The steps.
    """
    problems = [
        say("errors.recipe.at", place=place, problem=problem)
        for place, step in enumerate(recipe.steps, start=1)
        for problem in _problems(step)
    ]
    if not recipe.steps:
        problems.append(say("errors.recipe.none"))
    raise_all(WeightingError, "tk.reweight", problems)
    weights: Weights | None = None
    for place, (sample, step) in enumerate(zip(samples, recipe.steps, strict=False), start=1):
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
    """Tell why a step's verb cannot be called as the step says."""
    if step.verb not in VERBS:
        near = nearest(step.verb, VERBS)
        return [say("errors.recipe.no_verb", verb=step.verb, legal=listed(list(VERBS)), near=near)]
    return [*_option_problems(step), *_targets_problems(step)]


def _option_problems(step: Step) -> Iterator[str]:
    parameters = signature(VERBS[step.verb]).parameters
    known = [name for name in parameters if name not in GIVEN]
    for option in step.options:
        if option in GIVEN and (option in parameters or _takes_targets(step)):
            yield say(f"errors.recipe.given.{option}", verb=step.verb)
        elif option not in known:
            told = {"verb": step.verb, "option": option, "near": nearest(option, known)}
            yield say("errors.recipe.no_option", legal=listed(known), **told)
    empty = [name for name in known if parameters[name].default is Parameter.empty]
    missing = [name for name in empty if name not in step.options]
    if missing:
        yield say("errors.recipe.needs", verb=step.verb, names=listed(missing))
    within = step.options.get("within", "")
    if "within" in known and not isinstance(within, str | Question):
        yield say("errors.recipe.within", value=within)


def _takes_targets(step: Step) -> bool:
    return any(name in signature(VERBS[step.verb]).parameters for name in TARGETS)


def _targets_problems(step: Step) -> Iterator[str]:
    known = signature(VERBS[step.verb]).parameters
    takes, each_own = _takes_targets(step), isinstance(step.targets, Mapping)
    if not takes and step.targets is not None:
        yield say("errors.recipe.no_targets", verb=step.verb)
    elif takes and step.targets is None and not any(name in step.options for name in TARGETS):
        yield say("errors.recipe.needs_targets", verb=step.verb)
    elif each_own and "within" not in known:
        yield say("errors.recipe.one_targets", verb=step.verb)
    elif each_own and not step.options.get("within"):
        yield say("errors.recipe.needs_within", verb=step.verb)
