"""Files of statistical packages through pyreadstat: dictionaries, and rows in blocks."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from techno_kit.analysis.weights.watching import watched
from techno_kit.errors import ReadError
from techno_kit.loading.spss_header import Layout
from techno_kit.loading.statistics_recoding import (
    BYTES,
    as_bytes,
    is_held,
    recoded,
    recoded_dictionary,
)
from techno_kit.wording import say

Kind = Literal["sav", "por", "dta", "xport", "sas7bdat", "sas7bcat"]
Block = dict[str, Any]

CELLS = 4_000_000  # values of a block, each of up to 8 bytes (a text: more) while it is read
CHUNK = 100_000  # rows for which pyreadstat takes memory where a file does not say how many
OPEN_CELLS = 1_600_000  # as CELLS, where a file does not say how many rows it has
MOST_BLOCKS = 24  # each goes through the rows before it once more
FEWEST_ROWS = 500
#: What the formats before UTF-8 were mostly written in, where the file does not say.
WESTERN = "WINDOWS-1252"
NOT_CONVERTED = ("requested encoding", "character set")  # of readstat's messages


@dataclass(frozen=True, slots=True)
class StatisticsFile:
    """A file and how its texts are written.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    kind : {"sav", "por", "dta", "xport", "sas7bdat"}
        The reader of pyreadstat.
    encoding : str or None
        The encoding of its texts, where it was asked for.
    layout : Layout or None
        Where the values of an SPSS file stand, if that is simple.
    """

    path: Path
    kind: Kind
    encoding: str | None = None
    layout: Layout | None = None

    def dictionary(self) -> Any:
        """Return pyreadstat's description of the variables; no row is read."""
        options = {} if self.kind == "sas7bcat" else {"metadataonly": True}
        meta = self._read(**options)[1]
        if self.encoding is not None and is_held(self.encoding):
            return recoded_dictionary(meta, self.encoding)
        return meta

    def blocks(self, names: Sequence[str], n: int | None) -> Iterator[Block]:
        """Yield the values of some columns, a block of rows at a time.

        Parameters
        ----------
        names : sequence of str
            The columns.
        n : int or None
            Rows in the file; None where it does not say.
        """
        if n is None:
            yield from self._unknown(names)
            return
        size = max(FEWEST_ROWS, CELLS // max(len(names), 1), -(-n // MOST_BLOCKS))
        starts = range(0, n, size)
        watch = watched(say("reading.statistics.progress", file=self.path.name))
        for at in watch(range(len(starts))):
            yield self._block(names, row_offset=starts[at], row_limit=size)

    def _unknown(self, names: Sequence[str]) -> Iterator[Block]:
        """Yield blocks of a file that does not say how many rows it has.

        pyreadstat then takes `CHUNK` rows of memory for each column, however few there are.
        """
        width = CELLS // CHUNK
        for first in range(0, len(names), width):
            some, start = names[first : first + width], 0
            size = length = max(CHUNK, OPEN_CELLS // len(some))
            while length == size:
                block = self._block(some, row_offset=start, row_limit=size)
                length = len(block[some[0]])
                start += length
                if length or not start:
                    yield block

    def _block(self, names: Sequence[str], **options: int) -> Block:
        if self.encoding is None or not is_held(self.encoding):
            frame, _ = self._read(usecols=list(names), **options)
            return {name: frame[name].to_numpy() for name in names}
        own = {name: as_bytes(name, self.encoding) for name in names}
        frame, _ = self._read(usecols=list(own.values()), **options)
        columns = {name: frame[own[name]].to_numpy() for name in names}
        return {
            name: np.array(recoded(values.tolist(), self.encoding), object)
            if values.dtype.kind not in "fiu"
            else values
            for name, values in columns.items()
        }

    def _read(self, **options: Any) -> tuple[pd.DataFrame, Any]:
        """Call pyreadstat: declared missing values stay, and dates stay numbers."""
        if self.encoding is not None and self.kind != "por":
            options["encoding"] = BYTES if is_held(self.encoding) else self.encoding
        try:
            pyreadstat, read = _reader(self.kind)
        except ImportError as error:
            told = say("reading.extra", file=self.path.name, package="pyreadstat")
            raise ReadError(told) from error
        damage = (IndexError, KeyError, MemoryError, OverflowError, TypeError, ValueError)
        if self.kind != "sas7bcat":
            options |= {"user_missing": True, "disable_datetime_conversion": True}
        try:
            with warnings.catch_warnings():
                # Of two variables of one name pyreadstat renames the second, and warns.
                warnings.simplefilter("ignore", UserWarning)
                found: tuple[pd.DataFrame, Any] = read(str(self.path), **options)
        except UnicodeDecodeError:
            raise
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, *damage) as error:
            raise ReadError(self._told(error)) from error
        return found

    def _told(self, error: Exception) -> str:
        """Word what readstat found wrong."""
        reason = str(error).strip() or type(error).__name__
        if any(each in reason for each in NOT_CONVERTED):
            if self.encoding is None:
                return say("reading.statistics.declared", file=self.path.name)
            return say("reading.statistics.asked", file=self.path.name, encoding=self.encoding)
        return say("reading.damaged", file=self.path.name, reason=reason)

    def undecoded(self) -> ReadError:
        """Return the error of texts that are not of the encoding that was asked for."""
        told = {"file": self.path.name, "encoding": self.encoding or "UTF-8"}
        return ReadError(say("reading.statistics.asked", **told))


def _reader(kind: Kind) -> tuple[Any, Callable[..., tuple[pd.DataFrame, Any]]]:
    """Return pyreadstat and its function for a kind of file."""
    import pyreadstat

    if kind in ("por", "xport"):
        # The public functions of these two turn every declared missing value into a blank.
        entry = import_module("pyreadstat.pyreadstat").parser_entry_point
        return pyreadstat, partial(entry, parser_format=kind)
    return pyreadstat, getattr(pyreadstat, f"read_{kind}")
