"""Many groups side by side: the same bars on the same axis, each with the mark of the average."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, isfinite
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import (
    GAP,
    MARK_ROOM,
    Rows,
    draw_panel,
    lay_rows,
    set_labels,
    set_ticks,
    write_column,
    write_marks,
)
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.panels import Panel, describe, keep_largest, marks_of, read_panels
from techno_kit.drawing.singles import MARGIN, wrap_labels
from techno_kit.wording import percent, say

NARROW: Final = 612.0  # width in points with one or two panels in a row: 8.5 inches
WIDE: Final = 756.0  # with more
ACROSS: Final = 4  # most panels in a row
MOST: Final = 16  # most panels of one question: four rows, which can be read on a printed page
TEXT: Final = 9.0
ROW: Final = 21.0
TICKS: Final = 17.0  # room for the axis's numbers
BETWEEN: Final = 16.0  # between two rows of panels
STEPS: Final = (0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Grid:
    """What all panels have in common, in points.

    Attributes
    ----------
    left : float
        Room for labels and averages before the first panel.
    beside : float
        Room for the values after a panel's bars.
    bars : float
        Width of a panel's bars.
    across : int
        Panels in a row.
    labels : tuple of str
        Wrapped labels.
    averages : tuple of str
        The averages in words; empty without any.
    rows : Rows
        Where the bars lie.
    """

    left: float
    beside: float
    bars: float
    across: int
    labels: tuple[str, ...]
    averages: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Strip:
    """Panels in one row: an optional heading, and their wrapped names."""

    heading: str
    panels: tuple[Panel, ...]
    names: tuple[str, ...]

    @property
    def head(self) -> float:
        """Height of the heading, in points."""
        return canvas.height(self.heading, TEXT + 2) + GAP if self.heading else 0.0

    @property
    def title(self) -> float:
        """Height of the names and bases, in points."""
        names = max(canvas.height(name, TEXT + 1) for name in self.names)
        return names + canvas.height("n", TEXT - 0.5) + 9


def draw_ladder_groups(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    by_labels: Mapping[str, str] | None = None,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    average: Mapping[str, float] | None = None,
    average_label: str = "",
    confidence: float = 0.95,
    digits: int = 0,
    foot: Collection[str] = ("inactives",),
) -> Picture:
    """Draw a ladder for every group, side by side.

    Parameters
    ----------
    table : DataFrame
        One row a group and rung, with the columns of `draw_share_groups`.
    foot : collection of str, default ("inactives",)
        Rungs of people who are on no other rung: grey, and below the rails.
    labels, by_labels, title, subtitle, notes, average, average_label, confidence, digits
        As in `draw_share_groups`.

    Returns
    -------
    Picture
        As `draw_share_groups`.
    """
    return draw_share_groups(
        table,
        labels=labels,
        by_labels=by_labels,
        title=title,
        subtitle=subtitle,
        notes=notes,
        average=average,
        average_label=average_label,
        confidence=confidence,
        digits=digits,
        foot=foot,
        rails=True,
    )


def draw_share_groups(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    by_labels: Mapping[str, str] | None = None,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    average: Mapping[str, float] | None = None,
    average_label: str = "",
    confidence: float = 0.95,
    digits: int = 0,
    foot: Collection[str] = (),
    rails: bool = False,
) -> Picture:
    """Draw the shares of every group, side by side, each with its base and the average's mark.

    Parameters
    ----------
    table : DataFrame
        One row a group and answer: ``by, level, answer, share`` (0-1, missing where suppressed),
        and where there are any ``low, high, n, flag``. The rows of the whole sample (``by`` and
        ``level`` missing) are the average. Groups and answers are drawn in the table's order.
    labels : mapping, optional
        Answer to the words beside its bars; the answer itself where it has none.
    by_labels : mapping, optional
        Name in ``by`` to the heading above its groups; drawn when there are several.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below the drawing.
    average : mapping, optional
        Answer to its share (0-1) in the base, if the table does not hold it.
    average_label : str, optional
        Who the average is of.
    confidence : float, default 0.95
        Confidence of the intervals, for the key.
    digits : int, default 0
        Decimals of the percentages.
    foot : collection of str, optional
        Answers that stand apart, in grey.
    rails : bool, default False
        Draw the rails and rungs of a ladder.

    Returns
    -------
    Picture
        A matplotlib figure that pyplot does not know; its ``axes`` are the panels in the table's
        order, of every question the 16 groups with the largest bases; a sentence below it tells how
        many are not drawn. Its ``description`` tells it in words, and a notebook shows it at a
        cell's end.
    """
    names = labels or {}
    with canvas.style():
        panels, left_out = keep_largest(read_panels(table, average), MOST, by_labels or {})
        marks = marks_of(panels)
        wide = NARROW if len(panels) <= 2 else WIDE
        grid = _grid(panels, names, foot, wide, digits)
        strips = _strips(panels, by_labels or {}, grid)
        title = _title(title, panels, by_labels or {})
        key = captions.key_of(panels, marks, confidence=confidence, average_label=average_label)
        words, limit = [*key, *left_out, *notes], wide - 2 * MARGIN
        within = [*grid.labels, *(text for each in strips for text in (each.heading, *each.names))]
        caption = captions.wrap_caption(title, subtitle, words, limit, labels=within)
        band = grid.rows.total + TICKS + BETWEEN
        tall = sum(strip.head + strip.title + band for strip in strips) - BETWEEN / 2
        picture = Picture(
            wide,
            2 * MARGIN + caption.above + tall + caption.below,
            description=describe(title, panels, names, digits),
        )
        top = MARGIN + caption.above
        for strip in strips:
            _draw_strip(picture, strip, grid, marks, top, foot, rails=rails, digits=digits)
            top += strip.head + strip.title + band
        captions.write_around(picture, caption, margin=MARGIN)
    return picture


def _title(title: str, panels: Sequence[Panel], by_labels: Mapping[str, str]) -> str:
    """Name in the title what the groups are of; of several questions each has a heading."""
    grouped = {panel.by for panel in panels}
    if not title or len(grouped) != 1 or not grouped <= set(by_labels):
        return title
    return say("drawing.by", title=title, by=by_labels[grouped.pop()])


def _grid(
    panels: Sequence[Panel],
    names: Mapping[str, str],
    foot: Collection[str],
    wide: float,
    digits: int,
) -> Grid:
    first = panels[0]
    labels = wrap_labels(first, names, TEXT, 0.23 * wide, lines=3)
    rows = lay_rows(labels, [bar.answer in foot for bar in first.bars], size=TEXT, row=ROW)
    averages: tuple[str, ...] = ()
    left = max(canvas.width(label, TEXT) for label in labels) + GAP
    if any(isfinite(bar.average) for bar in first.bars):
        averages = tuple(percent(bar.average, digits) for bar in first.bars)
        left += max(canvas.width(text, TEXT) for text in averages) + GAP
    values = canvas.width(percent(1, digits), TEXT, "bold") + GAP + MARK_ROOM
    largest = max(len(list(group)) for _, group in groupby(panels, key=lambda panel: panel.by))
    across = ceil(largest / ceil(largest / ACROSS))
    room = (wide - 2 * MARGIN - left) / max(across, 2) - values - GAP
    return Grid(left, values, room, across, tuple(labels), averages, rows)


def _strips(panels: Sequence[Panel], by_labels: Mapping[str, str], grid: Grid) -> list[Strip]:
    """Break the groups into rows of panels; every grouping begins a row of its own."""
    blocks = [(by, list(group)) for by, group in groupby(panels, key=lambda panel: panel.by)]
    strips = []
    for by, block in blocks:
        across = ceil(len(block) / ceil(len(block) / grid.across))
        for start in range(0, len(block), across):
            part = tuple(block[start : start + across])
            heading = by_labels.get(by, by) if len(blocks) > 1 and start == 0 else ""
            limit = grid.bars + grid.beside - 4
            named = (
                canvas.wrap(panel.level, TEXT + 1, limit, lines=3, weight="bold") for panel in part
            )
            strips.append(Strip(heading, part, tuple(named)))
    return strips


def _draw_strip(
    picture: Picture,
    strip: Strip,
    grid: Grid,
    marks: Mapping[str, str],
    top: float,
    foot: Collection[str],
    *,
    rails: bool,
    digits: int,
) -> None:
    top += strip.head + strip.title
    step = grid.bars + grid.beside + GAP
    for place, (panel, name) in enumerate(zip(strip.panels, strip.names, strict=True)):
        axes = picture.panel(MARGIN + grid.left + place * step, top, grid.bars, grid.rows.total)
        draw_panel(axes, panel, grid.rows, apart=foot, rails=rails, size=TEXT - 1)
        set_ticks(axes, STEPS, size=TEXT - 1)
        _write_name(axes, panel, name, marks)
        values = [percent(bar.share, digits) if bar.shown else "" for bar in panel.bars]
        right = grid.beside - MARK_ROOM
        write_column(axes, values, grid.rows, right, size=TEXT, weight="bold")
        write_marks(axes, panel.own_marks(marks), grid.rows, right + 1.5, size=TEXT)
        if place == 0:
            _write_left(axes, strip, grid, rails=rails)
        else:
            axes.set_yticks([])


def _write_left(axes: Axes, strip: Strip, grid: Grid, *, rails: bool) -> None:
    """Write what stands before the first panel of a row: heading, labels, averages."""
    if strip.heading:
        offset = (-grid.left, strip.title + GAP / 2)
        size = TEXT + 2
        canvas.write(axes, strip.heading, (0, 1), offset, size=size, weight="bold", up="bottom")
    pad = GAP
    if grid.averages:
        head, texts = say("drawing.heads.mark"), grid.averages
        write_column(
            axes, texts, grid.rows, -GAP, edge=0, size=TEXT, head=head, color=palette.MUTED
        )
        pad += max(canvas.width(text, TEXT) for text in texts) + GAP
    set_labels(axes, grid.labels, grid.rows, size=TEXT, pad=pad, rails=rails)


def _write_name(axes: Axes, panel: Panel, name: str, marks: Mapping[str, str]) -> None:
    base = panel.base + panel.common_marks(marks)
    small = TEXT - 0.5
    canvas.write(axes, base, (0, 1), (0, 8), size=small, color=palette.MUTED, up="baseline")
    axes.set_title(
        name,
        loc="left",
        y=1.0,
        pad=canvas.height("n", small) + 9,
        fontsize=TEXT + 1,
        color=palette.INK,
        linespacing=canvas.LINES,
        **canvas.font_of(name, "bold"),
    )
