"""Weights cut to a cap and a floor, with what that cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import pandas as pd

from techno_kit.analysis.weights.starting import Start, changed_options, start_of
from techno_kit.errors import QuestionError, WeightingError, raise_all, unknown_word
from techno_kit.numerics.bounds import Bound, limit
from techno_kit.numerics.trimming import Spread, Trimming, trim_weights
from techno_kit.survey.bounding import BoundGiven, bounds_told, checked_bound, told
from techno_kit.survey.checks import the_sample
from techno_kit.survey.collapse import Floats
from techno_kit.survey.recipes import Step
from techno_kit.survey.sample import Sample
from techno_kit.survey.standing import times_of, unweighted
from techno_kit.survey.targets.margins import reached_mean, reached_shares
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.survey.weights import Fit, Weights
from techno_kit.wording import decimal, percent, plural, points, say

OPENED = 1e-6  # share: a smaller gap is none


def trim(
    sample: Sample,
    *,
    cap: BoundGiven | None = None,
    floor: BoundGiven | None = None,
    spread: Spread = "equal",
    start: Weights | None = None,
) -> Weights:
    """Cut the weights in force to a cap and a floor.

    A trim makes estimates steadier and moves them: margins that were met no longer are, which
    ``.table`` shows in its gaps. ``tk.rake(..., cap=)`` cuts and keeps the margins.

    Parameters
    ----------
    sample : Sample
        The weights in force are trimmed: its own, or the design's.
    cap, floor : float or (rule, number), optional
        The highest and the lowest weight allowed, as a multiple of the mean weight, such as 5;
        or ``("median", 4)``, ``("absolute", 12)``, ``("quantile", 0.99)``, ``("iqr", 6)``: the
        median plus (floor: minus) six interquartile ranges. All are measured by the weights above
        0 before the trim, each counted once. A weight of 0 stays at 0.
    spread : {"equal", "proportional", "none"}
        What becomes of what is cut. The other weights get the same amount each, again and again
        until no weight is outside; they are multiplied by a factor; or the sum of the weights
        changes.
    start : Weights, optional
        Weights to trim instead of those in force.

    Returns
    -------
    Weights
        ``.fits`` and ``.table`` hold the margins of the last calibration: ``before`` is their state
        before the trim, ``after`` that after it.

    Raises
    ------
    QuestionError
        If there is no bound, or an option cannot be used.
    WeightingError
        If the bounds cannot hold; says which would.

    Notes
    -----
    With weights d of sum T and bounds L and U, ``"equal"`` is the fixed point of cutting to L and U
    and dividing the change of the sum among the weights inside (R: ``trimWeights(strict=TRUE)``);
    ``"proportional"`` is ``clip(f d, L, U)`` with the factor f that keeps T; ``"none"`` is
    ``clip(d, L, U)``.

    Standard errors take the trim as given, and know what the weights were calibrated to before.

    References
    ----------
    Potter, F. J. (1990). A study of procedures to identify and trim extreme sampling weights.
    Proceedings of the Survey Research Methods Section, American Statistical Association, 225-230.

    Examples
    --------
    >>> from techno_kit.survey.design import Design
    >>> frame = pd.DataFrame({"w": [1.0, 1.0, 2.0, 8.0]})
    >>> sample = Sample.from_frame(frame, design=Design(weight="w"))
    >>> trim(sample, cap=("absolute", 4)).values.round(3).tolist()
    [2.333, 2.333, 3.333, 4.0]
    """
    sample = the_sample(sample, "tk.trim")
    bounds = _checked(cap, floor, spread)
    begun = start_of(sample, start, step="trim")
    old = np.ones(sample.n) if begun.sample.weight is None else begun.sample.weight
    times = times_of(sample)
    one = old if times is None else np.divide(old, times, out=np.zeros(sample.n), where=times > 0)
    limits = bounds.limits(one, times)
    found = trim_weights(old, *limits, spread=spread, times=times)
    if not found.possible:
        raise WeightingError(f"{say('errors.trim.call')}: {bounds.impossible(old, limits, times)}")
    parent, calibration = begun.parent, begun.sample.calibration
    if calibration is not None and calibration.values is None:
        calibration = replace(calibration, values=old)
    mean = _mean(found.weights)
    options = {"cap": cap, "floor": floor, "spread": spread}
    weights = Weights(
        values=pd.Series(found.weights, index=sample.frame.index, name="weight", copy=False),
        base=sample.base_weight,
        targets=parent.targets if parent else None,
        fits=(),
        kind="trimmed",
        parent=parent,
        cap=_multiple(bounds.cap, limits[1] / mean, spread),
        floor=_multiple(bounds.floor, limits[0] / mean, spread),
        capped=found.at_cap,
        floored=found.at_floor,
        calibration=calibration,
        recipe=begun.recipe.then(Step("trim", changed_options(trim, options))),
        synthetic=sample.codebook.synthetic,
        made_on=unweighted(sample),
    )
    fits = _fits(replace(sample, weights=weights), parent.fits if parent else ())
    weights = replace(weights, fits=fits)
    return replace(weights, steps=(*begun.steps, _step(begun, old, bounds, spread, found, weights)))


@dataclass(frozen=True, slots=True)
class _Bounds:
    """A cap and a floor as they were asked."""

    cap: Bound | None
    floor: Bound | None

    @property
    def told(self) -> str:
        return bounds_told(self.cap, self.floor)

    def limits(self, weights: Floats, times: Floats | None) -> tuple[float, float]:
        """Return the lowest and the highest weight allowed."""
        low = -np.inf
        if self.floor is not None:
            low = limit(self.floor, weights, lower=True, times=times)
        return low, np.inf if self.cap is None else limit(self.cap, weights, times=times)

    def impossible(
        self, weights: Floats, limits: tuple[float, float], times: Floats | None = None
    ) -> str:
        """Word why no weights of this sum lie within the limits."""
        low, high = limits
        if self.cap is not None and self.floor is not None and low > high:
            return say(
                "errors.trim.crossed",
                cap=told(self.cap),
                floor=told(self.floor),
                low=decimal(low, 4),
                high=decimal(high, 4),
            )
        n = np.count_nonzero(weights) if times is None else times[weights != 0].sum()
        mean = float(weights.sum() / n)
        name, bound = ("cap", self.cap) if mean > high else ("floor", self.floor)
        return say(
            f"errors.trim.{name}",
            n=plural("units.weights", int(np.count_nonzero(weights))),
            total=decimal(float(weights.sum()), 2),
            mean=decimal(mean, 4),
            limit=decimal(high if name == "cap" else low, 4),
            bound=told(bound) if bound else "",
        )


def _checked(cap: object, floor: object, spread: object) -> _Bounds:
    problems, bounds = [], []
    for name, given in (("cap", cap), ("floor", floor)):
        bound = checked_bound(name, given)
        problems += [bound] if isinstance(bound, str) else []
        bounds.append(None if isinstance(bound, str) else bound)
    if spread not in get_args(Spread):
        problems.append(unknown_word("spread", spread, get_args(Spread)))
    if cap is None and floor is None:
        problems.append(say("errors.trim.bounds"))
    raise_all(QuestionError, say("errors.trim.call"), problems)
    return _Bounds(*bounds)


def _multiple(bound: Bound | None, reached: float, spread: Spread) -> float | None:
    """Return a bound as a multiple of the mean of the trimmed weights."""
    if bound is None:
        return None
    return bound.value if bound.rule == "mean" and spread != "none" else float(reached)


def _mean(weights: Floats) -> float:
    return float(weights.sum() / np.count_nonzero(weights))


def _fits(sample: Sample, fits: Sequence[Fit]) -> tuple[Fit, ...]:
    """Return what became of margins that were met before."""
    made = []
    for fit in fits:
        if fit.number is None:
            after = reached_shares(sample, fit)[0]
        else:
            after = np.array([reached_mean(sample, fit.number)])
        made.append(replace(fit, before=fit.after, after=after))
    return tuple(made)


def _step(
    begun: Start, old: Floats, bounds: _Bounds, spread: Spread, found: Trimming, weights: Weights
) -> str:
    """Tell what the trim did, and what it cost."""
    if not found.cut and not found.raised:
        return say("trimming.nothing", start=begun.told, bounds=bounds.told)
    told_cut = plural("trimming.cut", found.cut)
    told_raised = plural("trimming.raised", found.raised)
    both = say("trimming.cut_and_raised", cut=told_cut, raised=told_raised)
    sums = {"before": decimal(float(old.sum()), 2), "after": decimal(float(weights.array.sum()), 2)}
    return say(
        "trimming.step",
        start=begun.told,
        bounds=bounds.told,
        weights=both if found.cut and found.raised else told_cut if found.cut else told_raised,
        moved=percent(found.moved, 1),
        spread=say(f"trimming.spread.{spread}", **sums),
        before=decimal(_deff(old)),
        after=decimal(weights.deff),
        gap=_gap(weights.fits),
    )


def _deff(weights: Floats) -> float:
    return float(np.count_nonzero(weights) * (weights @ weights) / weights.sum() ** 2)


def _gap(fits: Sequence[Fit]) -> str:
    """Tell the largest gap of a share that was not there before."""
    gaps = [
        (abs(gap), gap, fit, level)
        for fit in fits
        if fit.number is None
        for level, gap in zip(fit.levels, (fit.after - fit.target).tolist(), strict=True)
    ]
    if not gaps:
        return ""
    size, gap, fit, level = max(gaps, key=lambda each: each[0])
    if size <= OPENED:
        return say("trimming.kept")
    place = CROSS.join(level)
    return say("trimming.opened", gap=points(gap, 2), level=place, variable=fit.title)
