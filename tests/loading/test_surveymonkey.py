"""SurveyMonkey: two header rows, several answers over columns, texts and numbers, CSV and XLSX."""

import csv
import io
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.dispatch import read_file
from tests.loading.sheet_fixtures import xlsx

OWN = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Custom Data 1"]
FIRST = [
    *OWN,
    "Do you own <b>these</b>?",
    "",
    "",
    "What&nbsp;is your sex?",
    "",
    "Rate\u00a0them",
    "",
    "Rank them",
    "",
    "",
    "Why?",
    "Age",
]
SECOND = [
    *[""] * 6,
    "Phone",
    "Tablet",
    "Other (please specify)",
    "Response",
    "Other (please specify)",
    "Shops",
    "Banks",
    "A",
    "B",
    "C",
    "Open-Ended Response",
    "Response",
]
ROWS = [
    ["1001", "Phone", "", "", "Female", "", "Good", "Bad", "1", "2", "3", "=cmd()", "31"],
    ["1002", "", "Tablet", "", "Male", "", "Good", "", "2", "1", "3", "", "42"],
    ["1003", "Phone", "Tablet", "a watch", "", "neither", "Bad", "Bad", "3", "1", "2", "x, y", "5"],
    ["1004", "", "", "", "Male", "", "", "", "", "", "", "", ""],
]


def rows(answers: list[list[str]]) -> list[list[str]]:
    """Put SurveyMonkey's own columns before answers."""
    own = ["77", "01/02/2024 09:00:00 AM", "01/02/2024 09:05:00 AM", "192.0.2.1", ""]
    return [[f"11300{row[0]}", *own, *row[1:]] for row in answers]


def export(path: Path, *records: list[str]) -> Path:
    """Write an export."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(records)
    path.write_text(text.getvalue(), "utf-8")
    return path


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return export(tmp_path / "answers.csv", FIRST, SECOND, *rows(ROWS))


def test_what_it_is_is_told(answers: Path) -> None:
    sample = tk.read(answers)
    assert str(sample.source) == (
        "answers.csv: a SurveyMonkey export, separator ',', encoding UTF-8, 2 header rows"
    )
    assert sample.n == 4
    assert any("'Do you own these?'. Who chose none of them" in each for each in sample.notes)


def test_several_answers_are_one_question(answers: Path) -> None:
    raw = read_file(answers)
    question = raw.codebook.questions["Do you own these?"]
    assert (question.kind, question.label) == ("multiple", "Do you own these?")
    assert list(question.parts) == ["Phone", "Tablet", "Other (please specify)"]
    held = raw.frame[list(question.parts.values())].fillna(-1).to_numpy().tolist()
    assert held == [[1, 0, 0], [0, 1, 0], [1, 1, 1], [-1, -1, -1]]
    words = raw.frame["Do you own these?: Other (please specify), in words"]
    assert words.fillna("").tolist() == ["", "", "a watch", ""]
    table = tk.profile(tk.read(answers), "Do you own these?").table
    assert table["n"].max() == 3


def test_who_wrote_an_answer_has_it(answers: Path) -> None:
    raw = read_file(answers)
    assert raw.frame["What is your sex?"].tolist() == [
        "Female",
        "Male",
        "Other (please specify)",
        "Male",
    ]
    assert raw.codebook.questions["What is your sex?: Other (please specify)"].kind == "single"


def test_rows_of_grids_ranks_and_numbers(answers: Path) -> None:
    questions = read_file(answers).codebook.questions
    assert questions["Rate them: Shops"].label == "Rate them - Shops"
    assert questions["Rate them: Shops"].kind == "single"
    assert questions["Rank them: A"].kind == "scale"
    assert questions["Rank them: A"].levels == ((1, "1"), (2, "2"), (3, "3"))
    assert questions["Why?"].label == "Why?"
    assert read_file(answers).frame["Age"].fillna(-1).tolist() == [31, 42, 5, -1]


def test_the_export_of_numbers(tmp_path: Path) -> None:
    first = ["Respondent ID", "Collector ID", "Owned", "", "", "Sex"]
    second = ["", "", "Phone", "Tablet", "Watch", "Response"]
    data = [
        ["113001", "7", "1", "", "3", "2"],
        ["113002", "7", "", "2", "", "1"],
        ["113003", "7", "", "", "", "1"],
    ]
    raw = read_file(export(tmp_path / "a.csv", first, second, *data))
    held = raw.frame[["Owned: Phone", "Owned: Tablet", "Owned: Watch"]]
    assert held.fillna(-1).to_numpy().tolist() == [[1, 0, 1], [0, 1, 0], [-1, -1, -1]]
    assert raw.codebook.questions["Sex"].kind == "single"


def test_a_grid_of_boxes_is_a_question_a_row(tmp_path: Path) -> None:
    first = ["Respondent ID", "Uses", "", "", ""]
    second = ["", "Home - Phone", "Home - PC", "Work - Phone", "Work - PC"]
    data = [["113001", "Phone", "PC", "", "PC"], ["113002", "Phone", "", "", ""]]
    raw = read_file(export(tmp_path / "a.csv", first, second, *data))
    home, work = raw.codebook.questions["Uses - Home"], raw.codebook.questions["Uses - Work"]
    assert raw.frame[list(home.parts.values())].to_numpy().tolist() == [[1, 1], [1, 0]]
    assert raw.frame[list(work.parts.values())].fillna(-1).to_numpy().tolist() == [[0, 1], [-1, -1]]


def test_names_that_stand_twice_are_made_distinct(tmp_path: Path) -> None:
    first, second = ["Respondent ID", "Why?", "Why?"], ["", "Response", "Response"]
    raw = read_file(export(tmp_path / "a.csv", first, second, ["113001", "a", "b"]))
    assert list(raw.frame) == ["Respondent ID", "Why?", "Why? (2)"]
    assert "Names that several columns had are followed by a number: 'Why?'." in raw.notes


def test_one_header_row_and_dashes(tmp_path: Path) -> None:
    data = [["3887201482", "Yes", "-"], ["3887201483", "-", "App"]]
    raw = read_file(export(tmp_path / "a.csv", ["RespondentID", "Reads?", "Which?"], *data))
    assert raw.format == "surveymonkey"
    assert raw.codebook.missing == ("-",)
    assert tk.profile(tk.read(tmp_path / "a.csv"), "Reads?").table["n"].max() == 1


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        (["id", "a", "b"], ["", "Response", "Response"], ["113001", "x", "y"]),
        (["Respondent ID", "a", "b"], ["113000", "Response", "x"], ["113001", "x", "y"]),
        (["Respondent ID", "Collector ID", "b"], ["", "x", "Response"], ["113001", "7", "y"]),
        (["Respondent ID", "a", "b"], ["", "Response", ""], ["113001", "x", "y"]),
        (["Respondent ID", "a", "b"], ["", "Response", "Response"], ["Anna", "x", "y"]),
        (["Respondent ID", "a", "b"], ["113000", "x", ""], ["113001", "x", "-"]),
    ],
)
def test_what_is_not_surely_an_export_stays_plain(
    tmp_path: Path, first: list[str], second: list[str], third: list[str]
) -> None:
    path = export(tmp_path / "a.csv", first, second, third)
    assert read_file(path).format == "csv"
    assert len(read_file(path).frame) == 2


def test_a_format_that_is_named_is_checked(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", ["a", "b"], ["1", "2"])
    with pytest.raises(ReadError) as caught:
        tk.read(path, format="surveymonkey")
    assert str(caught.value) == (
        'a.csv: this does not begin like a SurveyMonkey export, with "Respondent ID" and a second '
        "row that is blank below it; leave format out to have it found"
    )
    path = export(tmp_path / "b.csv", ["Respondent ID", "a"], ["", "Response"])
    with pytest.raises(ReadError, match="b.csv"):
        tk.read(path, format="surveymonkey")


def test_a_workbook_is_read_like_its_csv(answers: Path, tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    cells = [
        [int(each) if each.isdecimal() else each or None for each in row]
        for row in (FIRST, SECOND, *rows(ROWS))
    ]
    one = read_file(answers)
    other = read_file(xlsx(tmp_path / "answers.xlsx", {"Sheet": cells}))
    assert other.format == "surveymonkey"
    assert other.details == ("sheet 'Sheet'", "2 header rows")
    assert other.codebook == one.codebook
    assert one.frame.equals(other.frame)
