"""The codebook as a table, its distributions, its views."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError
from techno_kit.survey.codebook import Codebook, Item, Question, Scale
from techno_kit.survey.codebooks.tables import COLUMNS
from techno_kit.survey.translations import Translation

N = 120
RNG = np.random.default_rng(3)
FRAME = pd.DataFrame(
    {
        "sex": RNG.choice([1, 2, 9], N),
        "age": RNG.integers(18, 80, N).astype(float),
        "a": RNG.integers(0, 2, N),
        "b": RNG.integers(0, 2, N),
        "why": [f"I wrote this secret {n}" for n in range(N)],
        "mail": [f"p{n % 3}@x.example" for n in range(N)],
        "kind": ["x", "y", "z", None] * 30,
        "c11": ["Often", "Never"] * 60,
        "wt": RNG.uniform(0.5, 2, N),
        "void": [None] * N,
    }
)
FRAME.loc[:7, "age"] = np.nan
BOOK = Codebook(
    questions={
        "sex": Question(
            "sex", label="Your sex", levels=[(2, "F"), (1, "M"), (9, "NA")], missing=[9, (90, 99)]
        ),
        "age": Question("age", "number", routing="those at home"),
        "band": Question("band", "number", "age", cut=[0, 30, 50], trail=["Made so."]),
        "own": Question("own", "multiple", {"A": "a", "B": "b"}, none="B"),
    },
    items={
        "blog": Item(
            "blog", "c11", Scale("s", (("Often", "daily"), ("Never", "no"))), (("kind", ("x",)),)
        )
    },
    translations={"nl": {"sex": Translation("Uw geslacht", ((1, "Man"), (2, "Vrouw")))}},
    personal={"mail": "e-mail addresses"},
)


@pytest.fixture
def sample() -> tk.Sample:
    return tk.Sample.from_frame(FRAME, labels=BOOK, design=tk.Design(weight="wt"))


def test_the_table_says_all_that_the_codebook_does(sample: tk.Sample) -> None:
    table = sample.codebook.table
    assert list(table) == [*COLUMNS, "label_nl", "level_nl"]
    sex = table[table["question"] == "sex"]
    assert sex["level"].tolist() == ["F", "M", "NA", ""]
    assert sex["code"].tolist() == ["2", "1", "9", "90 to 99"]
    assert sex["missing"].tolist() == [False, False, True, True]
    assert sex["level_nl"].tolist() == ["Vrouw", "Man", "", ""]
    assert set(sex["label_nl"]) == {"Uw geslacht"} and set(sex["label"]) == {"Your sex"}
    own = table[table["question"] == "own"]
    assert own[["level", "column", "excludes"]].to_numpy().tolist() == [
        ["A", "a", False],
        ["B", "b", True],
    ]
    band = table[table["question"] == "band"]
    assert band["level"].tolist() == ["0-29", "30-49", "50+"] and set(band["trail"]) == {"Made so."}
    rows = table.set_index("question")
    assert rows.loc["age", "routing"] == "those at home" and pd.isna(rows.loc["age", "place"])
    assert rows.loc["c11", "routing"].iloc[0] == "Asked where kind is x."
    assert rows.loc["kind", "level"].tolist() == ["x", "y", "z"]


def test_a_codebook_by_itself_has_a_table_and_no_distribution() -> None:
    assert BOOK.table["question"].unique().tolist() == ["sex", "age", "band", "own"]
    with pytest.raises(QuestionError) as error:
        BOOK.distribution  # noqa: B018
    assert str(error.value) == (
        "a codebook by itself has no answers; that of a sample has: sample.codebook"
    )


def test_distributions_are_counts_and_weighted_shares(sample: tk.Sample) -> None:
    table = sample.codebook.distribution
    weight = FRAME["wt"]
    sex = table[(table["question"] == "sex") & (table["statistic"] == "share")]
    known = FRAME["sex"] != 9
    for code, level in ((2, "F"), (1, "M")):
        row = sex[sex["level"] == level].iloc[0]
        held = FRAME["sex"] == code
        assert row["n"] == held.sum()
        assert row["share"] == pytest.approx(held.sum() / known.sum(), rel=1e-12)
        assert row["weighted_share"] == pytest.approx(
            weight[held].sum() / weight[known].sum(), rel=1e-12
        )
    missing = table[(table["question"] == "sex") & (table["statistic"] == "missing")].iloc[0]
    assert missing["n"] == (~known).sum() and missing["share"] == (~known).sum() / N
    own = table[(table["question"] == "own") & (table["statistic"] == "share")]
    assert own["n"].tolist() == [FRAME["a"].sum(), FRAME["b"].sum()]
    age = table[(table["question"] == "age") & (table["statistic"] == "quantile")]
    want = FRAME["age"].dropna().quantile([0, 0.25, 0.5, 0.75, 1], interpolation="inverted_cdf")
    assert age["value"].tolist() == want.tolist()
    mean = table[(table["question"] == "age") & (table["statistic"] == "mean")].iloc[0]
    held = FRAME["age"].notna()
    assert mean["value"] == pytest.approx(FRAME["age"].mean(), rel=1e-12)
    assert mean["weighted_value"] == pytest.approx(
        np.average(FRAME.loc[held, "age"], weights=weight[held]), rel=1e-12
    )


def test_shares_are_those_of_a_profile(sample: tk.Sample) -> None:
    table = sample.codebook.distribution
    shares = dict(
        zip(
            zip(table["question"], table["level"], strict=True),
            table["weighted_share"],
            strict=True,
        )
    )
    for name in ("sex", "own", "band", "kind"):
        found = tk.profile(sample, name, missing="exclude").table
        for level, share in zip(found["answer"], found["share"], strict=True):
            assert shares[name, level] == pytest.approx(share, rel=1e-12)


def test_who_left_single_items_blank_is_in_no_base_and_told() -> None:
    items = pd.DataFrame({"a": [1.0, 0, 1, 1, None, 1], "b": [1.0, 0, 0, None, None, 1]})
    items = pd.concat([items] * 10, ignore_index=True)
    own = Question("own", "multiple", {"A": "a", "B": "b"}, chosen=[1])
    sample = tk.Sample.from_frame(items).with_question(own)
    table = sample.codebook.distribution
    told = table[table["question"] == "own"].set_index("statistic")
    assert told.loc["share", "n"].tolist() == [30, 20]
    assert told.loc["share", "share"].tolist() == [0.75, 0.5]
    assert told.loc["missing", "n"] == 20
    found = tk.profile(sample, "own").table
    assert found["share"].tolist() == [0.75, 0.5]
    note = (
        "own: 10 respondents answered some of its items only and are in the base of none, as "
        "shares are of those who left no item blank; most blanks: 'B' (10). If a blank means not "
        'chosen, give the question blank = "not_chosen"; items that only some were asked make a '
        "question of their own."
    )
    assert note in sample.notes
    assert note in str(sample.codebook).replace("\n", " ")
    ticks = sample.with_question(replace(own, blank="not_chosen"))
    known = ticks.codebook.distribution
    assert known[known["question"] == "own"]["share"].tolist() == [40 / 60, 20 / 60, 0]


def test_texts_of_people_and_personal_data_are_in_no_face(sample: tk.Sample) -> None:
    book = sample.codebook
    faces = [
        book.table.to_csv(),
        book.distribution.to_csv(),
        str(book),
        book._repr_html_(),
    ]
    for face in faces:
        assert "secret" not in face and "@x.example" not in face
    rows = book.distribution
    values = dict(
        zip(zip(rows["question"], rows["statistic"], strict=True), rows["value"], strict=True)
    )
    assert values["why", "different"] == N
    assert ("mail", "different") not in values


def test_few_texts_of_a_small_sample_are_open_too() -> None:
    frame = pd.DataFrame({"why": ["so it is", "no", "it was"], "sex": ["F", "M", "F"]})
    table = tk.Sample.from_frame(frame).codebook.table
    assert "so it is" not in table["level"].tolist()
    assert {"F", "M"} <= set(table["level"])


def test_a_changed_codebook_is_of_no_respondents(sample: tk.Sample) -> None:
    assert sample.codebook.respondents is sample
    assert sample.codebook == BOOK
    assert replace(sample.codebook, mode="x").respondents is None
    assert sample.codebook.with_question(Question("new")).respondents is None
    again = tk.Sample.from_frame(FRAME, labels=sample.codebook)
    assert again.codebook.respondents is again
    assert again.__dict__["_codebook"].respondents is None


def test_a_codebook_holds_on_to_its_sample_and_the_sample_to_nobody() -> None:
    sample = tk.Sample.from_frame(FRAME, labels=BOOK)
    held = weakref.ref(sample)
    book = sample.codebook
    gc.disable()  # what is let go of at once is in no circle
    try:
        del sample
        assert held() is not None and len(book.distribution)
        del book
        assert held() is None
    finally:
        gc.enable()


def test_the_view_has_a_row_a_question(sample: tk.Sample) -> None:
    html = sample.codebook._repr_html_()
    assert html.count("<tr>") - 2 == len(sample.questions)
    assert "F · M · NA" in html and "Worded in nl too." in html
    assert "number in bands" in str(sample.codebook)


def test_many_questions_are_cut_in_views_and_whole_in_the_table() -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({f"q{n}": [1, 2] for n in range(300)}))
    assert "And 180 more questions" in str(sample.codebook)
    assert sample.codebook.table["question"].nunique() == 300
