"""Calibrated weights: totals of margins and numbers, from start to recipe."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

TOLERANCE = 1e-10  # share; the default
WEIGHTS = 1e-9  # two ways to the same weights
AGE = {"18-34": 0.3, "35-54": 0.4, "55+": 0.3}
SEX = {"Female": 0.52, "Male": 0.48}
DISTANCES = [
    {"distance": "linear"},
    {"distance": "raking"},
    {"distance": "logit", "bounds": (0.3, 3)},
    {"distance": "truncated", "bounds": (0.3, 3)},
    {"distance": "raking", "bounds": (0.3, 3)},
    {"distance": "raking", "bounds": (0.3, 2.5), "bounds_on": "weight"},
]


def people(seed: int = 7, n: int = 600) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    age = rng.choice(list(AGE), n, p=[0.4, 0.35, 0.25])
    return pd.DataFrame(
        {
            "age": age,
            "sex": rng.choice(list(SEX), n),
            "country": rng.choice(["BE", "NL"], n),
            "persons": rng.integers(1, 6, n),
            "income": rng.gamma(2, 15_000, n) + 5_000 * (age == "35-54"),
            "weight": rng.lognormal(0, 0.4, n),
        }
    )


def sample_of(frame: pd.DataFrame) -> tk.Sample:
    return tk.Sample.from_frame(frame, design=tk.Design(weight="weight"))


FRAME = people()
SAMPLE = sample_of(FRAME)
SHARES = tk.Targets.from_shares({"age": AGE, "sex": SEX, "persons": 3.1, "income": 33_000})


def assert_met(weights: tk.Weights, frame: pd.DataFrame, targets: tk.Targets) -> None:
    values = weights.array
    for margin in targets.margins:
        for level, share in zip(margin.levels, margin.shares, strict=True):
            here = (frame[list(margin.variables)] == list(level)).all(axis=1).to_numpy()
            assert values[here].sum() / values.sum() == pytest.approx(share, abs=TOLERANCE)
    for number in targets.numbers:
        total = (frame[number.question] * values).sum()
        met = total if number.unit == "count" else total / values.sum()
        assert met == pytest.approx(number.value, rel=TOLERANCE)


@pytest.mark.parametrize("options", DISTANCES, ids=str)
def test_every_total_is_met(options: dict[str, object]) -> None:
    weights = tk.calibrate(SAMPLE, SHARES, **options)
    assert_met(weights, FRAME, SHARES)
    assert weights.values.sum() == pytest.approx(FRAME["weight"].sum())
    assert weights.values.index.equals(FRAME.index) and weights.kind == "calibrated"


def test_the_table_tells_levels_and_means() -> None:
    table = tk.calibrate(SAMPLE, SHARES).table.set_index(["variable", "level"])
    before = np.average(FRAME["income"], weights=FRAME["weight"])
    row = table.loc[("income", "(mean)")]
    assert row["before"] == pytest.approx(before)
    assert row["after"] == pytest.approx(33_000) and row["target"] == 33_000
    assert table.loc[("sex", "Female"), "target"] == 0.52
    assert len(table) == 7


def test_bounds_hold_on_g_and_on_the_weight() -> None:
    weights = tk.calibrate(SAMPLE, SHARES, distance="raking", bounds=(0.75, 1.3))
    g = weights.array / FRAME["weight"].to_numpy()
    assert g.min() == pytest.approx(0.75) and g.max() == pytest.approx(1.3)
    assert (weights.floored, weights.capped) == (
        np.isclose(g, 0.75).sum(),
        np.isclose(g, 1.3).sum(),
    )
    assert weights.cap is None and weights.floor is None
    weights = tk.calibrate(SAMPLE, SHARES, bounds=(0.4, 2.2), bounds_on="weight")
    values = weights.array
    assert values.min() == 0.4 and values.max() == 2.2
    assert (weights.floored, weights.capped) == ((values == 0.4).sum(), (values == 2.2).sum())
    assert weights.cap == pytest.approx(2.2 / values.mean())
    assert weights.floor == pytest.approx(0.4 / values.mean())


def test_bounds_on_equal_weights_are_the_same_on_cells_and_on_rows() -> None:
    plain = tk.Sample.from_frame(FRAME.drop(columns="weight"))
    ones = sample_of(FRAME.assign(weight=1.0))
    targets = tk.Targets.from_shares({"age": AGE, "sex": SEX})
    options = {"distance": "raking", "bounds": (0.775, 1.163), "bounds_on": "weight"}
    one, other = tk.calibrate(plain, targets, **options), tk.calibrate(ones, targets, **options)
    assert one.capped == other.capped > 0
    np.testing.assert_allclose(one.array, other.array, rtol=WEIGHTS)


def test_raking_without_numbers_is_rake() -> None:
    cross = {(a, s): AGE[a] * SEX[s] for a in AGE for s in SEX}
    for targets in (
        tk.Targets.from_shares({"age": AGE, "sex": SEX}),
        tk.Targets.from_shares({("age", "sex"): cross, "country": {"BE": 0.4, "NL": 0.6}}),
        tk.Targets.from_shares({("age", "sex"): cross, "sex": SEX}),
    ):
        weights = tk.calibrate(SAMPLE, targets, distance="raking")
        np.testing.assert_allclose(weights.array, tk.rake(SAMPLE, targets).array, rtol=WEIGHTS)


def counted(total: float) -> tk.Targets:
    age = {level: total * share for level, share in AGE.items()}
    return tk.Targets.from_counts({"age": age, "persons": total * 3.1})


def test_counts_set_the_sum_and_bounds_are_on_g_as_it_is() -> None:
    shares = tk.Targets.from_shares({"age": AGE, "persons": 3.1})
    for grown in (0.7, 1.4):
        targets = counted(grown * FRAME["weight"].sum())
        for options in DISTANCES[:5]:
            low, high = options.get("bounds", (None, None))
            scaled = (low * grown, high * grown) if low else None
            weights = tk.calibrate(SAMPLE, targets, **{**options, "bounds": scaled})
            plain = tk.calibrate(SAMPLE, shares, **options)
            np.testing.assert_allclose(weights.array, plain.array * grown, rtol=WEIGHTS)
            assert (weights.capped, weights.floored) == (plain.capped, plain.floored)


def test_bounds_hold_on_g_where_the_sum_changes() -> None:
    targets = counted(1.3 * FRAME["weight"].sum())
    for distance in ("raking", "truncated"):
        weights = tk.calibrate(SAMPLE, targets, distance=distance, bounds=(0.95, 1.66))
        g = weights.array / FRAME["weight"].to_numpy()
        assert g.min() == pytest.approx(0.95) and g.max() == pytest.approx(1.66)
        assert weights.floored == np.isclose(g, 0.95).sum() > 0
        assert weights.capped == np.isclose(g, 1.66).sum() > 0
    weights = tk.calibrate(SAMPLE, targets, distance="logit", bounds=(0.9, 1.9))
    g = weights.array / FRAME["weight"].to_numpy()
    assert 0.9 < g.min() < 0.95 and 1.66 < g.max() < 1.9


def test_sums_far_apart_multiply_the_starting_weights_by_the_growth_first() -> None:
    total, start = 2_000_000, FRAME["weight"]
    expanded = sample_of(FRAME.assign(weight=start * (total / start.sum())))
    for options in [*DISTANCES[:5], {"distance": "raking", "bounds": (0.72, 1.32)}]:
        weights = tk.calibrate(SAMPLE, counted(total), **options)
        assert weights.values.sum() == pytest.approx(total)
        same = tk.calibrate(expanded, counted(total), **options)
        np.testing.assert_allclose(weights.array, same.array, rtol=WEIGHTS)
        assert (weights.capped, weights.floored) == (same.capped, same.floored)
    assert weights.capped > 0
    g = weights.array / start.to_numpy()
    assert g.max() == pytest.approx(1.32 * total / start.sum())


@pytest.mark.parametrize(("grown", "mean"), [(19.9, 19.9), (20.0, 20.0), (20.1, 1.0)])
def test_twenty_times_is_where_g_is_taken_anew(grown: float, mean: float) -> None:
    targets = counted(grown * FRAME["weight"].sum())
    free = tk.calibrate(SAMPLE, targets, distance="raking").array / FRAME["weight"].to_numpy()
    high = 0.97 * free.max() / grown * mean
    weights = tk.calibrate(SAMPLE, targets, distance="raking", bounds=(None, high))
    g = weights.array / FRAME["weight"].to_numpy() * mean / grown
    assert g.max() == pytest.approx(high) and weights.capped > 0


@pytest.mark.parametrize("grown", [5, 21, 500])
@pytest.mark.parametrize("distance", ["truncated", "logit", "raking"])
def test_names_and_order_of_levels_and_margins_change_no_bounded_weight(
    distance: str, grown: float
) -> None:
    total = grown * FRAME["weight"].sum()
    age = {level: total * share for level, share in AGE.items()}
    sex = {level: total * share for level, share in SEX.items()}
    bounds = (0.7, 1.45) if grown > 20 else (0.9, 1.45 * grown)
    options = {"distance": distance, "bounds": bounds}
    weights = tk.calibrate(SAMPLE, tk.Targets.from_counts({"age": age, "sex": sex}), **options)
    back = tk.Targets.from_counts(
        {each: dict(reversed(of.items())) for each, of in (("sex", sex), ("age", age))}
    )
    np.testing.assert_allclose(
        tk.calibrate(SAMPLE, back, **options).array, weights.array, rtol=WEIGHTS
    )
    names = {"18-34": "z", "35-54": "m", "55+": "a", "Female": "x", "Male": "b"}
    renamed = tk.Targets.from_counts(
        {
            each: {names[level]: n for level, n in of.items()}
            for each, of in (("age", age), ("sex", sex))
        }
    )
    other = sample_of(FRAME.replace({"age": names, "sex": names}))
    np.testing.assert_allclose(
        tk.calibrate(other, renamed, **options).array, weights.array, rtol=WEIGHTS
    )


def test_bounds_on_the_weight_are_in_the_units_of_the_final_weights() -> None:
    counts = {"age": {level: 60_000 * share for level, share in AGE.items()}, "sex": SEX}
    counts["sex"] = {level: 60_000 * share for level, share in SEX.items()}
    for sample in (SAMPLE, tk.Sample.from_frame(FRAME.drop(columns="weight"))):
        free = tk.calibrate(sample, tk.Targets.from_counts(counts), distance="raking").array
        low, high = np.quantile(free, [0.05, 0.95]).tolist()
        low, high = low * 1.002, high * 0.998
        options = {"bounds": (low, high), "bounds_on": "weight"}
        weights = tk.calibrate(sample, tk.Targets.from_counts(counts), **options)
        assert weights.array.min() == low and weights.array.max() == high
        assert weights.values.sum() == pytest.approx(60_000)
        assert weights.capped > 0 and weights.cap == pytest.approx(high / 100)


def test_totals_of_numbers_alone_do_not_hold_the_sum() -> None:
    start = FRAME["weight"]
    totals = tk.Targets.from_counts(
        {"persons": 1.1 * (FRAME["persons"] * start).sum(), "income": 1.2e7}
    )
    weights = tk.calibrate(SAMPLE, totals, distance="raking")
    assert_met(weights, FRAME, totals)
    assert weights.values.sum() != pytest.approx(start.sum(), rel=1e-3)
    assert "it was not held" in weights.method
    # g is exp(a persons + b income), without a constant
    logs = np.log(weights.array / start.to_numpy())
    columns = FRAME[["persons", "income"]].to_numpy()
    slopes = np.linalg.lstsq(columns / columns.mean(axis=0), logs, rcond=None)[0]
    assert np.abs(columns / columns.mean(axis=0) @ slopes - logs).max() < 1e-9
    assert [len(term.questions) for term in weights.calibration.terms] == [0, 0]


def test_means_alone_hold_the_sum() -> None:
    targets = tk.Targets.from_shares({"persons": 3.1, "income": 33_000})
    weights = tk.calibrate(SAMPLE, targets)
    assert_met(weights, FRAME, targets)
    assert weights.values.sum() == pytest.approx(FRAME["weight"].sum())
    first, *numbers = weights.calibration.terms
    assert first.number is None and first.questions == () and first.levels == ((),)
    assert [term.number.name for term in numbers] == ["persons", "income"]


@pytest.mark.parametrize("options", DISTANCES, ids=str)
def test_neither_scale_nor_order_nor_dtype_matters(options: dict[str, object]) -> None:
    weights = tk.calibrate(SAMPLE, SHARES, **options)
    order = np.random.default_rng(1).permutation(len(FRAME))
    mixed = FRAME.iloc[order]
    mixed = mixed.assign(
        age=pd.Categorical(mixed["age"], ["unused", *reversed(AGE)]),
        persons=mixed["persons"].astype("Int64"),
    )
    reversed_ = tk.Targets.from_percentages(
        {
            "income": 33_000,
            "persons": 3.1,
            "sex": {level: 100 * share for level, share in reversed(SEX.items())},
            "age": {level: 100 * share for level, share in AGE.items()},
        }
    )
    other = tk.calibrate(sample_of(mixed), reversed_, **options)
    np.testing.assert_allclose(other.values[FRAME.index], weights.array, rtol=WEIGHTS)
    if options.get("bounds_on") != "weight":  # bounds on the weight are in its own units
        scaled = tk.calibrate(
            sample_of(FRAME.assign(weight=FRAME["weight"] * 1e6)), SHARES, **options
        )
        np.testing.assert_allclose(scaled.array, weights.array * 1e6, rtol=WEIGHTS)


def test_within_means_what_it_means_to_rake() -> None:
    cross = {("BE", "Female"): 0.6, ("BE", "Male"): 0.4, ("NL", "Female"): 0.5, ("NL", "Male"): 0.5}
    for own in ({}, {"country": {"BE": 0.3, "NL": 0.7}}):
        targets = tk.Targets.from_shares(
            {**own, ("country", "sex"): cross, "age": AGE}, within="country"
        )
        weights = tk.calibrate(SAMPLE, targets, distance="raking")
        np.testing.assert_allclose(weights.array, tk.rake(SAMPLE, targets).array, rtol=WEIGHTS)


def test_counts_within_set_the_sums() -> None:
    cross = {
        ("BE", "Female"): 3_000,
        ("BE", "Male"): 2_000,
        ("NL", "Female"): 7_000,
        ("NL", "Male"): 8_000,
    }
    age = {level: 20_000 * share for level, share in AGE.items()}
    targets = tk.Targets.from_counts({("country", "sex"): cross, "age": age}, within="country")
    weights = tk.calibrate(SAMPLE, targets, distance="raking")
    sums = weights.values.groupby([FRAME["country"], FRAME["sex"]]).sum()
    assert sums.to_dict() == pytest.approx(cross)


def test_dropping_blanks_weights_the_others_as_if_alone() -> None:
    frame = FRAME.assign(persons=FRAME["persons"].astype(float))
    frame.loc[:9, "persons"] = np.nan
    frame.loc[5:19, "age"] = None
    for options in DISTANCES:
        weights = tk.calibrate(sample_of(frame), SHARES, missing="drop", **options)
        alone = tk.calibrate(sample_of(frame.iloc[20:]), SHARES, **options)
        assert (weights.array[:20] == 0).all()
        np.testing.assert_allclose(weights.array[20:], alone.array, rtol=WEIGHTS)


def test_blanks_of_margins_keep_their_share_or_have_a_target() -> None:
    frame = FRAME.copy()
    frame.loc[:19, "age"] = None
    blank = frame["weight"][:20].sum() / frame["weight"].sum()
    targets = tk.Targets.from_shares({"age": AGE, "sex": SEX, "persons": 3.1})
    kept = tk.calibrate(sample_of(frame), targets, missing="keep_share").table
    assert kept.set_index("level").loc["(blank)", "after"] == pytest.approx(blank)
    assert kept.set_index("level").loc["55+", "after"] == pytest.approx(0.3 * (1 - blank))
    own = tk.Targets.from_shares({"age": {**AGE, "55+": 0.2, "(blank)": 0.1}, "persons": 3.1})
    table = tk.calibrate(sample_of(frame), own, missing="own_level").table
    assert table.set_index("level").loc["(blank)", "after"] == pytest.approx(0.1)


def test_starting_weights_of_zero_stay_zero() -> None:
    frame = FRAME.assign(weight=np.where(FRAME.index < 30, 0.0, FRAME["weight"]))
    for options in DISTANCES:
        weights = tk.calibrate(sample_of(frame), SHARES, **options)
        assert (weights.array[:30] == 0).all() and (weights.array[30:] != 0).all()
        assert_met(weights, frame, SHARES)


def test_a_target_of_zero_takes_everyone_out_where_no_weight_is_negative() -> None:
    targets = tk.Targets.from_shares({"age": {"18-34": 0.5, "35-54": 0.5, "55+": 0.0}, "sex": SEX})
    for options in (
        {"distance": "raking"},
        {"bounds": (0, 5)},
        {"bounds": (0, 9), "bounds_on": "weight"},
    ):
        weights = tk.calibrate(SAMPLE, targets, **options)
        assert (weights.array[FRAME["age"] == "55+"] == 0).all()
        assert_met(weights, FRAME, targets)


def test_a_redundant_number_changes_nothing() -> None:
    targets = tk.Targets.from_shares(
        {"age": AGE, "sex": SEX, "persons": 3.1, "income": 33_000, "euros": 33_005, "one": 1}
    )
    frame = FRAME.assign(euros=FRAME["income"] + 5, one=1)
    weights = tk.calibrate(sample_of(frame), targets, distance="raking")
    plain = tk.calibrate(SAMPLE, SHARES, distance="raking")
    np.testing.assert_allclose(weights.array, plain.array, rtol=WEIGHTS)


def test_one_respondent() -> None:
    one = sample_of(FRAME.iloc[:1])
    age, persons = FRAME["age"].iloc[0], int(FRAME["persons"].iloc[0])
    weights = tk.calibrate(one, tk.Targets.from_shares({"age": {age: 1.0}, "persons": persons}))
    assert weights.values.tolist() == pytest.approx(FRAME["weight"].iloc[:1].tolist())


def test_a_second_run_starts_from_the_base_weights_again() -> None:
    first = tk.calibrate(SAMPLE, SHARES, distance="raking")
    again = tk.calibrate(SAMPLE.with_weights(first), SHARES, distance="raking")
    np.testing.assert_array_equal(again.array, first.array)
    assert again.parent is None and len(again.recipe.steps) == 1


def test_start_continues_from_weights() -> None:
    raked = tk.rake(SAMPLE, tk.Targets.from_shares({"age": AGE}))
    weights = tk.calibrate(SAMPLE, SHARES, distance="raking", start=raked)
    assert weights.parent is raked and len(weights.steps) == 2
    assert [step.verb for step in weights.recipe.steps] == ["rake", "calibrate"]
    np.testing.assert_array_equal(weights.calibration.start, raked.array)
    row = weights.table.set_index("level").loc["18-34"]
    assert row["before"] == pytest.approx(0.3)


def test_a_recipe_makes_the_same_weights_again(tmp_path: Path) -> None:
    for options in (
        *DISTANCES,
        {"bounds": (None, 2.5)},
        {"bounds": (0.3, None), "missing": "drop"},
    ):
        weights = tk.calibrate(SAMPLE, SHARES, **options)
        path = weights.recipe.save(tmp_path / "recipe.toml")
        again = tk.reweight(SAMPLE, tk.read_recipe(path))
        np.testing.assert_array_equal(again.array, weights.array)
        assert again.steps == weights.steps


def test_samples_take_the_weights_and_their_errors_know_of_them() -> None:
    weights = tk.calibrate(SAMPLE, SHARES, distance="raking")
    sample = SAMPLE.with_weights(weights)
    assert sample.weighting == "calibrated to age, sex, persons and income"
    shares = tk.profile(sample, "age").table
    assert shares["se"].max() == 0  # a margin that is met has no error
    assert tk.profile(SAMPLE, "age").table["se"].min() > 0


def test_nothing_that_was_given_is_changed() -> None:
    frame = FRAME.copy()
    weights = tk.calibrate(sample_of(frame), SHARES, bounds=(0.3, 2.5), bounds_on="weight")
    pd.testing.assert_frame_equal(frame, FRAME)
    assert not np.shares_memory(weights.array, frame["weight"].to_numpy())


def test_respondents_of_a_weight_below_0_count_in_df() -> None:
    """As R's ``degf``, which counts weights that are not 0."""
    frame = pd.DataFrame({"x": np.r_[np.arange(29.0), 200.0], "buys": ["yes", "no"] * 15})
    plain = tk.Sample.from_frame(frame)
    weights = tk.calibrate(plain, tk.Targets.from_shares({"x": 2.0}))
    assert (weights.array < 0).sum() >= 1
    table = tk.profile(plain.with_weights(weights), "buys").table
    assert table["df"].tolist() == [29, 29]
