"""Love plots, read back from what is drawn."""

from collections.abc import Callable
from math import nan

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.plots import draw_love

Words = Callable[[Figure], list[str]]
Check = Callable[[Figure], None]

LONG = "Hoger algemeen voortgezet onderwijs, voorbereidend wetenschappelijk onderwijs"


@pytest.fixture
def table() -> pd.DataFrame:
    rows = [
        ("age", "18-24", 0.29, 0.0, 0.49),
        ("age", "25+", 0.08, 0.0, 0.13),
        ("gender", "Women", 0.12, 0.2, 0.04),
        ("owns", "yes", nan, nan, 0.01),
        ("owns", "no", nan, nan, 0.30),
    ]
    return pd.DataFrame(rows, columns=["variable", "level", "asmd_before", "asmd_after", "moved"])


def line(axes: Axes, label: str) -> list[float]:
    found = next(each for each in axes.lines if each.get_label() == label)
    return list(found.get_xdata())  # type: ignore[arg-type]


def test_the_largest_distance_before_or_after_comes_first(table: pd.DataFrame) -> None:
    axes = draw_love(table, threshold=0.1, labels={"age": "Age group"})
    assert [each.get_text() for each in axes.get_yticklabels()] == [
        "", "Age group: 18-24", "gender: Women", "Age group: 25+", "", "owns: no", "owns: yes",
    ]  # fmt: skip
    assert line(axes, "before") == [0.29, 0.12, 0.08]
    assert line(axes, "after") == [0.0, 0.2, 0.0]
    assert line(axes, "moved") == [0.30, 0.01]  # of those with a target only their distances


def test_what_is_furthest_after_weighting_comes_first_too(table: pd.DataFrame) -> None:
    table.loc[2, "asmd_after"] = 0.5
    names = [each.get_text() for each in draw_love(table, threshold=0.1).get_yticklabels()]
    assert names[1:4] == ["gender: Women", "age: 18-24", "age: 25+"]


def test_rows_that_differ_by_rounding_keep_the_tables_order(table: pd.DataFrame) -> None:
    table = table.assign(
        asmd_before=[1e-17, 2e-16, 1e-16, nan, nan], asmd_after=[0.0] * 3 + [nan] * 2
    )
    names = [each.get_text() for each in draw_love(table, threshold=0.1).get_yticklabels()]
    assert names[1:4] == ["age: 18-24", "age: 25+", "gender: Women"]


@pytest.mark.parametrize("scale", [1.0, 0.001, 40.0])
def test_the_axis_begins_at_0_and_holds_the_threshold(table: pd.DataFrame, scale: float) -> None:
    numbers = ["asmd_before", "asmd_after", "moved"]
    table[numbers] *= scale
    axes = draw_love(table, threshold=0.1)
    low, high = axes.get_xlim()
    assert low == 0
    assert high > max(0.1, 0.3 * scale)
    assert line(axes, "threshold") == [0.1, 0.1]


def test_figures_stand_beside_the_marks(table: pd.DataFrame, words: Words) -> None:
    told = words(draw_love(table, threshold=0.1).get_figure(root=True))  # type: ignore[arg-type]
    assert {"Before", "After", "Moved", "0.29", "0.20", "0.30"} <= set(told)
    assert "0.49" not in told


def test_columns_without_figures_are_left_out(table: pd.DataFrame, words: Words) -> None:
    told = words(draw_love(table.iloc[3:], threshold=0.1).get_figure(root=True))  # type: ignore[arg-type]
    assert "Before" not in told
    assert "Moved" in told
    told = words(draw_love(table.iloc[:3], threshold=0.1).get_figure(root=True))  # type: ignore[arg-type]
    assert "Moved" not in told


def test_what_is_not_drawn_is_told(words: Words, check_layout: Check) -> None:
    rows = [("place", f"place {i}", i / 100, 0.0, 0.0) for i in range(60)]
    rows += [("owns", f"thing {i}", nan, nan, i / 100) for i in range(20)]
    table = pd.DataFrame(rows, columns=["variable", "level", "asmd_before", "asmd_after", "moved"])
    picture = draw_love(table, threshold=0.1, title="Love").get_figure(root=True)
    text = " ".join(words(picture))  # type: ignore[arg-type]
    assert "Of 60 levels with a target the 30 furthest from it are drawn" in text
    assert "Of 20 levels without a target the 15 that moved most are drawn" in text
    assert "place: place 59" in text
    assert "place: place 29" not in text
    check_layout(picture)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "variable", ["x" * 320, LONG, "あなたの世帯の年間収入はどのくらいですか。" * 4]
)
def test_of_a_long_name_the_level_stays(
    table: pd.DataFrame, variable: str, check_layout: Check
) -> None:
    table = table.assign(variable=variable)
    axes = draw_love(table, threshold=0.1, title=LONG, subtitle=variable, notes=[variable])
    names = [each.get_text() for each in axes.get_yticklabels()]
    assert names[1].endswith("18-24")
    assert all(name.count("\n") <= 1 for name in names)
    check_layout(axes.get_figure(root=True))  # type: ignore[arg-type]


def test_no_distances_at_all(table: pd.DataFrame, words: Words, check_layout: Check) -> None:
    nothing = table.assign(asmd_before=nan, asmd_after=nan, moved=nan)
    picture = draw_love(nothing, threshold=0.1).get_figure(root=True)
    assert "No level has a distance" in words(picture)  # type: ignore[arg-type]
    check_layout(picture)  # type: ignore[arg-type]


def test_the_description_counts_what_is_off(table: pd.DataFrame) -> None:
    picture = draw_love(table, threshold=0.1, title="Balance").get_figure(root=True)
    assert isinstance(picture, Picture)
    assert picture.description == (
        "Balance. Dot plot of absolute standardised differences, in standard deviations. Of 3 "
        "levels with a target 2 lie more than 0.1 from it before weighting and 1 after it; the "
        "furthest is age: 18-24, at 0.29 before and 0.00 after. Of 2 levels without a target "
        "weighting moved owns: no most, by 0.30."
    )


def test_on_axes_of_the_caller(table: pd.DataFrame) -> None:
    figure = Figure()
    axes = figure.add_subplot()
    assert draw_love(table, threshold=0.1, ax=axes) is axes
    assert figure.axes == [axes]


def test_the_key_has_the_colours_of_the_marks(table: pd.DataFrame) -> None:
    axes = draw_love(table, threshold=0.1, notes=["A note."])
    colors = {each.get_text(): each.get_color() for each in axes.texts}
    drawn = {each.get_label(): each for each in axes.lines}
    assert colors["●"] == drawn["after"].get_color()
    assert colors["◆"] == drawn["moved"].get_color()
    assert colors["○"] == drawn["before"].get_markeredgecolor()


def test_the_key_keeps_clear_of_the_notes(table: pd.DataFrame) -> None:
    axes = draw_love(table, threshold=0.1, notes=["A note."])
    figure = axes.get_figure(root=True)
    figure.draw_without_rendering()  # type: ignore[union-attr]
    boxes = {each.get_text(): each.get_window_extent() for each in axes.texts}
    assert boxes["after weighting"].y0 - boxes["A note."].y1 > 0.4 * boxes["A note."].height


@pytest.mark.parametrize("length", range(8, 30))
def test_no_sign_of_a_level_stands_alone(table: pd.DataFrame, length: int) -> None:
    axes = draw_love(table.assign(variable="あ" * length, level="女性"), threshold=0.1)
    names = [each.get_text() for each in axes.get_yticklabels() if each.get_text()]
    assert all(name.endswith(("女性",)) and not name.endswith("\n性") for name in names)
    assert all("女\n" not in name for name in names)


def test_distances_from_all_who_were_asked(table: pd.DataFrame, words: Words) -> None:
    told = words(draw_love(table, threshold=0.1, aim="response").get_figure(root=True))  # type: ignore[arg-type]
    assert "Distance from all who were asked" in told
    assert "Distance from the target" not in told
