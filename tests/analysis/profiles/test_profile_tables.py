"""A profile's further tables and rules: row shares, thousands, design effects, the NCHS rule."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

SAME = 1e-12
SMALL = {"suppress_below": 0, "flag_below": 0}
RANDOM = np.random.default_rng(20171117)
N = 400
SURVEY = pd.DataFrame(
    {
        "phone": RANDOM.choice([1, 0], N, p=[0.7, 0.3]),
        "watch": RANDOM.choice([1, 0], N, p=[0.2, 0.8]),
        "age": RANDOM.choice(["18-34", "35-54", "55+"], N),
        "sex": RANDOM.choice(["Female", "Male"], N),
        "w": RANDOM.uniform(0.5, 2, N),
    }
)
OWNED = tk.Question("owned", kind="multiple", columns=["phone", "watch"])


def profile(
    frame: pd.DataFrame = SURVEY, question: object = "owned", *, weight: str | None = "w", **options
):
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight=weight))
    sample = sample.with_question(OWNED) if "phone" in frame else sample
    return tk.profile(sample, question, **{**SMALL, **options})


def at(table: pd.DataFrame, answer: object, level: object = None) -> pd.Series:
    held = table["answer"].isna() if answer is None else table["answer"] == answer
    here = table["level"].isna() if level is None else table["level"] == level
    return table[held & here].iloc[0]


# --- row shares ----------------------------------------------------------------------------------


def test_row_shares_are_those_of_the_groups_among_who_holds_the_answer() -> None:
    found = profile(by="age").composition
    held = SURVEY[SURVEY["watch"] == 1]
    for level in ("18-34", "35-54", "55+"):
        share = held.loc[held["age"] == level, "w"].sum() / held["w"].sum()
        row = at(found, "watch", level)
        assert row["share"] == pytest.approx(share, rel=SAME) and row["n"] == len(held)
        assert row["low"] < share < row["high"]
    sums = found.groupby("answer")["share"].sum()
    assert sums.tolist() == pytest.approx([1, 1], rel=SAME)


def test_row_shares_are_the_profile_of_the_group_question_among_the_holders() -> None:
    """The same numbers by another way: those who hold the answer as an audience."""
    found = profile(by="age").composition
    turned = profile(question="age", where={"owned": ["watch"]}).table
    for level in ("18-34", "35-54", "55+"):
        ours, other = at(found, "watch", level), at(turned, level)
        for name in ("share", "se", "low", "high", "n", "n_weighted", "n_eff", "df"):
            assert ours[name] == pytest.approx(other[name], rel=1e-10), name


def test_row_shares_leave_out_who_is_in_no_group() -> None:
    frame = SURVEY.assign(age=SURVEY["age"].where(SURVEY.index % 5 > 0))
    found = profile(frame, by="age").composition
    held = frame[(frame["watch"] == 1) & frame["age"].notna()]
    assert at(found, "watch", "55+")["n"] == len(held)


def test_row_shares_of_few_holders_are_suppressed() -> None:
    n = int(SURVEY["watch"].sum())
    found = profile(by="sex", suppress_below=n + 1).composition
    assert at(found, "watch", "Male")[["share", "se", "low", "high"]].isna().all()
    assert at(found, "watch", "Male")["flag"] == "suppressed"
    assert at(found, "phone", "Male")["flag"] == ""


def test_a_profile_without_groups_has_no_row_shares() -> None:
    found = profile()
    assert found.composition.empty
    assert list(found.composition) == list(profile(by="sex").composition)


# --- thousands -----------------------------------------------------------------------------------


def test_thousands_of_groups_that_miss_someone_say_so() -> None:
    frame = SURVEY.assign(sex=SURVEY["sex"].where(SURVEY.index > 9))
    told = (
        "Thousands of groups by sex do not add up to those of everyone: respondents in no group "
        "are in none of them."
    )
    found = profile(frame, universe=2_000_000, by=["sex", "age"])
    assert told in found.notes
    rows = found.universe
    groups = rows[(rows["by"] == "sex") & rows["answer"].isna()]["thousands"].sum()
    assert groups < 0.99 * at(rows, None)["thousands"]
    assert told not in profile(universe=2_000_000, by=["sex", "age"]).notes


def test_thousands_of_the_whole_are_the_share_times_the_universe() -> None:
    found = profile(universe=2_000_000)
    table, people = found.table, found.universe
    for answer in ("phone", "watch"):
        row, share = at(people, answer), at(table, answer)
        assert row["thousands"] == pytest.approx(2000 * share["share"], rel=SAME)
        for name in ("se", "low", "high"):
            assert row[name] == pytest.approx(2000 * share[name], rel=1e-10)
    assert at(people, None)["thousands"] == 2000 and np.isnan(at(people, None)["low"])


def test_thousands_of_groups_add_up() -> None:
    people = profile(universe=2_000_000, by="age").universe
    whole, groups = people[people["by"].isna()], people[people["by"].notna()]
    sums = groups.groupby("answer", dropna=False)["thousands"].sum()
    for answer in (None, "phone", "watch"):
        key = np.nan if answer is None else answer
        assert sums[key] == pytest.approx(at(whole, answer)["thousands"], rel=SAME)


def test_thousands_of_a_group_have_the_error_of_their_share_of_everyone() -> None:
    found = profile(universe=2_000_000, by="sex").universe
    both = ((SURVEY["watch"] == 1) & (SURVEY["sex"] == "Male")).astype(int)
    one = tk.Sample.from_frame(SURVEY.assign(both=both), design=tk.Design(weight="w"))
    share = at(tk.profile(one, "both", **SMALL).table, "1")
    row = at(found, "watch", "Male")
    for name, other in (("thousands", "share"), ("se", "se"), ("low", "low"), ("high", "high")):
        assert row[name] == pytest.approx(2000 * share[other], rel=1e-10), name


def test_thousands_hold_for_those_outside_the_base_too() -> None:
    """Blanks are outside the base of a share, and inside the population."""
    frame = SURVEY.assign(owns=SURVEY["phone"].where(SURVEY.index % 4 > 0).astype("Int64"))
    found = profile(frame, "owns", universe=2_000_000, by="sex")
    share = at(found.table, "1", "Male")["share"]
    part = frame.loc[frame["sex"] == "Male", "w"].sum() / frame["w"].sum()
    row = at(found.universe, "1", "Male")
    assert row["thousands"] == pytest.approx(2000 * share * part, rel=SAME)
    # By the formula of a product of two ratios, row by row.
    w, male = frame["w"].to_numpy(), (frame["sex"] == "Male").to_numpy()
    known = male & frame["owns"].notna().to_numpy()
    y = (frame["owns"] == 1).fillna(False).to_numpy(bool)
    z = part * known * (y - share) / w[known].sum() + share * (male - part) / w.sum()
    error = np.sqrt(N / (N - 1) * ((w * z - (w * z).mean()) ** 2).sum())
    assert row["se"] == pytest.approx(2000 * error, rel=1e-10)


def test_the_size_of_an_audience_is_estimated() -> None:
    found = profile(universe=2_000_000, where={"sex": ["Female"]})
    part = SURVEY.loc[SURVEY["sex"] == "Female", "w"].sum() / SURVEY["w"].sum()
    size = at(found.universe, None)
    assert size["thousands"] == pytest.approx(2000 * part, rel=SAME) and size["low"] > 0
    told = f"The audience is an estimated {2000 * part:,.0f} thousand ("
    assert any(note.startswith(told) for note in found.notes)


def test_an_answer_of_nobody_has_an_upper_limit_in_thousands() -> None:
    frame = SURVEY.assign(watch=0)
    row = at(profile(frame, universe=2_000_000, weight=None).universe, "watch")
    limit = 2000 * (1 - 0.025 ** (1 / N))
    assert row["thousands"] == 0 and row["high"] == pytest.approx(limit, rel=1e-9)


def test_what_is_suppressed_has_no_thousands() -> None:
    men = int((SURVEY["sex"] == "Male").sum())
    found = profile(universe=2_000_000, by="sex", suppress_below=men + 1).universe
    here = found["level"] == "Male"
    hidden = found[here & found["answer"].notna()]
    assert hidden["thousands"].isna().all() and (hidden["flag"] == "suppressed").all()


@pytest.mark.parametrize(
    ("scale", "told"),
    [
        (None, "Universe: 2,000,000 people."),
        (1.0, "Universe: 2,000,000 people."),
        (5000.0, "Universe: 2,000,000 people; the weights sum to 2,000,000, the same but for"),
        (4000.0, "the weights sum to 1,600,000, and estimates in thousands are scaled to the"),
    ],
)
def test_weights_that_sum_to_a_population_are_set_against_the_universe(
    scale: float | None, told: str
) -> None:
    w = SURVEY["w"] / SURVEY["w"].mean() * (scale or 1)
    found = profile(SURVEY.assign(w=w), weight=scale and "w", universe=2_000_000)
    assert any(told in note for note in found.notes)
    assert "Scaled to 2,000,000 people, these are" in found.text
    assert "the universe of 2,000,000, which is taken as exact" in found.method
    assert "Thousands" in str(found) and "Thousands" in found._repr_html_()


def test_a_profile_without_a_universe_has_no_thousands() -> None:
    found = profile()
    assert "Thousands" not in str(found) and "Universe" not in " ".join(found.notes)
    with pytest.raises(tk.TechnoKitError, match="made without universe="):
        _ = found.universe


# --- design effects ----------------------------------------------------------------------------


def test_design_effects_by_hand() -> None:
    found = profile(by="sex")
    row, share = at(found.design_effects, "watch", "Male"), at(found.table, "watch", "Male")
    n, p = share["n"], share["share"]
    assert row["deff"] == pytest.approx(share["se"] ** 2 / (p * (1 - p) / (n - 1)), rel=SAME)
    w = SURVEY.loc[SURVEY["sex"] == "Male", "w"]
    assert row["deff_kish"] == pytest.approx(n * (w**2).sum() / w.sum() ** 2, rel=SAME)
    assert list(found.design_effects) == ["answer", "by", "level", "deff", "deff_kish"]
    assert len(found.design_effects) == len(found.table)


def test_respondents_who_weigh_nothing_do_not_count_in_a_design_effect() -> None:
    frame = SURVEY.assign(w=SURVEY["w"].where(SURVEY.index % 10 > 0, 0.0))
    found = at(profile(frame).design_effects, "phone")
    kept = at(profile(frame[frame["w"] > 0]).design_effects, "phone")
    assert found["deff_kish"] == pytest.approx(kept["deff_kish"], rel=SAME)


def test_shares_without_an_error_have_no_design_effect() -> None:
    found = profile(SURVEY.assign(watch=0), weight=None, suppress_below=N + 1).design_effects
    assert found["deff"].isna().all() and found["deff_kish"].tolist() == [1, 1]
    assert np.isnan(at(profile(SURVEY.assign(watch=0)).design_effects, "watch")["deff"])


# --- the NCHS rule -------------------------------------------------------------------------------


def rare(yes: int, n: int) -> pd.DataFrame:
    return pd.DataFrame({"q": ["yes"] * yes + ["no"] * (n - yes), "w": 1.0})


def flags(frame: pd.DataFrame, **options: object) -> dict[str, str]:
    found = profile(frame, "q", weight=None, rule="nchs", **options).table
    return dict(zip(found["answer"], found["flag"], strict=True))


def test_the_rule_takes_share_by_share() -> None:
    frame = rare(3, 150)
    assert flags(frame) == {
        "yes": "suppressed (interval wider than 130% of the share)",
        "no": "the rest to 100% may be unreliable",
    }
    found = profile(frame, "q", weight=None, rule="nchs").table.set_index("answer")
    hidden = ["share", "se", "low", "high", "index"]
    assert found.loc["yes", hidden].isna().all() and found.loc["no", hidden].notna().all()
    assert found.loc["yes", "n"] == 150


def test_the_rule_takes_the_place_of_the_bases() -> None:
    assert flags(rare(50, 99), suppress_below=200) == {"yes": "", "no": ""}
    small = flags(rare(10, 29), suppress_below=0)
    assert set(small.values()) == {"suppressed (base or effective base below 30)"}


def test_the_rule_s_interval_is_korn_and_graubard_s_whatever_was_asked() -> None:
    for options in ({"interval": "wald"}, {"confidence": 0.5}):
        assert flags(rare(3, 150), **options)["yes"].startswith("suppressed")


def test_all_and_nothing_are_for_review() -> None:
    frame = pd.DataFrame({"q": pd.Categorical(["yes"] * 300, ["yes", "no"])})
    assert flags(frame) == {"yes": "for review: 0% or 100%", "no": "for review: 0% or 100%"}


def test_few_degrees_of_freedom_are_for_review() -> None:
    frame = rare(150, 300).assign(psu=np.arange(300) % 7)
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    found = tk.profile(sample, "q", rule="nchs").table
    assert set(found["flag"]) == {"for review: fewer than 8 degrees of freedom"}


def test_the_rule_is_told_and_its_gaps_are_drawn_and_worded() -> None:
    frame = rare(3, 150)
    found = profile(frame, "q", weight=None, rule="nchs")
    assert "NCHS Data Presentation Standards for Proportions (Parker et al. 2017)" in found.method
    assert "fewer than 100" not in found.method
    assert "98% answered “no”" in found.text and "yes" not in found.text
    assert "yes" not in found.average
    found.plot()
    nothing = profile(rare(10, 29), "q", weight=None, rule="nchs")
    assert "gives no shares: suppressed (base or effective base below 30)." in nothing.text


def test_a_ladder_with_suppressed_rungs_keeps_the_framework_s_bounds() -> None:
    """The active rungs' sum lacks those that are suppressed: it is checked before."""
    sample = tk.load_example("study")
    where = {"age_group": ["18-24"]}
    found = tk.profile(sample, tk.load_ladder("2010"), by="region", where=where, rule="nchs").table
    hidden = found.groupby("level", dropna=False)["share"].agg(lambda shares: shares.isna().sum())
    assert ((hidden > 0) & (hidden < 7)).any()


def test_an_unlabelled_option_is_refused() -> None:
    with pytest.raises(tk.TechnoKitError) as error:
        profile(rule="nhcs", universe=12)
    assert str(error.value) == (
        "tk.profile: 2 problems:\n"
        "- rule is 'nhcs'; it is one of 'nchs'; did you mean 'nchs'?\n"
        "- universe is 12; it is how many people the 400 respondents stand for, such as 9_000_000"
    )
