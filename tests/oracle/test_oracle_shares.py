"""Shares, errors, intervals, df and indexes of seven overlapping rungs, as R's survey has them."""

import pytest

import techno_kit as tk
from tests.oracle.agreement import (
    BY,
    COLUMNS,
    SE_TOLERANCE,
    WEIGHT_TOLERANCE,
    agree,
    interval_columns,
    read_expected,
    sample_of,
    with_rungs,
)

BASES = {"n_weighted": "n_weighted", "n_eff": "n_eff", "share": "share"}
RAKED = {  # weighting: how the sample is raked
    "base": {},
    "raked": {"raked_to": "targets"},
    "capped": {"raked_to": "targets", "cap": 2.5},
    "crossed": {"raked_to": "targets_crossed"},
    "overlapping": {"raked_to": "targets_overlapping"},
    "counts": {"raked_to": "targets_counts"},
    "equal": {"raked_to": "targets", "weighted": False},
}


def table_of(sample, by, *, columns=None, interval="logit", where=None):
    profile = tk.profile(
        with_rungs(sample, columns),
        "rungs",
        by=by,
        where=where,
        interval=interval,
        suppress_below=0,
        flag_below=0,
    )
    return profile.table


def check(table, expected, interval="logit", *, index=True):
    expected = interval_columns(expected, interval)
    agree(table, expected, BASES, WEIGHT_TOLERANCE)
    agree(table, expected, {"n": "n", "df": "df"}, 0)
    agree(table, expected, {"se": "se", "low": "low", "high": "high"}, SE_TOLERANCE)
    grouped = expected[expected["by"] != ""]
    if index:
        indexes = {name: name for name in ("index", "index_low", "index_high")}
        agree(table, grouped, indexes, SE_TOLERANCE)


@pytest.mark.parametrize("interval", ["logit", "beta", "wald"])
@pytest.mark.parametrize("weighting", ["base", "raked", "capped"])
@pytest.mark.parametrize("kind", ["simple", "clustered"])
def test_rungs_overall_and_by_four_demographics(kind, weighting, interval):
    table = table_of(sample_of("people", kind, **RAKED[weighting]), BY, interval=interval)
    check(table, read_expected("shares", design=kind, weighting=weighting, where=""), interval)


@pytest.mark.parametrize("weighting", ["base", "raked"])
@pytest.mark.parametrize("kind", ["strata", "clusters"])
def test_strata_alone_and_clusters_alone(kind, weighting):
    table = table_of(sample_of("people", kind, **RAKED[weighting]), "age_group")
    check(table, read_expected("shares", design=kind, weighting=weighting, where=""), index=False)


@pytest.mark.parametrize("weighting", ["crossed", "overlapping", "counts", "equal"])
@pytest.mark.parametrize("kind", ["simple", "clustered"])
def test_other_margins(kind, weighting):
    table = table_of(
        sample_of("people", kind, **RAKED[weighting]), "age_group", columns=COLUMNS[0:5:2]
    )
    check(table, read_expected("shares", design=kind, weighting=weighting, where=""))


@pytest.mark.parametrize("interval", ["logit", "beta", "wald"])
@pytest.mark.parametrize("weighting", ["base", "raked"])
@pytest.mark.parametrize("kind", ["simple", "strata", "clusters", "clustered"])
def test_a_domain_of_a_domain(kind, weighting, interval):
    sample = sample_of("people", kind, **RAKED[weighting])
    where = {"region": ["North"]}
    table = table_of(sample, "age_group", columns=COLUMNS[0:5:2], interval=interval, where=where)
    expected = read_expected("shares", design=kind, weighting=weighting, where="North")
    check(table, expected, interval, index=False)
