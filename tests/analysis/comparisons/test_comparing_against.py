"""What groups are held against, overlapping groups, trends and gaps: against rows, and at edges."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import techno_kit as tk
from techno_kit.analysis.comparisons.trend_views import views_of_trends
from tests.analysis import naive
from tests.analysis.comparisons.test_comparing import (
    DESIGNS,
    PEOPLE,
    SAME_FORMULA,
    SMALL,
    N,
    compare,
    holm,
    rows_of,
    sample_of,
    shares,
)

CASES = [(kind, raked) for kind in DESIGNS for raked in (False, True)]
OVERLAP = tk.Question("held", columns={"tv": "y", "radio": "z"}, kind="multiple")
EVERYONE = np.ones(N, bool)


def tail(difference: float, se: float, df: float) -> float:
    return float(2 * stats.t.sf(abs(difference) / se, df))


def figures(survey: naive.Survey, z: np.ndarray, inside: np.ndarray) -> tuple[float, float]:
    se, _, _ = survey.error(z, inside)
    return se, survey.df(inside)


def group(level: str) -> np.ndarray:
    return (PEOPLE["group"] == level).to_numpy()


def in_order(frame: pd.DataFrame = PEOPLE, **options: object) -> tk.Sample:
    levels = [(each, each) for each in "abcd"]
    ordered = tk.Question("group", kind="scale", levels=levels)
    return sample_of(**options).with_question(ordered)  # type: ignore[arg-type]


# --- against all, the rest, a reference ----------------------------------------------------------


@pytest.mark.parametrize(("kind", "raked"), CASES)
def test_everyone_is_part_of_the_total(kind: str, raked: bool) -> None:
    sample, survey = (
        sample_of(kind, raked=raked),
        rows_of(sample_of(kind, raked=raked), kind, raked=raked),
    )
    found = tk.compare(sample, "does", by="group", against="total", **SMALL).pairs
    assert found["level_b"].unique().tolist() == ["(all)"]
    for row in found.itertuples():
        y = survey.held[:, "xyz".index(row.answer)].astype(float)
        (p, z), (q, u) = survey.share(y, group(row.level_a)), survey.share(y, EVERYONE)
        se, df = figures(survey, z - u, EVERYONE)
        assert [row.difference, row.se, row.p] == pytest.approx(
            [p - q, se, tail(p - q, se, df)], rel=SAME_FORMULA, abs=0
        )


def test_against_the_rest_is_what_arrows_always_tell() -> None:
    pairs = tk.compare(sample_of(), "does", by="group", **SMALL).table
    rest = tk.compare(sample_of(), "does", by="group", against="rest", **SMALL)
    assert rest.pairs["p"].tolist() == pairs["p_rest"].tolist()
    assert rest.pairs["p_adjusted"].tolist() == pairs["p_rest_adjusted"].tolist()
    assert rest.table["arrow"].tolist() == pairs["arrow"].tolist()
    assert (rest.table["higher_than"] == "").all()


def test_a_reference_takes_its_pairs_out_of_all() -> None:
    all_pairs = tk.compare(sample_of(), "does", by="group", **SMALL).pairs
    found = tk.compare(sample_of(), "does", by="group", against={"group": "b"}, **SMALL)
    assert found.pairs["level_b"].unique().tolist() == ["b"]
    assert found.pairs["level_a"].tolist() == ["a", "c", "d"] * 3
    for row in found.pairs.itertuples():
        levels = sorted([row.level_a, "b"])
        same = all_pairs[
            (all_pairs["answer"] == row.answer)
            & (all_pairs["level_a"] == levels[0])
            & (all_pairs["level_b"] == levels[1])
        ].iloc[0]
        sign = 1 if levels[0] == row.level_a else -1
        assert [row.difference, row.p] == [sign * same["difference"], same["p"]]
    by_row = np.concatenate([holm(part) for part in found.pairs["p"].to_numpy().reshape(3, 3)])
    assert found.pairs["p_adjusted"].to_numpy() == pytest.approx(by_row, rel=SAME_FORMULA, abs=0)


@pytest.mark.parametrize(("against", "up"), [("total", "a"), ({"group": "c"}, "a"), ("rest", "a")])
def test_arrows_tell_what_was_asked_for(against: object, up: str) -> None:
    found = compare(shares(80, 40, 30, 25), "q", against=against).table
    arrows = found[found["answer"] == "yes"].set_index("level")["arrow"]
    assert arrows[up] == "▲"
    if isinstance(against, dict):
        assert arrows.to_dict() == {"a": "▲", "b": "", "c": "", "d": ""}
    else:
        assert arrows["d"] == "▼"


def test_of_two_groups_the_rest_is_one_test() -> None:
    found = tk.compare(sample_of(), "does", by="sex", against="rest", family="table", **SMALL)
    p = found.pairs["p"].to_numpy().reshape(3, 2)
    adjusted = found.pairs["p_adjusted"].to_numpy().reshape(3, 2)
    assert adjusted[:, 0] == pytest.approx(holm(p[:, 0]), rel=SAME_FORMULA, abs=0)
    assert (adjusted[:, 0] == adjusted[:, 1]).all()
    assert "Of 3 comparisons" not in found.text


def test_a_rest_that_is_too_small_is_suppressed_with_its_group() -> None:
    frame = {"group": ["a"] * 100 + ["b"] * 20, "q": ["yes", "no"] * 60}
    table = compare(frame, "q", suppress_below=30).table.set_index(["answer", "level"])
    assert np.isnan(table.loc[("yes", "b"), "share"])
    assert np.isnan(table.loc[("yes", "a"), "rest"])


def test_a_reference_without_respondents_leaves_nothing_to_compare() -> None:
    asked = tk.Question("group", levels=[(each, each) for each in "abz"])
    sample = tk.Sample.from_frame(pd.DataFrame(shares(60, 40))).with_question(asked)
    found = tk.compare(sample, "q", by="group", against={"group": "z"}, **SMALL)
    assert len(found.pairs) == 0
    assert (found.table["arrow"] == "").all()
    assert found.tests["p"].notna().all()
    assert "differ" in found.text
    assert str(found)


# --- groups that overlap -------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "raked"), CASES)
def test_overlapping_groups_share_their_respondents(kind: str, raked: bool) -> None:
    sample, survey = (
        sample_of(kind, raked=raked),
        rows_of(sample_of(kind, raked=raked), kind, raked=raked),
    )
    found = tk.compare(sample.with_question(OVERLAP), "x", by="held", **SMALL)
    y = (PEOPLE["x"] == 1).to_numpy().astype(float)
    tv, radio = (PEOPLE[each].to_numpy() == 1 for each in ("y", "z"))
    row = found.pairs[found.pairs["answer"] == "1"].iloc[0]
    (p, z), (q, u) = survey.share(y, tv), survey.share(y, radio)
    se, df = figures(survey, z - u, tv | radio)
    assert [row["difference"], row["se"], row["p"]] == pytest.approx(
        [p - q, se, tail(p - q, se, df)], rel=SAME_FORMULA, abs=0
    )
    table = found.table[found.table["answer"] == "1"].set_index("level")
    (p, z), (q, u) = survey.share(y, tv), survey.share(y, ~tv)  # the rest holds those of no group
    se, df = figures(survey, z - u, EVERYONE)
    assert [table["rest"]["tv"], table["p_rest"]["tv"]] == pytest.approx(
        [q, tail(p - q, se, df)], rel=SAME_FORMULA, abs=0
    )


def test_overlapping_groups_have_no_test_together_and_say_why() -> None:
    found = tk.compare(sample_of().with_question(OVERLAP), "x", by="held", **SMALL)
    assert found.tests[["F", "p", "p_adjusted", "cramers_v"]].isna().all(axis=None)
    told = (
        "Groups of held overlap: a respondent can be in several, and there is no test of all of "
        "them at once."
    )
    assert found.text.startswith(told)
    assert told in found.notes
    assert "so that there is no test of all of them at once" in found.method
    assert "Rao-Scott" not in found.method
    both = tk.compare(sample_of().with_question(OVERLAP), "x", by=["held", "sex"], **SMALL)
    assert both.tests["p"].notna().sum() == 3
    assert "Rao-Scott" in both.method


def test_who_did_not_answer_is_outside_and_told() -> None:
    frame = PEOPLE.astype({"y": float, "z": float})
    frame.loc[:9, ["y", "z"]] = np.nan
    found = tk.compare(tk.Sample.from_frame(frame).with_question(OVERLAP), "x", by="held", **SMALL)
    assert found.outside == {"held": 10}
    assert "10 respondents did not answer held and are outside the comparison by it." in found.notes


def test_groups_of_the_same_people_do_not_differ() -> None:
    same = tk.Question("held", columns={"one": "y", "other": "y"}, kind="multiple")
    row = tk.compare(sample_of().with_question(same), "x", by="held", **SMALL).pairs.iloc[0]
    assert row[["difference", "se"]].tolist() == [0, 0]
    assert np.isnan(row["p"])


# --- trends --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "raked"), CASES)
@pytest.mark.parametrize("scores", [None, {"a": 0, "b": 1, "c": 5, "d": 7}, [3, 1, 2, 9]])
def test_a_trend_is_a_line_through_the_shares(kind: str, raked: bool, scores: object) -> None:
    sample = in_order(kind=kind, raked=raked)
    survey = rows_of(sample_of(kind, raked=raked), kind, raked=raked)
    given = None if scores is None else {"group": scores}
    found = tk.compare(sample, "does", by="group", trend=True, scores=given, **SMALL).trends  # type: ignore[arg-type]
    values = scores.values() if isinstance(scores, dict) else scores or [1, 2, 3, 4]
    position, tails = np.array(list(values), float), []
    for place, row in enumerate(found.itertuples()):
        y = survey.held[:, place].astype(float)
        p, z = zip(*(survey.share(y, group(each)) for each in "abcd"), strict=True)
        weights = (position - position.mean()) / ((position - position.mean()) ** 2).sum()
        se, df = figures(survey, sum(c * u for c, u in zip(weights, z, strict=True)), EVERYONE)
        slope = float(np.polyfit(position, p, 1)[0])
        tails.append(tail(slope, se, df))
        half = stats.t.ppf(0.975, df) * se
        ours = [row.slope, row.se, row.low, row.high, row.df, row.p]
        assert ours == pytest.approx(
            [slope, se, slope - half, slope + half, df, tails[-1]], rel=1e-8, abs=0
        )
    assert found["p_adjusted"].to_numpy() == pytest.approx(holm(np.array(tails)), rel=1e-8, abs=0)


def test_midpoints_are_those_of_the_bands() -> None:
    frame = PEOPLE.assign(age=np.random.default_rng(3).integers(18, 70, N))
    bands = tk.Question("age", cut=[18, 25, 35, 50])
    sample = sample_of(frame=frame).with_question(bands)
    found = tk.compare(sample, "does", by="age", scores={"age": "midpoints"}, **SMALL)
    assert found.scores == {"age": {"18-24": 21.5, "25-34": 30.0, "35-49": 42.5, "50+": 57.5}}
    assert "Scores of age: 18-24 = 21.5, 25-34 = 30, 35-49 = 42.5 and 50+ = 57.5." in found.notes
    assert "for each 1 of the score" in found.text


def test_slopes_of_a_table_have_the_same_decimals() -> None:
    group, steep = np.repeat([1, 2, 3], 200), np.tile(np.arange(200) / 200, 3)
    frame = pd.DataFrame(
        {
            "group": group,
            "steep": (steep < 0.2 * group).astype(int),
            "flat": (steep < 0.4 + 0.003 * group).astype(int),
        }
    )
    columns = {"steep": "steep", "flat": "flat"}
    asked = tk.Question("does", kind="multiple", columns=columns)
    found = tk.compare(
        tk.Sample.from_frame(frame).with_question(asked), "does", by="group", trend=True,
        scores={"group": {"1": 1, "2": 2, "3": 3}},
    )  # fmt: skip
    told = views_of_trends(found)[0].frame["slope"].tolist()
    assert told == ["+20.25", "+0.25"]
    assert [len(each.partition(".")[2]) for each in told] == [2, 2]


def test_suppressed_groups_and_those_in_one_psu_take_no_part_in_a_trend() -> None:
    frame = pd.DataFrame(shares(60, 50, 40, 30))
    frame["psu"] = np.where(frame["group"] == "d", 0, np.arange(len(frame)) % 20 + 1)
    levels = [(each, each) for each in "abcde"]
    asked = tk.Question("group", kind="scale", levels=levels)
    frame.loc[frame.index[100:180], "group"] = "a"
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu")).with_question(asked)
    found = tk.compare(sample, "q", by="group", trend=True)
    row = found.trends.iloc[0]
    assert row[["first", "last", "groups"]].tolist() == ["a", "c", 2]
    suppressed = "Not in the trend over group, as its base is too small and suppressed: b."
    unsure = "Not in the trend over group, as its error is unknown: d."
    assert suppressed in found.notes and unsure in found.notes
    alone = tk.compare(sample, "q", by="group", trend=True, suppress_below=150)
    assert alone.trends[["slope", "p"]].isna().all(axis=None)
    assert alone.trends["groups"].tolist() == [1, 1]
    assert "There is no trend over group" in alone.text


def test_answers_without_a_place_in_the_order_take_no_part() -> None:
    frame = PEOPLE.assign(
        school=np.random.default_rng(4).choice(["High", "Low", "Middle", "Other"], N)
    )
    found = tk.compare(sample_of(frame=frame), "does", by="school", trend=True, **SMALL)
    assert list(found.scores["school"]) == ["Low", "Middle", "High"]
    told = (
        "Not in the trend over school: “Other” (n = 170), as it has no place on the scale; scores= "
        "can give it one."
    )
    assert told in found.notes and told in found.method


def test_trends_are_empty_unless_asked_for() -> None:
    found = tk.compare(sample_of(), "does", by="group", **SMALL)
    assert len(found.trends) == 0
    assert len(found.contrasts) == 0
    assert found.trends.columns[0] == "answer"
    assert found.contrasts.columns[0] == "answer_a"


# --- gaps between answers ------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "raked"), CASES)
def test_gaps_are_shares_of_those_who_hold_one_alone(kind: str, raked: bool) -> None:
    sample, survey = (
        sample_of(kind, raked=raked),
        rows_of(sample_of(kind, raked=raked), kind, raked=raked),
    )
    found = tk.compare(sample, "does", by="group", contrasts=[("x", "z")], **SMALL).contrasts
    apart = survey.held[:, 0].astype(float) - survey.held[:, 2]
    rows = found.set_index([found["level_a"].fillna("all"), found["level_b"].fillna("")])
    for level in ("all", *"abcd"):
        inside = EVERYONE if level == "all" else group(level)
        gap, z = survey.share(apart, inside)
        se, df = figures(survey, z, inside)
        row = rows.loc[(level, "")]
        assert row[["difference", "se", "df", "p"]].tolist() == pytest.approx(
            [gap, se, df, tail(gap, se, df)], rel=SAME_FORMULA, abs=0
        )
        assert row["share_a"] - row["share_b"] == pytest.approx(gap)
    (gap, z), (other, u) = (survey.share(apart, group(each)) for each in "bd")
    se, df = figures(survey, z - u, group("b") | group("d"))
    assert rows.loc[("b", "d"), ["difference", "se", "p"]].tolist() == pytest.approx(
        [gap - other, se, tail(gap - other, se, df)], rel=SAME_FORMULA, abs=0
    )


@pytest.mark.parametrize("family", ["row", "table"])
def test_families_of_gaps(family: str) -> None:
    asked = [("x", "z"), ("x", "y")]
    found = tk.compare(
        sample_of(), "does", by="group", contrasts=asked, family=family, **SMALL
    ).contrasts  # type: ignore[arg-type]
    kinds = found["level_a"].notna().astype(int) + found["level_b"].notna()
    for kind in (0, 1, 2):
        rows = found[kinds == kind]
        p = rows["p"].to_numpy().reshape(2, -1)
        expected = (
            holm(p.ravel()) if family == "table" else np.concatenate([holm(each) for each in p])
        )
        assert rows["p_adjusted"].to_numpy() == pytest.approx(expected, rel=SAME_FORMULA, abs=0)


def test_a_gap_that_rests_on_few_is_flagged_and_a_small_group_suppressed() -> None:
    frame = PEOPLE.assign(y=PEOPLE["x"])
    frame.loc[:3, "y"] = 1 - frame.loc[:3, "x"]
    sample = sample_of(frame=frame)
    found = tk.compare(
        sample, "does", by="group", contrasts=[("x", "y")], suppress_below=80
    ).contrasts
    own = found[found["level_b"].isna()]
    flags = own.set_index(own["level_a"].fillna("all"))["flag"]
    assert flags["all"] == "few cases"
    assert flags["d"] == "suppressed"
    assert found.loc[found["level_a"] == "d", "difference"].isna().all()
    page = tk.compare(sample, "does", by="group", contrasts=[("x", "y")])._repr_html_()
    assert "few cases" in page


def test_a_group_in_one_psu_has_a_gap_without_error() -> None:
    frame = PEOPLE.assign(psu=np.where(PEOPLE["group"] == "d", 99, PEOPLE["psu"]))
    sample = tk.Sample.from_frame(
        frame.drop(columns="stratum"), design=tk.Design(clusters="psu")
    ).with_question(tk.Question("does", columns={name: name for name in "xyz"}, kind="multiple"))
    found = tk.compare(sample, "does", by="group", contrasts=[("x", "z")], **SMALL).contrasts
    alone = found[(found["level_a"] == "d") | (found["level_b"] == "d")]
    assert len(alone) == 4
    assert alone["difference"].notna().all()
    assert alone[["se", "p"]].isna().all(axis=None)


# --- other statistics ----------------------------------------------------------------------------


def test_one_contrast_has_one_wald_test_and_its_pair_s_square() -> None:
    """Two groups and two answers: Wald's F is nearly the square of the pair's t."""
    found = tk.compare(sample_of("clustered"), "x", by="sex", test="wald", **SMALL)
    whole, pair = found.tests.iloc[-1], found.pairs.iloc[0]
    assert whole["df1"] == 1
    assert whole["F"] == pytest.approx((pair["difference"] / pair["se"]) ** 2, rel=0.05)
    adjusted = tk.compare(sample_of("clustered"), "x", by="sex", test="adjwald", **SMALL).tests
    assert adjusted["F"].tolist() == pytest.approx(found.tests["F"].tolist())


def test_wald_has_no_test_where_contrasts_outnumber_psus() -> None:
    frame = PEOPLE.assign(psu=PEOPLE["psu"] % 4)
    design = tk.Design(clusters="psu")
    sample = tk.Sample.from_frame(frame, design=design).with_question(
        tk.Question("does", columns={name: name for name in "xyz"}, kind="multiple")
    )
    found = tk.compare(sample, "does", by="group", test="adjwald", **SMALL).tests
    assert np.isnan(found["p"].iloc[-1])


def test_a_chi_square_is_told_as_one() -> None:
    found = tk.compare(sample_of(), "x", by="group", test="chisq", **SMALL)
    row = found.tests.iloc[-1]
    assert np.isinf(row["df2"])
    assert row["p"] == pytest.approx(stats.chi2.sf(row["F"] * row["df1"], row["df1"]))
    assert f"chi-square(3) = {row['F'] * 3:.2f}" in found.text
    assert "first-order Rao-Scott chi-square" in found.method
    assert "inf" not in str(found)


def test_a_trend_that_weighting_has_set_is_no_finding() -> None:
    frame = PEOPLE.assign(x=PEOPLE["x"].map({0: "no", 1: "yes"}))
    frame["cell"] = frame["group"] + frame["x"]
    sample = sample_of(frame=frame.assign(x=PEOPLE["x"]))
    counts = dict.fromkeys(sorted(frame["cell"].unique()), 0.125)
    raked = tk.rake(sample, tk.Targets.from_shares({"cell": counts}))
    levels = tk.Question("group", kind="scale", levels=[(each, each) for each in "abcd"])
    sample = sample.with_question(levels).with_weights(raked)
    found = tk.compare(sample, "x", by="group", trend=True, contrasts=[("0", "1")], **SMALL)
    assert found.trends["slope"].abs().max() < 1e-9
    assert found.trends["se"].tolist() == [0, 0]
    assert found.trends["p"].isna().all()
    assert found.contrasts["p"].isna().all()
    assert found.trends[["low", "high"]].isna().all(axis=None)
    assert (found.trends["flag"] == "fixed by weighting").all()
    assert (
        "The trends over group are fixed by weighting too: there is nothing to test." in found.text
    )
