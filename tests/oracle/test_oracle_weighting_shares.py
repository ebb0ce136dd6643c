"""Errors of overlapping rungs after every way of weighting, as R's survey has them."""

from dataclasses import replace

import pytest

import techno_kit as tk
from tests.oracle.agreement import SE_TOLERANCE, WEIGHT_TOLERANCE, agree, read_expected
from tests.oracle.problems import (
    CHAINS,
    THREE,
    adjusted,
    calibrated,
    expected,
    raked,
    survey,
    targets,
)

RAKED_HERE = ["rake_nested", "within", "within_shares", "blank_kept", "blank_level", "blank_drop"]
KINDS = ["simple", "strata", "clusters", "clustered"]


def raked_first(sample):
    return sample.with_weights(tk.rake(sample, targets("three")))


def linear_first(sample):
    return sample.with_weights(calibrated(sample, "linear"))


def adjusted_first(sample, column):
    return sample.with_weights(adjusted(sample, column))


WAYS = {
    **{name: lambda sample, name=name: raked(sample, name) for name in RAKED_HERE},
    "post_full": lambda sample: tk.poststratify(sample, targets("full")),
    **{
        name: lambda sample, name=name: calibrated(sample, name)
        for name in (
            "linear_categories",
            "linear",
            "raking",
            "logit",
            "truncated",
            "raking_bounded",
            "truncated_weight",
            "linear_counts",
        )
    },
    "trimmed_plain": lambda sample: tk.trim(sample, cap=2.2, floor=0.4),
    "trimmed_raked": lambda sample: tk.trim(raked_first(sample), cap=2.2),
    "trimmed_linear": lambda sample: tk.trim(linear_first(sample), cap=2.2, floor=0.4),
    "adjusted": lambda sample: adjusted(sample, "cells_two"),
    "adjusted_raked": lambda sample: tk.rake(adjusted_first(sample, "cells_two"), targets("three")),
    "inverse_raked": lambda sample: tk.rake(
        adjusted_first(sample, "inverse_number"), targets("three")
    ),
    "capped": lambda sample: tk.rake(sample, targets("three"), cap=2.3, floor=0.35),
}
# R takes the residuals of every calibration of a chain, in the order in which they were made; the
# kit those of the last: little is missed where it holds all variables of the first, more where not.
CHAIN_TOLERANCES = {"chain": 0.02, "chain_apart": 0.03}


def check(sample, weighting, kind, tolerance=SE_TOLERANCE):
    profile = tk.profile(
        sample, "rungs", by=["age_group", "country"], suppress_below=0, flag_below=0
    )
    ours = profile.table
    r = read_expected("calibration_shares", design=kind, weighting=weighting)
    agree(ours, r, {"share": "share", "n_eff": "n_eff"}, WEIGHT_TOLERANCE)
    agree(ours, r, {"n_weighted": "n_weighted"}, WEIGHT_TOLERANCE)
    agree(ours, r, {"df": "df"}, 0)
    agree(ours, r, {"se": "se"}, tolerance)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weighting", WAYS)
def test_errors_after_weighting(weighting, kind):
    sample = survey(kind)
    check(sample.with_weights(WAYS[weighting](sample)), weighting, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weighting", CHAINS)
def test_errors_after_a_chain_of_calibrations(weighting, kind):
    sample = survey(kind)
    sample = sample.with_weights(CHAINS[weighting](sample))
    check(sample, weighting, kind, CHAIN_TOLERANCES[weighting])


@pytest.mark.parametrize("kind", KINDS)
def test_errors_of_a_final_weight_that_names_its_margins(kind):
    sample = survey(kind, weight="final", final=expected("calibration")["rake_three"].to_numpy())
    check(sample.with_design(replace(sample.design, raked_on=THREE)), "final", kind)


def test_every_weighting_of_r_s_is_tested():
    told = set(read_expected("calibration_shares")["weighting"])
    assert told == {*WAYS, *CHAINS, "base", "final"}
