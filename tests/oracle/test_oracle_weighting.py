"""Weights of every verb against R; against other packages; at the extremes."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from tests.oracle.agreement import HERE, WEIGHT_TOLERANCE, close, read_data, targets_file
from tests.oracle.problems import (
    ANSWERED,
    CALIBRATED,
    CAPPED,
    CHAINS,
    NONRESPONSE,
    RAKED,
    TRIMMED,
    adjusted,
    calibrated,
    expected,
    raked,
    survey,
    targets,
)

# R's own cut is exact, ours ends within 1e-12 of the total; what is left sits in a few rows.
CUT_TOLERANCE = 1e-9


def same(weights, file, column, tolerance=WEIGHT_TOLERANCE):
    close(weights.values.to_numpy(), expected(file)[column].to_numpy(), tolerance, column)


@pytest.mark.parametrize("column", RAKED)
def test_raking_to_every_form_of_margins(column):
    here = column in expected("calibration")
    same(raked(survey(), column), "calibration" if here else "within", column)


def test_raking_from_no_base_weights():
    same(tk.rake(survey(weight=None), targets("three")), "calibration", "equal_three")


def test_a_margin_of_300_levels():
    sample = tk.Sample.from_frame(read_data("districts"), design=tk.Design(weight="weight"))
    weights = tk.rake(sample, tk.read_targets(targets_file("districts_targets")))
    same(weights, "districts", "rake")


@pytest.mark.parametrize("name", ["full", "full_counts"])
def test_post_stratification(name):
    same(tk.poststratify(survey(), targets(name)), "calibration", f"post_{name}")


@pytest.mark.parametrize("column", CALIBRATED)
def test_calibration(column):
    same(calibrated(survey(), column), "calibration", column)


def test_calibration_by_raking_of_categories_alone_is_raking():
    weights = tk.calibrate(survey(), targets("three"), distance="raking")
    same(weights, "calibration", "rake_three")


@pytest.mark.parametrize("column", CAPPED)
def test_capped_raking(column):
    sample = survey(weight=None if column == "equal_cap" else "weight")
    same(tk.rake(sample, targets("three"), **CAPPED[column]), "capped", column, CUT_TOLERANCE)


def test_the_smallest_cap_is_that_of_a_linear_programme():
    """min c subject to the margins and 0 <= w <= c x mean, over respondents, by scipy."""
    from scipy.optimize import linprog

    sample, goals = survey(), targets("overlapping")
    rows, shares = [], []
    for margin in goals.margins:
        for level, share in zip(margin.levels, margin.shares, strict=True):
            rows.append((sample.frame[list(margin.variables)] == list(level)).all(axis=1))
            shares.append(share)
    n = sample.n
    equal = np.column_stack([np.array(rows, float), np.zeros(len(rows))])
    within = np.column_stack([np.eye(n), -np.ones(n)])
    found = linprog([*np.zeros(n), 1], within, np.zeros(n), equal, shares, bounds=(0, None))
    smallest = found.x[-1] * n
    told = np.ceil(smallest * 100) / 100
    assert tk.rake(sample, goals, cap=told).largest <= told * (1 + WEIGHT_TOLERANCE)
    with pytest.raises(tk.TechnoKitError, match=f"{told:.2f}"):
        tk.rake(sample, goals, cap=smallest * 0.999)


def starts(name):
    sample = survey()
    if name == "plain":
        return sample
    made = tk.rake(sample, targets("three")) if name == "raked" else calibrated(sample, "linear")
    return sample.with_weights(made)


@pytest.mark.parametrize("column", expected("trimmed").columns)
def test_trimming(column):
    name, form, spread = column.split("_")
    same(tk.trim(starts(name), **TRIMMED[form], spread=spread), "trimmed", column)


def test_as_many_weights_sit_on_the_bounds():
    told = pd.read_csv(HERE / "expected" / "trimmed_limits.csv", index_col="weights")
    for column, row in told.iterrows():
        name, form, spread = column.split("_")
        weights = tk.trim(starts(name), **TRIMMED[form], spread=spread)
        assert (weights.floored, weights.capped) == (row["at_lower"], row["at_upper"]), column


@pytest.mark.parametrize("column", NONRESPONSE)
def test_non_response(column):
    same(adjusted(survey(), column), "adjusted", column)


@pytest.mark.parametrize("column", ["cells_two", "inverse_number", "classes_categories"])
def test_non_response_then_raking(column):
    sample = survey()
    sample = sample.with_weights(adjusted(sample, column))
    same(tk.rake(sample, targets("three")), "adjusted", f"{column}_raked")


def test_who_did_not_answer_weighs_nothing():
    sample = survey()
    weights = tk.adjust_nonresponse(sample, ANSWERED, by="education").values
    answered = sample.frame["answered"] == 1
    assert (weights[answered] > 0).all()
    assert (weights[~answered] == 0).all()


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain(name):
    same(CHAINS[name](survey()), "chain", name)


# -- what other packages make of the same problems -------------------------------------------------

PEERS = {  # peers.csv: what it is in the kit; those that are right
    "weightipy_equal": lambda: tk.rake(survey(weight=None), targets("three")),
    "rimpy_equal": lambda: tk.rake(survey(weight=None), targets("three")),
    "svy_rake": lambda: tk.rake(survey(), targets("three")),
    "svy_post": lambda: tk.poststratify(survey(), targets("full")),
    "svy_linear": lambda: calibrated(survey(), "linear"),
    "svy_cells": lambda: adjusted(survey(), "cells_two"),
}


@pytest.mark.parametrize("name", PEERS)
def test_packages_that_are_right_agree(name):
    theirs = pd.read_csv(HERE / "expected" / "peers.csv")[name].to_numpy()
    ours = PEERS[name]().values.to_numpy()
    close(ours / ours.sum(), theirs / theirs.sum(), WEIGHT_TOLERANCE, name)


def test_packages_that_stop_early_are_told_apart():
    told = pd.read_csv(HERE / "expected" / "peers_told.csv").set_index(["package", "problem"])
    assert told.loc[("svy", "default"), "difference"] > WEIGHT_TOLERANCE
    # Margins that nobody can meet: a quiet 10 points.
    assert told.loc[("weightipy", "infeasible"), "gap_points"] == pytest.approx(10)
    assert told.loc[("rimpy", "infeasible"), "gap_points"] == pytest.approx(10)
    silent = pd.DataFrame({"a": ["x"] * 60 + ["y"] * 40, "b": ["u"] * 60 + ["v"] * 40})
    tied = {"a": {"x": 0.5, "y": 0.5}, "b": {"u": 0.6, "v": 0.4}}
    with pytest.raises(tk.TechnoKitError):
        tk.rake(tk.Sample.from_frame(silent), tk.Targets.from_shares(tied))


# -- extremes, without R: the margins themselves are the truth -------------------------------------

SHARE = 1e-10  # the tolerance that raking promises


def reached(weights, codes, shares):
    sums = np.bincount(codes, weights, len(shares))
    return np.abs(sums / weights.sum() - shares).max()


@pytest.mark.parametrize("widest", [1, 1e6, 1e12])
@pytest.mark.parametrize("distance", ["", "raking", "linear"])
def test_base_weights_over_24_orders_of_size(distance, widest):
    rng = np.random.default_rng(20130101)
    n = 4000
    frame = pd.DataFrame({"a": rng.integers(0, 3, n), "b": rng.integers(0, 4, n)})
    frame["w"] = np.exp(rng.uniform(-np.log(widest), np.log(widest), n))
    goals = {"a": np.array([0.3, 0.33, 0.37]), "b": np.array([0.28, 0.27, 0.24, 0.21])}
    # Every cell holds one of the largest weights, so that the shares themselves are not extreme.
    cells = np.array([(a, b) for a in range(3) for b in range(4)])
    frame.loc[:11, ["a", "b"]] = cells
    frame.loc[:11, "w"] = widest
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    known = {name: {str(i): float(s) for i, s in enumerate(each)} for name, each in goals.items()}
    total = tk.Targets.from_shares(known)
    made = tk.calibrate(sample, total, distance=distance) if distance else tk.rake(sample, total)
    weights = made.values.to_numpy()
    assert (weights > 0).all()
    for name, shares in goals.items():
        assert reached(weights, frame[name].to_numpy(), shares) < SHARE
    factors = (weights / frame["w"].to_numpy())[:12].reshape(3, 4)
    cell = frame["a"].to_numpy() * 4 + frame["b"].to_numpy()
    close(weights / frame["w"], factors.ravel()[cell], WEIGHT_TOLERANCE, "one factor a cell")
    # A product of one number a level; of a linear distance their sum.
    form = factors if distance == "linear" else np.log(factors)
    close(form - form[:1] - form[:, :1] + form[0, 0], 0, 0, "form", WEIGHT_TOLERANCE)


@pytest.mark.parametrize("beside", [0.0, 1e-6])
def test_targets_on_the_boundary_of_what_can_be_met(beside):
    """u is a part of x, and nearly all of it: whoever is in x and v is left almost nothing."""
    frame = pd.DataFrame({"a": list("xxxxxyyyy"), "b": list("uuuuvvvvv")})
    known = {"a": {"x": 0.3 + beside, "y": 0.7 - beside}, "b": {"u": 0.3, "v": 0.7}}
    weights = tk.rake(tk.Sample.from_frame(frame), tk.Targets.from_shares(known)).values.to_numpy()
    for name, levels in known.items():
        codes = frame[name].map({level: code for code, level in enumerate(levels)}).to_numpy()
        assert reached(weights, codes, np.array(list(levels.values()))) < SHARE
    assert (weights >= 0).all()
    assert weights[4] / weights.sum() == pytest.approx(beside, abs=2 * SHARE)


def test_two_and_a_half_million_rows():
    rng = np.random.default_rng(20130102)
    n = 2_500_000
    codes = {
        "a": rng.choice(3, n, p=[0.2, 0.3, 0.5]),
        "b": rng.choice(2, n, p=[0.35, 0.65]),
    }
    codes["b"][(codes["a"] == 0) & (rng.random(n) < 0.7)] = 0
    goals = {"a": np.array([0.4, 0.3, 0.3]), "b": np.array([0.5, 0.5])}
    frame = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(codes[name], list("pqr")[: len(goals[name])])
            for name in codes
        }
    )
    known = {name: dict(zip("pqr", shares, strict=False)) for name, shares in goals.items()}
    made = tk.rake(tk.Sample.from_frame(frame), tk.Targets.from_shares(known))
    weights = made.values.to_numpy()
    for name, shares in goals.items():
        assert reached(weights, codes[name], shares) < SHARE
    assert len(np.unique(weights)) == 6
