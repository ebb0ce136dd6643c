"""Drawings of weights: shares before and after with their targets, and the weights' spread."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, nan
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, Rows, lay_rows, set_labels, set_ticks, write_column
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.histograms import HEADS, SPREAD, draw_histogram
from techno_kit.drawing.keys import AFTER, ASKED, BEFORE, TARGET, lay_key, write_key
from techno_kit.drawing.love import Aim
from techno_kit.drawing.pictures import ended
from techno_kit.drawing.scales import round_steps
from techno_kit.wording import count, decimal, percent, points, say

WIDTH: Final = 612.0  # points: 8.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
ROW: Final = 19.0
FOOT: Final = 24.0
LABELS: Final = 0.3  # of the width: the levels' names
HEADINGS: Final = 0.42  # of the width: the variables' names


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one margin: its shares (0-1), and the heading if it is the margin's first.

    Of a number the three are means, which stand in the columns only.
    """

    heading: str
    name: str
    before: float
    after: float
    target: float
    gap: float
    is_mean: bool = False


def draw_weights(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    values: NDArray[np.float64] | None = None,
    base: NDArray[np.float64] | None = None,
    bound: float | None = None,
    floor: float | None = None,
    means: Collection[str] = (),
    within: str = "",
    own_bounds: bool = False,
    aim: Aim = "target",
    digits: int = 1,
    ax: Axes | None = None,
) -> Axes:
    """Draw every level's share before and after weighting against its target.

    Parameters
    ----------
    table : DataFrame
        One row a level: ``variable, level, before, after, target, gap``, shares and gap in 0-1;
        none where weights were made without margins.
    labels : mapping, optional
        Variable to the heading above its levels; its name where it has none.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it: effective n, design effect, how far the margins are met.
    values : array of shape (n,), optional
        The weights; their histogram is drawn below, in a picture of its own only.
    base : array of shape (n,), optional
        The weights that they started from, outlined in the histogram.
    bound, floor : float, optional
        The cap and the floor, in mean weights, marked in the histogram.
    means : collection of str, optional
        Variables that are numbers: their figures are means, which have no place on the axis.
    within : str, optional
        The question within each of whose levels the shares of its rows are.
    own_bounds : bool, optional
        Whether bounds hold in each of its levels by itself: they then have no one place among the
        weights, and a sentence says so.
    aim : {"target", "response"}
        What the targets are: those of the population, or all who were asked.
    digits : int, default 1
        Decimals of the percentages.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a picture of its own if not given, of the size that the words need.

    Returns
    -------
    matplotlib.axes.Axes
        Its lines are labelled ``before``, ``after`` and ``target``; the x axis is in shares 0-1.
        The histogram, if there is one, is the figure's second Axes, or, without levels, its only.
    """
    if within:
        notes = [say("drawing.rows_within", name=within), *notes]
    if own_bounds and (bound is not None or floor is not None):
        notes = [*notes, say("drawing.bounds_within", name=within)]
        bound = floor = None
    if not len(table) and values is not None:
        return draw_histogram(
            values,
            bound=bound,
            floor=floor,
            base=base,
            title=title,
            subtitle=subtitle,
            notes=notes,
            ax=ax,
        )
    with canvas.style():
        levels = _read(table, labels or {}, means)
        texts = [canvas.wrap(level.name, TEXT, LABELS * WIDTH, lines=2) for level in levels]
        rows, headings = _lay(levels, texts)
        columns = _columns(levels, digits, aim)
        widths = [canvas.width(text, TEXT) for text in texts]
        widths += [canvas.width(text, TEXT, "bold") for text, _ in headings]
        left = max(widths) + GAP
        right = sum(wide + GAP * 1.4 for _, _, wide in columns)
        inner = WIDTH - 2 * MARGIN - left - right if ax is None else canvas.room(ax)
        labelled = [*texts, *(heading for heading, _ in headings)]
        limit = left + inner + right
        key = lay_key([BEFORE, AFTER, TARGET if aim == "target" else ASKED], limit)
        caption = captions.wrap_caption(title, subtitle, notes, limit, labels=labelled)
        below, own = FOOT + key.height, ax is None
        if ax is None:
            if values is not None:
                below += HEADS + SPREAD + FOOT
            tall = 2 * MARGIN + caption.above + HEADS + rows.total + below + caption.below
            picture = Picture(WIDTH, tall, description=_describe(title, levels, digits))
            top = MARGIN + caption.above + HEADS
            ax = picture.panel(MARGIN + left, top, inner, rows.total)
            if values is not None:
                start = top + rows.total + FOOT + key.height + HEADS
                spread = picture.panel(MARGIN + left, start, inner + right, SPREAD)
                draw_histogram(values, bound=bound, floor=floor, base=base, ax=spread)
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
        write_key(ax, key, left=left, below=FOOT)
        captions.write_caption(ax, caption, left=left, above=HEADS, below=below, own=own)
    return ax


def _read(table: pd.DataFrame, labels: Mapping[str, str], means: Collection[str]) -> list[Level]:
    levels = []
    records = table.to_dict("records")
    for variable, rows in groupby(records, key=lambda row: str(row["variable"])):
        heading = labels.get(variable, variable)
        for row in rows:
            before, after, target, gap = (
                float(row[name]) for name in ("before", "after", "target", "gap")
            )
            is_mean = variable in means
            levels.append(
                Level(heading, str(row["level"]), before, after, target, gap, is_mean=is_mean)
            )
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
    if not level.heading:
        return [(text, False)]
    heading = canvas.wrap(level.heading, TEXT, HEADINGS * WIDTH, lines=3, weight="bold")
    return [(heading, True), (text, False)]


def _columns(levels: Sequence[Level], digits: int, aim: Aim) -> list[tuple[str, list[str], float]]:
    """Return heading, texts and width of the columns of numbers."""
    columns = []
    for name in ("before", "after", "target"):
        texts = [
            decimal(getattr(level, name))
            if level.is_mean
            else percent(getattr(level, name), digits)
            for level in levels
        ]
        head = "asked" if (name, aim) == ("target", "response") else name
        columns.append((say(f"drawing.heads.{head}"), texts))
    gaps = ["" if level.is_mean else points(level.gap, digits) for level in levels]
    columns.append((say("drawing.heads.gap"), gaps))
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
        [nan if level.is_mean else getattr(level, name) for level in levels]
        for name in ("before", "after", "target")
    )
    y = list(rows.centres)
    finite = [share for share in (*before, *after, *target) if share == share]
    end = min(1.0, ceil(max(finite, default=1.0) * 10 + 0.3) / 10)
    axes.set_xlim(0, end)
    axes.set_ylim(rows.total, 0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.grid(visible=True, axis="x", color=palette.GRID, linewidth=0.7)
    set_ticks(axes, round_steps(end, 5), size=TEXT - 1)
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
    shares = [level for level in levels if not level.is_mean] or levels
    moved = max(shares, key=lambda level: abs(level.after - level.before))
    missed = max(shares, key=lambda level: abs(level.gap))
    return say(
        "drawing.alt.weights",
        title=ended(title, ". "),
        variables=count(variables),
        levels=count(len(levels)),
        level=moved.name,
        before=percent(moved.before, digits),
        after=percent(moved.after, digits),
        gap=points(abs(missed.gap), digits).removeprefix("+"),
    )
