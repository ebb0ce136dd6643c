"""Trends: every answer's shares over groups in their order, with intervals and a straight line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, isfinite
from typing import Final

from matplotlib.axes import Axes

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.pictures import ended
from techno_kit.drawing.scales import round_steps
from techno_kit.wording import count, percent, say

WIDTH: Final = 684.0  # points: 9.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.0
SMALL: Final = 8.0
ACROSS: Final = 3  # most panels in a row; one alone takes half of it
TALL: Final = 104.0
SIDE: Final = 0.5  # of a step, before the first group and after the last


@dataclass(frozen=True, slots=True)
class Group:
    """A group on the axis: where it stands, its name, a letter in place of a long one."""

    place: float
    name: str
    letter: str


@dataclass(frozen=True, slots=True)
class Point:
    """A group's share with its limits (0-1); NaN where there are none."""

    place: float
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trend:
    """One answer: its points, the slope of its line (NaN: none), that in words, if it is clear."""

    label: str
    points: tuple[Point, ...]
    slope: float
    told: str
    clear: bool


@dataclass(frozen=True, slots=True)
class TrendSet:
    """The trends over one question of groups."""

    title: str
    groups: tuple[Group, ...]
    trends: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the panels of one question have in common, in points; `names` below the axis."""

    left: float
    wide: float
    names: tuple[str, ...]
    head: float
    foot: float
    heading: float
    lettered: bool

    @property
    def row(self) -> float:
        """Height of a row of panels."""
        return self.head + TALL + self.foot


def draw_trends(
    sets: Sequence[TrendSet], *, title: str = "", subtitle: str = "", notes: Sequence[str] = ()
) -> Picture:
    """Draw trends, a panel an answer, and the questions of groups one below the other.

    Parameters
    ----------
    sets : sequence of TrendSet
        The trends of every question of groups.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.

    Returns
    -------
    Picture
        A matplotlib figure that pyplot does not know, with one Axes an answer. Clear trends are
        blue, with filled dots and a whole line. Its ``description`` tells it in words.
    """
    with canvas.style():
        top = _top(sets)
        across = min(max(2, *(len(each.trends) for each in sets)), ACROSS)
        frames = [_frame(each, top, across, alone=len(sets) == 1) for each in sets]
        keys = [_key(each) for each, frame in zip(sets, frames, strict=True) if frame.lettered]
        caption = captions.wrap_caption(
            title,
            subtitle,
            [say("drawing.trends.key"), *keys, *notes],
            WIDTH - 2 * MARGIN,
            labels=[text for each, frame in zip(sets, frames, strict=True) for text in (*frame.names, *(one.label for one in each.trends))],  # noqa: E501
        )  # fmt: skip
        rows = [ceil(len(each.trends) / across) for each in sets]
        heights = [f.heading + n * f.row for f, n in zip(frames, rows, strict=True)]
        picture = Picture(
            WIDTH,
            2 * MARGIN + caption.above + sum(heights) + caption.below,
            description=_describe(title, sets),
        )
        at = MARGIN + caption.above
        for each, frame, height in zip(sets, frames, heights, strict=True):
            _draw_set(picture, each, frame, at, top, across)
            at += height
        captions.write_around(picture, caption, margin=MARGIN)
    return picture


def _top(sets: Sequence[TrendSet]) -> float:
    """Return the end of the share axis, which all panels have in common."""
    known = [
        value
        for each in sets
        for trend in each.trends
        for point in trend.points
        for value in (point.share, point.high)
        if isfinite(value)
    ]
    return min(ceil(10 * max(known, default=1.0) + 1e-9) / 10 + 0.04, 1.04)


def _frame(each: TrendSet, top: float, across: int, *, alone: bool) -> _Frame:
    left = max(canvas.width(percent(step), SMALL) for step in round_steps(top, 5)) + GAP
    wide = (WIDTH - 2 * MARGIN) / across - left - GAP
    steps = [b.place - a.place for a, b in pairwise(each.groups)]
    span = each.groups[-1].place - each.groups[0].place + 2 * SIDE * min(steps)
    slot = wide * min(steps) / span - 3
    words = [canvas.wrap(one.name, SMALL, slot, lines=2) for one in each.groups]
    whole = all(
        text.replace("\n", "").replace(" ", "") == one.name.replace(" ", "")
        for text, one in zip(words, each.groups, strict=True)
    )
    names = tuple(words if whole else [one.letter for one in each.groups])
    titles = [_named(one, wide) for one in each.trends]
    return _Frame(
        left,
        wide,
        names,
        max(canvas.height(text, TEXT) for text in titles) + canvas.height("x", SMALL) + 2 * GAP,
        max(canvas.height(text, SMALL) for text in names) + 2.4 * GAP,
        0.0 if alone else canvas.height(each.title, TEXT + 2) + GAP,
        not whole,
    )


def _named(trend: Trend, wide: float) -> str:
    return canvas.wrap(trend.label, TEXT, wide, lines=2, weight="bold")


def _key(each: TrendSet) -> str:
    """Tell which letters stand for which groups."""
    groups = (say("drawing.trends.group", letter=one.letter, name=one.name) for one in each.groups)
    return say("drawing.trends.groups", groups=say("drawing.between").join(groups))


def _draw_set(
    picture: Picture, each: TrendSet, frame: _Frame, at: float, top: float, across: int
) -> None:
    step = frame.left + frame.wide + GAP
    for place, trend in enumerate(each.trends):
        row, column = divmod(place, across)
        begin = at + frame.heading + row * frame.row + frame.head
        left = MARGIN + frame.left + column * step
        axes = picture.panel(left, begin, frame.wide, TALL)
        _set_axes(axes, each, frame, top, first=column == 0)
        _draw_trend(axes, trend)
        _write_head(axes, trend, frame)
        if place == 0 and frame.heading:
            offset = (-frame.left, frame.head)
            canvas.write(
                axes, each.title, (0, 1), offset, size=TEXT + 2, weight="bold", up="bottom"
            )


def _set_axes(axes: Axes, each: TrendSet, frame: _Frame, top: float, *, first: bool) -> None:
    places = [one.place for one in each.groups]
    side = SIDE * min(b - a for a, b in pairwise(places))
    axes.set_xlim(places[0] - side, places[-1] + side)
    axes.set_ylim(0, top)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(visible=True, axis="y", color=palette.GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_xticks(places, labels=list(frame.names))
    steps = round_steps(min(top, 1.0), 5)
    axes.set_yticks(steps, labels=[percent(step) for step in steps] if first else [""] * len(steps))
    axes.tick_params(length=0, pad=4, labelsize=SMALL, labelcolor=palette.MUTED)
    for text in axes.get_xticklabels():
        text.set(linespacing=canvas.LINES, **canvas.font_of(text.get_text()))


def _draw_trend(axes: Axes, trend: Trend) -> None:
    color = palette.BLUE if trend.clear else palette.NEUTRAL
    shown = [each for each in trend.points if isfinite(each.share)]
    for each in shown:
        if isfinite(each.low) and isfinite(each.high):
            axes.plot([each.place] * 2, [each.low, each.high], color=palette.INK, linewidth=1.0)
    axes.plot(
        [each.place for each in shown],
        [each.share for each in shown],
        marker="o", markersize=5, linestyle="none", color=color, markeredgewidth=1.3,
        markerfacecolor=color if trend.clear else palette.PAPER, zorder=3, label="share",
    )  # fmt: skip
    if shown and isfinite(trend.slope):
        middle = sum(each.place for each in shown) / len(shown)
        level = sum(each.share for each in shown) / len(shown)
        ends = [shown[0].place, shown[-1].place]
        line = [level + trend.slope * (place - middle) for place in ends]
        style = "-" if trend.clear else (0, (4, 3))
        axes.plot(ends, line, color=color, linewidth=1.6, linestyle=style, zorder=2, label="trend")


def _write_head(axes: Axes, trend: Trend, frame: _Frame) -> None:
    """Write the answer, and below it its slope."""
    told = canvas.height("x", SMALL) + GAP
    canvas.write(
        axes, _named(trend, frame.wide), (0, 1), (0, told), size=TEXT, weight="bold", up="bottom"
    )
    weight = "bold" if trend.clear else "normal"
    color = palette.INK if trend.clear else palette.MUTED
    canvas.write(
        axes, trend.told, (0, 1), (0, GAP), size=SMALL, weight=weight, color=color, up="bottom"
    )


def _describe(title: str, sets: Sequence[TrendSet]) -> str:
    parts = []
    for each in sets:
        told = [
            say("drawing.trends.one", answer=one.label, told=one.told)
            for one in each.trends
            if one.clear
        ]
        words = {
            "n": count(len(each.trends)),
            "first": each.groups[0].name,
            "last": each.groups[-1].name,
            "by": each.title,
        }
        clear = say("drawing.between").join(told) or say("drawing.none")
        parts.append(say("drawing.trends.alt", clear=clear, **words))
    return ended(title, ". ") + " ".join(parts)
