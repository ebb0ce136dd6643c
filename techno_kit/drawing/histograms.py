"""How weights spread around their mean, with the bounds they were kept within."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.pictures import ended
from techno_kit.drawing.scales import decimals_of, round_steps
from techno_kit.wording import count, decimal, say

WIDTH: Final = 612.0  # points: 8.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
FOOT: Final = 24.0
HEADS: Final = 20.0
SPREAD: Final = 96.0  # height of the histogram
BARS: Final = 40  # most bars
NARROWEST: Final = 0.05  # of them, in mean weights
REACH: Final = 1.6  # a bound further out than this many largest weights would squeeze the bars

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound of the weights in mean weights, its words, and the side on which they stand."""

    at: float
    told: str
    across: str


def draw_histogram(
    values: Values,
    *,
    bound: float | None = None,
    floor: float | None = None,
    base: Values | None = None,
    within: str = "",
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw how the weights spread around their mean.

    Parameters
    ----------
    values : array of shape (n,)
        Weights on any scale; they are drawn as multiples of the mean of those that are not 0.
    bound, floor : float, optional
        The cap and the floor, in mean weights; a cap far beyond the largest weight is left out.
    base : array of shape (n,), optional
        The weights that they started from, drawn as an outline where they are not all equal.
    within : str, optional
        The question of whose levels each has a mean of its own, where `values` and `base` are
        multiples of those.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a picture of its own if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The bars are in its container ``"weights"``; its lines are labelled ``bound`` and ``floor``,
        and the outline ``base``.
    """
    with canvas.style():
        scaled = _scaled(values)
        start = None if base is None else _scaled(base)
        if start is not None and np.ptp(start) <= NARROWEST:
            start = None  # equal base weights are one bar at 1, which tells nothing
        largest = float(scaled.max())
        own, left = ax is None, 3 * MARGIN
        limit = WIDTH - 2 * MARGIN if ax is None else canvas.room(ax)
        caption = captions.wrap_caption(title, subtitle, notes, limit)
        if ax is None:
            tall = 2 * MARGIN + caption.above + HEADS + SPREAD + FOOT + caption.below
            picture = Picture(WIDTH, tall, description=_describe(title, scaled))
            top = MARGIN + caption.above + HEADS
            ax = picture.panel(MARGIN + left, top, WIDTH - 2 * MARGIN - left, SPREAD)
        bounds = _bounds(largest, bound, floor)
        edges = _edges(scaled, [each.at for each in bounds if each.across == "right"])
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
        highest = int(counts.max())
        if start is not None:
            highest = max(highest, _outline(ax, start, edges))
        head = _head(within, outlined=start is not None)
        _frame(ax, edges, highest, head, bounded=bool(bounds))
        for each in bounds:
            _mark(ax, each, "bound" if each.across == "right" else "floor")
        captions.write_caption(ax, caption, left=left, above=HEADS, below=FOOT, own=own)
    return ax


def _describe(title: str, scaled: Values) -> str:
    told = say("drawing.alt.spread", low=decimal(scaled.min()), high=decimal(scaled.max()))
    return ended(title, ". ") + told


def _scaled(values: Values) -> Values:
    """Return weights as multiples of the mean of those that are not 0."""
    weights = np.asarray(values, dtype=np.float64)
    active = np.count_nonzero(weights)
    whole = weights.sum()
    return weights * (active / whole) if whole else weights


def _bounds(largest: float, cap: float | None, least: float | None) -> list[Bound]:
    bounds = []
    if cap is not None and cap <= REACH * largest:
        bounds.append(Bound(cap, say("drawing.cap", cap=decimal(cap, 1)), "right"))
    if least is not None and least > 0:
        digits = 1 if least >= 1 else 2
        bounds.append(Bound(least, say("drawing.floor", floor=decimal(least, digits)), "left"))
    return bounds


def _edges(scaled: Values, caps: list[float]) -> Values:
    """Split the weights' range into bars of a round width, or so that one ends at the cap."""
    largest, least = float(scaled.max()), min(float(scaled.min()), 0.0)
    end = max([largest, *caps])
    rough = max((end - least) / BARS, NARROWEST)
    unit = 10.0 ** np.floor(np.log10(rough))
    step = next(unit * factor for factor in (1.0, 2.0, 5.0, 10.0) if unit * factor >= rough * 0.999)
    for cap in caps:
        step = cap / max(round(cap / step), 1)
    first = int(np.floor(least / step + 1e-6))  # negative weights, as a linear calibration may give
    edges = np.arange(first, ceil(end / step - 1e-6) + 1) * step
    edges[-1] = max(edges[-1], largest)  # a weight at the cap stays in the last bar
    return np.asarray(edges, dtype=np.float64)


def _outline(axes: Axes, start: Values, edges: Values) -> int:
    """Draw the starting weights as a line over the bars; those beyond the last stand in it."""
    counts, _ = np.histogram(np.clip(start, edges[0], edges[-1]), edges)
    axes.stairs(
        np.where(counts > 0, counts, np.nan),
        edges,
        color=palette.INK,
        linewidth=1.1,
        zorder=3,
        label="base",
    )
    return int(counts.max())


def _head(within: str, *, outlined: bool) -> str:
    name = "spread_from" if outlined else "spread"
    if within:
        return say(f"drawing.heads.{name}_within", name=within)
    return say(f"drawing.heads.{name}")


def _frame(axes: Axes, edges: Values, highest: int, head: str, *, bounded: bool) -> None:
    first, last = float(edges[0]), float(edges[-1])
    axes.set_xlim(first * 1.01, last * 1.01)
    axes.set_ylim(0, highest * (1.3 if bounded else 1.08))  # the bounds' words stand over the bars
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(visible=True, axis="y", color=palette.GRID, linewidth=0.7)
    steps = [step for step in round_steps(highest, 3) if step.is_integer()]
    axes.set_yticks(steps, labels=[count(step) for step in steps])
    across = round_steps(last - first, 8)
    if first < 0:
        width = across[1]
        across = [width * at for at in range(ceil(first / width), int(last / width + 1e-9) + 1)]
    axes.set_xticks(across, labels=[decimal(step, decimals_of(across)) for step in across])
    axes.tick_params(length=0, pad=4, labelsize=TEXT - 1, labelcolor=palette.MUTED)
    axes.tick_params(axis="y", pad=1.4 * GAP)  # its 0 stays clear of the 0 of the x axis
    head = canvas.wrap(head, TEXT, canvas.room(axes), lines=1)
    canvas.write(axes, head, (0, 1), (0, 8), size=TEXT, up="baseline")


def _mark(axes: Axes, bound: Bound, label: str) -> None:
    low, high = axes.get_xlim()
    axes.axvline(bound.at, color=palette.VERMILLION, linewidth=1.8, zorder=4, label=label)
    at = ((bound.at - low) / (high - low), 1.0)
    offset = (-4.0 if bound.across == "right" else 4.0, -2.0)
    canvas.write(axes, bound.told, at, offset, size=TEXT - 1, across=bound.across, up="top")
