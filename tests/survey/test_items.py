"""Activity items and select-all batteries as ranks, routing included."""

import numpy as np
import pandas as pd
import pytest

from techno_kit.errors import QuestionError
from techno_kit.survey.codebook import RANKS, Item, Question, Scale
from techno_kit.survey.items import battery, item_column, self_describing

SCALE = Scale("use", ((1, "daily"), (2, "never"), (8, "dont_know"), (9, "not_asked")))
DAILY, NEVER, BLANK, DONT_KNOW = (RANKS[each] for each in ("daily", "never", "blank", "dont_know"))


def ranks(answers: list, asked: list | None = None, missing: tuple = (), **item: object) -> list:
    frame = pd.DataFrame({"b": pd.Series(answers, dtype="object")})
    routing = ()
    if asked is not None:
        frame["online"] = pd.Series(asked, dtype="object")
        routing = (("online", (1,)),)
    found = item_column(frame, Item("blog_read", "b", SCALE, routing, **item), missing)
    assert found.has_missing == any(each == BLANK for each in found.codes)
    return found.codes.tolist()


# --- routing -------------------------------------------------------------------------------------


def test_who_was_routed_out_does_not_do_it() -> None:
    assert ranks([1, None, None], asked=[1, 0, "0"]) == [DAILY, NEVER, NEVER]


def test_who_was_routed_out_can_be_missing() -> None:
    assert ranks([1, None, 9], asked=[1, 0, 0], otherwise="missing") == [DAILY, BLANK, BLANK]


def test_who_was_asked_and_left_it_blank_stays_blank() -> None:
    assert ranks([None, "", 97], asked=[1, 1.0, "1"], missing=(97,)) == [BLANK] * 3


def test_an_answer_of_substance_stands_whatever_the_routing_says() -> None:
    assert ranks([1, 2, 8, 9], asked=[0] * 4) == [DAILY, NEVER, DONT_KNOW, NEVER]


@pytest.mark.parametrize("blank", [None, "", " ", 97])
def test_an_unanswered_routing_question_does_not_route_out(blank: object) -> None:
    assert ranks([None, None], asked=[blank, 0], missing=(97,)) == [BLANK, NEVER]


def test_routing_by_several_columns_needs_all_of_them() -> None:
    frame = pd.DataFrame({"b": [None] * 4, "x": [1, 1, 2, None], "y": ["yes", "no", "yes", "yes"]})
    item = Item("blog_read", "b", SCALE, (("x", (1,)), ("y", ("yes",))))
    assert item_column(frame, item, ()).codes.tolist() == [BLANK, NEVER, NEVER, BLANK]


def test_reading_an_item_leaves_the_frame_alone() -> None:
    frame = pd.DataFrame({"b": [1, 2, 9], "online": [1, 1, 0]})
    before = frame.copy()
    item_column(frame, Item("blog_read", "b", SCALE, (("online", (1,)),)), ())
    pd.testing.assert_frame_equal(frame, before)


# --- columns that describe themselves ------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["weekly", "never", None], [3, 0, -1]),
        (["dont_know", "not_asked", "several_daily"], [-2, 0, 5]),
        ([1, 0, None], [6, 0, -1]),
        (["1", "0", ""], [6, 0, -1]),
        ([True, False, True], [6, 0, 6]),
        (["yes", "no", "yes"], [6, 0, 6]),
    ],
)
def test_words_and_yes_no_need_no_mapping(answers: list, expected: list[int]) -> None:
    column = pd.Series(answers, name="blog_read")
    item = self_describing("blog_read", column)
    assert item is not None
    frame = column.to_frame()
    assert item_column(frame, item, ()).codes.tolist() == expected


@pytest.mark.parametrize("answers", [[None, None], ["", " "]])
def test_a_blank_column_is_no_item(answers: list) -> None:
    assert self_describing("blog_read", pd.Series(answers, dtype="object")) is None


@pytest.mark.parametrize(("answers", "odd"), [([1, 2], "'2'"), (["weekly", "often"], "'often'")])
def test_a_column_of_an_activity_s_name_with_other_answers_is_refused(
    answers: list, odd: str
) -> None:
    with pytest.raises(QuestionError) as error:
        self_describing("blog_read", pd.Series(answers, dtype="object"))
    assert str(error.value).startswith(
        "column 'blog_read' has the name of an activity, but holds answers that are no "
        "frequencies: "
    )
    assert f"{odd}; map it, or write one of several_daily, daily, " in str(error.value)


def test_frequency_words_may_be_written_as_people_write_them() -> None:
    column = pd.Series(["Weekly", "Several daily", "don't know", None], name="blog_read")
    with pytest.raises(QuestionError):
        self_describing("blog_read", column)
    item = self_describing("blog_read", column[:2])
    assert item is not None
    assert item_column(column[:2].to_frame(), item, ()).codes.tolist() == [3, 5]


# --- select all that apply -----------------------------------------------------------------------


def chosen(frame: dict, missing: tuple = (), **question: object) -> tuple[list, tuple[str, ...]]:
    table = pd.DataFrame(frame)
    found = battery(table, Question("q", "multiple", list(frame), **question), missing)
    return [column.tolist() for column in found.columns], found.problems


YES, NO = RANKS["yes"], RANKS["no"]


def test_zero_and_one_with_blanks() -> None:
    columns, problems = chosen({"a": [1, 0, None], "b": ["1", "0", " "]})
    assert columns == [[YES, NO, BLANK], [YES, NO, BLANK]]
    assert problems == ()


def test_ticks_alone_leave_out_what_was_not_ticked() -> None:
    """A blank beside a choice is "not chosen"; without any choice nothing was answered."""
    columns, _ = chosen({"a": [1, None, None], "b": [None, 1, None]})
    assert columns == [[YES, NO, BLANK], [NO, YES, BLANK]]


def test_one_zero_anywhere_makes_every_blank_a_blank() -> None:
    columns, _ = chosen({"a": [1, None, None], "b": [None, 1, 0]})
    assert columns == [[YES, BLANK, BLANK], [BLANK, YES, NO]]


def test_a_blank_can_be_said_to_mean_not_chosen() -> None:
    frame = {"a": [1, None, "", 97], "b": [None, " ", None, 1]}
    columns, problems = chosen(frame, (97,), blank="not_chosen")
    assert columns == [[YES, NO, NO, BLANK], [NO, NO, NO, YES]]
    assert problems == ()


def test_those_without_a_tick_are_counted() -> None:
    question = Question("q", "multiple", ["a", "b"])
    ticks = pd.DataFrame({"a": [1, None, None], "b": [None, None, None]})
    assert battery(ticks, question, ()).unticked == 2
    assert battery(ticks.fillna({"b": 0}), question, ()).unticked == 0


def test_named_values_are_chosen_and_all_others_are_not() -> None:
    columns, problems = chosen({"a": ["x", "y", None], "b": [2.0, 3, 97]}, (97,), chosen=["x", 2])
    assert columns == [[YES, NO, BLANK], [YES, NO, BLANK]]
    assert problems == ()


def test_other_answers_than_zero_and_one_are_told_by_column() -> None:
    _, problems = chosen({"a": [1, 0, 2], "b": ["1", "yes", "no"]})
    assert problems == (
        "question 'q': column 'a' holds answers other than 0 and 1: '2'; name those that mean "
        "chosen with chosen=[...]",
        "question 'q': column 'b' holds answers other than 0 and 1: 'yes' and 'no'; name those "
        "that mean chosen with chosen=[...]",
    )


def test_a_battery_without_an_answer() -> None:
    columns, problems = chosen({"a": [None, None], "b": [np.nan, np.nan]})
    assert columns == [[BLANK, BLANK], [BLANK, BLANK]] and problems == ()


def test_categories_that_nobody_gave_do_not_count() -> None:
    columns, problems = chosen({"a": pd.Categorical([1, 0], [0, 1, 2])})
    assert columns == [[YES, NO]] and problems == ()
    words = pd.Series(pd.Categorical(["weekly", "never"], ["never", "weekly", "often"]))
    assert self_describing("blog_read", words) is not None


@pytest.mark.parametrize("dtype", ["int8", "bool", "float32", "Int64", "boolean", "category"])
def test_ticks_of_any_type(dtype: str) -> None:
    columns, _ = chosen({"a": pd.Series([1, 0, 1]).astype(dtype)})
    assert columns == [[YES, NO, YES]]
