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
    assert {"after weighting", "target"} <= set(told)


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


def test_a_name_of_three_hundred_letters_is_wrapped(
    table: pd.DataFrame, check_layout: Check
) -> None:
    axes = draw_weights(table.assign(variable="x" * 320), values=np.ones(4))
    check_layout(axes.get_figure(root=True))  # type: ignore[arg-type]


def test_means_stand_in_the_columns_and_not_on_the_axis(table: pd.DataFrame, words: Words) -> None:
    table.loc[len(table)] = ["household", "(mean)", 2.4, 2.25, 2.25, 0.0]
    axes = draw_weights(table, means=["household"])
    assert axes.get_xlim() == (0, 1)
    assert np.isnan(line(axes, "after")[0][-1])
    told = words(axes.get_figure(root=True))  # type: ignore[arg-type]
    assert {"2.40", "2.25"} <= set(told)
    assert "240.0%" not in told


def test_weights_without_margins_are_their_histogram(
    table: pd.DataFrame, words: Words, check_layout: Check
) -> None:
    values = np.random.default_rng(4).lognormal(0, 0.5, 100)
    axes = draw_weights(table.iloc[:0], title="Adjusted", notes=["A note."], values=values)
    assert sum(height for _, _, height in bars(axes)) == 100
    picture = axes.get_figure(root=True)
    assert {"Adjusted", "A note."} <= set(words(picture))  # type: ignore[arg-type]
    check_layout(picture)  # type: ignore[arg-type]


def test_both_bounds_are_marked_clear_of_the_bars(check_layout: Check) -> None:
    values = np.array([0.5] * 40 + [1.0] * 20 + [2.0] * 20)
    axes = draw_histogram(values, bound=2.0, floor=0.5)
    marked = {each.get_label(): each.get_xdata()[0] for each in axes.lines}  # type: ignore[index]
    assert (marked["bound"], marked["floor"]) == (2, 0.5)
    assert axes.get_ylim()[1] > 1.25 * 40
    check_layout(axes.get_figure(root=True))  # type: ignore[arg-type]


def test_starting_weights_are_outlined_unless_they_are_equal() -> None:
    values = np.random.default_rng(5).lognormal(0, 0.5, 100)
    base = np.random.default_rng(6).uniform(0.5, 2, 100)
    outline = [
        each for each in draw_histogram(values, base=base).patches if each.get_label() == "base"
    ]
    assert len(outline) == 1
    counted = np.nan_to_num(outline[0].get_data().values)  # type: ignore[attr-defined]
    assert counted.sum() == 100
    equal = draw_histogram(values, base=np.full(100, 3.0))
    assert [each for each in equal.patches if each.get_label() == "base"] == []


def test_the_mean_is_that_of_the_weights_that_are_not_0() -> None:
    axes = draw_histogram(np.array([0.0] * 6 + [0.5] * 2 + [1.5] * 2), bound=1.5)
    drawn = bars(axes)
    assert drawn[-1][1] == pytest.approx(1.5, rel=EXACT)
    assert drawn[-1][2] == 2


def test_weights_below_0_are_drawn() -> None:
    values = np.array([-0.4, 0.2, 1.0, 1.2, 2.0])
    axes = draw_histogram(values)
    assert sum(height for _, _, height in bars(axes)) == 5
    assert axes.get_xlim()[0] <= -0.4 / values.mean()


@pytest.mark.parametrize("n", [1, 2, 5])
def test_few_respondents_are_counted_in_whole_numbers(n: int) -> None:
    axes = draw_histogram(np.ones(n))
    told = [each.get_text() for each in axes.get_yticklabels()]
    assert len(told) == len(set(told))
    assert [float(each) for each in told] == list(axes.get_yticks())


def test_ticks_have_the_decimals_they_need() -> None:
    axes = draw_histogram(np.linspace(0.1, 1.9, 50))
    told = [float(each.get_text()) for each in axes.get_xticklabels()]
    assert told == list(axes.get_xticks())


def test_the_key_has_the_colours_of_the_marks(table: pd.DataFrame) -> None:
    axes = draw_weights(table)
    colors = {each.get_text(): each.get_color() for each in axes.texts}
    drawn = {each.get_label(): each.get_color() for each in axes.lines}
    assert (colors["●"], colors["┃"]) == (drawn["after"], drawn["target"])


def test_bounds_of_markets_have_no_line_and_a_sentence(
    table: pd.DataFrame, words: Words, check_layout: Check
) -> None:
    values = np.random.default_rng(1).lognormal(0, 0.6, 500)
    named = {"values": values, "bound": 3.0, "within": "Country"}
    axes = draw_weights(table, own_bounds=True, **named)  # type: ignore[arg-type]
    picture = axes.get_figure(root=True)
    below = picture.axes[1]  # type: ignore[union-attr]
    assert not [each for each in below.lines if each.get_label() == "bound"]
    told = " ".join(words(picture))  # type: ignore[arg-type]
    assert "Rows of Country x …: shares within each Country." in told
    assert "Cap and floor hold in each Country by itself" in told
    check_layout(picture)  # type: ignore[arg-type]
    trimmed = draw_weights(table, **named).get_figure(root=True)  # type: ignore[arg-type]
    assert [each for each in trimmed.axes[1].lines if each.get_label() == "bound"]  # type: ignore[union-attr]


def test_targets_that_are_all_who_were_asked(table: pd.DataFrame, words: Words) -> None:
    told = words(draw_weights(table, aim="response").get_figure(root=True))  # type: ignore[arg-type]
    assert {"Asked", "all who were asked"} <= set(told)
    assert not {"Target", "target"} & set(told)


def test_weights_in_means_of_their_own_say_so(words: Words) -> None:
    picture = draw_histogram(np.array([0.5, 1.5]), within="Country").get_figure(root=True)
    told = words(picture)  # type: ignore[arg-type]
    assert "Respondents by weight (mean weight of each Country = 1)" in told
