"""What the errors take into account of the weighting, and what they take as known, in sentences."""

from collections.abc import Iterator

from techno_kit.survey.calibrations import Calibration
from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.survey.weights import Weights
from techno_kit.wording import join, percent, plural, say

MANY_BOUND = 0.05  # share of weights on a bound beyond which the residual formula is approximate
CALIBRATIONS = ("raked", "poststratified", "calibrated")


def weighting_told(sample: Sample) -> str:
    """Tell how the weights came about."""
    column, calibration = sample.design.weight, sample.calibration
    told = list(sample.weights.steps) if sample.weights is not None else []
    left_out = [each.method for each in sample.left_out if each.n]
    if calibration is not None and calibration.final:
        variables = _variables(calibration)
        key = "waves.arrived" if _of_waves(sample) else "projection.arrived"
        told.insert(0, say(key, column=column, variables=variables))
    elif sample.weights is None:
        key = "method.unweighted" if column is None else "method.as_given"
        if column is not None and sample.replicates is not None:
            key = "replicates.told.as_given"
        if column is not None and sample.replicates is None and _of_waves(sample):
            key = "waves.as_given"
        told.append(say(key, column=column))
    weight = sample.weight
    if weight is not None and (nobody := int((weight == 0).sum())):
        told.append(plural("method.weightless", nobody))
    return " ".join([*left_out, *told])


def _of_waves(sample: Sample) -> bool:
    """Tell whether the design's weight is that of waves, over its mean in each."""
    return bool(sample.codebook.wave_weight) and (
        sample.design.weight == sample.codebook.wave_weight
    )


def projection_told(sample: Sample) -> str:
    """Tell what the errors take into account of the weighting; empty for weights as given."""
    weights = sample.weights
    if sample.replicates is not None:
        return "" if weights is None else say("replicates.told.remade")
    if weights is None:
        return "" if sample.calibration is None else say("projection.final")
    return " ".join(_sentences(weights, sample.base_weight))


def _sentences(weights: Weights, base: Floats | None) -> Iterator[str]:
    calibration = weights.calibration
    if calibration is None:
        yield say("projection.none")
    else:
        yield from _residuals(weights, calibration, base)
    if any(_estimated(each) for each in chain_of(weights)):
        yield say("projection.targets")


def _residuals(weights: Weights, calibration: Calibration, base: Floats | None) -> Iterator[str]:
    """Tell the regression whose residuals take the place of the influence values."""
    made = [each for each in chain_of(weights) if each.kind in CALIBRATIONS]
    start = "base" if calibration.start is base else "start"
    if calibration.final:
        yield say("projection.final")
    elif made:
        under = say(f"projection.under.{start}")
        yield say(f"projection.{made[0].kind}", under=under)
    if calibration.values is not None:
        yield say("projection.trimmed")
    if len(made) > 1:
        yield say("projection.last")
    bound = (weights.capped + weights.floored) / max(len(weights), 1)
    if bound > MANY_BOUND:
        yield say("projection.bound", share=percent(bound))


def chain_of(weights: Weights | None) -> Iterator[Weights]:
    """Return weights and those that they started from, the last step first."""
    while weights is not None:
        yield weights
        weights = weights.parent


def population_told(population: str, weights: Weights | None) -> str:
    """Return whom a survey is about; where that is not stated, whom its weights were made for.

    Parameters
    ----------
    population : str
        As the codebook states it.
    weights : Weights or None
        Their targets can name population, year and source.
    """
    if population:
        return population
    targets = next((each.targets for each in chain_of(weights) if each.targets is not None), None)
    if targets is None or not targets.caption:
        return ""
    if targets.population:
        return targets.caption
    return say("diagnosis.population", source=targets.caption)


def _estimated(weights: Weights) -> bool:
    """Tell whether a step's targets are estimates with standard errors."""
    targets = weights.targets
    if targets is None:
        return False
    return any(each.se for each in targets.margins) or any(
        each.se is not None for each in targets.numbers
    )


def _variables(calibration: Calibration) -> str:
    """Name the margins of a calibration, as captions do."""
    return join(
        CROSS.join(each.title for each in (*term.questions, term.number) if each is not None)
        for term in calibration.terms
    )
