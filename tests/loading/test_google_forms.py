"""Google Forms: timestamps, check boxes in one cell, grids, scales."""

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.google_forms_boxes import Boxes, Doubt, boxes_of
from tests.loading.sheet_fixtures import Styled, xlsx

OPTIONS = ("Phone", "Tablet", "Laptop, desktop or other PC", "Smart TV", "Yes, I have a watch")
HEAD = [
    "Timestamp",
    "Which do you own?",
    "How happy are you?",
    "Rate [Shops]",
    "Rate [Banks]",
    "Where do you live?",
    "Age",
]
ROWS = [
    ["2024/01/15 10:20:30 AM GMT+1", "Phone, Tablet", "4", "Good", "Bad", "Ghent, Belgium", "30"],
    ["2024/01/15 10:21:30 AM GMT+1", "Phone", "5", "Good", "Good", "Delft", "41"],
    ["2024/01/16 1:20:30 PM GMT+1", "", "1", "Bad", "Good", "Ghent, Belgium", "52"],
    ["2024/01/17 1:20:30 PM GMT+1", "Phone, Tablet", "", "Bad", "Good", "Oslo, Norway", ""],
]


def export(path: Path, *records: list[str]) -> Path:
    """Write an export."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(records)
    path.write_text(text.getvalue(), "utf-8")
    return path


def ticked(n: int, sign: str, seed: int = 1) -> list[str]:
    """Return cells of respondents who tick each option by chance."""
    chance = random.Random(seed)
    cells = (sign.join(each for each in OPTIONS if chance.random() < 0.4) for _ in range(n))
    return [each for each in cells if each]


def test_columns_and_questions(tmp_path: Path) -> None:
    raw = read_file(export(tmp_path / "a.csv", HEAD, *ROWS))
    questions = raw.codebook.questions
    assert raw.format == "google_forms"
    owned = questions["Which do you own?"]
    assert owned.parts == {
        "Phone": "Which do you own?: Phone",
        "Tablet": "Which do you own?: Tablet",
    }
    held = raw.frame[list(owned.parts.values())].fillna(-1).to_numpy().tolist()
    assert held == [[1, 1], [1, 0], [-1, -1], [1, 1]]
    assert questions["How happy are you?"].kind == "scale"
    assert [value for value, _ in questions["How happy are you?"].levels] == [1, 2, 3, 4, 5]
    assert questions["Rate [Shops]"].label == "Rate - Shops"
    assert questions["Age"].kind == "number"
    assert raw.frame["Where do you live?"].iloc[0] == "Ghent, Belgium"
    table = tk.profile(tk.read(tmp_path / "a.csv"), "Which do you own?", suppress_below=0).table
    assert sorted(table["share"].round(3)) == [0.667, 1.0]


@pytest.mark.parametrize("sign", [", ", ";"])
@pytest.mark.parametrize("seed", range(8))
def test_options_are_found_though_they_hold_commas(sign: str, seed: int) -> None:
    cells = ticked(60, sign, seed)
    found = boxes_of(cells)
    assert isinstance(found, Boxes)
    assert found.options == OPTIONS
    for cell in cells:
        assert sign.join(each for each in OPTIONS if each in found.chosen[cell]) == cell


@pytest.mark.parametrize(
    "cells",
    [
        ["Yes, often", "Yes, sometimes", "No"] * 10,
        ["I like it, because it is good", "It is bad, and slow, really", "No", "Fine, thanks"],
        ["$0 - $24,999", "$25,000 - $49,999"] * 5,
        ["Strongly agree, Always", "Agree"] * 10,
        ["A, B", "B, A", "A"] * 5,
        ["A, A", "A"],
        ["a, , b", "a"],
        [],
    ],
)
def test_single_answers_stay_whole(cells: list[str]) -> None:
    assert boxes_of(cells) is None


def test_what_stays_unclear_is_told(tmp_path: Path) -> None:
    cells = ["Ghent, Belgium", "Delft, Netherlands", "Utrecht, Netherlands"] * 4
    assert isinstance(boxes_of(cells), Doubt)
    assert isinstance(boxes_of(["A, B"]), Doubt)
    rows = [["2024/01/15 10:20:30 AM GMT+1", each] for each in cells]
    raw = read_file(export(tmp_path / "a.csv", ["Timestamp", "Where?"], *rows))
    assert raw.notes[-1] == (
        "'Where?': the answers hold commas, and may be check boxes; each is read as one answer, as "
        "the answers do not tell which."
    )


def test_what_respondents_wrote_is_other(tmp_path: Path) -> None:
    cells = [*ticked(60, ", "), *(f"Phone, my own {n}" for n in ("a", "b", "c", "d", "e"))]
    rows = [["2024/01/15 10:20:30 AM GMT+1", each] for each in cells]
    raw = read_file(export(tmp_path / "a.csv", ["Timestamp", "Owned?"], *rows))
    parts = raw.codebook.questions["Owned?"].parts
    assert tuple(parts) == (*OPTIONS, "Other")
    assert raw.frame[parts["Other"]].sum() == 5
    assert raw.frame["Owned?, in words"].dropna().tolist() == [f"my own {n}" for n in "abcde"]


@given(st.lists(st.lists(st.sampled_from(["A", "B", "C", "D", "E"]), min_size=1, unique=True)))
def test_every_cell_is_told_by_its_options(rows: list[list[str]]) -> None:
    cells = [", ".join(sorted(row)) for row in rows]
    found = boxes_of(cells)
    if isinstance(found, Boxes):
        for cell in cells:
            parts = [each for each in found.options if each in found.chosen[cell]]
            assert sorted(", ".join(parts).split(", ")) == sorted(cell.split(", "))


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("Tijdstempel", "15-1-2024 10:20:30"),
        ("タイムスタンプ", "2024/01/15 10:20:30"),
        ("Zeitstempel", "15.01.2024 10:20:30"),
        ("Horodateur", "15/01/2024 10:20:30"),
        ("Informazioni cronologiche", "15/01/2024 10.20.30"),
        ("Timestamp", "1/15/2024 10:20:30"),
    ],
)
def test_languages(tmp_path: Path, header: str, moment: str) -> None:
    path = export(tmp_path / "a.csv", [header, "Vraag"], [moment, "ja"], [moment, "nee"])
    assert read_file(path).format == "google_forms"


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("Time", "1/15/2024 10:20:30"),
        ("Timestamp", "1705310430"),
        ("Timestamp", "yesterday"),
        ("Timestamp", "2024-01-15"),
        ("Timestamp", ""),
    ],
)
def test_other_tables_stay_plain(tmp_path: Path, header: str, moment: str) -> None:
    path = export(tmp_path / "a.csv", [header, "Q"], [moment, "a, b"], [moment, "a"])
    assert read_file(path).format == "csv"


def test_questions_of_one_wording(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", ["Timestamp", "Q", "Q"], ["1/15/2024 10:20:30", "a", "b"])
    raw = read_file(path)
    assert list(raw.frame) == ["Timestamp", "Q", "Q (2)"]
    assert "Names that several columns had are followed by a number: 'Q'." in raw.notes


def test_a_format_that_is_named_is_checked(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", ["a", "b"], ["1", "2"])
    with pytest.raises(ReadError) as caught:
        tk.read(path, format="google_forms")
    assert str(caught.value) == (
        "a.csv: this does not begin like answers to a Google form, with a column of timestamps; "
        "leave format out to have it found"
    )


def test_a_heading_of_an_unknown_language_is_taken_where_the_format_is_named(
    tmp_path: Path,
) -> None:
    path = export(tmp_path / "a.csv", ["Kiam", "Kio?"], ["30/04/2023 12:11:19", "a, b"])
    assert tk.read(path).source.format == "csv"
    assert tk.read(path, format="google_forms").source.format == "google_forms"


def test_a_sheet_is_read_like_its_csv(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    cells = [[int(each) if each.isdecimal() else each or None for each in row] for row in ROWS]
    for n, row in enumerate(cells):
        row[0] = Styled(45306.43 + n, 2)
    one = read_file(export(tmp_path / "a.csv", HEAD, *ROWS))
    other = read_file(xlsx(tmp_path / "b.xlsx", {"Form Responses 1": [HEAD, *cells]}))
    assert other.format == "google_forms"
    assert other.codebook == one.codebook
    columns = list(one.frame)[1:]
    assert one.frame[columns].equals(other.frame[columns])
    assert other.frame["Timestamp"].dtype.kind == "M"


def test_a_check_box_that_stands_alone_is_told(tmp_path: Path) -> None:
    """A column with one text and blanks shows 100 %, and that nobody answered is no number."""
    head = ["Tijdstempel", "Would you do it?", "Consent", "Where?"]
    rows = [
        [f"9-6-2020 12:5{n}:31", "I would try" if n % 2 else "", "I agree", ""] for n in range(6)
    ]
    sample = tk.read(export(tmp_path / "a.csv", head, *rows))
    (told,) = [each for each in sample.notes if "shows 100 %" in each]
    assert "'Would you do it?' holds one answer or a blank" in told
    assert "Consent" not in told
    assert sample.codebook.questions["Where?"].kind == "single"
    name, option = "Would you do it?", "I would try"
    cure = tk.Question(name, "multiple", {option: name}, chosen=[option], blank="not_chosen")
    assert (
        f"tk.Question('{name}', kind=\"multiple\", columns={{'{option}': '{name}'}}, "
        f"chosen=['{option}'], blank=\"not_chosen\")"
    ) in told
    table = tk.profile(sample.with_question(cure), name, suppress_below=1).table
    assert table["share"].tolist() == [0.5]
