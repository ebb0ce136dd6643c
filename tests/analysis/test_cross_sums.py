"""Sums over several crosses at once are those of each cross alone, pair by pair."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis import cross_sums, linearising
from techno_kit.analysis.linearising import Cells, collect_each
from techno_kit.numerics import cells
from techno_kit.numerics.linear import Linear
from techno_kit.survey.audience import Audience

N = 900
# Sums of the same numbers in another order.
SAME = 1e-12
# What is left of the variance of a share that calibration has fixed.
NOTHING = 1e-17
WEIGHTS = {
    "ones": lambda rng: np.ones(N),
    "some zero": lambda rng: rng.gamma(2, 1, N) * (rng.random(N) < 0.9),
    "some below zero": lambda rng: rng.normal(1, 0.6, N),
}


def sample_of(kind: str, weights: str, lonely: str = "error", raked: bool = False) -> tk.Sample:
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(
        {
            "q": rng.choice(["a", "b", "c"], N),
            "sex": rng.choice(["F", "M"], N),
            "age": rng.choice(["1", "2", "3", None], N),
            "one": rng.random(N) < 0.5,
            "two": rng.random(N) < 0.2,
            "w": WEIGHTS[weights](rng),
            "stratum": rng.integers(0, 4, N),
            "psu": rng.integers(0, 6, N),
        }
    )
    if lonely != "error":
        frame.loc[frame["stratum"] == 3, "psu"] = 0
    columns = {
        "simple": {},
        "strata": {"strata": "stratum"},
        "clusters": {"clusters": "psu"},
        "clustered": {"strata": "stratum", "clusters": "psu"},
    }[kind]
    design = tk.Design(weight="w", lonely_psu=lonely, **columns)
    sample = tk.Sample.from_frame(frame.assign(w=frame["w"].abs()), design=design)
    sample = sample.with_question(tk.Question("both", kind="multiple", columns=["one", "two"]))
    if weights == "some below zero":  # then sums of weights do not tell who is there
        means = tk.Targets.from_shares(
            {"sex": {"F": 0.9, "M": 0.1}, "q": {"a": 0.05, "b": 0.05, "c": 0.9}}
        )
        return sample.with_weights(tk.calibrate(sample, means, distance="linear"))
    if raked:
        return sample.with_weights(
            tk.rake(sample, tk.Targets.from_shares({"sex": {"F": 0.6, "M": 0.4}}))
        )
    return sample


def crosses_of(sample: tk.Sample) -> list[list[object]]:
    question = [sample.question(name) for name in ("both", "q", "sex", "age")]
    both, q, sex, age = question
    audience = Audience.of({"sex": ["F"]})
    return [[q], [q, sex], [q, age], [both, sex, age], [q, audience, sex], [both, audience]]


def errors(cells: Cells) -> np.ndarray:
    """Return the variances and covariances of the share of every cell."""
    share = cells.w / cells.w.sum()
    influence = (np.eye(len(share)) - share) / cells.w.sum()
    return cells.covariance(Linear(influence, np.ones_like(influence))).matrix


def same(ours: Cells, theirs: Cells) -> None:
    for one, other in zip(ours.codes, theirs.codes, strict=True):
        assert (one == other).all()
    for name in ("n", "w", "ww"):
        np.testing.assert_allclose(
            getattr(ours, name), getattr(theirs, name), rtol=SAME, err_msg=name
        )
    matrix = errors(theirs)
    rounding = max(1e-10 * np.abs(matrix).max(), NOTHING)
    np.testing.assert_allclose(errors(ours), matrix, rtol=0, atol=rounding)
    member = np.column_stack([ours.codes[0] == code for code in range(3)])
    assert (ours.union_df(member) == theirs.union_df(member)).all()
    for inside in member.T:
        assert ours.df(inside) == theirs.df(inside)
        assert ours.average_factor(inside) == theirs.average_factor(inside)


@pytest.mark.parametrize("raked", [False, True])
@pytest.mark.parametrize("weights", ["ones", "some zero", "some below zero"])
@pytest.mark.parametrize("kind", ["simple", "strata", "clusters", "clustered"])
def test_together_is_one_by_one(kind, weights, raked):
    sample = sample_of(kind, weights, raked=raked)
    crosses = crosses_of(sample)
    for cross, ours in zip(crosses, collect_each(sample, crosses), strict=True):
        same(ours, linearising._collected(sample, cross))


@pytest.mark.parametrize("lonely", ["certainty", "adjust", "average"])
def test_every_rule_for_lonely_psus(lonely):
    sample = sample_of("clustered", "some zero", lonely)
    crosses = crosses_of(sample)
    for cross, ours in zip(crosses, collect_each(sample, crosses), strict=True):
        same(ours, linearising._collected(sample, cross))


@pytest.mark.parametrize("limit", ["LIGHT", "WIDE", "JOINT", "DENSE_CELLS"])
def test_however_many_are_summed_at_once(limit, monkeypatch):
    sample = sample_of("clustered", "ones", raked=True)
    crosses = crosses_of(sample)
    expected = [linearising._collected(sample, cross) for cross in crosses]
    monkeypatch.setattr(cells if limit == "DENSE_CELLS" else cross_sums, limit, 1)
    monkeypatch.setattr(cross_sums, "ROWS", N)
    monkeypatch.setattr(cells, "SPARE_CELLS", 4 if limit != "DENSE_CELLS" else 0)
    for ours, theirs in zip(collect_each(sample, crosses), expected, strict=True):
        same(ours, theirs)


def test_a_variable_that_stands_twice_is_summed_alone():
    sample = sample_of("clustered", "ones")
    q = sample.question("q")
    [found] = collect_each(sample, [[q, q]])
    assert (found.codes[0] == found.codes[1]).all()
