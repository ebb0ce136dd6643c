"""Few PSUs that agree: an error of 0 by coincidence is no design, and nothing is told from it."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
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
