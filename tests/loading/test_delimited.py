"""Text files: layout, rows and columns."""

import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from techno_kit.errors import FileError, ReadError
from techno_kit.loading import columns, layouts, rows, text_blocks
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.rawfiles import RawFile

Written = Callable[..., RawFile]


def cells(raw: RawFile) -> dict[str, list[Any]]:
    """The frame's values, None where one is missing."""
    frame = raw.frame.astype(object)
    return frame.where(raw.frame.notna(), None).to_dict("list")


# --- separator, decimal sign ---------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(written: Written, separator: str, end: str) -> None:
    text = end.join(separator.join(each) for each in [("a", "b"), ("1", "x"), ("2", "y z")])
    for content in (text, text + end, text + end + end):
        assert cells(written(content)) == {"a": [1, 2], "b": ["x", "y z"]}


def test_the_header_decides_where_answers_hold_other_separators(written: Written) -> None:
    raw = written("id;likes\n1;a,b,c\n2;d,e\n3;f\n")
    assert cells(raw) == {"id": [1, 2, 3], "likes": ["a,b,c", "d,e", "f"]}


def test_a_header_of_questions_with_commas(written: Written) -> None:
    raw = written("How old, in years?;Where, then?;Sex\n31;Here;F\n32;There;M\n")
    assert list(raw.frame) == ["How old, in years?", "Where, then?", "Sex"]


def test_one_column(written: Written) -> None:
    raw = written("sex\nF\nM\n")
    assert cells(raw) == {"sex": ["F", "M"]}
    assert raw.notes == ("answers.csv: one column, encoding UTF-8.",)


def test_one_respondent(written: Written) -> None:
    assert cells(written("a;b\n1;2,5\n")) == {"a": [1], "b": [2.5]}
    assert cells(written("a,b\n1,2")) == {"a": [1], "b": [2]}


def test_a_directive_for_excel_is_obeyed_and_is_no_header(written: Written) -> None:
    assert cells(written("sep=;\na;b,c\n1;2\n")) == {"a": [1], "b,c": [2]}
    assert cells(written("sep=,\na,b\n1,2\n")) == {"a": [1], "b": [2]}


def test_blank_lines_are_no_respondents(written: Written) -> None:
    assert cells(written("\n\na,b\n\n1,2\n   \n3,4\n\n")) == {"a": [1, 3], "b": [2, 4]}


def test_decimal_comma_is_understood_and_told(written: Written) -> None:
    raw = written("a;w\n1;0,5\n2;1,25\n3;\n")
    assert cells(raw) == {"a": [1, 2, 3], "w": [0.5, 1.25, None]}
    assert raw.notes == ("answers.csv: separator ';', decimal comma, encoding UTF-8.",)


def test_a_quoted_decimal_comma_in_a_comma_separated_file(written: Written) -> None:
    raw = written('a,w\n1,"0,5"\n2,"1,25"\n3,7\n')
    assert cells(raw) == {"a": [1, 2, 3], "w": [0.5, 1.25, 7.0]}
    assert raw.notes[1] == "A decimal comma was understood in 'w'."


def test_a_file_with_both_decimal_signs_converts_what_matches_wholly(written: Written) -> None:
    raw = written("a;b;c;d\n0,5;0.5;0,5;1,2,3\n1,5;1.5;x;1\n2,5;2.5;0,5;2\n")
    assert cells(raw) == {
        "a": [0.5, 1.5, 2.5],
        "b": [0.5, 1.5, 2.5],
        "c": ["0,5", "x", "0,5"],
        "d": ["1,2,3", "1", "2"],
    }
    assert raw.notes[1] == "A decimal point was understood in 'b'."


def test_a_sign_that_may_group_thousands_is_left_as_text(written: Written) -> None:
    assert cells(written('a,n\n1,"1,234"\n2,"12,345"\n'))["n"] == ["1,234", "12,345"]
    raw = written("w;n\n0,5;1.234\n1,5;2.345\n")
    assert cells(raw) == {"w": [0.5, 1.5], "n": ["1.234", "2.345"]}
    assert cells(written("a;n\n1;0,123\n2;0,456\n"))["n"] == [0.123, 0.456]


def test_a_decimal_sign_that_was_asked_for_is_the_only_one(written: Written) -> None:
    assert cells(written("a;w\n1;0,5\n", decimal="."))["w"] == ["0,5"]
    assert cells(written("a;w\n1;0.5\n", decimal=","))["w"] == ["0.5"]
    assert cells(written("a;w\n1;1,234\n", decimal=","))["w"] == [1.234]


def test_thousands_are_understood_where_nothing_else_can_be_meant(written: Written) -> None:
    raw = written("g;w\na;652,51\nb;1.403,81\nc;-12.345.678,5\n")
    assert cells(raw)["w"] == [652.51, 1403.81, -12345678.5]
    told = "Signs that group thousands were taken out of the numbers in 'w'."
    assert told in raw.notes
    raw = written("g;w\na;938\nb;2.379\nc;1'000,5\n", decimal=",")
    assert cells(raw)["w"] == [938.0, 2379.0, 1000.5] and told in raw.notes
    raw = written('g,w\na,"1,234"\nb,999.5\n', decimal=".")
    assert cells(raw)["w"] == [1234.0, 999.5] and told in raw.notes
    assert cells(written("g;w\na;1.40,81\nb;1.403,81\n"))["w"] == ["1.40,81", "1.403,81"]
    assert told not in written("g;w\na;652,51\n").notes


def test_a_separator_that_was_asked_for(written: Written) -> None:
    assert cells(written("a,b;c\nx,y;3\n", separator=";")) == {"a,b": ["x,y"], "c": [3]}
    assert cells(written("a\n1\n", separator=";")) == {"a": [1]}


def test_blanks_behind_separators(written: Written) -> None:
    raw = written('a, b, c\n1, "x, y", 3\n2, z, 4\n')
    assert cells(raw) == {"a": [1, 2], "b": ["x, y", "z"], "c": [3, 4]}


# --- header --------------------------------------------------------------------------------------


def test_padded_names_are_tidied_and_told(written: Written) -> None:
    raw = written("a ;  b;c\n1;2;3\n")
    assert list(raw.frame) == ["a", "b", "c"]
    assert raw.notes[1] == "Blanks around column names were taken off: 'a' and 'b'."


def test_names_without_text_are_told(written: Written) -> None:
    raw = written(",a,,b\n7,1,2,3\n8,4,5,6\n")
    assert list(raw.frame) == ["column 1", "a", "column 3", "b"]
    assert raw.notes[1] == "Columns without a name are named by their place: 1 and 3."


def test_a_header_over_several_lines(written: Written) -> None:
    raw = written('"a\nlong, name",b\r\n1,2\r\n')
    assert cells(raw) == {"a\nlong, name": [1], "b": [2]}


@pytest.mark.parametrize("text", ["a;b;\n1;2;\n3;4;\n", "a;b\n1;2;\n3;4;\n", "a;b;\n1;2\n3;4\n"])
def test_separators_at_the_end_of_lines_make_no_column(written: Written, text: str) -> None:
    assert cells(written(text)) == {"a": [1, 3], "b": [2, 4]}


# --- cells ---------------------------------------------------------------------------------------


def test_texts_for_nothing_are_answers(written: Written) -> None:
    words = ["None", "NA", "nan", "NULL", "null", "n/a", "NaN", "N/A", "<NA>", "-"]
    raw = written("a,b\n" + "".join(f"{each},x\n" for each in [*words, ""]))
    assert cells(raw)["a"] == [*words, None]
    assert raw.notes == ("answers.csv: separator ',', encoding UTF-8.",)


def test_among_numbers_they_are_missing_and_told(written: Written) -> None:
    raw = written("a,b,c,d\n1,2,x,NA\nNA,2.5,NA,NA\n3,nan,NA,NA\nNA, ,y,NA\n")
    assert cells(raw) == {
        "a": [1.0, None, 3.0, None],
        "b": [2.0, 2.5, None, None],
        "c": ["x", "NA", "NA", "y"],
        "d": ["NA"] * 4,
    }
    assert raw.frame["a"].dtype == np.float64
    assert raw.notes[1:] == (
        "In columns of numbers 'NA' is no number and counts as missing: 'a' (2 rows).",
        "In columns of numbers 'nan' is no number and counts as missing: 'b' (1 row).",
        "In columns of numbers a cell of blanks counts as missing: 'b' (1 row).",
    )


def test_leading_zeros_survive(written: Written) -> None:
    raw = written('zip,code,blank,w,n\n01,"007",01,00.5,10\n12,"8",,1.5,0\n')
    assert cells(raw) == {
        "zip": ["01", "12"],
        "code": ["007", "8"],
        "blank": ["01", None],
        "w": [0.5, 1.5],
        "n": [10, 0],
    }
    assert raw.notes[1] == "Columns with leading zeros are text: 'zip', 'code' and 'blank'."


def test_leading_zeros_behind_the_blocks_that_are_looked_at(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_blocks, "block_rows", lambda width: 7)
    raw = written("a,b\n" + "10,0\n" * 50 + "01,0\n")
    assert cells(raw)["a"] == ["10"] * 50 + ["01"]
    assert raw.frame["b"].dtype == np.int64


def test_a_decimal_comma_is_no_leading_zero(written: Written) -> None:
    raw = written("a;w\n1;2,05\n2;3,07\n")
    assert cells(raw)["w"] == [2.05, 3.07]


def test_truth_values_and_infinity_stay_text(written: Written) -> None:
    raw = written("a,b,c\nTrue,TRUE,inf\nFalse,FALSE,1\n,,2\n")
    assert cells(raw) == {
        "a": ["True", "False", None],
        "b": ["TRUE", "FALSE", None],
        "c": ["inf", "1", "2"],
    }


def test_quoted_numbers_are_numbers(written: Written) -> None:
    assert cells(written('"a","b"\n"1","2.5"\n"3",""\n')) == {"a": [1, 3], "b": [2.5, None]}


def test_delimited_answers_stay_text(written: Written) -> None:
    raw = written("id,owned\n1,1;3;\n2,2;\n3,\n")
    assert cells(raw)["owned"] == ["1;3;", "2;", None]


def test_quoted_fields_hold_separators_quotes_and_lines(written: Written) -> None:
    raw = written('a,b\n1,"x, ""y""\nz"\n2,"5"" pipe"\n3,5" pipe\n')
    assert cells(raw)["b"] == ['x, "y"\nz', '5" pipe', '5" pipe']


def test_an_empty_column_is_kept(written: Written) -> None:
    raw = written("a,b,c\n1,,x\n2,,y\n")
    assert cells(raw)["b"] == [None, None]


def test_rows_without_any_value_are_left_out_and_told(written: Written) -> None:
    raw = written("a;b\n1;2\n;\n3;\n;\n")
    assert cells(raw) == {"a": [1, 3], "b": [2.0, None]}
    assert raw.notes[1] == "2 rows without any value left out."
    assert list(raw.frame.index) == [0, 1]


def test_a_column_whose_blocks_pandas_reads_as_different_kinds(written: Written) -> None:
    n = 300_000  # more than one block of pandas' parser
    raw = written("a,b\n" + "1.50,1\n" * n + "x,NA\n")
    assert raw.frame["a"].dtype == "str"
    assert raw.frame["a"].value_counts().to_dict() == {"1.50": n, "x": 1}
    assert raw.frame["b"].sum() == n


def test_more_columns_than_a_survey_has_are_refused_before_they_are_made(
    tmp_path: Path,
) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("," * 2_000_000 + "\n1\n", "utf-8")
    tracemalloc.start()
    told = r"^wide\.csv: the first line has 2,000,001 fields, and 32,768 columns are the most"
    with pytest.raises(ReadError, match=told):
        read_file(path)
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert top < 6 * layouts.HEAD  # of the text; a list of as many fields takes more


def test_separators_within_quotes_make_no_columns(written: Written) -> None:
    raw = written('"' + "," * 40_000 + '",b\n1,2\n')
    assert raw.frame.shape == (1, 2)


def test_very_long_answers(written: Written) -> None:
    assert len(cells(written(f"a,b\n1,{'x' * 120_000}\n"))["b"][0]) == 120_000


# --- rows of another length ----------------------------------------------------------------------


def test_short_and_long_rows_are_refused_with_their_lines(written: Written) -> None:
    for text in (
        "a,b,c\n1,2,3\n4,5\n",
        "a,b,c\n1,2\n3,4,5\n",
        "a,b,c\n1,2,3\n4,5,6,7\n",
        "a,b,c\n1,2,3,4\n",
    ):
        with pytest.raises(FileError, match="the header has 3 fields, but line"):
            written(text)


def test_lines_are_those_of_the_file(written: Written) -> None:
    with pytest.raises(FileError, match="but line 7 has 1;"):
        written('\n"a\nx",b\n1,"2\n2"\n\n3\n')


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 1000])
def test_rows_are_counted_alike_in_blocks_of_any_size(
    written: Written, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(rows, "CHUNK", size)
    monkeypatch.setattr(
        rows, "_misfits", lambda text, layout: pytest.fail("rows were read one by one")
    )
    raw = written('a,b\n1,\n2,"x,\ny"\n\n3,"""q"""\n4,')
    assert cells(raw)["b"] == [None, "x,\ny", '"q"', None]


def test_a_stray_quote_is_settled_row_by_row(written: Written) -> None:
    assert cells(written('a,b,c\n1,5" x,\n2,y,z\n')) == {
        "a": [1, 2],
        "b": ['5" x', "y"],
        "c": [None, "z"],
    }


def test_an_open_quote(written: Written) -> None:
    with pytest.raises(FileError, match="in line 3 a quoted field begins that is never closed"):
        written('a,b\n0,0\n1,"x\n2,y\n3,z\n')
    with pytest.raises(FileError, match="is never closed"):
        written('a,"b\n' + "1,2\n" * 50_000)


# --- compression, notes --------------------------------------------------------------------------


def test_gzip_is_known_by_content(written: Written) -> None:
    packed = gzip.compress(b"a;b\n1;2\n")
    for name in ("answers.csv.gz", "answers.csv", "ANSWERS.TSV.GZ"):
        raw = written(packed, name=name)
        assert cells(raw) == {"a": [1], "b": [2]}
        assert raw.notes == (f"{name}: separator ';', encoding UTF-8, compressed by gzip.",)
    assert cells(written("a,b\n1,2\n", name="unpacked.csv.gz")) == {"a": [1], "b": [2]}


def test_a_tsv_with_commas_in_every_field(written: Written) -> None:
    raw = written("a,x\tb,y\n1,2\t3,4\n", name="answers.tsv")
    assert cells(raw) == {"a,x": [1.2], "b,y": [3.4]}


# --- memory --------------------------------------------------------------------------------------


def test_no_more_memory_than_pandas_takes(tmp_path: Path) -> None:
    """Python objects only: what pandas and numpy allocate for both is left out of neither."""
    path = tmp_path / "large.csv"
    generator = np.random.default_rng(7)
    frame = pd.DataFrame(
        generator.integers(0, 9, (60_000, 20)), columns=[f"q{n}" for n in range(20)]
    )
    frame["w"] = generator.lognormal(size=len(frame)).round(6)
    frame.to_csv(path, index=False)

    def peak(read: Callable[[], object]) -> int:
        tracemalloc.start()
        read()
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    ours = peak(lambda: read_file(path))
    theirs = peak(lambda: pd.read_csv(path))
    fixed = 4 * layouts.HEAD  # what is looked at, and blocks, which do not grow with the file
    assert ours <= theirs + fixed


def test_numbers_are_looked_for_only_where_the_first_answers_look_like_numbers() -> None:
    column = pd.Series(["x"] * 300 + ["1"], dtype="str")
    assert columns.as_numbers(column, (".", ",")) is None
