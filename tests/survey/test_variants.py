"""Answers that differ in capitals or blanks only are told, where nothing lists the answers."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey import variants
from techno_kit.survey.codebook import Codebook, Question

ONE = (
    "In column {} {} differ in capitals or blanks only, and count as separate answers; "
    "sample.merge_levels({}, {}) makes them one."
)
MIXED = ["Yes", "yes", "YES ", "No", "Yes"]


def notes(values: list[object], book: Codebook | None = None) -> tuple[str, ...]:
    return tk.Sample.from_frame(pd.DataFrame({"q": values * 4}), labels=book).notes


def test_spellings_are_told_with_a_cure_that_works() -> None:
    levels = {"Yes": ["Yes", "yes", "YES"]}
    told = ONE.format("'q'", "'Yes' / 'yes' / 'YES'", "'q'", levels)
    assert notes(MIXED) == (told,)
    sample = tk.Sample.from_frame(pd.DataFrame({"q": MIXED * 4})).merge_levels("q", levels)
    assert sample.answers("q").levels == ("No", "Yes")


def test_all_columns_are_named() -> None:
    frame = pd.DataFrame({"q": ["Ja", "ja"] * 9, "r": ["nee", "Nee"] * 9, "s": ["a", "b"] * 9})
    assert tk.Sample.from_frame(frame).notes[0].endswith(" makes them one. So it is in 'r'.")


@pytest.mark.parametrize(
    "values",
    [
        ["yes", "no", "No answer", "NO ANSWER AT ALL", "maybe"],
        [1, 2, 1, 2, 3],
        ["1", "01", "2", "1.0", "3"],
        [True, False, True, True, False],
        ["a", "b", None, "", " a"],
        [["a"], ["A"], ["a"], ["b"], ["b"]],
    ],
)
def test_other_columns_are_not_told(values: list[object]) -> None:
    assert not any("capitals" in each for each in notes(values))


def test_open_texts_are_not_told() -> None:
    frame = pd.DataFrame({"why": [f"Because {n}" for n in range(20)] + ["because 1"]})
    assert tk.Sample.from_frame(frame).notes == ()


def test_what_lists_its_answers_is_told_otherwise() -> None:
    listed = Question("q", levels=[("Yes", "Yes"), ("No", "No")])
    assert not any("separate answers" in each for each in notes(MIXED, Codebook([listed])))
    assert any("separate answers" in each for each in notes(MIXED, Codebook([Question("q")])))
    assert (
        notes(["yes", "Refused", "refused", "no"], Codebook(missing=["Refused", "refused"])) == ()
    )


def test_personal_data_are_not_quoted() -> None:
    book = Codebook(personal={"q": "name"})
    assert notes(MIXED, book) == ()


def test_long_columns_are_looked_at_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variants, "LOOKED_AT", 100)
    values = np.array(["Yes", "No"] * 500, object)
    values[500:] = "yes"
    assert tk.Sample.from_frame(pd.DataFrame({"q": values})).notes != ()


def test_a_declared_order_is_not_told_as_unknown() -> None:
    answers = ["Never", "Now", "Always", "Sometimes"]
    assert any("'q'" in each for each in notes(list(answers)))
    categories = pd.Categorical(answers * 4, categories=answers)
    assert tk.Sample.from_frame(pd.DataFrame({"q": categories})).notes == ()
