"""Combinations of answers: a matrix of dots, bars of their shares, bars of the answers' shares.

The form is that of UpSet (Lex, Gehlenborg, Strobelt, Vuillemot and Pfister 2014).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, Rows, lay_rows
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.heat import row_edges
from techno_kit.drawing.pictures import ended
from techno_kit.drawing.scales import round_steps
from techno_kit.wording import count, exact_percent, join, percent, say

WIDTH: Final = 684.0  # points: 9.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
SMALL: Final = 8.0
ROW: Final = 21.0
BARS: Final = 150.0  # height of the bars of the combinations
SIDE: Final = 92.0  # width of the bars of the answers
LABELS: Final = 0.24  # of the width, at most
APART: Final = 3.0  # points between two numbers
DOT: Final = 8.0
STEP: Final = 46.0  # of two columns, at most
MOST: Final = 24  # columns; more are too narrow for their numbers
TOLD: Final = 5  # combinations that the description names
SMALLEST: Final = 0.0095  # a share below it is told with a decimal


@dataclass(frozen=True, slots=True)
class Combination:
    """One column: the answers that it holds, its share 0-1 and the interval; NaN where unknown."""

    held: tuple[str, ...]
    share: float
    low: float
    high: float

    @property
    def shown(self) -> bool:
        """Whether there is a share to draw."""
        return isfinite(self.share)

    @property
    def value(self) -> str:
        """The share in words."""
        return percent(self.share, 1 if self.share < SMALLEST else 0) if self.shown else ""


@dataclass(frozen=True, slots=True)
class Side:
    """One row: an answer, its label in lines, its share and interval."""

    answer: str
    label: str
    share: float
    low: float
    high: float


def draw_upset(
    patterns: pd.DataFrame,
    shares: pd.DataFrame,
    *,
    held: Sequence[Collection[str]],
    labels: Mapping[str, str],
    foot: Collection[str] = (),
    confidence: float = 0.95,
    most: int = MOST,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
) -> Picture:
    """Draw which answers go together.

    Parameters
    ----------
    patterns : DataFrame
        One row a combination, the most frequent first: ``share, low, high`` (0-1, missing where
        there is none).
    shares : DataFrame
        One row an answer: ``answer, share, low, high``.
    held : sequence of collections of str
        The answers that each row of `patterns` holds.
    labels : mapping
        Answer to the words beside its row, in the order of the rows.
    foot : collection of str, optional
        Answers of people who hold no other; at the bottom, in grey.
    confidence : float, default 0.95
        Confidence of the intervals, for the key.
    most : int
        Combinations that are drawn, at most 24; a sentence tells of the others.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.

    Returns
    -------
    Picture
        A matplotlib figure that pyplot does not know. Its Axes are the bars of the combinations,
        the matrix, and the bars of the answers. Its ``description`` tells it in words.
    """
    with canvas.style():
        columns = _columns(patterns, held)
        sides = _sides(shares, labels)
        rows = lay_rows(
            [side.label for side in sides], [side.answer in foot for side in sides],
            size=TEXT, row=ROW,
        )  # fmt: skip
        left = SIDE + max(canvas.width(side.label, TEXT) for side in sides) + 3 * GAP
        drawn = _fitting(columns[: max(1, min(most, MOST))], WIDTH - 2 * MARGIN - left)
        room = min(WIDTH - 2 * MARGIN - left, STEP * max(len(drawn), 1))
        caption = captions.wrap_caption(
            title, subtitle, [*_key(columns, drawn, confidence), *notes], WIDTH - 2 * MARGIN,
            labels=[side.label for side in sides],
        )  # fmt: skip
        tall = caption.above + BARS + GAP + rows.total + 3 * GAP + caption.below + 2 * MARGIN
        picture = Picture(
            WIDTH, tall, description=_describe(title, columns, drawn, sides, labels)
        )  # fmt: skip
        top = MARGIN + caption.above
        bars = picture.panel(MARGIN + left, top, room, BARS)
        _draw_bars(bars, drawn, foot, inner=room / max(len(drawn), 1))
        matrix = picture.panel(MARGIN + left, top + BARS + GAP, room, rows.total)
        _draw_matrix(matrix, drawn, sides, rows, foot)
        side = picture.panel(MARGIN, top + BARS + GAP, SIDE, rows.total)
        _draw_sides(side, sides, rows, foot, left - SIDE - GAP)
        captions.write_around(picture, caption, margin=MARGIN)
    return picture


def _columns(patterns: pd.DataFrame, held: Sequence[Collection[str]]) -> list[Combination]:
    limits = zip(patterns["share"], patterns["low"], patterns["high"], strict=True)
    return [
        Combination(tuple(answers), float(share), float(low), float(high))
        for answers, (share, low, high) in zip(held, limits, strict=True)
    ]


def _fitting(columns: Sequence[Combination], room: float) -> list[Combination]:
    """Return as many columns as have room for their numbers side by side."""
    kept = list(columns)
    while len(kept) > 1:
        widest = max(canvas.width(each.value, SMALL) for each in kept)
        if (widest + APART) * len(kept) <= room:
            break
        kept.pop()
    return kept


def _sides(shares: pd.DataFrame, labels: Mapping[str, str]) -> list[Side]:
    known = shares.set_index("answer")
    return [
        Side(
            answer,
            canvas.wrap(label, TEXT, LABELS * WIDTH, lines=3),
            *(float(known.loc[answer, name]) for name in ("share", "low", "high")),  # type: ignore[arg-type]
        )
        for answer, label in labels.items()
    ]


def _key(
    columns: Sequence[Combination], drawn: Sequence[Combination], confidence: float
) -> list[str]:
    """Explain dots and lines, and tell what is not drawn."""
    told = [say("drawing.upset.key", confidence=exact_percent(confidence))]
    if any(not each.held for each in drawn):
        told[0] += say("drawing.upset.without")
    if len(columns) > len(drawn):
        covered = sum(each.share for each in drawn)
        told.append(
            say(
                "drawing.upset.cut",
                shown=count(len(drawn)),
                n=count(len(columns)),
                share=percent(covered),
            )
        )
    return told


def _draw_bars(
    axes: Axes, drawn: Sequence[Combination], foot: Collection[str], *, inner: float
) -> None:
    """Draw the shares of the combinations, each above its dots."""
    known = [(place, each) for place, each in enumerate(drawn) if each.shown]
    tops = [each.high if isfinite(each.high) else each.share for _, each in known]
    end = max(tops, default=1.0) * 1.16 or 1.0
    axes.set_xlim(-0.5, max(len(drawn), 1) - 0.5)
    axes.set_ylim(0, end)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(visible=True, axis="y", color=palette.GRID, linewidth=0.7)
    steps = round_steps(end, 4)
    axes.set_xticks([])
    axes.set_yticks(steps, labels=[percent(step, 0 if end > 0.04 else 1) for step in steps])
    axes.tick_params(length=0, pad=4, labelsize=SMALL, labelcolor=palette.MUTED)
    axes.bar(
        [place for place, _ in known],
        [each.share for _, each in known],
        width=min(0.62, 18 / inner),
        color=[_colour(each.held, foot) for _, each in known],
        zorder=2,
        label="combinations",
    )
    ends = [(place, each) for place, each in known if isfinite(each.low) and isfinite(each.high)]
    axes.vlines(
        [place for place, _ in ends],
        [each.low for _, each in ends],
        [each.high for _, each in ends],
        color=palette.INK,
        linewidth=1.1,
        zorder=3,
        label="interval",
    )
    for (place, each), top in zip(known, tops, strict=True):
        at = ((place + 0.5) / max(len(drawn), 1), top / end)
        canvas.write(
            axes, each.value, at, (0, 3), size=SMALL, across="center", up="bottom"
        )  # fmt: skip
    if not known:
        canvas.write(axes, say("drawing.none"), (0, 0), (GAP, GAP), size=TEXT, italic=True)


def _colour(held: Collection[str], foot: Collection[str]) -> str:
    """Return the colour of a combination: grey for those who hold nothing else."""
    return palette.BLUE if any(each not in foot for each in held) else palette.NEUTRAL


def _draw_matrix(
    axes: Axes,
    drawn: Sequence[Combination],
    sides: Sequence[Side],
    rows: Rows,
    foot: Collection[str],
) -> None:
    """Draw a dot where a combination holds an answer, and a line from the first to the last."""
    axes.set_xlim(-0.5, max(len(drawn), 1) - 0.5)
    axes.set_ylim(rows.total, 0)
    axes.spines[:].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    edges = row_edges(rows)
    for place in range(0, len(sides), 2):
        axes.axhspan(*edges[place : place + 2], color=palette.TRACK, linewidth=0, zorder=0.5)
    place_of = {side.answer: y for side, y in zip(sides, rows.centres, strict=True)}
    empty: list[tuple[int, float]] = []
    full: list[tuple[int, float, str]] = []
    for column, each in enumerate(drawn):
        within = [place_of[answer] for answer in each.held]
        colour = _colour(each.held, foot)
        empty += [(column, y) for y in rows.centres if y not in within]
        full += [(column, y, colour) for y in within]
        if len(within) > 1:
            axes.vlines(
                column, min(within), max(within), color=colour, linewidth=2.2, zorder=3,
                label="_joined",
            )  # fmt: skip
    dots: dict[str, Any] = {"s": DOT**2 * 0.8, "linewidths": 0}
    axes.scatter(
        [x for x, _ in empty], [y for _, y in empty], color=palette.GRID, zorder=2,
        label="_without", **dots,
    )  # fmt: skip
    axes.scatter(
        [x for x, *_ in full], [y for _, y, _ in full], color=[c for *_, c in full], zorder=4,
        label="held", **dots,
    )  # fmt: skip


def _draw_sides(
    axes: Axes, sides: Sequence[Side], rows: Rows, foot: Collection[str], beside: float
) -> None:
    """Draw the shares of the answers to the left of their names, growing to the left."""
    axes.set_xlim(1.42, 0)  # room for the number at the bar's end
    axes.set_ylim(rows.total, 0)
    axes.spines[["top", "left", "bottom"]].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    known = [(side, y) for side, y in zip(sides, rows.centres, strict=True) if isfinite(side.share)]
    axes.barh(
        [y for _, y in known],
        [side.share for side, _ in known],
        height=rows.thickness,
        color=[palette.NEUTRAL if side.answer in foot else palette.BLUE for side, _ in known],
        zorder=2,
        label="answers",
    )
    ends = [(side, y) for side, y in known if isfinite(side.low) and isfinite(side.high)]
    axes.hlines(
        [y for _, y in ends],
        [side.low for side, _ in ends],
        [side.high for side, _ in ends],
        color=palette.INK,
        linewidth=1.1,
        zorder=3,
        label="interval",
    )
    for side, y in known:
        top = side.high if isfinite(side.high) else side.share
        at = (1 - top / 1.42, y)
        canvas.write(
            axes, percent(side.share), at, (-4, 0), size=SMALL, row=True, across="right",
            up="center_baseline",
        )  # fmt: skip
    for side, y in zip(sides, rows.centres, strict=True):
        canvas.write(
            axes, side.label, (1, y), (beside, 0), size=TEXT, row=True, across="right",
        )  # fmt: skip


def _describe(
    title: str,
    columns: Sequence[Combination],
    drawn: Sequence[Combination],
    sides: Sequence[Side],
    labels: Mapping[str, str],
) -> str:
    """Tell what the drawing shows: the largest combinations, and the answers' shares."""
    nothing = say("drawing.upset.nothing")
    largest = [
        say(
            "drawing.alt.share",
            label=say("drawing.upset.plus").join(labels[each] for each in column.held) or nothing,
            share=column.value,
        )
        for column in drawn[:TOLD]
        if column.shown
    ]
    answers = [
        say("drawing.alt.share", label=labels[side.answer], share=percent(side.share))
        for side in sides
        if isfinite(side.share)
    ]
    return say(
        "drawing.upset.alt",
        title=ended(title, ". "),
        drawn=count(len(drawn)),
        n=count(len(columns)),
        largest=say("drawing.between").join(largest) or say("drawing.none"),
        answers=join(answers) or say("drawing.none"),
    )
