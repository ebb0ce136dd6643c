"""Dots of estimates, read back from what is drawn."""

from math import isnan, nan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.estimates import draw_estimates


def rows(*found: tuple[str, str, float, float, float, str]) -> pd.DataFrame:
    columns = ["heading", "name", "estimate", "low", "high", "flag"]
    table = pd.DataFrame(list(found), columns=columns).assign(n=120)
    return table.assign(by=table["heading"].where(table["heading"] != ""))


TABLE = rows(
    ("", "all", 44.3, 43.2, 45.4, ""),
    ("Sex", "Female", 45.0, 43.0, 47.0, "small base"),
    ("Sex", "Male", nan, nan, nan, "suppressed"),
    ("Region", "North", 40.0, nan, 41.0, "no lower limit"),
)


def line(axes: Axes, label: str) -> list[float]:
    found = next(each for each in axes.lines if each.get_label() == label)
    return list(found.get_xdata())  # type: ignore[arg-type]


def texts(axes: Axes) -> list[str]:
    return [each.get_text() for each in axes.texts]


def test_a_dot_a_row_under_the_headings_of_its_group() -> None:
    axes = draw_estimates(TABLE, title="Mean age", digits=1)
    assert [each.get_text() for each in axes.get_yticklabels()] == [
        *("all", "", "Female", "Male", "", "North"),
    ]
    assert line(axes, "estimate") == [44.3, 45.0, 40.0]
    assert line(axes, "whole") == [44.3, 44.3]
    told = texts(axes)
    assert {"Sex", "Region", "44.3", "45.0", "43.0 to 47.0", "120", "suppressed"} <= set(told)
    assert "– to 41.0" in told


def test_the_axis_holds_every_limit_and_its_numbers_tell_apart() -> None:
    axes = draw_estimates(TABLE, digits=1)
    low, high = axes.get_xlim()
    assert low < 40 and high > 47
    labels = [each.get_text() for each in axes.get_xticklabels()]
    assert len(set(labels)) == len(labels) >= 3


def test_flags_have_marks_that_a_note_explains() -> None:
    axes = draw_estimates(TABLE, digits=1)
    told = " ".join(texts(axes))
    assert "* small base" in told and "(1) no lower limit" in told and "suppressed" in told


def test_many_rows_are_cut_and_the_cut_is_told() -> None:
    many = rows(*[("Town", f"town {at}", float(at), at - 1.0, at + 1.0, "") for at in range(60)])
    axes = draw_estimates(many)
    assert len(line(axes, "estimate")) == 40
    assert "The first 40 of 60 rows are drawn" in " ".join(texts(axes))


def test_one_value_a_constant_and_nothing_at_all() -> None:
    for value in (5.0, 0.0, 1e12, -2.0):
        low, high = draw_estimates(rows(("", "all", value, value, value, ""))).get_xlim()
        assert low <= value <= high and low < high
    axes = draw_estimates(rows(("", "all", nan, nan, nan, "no respondents")))
    assert line(axes, "estimate") == [] and "no respondents" in texts(axes)


def test_the_axis_begins_at_nought_only_where_that_is_near() -> None:
    near = draw_estimates(rows(("", "a", 5.0, 2.0, 8.0, ""), ("", "b", 9.0, 7.0, 11.0, "")))
    assert near.get_xlim()[0] == 0
    far = draw_estimates(rows(("", "a", 105.0, 102.0, 108.0, "")))
    assert far.get_xlim()[0] > 100


def test_long_and_foreign_labels_stay_within_the_picture() -> None:
    long = rows(
        (
            "見出しがとても長い質問の文章です" * 3,
            "<script>alert(1)</script>" * 3,
            1.0,
            0.5,
            1.5,
            "",
        ),
        ("見出しがとても長い質問の文章です" * 3, "x" * 120, 2.0, 1.5, 2.5, "small base"),
    )
    figure = draw_estimates(long, title="T" * 200, notes=["note " * 60]).figure
    assert isinstance(figure, Picture)
    figure.draw_without_rendering()
    edge = figure.bbox
    for text in figure.axes[0].get_yticklabels():
        box = text.get_window_extent()
        assert box.x0 >= edge.x0 and box.x1 <= edge.x1


def test_the_picture_describes_itself() -> None:
    figure = draw_estimates(TABLE, title="Mean age", digits=1).figure
    assert isinstance(figure, Picture)
    assert figure.description == (
        "Dot plot: Mean age. all 44.3; Sex: Female 45.0; Sex: Male: suppressed; Region: North 40.0."
    )


def test_axes_of_one_s_own_are_drawn_on() -> None:
    figure = Figure(figsize=(8, 4))
    axes = figure.add_subplot()
    assert draw_estimates(TABLE, ax=axes) is axes
    assert not any(isnan(each) for each in axes.get_xlim())
