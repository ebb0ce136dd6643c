"""Texts in columns of numbers: told with the cure, and kept."""

from collections.abc import Callable

import pytest

from techno_kit.loading.rawfiles import RawFile

Written = Callable[..., RawFile]

AGES = ["34", "51", "22", "45", "67", "33", "29", "41", "58", "19"]
SECOND = (
    "The row below the names has {}, where all others have numbers: it may be a second header row. "
    "It is read as a respondent, and makes the column text; if it is none, delete it from the file "
    "and read it again."
)
ODD = (
    "{!r} holds numbers but for {}, and so is text. Correct these cells in the file; or, in a "
    'mapping, make the question one of kind "number" and list what is no answer under missing.'
)


def rows(*ages: str) -> str:
    return "q,age\n" + "".join(f"{'mf'[at % 2]},{age}\n" for at, age in enumerate(ages))


def test_a_first_row_of_text_may_be_a_second_header(written: Written) -> None:
    raw = written(rows("Age", *AGES))
    assert len(raw.frame) == len(AGES) + 1
    assert raw.notes[1:] == (SECOND.format("'Age' in 'age'"),)


@pytest.mark.parametrize(
    ("ages", "told"),
    [
        (["refused", *AGES], "'refused' (1 time)"),  # what a respondent may say
        ([*AGES, "old"], "'old' (1 time)"),
        ([*AGES, *AGES, "85+", "85+"], "'85+' (2 times)"),
        (["Age", *AGES, *AGES, "old"], "'Age' (1 time) and 'old' (1 time)"),
        ([*AGES, "NA", "x"], "'x' (1 time)"),
    ],
)
def test_texts_among_numbers_are_told(written: Written, ages: list[str], told: str) -> None:
    raw = written(rows(*ages))
    assert raw.frame["age"].dtype == "str"
    assert raw.notes[1:] == (ODD.format("age", told),)


@pytest.mark.parametrize(
    "ages",
    [
        [*AGES, "old", "young", "elder"],  # more than a few
        AGES[:4] + ["old"],  # a handful
        ["18-24", "25-34", "35-44"] * 4,
        ["A1", "A2", "A3", "A4", "A5", "6"],
        [*AGES, "NA", "."],
    ],
)
def test_columns_of_texts_and_of_numbers_are_not(written: Written, ages: list[str]) -> None:
    assert not any("holds numbers but" in each for each in written(rows(*ages)).notes)


def test_nothing_of_a_column_of_personal_data_is_quoted(written: Written) -> None:
    numbers = [f"61234567{at}" for at in range(10)]
    for first, last in [("ask my son Jan", "x"), (numbers[0], "ask my son Jan")]:
        raw = written(rows(first, *numbers, last).replace("age", "phone"))
        assert "Jan" not in " ".join(raw.notes)


@pytest.mark.parametrize(
    "ages",
    [
        [f"{each}%" for each in AGES],
        [f"{each} %" for each in AGES],
        [f"€ {each}.200" for each in AGES],
        [f"{each},50 €" for each in AGES],
        [f"{each} 200" for each in AGES],
        [f"{each}'200" for each in AGES],
        [*(f"{each}\u00a0200" for each in AGES), "950", "NA"],
    ],
)
def test_numbers_with_units_or_blanks_are_told(written: Written, ages: list[str]) -> None:
    raw = written("q;age\n" + "".join(f"a;{age}\n" for age in ages))
    assert raw.frame["age"].dtype == "str"
    assert raw.notes[1:] == (
        "'age' holds numbers with a unit such as % or €, or with blanks or apostrophes between "
        "thousands, and is text. If they are to be numbers, take these signs out in the file and "
        "read it again.",
    )


@pytest.mark.parametrize("ages", [["18-24", "25+", "65-70"] * 3, ["1 of 3", "2 of 3"] * 5])
def test_bands_are_no_numbers_with_units(written: Written, ages: list[str]) -> None:
    assert len(written(rows(*ages)).notes) == 1


def test_days_beside_bands_are_told(written: Written) -> None:
    for day in ("1-Feb", "1-feb", "01. Feb", "3-mei", "Feb-10"):
        (note,) = written(rows(day, "5-9", "10+", *[day] * 3, "5-9", "5-9")).notes[1:]
        assert note == (
            f"'age' holds {day!r} beside bands of numbers: a spreadsheet may have taken bands such "
            "as 1-2 for days. Write the bands in the file anew, or rename them with "
            "sample.merge_levels."
        )


@pytest.mark.parametrize(
    "ages",
    [["1-2", "5-9", "10+"] * 3, ["1-Feb", "2-Mar", "3-May"] * 3, ["1 June 2024", "5-9"] * 3],
)
def test_bands_alone_and_days_alone_are_not_told(written: Written, ages: list[str]) -> None:
    assert not any("bands" in each for each in written(rows(*ages)).notes)
