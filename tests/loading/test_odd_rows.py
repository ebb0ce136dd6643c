"""Rows and numbers that may be no answers are told, and kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import ReadError
from techno_kit.loading.rawfiles import RawFile

Written = Callable[..., RawFile]

ROWS = "a,54,1\nb,33,2\na,41,3\nb,29,1\na,63,2\n"  # 220 years, 9 weights


def test_a_row_of_totals_is_told_and_kept(written: Written) -> None:
    for label, cells in [("Totaal", "220,9"), ("Total:", "220,"), ("GESAMT", ",")]:
        raw = written(f"q,age,w\n{ROWS}{label},{cells}\n")
        assert len(raw.frame) == 6
        assert raw.notes[1:] == (
            f"The last row begins with {label!r} and looks like a row of totals; it is kept, and "
            "counts as a respondent. Delete it from the file if it is none.",
        )


@pytest.mark.parametrize("last", ["Total,54,1", "c,220,9", "Totally,220,9"])
def test_a_last_respondent_is_no_row_of_totals(written: Written, last: str) -> None:
    assert len(written(f"q,age,w\n{ROWS}{last}\n").notes) == 1


def test_an_answer_that_others_give_too_is_no_row_of_totals(written: Written) -> None:
    assert len(written(f"q,age,w\nTotal,8,1\n{ROWS}Total,,\n").notes) == 1


def test_a_file_without_a_header_is_told(written: Written) -> None:
    raw = written(f"a,59,1\n{ROWS}")
    assert len(raw.frame) == 5
    assert raw.notes[1:] == (
        "The first line may be a respondent and not a header, as its values stand below it too, "
        "or are numbers: 'a', '59' and '1'. If it is, put a line with the columns' names above it "
        "and read the file again.",
    )


@pytest.mark.parametrize("names", ["1,2,3", "q,age,1", "2019,2020,2021", "a,age,w"])
def test_names_of_columns_are_no_respondent(written: Written, names: str) -> None:
    assert len(written(f"{names}\n{ROWS}").notes) == 1


def test_numbers_that_stand_twice_in_the_first_line(written: Written) -> None:
    with pytest.raises(ReadError) as told:
        written("0,1,1\n1,5,4\n2,3,3\n")
    assert str(told.value) == (
        "answers.csv: 2 problems:\n"
        "- the column '1' stands 2 times, as columns 2 and 3; give each its own name\n"
        "- the first line holds numbers only; if it is a respondent, put a line with the columns' "
        "names above it"
    )


def _notes(path: Path, numbers: list[int], **options: object) -> tuple[str, ...]:
    path.write_text("q,age\n" + "".join(f"a,{each}\n" for each in numbers), encoding="utf-8")
    return tk.read(path, **options).notes[1:]  # type: ignore[arg-type]


def test_codes_for_no_answer_among_numbers_are_told(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    ages = [18, 25, 34, 45, 60, 72]
    for numbers, code in [([*ages, -99], -99), ([*ages, -9], -9), ([*ages, 999, 999], 999)]:
        assert _notes(path, numbers) == (
            f"{code} is far from the other numbers of 'age', and counts as a number. If it marks "
            f"no answer, say so in the mapping: missing = [{code}].",
        )
    assert tk.read(path).frame["age"].max() == 999


@pytest.mark.parametrize(
    "numbers",
    [
        [18, 25, 34, 45, 60, 72, 99, 99],  # an age
        [-20, -12, 0, 4, 15, -9],  # a temperature
        [1, 2, 3, 4, 5, 999],  # once only
        [99, 99, 99],
    ],
)
def test_numbers_near_the_others_are_not_told(tmp_path: Path, numbers: list[int]) -> None:
    assert _notes(tmp_path / "answers.csv", numbers) == ()


def test_codes_are_not_told_where_a_mapping_says_what_is_missing(tmp_path: Path) -> None:
    mapping = {
        "schema": "techno_kit/mapping/1",
        "questions": {"age": {"kind": "number", "missing": [-99]}},
    }
    notes = _notes(tmp_path / "answers.csv", [18, 25, 34, 45, 60, 72, -99], mapping=mapping)
    assert not [each for each in notes if "far from" in each]
