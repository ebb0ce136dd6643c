"""Means, totals, ratios, quantiles and design effects, as R's survey has them."""

from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle import problems
from tests.oracle.agreement import HERE, close, design_of, read_data

# Weights are raked until margins are met to 1e-10 of a share or better, on both sides; worst found
# is 2e-13.
TOLERANCE = 1e-9
# A limit of a quantile is one of the values; R writes 13 digits.
SAME = 1e-12
NUMBERS = ["hours", "spent", "paid", "household_size", "rating"]
QUANTILES = (0.05, 0.25, 0.5, 0.9)
KEYS = ["statistic", "question", "quantile", "by", "level"]
pytestmark = pytest.mark.usefixtures("limits_of_r")

FPC = {"strata_fpc": "people", "clustered_fpc": "psus"}
WHOLE = ["simple", "clustered", "clustered_fpc"]
WEIGHTINGS = ["base", "raked", "linear", "post"]
ALL = [(kind, weighting) for kind in WHOLE for weighting in WEIGHTINGS]
ALL += [(k, w) for k in ("strata", "clusters", "strata_fpc") for w in ("base", "raked")]


@cache
def r_rows() -> pd.DataFrame:
    table = pd.read_csv(HERE / "expected" / "estimates.csv", dtype={"level": str})
    return table.fillna(dict.fromkeys(("where", "by", "level"), ""))


@cache
def frame() -> pd.DataFrame:
    return read_data("weighting").merge(read_data("numbers"), on="id")


@cache
def sample_of(kind: str, weighting: str) -> "tk.Sample":
    design = replace(design_of(kind.removesuffix("_fpc")), fpc=FPC.get(kind))
    sample = tk.Sample.from_frame(frame(), design=design)
    for name in NUMBERS:
        sample = sample.with_question(tk.Question(name, kind="number"))
    rungs = tk.Question("rungs", kind="multiple", columns=["creators", "joiners"])
    sample = sample.with_question(rungs)
    if weighting == "base":
        return sample
    if weighting == "raked":
        return sample.with_weights(tk.rake(sample, problems.targets("three")))
    if weighting == "linear":
        return sample.with_weights(tk.calibrate(sample, problems.targets("three", "means")))
    return sample.with_weights(tk.poststratify(sample, problems.targets("full")))


def table_of(sample: "tk.Sample", by: str, where: object) -> pd.DataFrame:
    """Return every estimate that R made, with the name that it has there."""
    asked = [(name, statistic, name) for name in NUMBERS for statistic in ("mean", "total")]
    asked += [(name, "quantile", name) for name in NUMBERS]
    asked += [("paid", "ratio", "paid"), ("rungs", "total", ""), ("education", "total", "")]
    found = []
    for name, statistic, told in asked:
        table = tk.estimate(
            sample,
            name,
            statistic=statistic,
            denominator="hours" if statistic == "ratio" else None,
            quantiles=QUANTILES if statistic == "quantile" else None,
            by=by,
            where=where,
            missing="exclude",
            suppress_below=0,
            flag_below=0,
        ).table
        found.append(table.assign(question=told or name + "." + table["answer"]))
    everything = pd.concat(found, ignore_index=True)
    return everything.fillna(dict.fromkeys(("by", "level"), ""))


def compared(kind: str, weighting: str, by: str, where: str) -> pd.DataFrame:
    """Return R's rows beside ours."""
    expected = r_rows().query(
        "design == @kind and weighting == @weighting and where == @where and by in ['', @by]"
    )
    found = table_of(sample_of(kind, weighting), by, {"sex": [where]} if where else None)
    both = expected.merge(
        found, on=KEYS, suffixes=("_r", ""), how="left", validate="one_to_one", indicator=True
    )
    assert (both["_merge"] == "both").all() and len(both) >= 4 * 30
    return both


def check(rows: pd.DataFrame, columns: tuple[str, ...], tolerance: float) -> None:
    assert len(rows)
    for column in columns:
        ours, theirs = (rows[each].astype(float) for each in (column, f"{column}_r"))
        assert (ours.isna() == theirs.isna()).all(), rows.loc[ours.isna() != theirs.isna(), KEYS]
        close(ours, theirs, tolerance, column)


def check_all(both: pd.DataFrame) -> None:
    check(both, ("estimate", "n_weighted", "n_eff"), TOLERANCE)
    check(both, ("n", "df"), 0)
    quantile = both["statistic"] == "quantile"
    check(both[~quantile], ("se", "low", "high", "deff"), TOLERANCE)
    check(both[quantile], ("low", "high"), SAME)
    check(both[quantile], ("se", "deff"), TOLERANCE)


@pytest.mark.parametrize(("kind", "weighting"), ALL)
def test_everyone_and_three_ages(kind: str, weighting: str) -> None:
    check_all(compared(kind, weighting, "age_group", ""))


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("kind", WHOLE)
def test_women_and_women_of_three_countries(kind: str, weighting: str) -> None:
    check_all(compared(kind, weighting, "country", "Female"))


def test_counts_that_the_weights_fix_have_no_interval() -> None:
    both = compared("clustered", "linear", "age_group", "")
    fixed = both[(both["by"] == "") & (both["se_r"] == 0) & (both["statistic"] != "quantile")]
    assert set(fixed["question"]) == {
        *("hours", "household_size", "education.Lower", "education.Higher"),
    }
    assert (fixed["flag"] == "fixed by weighting").all() and fixed["low"].isna().all()


TABLES = {
    "composition": ("share", "se", "low", "high", "df"),
    "universe": ("thousands", "se", "low", "high"),
    "design_effects": ("deff",),
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("weighting", ["base", "raked", "linear"])
@pytest.mark.parametrize("kind", WHOLE)
def test_row_shares_thousands_and_design_effects(kind: str, weighting: str, table: str) -> None:
    expected = pd.read_csv(HERE / "expected" / "profile_tables.csv").query(
        "design == @kind and weighting == @weighting and table == @table"
    )
    found = tk.profile(
        sample_of(kind, weighting), "rungs", by="country", universe=5_000_000, suppress_below=0
    )
    ours = getattr(found, table).rename(columns={"share": "value", "thousands": "value"})
    both = expected.rename(columns={"share": "value"}).merge(
        ours, on=["answer", "level"], suffixes=("_r", ""), validate="one_to_one"
    )
    assert len(both) == 6
    for column in TABLES[table]:
        name = "value" if column in ("share", "thousands") else column
        close(both[name].astype(float), both[f"{name}_r"].astype(float), TOLERANCE, column)
