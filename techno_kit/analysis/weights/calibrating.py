"""The verb `calibrate`: the weights nearest to the starting weights that meet every total."""

from math import isfinite

import numpy as np
import pandas as pd

from techno_kit.analysis.weights.calibration_options import (
    Asked,
    BoundsGiven,
    BoundsOn,
    DistanceName,
    checked_options,
)
from techno_kit.analysis.weights.calibration_tasks import Calibrated, task_of
from techno_kit.analysis.weights.calibration_telling import steps_told, why_missed
from techno_kit.analysis.weights.starting import changed_options, start_of
from techno_kit.errors import TargetsError, WeightingError
from techno_kit.survey.calibrations import Calibration
from techno_kit.survey.checks import the_sample
from techno_kit.survey.recipes import Step
from techno_kit.survey.sample import Sample
from techno_kit.survey.standing import unweighted
from techno_kit.survey.targets.matching import BlankRule
from techno_kit.survey.targets.target_set import Targets
from techno_kit.survey.weights import Weights
from techno_kit.wording import say

TOLERANCE = 1e-10  # share


def calibrate(
    sample: Sample,
    totals: Targets,
    *,
    distance: DistanceName = "linear",
    bounds: BoundsGiven | None = None,
    bounds_on: BoundsOn = "g",
    missing: BlankRule = "error",
    start: Weights | None = None,
    tolerance: float = TOLERANCE,
) -> Weights:
    """Calibrate a sample to known shares and means, or to counts and totals.

    Parameters
    ----------
    sample : Sample
        Its design's weight is where the weights start from, or the last adjustment for
        non-response, as with `rake`.
    totals : Targets
        Margins as for `rake`, of one variable or of several that are crossed, and numbers:
        ``Targets.from_shares({"sex": {...}, "household_size": 2.3})``. Shares and percentages go
        with means, counts with totals.
    distance : {"linear", "raking", "logit", "truncated"}
        How far the final weights are from the starting weights. ``"linear"``: the generalised
        regression estimator; weights below 0 may arise and are told. ``"raking"``: weights stay
        above 0. ``"logit"``: g, the final over the starting weight, stays between two bounds.
        ``"truncated"``: the linear distance, cut at the bounds.
    bounds : (low, high), optional
        The lowest and the highest g, the final over the starting weight, such as ``(0.3, 3)``;
        None in a place stands for no bound. Needed for ``"logit"`` (both) and ``"truncated"``; the
        others are cut there. Where counts add to 1.5 times the starting weights, the mean of g is
        1.5, and bounds lie on either side of it. See the Notes for counts that are far larger.
    bounds_on : {"g", "weight"}
        Whether the bounds are on g, or on the final weight itself, in its own units.
    missing : {"error", "own_level", "keep_share", "drop"}
        What a blank in a variable of a margin means, as with `rake`. A blank in a number is
        refused, or with ``"drop"`` the respondent gets a weight of 0.
    start : Weights, optional
        Weights to start from instead.
    tolerance : float
        The largest gap (share 0-1) of any level of any margin of the final weights; of a number,
        relative to its root mean square about the target.

    Returns
    -------
    Weights
        ``.values`` on the sample's index. Shares and means keep the sum of the starting weights,
        counts set it. Totals of numbers without any margin leave it open: then nothing is known of
        the size of the population, and ``.method`` says that the sum was not held. A starting
        weight of 0 stays 0.

    Raises
    ------
    TargetsError
        If totals and sample do not fit; all problems at once.
    WeightingError
        If no weights meet every total (within the bounds); says which are missed, how far, and
        which bounds would do. If weights to start from are below 0.

    Notes
    -----
    w = d F(x'u) minimises the distance to the starting weights d under sum(w x) = t, where F(u) is
    1 + u, exp(u), the bounded function of Deville and Sarndal, or 1 + u cut at the bounds. With
    bounds on the weight w = clip(d F(x'u), low, high). g = w / d is the final over the starting
    weight as it is, as in R's ``survey``. With shares and means its mean is 1; with counts it is
    the growth: the sum of the final over that of the starting weights. Where the growth is more
    than 20, the starting weights are multiplied by it first: g has a mean of 1 again, and
    ``.method`` says so. R's ``survey`` (4.1-1) then multiplies by a mean of ratios that depends on
    which level of a margin comes first; the kit does not. Raking without numbers gives the weights
    of `rake`.

    References
    ----------
    Deville, J.-C. and Sarndal, C.-E. (1992), JASA 87, 376-382.

    Examples
    --------
    >>> frame = pd.DataFrame({"sex": ["Female"] * 6 + ["Male"] * 4, "persons": [1, 2, 3, 4, 2] * 2})
    >>> totals = Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}, "persons": 2.2})
    >>> weights = calibrate(Sample.from_frame(frame), totals, distance="raking")
    >>> float(round(np.average(frame["persons"], weights=weights.values), 6))
    2.2
    """
    sample = the_sample(sample, "tk.calibrate")
    if not isinstance(totals, Targets):
        raise TargetsError(say("errors.rake.kind", kind=type(totals).__name__))
    asked = checked_options(distance, bounds, bounds_on, missing, tolerance)
    begun = start_of(sample, start, step="calibration")
    task = task_of(begun.sample, totals, missing, asked)
    made = task.solve()
    if not made.solution.converged:
        raise WeightingError(why_missed(task, made))
    options = {
        "distance": distance,
        "bounds": (asked.low, asked.high) if asked.bounded else None,
        "bounds_on": bounds_on,
        "missing": missing,
        "tolerance": tolerance,
    }
    floor, cap = _multiples(asked, made)
    return Weights(
        values=pd.Series(made.values, index=sample.frame.index, name="weight", copy=False),
        base=sample.base_weight,
        targets=totals,
        fits=made.fits,
        steps=(*begun.steps, " ".join(steps_told(begun, totals, task, made, missing))),
        kind="calibrated",
        parent=begun.parent,
        cap=cap,
        floor=floor,
        capped=made.at_high,
        floored=made.at_low,
        calibration=Calibration(task.terms(made.fits), begun.sample.weight),
        recipe=begun.recipe.then(Step("calibrate", changed_options(calibrate, options), totals)),
        synthetic=sample.codebook.synthetic,
        made_on=unweighted(sample),
    )


def _multiples(asked: Asked, made: Calibrated) -> tuple[float | None, float | None]:
    """Return bounds on the weight as multiples of its mean; None for those on g."""
    mean = float(made.values.sum()) / (int(np.count_nonzero(made.values)) or 1)
    low = asked.low / mean if asked.on_weight and asked.low > 0 else None
    high = asked.high / mean if asked.on_weight and isfinite(asked.high) else None
    return low, high
