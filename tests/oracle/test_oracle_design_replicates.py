"""Errors from replicate weights, given and made, before and after calibration, as R has them."""

import functools

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

import techno_kit as tk
from tests.oracle.agreement import SE_TOLERANCE, WEIGHT_TOLERANCE, close, read_data, read_expected
from tests.oracle.designs import SHARES, design_named, frame, told, weighted

pytestmark = pytest.mark.usefixtures("limits_of_r")

DF = 32  # as in the script
KIND = {"jk1": "JK1", "jkn": "JKn", "brr": "BRR", "fay": "Fay", "bootstrap": "bootstrap"}
METHODS = ["jk1", "jk1_fpc", "jkn", "jkn_fpc", "brr", "fay", "bootstrap"]
WEIGHTINGS = ["base", "raked", "linear", "post"]
EXPECTED = {name: read_expected(name) for name in ("designs_replicates", "designs_replicate_tests")}
CASES = [
    (method, centre, weighting)
    for method in METHODS
    for centre in ("estimate", "mean")
    for weighting in (WEIGHTINGS if centre == "estimate" else WEIGHTINGS[:1])
]
DOMAINS = {  # of R's: question by which, level, who
    "all": (None, None, None),
    "young": ("age_group", "18-34", None),
    "old": ("age_group", "55+", None),
    "watch": (None, None, {"device": ["watch"]}),
}
OF_YOUNG = ["log_index", "log_index_itself", "difference"]


@functools.cache
def multipliers(method):
    """Return R's multipliers of every respondent's weight, a column a replicate."""
    every = read_data("designs_replicates").set_index("cluster")
    columns = every.filter(regex=f"^{method}_[0-9]+$").reindex(frame()["cluster"])
    return columns.set_axis(frame().index)


def given(method, centre, *, combined):
    """Return the survey with R's replicates as columns of its file, and what describes them."""
    columns = multipliers(method)
    if combined:
        columns = columns.mul(frame()["weight"], axis=0)
    scales = read_data("designs_scales").query("method == @method")
    replicates = tk.ReplicateColumns(
        tuple(columns),
        method=KIND[method.removesuffix("_fpc")],
        scale=scales["scale"].iloc[0],
        rscales=scales["rscale"].tolist(),
        fay=0.3 if method == "fay" else None,
        df=DF,
        centre=centre,
        combined=combined,
    )
    design = tk.Design(weight="weight", replicates=replicates)
    return told(tk.Sample.from_frame(pd.concat([frame(), columns], axis=1), design=design))


def rows_of(table, **wanted):
    rows = EXPECTED[table]
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    assert len(rows)
    return rows


def estimates_of(sample, domain):
    """Return estimate and error of everything that R's script estimates in a domain."""
    by, level, where = DOMAINS[domain]
    options = {"by": by, "where": where, "suppress_below": 0, "flag_below": 0}
    found = {}

    def keep(statistic, table, column, answers):
        rows = table[table["level"] == level] if level else table[table["level"].isna()]
        for answer in answers:
            row = rows if answer == "hours" else rows[rows["answer"] == answer]
            found[statistic, answer] = tuple(row[[column, "se"]].iloc[0])

    keep("share", tk.profile(sample, "rungs", **options).table, "share", SHARES)
    total = tk.estimate(sample, "rungs", statistic="total", **options).table
    keep("total", total, "estimate", ["creators"])
    ratio = {"denominator": "visits"}
    for statistic, more in (("mean", {}), ("total", {}), ("ratio", ratio), ("quantile", {})):
        table = tk.estimate(sample, "hours", statistic=statistic, **more, **options).table
        keep(statistic, table, "estimate", ["hours"])
    return found


def check(sample, rows):
    """Hold a sample's estimates to R's, in every domain."""
    domains = rows["domain"].unique()
    ours = {
        (domain, *key): values
        for domain in domains
        for key, values in estimates_of(sample, domain).items()
    }
    plain = rows[~rows["statistic"].isin(OF_YOUNG)]
    assert len(plain) >= len(ours) - len(domains)
    keys = plain[["domain", "statistic", "answer"]].itertuples(index=False, name=None)
    found = np.array([ours[key] for key in keys])
    close(found[:, 0], plain["estimate"], WEIGHT_TOLERANCE, "estimate")
    close(found[:, 1], plain["se"], SE_TOLERANCE, "se")


def check_young(sample, rows):
    """Hold the index of the youngest, and their difference from the oldest, to R's."""
    t = student.ppf(0.975, DF)
    table = tk.profile(sample, "rungs", by="age_group", suppress_below=0).table
    young = table[table["level"] == "18-34"].set_index("answer").loc[SHARES]
    index = rows[rows["statistic"] == "log_index"].set_index("answer").loc[SHARES]
    for limit, side in (("index_low", -1), ("index_high", 1)):
        expected = 100 * np.exp(index["estimate"] + side * t * index["se"])
        close(young[limit], expected, SE_TOLERANCE, limit)
    gap = rows[rows["statistic"] == "difference"].set_index("answer").loc[SHARES]
    pairs = tk.compare(sample, "rungs", by="age_group", suppress_below=0).pairs
    pairs = pairs[(pairs["level_a"] == "18-34") & (pairs["level_b"] == "55+")]
    pairs = pairs.set_index("answer").loc[SHARES]
    close(pairs["difference"], gap["estimate"], SE_TOLERANCE, "difference")
    close(pairs["se"], gap["se"], SE_TOLERANCE, "se")
    p = 2 * student.sf(np.abs(gap["estimate"] / gap["se"]), DF)
    close(pairs["p"], p, SE_TOLERANCE, "p", 0.0)


@pytest.mark.parametrize(("method", "centre", "weighting"), CASES)
def test_given_replicates(method, centre, weighting):
    mse = centre == "estimate"
    # Both ways of writing them down are tried, turn by turn.
    sample = weighted(given(method, centre, combined=mse), weighting)
    rows = rows_of("designs_replicates", method=method, mse=mse, weighting=weighting)
    check(sample, rows)
    check_young(sample, rows)
    tests = rows_of("designs_replicate_tests", method=method, mse=mse, weighting=weighting)
    for domain, here in tests.groupby("domain"):
        where = DOMAINS[domain][2]
        found = tk.compare(sample, "rungs", by="sex", where=where, suppress_below=0).tests
        found = found.set_index("answer").loc[here["answer"]]
        for column in ("F", "df1", "p"):
            close(found[column], here[column], SE_TOLERANCE, column, 0.0)


MADE = {  # R's: design, method of the kit
    "jk1": ("clusters", "JK1"),
    "jk1_fpc": ("clusters_fpc", "JK1"),
    "jkn": ("clustered", "JKn"),
    "jkn_fpc": ("clustered_fpc", "JKn"),
}


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("method", MADE)
def test_made_jackknives(method, weighting):
    centre = "mean" if weighting == "raked" else "estimate"
    name, kind = MADE[method]
    sample = told(tk.Sample.from_frame(frame(), design=design_named(name)))
    sample = weighted(sample, weighting)
    sample = sample.with_replicates(tk.replicate(sample, kind, centre=centre))
    mse = centre == "estimate"
    rows = rows_of("designs_replicates", method=method, mse=mse, weighting=weighting)
    # A median's error goes by the df, which are those of the design where nobody gives them.
    check(sample, rows[rows["statistic"] != "quantile"])
