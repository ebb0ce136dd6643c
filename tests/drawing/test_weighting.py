"""Drawings of weights, read back from what is drawn."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.plots import draw_histogram, draw_weights

Words = Callable[[Figure], list[str]]
Check = Callable[[Figure], None]

EXACT = 1e-9  # edges of bars are products of a step and a whole number


@pytest.fixture
def table() -> pd.DataFrame:
    rows = [
        ("age", "18-24", 0.06, 0.12, 0.12, 0.0),
        ("age", "25+", 0.94, 0.88, 0.88, 0.0),
        ("gender", "Women", 0.56, 0.505, 0.51, -0.005),
        ("gender", "Men", 0.44, 0.495, 0.49, 0.005),
    ]
    names = ["variable", "level", "before", "after", "target", "gap"]
    return pd.DataFrame(rows, columns=names)


def line(axes: Axes, label: str) -> tuple[list[float], list[float]]:
    found = next(each for each in axes.lines if each.get_label() == label)
    return list(found.get_xdata()), list(found.get_ydata())  # type: ignore[arg-type]


def bars(axes: Axes) -> list[tuple[float, float, float]]:
    """Left edge, right edge and height of every bar."""
    container = next(each for each in axes.containers if each.get_label() == "weights")
    shrunk = [(bar.get_x(), bar.get_height()) for bar in container.patches]  # type: ignore[attr-defined]
    step = shrunk[1][0] - shrunk[0][0]
    return [(left, left + step, height) for left, height in shrunk]


@pytest.mark.parametrize("name", ["before", "after", "target"])
def test_marks_lie_at_their_shares_in_the_tables_order(table: pd.DataFrame, name: str) -> None:
    axes = draw_weights(table)
    x, y = line(axes, name)
    assert x == table[name].tolist()
    on_screen = [axes.transData.transform((0, each))[1] for each in y]
    assert on_screen == sorted(on_screen, reverse=True)
    assert [text.get_text() for text in axes.get_yticklabels()] == table["level"].tolist()


def test_the_axis_begins_at_0_and_holds_every_mark(table: pd.DataFrame) -> None:
    assert draw_weights(table).get_xlim() == (0, 1)
    left, right = draw_weights(table.iloc[:1]).get_xlim()
    assert left == 0
    assert 0.12 < right < 0.3


def test_numbers_and_headings_stand_beside_the_marks(table: pd.DataFrame, words: Words) -> None:
    axes = draw_weights(table, labels={"age": "Age group"})
    told = words(axes.get_figure(root=True))  # type: ignore[arg-type]
    assert {"Age group", "gender", "Before", "After", "Target", "Gap, points"} <= set(told)
    assert {"6.0%", "50.5%", "51.0%", "-0.5", "+0.5"} <= set(told)
    assert any("● after weighting" in text for text in told)


def test_the_picture_holds_the_histogram_below(table: pd.DataFrame, check_layout: Check) -> None:
    values = np.random.default_rng(1).lognormal(0, 0.6, 500)
    axes = draw_weights(table, title="Weights", notes=["n = 500."], values=values, bound=6)
    picture = axes.get_figure(root=True)
    assert isinstance(picture, Picture)
    above, below = picture.axes
    assert above is axes
    assert below.get_position().y1 < above.get_position().y0
    assert sum(height for _, _, height in bars(below)) == 500
    check_layout(picture)


@pytest.mark.parametrize("scale", [1.0, 1e6])
def test_the_histogram_counts_every_weight_in_its_bar(scale: float) -> None:
    values = np.random.default_rng(2).lognormal(0, 1, 1000)
    drawn = bars(draw_histogram(values * scale))
    ratio = values / values.mean()
    counted = [np.sum((ratio >= left) & (ratio < right)) for left, right, _ in drawn]
    assert [height for _, _, height in drawn][:-1] == counted[:-1]
    assert sum(height for _, _, height in drawn) == 1000


def test_weights_at_the_cap_stay_below_its_line() -> None:
    values = np.array([0.2] * 5 + [1.0] * 5 + [3.7] * 3)
    bound = 3.7 / values.mean()
    axes = draw_histogram(values, bound=bound)
    drawn = bars(axes)
    assert drawn[-1][1] == pytest.approx(bound, rel=EXACT)
    assert drawn[-1][2] == 3
    marked = next(each for each in axes.lines if each.get_label() == "bound")
    assert list(marked.get_xdata()) == [bound, bound]  # type: ignore[arg-type]
    assert any(text.get_text() == "cap 2.8" for text in axes.texts)


@pytest.mark.parametrize("bound", [1.74, 1.95])  # a step times a whole number falls below
def test_a_weight_at_the_cap_is_counted_whatever_the_rounding(bound: float) -> None:
    values = np.array([bound, 2 - bound, 1.0])
    assert values.mean() == 1
    assert sum(height for _, _, height in bars(draw_histogram(values, bound=bound))) == len(values)


def test_a_cap_far_beyond_the_weights_is_left_out() -> None:
    axes = draw_histogram(np.array([0.5, 1.0, 1.5]), bound=40)
    assert not [each for each in axes.lines if each.get_label() == "bound"]
    assert axes.get_xlim()[1] < 2


@pytest.mark.parametrize("values", [np.ones(10), np.array([1.0]), np.array([1e-9, 1, 1e4])])
def test_any_spread_of_weights(values: np.ndarray, check_layout: Check) -> None:
    axes = draw_histogram(values)
    assert sum(height for _, _, height in bars(axes)) == len(values)
    check_layout(axes.get_figure(root=True))  # type: ignore[arg-type]


def test_on_axes_of_the_caller(table: pd.DataFrame) -> None:
    figure = Figure()
    axes = figure.add_subplot()
    assert draw_weights(table, values=np.ones(3), ax=axes) is axes
    assert figure.axes == [axes]


def test_the_description_tells_the_largest_move_and_gap(table: pd.DataFrame) -> None:
    picture = draw_weights(table, title="Weighting").get_figure(root=True)
    assert picture.description == (  # type: ignore[union-attr]
        "Weighting. Shares of 4 levels of 2 variables before and after weighting, against their "
        "targets. The largest change is 18-24, from 6.0% to 12.0%. The largest gap to a target is "
        "0.5 points."
    )


def test_long_names_lie_on_nothing(table: pd.DataFrame, check_layout: Check) -> None:
    long = "Hoger algemeen voortgezet onderwijs, voorbereidend wetenschappelijk onderwijs"
    table = table.assign(level=[long, "北海道", "a", "b"], variable=["x" * 30] * 2 + ["y"] * 2)
    axes = draw_weights(table, title=long, subtitle=long, notes=[long * 2])
    check_layout(axes.get_figure(root=True))  # type: ignore[arg-type]
