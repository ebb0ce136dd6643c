"""Tables as HTML that screen readers can tell and that looks right on light and dark pages."""

import re
from collections.abc import Collection, Mapping, Sequence
from html import escape
from itertools import count, groupby
from typing import Final

import pandas as pd

from techno_kit.drawing.cells import Column, Format, group_texts, read_columns
from techno_kit.wording import say

CLASS: Final = "techno-kit-table"
RULES: Final = {
    "": "border-collapse:collapse;color:inherit;font-variant-numeric:tabular-nums;margin:.5em 0",
    "caption": "caption-side:top;color:inherit;font-weight:bold;padding:.25em .8em;text-align:left",
    "th, td": "background:none;border:0;color:inherit;padding:.25em .8em;text-align:left;"
    "vertical-align:baseline;white-space:normal",
    "thead th": "border-bottom:2px solid;font-weight:bold;vertical-align:bottom",
    "tbody th": "font-weight:normal",
    "tbody th[scope=rowgroup]": "font-weight:bold;padding-top:.8em",
    "tbody tr": "border-top:1px solid rgba(128,128,128,.35)",
    "th.number, td.number": "text-align:right",
    "td.number": "white-space:nowrap",
    "td.number.wrap": "white-space:normal",
    # of banner tables: questions across, and the bases at the foot of each question
    "thead th span": "white-space:nowrap",
    "thead th.narrow": "width:1px",
    "thead th.number.head": "border-bottom:1px solid rgba(128,128,128,.6);text-align:center",
    "tbody tr.base th, tbody tr.base td": "font-size:.85em;padding-bottom:.1em;padding-top:.1em",
    "tbody tr.base": "border-top:0",
    "tfoot td": "border-top:2px solid;font-size:.9em;line-height:1.4",
    # as wide as is read and seen at once, however wide the table is
    "tfoot div": "max-width:min(46rem, 100cqi - 1.6em)",
}


def _rule(selectors: str, body: str) -> str:
    # the class is named twice to outweigh the notebook's own rules for tables
    places = (f"table.{CLASS}.{CLASS} {part}".rstrip() for part in selectors.split(", "))
    return f"{', '.join(places)} {{{body}}}"


#: Signs that are no text: controls, and orders that would turn what follows a label around.
UNSEEN: Final = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]"
)
RTL: Final = "[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufeff]"
#: Words of such letters, which run from right to left, and the signs between them, once escaped.
RIGHT_TO_LEFT: Final = re.compile(f"{RTL}+(?:(?:&#?\\w+;|[ \\d.,()/-])*{RTL}+)*")

STYLE: Final = "<style>" + "\n".join(_rule(*rule) for rule in RULES.items()) + "</style>"


def text_html(text: str) -> str:
    """Escape a plain text; words from right to left keep to themselves, unseen signs go.

    Examples
    --------
    >>> text_html("a < b")
    'a &lt; b'
    """
    written = escape(UNSEEN.sub("", text))
    return RIGHT_TO_LEFT.sub(lambda found: f"<bdi>{found[0]}</bdi>", written)


def table_html(
    frame: pd.DataFrame,
    *,
    caption: str,
    notes: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    formats: Mapping[str, Format] | None = None,
    numbers: Collection[str] = (),
    wrap: Collection[str] = (),
    group: str | None = None,
    heads: int = 1,
) -> str:
    """Write a table as HTML with a caption, header cells with their scope, and notes.

    Parameters
    ----------
    frame : DataFrame
        What to show; its index is left out.
    caption : str
        What the table shows; it is read out first.
    notes : sequence of str, optional
        Sentences below the table.
    columns : mapping, optional
        Columns to show, in this order, and their headings; all, under their names, by default. A
        line end in a heading begins a line.
    formats : mapping, optional
        Column to the function that words a value. Without one whole numbers are grouped, other
        numbers get two decimals. A missing value is a dash.
    numbers : collection of str, optional
        Columns of text that are right-aligned as numbers are.
    wrap : collection of str, optional
        Columns of numbers whose cells may take several lines where the table is short of room.
    group : str, optional
        Column whose runs of equal values become groups of rows under a heading of their own; a
        missing value gives a group without one.
    heads : int, default 1
        Leading columns whose cells head their row.

    Returns
    -------
    str
        A ``style`` and a ``table`` element. Everything is escaped; colours are the page's own.

    Examples
    --------
    >>> frame = pd.DataFrame({"rung": ["Critics"], "share": [0.37]})
    >>> page = table_html(frame, caption="Shares", formats={"share": "{:.0%}".format})
    >>> '<th scope="row">Critics</th><td class="number">37%</td>' in page
    True
    """
    shown = read_columns(frame, columns, formats, numbers, wrap)
    parts = [f"<caption>{text_html(caption)}</caption>", _head(shown)]
    if group is None:
        parts.append(_body(shown, range(len(frame)), "", heads))
    else:
        names = group_texts(frame[group], (formats or {}).get(group))
        for name, run in groupby(range(len(frame)), key=names.__getitem__):
            parts.append(_body(shown, list(run), name, heads))
    if notes:
        told = "<br>".join(text_html(note) for note in notes)
        parts.append(f'<tfoot><tr><td colspan="{len(shown)}"><div>{told}</div></td></tr></tfoot>')
    lines = "\n".join(parts)
    return f'{STYLE}\n<table class="{CLASS}">\n{lines}\n</table>'


#: A table as `table_html` writes it. Every label in it is escaped, so none can end it.
TABLE: Final = re.compile(
    re.escape(STYLE) + r"\n(<table .*?<caption>(.*?)</caption>.*?</table>)", re.DOTALL
)


def page_tables(html: str) -> str:
    """Fit the tables of `table_html` into a page that states `STYLE` itself.

    Parameters
    ----------
    html : str
        Anything with such tables in it.

    Returns
    -------
    str
        The same, the tables without their style, each in a region of its own: a wide one scrolls
        there, and the keyboard and screen readers reach it by its number and caption.

    Examples
    --------
    >>> one = table_html(pd.DataFrame({"rung": ["Critics"]}), caption="Rungs")
    >>> page_tables(one)[:68]
    '<div class="scroll" role="region" tabindex="0" aria-label="Table 1: '
    """
    numbers = count(1)

    def region(found: re.Match[str]) -> str:
        caption = re.sub("</?bdi>", "", found[2])  # escaped already; an attribute holds no element
        label = say("page.table", n=next(numbers), caption=caption)
        opened = f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">'
        return f"{opened}\n{found[1]}\n</div>"

    return TABLE.sub(region, html)


def _kind(column: Column) -> str:
    return ' class="number"' if column.number else ""


def _kind_of_cell(column: Column) -> str:
    return ' class="number wrap"' if column.number and column.wrap else _kind(column)


def lines_html(text: str) -> str:
    """Return a text of several lines, escaped."""
    return "<br>".join(text_html(line) for line in text.splitlines())


def _head(shown: Sequence[Column]) -> str:
    cells = (
        f'<th scope="col"{_kind(column)}>{lines_html(column.head)}</th>'
        if column.head.strip()
        else "<td></td>"  # an empty header cell is an error to screen readers
        for column in shown
    )
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _body(shown: Sequence[Column], at: Sequence[int], name: str, heads: int) -> str:
    rows = [_row(shown, row, heads) for row in at]
    if name:
        head = f'<tr><th scope="rowgroup" colspan="{len(shown)}">{text_html(name)}</th></tr>'
        rows.insert(0, head)
    return "<tbody>\n" + "\n".join(rows) + "\n</tbody>"


def _row(shown: Sequence[Column], row: int, heads: int) -> str:
    cells = []
    for place, column in enumerate(shown):
        text = lines_html(column.texts[row]) if column.wrap else text_html(column.texts[row])
        if place < heads and text:
            cells.append(f'<th scope="row"{_kind(column)}>{text}</th>')
        else:
            cells.append(f"<td{_kind_of_cell(column)}>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"
