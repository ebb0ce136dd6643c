"""New questions from old ones, and their trail."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import techno_kit as tk
from techno_kit.errors import SampleError
from techno_kit.survey.codebook import Codebook, Question

SCALE = ["Disagree strongly", "Disagree", "Agree", "Agree strongly", "Don't know"]
RNG = np.random.default_rng(6)
N = 400
FRAME = pd.DataFrame(
    {
        "age": RNG.integers(18, 80, N),
        "group": RNG.choice(["18-24", "25-34", "35+"], N),
        "q1": RNG.choice([1, 2, 3, 4, 8], N),
        "q2": RNG.choice(["Daily", "Weekly", "Never"], N),
        "q3": RNG.choice(["Daily", "Weekly", "Never"], N),
        "has_a": RNG.integers(0, 2, N),
        "has_b": RNG.integers(0, 2, N),
    }
)
FRAME.loc[:9, "q2"] = None
FRAME.loc[:4, "q3"] = None
BOOK = Codebook(
    questions={
        "age": Question("age", "number"),
        "q1": Question(
            "q1", "scale", label="I like it", levels=list(zip([1, 2, 3, 4, 8], SCALE, strict=True))
        ),
    }
)


@pytest.fixture
def sample() -> tk.Sample:
    return tk.Sample.from_frame(FRAME, labels=BOOK)


def counts(sample: tk.Sample, name: str) -> dict[str, int]:
    answers = sample.answers(name)
    held = answers.blanks_no[answers.codes].sum(axis=0)
    return dict(zip(answers.levels, map(int, held), strict=True))


def test_a_net_of_levels(sample: tk.Sample) -> None:
    made = sample.recode("group", {"Young": ["18-24", "25-34"]}, name="group2")
    old = counts(made, "group")
    assert counts(made, "group2") == {"Young": old["18-24"] + old["25-34"], "35+": old["35+"]}
    assert made.codebook.questions["group2"].trail == (
        "'group2' was made by techno_kit from 'group': 'Young' is '18-24' and '25-34'; other "
        "answers stay as they are.",
    )
    assert "group2" not in sample.codebook.questions


def test_bands_of_a_number(sample: tk.Sample) -> None:
    made = sample.recode("age", [18, 35, 55], name="age3", label="Age in bands")
    want = pd.cut(FRAME["age"], [18, 35, 55, 200], right=False).value_counts(sort=False).tolist()
    assert list(counts(made, "age3").values()) == want
    assert list(counts(made, "age3")) == ["18-34", "35-54", "55+"]
    assert made.question("age3").title == "Age in bands"
    assert made.question("age").is_quantity


def test_the_top_of_a_scale_is_the_net_of_a_crosstab(sample: tk.Sample) -> None:
    made = sample.recode("q1", top=2, name="top").recode("q1", bottom=2, name="bottom")
    assert made.answers("top").levels == ("Other answers", "Top 2: Agree or Agree strongly")
    net = tk.crosstab(sample, ["q1"], by=["group"]).table
    for name, word in (("top", "Top 2"), ("bottom", "Bottom 2")):
        share = tk.profile(made, name).table.set_index("answer")["share"]
        asked = net[(net["kind"] == "net") & net["answer"].str.startswith(word)]
        total = asked[asked["level"].isna() | (asked["by"].isna())]["share"].iloc[0]
        assert share[next(each for each in share.index if each.startswith(word))] == pytest.approx(
            total, rel=1e-12
        )


def test_groups_by_several_questions(sample: tk.Sample) -> None:
    heavy = tk.Audience.any({"q2": ["Daily"]}, {"q3": ["Daily"]})
    parts = {"Heavy": heavy, "Light": {"q2": ["Weekly"]}}
    made = sample.combine("use", parts, others="Hardly", label="Use")
    q2, q3 = FRAME["q2"], FRAME["q3"]
    is_heavy = (q2 == "Daily") | (q3 == "Daily")
    is_light = ~is_heavy & (q2 == "Weekly")
    blank = q2.isna() & q3.isna()
    assert counts(made, "use") == {
        "Heavy": int(is_heavy.sum()),
        "Light": int(is_light.sum()),
        "Hardly": int((~is_heavy & ~is_light & ~blank).sum()),
    }
    assert int(made.answers("use").has_missing) and blank.sum() == 5
    assert "'Heavy' where q2 is Daily or q3 is Daily" in made.question("use").trail[-1]
    assert "use" not in sample.frame


def test_groups_that_overlap(sample: tk.Sample) -> None:
    parts = {"A": {"q2": ["Daily"]}, "B": {"q3": ["Daily"]}}
    made = sample.combine("daily", parts, overlapping=True)
    assert made.question("daily").kind == "multiple"
    q2, q3 = FRAME["q2"] == "Daily", FRAME["q3"] == "Daily"
    assert counts(made, "daily") == {"A": int(q2.sum()), "B": int(q3.sum())}
    assert tk.profile(made, "daily").table["n"].iloc[0] == N - 5


def test_columns_become_one_question(sample: tk.Sample) -> None:
    made = sample.combine("has", ["has_a", "has_b"])
    assert counts(made, "has") == {each: int(FRAME[each].sum()) for each in ("has_a", "has_b")}
    assert made.frame is sample.frame or list(made.frame) == list(sample.frame)


def test_labels_say_what_chosen_is_as_codes_do() -> None:
    levels = [(1, "Ja"), (2, "Nee")]
    frame = pd.DataFrame({"a": [1, 2, 1, 2], "b": [2, 2, 1, 1]})
    book = Codebook([Question(each, levels=levels) for each in frame])
    sample = tk.Sample.from_frame(frame, labels=book)
    by_label = sample.combine("has", ["a", "b"], chosen=["Ja"])
    assert by_label.question("has") == sample.combine("has", ["a", "b"], chosen=[1]).question("has")
    assert by_label.question("has").chosen == (1,)
    other = Codebook([Question("a", levels=levels), Question("b", levels=[(2, "Ja"), (1, "Nee")])])
    mixed = tk.Sample.from_frame(frame, labels=other)
    with pytest.raises(SampleError, match="nobody's answer is one of those"):
        mixed.combine("has", ["a", "b"], chosen=["Ja"])


def test_two_of_one_name_do_not_meet_in_the_cache(sample: tk.Sample) -> None:
    one = sample.combine("new", {"yes": {"q2": ["Daily"]}})
    two = sample.combine("new", {"yes": {"q2": ["Never"]}})
    assert counts(one, "new")["yes"] == int((FRAME["q2"] == "Daily").sum())
    assert counts(two, "new")["yes"] == int((FRAME["q2"] == "Never").sum())


def test_weights_stay(sample: tk.Sample) -> None:
    targets = tk.Targets.from_shares({"group": {"18-24": 0.2, "25-34": 0.3, "35+": 0.5}})
    weighted = sample.with_weights(tk.rake(sample, targets))
    made = weighted.combine("new", {"yes": {"q2": ["Daily"]}}).recode("q1", top=1, name="top")
    np.testing.assert_array_equal(made.weight, weighted.weight)
    assert_frame_equal(tk.profile(made, "group").table, tk.profile(weighted, "group").table)


def test_the_trail_is_told_and_saved(sample: tk.Sample, tmp_path: Path) -> None:
    made = sample.recode("group", {"Young": ["18-24", "25-34"]}, name="g2")
    made = made.recode("g2", {"All": ["Young", "35+"]}, name="g3").recode("q1", top=2, name="top")
    assert len(made.question("g3").trail) == 2
    trail = made.question("g2").trail[0]
    assert trail in tk.profile(made, "top", by="g2").method
    assert trail in tk.profile(made, "top", where={"g2": ["Young"]}).method
    assert trail in tk.crosstab(made, ["top"], by=["g2"]).method
    assert trail in tk.estimate(made, "age", by="g2").method
    assert trail not in tk.profile(made, "q2").method
    assert trail in made.codebook.table.set_index("question").loc["g2", "trail"].iloc[0]
    assert trail in " ".join(str(made.codebook).split())
    pytest.importorskip("pyarrow")
    assert tk.read(made.save(tmp_path / "a.parquet")).codebook == made.codebook


def test_merging_in_place_is_on_the_trail(sample: tk.Sample) -> None:
    made = sample.merge_levels("group", {"Young": ["18-24", "25-34"]})
    assert made.question("group").trail == (
        "Answers of 'group' were merged by techno_kit: 'Young' is '18-24' and '25-34'.",
    )
