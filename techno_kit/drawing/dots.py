"""Differences between groups: a row an answer, a dot a group, and which of them are clear."""

from collections.abc import Collection, Mapping, Sequence
from math import isfinite
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, Rows, set_labels, set_ticks
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.dot_layout import (
    DOT,
    MARGIN,
    SMALL,
    TEXT,
    WIDTH,
    Block,
    Frame,
    lay_block,
    lay_frame,
    paired,
)
from techno_kit.drawing.groups import Banner, Group, describe_banners, read_banners
from techno_kit.wording import count, join, say

HEADS: Final = 18.0
TICKS: Final = 19.0
BETWEEN: Final = 20.0
# A group is known by its shape alone; its colour helps those who see it.
SHAPES: Final = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "*")
COLOURS: Final = (*palette.CATEGORIES, palette.INK, palette.NEUTRAL)
MOST: Final = len(SHAPES)


def draw_differences(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    by_labels: Mapping[str, str] | None = None,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    average: Mapping[str, float] | None = None,
    average_label: str = "",
    foot: Collection[str] = (),
    most: int = MOST,
    against: Mapping[str, str] | None = None,
    kept: Mapping[str, Collection[str]] | None = None,
) -> Picture:
    """Draw every answer's share in all groups on one line, and tell which differences are clear.

    Parameters
    ----------
    table : DataFrame
        One row an answer and group: ``answer, by, level, share`` (0-1, missing where suppressed),
        ``letter, higher_than, arrow, n``, and where there is one ``flag``. Groups and answers are
        drawn in the table's order; groups without respondents are not.
    labels : mapping, optional
        Answer to the words beside its row; the answer itself where it has none.
    by_labels : mapping, optional
        Name in ``by`` to the heading above its groups; drawn when there are several.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below the drawing.
    average : mapping, optional
        Answer to its share (0-1) among all who are compared.
    average_label : str, optional
        Who the average is of.
    foot : collection of str, optional
        Answers that stand apart, at the bottom.
    most : int
        Groups of one banner question that are drawn, at most 12; the largest bases are kept, and a
        sentence tells how many are not drawn.
    against : mapping, optional
        Name in ``by`` to what its arrows compare a group with, such as "all"; pairs of groups are
        not told then. Elsewhere arrows compare with the rest.
    kept : mapping, optional
        Name in ``by`` to groups that are drawn whatever their bases, as a text tells of them.

    Returns
    -------
    Picture
        A matplotlib figure that pyplot does not know, with one Axes a banner question. A dot is
        filled where its group clearly differs from the rest, and hollow where it does not; what is
        clear is told at the end of a row. Its ``description`` tells it in words.
    """
    names, means = labels or {}, average or {}
    with canvas.style():
        banners = read_banners(table, by_labels or {}, min(most, MOST), against, kept)
        frame = lay_frame(banners, names, means)
        blocks = [lay_block(each, frame, foot, several=len(banners) > 1) for each in banners]
        words = [*_key(banners, means, average_label), *notes]
        within = [*frame.labels, *(each.level for block in banners for each in block.drawn)]
        limit = WIDTH - 2 * MARGIN
        caption = captions.wrap_caption(title, subtitle, words, limit, labels=within)
        tall = sum(each.above + HEADS + each.rows.total + TICKS for each in blocks)
        tall += BETWEEN * (len(blocks) - 1) + 2 * GAP
        picture = Picture(
            WIDTH,
            2 * MARGIN + caption.above + tall + caption.below,
            description=describe_banners(title, banners, names),
        )
        top = MARGIN + caption.above + GAP
        for block in blocks:
            panel = top + block.above + HEADS
            axes = picture.panel(MARGIN + frame.left, panel, frame.room, block.rows.total)
            _draw_block(axes, block, frame, means)
            top = panel + block.rows.total + TICKS + BETWEEN
        captions.write_around(picture, caption, margin=MARGIN)
    return picture


def _draw_block(axes: Axes, block: Block, frame: Frame, means: Mapping[str, float]) -> None:
    rows, banner = block.rows, block.banner
    axes.set_xlim(0, frame.end)
    axes.set_ylim(rows.total, 0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.grid(visible=True, axis="x", color=palette.GRID, linewidth=0.7)
    set_ticks(axes, _steps(frame.end), size=SMALL)
    set_labels(axes, frame.labels, rows, size=TEXT, pad=GAP)
    _draw_spans(axes, banner, rows)
    for place, group in enumerate(banner.drawn):
        _draw_dots(axes, block, place, group)
    _draw_averages(axes, block, means)
    if any(block.clear):
        head, size = say("drawing.heads.clear"), SMALL - 0.5
        canvas.write(axes, head, (1, 1), (GAP, 8), size=size, color=palette.MUTED, up="baseline")
    for text, y in zip(block.clear, rows.centres, strict=True):
        if text:
            canvas.write(axes, text, (1.0, y), (GAP, 0), size=SMALL, row=True)
    _write_legend(axes, block, frame)


def _draw_spans(axes: Axes, banner: Banner, rows: Rows) -> None:
    """Draw a line from the lowest to the highest group of every row."""
    for answer, y in zip(banner.answers, rows.centres, strict=True):
        shares = [dot.share for dot in banner.row(answer) if dot.shown]
        if shares:
            low, high = min(shares), max(shares)
            axes.hlines(y, low, high, color=palette.GRID, linewidth=4, zorder=1, label="span")
        else:
            empty = say("drawing.none")
            canvas.write(
                axes, empty, (0.0, y), (GAP / 2, 0), size=SMALL, row=True,
                color=palette.MUTED, italic=True,
            )  # fmt: skip


def _draw_averages(axes: Axes, block: Block, means: Mapping[str, float]) -> None:
    """Draw the averages over the dots, and beyond the highest and the lowest of their row."""
    banner = block.banner
    known = [
        (means[answer], y + min(lanes) - DOT, y + max(lanes) + DOT)
        for answer, y, lanes in zip(banner.answers, block.rows.centres, block.lanes, strict=True)
        if isfinite(means.get(answer, float("nan"))) and any(d.shown for d in banner.row(answer))
    ]
    if not known:
        return
    x, top, foot = (list(each) for each in zip(*known, strict=True))
    axes.vlines(
        x,
        top,
        foot,
        color=palette.INK,
        linewidth=1.5,
        path_effects=[withStroke(linewidth=2.7, foreground=palette.PAPER)],
        clip_on=False,
        zorder=5,
        label="average",
    )


def _draw_dots(axes: Axes, block: Block, place: int, group: Group) -> None:
    """Draw a group's dots: filled where it clearly differs from the rest."""
    color, shape = COLOURS[place % len(COLOURS)], SHAPES[place]
    for filled in (True, False):
        found = [
            (dot.share, y + lanes[place])
            for dot, y, lanes in zip(
                block.banner.column(group), block.rows.centres, block.lanes, strict=True
            )
            if dot.shown and bool(dot.arrow) == filled
        ]
        x, y = ([each[at] for each in found] for at in (0, 1))
        axes.plot(
            x,
            y,
            linestyle="none",
            marker=shape,
            markersize=DOT,
            markerfacecolor=color if filled else palette.PAPER,
            markeredgecolor=color,
            markeredgewidth=1.5,
            clip_on=False,
            zorder=4,
            label=f"{group.level}: {'clear' if filled else 'unclear'}",
        )


def _write_legend(axes: Axes, block: Block, frame: Frame) -> None:
    """Write heading and legend above the panel, from the left edge of the labels."""
    up = HEADS + block.above
    if block.heading:
        tall = canvas.height(block.heading, TEXT + 2)
        canvas.write(
            axes, block.heading, (0, 1), (-frame.left, up), size=TEXT + 2, weight="bold", up="top"
        )
        up -= tall + GAP
    for start, height in zip(range(0, len(block.entries), block.across), block.lines, strict=True):
        for place in range(start, min(start + block.across, len(block.entries))):
            left = -frame.left + (place - start) * block.step + GAP * 1.6
            canvas.write(axes, block.entries[place], (0, 1), (left, up), size=SMALL, up="top")
            if block.banner.drawn[place].shown:
                color = COLOURS[place % len(COLOURS)]
                at = ((left - GAP) / frame.room, 1 + (up - SMALL * 0.62) / block.rows.total)
                axes.plot(
                    *at,
                    transform=axes.transAxes,
                    marker=SHAPES[place],
                    markersize=DOT - 0.5,
                    color=color,
                    clip_on=False,
                    label="_legend",
                )
        up -= height


def _steps(end: float) -> list[float]:
    """Return five steps or so of a share axis that ends at a tenth."""
    step = 0.2 if end > 0.6 else 0.1 if end > 0.2 else 0.05 if end > 0.1 else 0.02
    return [round(step * at, 2) for at in range(int(end / step + 1e-9) + 1)]


def _key(banners: Sequence[Banner], means: Mapping[str, float], average_label: str) -> list[str]:
    """Explain the signs, and tell which groups are not drawn."""
    others = join(dict.fromkeys(each.other for each in banners), by="or")
    signs = [say("drawing.key.filled", against=others)]
    if any(isfinite(share) for share in means.values()):
        named = say("drawing.key.average_of", base=average_label)
        signs.append(named if average_label else say("drawing.key.average"))
    told = [say("drawing.key.between").join(signs)]
    if any(paired(each) for each in banners):
        told.append(say("drawing.key.pairs"))
    if not all(paired(each) for each in banners):
        told.append(say("drawing.key.rest", against=others))
    told += [
        say("drawing.not_drawn", drawn=count(len(each.drawn)), n=count(each.size), by=each.title)
        for each in banners
        if each.size > len(each.drawn)
    ]
    return told
