"""Differences between groups, read back from what is drawn."""

from collections.abc import Callable
from itertools import combinations
from math import dist, nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from techno_kit.drawing import palette
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.dots import COLOURS, SHAPES
from techno_kit.drawing.pictures import save_figure
from techno_kit.drawing.plots import draw_differences

Words = Callable[[Figure], list[str]]
Check = Callable[[Figure], None]
ANSWERS = ("creators", "critics", "inactives")
ODD = (
    "<script>alert(1)</script>",
    "=cmd()",
    "$50 to $100",
    "Hoger algemeen voortgezet onderwijs, voorbereidend wetenschappelijk onderwijs",
    "Arbeidsongeschiktheidsverzekeringsmaatschappijmedewerkers",
    "大学院卒業者(修士課程・博士課程)、専門職大学院を含む",
)


def rows(
    levels: tuple[str, ...],
    *shares: tuple[float, ...],
    by: str = "age",
    n: tuple[float, ...] = (),
    clear: dict[tuple[str, str], tuple[str, str]] | None = None,
    flags: dict[str, str] | None = None,
    answers: tuple[str, ...] = ANSWERS,
) -> pd.DataFrame:
    """A comparison's table: shares by answer, and `clear`: (answer, level) to letters and arrow."""
    bases = n or (200.0,) * len(levels)
    found = [
        {
            "answer": answer,
            "by": by,
            "level": level,
            "share": share,
            "letter": chr(ord("A") + place),
            "n": base,
            "flag": (flags or {}).get(level, ""),
            "higher_than": (clear or {}).get((answer, level), ("", ""))[0],
            "arrow": (clear or {}).get((answer, level), ("", ""))[1],
        }
        for answer, row in zip(answers, shares, strict=True)
        for place, (level, share, base) in enumerate(zip(levels, row, bases, strict=True))
    ]
    return pd.DataFrame(found)


THREE = rows(
    ("18-24", "25-54", "55+"),
    (0.4, 0.25, 0.1),
    (0.3, 0.31, 0.29),
    (0.05, 0.1, 0.2),
    clear={
        ("creators", "18-24"): ("B C", "▲"),
        ("creators", "25-54"): ("c", ""),
        ("creators", "55+"): ("", "▼"),
        ("inactives", "55+"): ("A", "▲"),
    },
)


def many(groups: int, answers: int = 3, **more: Any) -> pd.DataFrame:
    levels = tuple(f"group {place:03}" for place in range(groups))
    names = tuple(f"answer {place}" for place in range(answers))
    shares = [
        tuple(0.1 + 0.7 * ((place + each) % groups) / groups for place in range(groups))
        for each in range(answers)
    ]
    return rows(levels, *shares, answers=names, **more)


def lines(axes: Axes) -> dict[str, Line2D]:
    return {str(line.get_label()): line for line in axes.lines}


def drawn(axes: Axes, level: str) -> list[tuple[float, bool]]:
    """A group's dots from the top: share, and whether it is filled."""
    found = [
        (float(y), float(x), kind == "clear")
        for kind in ("clear", "unclear")
        for x, y in zip(*lines(axes)[f"{level}: {kind}"].get_data(), strict=True)
    ]
    return [(x, filled) for _, x, filled in sorted(found)]


def points(axes: Axes) -> list[tuple[float, float]]:
    """The centres of all dots in dots of the picture."""
    found = [
        axes.transData.transform((x, y))
        for label, line in lines(axes).items()
        if label.endswith("clear")
        for x, y in zip(*line.get_data(), strict=True)
    ]
    return [(float(x), float(y)) for x, y in found]


def test_a_dot_a_group_and_answer_filled_where_it_is_clear() -> None:
    axes = draw_differences(THREE).axes[0]
    assert drawn(axes, "18-24") == [(0.4, True), (0.3, False), (0.05, False)]
    assert drawn(axes, "25-54") == [(0.25, False), (0.31, False), (0.1, False)]
    assert drawn(axes, "55+") == [(0.1, True), (0.29, False), (0.2, True)]


def test_hollow_dots_are_paper_with_an_edge_of_their_colour() -> None:
    found = lines(draw_differences(THREE).axes[0])
    clear, unclear = found["18-24: clear"], found["18-24: unclear"]
    assert to_hex(clear.get_markerfacecolor()).upper() == palette.BLUE  # type: ignore[arg-type]
    assert to_hex(unclear.get_markerfacecolor()).upper() == palette.PAPER  # type: ignore[arg-type]
    assert to_hex(unclear.get_markeredgecolor()).upper() == palette.BLUE  # type: ignore[arg-type]


def test_groups_differ_in_shape_and_near_ones_in_colour_too() -> None:
    picture = draw_differences(many(12))
    found = [lines(picture.axes[0])[f"group {place:03}: clear"] for place in range(12)]
    assert [line.get_marker() for line in found] == list(SHAPES)
    assert len(set(SHAPES)) == 12
    looks = {(line.get_marker(), line.get_markeredgecolor()) for line in found}
    assert len(looks) == 12
    assert len({line.get_markeredgecolor() for line in found[:6]}) == len(COLOURS) == 6


def test_pairs_of_a_few_groups_are_told_at_the_end_of_the_row(words: Words) -> None:
    told = words(draw_differences(THREE))
    assert "A > B C; B > c" in told
    assert "C > A" in told
    assert "Differences" in told
    assert any("A > B: the share of A is clearly higher than that of B" in each for each in told)


def test_of_many_groups_only_the_rest_is_told(words: Words) -> None:
    clear = {("answer 0", "group 001"): ("A C", "▲"), ("answer 0", "group 005"): ("", "▼")}
    told = words(draw_differences(many(7, clear=clear)))
    assert "▲ B; ▼ F" in told
    assert not any("B > A" in each for each in told)
    assert any("▲ ▼ clearly higher or lower than the rest" in each for each in told)


def test_where_nothing_is_clear_there_is_no_such_column(words: Words) -> None:
    narrow = draw_differences(THREE).axes[0].get_position().width
    picture = draw_differences(THREE.assign(higher_than="", arrow=""))
    assert "Differences" not in words(picture)
    assert picture.axes[0].get_position().width > narrow


def test_lines_of_what_is_clear_end_between_two_statements(words: Words) -> None:
    levels = tuple(f"g{place}" for place in range(6))
    clear = {
        ("creators", level): (" ".join("ABCDEF"[at + 1 :]), "▲") for at, level in enumerate(levels)
    }
    table = rows(levels, (0.6, 0.5, 0.4, 0.3, 0.2, 0.1), answers=("creators",), clear=clear)
    told = next(each for each in words(draw_differences(table)) if "A > B" in each and "\n" in each)
    assert [line[1:4] for line in told.split("\n")] == [" > "] * told.count("\n") + [" > "]
    parts = told.replace("\n", "; ").split("; ")
    assert parts == ["A > B C D E F", "B > C D E F", "C > D E F", "D > E F", "E > F"]


def test_the_average_is_marked_in_every_row(words: Words) -> None:
    average = {"creators": 0.22, "critics": 0.3, "inactives": nan}
    picture = draw_differences(THREE, average=average, average_label="whole sample")
    found = next(each for each in picture.axes[0].collections if each.get_label() == "average")
    segments = found.get_segments()  # type: ignore[attr-defined]
    assert [float(segment[0][0]) for segment in segments] == [0.22, 0.3]
    dots = [each for each in picture.axes[0].get_lines() if "clear" in str(each.get_label())]
    assert found.get_zorder() > max(each.get_zorder() for each in dots)  # no marker hides it
    up = [float(y) for each in dots for y in np.ravel(each.get_ydata()) if y < segments[1][0][1]]
    assert min(up) > segments[0][0][1] and max(up) < segments[0][1][1]
    assert any("┃ average (whole sample)" in each for each in words(picture))
    assert not any("┃ average" in each for each in words(draw_differences(THREE)))


def test_dots_of_equal_shares_lie_beside_each_other() -> None:
    table = rows(("a", "b", "c", "d"), (0.5, 0.5, 0.5, 0.502), answers=("x",))
    picture = draw_differences(table)
    picture.canvas.draw()  # type: ignore[no-untyped-call]
    apart = [dist(one, other) for one, other in combinations(points(picture.axes[0]), 2)]
    assert min(apart) >= 8 / 72 * picture.dpi


def test_suppressed_groups_stand_in_the_legend_without_a_dot(words: Words) -> None:
    table = rows(
        ("18-24", "65+"),
        (0.4, nan),
        (0.3, nan),
        (0.05, nan),
        n=(200, 12),
        flags={"65+": "suppressed"},
    )
    picture = draw_differences(table)
    assert "B 65+ (n = 12, suppressed)" in words(picture)
    assert drawn(picture.axes[0], "65+") == []
    legend = [line for line in picture.axes[0].lines if line.get_label() == "_legend"]
    assert len(legend) == 1


def test_what_is_said_of_one_answer_is_not_said_of_the_group(words: Words) -> None:
    table = rows(("a", "b"), (0.4, 0.2), (0.3, 0.3), answers=("x", "y"), flags={"a": "small base"})
    table.loc[table["answer"] == "x", "flag"] = ["small base; fixed", "fixed"]
    told = " ".join(words(draw_differences(table)))
    assert "A a (n = 200, small base)" in told
    assert "B b (n = 200)" in told
    assert "fixed" not in told
    table["flag"] = "small base; fixed"
    assert "B b (n = 200, small base; fixed)" in " ".join(words(draw_differences(table)))


def test_a_row_without_any_share_says_so(words: Words, check_layout: Check) -> None:
    picture = draw_differences(rows(("a", "b"), (nan, nan), (0.3, 0.2), (0.1, nan)))
    assert words(picture).count("no share") == 1
    assert "creators: no share; critics from 20% (b) to 30% (a); inactives 10%." in (
        picture.description
    )
    check_layout(picture)


def test_groups_without_respondents_are_left_out(words: Words) -> None:
    table = rows(("a", "b", "c"), (0.1, 0.2, nan), (0.1, 0.2, nan), (0.1, 0.2, nan), n=(50, 50, 0))
    picture = draw_differences(table)
    assert not any("C c" in each for each in words(picture))
    assert "age, 2 groups: a; b." in picture.description
    assert not any("are drawn" in each for each in words(picture))


def test_nobody_at_all_is_drawn_empty(check_layout: Check) -> None:
    table = rows(("a", "b"), (nan, nan), (nan, nan), (nan, nan), n=(0, 0))
    picture = draw_differences(table, title="Nobody")
    assert picture.description == "Dot plot: Nobody. age: nobody to compare."
    check_layout(picture)


def test_the_largest_twelve_of_four_hundred_are_drawn_and_the_rest_is_told(
    words: Words, check_layout: Check
) -> None:
    n = tuple(float(100 + (place in range(50, 62))) for place in range(400))
    picture = draw_differences(many(400, 2, n=n), by_labels={"age": "Age in years"})
    found = [label for label in lines(picture.axes[0]) if label.endswith(": clear")]
    assert found == [f"group {place:03}: clear" for place in range(50, 62)]
    told = (
        "Age in years: of 400 groups the 12 with the largest bases are drawn; the table holds all."
    )
    assert any(told in each for each in words(picture))
    check_layout(picture)


def test_a_question_of_groups_is_a_block_of_its_own(words: Words, check_layout: Check) -> None:
    other = rows(("Women", "Men"), (0.2, 0.3), (0.4, 0.3), (0.2, 0.2), by="gender")
    picture = draw_differences(
        pd.concat([THREE, other]),
        by_labels={"age": "Age"},
        title="Ladder",
        notes=["Base."],
        foot=("inactives",),
    )
    first, second = picture.axes
    assert first.get_position().y0 > second.get_position().y1
    assert first.get_xlim() == second.get_xlim() == (0, 0.5)
    assert words(picture).count("Age") == 1
    assert words(picture).count("gender") == 1
    assert "Age" not in words(draw_differences(THREE, by_labels={"age": "Age"}))
    check_layout(picture)


def test_the_foot_stands_apart() -> None:
    apart = draw_differences(THREE, foot=("inactives",)).axes[0].get_yticks()
    together = draw_differences(THREE).axes[0].get_yticks()
    assert apart[2] - apart[1] > together[2] - together[1]
    assert apart[1] == together[1]


@pytest.mark.parametrize(("highest", "end"), [(0.03, 0.1), (0.33, 0.4), (0.59, 0.7), (1.0, 1.0)])
def test_the_axis_begins_at_nought_and_ends_after_the_highest(highest: float, end: float) -> None:
    axes = draw_differences(rows(("a", "b"), (0.01, highest), answers=("x",))).axes[0]
    assert axes.get_xlim() == pytest.approx((0, end))
    assert len(axes.get_xticks()) >= 3


@pytest.mark.parametrize(("groups", "answers"), [(1, 1), (2, 20), (5, 7), (12, 20)])
def test_nothing_lies_on_anything(groups: int, answers: int, check_layout: Check) -> None:
    picture = draw_differences(
        many(groups, answers), title="Many", subtitle="Everyone", notes=["Base."]
    )
    check_layout(picture)


def test_odd_and_long_labels(labels: dict[str, str], words: Words, check_layout: Check) -> None:
    table = rows(ODD, *[tuple(0.1 + 0.1 * place for place in range(6))] * 3)
    named = dict(zip(ANSWERS, (ODD[3], ODD[5], ODD[0]), strict=True))
    picture = draw_differences(table, labels=named, title=ODD[3], notes=[ODD[5]])
    told = " ".join(" ".join(words(picture)).split())
    assert "A <script>alert(1)</script> (n = 200)" in told
    assert "C $50 to $100 (n = 200)" in told
    check_layout(picture)


def test_the_description_tells_ranges_and_what_is_clear(tmp_path: Any) -> None:
    picture = draw_differences(
        THREE, labels={"creators": "Creators"}, by_labels={"age": "Age"}, title="Ladder"
    )
    assert picture.description == (
        "Dot plot: Ladder. Age, 3 groups: 18-24; 25-54; 55+. Creators from 10% (55+) to 40% "
        "(18-24), clearly higher than the rest: 18-24, clearly lower than the rest: 55+; critics "
        "from 29% (55+) to 31% (25-54); inactives from 5% (18-24) to 20% (55+), clearly higher "
        "than the rest: 55+."
    )
    assert draw_differences(THREE).description.startswith("Dot plot. age, 3 groups:")
    svg = save_figure(picture, tmp_path / "gaps.svg").read_text("utf-8")
    assert "<desc>Dot plot: Ladder." in svg


def test_it_is_a_picture_that_a_notebook_shows() -> None:
    picture = draw_differences(THREE)
    assert isinstance(picture, Picture)
    assert "text/html" in picture._repr_mimebundle_()
