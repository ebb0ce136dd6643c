"""What the weighting tells its users: the awkward inputs, each right or refused by name."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError, TargetsError, WeightingError

SEX = {"Female": 0.5, "Male": 0.5}
TINY = 1e-9  # share: two solvers' last digits


def sample(**columns: object) -> tk.Sample:
    weight = columns.pop("weight", None)
    frame = pd.DataFrame({"sex": ["Female"] * 60 + ["Male"] * 40, **columns})
    if weight is not None:
        frame["weight"] = weight
        return tk.Sample.from_frame(frame, design=tk.Design(weight="weight"))
    return tk.Sample.from_frame(frame)


def told(error: pytest.ExceptionInfo[Exception]) -> str:
    return str(error.value)


def refused(
    kind: type[Exception], sample: tk.Sample, targets: tk.Targets, **options: object
) -> str:
    with pytest.raises(kind) as error:
        tk.rake(sample, targets, **options)  # type: ignore[arg-type]
    return told(error)


def test_plain_targets_are_met() -> None:
    weights = tk.rake(sample(), tk.Targets.from_shares({"sex": SEX}))
    assert np.abs(weights.table["gap"]).max() <= 1e-10
    assert weights.values.sum() == pytest.approx(100)


def test_a_target_level_that_nobody_chose() -> None:
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.4, "Other": 0.1}})
    assert refused(TargetsError, sample(), targets) == (
        "targets and sample do not fit: sex: the sample has no level 'Other'; "
        "its levels are 'Female' and 'Male'"
    )


def test_a_target_level_without_respondents_in_a_categorical() -> None:
    sex = pd.Categorical(["Female"] * 60 + ["Male"] * 40, ["Female", "Male", "Other"])
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.4, "Other": 0.1}})
    assert refused(TargetsError, sample(sex=sex), targets) == (
        "targets and sample do not fit: sex: level 'Other' has a target of 10.0% but no respondents; "
        "merge it with another level"
    )


def test_a_categorical_with_an_unused_level_needs_no_target() -> None:
    sex = pd.Categorical(["Female"] * 60 + ["Male"] * 40, ["Female", "Male", "Other"])
    weights = tk.rake(sample(sex=sex), tk.Targets.from_shares({"sex": SEX}))
    assert list(weights.table["level"]) == ["Female", "Male"]


def test_a_sample_level_without_a_target() -> None:
    sex = ["Female"] * 60 + ["Male"] * 30 + ["Other"] * 10
    assert refused(TargetsError, sample(sex=sex), tk.Targets.from_shares({"sex": SEX})) == (
        "targets and sample do not fit: sex: level 'Other' has respondents (10.0% of the sample) but "
        "no target; add one, or merge the level with another"
    )


def test_blanks_in_a_margin() -> None:
    sex = ["Female"] * 60 + ["Male"] * 37 + [None] * 3
    assert refused(TargetsError, sample(sex=sex), tk.Targets.from_shares({"sex": SEX})) == (
        "targets and sample do not fit: sex is blank for 3 respondents; nobody can be weighted to an "
        "unknown level: fill the blanks in where the answers are known, or leave these respondents out of the file and say so"
    )


def test_shares_that_sum_to_more_than_one() -> None:
    with pytest.raises(TargetsError) as error:
        tk.Targets.from_shares({"sex": {"Female": 0.6, "Male": 0.5}})
    assert told(error) == (
        "the targets: sex: the shares sum to 1.1000, not to 1; correct them, or pass normalise=True "
        "to divide them by their sum"
    )


def test_infeasible_margins_name_the_gaps() -> None:
    # every man is old: men cannot be 60 % while the old are 40 %
    frame = pd.DataFrame(
        {"sex": ["Female"] * 60 + ["Male"] * 40, "age": ["young"] * 50 + ["old"] * 50}
    )
    targets = tk.Targets.from_shares(
        {"sex": {"Female": 0.4, "Male": 0.6}, "age": {"young": 0.6, "old": 0.4}}
    )
    message = refused(WeightingError, tk.Sample.from_frame(frame), targets)
    assert message.startswith("no weights meet these targets together; the closest found leave ")
    assert "Male (sex) at" in message and "points off" in message
    assert message.endswith(
        "Some combination of levels has too few respondents: merge levels, or drop a margin"
    )


def test_integer_codes_against_text_keys_are_right() -> None:
    codes = sample(sex=[1] * 60 + [2] * 40)
    weights = tk.rake(codes, tk.Targets.from_shares({"sex": {"1": 0.5, "2": 0.5}}))
    plain = tk.rake(sample(), tk.Targets.from_shares({"sex": SEX}))
    np.testing.assert_allclose(weights.array, plain.array, rtol=TINY)


def test_text_codes_against_integer_keys_are_right() -> None:
    codes = sample(sex=["1"] * 60 + ["2"] * 40)
    weights = tk.rake(codes, tk.Targets.from_shares({"sex": {1: 0.5, 2.0: 0.5}}))
    assert weights.table["after"].tolist() == pytest.approx([0.5, 0.5])


def test_base_weights_of_zero_stay_zero() -> None:
    base = np.r_[np.zeros(5), np.ones(95)]
    weights = tk.rake(sample(weight=base), tk.Targets.from_shares({"sex": SEX}))
    assert (weights.array[:5] == 0).all() and (weights.array[5:] > 0).all()
    assert weights.values.sum() == pytest.approx(95)


def test_a_level_whose_base_weights_are_all_zero() -> None:
    base = np.r_[np.ones(60), np.zeros(40)]
    assert refused(TargetsError, sample(weight=base), tk.Targets.from_shares({"sex": SEX})) == (
        "targets and sample do not fit: sex: level 'Male' has a target of 50.0%, but its 40 respondents "
        "all have a base weight of 0"
    )


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (
            -1.0,
            "the sample: weight column 'weight' is negative in 1 row (counted from 1: 8); a weight "
            "is 0 or more",
        ),
        (
            np.nan,
            "the sample: weight column 'weight' is blank in 1 row (counted from 1: 8); give every "
            "respondent a weight, or drop those rows on purpose",
        ),
        (
            np.inf,
            "the sample: weight column 'weight' is infinite in 1 row (counted from 1: 8); a weight "
            "is finite",
        ),
    ],
)
def test_base_weights_that_are_none(bad: float, message: str) -> None:
    base = np.ones(100)
    base[7] = bad
    with pytest.raises(SampleError) as error:
        sample(weight=base)
    assert told(error) == message


def test_base_weights_of_text() -> None:
    base = pd.Series(["1"] * 98 + ["heavy", "light"])
    with pytest.raises(SampleError) as error:
        sample(weight=base)
    assert told(error) == (
        "the sample: weight column 'weight' holds text in 2 rows: 'heavy' and 'light'; a weight is a "
        "number"
    )


def test_base_weights_that_are_all_zero() -> None:
    with pytest.raises(SampleError) as error:
        sample(weight=np.zeros(100))
    assert told(error) == "the sample: weight column 'weight' is 0 for every respondent"


def test_one_margin_in_percent_and_one_in_shares() -> None:
    with pytest.raises(TargetsError) as error:
        tk.Targets.from_shares({"sex": SEX, "age": {"young": 40, "old": 60}})
    assert told(error) == (
        "the targets: age: the values sum to 100.0000, which are percentages, not shares; use "
        "tk.Targets.from_percentages, or divide them by 100"
    )


def test_a_duplicate_index_changes_nothing() -> None:
    frame = pd.DataFrame({"sex": ["Female"] * 60 + ["Male"] * 40}, index=[1] * 100)
    targets = tk.Targets.from_shares({"sex": SEX})
    doubled = tk.rake(tk.Sample.from_frame(frame), targets)
    np.testing.assert_array_equal(doubled.array, tk.rake(sample(), targets).array)


def test_every_problem_is_told_at_once() -> None:
    targets = tk.Targets.from_shares(
        {"sexe": SEX, "sex": {"Femal": 0.5, "Male": 0.5}, "age": {"young": 1.0}}
    )
    assert refused(TargetsError, sample(age=["young"] * 99 + [None]), targets) == (
        "targets and sample do not fit: 3 problems:\n"
        "- there is no question or column 'sexe'; did you mean 'sex'?\n"
        "- age is blank for 1 respondent; nobody can be weighted to an unknown level: fill the blanks in "
        "where the answers are known, or leave these respondents out of the file and say so\n"
        "- sex: the sample has no level 'Femal'; its levels are 'Female' and 'Male'; did you mean "
        "'Female' or 'Male'?"
    )


def test_margins_that_disagree_about_a_shared_variable() -> None:
    targets = tk.Targets.from_shares(
        {
            "sex": SEX,
            ("sex", "age"): {("Female", "young"): 0.6, ("Male", "young"): 0.4},
        }
    )
    assert refused(TargetsError, sample(age=["young"] * 100), targets) == (
        "targets and sample do not fit: the margins sex and sex x age disagree about Female (sex): "
        "50.0000% and 60.0000%; correct one of them"
    )


def test_counts_that_disagree_about_the_total() -> None:
    with pytest.raises(TargetsError) as error:
        tk.Targets.from_counts({"sex": {"Female": 50, "Male": 50}, "age": {"young": 90}})
    assert told(error) == (
        "the targets: the margins disagree about the population's size: sex 100 and age 90"
    )


def test_a_cap_that_a_level_alone_makes_impossible() -> None:
    frame = pd.DataFrame({"age": ["young"] * 5 + ["old"] * 95})
    targets = tk.Targets.from_shares({"age": {"young": 0.3, "old": 0.7}})
    assert refused(WeightingError, tk.Sample.from_frame(frame), targets, cap=5) == (
        "a cap of 5.00 cannot hold: young (age) alone needs at least 6.00 times the mean weight; raise "
        "the cap, or merge the level with another"
    )


@pytest.mark.parametrize("cap", [1, 0.5, -3, float("nan")])
def test_a_cap_that_is_none(cap: float) -> None:
    assert refused(QuestionError, sample(), tk.Targets.from_shares({"sex": SEX}), cap=cap) == (
        f"tk.rake: cap is {cap}; it is a multiple of the mean weight above 1, such as 5"
    )


def test_a_rule_for_blanks_that_is_not_there_yet() -> None:
    targets = tk.Targets.from_shares({"sex": SEX})
    assert refused(QuestionError, sample(), targets, missing="drop") == (
        "tk.rake: missing is 'drop'; the one rule so far is 'error'"
    )


def test_targets_of_another_kind() -> None:
    assert refused(TargetsError, sample(), {"sex": SEX}) == (  # type: ignore[arg-type]
        "targets are a tk.Targets, not a dict; read them with tk.read_targets, or build them with "
        "tk.Targets.from_shares"
    )


def test_weights_of_other_respondents() -> None:
    weights = tk.rake(sample(), tk.Targets.from_shares({"sex": SEX}))
    other = tk.Sample.from_frame(pd.DataFrame({"sex": ["Female", "Male"]}))
    with pytest.raises(SampleError) as error:
        other.with_weights(weights)
    assert told(error) == (
        "these weights are of 100 respondents with other row labels than the sample's 2; weight this "
        "sample itself"
    )


def test_a_multiple_choice_cannot_be_raked_on() -> None:
    frame = pd.DataFrame({"a": [0, 1] * 20, "b": [1, 0] * 20})
    both = tk.Sample.from_frame(frame).with_question(
        tk.Question("owned", kind="multiple", columns=["a", "b"])
    )
    targets = tk.Targets.from_shares({"owned": {"a": 0.5, "b": 0.5}})
    assert refused(TargetsError, both, targets) == (
        "targets and sample do not fit: owned has overlapping answers; only questions with one answer "
        "can be raked on"
    )
