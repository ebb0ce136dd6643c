"""Workbooks: cells as they stand, the sheet that is meant, what is refused before it is opened."""

import random
import struct
import zipfile
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.sheet_extents import bounds_of_xml, counted_xml, extent_of_xml
from tests.loading.sheet_fixtures import (
    MAIN,
    Raw,
    Styled,
    ods,
    ods_cell,
    ods_row,
    sheet_xml,
    xlsx,
)

pytest.importorskip("python_calamine")

DAY, NEW_YEAR = Styled(45000, 1), Styled(45293, 1)
HEAD = ["id", "code", "share", "day", "at", "long", "yes", "n", "mixed", "err", "none"]
ROWS = [
    [
        1,
        "01",
        Styled(0.5, 3),
        Styled(45000, 1),
        Styled(45000.5, 2),
        Styled(1.25, 5),
        True,
        "5",
        "a",
    ],
    [
        2,
        "02",
        Styled(0.25, 3),
        Styled(45001, 1),
        Styled(45001, 2),
        None,
        None,
        "6",
        Styled(45293, 1),
    ],
    [3, None, 0.1, None, None, None, False, "x", 7.5],
]
FORMULA = Raw("<c HERE><f>1+1</f><v>2</v></c>")
NO_VALUE = Raw("<c HERE><f>1+1</f></c>")
EMPTY_TEXT = Raw('<c HERE t="str"><f>""</f><v></v></c>')


def refused(path: Path, **asked: object) -> str:
    with pytest.raises(ReadError) as caught:
        tk.read(path, **asked)  # type: ignore[arg-type]
    assert str(caught.value).startswith(path.name)
    return str(caught.value)


def test_every_kind_of_cell(tmp_path: Path) -> None:
    rows = [HEAD, *(row[:] for row in ROWS)]
    rows[1] += ["#N/A", NO_VALUE]
    rows[2] += ["#DIV/0!", FORMULA]
    rows[3] += [None, EMPTY_TEXT]
    raw = read_file(xlsx(tmp_path / "a.xlsx", {"Answers": rows}))
    frame = raw.frame
    assert frame["id"].tolist() == [1, 2, 3]
    assert frame["id"].dtype == "int64"
    assert frame["code"].fillna("").tolist() == ["01", "02", ""]
    assert frame["share"].tolist() == [0.5, 0.25, 0.1]
    assert frame["day"].dt.strftime("%Y-%m-%d").tolist()[:2] == ["2023-03-15", "2023-03-16"]
    assert frame["at"].dt.strftime("%Y-%m-%d %H:%M").tolist()[0] == "2023-03-15 12:00"
    assert frame["long"].fillna("").tolist() == ["30:00:00", "", ""]
    assert frame["yes"].tolist()[::2] == [True, False]
    assert frame["yes"].isna().tolist() == [False, True, False]
    assert frame["n"].tolist() == ["5", "6", "x"]
    assert frame["mixed"].tolist() == ["a", "2024-01-02", "7.5"]
    assert frame["err"].isna().all()
    assert frame["none"].fillna(0).tolist() == [0, 2, 0]
    assert raw.details == ("sheet 'Answers'",)
    assert raw.notes == (
        "a.xlsx: sheet 'Answers'.",
        "2 cells hold an error such as #N/A; they are blank.",
        "1 cell holds a formula without the value that it had; it is blank, because no formula is "
        "run. Open and save the workbook in a spreadsheet to have it.",
        "Columns with leading zeros are text: 'code'.",
        "'mixed': 1 cell is a date, the others are not; a spreadsheet may have made it of an "
        "answer such as 1-2.",
    )
    assert tk.read(tmp_path / "a.xlsx").n == 3


def test_numbers_that_stand_as_texts(tmp_path: Path) -> None:
    rows = [["a", "b", "c"], ["5", 1, "1,5"], ["7", "2", "2,25"], [None, "NA", "-3"]]
    raw = read_file(xlsx(tmp_path / "a.xlsx", {"S": rows}))
    assert raw.frame["a"].fillna(-1).tolist() == [5, 7, -1]
    assert raw.frame["b"].fillna(-1).tolist() == [1, 2, -1]
    assert raw.frame["c"].tolist() == [1.5, 2.25, -3]
    assert "Numbers that stand as texts in the sheet are numbers: 'a' and 'c'." in raw.notes
    assert any("'NA' is no number" in each for each in raw.notes)


def test_blank_rows_and_columns_around(tmp_path: Path) -> None:
    rows = [[], [], [None, None, "a", "b"], [None, None, 1, 2], [], [None, None, 3, 4]]
    raw = read_file(xlsx(tmp_path / "a.xlsx", {"S": rows}))
    assert raw.frame.to_dict("list") == {"a": [1, 3], "b": [2, 4]}
    assert raw.notes[-1] == "1 row without any value left out."


def test_a_title_above_the_header_is_told(tmp_path: Path) -> None:
    rows = [["Answers of May"], [], ["a", "b", "c"], [1, 2, 3]]
    raw = read_file(xlsx(tmp_path / "a.xlsx", {"S": rows}))
    assert list(raw.frame) == ["a", "b", "c"]
    assert "Rows above the header, which hold a title or nothing, were left out." in raw.notes


@pytest.mark.parametrize(
    "rows",
    [
        [["Answers of May"], ["a", "b"], [1, "x"], [2, "y"]],
        [["Answers", None, "May", None], ["a", "b", "c", "d"], [1, 2, 3, "x"], [2, 2, 3, "y"]],
        [["Who"], ["Me", None, "You", None], ["a", "b", "c", "d"], [1, 2, 3, "x"], [2, 2, 3, "y"]],
    ],
)
def test_titles_of_several_cells_or_above_two_columns(
    tmp_path: Path, rows: list[list[object]]
) -> None:
    raw = read_file(xlsx(tmp_path / "a.xlsx", {"S": rows}))
    assert list(raw.frame) == ["a", "b", "c", "d"][: raw.frame.shape[1]]
    assert "Rows above the header, which hold a title or nothing, were left out." in raw.notes


@pytest.mark.parametrize(
    "rows",
    [
        [["likes"], ["a", "b"], ["c", "d"]],
        [["a", None, "b", None], ["x", "y", "x", "y"], ["x", "y", "x", "y"]],
        [["a", "b", "c", None, None], ["x", "y", "z", "u", "v"], *[[1, 2, 3, 4, 5]] * 3],
        [["a", None, "b", None], ["x", "y", 5, "y"], ["x", "z", 6, "v"], ["x", "z", 6, "v"]],
    ],
)
def test_a_header_is_no_title(tmp_path: Path, rows: list[list[object]]) -> None:
    raw = read_file(xlsx(tmp_path / "a.xlsx", {"S": rows}))
    assert len(raw.frame) == len(rows) - 1
    assert not any("title" in each for each in raw.notes)


def test_merged_cells_are_told(tmp_path: Path) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    text = sheet_xml([["a", "b"], ["x", 1], [None, 2]], merged)
    raw = read_file(xlsx(tmp_path / "a.xlsx", {"S": text}))
    assert raw.frame["a"].fillna("").tolist() == ["x", ""]
    assert raw.notes[1] == (
        "1 merged area: its value stands in its first cell, the others are blank."
    )


def test_sheets_are_chosen_and_told(tmp_path: Path) -> None:
    one, two = [["a", "b"], [1, 2]], [["c", "d"], [3, 4]]
    path = xlsx(
        tmp_path / "a.xlsx",
        {"Hidden": two, "Read me": [["All about it"]], "One": one, "Two": two, "3": two},
        hidden=("Hidden",),
    )
    raw = read_file(path)
    assert list(raw.frame) == ["a", "b"]
    assert raw.notes[1] == "Sheet 'One' was read; sheet= names another: 'Read me', 'Two' and '3'."
    assert list(tk.read(path, sheet="Two").frame) == ["c", "d"]
    assert list(tk.read(path, sheet=3).frame) == ["a", "b"]
    assert list(tk.read(path, sheet="3").frame) == ["c", "d"]
    assert list(tk.read(path, sheet="1").frame) == ["c", "d"]
    assert refused(path, sheet="Tow") == (
        "a.xlsx: there is no sheet 'Tow'; the sheets are 'Hidden', 'Read me', 'One', 'Two' and "
        "'3'; did you mean 'Two'?"
    )
    assert "there is no sheet 6" in refused(path, sheet=6)
    assert "there is no sheet 0" in refused(path, sheet=0)


@pytest.mark.parametrize(
    ("sheets", "read"),
    [
        ({"Cover": 5, "Codebook": 50, "Data": 30}, "Data"),
        ({"Sheet1": 5, "Sheet2": 300}, "Sheet2"),  # far larger
        ({"Sheet1": 5, "Sheet2": 40}, "Sheet1"),
        ({"Sheet1": 5, "Sheet2": 3000}, "Sheet2"),
        ({"Sheet1": 60, "Sheet2": 1500}, "Sheet1"),  # no small one
        ({"Codebook": 50, "Cover": 9}, "Codebook"),  # nothing else is there
    ],
)
def test_the_sheet_with_the_answers_is_read(
    tmp_path: Path, sheets: dict[str, int], read: str
) -> None:
    rows: dict[str, list[list[object]]] = {
        name: [["a", "b", "c", "d"], *([1, 2, 3, n] for n in range(size))]
        for name, size in sheets.items()
    }
    raw = read_file(xlsx(tmp_path / "a.xlsx", rows))
    assert len(raw.frame) == sheets[read]
    assert raw.notes[1].startswith(f"Sheet {read!r} was read; sheet= names another: ")


def test_nothing_in_it(tmp_path: Path) -> None:
    assert refused(xlsx(tmp_path / "a.xlsx", {"S": []})) == "a.xlsx: no sheet holds anything"
    path = xlsx(tmp_path / "b.xlsx", {"S": [["a", "b"]], "T": []})
    assert refused(path) == (
        "b.xlsx: there is a header, but no respondent below it; export the answers as well, a line "
        "a respondent"
    )
    assert refused(path, sheet="T") == "b.xlsx: sheet 'T' holds nothing"
    assert "the column 'a' stands 2 times" in refused(
        xlsx(tmp_path / "c.xlsx", {"S": [["a", "a"], [1, 2]]})
    )


def test_content_beats_the_name(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xls", {"S": [["a", "b"], [1, "x"]]})
    assert tk.read(path).n == 1
    path = path.rename(tmp_path / "a.csv")
    assert tk.read(path).notes[0] == "a.csv: read as a workbook by its content."
    assert refused(path, separator=";") == (
        "a.csv: 'separator' means nothing for a workbook; leave it out"
    )


def test_opendocument(tmp_path: Path) -> None:
    rest = ods_cell(None, 16000)
    path = ods(
        tmp_path / "a.ods",
        ods_row(ods_cell("a"), ods_cell("b"), rest),
        ods_row(ods_cell(1), ods_cell("x"), rest, repeated=3),
        ods_row(ods_cell(None, 16384), repeated=1_048_000),
    )
    raw = read_file(path)
    assert raw.frame.to_dict("list") == {"a": [1, 1, 1], "b": ["x", "x", "x"]}


def test_many_columns(tmp_path: Path) -> None:
    names = [f"q{n}" for n in range(10_000)]
    raw = read_file(xlsx(tmp_path / "a.xlsx", {"S": [names, list(range(10_000))]}))
    assert raw.frame.shape == (1, 10_000)
    assert raw.frame.iloc[0, 9_999] == 9_999


# --- refused before it is opened ----------------------------------------------------------------

GIANT = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    "cells",
    [
        GIANT,
        GIANT.replace('r="', 'r = "'),
        GIANT.replace('<c r="XFD1048576">', "<c t='n'\nr='XFD1048576'>"),
        GIANT.replace('<c r="XFD1048576">', "<c/>" * 16_383 + "<c>"),
        GIANT.replace("<c ", "<x:c ")
        .replace("</c>", "</x:c>")
        .replace("<row", ' <row xmlns:x="y"'),
    ],
)
def test_sparse_giants(tmp_path: Path, cells: str) -> None:
    text = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    assert refused(xlsx(tmp_path / "a.xlsx", {"S": text})) == (
        "a.xlsx: 2 cells of xl/worksheets/sheet0.xml stand so far apart that room would be needed "
        "for 1,048,576 rows of 16,384 columns; delete what stands far from the answers"
    )


def test_formatted_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    text = sheet_xml([["a", "b"], [1, 2]]).replace("</sheetData>", far)
    assert tk.read(xlsx(tmp_path / "a.xlsx", {"S": text})).n == 1


def test_places_that_no_sheet_has(tmp_path: Path) -> None:
    for place in ("ZZZZZ99999999999999", "A4294967297", "", "7"):
        text = sheet_xml([["a", "b"], [1, 2]]).replace('r="B2"', f'r="{place}"')
        assert "damaged" in refused(xlsx(tmp_path / "a.xlsx", {"S": text}))


def test_sparse_giant_of_opendocument(tmp_path: Path) -> None:
    head = ods_row(ods_cell("a"), ods_cell("b"))
    path = ods(tmp_path / "a.ods", head, ods_row(ods_cell(1, 16_000), repeated=1_000_000))
    assert "room would be needed for 1,000,001 rows of 16,000 columns" in refused(path)
    path = ods(
        tmp_path / "b.ods",
        head,
        ods_row(ods_cell(None, 16384), repeated=1_048_570),
        ods_row(ods_cell(None, 16_383), ods_cell(1)),
    )
    assert "room would be needed" in refused(path)


def test_bombs(tmp_path: Path) -> None:
    text = f'<worksheet xmlns="{MAIN}"><sheetData>{" " * (1 << 27)}</sheetData></worksheet>'
    path = xlsx(tmp_path / "a.xlsx", {"S": text})
    assert refused(path) == (
        "a.xlsx: this would unpack from 1 MB to 129 MB, far more than the sheets of any survey; "
        "save it again, or export CSV"
    )
    lying = bytearray(path.read_bytes())
    for size in range((1 << 27) + 40, (1 << 27) + 400):
        true = struct.pack("<I", size)
        while (at := lying.find(true)) >= 0:
            lying[at : at + 4] = struct.pack("<I", 500)
    path.write_bytes(lying)
    assert "damaged" in refused(path)


def test_too_many_members(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"S": [["a", "b"], [1, 2]]})
    with zipfile.ZipFile(path, "a") as archive:
        for n in range(10_001):
            archive.writestr(f"x{n}", "")
    assert "this zip archive has 10,007 members" in refused(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    declared = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    text = sheet_xml([["a", "b"], ["1", "VALUE"]])
    for entity in ("&a;", "&b;"):
        path = xlsx(
            tmp_path / "a.xlsx",
            {"S": text.replace("VALUE", entity)},
            change=lambda name, xml: (
                xml.replace("?><work", f"?>{declared}<work") if "sheet0" in name else xml
            ),
        )
        try:
            held = read_file(path).frame.iloc[0, 1]
        except ReadError:
            continue
        assert "aaaa" not in str(held)
        assert "root" not in str(held)


@pytest.mark.parametrize("part", ["sheet0.xml", "workbook.xml.rels", "xl/workbook.xml"])
def test_parts_that_are_missing_or_cut_short(tmp_path: Path, part: str) -> None:
    sheets = {"S": [["a", "b"], [1, 2]]}
    path = xlsx(
        tmp_path / "a.xlsx", sheets, change=lambda name, xml: None if name.endswith(part) else xml
    )
    refused(path)
    path = xlsx(
        tmp_path / "a.xlsx",
        sheets,
        change=lambda name, xml: xml[:-30] if name.endswith(part) else xml,
    )
    refused(path)


def test_other_archives_and_office_files(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(path) == (
        "a.docx: this is a zip archive, but no workbook; unpack it, and name the file with the "
        "answers"
    )
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(2000))
    assert "damaged" in refused(path)
    path = tmp_path / "b.xlsx"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert refused(path) == "b.xlsx: this is not a workbook, though it is named .xlsx"


@pytest.mark.parametrize("seed", range(120))
def test_damaged_files_end_in_one_error(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = xlsx(tmp_path / "a.xlsx", {"S": [HEAD, *ROWS], "T": [["x", "y"], [1, 2]]})
    data = bytearray(path.read_bytes())
    if seed % 3 == 0:
        data = data[: chance.randrange(len(data))]
    else:
        for _ in range(chance.choice([1, 2, 8])):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
    path.write_bytes(data)
    try:
        tk.read(path)
    except ReadError as error:
        assert str(error).startswith("a.xlsx")


@pytest.mark.parametrize("seed", range(120))
def test_damaged_sheets_end_in_one_error(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    text = list(sheet_xml([HEAD, *ROWS]))
    for _ in range(chance.choice([1, 2, 8])):
        at = chance.randrange(len(text))
        text[at] = chance.choice(["", "<", "9", '"', "\0", "r", " ", "&", text[at] * 2])
    path = xlsx(tmp_path / "a.xlsx", {"S": "".join(text)})
    try:
        tk.read(path)
    except ReadError as error:
        assert str(error).startswith("a.xlsx")


def test_extents_do_not_depend_on_blocks() -> None:
    text = sheet_xml([HEAD, *ROWS, [None] * 30 + [1]]).encode()
    whole = counted_xml(lambda: iter([text]))
    assert (whole.rows, whole.columns) == (5, 31)
    for size in (7, 50, 333):
        parts = [text[at : at + size] for at in range(0, len(text), size)]
        cut = counted_xml(lambda parts=parts: iter(parts))  # type: ignore[misc]
        assert (cut.rows, cut.columns) == (5, 31)
        found = bounds_of_xml(parts)
        assert found is not None
        assert (found.rows, found.columns) == (9, 52)


def place_of(chance: random.Random) -> str:
    letters = "".join(chance.choices("ABMTZ", k=chance.choice((1, 1, 2, 3))))
    return f"{letters}{chance.randrange(1, 10 ** chance.randrange(1, 8))}"


@pytest.mark.parametrize("seed", range(60))
def test_cells_never_reach_beyond_their_bounds(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(
        f'<row><c r="{place_of(chance)}"><v>1</v></c><c r="{place_of(chance)}" s="1"/></row>'
        for _ in range(chance.randrange(1, 9))
    ).encode()
    parts = [text[at : at + 60] for at in range(0, len(text), 60)]
    bounds, counted = bounds_of_xml(parts), counted_xml(lambda: iter(parts))
    assert bounds is not None
    assert bounds.rows >= counted.rows
    assert bounds.columns >= counted.columns
    assert bounds.cells >= counted.cells  # parts this short are looked at twice
    assert extent_of_xml(lambda: iter(parts)).too_sparse == counted.too_sparse


@pytest.mark.parametrize("cell", ['<c r="b2"><v>1</v></c>', "<c><v>1</v></c>", '<x:c r="B2"/>'])
def test_unusual_cells_have_no_bounds(cell: str) -> None:
    assert bounds_of_xml([f'<c r="A1"><v>1</v></c>{cell}<c r="A3"/>'.encode()]) is None
