"""Targets files: margins, comments, units, and the forms in which spreadsheets save them."""

from collections.abc import Callable
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import FileError, TargetsError
from techno_kit.survey.targets.target_set import Targets

TEXT = """\
# population: online adults; year: 2026; source: Census, table 3
age_group,sex,education,share
18-24,,,0.12
25+,,,0.88
,Female,Higher,0.2
,Female,Lower,0.31
,Male,Higher,0.18
,Male,Lower,0.31
"""
Read = Callable[..., Targets]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write a targets file and read it."""

    def write(content: str | bytes, *, normalise: bool = False) -> Targets:
        path = tmp_path / "targets.csv"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return tk.read_targets(path, normalise=normalise)

    return write


def test_a_row_names_its_margin_by_the_cells_it_fills(read: Read) -> None:
    targets = read(TEXT)
    age, cross = targets.margins
    assert age.variables == ("age_group",)
    assert age.levels == (("18-24",), ("25+",))
    assert age.values == (0.12, 0.88)
    assert cross.variables == ("sex", "education")
    assert cross.levels[1] == ("Female", "Lower")
    assert cross.values == (0.2, 0.31, 0.18, 0.31)
    assert targets.unit == "share"


def test_the_comment_is_who_when_and_whence(read: Read) -> None:
    targets = read(TEXT)
    assert (targets.population, targets.year) == ("online adults", "2026")
    assert targets.source == "Census, table 3"


def test_what_was_understood_is_told(read: Read) -> None:
    assert read(TEXT).notes == ("targets.csv: share, separator ',', encoding UTF-8.",)


def test_rows_of_margins_may_be_mixed(read: Read) -> None:
    targets = read("a,b,percent\nx,,40\n,u,10\ny,,60\n,v,90\n")
    assert [margin.variables for margin in targets.margins] == [("a",), ("b",)]
    assert targets.margins[0].values == (40.0, 60.0)


@pytest.mark.parametrize("unit", ["share", "percent", "count", "Share", "PERCENT"])
def test_the_last_header_fixes_the_unit(read: Read, unit: str) -> None:
    values = {"share": "0.5", "percent": "50", "count": "1200.5"}
    value = values[unit.casefold()]
    assert read(f"a,{unit}\nx,{value}\ny,{value}\n").unit == unit.casefold()


def test_a_european_spreadsheet(read: Read) -> None:
    comment = "# source: CBS; population: volwassenen;;"
    lines = [comment, "leeftijd;percent;", "18-24;12,5;", "25+;87,5;", ""]
    targets = read("\r\n".join(lines).encode("utf-8-sig"))
    assert targets.margins[0].values == (12.5, 87.5)
    assert (targets.source, targets.population) == ("CBS", "volwassenen")
    assert targets.notes == (
        "targets.csv: percent, separator ';', decimal comma, encoding UTF-8 with byte-order mark.",
    )


def test_a_comment_that_a_spreadsheet_quoted(read: Read) -> None:
    text = '"# population: adults, 18+; source: ""Census"", table 3",,\na,percent,\nx,100,\n'
    targets = read(text)
    assert (targets.population, targets.source) == ("adults, 18+", '"Census", table 3')


def test_comments_of_several_lines_and_other_words(read: Read) -> None:
    text = (
        "# Made for wave 3\n#population: adults\n# source: CBS; table 37296; 2025\n\n"
        "a,percent\n# in between\nx,100\n"
    )
    targets = read(text)
    assert targets.population == "adults"
    assert targets.source == "CBS; table 37296; 2025"
    assert targets.year == ""
    assert targets.notes[1:] == ("Made for wave 3", "in between")


def test_an_address_is_part_of_the_source(read: Read) -> None:
    targets = read("# source: https://example.org/a;b\na,percent\nx,100\n")
    assert targets.source == "https://example.org/a; b"


def test_percent_signs_and_quoted_decimal_commas(read: Read) -> None:
    assert read('a,percent\nx,"12,5 %"\ny,87.5%\n').margins[0].values == (12.5, 87.5)


def test_blanks_around_cells_mean_nothing(read: Read) -> None:
    targets = read(" a , share \n x , 0.4 \n\n , \n y ,0.6\n")
    assert targets.margins[0].levels == (("x",), ("y",))


def test_quoted_levels_hold_separators(read: Read) -> None:
    assert read('a,share\n"x, y",1\n').margins[0].levels == (("x, y",),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(read: Read, end: str) -> None:
    assert read(TEXT.replace("\n", end)).margins == read(TEXT).margins


def test_another_encoding(read: Read) -> None:
    assert read("région,share\nÎle,1\n".encode("cp1252")).variables == ("région",)


def test_shares_that_do_not_sum_to_one(read: Read) -> None:
    text = "a,share\nx,0.5\ny,0.6\n"
    with pytest.raises(TargetsError, match="1.1000"):
        read(text)
    targets = read(text, normalise=True)
    assert targets.margins[0].shares.tolist() == pytest.approx([0.5 / 1.1, 0.6 / 1.1], abs=1e-15)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        tk.read_targets(tmp_path / "targets.csv")
    with pytest.raises(FileError):
        tk.read_targets(tmp_path)


@pytest.mark.parametrize("begins", [b"PK\x03\x04\x14\x00\x06\x00", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_spreadsheet_is_no_text(read: Read, begins: bytes) -> None:
    with pytest.raises(FileError, match="targets.csv: the file is damaged"):
        read(begins)
