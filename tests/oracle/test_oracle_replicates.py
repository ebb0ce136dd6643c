"""Errors from replicate weights, given and made, before and after weighting, as R has them."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle.agreement import SE_TOLERANCE, WEIGHT_TOLERANCE, read_data, read_expected

pytestmark = pytest.mark.usefixtures("limits_of_r")

SHARES = {
    "sex": {"Female": 0.52, "Male": 0.48},
    "age_group": {"18-34": 0.31, "35-54": 0.36, "55+": 0.33},
}
CROSS = {
    ("sex", "age_group"): {
        (sex, age): one * other
        for sex, one in SHARES["sex"].items()
        for age, other in SHARES["age_group"].items()
    }
}
RUNGS = ["creators", "joiners", "inactives"]
GIVEN = {  # columns of R's: the method of tk.ReplicateColumns and what R's svrepdesign was told
    "JK1": ("JK1", {}),
    "JKn": ("JKn", {"rscales": True}),
    "JK2": ("JK2", {}),
    "BRR": ("BRR", {}),
    "Fay": ("Fay", {"fay": 0.3}),
    "bootstrap": ("bootstrap", {}),
    "SDR": ("SDR", {}),
    "JKn_fpc": ("JKn", {"rscales": True}),
    "JK1_fpc": ("JK1", {"scale": True}),
}
MADE = {  # columns of R's: the kit's method and design, where nothing is drawn
    "JK1": ("JK1", {"clusters": "cluster"}, {}),
    "JKn": ("JKn", {"strata": "stratum", "clusters": "psu"}, {}),
    "JKn_fpc": ("JKn", {"strata": "stratum", "clusters": "psu", "fpc": "population"}, {}),
    "JK1_fpc": ("JK1", {"clusters": "cluster", "fpc": "all_psus"}, {}),
}
STATISTICS = {
    "mean": {},
    "total": {},
    "ratio": {"denominator": "friends"},
    "quantile": {"quantiles": [0.25, 0.5, 0.9]},
}


@cache
def frame() -> pd.DataFrame:
    people = read_data("replicates")
    multipliers = pd.read_csv("tests/oracle/expected/replicate_multipliers.csv").set_index(
        "cluster"
    )
    own = multipliers.loc[people["cluster"]].reset_index(drop=True)
    return pd.concat([people, own.mul(people["weight"], axis=0)], axis=1)


@cache
def scales(method: str) -> pd.DataFrame:
    return read_expected("replicate_scales", method=method)


def design(method: str, centre: str = "estimate") -> tk.Design:
    name, options = GIVEN[method]
    known = scales(method)
    told = {"fay": options.get("fay")}
    if "rscales" in options:
        told |= {"scale": 1.0, "rscales": known["rscale"].tolist()}
    if "scale" in options:
        told["scale"] = known["scale"].iloc[0]
    if method == "bootstrap" and centre == "estimate":
        told["scale"] = 1 / (len(known) - 1)  # R's around either centre; ours is 1 / R here
    columns = [f"{method}{place}" for place in range(1, len(known) + 1)]
    asked = tk.ReplicateColumns(columns, method=name, centre=centre, **told)
    return tk.Design(weight="weight", replicates=asked)


def survey(asked: tk.Design) -> tk.Sample:
    sample = tk.Sample.from_frame(frame(), design=asked)
    for name in ("hours", "friends"):
        sample = sample.with_question(tk.Question(name, kind="number"))
    return sample.with_question(tk.Question("rungs", kind="multiple", columns=RUNGS))


def weighted(sample: tk.Sample, weighting: str) -> tk.Sample:
    if weighting == "base":
        return sample
    if weighting == "raked":
        return sample.with_weights(tk.rake(sample, tk.Targets.from_shares(SHARES)))
    if weighting == "post":
        return sample.with_weights(tk.poststratify(sample, tk.Targets.from_shares(CROSS)))
    targets = tk.Targets.from_shares({"sex": SHARES["sex"], "hours": 2.9})
    return sample.with_weights(tk.calibrate(sample, targets))


def shares(sample: tk.Sample) -> pd.DataFrame:
    """Shares of the rungs, overall and by group, and in a domain, as R's rows are keyed."""
    options = {"suppress_below": 0, "flag_below": 0}
    table = tk.profile(sample, "rungs", by=["sex", "region"], **options).table
    domain = tk.profile(sample, "rungs", where={"education": ["Higher"]}, **options).table
    both = pd.concat([table, domain.assign(by="where", level="Higher")])
    keys = ["by", "level", "answer"]
    return both.assign(
        **{key: both[key].astype(object).where(both[key].notna(), "") for key in keys}
    )


def check(sample: tk.Sample, method: str, weighting: str, centre: str, *, df: bool) -> None:
    wanted = {"method": method, "weighting": weighting, "centre": centre, "statistic": "mean"}
    expected = read_expected("replicate_estimates", **wanted)
    expected = expected[expected["answer"].isin(RUNGS)]
    both = expected.merge(
        shares(sample), on=["by", "level", "answer"], suffixes=("_in_r", ""), validate="one_to_one"
    )
    assert len(both) == len(expected) == len(RUNGS) * 8
    np.testing.assert_allclose(both["share"], both["estimate"], rtol=WEIGHT_TOLERANCE)
    np.testing.assert_allclose(both["se"], both["se_in_r"], rtol=SE_TOLERANCE)
    if df:
        assert (both["df"] == both["df_in_r"]).all(), both[both["df"] != both["df_in_r"]]


@pytest.mark.parametrize("centre", ["estimate", "mean"])
@pytest.mark.parametrize("method", GIVEN)
def test_columns_of_a_file(method, centre):
    check(survey(design(method, centre)), method, "base", centre, df=True)


@pytest.mark.parametrize("weighting", ["base", "raked"])
@pytest.mark.parametrize("method", GIVEN)
def test_means_totals_ratios_and_quantiles(method, weighting):
    sample = weighted(survey(design(method)), weighting)
    wanted = {"method": method, "weighting": weighting, "centre": "estimate"}
    expected = read_expected("replicate_estimates", **wanted)
    expected = expected[(expected["by"] != "where") & ~expected["answer"].isin(RUNGS)]
    tables = []
    for statistic, options in STATISTICS.items():
        found = tk.estimate(
            sample, "hours", statistic=statistic, by=["sex", "region"], suppress_below=0, **options
        ).table
        answer = found["quantile"].astype(str) if statistic == "quantile" else "hours"
        tables.append(found.assign(statistic=statistic, answer=answer))
    keys = ["statistic", "answer", "by", "level"]
    ours = pd.concat(tables)
    ours = ours.assign(
        **{key: ours[key].astype(object).where(ours[key].notna(), "") for key in keys}
    )
    both = expected.merge(ours, on=keys, suffixes=("_in_r", ""), validate="one_to_one")
    assert len(both) == len(expected) == 6 * 7
    np.testing.assert_allclose(both["estimate"], both["estimate_in_r"], rtol=WEIGHT_TOLERANCE)
    np.testing.assert_allclose(both["se"], both["se_in_r"], rtol=SE_TOLERANCE)


@pytest.mark.parametrize("centre", ["estimate", "mean"])
@pytest.mark.parametrize("method", GIVEN)
def test_columns_of_a_file_raked_again(method, centre):
    sample = weighted(survey(design(method, centre)), "raked")
    check(sample, method, "raked", centre, df=True)


@pytest.mark.parametrize("method", ["JK1", "JKn", "BRR", "Fay", "bootstrap", "SDR"])
def test_columns_of_a_file_poststratified(method):
    check(weighted(survey(design(method)), "post"), method, "post", "estimate", df=False)


@pytest.mark.parametrize("method", ["JKn", "bootstrap"])
def test_columns_of_a_file_calibrated_step_by_step(method):
    check(weighted(survey(design(method)), "linear"), method, "linear", "estimate", df=False)


@pytest.mark.parametrize("centre", ["estimate", "mean"])
@pytest.mark.parametrize("weighting", ["base", "raked", "post", "linear"])
@pytest.mark.parametrize("method", MADE)
def test_replicates_of_the_kit(method, weighting, centre):
    if weighting in ("post", "linear") and method != "JKn":
        weighting = "raked"
    name, units, options = MADE[method]
    sample = weighted(survey(tk.Design(weight="weight", **units)), weighting)
    made = tk.replicate(sample, name, centre=centre, **options)
    check(sample.with_replicates(made), method, weighting, centre, df=False)


@pytest.mark.parametrize("method", ["BRR", "Fay"])
def test_half_samples_of_the_kit_are_rs_but_for_the_matrix(method):
    """R takes another Hadamard matrix: shares differ in the next order, totals not at all."""
    sample = survey(tk.Design(weight="weight", strata="stratum", clusters="psu"))
    options = {} if method == "BRR" else {"fay": 0.3}
    made = tk.replicate(sample, method, **options)
    assert made.count == len(scales(method))
    assert made.scale == pytest.approx(scales(method)["scale"].iloc[0], rel=1e-12)
    weights, joiners = made.weights().to_numpy(), frame()["joiners"].to_numpy()
    totals = joiners @ weights
    estimate = joiners @ frame()["weight"].to_numpy()
    expected = read_expected(
        "replicate_estimates",
        **{"method": method, "weighting": "base", "centre": "estimate", "statistic": "total"},
    )
    expected = expected[(expected["by"] == "") & (expected["answer"] == "joiners")]
    error = np.sqrt(made.scale * ((totals - estimate) ** 2).sum())
    assert error == pytest.approx(expected["se"].iloc[0], rel=1e-10)
