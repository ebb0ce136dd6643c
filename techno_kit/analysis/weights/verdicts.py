"""The verdict on weights: three classes, by a rule of the kit's own.

The trade knows no standard, only rules of thumb, and the thresholds are theirs where there is one.
The classes, and what has no source here, are ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from techno_kit.analysis.telling.accounting import MANY_BOUND
from techno_kit.analysis.telling.picking import TIED
from techno_kit.numerics.balance import Spread, share_deviation, standardised
from techno_kit.survey.codebook import Question
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.survey.weight_words import adjusts, vanished_of
from techno_kit.survey.weights import Fit, Weights
from techno_kit.wording import decimal, join, percent, plural, points, say

Grade = Literal["sound", "strained", "poor"]

#: Below it Askia's handbook advises to check the weighting design, or even that of the sample.
SOUND_EFFICIENCY = 0.70
#: Below it Alida's handbook advises to reconsider the weighting scheme.
POOR_EFFICIENCY = 0.40
#: Times the mean: the cap of the American National Election Studies (DeBell and Krosnick 2009).
SOUND_LARGEST = 5.0
#: Times the mean, ours: twice that; one respondent in a group of ten then outweighs the others.
POOR_LARGEST = 10.0
#: Share, ours: a target missed by more is missed in the figures that a report prints.
MISSED = 0.001
#: Share: a target missed by more is named, whatever the class; less is the solver's.
NAMED = 0.00005
#: Standard deviations: from there Austin (2009) speaks of imbalance.
IMBALANCE = 0.1
ROUNDED = 1 + 1e-9  # weights that were cut to a cap may exceed it by rounding


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is thought of weights.

    Attributes
    ----------
    grade : {"sound", "strained", "poor"}
        The class.
    reasons : tuple of str
        Why it is not better, in phrases; of sound weights what they are.
    """

    grade: Grade
    reasons: tuple[str, ...]

    @property
    def text(self) -> str:
        """The verdict with its reasons."""
        return say(f"diagnosis.verdict.{self.grade}", reasons=join(self.reasons))


@dataclass(frozen=True, slots=True)
class Miss:
    """A target that is missed: by how much (share 0-1), in deviations, and which it is."""

    gap: float
    asmd: float
    level: str
    variable: str


def verdict_on(spread: Spread, weights: Weights | None) -> Verdict:
    """Return the verdict on weights; a target that is missed is named first.

    Parameters
    ----------
    spread : Spread
        How they spread.
    weights : Weights or None
        What they were made to meet; None for weights that the file came with.
    """
    missed = list(_missed(weights))
    poor, strained = list(_poor(spread, weights)), list(_strained(spread, weights))
    vanished = [] if weights is None else _vanished(weights)
    far = [each for each in misses_of(weights) if each.asmd > IMBALANCE]
    if poor or (far and not adjusts(weights)):
        return Verdict("poor", (*missed, *poor, *vanished))
    off = any(abs(each.gap) > MISSED * ROUNDED for each in misses_of(weights))
    off = off and not adjusts(weights)  # what a propensity leaves it did not promise to close
    if strained or off or far or vanished or any(_missed_means(weights)):
        return Verdict("strained", (*missed, *strained, *vanished))
    efficiency = percent(spread.efficiency, 1)
    values = {"largest": decimal(spread.largest_to_mean, 1), "mean": mean_told(weights)}
    fine = say("diagnosis.fine", efficiency=efficiency, **values)
    return Verdict("sound", (*missed, fine))


def rule_told(weights: Weights | None) -> str:
    """Tell the rule in a sentence; targets count where they are known."""
    known = weights is not None and any(fit.number is None for fit in weights.fits)
    kind = "response" if adjusts(weights) else "targets"
    return say(
        f"diagnosis.rule.{kind if known else 'spread'}",
        sound=percent(SOUND_EFFICIENCY),
        poor=percent(POOR_EFFICIENCY),
        largest=decimal(SOUND_LARGEST, 0),
        huge=decimal(POOR_LARGEST, 0),
        gap=decimal(100 * MISSED, 1),
        bound=percent(MANY_BOUND),
        imbalance=decimal(IMBALANCE, 1),
    )


def market_of(weights: Weights | None) -> Question | None:
    """Return the question in each of whose levels weights were made by themselves."""
    if weights is None or weights.kind == "trimmed":
        return None  # a trim has one cap for everyone
    return next((fit.questions[0] for fit in weights.fits if fit.within), None)


def mean_told(weights: Weights | None) -> str:
    """Name the mean that the largest weight is a multiple of."""
    market = market_of(weights)
    return (
        say("weights.mean") if market is None else say("diagnosis.mean_of_own", name=market.title)
    )


def misses_of(weights: Weights | None) -> list[Miss]:
    """Return every share that has a target, with its gap; the largest gap first."""
    fits = () if weights is None else weights.fits
    found = [miss for fit in fits if fit.number is None for miss in _misses(fit)]
    return sorted(found, key=lambda each: -round(abs(each.gap), TIED))


def _misses(fit: Fit) -> Iterator[Miss]:
    far = standardised(fit.after, fit.target, share_deviation(fit.target))
    gaps = fit.after - fit.target
    for level, gap, asmd in zip(fit.levels, gaps, far, strict=True):
        yield Miss(float(gap), float(asmd), CROSS.join(level), fit.title)


def on_bounds(weights: Weights | None) -> float:
    """Return the share (0-1) of the weights that sit on a bound."""
    if weights is None or not len(weights):
        return 0.0
    return (weights.capped + weights.floored) / len(weights)


def _missed(weights: Weights | None) -> Iterator[str]:
    """Name the share that misses its target most, and every mean that misses its own."""
    misses = misses_of(weights)
    if adjusts(weights):
        misses = [each for each in misses if each.asmd > IMBALANCE]
    far = [each for each in misses if each.asmd > IMBALANCE]
    if misses and abs(misses[0].gap) > NAMED:
        # a rare level can lie few points off, and yet far
        most = max(far, key=lambda each: each.asmd) if far else misses[0]
        key = "gap_response" if adjusts(weights) else "gap"
        gap = gap_told(most.gap)
        yield say(f"diagnosis.reason.{key}", level=most.level, variable=most.variable, gap=gap)
    yield from _missed_means(weights)


def gap_told(gap: float) -> str:
    """Word a gap in points, with a second decimal where the first says nothing."""
    return points(abs(gap), 1 if abs(gap) >= MISSED else 2).removeprefix("+")


def _vanished(weights: Weights) -> list[str]:
    n = vanished_of(weights)
    return [plural("diagnosis.reason.vanished", n)] if n else []


def _poor(spread: Spread, weights: Weights | None) -> Iterator[str]:
    if spread.negative:
        yield plural("diagnosis.reason.negative", spread.negative)
    if not _reaches(spread.efficiency, POOR_EFFICIENCY):
        yield _efficiency(spread, POOR_EFFICIENCY)
    if spread.largest_to_mean > POOR_LARGEST * ROUNDED:
        yield _largest(spread, POOR_LARGEST, weights)


def _strained(spread: Spread, weights: Weights | None) -> Iterator[str]:
    if not _reaches(spread.efficiency, SOUND_EFFICIENCY):
        yield _efficiency(spread, SOUND_EFFICIENCY)
    if spread.largest_to_mean > SOUND_LARGEST * ROUNDED:
        yield _largest(spread, SOUND_LARGEST, weights)
    if on_bounds(weights) > MANY_BOUND:
        share, most = percent(on_bounds(weights), 1), percent(MANY_BOUND)
        yield say("diagnosis.reason.bounds", share=share, most=most)


def _missed_means(weights: Weights | None) -> Iterator[str]:
    for fit in () if weights is None else weights.fits:
        if fit.number is None:
            continue
        for after, target in zip(fit.after, fit.target, strict=True):
            if abs(after - target) > MISSED * abs(target):
                values = {"after": decimal(after), "target": decimal(target)}
                yield say("diagnosis.reason.mean", variable=fit.title, **values)


def _reaches(efficiency: float, least: float) -> bool:
    """Whether an efficiency is a threshold or more, as far as it is printed."""
    return round(efficiency, 3) >= least


def _efficiency(spread: Spread, least: float) -> str:
    values = {"efficiency": percent(spread.efficiency, 1), "least": percent(least)}
    return say("diagnosis.reason.efficiency", **values)


def _largest(spread: Spread, most: float, weights: Weights | None) -> str:
    largest, mean = decimal(spread.largest_to_mean, 1), mean_told(weights)
    return say("diagnosis.reason.largest", largest=largest, mean=mean, most=decimal(most, 0))
