"""What methods paragraphs say of the weighting: what errors take into account or as known."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.telling.accounting import projection_told, weighting_told

N = 240
RNG = np.random.default_rng(31)
FRAME = pd.DataFrame(
    {
        "sex": RNG.choice(["f", "m"], N, p=[0.6, 0.4]),
        "region": RNG.choice(["n", "s"], N),
        "size": RNG.integers(1, 6, N),
        "answered": RNG.random(N) < 0.8,
        "y": RNG.choice(["no", "yes"], N),
        "w": RNG.lognormal(0, 0.7, N),
    }
)
SEX = tk.Targets.from_shares({"sex": {"f": 0.5, "m": 0.5}})
REGION = tk.Targets.from_shares({"region": {"n": 0.4, "s": 0.6}})
RESIDUALS = "influence values are replaced by their residuals from the regression on"
R = "(as calibrate() of R's survey package)."


@pytest.fixture
def sample() -> tk.Sample:
    return tk.Sample.from_frame(FRAME, design=tk.Design("w"))


def told(sample: tk.Sample, weights: tk.Weights) -> str:
    return projection_told(sample.with_weights(weights))


def test_each_calibration_is_called_by_its_name(sample: tk.Sample) -> None:
    assert told(sample, tk.rake(sample, SEX)) == (
        f"They take the raking into account: {RESIDUALS} the raked margins under the base "
        f"weights {R}"
    )
    assert told(sample, tk.poststratify(sample, SEX)) == (
        f"They take the post-stratification into account: {RESIDUALS} its cells under the base "
        f"weights {R}"
    )
    assert told(sample, tk.calibrate(sample, SEX)) == (
        f"They take the calibration into account: {RESIDUALS} its variables under the base "
        f"weights {R}"
    )


def test_a_profile_tells_it_after_the_design(sample: tk.Sample) -> None:
    method = tk.profile(sample.with_weights(tk.rake(sample, SEX)), "y").method
    assert "the group's respondents less 1. They take the raking into account" in method
    compared = tk.compare(sample.with_weights(tk.rake(sample, SEX)), "y", by="region").method
    assert "They take the raking into account" in compared


def test_a_trim(sample: tk.Sample) -> None:
    raked = sample.with_weights(tk.rake(sample, SEX))
    found = told(raked, tk.trim(raked, cap=3))
    assert found.startswith("They take the raking into account")
    assert found.endswith(
        "The trim after it is taken into account too (as trimWeights() of R's survey package); a "
        "share that it moved is no longer fixed by weighting."
    )
    assert told(sample, tk.trim(sample, cap=3)) == "They take the weights as given."


def test_many_weights_on_a_bound(sample: tk.Sample) -> None:
    weights = tk.rake(sample, SEX, cap=1.5)
    assert weights.capped > 0.05 * N
    share = f"{100 * weights.capped / N:.0f}%"
    assert told(sample, weights).endswith(
        f"{share} of the weights sit on a bound, where this formula is approximate: in simulations "
        "with 14% of the weights capped, 95% intervals covered 93.3%."
    )
    both = dataclasses.replace(weights, capped=7, floored=6)
    assert "5% of the weights sit on a bound" in told(sample, both)
    assert "on a bound" not in told(sample, dataclasses.replace(both, floored=5))


def test_an_adjustment_for_non_response_is_taken_as_known(sample: tk.Sample) -> None:
    adjusted = tk.adjust_nonresponse(sample, FRAME["answered"], by=["region"])
    after = sample.with_weights(adjusted)
    assert projection_told(after) == "They take the weights as given."
    assert "Errors take these factors as known" in weighting_told(after)
    raked = after.with_weights(tk.rake(after, SEX))
    assert "under the weights that it started from (as" in projection_told(raked)
    assert "Errors take these factors as known" in tk.profile(raked, "y").method


def test_of_several_calibrations_the_last_counts(sample: tk.Sample) -> None:
    first = tk.rake(sample, SEX)
    second = tk.rake(sample, REGION, start=first)
    found = told(sample, second)
    assert "under the weights that it started from" in found
    assert found.endswith("Of several calibrations in a row, only the last is taken into account.")
    trimmed = tk.trim(sample.with_weights(second), cap=3)
    assert "only the last is taken into account" in told(sample, trimmed)
    again = sample.with_weights(first)
    assert "several" not in told(again, tk.rake(again, REGION))  # it takes the first one's place


def test_targets_that_are_estimates_are_taken_as_known(sample: tk.Sample) -> None:
    reference = tk.Sample.from_frame(FRAME)
    targets = tk.estimate_targets(reference, ["sex"])
    weights = tk.rake(sample, targets)
    sentence = "The targets are estimates with errors of their own, which are taken as known."
    assert told(sample, weights).endswith(sentence)
    assert told(sample, tk.trim(sample.with_weights(weights), cap=3)).endswith(sentence)
    assert sentence not in told(sample, tk.rake(sample, SEX))


def test_weights_that_came_with_the_file(sample: tk.Sample) -> None:
    as_given = (
        "The weight 'w' was taken as given; whatever it was raked to by others is not in the "
        "errors."
    )
    assert weighting_told(sample) == as_given
    assert projection_told(sample) == ""
    design = tk.Design("w", raked_on=["region", ("sex", "region"), "size"])
    mapping = {
        "schema": "techno_kit/mapping/1",
        "questions": {
            "sex": {"label": "Sex at birth"},
            "size": {"kind": "number", "label": "Household size"},
        },
    }
    made = tk.Sample.from_frame(FRAME, design=design, mapping=mapping)
    assert weighting_told(made) == (
        "The weight 'w' came with the file, raked to region, Sex at birth x region and Household "
        "size by its makers."
    )
    final = (
        "They take that into account, projected with final weights; intervals may be too short "
        "under strong raking."
    )
    assert projection_told(made) == final
    method = tk.profile(made, "y").method
    assert weighting_told(made) in method
    assert final in method
    trimmed = made.with_weights(tk.trim(made, cap=3))
    assert projection_told(trimmed).startswith(final + " The trim after it")
    assert weighting_told(trimmed).startswith(weighting_told(made) + " ")
    assert weighting_told(tk.Sample.from_frame(FRAME)).startswith("The sample is unweighted")
