"""Few PSUs that agree: an error of 0 by coincidence is no design, and nothing is told from it."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.overlaps.overlaps import Overlaps
from techno_kit.wording import say

PSUS, SIZE = 32, 25
AGREE, DESIGN, FEW = "no usable error", "fixed by design", "few degrees of freedom"


def survey(seed: int, *, spread: float, cut: float) -> pd.DataFrame:
    """Return 32 PSUs that differ; group A is the first two of them."""
    rng = np.random.default_rng(seed)
    psu = np.repeat(np.arange(PSUS), SIZE)
    y = rng.normal(size=len(psu)) + rng.normal(0, spread, PSUS)[psu] > cut
    return pd.DataFrame({"psu": psu, "g": np.where(psu < 2, "A", "B"), "y": y})


def clustered(rows: pd.DataFrame, strata: str | None = None) -> tk.Sample:
    answers = rows.assign(y=np.where(rows["y"], "yes", "no"), h=rows["y"].astype(float))
    sample = tk.Sample.from_frame(answers, design=tk.Design(strata=strata, clusters="psu"))
    return sample.with_question(tk.Question("h", kind="number"))


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    """Ten of 25 in each PSU of A, in an order of its own; a fifth in the others."""
    rows = survey(2, spread=0.3, cut=0.8)
    for place in (0, 1):
        rows.loc[rows["psu"] == place, "y"] = np.roll([True] * 10 + [False] * 15, place)
    return clustered(rows)


def test_a_profile_gives_no_error_and_no_index_interval(sample: tk.Sample):
    table = tk.profile(sample, "y", by="g").table
    own = table[table["level"] == "A"]
    assert own[["se", "low", "high", "index_low", "index_high"]].isna().all(axis=None)
    assert own["share"].tolist() == [0.6, 0.4]
    for flags in own["flag"]:
        assert AGREE in flags and FEW in flags and DESIGN not in flags
    others = table[table["level"] == "B"]
    assert others["se"].gt(0).all() and not others["flag"].str.contains(AGREE).any()


@pytest.mark.parametrize("against", ["pairs", "rest", "total", {"g": "B"}])
def test_a_comparison_marks_and_tells_nothing(sample: tk.Sample, against):
    found = tk.compare(sample, "y", by="g", against=against)
    assert found.pairs["p_adjusted"].min() < 0.001  # as R's, in the tables
    assert not found.table[["arrow", "higher_than"]].ne("").any(axis=None)
    assert found.clear.empty
    assert "F(" not in found.text and "without a usable error" in found.text
    assert not any("fixed by the design" in each for each in found.notes)
    assert any(each.startswith("By g, no usable error, as the few") for each in found.notes)
    assert say("method.agree") in found.method


def test_trends_take_the_error_of_psus_that_count_once(sample: tk.Sample):
    found = tk.compare(sample, "y", by="g", scores={"A": 1, "B": 2})
    assert found.trends["p_adjusted"].max() < 0.001
    assert "The trend over g is not clear" in found.text


def test_crosstabs_and_estimates_flag_it(sample: tk.Sample):
    for question in ("y", "h"):
        table = tk.crosstab(sample, question, by="g").table
        assert not table[["arrow", "higher_than"]].ne("").any(axis=None)
        assert table.loc[table["level"] == "A", "flag"].str.contains(AGREE).all()
        assert not table["flag"].str.contains(DESIGN).any()
    row = tk.estimate(sample, "h", by="g").table.set_index("level").loc["A"]
    assert np.isnan(row["se"]) and AGREE in row["flag"] and FEW in row["flag"]


def test_a_stratum_variable_is_fixed_by_design_also_in_few_psus():
    rows = survey(4, spread=0.3, cut=0.8)
    rows["stratum"] = rows["psu"] // 2
    rows["y"] = rows["stratum"] % 2 == 0
    rows["g"] = np.where(rows["psu"] < 4, "A", "B")
    table = tk.profile(clustered(rows, "stratum"), "y", by="g").table
    own = table[table["level"] == "A"]  # two strata of two PSUs
    assert own["flag"].str.contains(DESIGN).all() and own["se"].eq(0).all()
    assert not table["flag"].str.contains(AGREE).any()


def test_a_quota_in_many_psus_is_fixed_by_design():
    rows = survey(5, spread=0.3, cut=0.8)
    rows["y"] = np.arange(len(rows)) % SIZE < 10
    whole = tk.profile(clustered(rows), "y", by="g").table
    assert whole.loc[whole["by"].isna(), "flag"].str.contains(DESIGN).all()


def test_shares_of_0_in_few_psus_count_each_of_them_once():
    rows = survey(6, spread=0.3, cut=0.5)
    rows.loc[rows["psu"] < 2, "y"] = False
    found = tk.compare(clustered(rows), "y", by="g")
    pair = found.pairs_behind.iloc[0]
    share, k = rows.loc[rows["g"] == "B", "y"].mean(), float((rows["g"] == "B").sum())
    pooled = k * share / (k + 2)
    expected = np.sqrt(pooled * (1 - pooled) * (1 / 2 + 1 / k))
    from scipy.stats import t

    assert pair["p_letter"] == pytest.approx(2 * t.sf(share / expected, 2))
    assert pair["p"] < 0.001 < 0.05 < pair["p_letter"]
    assert found.clear.empty and "p" in found.pairs
    none, limit = found.table.set_index(["answer", "level"]).loc[("yes", "A"), ["share", "flag"]]
    assert none == 0 and AGREE not in limit


def test_no_false_mark_where_groups_do_not_differ():
    """Null surveys in which both PSUs of A have one count: 17 of 60 had a false arrow before."""
    found = 0
    for seed in range(400):
        rows = survey(seed, spread=0.5, cut=0.5)
        first, second = (rows.loc[rows["psu"] == place, "y"].sum() for place in (0, 1))
        if first != second:
            continue
        found += 1
        told = tk.compare(clustered(rows), "y", by="g")
        assert not told.table["arrow"].ne("").any() and " is clear" not in told.text
    assert found > 20


def test_models_tell_the_careful_interval_and_why():
    rows = survey(8, spread=0.1, cut=0.5)
    rows.loc[rows["psu"] < 2, "y"] = np.arange(2 * SIZE) % SIZE < np.repeat([21, 20], SIZE)
    model = tk.model(clustered(rows), "y", "g")
    effect = model.effects.iloc[0]
    careful = model.effects_behind["df_told"].iloc[0]
    assert careful == 2 < effect["df"]
    half = 4.302652729911275 * effect["se"]
    low, high = (100 * (effect["effect"] + sign * half) for sign in (-1, 1))
    assert f"95% interval {low:+.1f} to {high:+.1f}" in model.text
    assert "(not told as clear, as few primary sampling units are behind it)" in model.text
    assert model.clear.empty and "df_told" not in model.effects


def test_a_profile_says_what_it_tested_where_groups_lie_in_few_psus():
    rows = survey(8, spread=0.1, cut=0.5)
    rows.loc[rows["psu"] < 2, "y"] = np.arange(2 * SIZE) % SIZE < np.repeat([9, 12], SIZE)
    text = tk.profile(clustered(rows), "y", by="g").text
    assert "No index of a group of g is clearly above or below 100" in text
    assert "tk.compare, which tests differences from the whole sample, can find more" in text


def test_notes_and_text_agree_where_nothing_can_be_tested():
    rows = survey(9, spread=0.3, cut=0.5)
    rows["g"] = np.select([rows.index < 40, rows.index < 60], ["A", "small"], "B")
    sample = clustered(rows)
    sample = sample.with_replicates(tk.replicate(sample, "bootstrap", replicates=40, seed=1))
    found = tk.compare(sample, "y", by="g")
    assert "Groups of g cannot be tested" in found.text
    assert not any("tests of all groups" in each for each in found.notes)
    assert any("but counts in the rest" in each for each in found.notes)


def held(rows: pd.DataFrame, raked: str = "") -> Overlaps:
    """Return how y and z go together in groups, each a column of 0 and 1."""
    sample = tk.Sample.from_frame(rows.astype({"y": int}), design=tk.Design(clusters="psu"))
    if raked:  # to the shares that they have: weights stay 1, and errors know of the raking
        targets = tk.Targets.from_shares({raked: rows[raked].value_counts(normalize=True)})
        sample = sample.with_weights(tk.rake(sample, targets))
    asked = tk.Question("does", kind="multiple", columns={"y": "y", "z": "z"})
    return tk.overlaps(sample.with_question(asked), "does", by="g")


def test_a_mean_number_of_answers_is_judged_by_itself():
    """Both PSUs of A give 18 answers, of which nobody else's share is the same in both."""
    rows = survey(10, spread=0.3, cut=0.5)
    rows["z"] = (np.arange(len(rows)) % 3 == 0) * 1
    for place, (one, other) in enumerate([(10, 8), (6, 12)]):
        mine = rows["psu"] == place
        rows.loc[mine, "y"] = np.arange(SIZE) < one
        rows.loc[mine, "z"] = (np.arange(SIZE) % 20 < other) * 1 * (np.arange(SIZE) < 20)
    mean = held(rows).means.set_index("level").loc["A"]
    assert mean["mean"] == pytest.approx(18 / SIZE)
    assert mean[["se", "low", "high"]].isna().all() and AGREE in mean["flag"]
    shares = held(rows).table.query("given.isna() and level == 'A'")
    assert shares["se"].gt(0).all() and not shares["flag"].str.contains(AGREE).any()
    rows.loc[rows.index[SIZE - 1], "z"] = 1
    other = held(rows).means.set_index("level").loc["A"]
    assert other["se"] > 0 and AGREE not in other["flag"]


def test_a_mean_does_not_take_the_flag_of_those_who_hold_nothing():
    rows = survey(11, spread=0.3, cut=0.5)
    rows["z"] = 0
    for place, (one, both) in enumerate([(10, 4), (10, 7)]):
        mine = rows["psu"] == place
        rows.loc[mine, "y"] = np.arange(SIZE) < one
        rows.loc[mine, "z"] = (np.arange(SIZE) < both) * 1
    found = held(rows)
    nothing = found.counts.set_index(["level", "size"]).loc[("A", 0)]
    mean = found.means.set_index("level").loc["A"]
    assert AGREE in nothing["flag"] and np.isnan(nothing["se"])
    assert AGREE not in mean["flag"] and mean["se"] > 0


@pytest.mark.parametrize("raked", ["", "h"])
def test_a_lift_has_no_limits_where_few_psus_agree_on_it(raked: str):
    rows = survey(12, spread=0.3, cut=0.5)
    rows["z"] = (np.arange(len(rows)) % 3 == 0) * 1
    rows["h"] = np.where(rows["y"] | (rows["psu"] % 4 == 1), "low", "high")
    for place in (0, 1):
        mine = rows["psu"] == place
        order = np.roll(np.arange(SIZE), place)
        rows.loc[mine, "y"] = order < 12
        rows.loc[mine, "z"] = ((order >= 6) & (order < 18)) * 1
    pair = held(rows, raked).pairs.set_index("level").loc["A"]
    assert pair[["low", "high", "lift_low", "lift_high"]].isna().all() and AGREE in pair["flag"]
