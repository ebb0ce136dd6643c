"""Targets in a workbook: as its cells stand, dates told, sheets named, formulas never run."""

import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import techno_kit as tk
from techno_kit.errors import FileError, TargetsError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATE = 45580  # 15 October 2024


class Dated(float):
    """A number that the workbook shows as a date."""


def cell(value: object) -> str:
    if isinstance(value, Dated):
        return f'<c s="1"><v>{float(value):g}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    text = str(value)
    if text.startswith("=formula "):
        formula, _, saved = text.removeprefix("=formula ").partition("|")
        return f"<c><f>{escape(formula)}</f><v>{saved}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else "<c/>"


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """Write a workbook of the least parts that Excel itself opens."""
    names = list(sheets)
    rels = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(len(names))
    )
    rels += f'<Relationship Id="st" Type="{OFFICE}/styles" Target="styles.xml"/>'
    tabs = "".join(
        f'<sheet name="{name}" sheetId="{n + 1}" r:id="r{n}"/>' for n, name in enumerate(names)
    )
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="w" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{tabs}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{rels}'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for n, rows in enumerate(sheets.values()):
        lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        parts[f"xl/worksheets/s{n}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path


ROWS: list[list[object]] = [
    ["# population: adults", "year: 2026"],
    ["age", "sex", "size", "percent"],
    ["18-24", "", "", 30],
    ["25+", "", "", 70],
    ["18-24", 1, "", 0.1 + 0.2],
    ["25+", 1.0, "", "=formula 99.7|99.7"],
    ["", "", "(mean)", 2.25],
    [],
]


def refused(path: Path, **options: object) -> str:
    with pytest.raises((FileError, TargetsError)) as error:
        tk.read_targets(path, **options)  # type: ignore[arg-type]
    return str(error.value)


def test_without_the_reader_the_message_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert refused(workbook(tmp_path / "t.xlsx", Targets=ROWS)) == (
        "t.xlsx: reading this format needs python-calamine; install it with: pip install "
        '"techno-kit[files]"'
    )


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,percent\nx,100\n", "utf-8")
    assert refused(path, sheet="Targets") == (
        "t.csv: only workbooks have sheets; leave out sheet='Targets'"
    )


class TestWithCalamine:
    @pytest.fixture(autouse=True)
    def reader(self) -> None:
        pytest.importorskip("python_calamine")

    def test_cells_are_read_as_they_stand(self, tmp_path: Path) -> None:
        targets = tk.read_targets(workbook(tmp_path / "t.xlsx", Targets=ROWS, Empty=[[]]))
        age, cross = targets.margins
        assert (age.levels, age.values) == ((("18-24",), ("25+",)), (30, 70))
        assert (cross.levels, cross.values) == ((("18-24", "1"), ("25+", "1")), (0.3, 99.7))
        assert (targets.numbers[0].question, targets.numbers[0].value) == ("size", 2.25)
        assert targets.caption == "adults, 2026"
        assert targets.notes == ("t.xlsx: percent, sheet 'Targets'.",)

    def test_content_beats_the_name(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "t.csv", Targets=ROWS)
        assert tk.read_targets(path).margins[0].values == (30, 70)
        assert tk.read_targets(path, sheet="Targets").caption == "adults, 2026"

    def test_sparse_giants_are_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        with zipfile.ZipFile(workbook(tmp_path / "small.xlsx", Targets=ROWS)) as small:
            parts = {each: small.read(each).decode() for each in small.namelist()}
        far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        parts["xl/worksheets/s0.xml"] = parts["xl/worksheets/s0.xml"].replace("</sheetData>", far)
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        assert "room would be needed for 1,048,576 rows of 16,384 columns" in refused(path)

    def test_dates_are_told(self, tmp_path: Path) -> None:
        rows = [["age", "percent"], [Dated(DATE), 20], ["15-19", 80], ["20+", Dated(DATE + 0.5)]]
        assert refused(workbook(tmp_path / "t.xlsx", Targets=rows)) == (
            "t.xlsx: 3 problems:\n"
            "- row 2: the spreadsheet made the date 2024-10-15 of what was typed in column A; "
            "format the column as text and type it again\n"
            "- row 4: the spreadsheet made the date 2024-10-15 12:00:00 of what was typed in "
            "column B; format the column as text and type it again\n"
            "- row 4: '2024-10-15 12:00:00' is no number"
        )

    def test_rows_are_what_messages_count(self, tmp_path: Path) -> None:
        rows = [["age", "percent"], [], ["18+", ""], ["<18", -1], ["18+", 3]]
        assert refused(workbook(tmp_path / "t.xlsx", Targets=rows)) == (
            "t.xlsx: 2 problems:\n"
            "- row 3: there is no value in 'percent'\n"
            "- row 4: '-1' is negative; a target is 0 or more"
        )

    def test_one_of_several_sheets_is_named(self, tmp_path: Path) -> None:
        other = [["age", "share"], ["18+", 1]]
        path = workbook(tmp_path / "t.xlsx", Adults=ROWS, Online=other, Empty=[[]])
        assert refused(path) == (
            "t.xlsx: the workbook has 2 sheets with something in them; name one of 'Adults' and "
            "'Online' with sheet="
        )
        assert tk.read_targets(path, sheet="Online").unit == "share"
        assert refused(path, sheet="online") == (
            "t.xlsx: there is no sheet 'online'; the sheets are 'Adults', 'Online' and 'Empty'; "
            "did you mean 'Online'?"
        )
        assert refused(path, sheet="Empty") == (
            "t.xlsx: there is no header; name the variables and, last, share, percent or count"
        )
        assert refused(workbook(path, Empty=[[]])) == "t.xlsx: no sheet holds anything"

    def test_percentages_that_the_workbook_keeps_as_shares(self, tmp_path: Path) -> None:
        rows = [["age", "percent"], ["18-24", 0.12], ["25+", 0.88]]
        assert refused(workbook(tmp_path / "t.xlsx", Targets=rows)) == (
            "t.xlsx: age: the values sum to 1.0000, which are shares, not percentages (a "
            "spreadsheet keeps 12% as 0.12); name the last column 'share', or multiply them by 100"
        )

    def test_a_formula_as_a_label_is_text(self, tmp_path: Path) -> None:
        rows = [["q", "share"], ["'=cmd()", 1]]
        targets = tk.read_targets(workbook(tmp_path / "t.xlsx", Targets=rows))
        assert targets.margins[0].levels == (("=cmd()",),)

    def test_what_is_no_workbook(self, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        path.write_text("age,percent\n18+,100\n", "utf-8")
        assert refused(path).startswith("t.xlsx: the file is damaged, or not what its name says: ")

    def test_a_census_table(self, tmp_path: Path) -> None:
        rows = [["age", "sex", "count"], ["18+", "F", 5], ["18+", "M", 4], ["<18", "F", 3]]
        path = workbook(tmp_path / "t.xlsx", Census=[*rows, ["<18", "M", 2]])
        targets = tk.read_targets(path, margins=["sex"])
        assert targets.margins[0].values == (8, 6)
