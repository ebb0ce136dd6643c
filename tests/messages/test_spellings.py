"""Exact texts of declared words that the data spell otherwise, and of codebooks that are none."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import SampleError, TechnoKitError
from techno_kit.survey.codebook import Codebook, Item, Question, Scale

FRAME = pd.DataFrame(
    {
        "a": ["ja", "nee"] * 40,
        "b": ["Ja", "nee"] * 40,
        "both": ["ja", "Ja"] * 40,
        "often": ["Often", "often ", "Never", "refused"] * 20,
        "count": ["1", "2", "REFUSED", "3"] * 20,
        "flag": ["TRUE", "FALSE"] * 40,
    }
)


def refused(build: Callable[[], Any], error: type[TechnoKitError] = SampleError) -> str:
    with pytest.raises(error) as caught:
        build()
    return str(caught.value)


def sample(*questions: Question, items: Any = (), **options: Any) -> tk.Sample:
    return tk.Sample.from_frame(FRAME, labels=Codebook(questions, items, **options))


def told(made: tk.Sample) -> tuple[str, ...]:
    """Return the notes of declared words; those of columns that nothing declares are others."""
    return tuple(each for each in made.notes if "as separate answers" not in each)


def battery(*columns: str, chosen: Any = "ja", **options: Any) -> Question:
    return Question("owned", "multiple", columns, chosen=chosen, **options)


def answered(made: tk.Sample) -> int:
    return int(tk.estimate(made, "r").table["n"][0])


def test_what_means_chosen() -> None:
    assert refused(lambda: sample(battery("a", "b", "both"))) == (
        "the sample: question 'owned': column 'b' holds no 'ja', which chosen names, but 'Ja' (40 "
        "times); name that under chosen too"
    )
    frame = FRAME.assign(c=FRAME["b"])
    assert refused(lambda: tk.Sample.from_frame(frame).with_question(battery("a", "b", "c"))) == (
        "the sample: question 'owned': columns 'b' and 'c' hold no 'ja', which chosen names, but "
        "'Ja' (80 times); name that under chosen too"
    )


def test_what_means_chosen_side_by_side() -> None:
    note = (
        "question 'owned': column 'both' holds 'ja', which chosen names, and 'Ja' (40 times), which "
        "it does not name, and which counts as not chosen."
    )
    assert told(sample(battery("a", "both"))) == (note,)
    assert told(tk.Sample.from_frame(FRAME).with_question(battery("a", "both"))) == (note,)


def test_both_spellings_may_be_named() -> None:
    made = sample(battery("a", "b", "both", chosen=["ja", "Ja"]))
    assert told(made) == ()
    assert tk.profile(made, "owned").table["share"].tolist() == [0.5, 0.5, 1.0]


def test_missing_words() -> None:
    cure = "name that under missing too, or, if it is an answer, under levels"
    assert refused(lambda: sample(Question("often", missing=["Refused"]))) == (
        "the sample: question 'often': column 'often' holds no 'Refused', which missing names, but "
        f"'refused' (20 times); {cure}"
    )
    assert told(sample(missing=["Refused"])) == (  # nobody may ever ask for these columns
        "the codebook: columns 'often' and 'count' hold no 'Refused', which missing names, but "
        f"'refused' (20 times) and 'REFUSED' (20 times), which counts as an answer; {cure}.",
    )
    assert refused(lambda: sample(Question("often"), missing=["Refused"])) == (
        "the sample: question 'often': column 'often' holds no 'Refused', which missing names, but "
        f"'refused' (20 times); {cure}"
    )
    number = Question("count", "number", missing=["refused"])
    assert refused(lambda: sample(number)) == (
        "the sample: question 'count': column 'count' holds no 'refused', which missing names, but "
        f"'REFUSED' (20 times); {cure}"
    )
    listed = Question("often", missing=["Refused"], levels=["Often", "often", "Never", "refused"])
    assert sample(listed).answers("often").levels == ("Often", "often", "Never", "refused")


@pytest.mark.parametrize("word", ["9.0", "09", "9.00"])
@pytest.mark.parametrize("kind", [int, float, "Int64", "category"])
def test_numbers_that_a_word_writes_otherwise(word: str, kind: Any) -> None:
    frame = pd.DataFrame({"r": pd.Series([1, 2, 9] * 40).astype(kind)})
    told = (
        f"the sample: question 'r': column 'r' holds no '{word}', which missing names, but '9' (40 "
        "times); name that under missing too, or, if it is an answer, under levels"
    )
    own, all_of_it = Question("r", "scale", missing=[word]), Question("r", "scale")
    made = lambda *questions, **options: tk.Sample.from_frame(  # noqa: E731
        frame, labels=Codebook(questions, **options)
    )
    assert refused(lambda: made(own)) == refused(lambda: made(all_of_it, missing=[word])) == told
    for missing in ([9], ["9"], [9.0], [word, 9]):
        assert answered(made(Question("r", "scale", missing=missing))) == 80
        assert answered(made(all_of_it, missing=missing)) == 80
    if kind != "category":  # numbers are compared as such
        assert answered(made(Question("r", "number", missing=[word]))) == 80
    assert made(Question("r", "scale", missing=["8.0"])).notes == ()


def test_a_word_of_another_column_is_only_told() -> None:
    frame = pd.DataFrame({"r": [1, 2, 9] * 40, "code": ["01", "02", "09"] * 40})
    book = Codebook([Question("r", "scale"), Question("code")], missing=["09"])
    made = tk.Sample.from_frame(frame, labels=book)
    assert made.answers("code").levels == ("01", "02") and answered(made) == 120
    assert made.notes == (
        "question 'r': column 'r' holds no '09', which missing names, but '9' (40 times), which "
        "counts as an answer; name that under missing too, or, if it is an answer, under levels.",
    )


@pytest.mark.parametrize("word", ["1.0", "01"])
def test_numbers_of_a_routing(word: str) -> None:
    frame = pd.DataFrame({"net": [1, 2] * 40, "a": ["ja", ""] * 40})
    scale = Scale("yn", [("ja", "yes"), ("nee", "no")])
    item = lambda value: Item("blog_publish", "a", scale, asked_if={"net": [value]})  # noqa: E731
    made = lambda value: tk.Sample.from_frame(  # noqa: E731
        frame, labels=Codebook([], [item(value)])
    )
    assert refused(lambda: made(word)) == (
        f"the sample: activity 'blog_publish': column 'net' holds no '{word}', which asked_if names, "
        "but '1' (40 times); name that under asked_if too"
    )
    assert not any("asked_if" in note for note in made(1).notes)


def test_levels() -> None:
    scale = Question("often", "scale", levels=["never", "OFTEN", "refused"])
    assert refused(lambda: sample(scale)) == (
        "the sample: 2 problems:\n"
        "- question 'often': column 'often' holds no 'OFTEN', which levels names, but 'Often' (20 "
        "times) and 'often' (20 times); write the level so, or list both\n"
        "- question 'often': column 'often' holds no 'never', which levels names, but 'Never' (20 "
        "times); write the level so, or list both"
    )
    beside = Question("often", "scale", levels=["Never", "Often", "refused"])
    assert told(sample(beside)) == (
        "question 'often': column 'often' holds 'Often', which levels names, and 'often' (20 times), "
        "which it does not name, and which counts as a level of its own.",
    )
    assert "'TRUE' (40 times)" in refused(lambda: sample(Question("flag", levels=[True, False])))


def test_blanks_around_and_accents_of_two_signs_are_the_same_word() -> None:
    frame = pd.DataFrame({"q": [" cafe\u0301 ", "x"] * 40})
    question = Question("q", levels=["caf\u00e9 ", "x"], missing=())
    made = tk.Sample.from_frame(frame, labels=Codebook([question]))
    assert made.answers("q").levels == ("caf\u00e9", "x") and made.notes == ()
    assert tk.profile(made, "q", where={"q": "cafe\u0301 "}).table["n"][0] == 40


def test_numbers_that_became_text() -> None:
    frame = pd.DataFrame({"q": ["1.0", "2.0", "99.0"] * 40})
    question = Question("q", "scale", levels={1: "low", 2: "high"}, missing=[99])
    told = refused(lambda: tk.Sample.from_frame(frame, labels=Codebook([question])))
    assert "holds no '99', which missing names, but '99.0' (40 times); name that" in told
    assert "holds no '1', which levels names, but '1.0' (40 times); write the level so" in told
    frame = frame.replace("99.0", None).astype(float)
    made = tk.Sample.from_frame(frame, labels=Codebook([question]))
    assert made.answers("q").levels == ("low", "high")


def test_unused_levels_of_a_category_are_not_held() -> None:
    column = pd.Categorical(["a", "b"] * 40, categories=["a", "b", "Refused"])
    frame = pd.DataFrame({"q": column})
    made = tk.Sample.from_frame(frame, labels=Codebook([Question("q", missing=["refused"])]))
    assert made.answers("q").codes.tolist() == [0, 1] * 40


def test_every_word_of_a_mapping_at_once() -> None:
    mapping = {
        "schema": "techno_kit/mapping/1",
        "file": {"missing": ["Refused"]},
        "questions": {
            "owned": {"columns": {"A": "a", "B": "b"}, "chosen": ["ja"]},
            "often": {"levels": ["Often", "often", "Never"]},
        },
        "scales": {"s": {"answers": [["Often", "weekly"], ["Never", "never"]]}},
        "activities": {
            "blog_publish": {"column": "often", "scale": "s", "asked_if": {"b": ["ja"]}},
        },
    }
    assert refused(lambda: tk.Sample.from_frame(FRAME, mapping=mapping)) == (
        "the sample: 4 problems:\n"
        "- question 'often': column 'often' holds answers that are not listed: 'refused' (20 "
        "times); add each to levels or to missing; 'refused' is near 'Refused': if it says the "
        "same, list it with the same meaning\n"
        "- activity 'blog_publish': column 'often' holds answers that the scale 's' does not list: "
        "'often' (20 times) and 'refused' (20 times); add each to the scale's answers or to "
        "missing; 'often' is near 'Often': if it says the same, list it with the same meaning\n"
        "- question 'owned': column 'b' holds no 'ja', which chosen names, but 'Ja' (40 times); "
        "name that under chosen too\n"
        "- activity 'blog_publish': column 'b' holds no 'ja', which asked_if names, but 'Ja' (40 "
        "times); name that under asked_if too"
    )


# --- codebooks -------------------------------------------------------------------------------------


def test_codebooks_take_lists() -> None:
    item = Item("blog_publish", "often", Scale("s", {"Often": "weekly"}))
    book = Codebook([Question("a"), Question("b")], [item])
    assert list(book.questions) == ["a", "b"] and book.items == {"blog_publish": item}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a", "'a'"),
        (["a"], "['a']"),
        ({"a": "b"}, "{'a': 'b'}"),
        (3, "3"),
        (None, "None"),
    ],
)
def test_codebooks_of_no_questions(given: Any, shown: str) -> None:
    assert refused(lambda: Codebook(given), TechnoKitError) == (
        f"the codebook: questions is {shown}; give a list of tk.Question, each with a name of its "
        "own, or {its name: tk.Question}"
    )


def test_items_of_no_activity() -> None:
    assert refused(lambda: Codebook(items=["blog"]), TechnoKitError) == (
        "the codebook: items is ['blog']; give a list of items, each of an activity of its own, or "
        "{its activity: item}"
    )


def test_labels_that_are_no_codebook() -> None:
    labels: Any = [Question("a")]
    assert refused(lambda: tk.Sample.from_frame(FRAME, labels=labels)) == (
        'labels are a tk.Codebook, such as tk.Codebook([tk.Question("Q1")]), not a list'
    )


def test_codebooks_that_do_not_fit_the_columns() -> None:
    item = Item("blog_publish", "blog", Scale("s", {"Often": "weekly"}), {"asked": [1]})
    questions = [battery("a", "c", none="none"), Question("offen")]
    assert refused(lambda: sample(*questions, items=[item])) == (
        "the sample: 4 problems:\n"
        "- question 'owned': none is 'none'; it is one of 'a' and 'c'\n"
        "- question 'owned': the columns 'c' are not there\n"
        "- question 'offen': the columns 'offen' are not there; did you mean 'often'?\n"
        "- activity 'blog_publish': the columns 'blog' and 'asked' are not there"
    )


def test_names_that_are_none() -> None:
    wrong: Any = None
    assert refused(lambda: Question(wrong), TechnoKitError) == (
        'a question\'s name is None; give it a text, such as tk.Question("Q1")'
    )
    for role in ("weight", "clusters", "fpc"):
        assert refused(lambda role=role: tk.Design(**{role: ""})) == (  # type: ignore[misc]
            f"{role} is ''; give the name of one column"
        )
    assert refused(lambda: tk.Design(strata=["", "a"])) == (
        "strata is ['', 'a']; give the name of a column, or a list of names"
    )
    assert refused(lambda: tk.Design(weight="w", raked_on=[""])).startswith("raked_on is ['']; ")
    assert refused(lambda: tk.ReplicateColumns(["R1", ""], method="JK1")) == (
        "columns is ['R1', '']; give the names of the columns, or a pattern such as \"W{1..50}\""
    )
