"""Gaps between answers whose error is 0: set, unseen, or a coincidence of few PSUs."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import techno_kit as tk
from techno_kit.wording import say

PSUS, SIZE = 32, 25
AGREE, FIXED, DESIGN = "no usable error", "fixed by weighting", "fixed by design"
NOTE = "In a gap without a usable error the few primary sampling units of a group happen to agree"


def survey(seed: int, first: list[tuple[int, int]]) -> pd.DataFrame:
    """Return 32 PSUs that differ; the first of them, group A, hold so many of x and of y alone."""
    rng = np.random.default_rng(seed)
    psu = np.repeat(np.arange(PSUS), SIZE)
    moved = rng.normal(0, 0.3, PSUS)[psu]
    rows = {each: (rng.normal(size=len(psu)) + moved > 0.3) * 1 for each in "xy"}
    frame = pd.DataFrame({"psu": psu, "g": np.where(psu < len(first), "A", "B"), **rows})
    for place, (one, other) in enumerate(first):
        order = np.roll(np.arange(SIZE), place)
        frame.loc[psu == place, "x"] = (order < one) * 1
        frame.loc[psu == place, "y"] = ((order >= one) & (order < one + other)) * 1
    return frame


def gaps(frame: pd.DataFrame, **design: str) -> tk.Comparison:
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu", **design))
    asked = tk.Question("does", kind="multiple", columns={"x": "x", "y": "y"})
    return tk.compare(sample.with_question(asked), "does", by="g", contrasts=[("x", "y")])


def of_group(found: tk.Comparison, level: str) -> pd.Series:
    rows = found.contrasts
    return rows[(rows["level_a"] == level) & rows["level_b"].isna()].iloc[0]


def between(found: tk.Comparison) -> pd.Series:
    rows = found.contrasts_behind
    return rows[rows["level_b"].notna()].iloc[0]


def test_a_gap_in_which_few_psus_agree_has_no_error_and_is_not_told() -> None:
    found = gaps(survey(2, [(11, 3), (8, 0)]))  # 8 more hold x alone, in both
    own, other, pair = of_group(found, "A"), of_group(found, "B"), between(found)
    assert own[["se", "low", "high", "p", "p_adjusted"]].isna().all()
    assert own["difference"] == pytest.approx(0.32)
    assert AGREE in own["flag"] and DESIGN not in own["flag"]
    assert other["se"] > 0 and AGREE not in other["flag"]
    assert pair["p_adjusted"] < 0.001 and pair["p_told"] == 1  # the table's as R's
    assert np.isnan(pair["low_told"]) and AGREE in pair["flag"]
    assert "this gap does not differ clearly between the two groups" in found.text
    assert [NOTE in each for each in found.notes].count(True) == 1
    assert say("method.agree") in found.method and AGREE in found.html_body()
    apart = gaps(survey(2, [(11, 3), (9, 0)]))
    assert of_group(apart, "A")["se"] > 0 and not any(NOTE in each for each in apart.notes)


def test_a_gap_of_few_psus_that_agree_is_not_tested_overall() -> None:
    frame = survey(2, [(11, 3), (8, 0), (12, 4)])
    found = gaps(frame[frame["psu"] < 3].reset_index(drop=True))
    overall = found.contrasts.iloc[0]
    assert np.isnan(overall["se"]) and np.isnan(overall["p"]) and AGREE in overall["flag"]
    assert "The gap between" in found.text and "cannot be tested" in found.text


def test_no_false_sentence_where_groups_do_not_differ() -> None:
    """Null surveys in which both PSUs of A have one gap: 7 of 22 had a false sentence."""
    seen = false = usual = 0
    for seed in range(300):
        frame = survey(seed, [])
        frame["g"] = np.where(frame["psu"] < 2, "A", "B")
        one, other = (
            int((frame["x"] - frame["y"])[frame["psu"] == place].sum()) for place in (0, 1)
        )
        if one != other:
            continue
        seen += 1
        found = gaps(frame)
        false += "largest clear difference of this gap" in found.text
        usual += bool(between(found)["p_adjusted"] <= 0.05)
    assert false == 0 < 5 <= usual <= seen


def test_a_gap_that_weighting_sets_has_no_interval_and_says_so() -> None:
    frame = survey(3, [])
    frame["g"] = np.where(frame["psu"] < 16, "A", "B")
    frame["q"] = np.where(frame["x"] == 1, "one", np.where(frame["y"] == 1, "two", "three"))
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    targets = tk.Targets.from_shares({"q": {"one": 0.3, "two": 0.3, "three": 0.4}})
    sample = sample.with_weights(tk.rake(sample, targets))
    found = tk.compare(sample, "q", by="g", contrasts=[("one", "two")])
    overall, own = found.contrasts.iloc[0], of_group(found, "A")
    assert overall["se"] == 0 and overall[["low", "high", "p"]].isna().all()
    assert overall["flag"] == FIXED and own["flag"] == "" and own["low"] < own["high"]
    assert say("method.fixed") in found.method


def test_a_gap_that_the_design_sets_has_no_interval_and_says_so() -> None:
    frame = survey(4, [])
    frame["stratum"] = frame["psu"] % 2
    frame["g"] = np.where(frame["psu"] < 16, "A", "B")
    frame["x"], frame["y"] = frame["stratum"], 1 - frame["stratum"]
    overall = gaps(frame, strata="stratum").contrasts.iloc[0]
    assert overall["se"] == 0 and np.isnan(overall["low"]) and overall["flag"] == DESIGN


def test_where_all_stand_alike_nothing_is_seen_of_an_error() -> None:
    """All of A hold x alone: the error of its gap against B's counts each of its PSUs once."""
    frame = survey(5, [(SIZE, 0), (SIZE, 0)])
    found = gaps(frame)
    own, pair = of_group(found, "A"), between(found)
    assert own["difference"] == 1 and own["se"] == 0 and np.isnan(own["low"])
    assert own["flag"].endswith("few cases")
    apart = frame["x"] - frame["y"]
    se = np.sqrt(pair["se"] ** 2 + apart.var(ddof=0) / 2)
    half = stats.t.ppf(0.975, 2) * se
    assert pair["high_told"] - pair["low_told"] == pytest.approx(2 * half)
    assert pair["p"] < 0.001 < 0.05 < pair["p_told"]


def test_few_that_stand_otherwise_are_few_cases() -> None:
    """Of 200 in eight PSUs four lack x, and nobody holds y."""
    frame = survey(6, [(SIZE, 0)] * 10)
    frame.loc[frame.index[:4], "x"] = 0
    assert of_group(gaps(frame), "A")["flag"] == "few cases"
    frame.loc[frame.index[:40:2], "x"] = 0
    assert of_group(gaps(frame), "A")["flag"] == ""


def test_a_pair_with_a_small_group_is_flagged_whatever_both_are_together() -> None:
    random = np.random.default_rng(2)
    group = ["big"] * 439 + ["small"] * 51
    frame = pd.DataFrame({"g": group, **{k: random.integers(0, 2, 490) for k in "ab"}})
    question = tk.Question("media", kind="multiple", columns={"a": "a", "b": "b"})
    sample = tk.Sample.from_frame(frame).with_question(question)
    found = tk.compare(sample, "media", by="g", contrasts=[("a", "b")]).contrasts
    pair = found[found["level_b"].notna()].iloc[0]
    assert (pair["n"], pair["flag"]) == (490, "small base")
    assert set(found.loc[found["level_a"].isna(), "flag"]) == {""}
