"""Where everything lies in a forest plot: labels, panels, lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

import pandas as pd

from techno_kit.drawing import canvas
from techno_kit.drawing.bars import GAP, Rows, lay_rows
from techno_kit.wording import decimal, say

WIDTH: Final = 684.0  # points: 9.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
SMALL: Final = 8.5
ROW: Final = 18.0
LABELS: Final = 0.26  # of the width, at most
ACROSS: Final = 3  # panels side by side
VALUES: Final = 34.0  # room for the numbers beside a panel


@dataclass(frozen=True, slots=True)
class Line:
    """One line of every panel: a level, a number, or the heading of a term's levels.

    Attributes
    ----------
    term, level, reference : str
        As in the table; `level` and `reference` are empty for a number.
    heading : bool
        Whether it heads the levels below it.
    label : str
        Its words.
    unit : str
        What the effect of a number is of; empty for 1 more.
    """

    term: str
    level: str
    reference: str
    heading: bool = False
    label: str = ""
    unit: str = ""

    @property
    def indent(self) -> float:
        """How far levels stand below their heading, in points."""
        return GAP if self.level else 0.0

    def told(self, terms: Mapping[str, str]) -> str:
        """Word the line by itself."""
        title = terms.get(self.term, self.term)
        if not self.level:
            unit = self.unit or say("drawing.effects.unit")
            return say("drawing.effects.number", term=title, unit=unit)
        against = say("drawing.effects.against", level=self.reference)
        return say("drawing.love.row", variable=title, level=f"{self.level} {against}")


@dataclass(frozen=True, slots=True)
class Forest:
    """A forest plot, measured.

    Attributes
    ----------
    outcomes, heads : tuple of str
        The panels and their headings, wrapped.
    lines : tuple of Line
        The lines of every panel, from the top.
    texts : tuple of str
        Their labels, wrapped.
    rows : Rows
        Where the lines lie.
    across : int
        Panels side by side.
    left, room, step : float
        Width of the labels, of a panel, and from one panel to the next, in points.
    """

    outcomes: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    texts: tuple[str, ...]
    rows: Rows
    across: int
    left: float
    room: float
    step: float

    def total(self, head: float, ticks: float, between: float) -> float:
        """Return the height of all panels with headings and ticks, in points."""
        bands = [self.heads[at : at + self.across] for at in range(0, len(self.heads), self.across)]
        heads = sum(max(canvas.height(each, TEXT) for each in band) + head for band in bands)
        return heads + len(bands) * (self.rows.total + ticks + between) - between


def read_lines(
    table: pd.DataFrame,
    terms: Mapping[str, str],
    most: int,
    units: Mapping[str, str] | None = None,
) -> tuple[list[Line], int]:
    """Return the lines that all panels share, and how many effects are left out.

    Parameters
    ----------
    table : DataFrame
        As `draw_effects` takes it.
    terms : mapping of str to str
        Term to its words.
    most : int
        Effects of a panel that are drawn.
    units : mapping of str to str, optional
        A number's term to the words for what its effect is of.
    """
    found = table.drop_duplicates(["term", "level"])[["term", "level", "reference"]]
    lines: list[Line] = []
    for term, rows in found.head(most).groupby("term", sort=False, observed=False):
        title = terms.get(str(term), str(term))
        for row in rows.to_dict("records"):
            if pd.isna(row["level"]):
                line = Line(str(term), "", "", unit=(units or {}).get(str(term), ""))
                lines.append(replace(line, label=line.told(terms)))
                continue
            reference = str(row["reference"])
            if not lines or lines[-1].term != term:
                against = say("drawing.effects.against", level=reference)
                lines.append(Line(str(term), "", "", heading=True, label=f"{title} {against}"))
            level = str(row["level"])
            lines.append(Line(str(term), level, reference, label=level))
    return lines, max(len(found) - most, 0)


def lay_forest(lines: Sequence[Line], heads: Sequence[str], outcomes: Sequence[str]) -> Forest:
    """Measure a forest plot.

    Parameters
    ----------
    lines : sequence of Line
        The lines of every panel.
    heads, outcomes : sequence of str
        The panels' headings and names.
    """
    limit = LABELS * WIDTH
    texts = tuple(
        canvas.wrap(
            line.label,
            TEXT,
            limit - line.indent,
            lines=3,
            weight="bold" if line.heading else "normal",
        )
        for line in lines
    )
    widths = [
        canvas.width(text, TEXT, "bold" if line.heading else "normal") + line.indent
        for line, text in zip(lines, texts, strict=True)
    ]
    left = max(widths, default=0.0) + 1.5 * GAP
    across = ceil(len(outcomes) / ceil(len(outcomes) / ACROSS)) if outcomes else 1
    step = (WIDTH - 2 * MARGIN - left) / across
    room = step - VALUES - 1.5 * GAP
    rows = lay_rows(texts, [False] * len(texts), size=TEXT, row=ROW)
    wrapped = tuple(canvas.wrap(head, TEXT, step - GAP, lines=3, weight="bold") for head in heads)
    return Forest(tuple(outcomes), wrapped, tuple(lines), texts, rows, across, left, room, step)


def signed(value: float, digits: int) -> str:
    """Write a number with its sign.

    Examples
    --------
    >>> signed(10.0, 0), signed(-2.5, 1), signed(0.0, 0)
    ('+10', '-2.5', '0')
    """
    text = decimal(value, digits)
    return f"+{text}" if value > 0 and text != decimal(0.0, digits) else text
