"""A table as readers see it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

ROOMY, NARROW = 44, 18  # widest columns in a terminal, of few columns and of many
FEW = 6  # columns
SHARES = ("group ", "answer ")  # how the names of columns of shares begin


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """A table as readers see it.

    Attributes
    ----------
    title : str
        What it shows.
    frame : pandas.DataFrame
        Texts of its cells.
    columns : dict of str to str
        Its columns and their headings.
    notes : list of str
        Sentences below it.
    texts : int
        How many columns, from the first, are set as text; the others are numbers.
    """

    title: str
    frame: pd.DataFrame
    columns: dict[str, str]
    notes: list[str]
    texts: int = 1

    @property
    def numbers(self) -> list[str]:
        """The columns that are set as numbers."""
        return list(self.columns)[self.texts :]

    @property
    def cells(self) -> list[str]:
        """The columns of shares with letters, which may take several lines."""
        return [name for name in self.columns if name.startswith(SHARES)]

    @property
    def limit(self) -> int:
        """Widest column in a terminal."""
        return NARROW if len(self.columns) > FEW else ROOMY

    def html(self, *, wrap: Sequence[str], group: str | None = None) -> str:
        """Write the table as HTML; cells of `wrap` may take several lines, `group` spans rows."""
        from techno_kit.drawing.markup import table_html

        return table_html(
            self.frame,
            caption=self.title,
            notes=self.notes,
            columns=self.columns,
            numbers=self.numbers,
            wrap=wrap,
            group=group,
        )

    def plain(self, *, group: str | None = None) -> str:
        """Write the table as text for a terminal."""
        from techno_kit.drawing.terminal import table_text

        return table_text(
            self.frame,
            title=self.title,
            notes=self.notes,
            columns=self.columns,
            numbers=self.numbers,
            group=group,
            limit=self.limit,
        )
