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
        "primary sampling units) bears no mark and is not told as clear, as its p-value is too "
        "small (a rule of techno_kit's)." in found.notes
    )
    wide = survey(0.05).with_design(tk.Design())
    assert not tk.model(wide, "y", "group").effects["flag"].str.contains(FEW).any()
