"""Right answers are right in every form that they come in; wrong ones never raise."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from techno_kit.errors import QuestionError
from techno_kit.teaching import Exercise, check

NAN = float("nan")


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("share", 0.277),
        ("share", 0.2774),
        ("share", 0.2765),
        ("share", np.float32(0.277)),
        ("share", np.array(0.277)),
        ("share", np.array([[0.277]])),
        ("share", [0.277]),
        ("share", pd.Series({"creators": 0.277})),
        ("share", pd.DataFrame({"share": [0.277]})),
        ("share", Decimal("0.277")),
        ("share", Fraction(277, 1000)),
        ("index", 119),
        ("index", 118.6),
        ("count", 2377),
        ("count", np.int64(2377)),
        ("count", 2377.0),
        ("number", 2.54),
        ("truth", True),
        ("truth", np.bool_(True)),
        ("truth", pd.Series([True])),
        ("word", "joiners"),
        ("word", "Joiners "),
        ("word", np.str_("JOINERS")),
        ("word", pd.Index(["joiners"])),
        pytest.param("set", {"critics", "joiners", "creators"}, id="a set"),  # of no order
        ("set", ["Critics", "joiners", "creators", "joiners"]),
        ("set", ("critics", "joiners", "creators")),
        ("set", np.array(["critics", "joiners", "creators"])),
        ("set", pd.Series(["critics", "joiners", "creators"])),
        ("set", pd.Series(["critics", "joiners", "creators"], dtype="category")),
        ("set", pd.Series(1.0, index=["critics", "joiners", "creators"])),
        ("set", pd.Index(["critics", "joiners", "creators"])),
        ("set", pd.DataFrame({"answer": ["critics", "joiners", "creators"]})),
        ("set", {"critics": 1, "joiners": 2, "creators": 3}),
        ("list", ["joiners", "critics"]),
        ("list", pd.Series(["Joiners", "Critics"])),
        ("by_label", {"female": 0.51, "male": 0.49}),
        ("by_label", pd.Series({"Male": 0.49, "Female": 0.51})),
        ("by_label", pd.DataFrame({"share": {"Male": 0.4903, "Female": 0.51}})),
    ],
    ids=repr,
)
def test_a_right_answer_is_right(kinds: dict[str, Exercise], kind: str, answer: object) -> None:
    verdict = check(kinds[kind], answer)
    assert verdict.right, verdict.text
    assert verdict
    assert verdict.text


JUNK = [
    object(),
    print,
    int,
    "",
    "text",
    b"bytes",
    [],
    {},
    set(),
    [[]],
    [None],
    [..., ...],
    {"a": {"b": 1}},
    {"Female": None, "Male": object()},
    (1, "a"),
    range(3),
    iter(()),
    False,
    NAN,
    pd.NA,
    pd.NaT,
    np.nan,
    np.datetime64("NaT"),
    float("inf"),
    complex(1, 2),
    np.array([]),
    np.arange(6).reshape(2, 3),
    np.array([{}], dtype=object),
    pd.Series(dtype=float),
    pd.Series([pd.NA], dtype="Float64"),
    pd.Series([1, 2, 3]),
    pd.Series([True, False], index=[0, 1]),
    pd.DataFrame(),
    pd.DataFrame({"a": [1, 2], "b": [3, 4]}),
    pd.DataFrame({"a": ["x"]}, index=pd.MultiIndex.from_tuples([("p", "q")])),
    pd.Series([1.0], index=pd.MultiIndex.from_tuples([("p", 1)])),
    Decimal("NaN"),
    Decimal("sNaN"),
    10**400,
]


@pytest.mark.parametrize(
    "answer", JUNK, ids=[f"{n}-{type(x).__name__}" for n, x in enumerate(JUNK)]
)
def test_an_answer_of_any_kind_gets_a_verdict(kinds: dict[str, Exercise], answer: object) -> None:
    for kind, exercise in kinds.items():
        verdict = check(exercise, answer)
        assert not verdict.right, kind
        assert verdict.text, kind
        assert verdict._repr_html_()


@pytest.mark.parametrize("answer", [..., None])
def test_no_answer_is_no_mistake(kinds: dict[str, Exercise], answer: object) -> None:
    for exercise in kinds.values():
        assert check(exercise, answer).state == "open"


def test_a_share_just_outside_its_tolerance_is_wrong(kinds: dict[str, Exercise]) -> None:
    assert check(kinds["share"], 0.2775).right
    assert not check(kinds["share"], 0.2776).right
    assert not check(kinds["count"], 2376).right
    assert not check(kinds["index"], 119.2).right


def test_a_truth_is_no_number_and_a_number_no_truth(kinds: dict[str, Exercise]) -> None:
    one = Exercise("one", lambda: 1, unit="count")
    assert not check(one, True).right
    assert not check(kinds["truth"], 1).right


def test_an_exercise_is_asked_anew_each_time() -> None:
    answers = iter([1, 2])
    exercise = Exercise("next", lambda: next(answers), unit="count")
    assert [check(exercise, 2).right, check(exercise, 2).right] == [False, True]


def test_an_answer_too_large_to_write_out() -> None:
    assert "The answer is not 1e+308." in check("respondents", 1e308).text


@pytest.mark.parametrize("name", [[], pd.NA, 3])
def test_a_name_that_is_no_text(name: object) -> None:
    with pytest.raises(QuestionError) as error:
        check(name, 3)  # type: ignore[arg-type]
    assert str(error.value) == (
        "the name of an exercise is a text, or an Exercise of your own, not a "
        f"{type(name).__name__}"
    )
