import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

import techno_kit as tk

ROUNDING = 1e-12


@pytest.fixture(scope="module")
def sample() -> tk.Sample:
    rng = np.random.default_rng(11)
    n = 600
    frame = pd.DataFrame(
        {
            "sex": rng.choice(["Female", "Male"], n, p=[0.6, 0.4]),
            "age": rng.choice(["18-34", "35-54", "55+"], n, p=[0.5, 0.3, 0.2]),
            "buys": rng.choice(["no", "yes"], n),
            "w": rng.lognormal(0, 0.6, n),
        },
        index=np.arange(n) * 3 + 7,
    )
    return tk.Sample.from_frame(frame, design=tk.Design(weight="w"))


@pytest.fixture(scope="module")
def raked(sample: tk.Sample) -> tk.Weights:
    shares = {
        "sex": {"Female": 0.5, "Male": 0.5},
        "age": {"18-34": 0.3, "35-54": 0.35, "55+": 0.35},
    }
    return tk.rake(sample, tk.Targets.from_shares(shares))


def shares(sample: tk.Sample, weights: tk.Weights, name: str) -> pd.Series:
    return weights.values.groupby(sample.frame[name]).sum() / weights.values.sum()


@pytest.mark.parametrize("spread", ["equal", "proportional", "none"])
def test_a_trim_of_raked_weights(sample: tk.Sample, raked: tk.Weights, spread: str) -> None:
    held = sample.with_weights(raked)
    weights = tk.trim(held, cap=2.5, floor=0.25, spread=spread)
    mean = raked.values.mean()
    assert weights.values.max() == pytest.approx(2.5 * mean, rel=ROUNDING)
    assert weights.values.min() >= 0.25 * mean * (1 - ROUNDING)
    same = spread != "none"
    assert (weights.values.sum() == pytest.approx(raked.values.sum(), rel=ROUNDING)) == same
    assert weights.values.index.equals(sample.frame.index)
    assert weights.kind == "trimmed" and weights.parent is raked and weights.base is raked.base
    assert weights.cap == pytest.approx(2.5 * mean / weights.values.mean())
    assert weights.floor == pytest.approx(0.25 * mean / weights.values.mean())
    assert weights.capped == np.isclose(weights.values, 2.5 * mean, rtol=ROUNDING).sum() > 0
    assert weights.floored == np.isclose(weights.values, 0.25 * mean, rtol=ROUNDING).sum()
    assert weights.deff < raked.deff
    assert weights.targets is raked.targets
    for fit, old in zip(weights.fits, raked.fits, strict=True):
        reached = shares(sample, weights, fit.variables)
        assert_allclose(fit.after, [reached[level] for (level,) in fit.levels], atol=ROUNDING)
        assert_allclose(fit.before, old.after)
        assert_allclose(fit.target, old.target)
    assert np.abs(weights.table["gap"]).max() > 0.001
    sample.with_weights(weights)  # its own promise: the margins it says it has


def test_the_variance_knows_where_the_calibration_was(sample: tk.Sample, raked: tk.Weights) -> None:
    once = tk.trim(sample, start=raked, cap=3)
    assert raked.calibration is not None and once.calibration is not None
    assert once.calibration.terms == raked.calibration.terms
    assert once.calibration.start is raked.calibration.start
    assert_allclose(once.calibration.values, raked.array)
    twice = tk.trim(sample.with_weights(once), cap=2.5)
    assert twice.calibration is not None
    assert_allclose(twice.calibration.values, raked.array)
    assert [step.verb for step in twice.recipe.steps] == ["rake", "trim", "trim"]
    assert len(twice.steps) == 3


def test_the_bounds_are_measured_by_the_weights_before(sample: tk.Sample) -> None:
    w = sample.frame["w"]
    first, median, third = w.quantile([0.25, 0.5, 0.75])
    for cap, limit in (
        (("median", 3), 3 * median),
        (("absolute", 2.5), 2.5),
        (("quantile", 0.95), w.quantile(0.95)),
        (("iqr", 2), median + 2 * (third - first)),
        (["iqr", 2], median + 2 * (third - first)),
    ):
        weights = tk.trim(sample, cap=cap)
        assert weights.values.max() == pytest.approx(limit, rel=ROUNDING)
        assert weights.cap == pytest.approx(limit / w.mean())
    floor = tk.trim(sample, floor=("iqr", 0.8))
    assert floor.values.min() == pytest.approx(median - 0.8 * (third - first), rel=ROUNDING)


def test_equal_shares_are_what_r_gives(sample: tk.Sample) -> None:
    # R 4.2, survey 4.1-1: trimWeights(design, upper = 4, strict = TRUE).
    w = np.array([1, 1, 2, 8, 3, 0.2])
    frame = pd.DataFrame({"w": w})
    small = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    expected = [1.8, 1.8, 2.8, 4, 3.8, 1]
    assert_allclose(tk.trim(small, cap=("absolute", 4)).values, expected, rtol=ROUNDING)


def test_a_base_weight_of_zero_stays_zero() -> None:
    frame = pd.DataFrame({"w": [0.0, 0.1, 1.0, 2.0, 6.0, 0.0]})
    held = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    weights = tk.trim(held, floor=0.5, cap=1.8)
    assert weights.values.iloc[[0, 5]].tolist() == [0, 0]
    mean = 9.1 / 4
    assert (
        weights.values[1:5].between(0.5 * mean * (1 - ROUNDING), 1.8 * mean * (1 + ROUNDING)).all()
    )


def test_no_weight_at_all_is_a_weight_of_one(sample: tk.Sample) -> None:
    plain = tk.Sample.from_frame(sample.frame)
    weights = tk.trim(plain, cap=3)
    assert (weights.values == 1).all() and weights.fits == () and weights.table.empty
    assert weights.calibration is None and weights.base is None
    assert plain.with_weights(weights).weighting


def test_a_number_keeps_its_mean_in_the_table(sample: tk.Sample, raked: tk.Weights) -> None:
    from dataclasses import replace

    from techno_kit.survey.codebook import Question
    from techno_kit.survey.weights import Fit

    frame = sample.frame.assign(size=np.arange(sample.n) % 5 + 1.0)
    frame.loc[7, "size"] = np.nan
    sized = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    question = Question("size", kind="number", columns="size")
    there = frame["size"].notna()
    one = np.array([np.average(frame["size"][there], weights=raked.values[there])])
    held = replace(raked, fits=(Fit((), (("(mean)",),), one, one, one, number=question),))
    weights = tk.trim(sized, start=held, cap=2)
    known = frame["size"].notna()
    mean = np.average(frame["size"][known], weights=weights.values[known])
    assert weights.table["after"].tolist() == pytest.approx([mean])


def test_estimates_run_after_a_trim(sample: tk.Sample, raked: tk.Weights) -> None:
    trimmed = sample.with_weights(tk.trim(sample, start=raked, cap=2))
    table = tk.profile(trimmed, "buys").table
    assert table["share"].between(0, 1).all() and (table["se"] > 0).all()


def test_what_a_recipe_says_is_what_was_asked(sample: tk.Sample) -> None:
    steps = tk.trim(sample, cap=("median", 4), spread="none").recipe.steps
    assert [dict(step.options) for step in steps] == [{"cap": ("median", 4), "spread": "none"}]
