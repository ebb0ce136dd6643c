"""Tables as plain text."""

from math import nan

import pandas as pd
import pytest

from techno_kit.drawing.terminal import columns_of, table_text


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": ["Women", "Women", "男性"],
            "rung": ["Critics", "批評家", "Fryslân"],
            "share": [0.375, nan, 1],
            "n": [1200, 87, 12],
        }
    )


def test_the_whole_text(frame: pd.DataFrame) -> None:
    text = table_text(
        frame,
        title="Shares",
        notes=["Base: all."],
        columns={"rung": "Rung", "share": "Share", "n": "n"},
        formats={"share": "{:.0%}".format},
        group="level",
    )
    assert text.split("\n") == [
        "Shares",
        "  Rung     Share      n",
        "───────────────────────",
        "Women",
        "  Critics    38%  1,200",
        "  批評家       –     87",
        "男性",
        "  Fryslân   100%     12",
        "Base: all.",
    ]


def test_every_line_of_numbers_ends_in_the_same_column(frame: pd.DataFrame) -> None:
    lines = table_text(frame).split("\n")
    assert len({columns_of(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("日本", 4),
        ("e\u0301", 1),
        ("ｱ", 1),
        ("Ａ", 2),
        ("", 0),
        ("한국", 4),
        ("\u200b", 0),
    ],
)
def test_signs_take_the_columns_that_a_terminal_gives_them(text: str, columns: int) -> None:
    assert columns_of(text) == columns


def test_long_texts_are_folded_at_blanks_and_the_row_stays_together() -> None:
    frame = pd.DataFrame({"a": ["one two three four", "five"], "b": [1, 2]})
    assert table_text(frame, limit=9).split("\n") == [
        "a        b",
        "──────────",
        "one two  1",
        "three",
        "four",
        "five     2",
    ]


def test_a_long_word_is_cut_by_columns_not_by_signs() -> None:
    lines = table_text(pd.DataFrame({"a": ["日本語日本語"]}), limit=5).split("\n")
    assert lines[2:] == ["日本", "語日", "本語"]


def test_nothing_steers_the_terminal() -> None:
    evil = "\x1b[31mred\x07\r\nnext\ttab\u202eback\x9b2J"
    text = table_text(
        pd.DataFrame({evil: [evil], "g": [evil]}), title=evil, notes=[evil], group="g"
    )
    assert not [sign for sign in text if sign != "\n" and (sign < " " or sign in "\x7f\x9b\u202e")]
    assert text.count("red") == 6  # heading, cell, title, note, group and its column


def test_an_empty_table_shows_its_headings() -> None:
    assert table_text(pd.DataFrame({"a": [], "b": []})) == "a  b\n────"
