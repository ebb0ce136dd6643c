"""One panel of bars: shares on an axis from 0 to 100 %, intervals, and the mark of the average."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from techno_kit.drawing import canvas, palette
from techno_kit.drawing.panels import Bar, Panel
from techno_kit.wording import percent

GAP: Final = 9.0  # points between two columns of text, and between text and rail
RAIL_WIDTH: Final = 3.0
MARK_ROOM: Final = 8.0  # points kept free for the mark of a flag


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the bars lie, in points from the top.

    Attributes
    ----------
    centres : tuple of float
        Middle of every bar.
    thickness : float
        Height of a bar.
    total : float
        Height of all rows.
    foot : float
        Where the bars that stand apart begin; `total` if there are none.
    """

    centres: tuple[float, ...]
    thickness: float
    total: float
    foot: float


def lay_rows(labels: Sequence[str], apart: Sequence[bool], *, size: float, row: float) -> Rows:
    """Give every label a row that is high enough for its lines.

    Parameters
    ----------
    labels : sequence of str
        Wrapped labels, from the top.
    apart : sequence of bool
        Whether the bar stands apart from those above it.
    size : float
        Font size in points.
    row : float
        Height of a row with one line, in points.
    """
    at, foot = 0.0, None
    centres: list[float] = []
    for label, stands_apart in zip(labels, apart, strict=True):
        if stands_apart and foot is None:
            foot = at
            at += row * 0.25 if centres else 0.0
        height = max(row, canvas.height(label, size) + row * 0.35)
        centres.append(at + height / 2)
        at += height
    return Rows(tuple(centres), row * 0.58, at, at if foot is None else foot)


def draw_panel(
    axes: Axes, panel: Panel, rows: Rows, *, apart: Collection[str], rails: bool, size: float
) -> None:
    """Draw the bars of one group, without its labels and values.

    Parameters
    ----------
    axes : Axes
        Where to; the x axis is set to 0-1 (shown as percent), the y axis to points from the top.
    panel : Panel
        The group.
    rows : Rows
        Where the bars lie.
    apart : collection of str
        Answers of people who are in no other bar; drawn in grey, below the rails.
    rails : bool
        Draw the rails and rungs of a ladder.
    size : float
        Font size of what stands in place of a suppressed bar.
    """
    _frame(axes, rows, rails=rails)
    drawn = [(bar, y) for bar, y in zip(panel.bars, rows.centres, strict=True) if bar.shown]
    if rails:
        axes.barh(
            rows.centres,
            1,
            height=rows.thickness,
            color=palette.TRACK,
            zorder=0.4,
            label="_track",
        )
    axes.barh(
        [y for _, y in drawn],
        [bar.share for bar, _ in drawn],
        height=rows.thickness,
        color=[palette.NEUTRAL if bar.answer in apart else palette.BLUE for bar, _ in drawn],
        zorder=2,
        label="share",
    )
    _intervals(axes, drawn)
    _averages(axes, drawn, rows)
    if panel.empty:
        middle = (0.5, rows.centres[len(rows.centres) // 2])
        _in_place(axes, panel.bars[0].too_small, middle, size=size, across="center")
        return
    for bar, y in zip(panel.bars, rows.centres, strict=True):
        if not bar.shown:
            _in_place(axes, bar.too_small, (0.0, y), size=size, across="left")


def _frame(axes: Axes, rows: Rows, *, rails: bool) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(rows.total, 0)
    axes.grid(visible=True, axis="x", color=palette.GRID, linewidth=0.7)
    axes.spines[["top", "bottom"]].set_visible(False)
    for side in ("left", "right"):
        rail = axes.spines[side]
        rail.set_visible(rails or side == "left")
        rail.set_color(palette.RAIL)
        if rails:
            rail.set_linewidth(RAIL_WIDTH)
            rail.set_position(("outward", RAIL_WIDTH / 2))
            rail.set_bounds(rows.foot, 0)


def _intervals(axes: Axes, drawn: Sequence[tuple[Bar, float]]) -> None:
    """Draw the intervals over the marks of the average, which would hide short ones."""
    known = [(bar.low, bar.high, y) for bar, y in drawn if isfinite(bar.low) and isfinite(bar.high)]
    if not known:
        return
    low, high, y = (list(each) for each in zip(*known, strict=True))
    axes.hlines(y, low, high, color=palette.INK, linewidth=1.2, zorder=5, label="interval")
    axes.plot(
        low + high,
        y + y,
        linestyle="none",
        marker="|",
        markersize=6,
        markeredgewidth=1.2,
        color=palette.INK,
        clip_on=False,
        zorder=5,
        label="_ends",
    )


def _averages(axes: Axes, drawn: Sequence[tuple[Bar, float]], rows: Rows) -> None:
    known = [(bar.average, y) for bar, y in drawn if isfinite(bar.average)]
    if not known:
        return
    x, y = (list(each) for each in zip(*known, strict=True))
    reach = rows.thickness * 0.72
    axes.vlines(
        x,
        [each - reach for each in y],
        [each + reach for each in y],
        color=palette.INK,
        linewidth=1.8,
        path_effects=[withStroke(linewidth=3.4, foreground=palette.PAPER)],
        clip_on=False,
        zorder=4,
        label="average",
    )


def _in_place(axes: Axes, note: str, at: tuple[float, float], *, size: float, across: str) -> None:
    """Say why there is no bar, in the place of the bar or of all of them."""
    canvas.write(
        axes,
        canvas.wrap(note, size, canvas.room(axes) - GAP, lines=2),
        at,
        (GAP / 2, 0.0) if across == "left" else (0.0, 0.0),
        size=size,
        row=True,
        color=palette.MUTED,
        italic=True,
        across=across,
        up="center_baseline",
    )


def set_ticks(axes: Axes, steps: Sequence[float], *, size: float) -> None:
    """Label the share axis in percent, and keep the rows without marks of their own."""
    axes.set_xticks(list(steps), labels=[percent(step) for step in steps])
    axes.tick_params(axis="x", length=0, pad=4, labelsize=size, labelcolor=palette.MUTED)
    axes.tick_params(axis="y", length=0)


def set_labels(
    axes: Axes, labels: Sequence[str], rows: Rows, *, size: float, pad: float, rails: bool = False
) -> None:
    """Write the labels of the rows; they end `pad` points before the Axes."""
    axes.set_yticks(rows.centres, labels=list(labels))
    if rails:
        pad -= RAIL_WIDTH / 2  # the labels keep their distance from the rail, which stands outside
    axes.tick_params(axis="y", length=0, pad=pad, labelsize=size, labelcolor=palette.INK)
    for text in axes.get_yticklabels():
        text.set(linespacing=canvas.LINES, **canvas.font_of(text.get_text()))


def write_column(
    axes: Axes,
    texts: Sequence[str],
    rows: Rows,
    right: float,
    *,
    size: float,
    edge: float = 1.0,
    head: str = "",
    color: str = palette.INK,
    weight: str = "normal",
) -> None:
    """Write a column of values; they end `right` points after an edge of the Axes."""
    if head:
        at = (edge, 1.0)
        canvas.write(
            axes,
            head,
            at,
            (right, 8),
            size=size - 1,
            color=palette.MUTED,
            across="right",
            up="baseline",
        )
    for text, y in zip(texts, rows.centres, strict=True):
        if text:
            canvas.write(
                axes,
                text,
                (edge, y),
                (right, 0),
                size=size,
                row=True,
                color=color,
                weight=weight,
                across="right",
                up="center_baseline",
            )


def write_marks(axes: Axes, marks: Sequence[str], rows: Rows, left: float, *, size: float) -> None:
    """Hang the marks of flagged values after them, so that the numbers stay in line."""
    for mark, y in zip(marks, rows.centres, strict=True):
        if mark:
            canvas.write(
                axes,
                mark,
                (1.0, y),
                (left, 0),
                size=size,
                row=True,
                weight="bold",
                up="center_baseline",
            )
