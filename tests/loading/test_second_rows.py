"""A second header row that words the questions, in tables of no platform."""

import csv
from pathlib import Path

import pytest

import techno_kit as tk

NAMES = ["Q1", "Q2", "Q3"]
WORDING = ["What is your sex?", "How old are you?", "How often do you read blogs?"]
ROWS = [["F", "31", "Never"], ["M", "28", "Daily"], ["F", "45", "Never"], ["M", "52", "Daily"]] * 3


def table(path: Path, *rows: list[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_row_of_wordings_is_no_respondent(tmp_path: Path) -> None:
    sample = tk.read(table(tmp_path / "a.csv", NAMES, WORDING, *ROWS))
    assert sample.n == len(ROWS)
    questions = sample.codebook.questions
    assert {name: (each.kind, each.label) for name, each in questions.items()} == {
        "Q1": ("single", "What is your sex?"),
        "Q2": ("single", "How old are you?"),
        "Q3": ("single", "How often do you read blogs?"),
    }
    assert sample.frame["Q2"].dtype.kind == "i"
    assert str(sample.source) == (
        "a.csv: delimited text, separator ',', encoding UTF-8, 2 header rows"
    )
    assert sample.notes == (
        "a.csv: separator ',', encoding UTF-8.",
        "The row below the names words the questions ('What is your sex?', ...) and is read as a "
        'second header row, not as a respondent; format="csv" or format="excel" reads it as one.',
    )


def test_format_says_that_it_is_a_respondent_or_whose_export_it_is(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", NAMES, WORDING, *ROWS)
    assert tk.read(path, format="csv").n == len(ROWS) + 1
    sample = tk.read(path, format="qualtrics")
    assert sample.n == len(ROWS)
    assert sample.codebook.questions["Q2"].label == "How old are you?"


CODES = [["1", "31", "Never"], ["2", "28", "Daily"], ["1", "45", "Never"]] * 3
LABELS = ["Sex", "Age", "Blogs"]
KEPT = (
    "The row below the names looks like a second header row ({!r}, ...), and is read as a "
    "respondent, because format= was given; leave format out to have it read as a header."
)


def test_a_row_of_short_labels_over_columns_of_numbers_is_no_respondent(tmp_path: Path) -> None:
    sample = tk.read(table(tmp_path / "a.csv", NAMES, LABELS, *CODES))
    assert sample.n == len(CODES)
    assert sample.frame.dtypes.map(lambda each: each.kind).tolist()[:2] == ["i", "i"]
    assert {name: each.label for name, each in sample.codebook.questions.items()} == dict(
        zip(NAMES, LABELS, strict=True)
    )
    assert any("'Sex', ..." in each for each in sample.notes)


@pytest.mark.parametrize(
    "second",
    [
        ["Refused", "Don't know", "Blogs"],  # what a respondent may say
        ["few", "few", "Blogs"],
        ["Sex", "33", "Blogs"],
        ["Sex", "", "Blogs"],
        ["Sex", "Age", "Never"],
    ],
)
def test_what_a_respondent_may_give_is_no_row_of_labels(tmp_path: Path, second: list[str]) -> None:
    sample = tk.read(table(tmp_path / "a.csv", NAMES, second, *CODES))
    assert sample.n == len(CODES) + 1
    assert any("holds numbers but" in x or "second header row" in x for x in sample.notes)


@pytest.mark.parametrize("second", [WORDING, LABELS])
def test_a_row_that_format_makes_a_respondent_is_told(tmp_path: Path, second: list[str]) -> None:
    sample = tk.read(table(tmp_path / "a.csv", NAMES, second, *CODES), format="csv")
    assert sample.n == len(CODES) + 1
    assert sample.notes[1] == KEPT.format(second[0])


def test_columns_of_a_select_all_question_become_one(tmp_path: Path) -> None:
    names = ["Q1", "Q2_1", "Q2_2", "Q3_TEXT"]
    wording = ["How old are you?", "Which? - Selected Choice - A", "Which? - Selected Choice - B"]
    rows = [["31", "1", "", ""], ["28", "", "1", ""], ["45", "1", "1", "so it is"]] * 3
    sample = tk.read(table(tmp_path / "a.csv", names, [*wording, "Anything else?"], *rows))
    assert sample.n == len(rows)
    assert dict(sample.codebook.questions["Q2"].parts) == {"A": "Q2_1", "B": "Q2_2"}


@pytest.mark.parametrize(
    ("names", "second"),
    [
        (NAMES, ["F", "31", "Never"]),
        (NAMES, ["I would rather not say", "33", "Hardly ever, I think"]),  # a number
        (NAMES, ["I would rather not say", "1985", "Hardly ever, I think"]),  # a longer number
        (NAMES, ["I would rather not say", "old enough I think", "Never"]),  # an answer
        (NAMES, ["", "", "How often do you read blogs?"]),
        (WORDING, ["I would not say", "old as I am", "not so very often"]),  # names are wordings
        (NAMES, ["Sex", "Age", "Blogs"]),  # no sentences
    ],
)
def test_respondents_stay_respondents(tmp_path: Path, names: list[str], second: list[str]) -> None:
    assert tk.read(table(tmp_path / "a.csv", names, second, *ROWS)).n == len(ROWS) + 1


def test_open_texts_stay_respondents(tmp_path: Path) -> None:
    rows = [["Q1", "Q2", "Q3"]]
    rows += [[f"I like number {n} best", f"It is what {n} said", "F"] for n in range(12)]
    assert tk.read(table(tmp_path / "a.csv", *rows)).n == 12


def test_an_answer_that_others_gave_is_no_wording(tmp_path: Path) -> None:
    rows = [["F", "No", "Never"], ["M", "Yes", "Daily"], ["F", "No", "Every now and then"]] * 4
    first = ["I would rather not say", "It depends, I think", "Every now and then"]
    assert tk.read(table(tmp_path / "a.csv", NAMES, first, *rows)).n == len(rows) + 1
