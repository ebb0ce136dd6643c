"""Pairs of answers as numbers on colours: who of one holds the other, and how much more often."""

from collections.abc import Mapping, Sequence
from math import isfinite, log2
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, Rows, lay_rows
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.pictures import ended
from techno_kit.wording import column_letter, count, percent, say

WIDTH: Final = 684.0  # points: 9.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
SMALL: Final = 8.5
ROW: Final = 24.0
CELL: Final = 62.0  # width of a cell, at most
LABELS: Final = 0.34  # of the width, at most
NARROW: Final = 0.24  # the same beside many columns
MANY: Final = 14  # columns
AIR: Final = 4.0  # points beside the number of a cell
HEADS: Final = 22.0
FULL: Final = 2.0  # doublings, or halvings, at which a colour is full
DEEPEST: Final = 0.82  # of the full colour, so that ink can be read on what is paler
STEPS: Final = (0.25, 0.5, 1.0, 2.0, 4.0)  # lifts that the key shows
NAMED: Final = 3  # pairs that the description names


def draw_heat(
    cells: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
) -> Picture:
    """Draw, of those who hold one answer (row), the share that holds another (column).

    Parameters
    ----------
    cells : DataFrame
        One row an ordered pair: ``row, column, share`` (0-1, missing where suppressed), ``lift``
        (1: as if independent) and ``clear`` (whether its interval leaves out 1).
    labels : mapping
        Answer to the words beside its row, in the order of rows and columns.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.

    Returns
    -------
    Picture
        A matplotlib figure that pyplot does not know, with one Axes. Blue cells hold more than if
        the two were independent, orange ones fewer; bold numbers are clear. Its ``description``
        tells it in words.
    """
    with canvas.style():
        marks = [column_letter(place) for place in range(len(labels))]
        limit = NARROW if len(labels) > MANY else LABELS
        texts = [canvas.wrap(label, TEXT, limit * WIDTH, lines=3) for label in labels.values()]
        rows = lay_rows(texts, [False] * len(texts), size=TEXT, row=ROW)
        mark = max(canvas.width(each, TEXT, "bold") for each in marks) + GAP
        left = mark + max(canvas.width(text, TEXT) for text in texts) + GAP
        room = min(WIDTH - 2 * MARGIN - left, CELL * len(texts))
        caption = captions.wrap_caption(
            title, subtitle, [say("drawing.heat.key"), *notes], WIDTH - 2 * MARGIN, labels=texts
        )
        tall = 2 * MARGIN + caption.above + HEADS + rows.total + 4 * GAP + caption.below
        picture = Picture(WIDTH, tall, description=_describe(title, cells, labels))
        axes = picture.panel(MARGIN + left, MARGIN + caption.above + HEADS, room, rows.total)
        _frame(axes, texts, marks, rows, left, mark)
        _draw_cells(axes, cells, list(labels), rows)
        _write_scale(axes, room)
        captions.write_around(picture, caption, margin=MARGIN)
    return picture


def _frame(
    axes: Axes, texts: Sequence[str], marks: Sequence[str], rows: Rows, left: float, indent: float
) -> None:
    """Write the labels with their letters, and the letters above the columns."""
    axes.set_xlim(0, len(texts))
    axes.set_ylim(rows.total, 0)
    axes.spines[:].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for mark, text, y in zip(marks, texts, rows.centres, strict=True):
        canvas.write(axes, mark, (0, y), (-left, 0), size=TEXT, row=True, weight="bold")
        canvas.write(axes, text, (0, y), (indent - left, 0), size=TEXT, row=True)
    for place, mark in enumerate(marks):
        at = ((place + 0.5) / len(marks), 1.0)
        canvas.write(
            axes, mark, at, (0, 6), size=TEXT, weight="bold", across="center", up="baseline"
        )  # fmt: skip
    head = say("drawing.heat.of_those")
    canvas.write(axes, head, (0, 1), (-left, 6), size=SMALL, color=palette.MUTED, up="baseline")


def row_edges(rows: Rows) -> list[float]:
    """Return where rows meet, from the top."""
    between = [(a + b) / 2 for a, b in zip(rows.centres, rows.centres[1:], strict=False)]
    return [0.0, *between, rows.total]


def _draw_cells(axes: Axes, cells: pd.DataFrame, answers: Sequence[str], rows: Rows) -> None:
    place = {answer: at for at, answer in enumerate(answers)}
    edges = row_edges(rows)
    size = _size_of_numbers(cells, canvas.room(axes) / len(answers))
    own = [at + 0.5 for at in range(len(answers))]
    axes.plot(
        own, rows.centres, marker="_", markersize=6, linestyle="none", color=palette.MUTED,
        label="_itself",
    )  # fmt: skip
    for cell in cells.to_dict("records"):
        row, column = place[cell["row"]], place[cell["column"]]
        colour = _colour(float(cell["lift"]))
        axes.add_patch(
            Rectangle(
                (column, edges[row]), 1, edges[row + 1] - edges[row],
                facecolor=colour, edgecolor=palette.PAPER, linewidth=1.2,
            )
        )  # fmt: skip
        middle = ((column + 0.5) / len(answers), rows.centres[row])
        canvas.write(
            axes,
            percent(float(cell["share"])),
            middle,
            size=size,
            row=True,
            weight="bold" if cell["clear"] else "normal",
            across="center",
            up="center_baseline",
        )


def _size_of_numbers(cells: pd.DataFrame, wide: float) -> float:
    """Return the font size at which the widest number leaves air in a cell."""
    texts = {percent(float(each)) for each in cells["share"]}
    widest = max((canvas.width(each, SMALL, "bold") for each in texts), default=1.0)
    return min(SMALL, SMALL * (wide - AIR) / widest)


def _colour(lift: float) -> str:
    """Return blue for a lift above 1, orange for one below it, paler the nearer to 1."""
    if not isfinite(lift):
        return palette.PAPER
    size = FULL if lift == 0 else min(abs(log2(lift)), FULL)
    full = palette.BLUE if lift >= 1 else palette.VERMILLION
    depth = DEEPEST * size / FULL
    mixed = [(1 - depth) + depth * each for each in to_rgb(full)]
    return to_hex((mixed[0], mixed[1], mixed[2]))


def _write_scale(axes: Axes, room: float) -> None:
    """Write the colours of some lifts below the table."""
    height = axes.get_ylim()[0]
    wide = 46.0
    start = max(room - wide * len(STEPS), 0.0)
    for place, lift in enumerate(STEPS):
        colour = _colour(lift)
        left, low = (start + place * wide) / room, -(2.4 * GAP) / height
        patch = Rectangle(
            (left, low), wide / room * 0.94, 1.5 * GAP / height, transform=axes.transAxes,
            facecolor=colour, edgecolor=palette.GRID, linewidth=0.6, clip_on=False,
        )  # fmt: skip
        axes.add_patch(patch)
        middle = (left + wide / room * 0.47, low + 0.75 * GAP / height)
        told = say("drawing.heat.lift", lift=f"{lift:g}")
        canvas.write(
            axes, told, middle, size=SMALL - 0.5, across="center", up="center_baseline"
        )  # fmt: skip


def _describe(title: str, cells: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Tell what the drawing shows: how many answers, and the highest and the lowest lift."""
    known = cells[cells["lift"].notna() & cells["share"].notna()]
    ranked = known.sort_values("lift", ascending=False, kind="stable")
    told = [
        say(
            "drawing.heat.cell",
            row=labels[cell["row"]],
            column=labels[cell["column"]],
            share=percent(cell["share"]),
        )
        for cell in ranked.drop_duplicates("lift").head(NAMED).to_dict("records")
    ]
    return say(
        "drawing.heat.alt",
        title=ended(title, ". "),
        n=count(len(labels)),
        pairs=say("drawing.between").join(told) or say("drawing.none"),
    )
