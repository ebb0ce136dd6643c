"""Estimates on an axis of their own unit: a dot and its interval for the whole and every group."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, MARK_ROOM, Rows, set_labels, write_column, write_marks
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.panels import marks_of_flags
from techno_kit.drawing.pictures import ended
from techno_kit.drawing.scales import decimals_of
from techno_kit.wording import count, decimal, exact_percent, phrase, say

WIDTH: Final = 612.0  # points: 8.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
ROW: Final = 20.0
HEADS: Final = 20.0
FOOT: Final = 26.0  # the axis's numbers
LABELS: Final = 0.34  # of the width, at most
MOST: Final = 40  # rows; a longer picture is not looked at as one
STEPS: Final = 6
ROOM: Final = 0.05  # of the range, on both sides


@dataclass(frozen=True, slots=True)
class Dot:
    """One row: a heading of those below it, or an estimate; NaN where there is none."""

    name: str
    heading: bool
    whole: bool = False
    estimate: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    n: float = float("nan")
    flags: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there is an estimate to draw."""
        return isfinite(self.estimate)


def draw_estimates(
    table: pd.DataFrame,
    *,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    confidence: float = 0.95,
    digits: int = 2,
    ax: Axes | None = None,
) -> Axes:
    """Draw a dot and its interval for every row, under the headings of their groups.

    Parameters
    ----------
    table : DataFrame
        A row an estimate, from the top: ``heading`` (of a run of rows; empty for none), ``name``,
        ``estimate, low, high`` (missing where there is none), ``n``, ``flag``, and ``by``, which is
        missing for the whole sample.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.
    confidence : float
        Confidence of the intervals, for the key.
    digits : int
        Decimals of the values beside the dots.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a picture of its own if not given, of the size that the words need.

    Returns
    -------
    matplotlib.axes.Axes
        Its dots are the line labelled ``estimate``; the x axis is in the unit of the estimate.
    """
    with canvas.style():
        dots = _read(table.head(MOST))
        texts = [
            canvas.wrap(dot.name, TEXT, WIDTH * LABELS, lines=3, weight=_weight(dot))
            for dot in dots
        ]
        rows = _rows(dots, texts)
        marks = _marks(dots)
        columns = _columns(dots, digits, confidence)
        wide = [canvas.width(t, TEXT, _weight(d)) for t, d in zip(texts, dots, strict=True)]
        left = max(wide, default=0.0) + GAP
        right = sum(each + GAP * 1.4 for _, _, each in columns) + MARK_ROOM
        inner = WIDTH - 2 * MARGIN - left - right if ax is None else canvas.room(ax)
        words = [_key(dots, confidence), *(_told(marks)), *_cut(len(table)), *notes]
        caption = captions.wrap_caption(title, subtitle, words, left + inner + right, labels=texts)
        own = ax is None
        if ax is None:
            tall = 2 * MARGIN + caption.above + HEADS + rows.total + FOOT + caption.below
            picture = Picture(WIDTH, tall, description=_describe(title, dots, digits))
            ax = picture.panel(MARGIN + left, MARGIN + caption.above + HEADS, inner, rows.total)
        _draw(ax, dots, rows)
        _write(ax, dots, texts, rows, left)
        at = 0.0
        for place, (head, column, across) in enumerate(columns):
            at += across + GAP * 1.4
            write_column(ax, column, rows, at, size=TEXT, head=head)
            if place == 0:
                write_marks(ax, [_mark(dot, marks) for dot in dots], rows, at + 1.5, size=TEXT)
                at += MARK_ROOM
        captions.write_caption(ax, caption, left=left, above=HEADS, below=FOOT, own=own)
    return ax


def _read(table: pd.DataFrame) -> list[Dot]:
    dots: list[Dot] = []
    heading = ""
    for row in table.to_dict("records"):
        if row["heading"] != heading:
            heading = str(row["heading"])
            dots += [Dot(heading, heading=True)] if heading else []
        dots.append(_dot(row))
    return dots


def _dot(row: Mapping[Hashable, Any]) -> Dot:
    values = {
        name: float(row[name]) if pd.notna(row[name]) else float("nan")
        for name in ("estimate", "low", "high", "n")
    }
    flags = tuple(each for each in str(row["flag"]).split(phrase("flags.and")) if each)
    return Dot(str(row["name"]), heading=False, whole=pd.isna(row["by"]), flags=flags, **values)


def _weight(dot: Dot) -> str:
    return "bold" if dot.heading else "normal"


def _rows(dots: Sequence[Dot], texts: Sequence[str]) -> Rows:
    """Give every row room for its lines, and headings some air above them."""
    at = 0.0
    centres: list[float] = []
    for dot, text in zip(dots, texts, strict=True):
        at += ROW * 0.3 if dot.heading and centres else 0.0
        height = max(ROW, canvas.height(text, TEXT) + ROW * 0.35)
        centres.append(at + height / 2)
        at += height
    return Rows(tuple(centres), ROW * 0.5, max(at, ROW), max(at, ROW))


def _marks(dots: Sequence[Dot]) -> dict[str, str]:
    return marks_of_flags(dict.fromkeys(flag for dot in dots if dot.shown for flag in dot.flags))


def _mark(dot: Dot, marks: Mapping[str, str]) -> str:
    return "".join(marks[flag] for flag in dot.flags) if dot.shown else ""


def _told(marks: Mapping[str, str]) -> list[str]:
    return [say("drawing.key.flag", mark=mark, flag=flag) for flag, mark in marks.items()]


def _cut(size: int) -> list[str]:
    if size <= MOST:
        return []
    return [say("drawing.estimates.cut", shown=count(MOST), n=count(size))]


def _key(dots: Sequence[Dot], confidence: float) -> str:
    signs = []
    if any(isfinite(dot.low) or isfinite(dot.high) for dot in dots):
        signs.append(say("drawing.key.interval", confidence=exact_percent(confidence)))
    if _reference(dots) is not None:
        signs.append(say("drawing.estimates.line"))
    return say("drawing.key.between").join(signs)


def _reference(dots: Sequence[Dot]) -> float | None:
    """Return the one estimate of the whole, where there are groups to compare with it."""
    whole = [dot for dot in dots if dot.whole]
    if len(whole) == 1 and whole[0].shown and len(dots) > 1:
        return whole[0].estimate
    return None


def _columns(
    dots: Sequence[Dot], digits: int, confidence: float
) -> list[tuple[str, list[str], float]]:
    """Return heading, texts and width of the values beside the dots."""
    estimates = [decimal(dot.estimate, digits) if dot.shown else "" for dot in dots]
    limits = [
        say("numbers.interval", low=decimal(dot.low, digits), high=decimal(dot.high, digits))
        if isfinite(dot.low) or isfinite(dot.high)
        else ""
        for dot in dots
    ]
    bases = [count(dot.n) if isfinite(dot.n) else "" for dot in dots]
    told = [
        (say("estimate.columns.estimate"), estimates),
        (say("drawing.heads.interval", confidence=exact_percent(confidence)), limits),
        (say("estimate.columns.n"), bases),
    ]
    return [
        (head, texts, max(canvas.width(head, TEXT - 1), *(canvas.width(t, TEXT) for t in texts)))
        for head, texts in told
        if any(texts)
    ]


def _range(dots: Sequence[Dot]) -> tuple[float, float]:
    """Return where the axis begins and ends: it holds every limit, and 0 only if that is near."""
    known = [
        each for dot in dots for each in (dot.estimate, dot.low, dot.high) if isfinite(each)
    ] or [0.0, 1.0]
    low, high = min(known), max(known)
    wide = high - low or abs(high) or 1.0
    if 0 < low <= wide / 2:
        low = 0.0
        return low, high + ROOM * wide
    return low - ROOM * wide, high + ROOM * wide


def _draw(axes: Axes, dots: Sequence[Dot], rows: Rows) -> None:
    low, high = _range(dots)
    axes.set_xlim(low, high)
    axes.set_ylim(rows.total, 0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.grid(visible=True, axis="x", color=palette.GRID, linewidth=0.7)
    ticks = MaxNLocator(STEPS, steps=[1, 2, 2.5, 5, 10], min_n_ticks=4).tick_values(low, high)
    steps = [float(f"{each:.10g}") for each in ticks if low <= each <= high]
    axes.set_xticks(steps, labels=[decimal(each, decimals_of(steps)) for each in steps])
    axes.tick_params(axis="x", length=0, pad=4, labelsize=TEXT - 1, labelcolor=palette.MUTED)
    whole = _reference(dots)
    if whole is not None:
        axes.axvline(
            whole, color=palette.NEUTRAL, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1.5,
            label="whole",
        )  # fmt: skip
    drawn = [(dot, y) for dot, y in zip(dots, rows.centres, strict=True) if dot.shown]
    for ends, name in (("low", "_low"), ("high", "_high")):
        known = [(dot, y) for dot, y in drawn if isfinite(getattr(dot, ends))]
        if known:
            at, to = ([getattr(dot, each) for dot, _ in known] for each in ("estimate", ends))
            heights = [y for _, y in known]
            axes.hlines(heights, at, to, color=palette.INK, linewidth=1.3, zorder=3, label=name)
            axes.plot(
                to, heights, linestyle="none", marker="|", markersize=6, markeredgewidth=1.2,
                color=palette.INK, clip_on=False, zorder=3, label="_ends",
            )  # fmt: skip
    axes.plot(
        [dot.estimate for dot, _ in drawn],
        [y for _, y in drawn],
        linestyle="none",
        marker="o",
        markersize=6.5,
        color=palette.BLUE,
        clip_on=False,
        zorder=4,
        label="estimate",
    )


def _write(axes: Axes, dots: Sequence[Dot], texts: Sequence[str], rows: Rows, left: float) -> None:
    """Write names before the panel, headings at its left edge, and why a dot is missing."""
    names = ["" if dot.heading else text for dot, text in zip(dots, texts, strict=True)]
    set_labels(axes, names, rows, size=TEXT, pad=GAP)
    for dot, text, y in zip(dots, texts, rows.centres, strict=True):
        if dot.heading:
            canvas.write(
                axes, text, (0, y), (-left, 0), size=TEXT, row=True, weight="bold",
                up="center_baseline",
            )  # fmt: skip
        elif not dot.shown:
            canvas.write(
                axes, say("drawing.listed").join(dot.flags), (0.0, y), (GAP / 2, 0), size=TEXT - 1,
                row=True, color=palette.MUTED, italic=True, up="center_baseline",
            )  # fmt: skip


def _describe(title: str, dots: Sequence[Dot], digits: int) -> str:
    head = (
        say("drawing.alt.dots", title=ended(title)) if title else say("drawing.alt.dots_untitled")
    )
    told, heading = [], ""
    for dot in dots:
        if dot.heading:
            heading = dot.name
            continue
        name = say("profile.group", by=heading, level=dot.name) if heading else dot.name
        if dot.shown:
            told.append(
                say("drawing.estimates.value", name=name, value=decimal(dot.estimate, digits))
            )
        else:
            told.append(say("drawing.alt.small", label=name, reason=", ".join(dot.flags)))
    return head + " " + "; ".join(told) + "."
