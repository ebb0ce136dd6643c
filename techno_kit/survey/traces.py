"""Who gave the same value in a column of personal data: numbers, from which no value can be made.

They are counted from 0 in the order of the rows. Values are held while files are read, no longer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.survey.encoding import text_of

Traces = Mapping[str, NDArray[np.int32]]


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Tracer:
    """Numbers the values of columns, alike in all files that it is shown.

    Attributes
    ----------
    known : dict of str to pandas.Index
        By column the values so far, in the order of their numbers.
    """

    known: "dict[str, pd.Index]" = field(default_factory=dict)

    def codes(self, column: str, series: "pd.Series[Any]") -> NDArray[np.int32]:
        """Return a number for each different value of a column, -1 for none."""
        places, held = _numbered(series)
        known = self.known.get(column)
        if known is None:
            self.known[column] = held
            return places
        if known.dtype != held.dtype:
            known, held = _texts(known), _texts(held)
        at = known.get_indexer(held)
        new = at < 0
        at[new] = len(known) + np.arange(new.sum())
        self.known[column] = known.append(held[new])
        return np.append(at, -1)[places].astype(np.int32)

    def is_counted(self, column: str) -> bool:
        """Tell whether the values of a column are numbers, which every file may begin anew."""
        held = self.known.get(column)
        return held is None or bool(_texts(held).str.isdecimal().all())


def _numbered(series: "pd.Series[Any]") -> "tuple[NDArray[np.int32], pd.Index]":
    """Return the number of every value, -1 for none, and the values, whatever the capitals."""
    if pd.api.types.is_numeric_dtype(series.dtype):
        codes, held = pd.factorize(series)
        return codes.astype(np.int32), pd.Index(held)
    texts = series.astype("str").str.strip().str.lower()
    codes, held = pd.factorize(texts.mask(texts == ""))
    return codes.astype(np.int32), pd.Index(held)


def _texts(held: "pd.Index") -> "pd.Index":
    return pd.Index([text_of(each) for each in held.tolist()], dtype="str")


def trace_of(series: "pd.Series[Any]") -> NDArray[np.int32]:
    """Return a number for each different value of a column, -1 for none, whatever the capitals.

    Examples
    --------
    >>> trace_of(pd.Series(["A@b.nl", "c@d.org", None, " a@b.nl"])).tolist()
    [0, 1, -1, 0]
    """
    return _numbered(series)[0]


def joined(waves: Sequence[Traces], sizes: Sequence[int], *, alike: bool) -> dict[str, Any]:
    """Return the traces of waves below each other.

    Parameters
    ----------
    waves : sequence of mapping of str to numpy.ndarray of int32
        Each wave's, from the first.
    sizes : sequence of int
        Respondents of each wave.
    alike : bool
        Whether a number means the same in all waves; else nobody is the same as in another wave.
    """
    made = {}
    for column in dict.fromkeys(name for traces in waves for name in traces):
        parts, least = [], 0
        for traces, n in zip(waves, sizes, strict=True):
            codes = traces.get(column)
            own = np.full(n, -1, np.int32) if codes is None else codes
            parts.append(np.where(own < 0, -1, own + least).astype(np.int32))
            least = 0 if alike else max(least, int(parts[-1].max(initial=-1)) + 1)
        made[column] = np.concatenate(parts)
    return made


def seen_before(waves: Iterable[Traces], column: str) -> list[int]:
    """Return how many respondents of each wave have a number that an earlier wave has."""
    before = np.array([], np.int32)
    found = []
    for traces in waves:
        codes = traces.get(column, before[:0])
        found.append(int(np.isin(codes[codes >= 0], before).sum()))
        before = np.union1d(before, codes[codes >= 0])
    return found
