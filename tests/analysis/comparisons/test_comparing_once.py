"""What is one test counts once, and who weighs nothing is in no base."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

N = 400
RANDOM = np.random.default_rng(8)
FRAME = pd.DataFrame(
    {
        "group": RANDOM.choice(["a", "b", "c"], N),
        "sex": RANDOM.choice(["Female", "Male"], N),
        "owns": RANDOM.choice(["yes", "no"], N),
        "three": RANDOM.choice(["x", "y", "z"], N),
        "psu": np.arange(N) % 40,
    }
)
FRAME["w"] = np.where((FRAME["group"] == "a") & (FRAME.index > 40), 0.0, 1.0)
WEIGHED = int(((FRAME["group"] == "a") & (FRAME["w"] > 0)).sum())
OPTIONS = {"adjust": "bonferroni", "scores": {"group": [1, 2, 3]}}


def compared(question: str, by: str = "group", **options: object):
    return tk.compare(tk.Sample.from_frame(FRAME), question, by=by, **{**OPTIONS, **options})  # type: ignore[arg-type]


@pytest.mark.parametrize("against", ["pairs", "rest", "total", {"group": "a"}])
def test_a_question_of_yes_and_no_is_one_test(against: object) -> None:
    found = compared("owns", against=against, family="table")
    own = found.tests.dropna(subset="answer")
    assert own["p_adjusted"].tolist() == own["p"].iloc[[0, 0]].tolist()
    assert own["p_adjusted"].tolist() == pytest.approx([found.tests["p"].iloc[-1]] * 2, rel=1e-9)
    trends = found.trends
    assert trends["p_adjusted"].tolist() == trends["p"].iloc[[0, 0]].tolist()
    pairs = found.pairs
    size = len(pairs) // 2
    first, second = pairs["p_adjusted"].to_numpy().reshape(2, size)
    assert first.tolist() == second.tolist()
    expected = np.minimum(pairs["p"].to_numpy()[:size] * size, 1)
    assert first == pytest.approx(expected, rel=1e-12)
    assert found.twins == {"group": "yes"}


@pytest.mark.parametrize("change", ["third", "blank", "many"])
def test_other_questions_are_adjusted_over_their_answers(change: str) -> None:
    frame = FRAME.copy()
    if change == "third":
        frame.loc[0, "owns"] = "perhaps"
    question: object = "owns"
    missing = None
    if change == "blank":
        frame["a"], frame["b"] = (frame["owns"] == each for each in ("yes", "no"))
        frame.loc[:20, ["a", "b"]] = False  # answered, and holds none
        question = tk.Question("ab", kind="multiple", columns=["a", "b"])
    if change == "many":
        question = "three"
    found = tk.compare(
        tk.Sample.from_frame(frame), question, by="group", adjust="bonferroni", missing=missing
    )
    own = found.tests.dropna(subset=["answer", "p"])
    assert own["p_adjusted"].tolist() == pytest.approx(np.minimum(own["p"] * len(own), 1).tolist())
    assert found.twins == {}


def test_the_text_counts_it_once() -> None:
    frame = FRAME.assign(owns=np.where(FRAME["sex"] == "Male", "yes", FRAME["owns"]))
    text = tk.compare(tk.Sample.from_frame(frame), "owns", by=["sex"]).text
    assert "The difference in “no” is clear: " in text
    assert "2 of 2" not in text
    told = tk.crosstab(tk.Sample.from_frame(frame), "owns", by="sex").text
    assert told.endswith(
        "Of 1 comparison of two columns, 1 is clear (95% confidence; Holm's adjustment over the "
        "pairs of each row and banner question)."
    )


def test_a_model_of_yes_and_no_is_one_model() -> None:
    sample = tk.Sample.from_frame(FRAME)
    options: dict[str, object] = {"adjust": "bonferroni", "family": "table"}
    found = tk.model(sample, "owns", ["group", "sex"], **options)  # type: ignore[arg-type]
    terms = found.terms
    assert terms["p_adjusted"].tolist() == pytest.approx(terms["p"].tolist())
    effects = found.effects
    effects = effects[effects["term"] == "group"].dropna(subset="p")
    assert effects["p_adjusted"].tolist() == pytest.approx(
        np.minimum(effects["p"] * len(effects) / 2, 1).tolist()
    )
    other = tk.model(sample, "three", ["group"], **options).terms  # type: ignore[arg-type]
    assert other["p_adjusted"].tolist() == pytest.approx(np.minimum(other["p"] * 3, 1).tolist())


# --- who weighs nothing --------------------------------------------------------------------------


def weighted() -> tk.Sample:
    return tk.Sample.from_frame(FRAME, design=tk.Design("w"))


def test_who_weighs_nothing_is_in_no_base() -> None:
    """16 people with a weight are no group of 135, however many rows they have."""
    assert WEIGHED < 30 < (FRAME["group"] == "a").sum()
    n = int((FRAME["w"] > 0).sum())
    found = {
        "compare": tk.compare(weighted(), "owns", by="group").table,
        "profile": tk.profile(weighted(), "owns", by="group").table,
        "crosstab": tk.crosstab(weighted(), "owns", by="group").table.rename(
            columns={"column_share": "of_column"}
        ),
    }
    for table in found.values():
        rows = table[table["level"] == "a"]
        assert rows["n"].tolist() == [WEIGHED] * len(rows)
        assert rows["share"].isna().all()
        assert rows["flag"].eq("suppressed").all()
    whole = tk.profile(weighted(), "owns").table
    assert whole["n"].tolist() == [n, n]
    told = f"{N - n} respondents have a weight of 0 and are in no base."
    assert told in tk.profile(weighted(), "owns").method
    assert told in tk.compare(weighted(), "owns", by="group").method


def test_an_estimate_of_people_without_weight_is_suppressed() -> None:
    sample = weighted().with_question(tk.Question("psu", kind="number"))
    table = tk.estimate(sample, "psu", by="group").table
    rows = table[table["level"] == "a"]
    assert rows["n"].tolist() == [WEIGHED]
    assert rows["estimate"].isna().all()
    assert rows["flag"].tolist() == ["suppressed"]


# --- gaps, trends, names -------------------------------------------------------------------------

HELD = tk.Question("held", kind="multiple", columns=["u", "v"])


def test_who_is_in_two_groups_counts_once_in_their_gap() -> None:
    frame = FRAME.assign(u=RANDOM.random(N) < 0.6, v=RANDOM.random(N) < 0.6)
    sample = tk.Sample.from_frame(frame).with_question(HELD)
    gaps = tk.compare(sample, "owns", by="held", contrasts=[("yes", "no")]).contrasts
    assert gaps["n"].iloc[-1] == int((frame["u"] | frame["v"]).sum())


def test_a_trend_counts_those_who_take_part() -> None:
    frame = FRAME.assign(psu=np.where(FRAME["group"] == "c", 1, FRAME["psu"]))
    sample = tk.Sample.from_frame(frame, design=tk.Design(clusters="psu"))
    found = tk.compare(sample, "owns", by="group", scores=[1, 2, 3])
    n = int((frame["group"] != "c").sum())
    assert found.trends[["groups", "n"]].to_numpy().tolist() == [[2, n]] * 2
    assert f"(n = {n} in 2 groups; " in found.text
    part = tk.compare(sample, "owns", by="group", scores={"group": {"a": 1, "b": 2}})
    assert part.trends["n"].tolist() == [n, n]


def test_groups_may_have_any_name() -> None:
    frame = FRAME.assign(group=FRAME["group"].replace({"a": "(rest)", "b": "(all)"}))
    frame.loc[frame["group"] == "(rest)", "owns"] = "yes"
    sample = tk.Sample.from_frame(frame)
    told = tk.compare(sample, "owns", by="group", against="rest").text
    assert "among (rest) (n = " in told
    assert "against " in told
    assert "among the rest (n = " in told


def test_scores_of_the_one_question_need_no_name() -> None:
    alike = [
        compared("owns", scores=each).trends["slope"].tolist()
        for each in ({"group": [1, 2, 3]}, [1, 2, 3], {"a": 1, "b": 2, "c": 3})
    ]
    assert alike[0] == alike[1] == alike[2]


@pytest.mark.parametrize("verb", ["profile", "estimate", "crosstab", "overlaps", "two questions"])
def test_who_left_the_groups_blank_did_not_choose_none(verb: str) -> None:
    frame = FRAME.assign(u=0.0, v=1.0)
    frame.loc[:29, "v"] = 0.0
    frame.loc[30:79, ["u", "v"]] = np.nan
    sample = tk.Sample.from_frame(frame).with_question(HELD)
    media = tk.Question("media", kind="multiple", columns={"tv": "tv", "radio": "radio"})
    frame = frame.assign(tv=RANDOM.integers(0, 2, N), radio=1)
    sample = tk.Sample.from_frame(frame).with_question(HELD).with_question(media)
    found = {
        "profile": lambda: tk.profile(sample, "owns", by="held"),
        "estimate": lambda: tk.estimate(sample, "owns", statistic="total", by="held"),
        "crosstab": lambda: tk.crosstab(sample, "owns", by="held"),
        "overlaps": lambda: tk.overlaps(sample, "media", by="held"),
        "two questions": lambda: tk.crosstab(sample, ["owns", "sex"], by="held"),
    }[verb]()
    told = [
        "30 respondents chose none of held and are in no group of it.",
        "50 respondents gave no answer to held and are in no group of it.",
    ]
    if verb == "two questions":
        told = [
            "At most 30 respondents of a base chose none of held and are in no column of it.",
            "At most 50 respondents of a base gave no answer to held and are in no column of it.",
        ]
    assert [each for each in found.notes if "held" in each and "in no" in each] == told


def test_the_group_that_the_text_tells_of_is_drawn() -> None:
    """Small, and of more groups than a chart holds: only its share differs."""
    sizes = [*[60] * 14, 40]
    level = np.repeat([f"g{place:02}" for place in range(15)], sizes)
    owns = np.where(np.arange(len(level)) % 2 == 0, "yes", "no")
    owns[level == "g14"] = "yes"
    sample = tk.Sample.from_frame(pd.DataFrame({"level": level, "owns": owns}))
    found = tk.compare(sample, "owns", by="level", against="rest")
    assert "among g14 (n = 40)" in found.text
    assert "g14" in found.plot().description
    pairs = tk.compare(sample, "owns", by="level")
    assert "g14" in pairs.text and "g14" in pairs.plot().description
