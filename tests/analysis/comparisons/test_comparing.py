"""Comparisons against formulas row by row, and at the edges: one PSU, no variance, no groups."""

from itertools import combinations
from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import techno_kit as tk
from tests.analysis import naive

# The same formula in double precision, over rows here and over sums by cell in the kit.
SAME_FORMULA = 1e-9
SMALL = {"suppress_below": 0, "flag_below": 0}
MANY = 400
LONGEST = 20.0  # seconds; it takes under one, but the machine may be shared

RANDOM = np.random.default_rng(5)
N = 600
PEOPLE = pd.DataFrame(
    {
        "group": RANDOM.choice(["a", "b", "c", "d"], N, p=[0.4, 0.3, 0.2, 0.1]),
        "sex": RANDOM.choice(["Female", "Male"], N),
        "weight": RANDOM.uniform(0.5, 3, N),
        "psu": RANDOM.integers(0, 40, N),
    }
)
PEOPLE["stratum"] = PEOPLE["psu"] % 5
PEOPLE["x"] = RANDOM.random(N) < np.where(PEOPLE["group"] == "a", 0.6, 0.3)
PEOPLE["y"] = RANDOM.random(N) < 0.5
PEOPLE["z"] = RANDOM.random(N) < np.where(PEOPLE["group"] == "d", 0.9, 0.2)
PEOPLE[["x", "y", "z"]] = PEOPLE[["x", "y", "z"]].astype(int)
DOES = tk.Question("does", columns={name: name for name in "xyz"}, kind="multiple")
DESIGNS = {
    "simple": (tk.Design(), {}),
    "weighted": (tk.Design(weight="weight"), {"weight"}),
    "clustered": (
        tk.Design(weight="weight", strata="stratum", clusters="psu"),
        {"weight", "stratum", "psu"},
    ),
}
TARGETS = tk.Targets.from_shares({"sex": {"Female": 0.52, "Male": 0.48}})


def sample_of(kind: str = "simple", *, raked: bool = False, frame: pd.DataFrame = PEOPLE):
    sample = tk.Sample.from_frame(frame, design=DESIGNS[kind][0]).with_question(DOES)
    return sample.with_weights(tk.rake(sample, TARGETS)) if raked else sample


def compare(frame: dict, question: str, *, design: tk.Design | None = None, **options: object):
    sample = tk.Sample.from_frame(pd.DataFrame(frame), design=design)
    return tk.compare(sample, question, **{**SMALL, "by": "group", **options})  # type: ignore[arg-type]


def rows_of(sample: tk.Sample, kind: str, *, raked: bool) -> naive.Survey:
    columns = DESIGNS[kind][1]
    own = PEOPLE["weight"].to_numpy() if "weight" in columns else np.ones(N)
    held = PEOPLE[["x", "y", "z"]].to_numpy().astype(bool)
    return naive.Survey(
        held,
        np.ones_like(held),
        sample.weights.values.to_numpy() if raked and sample.weights is not None else own,
        base_weight=own if raked else None,
        margins=[pd.factorize(PEOPLE["sex"], sort=True)[0]] if raked else None,
        stratum=PEOPLE["stratum"].to_numpy() if "stratum" in columns else None,
        psu=PEOPLE["psu"].to_numpy() if "psu" in columns else None,
    )


def holm(p: np.ndarray) -> np.ndarray:
    order = np.argsort(p, kind="stable")
    out = np.empty(len(p))
    out[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return out


# --- against the rows ----------------------------------------------------------------------------


@pytest.mark.parametrize("raked", [False, True])
@pytest.mark.parametrize("kind", list(DESIGNS))
def test_pairs_are_differences_of_influences(kind: str, raked: bool) -> None:
    sample = sample_of(kind, raked=raked)
    survey = rows_of(sample, kind, raked=raked)
    found = tk.compare(sample, "does", by="group", confidence=0.9, **SMALL).pairs
    assert len(found) == 3 * 6
    for place, answer in enumerate("xyz"):
        y, expected = survey.held[:, place].astype(float), []
        for one, other in combinations("abcd", 2):
            domains = [(PEOPLE["group"] == each).to_numpy() for each in (one, other)]
            (p, z), (q, u) = (survey.share(y, each) for each in domains)
            se, _, _ = survey.error(z - u, domains[0] | domains[1])
            df = survey.df(domains[0] | domains[1])
            half = stats.t.ppf(0.95, df) * se
            tail = 2 * stats.t.sf(abs(p - q) / se, df)
            effect = 2 * (np.arcsin(np.sqrt(p)) - np.arcsin(np.sqrt(q)))
            expected.append([p - q, se, p - q - half, p - q + half, p / q, effect, tail])
        columns = ["difference", "se", "low", "high", "ratio", "cohens_h", "p"]
        ours = found[found["answer"] == answer]
        assert ours[columns].to_numpy() == pytest.approx(
            np.array(expected), rel=SAME_FORMULA, abs=0
        )
        tails = np.array(expected)[:, -1]
        assert ours["p_adjusted"].to_numpy() == pytest.approx(holm(tails), rel=SAME_FORMULA, abs=0)


@pytest.mark.parametrize("kind", list(DESIGNS))
def test_the_rest_is_everyone_else_in_the_base(kind: str) -> None:
    sample = sample_of(kind, raked=True)
    survey = rows_of(sample, kind, raked=True)
    found = tk.compare(sample, "does", by="group", **SMALL).table
    df = survey.df(np.ones(N, bool))
    for row in found.itertuples():
        y = survey.held[:, "xyz".index(row.answer)].astype(float)
        inside = (PEOPLE["group"] == row.level).to_numpy()
        (p, z), (q, u) = survey.share(y, inside), survey.share(y, ~inside)
        se, _, _ = survey.error(z - u, np.ones(N, bool))
        tail = 2 * stats.t.sf(abs(p - q) / se, df)
        assert [row.share, row.rest, row.p_rest] == pytest.approx(
            [p, q, tail], rel=SAME_FORMULA, abs=0
        )
    assert found["n"].tolist() == PEOPLE["group"].value_counts().sort_index().tolist() * 3


def test_of_two_groups_each_is_the_other_s_rest() -> None:
    """One difference, so that letter and arrow come from the same p-value."""
    found = tk.compare(sample_of(), "does", by="sex", **SMALL)
    p = np.repeat(found.pairs["p"].to_numpy(), 2)
    assert found.table["p_rest"].to_numpy() == pytest.approx(p, rel=SAME_FORMULA, abs=0)
    assert (found.table["p_rest_adjusted"] == found.table["p_rest"]).all()


def test_a_simple_table_has_pearson_s_statistic_but_for_n() -> None:
    """Unweighted and unclustered, X2 over its design effect is Pearson's chi-square nearly."""
    table = pd.crosstab(PEOPLE["group"], PEOPLE["x"])
    chi, _, df, _ = stats.chi2_contingency(table, correction=False)
    row = compare(PEOPLE[["group", "x"]].to_dict("list"), "x").tests.iloc[-1]
    assert row["F"] * row["df1"] == pytest.approx(chi, rel=0.05)
    assert row["df1"] == pytest.approx(df, rel=0.05)
    assert row["df2"] / row["df1"] == pytest.approx(N - 1, rel=SAME_FORMULA, abs=0)


@pytest.mark.parametrize("question", ["does", "sex"])
def test_scale_of_weights_and_order_of_rows_are_no_matter(question: str) -> None:
    other = PEOPLE.assign(weight=PEOPLE["weight"] * 1000).sample(frac=1, random_state=1)
    one = tk.compare(sample_of("clustered"), question, by="group")
    two = tk.compare(sample_of("clustered", frame=other), question, by="group")
    pd.testing.assert_frame_equal(one.tests, two.tests, rtol=SAME_FORMULA)
    pd.testing.assert_frame_equal(one.pairs, two.pairs, rtol=1e-7)  # p far out in the tail
    same = one.table.columns.drop("n_weighted")
    pd.testing.assert_frame_equal(one.table[same], two.table[same], rtol=1e-7)


def test_an_audience_is_a_domain_of_the_whole_design() -> None:
    sample = sample_of("clustered")
    found = tk.compare(sample, "does", by="group", where={"sex": ["Male"]}, **SMALL)
    survey = rows_of(sample, "clustered", raked=False)
    men = (PEOPLE["sex"] == "Male").to_numpy()
    y = survey.held[:, 0].astype(float)
    (p, z), (q, u) = (
        survey.share(y, men & (PEOPLE["group"] == each).to_numpy()) for each in ("a", "b")
    )
    se, _, _ = survey.error(z - u, men)
    assert found.pairs.loc[0, ["difference", "se"]].tolist() == pytest.approx([p - q, se])
    assert found.n == men.sum()
    assert found.basis.audience == "sex is Male"


def test_several_banner_questions_are_those_one_by_one() -> None:
    sample = sample_of("clustered", raked=True)
    both = tk.compare(sample, "does", by=["group", "sex"])
    for by in ("group", "sex"):
        alone = tk.compare(sample, "does", by=by)
        for name in ("tests", "pairs", "table"):
            part = getattr(both, name)
            part = part[part["by"] == by].reset_index(drop=True)
            pd.testing.assert_frame_equal(part, getattr(alone, name))
    assert both.banners == ["group", "sex"]


@pytest.mark.parametrize("method", ["holm", "bonferroni", "bh", "none"])
def test_families(method: str) -> None:
    row = tk.compare(sample_of(), "does", by="group", adjust=method, **SMALL).pairs
    whole = tk.compare(sample_of(), "does", by="group", adjust=method, family="table", **SMALL)
    p = row["p"].to_numpy()

    def adjusted(p: np.ndarray) -> np.ndarray:
        if method == "bh":
            return stats.false_discovery_control(p)
        if method == "bonferroni":
            return np.minimum(1, p * len(p))
        return holm(p) if method == "holm" else p

    by_row = np.concatenate([adjusted(part) for part in p.reshape(3, -1)])
    assert row["p_adjusted"].to_numpy() == pytest.approx(by_row, rel=SAME_FORMULA, abs=0)
    by_table = adjusted(p)
    assert whole.pairs["p_adjusted"].to_numpy() == pytest.approx(by_table, rel=SAME_FORMULA, abs=0)


# --- letters and arrows --------------------------------------------------------------------------


def shares(*counts: int, size: int = 100) -> dict[str, list[str]]:
    """Groups a, b, ... of so many respondents, so many of whom say yes."""
    answers = [["yes"] * yes + ["no"] * (size - yes) for yes in counts]
    names = [chr(ord("a") + place) for place in range(len(counts))]
    return {
        "group": [name for name in names for _ in range(size)],
        "q": [each for part in answers for each in part],
    }


def letters(found: tk.Comparison, answer: str = "yes") -> list[str]:
    table = found.table
    return table.loc[table["answer"] == answer, "higher_than"].tolist()


def test_the_higher_column_carries_the_letter_of_the_lower() -> None:
    found = compare(shares(60, 40, 20), "q")
    assert letters(found) == ["B C", "C", ""]
    assert letters(found, "no") == ["", "A", "A B"]
    assert found.table["letter"].tolist() == ["A", "B", "C"] * 2
    arrows = found.table.loc[found.table["answer"] == "yes", "arrow"].tolist()
    assert arrows == ["▲", "", "▼"]


def test_small_letters_stand_at_twice_the_error() -> None:
    """60 of 100 against 47 of 100: p is 0.066."""
    frame = shares(60, 47)
    p = compare(frame, "q").pairs["p"].iloc[0]
    assert 0.05 < p < 0.1
    assert letters(compare(frame, "q")) == ["b", ""]
    assert letters(compare(frame, "q", confidence=0.9)) == ["B", ""]
    assert letters(compare(frame, "q", confidence=0.99)) == ["", ""]
    assert (compare(frame, "q").table["arrow"] == "").all()
    assert (compare(frame, "q", confidence=0.9).table["arrow"] != "").all()


def test_below_a_half_there_is_no_small_letter() -> None:
    found = compare(shares(50, 50, 51), "q", confidence=0.4)
    assert found.pairs["p_adjusted"].min() > 0.6
    assert letters(found) == ["", "", ""]


def test_the_interval_has_the_confidence() -> None:
    ninety = compare(shares(60, 47), "q", confidence=0.9).pairs.iloc[0]
    t = stats.t.ppf(0.95, 199)
    assert ninety["high"] - ninety["difference"] == pytest.approx(t * ninety["se"])


def test_suppressed_groups_are_not_compared_and_small_ones_are_flagged() -> None:
    frame = shares(60, 40, 20)
    frame = {name: values[:200] + values[-20:] for name, values in frame.items()}
    found = compare(frame, "q", suppress_below=30, flag_below=101)
    table = found.table.set_index(["answer", "level"])
    assert table["flag"].unique().tolist() == ["small base", "suppressed"]
    assert table.loc[("yes", "c"), ["share", "p_rest"]].isna().all()
    pairs = found.pairs[found.pairs["level_b"] == "c"]
    assert pairs.loc[:, "difference":"p_adjusted"].isna().all(axis=None)
    assert letters(found) == ["B", "", ""]
    both = compare({name: values[:200] for name, values in frame.items()}, "q")
    kept = found.pairs[found.pairs["level_b"] == "b"]["p_adjusted"]
    # The pair of groups that are large enough is a family of its own; n - 1 of the design differs.
    assert kept.to_numpy() == pytest.approx(both.pairs["p_adjusted"].to_numpy(), rel=0.1)
    assert found.tests["F"].iloc[0] != both.tests["F"].iloc[0]  # all groups are in the tests


# --- edges ---------------------------------------------------------------------------------------


def test_a_group_within_one_psu_has_an_unknown_error() -> None:
    frame = PEOPLE.assign(psu=PEOPLE["psu"].mask(PEOPLE["group"] == "c", 99))
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    found = tk.compare(sample.with_question(DOES), "does", by="group")
    alone = (found.pairs["level_a"] == "c") | (found.pairs["level_b"] == "c")
    unknown = found.pairs[["se", "low", "high", "p", "p_adjusted"]].isna().all(axis=1)
    assert (unknown == alone).all()
    assert found.pairs["difference"].notna().all()
    table = found.table.set_index("level")
    assert (table.loc["c", "flag"] == "error unknown").all()
    assert table.loc["c", "p_rest"].isna().all()
    assert table.loc[["a", "b", "d"], "p_rest"].notna().all()


def test_groups_that_are_psus_cannot_be_tested() -> None:
    frame = PEOPLE.assign(psu=(PEOPLE["group"] == "c").astype(int))
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    found = tk.compare(sample.with_question(DOES), "does", by="group")
    assert found.tests[["F", "p", "p_adjusted"]].isna().all(axis=None)
    assert found.pairs["p"].isna().all()
    assert (found.table["arrow"] == "").all()


def test_two_groups_of_thirty_with_shares_of_nought_and_one() -> None:
    """By hand: the pooled share is 1/2, its error sqrt(1/4 x 2/30), t on 59 df."""
    found = compare(shares(0, 30, size=30), "q")
    se = np.sqrt(0.25 * 2 / 30)
    half = stats.t.ppf(0.975, 59) * se
    yes = found.pairs[found.pairs["answer"] == "yes"].iloc[0]
    expected = [-1, se, -1, half - 1, 2 * stats.t.sf(1 / se, 59)]
    columns = ["difference", "se", "low", "high", "p"]
    assert yes[columns].tolist() == pytest.approx(expected, rel=SAME_FORMULA, abs=0)
    assert letters(found) == ["", "A"]
    assert found.table["arrow"].tolist() == ["▲", "▼", "▼", "▲"]
    assert found.tests["F"].isna().all()


def test_unequal_groups_of_nought_and_one_have_the_same_p_against_the_rest() -> None:
    frame = {"group": ["a"] * 4 + ["b"] * 6, "q": ["no"] * 4 + ["yes"] * 6}
    found = compare(frame, "q")
    pooled = 0.6
    se = np.sqrt(pooled * (1 - pooled) * (1 / 4 + 1 / 6))
    p = 2 * stats.t.sf(1 / se, 9)
    assert found.pairs["p"].to_numpy() == pytest.approx([p, p], rel=SAME_FORMULA, abs=0)
    assert found.table["p_rest"].to_numpy() == pytest.approx([p] * 4, rel=SAME_FORMULA, abs=0)


def test_a_share_that_the_strata_fix_is_no_finding_and_one_beside_it_is() -> None:
    """All of b's share of x is drawn as it is; a's is not, and their difference has an error."""
    frame = {
        "group": ["a"] * 100 + ["b"] * 100,
        "q": ["x", "y"] * 50 + ["x"] * 20 + ["y"] * 80,
        "stratum": ["a"] * 100 + ["bx"] * 20 + ["by"] * 80,
    }
    found = compare(frame, "q", design=tk.Design(strata="stratum"))
    assert found.table["flag"].tolist() == ["", "fixed by design"] * 2
    se = np.sqrt(0.25 / 99)
    assert found.pairs["se"].to_numpy() == pytest.approx([se, se], rel=SAME_FORMULA)
    assert letters(found, "x") == ["B", ""]
    pairs = frame["group"], frame["q"]
    both = {**frame, "stratum": [f"{group}{q}" for group, q in zip(*pairs, strict=True)]}
    found = compare(both, "q", design=tk.Design(strata="stratum"))
    assert (found.table["flag"] == "fixed by design").all()
    assert (found.pairs["se"] == 0).all()
    assert found.pairs["p"].isna().all()
    assert letters(found, "x") == ["", ""]


def test_a_suppressed_group_is_not_said_to_be_fixed() -> None:
    frame = {"group": ["a"] * 100 + ["b"] * 20, "q": ["x", "y"] * 60}
    frame["stratum"] = [f"{group}{q}" for group, q in zip(frame["group"], frame["q"], strict=True)]
    options = {"suppress_below": 30, "flag_below": 50}
    found = compare(frame, "q", design=tk.Design(strata="stratum"), **options)
    assert found.table["flag"].tolist() == ["fixed by design", "suppressed"] * 2


def test_of_two_and_two_nought_and_one_are_not_clear() -> None:
    found = compare(shares(0, 2, size=2), "q")
    assert found.pairs["p"].iloc[0] == pytest.approx(2 * stats.t.sf(np.sqrt(4), 3))
    assert letters(found) == ["", ""]


def test_psus_count_once_where_nothing_varies_in_the_groups() -> None:
    frame = shares(0, 40, size=40)
    psu = [place // 20 for place in range(80)]  # two PSUs a group
    found = compare({**frame, "psu": psu}, "q", design=tk.Design(clusters="psu"))
    assert found.pairs["se"].iloc[0] == pytest.approx(np.sqrt(0.25 * (1 / 2 + 1 / 2)))


def test_an_answer_that_nobody_has_and_one_that_everybody_has() -> None:
    frame = PEOPLE.assign(y=0, z=1)
    found = tk.compare(sample_of(frame=frame), "does", by="group").tests.set_index("answer")
    assert found.loc[["y", "z"], "F":"cramers_v"].isna().all(axis=None)
    assert found.loc["x", ["F", "p", "p_adjusted"]].notna().all()
    assert found.loc["x", "p"] == found.loc["x", "p_adjusted"]  # nothing else is tested
    whole = found[found.index.isna()].iloc[0]
    assert whole["F"] == pytest.approx(found.loc["x", "F"], rel=SAME_FORMULA, abs=0)


def test_a_constant_question() -> None:
    found = compare({"group": ["a", "b"] * 50, "q": ["same"] * 100}, "q")
    assert found.tests.loc[:, "F":].isna().all(axis=None)
    assert found.pairs[["difference", "se"]].to_numpy().tolist() == [[0.0, 0.0]]
    assert found.pairs["p"].isna().all()
    assert found.table["share"].tolist() == [1.0, 1.0]
    assert found.table["flag"].tolist() == ["", ""]  # nobody fixed that


def test_groups_of_one_level() -> None:
    found = compare({"group": ["a"] * 100, "q": ["x", "y"] * 50}, "q")
    assert found.pairs.empty
    assert found.pairs.dtypes["difference"] == "float64"
    assert found.table["share"].tolist() == [0.5, 0.5]
    assert found.table[["rest", "p_rest"]].isna().all(axis=None)


def test_an_empty_audience_keeps_every_column_and_group() -> None:
    nobody = pd.Series(False, index=PEOPLE.index)
    found = tk.compare(sample_of(), "does", by="group", where=nobody)
    usual = tk.compare(sample_of(), "does", by="group")
    for name in ("tests", "pairs", "table"):
        pd.testing.assert_series_equal(getattr(found, name).dtypes, getattr(usual, name).dtypes)
    assert (found.table["flag"] == "no respondents").all()
    assert found.table["level"].tolist() == list("abcd") * 3
    assert (found.n, found.n_eff) == (0, 0)


def test_a_group_without_weight_is_told_and_not_compared() -> None:
    frame = PEOPLE.assign(weight=PEOPLE["weight"].mask(PEOPLE["group"] == "b", 0.0))
    found = tk.compare(sample_of("weighted", frame=frame), "does", by="group")
    rows = found.table[found.table["level"] == "b"]
    assert (rows["flag"] == "no respondents").all()
    assert rows["share"].isna().all()
    assert (rows["letter"] == "").all()
    assert found.table["letter"].unique().tolist() == ["A", "", "B", "C"]
    assert not (found.pairs[["level_a", "level_b"]] == "b").any(axis=None)
    without = tk.compare(
        sample_of("weighted", frame=PEOPLE[PEOPLE["group"] != "b"]), "does", by="group"
    )
    assert found.pairs["difference"].to_numpy() == pytest.approx(without.pairs["difference"])


def test_a_group_outside_the_audience_keeps_its_row() -> None:
    found = tk.compare(sample_of(), "does", by="group", where={"group": ["a", "b"]})
    table = found.table.set_index("level")
    assert (table.loc[["c", "d"], "flag"] == "no respondents").all()
    assert table.loc["a", "letter"].tolist() == ["A"] * 3
    assert len(found.pairs) == 3


def test_who_is_in_no_group_is_counted() -> None:
    frame = PEOPLE.assign(group=PEOPLE["group"].where(PEOPLE.index < 250))
    found = tk.compare(sample_of(frame=frame), "does", by=["group", "sex"])
    assert found.outside == {"group": 350, "sex": 0}
    assert found.n == N
    table = found.table
    assert table[(table["by"] == "group") & (table["answer"] == "x")]["n"].sum() == 250


def test_one_respondent() -> None:
    found = compare({"group": ["a"], "q": ["x"]}, "q")
    assert found.table["flag"].tolist() == ["error unknown"]
    assert found.pairs.empty
    assert found.tests["p"].isna().all()


def test_a_stratum_with_one_psu_is_an_error_unless_the_design_has_a_rule() -> None:
    frame = PEOPLE.assign(stratum=PEOPLE["stratum"].mask(PEOPLE["psu"] == 0, 77))
    lone = {"strata": "stratum", "clusters": "psu"}
    sample = tk.Sample.from_frame(frame, design=tk.Design(**lone)).with_question(DOES)
    with pytest.raises(tk.TechnoKitError, match="strata with a single PSU in column 'stratum'"):
        tk.compare(sample, "does", by="group")
    for rule in ("certainty", "adjust", "average"):
        design = tk.Design(**lone, lonely_psu=rule)  # type: ignore[arg-type]
        sample = tk.Sample.from_frame(frame, design=design).with_question(DOES)
        assert tk.compare(sample, "does", by="group").tests["p"].notna().all()


def test_four_hundred_groups_are_quick() -> None:
    n = 8_000
    random = np.random.default_rng(1)
    frame = {
        "group": [f"town {place:03}" for place in random.integers(0, MANY, n)],
        "q": random.choice(["yes", "no"], n),
    }
    began = perf_counter()
    found = compare(frame, "q")
    page, text = found._repr_html_(), str(found)
    assert perf_counter() - began < LONGEST
    assert len(found.pairs) == 2 * MANY * (MANY - 1) / 2
    assert found.table["letter"].iloc[MANY - 1] == "OJ"
    assert page.count("<tr>") < 50
    assert max(map(len, text.splitlines())) < 120


@pytest.mark.parametrize("weight", [None, "weight"])
def test_blanks_in_the_base_are_a_row_of_the_whole_table(weight: str | None) -> None:
    """They belong to the base, so the table with them is what the group may depend on."""
    random = np.random.default_rng(1)
    frame = PEOPLE[["group", "weight"]].assign(
        q=random.choice(["x", "y", "z", None], N, p=[0.3, 0.2, 0.1, 0.4])
    )
    filled = frame.assign(q=frame["q"].fillna("no answer"))
    design = tk.Design(weight=weight)
    with_blanks = tk.compare(
        tk.Sample.from_frame(frame, design=design), "q", by="group", missing="in_base"
    )
    as_answer = tk.compare(tk.Sample.from_frame(filled, design=design), "q", by="group")
    columns = ["F", "df1", "df2", "p", "cramers_v"]
    found, expected = (each.tests.iloc[-1][columns] for each in (with_blanks, as_answer))
    np.testing.assert_allclose(found.astype(float), expected.astype(float), rtol=SAME_FORMULA)
    assert found["p"] > 0.05


def test_a_table_with_fewer_filled_cells_than_contrasts_has_no_test() -> None:
    """As R's svychisq, which stops; a number there would be rounding."""
    tested = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        frame = pd.DataFrame(
            {
                "group": random.choice(list("abcdefgh"), 24),
                "q": random.choice(list("uvwxyz"), 24),
                "weight": random.uniform(0.5, 3, 24),
            }
        )
        filled = pd.crosstab(frame["group"], frame["q"])
        if (filled.to_numpy() > 0).sum() >= (filled.shape[0] - 1) * (filled.shape[1] - 1):
            continue
        tested += 1
        found = compare(frame.to_dict("list"), "q", design=tk.Design(weight="weight"))
        assert found.tests.iloc[-1][["F", "p"]].isna().all()
    assert tested > 20


def test_no_letter_rests_on_a_few_cases() -> None:
    """A share of 0 adds nothing to the linearised error; the pooled share's test is not clear."""
    found = compare(
        {"group": ["a"] * 254 + ["b"] * 557, "q": ["no"] * 254 + ["yes"] * 7 + ["no"] * 550}, "q"
    )
    pair = found.pairs.iloc[0]
    assert pair["p"] < 0.01 and found.tests["p"].iloc[0] > 0.05
    pooled, m, k = 7 / 811, 254, 557
    z = (7 / 557) / np.sqrt(pooled * (1 - pooled) * (1 / m + 1 / k))
    assert 0.05 < 2 * stats.norm.sf(z) < 0.1  # so a small letter, and no arrow
    assert found.table["higher_than"].tolist() == ["b", "", "", "a"]
    assert set(found.table["arrow"]) == {""} and set(found.table["flag"]) == {"few cases"}
    assert found.withheld and not len(found.clear)
    assert ("is not clear, and chance may explain it" in found.text) == (len(found.pairs) == 2)
    told = "Some letters or arrows are withheld: they would rest on few cases"
    assert any(note.startswith(told) for note in found.notes)
    assert "also needs a clear test of the pooled share" in found.method


def test_a_rare_answer_that_one_group_holds_keeps_its_letters() -> None:
    found = compare(
        {
            "group": ["a"] * 100 + ["b"] * 60 + ["c"] * 2000,
            "q": ["yes"] * 30 + ["no"] * 2130,
        },
        "q",
    )
    yes = found.table[found.table["answer"] == "yes"].set_index("level")
    assert yes["higher_than"].to_dict() == {"a": "B C", "b": "", "c": ""}
    assert yes["flag"].to_dict() == {"a": "few cases", "b": "few cases", "c": ""}


def test_no_column_has_another_group_s_name_for_its_letter() -> None:
    found = compare({"group": ["A", "B1", "B2", "C", "D"] * 40, "q": ["x", "y"] * 100}, "q")
    letters = found.table.drop_duplicates("level").set_index("level")["letter"]
    assert letters.to_dict() == {"A": "E", "B1": "F", "B2": "G", "C": "H", "D": "I"}
