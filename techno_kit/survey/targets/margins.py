"""Whether weights keep their promise on a sample."""

from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from techno_kit.errors import SampleError
from techno_kit.survey.answers import Answers
from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Collapsible, Floats
from techno_kit.survey.sheet import AnswerSheet
from techno_kit.survey.weights import Fit, Weights
from techno_kit.wording import say

SAME = 1e-6  # share; sums in another order differ by far less, other people by far more


class _Answering(Collapsible, Protocol):
    @property
    def sheet(self) -> AnswerSheet: ...

    @property
    def weight(self) -> Floats | None: ...

    def answers(self, question: Question | str) -> Answers: ...


def checked_weights(sample: Any, weights: object) -> Weights:
    """Return weights that are to be a sample's.

    Raises
    ------
    SampleError
        If they are none, not of these respondents, or started from other base weights.
    """
    if not isinstance(weights, Weights):
        raise SampleError(say("errors.sample.weights_kind", kind=type(weights).__name__))
    if not weights.values.index.equals(sample.frame.index):
        raise SampleError(say("errors.sample.weights_index", n=len(weights), respondents=sample.n))
    if not _same(weights.base, sample.base_weight):
        column = sample.design.weight
        base = say("weights.from_one") if column is None else repr(column)
        raise SampleError(say("errors.sample.weights_base", base=base))
    if not margins_hold(replace(sample, weights=weights), weights):
        raise SampleError(say("errors.sample.weights_rows"))
    return weights


def _same(one: Floats | None, other: Floats | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or bool((one == other).all())


def margins_hold(sample: _Answering, weights: Weights) -> bool:
    """Tell whether a sample under these weights has the margins that they were made to meet.

    Weights of another file have the right length and perhaps the right row labels, but not these
    margins.
    """
    return all(_holds(sample, fit) for fit in weights.fits)


def _holds(sample: _Answering, fit: Fit) -> bool:
    if fit.number is not None:
        return _mean_holds(sample, fit.number, float(fit.after[0]))
    shares, parts = reached_shares(sample, fit)
    return bool((np.abs(shares - fit.after) * parts <= SAME).all())


def reached_shares(sample: _Answering, fit: Fit) -> tuple[Floats, Floats]:
    """Return the shares of a margin's levels under a sample's weights.

    Parameters
    ----------
    sample : Sample
        The respondents and the weights in force.
    fit : Fit
        Of shares; its levels.

    Returns
    -------
    shares : numpy.ndarray of float, shape (levels,)
        As in `Fit.after`: of the whole, or each market's own.
    parts : numpy.ndarray of float, shape (levels,)
        The share of the whole that these are shares of: 1, or the level's market.
    """
    table = sample.collapse(fit.questions, ("n", "w"))
    w = table.sums("w")
    axes = [table.codes(axis).tolist() for axis in range(len(fit.questions))]
    known = [(*sample.answers(question).levels, BLANK) for question in fit.questions]
    reached: dict[tuple[str, ...], float] = {}
    whole: dict[str, float] = {}
    for codes, weight in zip(zip(*axes, strict=True), w.tolist(), strict=True):
        level = tuple(names[code] for names, code in zip(known, codes, strict=True))
        reached[_lumped(level, fit.within)] = reached.get(_lumped(level, fit.within), 0.0) + weight
        market = level[0] if fit.within else ""
        whole[market] = whole.get(market, 0.0) + weight
    sums = np.array([reached.get(level, 0.0) for level in fit.levels])
    of = np.array([whole.get(level[0] if fit.within else "", 0.0) for level in fit.levels])
    return np.divide(sums, of, out=np.zeros_like(sums), where=of != 0), of / w.sum()


def reached_mean(sample: _Answering, number: Question) -> float:
    """Return the mean of a number under a sample's weights, among those who gave it."""
    values, weight = sample.sheet.numbers(number), sample.weight
    known = ~np.isnan(values)
    return float(np.average(values[known], weights=None if weight is None else weight[known]))


def _mean_holds(sample: _Answering, number: Question, mean: float) -> bool:
    size = float(np.nanmax(np.abs(sample.sheet.numbers(number)), initial=0.0))
    return abs(reached_mean(sample, number) - mean) <= SAME * size


def _lumped(level: tuple[str, ...], within: bool) -> tuple[str, ...]:
    """Return the level of everyone who is blank on any of the questions as one."""
    first = int(within)
    blank = BLANK in level[first:]
    return level[:first] + (BLANK,) * (len(level) - first) if blank else level
