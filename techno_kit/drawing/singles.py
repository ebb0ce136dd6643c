"""Drawings of one group's shares: the answers to a question, or a ladder."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
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
from techno_kit.drawing.panels import Panel, describe, marks_of, read_panels
from techno_kit.errors import QuestionError
from techno_kit.wording import count, exact_percent, index, interval, percent, say

WIDTH: Final = 612.0  # of a drawing of one group, in points: 8.5 inches
MARGIN: Final = 16.0
FOOT: Final = 26.0  # room for the axis's numbers
STEPS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Column:
    """Values beside the bars: a heading, a text for every row, and how they are set."""

    head: str
    texts: tuple[str, ...]
    weight: str = "normal"
    color: str = palette.INK

    def width(self, size: float) -> float:
        """Room for the widest text, in points."""
        texts = max((canvas.width(text, size, self.weight) for text in self.texts), default=0.0)
        return max(texts, canvas.width(self.head, size - 1))


def draw_ladder(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    average: Mapping[str, float] | None = None,
    average_label: str = "",
    confidence: float = 0.95,
    digits: int = 0,
    foot: Collection[str] = ("inactives",),
    ax: Axes | None = None,
) -> Axes:
    """Draw one group's shares as a ladder: rungs between two rails, filled from the left.

    Parameters
    ----------
    table : DataFrame
        One row a rung, from the top, with the columns of `draw_shares`.
    foot : collection of str, default ("inactives",)
        Rungs of people who are on no other rung: grey, and below the rails.
    labels, title, subtitle, notes, average, average_label, confidence, digits, ax
        As in `draw_shares`.

    Returns
    -------
    matplotlib.axes.Axes
        As `draw_shares`.
    """
    return draw_shares(
        table,
        labels=labels,
        title=title,
        subtitle=subtitle,
        notes=notes,
        average=average,
        average_label=average_label,
        confidence=confidence,
        digits=digits,
        foot=foot,
        rails=True,
        ax=ax,
    )


def draw_shares(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    average: Mapping[str, float] | None = None,
    average_label: str = "",
    confidence: float = 0.95,
    digits: int = 0,
    foot: Collection[str] = (),
    rails: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw one group's shares as bars with intervals, values and the mark of the average.

    Parameters
    ----------
    table : DataFrame
        One row an answer, from the top: ``answer``, ``share`` (0-1, missing where suppressed), and
        where there are any ``by, level, low, high, index, n, flag``. The rows of the whole sample
        (``by`` and ``level`` missing) beside those of one group are its average.
    labels : mapping, optional
        Answer to the words beside its bar; the answer itself where it has none.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below the drawing: base, weighting, edition, window.
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
    ax : matplotlib.axes.Axes, optional
        Where to draw; a picture of its own if not given, of the size that the words need.

    Returns
    -------
    matplotlib.axes.Axes
        The bars are in its container ``"share"``, the x axis is in shares 0-1. Without `ax` the
        Axes belong to a picture that pyplot does not know; a notebook shows it at a cell's end.

    Raises
    ------
    QuestionError
        If the table holds several groups.
    """
    names = labels or {}
    with canvas.style():
        panel = _only(read_panels(table, average))
        marks = marks_of([panel])
        columns = _columns(panel, marks, digits=digits, confidence=confidence)
        texts = wrap_labels(panel, names, 10.0, 0.34 * WIDTH, lines=4)
        rows = lay_rows(texts, [bar.answer in foot for bar in panel.bars], size=10.0, row=25.0)
        key = captions.key_of([panel], marks, confidence=confidence, average_label=average_label)
        left = max(canvas.width(text, 10.0) for text in texts) + GAP
        right = sum(column.width(10.0) + GAP * 1.6 for column in columns) + MARK_ROOM
        limit = WIDTH - 2 * MARGIN if ax is None else canvas.room(ax) + left + right
        caption = captions.wrap_caption(title, subtitle, [*key, *notes], limit, labels=texts)
        own = ax is None
        if ax is None:
            tall = 2 * MARGIN + caption.above + 18 + rows.total + FOOT + caption.below
            picture = Picture(WIDTH, tall, description=describe(title, [panel], names, digits))
            top = MARGIN + caption.above + 18
            ax = picture.panel(MARGIN + left, top, limit - left - right, rows.total)
        draw_panel(ax, panel, rows, apart=foot, rails=rails, size=9.0)
        set_ticks(ax, STEPS, size=9.0)
        set_labels(ax, texts, rows, size=10.0, pad=GAP, rails=rails)
        _write_columns(ax, columns, panel.own_marks(marks), rows)
        captions.write_caption(ax, caption, left=left, above=18, below=FOOT, own=own)
    return ax


def _only(panels: Sequence[Panel]) -> Panel:
    if len(panels) != 1:
        raise QuestionError(say("drawing.several_groups", n=count(len(panels))))
    return panels[0]


def wrap_labels(
    panel: Panel, names: Mapping[str, str], size: float, limit: float, *, lines: int
) -> list[str]:
    """Wrap the labels of a panel's bars to a width in points."""
    answers = [bar.answer for bar in panel.bars]
    return [canvas.wrap(names.get(each, each), size, limit, lines=lines) for each in answers]


def _columns(
    panel: Panel, marks: Mapping[str, str], *, digits: int, confidence: float
) -> list[Column]:
    """Choose the values to print: share, and interval, average and index where there are any."""
    bars = panel.bars
    shares = tuple(percent(bar.share, digits) if bar.shown else "" for bar in bars)
    head = say("drawing.heads.share") + panel.common_marks(marks)
    columns = [Column(head, shares, weight="bold")]
    drawn = [bar for bar in bars if bar.shown]
    if any(isfinite(bar.low) for bar in drawn):
        head = say("drawing.heads.interval", confidence=exact_percent(confidence))
        texts = tuple(interval(bar.low, bar.high, digits) if bar.shown else "" for bar in bars)
        columns.append(Column(head, texts, color=palette.MUTED))
    if any(isfinite(bar.average) for bar in bars):
        texts = tuple(percent(bar.average, digits) for bar in bars)
        columns.append(Column(say("drawing.heads.average"), texts, color=palette.MUTED))
        texts = tuple(index(bar.index) if bar.shown else "" for bar in bars)
        if any(isfinite(bar.index) for bar in drawn):
            columns.append(Column(say("drawing.heads.index"), texts))
    return columns


def _write_columns(axes: Axes, columns: Sequence[Column], marks: Sequence[str], rows: Rows) -> None:
    at = 0.0
    for place, column in enumerate(columns):
        at += GAP * 1.6 + column.width(10.0)
        write_column(
            axes,
            column.texts,
            rows,
            at,
            size=10.0,
            head=column.head,
            color=column.color,
            weight=column.weight,
        )
        if place == 0:
            write_marks(axes, marks, rows, at + 1.5, size=10.0)
            at += MARK_ROOM
