"""What is summed over respondents: weights, their squares, and what calibrations need."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from techno_kit.survey.calibrations import Calibration
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import Floats, Measure

if TYPE_CHECKING:
    from techno_kit.survey.respondents import Respondents

#: What a measure is where nothing followed the calibration: w are the weights right after it.
UNTRIMMED: dict[Measure, Measure] = {"v": "w", "sw": "s", "wv": "ww", "vv": "ww"}


def measures_of(
    sample: "Respondents", measures: Sequence[Measure], times: Sequence[Question] = ()
) -> dict[Measure, Floats | None]:
    """Return measures of every respondent, those that are the same as one array.

    Parameters
    ----------
    sample : Respondents
        The respondents.
    measures : sequence of Measure
        What is summed.
    times : sequence of Question, optional
        Number questions whose values multiply every measure but ``n``; a blank is 0.

    Returns
    -------
    dict of Measure to numpy.ndarray of float, shape (n,), or None
        None counts respondents.
    """
    calibration = sample.calibration
    trimmed = calibration is not None and calibration.values is not None
    known = {each: each if trimmed else UNTRIMMED.get(each, each) for each in measures}
    made = {each: _measure(sample, each) for each in dict.fromkeys(known.values())}
    for question in times:
        numbers = np.nan_to_num(sample.sheet.numbers(question), nan=0.0)
        for each, values in made.items():
            if each != "n":
                made[each] = numbers if values is None else values * numbers
    return {each: made[same] for each, same in known.items()}


def _measure(sample: "Respondents", measure: Measure) -> Floats | None:
    weight, calibration = sample.weight, sample.calibration
    if measure == "n":
        return None
    if measure == "d" or (measure == "s" and calibration is None):
        return sample.base_weight
    if measure == "s" and calibration is not None:
        return _started(calibration, weight)
    if measure == "w" or weight is None:
        return weight
    if measure == "active":
        return None if weight.all() else (weight != 0).astype(float)  # below 0 too, as R's degf
    if measure == "ww" or calibration is None or calibration.values is None:
        return weight * weight
    values = calibration.values
    if measure == "sw":
        ratio = np.divide(weight, values, out=np.zeros_like(values), where=values != 0)
        return ratio if calibration.start is None else ratio * calibration.start
    if measure == "v":
        return values
    return values * (values if measure == "vv" else weight)


def _started(calibration: Calibration, weight: Floats | None) -> Floats | None:
    """Return the weights that a calibration started from, 0 for whom it left without a weight.

    Those are not in it: left out for a blank, or at a level whose target is 0.
    """
    start = calibration.start
    values = weight if calibration.values is None else calibration.values
    if values is None or values is start or np.count_nonzero(values) == len(values):
        return start
    return (values != 0).astype(np.float64) if start is None else np.where(values != 0, start, 0.0)
