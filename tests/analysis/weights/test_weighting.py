"""Raking of markets, of blanks, and in chains, against plain sweeps over the rows."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

SAME = 1e-9  # relative; two solvers' last digits
MET = 1e-10  # share; the default tolerance
RNG = np.random.default_rng(4)
N = 600
FRAME = pd.DataFrame(
    {
        "country": RNG.choice(["NL", "BE", "LU"], N, p=[0.5, 0.4, 0.1]),
        "sex": RNG.choice(["F", "M"], N, p=[0.6, 0.4]),
        "age": RNG.choice(["young", "middle", "old"], N),
        "base": RNG.lognormal(0, 0.6, N),
    }
)
SEX = {"F": 0.52, "M": 0.48}
AGE = {"young": 0.25, "middle": 0.45, "old": 0.3}
TARGETS = tk.Targets.from_shares({"sex": SEX, "age": AGE})


def sample(frame: pd.DataFrame = FRAME, weight: str | None = "base") -> tk.Sample:
    return tk.Sample.from_frame(frame, design=tk.Design(weight=weight))


def swept(frame: pd.DataFrame, margins: dict[str, dict[str, float]], total: float) -> np.ndarray:
    """Rake rows by plain sweeps; blanks are a level called "(blank)"."""
    weights = frame["base"].to_numpy(copy=True)
    for _ in range(100):
        for name, shares in margins.items():
            levels = frame[name].fillna("(blank)")
            sums = pd.Series(weights).groupby(levels.to_numpy()).sum()
            weights *= (levels.map(shares) * total / levels.map(sums)).to_numpy()
    return weights


def test_each_market_is_raked_by_itself_and_keeps_its_sum() -> None:
    weights = tk.rake(sample(), TARGETS, within="country")
    for _, rows in FRAME.groupby("country"):
        wanted = swept(rows, {"sex": SEX, "age": AGE}, rows["base"].sum())
        np.testing.assert_allclose(weights.values[rows.index], wanted, rtol=SAME)


def test_the_table_shows_each_market_by_itself() -> None:
    table = tk.rake(sample(), TARGETS, within="country").table
    sums = (
        table.assign(market=table["level"].str[:2])
        .groupby(["variable", "market"])
        .sum(numeric_only=True)
    )
    np.testing.assert_allclose(sums[["before", "after", "target"]], 1, rtol=SAME)


def test_markets_with_targets_of_their_own() -> None:
    other = tk.Targets.from_shares({"age": {"young": 0.5, "middle": 0.25, "old": 0.25}})
    targets = {"NL": TARGETS, "BE": TARGETS, "LU": other}
    weights = tk.rake(sample(), targets, within="country")
    rows = FRAME[FRAME["country"] == "LU"]
    wanted = swept(rows, {"age": {"young": 0.5, "middle": 0.25, "old": 0.25}}, rows["base"].sum())
    np.testing.assert_allclose(weights.values[rows.index], wanted, rtol=SAME)
    assert sample().with_weights(weights).weights is weights


@pytest.mark.parametrize("unit", ["shares", "counts", "joint"])
def test_markets_own_shares_are_set(unit: str) -> None:
    shares = {"NL": 0.6, "BE": 0.3, "LU": 0.1}
    country = ("country", "age")
    if unit == "shares":
        crossed = {(market, age): share for market in shares for age, share in AGE.items()}
        targets = tk.Targets.from_shares(
            {"country": shares, country: crossed, "sex": SEX}, within="country"
        )
    elif unit == "counts":
        crossed = {(m, a): 1000 * shares[m] * share for m in shares for a, share in AGE.items()}
        targets = tk.Targets.from_counts({country: crossed})
    else:
        crossed = {(m, a): shares[m] * share for m in shares for a, share in AGE.items()}
        targets = tk.Targets.from_shares({country: crossed, "sex": SEX})
    weights = tk.rake(sample(), targets, within="country")
    whole = 1000.0 if unit == "counts" else FRAME["base"].sum()
    for market, rows in FRAME.groupby("country"):
        margins = {"age": AGE} if unit == "counts" else {"sex": SEX, "age": AGE}
        wanted = swept(rows, margins, whole * shares[market])
        np.testing.assert_allclose(weights.values[rows.index], wanted, rtol=SAME)


def test_a_market_of_one_respondent() -> None:
    frame = pd.concat(
        [FRAME, pd.DataFrame({"country": ["XX"], "sex": ["F"], "age": ["old"], "base": [3.0]})],
        ignore_index=True,
    )
    targets = dict.fromkeys(("NL", "BE", "LU"), TARGETS)
    targets["XX"] = tk.Targets.from_shares({"sex": {"F": 1.0}})
    assert tk.rake(sample(frame), targets, within="country").values.iloc[-1] == pytest.approx(3)


def blanked() -> pd.DataFrame:
    frame = FRAME.copy()
    frame.loc[RNG.random(N) < 0.08, "sex"] = None
    frame.loc[RNG.random(N) < 0.05, "age"] = None
    return frame


def test_blanks_keep_their_share() -> None:
    frame = blanked()
    margins = {}
    for name, shares in {"sex": SEX, "age": AGE}.items():
        blank = frame["base"][frame[name].isna()].sum() / frame["base"].sum()
        margins[name] = {**{k: v * (1 - blank) for k, v in shares.items()}, "(blank)": blank}
    weights = tk.rake(sample(frame), TARGETS, missing="keep_share")
    wanted = swept(frame, margins, frame["base"].sum())
    np.testing.assert_allclose(weights.array, wanted, rtol=SAME)


def test_blanks_with_a_target_of_their_own() -> None:
    frame = blanked()
    sex = {"F": 0.5, "M": 0.45, "(blank)": 0.05}
    weights = tk.rake(sample(frame), tk.Targets.from_shares({"sex": sex}), missing="own_level")
    np.testing.assert_allclose(
        weights.array, swept(frame, {"sex": sex}, frame["base"].sum()), rtol=SAME
    )


def test_blanks_are_dropped() -> None:
    frame = blanked()
    weights = tk.rake(sample(frame), TARGETS, missing="drop")
    known = frame.dropna()
    wanted = swept(known, {"sex": SEX, "age": AGE}, known["base"].sum())
    np.testing.assert_allclose(weights.values[known.index], wanted, rtol=SAME)
    assert (weights.values.drop(known.index) == 0).all()


def test_blanks_of_a_cross_are_one_level() -> None:
    frame = blanked()
    crossed = {(sex, age): SEX[sex] * AGE[age] for sex in SEX for age in AGE}
    targets = tk.Targets.from_shares({("sex", "age"): crossed, "sex": SEX})
    weights = tk.rake(sample(frame), targets, missing="keep_share")
    blank = frame[["sex", "age"]].isna().any(axis=1)
    share = frame["base"][blank].sum() / frame["base"].sum()
    after = weights.values[blank].sum() / weights.values.sum()
    assert after == pytest.approx(share, rel=SAME)
    for (sex, age), goal in crossed.items():
        held = (frame["sex"] == sex) & (frame["age"] == age)
        reached = weights.values[held].sum() / weights.values.sum()
        assert abs(reached - goal * (1 - share)) <= MET
    assert sample(frame).with_weights(weights).weights is weights


def test_a_second_raking_replaces_the_first() -> None:
    """A cell that is run twice, or after another cap, gives the same weights."""
    once = tk.rake(sample(), TARGETS)
    capped = sample().with_weights(tk.rake(sample(), TARGETS, cap=2))
    again = tk.rake(capped, TARGETS)
    np.testing.assert_array_equal(again.array, once.array)
    assert again.steps == once.steps and again.parent is None


def test_a_raking_goes_on_from_weights_that_are_named() -> None:
    first = tk.rake(sample(), TARGETS, cap=2)
    other = tk.Targets.from_shares({"country": {"NL": 0.4, "BE": 0.4, "LU": 0.2}})
    second = tk.rake(sample(), other, start=first)
    factor = second.array / first.array
    spread = pd.Series(factor).groupby(FRAME["country"]).agg(["min", "max"])
    np.testing.assert_allclose(spread["min"], spread["max"], rtol=SAME)
    assert second.parent is first and second.steps[: len(first.steps)] == first.steps
    assert second.done == "raked to sex and age, then raked to country"


def test_a_recipe_is_replayed_on_another_file(tmp_path: Path) -> None:
    other = FRAME.sample(400, random_state=1).reset_index(drop=True)
    options = {"within": "country", "cap": ("median", 6), "missing": "keep_share"}
    recipe = tk.rake(sample(), TARGETS, **options).recipe
    kept = tk.read_recipe(recipe.save(tmp_path / "weighting.toml"))
    wanted = tk.rake(sample(other), TARGETS, **options)
    np.testing.assert_array_equal(tk.reweight(sample(other), kept).array, wanted.array)
    assert kept.steps[0].options == options


def test_post_stratification_is_the_ratio_in_each_cell() -> None:
    crossed = {(sex, age): SEX[sex] * AGE[age] for sex in SEX for age in AGE}
    targets = tk.Targets.from_shares({("sex", "age"): crossed})
    weights = tk.poststratify(sample(), targets)
    sums = FRAME.groupby(["sex", "age"])["base"].transform("sum")
    share = pd.Series(list(zip(FRAME["sex"], FRAME["age"], strict=True))).map(crossed)
    np.testing.assert_allclose(
        weights.array, FRAME["base"] / sums * share * FRAME["base"].sum(), rtol=SAME
    )
    assert weights.kind == "poststratified" and weights.done == "post-stratified by sex x age"


def test_the_closest_weights_say_in_every_caption_that_targets_are_missed() -> None:
    frame = pd.DataFrame({"sex": ["F"] * 60 + ["M"] * 40, "age": ["young"] * 60 + ["old"] * 40})
    targets = tk.Targets.from_shares(
        {"sex": {"F": 0.4, "M": 0.6}, "age": {"young": 0.6, "old": 0.4}}
    )
    plain = sample(frame, weight=None)
    weights = tk.rake(plain, targets, on_infeasible="closest")
    assert 0.1 <= weights.table["gap"].abs().max() < 0.13  # 0.1 is the least that is possible
    assert plain.with_weights(weights).weighting == (
        "raked towards sex and age, whose targets cannot all be met"
    )
    assert weights.calibration is None  # the penalty fixes nothing


@pytest.mark.parametrize("cap", [1.3, ("median", 1.2), ("absolute", 1.4)])
def test_the_closest_weights_keep_their_bounds(cap: object) -> None:
    frame = pd.DataFrame({"age": ["young"] * 10 + ["old"] * 90})
    targets = tk.Targets.from_shares({"age": {"young": 0.4, "old": 0.6}})
    weights = tk.rake(sample(frame, weight=None), targets, cap=cap, on_infeasible="closest")
    young = weights.table.set_index("level")["after"]["young"]
    assert 0.1 < young < 0.4
    assert weights.array.max() <= weights.cap * weights.array.mean() * (1 + SAME)


def test_weights_that_all_but_vanish_are_told() -> None:
    frame = pd.DataFrame(
        {"age": ["old"] * 20 + ["young"] * 80, "region": ["South"] * 25 + ["North"] * 75}
    )
    targets = tk.Targets.from_shares(
        {"age": {"old": 0.2, "young": 0.8}, "region": {"South": 0.2, "North": 0.8}}
    )
    weights = tk.rake(sample(frame, weight=None), targets)
    told = (
        "5 respondents kept less than a thousandth of their weight: these targets can hardly be "
        "met together."
    )
    assert weights.text.endswith(told) and told in weights.method
    assert np.abs(weights.table["gap"]).max() <= MET


def test_blanks_and_markets_are_told_in_the_text() -> None:
    frame = blanked()
    kept = tk.rake(sample(frame), TARGETS, missing="keep_share")
    shares = [
        f"{100 * frame['base'][frame[name].isna()].sum() / frame['base'].sum():.1f}% of {name}"
        for name in ("sex", "age")
    ]
    assert (
        f"Blanks kept their share ({shares[0]} and {shares[1]}), and the targets hold among the "
        "others." in kept.text
    )
    dropped = tk.rake(sample(frame), TARGETS, missing="drop")
    n = int(frame[["sex", "age"]].isna().any(axis=1).sum())
    assert f" {n} respondents with a blank were left out." in dropped.text
    shares_of = {"NL": 0.6, "BE": 0.3, "LU": 0.1}
    targets = tk.Targets.from_shares({"country": shares_of, "sex": SEX, "age": AGE})
    inside = tk.rake(sample(), targets, within="country", cap=3)
    assert inside.done == "raked to country, and within each country to sex and age"
    assert "cap of 3 times the mean of each country" in inside.text


def test_a_cap_is_of_those_who_can_have_weight() -> None:
    """Who is at a level of target 0 counts in no mean."""
    frame = pd.DataFrame(
        {"c": ["A"] * 40 + ["B"] * 60, "sex": ["F", "M"] * 20 + ["F", "M", "M"] * 20}
    )
    targets = tk.Targets.from_shares({"c": {"A": 0, "B": 1}, "sex": {"F": 0.4, "M": 0.6}})
    weights = tk.rake(sample(frame, weight=None), targets, cap=1.25)
    assert weights.largest == pytest.approx(1.2, rel=SAME) and weights.capped == 0
    assert weights.array.sum() == pytest.approx(100)


def test_dropped_blanks_leave_markets_their_shares() -> None:
    frame = FRAME.assign(sex=FRAME["sex"].where((FRAME["country"] != "NL") | (FRAME.index % 3 > 0)))
    weights = tk.rake(sample(frame), TARGETS, within="country", missing="drop")
    kept = frame["base"][frame["sex"].notna()].sum()
    for market, rows in frame.groupby("country"):
        share = rows["base"].sum() / frame["base"].sum()
        assert weights.values[rows.index].sum() == pytest.approx(share * kept, rel=SAME), market
    assert "the sum of the weights of those without a blank is kept" in weights.method


@pytest.mark.parametrize("cap", [None, 3])
def test_a_market_that_targets_leave_out(cap: float | None) -> None:
    targets = tk.Targets.from_shares({"country": {"NL": 0.5, "BE": 0.5, "LU": 0}, "sex": SEX})
    weights = tk.rake(sample(), targets, within="country", cap=cap)
    assert (weights.values[FRAME["country"] == "LU"] == 0).all()
    assert not weights.table["level"].str.startswith("LU x").any()
    assert sample().with_weights(weights).weights is weights


def test_shares_within_markets_post_stratify_each() -> None:
    crossed = {(market, age): share for market in ("NL", "BE", "LU") for age, share in AGE.items()}
    targets = tk.Targets.from_shares({("country", "age"): crossed}, within="country")
    weights = tk.poststratify(sample(), targets)
    for _, rows in FRAME.groupby("country"):
        wanted = swept(rows, {"age": AGE}, rows["base"].sum())
        np.testing.assert_allclose(weights.values[rows.index], wanted, rtol=SAME)


def test_weights_cannot_be_written() -> None:
    weights = tk.rake(sample(), TARGETS)
    kept = weights.array.copy()
    values = weights.values
    values *= 2
    values.iloc[0] = 99.0
    values.index = values.index[::-1]
    np.testing.assert_array_equal(weights.array, kept)
    assert weights.values.index.equals(FRAME.index)
    with pytest.raises(ValueError, match="read-only"):
        weights.array[0] = 99.0
