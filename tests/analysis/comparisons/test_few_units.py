"""Groups in few PSUs: what is shown asks for more than R's t on the union does."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import techno_kit as tk

SAME = 1e-12
FEW = "few degrees of freedom"


def survey(apart: float) -> tk.Sample:
    """Return 40 PSUs of 25: group a in three of them, b in the others; a's share is larger."""
    random = np.random.default_rng(11)
    psu = np.repeat(np.arange(40), 25)
    group = np.where(psu < 3, "a", "b")
    share = 0.4 + random.normal(0, 0.06, 40)[psu] + np.where(psu < 3, apart, 0.0)
    answer = np.where(random.random(1000) < share, "yes", "no")
    frame = pd.DataFrame({"psu": psu, "group": group, "y": answer, "x": random.normal(0, 1, 1000)})
    frame["x"] += np.where(psu < 3, 4 * apart, 0.0)
    number = tk.Question("x", "number", columns=("x",))
    return tk.Sample.from_frame(frame, design=tk.Design(clusters="psu")).with_question(number)


@pytest.fixture(scope="module")
def found() -> tk.Comparison:
    return tk.compare(survey(0.05), "y", by="group")


def test_pairs_and_tests_stay_as_r_has_them(found):
    pair, test = found.pairs.iloc[0], found.tests.iloc[0]
    t = abs(pair["difference"] / pair["se"])
    assert pair["p"] == pytest.approx(2 * stats.t.sf(t, 39), rel=SAME)
    assert pair["high"] - pair["low"] == pytest.approx(2 * stats.t.ppf(0.975, 39) * pair["se"])
    assert test["df2"] == pytest.approx(39)
    assert list(found.tests.columns)[-1] == "cramers_v"


def test_what_the_flag_means_is_told_wherever_it_stands():
    meant = "the index of such a group takes its own degrees of freedom"
    profile = tk.profile(survey(0.05), "y", by="group")
    assert [meant in told for told in (" ".join(profile.notes), profile.method)] == [True, True]
    assert meant not in tk.profile(survey(0.05), "y").method
    table = tk.crosstab(survey(0.05), "y", by="group")
    note = "By group, few degrees of freedom (few primary sampling units or replicates): a. Letters"
    assert [each.startswith(note) for each in table.notes].count(True) == 1
    assert "fewer than 8 degrees of freedom" in table.method


def test_letters_ask_for_more(found):
    t = abs(found.pairs_behind["difference"] / found.pairs_behind["se"])
    assert found.pairs_behind["p_letter"].to_numpy() == pytest.approx(
        2 * stats.t.sf(t, 4), rel=SAME
    )
    assert (found.pairs["p_adjusted"] < 0.05).all()
    assert (found.pairs_behind["p_letter"] > 0.05).all()
    assert (found.table["higher_than"].str.isupper()).sum() == 0
    assert found.withheld


def test_the_group_is_flagged_and_told(found):
    flags = found.table.set_index("level")["flag"]
    assert (flags["a"] == f"small base; {FEW}").all()
    assert (flags["b"] == "").all()
    assert (
        "By group, few degrees of freedom (few primary sampling units or replicates): a. Letters, "
        "arrows and sentences about them, with the intervals that these tell, ask for more than "
        "the p-values shown and the intervals of .pairs, which are too small there." in found.notes
    )
    assert "Where a group has fewer than 8 degrees of freedom, letters, arrows" in found.method


def test_sentences_take_the_fewer(found):
    test = found.tests_behind.iloc[-1]
    assert test["df2_told"] == pytest.approx(test["df1"] * 4)
    assert test["p_told"] == pytest.approx(stats.f.sf(test["F"], test["df1"], test["df2_told"]))
    assert "do not differ clearly by group" in found.text
    assert f"F(1.0; 4) = {test['F']:.2f}" in found.text


def test_a_large_difference_is_clear_all_the_same():
    clear = tk.compare(survey(0.4), "y", by="group")
    assert clear.table["higher_than"].str.isupper().sum() == 2
    assert not clear.withheld


def test_an_index_takes_its_groups_own_degrees_of_freedom():
    table = tk.profile(survey(0.05), "y", by="group").table
    few = table[(table["level"] == "a") & (table["answer"] == "yes")].iloc[0]
    many = table[(table["level"] == "b") & (table["answer"] == "yes")].iloc[0]
    assert few["flag"] == f"small base; {FEW}"
    assert few["df"] == 2
    reach = np.log(few["index_high"] / few["index"])
    usual = np.log(many["index_high"] / many["index"])
    wider = reach / usual
    assert wider > 2 * stats.t.ppf(0.975, 2) / stats.t.ppf(0.975, 39)


def test_means_in_a_crosstab_follow():
    crossed = tk.crosstab(survey(0.05), ["y", "x"], by="group")
    pairs = crossed.pairs[crossed.pairs["kind"] == "mean"].iloc[0]
    means = crossed.table[(crossed.table["kind"] == "mean") & crossed.table["level"].notna()]
    t = abs(pairs["difference"] / pairs["se"])
    assert pairs["p"] == pytest.approx(2 * stats.t.sf(t, 39), rel=1e-9)
    letters = 2 * stats.t.sf(t, 2) <= 0.05
    assert means["higher_than"].str.isupper().any() == letters
    assert (means.set_index("level")["flag"] == [f"small base; {FEW}", ""]).all()


def test_an_estimate_flags_such_a_group():
    table = tk.estimate(survey(0.05), "x", by="group").table.set_index("level")
    assert table.loc["a", "flag"] == f"small base; {FEW}" and table.loc["b", "flag"] == ""


def test_a_model_marks_no_difference_of_such_a_group():
    found = tk.model(survey(0.05), "y", "group")
    level = found.effects[found.effects["level"].notna() & found.effects["p"].notna()]
    assert (level["p_adjusted"] < 0.05).all() and not len(found.clear)
    assert level["flag"].str.endswith(FEW).all()
    assert (
        "A difference of a level, or from a reference, with fewer than 8 degrees of freedom (few "
        "primary sampling units), and the slope of a number that has one value in all but so few, "
        "bears no mark and is not told as clear, as its p-value is too small; the sentence on the "
        "Wald test of such a predictor takes at most twice the fewest of these degrees of freedom "
        "(rules of techno_kit's)." in found.notes
    )
    wide = survey(0.05).with_design(tk.Design())
    assert not tk.model(wide, "y", "group").effects["flag"].str.contains(FEW).any()


def number_sample(few: int, seed: int, usual: float = 0.0) -> tk.Sample:
    """Return 40 PSUs of 25 that differ, with a number that is the usual one in all but a few."""
    random = np.random.default_rng(seed)
    psu = np.repeat(np.arange(40), 25)
    x = np.where(psu < few, random.normal(3, 1, 1000).round(1), usual)
    y = (random.normal(0, 0.5, 40)[psu] + random.normal(size=1000)).round(3)
    frame = pd.DataFrame({"psu": psu, "x": x, "y": y, "sex": random.choice(["F", "M"], 1000)})
    return tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))


def test_a_number_of_one_value_in_all_but_few_psus_bears_no_mark() -> None:
    found = [tk.model(number_sample(3, seed), "y", "x") for seed in range(40)]
    effects = pd.concat([each.effects for each in found])
    wrong = (effects["low"] > 0) | (effects["high"] < 0)
    assert wrong.mean() > 0.15  # of 5 % that intervals promise: 20 % in 1,000 runs
    assert (effects["flag"] == FEW).all()
    assert not any(len(each.clear) for each in found)
    told = "the slope of a number that has one value in all but so few"
    assert all(any(told in note for note in each.notes) for each in found)
    many = tk.model(number_sample(9, 0), "y", "x").effects
    assert (many["flag"] == "").all()


@pytest.mark.parametrize("usual", [0.0, 2.5])
def test_a_number_of_two_values_is_as_two_levels(usual: float) -> None:
    for few in (2, 7, 8, 9, 31, 32, 38):
        sample = number_sample(few, 1, usual)
        frame = sample.frame.assign(x=np.where(sample.frame["psu"] < few, usual + 1, usual))
        frame["level"] = np.where(frame["psu"] < few, "there", "elsewhere")
        sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
        asked = tk.Question("x", kind="number")
        number = tk.model(sample.with_question(asked), "y", "x", flag_below=0).effects["flag"]
        level = tk.model(sample, "y", "level", flag_below=0).effects["flag"]
        assert number.tolist() == level.tolist()
        assert number.eq(FEW).any() == (few in {2, 7, 8, 32, 38})


# --- trends, gaps, models, means -----------------------------------------------------------------


RISE = 0.15  # clear on 39 degrees of freedom, and not on 4


def ordered(order: str) -> tk.Sample:
    """Return 40 PSUs of 25: group a in three of them, b in 17, c in 20; shares rise a bit."""
    random = np.random.default_rng(11)
    psu = np.repeat(np.arange(40), 25)
    group = np.select([psu < 3, psu < 20], ["a", "b"], "c")
    rise = RISE * np.select([group == each for each in order], range(len(order)))
    share = 0.4 + random.normal(0, 0.06, 40)[psu] + rise
    frame = pd.DataFrame({"psu": psu, "group": group, "y": random.random(1000) < share})
    frame["z"] = random.random(1000) < 0.5
    asked = tk.Question("does", kind="multiple", columns={"y": "y", "z": "z"})
    frame[["y", "z"]] = frame[["y", "z"]].astype(int)
    return tk.Sample.from_frame(frame, design=tk.Design(clusters="psu")).with_question(asked)


def trending(order: str) -> tk.Comparison:
    scores = {each: place for place, each in enumerate(order)}
    return tk.compare(ordered(order), "does", by="group", scores=scores, contrasts=[("y", "z")])


def test_a_trend_keeps_the_usual_df_in_its_table_and_takes_the_fewer_in_sentences():
    found = trending("abc")
    row, told = found.trends.iloc[0], found.trends_behind.iloc[0]
    t = abs(row["slope"] / row["se"])
    assert row["df"] == 39 and row["p"] == pytest.approx(2 * stats.t.sf(t, 39), rel=SAME)
    assert row["flag"] == FEW and list(found.trends.columns)[-1] == "flag"
    assert told["p_told"] == pytest.approx(2 * 2 * stats.t.sf(t, 4), rel=SAME)
    half = stats.t.ppf(0.975, 4) * row["se"]
    assert told["high_told"] - told["low_told"] == pytest.approx(2 * half, rel=SAME)
    assert row["p_adjusted"] <= 0.05 < told["p_told"]
    assert "the steepest, which chance may explain" in found.text
    limits = f"{100 * told['low_told']:.1f} to {100 * told['high_told']:.1f}"
    assert f"interval of this slope alone: {limits}" in found.text
    note = "Sentences on trends over group ask for more"
    assert any(each.startswith(note) for each in found.notes)
    assert "So do the sentences on trends, by the group of fewest," in found.method
    assert FEW in str(found)


def test_a_group_in_the_middle_of_a_trend_takes_no_part_in_it():
    found = trending("bac")
    assert (found.trends["flag"] == "").all()
    assert (found.trends_behind["p_told"] == found.trends["p_adjusted"]).all()
    assert not any("Sentences on trends" in each for each in found.notes)


def test_gaps_between_groups_take_the_fewer_in_sentences():
    found = trending("abc")
    rows = found.contrasts_behind
    rows = rows[rows["level_b"].notna()].set_index(["level_a", "level_b"])
    few, many = rows.loc[("a", "c")], rows.loc[("b", "c")]
    t = abs(few["difference"] / few["se"])
    assert few["p"] == pytest.approx(2 * stats.t.sf(t, few["df"]), rel=SAME)
    times = few["p_adjusted"] / few["p"]
    assert few["p_told"] == pytest.approx(min(2 * stats.t.sf(t, 4) * times, 1), rel=SAME)
    assert few["flag"] == f"small base; {FEW}" and many["flag"] == ""
    assert many["p_told"] == many["p_adjusted"] and many["low_told"] == many["low"]
    assert "p_told" not in found.contrasts.columns
    assert any(each.startswith("Sentences on gaps between groups of few") for each in found.notes)


def test_the_sentence_on_a_wald_test_takes_the_fewer():
    found = tk.model(survey(0.05), "y", "group")
    test = found.terms_behind.iloc[0]
    assert test["p"] == pytest.approx(stats.f.sf(test["F"], 1, test["df2"]), rel=SAME)
    assert test["p_told"] == pytest.approx(stats.f.sf(test["F"], 1, 4), rel=SAME)
    assert "p_told" not in found.terms.columns
    wide = tk.model(survey(0.05).with_design(tk.Design()), "y", "group").terms_behind
    assert (wide["p_told"] == wide["p_adjusted"]).all()


def test_arrows_of_skewed_means_ask_for_one_common_spread():
    """Of 60 tables of 150, 13 have a false arrow on t alone."""
    random, false, usual = np.random.default_rng(3), 0, 0
    number = tk.Question("x", "number", columns=("x",))
    for _ in range(60):
        frame = pd.DataFrame(
            {"g": random.choice(list("abcdefgh"), 150), "x": np.exp(random.normal(0, 1.3, 150))}
        )
        sample = tk.Sample.from_frame(frame).with_question(number)
        table = tk.crosstab(sample, "x", by="g", suppress_below=0).table
        false += bool((table["arrow"] != "").any())
        usual += bool((table["p_rest_adjusted"] <= 0.05).any())
    assert false <= 5 < 9 <= usual
