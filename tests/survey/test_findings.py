"""What a sample's notes tell of how its answers were read."""

from typing import Any

import pandas as pd

import techno_kit as tk
from techno_kit.survey.codebook import Codebook, Question

USE = {"use": {"answers": [[1, "yes"], [0, "no"], [9, "not_asked"]]}}
ASKED = {"online": [1]}


def notes(frame: dict, **mapping: Any) -> tuple[str, ...]:
    mapping = {"schema": "techno_kit/mapping/1", "scales": USE, **mapping}
    return tk.Sample.from_frame(pd.DataFrame(frame), mapping=mapping, notes=["Read."]).notes


def item(**more: Any) -> dict:
    return {"blog_read": {"column": "b", "scale": "use", **more}}


def test_answers_that_need_no_word_have_none() -> None:
    frame = {"b": [1, 0, None, 9], "online": [1, 1, 1, 0]}
    assert notes(frame, activities=item(asked_if=ASKED)) == ("Read.",)


def test_an_item_that_is_blank_for_everyone() -> None:
    assert notes({"b": [None, ""]}, activities=item()) == (
        "Read.",
        "'blog_read': the columns are blank for everyone; they count as not asked.",
    )


def test_an_item_of_ticks_alone() -> None:
    _, note = notes({"b": [1, None]}, activities=item())
    assert note.startswith("'blog_read': the columns hold only what means doing it, and blanks")


def test_a_routing_that_lets_nobody_through() -> None:
    frame = {"b": [1, None], "online": [2, 0]}
    assert notes(frame, activities=item(asked_if=ASKED))[-1] == (
        "blog_read: asked_if holds for nobody, so that every blank counts as routed out; check its "
        "column and values."
    )


def test_answers_of_those_who_were_not_asked() -> None:
    frame = {"b": [1, 1, 0, 9, None], "online": [1, 0, 0, 0, 0]}
    assert notes(frame, activities=item(asked_if=ASKED))[-1] == (
        "blog_read: 2 respondents answered although asked_if says that they were not asked; the "
        "answers stand."
    )


def test_a_battery_of_ticks_alone() -> None:
    owned = {"owned": {"columns": {"phone": "p", "tablet": "t"}}}
    frame = {"p": [1, None, None], "t": [1, 1, None]}
    _, note = notes(frame, questions=owned)
    assert note.startswith(
        "owned: its columns hold only what was chosen, and blanks; whoever chose"
    )
    assert "(1 respondent)" in note
    owned["owned"]["blank"] = "not_chosen"  # type: ignore[assignment]
    assert notes(frame, questions=owned) == ("Read.",)


def test_numbers_that_a_rule_for_the_whole_file_takes_away() -> None:
    age = {"age": {"cut": [10, 50]}}
    frame = {"age": [97, 20, 97]}
    _, note = notes(frame, questions=age, file={"missing": [97, 98]})
    assert note.startswith("age: 2 respondents hold a number that is among the values missing in")
    age["age"]["missing"] = []
    assert notes(frame, questions=age, file={"missing": [97, 98]}) == ("Read.",)


def test_a_routing_question_that_is_read_otherwise_is_read_anew() -> None:
    mapping = {"schema": "techno_kit/mapping/1", "scales": USE, "activities": item(asked_if=ASKED)}
    frame = pd.DataFrame({"b": [1, None, None], "online": [1, 0, 0], "x": [1, 2, 3]})
    before = tk.Sample.from_frame(frame, mapping=mapping)
    ladder = tk.load_ladder("2010")
    assert tk.score(before, ladder)["inactives"].tolist() == [False, True, True]
    after = before.with_question(tk.Question("online", missing=[0]))  # 0: no answer to it
    assert tk.score(after, ladder)["inactives"].tolist() == [False, pd.NA, pd.NA]
    assert tk.score(before, ladder)["inactives"].tolist() == [False, True, True]


def labelled(**levels: list[tuple[int, str]]) -> tuple[str, ...]:
    book = Codebook({name: Question(name, levels=each) for name, each in levels.items()})
    frame = pd.DataFrame({name: [code for code, _ in each] for name, each in levels.items()})
    return tk.Sample.from_frame(frame, labels=book).notes


def test_codes_that_a_file_gives_one_label() -> None:
    twice = [(1, "North"), (2, "South"), (3, "North")]
    assert labelled(q=twice, r=[(1, "a"), (2, "b"), (3, "c")]) == (
        "q: the codes 1 and 3 have one label, “North”, and are read as one answer; give each a "
        "label of its own if they are two.",
    )
    (note,) = labelled(q=twice, r=twice, s=twice)
    assert note.endswith(" if they are two. The same holds in 'r' and 's'.")


def test_no_answer_by_two_codes_is_no_news_and_what_a_mapping_merges_neither() -> None:
    (note,) = labelled(q=[(1, "yes"), (8, "Don't know"), (9, "Don't know")])
    assert "have one label" not in note
    levels = [[1, "18-34"], [2, "18-34"], [3, "35+"]]
    questions = {"q": {"column": "q", "levels": levels}}
    assert notes({"q": [1, 2, 3]}, questions=questions) == ("Read.",)


def test_labels_of_no_answer_that_no_file_declares_missing() -> None:
    levels = [(-1, "Refused"), (-2, "Don't know"), (1, "Yes"), (2, "No")]
    assert labelled(q=levels, r=levels) == (
        "Labels that read as no answer count as answers, as the file does not declare them "
        "missing: 'q' ('Refused' and \"Don't know\": 50% of its answers) and 'r' ('Refused' and "
        '"Don\'t know": 50% of its answers). Where they are none, give the question missing = '
        "[their codes].",
    )
    frame = pd.DataFrame({"q": [1, 2, -1, 1]})
    for own in (
        Question("q", levels=levels, missing=[-1]),  # nobody gave the other
        Question("q", levels=levels, strict=True),  # listed on purpose
    ):
        book = Codebook(questions={"q": own})
        assert tk.Sample.from_frame(frame, labels=book).notes == ()
