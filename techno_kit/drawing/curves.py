"""Curves of respondents against what they buy: a margin, a difference, a base."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.pictures import ended
from techno_kit.drawing.scales import decimals_of, round_steps
from techno_kit.wording import count, decimal, plural, say

WIDTH: Final = 612.0  # points: 8.5 inches
TALL: Final = 240.0
MARGIN: Final = 16.0
TEXT: Final = 9.5
FOOT: Final = 40.0
HEADS: Final = 22.0
HEADROOM: Final = 2.6  # times what is asked for: what lies higher is cut off

Curve = Sequence[float]


def draw_sizes(
    x: NDArray[np.float64],
    lines: Mapping[str, Curve],
    *,
    mark: tuple[float, float, str],
    strong: str,
    in_points: bool,
    x_label: str,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw how many respondents a goal takes, by its size.

    Parameters
    ----------
    x : array of shape (points,)
        Sizes of the goal, ascending.
    lines : mapping of str to sequence of float
        The name of each share, and the respondents that it takes; NaN where it cannot be asked for.
    mark : tuple of float, float and str
        The size that was asked for, the respondents that it takes, and the size in words.
    strong : str
        The line that is drawn strongly; the others are thin and grey.
    in_points : bool
        Whether sizes are shares, shown in points.
    x_label : str
        The name of the axis.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a picture of its own if not given.

    Returns
    -------
    matplotlib.axes.Axes
        Its lines are labelled by the names of the shares, the dot ``"asked"``.
    """
    with canvas.style():
        top = mark[1] * HEADROOM
        left = max(canvas.width(count(step), TEXT - 1) for step in round_steps(top, 5)) + GAP
        limit = WIDTH - 2 * MARGIN if ax is None else canvas.room(ax) + left
        key = _key(strong, len(lines))
        caption = captions.wrap_caption(title, subtitle, [key, *notes], limit, labels=lines)
        own = ax is None
        if ax is None:
            tall = 2 * MARGIN + caption.above + HEADS + TALL + FOOT + caption.below
            said = _describe(title, strong, mark, len(lines))
            picture = Picture(WIDTH, tall, description=said)
            start = MARGIN + caption.above + HEADS
            ax = picture.panel(MARGIN + left, start, limit - left - GAP, TALL)
        _frame(ax, x, top, x_label, in_points=in_points)
        for name, values in lines.items():
            if name != strong:
                ax.plot(x, values, color=palette.NEUTRAL, linewidth=0.9, zorder=2, label=name)
        ax.plot(x, lines[strong], color=palette.BLUE, linewidth=2.4, zorder=3, label=strong)
        _mark(ax, mark, rising=not in_points)
        captions.write_caption(ax, caption, left=left, above=HEADS, below=FOOT, own=own)
    return ax


def _key(strong: str, lines: int) -> str:
    if lines == 1:
        return say("drawing.sizes.curve", name=strong)
    return plural("drawing.sizes.curves", lines - 1, name=strong)


def _frame(
    axes: Axes, x: NDArray[np.float64], top: float, x_label: str, *, in_points: bool
) -> None:
    end = float(x[-1])
    axes.set_xlim(0, end)
    axes.set_ylim(0, top)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(visible=True, axis="both", color=palette.GRID, linewidth=0.7)
    scale = 100.0 if in_points else 1.0
    steps = [step for step in round_steps(end * scale, 8) if in_points or step.is_integer()]
    digits = decimals_of(steps)
    axes.set_xticks(
        [step / scale for step in steps], labels=[decimal(step, digits) for step in steps]
    )
    up = [step for step in round_steps(top, 5) if step.is_integer()]
    axes.set_yticks(up, labels=[count(step) for step in up])
    axes.tick_params(length=0, pad=4, labelsize=TEXT - 1, labelcolor=palette.MUTED)
    canvas.write(axes, say("drawing.sizes.respondents"), (0, 1), (0, 8), size=TEXT, up="baseline")
    canvas.write(axes, x_label, (1, 0), (0, -19), size=TEXT, across="right", up="top")


def _mark(axes: Axes, mark: tuple[float, float, str], *, rising: bool) -> None:
    """Mark what was asked for, with its numbers beside the curve."""
    at, n, told = mark
    end, top = axes.get_xlim()[1], axes.get_ylim()[1]
    lines: dict[str, Any] = {
        "color": palette.VERMILLION,
        "linewidth": 1.2,
        "linestyle": (0, (4, 3)),
        "zorder": 2.5,
    }
    axes.plot([at, at, 0], [0, n, n], label="_guide", **lines)
    axes.plot(
        [at], [n], marker="o", markersize=8, color=palette.VERMILLION, linestyle="none", zorder=4,
        label="asked",
    )  # fmt: skip
    words = say("drawing.sizes.asked", size=told, n=count(n))
    place = (min(at / end, 1.0), n / top)
    wide = canvas.width(words, TEXT, "bold")
    fits = place[0] * canvas.room(axes) + wide + GAP <= canvas.room(axes)
    beside = fits and not rising  # the words stand on the side that the curve leaves free
    across = "left" if beside else "right"
    offset = (GAP if beside else -GAP, GAP * 1.2)
    canvas.write(axes, words, place, offset, size=TEXT, weight="bold", across=across, up="bottom")


def _describe(title: str, strong: str, mark: tuple[float, float, str], lines: int) -> str:
    at, n, told = mark
    head = ended(title, ". ")
    if not isfinite(at):
        return head.strip()
    words = {"title": head, "size": told, "name": strong, "lines": count(lines)}
    return say(f"drawing.sizes.alt.{'one' if lines == 1 else 'other'}", n=count(n), **words)
