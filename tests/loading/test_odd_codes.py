"""Numbers that may mark no answer are told, and kept."""

from pathlib import Path

import pytest

import techno_kit as tk


def _notes(path: Path, numbers: list[int], **options: object) -> tuple[str, ...]:
    path.write_text("q,age\n" + "".join(f"a,{each}\n" for each in numbers), encoding="utf-8")
    return tk.read(path, **options).notes[1:]  # type: ignore[arg-type]


def test_codes_for_no_answer_among_numbers_are_told(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    ages = [18, 25, 34, 45, 60, 72]
    for numbers, code in [([*ages, -99], -99), ([*ages, -9], -9), ([*ages, 999, 999], 999)]:
        assert _notes(path, numbers) == (
            f"{code} stands apart from the other numbers of 'age', and counts as a number. If it "
            f"marks no answer, say so in the mapping: missing = [{code}].",
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
    assert not [each for each in notes if "apart from" in each]


SCALE = [1, 2, 3, 4, 5] * 6


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([*SCALE, 98, 99], "98 and 99"),
        ([*SCALE, 97, 98, 99], "97, 98 and 99"),
        ([18, 40, 60, 70, 90, 998, 999], "998 and 999"),
        ([*SCALE, 77, 77], "77"),
        ([*SCALE, 8, 9], "8 and 9"),
        ([*[1, 2] * 15, 9, 9], "9"),
        ([*[0, 1] * 15, 9, 9], "9"),
        ([*SCALE, -1], "-1"),
        ([*SCALE, -1, -2], "-2 and -1"),
        ([*SCALE, 0, -1], "-1"),
        ([*SCALE, 0, -8, -9], "-9 and -8"),
        ([0, 10, 20, 30, 10, -1], "-1"),
        ([*SCALE, -77, -99], "-99 and -77"),
        ([900, 20_000, 15_000, 4_000, 800, 99_999, 99_999], "99999"),
    ],
)
def test_codes_are_judged_by_the_numbers_that_are_none(
    tmp_path: Path, numbers: list[int], told: str
) -> None:
    (note,) = _notes(tmp_path / "answers.csv", numbers)
    assert note.startswith(f"{told} stand")
    assert note.endswith(f"missing = [{told.replace(' and', ',')}].")


@pytest.mark.parametrize(
    "numbers",
    [
        [-2, -1, 0, 1, 2] * 6,  # a scale around nothing
        [-1, 0, 1] * 6,
        [*range(-4, 0), *range(40)],  # differences
        [-2, -1, *range(11)],
        [-1, *range(4)],
        [*SCALE, 6, 7, 8, 9],  # numbers up to 9
        [*[0, 1, 2, 3, 4] * 6, 8, 8],  # children
        [*SCALE, 9],  # once only
        [*SCALE, 7, 7],
        [1, 2, 3, 4, 5, 9, 9],  # few people
    ],
)
def test_short_scales_and_differences_are_not_told(tmp_path: Path, numbers: list[int]) -> None:
    assert _notes(tmp_path / "answers.csv", numbers) == ()


def test_columns_with_the_same_codes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    rows = [f"{each},{each},1" for each in [*SCALE, 98, 99]]
    path.write_text("q,r,s\n" + "\n".join(rows), encoding="utf-8")
    (note,) = tk.read(path).notes[1:]
    assert note == (
        "98 and 99 stand apart from the other numbers of 'q' and 'r', and count as numbers. If "
        "they mark no answer, say so in the mapping: missing = [98, 99]."
    )
