"""Bounds in replicates: who was drawn twice is two respondents, each within the bound."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

N, REPLICATES = 400, 4
SAME = 1e-8  # raking stops at gaps of 1e-10 of the whole; weights differ by a little more
SHARES = {"sex": {"f": 0.55, "m": 0.45}, "age": {"a": 0.3, "b": 0.3, "c": 0.25, "d": 0.15}}
TARGETS = tk.Targets.from_shares(SHARES)


def frame(seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "sex": rng.choice(["f", "m"], N),
            "age": rng.choice(list("abcd"), N, p=[0.4, 0.3, 0.2, 0.1]),
            "country": rng.choice(["NL", "BE"], N),
            "reached": rng.choice(["yes", "no"], N, p=[0.8, 0.2]),
            "persons": rng.integers(1, 6, N),
            "w": np.exp(0.8 * rng.standard_normal(N)),
        }
    )
    for place in range(REPLICATES):
        rows[f"m{place + 1}"] = np.bincount(rng.integers(0, N, N), minlength=N).astype(float)
    return rows


def sample() -> tk.Sample:
    given = tk.ReplicateColumns(f"m{{1..{REPLICATES}}}", method="bootstrap", combined=False)
    return tk.Sample.from_frame(frame(), design=tk.Design(weight="w", replicates=given))


def trimmed(one: tk.Sample, **options: object) -> tk.Weights:
    return tk.trim(one.with_weights(tk.rake(one, TARGETS)), **options)


def bounded(one: tk.Sample, **options: object) -> tk.Weights:
    return tk.calibrate(one, TARGETS, **options)


NUMBERED = tk.Targets.from_shares({"sex": SHARES["sex"], "persons": 3.1})
WEIGHTINGS = {
    "cap by mean": lambda one: tk.rake(one, TARGETS, cap=2.5),
    "cap by median": lambda one: tk.rake(one, TARGETS, cap=("median", 4)),
    "cap as weight": lambda one: tk.rake(one, TARGETS, cap=("absolute", 4)),
    "cap by quantile": lambda one: tk.rake(one, TARGETS, cap=("quantile", 0.95)),
    "cap by ranges": lambda one: tk.rake(one, TARGETS, cap=("iqr", 2)),
    "floor": lambda one: tk.rake(one, TARGETS, floor=0.3, cap=3),
    "floor as weight": lambda one: tk.rake(one, TARGETS, floor=("absolute", 0.4)),
    "floor by quantile": lambda one: tk.rake(one, TARGETS, floor=("quantile", 0.1)),
    "cap in markets": lambda one: tk.rake(one, TARGETS, within="country", cap=4),
    "cap, closest": lambda one: tk.rake(one, TARGETS, cap=1.2, on_infeasible="closest"),
    "cap after non-response": lambda one: tk.rake(
        one.with_weights(tk.adjust_nonresponse(one, {"reached": ["yes"]}, by="age")),
        TARGETS,
        cap=2.5,
    ),
    "trim": lambda one: trimmed(one, cap=2),
    "trim by ranges": lambda one: trimmed(one, cap=("iqr", 1.5), floor=("quantile", 0.1)),
    "trim, proportional": lambda one: trimmed(one, cap=2, floor=0.4, spread="proportional"),
    "trim, not spread": lambda one: trimmed(one, cap=("quantile", 0.9), spread="none"),
    "calibrated": lambda one: bounded(one, distance="raking", bounds=(0.2, 4), bounds_on="weight"),
    "calibrated, linear": lambda one: bounded(one, bounds=(0.2, 4), bounds_on="weight"),
    "calibrated to a number": lambda one: tk.calibrate(
        one, NUMBERED, distance="raking", bounds=(0.2, 4), bounds_on="weight"
    ),
}


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_a_replicate_is_the_weighting_of_rows_that_are_literally_repeated(weighting: str) -> None:
    one = sample()
    weights = WEIGHTINGS[weighting](one)
    made = tk.profile(one.with_weights(weights), "sex")  # the weights are made anew here
    assert len(made.table)
    remade = one.with_weights(weights).replicates.under(weights).weights(0, REPLICATES)
    for place in range(REPLICATES):
        times = one.frame[f"m{place + 1}"].astype(int)
        rows = one.frame.loc[one.frame.index.repeat(times)].reset_index(drop=True)
        # What the weights sum to is as known in a replicate as it is in the sample.
        rows["w"] *= one.frame["w"].sum() / rows["w"].sum()
        again = tk.Sample.from_frame(rows, design=tk.Design(weight="w"))
        literal = WEIGHTINGS[weighting](again).array
        expected = np.bincount(np.repeat(np.arange(N), times), literal, N)
        assert remade[:, place] == pytest.approx(expected, rel=SAME)
