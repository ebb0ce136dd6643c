"""Tables as HTML, read back by a parser."""

import subprocess
import sys
from math import nan
from xml.etree import ElementTree

import pandas as pd
import pytest

from techno_kit.drawing.markup import table_html

NASTY = """<script>alert(1)</script> & "quoted" 'too'"""


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": ["18-24", "18-24", "65+"],
            "rung": ["Critics", "Joiners", "Critics"],
            "share": [0.375, nan, 0.2],
            "n": [1200, 87, 12],
            "interval": ["34% to 41%", None, "10% to 30%"],
        }
    )


def parse(page: str) -> ElementTree.Element:
    """The table; HTML as it is written here is well-formed XML but for its line breaks."""
    return ElementTree.fromstring(page[page.index("<table") :].replace("<br>", "<br/>"))


def cells(row: ElementTree.Element) -> list[str]:
    return ["".join(cell.itertext()) for cell in row]


def test_caption_headings_and_row_heads_are_marked_as_such(frame: pd.DataFrame) -> None:
    table = parse(table_html(frame, caption="Shares", columns={"rung": "Rung", "share": "Share"}))
    assert table[0].tag == "caption"
    assert table[0].text == "Shares"
    heads = table.findall("./thead/tr/th")
    assert [(head.text, head.get("scope")) for head in heads] == [("Rung", "col"), ("Share", "col")]
    first = table.find("./tbody/tr")
    assert first is not None
    assert [(cell.tag, cell.get("scope")) for cell in first] == [("th", "row"), ("td", None)]


def test_columns_are_chosen_ordered_and_formatted(frame: pd.DataFrame) -> None:
    page = table_html(
        frame,
        caption="Shares",
        columns={"n": "Base", "share": "Share"},
        formats={"share": "{:.0%}".format},
        heads=0,
    )
    assert [cells(row) for row in parse(page).iter("tr")] == [
        ["Base", "Share"],
        ["1,200", "38%"],
        ["87", "–"],
        ["12", "20%"],
    ]


def test_without_formats_counts_are_grouped_and_numbers_rounded_half_up() -> None:
    frame = pd.DataFrame({"a": [1234567], "b": [2.675], "c": [True], "d": ["x"]})
    rows = [cells(row) for row in parse(table_html(frame, caption="x")).iter("tr")]
    assert rows == [["a", "b", "c", "d"], ["1,234,567", "2.68", "True", "x"]]


def test_numbers_are_right_aligned_with_their_headings(frame: pd.DataFrame) -> None:
    table = parse(table_html(frame, caption="Shares", numbers=["interval"]))
    row = table.findall("./tbody/tr")[1]
    for marked in (list(table.findall("./thead/tr/th")), list(row)):
        kinds = [cell.get("class") for cell in marked]
        assert kinds == [None, None, "number", "number", "number"]


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_everything_is_escaped(dtype: str) -> None:
    frame = pd.DataFrame({NASTY: [NASTY], "g": [NASTY]}).astype(dtype)
    page = table_html(frame, caption=NASTY, notes=[NASTY], group="g")
    assert "<script" not in page
    table = parse(page)
    texts = [
        "".join(each.itertext()) for each in table.iter() if each.tag in ("caption", "th", "td")
    ]
    assert texts.count(NASTY) == 6


@pytest.mark.parametrize("missing", [None, nan, pd.NA, pd.NaT])
def test_a_missing_value_is_a_dash(missing: object) -> None:
    frame = pd.DataFrame({"a": ["x", missing]}, dtype="object")
    rows = [cells(row) for row in parse(table_html(frame, caption="x")).iter("tr")]
    assert rows[1:] == [["x"], ["–"]]


def test_a_line_end_in_a_heading_begins_a_line_and_nothing_else_does() -> None:
    frame = pd.DataFrame({"a": ["x\ny"]})
    page = table_html(frame, caption="x", columns={"a": f"{NASTY}\n<br>"})
    (head,) = parse(page).findall("./thead/tr/th")
    assert (head.text, [each.tag for each in head], head[0].tail) == (NASTY, ["br"], "<br>")
    assert page.count("<br>") == 1


def test_only_cells_that_are_told_to_wrap() -> None:
    frame = pd.DataFrame({"a": ["w"], "b": ["x"], "c": ["y"]})
    page = table_html(frame, caption="x", numbers=["b", "c"], wrap=["a", "b"], heads=0)
    kinds = [cell.get("class") for cell in parse(page).findall("./tbody/tr/td")]
    assert kinds == [None, "number wrap", "number"]
    heads = [cell.get("class") for cell in parse(page).findall("./thead/tr/th")]
    assert heads == [None, "number", "number"]


def test_groups_of_rows_have_headings_of_their_own(frame: pd.DataFrame) -> None:
    table = parse(table_html(frame, caption="x", columns={"rung": "Rung", "n": "n"}, group="level"))
    bodies = table.findall("./tbody")
    assert [len(body) for body in bodies] == [3, 2]
    heads = [body[0][0] for body in bodies]
    assert [(head.text, head.get("scope"), head.get("colspan")) for head in heads] == [
        ("18-24", "rowgroup", "2"),
        ("65+", "rowgroup", "2"),
    ]


def test_rows_of_no_group_have_no_heading() -> None:
    frame = pd.DataFrame({"g": [None, "a"], "x": ["1", "2"]})
    bodies = parse(table_html(frame, caption="x", columns={"x": "x"}, group="g")).findall("./tbody")
    assert [len(body) for body in bodies] == [1, 2]


def test_notes_stand_in_the_foot(frame: pd.DataFrame) -> None:
    foot = parse(table_html(frame, caption="x", notes=["Base.", "Synthetic."])).find(
        "./tfoot/tr/td"
    )
    assert foot is not None
    assert foot.get("colspan") == "5"
    assert list(foot.itertext()) == ["Base.", "Synthetic."]
    assert parse(table_html(frame, caption="x")).find("./tfoot") is None


def test_no_header_cell_is_empty() -> None:
    frame = pd.DataFrame({"a": ["x", ""], "b": ["y", "z"]})
    table = parse(table_html(frame, caption="x", columns={"a": " ", "b": "B"}))
    assert all("".join(head.itertext()).strip() for head in table.iter("th"))
    assert [cell.tag for cell in table.findall("./thead/tr/*")] == ["td", "th"]


def test_the_style_reaches_no_other_table_and_sets_no_colour_of_text(frame: pd.DataFrame) -> None:
    page = table_html(frame, caption="x")
    rules = page[page.index("<style>") + 7 : page.index("</style>")].splitlines()
    selectors = [part for rule in rules for part in rule.split("{")[0].split(", ")]
    assert len(selectors) > len(rules)
    assert all(part.startswith("table.techno-kit-table") for part in selectors)
    assert "color:inherit" in page
    assert not [rule for rule in rules if "color:#" in rule or "background:#" in rule]


def test_an_empty_table_still_has_its_headings() -> None:
    table = parse(table_html(pd.DataFrame({"a": []}), caption="x"))
    assert [cells(row) for row in table.iter("tr")] == [["a"]]


def test_tables_need_no_matplotlib() -> None:
    code = (
        "import sys; import techno_kit.drawing.markup, techno_kit.drawing.terminal, "
        "techno_kit.drawing.pictures; sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
