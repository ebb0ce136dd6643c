"""What lesson 40 deals out by lot and counts, by another way than its machinery."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

import techno_kit as tk
from techno_kit.teaching import study

DEALS = ["one", "two"]
ROUNDING = 1e-9  # of sums in another order


@pytest.fixture(scope="module")
def mixed() -> tk.Sample:
    return tk.teach.deal_regions(study.sample(), DEALS)


def test_a_deal_moves_whole_neighbourhoods_and_nothing_else(mixed: tk.Sample) -> None:
    frame, own = mixed.frame, study.sample().frame
    psus = frame.groupby(["Stratum", "PSU"])
    for deal in DEALS:
        assert set(psus[deal].nunique()) == {1}
        assert sorted(psus[deal].first()) == sorted(psus["Region"].first())
        assert (frame[deal] != frame["Region"]).any()
    assert (frame["one"] != frame["two"]).any()
    pd.testing.assert_frame_equal(frame[own.columns], own)
    assert mixed.weight is not None
    np.testing.assert_array_equal(mixed.weight, study.sample().weight)


def test_the_same_lot_deals_the_same(mixed: tk.Sample) -> None:
    again = tk.teach.deal_regions(study.sample(), DEALS)
    pd.testing.assert_frame_equal(again.frame, mixed.frame)
    other = tk.teach.deal_regions(study.sample(weighted=False), DEALS, seed=1)
    assert other.weights is None
    assert (other.frame["one"] != mixed.frame["one"]).any()


def test_the_counts_count_people_once_for_each_rung() -> None:
    counts = tk.teach.rungs_counted(study.sample(), study.ladder(), by="gender")
    held = tk.score(study.sample(), study.ladder()).dropna().astype(bool)
    female = study.sample().frame["Q2_Gender"].loc[held.index] == "Female"
    assert counts.loc["creators", "Female"] == (held["creators"] & female).sum()
    assert counts.loc["counted in the table", "Female"] == held[female].to_numpy().sum()
    assert counts.loc["people"].tolist() == [female.sum(), (~female).sum()]


def test_one_chi_square_is_that_of_counts(mixed: tk.Sample) -> None:
    found = tk.teach.one_chi_square(mixed, study.ladder(), DEALS)
    counts = tk.teach.rungs_counted(mixed, study.ladder(), by="two").iloc[:-2]
    assert found["by"].tolist() == DEALS
    assert found["p"].iloc[1] == pytest.approx(chi2_contingency(counts).pvalue, rel=ROUNDING)


def test_weights_as_people_is_a_chi_square_of_weighted_counts(mixed: tk.Sample) -> None:
    found = tk.teach.weights_as_people(mixed, study.ladder(), DEALS)
    held = tk.score(mixed, study.ladder())["critics"]
    answered = held.notna().to_numpy()
    assert mixed.weight is not None
    table = [
        [
            mixed.weight[answered & (held == on) & (mixed.frame["one"] == region)].sum()
            for on in (0, 1)
        ]
        for region in sorted(mixed.frame["one"].unique())
    ]
    (row,) = found[(found["by"] == "one") & (found["answer"] == "critics")].to_dict("records")
    assert row["p"] == pytest.approx(chi2_contingency(table).pvalue, rel=ROUNDING)
    assert len(found) == len(DEALS) * 7


def test_false_findings_count_tests_and_pages() -> None:
    table = pd.DataFrame(
        {
            "by": ["a", "a", "b", "b", "c", "c", "d", "d"],
            "p": [0.05, 0.01, 0.051, 0.2, 0.3, 0.04, 0.9, 0.8],
        }
    )
    found = tk.teach.false_findings({"some": table, "none": table.assign(p=0.5)})
    # By deal 1, 0, 1/2 and 0 of its tests: mean 3/8, error sd / 2 = 0.2394; pages 1, 0, 1, 0.
    assert found.loc["some"].tolist() == ["37.5% (± 23.9)", "50.0% (± 28.9)"]
    assert found.loc["none"].tolist() == ["0.0% (± 0.0)", "0.0% (± 0.0)"]
    assert found.columns.tolist() == ["one test", "the page"]


def test_an_answer_that_neighbours_share_deceives_the_effective_base_only() -> None:
    """What the lesson says of twelve deals: many letters of one method, few of the other."""
    deals = [f"deal {n}" for n in range(12)]
    mixed = tk.teach.deal_regions(study.sample(), deals)
    commercial = tk.crosstab(mixed, deals[0], by=deals[1:], mode="effective_base").pairs
    right = tk.compare(mixed, deals[0], by=deals[1:]).pairs
    assert (commercial["p"] <= 0.05).mean() > 0.3
    assert (right["p"] <= 0.05).mean() < 0.12
