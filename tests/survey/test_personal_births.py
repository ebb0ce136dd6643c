"""Dates of birth are personal data; a year of birth is an answer."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.survey.personal import personal_columns
from techno_kit.survey.personal_births import is_birth

DAYS = ["1984-05-12", "1967-11-03", "1990-01-31", "2003-07-07", "1951-12-24"]
HEADS = [
    "dob",
    "D.O.B.",
    "date_of_birth",
    "DateOfBirth",
    "BirthDate",
    "What is your date of birth?",
    "Date of birth (dd/mm/yyyy)",
    "When were you born?",
    "geboortedatum",
    "Wat is uw geboortedatum?",
    "geb.datum",
    "Wanneer bent u geboren?",
    "Geburtsdatum",
    "Wann sind Sie geboren?",
    "Date de naissance",
    "Né(e) le",
    "Birthday",
]
WRITTEN = [
    DAYS,
    [f"{each} 00:00:00" for each in DAYS],
    ["12-05-1984", "03-11-1967", "31-01-1990", "07-07-2003", "24-12-1951"],
    ["5/12/84", "11/3/67", "1/31/90", "7/7/03", "12/24/51"],
    ["12.5.1984", "3.11.1967", "31.1.1990", "7.7.2003", "24.12.1951"],
    ["12 May 1984", "3 november 1967", "31 janvier 1990", "7. Juli 2003", "December 24, 1951"],
    [19840512, 19671103, 19900131, 20030707, 19511224],
    [30814.0, 24779.0, 32904.0, 37809.0, None],  # as a spreadsheet keeps them
    [date.fromisoformat(each) for each in DAYS],
    [pd.Timestamp(each) for each in DAYS],
    [*DAYS[:3], "would rather not say", None],
]


@pytest.mark.parametrize("head", HEADS)
def test_headers(head: str) -> None:
    assert personal_columns(pd.DataFrame({head: DAYS})) == {head: "birth"}


@pytest.mark.parametrize("values", WRITTEN)
def test_ways_to_write_a_day(values: list[object]) -> None:
    assert personal_columns(pd.DataFrame({"dob": values})) == {"dob": "birth"}


@pytest.mark.parametrize(
    ("head", "values"),
    [
        ("date_of_birth", [1984, 1967, 1990, 2003, 1951]),  # years
        ("Year of birth", ["1984", "1967", "1990", "2003", "1951"]),
        ("birthday", ["May", "November", "January", "July", "December"]),
        ("date_of_birth", ["05-1984", "11-1967", "01-1990", "07-2003", "12-1951"]),
        ("birthday", ["big party"] * 5),
        ("date_of_birth", ["1984-05-12"] * 5),  # one day, of everybody
        ("Place of birth", DAYS[:0] + ["Utrecht", "Ede", "Assen", "Breda", "Goes"]),
        ("interview date", DAYS),
        ("date", DAYS),
        ("Birthday gifts bought", [1, 2, 3, 4, 5]),
        ("birth_order", [1, 2, 3, 1, 2]),
        ("dob", ["1784-05-12", "1767-11-03", "2190-01-31", "2203-07-07", "1651-12-24"]),
    ],
)
def test_what_is_an_ordinary_answer(head: str, values: list[object]) -> None:
    assert personal_columns(pd.DataFrame({head: values})) == {}


def test_days_that_are_none() -> None:
    assert not any(map(is_birth, ["", "31", "1984-13-31", "0-0-1984", "1984-32-01", "12-1984"]))


def test_nobody_is_shown_a_date_of_birth(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "\n".join(f"{day},{'mf'[at % 2]}" for at, day in enumerate(DAYS))
    path.write_text(f"Geburtsdatum,sex\n{rows}\n", encoding="utf-8")
    sample = tk.read(path)
    assert list(sample.frame) == ["sex"]
    assert sample.notes[-1] == (
        "a.csv: 1 column of personal data was set aside: 'Geburtsdatum' (dates of birth). Nothing "
        "of it is shown or saved; tk.read(..., keep_personal=True) keeps it."
    )
