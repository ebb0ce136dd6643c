"""Overlaps: against plain sums over respondents, their bounds, their groups, their faces."""

import dataclasses
from html import escape
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import techno_kit as tk
from techno_kit.errors import QuestionError
from techno_kit.survey.codebook import Codebook, Item, Option, Scale

EXACT = 1e-12
ANSWERS = ["a", "b", "c"]


def frame_of(n: int = 400, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    use = random.normal(size=n)
    held = {name: (use + random.normal(size=n) > cut).astype(int)
            for name, cut in zip(ANSWERS, (0.8, 0.2, -0.2), strict=True)}  # fmt: skip
    return pd.DataFrame(
        {
            **held,
            "sex": random.choice(["Female", "Male"], n),
            "weight": random.lognormal(0, 0.4, n),
        }
    )


def media(frame: pd.DataFrame, **design: str) -> tk.Sample:
    sample = tk.Sample.from_frame(frame, design=tk.Design(**design))  # type: ignore[arg-type]
    question = tk.Question("media", kind="multiple", columns={each: each for each in ANSWERS})
    return sample.with_question(question)


def ladder(frame: pd.DataFrame) -> tk.Sample:
    """The same answers as a ladder with an exclusive last rung."""
    yes_no = Scale("yes_no", ((1, "yes"), (0, "no")))
    items = {name: Item(name, name, yes_no) for name in ANSWERS}
    options = [Option(name, name.upper(), any_of=(name,), at_least="yes") for name in ANSWERS]
    options += [Option("none", "Nothing", none=True)]
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="weight"))
    return dataclasses.replace(sample, codebook=Codebook(items=items)).with_question(
        tk.Question("ladder", kind="multiple", options=options)
    )


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return frame_of()


def test_pairs_are_sums_over_respondents(frame: pd.DataFrame) -> None:
    pairs = tk.overlaps(media(frame, weight="weight"), "media").pairs
    w = frame["weight"]
    assert pairs[["answer_a", "answer_b"]].values.tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    for row in pairs.to_dict("records"):
        one, other = frame[row["answer_a"]], frame[row["answer_b"]]
        p, q, r = ((w * each).sum() / w.sum() for each in (one, other, one * other))
        assert row["both"] == pytest.approx(r, rel=EXACT)
        assert (row["of_a"], row["of_b"]) == pytest.approx((r / p, r / q), rel=EXACT)
        assert (row["expected"], row["lift"]) == pytest.approx((p * q, r / p / q), rel=EXACT)
        assert row["phi"] == pytest.approx(
            (r - p * q) / np.sqrt(p * (1 - p) * q * (1 - q)), rel=EXACT
        )
        assert (row["n_a"], row["n_both"]) == (one.sum(), (one * other).sum())
        assert row["lift_low"] < row["lift"] < row["lift_high"]
        assert row["of_a_low"] < row["of_a"] < row["of_a_high"]


def test_the_tidy_table_is_a_profile_by_the_question_itself(frame: pd.DataFrame) -> None:
    sample = media(frame, weight="weight")
    table = tk.overlaps(sample, "media").table
    profile = tk.profile(sample, "media", by="media").table
    columns = ["share", "se", "low", "high", "n", "n_weighted", "n_eff", "df", "flag"]
    groups = profile.rename(columns={"level": "given"})
    groups = groups[groups["given"] != groups["answer"]]
    both = table.merge(groups, on=["answer", "given"], how="left", suffixes=("", "_profile"))
    assert len(table) == len(ANSWERS) ** 2 == len(groups)
    for name in columns[:-1]:
        np.testing.assert_allclose(both[name], both[f"{name}_profile"], rtol=1e-9)
    assert (both["flag"] == both["flag_profile"].str.replace("; few cases", "")).all()


def test_patterns_and_numbers_are_sums_over_respondents(frame: pd.DataFrame) -> None:
    found = tk.overlaps(ladder(frame), "ladder")
    w, held = frame["weight"], frame[ANSWERS]
    for row, member in zip(found.patterns.to_dict("records"), found.members.values, strict=True):
        chosen = (held == member[:3]).all(axis=1)
        assert row["share"] == pytest.approx((w * chosen).sum() / w.sum(), rel=EXACT)
        assert (row["n_held"], row["size"]) == (chosen.sum(), member[:3].sum())
    assert found.patterns["cumulative"].iloc[-1] == pytest.approx(1)
    assert found.patterns["share"].is_monotonic_decreasing
    size = held.sum(axis=1)
    for row in found.counts.to_dict("records"):
        expected = (w * (size == row["size"])).sum() / w.sum()
        assert row["share"] == pytest.approx(expected, rel=EXACT)
    assert found.means["mean"][0] == pytest.approx((w * size).sum() / w.sum(), rel=EXACT)


def test_the_exclusive_rung_is_a_pattern_and_in_no_pair(frame: pd.DataFrame) -> None:
    found = tk.overlaps(ladder(frame), "ladder")
    assert "none" not in {*found.pairs["answer_a"], *found.pairs["answer_b"]}
    nobody = found.patterns[found.patterns["pattern"] == "none"].iloc[0]
    assert (nobody["size"], nobody["n_held"]) == (0, int((frame[ANSWERS].sum(axis=1) == 0).sum()))
    assert set(found.table["given"].dropna()) == set(ANSWERS)
    assert found.counts["share"][0] == nobody["share"]
    plain = tk.overlaps(media(frame, weight="weight"), "media")
    pd.testing.assert_frame_equal(plain.pairs, found.pairs)
    assert "(none)" in plain.patterns["pattern"].tolist()


def test_groups_are_domains_of_the_whole_design(frame: pd.DataFrame) -> None:
    sample = media(frame, weight="weight")
    by = tk.overlaps(sample, "media", by="sex")
    for level in ("Female", "Male"):
        alone = tk.overlaps(sample, "media", where={"sex": [level]})
        for name in ("table", "pairs", "patterns", "counts", "means"):
            rows, whole = by.rows(name, "sex", level), alone.rows(name)
            keep = [each for each in rows if each not in ("by", "level", "held")]
            pd.testing.assert_frame_equal(
                rows[keep].reset_index(drop=True), whole[keep].reset_index(drop=True)
            )


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 60), scale=st.floats(0.01, 100))
def test_bounds_hold_and_the_scale_of_the_weights_does_not_matter(
    seed: int, n: int, scale: float
) -> None:
    frame = frame_of(n, seed)
    options = {"suppress_below": 0, "flag_below": 0}
    found = tk.overlaps(media(frame, weight="weight"), "media", **options)
    scaled = frame.assign(weight=frame["weight"] * scale)
    other = tk.overlaps(media(scaled, weight="weight"), "media", **options)
    np.testing.assert_allclose(found.pairs["both"], other.pairs["both"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.pairs["se"], other.pairs["se"], rtol=1e-6, atol=1e-9)
    shares = found.table[found.table["given"].isna()].set_index("answer")["share"]
    for row in found.pairs.to_dict("records"):
        one, two = shares[row["answer_a"]], shares[row["answer_b"]]
        assert max(0, one + two - 1) - EXACT <= row["both"] <= min(one, two) + EXACT
        assert -1 <= row["phi"] <= 1 or np.isnan(row["phi"])
    assert found.patterns["share"].sum() == pytest.approx(1)
    assert found.means["mean"][0] == pytest.approx(
        float((found.counts["size"] * found.counts["share"]).sum())
    )
    total = sum(shares)
    assert found.means["mean"][0] == pytest.approx(total)


def test_answers_of_everybody_and_of_nobody() -> None:
    frame = pd.DataFrame({"a": [1] * 100, "b": [0] * 100, "c": [1, 0] * 50})
    found = tk.overlaps(media(frame), "media")
    pairs = found.pairs.set_index(["answer_a", "answer_b"])
    everybody = pairs.loc[("a", "c")]
    assert (everybody["lift"], everybody["of_b"]) == (1, 1)
    assert np.isnan([everybody["phi"], everybody["lift_low"], everybody["lift_high"]]).all()
    assert np.isnan(pairs.loc[("a", "b"), ["lift", "of_b", "phi"]].astype(float)).all()
    assert found.text.endswith("allowing for the number of pairs.")


def test_a_pair_that_nobody_holds_has_an_upper_limit_only() -> None:
    frame = pd.DataFrame({"a": [1, 0] * 100, "b": [0, 1] * 100, "c": [1, 1, 0, 0] * 50})
    found = tk.overlaps(media(frame), "media")
    pair = found.pairs.iloc[0]
    assert (pair["both"], pair["lift"], pair["lift_low"], pair["phi"]) == (0, 0, 0, -1)
    assert pair["lift_high"] == pytest.approx(pair["high"] / 0.25)
    assert "goes together least, with a phi of -1.00, is “a” and “b”" in found.text


def test_small_bases_withhold_every_figure(frame: pd.DataFrame) -> None:
    found = tk.overlaps(media(frame.head(20)), "media")
    figures = found.pairs[["both", "low", "of_a", "of_b", "lift", "phi"]]
    assert figures.isna().all(axis=None)
    assert found.patterns[["share", "cumulative"]].isna().all(axis=None)
    assert (found.table["flag"] == "suppressed").all()
    assert found.text.startswith("The base of 20 respondents (unweighted) gives no shares")
    rare = frame.assign(a=[1] * 12 + [0] * (len(frame) - 12))
    pairs = tk.overlaps(media(rare), "media").pairs
    assert pairs.loc[0, ["of_a", "of_a_low"]].isna().all()
    assert pairs.loc[0, ["both", "of_b"]].notna().all()


def test_shares_that_weighting_has_set_have_no_interval(frame: pd.DataFrame) -> None:
    frame = frame.assign(both=frame["a"] + 2 * frame["b"])
    sample = tk.Sample.from_frame(frame)
    question = tk.Question("media", kind="multiple", columns={"a": "a", "b": "b"})
    targets = tk.Targets.from_shares({"both": {"0": 0.5, "1": 0.1, "2": 0.2, "3": 0.2}})
    sample = sample.with_weights(tk.rake(sample, targets)).with_question(question)
    found = tk.overlaps(sample, "media")
    assert found.pairs["flag"].tolist() == ["fixed by weighting"]
    assert found.pairs["both"][0] == pytest.approx(0.2)
    assert found.pairs[["low", "high", "lift_low", "lift_high"]].isna().all(axis=None)
    assert (found.patterns["flag"] == "fixed by weighting").all()


def test_blanks_are_in_the_base_or_out_of_it(frame: pd.DataFrame) -> None:
    blank = frame.copy()
    blank[ANSWERS] = blank[ANSWERS].astype(float)
    blank.loc[:9, "a"] = np.nan
    blank.loc[:4, ["b", "c"]] = np.nan
    inside = tk.overlaps(media(blank), "media", missing="in_base")
    assert (inside.means["n"][0], inside.left_out) == (395, 5)
    outside = tk.overlaps(media(blank), "media", missing="exclude")
    assert (outside.means["n"][0], outside.left_out) == (390, 10)


def test_many_answers_are_worked_out_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = frame_of()
    whole = tk.overlaps(media(frame, weight="weight"), "media")
    monkeypatch.setattr("techno_kit.analysis.overlaps.overlap_numbers.BLOCK", 10)
    parts = tk.overlaps(media(frame, weight="weight"), "media")
    for name in ("table", "pairs", "patterns", "counts", "means"):
        pd.testing.assert_frame_equal(whole.rows(name), parts.rows(name))


def test_tables_are_copies_with_fixed_columns(frame: pd.DataFrame) -> None:
    found = tk.overlaps(media(frame), "media")
    table = found.table
    table.loc[0, "share"] = 2.0
    assert found.table["share"].max() <= 1
    assert list(found.pairs)[:5] == ["answer_a", "answer_b", "by", "level", "both"]
    assert list(found.patterns)[:5] == ["pattern", "size", "by", "level", "share"]
    assert "held" not in found.patterns


def test_faces(frame: pd.DataFrame) -> None:
    labels = {"<script>x</script>": "a", "a|b *c*": "b", "口コミ": "c"}
    question = tk.Question("media", kind="multiple", columns=labels)
    sample = tk.Sample.from_frame(frame).with_question(question)
    found = tk.overlaps(sample, "media", by="sex")
    page = found._repr_html_()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert escape(found.text) in page
    assert escape(found.text) not in found.html_body()
    for face in (str(found), found.text, found.method, *found.notes):
        assert "{" not in face
        assert face.strip() == face
    assert "口コミ" in str(found)
    assert found.plot(by="sex", level="Male").description
    assert found.plot_pairs().description


def test_what_the_text_says_is_clear_by_bonferroni() -> None:
    """Of independent answers some pair has an interval that leaves out 1; the text does not."""
    random = np.random.default_rng(11)
    names = [f"q{place}" for place in range(8)]
    said = alone = 0
    for _ in range(24):
        frame = pd.DataFrame(random.integers(0, 2, (500, 8)), columns=names)
        question = tk.Question("q", kind="multiple", columns={each: each for each in names})
        found = tk.overlaps(tk.Sample.from_frame(frame).with_question(question), "q")
        pairs = found.pairs
        alone += int(((pairs["lift_low"] > 1) | (pairs["lift_high"] < 1)).any())
        said += "No two answers go together clearly" not in found.text
    assert alone > 10
    assert said <= 5


@pytest.mark.parametrize(("one", "other"), list(combinations(ANSWERS, 2)))
def test_the_order_of_answers_does_not_matter(frame: pd.DataFrame, one: str, other: str) -> None:
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="weight"))
    ways = []
    for names in ((one, other), (other, one)):
        question = tk.Question("pair", kind="multiple", columns={each: each for each in names})
        ways.append(tk.overlaps(sample.with_question(question), "pair").pairs.iloc[0])
    for name in ("both", "se", "lift", "lift_low", "phi"):
        assert ways[0][name] == pytest.approx(ways[1][name], rel=1e-9)
    assert ways[0]["of_a_high"] == pytest.approx(ways[1]["of_b_high"], rel=1e-9)


def test_errors_come_from_replicates_where_there_are_some(frame: pd.DataFrame) -> None:
    """Jackknife errors are those of the profile, and near the linearised ones."""
    sample = media(frame, weight="weight")
    replicated = sample.with_replicates(tk.replicate(sample, method="JK1"))
    found, plain = (tk.overlaps(each, "media") for each in (replicated, sample))
    profile = tk.profile(replicated, "media", by="media").table.rename(columns={"level": "given"})
    both = found.table.merge(profile, on=["answer", "given"], suffixes=("", "_profile"))
    np.testing.assert_allclose(both["se"], both["se_profile"], rtol=1e-9)
    for name in ("pairs", "patterns", "counts", "means"):
        ratio = found.rows(name)["se"] / plain.rows(name)["se"]
        assert ratio.between(1.0, 1.01).all()  # of 400 respondents: n / (n - 1) and curvature
    spread = [np.log(each.pairs["lift_high"] / each.pairs["lift"]) for each in (found, plain)]
    np.testing.assert_allclose(spread[0], spread[1], rtol=0.01)
    assert not np.allclose(spread[0], spread[1], rtol=1e-6)
    assert "jackknife" in found.method


def test_a_group_to_draw_is_named_whole(frame: pd.DataFrame) -> None:
    found = tk.overlaps(media(frame), "media", by="sex")
    with pytest.raises(QuestionError):
        found.plot(by="sex")


def asked_of(frame: pd.DataFrame) -> tk.Sample:
    question = tk.Question("media", kind="multiple", columns={each: each for each in frame})
    return tk.Sample.from_frame(frame).with_question(question)


def test_a_pair_that_only_the_error_of_its_lift_calls_clear_is_not_told() -> None:
    """Of 30 24 hold what 60 % hold: p is 0.002 by the lift and 0.018 by the pooled share."""
    place = np.arange(300)
    held = {"a": place < 180, "b": place % 2 == 0, "c": place % 4 < 2}
    held["d"] = (place < 24) | ((place >= 180) & (place < 186))
    frame = pd.DataFrame({name: each.astype(int) for name, each in held.items()})
    found = tk.overlaps(asked_of(frame), "media")
    pair = found.pairs.set_index(["answer_a", "answer_b"]).loc[("a", "d")]
    assert pair["lift_low"] > 1.11 and pair["flag"] == ""
    assert found.text.endswith(
        "No two answers go together clearly more, or less, than if they were independent, allowing "
        "for the number of pairs."
    )
    assert "p_picked" not in found.pairs
    alone = tk.overlaps(asked_of(frame[["a", "d"]]), "media")
    assert "goes together most, with a phi of 0.14, is “d” and “a”: of 30 respondents" in alone.text


def test_rows_of_few_who_hold_an_answer_are_flagged() -> None:
    place = np.arange(400)
    held = {"a": place < 180, "b": place % 2 == 0, "c": place % 10 == 0}
    frame = pd.DataFrame({name: each.astype(int) for name, each in held.items()})
    found = tk.overlaps(asked_of(frame), "media")
    rows = [line.split() for line in str(found).splitlines()[3:6]]
    assert rows[2][:2] == ["c", "40"] and rows[2][-2:] == ["small", "base"]
    assert "base" not in rows[0] and "base" not in rows[1]
    assert found.html_body().count("small base") == 1
