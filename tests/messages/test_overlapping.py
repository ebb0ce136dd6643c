"""What overlaps refuse and say, word for word."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError, SampleError

FRAME = pd.DataFrame(
    {
        "tv": [1, 1, 0, 0] * 50,
        "radio": [1, 1, 1, 0] * 50,
        "sex": ["Female", "Male"] * 100,
    }
)


def media() -> tk.Sample:
    question = tk.Question("media", kind="multiple", columns={"TV": "tv", "Radio": "radio"})
    return tk.Sample.from_frame(FRAME).with_question(question)


def refused(question: str = "media", **options: object) -> str:
    with pytest.raises(QuestionError) as error:
        tk.overlaps(media(), question, **options)  # type: ignore[arg-type]
    return str(error.value)


def test_no_sample() -> None:
    with pytest.raises(SampleError) as error:
        tk.overlaps(FRAME, "media")  # type: ignore[arg-type]
    assert str(error.value).startswith("tk.overlaps takes a tk.Sample first, not a DataFrame")


def test_one_answer_only() -> None:
    assert refused("sex") == (
        "tk.overlaps: 'sex' takes one answer, so no two of them go together; overlaps are those of a ladder or a "
        "question with several answers"
    )
    alone = tk.Question("alone", kind="multiple", columns={"TV": "tv"})
    with pytest.raises(QuestionError) as error:
        tk.overlaps(media().with_question(alone), "alone")
    assert str(error.value) == (
        "tk.overlaps: 'alone' has one answer that can go together with others; two are needed"
    )


def test_an_unknown_question_or_group() -> None:
    assert refused("mediaa") == ("there is no question or column 'mediaa'; did you mean 'media'?")
    assert refused(by="sexe") == "there is no question or column 'sexe'; did you mean 'sex'?"


def test_all_wrong_options_at_once() -> None:
    wrong = {"interval": "walt", "missing": "out", "confidence": 95, "suppress_below": -1}
    assert refused(**wrong) == (
        "tk.overlaps: 4 problems:\n"
        "- interval is 'walt'; it is one of 'logit', 'beta', 'wilson' and 'wald'; did you mean 'wald'?\n"
        "- missing is 'out'; it is one of 'in_base' and 'exclude'\n"
        "- confidence is 95; it lies between 0 and 1, such as 0.95\n"
        "- suppress_below is -1; it is 0 or more"
    )


@pytest.mark.parametrize(
    ("group", "message"),
    [
        (
            {"by": "sex"},
            "a group is named by its question and its level: pass by= and level= together",
        ),
        (
            {"by": "age", "level": "x"},
            "by is 'age', which is no question of the groups; they are 'sex'",
        ),
        (
            {"by": "sex", "level": "Femal"},
            "'sex' has no level 'Femal'; it has 'Female' and 'Male'; did you mean 'Female' or 'Male'?",
        ),
    ],
)
def test_a_group_that_is_not_there_cannot_be_drawn(group: dict[str, str], message: str) -> None:
    found = tk.overlaps(media(), "media", by="sex")
    for draw in (found.plot, found.plot_pairs):
        with pytest.raises(QuestionError) as error:
            draw(**group)
        assert str(error.value) == message


def test_without_groups_there_are_none_to_draw() -> None:
    with pytest.raises(QuestionError) as error:
        tk.overlaps(media(), "media").plot(by="sex", level="Male")
    assert str(error.value) == (
        "by is 'sex', which is no question of the groups; they are none, as it was made without by="
    )


def test_the_text() -> None:
    assert tk.overlaps(media(), "media").text == (
        "Of 200 respondents (unweighted) 50% have the commonest of 3 combinations, “TV” + “Radio” (43% to 57%; 95% "
        "intervals). On average they chose 1.25 of 2 answers (1.13 to 1.37). The pair that goes together most, with a "
        "phi of 0.58, is “TV” and “Radio”: of 100 respondents who chose “TV” 100% chose “Radio” too (96% to 100%), and 1.3 times as many chose both as if the "
        "two were independent (1.2 to 1.4)."
    )


def test_independent_answers() -> None:
    frame = pd.DataFrame({"tv": [1, 1, 0, 0] * 50, "radio": [1, 0, 1, 0] * 50})
    question = tk.Question("media", kind="multiple", columns={"TV": "tv", "Radio": "radio"})
    found = tk.overlaps(tk.Sample.from_frame(frame).with_question(question), "media")
    assert found.text.endswith(
        "The answers “TV” and “Radio” do not go together clearly more, or less, than if they were independent."
    )
    third = frame.assign(web=[1, 1, 0, 0, 0, 0, 1, 1] * 25)
    columns = {"TV": "tv", "Radio": "radio", "Web": "web"}
    question = tk.Question("media", kind="multiple", columns=columns)
    found = tk.overlaps(tk.Sample.from_frame(third).with_question(question), "media")
    assert found.text.endswith(
        "No two answers go together clearly more, or less, than if they were independent, allowing for the number "
        "of pairs."
    )


def test_one_respondent_has_no_interval() -> None:
    found = tk.overlaps(
        tk.Sample.from_frame(pd.DataFrame({"tv": [1], "radio": [1]})).with_question(
            tk.Question("media", kind="multiple", columns={"TV": "tv", "Radio": "radio"})
        ),
        "media",
        suppress_below=0,
    )
    assert found.text.startswith(
        "Of 1 respondent (unweighted) all have one combination, “TV” + “Radio”: 100% (no interval). "
    )


def test_the_notes_and_the_method() -> None:
    found = tk.overlaps(media(), "media")
    assert found.notes == [
        "Population: not stated. Base: 200 respondents, unweighted; effective base 200.",
        "Lift: share that holds both over the share that would if the two were independent; phi: correlation of the "
        "two, from -1 to 1.",
    ]
    assert (
        "The lift is the share that holds both over the product of the two shares; its 95% interval is from the "
        "error of its log, with the covariance of all three shares."
    ) in found.method


def test_what_a_reader_of_pictures_is_told() -> None:
    found = tk.overlaps(media(), "media")
    assert found.plot().description == (
        "How they go together: media. Chart of combinations: 3 of 3 combinations, each with the answers that it "
        "holds. The most frequent: TV + Radio 50%; none of them 25%; Radio 25%. Answers: TV 50% and Radio 75%."
    )
    assert found.plot_pairs().description == (
        "How they go together: media. Table of 2 answers by each other on colours. The pairs furthest above what "
        "independence would give, with the share of the first who also hold the second: TV to Radio, 100%."
    )


def test_bounds_that_break_are_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    from techno_kit.analysis.overlaps import overlap_tables

    monkeypatch.setattr(overlap_tables, "ROUNDING", -np.inf)
    with pytest.raises(tk.TechnoKitError) as error:
        tk.overlaps(media(), "media")
    assert str(error.value) == (
        "the overlaps break their own bounds; this is a fault of techno_kit, please report it"
    )
