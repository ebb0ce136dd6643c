"""Where a weighting starts: the rule that every weighting verb shares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from inspect import signature
from typing import Any, Literal

import numpy as np

from techno_kit.errors import WeightingError
from techno_kit.survey.recipes import Recipe
from techno_kit.survey.sample import Sample
from techno_kit.survey.weights import Weights
from techno_kit.wording import plural, say

LASTING = "adjusted"  # an adjustment for non-response is not replaced by a later calibration


@dataclass(frozen=True, eq=False, slots=True)
class Start:
    """The weights that a step starts from.

    Attributes
    ----------
    sample : Sample
        The respondents under these weights.
    told : str
        What they are, in a phrase.
    parent : Weights or None
        The weights, where the kit made them.
    steps : tuple of str
        The sentences of the steps before.
    recipe : Recipe
        The steps before.
    """

    sample: Sample
    told: str
    parent: Weights | None
    steps: tuple[str, ...]
    recipe: Recipe


def start_of(
    sample: Sample,
    start: Weights | None,
    *,
    step: Literal["calibration", "adjustment", "trim"],
) -> Start:
    """Return what a weighting starts from.

    Parameters
    ----------
    sample : Sample
        The respondents.
    start : Weights or None
        Weights named by the user; None for the rule.
    step : {"calibration", "adjustment", "trim"}
        A calibration (raking, post-stratification) takes the place of earlier calibrations and
        trims, so that a second run of the same cell gives the same weights: it starts from the
        last adjustment for non-response, or from the design's weight. The others start from the
        weights in force; only a trim can start from weights below 0.

    Raises
    ------
    SampleError
        If `start` is no `Weights`, or not of these respondents.
    WeightingError
        If the step would start from weights below 0.
    """
    if start is not None:
        sample = sample.with_weights(start)
    elif step == "calibration":
        sample = replace(sample, weights=_last_adjustment(sample.weights))
    weights, column = sample.weights, sample.design.weight
    if weights is not None:
        told = say("weights.from_weights", done=weights.done)
        below = int(np.count_nonzero(weights.array < 0))
        if below and step != "trim":
            shown = plural("units.weights", below)
            raise WeightingError(say("errors.start.negative", start=told, weights=shown))
        return Start(sample, told, weights, weights.steps, weights.recipe)
    told = say("weights.from_one") if column is None else say("weights.from_base", column=column)
    return Start(sample, told, None, (), Recipe())


def changed_options(verb: Callable[..., object], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are not at the verb's defaults, as a recipe keeps them."""
    defaults = _defaults(verb)
    return {name: value for name, value in options.items() if value != defaults[name]}


@cache
def _defaults(verb: Callable[..., object]) -> Mapping[str, object]:
    return {name: each.default for name, each in signature(verb).parameters.items()}


def _last_adjustment(weights: Weights | None) -> Weights | None:
    while weights is not None and weights.kind != LASTING:
        weights = weights.parent
    return weights
