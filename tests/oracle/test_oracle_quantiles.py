"""Intervals of quantiles: R's without ties; with ties, those around the share wanted as well."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle import problems
from tests.oracle.agreement import HERE, SE_TOLERANCE, close, design_of, read_data

NUMBERS = ["hours", "spent", "rating", "household_size"]
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
KEYS = ["question", "quantile", "level"]
TIES = 0.5  # of t se: docs/decisions/0023


@cache
def expected() -> pd.DataFrame:
    table = pd.read_csv(HERE / "expected" / "tied_quantiles.csv")
    table["level"] = table["level"].fillna("")
    table["tied"] = table["share"] - table["quantile"] > TIES * table["reach"]
    return table


def found(kind: str, weighting: str) -> pd.DataFrame:
    """Return our quantiles beside R's."""
    frame = read_data("weighting").merge(read_data("numbers"), on="id")
    sample = tk.Sample.from_frame(frame, design=design_of(kind))
    for name in NUMBERS:
        sample = sample.with_question(tk.Question(name, kind="number"))
    if weighting == "raked":
        sample = sample.with_weights(tk.rake(sample, problems.targets("three")))
    options = {"by": "age_group", "missing": "exclude", "suppress_below": 0, "flag_below": 0}
    tables = [
        tk.estimate(sample, name, statistic="quantile", quantiles=QUANTILES, **options).table
        for name in NUMBERS
    ]
    ours = pd.concat(
        [table.assign(question=name) for name, table in zip(NUMBERS, tables, strict=True)]
    )
    ours["level"] = ours["level"].fillna("")
    rows = expected().query("design == @kind and weighting == @weighting")
    both = rows.merge(ours, on=KEYS, suffixes=("_in_r", ""), validate="one_to_one")
    assert len(both) == len(rows) == 4 * 4 * 5
    close(both["estimate"], both["estimate_in_r"], 0, "estimate")
    return both


CASES = [(kind, way) for kind in ("simple", "clustered") for way in ("base", "raked")]


@pytest.mark.parametrize(("kind", "weighting"), CASES)
def test_without_ties_they_are_those_of_r(kind: str, weighting: str) -> None:
    both = found(kind, weighting)
    plain = both[~both["tied"] & (both["share"] < 1)]
    assert (plain["question"] == "hours").sum() == 4 * 5
    for ours, theirs in (("low", "low_r"), ("high", "high_r")):
        close(plain[ours], plain[theirs], 0, ours)


@pytest.mark.parametrize(("kind", "weighting"), CASES)
def test_with_ties_they_hold_those_of_r_and_are_the_formula(kind: str, weighting: str) -> None:
    both = found(kind, weighting)
    rows = both[both["tied"] & (both["share"] < 1) & (both["less"] > 0)]
    assert len(rows) > 30 and set(rows["question"]) >= {"rating", "household_size"}
    known = rows["low_r"].notna()
    assert (rows["low"] <= rows["low_r"])[known & rows["low"].notna()].all()
    assert ((rows["high"] >= rows["high_r"]) | rows["high_r"].isna()).all()
    close(rows["low"], np.minimum(rows["low_r"], rows["low_wanted"]), 0, "low")
    close(rows["high"], np.fmax(rows["high_r"], rows["high_wanted"]), 0, "high")
    close(rows["se"], (rows["high"] - rows["low"]) / (2 * rows["t"]), SE_TOLERANCE, "se")
    wider = (rows["low"] < rows["low_r"]).sum()
    assert wider > 3  # R leaves these values out


@pytest.mark.parametrize(("kind", "weighting"), CASES)
def test_the_smallest_and_the_largest_value_have_limits_of_their_own(kind, weighting) -> None:
    """Nobody is below the one, everybody at or below the other: neither share has an error."""
    both = found(kind, weighting)
    smallest = both[both["tied"] & (both["less"] == 0)]
    assert len(smallest) and (smallest["low"] == smallest["estimate"]).all()
    largest = both[both["tied"] & (both["share"] >= 1)]
    assert len(largest) and (largest["high"] == largest["estimate"]).all()
    assert (largest["low"] <= largest["low_wanted"]).all()
