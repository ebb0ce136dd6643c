"""Means, totals, ratios and medians in every design, as R has them; and all of it as svy has it."""

import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle.agreement import (
    SE_TOLERANCE,
    WEIGHT_TOLERANCE,
    agree,
    read_expected,
)
from tests.oracle.designs import WHERE, sample_of

pytestmark = pytest.mark.usefixtures("limits_of_r")

EXPECTED = read_expected("designs")
CASES = EXPECTED[["design", "weighting"]].drop_duplicates().itertuples(index=False, name=None)
KEYS = ["statistic", "answer", "by", "level"]
ASKED = [  # statistic, question, what makes it a ratio
    ("mean", "hours", {}),
    ("mean", "trust", {}),
    ("total", "hours", {}),
    ("ratio", "hours", {"denominator": "visits"}),
    ("quantile", "hours", {}),
]


def estimated(sample, where, by):
    """Return everything that the survey is asked, as rows with the question as their answer."""
    options = {"by": by or None, "where": WHERE[where], "suppress_below": 0, "flag_below": 0}
    parts = [
        tk.estimate(sample, question, statistic=statistic, **more, **options).table.assign(
            answer=question
        )
        for statistic, question, more in ASKED
    ]
    counted = tk.estimate(sample, "rungs", statistic="total", **options).table
    return pd.concat([*parts, counted[counted["answer"] == "creators"]], ignore_index=True)


def check(table, expected):
    agree(table, expected, {"estimate": "estimate"}, WEIGHT_TOLERANCE, keys=KEYS)
    agree(table, expected, {"df": "df"}, 0, keys=KEYS)
    agree(table, expected, {"se": "se", "low": "low", "high": "high"}, SE_TOLERANCE, keys=KEYS)


@pytest.mark.parametrize(("name", "weighting"), CASES)
def test_means_totals_ratios_and_medians(name, weighting):
    rows = EXPECTED[(EXPECTED["design"] == name) & (EXPECTED["weighting"] == weighting)]
    rows = rows[rows["statistic"].isin({statistic for statistic, _, _ in ASKED})]
    for where, by in (("", "age_group"), ("watch", "sex")):
        check(estimated(sample_of(name, weighting), where, by), rows[rows["where"] == where])


WHOLE = EXPECTED[EXPECTED["where"] == "s1"][["design", "weighting"]].drop_duplicates()


# Everybody was asked: R's error is 0 then, but for what calibration knows of the others.
@pytest.mark.parametrize(("name", "weighting"), WHOLE.itertuples(index=False, name=None))
def test_a_stratum_drawn_whole_has_the_error_of_its_calibration(name, weighting):
    sample = sample_of(name, weighting)
    options = {"where": WHERE["s1"], "suppress_below": 0, "flag_below": 0}
    shares = tk.profile(sample, "rungs", **options).table.rename(columns={"share": "estimate"})
    crossed = tk.crosstab(sample, "rungs", by="sex", **options).table
    crossed = crossed[crossed["level"].isna()].rename(columns={"share": "estimate"})
    rows = EXPECTED[(EXPECTED["design"] == name) & (EXPECTED["weighting"] == weighting)]
    rows = rows[rows["where"] == "s1"]
    for table in (shares, crossed):
        check_whole(table.assign(statistic="share"), rows[rows["statistic"] == "share"], weighting)
    others = rows[~rows["statistic"].isin(["share", "index"])]
    check_whole(estimated(sample, "s1", ""), others, weighting)


def check_whole(table, rows, weighting):
    agree(table, rows, {"estimate": "estimate"}, WEIGHT_TOLERANCE, keys=KEYS)
    # A median without an interval has no error of its own: the kit says so, R says 0.
    known = rows[(rows["statistic"] != "quantile") | (rows["se"] > 0)]
    agree(table, known, {"se": "se"}, SE_TOLERANCE, keys=KEYS)
    kept = table.merge(rows[["statistic", "answer"]], on=["statistic", "answer"])
    if weighting == "base":
        assert kept["low"].isna().all()
        assert (kept["flag"] == "fixed by design").all()
    else:
        agree(table, rows, {"low": "low", "high": "high"}, SE_TOLERANCE, keys=KEYS)
        assert not kept["flag"].str.contains("fixed").any()
