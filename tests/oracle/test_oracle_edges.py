"""Shares of 0 and 1, blanks, strata with one PSU, base weights of zero: as R survey has them."""

import pytest

import techno_kit as tk
from tests.oracle.agreement import (
    SE_TOLERANCE,
    WEIGHT_TOLERANCE,
    agree,
    interval_columns,
    read_expected,
    sample_of,
    with_rungs,
)

INDEXES = {name: name for name in ("index", "index_low", "index_high")}
GROUPS = ["group", "sex"]
WEIGHTINGS = ["base", "raked"]


def raked_to(name, weighting):
    return f"targets_{name}" if weighting == "raked" else ""


def profile_of(sample, question, **options):
    return tk.profile(sample, question, by=GROUPS, suppress_below=0, flag_below=0, **options).table


def check(table, expected, *, interval="logit", n=True):
    expected = interval_columns(expected, interval)
    agree(
        table,
        expected,
        {"share": "share", "n_weighted": "n_weighted", "n_eff": "n_eff"},
        WEIGHT_TOLERANCE,
    )
    agree(table, expected, {"df": "df", **({"n": "n"} if n else {})}, 0)
    agree(table, expected, {"se": "se", "low": "low", "high": "high"}, SE_TOLERANCE)
    grouped = expected[(expected["by"] != "") & expected["index"].notna()]
    agree(table, grouped, {"index": "index"}, SE_TOLERANCE)
    agree(table, grouped[grouped["index_low"].notna()], INDEXES, SE_TOLERANCE)


@pytest.mark.parametrize("interval", ["logit", "beta"])
@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("kind", ["simple", "clustered"])
def test_shares_of_zero_and_one(kind, weighting, interval):
    columns = ["everybody", "nobody", "not_in_two", "all_in_one", "some"]
    sample = with_rungs(sample_of("edges", kind, raked_to=raked_to("edges", weighting)), columns)
    table = profile_of(sample, "rungs", interval=interval)
    check(table, read_expected("edges", design=kind, weighting=weighting), interval=interval)
    nobody = table[table["answer"] == "nobody"]
    assert nobody["index"].isna().all()  # a base share of 0 has no index


@pytest.mark.parametrize("missing", ["in_base", "exclude"])
@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_blanks_by_one_base_for_all_answers(weighting, missing):
    sample = sample_of("blanks", "clustered", raked_to=raked_to("blanks", weighting))
    items = [f"q{number}" for number in range(1, 7)]
    expected = read_expected("blanks", weighting=weighting, where=missing)
    several = expected["answer"].isin(items)
    check(profile_of(with_rungs(sample, items), "rungs", missing=missing), expected[several])
    check(profile_of(sample, "device", missing=missing), expected[~several])


@pytest.mark.parametrize("lonely", ["certainty", "adjust", "average"])
@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_a_stratum_with_one_psu(weighting, lonely):
    sample = sample_of("lonely", "clustered", raked_to=raked_to("lonely", weighting), lonely=lonely)
    table = profile_of(with_rungs(sample, ["y"]), "rungs")
    check(table, read_expected("lonely", weighting=weighting, where=lonely))


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("kind", ["simple", "clustered"])
def test_base_weights_of_zero(kind, weighting):
    sample = sample_of("zeros", kind, raked_to=raked_to("zeros", weighting))
    table = profile_of(with_rungs(sample, ["y"]), "rungs")
    # Whether someone who weighs nothing is in n is the kit's own choice; R has no n to compare.
    check(table, read_expected("zeros", design=kind, weighting=weighting), n=False)
