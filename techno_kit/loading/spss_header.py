"""What pyreadstat does not tell of an SPSS file's dictionary, and what it must not be given."""

import math
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from techno_kit.errors import ReadError
from techno_kit.wording import say

VARIABLES = 176  # where the first variable's record begins
END = 999  # kind of the record behind the last one
CODE_PAGES, FLOATS, LONG_NAMES, LONG_TEXTS, ENCODING = 3, 4, 13, 14, 20  # subtypes of records
#: How a blank, the highest and the lowest number are written; no program is known to differ.
USUAL = (-sys.float_info.max, sys.float_info.max, math.nextafter(-sys.float_info.max, 0))
LIMIT = 1 << 26  # bytes of dictionary that are looked at; far above any real one
WIDEST = 255  # bytes of a text variable; wider ones are several of them
OF_TEXTS = (1, 2)  # display formats A and AHEX
ANY_SIZE = 24  # code page "any 7-bit ASCII" and below: the file names no encoding


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of a dictionary that can be read.

    Attributes
    ----------
    weight : str or None
        The variable by which cases are weighted.
    names_encoding : bool
        Whether the file names the encoding of its texts.
    layout : Layout or None
        Where the values of a case stand; None where this is not simple: texts of more than 255
        bytes, or unusual signs for a blank.
    """

    weight: str | None
    names_encoding: bool
    layout: "Layout | None"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the values of a case stand, in units of eight bytes.

    Attributes
    ----------
    order : str
        ``"<"`` or ``">"``, the order of bytes.
    compression : int
        0 for none, 1 for codes of a byte, 2 for these within zlib's blocks.
    bias : float
        What is taken from a byte's code to have its number.
    start : int
        The byte at which the cases begin.
    cases : int
        How many there are; -1 where the file does not say.
    places : tuple of (place, width)
        For every variable its first unit; its bytes if it holds text, 0 for a number.
    size : int
        Units of a case.
    """

    order: str
    compression: int
    bias: float
    start: int
    cases: int
    places: tuple[tuple[int, int], ...]
    size: int


def read_header(path: Path) -> Header:
    """Walk over an SPSS file's dictionary.

    readstat 1.3.7, below pyreadstat, takes the whole process down over some damaged dictionaries:
    a variable's type or a label's index that is out of range, a text without the units that its
    width asks for, a number shown as a text. They are refused here.

    Raises
    ------
    ReadError
        If the dictionary is cut short or holds what none can.

    References
    ----------
    PSPP Developers Guide, "System File Format".
    """
    with path.open("rb") as handle:
        raw = handle.read(LIMIT)
    try:
        order = "<" if struct.unpack_from("<i", raw, 64)[0] in (2, 3) else ">"
        compression, weight, cases = struct.unpack_from(f"{order}3i", raw, 72)
        bias = struct.unpack_from(f"{order}d", raw, 84)[0]
        found = _Dictionary(raw, order)
    except (struct.error, IndexError, ValueError) as error:
        reason = say("reading.statistics.dictionary")
        raise ReadError(say("reading.damaged", file=path.name, reason=reason)) from error
    layout = None
    if found.simple and found.widths:
        places = tuple((at, width) for at, width in enumerate(found.widths) if width >= 0)
        size = len(found.widths)
        layout = Layout(order, compression, bias, found.place + 4, cases, places, size)
    return Header(found.name(weight), found.names_encoding, layout)


def weight_variable(path: Path) -> str | None:
    """Return the variable by which a file's cases are weighted, or None."""
    return read_header(path).weight


class _Dictionary:
    """Walks over the records between header and data."""

    def __init__(self, raw: bytes, order: str) -> None:
        self.raw = raw
        self.order = order
        self.place = VARIABLES
        self.short: list[str] = []
        self.long: dict[str, str] = {}
        self.widths: list[int] = []  # bytes of a text, 0 of a number, -1 of more of a text
        self.names_encoding = False
        self.simple = True
        steps = {
            2: self._variable,
            3: self._labels,
            4: self._indexes,
            6: self._documents,
            7: self._extension,
        }
        while (kind := self._integers(1)[0]) in steps:
            steps[kind]()
        if kind != END and len(raw) < LIMIT:
            raise ValueError(kind)
        if not self._is_even():
            raise ValueError(self.widths)

    def _is_even(self) -> bool:
        """Tell whether every text takes the units that its width asks for."""
        left = 0
        for width in self.widths:
            if (width < 0) != (left > 0):
                return False
            left = left - 1 if width < 0 else max(_padded(width, 8) // 8 - 1, 0)
        return not left

    def name(self, index: int) -> str | None:
        """Return the name of the variable with an index counted from 1; None where none is."""
        if not 0 < index <= len(self.short):
            return None
        short = self.short[index - 1]
        return self.long.get(short, short) or None

    def _integers(self, n: int) -> tuple[int, ...]:
        if n < 0:
            raise ValueError(n)
        found = struct.unpack_from(f"{self.order}{n}i", self.raw, self.place)
        self.place += 4 * n
        return found

    def _text(self, n: int) -> bytes:
        if n < 0 or self.place + n > len(self.raw):
            raise ValueError(n)
        found = self.raw[self.place : self.place + n]
        self.place += n
        return found

    def _variable(self) -> None:
        kind, has_label, n_missing, *forms = self._integers(5)
        if kind == 0 and any(form >> 16 & 0xFF in OF_TEXTS for form in forms):
            raise ValueError(forms)
        if not -1 <= kind <= WIDEST or not -3 <= n_missing <= 3:
            raise ValueError(kind)
        self.widths.append(kind)
        self.short.append(self._text(8).rstrip().decode("utf-8", "replace"))
        if has_label:
            self._text(_padded(self._integers(1)[0], 4))
        self._text(8 * abs(n_missing))

    def _labels(self) -> None:
        for _ in range(self._integers(1)[0]):
            length = self.raw[self.place + 8]
            self._text(8 + _padded(length + 1, 8))

    def _indexes(self) -> None:
        indexes = self._integers(self._integers(1)[0])
        if any(not 0 < index <= len(self.short) for index in indexes):
            raise ValueError(indexes)

    def _documents(self) -> None:
        self._text(80 * self._integers(1)[0])

    def _extension(self) -> None:
        subtype, size, number = self._integers(3)
        if size < 0 or number < 0:
            raise ValueError(subtype)
        body = self._text(size * number)
        if subtype == LONG_NAMES:
            pairs = body.decode("utf-8", "replace").split("\t")
            self.long = dict(each.split("=", 1) for each in pairs if "=" in each)
        elif subtype == LONG_TEXTS:
            self.simple = False
        elif subtype == FLOATS and size == 8 and number == 3:
            self.simple &= struct.unpack(f"{self.order}3d", body) == USUAL
        elif subtype == ENCODING and body.strip():
            self.names_encoding = True
        elif subtype == CODE_PAGES and size == 4 and number == 8:
            self.names_encoding |= _code_page(struct.unpack(f"{self.order}8i", body)) > ANY_SIZE


def _code_page(values: Sequence[int]) -> int:
    """Return the code page: the last of the eight numbers of its record."""
    return values[-1]


def _padded(length: int, unit: int) -> int:
    """Return a length rounded up to whole units."""
    return -(-length // unit) * unit
