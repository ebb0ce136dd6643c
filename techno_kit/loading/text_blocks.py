"""The rows of a delimited text, taken up block by block into columns of their final size."""

from collections.abc import Iterator
from typing import Any, Final, TextIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.loading.row_arrays import PART, Rows, parts

CELLS: Final = 1 << 17  # of a block: pandas takes some thirty bytes for each while it reads
FEWEST_ROWS: Final = 256  # of a block, however many columns there are: each column costs time too
MOST_COLUMNS: Final = 32_768  # more are no survey; each takes room and time of its own
SMALL: Final = 1 << 20  # cells of a frame that is laid out anew, so that its columns lie together


class TextColumn:
    """A column whose blocks pandas took for numbers, texts or something else.

    Blocks without any value are of every kind. Where the others are of several kinds, or of one
    that says more than the text, the column has to be read again as text.

    Parameters
    ----------
    rows : int
        How many there will be at most, where that is known.
    """

    def __init__(self, rows: int = 0) -> None:
        self.expected = rows
        self.blanks = 0  # rows so far, as long as none holds a value
        self.numbers: Rows | None = None
        self.texts: list[Any] = []
        self.mixed: Rows | None = None  # where a column that is to be read again is blank

    def add(self, values: "pd.Series[Any]") -> None:
        """Take up a block."""
        if self.mixed is not None:
            self.mixed.add(values.isna().to_numpy())
        elif values.dtype.kind == "f" and np.isnan(values.to_numpy()).all():
            self._add_blanks(len(values))
        elif values.dtype == "str":
            self._add_texts(values)
        elif values.dtype.kind in "iuf":
            self._add_numbers(values.to_numpy())
        else:
            self._mix(values)

    def result(self) -> Any:
        """Return numbers or texts; truth values that are blank where a mixed column is."""
        if self.mixed is not None:
            blank = self.mixed.whole()
            return pd.arrays.BooleanArray(np.ones(len(blank), np.bool_), blank)
        if self.texts:
            blocks, self.texts = self.texts, []
            return joined(blocks)
        return self.numbers.whole() if self.numbers else np.full(self.blanks, np.nan)

    def _add_blanks(self, n: int) -> None:
        if self.texts:
            self.texts.append(_blank_texts(n))
        elif self.numbers is not None:
            self.numbers.add(np.full(n, np.nan))
        else:
            self.blanks += n

    def _add_texts(self, values: "pd.Series[Any]") -> None:
        if self.numbers is not None:
            self._mix(values)
            return
        if self.blanks and not self.texts:
            self.texts.append(_blank_texts(self.blanks))
        self.texts.append(values.array)

    def _add_numbers(self, values: NDArray[Any]) -> None:
        kinds = {values.dtype.kind, self.numbers.kind.kind if self.numbers else "f"}
        if self.texts or kinds == {"i", "u"}:  # no type holds all digits of both
            self._mix(pd.Series(values))
            return
        if self.numbers is None:
            self.numbers = Rows(values.dtype, self.expected)
            if self.blanks:
                self.numbers.add(np.full(self.blanks, np.nan))
        self.numbers.add(values)

    def _mix(self, values: "pd.Series[Any]") -> None:
        """Keep of all blocks only where they are blank."""
        self.mixed = Rows(np.bool_, self.expected)
        if self.numbers is not None:
            self.mixed.add(np.isnan(self.numbers.whole()))
        elif self.texts:
            for block in self.texts:
                self.mixed.add(np.asarray(block.isna(), np.bool_))
        else:
            self.mixed.add(np.ones(self.blanks, np.bool_))
        self.numbers, self.texts = None, []
        self.mixed.add(values.isna().to_numpy())


class TypedColumn:
    """A column all of whose blocks are of one kind: numbers, or anything else.

    Parameters
    ----------
    rows : int
        How many there will be at most, where that is known.
    """

    def __init__(self, rows: int = 0) -> None:
        self.expected = rows
        self.numbers: Rows | None = None
        self.others: list[Any] = []

    def add(self, values: "pd.Series[Any]") -> None:
        """Take up a block."""
        if values.dtype.kind not in "iuf":
            self.others.append(values.array)
            return
        if self.numbers is None:
            self.numbers = Rows(values.dtype, self.expected)
        self.numbers.add(values.to_numpy())

    def result(self) -> Any:
        """Return the column."""
        return joined(self.others) if self.numbers is None else self.numbers.whole()


def _blank_texts(n: int) -> Any:
    return pd.Series(np.full(n, np.nan), dtype="str").array


def joined(blocks: list[Any]) -> Any:
    """Return blocks of texts as one array; the list is emptied."""
    texts = pd.concat([pd.Series(each, copy=False) for each in blocks], ignore_index=True)
    blocks.clear()
    return texts.array


def coded(column: "pd.Series[Any]") -> tuple[NDArray[np.signedinteger[Any]], list[Any]]:
    """Return small codes (-1 where blank) and the different values, as they come.

    As `pandas.factorize`, which takes sixteen bytes a row for it.
    """
    places: dict[Any, int] = {}
    codes = Rows(np.int8, len(column))
    for at in range(0, len(column), PART):
        part, values = pd.factorize(column.iloc[at : at + PART])
        own = [places.setdefault(each, len(places)) for each in values]
        table = np.array([*own, -1], np.min_scalar_type(-len(places) - 1))
        codes.add(table[part])
    return codes.whole(), list(places)


def looked_up(table: NDArray[np.float64], codes: NDArray[Any]) -> NDArray[np.float64]:
    """Return `table[codes]`."""
    found = Rows(np.float64, len(codes))
    for part in parts(codes):
        found.add(table[part])
    return found.whole()


def block_rows(width: int) -> int:
    """Return how many rows are read at a time."""
    return max(FEWEST_ROWS, CELLS // max(width, 1))


def blocks_of(handle: TextIO, options: dict[str, Any], width: int) -> Iterator[pd.DataFrame]:
    """Let pandas read rows, a block at a time."""
    with pd.read_csv(handle, **options, chunksize=block_rows(width)) as reader:
        yield from reader


def frame_of(blocks: Iterator[pd.DataFrame], expected: int) -> pd.DataFrame:
    """Return the rows of all blocks, every column as pandas takes it.

    Parameters
    ----------
    blocks : iterator of pandas.DataFrame
        Blocks of the same columns.
    expected : int
        How many rows there will be at most, where that is known.
    """
    columns: dict[Any, TextColumn] = {}
    for block in blocks:
        if not columns:
            columns = {name: TextColumn(expected) for name in block}
        for name, values in block.items():
            columns[name].add(values)
    return framed({name: column.result() for name, column in columns.items()})


def framed(columns: dict[Any, Any]) -> pd.DataFrame:
    """Return a frame of columns, none of them copied where that matters."""
    n = len(next(iter(columns.values()), ()))
    return pd.DataFrame(columns, copy=n * len(columns) <= SMALL)
