"""What tk.trim tells its users."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError, WeightingError

FRAME = pd.DataFrame(
    {
        "sex": ["Female", "Male"] * 5,
        "age": ["young"] * 4 + ["old"] * 6,
        "w": [1.0, 1.0, 2.0, 8.0, 3.0, 0.2, 1.0, 1.0, 1.0, 1.8],
    }
)
SAMPLE = tk.Sample.from_frame(FRAME, design=tk.Design(weight="w"))
TARGETS = tk.Targets.from_shares(
    {"sex": {"Female": 0.5, "Male": 0.5}, "age": {"young": 0.35, "old": 0.65}}
)


def refused(kind: type[Exception], **options: object) -> str:
    with pytest.raises(kind) as error:
        tk.trim(SAMPLE, **options)  # type: ignore[arg-type]
    return str(error.value)


def test_no_bound() -> None:
    assert refused(QuestionError) == (
        "tk.trim: nothing says what to trim to; give a cap, such as cap=5, a floor, or both"
    )


def test_options_that_are_none() -> None:
    assert refused(QuestionError, cap=0.5, floor=True, spread="even") == (
        "tk.trim: 3 problems:\n"
        "- cap is 0.5; it is a multiple of the mean weight above 1, such as 5\n"
        "- floor is True; it is a multiple of the mean weight between 0 and 1, such as 0.2\n"
        "- spread is 'even'; it is one of 'equal', 'proportional' and 'none'"
    )


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("cap", "5", "cap is the text '5'; it is a multiple of the mean weight above 1, such as 5"),
        ("cap", float("nan"), "cap is nan; it is a multiple of the mean weight above 1, such as 5"),
        ("cap", float("inf"), "cap is inf; it is a multiple of the mean weight above 1, such as 5"),
        (
            "cap",
            ("median", 1),
            "cap is ('median', 1); it is a multiple of the median weight above 1, such as "
            "('median', 4)",
        ),
        (
            "cap",
            ("absolute", 0),
            "cap is ('absolute', 0); it is a weight above 0, such as ('absolute', 12)",
        ),
        (
            "cap",
            ("quantile", 99),
            "cap is ('quantile', 99); it is a share from 0.5 to below 1, such as ('quantile', 0.99)",
        ),
        (
            "cap",
            ("iqr", -1),
            "cap is ('iqr', -1); it is a number of interquartile ranges above 0, such as ('iqr', 6)",
        ),
        (
            "cap",
            ("p99", 2),
            "cap: 'p99' is no rule for a bound; it is one of 'mean', 'median', 'absolute', "
            "'quantile' and 'iqr'",
        ),
        (
            "floor",
            1,
            "floor is 1; it is a multiple of the mean weight between 0 and 1, such as 0.2",
        ),
        (
            "floor",
            ("median", 2.0),
            "floor is ('median', 2.0); it is a multiple of the median weight between 0 and 1, such "
            "as ('median', 0.25)",
        ),
        (
            "floor",
            ("absolute", -1),
            "floor is ('absolute', -1); it is a weight above 0, such as ('absolute', 0.1)",
        ),
        (
            "floor",
            ("quantile", 0.6),
            "floor is ('quantile', 0.6); it is a share above 0 and up to 0.5, such as "
            "('quantile', 0.01)",
        ),
        (
            "floor",
            ("iqr", 0),
            "floor is ('iqr', 0); it is a number of interquartile ranges above 0, such as ('iqr', 1)",
        ),
    ],
)
def test_a_bound_that_is_none(option: str, value: object, told: str) -> None:
    assert refused(QuestionError, **{option: value}) == f"tk.trim: {told}"


def test_a_cap_below_the_mean_has_no_room() -> None:
    assert refused(WeightingError, cap=("absolute", 1.5)) == (
        "tk.trim: 10 weights with a sum of 20.00 cannot all be at most 1.5000, which is what the "
        "cap, 1.5, comes to; a cap must be at least their mean of 2.0000, or spread='none' lets "
        "the sum fall"
    )
    assert tk.trim(SAMPLE, cap=("absolute", 1.5), spread="none").values.max() == 1.5


def test_a_floor_above_the_mean_has_no_room() -> None:
    assert refused(WeightingError, floor=("absolute", 2.5)) == (
        "tk.trim: 10 weights with a sum of 20.00 cannot all be at least 2.5000, which is what the "
        "floor, 2.5, comes to; a floor may be at most their mean of 2.0000, or spread='none' lets "
        "the sum rise"
    )


def test_a_floor_above_the_cap() -> None:
    assert refused(WeightingError, cap=2, floor=("absolute", 5)) == (
        "tk.trim: the floor, 5, comes to a weight of 5.0000, and the cap, 2 times the mean weight, "
        "to one of 4.0000; lower the floor or raise the cap"
    )


def test_something_that_is_no_sample() -> None:
    with pytest.raises(SampleError, match=r"^tk\.trim"):
        tk.trim(FRAME, cap=5)  # type: ignore[arg-type]


def test_the_step_tells_what_it_did_and_cost() -> None:
    weights = tk.trim(SAMPLE, cap=2)
    assert weights.steps == (
        "From the base weight 'w', weights were trimmed to a cap of 2 times the mean weight: 1 "
        "was cut, and 20.0% of the sum of the weights went to other weights, the same amount to "
        "each. Kish's design effect of weighting went from 2.13 to 1.24.",
    )


def test_the_step_after_a_raking_tells_the_gap() -> None:
    raked = tk.rake(SAMPLE, TARGETS)
    weights = tk.trim(SAMPLE, start=raked, cap=1.6, floor=0.25, spread="proportional")
    place = weights.table.loc[int(np.abs(weights.table["gap"]).argmax())]
    assert weights.steps[0] == raked.steps[0] and len(weights.steps) == 2
    assert weights.steps[1].startswith(
        "From the weights as raked to sex and age, weights were trimmed to a cap of 1.6 times the "
        "mean weight and a floor of 0.25 times the mean weight: 2 were cut and 1 was raised, and "
    )
    assert weights.steps[1].endswith(
        f"The largest gap to a target that this opened is {100 * place['gap']:+.2f} points: "
        f"{place['level']} ({place['variable']})."
    )


def test_the_other_spreads_are_told() -> None:
    proportional = tk.trim(SAMPLE, cap=2, spread="proportional").steps[0]
    assert (
        "20.0% of the sum of the weights went to other weights in proportion to them."
        in proportional
    )
    none = tk.trim(SAMPLE, cap=2, spread="none").steps[0]
    assert (
        "20.0% of the sum of the weights was not made up for: the sum is now 16.00 instead of 20.00."
        in none
    )


def test_a_trim_that_reaches_nobody_says_so() -> None:
    assert tk.trim(SAMPLE, cap=50).steps == (
        "From the base weight 'w', no weight lies outside a cap of 50 times the mean weight; "
        "nothing was trimmed.",
    )
