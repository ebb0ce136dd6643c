"""Columns that look like a question with several answers are told, with the cure."""

import csv
from pathlib import Path

import pytest

import techno_kit as tk

OWN = ["_id", "_uuid", "_submission_time"]


def table(path: Path, *rows: list[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_columns_of_ticks_are_told_and_the_cure_works(tmp_path: Path) -> None:
    rows = [["", "", "1", "a"], ["1", "1", "", "b"], ["1", "", "", "a"], ["", "", "", "b"]] * 5
    sample = tk.read(table(tmp_path / "a.csv", ["Q1_1", "Q1_2", "Q1_3", "x"], *rows))
    assert sample.notes[1:] == (
        "'Q1_1', 'Q1_2' and 'Q1_3' look like the answers of one question of which several could be "
        "chosen: each holds one value or is blank, so that read alone each shows 100 %. If a blank "
        "means not chosen: sample.with_question(tk.Question('Q1', kind=\"multiple\", "
        "columns={'1': 'Q1_1', '2': 'Q1_2', '3': 'Q1_3'}, chosen=[1], blank=\"not_chosen\")).",
    )
    question = tk.Question(
        "Q1",
        kind="multiple",
        columns={"1": "Q1_1", "2": "Q1_2", "3": "Q1_3"},
        chosen=[1],
        blank="not_chosen",
    )
    found = tk.profile(sample.with_question(question), "Q1", suppress_below=0).table
    assert found.share.tolist() == [0.5, 0.25, 0.25]


@pytest.mark.parametrize(
    ("names", "row", "other", "told"),
    [
        (["Q_1", "Q_2"], ["1", ""], ["", "2"], "chosen=[1, 2]"),
        (["Phone", "Tablet"], ["x", ""], ["", "x"], "chosen=['x']"),
        (["P", "T"], ["x", ""], ["", "x"], "columns={'P': 'P', 'T': 'T'}"),
        (["Q1", "Q2"], ["Phone", ""], ["", "Tablet"], "chosen=['Phone', 'Tablet']"),
        (["Q1", "Q2"], ["Phone", ""], ["", "Tablet"], "columns={'Phone': 'Q1', 'Tablet': 'Q2'}"),
        (["Phone", "Tablet"], ["Phone", ""], ["", "Tablet"], "chosen=['Phone', 'Tablet']"),
        (["a_1", "a_2"], ["checked", ""], ["", "checked"], "chosen=['checked']"),
        (["P", "T"], ["Selected", ""], ["", "Selected"], "chosen=['Selected']"),
        (["You own? - P", "You own? - T"], ["P", ""], ["", "T"], "tk.Question('You own?', kind"),
    ],
)
def test_values_of_the_columns_are_those_that_mean_chosen(
    tmp_path: Path, names: list[str], row: list[str], other: list[str], told: str
) -> None:
    sample = tk.read(table(tmp_path / "a.csv", names, *[row, other] * 6))
    assert told in sample.notes[-1]


def test_a_word_that_stands_in_three_columns_is_a_tick(tmp_path: Path) -> None:
    rows = [["picked", "", "picked"], ["", "picked", ""]] * 6
    assert (
        "chosen=['picked']"
        in tk.read(table(tmp_path / "a.csv", ["b_1", "b_2", "b_3"], *rows)).notes[-1]
    )
    two = [each[:2] for each in rows]
    assert len(tk.read(table(tmp_path / "b.csv", ["b_1", "b_2"], *two)).notes) == 1


def test_ticks_beside_a_text_of_others_are_told(tmp_path: Path) -> None:
    names = ["g", "Own? - Phone", "Own? - Tablet", "Own? - Other (please specify)"]
    rows = [["a", "Phone", "", "Radio"], ["b", "", "Tablet", ""], ["b", "Phone", "", "TV"]] * 5
    sample = tk.read(table(tmp_path / "a.csv", names, *rows))
    assert sample.notes[-1].startswith("'Own? - Phone' and 'Own? - Tablet' look like the answers")
    assert "columns={'Phone': 'Own? - Phone', 'Tablet': 'Own? - Tablet'}" in sample.notes[-1]


@pytest.mark.parametrize(
    ("row", "other"),
    [
        (["2", ""], ["", "1"]),  # two grades, not codes of answers
        (["1", "1"], ["", ""]),  # always together
        (["1", "0"], ["0", "1"]),
        (["3", ""], ["", "3"]),
    ],
)
def test_other_columns_are_not_told(tmp_path: Path, row: list[str], other: list[str]) -> None:
    rows = [[*row, "a"], [*other, "b"]] * 6
    sample = tk.read(table(tmp_path / "a.csv", ["Q_1", "Q_2", "x"], *rows))
    assert len(sample.notes) == 1


def test_cells_with_several_answers_are_told(tmp_path: Path) -> None:
    cells = ["Phone", "Tablet", "Phone, Tablet", "Watch", "Phone, Watch"]
    rows = [[each, "Yes, often", "No, I like it, as it is"] for each in cells * 3]
    sample = tk.read(table(tmp_path / "a.csv", ["own", "b", "c"], *rows))
    assert sample.notes[1:] == (
        "'own' looks like a question with overlapping answers, of which a cell holds several; each "
        "list is read as one answer. Export it anew with its answers in columns to have their "
        "shares.",
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["Phone;", "Tablet;", "Phone;Tablet;", "Watch;", "Phone;Watch;"],  # Microsoft Forms
        ["Phone", "Tablet", "Phone\nTablet", "Watch", "Phone\nWatch"],  # Jotform
        ["Phone", "Tablet", "Phone|Tablet", "Watch", "Phone | Watch"],
        ["Phone", "TV, or radio", "TV, or radio;Phone", "Watch", "Watch;Phone"],  # in any order
        ["1", "2", "3", "1,2,3", "3, 1"],
    ],
)
def test_other_signs_between_answers_of_a_cell_are_told(tmp_path: Path, cells: list[str]) -> None:
    sample = tk.read(table(tmp_path / "a.csv", ["own", "x"], *[[each, "a"] for each in cells * 3]))
    assert [each.split(" looks")[0] for each in sample.notes if "overlapping" in each] == ["'own'"]


@pytest.mark.parametrize(
    "cells",
    [
        ["I like it.\nVery much.", "No", "Yes", "It is dear.\nI use it."],
        ["Yes|No", "Phone", "Tablet", "Watch"],
        ["Phone|Phone", "Phone", "Tablet", "Watch"],
        ["Phone;", "Tablet;", "Watch;"],
        ["1,5", "2,5", "3", "2", "1"],
        ["1,250,500", "2,250", "3", "1"],
        ["I like it; very much", "No", "Yes", "It is dear; I use it"],
    ],
)
def test_texts_with_such_signs_are_no_lists(tmp_path: Path, cells: list[str]) -> None:
    sample = tk.read(table(tmp_path / "a.csv", ["own", "x"], *[[each, "a"] for each in cells]))
    assert not [each for each in sample.notes if "overlapping" in each]


def test_cells_of_kobo_without_a_form_are_told(tmp_path: Path) -> None:
    cells = [("tv", "Agree"), ("radio", "Strongly agree"), ("tv radio", "good or bad")]
    rows = [[*each, str(n), f"u-{n}", "2024-01-01"] for n, each in enumerate(cells * 4)]
    sample = tk.read(table(tmp_path / "a.csv", ["media", "view", *OWN], *rows))
    assert sample.source.format == "kobo"
    assert sample.notes[1].startswith(
        "'media' looks like a question with overlapping answers, of which a cell holds several;"
    )


def test_columns_of_qualtrics_that_hold_their_own_codes_are_one_question(tmp_path: Path) -> None:
    names = ["StartDate", "EndDate", "Finished", "Q4_1", "Q4_8", "Q5_1", "Q5_2"]
    wording = ["Start Date", "End Date", "Finished", "W? - Selected Choice - A"]
    wording += ["W? - Selected Choice - None", "What? - A", "What? - B"]
    rows = [["2024", "2024", "1", "1", "", "", "2"], ["2024", "2024", "1", "", "8", "1", ""]] * 6
    sample = tk.read(table(tmp_path / "a.csv", names, wording, *rows))
    assert dict(sample.codebook.questions["Q4"].parts) == {"A": "Q4_1", "None": "Q4_8"}
    assert sample.codebook.questions["Q4"].chosen == (1, 8)
    told = [each for each in sample.notes if each.startswith("'Q5_1' and 'Q5_2' look like")]
    assert len(told) == 1
    assert told[0].endswith('chosen=[1, 2], blank="not_chosen")).')
