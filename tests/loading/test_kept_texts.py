"""Cells such as ="2", with which exports keep a spreadsheet from changing them."""

import gzip
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.texts import open_text

TOLD = 'cells such as ="2", formulas that keep a text, read as the text (2)'


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("cell", ['="{}"', '"=""{}"""'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_text_is_read(tmp_path: Path, separator: str, cell: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    rows = [
        ('="q"', "code", "text"),
        *[(cell.format(n), cell.format(f"0{n}"), "é") for n in (1, 2)],
    ]
    path.write_text("\n".join(map(separator.join, rows)), encoding=encoding)
    sample = tk.read(path)
    assert sample.frame["q"].tolist() == [1, 2] and sample.frame["code"].tolist() == ["01", "02"]
    assert any(TOLD in each for each in sample.notes)


@pytest.mark.parametrize("cell", ['"a href=""x"""', '"see, ="', "=2", '=""x', '"x=""y"""', 'a="b"'])
def test_other_texts_stay(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"q,age\n{cell},3\nb,4\n", encoding="utf-8")
    assert not open_text(path, False, None).kept


def test_blank_formulas_are_blank_and_gzip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b'q,age\n="",="3"\n="1",="4"\n'))
    frame = tk.read(path).frame
    assert frame["q"].isna().tolist() == [True, False] and frame["age"].tolist() == [3, 4]


def test_separators_that_end_the_header_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    wording = "How often do you eat out?;What is your sex?;"
    rows = ['="2";="1"', '="2";="2"', '="1";="1"'] * 5
    path.write_text("\n".join(["Q1;Q2;", wording, *rows]), encoding="utf-8")
    sample = tk.read(path)
    assert sample.n == 15 and list(sample.frame) == ["Q1", "Q2"]
    assert sample.codebook.questions["Q1"].label == "How often do you eat out?"


@pytest.mark.parametrize("ends", [",", ",,", " , ,"])
def test_blank_names_that_rows_lack_are_left_out(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"q,age{ends}\n1,3\n2,4\n", encoding="utf-8")
    assert list(tk.read(path).frame) == ["q", "age"]


def test_quotes_within_fields_do_not_hide_a_row_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1",1",3\n', encoding="utf-8")
    with pytest.raises(ReadError, match="line 2 has 3"):
        tk.read(path)
