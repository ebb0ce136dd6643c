"""One group's drawing, read back from what is drawn."""

from collections.abc import Callable
from math import nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from techno_kit.drawing import palette
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.plots import draw_ladder, draw_shares

Rows = Callable[..., list[dict[str, Any]]]
Words = Callable[[Figure], list[str]]
Check = Callable[[Figure], None]


def bars_of(axes: Axes, label: str = "share") -> list[Rectangle]:
    found = [each for each in axes.containers if each.get_label() == label]
    assert len(found) == 1
    assert isinstance(found[0], BarContainer)
    return list(found[0].patches)


def segments_of(axes: Axes, label: str) -> list[list[list[float]]]:
    found = [each for each in axes.collections if each.get_label() == label]
    if not found:
        return []
    assert isinstance(found[0], LineCollection)
    return [np.asarray(segment).tolist() for segment in found[0].get_segments()]


def middle(bar: Rectangle) -> float:
    return bar.get_y() + bar.get_height() / 2


def picture_of(axes: Axes) -> Picture:
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Picture)
    return figure


def test_rungs_stand_top_to_bottom_with_bars_as_long_as_their_shares(
    whole: pd.DataFrame, labels: dict[str, str]
) -> None:
    axes = draw_ladder(whole, labels=labels)
    bars = bars_of(axes)
    assert [bar.get_width() for bar in bars] == whole["share"].tolist()
    assert {bar.get_x() for bar in bars} == {0}
    assert axes.get_xlim() == (0, 1)
    on_screen = [axes.transData.transform((0, middle(bar)))[1] for bar in bars]
    assert on_screen == sorted(on_screen, reverse=True)
    assert [text.get_text() for text in axes.get_yticklabels()] == list(labels.values())
    assert axes.get_yticks() == pytest.approx([middle(bar) for bar in bars])


def test_the_axis_runs_from_0_to_100_percent(whole: pd.DataFrame) -> None:
    texts = [text.get_text() for text in draw_ladder(whole).get_xticklabels()]
    assert texts == ["0%", "20%", "40%", "60%", "80%", "100%"]


def test_the_ladder_has_rails_that_end_above_the_inactives(whole: pd.DataFrame) -> None:
    axes = draw_ladder(whole)
    bars = bars_of(axes)
    for side in ("left", "right"):
        top, bottom = sorted(axes.spines[side].get_bounds() or ())
        assert axes.spines[side].get_visible()
        assert top <= bars[0].get_y()
        assert middle(bars[-2]) < bottom < bars[-1].get_y()
    colours = [to_hex(bar.get_facecolor()).upper() for bar in bars]
    assert colours == [palette.BLUE] * 6 + [palette.NEUTRAL]


def test_a_question_has_neither_rails_nor_grey_bars(whole: pd.DataFrame) -> None:
    axes = draw_shares(whole)
    assert not axes.spines["right"].get_visible()
    assert {to_hex(bar.get_facecolor()).upper() for bar in bars_of(axes)} == {palette.BLUE}


def test_intervals_lie_on_their_bars(whole: pd.DataFrame) -> None:
    axes = draw_ladder(whole)
    drawn = segments_of(axes, "interval")
    assert [[start[0], end[0]] for start, end in drawn] == whole[
        ["low", "high"]
    ].to_numpy().tolist()
    assert [start[1] for start, _ in drawn] == pytest.approx([middle(bar) for bar in bars_of(axes)])


def test_a_share_without_an_interval_is_drawn_without_whisker(rows: Rows) -> None:
    table = pd.DataFrame(rows())
    table.loc[0, ["low", "high"]] = nan
    axes = draw_ladder(table)
    assert len(bars_of(axes)) == 7
    assert len(segments_of(axes, "interval")) == 6


def test_the_whole_samples_rows_become_the_mark_of_the_average(rows: Rows) -> None:
    shares = (0.40, 0.30, 0.20, 0.10, 0.50, 0.60, 0.70)
    axes = draw_ladder(pd.DataFrame(rows() + rows("age", "18-24", shares)))
    assert [bar.get_width() for bar in bars_of(axes)] == list(shares)
    marks = segments_of(axes, "average")
    assert [start[0] for start, _ in marks] == [row["share"] for row in rows()]
    for bar, (start, end) in zip(bars_of(axes), marks, strict=True):
        assert min(start[1], end[1]) < bar.get_y()
        assert max(start[1], end[1]) > bar.get_y() + bar.get_height()


def test_an_average_can_be_given_and_is_named_in_the_key(whole: pd.DataFrame, words: Words) -> None:
    axes = draw_ladder(whole, average={"critics": 0.5}, average_label="all adults")
    assert [start[0] for start, _ in segments_of(axes, "average")] == [0.5]
    notes = "".join(words(picture_of(axes)))
    assert "┃ average (all adults)" in notes
    assert "├─┤ 95% interval" in notes


def test_no_mark_of_an_average_without_one(whole: pd.DataFrame, words: Words) -> None:
    axes = draw_ladder(whole)
    assert segments_of(axes, "average") == []
    assert not any("┃ average" in text for text in words(picture_of(axes)))


def test_values_are_printed_beside_the_bars(rows: Rows) -> None:
    axes = draw_ladder(pd.DataFrame(rows() + rows("age", "18-24", (0.5,) * 7)))
    beside = {
        y: [text.get_text() for text in axes.texts if text.xy[1] == y]  # type: ignore[attr-defined]
        for y in axes.get_yticks()
    }
    assert list(beside.values())[:2] == [
        ["50%", "47% to 53%", "24%", "208"],
        ["50%", "47% to 53%", "33%", "152"],
    ]
    heads = [text.get_text() for text in axes.texts if text.xy == (1, 1)]  # type: ignore[attr-defined]
    assert heads == ["Share", "95% interval", "Average", "Index"]


def test_decimals_and_confidence_are_the_callers(whole: pd.DataFrame, words: Words) -> None:
    told = words(picture_of(draw_ladder(whole, digits=1, confidence=0.9)))
    assert {"24.0%", "21.0% to 27.0%", "90% interval"} <= set(told)


def test_a_suppressed_rung_says_so_and_is_no_zero(rows: Rows, words: Words) -> None:
    table = pd.DataFrame(rows())
    table.loc[2, ["share", "low", "high", "index"]] = nan
    table.loc[2, ["n", "flag"]] = 12, "suppressed"
    axes = draw_ladder(table)
    assert [bar.get_width() for bar in bars_of(axes)] == [0.24, 0.33, 0.20, 0.59, 0.70, 0.17]
    told = words(picture_of(axes))
    assert told.count("base too small (n = 12)") == 1
    assert "–" not in told
    note = next(text for text in axes.texts if text.get_text().startswith("base too small"))
    assert note.xy[1] == pytest.approx(axes.get_yticks()[2])  # type: ignore[attr-defined]


def test_another_reason_stands_in_place_of_the_bar(rows: Rows, words: Words) -> None:
    shares = (nan,) * 7
    table = pd.DataFrame(rows(shares=shares, n=0, flag="no respondents"))
    told = words(picture_of(draw_ladder(table)))
    assert told.count("no respondents") == 1  # once for all rungs


def test_shares_of_0_and_1_are_drawn_as_such(rows: Rows, words: Words) -> None:
    shares = (0.0, 1.0, 0.37, 0.20, 0.59, 0.70, 0.17)
    axes = draw_ladder(pd.DataFrame(rows(shares=shares)))
    assert [bar.get_width() for bar in bars_of(axes)][:2] == [0, 1]
    assert {"0%", "100%", "0% to 3%", "97% to 100%"} <= set(words(picture_of(axes)))


def test_a_flag_that_all_bars_share_is_marked_once(rows: Rows, words: Words) -> None:
    table = pd.DataFrame(rows(flag="small base"))
    table.loc[3, "flag"] = "small base; fixed by weighting"
    told = words(picture_of(draw_ladder(table)))
    assert "Share*" in told
    assert told.count("*") == 0
    assert told.count("†") == 1
    assert any("* small base\n† fixed by weighting" in text for text in told)


def test_words_around_the_drawing(whole: pd.DataFrame, words: Words) -> None:
    notes = ["Base: n = 1,200.", "Rungs overlap; shares do not add to 100%."]
    axes = draw_ladder(whole, title="Profile", subtitle="Online adults", notes=notes)
    assert axes.get_title(loc="left") == "Profile"
    told = words(picture_of(axes))
    assert "Online adults" in told
    assert any(text.endswith("\n".join(notes)) for text in told)


def test_a_dollar_is_a_dollar(rows: Rows, check_layout: Check) -> None:
    table = pd.DataFrame(rows(answers=("$5 to $10 a_b", "x^2", "\\alpha")))
    axes = draw_shares(table, title="$x$", notes=["$5"])
    assert not any(text.get_parse_math() for text in axes.get_yticklabels())
    check_layout(picture_of(axes))


def test_labels_that_are_not_given_are_the_answers_own(whole: pd.DataFrame) -> None:
    axes = draw_ladder(whole, labels={"critics": "Kritiek"})
    assert [text.get_text() for text in axes.get_yticklabels()][1:3] == [
        "conversationalists",
        "Kritiek",
    ]


LONG = (
    "Once a day or more often, at home, at work or on the way, on any device whatsoever",
    "Arbeidsongeschiktheidsverzekeringsmaatschappijmedewerkersvereniging",
    "Never",
)


@pytest.mark.parametrize(
    "answers", [LONG, ("一度も使ったことがない、または全く知らない場合",) * 1, tuple("abcdefg")]
)
def test_no_text_lies_on_another_or_leaves_the_picture(
    answers: tuple[str, ...], rows: Rows, check_layout: Check
) -> None:
    table = pd.DataFrame(rows(answers=answers) + rows("a", "b", answers=answers, flag="small base"))
    title = "How often do you use any social networking site, whichever it may be, at home or away?"
    axes = draw_shares(table, title=title, subtitle=title * 2, notes=[title * 3, "Base."])
    check_layout(picture_of(axes))


@pytest.mark.parametrize("n", [1, 2, 30])
def test_any_number_of_answers(n: int, rows: Rows, check_layout: Check) -> None:
    table = pd.DataFrame([rows(answers=(f"answer {at}",), shares=(at / n,))[0] for at in range(n)])
    axes = draw_shares(table)
    assert len(bars_of(axes)) == n
    check_layout(picture_of(axes))


def test_on_axes_of_the_caller(whole: pd.DataFrame, labels: dict[str, str]) -> None:
    figure = Figure(figsize=(9, 4))
    axes = figure.add_subplot()
    assert draw_ladder(whole, labels=labels, title="Mine", notes=["Base."], ax=axes) is axes
    assert figure.axes == [axes]
    assert axes.get_title(loc="left") == "Mine"
    assert [bar.get_width() for bar in bars_of(axes)] == whole["share"].tolist()


def test_the_description_tells_every_bar(rows: Rows, labels: dict[str, str]) -> None:
    table = pd.DataFrame(rows() + rows("age", "18-24", (0.5, nan, 0.1, 0.2, 0.3, 0.4, 0.0), n=40))
    table.loc[8, "n"] = 12
    axes = draw_ladder(table, labels=labels, title="The young")
    assert picture_of(axes).description == (
        "Bar chart: The young. Creators 50% (average 24%); Conversationalists: base too small "
        "(n = 12); Critics 10% (average 37%); Collectors 20% (average 20%); Joiners 30% (average "
        "59%); Spectators 40% (average 70%); Inactives 0% (average 17%)."
    )


def test_nullable_and_categorical_columns_draw_alike(whole: pd.DataFrame) -> None:
    table = whole.convert_dtypes().astype({"answer": "category"})
    plain, other = draw_ladder(whole), draw_ladder(table)
    assert [bar.get_width() for bar in bars_of(other)] == [
        bar.get_width() for bar in bars_of(plain)
    ]


def test_a_table_with_answers_and_shares_alone_is_enough() -> None:
    axes = draw_shares(pd.DataFrame({"answer": ["yes", "no"], "share": [0.25, 0.75]}))
    assert [bar.get_width() for bar in bars_of(axes)] == [0.25, 0.75]
    assert segments_of(axes, "interval") == []
