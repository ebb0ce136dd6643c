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


MODERN = ["respondent_id", "collector_id", "date_created", "date_modified", "ip_address"]


def modern(path: Path, custom: str, *, second: str = "") -> Path:
    """Write an export as it is now, with columns that the second row says nothing of."""
    first = [*MODERN, custom, "What is your sex?", "Which?", "", "How likely?"]
    below = [second, *[""] * 5, "Response", "Phone", "Tablet", ""]
    own = ["45", "03/01/2024 10:00:00 AM", "03/01/2024 10:05:00 AM", "192.0.2.1", "web"]
    answers = [["F", "Phone", "", "9"], ["M", "", "Tablet", "3"], ["F", "Phone", "Tablet", "10"]]
    return export(
        path, first, below, *[[f"1130{n}07", *own, *each] for n, each in enumerate(answers)]
    )


@pytest.mark.parametrize("custom", ["custom_1", "source", "Custom Data 1"])
@pytest.mark.parametrize("format", [None, "surveymonkey"])
def test_blanks_in_the_second_row_do_not_hide_an_export(
    tmp_path: Path, custom: str, format: str | None
) -> None:
    sample = tk.read(modern(tmp_path / "a.csv", custom), format=format)
    assert (sample.n, sample.source.format) == (3, "surveymonkey")
    questions = sample.codebook.questions
    assert {"What is your sex?", "Which?", "How likely?"} <= set(questions)
    assert dict(questions["Which?"].parts) == {
        "Phone": "Which?: Phone",
        "Tablet": "Which?: Tablet",
    }


def test_a_second_row_that_begins_with_an_answer_is_a_respondent(tmp_path: Path) -> None:
    path = modern(tmp_path / "a.csv", "source", second="11309")
    assert tk.read(path).source.format == "csv"


def test_rows_of_answers_alone_are_no_export(tmp_path: Path) -> None:
    first = ["Respondent ID", "a", "b", "c"]
    rows = [["", "", "x", ""], ["123456", "1", "2", "3"], ["123457", "1", "2", "3"]]
    assert tk.read(export(tmp_path / "a.csv", first, *rows)).source.format == "csv"


def test_cells_with_several_answers_are_told(tmp_path: Path) -> None:
    cells = ["Phone", "Tablet", "Phone, Tablet", "Watch", "Phone, Watch"]
    answers = [[f"11300{n}", "7", "2024", "2024", each, "x, y"] for n, each in enumerate(cells)]
    first = ["respondent_id", "collector_id", "date_created", "date_modified", "Which?", "Why?"]
    below = ["", "", "", "", "Response", "Open-Ended Response"]
    sample = tk.read(export(tmp_path / "a.csv", first, below, *answers))
    assert sample.source.format == "surveymonkey"
    assert (
        "'Which?' looks like a question with overlapping answers, of which a cell holds several; "
        "each list is read as one answer. Export it anew with its answers in columns to have their "
        "shares."
    ) in sample.notes


@pytest.mark.parametrize("names", [("Anna", "Bos"), ("", "")])
def test_its_own_columns_of_people_are_set_aside_by_name(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    own = ["Respondent ID", "Collector ID", "Start Date", "First Name", "Last Name", "Age"]
    filled = [[f"11300100{n}", "77", "01/02/2024", *names, f"{n}"] for n in range(8)]
    blank = ["", "", "", "", "", "Response"]
    sample = tk.read(export(tmp_path / "few.csv", own, blank, *filled))
    assert sample.source.format == "surveymonkey"
    assert list(sample.frame) == ["Collector ID", "Start Date", "Age"]
    assert sample.notes[-1] == (
        "few.csv: 3 columns of personal data were set aside: 'Respondent ID' (ids of people or "
        "answers) and 'First Name' and 'Last Name' (names of people). Nothing of them is shown or "
        "saved; tk.read(..., keep_personal=True) keeps them."
    )


@pytest.mark.parametrize("last", ["Prefer to self-describe", "Comments", "Please explain"])
@pytest.mark.parametrize("numbers", [False, True])
def test_the_last_column_of_a_block_may_hold_texts(
    tmp_path: Path, last: str, *, numbers: bool
) -> None:
    """An answer of one's own has any wording; what respondents remark is no answer."""
    first = [*OWN, "Who are you?", "", "", "Age"]
    second = [*[""] * 6, "Asian", "White", last, "Response"]
    answers = [
        ["1", "Asian", "", "", "31"],
        ["2", "Asian", "White", "both", "32"],
        ["3", "", "", "neither", "33"],
        ["4", "", "", "", "34"],
    ]
    if numbers:
        codes = {"Asian": "1", "White": "2"}
        answers = [[codes.get(each, each) for each in row] for row in answers]
    sample = tk.read(export(tmp_path / "people.csv", first, second, *rows(answers)))
    question = sample.codebook.questions["Who are you?"]
    table = tk.profile(sample, "Who are you?", suppress_below=1).table
    if last.startswith("Prefer"):
        assert list(question.parts) == ["Asian", "White", last]
        assert table["share"].tolist() == pytest.approx([2 / 3, 1 / 3, 2 / 3])
        texts = sample.frame[f"Who are you?: {last}, in words"]
        assert any("The last column holds texts" in each for each in sample.notes)
    else:
        assert list(question.parts) == ["Asian", "White"]
        assert table["share"].tolist() == pytest.approx([1, 1 / 2])
        texts = sample.frame[f"Who are you?: {last}"]
    assert texts.dropna().tolist() == ["both", "neither"]


def test_an_export_without_its_own_columns_is_known(tmp_path: Path) -> None:
    records = [[*each[len(OWN) :]] for each in (FIRST, SECOND)]
    sample = tk.read(export(tmp_path / "a.csv", *records, *[each[1:] for each in ROWS]))
    whole = tk.read(export(tmp_path / "b.csv", FIRST, SECOND, *rows(ROWS)))
    assert sample.source.format == "surveymonkey"
    assert sample.n == whole.n == len(ROWS)
    assert list(sample.codebook.questions) == list(whole.codebook.questions)


@pytest.mark.parametrize(
    "records",
    [
        [["trial", "kind"], ["1", "Response"], ["2", "Response"], ["3", "None"]],
        [["trial", "kind"], ["1", "Response"], ["2", "Blank"], ["3", "None"]],
        [["Sex", "", "Age"], ["Response", "Other", ""], ["F", "", "31"]],  # no word for one
        [["Sex", "", "Age"], ["Man", "x", "Woman"], ["F", "", "31"]],
    ],
)
def test_tables_with_the_word_response_are_no_exports(
    records: list[list[str]], tmp_path: Path
) -> None:
    assert tk.read(export(tmp_path / "a.csv", *records)).source.format == "csv"
