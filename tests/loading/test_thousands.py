"""Points and commas that group thousands, where a decimal sign is looked for."""

from collections.abc import Callable
from pathlib import Path

import pytest

import techno_kit as tk
from techno_kit.errors import QuestionError
from techno_kit.loading.rawfiles import RawFile

Written = Callable[..., RawFile]

UNCLEAR = (
    "It is not clear whether a point or comma in the numbers of {} is the decimal sign or groups "
    'thousands, as in 20.000; so they are text. decimal="." or decimal="," says which sign is the '
    "decimal sign."
)


@pytest.mark.parametrize(
    "text",
    [
        "q;income\na;20.000\nb;21.037\n",
        "q;income\na;20.000\nb;80.000\n",  # pandas reads whole numbers
        "q;income\na;88.516\nb;950\n",
        "q;income\na;20.000\nb;\n",
        "q;income\na;20.000\nb;NA\n",
        "q;income\na;88.516\nb;1.250.000\n",
        "q;income\na;5,401\nb;3,352\n",
        "q,income\na,20.000\nb,21.037\n",
        'q,income\na,"1,234"\nb,"12,345"\n',
        "q;income;w\na;20.000;0,9\nb;21.037;1,1\n",
        "q;income;w\na;-20.000;3\nb;+21.037;4\n",
    ],
)
def test_what_may_group_thousands_is_text_and_told(written: Written, text: str) -> None:
    raw = written(text)
    assert raw.frame["income"].dtype == "str"
    assert raw.notes[1] == UNCLEAR.format("'income'")


def test_every_such_column_is_named(written: Written) -> None:
    raw = written("q;income;rent\na;20.000;1.100\nb;21.037;950\n")
    assert raw.notes[1:] == (UNCLEAR.format("'income' and 'rent'"),)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("q;km\na;0.125\nb;1.403\n", [0.125, 1.403]),
        ("q;km\na;1.5\nb;1.403\n", [1.5, 1.403]),
        ("q;km\na;1.2345\nb;1.403\n", [1.2345, 1.403]),
        ("q;km\na;.125\nb;1.403\n", [0.125, 1.403]),
        ("q;km\na;1000.125\nb;1.403\n", [1000.125, 1.403]),
        ("q;km;w\na;1.403;0.9\nb;2.000;1.1\n", [1.403, 2.0]),  # another column shows the sign
        ("q,km,w\na,1.403,0.9\nb,2.000,1.1\n", [1.403, 2.0]),
        ("q;w;km\na;0.9;1.403\nb;few;2.000\n", [1.403, 2.0]),
        ("q;km\na;0,125\nb;1,403\n", [0.125, 1.403]),
        ("q;km\na;5\nb;\n", [5.0, None]),
    ],
)
def test_decimals_that_are_shown_stay_numbers(
    written: Written, text: str, numbers: list[float | None]
) -> None:
    raw = written(text)
    values = [None if each != each else each for each in raw.frame["km"].tolist()]
    assert values == numbers
    assert len(raw.notes) == 1


def test_a_decimal_far_below_the_rows_that_are_looked_at_counts(written: Written) -> None:
    text = "q;km\n" + "a;1.403\n" * 400
    assert written(text).frame["km"].dtype == "str"
    assert written(text + "b;1.5\n").frame["km"].tolist() == [1.403] * 400 + [1.5]
    other = "q;w;km\n" + "a;1.250;1.403\n" * 400 + "b;1.5;1.403\n"
    assert written(other).frame["km"].tolist() == [1.403] * 401


def test_the_decimal_sign_that_is_given_settles_it(written: Written) -> None:
    text = "q;income\na;88.516\nb;950\n"
    assert written(text, decimal=",").frame["income"].tolist() == [88516.0, 950.0]
    raw = written(text, decimal=".")
    assert raw.frame["income"].tolist() == [88.516, 950.0]
    assert len(raw.notes) == 1
    raw = written("q;income\na;88.516\nb;1.250.000\n", decimal=",")
    assert raw.frame["income"].tolist() == [88516.0, 1250000.0]


def test_no_mean_is_made_of_what_is_unclear(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("q;income\n" + "a;20.000\nb;950\n" * 60, encoding="utf-8")
    with pytest.raises(QuestionError) as told:
        tk.estimate(tk.read(path), "income")
    assert str(told.value) == (
        "question 'income': column 'income' is text, as in it a sign may group thousands: "
        "'20.000'; write its numbers without a sign for thousands, or name the decimal sign: "
        'decimal = "," under [file] in the mapping, or tk.read(..., decimal=...)'
    )
    table = tk.estimate(tk.read(path, decimal=","), "income").table
    assert table["estimate"].tolist() == [10475.0]
