"""Tables as plain text for a terminal, aligned whatever script their labels are in."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Final
from unicodedata import category, combining, east_asian_width

import pandas as pd

from techno_kit.drawing.cells import Column, Format, group_texts, read_columns

GAP: Final = "  "
INDENT: Final = "  "
PROSE: Final = 96  # terminal columns of sentences
LINE: Final = "─"
ORDERS: Final = set(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)  # of writing direction


def table_text(
    frame: pd.DataFrame,
    *,
    title: str = "",
    notes: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    formats: Mapping[str, Format] | None = None,
    numbers: Collection[str] = (),
    group: str | None = None,
    limit: int = 44,
) -> str:
    """Write a table as aligned lines of plain text.

    Parameters
    ----------
    frame : DataFrame
        What to show; its index is left out.
    title : str, optional
        A line above it.
    notes : sequence of str, optional
        Lines below it.
    columns, formats, numbers, group
        As in `markup.table_html`; the rows of a group are indented under its heading.
    limit : int, default 44
        Widest column, in terminal columns; longer texts take several lines.

    Returns
    -------
    str
        Lines without a line end after the last. East Asian wide signs count two columns, combining
        marks none; signs that steer a terminal are blanked.

    Examples
    --------
    >>> frame = pd.DataFrame({"rung": ["Critics", "批評家"], "share": [0.37, None]})
    >>> print(table_text(frame, formats={"share": "{:.0%}".format}))
    rung     share
    ──────────────
    Critics    37%
    批評家       –
    """
    shown = read_columns(frame, columns, formats, numbers)
    indent = INDENT if group is not None else ""
    blocks = [[folded(text, limit) for text in (column.head, *column.texts)] for column in shown]
    widths = [max(columns_of(line) for cell in cells for line in cell) for cells in blocks]
    rows = [_lines([cells[at] for cells in blocks], shown, widths) for at in range(len(frame) + 1)]
    lines = [indent + line for line in rows[0]]
    lines.append(LINE * (len(indent) + sum(widths) + len(GAP) * max(len(widths) - 1, 0)))
    names = [""] * len(frame)
    if group is not None:
        names = group_texts(frame[group], (formats or {}).get(group))
    for name, run in groupby(range(len(frame)), key=names.__getitem__):
        lines += [_clean(name)] if name else []
        lines += [indent + line for at in run for line in rows[at + 1]]
    told = [line for note in notes for line in folded(note, PROSE)]
    return "\n".join([_clean(title)] * bool(title) + lines + told)


def columns_of(text: str) -> int:
    """Count the terminal columns that a text takes.

    Examples
    --------
    >>> columns_of("Fryslân"), columns_of("批評家")
    (7, 6)
    """
    return sum(_columns_of_sign(sign) for sign in text)


def _columns_of_sign(sign: str) -> int:
    if combining(sign) or category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


def _clean(text: str) -> str:
    """Blank what steers a terminal: escapes, tabs, line ends, orders of writing direction."""
    return "".join(
        " " if category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text if sign not in ORDERS
    )


def folded(text: str, limit: int = PROSE) -> list[str]:
    """Fold a text into lines of at most `limit` columns, at blanks where there are any."""
    lines, line = [], ""
    for word in _clean(text).split():
        longer = f"{line} {word}" if line else word
        if columns_of(longer) <= limit:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, limit)
        lines += full
    return [*lines, line]


def _cut(word: str, limit: int) -> list[str]:
    parts = [""]
    for sign in word:
        if columns_of(parts[-1] + sign) > limit:
            parts.append("")
        parts[-1] += sign
    return parts


def _lines(
    cells: Sequence[Sequence[str]], shown: Sequence[Column], widths: Sequence[int]
) -> list[str]:
    """Set one row, as many lines as its highest cell has."""
    lines = []
    for at in range(max(map(len, cells), default=0)):
        texts = [cell[at] if at < len(cell) else "" for cell in cells]
        padded = (
            _padded(text, width, column.number)
            for text, width, column in zip(texts, widths, shown, strict=True)
        )
        lines.append(GAP.join(padded).rstrip())
    return lines


def _padded(text: str, width: int, number: bool) -> str:
    blank = " " * (width - columns_of(text))
    return blank + text if number else text + blank
