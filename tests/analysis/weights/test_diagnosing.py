"""Diagnoses of weights, against rakings that leave margins out and sums over rows."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.analysis.weights.diagnoses import Diagnosis
from techno_kit.analysis.weights.verdicts import verdict_on
from techno_kit.numerics.balance import weight_spread
from techno_kit.numerics.contributions import deff_contributions
from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.weights import Weights

RAKED = 1e-8  # relative; two rakings within 1e-10 of share
EXACT = 1e-12  # relative; the same sums in another order

MARGINS = {
    "sex": {"F": 0.5, "M": 0.5},
    "age": {"18-34": 0.3, "35-54": 0.35, "55+": 0.35},
    "region": {"N": 0.25, "S": 0.4, "W": 0.35},
}
CROSS = {("sex", "region"): {(s, r): p * q for s, p in MARGINS["sex"].items()
                             for r, q in MARGINS["region"].items()}}  # fmt: skip


def frame(n: int = 600) -> pd.DataFrame:
    rng = np.random.default_rng(17)
    return pd.DataFrame(
        {
            "sex": rng.choice(["F", "M"], n, p=[0.57, 0.43]),
            "age": rng.choice(["18-34", "35-54", "55+"], n, p=[0.22, 0.35, 0.43]),
            "region": rng.choice(["N", "S", "W"], n),
            "owns": rng.choice(["yes", "no"], n),
            "income": rng.lognormal(3, 0.5, n).round(2),
            "base": rng.uniform(0.7, 1.6, n),
        }
    )


def sample_of(rows: pd.DataFrame, *, weight: str | None = "base") -> tk.Sample:
    return tk.Sample.from_frame(rows, design=tk.Design(weight=weight))


@pytest.fixture
def sample() -> tk.Sample:
    return sample_of(frame())


@pytest.fixture
def targets() -> tk.Targets:
    return tk.Targets.from_shares(MARGINS)


@pytest.fixture
def found(sample: tk.Sample, targets: tk.Targets) -> Diagnosis:
    return tk.diagnose(sample.with_weights(tk.rake(sample, targets)))


# --- measures ------------------------------------------------------------------------------------


def test_the_table_holds_the_measures_before_and_after(sample: tk.Sample, found: Diagnosis) -> None:
    assert list(found.table) == ["measure", "before", "after"]
    table = found.table.set_index("measure")
    weights = found.weights
    assert weights is not None
    assert table.loc["deff", "after"] == pytest.approx(weights.deff, rel=EXACT)
    assert table.loc["n_eff", "after"] == pytest.approx(weights.n_eff, rel=EXACT)
    assert table.loc["max_to_mean", "after"] == pytest.approx(weights.largest, rel=EXACT)
    base = sample.frame["base"]
    assert table.loc["deff", "before"] == pytest.approx(
        len(base) * (base**2).sum() / base.sum() ** 2, rel=EXACT
    )
    assert table.loc["sum", "before"] == pytest.approx(table.loc["sum", "after"], rel=RAKED)
    assert (found.deff, found.n_eff) == (table.loc["deff", "after"], table.loc["n_eff", "after"])


def test_weights_on_bounds_are_counted(sample: tk.Sample, targets: tk.Targets) -> None:
    weights = tk.rake(sample, targets, cap=2.5, floor=0.3)
    table = tk.diagnose(sample, weights=weights).table.set_index("measure")
    assert table.loc[["at_cap", "at_floor"], "after"].tolist() == [
        weights.capped,
        weights.floored,
    ]
    assert weights.capped > 0


def test_a_delivered_weight_is_judged_against_equal_ones(sample: tk.Sample) -> None:
    found = tk.diagnose(sample)
    table = found.table.set_index("measure")
    assert table.loc[["deff", "mean", "sum"], "before"].tolist() == [1, 1, 600]
    assert table.loc["sum", "after"] == pytest.approx(sample.frame["base"].sum(), rel=EXACT)
    assert found.weights is None
    assert found.balance["target"].isna().all()
    assert found.contributions[["alone", "without", "added"]].isna().all(axis=None)


# --- contributions -------------------------------------------------------------------------------


def deff_of(sample: tk.Sample, shares: dict, **options: object) -> float:
    weights = tk.rake(sample, tk.Targets.from_shares(shares), **options)  # type: ignore[arg-type]
    return weights.deff


@pytest.mark.parametrize("weight", ["base", None])
def test_contributions_are_those_of_raking_with_margins_left_out(weight: str | None) -> None:
    sample = sample_of(frame(), weight=weight)
    found = tk.diagnose(sample, weights=tk.rake(sample, tk.Targets.from_shares(MARGINS)))
    rows = found.contributions.set_index("variable")
    assert found.raked_deff == pytest.approx(found.deff, rel=RAKED)
    for name in MARGINS:
        rest = {other: levels for other, levels in MARGINS.items() if other != name}
        assert rows.loc[name, "alone"] == pytest.approx(
            deff_of(sample, {name: MARGINS[name]}), rel=RAKED
        )
        assert rows.loc[name, "without"] == pytest.approx(deff_of(sample, rest), rel=RAKED)
        added = found.deff - rows.loc[name, "without"]
        assert rows.loc[name, "added"] == pytest.approx(added, abs=RAKED)


def test_crossed_margins_contribute_as_one(sample: tk.Sample) -> None:
    shares = {**CROSS, "age": MARGINS["age"]}
    found = tk.diagnose(sample, weights=tk.rake(sample, tk.Targets.from_shares(shares)))
    rows = found.contributions.set_index("variable")
    assert list(rows.index) == ["sex x region", "age"]
    assert rows.loc["age", "without"] == pytest.approx(deff_of(sample, CROSS), rel=RAKED)


def test_the_cap_is_left_aside(sample: tk.Sample, targets: tk.Targets) -> None:
    plain = tk.rake(sample, targets)
    capped = tk.diagnose(sample, weights=tk.rake(sample, targets, cap=2.2))
    assert capped.raked_deff == pytest.approx(plain.deff, rel=RAKED)
    assert capped.deff < plain.deff


@pytest.mark.parametrize("missing", ["keep_share", "drop"])
@pytest.mark.parametrize("crossed", [False, True])
def test_blanks_contribute_as_they_were_raked(missing: str, crossed: bool) -> None:
    rows = frame()
    rows.loc[:40, "age"] = None
    rows.loc[30:60, "sex"] = None
    sample = sample_of(rows)
    shares: dict = {**CROSS, "age": MARGINS["age"]} if crossed else MARGINS
    weights = tk.rake(sample, tk.Targets.from_shares(shares), missing=missing)  # type: ignore[arg-type]
    found = tk.diagnose(sample, weights=weights)
    assert found.raked_deff == pytest.approx(weights.deff, rel=RAKED)
    if missing == "keep_share":
        for name in shares:
            rest = {other: levels for other, levels in shares.items() if other != name}
            row = " x ".join(name) if isinstance(name, tuple) else name
            without = found.contributions.set_index("variable").loc[row, "without"]
            assert without == pytest.approx(deff_of(sample, rest, missing="keep_share"), rel=RAKED)


def test_respondents_who_were_dropped_contribute_nothing() -> None:
    rows = frame()
    rows.loc[:40, "age"] = None
    rows.loc[30:60, "sex"] = None
    sample = sample_of(rows)
    weights = tk.rake(sample, tk.Targets.from_shares(MARGINS), missing="drop")
    found = tk.diagnose(sample, weights=weights).contributions.set_index("variable")
    kept = sample_of(rows.dropna(subset=["age", "sex"]))
    for name, levels in MARGINS.items():
        alone = deff_of(kept, {name: levels})
        assert found.loc[name, "alone"] == pytest.approx(alone, rel=RAKED)


def test_after_an_adjustment_for_non_response_before_is_those_who_answered() -> None:
    rows = frame()
    rng = np.random.default_rng(3)
    answered = rng.random(len(rows)) < np.where(rows["sex"] == "F", 0.8, 0.4)
    rows["status"] = np.where(answered, "yes", "no")
    sample = sample_of(rows)
    adjusted = tk.adjust_nonresponse(sample, {"status": ["yes"]}, by=["sex"])
    found = tk.diagnose(sample, weights=adjusted)
    sex = found.balance[found.balance["variable"] == "sex"].set_index("level")
    d = rows["base"]
    woman = rows["sex"] == "F"
    assert sex.loc["F", "n"] == (answered & woman).sum()
    assert sex.loc["F", "before"] == pytest.approx(
        d[answered & woman].sum() / d[answered].sum(), rel=EXACT
    )
    assert sex.loc["F", "target"] == pytest.approx(d[woman].sum() / d.sum(), rel=EXACT)
    assert found.before.zeros == (~answered).sum()
    raked = tk.rake(sample.with_weights(adjusted), tk.Targets.from_shares(MARGINS))
    chain = tk.diagnose(sample, weights=raked)
    assert chain.raked_deff == pytest.approx(raked.deff, rel=RAKED)
    start = sample.with_weights(adjusted)
    for name, levels in MARGINS.items():
        alone = deff_of(start, {name: levels})
        row = chain.contributions.set_index("variable").loc[name]
        assert row["alone"] == pytest.approx(alone, rel=RAKED)


def test_blanks_as_a_level_of_their_own_contribute_and_balance() -> None:
    rows = frame()
    rows.loc[:40, "age"] = None
    sample = sample_of(rows)
    shares = {"sex": MARGINS["sex"], "age": {"18-34": 0.3, "35-54": 0.3, "55+": 0.3, BLANK: 0.1}}
    weights = tk.rake(sample, tk.Targets.from_shares(shares), missing="own_level")
    found = tk.diagnose(sample, weights=weights)
    assert found.raked_deff == pytest.approx(weights.deff, rel=RAKED)
    age = found.balance[found.balance["variable"] == "age"].set_index("level")
    assert age.loc[BLANK, "after"] == pytest.approx(0.1, abs=RAKED)
    assert age.loc[BLANK, "n"] == 41


def test_markets_are_raked_one_by_one(sample: tk.Sample) -> None:
    shares = {
        "region": MARGINS["region"],
        "sex": MARGINS["sex"],
        ("region", "age"): {
            (r, a): q * p for r, q in MARGINS["region"].items() for a, p in MARGINS["age"].items()
        },
    }
    targets = tk.Targets.from_shares(shares)
    weights = tk.rake(sample, targets, within="region")
    found = tk.diagnose(sample, weights=weights)
    assert found.raked_deff == pytest.approx(weights.deff, rel=RAKED)
    rows = found.contributions.set_index("variable")
    rest = {name: levels for name, levels in shares.items() if name != "sex"}
    without = tk.rake(sample, tk.Targets.from_shares(rest), within="region").deff
    assert rows.loc["region x sex", "without"] == pytest.approx(without, rel=RAKED)
    no_shares = tk.Targets.from_shares({"sex": MARGINS["sex"], "age": MARGINS["age"]})
    kept = tk.rake(sample, no_shares, within="region").deff
    assert rows.loc["region", "without"] == pytest.approx(kept, rel=RAKED)
    sex = found.balance[found.balance["variable"] == "sex"]
    assert sex["target"].isna().all()  # over all markets, gaps of opposite signs would cancel
    assert any(
        note.startswith("Targets within each region are in the table") for note in found.notes
    )


def test_what_levels_explain_is_the_share_of_the_variance(found: Diagnosis) -> None:
    w, rows = pd.Series(found.values), frame()
    for name, explained in found.contributions[["variable", "explained"]].to_numpy():
        means = w.groupby(rows[name]).transform("mean")
        assert explained == pytest.approx(means.var(ddof=0) / w.var(ddof=0), rel=1e-9)


def test_a_later_trim_leaves_the_raking_to_contribute(
    sample: tk.Sample, targets: tk.Targets
) -> None:
    raked = tk.rake(sample, targets)
    trimmed = tk.trim(sample.with_weights(raked), cap=1.4)
    found = tk.diagnose(sample, weights=trimmed)
    assert found.raked_deff == pytest.approx(raked.deff, rel=RAKED)
    assert found.deff < raked.deff
    assert found.balance["gap"].abs().max() > 0.001  # the trim moved the margins off their targets
    assert "misses its target" in found.verdict


def test_calibrated_weights_tell_where_they_vary_only(
    sample: tk.Sample, targets: tk.Targets
) -> None:
    calibrated = replace(tk.rake(sample, targets), kind="calibrated")
    found = tk.diagnose(sample, weights=calibrated)
    assert found.raked_deff is None
    assert found.contributions["without"].isna().all()
    assert found.contributions["explained"].notna().all()


# --- carriers ------------------------------------------------------------------------------------


def test_carriers_are_levels_and_cells_by_mean_weight(found: Diagnosis) -> None:
    rows, w = frame(), found.values
    carriers = found.carriers
    assert list(carriers) == ["variable", "level", "n", "share", "weight_share", "mean_weight"]
    for name, level, n, share, held, mean in carriers.to_numpy():
        inside = np.ones(len(rows), bool)
        for part, value in zip(name.split(" x "), level.split(" x "), strict=True):
            inside &= (rows[part] == value).to_numpy()
        assert n == inside.sum()
        assert share == pytest.approx(inside.mean(), rel=EXACT)
        assert held == pytest.approx(w[inside].sum() / w.sum(), rel=EXACT)
        assert mean == pytest.approx(w[inside].mean() / w.mean(), rel=EXACT)
    single = carriers[~carriers["variable"].str.contains(" x ")]
    assert single["mean_weight"].is_monotonic_decreasing
    assert single["variable"].isin(list(MARGINS)).all()
    every = [
        (w[(rows[a] == x) & (rows[b] == y)].mean() / w.mean(), f"{x} x {y}")
        for a, b in combinations(MARGINS, 2)
        for x in rows[a].unique()
        for y in rows[b].unique()
    ]
    crossed = carriers[carriers["variable"].str.contains(" x ")]
    assert crossed["level"].iloc[0] == max(every)[1]
    for name, level, mean in crossed[["variable", "level", "mean_weight"]].to_numpy():
        for part, value in zip(name.split(" x "), level.split(" x "), strict=True):
            assert mean > w[rows[part] == value].mean() / w.mean()


def test_equal_weights_have_no_carriers() -> None:
    sample = sample_of(frame().assign(base=3.0))
    found = tk.diagnose(sample)
    assert not len(found.carriers)
    assert found.grade == "sound"
    assert found.contributions["explained"].isna().all()
    assert "lies between" not in found.text


# --- balance -------------------------------------------------------------------------------------


def test_balance_is_that_of_the_rows(found: Diagnosis) -> None:
    rows, w = frame(), found.values
    d = rows["base"].to_numpy()
    for each in found.balance.to_dict("records"):
        if each["level"] not in set(rows[each["variable"]]):
            continue
        inside = (rows[each["variable"]] == each["level"]).to_numpy()
        before, after = d[inside].sum() / d.sum(), w[inside].sum() / w.sum()
        assert each["before"] == pytest.approx(before, rel=EXACT)
        assert each["after"] == pytest.approx(after, rel=EXACT)
        assert each["n"] == inside.sum()
        assert each["moved"] == pytest.approx(
            abs(after - before) / np.sqrt(before * (1 - before)), abs=EXACT
        )
        goal = MARGINS.get(each["variable"], {}).get(each["level"])
        if goal is None:
            assert np.isnan(each["target"])
            assert np.isnan(each["asmd_before"])
        else:
            deviation = np.sqrt(goal * (1 - goal))
            assert each["target"] == goal
            assert each["asmd_before"] == pytest.approx(abs(before - goal) / deviation, rel=EXACT)
            assert each["asmd_after"] < RAKED


def test_a_cross_gives_its_variables_their_targets(sample: tk.Sample) -> None:
    weights = tk.rake(sample, tk.Targets.from_shares(CROSS))
    balance = tk.diagnose(sample, weights=weights).balance
    region = balance[balance["variable"] == "region"]
    assert region["target"].tolist() == pytest.approx([0.25, 0.4, 0.35], rel=EXACT)


def test_numbers_are_compared_by_their_means(sample: tk.Sample, targets: tk.Targets) -> None:
    number = tk.Question("income", kind="number")
    weights = tk.rake(sample, targets)
    row = tk.diagnose(sample, weights=weights, variables=[number]).balance.iloc[0]
    y, d = sample.frame["income"], sample.frame["base"]
    before, after = np.average(y, weights=d), np.average(y, weights=weights.array)
    deviation = np.sqrt(np.average((y - before) ** 2, weights=d))
    assert (row["level"], row["n"]) == ("(mean)", 600)
    assert row["before"] == pytest.approx(before, rel=EXACT)
    assert row["after"] == pytest.approx(after, rel=EXACT)
    assert row["moved"] == pytest.approx(abs(after - before) / deviation, rel=1e-9)


def test_rungs_of_a_ladder_are_told_by_name() -> None:
    sample, ladder = tk.load_example(), tk.load_ladder("2010")
    found = tk.diagnose(
        sample, weights=tk.rake(sample, tk.load_targets()), variables=["age_group", ladder]
    )
    rungs = found.balance[found.balance["variable"] != "age_group"]
    weighted = tk.profile(sample.with_weights(found.weights), ladder)  # type: ignore[arg-type]
    assert rungs["after"].tolist() == pytest.approx(weighted.whole["share"].tolist(), rel=1e-9)
    assert rungs["level"].iloc[0] == "creators"
    assert "Creators" in str(found)


def test_respondents_without_an_answer_are_outside_the_base() -> None:
    rows = frame()
    rows.loc[:99, "owns"] = None
    balance = tk.diagnose(sample_of(rows), variables="owns").balance
    assert balance["n"].sum() == 500
    assert balance["after"].sum() == pytest.approx(1, rel=EXACT)


def test_twelve_variables_are_looked_at_unasked() -> None:
    rng = np.random.default_rng(1)
    rows = frame().assign(**{f"q{i}": rng.choice(["a", "b"], 600) for i in range(20)})
    found = tk.diagnose(sample_of(rows))
    assert found.balance["variable"].nunique() == 12
    assert found.left_out > 0
    assert any(f"{found.left_out} more questions" in note for note in found.notes)


def test_weighted_variables_come_first_however_many_levels() -> None:
    rows = frame().assign(place=[f"p{i % 40}" for i in range(600)])
    sample = sample_of(rows)
    targets = tk.Targets.from_shares({"place": {f"p{i}": 1 / 40 for i in range(40)}})
    found = tk.diagnose(sample, weights=tk.rake(sample, targets))
    assert found.balance["variable"].iloc[0] == "place"
    assert "place" not in set(tk.diagnose(sample).balance["variable"])


def test_what_a_delivered_weight_was_raked_on_comes_first() -> None:
    design = tk.Design(weight="base", raked_on=["region"])
    found = tk.diagnose(tk.Sample.from_frame(frame(), design=design))
    assert found.balance["variable"].iloc[0] == "region"


# --- verdict -------------------------------------------------------------------------------------


def judged(values: list[float], **changes: object) -> Diagnosis:
    """Weights that keep whatever they are told to be."""
    sample = tk.Sample.from_frame(pd.DataFrame({"sex": ["F"] * len(values)}))
    weights = Weights(pd.Series(np.array(values)), None, None, (), kind="calibrated")
    return tk.diagnose(sample, weights=replace(weights, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "grade"),
    [
        ([1.0] * 10, "sound"),
        ([1.0] * 60 + [3.0] * 40, "sound"),  # 77.1 %
        ([1.0] * 90 + [5.0] * 10, "strained"),  # 57.6 %
        ([0.1] * 90 + [5.0] * 10, "poor"),  # 13.9 %
        ([1.0] * 1000 + [5.0], "sound"),  # 4.98 times the mean
        ([1.0] * 1000 + [5.1], "strained"),
        ([1.0] * 2000 + [10.0], "strained"),  # 9.96 times
        ([1.0] * 2000 + [10.1], "poor"),
        ([1.0] * 100 + [-0.1], "poor"),
    ],
)
def test_grades_follow_the_rule(values: list[float], grade: str) -> None:
    assert judged(values).grade == grade


def test_missed_targets_and_bounds_count(sample: tk.Sample, targets: tk.Targets) -> None:
    weights = tk.rake(sample, targets)
    fit = weights.fits[0]
    rest = weights.fits[1:]

    def with_gap(gap: float) -> Diagnosis:
        missed = replace(fit, target=fit.after + np.array([gap, -gap]))
        # the margins themselves still hold, only what was wanted differs
        return tk.diagnose(sample, weights=replace(weights, fits=(missed, *rest)))

    assert with_gap(0.0005).grade == "sound"
    assert with_gap(0.004).grade == "strained"
    assert "misses its target by 0.4 points" in with_gap(0.004).verdict
    assert with_gap(0.08).grade == "poor"
    held = replace(weights, cap=3.0, capped=31)
    assert tk.diagnose(sample, weights=held).grade == "strained"
    assert tk.diagnose(sample, weights=replace(held, capped=30)).grade == "sound"
    both = replace(held, capped=20, floor=0.2, floored=11)
    assert tk.diagnose(sample, weights=both).grade == "strained"


# --- faces ---------------------------------------------------------------------------------------


def test_every_face_tells_its_rule(found: Diagnosis) -> None:
    assert found.verdict.endswith("or with weights below 0.")
    assert "techno_kit's own" in found.verdict
    assert "Austin 2009" in found.method
    assert "Kish" in found.method
    assert found.text.startswith("Sound weights:")
    assert "raked to sex, age and region" in found.title
    assert repr(found) == f"Diagnosis({found.text})"


def test_labels_are_escaped_and_long_ones_wrapped() -> None:
    rows = frame()
    name = "<script>alert('x')</script>"
    rows[name] = rows["sex"].map({"F": "=cmd()|a*b*", "M": "とても満足している" * 20})
    sample = sample_of(rows)
    levels = dict.fromkeys(rows[name].unique(), 0.5)
    found = tk.diagnose(sample, weights=tk.rake(sample, tk.Targets.from_shares({name: levels})))
    page = found._repr_html_()
    assert "<script" not in page.replace("&lt;script", "")
    assert "&lt;script&gt;" in page
    assert "=cmd()|a*b*" in str(found)
    assert found.plot().get_figure(root=True) is not None


def test_tables_are_copies(found: Diagnosis) -> None:
    for name in ("table", "balance", "carriers", "contributions"):
        copy = getattr(found, name)
        first = copy.iloc[0, -1]
        copy.iloc[0, -1] = first + 1
        assert getattr(found, name).iloc[0, -1] == first


def test_one_respondent_is_diagnosed() -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"sex": ["F"]}))
    targets = tk.Targets.from_shares({"sex": {"F": 1.0}})
    found = tk.diagnose(sample.with_weights(tk.rake(sample, targets)))
    assert found.deff == 1
    assert "1 respondent is worth 1 equally weighted one" in found.text
    assert found.plot().get_figure(root=True) is not None


# --- what weights were made to meet --------------------------------------------------------------


def test_every_calibrated_number_has_its_mean_whatever_it_was_read_as() -> None:
    rows = frame(2500).assign(size=np.random.default_rng(2).integers(1, 5, 2500))
    rows["income"] += np.arange(2500) / 1e4  # more values than a question has levels
    sample = sample_of(rows, weight=None)
    known = {"sex": {"F": 500, "M": 500}, "income": 21_000.0, "size": 2_600.0}
    weights = tk.calibrate(sample, tk.Targets.from_counts(known))  # type: ignore[arg-type]
    found = tk.diagnose(sample, weights=weights)
    means = found.balance[found.balance["level"] == "(mean)"].set_index("variable")
    assert list(means.index) == ["income", "size"]
    assert means["target"].tolist() == pytest.approx([21.0, 2.6], rel=EXACT)
    assert means["after"].tolist() == pytest.approx([21.0, 2.6], rel=RAKED)
    y = rows["income"]
    assert means.loc["income", "asmd_before"] == pytest.approx(abs(y.mean() - 21) / y.std(ddof=0))
    assert "Of 4 levels and means with a target" in found.text
    assert "size" not in set(found.balance.loc[found.balance["level"] == "1", "variable"])
    asked = tk.diagnose(sample, weights=weights, variables=["size", "income"]).balance
    assert asked["level"].tolist() == ["(mean)", "1", "2", "3", "4", "(mean)"]


def test_a_question_that_all_answered_alike_is_left_out() -> None:
    sample = sample_of(frame().assign(same="yes"))
    assert "same" not in set(tk.diagnose(sample).balance["variable"])
    assert tk.diagnose(sample, variables="same").balance["after"].tolist() == [1]


def far_targets() -> tk.Targets:
    return tk.Targets.from_shares({**MARGINS, "owns": {"yes": 0.97, "no": 0.03}})


def test_a_missed_margin_is_named_first_whatever_else_is_wrong(sample: tk.Sample) -> None:
    raked = tk.rake(sample, far_targets())
    trimmed = tk.trim(sample.with_weights(raked), cap=1.2)
    closest = tk.rake(sample, far_targets(), cap=1.7, on_infeasible="closest")
    for weights in (trimmed, closest):
        found = tk.diagnose(sample, weights=weights).found
        assert found.grade == "poor"
        assert "misses its target by" in found.reasons[0]


def test_a_small_gap_is_named_beside_what_is_poor(sample: tk.Sample, targets: tk.Targets) -> None:
    weights = tk.rake(sample, targets)
    uneven = weight_spread(np.array([1.0] * 100 + [500.0]))
    for gap, told in ((0.004, "0.4"), (0.0004, "0.04")):
        missed = replace(weights.fits[0], target=weights.fits[0].after + np.array([gap, -gap]))
        found = verdict_on(uneven, replace(weights, fits=(missed, *weights.fits[1:])))
        assert found.grade == "poor"
        assert found.reasons[0] == f"F (sex) misses its target by {told} points"
    assert "misses" not in verdict_on(uneven, weights).text


def test_weights_that_all_but_vanish_are_named(sample: tk.Sample) -> None:
    values = sample.frame["base"].copy()
    values.iloc[:3] = 1e-7
    weights = Weights(values, sample.base_weight, None, ())
    trimmed = replace(weights, kind="trimmed", parent=weights)
    for each in (weights, trimmed):
        found = tk.diagnose(sample, weights=each)
        assert found.grade == "strained"
        assert "3 respondents have a weight of almost 0" in found.verdict
        assert "< 0.001" in str(found)


# --- markets -------------------------------------------------------------------------------------


def test_within_a_question_weights_are_multiples_of_the_mean_of_their_level(
    sample: tk.Sample,
) -> None:
    shares = {"region": {"N": 0.7, "S": 0.2, "W": 0.1}, "age": MARGINS["age"]}
    weights = tk.rake(sample, tk.Targets.from_shares(shares), within="region", cap=2.0)
    found = tk.diagnose(sample, weights=weights)
    w, region = weights.values, frame()["region"]
    own = w / w.groupby(region).transform("mean")
    assert found.table.set_index("measure").loc["max_to_mean", "after"] == pytest.approx(own.max())
    assert own.max() <= 2 + RAKED < weights.largest
    assert "2.0 times the mean of its own region" in found.verdict or found.grade != "sound"
    assert "as a multiple of the mean of" in str(found)
    axes = found.plot_weights()
    assert axes.get_xlim()[1] < 2.1
    assert [line for line in axes.lines if line.get_label() == "bound"]
    page = found.html_body() + weights.html_body() + str(weights)
    assert page.count("Rows of region x …: shares within each region.") == 3
    picture = weights.plot().get_figure(root=True)
    assert picture is not None
    assert not [line for line in picture.axes[1].lines if line.get_label() == "bound"]
    trimmed = tk.trim(sample.with_weights(weights), cap=2.5)
    found = tk.diagnose(sample, weights=trimmed)  # a trim has one cap for everyone
    assert found.multiples is None
    assert found.after.largest_to_mean == pytest.approx(trimmed.largest, rel=EXACT)


# --- sentences -----------------------------------------------------------------------------------


def test_under_a_cap_one_sentence_tells_both_design_effects(
    sample: tk.Sample, targets: tk.Targets
) -> None:
    plain = tk.diagnose(sample, weights=tk.rake(sample, targets))
    assert "without the cap" not in plain.text
    found = tk.diagnose(sample, weights=tk.rake(sample, targets, cap=1.9))
    most = found.contributions.sort_values("added").iloc[-1]
    assert (
        f"The margin that costs most is {most['variable']}: without the cap the design effect "
        f"would be {found.raked_deff:.2f}, and {most['without']:.2f} if {most['variable']} were "
        "left out too." in found.text
    )
    trimmed = tk.trim(sample.with_weights(tk.rake(sample, targets, cap=1.9)), cap=1.4)
    told = tk.diagnose(sample, weights=trimmed).text
    assert "without the trim and the cap the design effect" in told


def test_what_its_makers_raked_a_weight_on_is_no_share_without_a_target() -> None:
    rows = frame().assign(base=frame()["region"].map({"N": 3.0, "S": 1.0, "W": 1.0}))
    design = tk.Design(weight="base", raked_on=["region", "sex"])
    found = tk.diagnose(tk.Sample.from_frame(rows, design=design))
    assert "(region)" not in found.text.partition("Of the shares without a target")[2]
    assert (
        "Before: every respondent counts once. The weight was raked to region and sex by its "
        "makers; their targets are not in the file." in found.notes
    )
    assert "that of N (region) most" in tk.diagnose(sample_of(rows)).text


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"population": "Adults", "year": "2023", "source": "CBS"}, "Adults, 2023, CBS"),
        ({"year": "2023", "source": "CBS"}, "that of the targets (2023, CBS)"),
        ({}, "not stated"),
    ],
)
def test_the_population_is_that_of_the_targets(
    sample: tk.Sample, named: dict[str, str], told: str
) -> None:
    weights = tk.rake(sample, tk.Targets.from_shares(MARGINS, **named))  # type: ignore[arg-type]
    trimmed = tk.trim(sample.with_weights(weights), cap=1.5)
    for each in (weights, trimmed):
        assert tk.diagnose(sample, weights=each).notes[0].startswith(f"Population: {told}. Base")


def test_moves_below_half_a_point_are_no_news() -> None:
    rows = pd.DataFrame({"sex": ["F"] * 70 + ["M"] * 30, "owns": ["yes", "no"] * 50})
    for w, told in ((1.01, "No"), (1.2, "most")):
        weighted = rows.assign(w=np.where(rows["owns"] == "yes", w, 1.0))
        text = tk.diagnose(sample_of(weighted, weight="w"), variables="owns").text
        small = abs(w / (1 + w) - 0.5) <= 0.005
        assert ("moved no share without a target by more than 0.5 points" in text) is small, told


def test_of_an_adjustment_the_target_is_all_who_were_asked() -> None:
    rows = frame(1500)
    rng = np.random.default_rng(3)
    rate = np.where(rows["sex"] == "F", 0.8, 0.35)
    rows["status"] = np.where(rng.random(len(rows)) < rate, "yes", "no")
    sample = sample_of(rows)
    by = ["sex", "age", "region"]
    weights = tk.adjust_nonresponse(sample, {"status": ["yes"]}, by=by, method="propensity")
    found = tk.diagnose(sample, weights=weights)
    gaps = weights.table.set_index("level")["gap"].abs()
    assert (
        "The largest gap that the adjustment leaves to all who were asked is "
        f"{100 * gaps.max():.1f} points, at {gaps.idxmax()} (" in found.text
    )
    for page in (str(found), found._repr_html_(), str(weights), weights._repr_html_()):
        assert "All who were asked" in page
        assert "Target" not in page
    assert "every share within 0.1 standard deviations of that of all who were asked" in (
        found.verdict
    )
    assert found.grade == "sound"  # what a propensity leaves it did not promise to close
    cells = tk.adjust_nonresponse(sample, {"status": ["yes"]}, by=["sex"], method="cells")
    assert "leaves no gap to all who were asked" in tk.diagnose(sample, weights=cells).text


def test_margins_that_were_not_left_out_are_told(
    sample: tk.Sample, targets: tk.Targets, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tk.rake(sample, targets)
    whole = tk.diagnose(sample, weights=weights)
    work = deff_contributions.__kwdefaults__
    assert work is not None
    for limit, n in ((18 * 64 * 2, 1), (0, 3)):
        monkeypatch.setitem(work, "work", limit)
        found = tk.diagnose(sample, weights=weights)
        assert found.untried == n
        assert found.contributions["without"].isna().sum() == n
        assert found.contributions["alone"].equals(whole.contributions["alone"])
        assert found.raked_deff == pytest.approx(whole.raked_deff, rel=RAKED)
        assert "a raking of very many cells" in str(found)
    assert "The weights differ most by" in found.text


def test_the_class_of_a_diagnosis_is_public(found: Diagnosis) -> None:
    assert isinstance(found, tk.Diagnosis)


@pytest.mark.parametrize("column", [
    "alone", "without", "added", "explained", "share", "weight_share", "mean_weight", "before",
    "after", "target", "gap", "asmd_before", "asmd_after", "moved",
])  # fmt: skip
def test_help_explains_every_column(column: str) -> None:
    assert f"``{column}``" in (tk.diagnose.__doc__ or "")
