"""Many groups side by side, read back from what is drawn."""

from collections.abc import Callable
from math import nan
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.plots import draw_ladder_groups, draw_share_groups
from techno_kit.wording import say

Rows = Callable[..., list[dict[str, Any]]]
Words = Callable[[Figure], list[str]]
Check = Callable[[Figure], None]

DUTCH = (
    "Lager onderwijs of geen opleiding afgerond",
    "Voorbereidend middelbaar beroepsonderwijs",
    "Hoger algemeen voortgezet onderwijs, voorbereidend wetenschappelijk onderwijs",
    "Arbeidsongeschiktheidsverzekeringsmaatschappijmedewerkers",
    "大学院卒業者(修士課程・博士課程)、専門職大学院を含む",
)


def levels(rows: Rows, count: int, **more: Any) -> pd.DataFrame:
    """The whole sample and so many groups, whose first shares differ."""
    groups = [
        row
        for at in range(count)
        for row in rows("level", f"group {at}", (at / count, 0.5, 0.4, 0.3, 0.2, 0.1, 0.9), **more)
    ]
    return pd.DataFrame(rows() + groups)


def widths(axes: Axes) -> list[float]:
    found = next(each for each in axes.containers if each.get_label() == "share")
    return [bar.get_width() for bar in found.patches]  # type: ignore[attr-defined]


def marks(axes: Axes) -> list[float]:
    found = next(each for each in axes.collections if each.get_label() == "average")
    return [float(segment[0][0]) for segment in found.get_segments()]  # type: ignore[attr-defined]


def places(picture: Picture) -> list[tuple[float, float]]:
    """The left and top edge of every panel, rounded to thousandths of the picture."""
    boxes = [axes.get_position() for axes in picture.axes]
    return [(round(box.x0, 3), round(1 - box.y1, 3)) for box in boxes]


def test_a_panel_a_group_in_the_tables_order_on_the_same_axis(rows: Rows) -> None:
    picture = draw_ladder_groups(levels(rows, 3))
    titles = [axes.get_title(loc="left") for axes in picture.axes]
    assert titles == ["group 0", "group 1", "group 2"]
    assert [widths(axes)[0] for axes in picture.axes] == [0, 1 / 3, 2 / 3]
    assert {axes.get_xlim() for axes in picture.axes} == {(0, 1)}
    assert len({axes.get_ylim() for axes in picture.axes}) == 1
    sizes = {
        (round(box.width, 6), round(box.height, 6)) for box in map(Axes.get_position, picture.axes)
    }
    assert len(sizes) == 1


def test_every_panel_bears_the_mark_of_the_whole_sample(rows: Rows) -> None:
    picture = draw_ladder_groups(levels(rows, 3))
    assert [marks(axes) for axes in picture.axes] == [[row["share"] for row in rows()]] * 3


def test_the_averages_are_printed_before_the_first_panel(rows: Rows) -> None:
    first, second = draw_ladder_groups(levels(rows, 2)).axes
    told = [text.get_text() for text in first.texts if text.xy[0] == 0]  # type: ignore[attr-defined]
    assert {"24%", "33%", "37%", "20%", "59%", "70%", "17%"} <= set(told)
    assert second.get_yticklabels() == []


@pytest.mark.parametrize(
    ("count", "across"),
    [
        (1, [1]),
        (2, [2]),
        (4, [4]),
        (5, [3, 2]),
        (9, [3, 3, 3]),
        (12, [4, 4, 4]),
        (13, [4, 4, 4, 1]),
    ],
)
def test_panels_wrap_into_rows(
    count: int, across: list[int], rows: Rows, check_layout: Check
) -> None:
    picture = draw_ladder_groups(levels(rows, count), title="Many", notes=["Base."])
    tops = [top for _, top in places(picture)]
    assert [tops.count(top) for top in dict.fromkeys(tops)] == across
    assert tops == sorted(tops)
    check_layout(picture)


def test_every_grouping_begins_a_row_under_its_heading(
    rows: Rows, words: Words, check_layout: Check
) -> None:
    table = pd.DataFrame(
        rows() + rows("age", "18-24") + rows("age", "25-34") + rows("gender", "Women")
    )
    picture = draw_ladder_groups(table, by_labels={"age": "Age"})
    tops = [top for _, top in places(picture)]
    assert tops[0] == tops[1] < tops[2]
    told = words(picture)
    assert told.count("Age") == 1
    assert told.count("gender") == 1
    check_layout(picture)


def test_one_grouping_needs_no_heading(rows: Rows, words: Words) -> None:
    assert "level" not in words(draw_ladder_groups(levels(rows, 2)))


def test_a_suppressed_group_says_so_once(rows: Rows, words: Words, check_layout: Check) -> None:
    small = rows("age", "65+", (nan,) * 7, n=12, flag="suppressed")
    picture = draw_ladder_groups(pd.DataFrame(rows() + rows("age", "18-24") + small))
    told = words(picture)
    assert told.count("base too small (n = 12)") == 1
    assert told.count("n = 12") == 1
    assert widths(picture.axes[1]) == []
    assert not [each for each in picture.axes[1].collections if each.get_label() == "average"]
    check_layout(picture)


def test_bases_are_told_and_small_ones_marked(rows: Rows, words: Words) -> None:
    table = pd.DataFrame(
        rows() + rows("age", "18-24", n=87, flag="small base") + rows("age", "25-34", n=2300)
    )
    table.loc[table.index[-1], "n"] = 2290
    told = words(draw_ladder_groups(table))
    assert {"n = 87*", "n = 2,290 to 2,300"} <= set(told)
    assert any("* small base" in text for text in told)


def test_a_rung_that_a_group_lacks_keeps_its_row(rows: Rows) -> None:
    table = pd.DataFrame(rows() + rows("age", "18-24") + rows("age", "25-34"))
    table = table.drop(index=table.index[-6])  # the second rung of the last group
    first, second = draw_ladder_groups(table).axes
    assert len(widths(first)) == 7
    assert len(widths(second)) == 6
    note = next(text for text in second.texts if text.get_text().startswith("base too small"))
    assert note.xy[1] == first.get_yticks()[1]  # type: ignore[attr-defined]


def test_long_names_are_wrapped_and_lie_on_nothing(
    rows: Rows, labels: dict[str, str], check_layout: Check
) -> None:
    table = pd.DataFrame(rows() + [row for name in DUTCH for row in rows("opleiding", name, n=90)])
    long = dict(zip(labels, (*DUTCH, "a", "b"), strict=True))
    picture = draw_ladder_groups(table, labels=long, title=DUTCH[2], subtitle=DUTCH[2])
    assert "\n" in picture.axes[0].get_title(loc="left")
    check_layout(picture)


def test_a_question_without_the_whole_sample_has_no_marks(rows: Rows, words: Words) -> None:
    table = pd.DataFrame(rows("age", "18-24") + rows("age", "25-34"))
    picture = draw_share_groups(table)
    assert all(axes.collections[-1].get_label() == "interval" for axes in picture.axes)
    assert not any("┃ average" in text for text in words(picture))


def test_the_description_names_the_groups_and_their_range(rows: Rows) -> None:
    table = pd.DataFrame(
        rows(answers=("critics",))
        + rows("age", "18-24", (0.6,), answers=("critics",))
        + rows("age", "65+", (0.2,), answers=("critics",))
    )
    picture = draw_ladder_groups(table, labels={"critics": "Critics"}, title="By age")
    assert picture.description == (
        "Bar chart: By age. 2 groups: 18-24; 65+. Critics from 20% (65+) to 60% (18-24)."
    )


def test_the_title_names_what_one_question_of_groups_is(rows: Rows) -> None:
    picture = draw_ladder_groups(levels(rows, 2), title="Rungs", by_labels={"level": "wave"})
    assert picture.get_suptitle() == "Rungs by wave"
    assert picture.description.startswith("Bar chart: Rungs by wave. 2 groups")
    asked = draw_ladder_groups(levels(rows, 2), title="Who does it?")
    assert asked.description.startswith("Bar chart: Who does it? 2 groups")


def test_title_and_notes_stand_around_the_panels(rows: Rows, words: Words) -> None:
    picture = draw_ladder_groups(levels(rows, 2), title="By group", notes=["Base.", "Synthetic."])
    assert picture.get_suptitle() == "By group"
    assert any(text.endswith("Base.\nSynthetic.") for text in words(picture))


def test_of_very_many_groups_the_largest_are_drawn_and_the_rest_counted() -> None:
    sizes = {f"g{at:02}": (at * 37) % 60 + 1 for at in range(60)}
    rows = [
        {"answer": answer, "by": "g", "level": level, "share": 0.5, "n": float(n)}
        for level, n in sizes.items()
        for answer in ("yes", "no")
    ]
    few = [{**row, "by": "h", "level": "only"} for row in rows[:2]]
    picture = draw_share_groups(pd.DataFrame([*rows, *few]), by_labels={"g": "Country"})
    names = [axes.get_title(loc="left") for axes in picture.axes]
    largest = sorted(sizes, key=lambda each: sizes[each], reverse=True)[:16]
    assert names == [*sorted(largest), "only"]
    (told,) = (text.get_text() for text in picture.texts if "Country" in text.get_text())
    said = say("drawing.not_drawn", by="Country", n="60", drawn="16")
    assert said in " ".join(told.split())
    all_drawn = draw_share_groups(pd.DataFrame(rows[:32]))
    assert len(all_drawn.axes) == 16
    assert not any("largest" in text.get_text() for text in all_drawn.texts)


def test_groups_with_nothing_to_draw_make_room_for_others() -> None:
    rows = [
        {"answer": "yes", "by": "g", "level": f"g{at:02}", "share": share, "n": n}
        for at, (share, n) in enumerate([(float("nan"), 900.0), *[(0.5, 100.0)] * 16])
    ]
    picture = draw_share_groups(pd.DataFrame(rows))
    assert [axes.get_title(loc="left") for axes in picture.axes] == [
        f"g{at:02}" for at in range(1, 17)
    ]
