"""Titles above the header of a delimited text."""

from collections.abc import Callable
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.rawfiles import RawFile

Written = Callable[..., RawFile]

TOLD = "Rows above the header, which hold a title or nothing, were left out."
BODY = [("q", "age", "w"), ("a", "54", "2"), ("b", "33", "1")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "title",
    [
        "Survey X 2024\n\n",
        "Survey X 2024\nFieldwork in March\n\n",
        '"Survey X, 2024"\n\n',
        "\n\nSurvey X 2024\n",
        "Survey X 2024{0}{0}\n{0}{0}\n",
        '"Survey; X, 2024"{0}{0}\n{0}{0}\n\n',
    ],
)
def test_titles_are_skipped_and_told(written: Written, separator: str, title: str) -> None:
    body = "\n".join(separator.join(each) for each in BODY)
    raw = written(title.format(separator) + body + "\n")
    assert raw.frame.to_dict("list") == {"q": ["a", "b"], "age": [54, 33], "w": [2, 1]}
    assert raw.notes[1:] == (TOLD,)
    again = written(title.format(separator) + body + "\n", separator=separator)
    assert again.frame.equals(raw.frame)


@pytest.mark.parametrize(
    "title",
    [
        "Survey X, spring 2024\n",
        "Survey X, spring 2024, N = 3\n",
        "Survey X, spring\nMay, June\n\n",
        "Who,,\n",
        ",Who,\n",
        "Who,\n",
    ],
)
def test_titles_of_several_fields(written: Written, title: str) -> None:
    raw = written(f"{title}q,age,sex,w\na,54,m,2\nb,33,f,1\n")
    assert raw.frame.to_dict("list") == {
        "q": ["a", "b"],
        "age": [54, 33],
        "sex": ["m", "f"],
        "w": [2, 1],
    }
    assert TOLD in raw.notes


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["Survey X\n", "Survey X, 2024\n", '"Survey, X"\n\n'])
def test_titles_above_two_columns(written: Written, separator: str, title: str) -> None:
    body = "\n".join(separator.join(each) for each in [("q", "age"), ("a", "54"), ("b", "33")])
    raw = written(title + body + "\n")
    assert raw.frame.to_dict("list") == {"q": ["a", "b"], "age": [54, 33]}
    assert TOLD in raw.notes


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("id;likes\n1;a,b,c\n2;d,e,f\n", ["id", "likes"]),
        ("q,age,w\na,54,1\nb,33,2\n", ["q", "age", "w"]),
        ("q;;\n1;2;3\n4;5;6\n", ["q", "column 2", "column 3"]),
        ("q\na\nb\n", ["q"]),
        ("likes\na,b\nc,d\n", ["likes"]),
        ("likes\na,1\nc,2\nc,3\n", ["likes"]),
        ("First name, n\nAnna,NA\nBert,4\nCarl,5\n", ["First name", "n"]),
        ("First name, n\nAnna,refused\nBert,4\nCarl,5\n", ["First name", "n"]),
        ("name, n\nAnna,few\nBert,4\nCarl,5\n", ["name", "n"]),
        ("First name, n\nAnna,2\nBert,4\nCarl,5\n", ["First name", "n"]),
        ("q,a,,\nx,y,z,v\nx,b,5,c\nx,d,6,e\n", ["q", "a", "column 3", "column 4"]),
    ],
)
def test_a_header_is_no_title(written: Written, text: str, columns: list[str]) -> None:
    raw = written(text)
    assert list(raw.frame) == columns
    assert TOLD not in raw.notes


@pytest.mark.parametrize("above", [",,,\n", "\n,,,\n\n,,,\n", "Survey X,,,\n"])
@pytest.mark.parametrize("rows", ["a,54,2,\nb,33,1,\n", "a,x,y,\nb,z,v,\n"])
def test_rows_that_end_in_a_separator(written: Written, above: str, rows: str) -> None:
    raw = written(f"{above}q,age,w,\n{rows}")
    assert list(raw.frame) == ["q", "age", "w"]
    assert TOLD in raw.notes


def test_a_blank_row_above_two_columns_of_texts(written: Written) -> None:
    assert list(written(",\nq,age\nx,y\nz,v\n").frame) == ["q", "age"]


def test_texts_below_a_title_keep_their_columns(written: Written) -> None:
    raw = written("Survey X\n\nzip;age;w\n0123;54;1\n4567;33;2\n")
    assert raw.frame["zip"].tolist() == ["0123", "4567"]


def test_lines_of_rows_that_do_not_fit_count_from_the_top_of_the_file(written: Written) -> None:
    rows = "a;1;2\n" * 20
    with pytest.raises(ReadError) as told:
        written(f"Survey X\n\nq;age;w\n{rows}b;1\n")
    assert str(told.value) == (
        "answers.csv: the header has 3 fields, but line 24 has 2; correct these lines, or quote "
        "the fields that hold a separator"
    )


GROUPED = ",Which systems do you use?,,,Which tools?,,,"
HEADED = "#,Linux,BSD,Other,Python,Stata,How often?,Start Date (UTC)"
TICKED = [
    "a1x,Linux,,,Python,,Daily,3/11/20 23:38",
    "b2y,,BSD,,Python,Stata,Never,3/12/20 9:01",
    "c3z,Linux,BSD,DOS,,Stata,Daily,3/12/20 9:30",
    "d4w,Linux,,,Python,,Daily,3/13/20 10:15",
]


def test_names_that_ticks_repeat_are_the_header_below_the_questions(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([GROUPED, HEADED, *TICKED * 5]), encoding="utf-8")
    sample = tk.read(path)
    assert sample.n == 20 and list(sample.frame)[1:3] == ["Linux", "BSD"]
    assert sum("Rows above the header" in each for each in sample.notes) == 1
    assert sum("look like the answers of one question" in each for each in sample.notes) == 2


@pytest.mark.parametrize(
    "second",
    [
        "e5v,Linux,BSD,Other,Python,Stata,Daily,3/13/20 11:00",  # who chose everything
        "#,Linux,BSD,Other,Python,Stata,How often?,",  # no name for the last
    ],
)
def test_a_respondent_who_ticked_everything_is_no_header(second: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([GROUPED, second, *TICKED * 5]), encoding="utf-8")
    assert tk.read(path).n == 21
