"""Drawings of weights: shares before and after with their targets, and the weights' spread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, Rows, lay_rows, set_labels, set_ticks, write_column
from techno_kit.drawing.canvas import Picture
from techno_kit.wording import count, decimal, percent, points, say

WIDTH: Final = 612.0  # points: 8.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
ROW: Final = 19.0
FOOT: Final = 24.0
HEADS: Final = 20.0
SPREAD: Final = 96.0  # height of the histogram
BARS: Final = 40  # most bars of the histogram
NARROWEST: Final = 0.05  # of its bars, in mean weights
REACH: Final = 1.6  # a bound further out than this many largest weights would squeeze the bars


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one margin: its shares (0-1), and the heading if it is the margin's first."""

    heading: str
    name: str
    before: float
    after: float
    target: float
    gap: float


def draw_weights(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    values: NDArray[np.float64] | None = None,
    bound: float | None = None,
    digits: int = 1,
    ax: Axes | None = None,
) -> Axes:
    """Draw every level's share before and after weighting against its target.

    Parameters
    ----------
    table : DataFrame
        One row a level: ``variable, level, before, after, target, gap``, shares and gap in 0-1.
    labels : mapping, optional
        Variable to the heading above its levels; its name where it has none.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it: effective n, design effect, how far the margins are met.
    values : array of shape (n,), optional
        The weights; their histogram is drawn below, in a picture of its own only.
    bound : float, optional
        The cap, in mean weights, marked in the histogram.
    digits : int, default 1
        Decimals of the percentages.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a picture of its own if not given, of the size that the words need.

    Returns
    -------
    matplotlib.axes.Axes
        Its lines are labelled ``before``, ``after`` and ``target``; the x axis is in shares 0-1.
        The histogram, if there is one, is the figure's second Axes.
    """
    with canvas.style():
        levels = _read(table, labels or {})
        texts = [canvas.wrap(level.name, TEXT, 0.3 * WIDTH, lines=2) for level in levels]
        rows, headings = _lay(levels, texts)
        columns = _columns(levels, digits)
        left = max([canvas.width(text, TEXT) for text in texts] + [_heading_width(levels)]) + GAP
        right = sum(wide + GAP * 1.4 for _, _, wide in columns)
        inner = WIDTH - 2 * MARGIN - left - right if ax is None else canvas.room(ax)
        words = [say("drawing.key.weights"), *notes]
        within = [*texts, *(heading for heading, _ in headings)]
        limit = left + inner + right
        caption = captions.wrap_caption(title, subtitle, words, limit, labels=within)
        below, own = FOOT, ax is None
        if ax is None:
            if values is not None:
                below += HEADS + SPREAD + FOOT
            tall = 2 * MARGIN + caption.above + HEADS + rows.total + below + caption.below
            picture = Picture(WIDTH, tall, description=_describe(title, levels, digits))
            top = MARGIN + caption.above + HEADS
            ax = picture.panel(MARGIN + left, top, inner, rows.total)
            if values is not None:
                start = top + rows.total + FOOT + HEADS
                spread = picture.panel(MARGIN + left, start, inner + right, SPREAD)
                draw_histogram(values, bound=bound, ax=spread)
        _draw_levels(ax, levels, rows)
        set_labels(ax, texts, rows, size=TEXT, pad=GAP)
        for heading, y in headings:
            offset = (-left, 0.0)
            canvas.write(
                ax,
                heading,
                (0, y),
                offset,
                size=TEXT,
                row=True,
                weight="bold",
                up="center_baseline",
            )
        at = 0.0
        for head, column, wide in columns:
            at += wide + GAP * 1.4
            write_column(ax, column, rows, at, size=TEXT, head=head)
        captions.write_caption(ax, caption, left=left, above=HEADS, below=below, own=own)
    return ax


def draw_histogram(
    values: NDArray[np.float64], *, bound: float | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how the weights spread around their mean.

    Parameters
    ----------
    values : array of shape (n,)
        Weights on any scale; they are drawn as multiples of their mean.
    bound : float, optional
        The cap, in mean weights; left out where it lies far beyond the largest weight.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a picture of its own if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The bars are in its container ``"weights"``.
    """
    with canvas.style():
        scaled = np.asarray(values, dtype=np.float64) / np.mean(values)
        largest = float(scaled.max())
        if ax is None:
            tall = MARGIN + HEADS + SPREAD + FOOT + MARGIN
            said = say("drawing.alt.spread", low=decimal(scaled.min()), high=decimal(largest))
            picture = Picture(WIDTH, tall, description=said)
            ax = picture.panel(4 * MARGIN, MARGIN + HEADS, WIDTH - 5 * MARGIN, SPREAD)
        marked = bound is not None and bound <= REACH * largest
        edges = _edges(largest, bound if marked else None)
        counts, _ = np.histogram(scaled, edges)
        ax.bar(
            edges[:-1],
            counts,
            width=np.diff(edges) * 0.92,
            align="edge",
            color=palette.BLUE,
            zorder=2,
            label="weights",
        )
        _frame_histogram(ax, edges, int(counts.max()))
        if marked and bound is not None:
            ax.axvline(bound, color=palette.VERMILLION, linewidth=1.8, zorder=3, label="bound")
            at = (bound / ax.get_xlim()[1], 1.0)
            text = say("drawing.cap", cap=decimal(bound, 1))
            canvas.write(ax, text, at, (-4, -2), size=TEXT - 1, across="right", up="top")
    return ax


def _edges(largest: float, bound: float | None) -> NDArray[np.float64]:
    """Split the weights' range into bars of a round width, or so that one ends at the bound."""
    end = max(largest, bound or 0.0)
    rough = max(end / BARS, NARROWEST)
    unit = 10.0 ** np.floor(np.log10(rough))
    step = next(unit * factor for factor in (1.0, 2.0, 5.0, 10.0) if unit * factor >= rough * 0.999)
    if bound is not None:
        step = bound / max(round(bound / step), 1)
    edges = np.arange(ceil(end / step - 1e-6) + 1) * step
    edges[-1] = max(edges[-1], largest)  # a weight at the bound stays in the last bar
    return np.asarray(edges, dtype=np.float64)


def _frame_histogram(axes: Axes, edges: NDArray[np.float64], highest: int) -> None:
    axes.set_xlim(0, float(edges[-1]) * 1.01)
    axes.set_ylim(0, highest * 1.08)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(visible=True, axis="y", color=palette.GRID, linewidth=0.7)
    steps = _steps(highest, 3)
    axes.set_yticks(steps, labels=[count(step) for step in steps])
    across = _steps(float(edges[-1]), 8)
    digits = 0 if all(float(step).is_integer() for step in across) else 1
    axes.set_xticks(across, labels=[decimal(step, digits) for step in across])
    axes.tick_params(length=0, pad=4, labelsize=TEXT - 1, labelcolor=palette.MUTED)
    axes.tick_params(axis="y", pad=GAP)  # its 0 stays clear of the 0 of the x axis
    canvas.write(axes, say("drawing.heads.spread"), (0, 1), (0, 8), size=TEXT, up="baseline")


def _steps(end: float, most: int) -> list[float]:
    """Return round numbers from 0 to an end, at most so many beside 0."""
    unit = 10.0 ** np.floor(np.log10(end / most))
    step = next(
        unit * each for each in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0) if end / (unit * each) <= most
    )
    return [float(round(step * at, 10)) for at in range(int(end / step + 1e-9) + 1)]


def _read(table: pd.DataFrame, labels: Mapping[str, str]) -> list[Level]:
    levels = []
    records = table.to_dict("records")
    for variable, rows in groupby(records, key=lambda row: str(row["variable"])):
        heading = labels.get(variable, variable)
        for row in rows:
            numbers = (float(row[name]) for name in ("before", "after", "target", "gap"))
            levels.append(Level(heading, str(row["level"]), *numbers))
            heading = ""
    return levels


def _lay(levels: Sequence[Level], texts: Sequence[str]) -> tuple[Rows, list[tuple[str, float]]]:
    """Give every level and every heading a row; return the levels' rows, and the headings."""
    lines = [
        text for level, name in zip(levels, texts, strict=True) for text in _lines(level, name)
    ]
    all_rows = lay_rows([text for text, _ in lines], [False] * len(lines), size=TEXT, row=ROW)
    placed = list(zip(lines, all_rows.centres, strict=True))
    centres = tuple(y for (_, is_heading), y in placed if not is_heading)
    headings = [(text, y) for (text, is_heading), y in placed if is_heading]
    return Rows(centres, all_rows.thickness, all_rows.total, all_rows.total), headings


def _lines(level: Level, text: str) -> list[tuple[str, bool]]:
    return [(level.heading, True), (text, False)] if level.heading else [(text, False)]


def _heading_width(levels: Sequence[Level]) -> float:
    return max(canvas.width(level.heading, TEXT, "bold") for level in levels if level.heading)


def _columns(levels: Sequence[Level], digits: int) -> list[tuple[str, list[str], float]]:
    """Return heading, texts and width of the columns of numbers."""
    columns = []
    for name in ("before", "after", "target"):
        texts = [percent(getattr(level, name), digits) for level in levels]
        columns.append((say(f"drawing.heads.{name}"), texts))
    columns.append((say("drawing.heads.gap"), [points(level.gap, digits) for level in levels]))
    return [
        (
            head,
            texts,
            max(canvas.width(head, TEXT - 1), *(canvas.width(text, TEXT) for text in texts)),
        )
        for head, texts in columns
    ]


def _draw_levels(axes: Axes, levels: Sequence[Level], rows: Rows) -> None:
    before, after, target = (
        [getattr(level, name) for level in levels] for name in ("before", "after", "target")
    )
    y = list(rows.centres)
    finite = [share for share in [*before, *after, *target] if share == share]
    end = min(1.0, ceil(max(finite, default=1.0) * 10 + 0.3) / 10)
    axes.set_xlim(0, end)
    axes.set_ylim(rows.total, 0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.grid(visible=True, axis="x", color=palette.GRID, linewidth=0.7)
    set_ticks(axes, _steps(end, 5), size=TEXT - 1)
    axes.hlines(y, before, after, color=palette.NEUTRAL, linewidth=2, zorder=2, label="change")
    shared: dict[str, Any] = {"linestyle": "none", "clip_on": False}
    axes.plot(
        target,
        y,
        marker="|",
        markersize=13,
        markeredgewidth=2.2,
        color=palette.VERMILLION,
        zorder=3,
        label="target",
        **shared,
    )
    axes.plot(
        before,
        y,
        marker="o",
        markersize=6.5,
        markerfacecolor=palette.PAPER,
        markeredgecolor=palette.MUTED,
        markeredgewidth=1.4,
        zorder=4,
        label="before",
        **shared,
    )
    axes.plot(
        after, y, marker="o", markersize=6, color=palette.BLUE, zorder=5, label="after", **shared
    )


def _describe(title: str, levels: Sequence[Level], digits: int) -> str:
    """Tell what the drawing shows: how many levels, the largest change and the largest gap."""
    variables = sum(bool(level.heading) for level in levels)
    moved = max(levels, key=lambda level: abs(level.after - level.before))
    missed = max(levels, key=lambda level: abs(level.gap))
    return say(
        "drawing.alt.weights",
        title=f"{title}. " if title else "",
        variables=count(variables),
        levels=count(len(levels)),
        level=moved.name,
        before=percent(moved.before, digits),
        after=percent(moved.after, digits),
        gap=points(abs(missed.gap), digits).removeprefix("+"),
    )
