"""The forest plot: what lies where, what is left out, and labels of every kind."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from techno_kit.drawing.forest import draw_effects
from techno_kit.drawing.forest_layout import read_lines
from techno_kit.drawing.pictures import png_bytes, svg_bytes

HOSTILE = (
    "<script>alert(1)</script> $x^2$ =cmd() a|b *x* \"'",
    "非常に長い名前の回答選択肢で行が何度も折り返される必要があるもの",
    "a" * 200,
)


def table_of(outcomes=("x", "y"), levels=("b", "c"), *, number=True) -> pd.DataFrame:
    rows = []
    for at, outcome in enumerate(outcomes):
        for place, level in enumerate(levels):
            effect = (-1) ** place * (0.05 + 0.1 * at)
            rows.append(
                (outcome, "group", level, "a", effect, effect - 0.04, effect + 0.04, at == 1)
            )
        if number:
            rows.append((outcome, "size", None, None, 0.01, -0.01, 0.03, False))
    names = ["outcome", "term", "level", "reference", "effect", "low", "high", "clear"]
    return pd.DataFrame(rows, columns=names).assign(n=100, flag="")


def texts_of(picture) -> list[str]:
    drawn = [text.get_text() for axes in picture.axes for text in axes.texts]
    return drawn + [text.get_text() for text in picture.texts]


def test_a_panel_an_outcome_with_filled_dots_where_clear():
    picture = draw_effects(table_of(), labels={"x": "First", "y": "Second"}, title="Some")
    assert len(picture.axes) == 2
    for axes, clear in zip(picture.axes, (0, 2), strict=True):
        lines = {line.get_label(): line for line in axes.lines}
        assert len(lines["clear"].get_xdata()) == clear
        assert len(lines["clear"].get_xdata()) + len(lines["unclear"].get_xdata()) == 3
        assert lines["zero"].get_xdata() == [0, 0]
    assert picture.axes[0].get_xlim() == picture.axes[1].get_xlim()
    texts = texts_of(picture)
    assert {"First", "Second", "group (against a)", "b", "c", "size: 1 more"} <= set(texts)
    assert {"+5.0", "-5.0", "+15.0", "+1.0"} <= set(texts)


def test_the_description_tells_the_clear_effects():
    picture = draw_effects(
        table_of(), labels={"x": "First"}, title="Some", term_labels={"group": "G"}
    )
    assert picture.description == (
        "Some. Forest plot of average differences with their intervals. Clear ones: First: none; "
        "y: G: b (against a) +15.0, G: c (against a) -15.0."
    )


def test_effects_of_a_number_have_its_units():
    picture = draw_effects(table_of(("spent",)), shares=False)
    assert "+0.05" in texts_of(picture)
    assert any(
        text.startswith("average differences in the predicted mean") for text in texts_of(picture)
    )


def test_what_is_not_drawn_is_told():
    outcomes = [f"o{at}" for at in range(5)]
    picture = draw_effects(
        table_of(outcomes, tuple("bcdefg")), most=3, most_lines=4, reasons={"o0": "why"}
    )
    assert len(picture.axes) == 3
    told = " ".join(texts_of(picture)).replace("\n", " ")
    assert "Not drawn, as they have no model: o0." in told
    assert "Of 4 outcomes the first 3 are drawn; the table holds all." in told
    assert "3 more effects of each outcome are not drawn; the table holds them." in told


def test_a_suppressed_effect_says_why_in_its_place():
    table = table_of(("x",))
    figures = ["effect", "low", "high"]
    table.loc[0, figures], table.loc[0, "flag"] = np.nan, "suppressed"
    picture = draw_effects(table)
    assert "suppressed" in texts_of(picture)
    assert draw_effects(table.assign(**dict.fromkeys(figures, np.nan))).axes


@pytest.mark.parametrize("label", HOSTILE)
def test_labels_of_every_kind_stay_inside(label):
    table = table_of((label, "y"), (label, "c")).replace({"term": {"group": label}})
    picture = draw_effects(table, title=label, labels={"y": label}, notes=[label])
    FigureCanvasAgg(picture).draw()
    width, height = picture.get_size_inches() * picture.dpi
    for axes in picture.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert box.x0 >= 0
            assert box.x1 <= width
            assert box.y0 >= 0
            assert box.y1 <= height
    assert png_bytes(picture)
    assert b"<script>" not in svg_bytes(picture, title="x")


def test_lines_are_terms_with_their_levels():
    lines, cut = read_lines(table_of(), {"group": "G"}, 40)
    assert cut == 0
    assert [(line.label, line.heading) for line in lines] == [
        ("G (against a)", True),
        ("b", False),
        ("c", False),
        ("size: 1 more", False),
    ]
