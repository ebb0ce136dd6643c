"""Numbers that stand as texts in a sheet: what a sign in them means is judged as in plain text."""

from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.loading.dispatch import read_file
from techno_kit.loading.rawfiles import RawFile
from tests.loading.sheet_fixtures import xlsx

pytest.importorskip("python_calamine")

UNCLEAR = (
    "It is not clear whether a point or comma in the numbers of {} is the decimal sign or groups "
    'thousands, as in 20.000; so they are text. decimal="." or decimal="," says which sign is the '
    "decimal sign."
)


def sheet(tmp_path: Path, *rows: list[object]) -> RawFile:
    return read_file(xlsx(tmp_path / "a.xlsx", {"S": [["q", "income"], *map(list, rows)]}))


@pytest.mark.parametrize(
    "texts",
    [
        ["20.000", "21.037", "950"],
        ["20,000", "21,037", "950"],
        ["20.000", "NA", None],
        ["20.000", 950, 1.5],  # a cell that is a number has no sign to show
        [20000, 3000, "1.250"],
    ],
)
def test_what_may_group_thousands_is_text_and_told(tmp_path: Path, texts: list[object]) -> None:
    raw = sheet(tmp_path, *(["a", each] for each in texts))
    assert raw.frame["income"].dtype == "str"
    assert UNCLEAR.format("'income'") in raw.notes


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1.234,5", "20.000", "7"], [1234.5, 20000, 7]),
        (["1,234.5", "20,000", "7"], [1234.5, 20000, 7]),
        (["0.125", "20.000", 7.5], [0.125, 20, 7.5]),
        (["1,5", "2", 12.25], [1.5, 2, 12.25]),
        ([20000.5, "NA", 7], [20000.5, None, 7]),
        (["1 234", "20 000", "7"], None),
    ],
)
def test_where_a_text_shows_its_sign_they_are_numbers(
    tmp_path: Path, texts: list[object], numbers: list[float | None] | None
) -> None:
    raw = sheet(tmp_path, *(["a", each] for each in texts))
    if numbers is None:
        assert raw.frame["income"].dtype == "str"
        return
    assert raw.frame["income"].dtype == "float64"
    assert raw.frame["income"].fillna(-1).tolist() == [-1 if x is None else x for x in numbers]
    assert UNCLEAR.format("'income'") not in raw.notes


def test_another_column_of_texts_shows_the_sign_but_no_cell_that_is_a_number(
    tmp_path: Path,
) -> None:
    rows = [["0.5", "20.000"], ["1.25", "21.037"]]
    assert sheet(tmp_path, *rows).frame["income"].tolist() == [20.0, 21.037]
    rows = [["0,5", "20,000"], ["1,25", "21,037"]]
    assert sheet(tmp_path, *rows).frame["income"].tolist() == [20.0, 21.037]
    numbers = [[0.5, "20.000"], [1.25, "21.037"]]
    assert sheet(tmp_path, *numbers).frame["income"].dtype == "str"


@pytest.mark.parametrize(("decimal", "numbers"), [(".", [20.0, 1.5]), (",", [20000, 1.5])])
def test_the_decimal_sign_settles_it(tmp_path: Path, decimal: str, numbers: list[float]) -> None:
    rows = [["q", "income"], ["a", "20.000"], ["b", 1.5]]
    path = xlsx(tmp_path / "a.xlsx", {"S": rows})
    sample = tk.read(path, decimal=decimal)
    assert sample.frame["income"].tolist() == numbers
    assert not any("not clear" in each for each in sample.notes)


def test_codes_with_leading_zeros_stay_text_beside_numbers(tmp_path: Path) -> None:
    raw = sheet(tmp_path, ["a", "01"], ["b", 12])
    assert raw.frame["income"].tolist() == ["01", "12"]
