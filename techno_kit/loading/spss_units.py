"""The values of an SPSS file as they stand: units of eight bytes, a number or a part of a text."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.loading.byte_numbers import ByteNumbers, Floats
from techno_kit.loading.spss_header import Layout
from techno_kit.survey.stored.spss_dictionary import USUAL

UNIT: Final = 8  # bytes
MOST_KEPT: Final = 100_000  # texts

Units = NDArray[np.uint64]


class Unfit(Exception):
    """The cases are written in a way that is not read here."""


class Cases(Protocol):
    """A block of cases."""

    def __len__(self) -> int: ...

    def numbers(self, at: int) -> ByteNumbers | Floats:
        """Return the numbers at a place, NaN where there is none."""

    def units(self, at: int, n: int) -> Units:
        """Return so many values of each case, as they stand; shape (cases, n)."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A block of cases that are not compressed.

    Attributes
    ----------
    table : numpy.ndarray of uint64, shape (cases, units of a case)
        The values.
    layout : Layout
        Where they stand.
    """

    table: Units
    layout: Layout

    def __len__(self) -> int:
        return len(self.table)

    def numbers(self, at: int) -> Floats:
        """Return the numbers at a place, NaN where there is none."""
        return blanked(self.table[:, at], self.layout.order)

    def units(self, at: int, n: int) -> Units:
        """Return so many values of each case, as they stand."""
        return np.ascontiguousarray(self.table[:, at : at + n])


def blanked(units: Units, order: str) -> Floats:
    """Return units as numbers of their own memory, NaN for signs of a blank."""
    values = units.view(f"{order}f8").astype(np.float64)
    blank = values == USUAL[0]
    for sign in USUAL[1:]:
        blank |= values == sign
    if blank.any():
        np.putmask(values, blank, np.nan)
    return values


class Decoded(dict[bytes, str]):
    """Texts by their bytes, each decoded once."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def __missing__(self, raw: bytes) -> str:
        try:
            text = raw.partition(b"\0")[0].rstrip(b" ").decode(self.encoding)
        except (UnicodeDecodeError, LookupError) as error:
            raise Unfit(self.encoding) from error
        if len(self) < MOST_KEPT:
            self[raw] = text
        return text


def texts(cases: Cases, at: int, width: int, known: Decoded) -> Any:
    """Return the texts of so many bytes at a place."""
    n = -(-width // UNIT)
    raw = cases.units(at, n)
    if n == 1:
        found, places = np.unique(raw, return_inverse=True)
        worded = [known[each] for each in found.view(f"S{UNIT}").tolist()]
        return pd.array(worded, dtype="str").take(places.ravel())
    out = np.empty(len(raw), object)
    out[:] = [known[each] for each in raw.view(f"S{n * UNIT}").ravel().tolist()]
    return out
