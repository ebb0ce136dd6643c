"""Everything that stands in the way of targets is told before weighting, all at once."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError, TargetsError
from techno_kit.survey.targets.checks import TargetsCheck
from techno_kit.survey.targets.target_set import Targets

SEX = {"F": 0.5, "M": 0.5}


def sample(**columns: object) -> tk.Sample:
    frame = pd.DataFrame(
        {
            "sex": ["F"] * 60 + ["M"] * 40,
            "age": (["young"] * 30 + ["old"] * 30) + (["young"] * 10 + ["old"] * 30),
            **columns,
        }
    )
    weight = "weight" if "weight" in frame else None
    return tk.Sample.from_frame(frame, design=tk.Design(weight=weight))


def rows(check: TargetsCheck) -> list[list[object]]:
    return check.table.drop(columns="within").round(6).to_numpy().tolist()


def test_targets_that_fit() -> None:
    check = Targets.from_shares({"sex": SEX}).check(sample())
    assert check.ok and check.problems == () and check.warnings == ()
    assert rows(check) == [
        ["sex", "F", 0.6, 0.5, 0.833333, 60],
        ["sex", "M", 0.4, 0.5, 1.25, 40],
    ]
    assert check.text == ("Nothing stands in the way of these targets: 2 levels, 100 respondents.")
    check.raise_problems()


def test_everything_at_once() -> None:
    targets = Targets.from_shares(
        {
            "agee": {"young": 1.0},
            "sex": {"F": 0.5, "Mal": 0.5},
            ("sex", "age"): {("F", "young"): 0.6, ("F", "old"): 0.4},
            "size": 9,
        }
    )
    check = targets.check(sample(size=[1.0, 5.0] * 50), cap=5)
    assert not check.ok
    assert check.problems == (
        "there is no question or column 'agee'; did you mean 'age'?",
        "sex: the sample has no level 'Mal'; its levels are 'F' and 'M'",
        "the margins sex and sex x age disagree about F (sex): 50.0000% and 100.0000%; correct one "
        "of them",
        "sex: level 'M' has respondents (40.0% of the sample) but no target; add one, or merge the "
        "level with another",
        "sex x age: levels 'M x old' (30.0%) and 'M x young' (10.0%) of the sample have "
        "respondents but no target; add targets, or merge the levels with others",
        "size: a mean of 9.00 cannot be met, because its values run from 1.00 to 5.00",
    )
    assert rows(check)[2][:4] == ["sex", "Mal", 0.0, 0.5]
    assert "5 problems" not in check.text
    with pytest.raises(TargetsError) as error:
        check.raise_problems()
    assert error.value.problems == check.problems


def test_small_levels_and_large_adjustments() -> None:
    region = ["a"] * 88 + ["b"] * 10 + ["c"] * 2
    targets = Targets.from_shares({"region": {"a": 0.1, "b": 0.6, "c": 0.3}})
    check = targets.check(sample(region=region))
    assert check.ok
    assert check.warnings == (
        "region: few respondents (below 30) carry the weight of 'b' (10 respondents) and 'c' (2 "
        "respondents); consider merging",
        "region: level 'b' is to grow from 10.0% to 60.0%, 6.0 times; such weights are large, and "
        "cost precision",
        "region: level 'c' is to grow from 2.0% to 30.0%, 15.0 times; such weights are large, and "
        "cost precision",
        "region: level 'a' is to shrink from 88.0% to 10.0%, to 0.11 of its share; check that both "
        "mean the same people",
    )


def test_a_cap_that_cannot_hold() -> None:
    region = ["a"] * 90 + ["b"] * 10
    targets = Targets.from_shares({"region": {"a": 0.4, "b": 0.6}})
    assert targets.check(sample(region=region), cap=5).problems == (
        "no weights meet these targets under a cap of 5.00 times the mean; the cap needs to be at "
        "least 6.00: 60.0% of the weight must go to those at b (region), who are 10 respondents "
        "of 100: that takes 6.00 times the mean. What would help: raise the cap to 6.00 or more. "
        "More: docs/weighting.md#caps-and-floors in the kit's repository.",
    )
    assert targets.check(sample(region=region), cap=6.01).ok
    assert targets.check(sample(region=region), cap=("mean", 5)).problems
    unsure = targets.check(sample(region=region), cap=("median", 5), floor=("iqr", 3))
    assert unsure.ok and unsure.warnings[-2:] == (
        "whether a cap of 5 times the median weight can hold depends on the weights, and was not "
        "checked",
        "whether a floor of 3 interquartile ranges from the median weight can hold depends on "
        "the weights, and was not checked",
    )


def test_a_weight_that_is_bounded_in_its_own_units() -> None:
    region = ["a"] * 90 + ["b"] * 10
    counts = Targets.from_counts({"region": {"a": 400, "b": 600}})
    assert not counts.check(sample(region=region), cap=("absolute", 59)).ok
    assert counts.check(sample(region=region), cap=("absolute", 60.1)).ok
    assert not counts.check(sample(region=region), floor=("absolute", 4.5)).ok
    assert counts.check(sample(region=region), floor=("absolute", 4.4)).ok


def test_respondents_whose_target_is_zero_count_in_no_mean() -> None:
    made = tk.Sample.from_frame(pd.DataFrame({"region": ["a"] * 90 + ["b"] * 10 + ["c"] * 100}))
    targets = Targets.from_shares({"region": {"a": 0.4, "b": 0.6, "c": 0.0}})
    counts = Targets.from_counts({"region": {"a": 40, "b": 60, "c": 0}})
    for each, cap in ((targets, 6.1), (counts, ("absolute", 6.1)), (targets, ("mean", 6.1))):
        assert each.check(made, cap=cap).ok  # type: ignore[arg-type]
        assert tk.rake(made, each, cap=cap).array[95] == pytest.approx(  # type: ignore[arg-type]
            12 if each is targets else 6
        )
    assert not targets.check(made, cap=5.9).ok


def test_a_floor_that_cannot_hold() -> None:
    region = ["a"] * 90 + ["b"] * 10
    targets = Targets.from_shares({"region": {"a": 0.4, "b": 0.6}})
    (problem,) = targets.check(sample(region=region), floor=0.5).problems
    assert problem.startswith(
        "no weights meet these targets above a floor of 0.50 times the mean; the floor can be at "
        "most 0.44: "
    )
    assert targets.check(sample(region=region), floor=0.44).ok


def test_margins_that_no_weights_meet_together() -> None:
    # whoever is old is male
    frame = {"sex": ["F"] * 60 + ["M"] * 40, "age": ["young"] * 60 + ["old"] * 40}
    made = sample(**frame)
    targets = Targets.from_shares({"sex": SEX, "age": {"young": 0.4, "old": 0.6}})
    (problem,) = targets.check(made).problems
    assert problem == (
        "no weights meet these targets: everyone at old (age) is at M (sex), so the target of the "
        "one, 60.0%, cannot exceed that of the other, 50.0%. No weights come nearer than 5.0 "
        "points on every level. What would help: drop the margin sex or age; or take the closest "
        'weights, with their gaps, by on_infeasible="closest". More: '
        "docs/weighting.md#targets-that-no-weights-meet in the kit's repository."
    )
    with pytest.raises(tk.TechnoKitError) as error:
        tk.rake(made, targets)
    assert problem in str(error.value)


def test_a_merge_that_helps_is_named() -> None:
    sex, age = ["F"] * 60 + ["M"] * 40, ["18-34"] * 60 + ["35-54"] * 20 + ["55+"] * 20
    targets = Targets.from_shares({"sex": SEX, "age": {"18-34": 0.4, "35-54": 0.4, "55+": 0.2}})
    (problem,) = targets.check(sample(sex=sex, age=age)).problems
    assert "merge 18-34 and 35-54 (age)" in problem
    assert "targets = targets.collapse(" in problem


def test_targets_that_only_zeros_meet() -> None:
    age = ["young"] * 60 + ["young"] * 20 + ["old"] * 20
    targets = Targets.from_shares({"sex": SEX, "age": {"young": 0.5, "old": 0.5}})
    (problem,) = targets.check(sample(age=age)).problems
    assert problem.startswith(
        "only weights of 0 meet these targets, and raking gives nobody a weight of 0: everyone at"
    )


BLANK = ["F"] * 60 + ["M"] * 30 + [None] * 10


def test_blanks_that_are_refused() -> None:
    check = Targets.from_shares({"sex": SEX}).check(sample(sex=BLANK))
    assert len(check.problems) == 1
    assert check.problems[0].startswith("sex is blank for 10 respondents; ")
    assert rows(check)[0] == ["sex", "F", 0.666667, 0.5, 0.75, 60]


def test_blanks_that_keep_their_share() -> None:
    check = Targets.from_shares({"sex": SEX}).check(sample(sex=BLANK), missing="keep_share")
    assert rows(check) == [
        ["sex", "F", 0.6, 0.45, 0.75, 60],
        ["sex", "M", 0.3, 0.45, 1.5, 30],
        ["sex", "(blank)", 0.1, 0.1, 1.0, 10],
    ]
    assert check.ok and "keep their share" in check.warnings[-1]


def test_blanks_that_are_dropped_from_every_margin() -> None:
    targets = Targets.from_shares({"sex": SEX, "age": {"young": 0.5, "old": 0.5}})
    check = targets.check(sample(sex=BLANK), missing="drop")
    assert check.table.groupby("variable")["n"].sum().tolist() == [90, 90]
    assert "sex is blank for 10 respondents; with missing='drop' they get a weight of 0" in (
        check.warnings
    )


def test_blanks_with_a_target_of_their_own() -> None:
    own = Targets.from_shares({"sex": {"F": 0.5, "M": 0.4, "(blank)": 0.1}})
    assert own.check(sample(sex=BLANK), missing="own_level").ok
    check = Targets.from_shares({"sex": SEX}).check(sample(sex=BLANK), missing="own_level")
    assert check.problems == (
        "sex: level '(blank)' has respondents (10.0% of the sample) but no target; add one, or "
        "merge the level with another",
    )


def test_base_weights_count_and_raked_ones_do_not() -> None:
    weighted = sample(weight=np.r_[np.full(60, 2.0), np.ones(40)])
    targets = Targets.from_shares({"sex": SEX})
    assert rows(targets.check(weighted))[0][2] == 0.75
    raked = weighted.with_weights(tk.rake(weighted, targets))
    assert rows(targets.check(raked))[0][2] == 0.75


def test_weights_of_zero() -> None:
    nobody = sample(weight=np.r_[np.ones(60), np.zeros(40)])
    assert Targets.from_shares({"sex": SEX}).check(nobody).problems == (
        "sex: level 'M' has a target of 50.0%, but its 40 respondents all have a base weight of 0",
    )


def test_each_market_by_itself() -> None:
    cross = {("NL", "F"): 0.5, ("NL", "M"): 0.5, ("BE", "F"): 1.0}
    targets = Targets.from_shares({("country", "sex"): cross}, within="country")
    check = targets.check(sample(country=["NL", "BE"] * 50))
    assert check.table["within"].tolist() == ["BE", "BE", "NL", "NL"]
    assert check.problems == (
        "country 'BE': sex: level 'M' has respondents (40.0% of the sample) but no target; add "
        "one, or merge the level with another",
    )
    missing = targets.check(sample(country=["NL", "DE"] * 50))
    assert "country: the sample has no level 'BE'; its levels are 'DE' and 'NL'" in missing.problems


def test_what_holds_in_every_market_is_told_once() -> None:
    cross = {("NL", "F"): 0.5, ("NL", "M"): 0.5, ("BE", "F"): 0.5, ("BE", "M"): 0.5}
    shares = {("country", "sex"): cross, "aeg": {"young": 1.0}}
    check = Targets.from_shares(shares, within="country").check(sample(country=["NL", "BE"] * 50))
    assert check.problems == ("there is no question or column 'aeg'; did you mean 'age'?",)


def test_numbers_beside_the_sample() -> None:
    size = [1.0, 3.0] * 50
    totals = Targets.from_counts({"size": 400}).check(sample(size=size))
    assert rows(totals) == [["size", "(total)", 200.0, 400.0, 2.0, 100]]
    blank = Targets.from_shares({"size": 2.0}).check(sample(size=[np.nan, *size[1:]]))
    assert blank.problems == (
        "size is blank for 1 respondent; its target needs a number for everyone",
    )
    assert Targets.from_shares({"sex": 2.0}).check(sample()).problems == ("sex holds no numbers",)


def test_a_check_shows_itself() -> None:
    targets = Targets.from_shares(
        {"sex": {"<b>F": 0.5, "M": 0.5}}, population="adults", year="2026", source="ours"
    )
    check = targets.check(sample(sex=["<b>F"] * 60 + ["M"] * 40))
    html, text = check._repr_html_(), str(check)
    assert "&lt;b&gt;F" in html and "<b>F" not in html
    for each in ("adults, 2026, ours", "60.0%", "0.83"):
        assert each in html and each in text
    assert repr(check) == "TargetsCheck(Targets beside the sample: nothing stands in the way)"
    broken = Targets.from_shares({"sexe": SEX}).check(sample())
    assert "Problem: there is no question or column 'sexe'; did you mean 'sex'?" in str(broken)
    assert "?." not in broken.text


def test_options_that_are_none() -> None:
    targets = Targets.from_shares({"sex": SEX})
    with pytest.raises(QuestionError) as error:
        targets.check(sample(), cap=1, floor=("medain", 0.4), missing="dropp")  # type: ignore[arg-type]
    assert str(error.value) == (
        "targets.check: 3 problems:\n"
        "- missing is 'dropp'; it is one of 'error', 'own_level', 'keep_share' and 'drop'; did you "
        "mean 'drop'?\n"
        "- cap is 1; it is a multiple of the mean weight above 1, such as 5\n"
        "- floor: 'medain' is no rule for a bound; it is one of 'mean', 'median', 'absolute', "
        "'quantile' and 'iqr'"
    )
    for wrong in (("median", 0.5), ("absolute", -1), ("median",), True):
        with pytest.raises(QuestionError):
            targets.check(sample(), cap=wrong)  # type: ignore[arg-type]
    with pytest.raises(QuestionError, match="is not below the cap"):
        targets.check(sample(), cap=("quantile", 0.5), floor=("quantile", 0.5))
    with pytest.raises(SampleError):
        targets.check(pd.DataFrame())  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(40))
def test_a_check_and_a_raking_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(8, 60))
    frame = pd.DataFrame({name: rng.choice(list("abc"), n) for name in ("x", "y", "z")})
    if rng.random() < 0.4:
        frame.loc[rng.choice(n, 2, replace=False), "x"] = None
    shares: dict = {}
    for name in ("x", "y"):
        levels = sorted(frame[name].dropna().unique()) + ["q"] * bool(rng.random() < 0.1)
        shares[name] = dict(zip(levels, rng.dirichlet(np.ones(len(levels))), strict=True))
    crossed = {("z", "y"): {}} if rng.random() < 0.3 else {}
    for level in frame["z"].unique() if crossed else ():
        parts = rng.dirichlet(np.ones(3))
        crossed["z", "y"] |= {(level, each): part for each, part in zip("abc", parts, strict=True)}
    if crossed:
        del shares["y"]
    targets = Targets.from_shares({**shares, **crossed}, within="z" if crossed else "")
    made = tk.Sample.from_frame(frame)
    bounds = [None, float(rng.uniform(1.2, 6)), ("absolute", float(rng.uniform(1.2, 6)))]
    options = {
        "cap": bounds[int(rng.integers(3))],
        "floor": float(rng.uniform(0.01, 0.6)) if rng.random() < 0.3 else None,
        "missing": str(rng.choice(["error", "keep_share", "drop"])),
    }
    check = targets.check(made, **options)
    try:
        tk.rake(made, targets, **options)
        raked = True
    except tk.TechnoKitError:
        raked = False
    assert check.ok is raked


NAMES = {"Vrouw / Female": 60, "Man / Male": 40}


def test_unknown_names_are_told_once_with_the_way_to_the_samples() -> None:
    sex = [level for level, n in NAMES.items() for _ in range(n)]
    made = sample(sex=sex)
    shares = {"sex": {"Female": 0.5, "Male": 0.5}, "size": 2.0}
    cross = {("Female", "old"): 0.3, ("Female", "young"): 0.2, ("Male", "old"): 0.5}
    targets = Targets.from_shares({**shares, ("sex", "age"): cross})
    check = targets.check(made)
    told = (
        "sex: the sample has no levels 'Female' and 'Male'; its levels are 'Man / Male' and "
        "'Vrouw / Female'; did you mean 'Vrouw / Female' for 'Female'?"
    )
    assert check.problems.count(told) == 1 and str(check.problems).count("has no level") == 1
    hint = "targets.align(sample) proposes the sample's names; .apply() takes them."
    assert check.text.splitlines()[len(check.problems) + 1] == hint
    with pytest.raises(TargetsError) as error:
        check.raise_problems()
    assert str(error.value).splitlines()[-1] == hint
    for verb in (tk.rake, tk.calibrate):
        with pytest.raises(TargetsError) as error:
            verb(made, Targets.from_shares({"sex": shares["sex"]}))  # type: ignore[dict-item]
        assert str(error.value).splitlines()[-1] == hint
    renamed = Targets.from_shares({"sex": shares["sex"]}).align(made).apply()  # type: ignore[dict-item]
    assert renamed.check(made).ok and renamed.check(made).hint == ""


def test_no_way_is_told_where_none_is_known() -> None:
    check = Targets.from_shares({"sex": {"Zw": 0.5, "Qx": 0.5}}).check(sample())
    assert check.problems == (
        "sex: the sample has no levels 'Zw' and 'Qx'; its levels are 'F' and 'M'",
        "sex: levels 'F' (60.0%) and 'M' (40.0%) of the sample have respondents but no target; "
        "add targets, or merge the levels with others",
    )
    assert "align" not in check.text


def test_a_number_is_told_to_be_no_target_of_a_raking() -> None:
    check = Targets.from_shares({"sex": SEX, "size": 2.15}).check(sample(size=[1.0, 3.0] * 50))
    assert check.ok
    assert check.warnings == (
        "size is a number (mean 2.15); tk.rake and tk.poststratify meet shares and counts only; "
        "tk.calibrate meets it",
    )


def test_what_is_found_stands_in_lines() -> None:
    check = Targets.from_shares({"sex": {"F": 0.5, "M": 0.4, "X": 0.1}, "size": 2.0}).check(
        sample(size=[1.0, 3.0] * 50)
    )
    lines = check.text.splitlines()
    assert len(lines) == 1 + len(check.problems) + len(check.warnings)
    assert lines[1].startswith("Problem: ") and lines[-1].startswith("Note: ")
