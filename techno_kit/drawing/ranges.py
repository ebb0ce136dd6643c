"""Ranges: a row an answer, from its smallest to its largest difference, and what was found."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final

from matplotlib.axes import Axes

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, Rows, lay_rows, set_labels, write_column
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.pictures import ended
from techno_kit.drawing.scales import decimals_of, round_steps
from techno_kit.wording import decimal, say

WIDTH: Final = 612.0  # points: 8.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
ROW: Final = 21.0
FOOT: Final = 36.0
HEADS: Final = 22.0
LABELS: Final = 0.36  # of the width, at most

Row = Mapping[str, Any]


def draw_ranges(
    rows: Sequence[Row],
    *,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw which differences an answer can show, against the largest that was found.

    Parameters
    ----------
    rows : sequence of mapping
        One an answer: ``heading`` (empty where there is one block), ``label``, ``flag`` (a note on
        what it rests on, or empty), ``least``, ``most`` and ``found`` (shares 0-1; missing where
        there is none).
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a picture of its own if not given.

    Returns
    -------
    matplotlib.axes.Axes
        Its x axis is in shares, shown in points; the dots are labelled ``found``.
    """
    with canvas.style():
        names = [_name(row) for row in rows]
        texts = [canvas.wrap(name, TEXT, LABELS * WIDTH, lines=3) for name in names]
        laid = lay_rows(texts, [False] * len(texts), size=TEXT, row=ROW)
        left = max((canvas.width(text, TEXT) for text in texts), default=0.0) + GAP
        told = [_told(row) for row in rows]
        head = say("drawing.ranges.head")
        beside = max([canvas.width(head, TEXT - 1), *(canvas.width(each, TEXT) for each in told)])
        right = beside + 2 * GAP
        inner = WIDTH - 2 * MARGIN - left - right if ax is None else canvas.room(ax)
        words = [_key(rows), *notes]
        caption = captions.wrap_caption(title, subtitle, words, left + inner + right, labels=texts)
        own = ax is None
        if ax is None:
            tall = 2 * MARGIN + caption.above + HEADS + laid.total + FOOT + caption.below
            picture = Picture(WIDTH, tall, description=_describe(title, rows, names))
            ax = picture.panel(MARGIN + left, MARGIN + caption.above + HEADS, inner, laid.total)
        _draw(ax, rows, laid)
        set_labels(ax, texts, laid, size=TEXT, pad=GAP)
        write_column(ax, told, laid, right - GAP / 2, size=TEXT, head=head)
        captions.write_caption(ax, caption, left=left, above=HEADS, below=FOOT, own=own)
    return ax


def _key(rows: Sequence[Row]) -> str:
    """Explain the signs: of two groups there is one difference, and no bar."""
    known = [row for row in rows if isfinite(float(row["least"]))]
    several = any(_told(row) != decimal(100 * float(row["least"]), 1) for row in known)
    return say(f"drawing.ranges.key.{'several' if several else 'one'}")


def _name(row: Row) -> str:
    label = str(row["label"])
    if row["heading"]:
        label = say("drawing.ranges.row", heading=row["heading"], label=label)
    return say("drawing.ranges.flagged", label=label, flag=row["flag"]) if row["flag"] else label


def _told(row: Row) -> str:
    least, most = (100 * float(row[each]) for each in ("least", "most"))
    if not (isfinite(least) and isfinite(most)):
        return say("numbers.missing")
    low, high = decimal(least, 1), decimal(most, 1)
    return low if low == high else say("numbers.interval", low=low, high=high)


def _draw(axes: Axes, rows: Sequence[Row], laid: Rows) -> None:
    known = [float(row[each]) for row in rows for each in ("least", "most", "found")]
    end = max([each for each in known if isfinite(each)], default=0.1) * 1.05 or 0.1
    axes.set_xlim(0, end)
    axes.set_ylim(laid.total, 0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.grid(visible=True, axis="x", color=palette.GRID, linewidth=0.7)
    steps = round_steps(100 * end, 6)
    digits = decimals_of(steps)
    axes.set_xticks([each / 100 for each in steps], labels=[decimal(s, digits) for s in steps])
    axes.tick_params(axis="x", length=0, pad=4, labelsize=TEXT - 1, labelcolor=palette.MUTED)
    name = say("drawing.ranges.axis")
    canvas.write(axes, name, (0, 0), (0, -18), size=TEXT - 1, color=palette.MUTED, up="top")
    pairs = list(zip(rows, laid.centres, strict=True))
    spans = [(row, y) for row, y in pairs if isfinite(float(row["least"]))]
    axes.hlines(
        [y for _, y in spans],
        [row["least"] for row, _ in spans],
        [row["most"] for row, _ in spans],
        color=palette.BLUE,
        linewidth=7,
        capstyle="round",
        zorder=2,
        label="detectable",
    )
    axes.plot(
        [row[end] for row, _ in spans for end in ("least", "most")],
        [y for _, y in spans for _ in range(2)],
        linestyle="none",
        marker="o",
        markersize=7,
        color=palette.BLUE,
        zorder=2,
        label="_ends",
    )
    found = [(row, y) for row, y in pairs if isfinite(float(row["found"]))]
    axes.plot(
        [row["found"] for row, _ in found],
        [y for _, y in found],
        linestyle="none",
        marker="D",
        markersize=6,
        markerfacecolor=palette.PAPER,
        markeredgecolor=palette.VERMILLION,
        markeredgewidth=1.6,
        clip_on=False,
        zorder=3,
        label="found",
    )


def _describe(title: str, rows: Sequence[Row], names: Sequence[str]) -> str:
    told = [
        say("drawing.ranges.told", label=name, range=_told(row), found=_found(row))
        for name, row in zip(names, rows, strict=True)
    ]
    head = ended(title, ". ")
    return say("drawing.ranges.alt", title=head, rows=say("drawing.between").join(told))


def _found(row: Row) -> str:
    found = float(row["found"])
    return decimal(100 * found, 1) if isfinite(found) else say("numbers.missing")
