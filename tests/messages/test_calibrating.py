"""What calibration tells its users: what was done, and why it cannot be."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, TargetsError, WeightingError

SEX = {"Female": 0.5, "Male": 0.5}


def sample(**columns: object) -> tk.Sample:
    frame = pd.DataFrame(
        {"sex": ["Female"] * 60 + ["Male"] * 40, "persons": [1.0, 2.0, 3.0, 4.0, 2.0] * 20}
    )
    frame = frame.assign(**columns)  # type: ignore[arg-type]
    design = tk.Design(weight="weight") if "weight" in frame else None
    return tk.Sample.from_frame(frame, design=design)


def shares(**numbers: float) -> tk.Targets:
    return tk.Targets.from_shares({"sex": SEX, **numbers})


def refused(kind: type[Exception], sample: tk.Sample, targets: object, **options: object) -> str:
    with pytest.raises(kind) as error:
        tk.calibrate(sample, targets, **options)  # type: ignore[arg-type]
    return str(error.value)


# --- what was done -------------------------------------------------------------------------------


def told(targets: tk.Targets, sample_: tk.Sample | None = None, **options: object) -> str:
    return tk.calibrate(sample_ or sample(), targets, **options).method  # type: ignore[arg-type]


def test_the_step_names_distance_totals_and_sum() -> None:
    targets = tk.Targets.from_shares(
        {"sex": SEX, "persons": 2.5}, population="adults", year="2024", source="Census"
    )
    assert told(targets, distance="raking") == (
        "Weights were calibrated to sex and persons (adults, 2024, Census), from equal base weights, by the raking distance; the sum of 100 of the starting weights is kept; every level of every margin is met within 1e-10 of share and the mean of persons is 2.5."
    )


def test_the_step_names_bounds_on_g() -> None:
    assert told(shares(persons=2.5), distance="logit", bounds=(0.4, 2.5)) == (
        "Weights were calibrated to sex and persons, from equal base weights, by the logit distance, with g, the final over the starting weight, kept between 0.4 and 2.5; the sum of 100 of the starting weights is kept; every level of every margin is met within 1e-10 of share and the mean of persons is 2.5."
    )


def test_the_step_names_bounds_on_the_weight_and_who_lies_there() -> None:
    method = told(shares(persons=2.5), bounds=(0.8, None), bounds_on="weight")
    assert method == (
        "Weights were calibrated to sex and persons, from equal base weights, by the linear distance, with every weight kept at 0.8 or more; the sum of 100 of the starting weights is kept; every level of every margin is met within 1e-10 of share and the mean of persons is 2.5. 36 weights lie on the lower bound and 0 weights on the upper one."
    )


def test_counts_set_the_sum() -> None:
    targets = tk.Targets.from_counts(
        {"sex": {"Female": 26_000, "Male": 24_000}, "persons": 120_000}
    )
    assert told(targets, bounds=(None, 3)) == (
        "Weights were calibrated to sex and persons, from equal base weights, by the linear distance, with g, the final over the starting weight, kept at 3 or less (the counts add to more than 20 times the starting weights, which are first multiplied by 500); the weights sum to the population of 50,000; every level of every margin is met within 1e-10 of share and the total of persons is 120,000. 0 weights lie on the lower bound and 0 weights on the upper one."
    )


def test_the_step_tells_the_mean_of_g_where_the_sum_changes() -> None:
    targets = tk.Targets.from_counts({"sex": {"Female": 80, "Male": 70}})
    told_ = told(targets, distance="logit", bounds=(0.4, 2.5))
    assert (
        ", with g, the final over the starting weight, kept between 0.4 and 2.5 (its mean is 1.5, the sum of the final over that of the starting weights); the weights sum to the population of 150;"
        in told_
    )
    assert "its mean" not in told(targets, distance="raking")


def test_totals_alone_do_not_hold_the_sum() -> None:
    assert told(tk.Targets.from_counts({"persons": 300}), distance="raking") == (
        "Weights were calibrated to persons, from equal base weights, by the raking distance; no margin tells the sum of the weights, so that it was not held (it came to 120.9); the total of persons is 300."
    )


def test_weights_below_zero_are_told_with_their_cure() -> None:
    assert told(shares(persons=3.4)).endswith(
        " 20 weights are below 0, as the linear distance allows; distance='raking' or a lower bound keeps weights above 0."
    )
    assert "below 0" not in told(shares(persons=3.4), distance="raking")
    assert (
        "20 weights are below 0, as the linear" in tk.calibrate(sample(), shares(persons=3.4)).text
    )
    assert "below 0" not in tk.calibrate(sample(), shares(persons=2.5)).text


def test_who_was_left_out_for_blanks() -> None:
    few = sample(persons=[np.nan] * 2 + [1.0, 2.0, 3.0, 4.0, 2.0, 3.0] * 16 + [1.0] * 2)
    assert told(shares(persons=2.5), few, missing="drop").endswith(
        " 2 respondents with a blank got a weight of 0."
    )


# --- what was asked wrongly ----------------------------------------------------------------------


def test_what_is_no_sample_or_no_targets() -> None:
    with pytest.raises(tk.TechnoKitError, match="tk.calibrate"):
        tk.calibrate(pd.DataFrame(), shares())  # type: ignore[arg-type]
    assert refused(TargetsError, sample(), {"sex": SEX}) == (
        "targets are a tk.Targets, not a dict; read them with tk.read_targets, or build them with tk.Targets.from_shares"
    )


def test_options_that_are_no_words() -> None:
    message = refused(
        QuestionError,
        sample(),
        shares(),
        distance="rake",
        bounds_on="ratio",
        missing="skip",
        bounds=3,
        tolerance=0,
    )
    assert message == (
        "tk.calibrate: 5 problems:\n"
        "- distance is 'rake'; it is one of 'linear', 'raking', 'logit' and 'truncated'; did you mean 'raking'?\n"
        "- bounds_on is 'ratio'; it is one of 'g' and 'weight'\n"
        "- missing is 'skip'; it is one of 'error', 'own_level', 'keep_share' and 'drop'\n"
        "- tolerance is 0; it is a share above 0, such as 1e-10\n"
        "- bounds is 3; it is a pair of numbers, the lowest and the highest, such as (0.3, 3), with None for no bound"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"distance": "logit"},
            "distance='logit' needs two bounds on g, such as bounds=(0.3, 3)",
        ),
        (
            {"distance": "logit", "bounds": (0.3, None)},
            "distance='logit' needs two bounds on g, such as bounds=(0.3, 3)",
        ),
        (
            {"distance": "logit", "bounds": (0.3, 3), "bounds_on": "weight"},
            "distance='logit' has its bounds on g; with bounds_on='weight' take 'linear' or 'raking'",
        ),
        (
            {"distance": "truncated"},
            "distance='truncated' is the linear distance cut at bounds; give at least one, such as bounds=(0.3, 3)",
        ),
        (
            {"bounds_on": "weight"},
            "bounds_on='weight' says what bounds are on, but there are none; give bounds, such as bounds=(0.3, 3)",
        ),
        (
            {"bounds": (1.2, 3)},
            "bounds are 1.2 and 3; on g, the final over the starting weight, the lower one is below 1 and the upper one above, such as (0.3, 3)",
        ),
        (
            {"bounds": (None, 0.9)},
            "bounds are none and 0.9; on g, the final over the starting weight, the lower one is below 1 and the upper one above, such as (0.3, 3)",
        ),
        (
            {"bounds": (3, 2), "bounds_on": "weight"},
            "bounds are 3 and 2; on the weight the upper one is above 0 and above the lower one",
        ),
        (
            {"bounds": ("a", 2)},
            "bounds is ('a', 2); it is a pair of numbers, the lowest and the highest, such as (0.3, 3), with None for no bound",
        ),
    ],
    ids=str,
)
def test_bounds_that_cannot_be(options: dict[str, object], message: str) -> None:
    assert refused(QuestionError, sample(), shares(), **options) == f"tk.calibrate: {message}"


# --- what does not fit ---------------------------------------------------------------------------

NEGATIVE = "the weights as calibrated to sex and persons, from which this would start, hold 20 weights below 0; make them with distance='raking' or a lower bound of 0, or trim them at a floor first"
FIT = "targets and sample do not fit: "


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    targets = tk.Targets.from_shares({"sex": {"F": 0.5, "Male": 0.5}, "persns": 2, "kind": 1})
    assert refused(TargetsError, sample(kind="x"), targets) == (
        "targets and sample do not fit: 3 problems:\n"
        "- sex: the sample has no level 'F'; its levels are 'Female' and 'Male'\n"
        "- there is no question or column 'persns'; did you mean 'persons'?\n"
        "- kind holds no numbers\n"
        "targets.align(sample) proposes the sample's names; .apply() takes them."
    )


def test_a_blank_number() -> None:
    blank = sample(persons=[None] * 3 + [2.0] * 97)
    assert refused(TargetsError, blank, shares(persons=2)) == (
        FIT
        + "persons is blank for 3 respondents; its mean needs a number for everyone: fill the blanks in where the answers are known, or pass missing='drop' to give these respondents a weight of 0"
    )


def test_an_infinite_number() -> None:
    endless = sample(persons=[np.inf] + [2.0] * 99)
    assert refused(TargetsError, endless, shares(persons=2)) == (
        FIT + "persons is infinite for 1 respondent; correct the file, or list the value as missing"
    )


def test_questions_that_have_no_mean() -> None:
    frame = pd.DataFrame({"sex": [1, 2] * 20, "a": [0, 1] * 20, "b": [1, 0] * 20})
    made = tk.Sample.from_frame(frame)
    made = made.with_question(tk.Question("sex", levels=[(1, "Female"), (2, "Male")]))
    made = made.with_question(tk.Question("owned", "multiple", columns=["a", "b"]))
    targets = tk.Targets.from_shares({"sex": 1.5, "owned": 0.5})
    assert refused(TargetsError, made, targets) == (
        "targets and sample do not fit: 2 problems:\n"
        "- sex has levels, and so no mean; give the shares of its levels, or make it a question of kind 'number'\n"
        "- owned has overlapping answers, and so no mean; give shares of its levels as a question with one answer"
    )


def test_means_that_no_weights_give() -> None:
    same = sample(one=1)
    assert refused(TargetsError, same, shares(one=2)) == (
        FIT
        + "one is 1 for everyone, and no weights give it a mean of 2; correct the target, or leave it out"
    )
    assert refused(TargetsError, sample(), shares(persons=230), distance="raking") == (
        FIT
        + "persons runs from 1 to 4 among the respondents, and no weights above 0 give it a mean of 230; correct the target, or its unit"
    )


def test_a_target_of_zero_under_a_lower_bound() -> None:
    targets = tk.Targets.from_shares({"sex": {"Female": 1.0, "Male": 0.0}})
    assert refused(TargetsError, sample(), targets, bounds=(0.2, 3)) == (
        FIT
        + "sex: level 'Male' has a target of 0, which a lower bound of 0.2 rules out; lower the bound to 0, or leave these respondents out"
    )


def test_bounds_on_the_weight_that_are_all_on_one_side_of_the_mean() -> None:
    targets = tk.Targets.from_counts({"sex": {"Female": 26_000, "Male": 24_000}})
    assert refused(TargetsError, sample(), targets, bounds=(0.3, 3), bounds_on="weight") == (
        FIT
        + "100 respondents whose weights sum to 50,000 have a mean weight of 500; bounds on the weight must lie on either side of it"
    )


def test_bounds_on_g_that_the_sums_rule_out() -> None:
    frame = pd.DataFrame({"sex": ["Female"] * 50 + ["Male"] * 40, "weight": [10.0] * 90})
    made = tk.Sample.from_frame(frame, design=tk.Design(weight="weight"))
    targets = tk.Targets.from_counts({"sex": {"Female": 520, "Male": 480}})
    for distance in ("truncated", "logit", "raking"):
        assert refused(TargetsError, made, targets, distance=distance, bounds=(0.95, 1.05)) == (
            FIT
            + "the counts add to 1,000 and the starting weights to 900: 1.111 times as much, so that g, the final over the starting weight, has a mean of 1.111, which bounds of 0.95 to 1.05 rule out; widen them to both sides of 1.111, multiply the starting weights by 1.111, or give shares and means, which keep the sum of the starting weights"
        )
    assert tk.calibrate(made, targets, bounds=(0.95, 1.25)).values.sum() == pytest.approx(1000)


def test_the_sums_come_first_of_what_does_not_fit() -> None:
    targets = tk.Targets.from_counts({"sex": {"Female": 130, "Male": 0}, "persons": 9_000})
    message = refused(TargetsError, sample(), targets, bounds=(0.2, 1.1))
    assert message.startswith(
        "targets and sample do not fit: 3 problems:\n- the counts add to 130 and the starting weights to 100: 1.3 times as much,"
    )


def test_bounds_on_g_that_not_even_expanded_weights_allow() -> None:
    targets = tk.Targets.from_counts({"sex": {"Female": 26_000, "Male": 24_000}})
    message = refused(WeightingError, sample(), targets, bounds=(0.95, 1.05))
    assert message.startswith(
        "no weights meet these totals, with g, the final over the starting weight, kept between 0.95 and 1.05 (the counts add to more than 20 times the starting weights, which are first multiplied by 500); the closest found leave"
    )
    assert "both widened alike, are about 0.83 to 1.21; widen" in message
    weights = tk.calibrate(sample(), targets, distance="raking", bounds=(0.83, 1.21))
    assert weights.values.max() == pytest.approx(600)


def test_totals_of_a_population_that_nothing_tells_the_size_of() -> None:
    assert refused(TargetsError, sample(), tk.Targets.from_counts({"persons": 24_000})) == (
        FIT
        + "nothing tells how many people the totals are of: they are 100 times what the starting weights give, more than 20 or less than 1 / 20; add a margin with counts, or start from weights that expand to the population"
    )


def test_nobody_is_left() -> None:
    blank = sample(sex=[None] * 50 + ["Female"] * 50, persons=[1.0] * 50 + [None] * 50)
    targets = tk.Targets.from_shares({"sex": {"Female": 1.0}, "persons": 1})
    assert refused(TargetsError, blank, targets, missing="drop") == (
        FIT
        + "nobody is left: everyone with a starting weight above 0 is blank on one of the variables"
    )


# --- what no weights meet ------------------------------------------------------------------------


def test_bounds_that_are_too_narrow_say_which_would_do() -> None:
    message = refused(
        WeightingError, sample(), shares(persons=3.2), distance="raking", bounds=(0.8, 1.2)
    )
    assert message == (
        "no weights meet these totals, with g, the final over the starting weight, kept between 0.8 and 1.2; the closest found leave persons at a mean of 2.561 instead of 3.2, Female (sex) at 57.9%, +7.89 points off and Male (sex) at 42.1%, -7.89 points off. The narrowest bounds that would do, both widened alike, are about 0.378 to 2.54; widen them, merge levels, or drop a margin or a number"
    )


def test_bounds_that_are_too_narrow_where_the_sum_changes() -> None:
    targets = tk.Targets.from_counts({"sex": {"Female": 50, "Male": 80}})
    message = refused(WeightingError, sample(), targets, distance="raking", bounds=(0.5, 1.5))
    assert message.startswith(
        "no weights meet these totals, with g, the final over the starting weight, kept between 0.5 and 1.5 (its mean is 1.3, the sum of the final over that of the starting weights); the closest found leave"
    )
    assert "both widened alike, are about 0.373 to 2.02; widen" in message
    weights = tk.calibrate(sample(), targets, distance="raking", bounds=(0.373, 2.02))
    assert weights.values.max() == pytest.approx(2)


def test_bounds_on_the_weight_too() -> None:
    message = refused(WeightingError, sample(), shares(), bounds=(None, 1.1), bounds_on="weight")
    assert message.endswith(
        "The narrowest bounds that would do, both widened alike, are about 1.26 or less; widen them, merge levels, or drop a margin or a number"
    )


def test_numbers_that_contradict_each_other() -> None:
    doubled = sample(heads=[2.0, 4.0, 6.0, 8.0, 4.0] * 20)
    message = refused(WeightingError, doubled, shares(persons=2.5, heads=5.001))
    assert message == (
        "these totals contradict each other in this sample: no weights at all meet them, not even negative ones; the closest found leave heads at a mean of 5 instead of 5.001 and persons at a mean of 2.5002 instead of 2.5. Merge levels, or drop a margin or a number"
    )
    message = refused(WeightingError, doubled, shares(persons=2.5, heads=5.001), distance="raking")
    assert message.startswith("no weights above 0 meet these totals together; the closest found")
    message = refused(WeightingError, doubled, shares(persons=2.5, heads=5.001), bounds=(0.2, 4))
    assert ", kept between 0.2 and 4, nor with wider bounds; the closest found leave" in message


def test_margins_that_only_negative_weights_meet_name_the_levels() -> None:
    frame = pd.DataFrame(
        {"sex": ["Female"] * 60 + ["Male"] * 40, "age": ["young"] * 50 + ["old"] * 50}
    )
    targets = tk.Targets.from_shares(
        {"sex": {"Female": 0.4, "Male": 0.6}, "age": {"young": 0.6, "old": 0.4}}
    )
    made = tk.Sample.from_frame(frame)
    assert refused(WeightingError, made, targets, distance="raking") == (
        "no weights above 0 meet these totals: nobody is both at Male (sex) and at young (age), so their targets cannot add to more than 100%, and they add to 120.0%. Merge levels, or drop a margin; tk.rake with the same targets says which would help"
    )
    weights = tk.calibrate(made, targets)
    assert "10 weights are below 0" in weights.method


def test_weights_below_zero_are_no_start() -> None:
    weights = tk.calibrate(sample(), shares(persons=3.4))
    assert refused(WeightingError, sample(), shares(), start=weights) == (NEGATIVE)
    for verb in (tk.rake, tk.poststratify):
        with pytest.raises(WeightingError) as error:
            verb(sample(), shares(), start=weights)
        assert str(error.value) == NEGATIVE
    assert (tk.trim(sample(), floor=0.1, start=weights).values > 0).all()
