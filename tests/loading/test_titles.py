"""Titles above the header of a delimited text."""

from collections.abc import Callable

import pytest

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
    ("text", "columns"),
    [
        ("id;likes\n1;a,b,c\n2;d,e,f\n", ["id", "likes"]),
        ("q,age,w\na,54,1\nb,33,2\n", ["q", "age", "w"]),
        ("q;;\n1;2;3\n4;5;6\n", ["q", "column 2", "column 3"]),
        ("q\na\nb\n", ["q"]),
    ],
)
def test_a_header_is_no_title(written: Written, text: str, columns: list[str]) -> None:
    raw = written(text)
    assert list(raw.frame) == columns
    assert TOLD not in raw.notes


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
