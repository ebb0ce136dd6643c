"""What holds for every estimate, and what must never change it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import techno_kit as tk

EXAMPLES = settings(max_examples=60, deadline=None)
SAME = 1e-9  # sums in another order
SMALL = {"suppress_below": 0, "flag_below": 0}
NUMBERS = ["estimate", "se", "low", "high"]
OTHERS = ["n", "n_eff", "df", "deff"]
STATISTICS = ["mean", "total", "ratio", "quantile"]


@st.composite
def surveys(draw: st.DrawFn) -> pd.DataFrame:
    """Return a small survey: ties, blanks, negative numbers, weights of 0, one-person groups."""
    n = draw(st.integers(4, 40))
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    digits = draw(st.integers(-1, 2))
    y = np.round(random.normal(draw(st.sampled_from([0.0, 50.0])), 20, n), digits)
    y[random.random(n) < draw(st.sampled_from([0.0, 0.3]))] = np.nan
    y[0] = 1.0
    return pd.DataFrame(
        {
            "class": y,
            "x": random.integers(1, 9, n),
            "g": random.choice(["女性", "b", "c"], n, p=[0.6, 0.3, 0.1]),
            "psu": np.where(np.arange(n) < 2, np.arange(n), random.integers(0, max(n // 2, 2), n)),
            "w": np.where(random.random(n) < 0.1, 0.0, random.uniform(0.2, 3, n))
            + (np.arange(n) == 0),
        }
    )


def table_of(frame: pd.DataFrame, statistic: str, clusters: bool, **options: object):
    design = tk.Design(weight="w", clusters="psu" if clusters else None)
    sample = tk.Sample.from_frame(frame, design=design)
    sample = sample.with_question(tk.Question("class", kind="number"))
    return tk.estimate(
        sample,
        "class",
        statistic=statistic,
        denominator="x" if statistic == "ratio" else None,
        quantiles=(0.0, 0.3, 0.5, 1.0) if statistic == "quantile" else None,
        by="g",
        **{**SMALL, **options},
    ).table


def same(one: pd.DataFrame, other: pd.DataFrame, columns: list[str]) -> None:
    assert one["flag"].tolist() == other["flag"].tolist()
    scale = one["estimate"].abs().max()
    for name in columns:
        near = SAME * (scale if name in NUMBERS else 1.0)
        np.testing.assert_allclose(one[name], other[name], rtol=SAME, atol=near, err_msg=name)


@EXAMPLES
@given(surveys(), st.sampled_from(STATISTICS), st.booleans(), st.sampled_from([1e-6, 3.0, 1e9]))
def test_the_scale_of_the_weights_changes_totals_only(
    frame: pd.DataFrame, statistic: str, clusters: bool, scale: float
) -> None:
    one = table_of(frame, statistic, clusters)
    other = table_of(frame.assign(w=frame["w"] * scale), statistic, clusters)
    if statistic == "total":
        one = one.assign(**{name: one[name] * scale for name in NUMBERS})
    same(one, other, NUMBERS + OTHERS)


@EXAMPLES
@given(surveys(), st.sampled_from(STATISTICS), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_their_labels_change_nothing(
    frame: pd.DataFrame, statistic: str, clusters: bool, random
) -> None:
    order = list(frame.index)
    random.shuffle(order)
    other = frame.loc[order].set_axis([f"row {at}" for at in order])
    # Groups stand in the order of the levels, not of the rows.
    same(table_of(frame, statistic, clusters), table_of(other, statistic, clusters), NUMBERS)


@EXAMPLES
@given(surveys(), st.sampled_from(["mean", "total", "quantile"]))
def test_the_type_of_a_number_changes_nothing(frame: pd.DataFrame, statistic: str) -> None:
    frame = frame.assign(**{"class": frame["class"].round()})
    one = table_of(frame, statistic, clusters=False)
    for kind in ("Int64", "Float64"):
        other = frame.assign(**{"class": frame["class"].astype(kind)})
        same(one, table_of(other, statistic, clusters=False), NUMBERS + OTHERS)
    texts = frame["class"].astype("Int64").astype("str").where(frame["class"].notna())
    same(one, table_of(frame.assign(**{"class": texts}), statistic, clusters=False), NUMBERS)


@EXAMPLES
@given(surveys(), st.booleans(), st.sampled_from([-3.0, 0.5, 1000.0]), st.sampled_from([0.0, 7.0]))
def test_a_linear_change_of_the_numbers_changes_the_mean_so(
    frame: pd.DataFrame, clusters: bool, slope: float, shift: float
) -> None:
    one = table_of(frame, "mean", clusters)
    other = table_of(frame.assign(**{"class": shift + slope * frame["class"]}), "mean", clusters)
    ends = ("low", "high") if slope > 0 else ("high", "low")
    changed = one.assign(
        estimate=shift + slope * one["estimate"],
        se=abs(slope) * one["se"],
        low=shift + slope * one[ends[0]],
        high=shift + slope * one[ends[1]],
    )
    same(changed, other, NUMBERS)


@EXAMPLES
@given(surveys(), st.booleans())
def test_a_quantile_is_a_value_of_its_group_and_lies_in_its_interval(
    frame: pd.DataFrame, clusters: bool
) -> None:
    table = table_of(frame, "quantile", clusters)
    for _, row in table.dropna(subset=["estimate"]).iterrows():
        here = frame if pd.isna(row["by"]) else frame[frame["g"] == row["level"]]
        here = here[here["class"].notna() & (here["w"] > 0)]
        share = here.loc[here["class"] <= row["estimate"], "w"].sum() / here["w"].sum()
        less = here.loc[here["class"] < row["estimate"], "w"].sum() / here["w"].sum()
        assert (here["class"] == row["estimate"]).any()
        assert share >= row["quantile"] - SAME and (less < row["quantile"] or less == 0)
        assert not row["low"] > row["estimate"] and not row["high"] < row["estimate"]


@EXAMPLES
@given(surveys())
def test_totals_of_groups_add_up_and_means_are_totals_over_weights(frame: pd.DataFrame) -> None:
    total, mean = (table_of(frame, name, clusters=False) for name in ("total", "mean"))
    whole, groups = total.iloc[0], total.iloc[1:]
    assert groups["estimate"].sum() == pytest.approx(whole["estimate"], rel=1e-9, abs=1e-6)
    np.testing.assert_allclose(
        (mean["estimate"] * mean["n_weighted"]).dropna(), total["estimate"].dropna(), atol=1e-6
    )
