"""A love plot: how far every level lay from its target before weighting, and lies after it.

The plot is named after Thomas E. Love, who drew it first (Joint Statistical Meetings, 2002).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Any, Final, Literal

import pandas as pd
from matplotlib.axes import Axes

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, Rows, lay_rows, set_labels, write_column
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.keys import AFTER, BEFORE, MOVED, Sign, lay_key, write_key
from techno_kit.drawing.pictures import ended
from techno_kit.drawing.scales import decimals_of, round_steps
from techno_kit.wording import count, decimal, say

WIDTH: Final = 612.0  # points: 8.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
ROW: Final = 19.0
FOOT: Final = 36.0  # ticks and the name of the axis
HEADS: Final = 22.0
MOST: Final = 30  # rows with a target; a longer picture is not looked at as one
MOST_MOVED: Final = 15  # rows without one
TIED: Final = 9  # decimals; what is beyond them is rounding, and keeps the table's order
LABELS: Final = 0.36  # of the width, at most
SHORTEST: Final = 1.5  # of the threshold: the axis always shows on which side of it a mark lies
DIGITS: Final = 2
ALONE: Final = 2  # signs of a level that are not left in a line by themselves
Aim = Literal["target", "response"]
HEADINGS: Final[dict[Aim, str]] = {"target": "aimed", "response": "response"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One row: its words, and its distances in standard deviations; NaN where there is none."""

    variable: str
    level: str
    before: float
    after: float
    moved: float

    @property
    def heading(self) -> bool:
        """Whether it heads the rows below it."""
        return not self.variable

    @property
    def name(self) -> str:
        """Variable and level."""
        if self.heading:
            return self.level
        return say("drawing.love.row", variable=self.variable, level=self.level)

    @property
    def text(self) -> str:
        """The name in two lines at most; of a longer one a line is the level's."""
        weight, limit = "bold" if self.heading else "normal", LABELS * WIDTH
        lines = canvas.wrap(self.name, TEXT, limit, weight=weight)
        parts = (say("drawing.love.row", variable=self.variable, level="").strip(), self.level)
        if self.heading or not lines.count("\n"):
            return lines
        if all(canvas.width(each, TEXT) <= limit for each in parts):
            return "\n".join(parts)  # a level in one piece, whatever its script
        if lines.count("\n") == 1 and not _torn(lines, self.level):
            return lines
        return "\n".join(canvas.wrap(each, TEXT, limit, lines=1) for each in parts)


def _torn(lines: str, level: str) -> bool:
    """Whether a sign or two of a level stand alone in the last line."""
    last = lines.rpartition("\n")[2]
    return len(last) <= ALONE and len(last) < len(level)


def draw_love(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    threshold: float,
    aim: Aim = "target",
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    most: int = MOST,
    most_moved: int = MOST_MOVED,
    ax: Axes | None = None,
) -> Axes:
    """Draw absolute standardised differences before and after weighting, the largest first.

    Parameters
    ----------
    table : DataFrame
        One row a level: ``variable, level, asmd_before, asmd_after`` (distance from the target in
        standard deviations, missing where there is no target) and ``moved`` (how far weighting
        moved it).
    labels : mapping, optional
        Variable to the words before its levels; its name where it has none.
    threshold : float
        Distance that the line marks.
    aim : {"target", "response"}
        What the distances are from: targets, or all who were asked.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.
    most, most_moved : int
        Rows with a target, and rows without one, that are drawn; a sentence tells how many are not.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a picture of its own if not given, of the size that the words need.

    Returns
    -------
    matplotlib.axes.Axes
        Its lines are labelled ``before``, ``after``, ``moved`` and ``threshold``; the x axis is in
        standard deviations.
    """
    with canvas.style():
        with_target, without = _read(table, labels or {})
        shown = [*_block(with_target[:most], HEADINGS[aim]), *_block(without[:most_moved], "moved")]
        marks = shown or [Mark("", say("drawing.love.none"), nan, nan, nan)]
        texts = [mark.text for mark in marks]
        rows = lay_rows(texts, [False] * len(texts), size=TEXT, row=ROW)
        columns = _columns(marks)
        left = max(canvas.width(text, TEXT, _weight(mark)) for text, mark in
                   zip(texts, marks, strict=True)) + GAP  # fmt: skip
        right = sum(wide + GAP * 1.4 for _, _, wide in columns) + GAP
        inner = WIDTH - 2 * MARGIN - left - right if ax is None else canvas.room(ax)
        cut = [*_cut("aimed", with_target, most), *_cut("moved", without, most_moved)]
        limit = left + inner + right
        key = lay_key(_signs(with_target, without), limit)
        words, below = [*cut, *notes], FOOT + key.height
        caption = captions.wrap_caption(title, subtitle, words, limit, labels=texts)
        own = ax is None
        if ax is None:
            tall = 2 * MARGIN + caption.above + HEADS + rows.total + below + caption.below
            said = _describe(title, with_target, without, threshold)
            picture = Picture(WIDTH, tall, description=said)
            ax = picture.panel(MARGIN + left, MARGIN + caption.above + HEADS, inner, rows.total)
        _draw(ax, marks, rows, threshold)
        _write(ax, marks, texts, rows, left)
        at = GAP
        for head, column, wide in columns:
            at += wide + GAP * 1.4
            write_column(ax, column, rows, at, size=TEXT, head=head)
        write_key(ax, key, left=left, below=FOOT)
        captions.write_caption(ax, caption, left=left, above=HEADS, below=below, own=own)
    return ax


def _read(table: pd.DataFrame, labels: Mapping[str, str]) -> tuple[list[Mark], list[Mark]]:
    """Return the rows with a target and those without, each the largest distance first."""
    aimed, moved = [], []
    for row in table.to_dict("records"):
        variable = str(row["variable"])
        distances = (float(row[each]) for each in ("asmd_before", "asmd_after", "moved"))
        mark = Mark(labels.get(variable, variable), str(row["level"]), *distances)
        if isfinite(mark.before) or isfinite(mark.after):
            aimed.append(mark)
        elif isfinite(mark.moved):
            moved.append(mark)
    aimed.sort(key=lambda mark: -_furthest(mark.before, mark.after))
    moved.sort(key=lambda mark: -_furthest(mark.moved))
    return aimed, moved


def _furthest(*distances: float) -> float:
    return round(max(each for each in distances if isfinite(each)), TIED)


def _block(marks: Sequence[Mark], kind: str) -> list[Mark]:
    """Put a heading before some rows; what has no target keeps its one distance only."""
    if not marks:
        return []
    heading = Mark("", say(f"drawing.love.{kind}"), nan, nan, nan)
    if kind == "moved":
        return [heading, *marks]
    return [heading, *(replace(mark, moved=nan) for mark in marks)]


def _weight(mark: Mark) -> str:
    return "bold" if mark.heading else "normal"


def _columns(marks: Sequence[Mark]) -> list[tuple[str, list[str], float]]:
    """Return heading, texts and width of the columns of numbers that have any."""
    found = []
    for name in ("before", "after", "moved"):
        values = [getattr(mark, name) for mark in marks]
        if not any(map(isfinite, values)):
            continue
        texts = [decimal(each, DIGITS) if isfinite(each) else "" for each in values]
        head = say(f"drawing.heads.{name}")
        wide = max(canvas.width(head, TEXT - 1), *(canvas.width(text, TEXT) for text in texts))
        found.append((head, texts, wide))
    return found


def _draw(axes: Axes, marks: Sequence[Mark], rows: Rows, threshold: float) -> None:
    known = [
        each for mark in marks for each in (mark.before, mark.after, mark.moved) if isfinite(each)
    ]
    end = max([*known, SHORTEST * threshold]) * 1.04
    axes.set_xlim(0, end)
    axes.set_ylim(rows.total, 0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.grid(visible=True, axis="x", color=palette.GRID, linewidth=0.7)
    steps = round_steps(end, 5)
    axes.set_xticks(steps, labels=[decimal(each, decimals_of(steps)) for each in steps])
    axes.tick_params(axis="x", length=0, pad=4, labelsize=TEXT - 1, labelcolor=palette.MUTED)
    name = say("drawing.love.axis")
    canvas.write(axes, name, (0, 0), (0, -18), size=TEXT - 1, color=palette.MUTED, up="top")
    axes.axvline(
        threshold, color=palette.VERMILLION, linewidth=1.3, linestyle=(0, (5, 3)), zorder=1.5,
        label="threshold",
    )  # fmt: skip
    at = (threshold / end, 1.0)
    told = decimal(threshold, 1)
    canvas.write(axes, told, at, (0, 8), size=TEXT - 1, across="center", up="baseline")
    _draw_marks(axes, marks, rows.centres)


def _draw_marks(axes: Axes, marks: Sequence[Mark], y: Sequence[float]) -> None:
    both = [
        (mark.before, mark.after, at)
        for mark, at in zip(marks, y, strict=True)
        if isfinite(mark.before) and isfinite(mark.after)
    ]
    if both:
        low, high, at = (list(each) for each in zip(*both, strict=True))
        axes.hlines(at, low, high, color=palette.NEUTRAL, linewidth=2, zorder=2, label="change")
    shapes: dict[str, dict[str, Any]] = {
        "before": {
            "marker": "o",
            "markersize": 6.5,
            "markerfacecolor": palette.PAPER,
            "markeredgecolor": palette.MUTED,
            "markeredgewidth": 1.4,
        },
        "after": {"marker": "o", "markersize": 6, "color": palette.BLUE},
        "moved": {"marker": "D", "markersize": 5.5, "color": palette.INK},
    }
    for place, (name, shape) in enumerate(shapes.items()):
        found = [
            (getattr(mark, name), at)
            for mark, at in zip(marks, y, strict=True)
            if isfinite(getattr(mark, name))
        ]
        xs, ys = ([each[at] for each in found] for at in (0, 1))
        axes.plot(
            xs, ys, linestyle="none", clip_on=False, zorder=4 + place, label=name, **shape
        )  # fmt: skip


def _write(
    axes: Axes, marks: Sequence[Mark], texts: Sequence[str], rows: Rows, left: float
) -> None:
    """Write the rows' names before the panel and the headings at its left edge."""
    names = ["" if mark.heading else text for mark, text in zip(marks, texts, strict=True)]
    set_labels(axes, names, rows, size=TEXT, pad=GAP)
    for mark, text, y in zip(marks, texts, rows.centres, strict=True):
        if mark.heading:
            canvas.write(
                axes, text, (0, y), (-left, 0), size=TEXT, row=True, weight="bold",
                up="center_baseline",
            )  # fmt: skip


def _signs(aimed: Sequence[Mark], moved: Sequence[Mark]) -> list[Sign]:
    return [*([BEFORE, AFTER] if aimed else []), *([MOVED] if moved else [])]


def _cut(kind: str, marks: Sequence[Mark], most: int) -> list[str]:
    """Tell how many rows are not drawn."""
    if len(marks) <= most:
        return []
    return [say(f"drawing.love.cut.{kind}", shown=count(most), n=count(len(marks)))]


def _describe(title: str, aimed: Sequence[Mark], moved: Sequence[Mark], threshold: float) -> str:
    """Tell what the drawing shows: how many levels are off before and after, and which most."""
    told = [say("drawing.alt.love", title=ended(title, ". "))]
    line = decimal(threshold, 1)
    if aimed:
        off = [
            count(sum(getattr(mark, name) > threshold for mark in aimed))
            for name in ("before", "after")
        ]
        first = aimed[0]
        values = {"before": decimal(first.before, DIGITS), "after": decimal(first.after, DIGITS)}
        told.append(
            say(
                "drawing.alt.aimed",
                n=count(len(aimed)),
                threshold=line,
                off_before=off[0],
                off_after=off[1],
                level=first.name,
                **values,
            )
        )
    if moved:
        first = moved[0]
        distance = decimal(first.moved, DIGITS)
        n = count(len(moved))
        told.append(say("drawing.alt.moved", n=n, level=first.name, distance=distance))
    return " ".join(told)
