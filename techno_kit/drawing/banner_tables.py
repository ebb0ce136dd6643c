"""Banner tables: two rows of headings, questions down the side, their bases at the foot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from techno_kit.drawing.markup import CLASS, STYLE, lines_html, text_html
from techno_kit.drawing.terminal import table_text
from techno_kit.wording import say

RANGE = re.compile(r"\d+-\d+")
NARROW = 30  # widest column in a terminal


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """One row: its name, the text of every column, and whether it is one of bases."""

    label: str
    cells: tuple[str, ...]
    base: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Body:
    """The rows of one question, under its wording; without one where the caption has it."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, eq=False, slots=True)
class BannerTable:
    """A banner table as readers see it.

    Attributes
    ----------
    title : str
        What it shows.
    heads : tuple of (str, int)
        The upper headings, each with the number of its columns.
    columns : tuple of str
        The lower headings; a line end begins a line.
    bodies : tuple of Body
        The questions.
    """

    title: str
    heads: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]
    bodies: tuple[Body, ...]


def banner_html(table: BannerTable, *, notes: Sequence[str] = ()) -> str:
    """Write a banner table as HTML with scopes for screen readers, and notes.

    Parameters
    ----------
    table : BannerTable
        Its texts.
    notes : sequence of str, optional
        Sentences below it.

    Returns
    -------
    str
        A ``style`` and a ``table`` element, as `markup.table_html` writes them. Everything is
        escaped; colours are the page's own.
    """
    width = 1 + len(table.columns)
    parts = [f"<caption>{text_html(table.title)}</caption>", _groups(table), _head(table)]
    parts += [_body(each, width) for each in table.bodies]
    if notes:
        told = "<br>".join(text_html(note) for note in notes)
        parts.append(f'<tfoot><tr><td colspan="{width}"><div>{told}</div></td></tr></tfoot>')
    lines = "\n".join(parts)
    return f'{STYLE}\n<table class="{CLASS}">\n{lines}\n</table>'


def _groups(table: BannerTable) -> str:
    spans = "".join(f'<colgroup span="{size}"></colgroup>' for _, size in table.heads)
    return f"<colgroup></colgroup>{spans}"


def _unbroken(html: str) -> str:
    """Keep ranges of numbers, such as 50-64, on one line."""
    return RANGE.sub(lambda found: f"<span>{found[0]}</span>", html)


def _head(table: BannerTable) -> str:
    narrow = _empty(table)
    upper = "".join(
        f'<th scope="colgroup" colspan="{size}" class="number head">{text_html(title)}</th>'
        if title
        else f'<td colspan="{size}"></td>'
        for title, size in table.heads
    )
    lower = "".join(
        f'<th scope="col" class="number{" narrow" if place in narrow else ""}">'
        f"{_unbroken(lines_html(heading))}</th>"
        for place, heading in enumerate(table.columns)
    )
    return f"<thead><tr><td></td>{upper}</tr>\n<tr><td></td>{lower}</tr></thead>"


def _empty(table: BannerTable) -> set[int]:
    """Return the columns without a figure: they need no more room than their longest word."""
    rows = [row.cells for body in table.bodies for row in body.rows if not row.base]
    dash = say("numbers.missing")
    return {place for place, texts in enumerate(zip(*rows, strict=True)) if set(texts) == {dash}}


def _body(body: Body, width: int) -> str:
    rows = []
    if body.title:
        head = f'<th scope="rowgroup" colspan="{width}">{text_html(body.title)}</th>'
        rows.append(f"<tr>{head}</tr>")
    for row in body.rows:
        cells = "".join(f'<td class="number wrap">{lines_html(cell)}</td>' for cell in row.cells)
        kind = ' class="base"' if row.base else ""
        rows.append(f'<tr{kind}><th scope="row">{text_html(row.label)}</th>{cells}</tr>')
    return "<tbody>\n" + "\n".join(rows) + "\n</tbody>"


def banner_text(table: BannerTable, *, notes: Sequence[str] = ()) -> str:
    """Write a banner table as aligned lines of plain text; the upper headings go into its title.

    Parameters
    ----------
    table : BannerTable
        Its texts.
    notes : sequence of str, optional
        Lines below it.
    """
    names = [f"column {place}" for place in range(len(table.columns))]
    frame = pd.DataFrame(
        [
            {
                "group": body.title,
                "row": row.label,
                **dict(zip(names, row.cells, strict=True)),
            }
            for body in table.bodies
            for row in body.rows
        ],
        columns=["group", "row", *names],
    )
    headings = dict(zip(names, table.columns, strict=True))
    titled = any(body.title for body in table.bodies)
    return table_text(
        frame,
        title=table.title,
        columns={"row": say("columns.answer"), **headings},
        numbers=names,
        group="group" if titled else None,
        notes=notes,
        limit=NARROW,
    )
