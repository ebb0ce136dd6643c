"""Profiles at the edges: hand-computed figures, empty groups, shares of 0 and 1, odd labels."""

import os

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import techno_kit as tk
from tests.analysis import naive

SAME = 1e-12
SMALL = {"suppress_below": 0, "flag_below": 0}
COLUMNS = [
    *("answer", "by", "level", "share", "se", "low", "high", "index", "index_low", "index_high"),
    *("n", "n_weighted", "n_eff", "df", "flag"),
]
HIDDEN = COLUMNS[3:10]


def profile(frame: dict, question: object, *, design: tk.Design | None = None, **options: object):
    sample = tk.Sample.from_frame(pd.DataFrame(frame), design=design)
    return tk.profile(sample, question, **{**SMALL, **options})  # type: ignore[arg-type]


def table(*arguments: object, **options: object) -> pd.DataFrame:
    return profile(*arguments, **options).table  # type: ignore[arg-type]


OWNS = {"owns": ["yes"] * 30 + ["no"] * 70}


# --- figures by hand -----------------------------------------------------------------------------


def test_thirty_of_a_hundred() -> None:
    row = table(OWNS, "owns").set_index("answer").loc["yes"]
    assert row["share"] == 0.3
    assert row["se"] == pytest.approx(np.sqrt(0.3 * 0.7 / 99), rel=SAME)
    assert (row["n"], row["n_weighted"], row["n_eff"], row["df"]) == (100, 100, 100, 99)
    assert row["index"] == 100 and np.isnan(row["index_low"])


def test_the_four_intervals_of_thirty_of_a_hundred() -> None:
    """Wilson (1927), Korn and Graubard (1998), logit and Wald, each with t on 99 df."""
    p, se, t = 0.3, np.sqrt(0.21 / 99), stats.t.ppf(0.975, 99)
    n = 99  # p (1 - p) / se^2
    middle = (p + t**2 / (2 * n)) / (1 + t**2 / n)
    half = t / (1 + t**2 / n) * np.sqrt(p * (1 - p) / n + (t / n) ** 2 / 4)
    logit = np.log(p / (1 - p)) + np.array([-1, 1]) * t * se / (p * (1 - p))
    expected = {
        "wald": (p - t * se, p + t * se),
        "wilson": (middle - half, middle + half),
        "beta": (
            stats.beta.ppf(0.025, n * p, n * (1 - p) + 1),
            stats.beta.ppf(0.975, n * p + 1, n * (1 - p)),
        ),
        "logit": tuple(1 / (1 + np.exp(-logit))),
    }
    for interval, limits in expected.items():
        row = table(OWNS, "owns", interval=interval).set_index("answer").loc["yes"]
        assert (row["low"], row["high"]) == pytest.approx(limits, rel=1e-9), interval
    for limit in expected["wilson"]:  # where the distance is t standard errors of the limit itself
        assert abs(limit - p) == pytest.approx(t * np.sqrt(limit * (1 - limit) / n), rel=1e-9)


def test_shares_of_nought_and_one_have_beta_intervals_whatever_was_asked() -> None:
    """Clopper and Pearson's limit, 1 - 0.025^(1/n), as n_eff = n = 40 and t is the same."""
    frame = {"q": pd.Categorical(["x"] * 40, ["x", "never"])}
    limit = 0.025 ** (1 / 40)
    for interval in ("logit", "beta", "wilson", "wald"):
        found = table(frame, "q", interval=interval)
        assert found["share"].tolist() == [1.0, 0.0] and found["se"].tolist() == [0.0, 0.0]
        assert found["low"].tolist() == pytest.approx([limit, 0.0])
        assert found["high"].tolist() == pytest.approx([1.0, 1 - limit])


def test_unequal_weights_take_kish_s_n_at_the_edge() -> None:
    frame = {"q": ["x"] * 40, "w": [1.0, 3.0] * 20}
    row = table(frame, "q", design=tk.Design(weight="w")).iloc[0]
    n_eff = 80**2 / (20 + 9 * 20)
    assert row["n_eff"] == pytest.approx(n_eff, rel=SAME)
    assert row["low"] == pytest.approx(0.025 ** (1 / n_eff), rel=1e-9)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.999])
def test_the_confidence_widens_the_interval(confidence: float) -> None:
    row = table(OWNS, "owns", interval="wald", confidence=confidence).iloc[1]
    t = stats.t.ppf((1 + confidence) / 2, 99)
    assert row["high"] - row["low"] == pytest.approx(2 * t * row["se"], rel=1e-9)


def test_the_index_of_a_group_by_hand() -> None:
    """The log ratio's covariance, from the two shares' influence values row by row."""
    frame = {"q": ["x"] * 20 + ["y"] * 80, "g": list("a" * 15 + "b" * 5 + "a" * 25 + "b" * 55)}
    row = table(frame, "q", by="g").query("answer == 'x' and level == 'a'").iloc[0]
    y, a = np.array(frame["q"]) == "x", np.array(frame["g"]) == "a"
    z = a * (y - 15 / 40) / 40 / (15 / 40) - (y - 0.2) / 100 / 0.2
    se = np.sqrt(100 / 99 * ((z - z.mean()) ** 2).sum())
    factor = np.exp(stats.t.ppf(0.975, 99) * se)
    assert row["index"] == pytest.approx(100 * (15 / 40) / 0.2, rel=SAME)
    assert row["index_low"] == pytest.approx(row["index"] / factor, rel=1e-9)
    assert row["index_high"] == pytest.approx(row["index"] * factor, rel=1e-9)


# --- the table -----------------------------------------------------------------------------------


def test_the_columns_are_fixed_and_the_table_is_a_copy() -> None:
    found = profile({**OWNS, "g": ["a", "b"] * 50}, "owns", by="g")
    assert list(found.table) == COLUMNS
    assert found.table["by"].isna().tolist() == [True] * 2 + [False] * 4
    mine = found.table
    mine["share"] = 9.0
    mine.loc[0, "answer"] = "changed"
    assert found.table["share"].max() <= 1 and found.table.loc[0, "answer"] == "no"


def test_types_of_the_columns_do_not_depend_on_the_data() -> None:
    usual = table({**OWNS, "g": ["a", "b"] * 50}, "owns", by="g").dtypes
    for frame in (OWNS, {"owns": ["yes"]}):
        for options in ({}, {"suppress_below": 1000}):
            assert (table(frame, "owns", **options).dtypes == usual).all()
    nobody = pd.Series([False] * 100)
    assert (table(OWNS, "owns", where=nobody).dtypes == usual).all()


def test_groups_stand_one_question_after_the_other_and_once() -> None:
    frame = {**OWNS, "g": ["a", "b"] * 50, "h": ["c", "d"] * 50}
    found = table(frame, "owns", by=["h", "g", "h"]).dropna(subset="by")
    assert found["by"].tolist() == ["h"] * 4 + ["g"] * 4
    assert found["level"].tolist() == ["c", "c", "d", "d", "a", "a", "b", "b"]
    assert table(frame, "owns", by=[])["by"].isna().all()


def test_a_question_by_its_copy_is_all_or_nothing() -> None:
    found = table({**OWNS, "copy": OWNS["owns"]}, "owns", by="copy").dropna(subset="by")
    assert found["share"].tolist() == [1.0, 0.0, 0.0, 1.0]
    assert found["flag"].tolist() == ["", "index: upper limit only", "index: upper limit only", ""]


def test_overlapping_groups_of_a_multiple_choice() -> None:
    frame = pd.DataFrame({**OWNS, "a": [1, 0] * 50, "b": [1, 1, 1, 0] * 25})
    sample = tk.Sample.from_frame(frame).with_question(tk.Question("has", "multiple", ["a", "b"]))
    found = tk.profile(sample, "owns", by="has", **SMALL).table.query("answer == 'yes'")
    for row in found.dropna(subset="by").itertuples():
        inside = frame[row.level] == 1
        assert row.n == inside.sum()
        assert row.share == pytest.approx((frame["owns"][inside] == "yes").mean(), rel=SAME)
    assert found["n"].tolist()[1:] == [50, 75]  # 25 of them are in both groups


def test_a_column_of_the_design_can_be_asked_and_grouped_by() -> None:
    frame = {**OWNS, "region": ["n", "s"] * 50, "w": [1.0, 2.0] * 50}
    design = tk.Design(weight="w", strata="region")
    found = profile(frame, "owns", by=["region", "w"], where={"region": ["n", "s"]}, design=design)
    assert found.text and found.method and str(found) and found._repr_html_() and found.plot()
    assert table(frame, "region", design=design)["se"].tolist() == pytest.approx([0, 0], abs=1e-9)


# --- nobody, one, all ----------------------------------------------------------------------------


def test_one_respondent() -> None:
    found = profile({"q": ["x"], "g": ["a"]}, "q", by="g")
    assert found.table["share"].tolist() == [1.0, 1.0] and found.table["n"].tolist() == [1, 1]
    assert found.table[["se", "low", "high", "index_low"]].isna().all(axis=None)
    assert found.table["df"].tolist() == [0, 0]
    assert found.text and str(found)


def test_a_level_that_nobody_chose_is_nought_and_not_absent() -> None:
    frame = {"q": pd.Categorical(["x", "z"] * 50, ["x", "y", "z"]), "g": ["a", "b"] * 50}
    found = table(frame, "q", by="g")
    assert found["answer"].tolist() == ["x", "y", "z"] * 3
    nobody = found[found["answer"] == "y"]
    assert (nobody["share"] == 0).all() and nobody[["index", "index_low"]].isna().all(axis=None)


def test_a_group_that_nobody_is_in() -> None:
    frame = {**OWNS, "g": pd.Categorical(["a"] * 100, ["a", "b"])}
    found = table(frame, "owns", by="g").query("level == 'b'")
    assert found["flag"].tolist() == ["no respondents"] * 2
    assert found[HIDDEN].isna().all(axis=None)
    assert found[["n", "n_weighted", "n_eff", "df"]].eq(0).all(axis=None)


def test_a_group_that_weighs_nothing() -> None:
    frame = {**OWNS, "g": ["a", "b"] * 50, "w": [1.0, 0.0] * 50}
    found = table(frame, "owns", by="g", design=tk.Design(weight="w")).query("level == 'b'")
    assert found["flag"].tolist() == ["no respondents"] * 2
    assert found[HIDDEN].isna().all(axis=None)
    assert found["n"].tolist() == [0, 0] and found["n_weighted"].tolist() == [0, 0]


def test_an_audience_that_nobody_is_in() -> None:
    found = profile({**OWNS, "g": ["a", "b"] * 50}, "owns", where=pd.Series([False] * 100), by="g")
    assert found.table["flag"].unique().tolist() == ["no respondents"]
    assert found.text == (
        "The base of 0 respondents (a selection of respondents; unweighted) gives no shares: no "
        "respondents."
    )
    assert str(found) and found._repr_html_()
    assert found.bounds[["low", "high"]].isna().all(axis=None)


def test_a_group_share_of_nought_has_index_nought_with_an_upper_limit() -> None:
    frame = {"q": ["x"] * 20 + ["y"] * 180, "g": ["a"] * 100 + ["b"] * 100}
    row = table(frame, "q", by="g").query("answer == 'x' and level == 'b'").iloc[0]
    assert (row["share"], row["index"], row["index_low"]) == (0, 0, 0)
    assert row["index_high"] == pytest.approx(100 * row["high"] / 0.1, rel=SAME)
    assert row["flag"] == "index: upper limit only"


def test_a_base_share_of_nought_has_no_index() -> None:
    frame = {"q": ["x"] * 20 + ["y"] * 180, "g": ["a"] * 100 + ["b"] * 100}
    found = table(frame, "q", by="g", base={"g": ["b"]})
    assert found.loc[found["answer"] == "x", HIDDEN[4:]].isna().all(axis=None)
    assert found.loc[found["answer"] == "y", "index"].notna().all()


def test_all_blank_in_a_multiple_choice() -> None:
    frame = pd.DataFrame({"a": [np.nan] * 40, "b": [None] * 40})
    sample = tk.Sample.from_frame(frame).with_question(tk.Question("has", "multiple", ["a", "b"]))
    found = tk.profile(sample, "has", missing="in_base")
    assert found.table["flag"].tolist() == ["no respondents"] * 2
    assert "gives no shares: no respondents" in found.text


# --- suppression ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "flag"), [(29, "suppressed"), (30, "small base"), (99, "small base"), (100, "")]
)
def test_small_bases(n: int, flag: str) -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"q": ["x", "y"] * n}).head(n))
    found = tk.profile(sample, "q")
    assert found.table["flag"].tolist() == [flag] * 2
    hidden = flag == "suppressed"
    assert found.table[HIDDEN].isna().all(axis=None) == hidden
    assert found.bounds[["low", "high"]].isna().all(axis=None) == hidden
    assert (found.average == {}) == hidden
    assert found.table["n"].tolist() == [n, n]
    assert tk.profile(sample, "q", **SMALL).table["flag"].tolist() == ["", ""]


def test_suppressed_shares_are_in_no_face() -> None:
    """19 of 23 is 82.6 %, an index of 165 against 50 %: neither may be read anywhere."""
    frame = {"q": ["x"] * 19 + ["y"] * 4 + ["x"] * 31 + ["y"] * 46, "g": ["a"] * 23 + ["b"] * 77}
    found = profile(frame, "q", by="g", suppress_below=30)
    for shown in (found.text, str(found), found._repr_html_(), found.table.to_csv()):
        assert "82.6" not in shown and "83%" not in shown and "165" not in shown
    assert "suppressed" in str(found)


# --- who -----------------------------------------------------------------------------------------


def test_an_audience_leaves_the_design_whole() -> None:
    """A domain's error counts the strata and PSUs outside it; a filtered file's does not."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"q": rng.integers(0, 2, 300), "g": rng.integers(0, 2, 300)})
    frame["psu"] = rng.integers(0, 20, 300)
    domain = table(frame, "q", where={"g": ["1"]}, design=tk.Design(clusters="psu"))
    held, one = (frame["q"] == 1).to_numpy(), (frame["g"] == 1).to_numpy()
    survey = naive.Survey(held[:, None], np.ones((300, 1), bool), np.ones(300))
    survey.psu = frame["psu"].to_numpy()
    expected = naive.profile(survey, {}, where=one)
    assert domain["se"].iloc[1] == pytest.approx(expected["se"].iloc[0], rel=1e-9)
    simple = table(frame, "q", where={"g": ["1"]})["se"].iloc[0]
    filtered = table(frame[frame["g"] == 1], "q")["se"].iloc[0]
    n = int(one.sum())
    assert simple / filtered == pytest.approx(np.sqrt(300 / 299 / (n / (n - 1))), rel=1e-9)


@pytest.mark.parametrize("dtype", ["bool", "boolean", "bool[pyarrow]"])
def test_a_boolean_series_selects_rows(dtype: str) -> None:
    if "pyarrow" in dtype:
        pytest.importorskip("pyarrow")
    frame = pd.DataFrame({**OWNS, "g": ["a", "b"] * 50}, index=[5] * 100)
    chosen = (frame["g"] == "a").astype(dtype)
    by_rows, by_level = (table(frame, "owns", where=who) for who in (chosen, {"g": ["a"]}))
    pd.testing.assert_frame_equal(by_rows, by_level)


def test_nested_audiences_are_the_rows_that_they_say() -> None:
    frame = pd.DataFrame({**OWNS, "g": ["a", "b"] * 50, "h": list("cdee") * 25})
    nested = tk.Audience.at_least(
        2, {"g": ["a"]}, tk.Audience.none({"h": ["c"]}), tk.Audience.any({"h": ["c"]}, {"h": ["d"]})
    )
    a, c, d = frame["g"] == "a", frame["h"] == "c", frame["h"] == "d"
    rows = a.astype(int) + ~c + (c | d) >= 2
    pd.testing.assert_frame_equal(
        table(frame, "owns", where=nested, base={"g": ["b"]}),
        table(frame, "owns", where=rows, base=~a),
    )


def test_published_shares_are_taken_as_exact() -> None:
    found = table(OWNS, "owns", base={"yes": 0.25, "no": 0.75}).set_index("answer")
    row = found.loc["yes"]
    assert row["index"] == pytest.approx(120)
    factor = np.exp(stats.t.ppf(0.975, 99) * row["se"] / row["share"])
    assert row["index_low"] == pytest.approx(120 / factor) and row["index_high"] == pytest.approx(
        120 * factor
    )


def test_published_shares_may_leave_answers_out() -> None:
    found = profile(OWNS, "owns", base={"yes": 0.25})
    index = found.table.set_index("answer")["index"]
    assert index["yes"] == pytest.approx(120) and np.isnan(index["no"])
    assert found.average == {"yes": 0.25}
    assert found.text and found.plot()


def test_a_base_where_the_audience_has_nobody_keeps_its_shares() -> None:
    frame = {"q": ["x"] * 10 + ["y"] * 90, "g": ["a"] * 50 + ["b"] * 50}
    found = profile(frame, "q", where={"g": ["b"]})
    assert found.table["share"].tolist() == [0.0, 1.0]
    assert found.average == {"x": 0.1, "y": 0.9}


# --- missing answers -----------------------------------------------------------------------------


def test_the_rule_of_the_base_by_default() -> None:
    frame = pd.DataFrame({"q": ["x"] * 59 + ["y"] * 40 + [None], "blog_read": ["daily", None] * 50})
    sample = tk.Sample.from_frame(frame)
    assert tk.profile(sample, "q").table["n"].tolist() == [99, 99]
    assert tk.profile(sample, "q", missing="in_base").table["share"].tolist() == [0.59, 0.4]
    ladder = tk.profile(sample, tk.load_ladder("2010"))
    assert ladder.options.missing == "in_base" and ladder.table["n"].tolist() == [50, 50]


def test_bounds_are_the_shares_of_all_blanks_as_no_and_as_yes() -> None:
    frame = pd.DataFrame({"a": [1, 1, 0, None, None], "b": [1, 0, None, 1, None]})
    sample = tk.Sample.from_frame(frame).with_question(tk.Question("has", "multiple", ["a", "b"]))
    found = tk.profile(sample, "has", missing="in_base", **SMALL)
    assert found.table["n"].tolist() == [4, 4]  # one answered nothing
    assert found.bounds["low"].tolist() == [2 / 4, 2 / 4]
    assert found.bounds["high"].tolist() == [3 / 4, 3 / 4]
    whole = tk.profile(sample, "has", missing="exclude", **SMALL)
    assert whole.table["n"].tolist() == [2, 2]
    assert (whole.bounds["low"] == whole.bounds["high"]).all()


def test_the_bounds_of_inactives_are_turned_round() -> None:
    items = {"blog_read": ["daily", "never", None], "rss_use": ["never", None, "never"]}
    frame = pd.DataFrame(items)
    found = tk.profile(tk.Sample.from_frame(frame), tk.load_ladder("2010"), **SMALL)
    bounds = found.bounds.set_index("answer")
    assert bounds.loc["spectators"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert bounds.loc["inactives"].tolist() == pytest.approx([0, 2 / 3])
    share = found.table.set_index("answer")["share"]
    assert ((bounds["low"] <= share) & (share <= bounds["high"])).all()


def test_one_base_for_all_rungs_whoever_answered_what() -> None:
    rng = np.random.default_rng(8)
    words = ["daily", "weekly", "monthly", "never", None, None]
    ladder = tk.load_ladder("2010")
    frame = pd.DataFrame({each: rng.choice(words, 200) for each in list(ladder.activities)[:9]})
    frame["g"] = rng.integers(0, 3, 200)
    found = tk.profile(tk.Sample.from_frame(frame), ladder, by="g", missing="exclude", **SMALL)
    for rule in ("in_base", "exclude"):
        found = tk.profile(tk.Sample.from_frame(frame), ladder, by="g", missing=rule, **SMALL)
        bases = found.table.groupby(["by", "level"], dropna=False)["n"].nunique()
        assert (bases == 1).all() and len(bases) == 4
    answered = frame.drop(columns="g").notna()
    assert found.table["n"].iloc[0] == answered.all(axis=1).sum()


# --- size and labels -----------------------------------------------------------------------------


def test_400_levels() -> None:
    frame = {"q": np.arange(4000) % 400, "g": np.arange(4000) % 3}
    found = table(frame, tk.Question("q"), by="g")
    assert len(found) == 400 * 4
    assert found["answer"].head(3).tolist() == ["0", "1", "2"]
    assert found["share"].head(400).tolist() == pytest.approx([1 / 400] * 400)


LABELS = ["{n} {0} {", "50% %s %(n)s", 'it\'s "q"', "<script>alert(1)</script>", "two\nlines"]
LABELS += [
    "日本語",
    "tweeëntwintig",
    "$10-$20 a_b^c",
    "a & b < c",
    "\\alpha",
    "🙂",
    "x" * 300,
    "nan",
    "None",
]


@pytest.mark.parametrize("weighted", [False, True])
def test_labels_of_any_kind_survive_every_face(weighted: bool) -> None:
    frame = pd.DataFrame({"q": LABELS * 20, "g": LABELS[::-1] * 20, "two\n{l}": ["a"] * 280})
    sample = tk.Sample.from_frame(frame, source="{x}.csv")
    if weighted:
        shares = {label: 1 / len(LABELS) for label in LABELS}
        sample = sample.with_weights(tk.rake(sample, tk.Targets.from_shares({"g": shares})))
    audience = tk.Audience.any({"g": LABELS}, {"two\n{l}": ["a"]})
    found = tk.profile(sample, "q", by=["g", "two\n{l}"], where=audience, **SMALL)
    assert sorted(found.table["answer"].unique()) == sorted(LABELS)
    html = found._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html and "日本語" in html
    assert "{n} {0} {" in str(found) and "50% %s %(n)s" in str(found)
    assert found.text and found.method and "\x1b" not in str(found)


def test_labels_of_any_kind_can_be_drawn() -> None:
    drawn = [label for label in LABELS if label.isascii()]  # a machine may lack a font for others
    frame = pd.DataFrame({"q": drawn * 20, "g": drawn[::-1] * 20})
    found = tk.profile(tk.Sample.from_frame(frame), "q", by="g", where={"g": drawn[:3]}, **SMALL)
    for figure in (found.plot(), found.plot_whole().figure):
        figure.savefig(os.devnull, format="svg")
