"""Banner tables as numbers on colours: how far every column's share lies from the total's."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, Rows, lay_rows
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.pictures import ended
from techno_kit.wording import count, percent, points, say

WIDTH: Final = 684.0  # points: 9.5 inches; wider where there are many columns
MARGIN: Final = 16.0
TEXT: Final = 9.5
SMALL: Final = 8.5
ROW: Final = 27.0
WIDEST, NARROWEST = 74.0, 44.0  # cells
LABELS: Final = 200.0  # widest label of a row
FULL: Final = 0.2  # difference from the total at which a colour is full
DEEPEST: Final = 0.6  # of the full colour, so that ink can be read on it
STEPS: Final = (-0.2, -0.1, 0.0, 0.1, 0.2)  # differences that the key shows
LINE: Final = 11.0
BETWEEN: Final = 5.0  # between two banner questions
TABLES: Final = 24.0  # between two questions
NAMED: Final = 3  # cells that the description names


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One share (0-1), its difference from the total, its arrow and letters; NaN: not given."""

    share: float
    apart: float
    arrow: str = ""
    letters: str = ""


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """A column: the banner question, its heading, its letter, a cell a row, and its base."""

    group: str
    heading: str
    letter: str
    cells: tuple[HeatCell, ...]
    base: str = ""


@dataclass(frozen=True, slots=True)
class HeatTable:
    """One question: its wording, its answers from the top, its columns, the total first."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[HeatColumn, ...]


@dataclass(frozen=True, slots=True)
class _Laid:
    """One question, wrapped and measured in points."""

    table: HeatTable
    title: str
    texts: list[str]
    rows: Rows
    headings: list[str]
    groups: list[tuple[str, float, float]]

    @classmethod
    def of(cls, table: HeatTable, cell: float, limit: float, *, alone: bool) -> "_Laid":
        texts = _labels(table)
        return cls(
            table,
            "" if alone else canvas.wrap(table.title, TEXT + 1, limit, lines=2, weight="bold"),
            texts,
            lay_rows(texts, [False] * len(texts), size=TEXT, row=ROW),
            [_heading(each, cell) for each in table.columns],
            _groups(table.columns, cell),
        )

    @property
    def heads(self) -> float:
        """Height of the headings of columns."""
        return max(canvas.height(each, SMALL) for each in self.headings)

    @property
    def over(self) -> float:
        """Height of the headings of columns and of banner questions."""
        tops = max(canvas.height(text, SMALL) for text, _, _ in self.groups)
        return self.heads + tops + 3 * GAP

    @property
    def above(self) -> float:
        """Height of all that stands above the rows."""
        return self.over + (canvas.height(self.title, TEXT + 1) + GAP if self.title else 0.0)


def draw_banner(
    tables: Sequence[HeatTable],
    *,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    of_columns: bool = True,
) -> Picture:
    """Draw questions by their banner questions, one below the other.

    Parameters
    ----------
    tables : sequence of HeatTable
        The questions; the cells of a total have no colour.
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.
    of_columns : bool, optional
        Whether the shares are of the columns' bases; colours always tell those.

    Returns
    -------
    Picture
        A matplotlib figure that pyplot does not know, with one Axes a question. Blue cells lie
        above the total, orange ones below it; bold ones have an arrow. Its ``description`` tells
        it in words.
    """
    with canvas.style():
        left = max(canvas.width(text, TEXT) for each in tables for text in _labels(each)) + 2 * GAP
        cell = min(max(min(_share_of(WIDTH, left, each) for each in tables), NARROWEST), WIDEST)
        rooms = [cell * len(each.columns) + _gaps(each) for each in tables]
        wide = max(WIDTH, 2 * MARGIN + left + max(rooms))
        alone = len(tables) == 1
        laid = [_Laid.of(each, cell, wide - 2 * MARGIN, alone=alone) for each in tables]
        caption = captions.wrap_caption(
            title,
            subtitle,
            [*_key(tables, of_columns=of_columns), *notes],
            wide - 2 * MARGIN,
            labels=[text for each in laid for text in (*each.texts, *each.headings)],
        )
        tall = sum(each.above + each.rows.total + TABLES for each in laid) - TABLES
        below = 5 if _grouped(tables) else 1
        picture = Picture(
            wide,
            2 * MARGIN + caption.above + tall + below * GAP + caption.below,
            description=_describe(title, tables, of_columns=of_columns),
        )
        top = MARGIN + caption.above
        for each, room in zip(laid, rooms, strict=True):
            axes = picture.panel(MARGIN + left, top + each.above, room, each.rows.total)
            _draw_table(axes, each, cell, room, left)
            top += each.above + each.rows.total + TABLES
        if _grouped(tables):
            _write_scale(axes, room)
        captions.write_around(picture, caption, margin=MARGIN)
    return picture


def _grouped(tables: Sequence[HeatTable]) -> bool:
    """Tell whether there are columns beside totals: only these have colours."""
    return any(column.group for table in tables for column in table.columns)


def _key(tables: Sequence[HeatTable], *, of_columns: bool) -> list[str]:
    """Explain colours, arrows and letters, where there are any."""
    if not _grouped(tables):
        return []
    cells = [cell for table in tables for column in table.columns for cell in column.cells]
    signs = any(cell.arrow or cell.letters for cell in cells)
    colours = say(f"drawing.banner.{'colours' if of_columns else 'colours_of_columns'}")
    return [say(f"drawing.banner.{'key' if signs else 'plain_key'}", colours=colours)]


def _labels(table: HeatTable) -> list[str]:
    return [canvas.wrap(each, TEXT, LABELS, lines=3) for each in table.rows]


def _gaps(table: HeatTable) -> float:
    return BETWEEN * (len(dict.fromkeys(each.group for each in table.columns)) - 1)


def _share_of(wide: float, left: float, table: HeatTable) -> float:
    """Return the width of a cell where a table fills the drawing."""
    return (wide - 2 * MARGIN - left - _gaps(table)) / len(table.columns)


def _draw_table(axes: Axes, laid: _Laid, cell: float, room: float, left: float) -> None:
    _frame(axes, laid.texts, laid.rows, room, left)
    columns = laid.table.columns
    _write_heads(axes, columns, laid.headings, laid.groups, cell, laid.heads)
    _draw_cells(axes, columns, cell, laid.rows)
    if laid.title:
        canvas.write(
            axes, laid.title, (0, 1), (-left, laid.over), size=TEXT + 1, weight="bold", up="bottom"
        )


def _heading(column: HeatColumn, cell: float) -> str:
    text = canvas.wrap(column.heading, SMALL, cell - 3, lines=4)
    letter = f"({column.letter})" if column.letter else ""
    return "\n".join(each for each in (text, letter, column.base) if each)


def _lefts(columns: Sequence[HeatColumn], cell: float) -> list[float]:
    """Return where columns begin, banner questions a little apart."""
    lefts, at, group = [], 0.0, columns[0].group
    for each in columns:
        at += BETWEEN if each.group != group else 0.0
        group = each.group
        lefts.append(at)
        at += cell
    return lefts


def _groups(columns: Sequence[HeatColumn], cell: float) -> list[tuple[str, float, float]]:
    """Return the upper headings, wrapped, with where they begin and end."""
    lefts, found = _lefts(columns, cell), []
    for name in dict.fromkeys(each.group for each in columns):
        own = [at for at, each in zip(lefts, columns, strict=True) if each.group == name]
        start, end = own[0], own[-1] + cell
        text = canvas.wrap(name, SMALL, end - start - 2, lines=2, weight="bold") if name else ""
        found.append((text, start, end))
    return found


def _frame(axes: Axes, texts: Sequence[str], rows: Rows, room: float, left: float) -> None:
    axes.set_xlim(0, room)
    axes.set_ylim(rows.total, 0)
    axes.spines[:].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for text, y in zip(texts, rows.centres, strict=True):
        canvas.write(axes, text, (0, y), (-left, 0), size=TEXT, row=True)


def _write_heads(
    axes: Axes,
    columns: Sequence[HeatColumn],
    headings: Sequence[str],
    groups: Sequence[tuple[str, float, float]],
    cell: float,
    heads: float,
) -> None:
    """Write the headings of columns, and above them those of banner questions with a line."""
    room = axes.get_xlim()[1]
    for at, heading in zip(_lefts(columns, cell), headings, strict=True):
        middle = ((at + cell / 2) / room, 1.0)
        canvas.write(axes, heading, middle, (0, GAP), size=SMALL, across="center", up="bottom")
    for text, start, end in groups:
        if not text:
            continue
        top = heads + 1.6 * GAP
        middle = ((start + end) / 2 / room, 1.0)
        canvas.write(
            axes, text, middle, (0, top + 2), size=SMALL, weight="bold", across="center",
            up="bottom",
        )  # fmt: skip
        height = 1.0 + top / axes.get_ylim()[0]
        axes.plot(
            [start / room, (end - 2) / room], [height, height], transform=axes.transAxes,
            color=palette.RAIL, linewidth=0.8, clip_on=False,
        )  # fmt: skip


def _draw_cells(axes: Axes, columns: Sequence[HeatColumn], cell: float, rows: Rows) -> None:
    between = [(a + b) / 2 for a, b in zip(rows.centres, rows.centres[1:], strict=False)]
    edges = [0.0, *between, rows.total]
    room = axes.get_xlim()[1]
    for at, column in zip(_lefts(columns, cell), columns, strict=True):
        for row, each in enumerate(column.cells):
            axes.add_patch(
                Rectangle(
                    (at, edges[row]), cell, edges[row + 1] - edges[row],
                    facecolor=_colour(each.apart if column.group else float("nan")),
                    edgecolor=palette.PAPER, linewidth=1.2,
                )
            )  # fmt: skip
            middle, y = (at + cell / 2) / room, rows.centres[row]
            lift = LINE / 2 if each.letters else 0.0
            text = " ".join(part for part in (percent(each.share), each.arrow) if part)
            canvas.write(
                axes, text, (middle, y), (0, lift), size=SMALL, row=True, across="center",
                weight="bold" if each.arrow else "normal", up="center_baseline",
            )  # fmt: skip
            if each.letters:
                told = canvas.wrap(each.letters, SMALL - 1.5, cell - 2, lines=1)
                canvas.write(
                    axes, told, (middle, y), (0, lift - LINE), size=SMALL - 1.5, row=True,
                    across="center", up="center_baseline",
                )  # fmt: skip


def _colour(apart: float) -> str:
    """Return blue for a share above the total's, orange for one below, paler the nearer."""
    if not isfinite(apart):
        return palette.PAPER
    depth = DEEPEST * min(abs(apart) / FULL, 1.0)
    full = to_rgb(palette.BLUE if apart >= 0 else palette.VERMILLION)
    red, green, blue = ((1 - depth) + depth * each for each in full)
    return to_hex((red, green, blue))


def _write_scale(axes: Axes, room: float) -> None:
    """Write the colours of some differences below the table."""
    height, wide = axes.get_ylim()[0], 46.0
    start = max(room - wide * len(STEPS), 0.0)
    for place, step in enumerate(STEPS):
        left, low = (start + place * wide) / room, -(3.0 * GAP) / height
        patch = Rectangle(
            (left, low), wide / room * 0.94, 1.7 * GAP / height, transform=axes.transAxes,
            facecolor=_colour(step), edgecolor=palette.GRID, linewidth=0.6, clip_on=False,
        )  # fmt: skip
        axes.add_patch(patch)
        middle = (left + wide / room * 0.47, low + 0.85 * GAP / height)
        canvas.write(
            axes, points(step, 0), middle, size=SMALL - 0.5, across="center", up="center_baseline"
        )  # fmt: skip


def _describe(title: str, tables: Sequence[HeatTable], *, of_columns: bool) -> str:
    """Tell what the drawing shows: its size, and the cells that lie furthest from the total."""
    parts = [_described(each, of_columns=of_columns) for each in tables]
    if len(tables) > 1:
        named = zip(tables, parts, strict=True)
        parts = [
            say("drawing.banner.of", title=ended(each.title, ". "), told=part)
            for each, part in named
        ]  # noqa: E501
    return ended(title, ". ") + " ".join(parts)


def _described(table: HeatTable, *, of_columns: bool) -> str:
    key = f"drawing.banner.{'cell' if of_columns else 'cell_of_columns'}"
    cells = [
        (abs(each.apart), say(key, row=row, column=column.heading, share=percent(each.share), points=points(each.apart, 0)))  # noqa: E501
        for column in table.columns
        if column.group
        for row, each in zip(table.rows, column.cells, strict=True)
        if each.arrow and isfinite(each.apart)
    ]  # fmt: skip
    cells.sort(key=lambda pair: -pair[0])
    return say(
        "drawing.banner.alt",
        rows=count(len(table.rows)),
        columns=count(len(table.columns)),
        cells=say("drawing.between").join(told for _, told in cells[:NAMED]) or say("drawing.none"),
    )
