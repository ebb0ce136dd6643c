"""What `tk.diagnose` says: its refusals and its sentences, word by word."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.weights import Weights

SPREAD_RULE = (
    "The rule is techno_kit's own: weights are sound with an efficiency of 70% or more, none above "
    "5 times the mean and at most 5% of them on a bound; they are to be made anew below 40%, above "
    "10 times the mean, or with weights below 0. Targets are not known here, so nothing is said of "
    "them."
)
TARGETS_RULE = (
    "The rule is techno_kit's own: weights are sound with an efficiency of 70% or more, none above "
    "5 times the mean, every target met within 0.1 points, no weight all but 0 and at most 5% of "
    "them on a bound; they are to be made anew below 40%, above 10 times the mean, with a target "
    "missed by more than 0.1 standard deviations, or with weights below 0."
)


@pytest.fixture
def sample() -> tk.Sample:
    rows = {"sex": ["F"] * 70 + ["M"] * 30, "owns": ["yes", "no"] * 50, "w": [1.0, 2.0] * 50}
    return tk.Sample.from_frame(pd.DataFrame(rows))


@pytest.fixture
def weights(sample: tk.Sample) -> Weights:
    return tk.rake(sample, tk.Targets.from_shares({"sex": {"F": 0.5, "M": 0.5}}))


def refused(error: type[Exception], *given: object, **named: object) -> str:
    with pytest.raises(error) as caught:
        tk.diagnose(*given, **named)  # type: ignore[arg-type]
    return str(caught.value)


# --- refusals ------------------------------------------------------------------------------------


def test_no_sample() -> None:
    assert refused(tk.TechnoKitError, pd.DataFrame()) == (
        "tk.diagnose takes a tk.Sample first, not a DataFrame; make one with tk.read, or of a data "
        "frame with tk.Sample.from_frame"
    )


def test_an_unweighted_sample(sample: tk.Sample) -> None:
    assert refused(tk.TechnoKitError, sample) == (
        "tk.diagnose: the sample is unweighted, so there is nothing to diagnose; weight it with "
        "tk.rake and sample.with_weights(weights), pass weights=, or name its weight column with "
        "tk.Design(weight=...)"
    )


def test_weights_that_are_none(sample: tk.Sample) -> None:
    assert refused(tk.TechnoKitError, sample, weights=sample.frame["w"]) == (
        "weights come from tk.rake, not as a Series; name a weight column with "
        "tk.Design(weight=...)"
    )


def test_weights_of_other_respondents(sample: tk.Sample, weights: Weights) -> None:
    few = tk.Sample.from_frame(sample.frame.head(10))
    assert refused(tk.TechnoKitError, few, weights=weights) == (
        "these weights are of 100 respondents with other row labels than the sample's 10; weight "
        "this sample itself"
    )


def test_weights_that_sum_to_0(sample: tk.Sample, weights: Weights) -> None:
    values = pd.Series(np.where(np.arange(100) % 2, 1.0, -1.0))
    nothing = replace(weights, values=values, fits=(), kind="calibrated")
    assert refused(tk.TechnoKitError, sample, weights=nothing) == (
        "tk.diagnose: the weights sum to 0; no share can be told under them"
    )


def test_variables_that_are_not_there(sample: tk.Sample, weights: Weights) -> None:
    assert refused(tk.TechnoKitError, sample, weights=weights, variables=["sxe", "own", "sex"]) == (
        "tk.diagnose: 2 problems:\n"
        "- there is no question or column 'sxe'; did you mean 'sex'?\n"
        "- there is no question or column 'own'; did you mean 'owns'?"
    )


@pytest.mark.parametrize(("given", "kind"), [(3, "int"), ([], "list"), ({"sex": 1}, "dict")])
def test_variables_that_are_none(
    sample: tk.Sample, weights: Weights, given: object, kind: str
) -> None:
    assert refused(tk.TechnoKitError, sample, weights=weights, variables=given) == (
        f"tk.diagnose: variables is a {kind}; it holds questions or their names, such as "
        '["age_group", "region"]'
    )


# --- sentences -----------------------------------------------------------------------------------


def test_sound_weights(sample: tk.Sample, weights: Weights) -> None:
    found = tk.diagnose(sample, weights=weights)
    assert found.verdict == (
        "Sound weights: the efficiency is 84.0% and the largest weight 1.7 times the mean. "
        + TARGETS_RULE
    )
    assert found.text == (
        "Sound weights: the efficiency is 84.0% and the largest weight 1.7 times the mean. 100 "
        "respondents are worth 84 equally weighted ones (design effect of weighting 1.19). The "
        "largest mean weight is that of M (sex), 1.7 times the mean: 30 respondents, 30.0% of all, "
        "carry 50.0% of the weight. Of 2 levels with a target 2 lay more than 0.1 standard "
        "deviations from it before weighting, and 0 after it. Weighting moved no share without a "
        "target by more than 0.5 points."
    )
    assert found.notes == [
        "Population: not stated. Base: 100 respondents, raked to sex; effective base 84.",
        "Before: every respondent counts once.",
        "Distance before and after: the absolute difference from the target in standard "
        "deviations, sqrt(t (1 - t)) for a target share t.",
        "Moved: the absolute difference between after and before, in standard deviations of "
        "before. It is no fault: it says how much a result rests on the weights.",
        "Above 0.1 standard deviations a rule of thumb speaks of imbalance (Austin 2009); it is "
        "no test.",
        TARGETS_RULE,
    ]


def test_a_weight_that_the_file_came_with(sample: tk.Sample) -> None:
    found = tk.diagnose(sample.with_design(tk.Design(weight="w")))
    assert found.verdict == (
        "Sound weights: the efficiency is 90.0% and the largest weight 1.3 times the mean. "
        + SPREAD_RULE
    )
    assert found.text == (
        "Sound weights: the efficiency is 90.0% and the largest weight 1.3 times the mean. 100 "
        "respondents are worth 90 equally weighted ones (design effect of weighting 1.11). The "
        "weights differ most by owns: 100% of their variance lies between its levels. The largest "
        "mean weight is that of no (owns), 1.3 times the mean: 50 respondents, 50.0% of all, carry "
        "66.7% of the weight. Of the shares without a target weighting moved that of no (owns) "
        "most, from 50.0% to 66.7%."
    )
    assert found.notes[1] == (
        "Before: every respondent counts once; what the weight was made to meet is not known here."
    )


def test_every_reason_at_once() -> None:
    values = pd.Series([0.05] * 1900 + [10.0] * 98 + [100.0] + [-1.0])
    sample = tk.Sample.from_frame(pd.DataFrame({"sex": ["F"] * 1000 + ["M"] * 1000}))
    weights = Weights(values, None, None, (), kind="calibrated")
    assert tk.diagnose(sample, weights=weights).found.text == (
        "Make these weights anew: 1 weight is below 0, the efficiency of 3.5% is below 40% and "
        "the largest weight is 170.4 times the mean, more than 10."
    )


def test_with_care(sample: tk.Sample, weights: Weights) -> None:
    fit = weights.fits[0]
    missed = replace(fit, target=fit.after + np.array([0.02, -0.02]))
    held = replace(weights, fits=(missed,), cap=1.67, capped=30)
    assert tk.diagnose(sample, weights=held).found.text == (
        "Weights to use with care: F (sex) misses its target by 2.0 points and 30.0% of the "
        "weights sit on a bound, more than 5%, where standard errors are approximate."
    )


def test_a_mean_that_is_missed(sample: tk.Sample, weights: Weights) -> None:
    size = tk.Question("w", kind="number", label="Size")
    fit = replace(
        weights.fits[0],
        questions=(),
        levels=(("(mean)",),),
        before=np.array([1.5]),
        after=np.array([1.5]),
        target=np.array([1.6]),
        number=size,
    )
    aimed = replace(weights, fits=(*weights.fits, fit), kind="calibrated")
    found = tk.diagnose(sample, weights=aimed)
    assert found.found.text == (
        "Weights to use with care: the mean of Size is 1.50 where the target is 1.60."
    )
    row = found.balance.set_index("variable").loc["w"]
    assert (row["level"], row["target"]) == ("(mean)", 1.6)


def test_respondents_without_a_weight_are_counted() -> None:
    rows = pd.DataFrame({"sex": ["F", "M"] * 5, "w": [0.0] + [1.0] * 9})
    found = tk.diagnose(tk.Sample.from_frame(rows, design=tk.Design(weight="w")))
    assert (
        "1 respondent has the weight 0 and is left out of the design effect and the mean weight."
        in found.notes
    )
