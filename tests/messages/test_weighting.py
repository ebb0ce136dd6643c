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
        "unknown level: fill the blanks in where the answers are known, or say what a blank means: "
        "missing='keep_share' lets the blanks keep their share, 'drop' gives them a weight of 0, "
        "'own_level' takes their target from the level '(blank)'"
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
    assert refused(WeightingError, tk.Sample.from_frame(frame), targets) == (
        "no weights meet these targets: nobody is both at Male (sex) and at young (age), so their "
        "targets cannot add to more than 100%, and they add to 120.0%. No weights come nearer than "
        "10.0 points on every level. What would help: drop the margin sex or age; or take the closest "
        'weights, with their gaps, by on_infeasible="closest". More: '
        "docs/weighting.md#targets-that-no-weights-meet in the kit's repository."
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
        "where the answers are known, or say what a blank means: missing='keep_share' lets the blanks "
        "keep their share, 'drop' gives them a weight of 0, 'own_level' takes their target from the "
        "level '(blank)'\n"
        "- sex: the sample has no level 'Femal'; its levels are 'Female' and 'Male'; did you mean "
        "'Female' or 'Male'?\n"
        "targets.align(sample) proposes the sample's name; .apply() takes it."
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
        "50% and 60%; correct one of them"
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
        "no weights meet these targets under a cap of 5.00 times the mean; the cap needs to be at "
        "least 6.00: 30.0% of the weight must go to those at young (age), who are 5 respondents of "
        "100: that takes 6.00 times the mean. What would help: raise the cap to 6.00 or more. More: "
        "docs/weighting.md#caps-and-floors in the kit's repository."
    )


@pytest.mark.parametrize("cap", [1, 0.5, -3, float("nan")])
def test_a_cap_that_is_none(cap: float) -> None:
    assert refused(QuestionError, sample(), tk.Targets.from_shares({"sex": SEX}), cap=cap) == (
        f"tk.rake: cap is {cap}; it is a multiple of the mean weight above 1, such as 5"
    )


def test_options_that_are_no_words() -> None:
    targets = tk.Targets.from_shares({"sex": SEX})
    options = {"missing": "dropp", "on_infeasible": "near", "floor": 2, "tolerance": 0}
    assert refused(QuestionError, sample(), targets, **options) == (
        "tk.rake: 4 problems:\n"
        "- floor is 2; it is a multiple of the mean weight between 0 and 1, such as 0.2\n"
        "- missing is 'dropp'; it is one of 'error', 'own_level', 'keep_share' and 'drop'; did you "
        "mean 'drop'?\n"
        "- on_infeasible is 'near'; it is one of 'error' and 'closest'\n"
        "- tolerance is 0; it is a share above 0, such as 1e-10"
    )


@pytest.mark.parametrize(
    ("bound", "message"),
    [
        (
            ("mode", 3),
            "cap: 'mode' is no rule for a bound; it is one of 'mean', 'median', 'absolute', 'quantile' and 'iqr'",
        ),
        (
            ("median", 1),
            "cap is ('median', 1); it is a multiple of the median weight above 1, such as ('median', 4)",
        ),
        (
            ("absolute", 0),
            "cap is ('absolute', 0); it is a weight above 0, such as ('absolute', 12)",
        ),
        (
            ("quantile", 99),
            "cap is ('quantile', 99); it is a share from 0.5 to below 1, such as ('quantile', 0.99)",
        ),
        (
            ("iqr", -1),
            "cap is ('iqr', -1); it is a number of interquartile ranges above 0, such as ('iqr', 6)",
        ),
        (True, "cap is True; it is a multiple of the mean weight above 1, such as 5"),
    ],
)
def test_bounds_that_are_none(bound: object, message: str) -> None:
    targets = tk.Targets.from_shares({"sex": SEX})
    assert refused(QuestionError, sample(), targets, cap=bound) == f"tk.rake: {message}"


def test_a_level_of_blanks_that_nobody_has() -> None:
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.4, "(blank)": 0.1}})
    assert refused(TargetsError, sample(), targets, missing="own_level") == (
        "targets and sample do not fit: sex: there is a target for '(blank)', but nobody is blank "
        "there; leave it out"
    )


def test_blanks_without_a_target_of_their_own() -> None:
    sex = ["Female"] * 60 + ["Male"] * 37 + [None] * 3
    targets = tk.Targets.from_shares({"sex": SEX})
    assert refused(TargetsError, sample(sex=sex), targets, missing="own_level") == (
        "targets and sample do not fit: sex: level '(blank)' has respondents (3.0% of the sample) "
        "but no target; add one, or merge the level with another"
    )


def test_markets_that_do_not_fit_are_named() -> None:
    country = ["NL"] * 50 + ["BE"] * 50
    targets = tk.Targets.from_shares({"sex": SEX})
    assert refused(TargetsError, sample(country=country), {"NL": targets}, within="country") == (
        "targets and sample do not fit: country: level 'BE' has respondents but no targets; add them"
    )
    mistaken = {"NL": targets, "BE": targets, "DE": targets}
    assert refused(TargetsError, sample(country=country), mistaken, within="country") == (
        "targets and sample do not fit: country: the sample has no level 'DE'; its levels are 'BE' "
        "and 'NL'"
    )
    assert refused(TargetsError, sample(country=country), targets, within="contry") == (
        "targets and sample do not fit: there is no question or column 'contry'; did you mean "
        "'country'?"
    )
    wrong = tk.Targets.from_shares({"sex": {"Female": 0.5, "Man": 0.5}})
    assert refused(
        TargetsError, sample(country=country), {"NL": wrong, "BE": targets}, within="country"
    ) == (
        "targets and sample do not fit: country 'NL': sex: the sample has no level 'Man'; its levels "
        "are 'Female' and 'Male'"
    )


def test_markets_need_a_name() -> None:
    targets = tk.Targets.from_shares({"sex": SEX})
    assert refused(TargetsError, sample(), {"NL": targets}) == (
        "targets are a mapping of level to targets; say of which question with within="
    )


def test_a_blank_market_is_nobodys() -> None:
    country = ["NL"] * 50 + ["BE"] * 49 + [None]
    targets = tk.Targets.from_shares({"sex": SEX})
    assert refused(TargetsError, sample(country=country), targets, within="country") == (
        "targets and sample do not fit: country is blank for 1 respondent; everyone must be in one "
        "of its levels to be weighted within it"
    )


def test_post_stratification_takes_one_margin() -> None:
    targets = tk.Targets.from_shares({"sex": SEX, "age": {"young": 1.0}})
    with pytest.raises(QuestionError) as error:
        tk.poststratify(sample(age=["young"] * 100), targets)
    assert told(error) == (
        "tk.poststratify: the targets have the margins 'sex' and 'age'; post-stratification takes "
        "one, the full cross of the variables; for several use tk.rake"
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


def test_a_number_is_not_raked_to() -> None:
    targets = tk.Targets.from_shares({"sex": SEX, "household_size": 2.15})
    told_so = (
        "targets and sample do not fit: household_size is a number (its mean is to be 2.15); raking "
        "and post-stratification meet shares and counts only: use tk.calibrate, or leave it out"
    )
    assert refused(TargetsError, sample(household_size=[2] * 100), targets) == told_so
    with pytest.raises(TargetsError) as error:
        tk.poststratify(sample(household_size=[2] * 100), targets)
    assert told(error) == told_so


def test_every_market_without_weights_is_explained() -> None:
    wave = ["one"] * 30 + ["two"] * 30 + ["one"] * 20 + ["two"] * 20
    targets = tk.Targets.from_shares({"sex": {"Female": 0.1, "Male": 0.9}})
    message = refused(WeightingError, sample(wave=wave), targets, within="wave", cap=1.5)
    assert message.startswith(
        "no weights for some levels: 2 problems:\n- wave 'one': no weights meet"
    )
    assert "\n- wave 'two': no weights meet these targets under a cap of 1.50" in message


def test_shares_within_another_question_are_not_taken() -> None:
    country = ["NL"] * 50 + ["BE"] * 50
    wave = ["one", "two"] * 50
    shares = {(name, sex): 0.5 for name in ("NL", "BE") for sex in SEX}
    targets = tk.Targets.from_shares({("country", "sex"): shares}, within="country")
    both = sample(country=country, wave=wave)
    assert refused(TargetsError, both, targets, within="wave") == (
        "targets and sample do not fit: the shares of 'country x sex' sum to the whole within each "
        "country, so they cannot be taken within wave; pass within='country', or give joint shares"
    )
    assert refused(TargetsError, both, {"one": targets, "two": targets}, within="wave") == (
        "targets and sample do not fit: the targets of 'one' and 'two' have a within of their own; "
        "give each level its plain margins"
    )


def test_a_market_where_everyone_weighs_nothing() -> None:
    base = [1.0] * 50 + [0.0] * 50
    targets = tk.Targets.from_shares({"sex": SEX})
    wave = ["one"] * 30 + ["two"] * 20 + ["three"] * 50
    odd = sample(weight=base, wave=wave, sex=["Female", "Male"] * 50)
    assert refused(TargetsError, odd, targets, within="wave") == (
        "targets and sample do not fit: wave 'three': all 50 respondents weigh 0 at the start; leave "
        "them out of the sample, or correct the weights"
    )


def test_a_floor_above_the_cap() -> None:
    targets = tk.Targets.from_shares({"sex": SEX})
    options = {"cap": ("absolute", 1), "floor": ("absolute", 2), "on_infeasible": "closest"}
    assert refused(QuestionError, sample(), targets, **options) == (
        "tk.rake: the floor, 2, is not below the cap, 1; set bounds that leave room between them"
    )


def test_blanks_of_a_cross_have_one_key() -> None:
    frame = {"age": ["young"] * 50 + ["old"] * 49 + [None]}
    shares = {("Female", "young"): 0.5, ("Male", "old"): 0.4, ("Male", "(blank)"): 0.1}
    targets = tk.Targets.from_shares({("sex", "age"): shares})
    assert refused(TargetsError, sample(**frame), targets, missing="own_level") == (
        "targets and sample do not fit: sex x age: the level of blanks of a cross is ('(blank)', "
        "'(blank)'), not ('Male', '(blank)'); blanks on any of its variables are one level"
    )


def test_weights_calibrated_to_a_number_know_their_respondents() -> None:
    frame = pd.DataFrame({"income": np.arange(100.0) ** 2})
    one = tk.Sample.from_frame(frame)
    weights = tk.calibrate(one, tk.Targets.from_shares({"income": 3500.0}), distance="raking")
    with pytest.raises(SampleError) as error:
        tk.Sample.from_frame(frame[::-1].reset_index(drop=True)).with_weights(weights)
    assert "margins" in told(error)


def test_within_is_a_name() -> None:
    targets = tk.Targets.from_shares({"sex": SEX})
    assert refused(QuestionError, sample(), targets, within=sample().question("sex")) == (
        "tk.rake: within is the name of a question, such as 'country', not a Question"
    )


@pytest.mark.parametrize("then", ["error", "closest"])
def test_bounds_as_weights_on_the_wrong_side_of_the_mean(then: str) -> None:
    targets = tk.Targets.from_shares({"sex": SEX})
    low = {"cap": ("absolute", 0.9), "on_infeasible": then}
    assert refused(WeightingError, sample(), targets, **low) == (
        "tk.rake: the cap is a weight of 0.9, below the mean weight of 1; no weights can all lie "
        "below their mean: give a higher cap, or a multiple of the mean"
    )
    high = {"floor": ("absolute", 5), "on_infeasible": then}
    assert refused(WeightingError, sample(), targets, **high) == (
        "tk.rake: the floor is a weight of 5, above the mean weight of 1; no weights can all lie "
        "above their mean: give a lower floor, or a multiple of the mean"
    )


def test_a_market_where_everyone_is_blank() -> None:
    wave = ["one"] * 30 + ["two"] * 30 + ["one"] * 20 + ["two"] * 20
    sex = [
        None if each == "two" else name
        for each, name in zip(wave, ["Female"] * 60 + ["Male"] * 40, strict=True)
    ]
    targets = tk.Targets.from_shares({"sex": SEX})
    odd = sample(wave=wave, sex=sex)
    assert refused(TargetsError, odd, targets, within="wave", missing="drop") == (
        "targets and sample do not fit: wave 'two': all 50 respondents are blank on a raking "
        "variable, so that missing='drop' leaves nobody; give blanks another meaning, or leave the "
        "level out"
    )


def test_an_answer_blank_beside_real_blanks() -> None:
    sex = ["Female"] * 55 + ["(blank)"] * 5 + ["Male"] * 37 + [None] * 3
    targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.4, "(blank)": 0.1}})
    assert refused(TargetsError, sample(sex=sex), targets, missing="keep_share") == (
        "targets and sample do not fit: sex: the answer '(blank)' and real blanks cannot be told "
        "apart; rename the answer: sample.merge_levels('sex', {'no answer': ['(blank)']})"
    )


def test_a_merge_is_proposed_once_and_leaves_two_levels() -> None:
    frame = pd.DataFrame(
        {"wave": ["one"] * 50 + ["two"] * 50, "age": ["old"] * 50 + ["young", "middle"] * 25}
    )
    targets = tk.Targets.from_shares(
        {"wave": {"one": 0.8, "two": 0.2}, "age": {"young": 0.3, "middle": 0.4, "old": 0.3}}
    )
    message = refused(WeightingError, tk.Sample.from_frame(frame), targets)
    assert "merge middle, old and young" not in message
    assert "drop the margin" in message
