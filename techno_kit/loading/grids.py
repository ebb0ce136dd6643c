"""What delimited text and sheets have in common: a head that is looked at, and a body below it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pandas as pd

Head = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Grid(ABC):
    """A table of cells, of which the first rows may be anything that a platform writes there.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    head : tuple of tuple of str
        The first records, header first, each filled up to the same width.
    details : tuple of str
        How the cells are written, in short phrases.
    format : str
        What kind of file the grid stands in, as ``format=`` names it.
    """

    path: Path
    head: Head
    details: tuple[str, ...]
    format: str

    @abstractmethod
    def body(
        self, header_rows: int, names: Sequence[str] | None = None
    ) -> tuple[pd.DataFrame, list[str]]:
        """Return the rows below the header, and notes of what was understood.

        Columns of numbers are numbers, all others text; an empty cell is missing. Rows without any
        value are left out, and told.

        Parameters
        ----------
        header_rows : int
            Number of records that are no answers.
        names : sequence of str, optional
            A name for each column, each once; those of the first record, tidied, when left out.

        Raises
        ------
        ReadError
            If rows do not have as many fields as the header, or there are none.
        """

    @abstractmethod
    def texts(self, header_rows: int, places: Sequence[int]) -> pd.DataFrame:
        """Return some columns as the text that stands in the cells, by their places from 0.

        Rows without any value are left out as `body` leaves them out.
        """

    def with_decimal(self, decimal: str) -> Self:
        """Return the grid with a decimal sign that is the only one, where cells are text."""
        return self

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.head[0])


def even(records: Sequence[Sequence[str]]) -> Head:
    """Return records filled up to the width of the widest.

    Examples
    --------
    >>> even([["a", "b"], ["1"]])
    (('a', 'b'), ('1', ''))
    """
    width = max(map(len, records), default=0)
    return tuple((*each, *([""] * (width - len(each)))) for each in records)
