"""Who: conditions nest, hold row by row, and read as a sentence."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError
from techno_kit.survey.audience import Audience

FRAME = pd.DataFrame(
    list(product(["young", "old", None], ["Female", "Male", None], [1, 2])),
    columns=["age", "sex", "code"],
)
SAMPLE = tk.Sample.from_frame(FRAME)
YOUNG, WOMEN = {"age": ["young"]}, {"sex": ["Female"]}
young, women = (FRAME["age"] == "young").to_numpy(), (FRAME["sex"] == "Female").to_numpy()
old, one = (FRAME["age"] == "old").to_numpy(), (FRAME["code"] == 1).to_numpy()


def rows(audience: object) -> list[bool]:
    return SAMPLE.contains(Audience.of(audience)).tolist()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (YOUNG, young),
        ({"age": ["young", "old"]}, young | old),
        ({"age": "young"}, young),
        ({**YOUNG, **WOMEN}, young & women),
        (Audience.all(YOUNG, WOMEN), young & women),
        (Audience.any(YOUNG, WOMEN), young | women),
        (Audience.none(YOUNG, WOMEN), ~(young | women)),
        (Audience.none(YOUNG), ~young),
        (Audience.at_least(1, YOUNG, WOMEN), young | women),
        (Audience.at_least(2, YOUNG, WOMEN), young & women),
        (
            Audience.at_least(2, YOUNG, WOMEN, {"code": [1]}),
            young.astype(int) + women + one >= 2,
        ),
        (Audience.none(Audience.none(YOUNG)), young),
        (Audience.all(Audience.any(YOUNG, WOMEN), {"code": [1]}), (young | women) & one),
        (
            Audience.any(Audience.all(YOUNG, WOMEN), Audience.none({"code": [1]})),
            young & women | ~one,
        ),
        (Audience.all(Audience.at_least(1, Audience.none(YOUNG), WOMEN)), ~young | women),
        (Audience.all(Audience.all(Audience.all(YOUNG))), young),
    ],
)
def test_conditions_hold_row_by_row(audience: object, expected: np.ndarray) -> None:
    assert rows(audience) == expected.tolist()


def test_no_answer_is_not_holding_and_so_belongs_to_none_of() -> None:
    blank = FRAME["age"].isna().to_numpy()
    assert not (SAMPLE.contains(Audience.of({"age": ["young", "old"]})) & blank).any()
    assert SAMPLE.contains(Audience.none({"age": ["young", "old"]})).tolist() == blank.tolist()


@pytest.mark.parametrize("level", [1, 1.0, "1", np.int64(1), np.float32(1), [1], (1.0,), ["1"]])
def test_a_code_is_known_by_its_number(level: object) -> None:
    assert rows({"code": level}) == one.tolist()


def test_levels_may_come_as_an_array() -> None:
    assert rows({"code": np.array([1, 2])}) == [True] * len(FRAME)


def test_true_and_false_are_levels() -> None:
    sample = tk.Sample.from_frame(pd.DataFrame({"online": [True, False]}))
    assert sample.contains(Audience.of({"online": True})).tolist() == [True, False]
    assert sample.contains(Audience.of({"online": np.bool_(False)})).tolist() == [False, True]


def test_an_answer_of_a_multiple_choice() -> None:
    both = tk.Question("owned", kind="multiple", columns={"phone": "a", "tablet": "b"})
    frame = pd.DataFrame({"a": [1, 0, 1, None], "b": [1, 1, 0, None]})
    sample = tk.Sample.from_frame(frame).with_question(both)
    assert sample.contains(Audience.of({"owned": ["phone"]})).tolist() == [True, False, True, False]
    assert sample.contains(Audience.of({"owned": ["phone", "tablet"]})).tolist() == [
        *(True, True, True, False)
    ]


def test_selected_rows_are_kept_one_by_one() -> None:
    for n in (1, 7, 8, 9, 100):
        chosen = np.arange(n) % 3 == 0
        assert Audience.selected(chosen).mask(None, n).tolist() == chosen.tolist()  # type: ignore[arg-type]


# --- sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "sentence"),
    [
        (YOUNG, "age is young"),
        ({"age": ["young", "old", "ageless"]}, "age is young, old or ageless"),
        ({**YOUNG, **WOMEN}, "age is young and sex is Female"),
        (Audience.any(YOUNG, WOMEN), "age is young or sex is Female"),
        (Audience.none(YOUNG, WOMEN), "none of: age is young or sex is Female"),
        (
            Audience.at_least(2, YOUNG, WOMEN, {"code": [1]}),
            "at least 2 of: age is young, sex is Female or code is 1",
        ),
        (
            Audience.all(Audience.any(YOUNG, WOMEN), {"code": [1]}),
            "(age is young or sex is Female) and code is 1",
        ),
        ({"q": ["{x}", "50%", 'a "b"', "日本"]}, 'q is {x}, 50%, a "b" or 日本'),
    ],
)
def test_an_audience_reads_as_a_sentence(audience: object, sentence: str) -> None:
    assert str(Audience.of(audience)) == sentence  # type: ignore[arg-type]


def test_captions_use_the_questions_wordings() -> None:
    nested = Audience.all(Audience.any(YOUNG, WOMEN), {"code": [1]})
    titles = {"age": "Age group", "code": "Code {1}"}
    assert nested.told(titles) == "(Age group is young or sex is Female) and Code {1} is 1"


def test_selected_rows_read_as_what_they_are() -> None:
    assert str(Audience.selected(np.array([True]))) == "a selection of respondents"


def test_an_audience_knows_its_questions_once_each() -> None:
    nested = Audience.all(Audience.any(YOUNG, WOMEN), Audience.none({"age": ["old"], "code": [1]}))
    assert nested.questions == ("age", "sex", "code")
    assert Audience.selected(np.array([True])).questions == ()


# --- an audience follows its question ------------------------------------------------------------


def test_a_question_that_is_read_otherwise_gives_another_audience() -> None:
    men = Audience.of({"sex": ["Male"]})
    sample = tk.Sample.from_frame(pd.DataFrame({"sex": [1, 2, 2]}))
    first = sample.with_question(tk.Question("sex", levels=[(1, "Male"), (2, "Female")]))
    second = first.with_question(tk.Question("sex", levels=[(1, "Female"), (2, "Male")]))
    assert first.contains(men).tolist() == [True, False, False]
    assert second.contains(men).tolist() == [False, True, True]
    third = second.with_question(tk.Question("sex", levels=[(1, "Woman"), (2, "Man")]))
    with pytest.raises(QuestionError):
        third.contains(men)


# --- what is refused -----------------------------------------------------------------------------


def refused(make: object) -> str:
    with pytest.raises(QuestionError) as error:
        make()  # type: ignore[operator]
    return str(error.value)


@pytest.mark.parametrize("rule", ["all", "any", "none"])
def test_a_rule_without_conditions(rule: str) -> None:
    assert refused(getattr(Audience, rule)) == (
        f'tk.Audience.{rule} needs conditions, such as {{"age_group": ["18-24"]}}'
    )


def test_at_least_needs_a_number_that_can_be_met() -> None:
    assert refused(lambda: Audience.at_least(1)) == (
        'tk.Audience.at_least needs conditions, such as {"age_group": ["18-24"]}'
    )
    for k in (0, -1, 3, 1.5, "2", None):
        assert refused(lambda k=k: Audience.at_least(k, YOUNG, WOMEN)) == (
            "tk.Audience.at_least needs a whole number from 1 to the number of its parts (2), not "
            f"{k!r}"
        )


@pytest.mark.parametrize("levels", [[], (), None, {"young"}, {"young": 1}])
def test_levels_that_are_no_list(levels: object) -> None:
    assert refused(lambda: Audience.of({"age": levels})) == (  # type: ignore[dict-item]
        "an audience names the levels of 'age' as a list, such as {'age': [\"18-24\"]}"
    )


def test_a_nested_part_is_checked_too() -> None:
    message = refused(lambda: rows(Audience.all(YOUNG, Audience.none({"sex": ["Femal"]}))))
    assert message == (
        "question 'sex' has no answer 'Femal'; its answers are 'Female' and 'Male'; did you mean "
        "'Female' or 'Male'?"
    )
