"""The charts of overlaps, of sample sizes and of detectable differences."""

from collections.abc import Callable
from itertools import combinations
from math import nan

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from techno_kit.drawing import heat, palette
from techno_kit.drawing.curves import draw_sizes
from techno_kit.drawing.heat import draw_heat
from techno_kit.drawing.ranges import draw_ranges
from techno_kit.drawing.upset import draw_upset

Check = Callable[[Figure], None]
Words = Callable[[Figure], list[str]]
DUTCH = "Verantwoordelijkheidsverzekeringsmaatschappij en aansprakelijkheidswaardevaststelling"
JAPANESE = (
    "ブログやウェブページを毎週公開している人々のうち、自分で撮影した写真や動画も投稿している人"
)
READABLE = 4.5  # contrast of a text with what is behind it, as WCAG 2 asks


def labels_of(n: int, kind: str) -> dict[str, str]:
    longest = {"short": "Rung", "dutch": DUTCH, "japanese": JAPANESE}[kind]
    return {f"r{place}": f"{longest} {place}" for place in range(n)}


def tables(n: int, patterns: int) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, ...]]]:
    """Shares of answers and of so many combinations, the most frequent first."""
    names = [f"r{place}" for place in range(n)]
    held = [c for size in range(1, n + 1) for c in combinations(names, size)][: patterns - 1]
    held.insert(1, ())
    share = np.geomspace(0.3, 0.0004, len(held))
    columns = pd.DataFrame({"share": share, "low": share * 0.8, "high": share * 1.25})
    sides = np.linspace(0.05, 0.98, n)
    shares = pd.DataFrame(
        {"answer": names, "share": sides, "low": sides - 0.02, "high": (sides + 0.02).clip(max=1)}
    )
    return columns, shares, held


def drawn(n: int, patterns: int, kind: str = "short", **options: object) -> Figure:
    columns, shares, held = tables(n, patterns)
    labels = labels_of(n, kind)
    return draw_upset(
        columns, shares, held=held, labels=labels, title="Rungs", notes=["Base: 100."], **options
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["short", "dutch", "japanese"])
@pytest.mark.parametrize(("n", "patterns"), [(2, 4), (6, 40), (20, 60)])
def test_no_text_of_the_combinations_lies_on_another(
    n: int, patterns: int, kind: str, check_layout: Check
) -> None:
    check_layout(drawn(n, patterns, kind, most=24))


def test_bars_and_dots_are_those_of_the_table() -> None:
    columns, shares, held = tables(4, 9)
    figure = drawn(4, 9)
    bars, matrix, sides = figure.axes
    heights = [bar.get_height() for bar in bars.containers[0]]  # type: ignore[union-attr]
    assert heights == columns["share"].tolist()
    widths = [bar.get_width() for bar in sides.containers[0]]  # type: ignore[union-attr]
    assert widths == shares["share"].tolist()
    dots = {each.get_label(): each for each in matrix.collections}
    places = np.asarray(dots["held"].get_offsets())
    assert sorted(places[:, 0].tolist()) == sorted(
        column for column, answers in enumerate(held) for _ in answers
    )
    assert len(places) + len(np.asarray(dots["_without"].get_offsets())) == 4 * len(held)


def test_what_is_not_drawn_is_told(words: Words) -> None:
    text = " ".join(words(drawn(6, 40, most=10)))
    covered = tables(6, 40)[0]["share"][:10].sum()
    assert f"The 10 most frequent of 40 combinations are drawn, which are {covered:.0%} of all" in (
        " ".join(text.split())
    )
    assert "are drawn" not in " ".join(words(drawn(2, 4)))


def test_those_who_hold_nothing_are_grey_and_told(words: Words) -> None:
    figure = drawn(3, 5)
    colours = [bar.get_facecolor()[:3] for bar in figure.axes[0].containers[0]]  # type: ignore[union-attr]
    assert [each == to_rgb(palette.NEUTRAL) for each in colours] == [False, True] + [False] * 3
    assert "A column without a filled dot: none of them." in " ".join(
        " ".join(words(figure)).split()
    )


def test_an_exclusive_answer_stands_apart() -> None:
    columns, shares, held = tables(3, 5)
    figure = draw_upset(columns, shares, held=held, labels=labels_of(3, "short"), foot=["r2"])
    bars = figure.axes[2].containers[0]  # type: ignore[union-attr]
    assert [bar.get_facecolor()[:3] == to_rgb(palette.NEUTRAL) for bar in bars] == [
        False,
        False,
        True,
    ]
    gaps = np.diff([bar.get_y() for bar in bars])
    assert gaps[1] > gaps[0]


def test_withheld_shares_leave_an_empty_chart(words: Words, check_layout: Check) -> None:
    columns, shares, held = tables(3, 5)
    columns[:], shares[["share", "low", "high"]] = nan, nan
    figure = draw_upset(columns, shares, held=held, labels=labels_of(3, "short"))
    check_layout(figure)
    assert "no share" in words(figure)
    assert "The most frequent: no share" in figure.description


# --- pairs ---------------------------------------------------------------------------------------


def pairs_of(n: int) -> pd.DataFrame:
    names = [f"r{place}" for place in range(n)]
    rows = [(one, other) for one in names for other in names if one != other]
    lift = np.geomspace(0.05, 9, len(rows))
    return pd.DataFrame(
        {
            "row": [one for one, _ in rows],
            "column": [other for _, other in rows],
            "share": np.linspace(0, 1, len(rows)),
            "lift": lift,
            "clear": lift > 3,
        }
    )


@pytest.mark.parametrize("kind", ["short", "dutch", "japanese"])
@pytest.mark.parametrize("n", [2, 6, 20])
def test_no_text_of_the_pairs_lies_on_another(n: int, kind: str, check_layout: Check) -> None:
    check_layout(draw_heat(pairs_of(n), labels=labels_of(n, kind), title="Pairs", notes=["x"]))


@pytest.mark.parametrize("lift", [0.0, 0.1, 0.5, 0.99, 1.0, 1.01, 2.0, 4.0, 50.0])
def test_every_number_can_be_read_on_its_colour(lift: float) -> None:
    def luminance(colour: str) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    behind, ink = luminance(heat._colour(lift)), luminance(palette.INK)
    assert (behind + 0.05) / (ink + 0.05) >= READABLE


def test_colours_tell_more_from_fewer() -> None:
    more, fewer = (to_rgb(heat._colour(lift)) for lift in (3.0, 1 / 3))
    assert more[2] > more[0]
    assert fewer[0] > fewer[2]
    assert heat._colour(1.0) == palette.PAPER.lower()
    assert heat._colour(nan) == palette.PAPER


def test_numbers_stand_in_their_cells() -> None:
    cells = pairs_of(4)
    figure = draw_heat(cells, labels=labels_of(4, "short"))
    axes = figure.axes[0]
    found = {text.get_text(): text for text in axes.texts}
    row = cells.iloc[7]  # r2 by r1
    text = found[f"{row['share']:.0%}"]
    x, _ = text.xy  # type: ignore[attr-defined]
    assert x == pytest.approx((1 + 0.5) / 4)
    assert figure.description.startswith("Table of 4 answers")


# --- sample sizes --------------------------------------------------------------------------------


@pytest.mark.parametrize("in_points", [True, False])
@pytest.mark.parametrize("name", ["24%", DUTCH, JAPANESE])
def test_the_curves_of_sample_sizes(in_points: bool, name: str, check_layout: Check) -> None:
    x = np.geomspace(0.01, 0.09, 30) if in_points else np.geomspace(30, 300, 30)
    y = (1 / x**2) if in_points else 5 * x
    at = float(x[15])
    axes = draw_sizes(
        x,
        {name: y.tolist(), "other": (y / 2).tolist()},
        mark=(at, float(y[15]), "3 points"),
        strong=name,
        in_points=in_points,
        x_label="Margin, points",
        title="Respondents",
        notes=["A note."],
    )
    check_layout(axes.figure)  # type: ignore[arg-type]


def test_ranges(check_layout: Check) -> None:
    rows = [
        {
            **{"heading": "age", "label": label, "flag": flag},
            **{"least": least, "most": most, "found": found},
        }
        for label, flag, least, most, found in [
            ("Creators", "small base; few cases", 0.05, 0.09, 0.07),
            (DUTCH, "", 0.04, 0.04, 0.2),
            (JAPANESE, "", nan, nan, nan),
        ]
    ]
    axes = draw_ranges(rows, title="Differences", notes=["A note."])
    check_layout(axes.figure)  # type: ignore[arg-type]
    told = "age: Creators (small base; few cases) 5.0 to 9.0"
    assert told in axes.figure.description  # type: ignore[union-attr]
    assert f"age: {DUTCH} 4.0" in axes.figure.description  # type: ignore[union-attr]
