"""Trends: groups in their order, with intervals, and a line where there is a slope."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

import techno_kit as tk
from techno_kit.drawing import palette
from techno_kit.drawing.plots import draw_trends
from techno_kit.drawing.trends import Group, Point, Trend, TrendSet

LONG = "Neither agree nor disagree with any of all these many statements"
NAN = float("nan")


def drawn(*names: str, clear: bool = True) -> TrendSet:
    groups = tuple(Group(float(at), each, "ABC"[at]) for at, each in enumerate(names))
    points = tuple(Point(each.place, 0.2 + each.place / 10, 0.1, 0.5) for each in groups)
    last = Point(2.0, NAN, NAN, NAN)
    return TrendSet(
        "age",
        groups,
        (
            Trend("Rises", points, 0.1, "+10.0 points a step", clear),
            Trend("Unknown", (*points[:2], last), NAN, "no trend", False),
        ),
    )


def test_a_panel_an_answer_with_groups_in_order_and_the_line() -> None:
    picture = draw_trends([drawn("18-24", "25-34", "35+")], title="Ladder by age")
    first, second = picture.axes
    assert [each.get_text() for each in first.get_xticklabels()] == ["18-24", "25-34", "35+"]
    lines = {str(each.get_label()): each for each in first.lines}
    np.testing.assert_allclose(lines["share"].get_ydata(), [0.2, 0.3, 0.4])
    np.testing.assert_allclose(lines["trend"].get_ydata(), [0.2, 0.4])
    assert to_hex(lines["trend"].get_color()).upper() == palette.BLUE
    assert "trend" not in {each.get_label() for each in second.lines}
    assert "Clear trends: Rises, +10.0 points a step." in picture.description
    assert "from 18-24 to 35+" in picture.description


def test_an_unclear_trend_is_hollow_and_broken() -> None:
    axes = draw_trends([drawn("a", "b", "c", clear=False)]).axes[0]
    lines = {str(each.get_label()): each for each in axes.lines}
    assert lines["share"].get_markerfacecolor() == palette.PAPER
    assert lines["trend"].get_linestyle() == "--"


def test_long_names_are_letters_with_a_key() -> None:
    picture = draw_trends([drawn("Disagree", LONG, "Agree")])
    assert [each.get_text() for each in picture.axes[0].get_xticklabels()] == ["A", "B", "C"]
    words = " ".join(each.get_text().replace("\n", " ") for each in picture.findobj(_is_text))
    assert f"A Disagree; B {LONG}; C Agree." in words


def _is_text(artist: object) -> bool:
    return hasattr(artist, "get_text")


@pytest.fixture(scope="module")
def compared() -> tk.Comparison:
    draw = np.random.default_rng(5)
    frame = pd.DataFrame(
        {"age": draw.choice(["1", "2", "3"], 600), "sex": draw.choice(["F", "M"], 600)}
    )
    frame["owns"] = np.where(draw.random(600) < frame["age"].astype(int) / 4, "yes", "no")
    return tk.compare(tk.Sample.from_frame(frame), "owns", by="age", trend=True)


def test_a_comparison_draws_its_trends(compared: tk.Comparison) -> None:
    picture = compared.plot()
    assert [each.get_text() for each in picture.axes[0].get_xticklabels()] == ["1", "2", "3"]
    own = compared.rows("age")
    own = own[own["answer"] == compared.trends["answer"].iloc[0]]
    shares = next(each for each in picture.axes[0].lines if each.get_label() == "share")
    np.testing.assert_allclose(shares.get_ydata(), own["share"])


def test_limits_are_those_of_profile() -> None:
    sample = tk.load_example()
    ladder = tk.load_ladder("2010")
    keys = ["answer", "level"]
    own = tk.compare(sample, ladder, by="age_group").rows("age_group").set_index(keys)
    of_profile = tk.profile(sample, ladder, by="age_group").groups.set_index(keys)
    for name in ("low", "high"):
        told = of_profile[name].reindex(own.index)
        np.testing.assert_allclose(own[name], told, rtol=1e-9)  # one formula, two roads to it


def test_without_a_trend_there_is_none_to_draw(compared: tk.Comparison) -> None:
    alone = tk.compare(tk.load_example(), "education", by="gender")
    with pytest.raises(tk.TechnoKitError, match="there is no trend to draw; ask for one"):
        alone.plot(trend=True)
    assert "Dot plot" in compared.plot(trend=False).description
