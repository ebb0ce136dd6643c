"""The Python package svy on the same survey: where it is right the kit is it; where not, why."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f as fisher

import techno_kit as tk
from tests.oracle.agreement import HERE, KEYS, SE_TOLERANCE, WEIGHT_TOLERANCE, agree, close
from tests.oracle.designs import WHERE, sample_of
from tests.oracle.test_oracle_design_estimates import estimated
from tests.oracle.test_oracle_design_replicates import given

pytestmark = pytest.mark.usefixtures("limits_of_r")

ROW = ["statistic", *KEYS]
TABLE = pd.read_csv(HERE / "expected" / "peers_svy.csv", dtype={"level": object})
TABLE[["where", *ROW]] = TABLE[["where", *ROW]].fillna("")
CASES = TABLE[["design", "weighting"]].drop_duplicates().itertuples(index=False, name=None)
REPLICATES = ["jk1", "jkn", "jkn_fpc", "bootstrap"]
LIMITS = {"se": "se", "low": "low", "high": "high"}


def another_rule(rows):
    """Tell which of svy's errors are of another rule than R's and ours.

    After raking it projects on the margins without the base weights, as R's ``rake()`` and not
    ``calibrate()``. A stratum with one PSU, of which the population has no other, is a lone one to
    it: with "average" others make up for it. With "adjust" the total of a lone PSU is taken from
    the mean of all PSUs (Stata) and not from 0 (R), which is another number for totals with base
    weights. The error of a median is not Woodruff's under replicates.
    """
    case = rows["design"] + " " + rows["weighting"] + " " + rows["statistic"]
    found = rows["weighting"].eq("raked") | rows["design"].eq("one_average_fpc")
    found |= case.str.fullmatch("one_adjust(_fpc)? base total")
    return found | (rows["design"].isin(REPLICATES) & rows["statistic"].eq("quantile"))


def ours(name, weighting, where, by):
    if name in REPLICATES:
        centre = "mean" if weighting == "rep_mean" else weighting
        sample = given(name, centre, combined=True)
    else:
        sample = sample_of(name, weighting)
    options = {"by": by or None, "where": WHERE[where], "suppress_below": 0, "flag_below": 0}
    shares = tk.profile(sample, "rungs", **options).table
    shares = shares.rename(columns={"share": "estimate"}).assign(statistic="share")
    return sample, pd.concat([shares, estimated(sample, where, by)], ignore_index=True)


@pytest.mark.parametrize(("name", "weighting"), CASES)
def test_the_kit_is_svy_where_svy_is_r(name, weighting):
    rows = TABLE[(TABLE["design"] == name) & (TABLE["weighting"] == weighting)]
    estimates = rows[rows["statistic"] != "F"]
    for where, by in (("", "age_group"), ("watch", "")):
        sample, table = ours(name, weighting, where, by)
        here = estimates[estimates["where"] == where]
        agree(table, here, {"estimate": "estimate", "df": "df"}, WEIGHT_TOLERANCE, keys=ROW)
        same = here[~another_rule(here)]
        if len(same):
            agree(table, same, LIMITS, SE_TOLERANCE, keys=ROW)
    tests = rows[rows["statistic"] == "F"]
    for row in tests[~another_rule(tests)].itertuples():
        question = "rungs" if row.answer == "creators" else row.answer
        found = tk.compare(sample, question, by=row.by, suppress_below=0).tests
        found = found[found["answer"].eq(row.answer) | (question != "rungs")].iloc[-1]
        close([found["F"], found["df1"], found["df2"]], [row.estimate, row.df1, row.df], 1e-6, "F")
        # Its p is 1 less the share below, in which the last digit is 1e-17.
        close(found["p"], row.p, SE_TOLERANCE, "p", rounding=1e-16)
        close(found["p"], fisher.sf(row.estimate, row.df1, row.df), SE_TOLERANCE, "p", rounding=0)


def test_where_svy_goes_by_another_rule_it_has_another_number():
    expected = pd.read_csv(HERE / "expected" / "designs.csv", dtype={"level": object})
    expected[["where", *ROW]] = expected[["where", *ROW]].fillna("")
    keys = ["design", "weighting", "where", *ROW]
    both = TABLE.merge(expected, on=keys, suffixes=("", "_in_r"), validate="one_to_one")
    apart = np.abs(both["se"] / both["se_in_r"] - 1)
    assert apart[~another_rule(both)].max() < SE_TOLERANCE
    rules = both["design"].str.cat(both["weighting"], " ")[another_rule(both)]
    assert (apart[another_rule(both)].groupby(rules).max() > 1e-3).all()
