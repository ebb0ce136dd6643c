"""The dictionary of an SPSS file, as far as libraries leave it aside."""

import math
import struct
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WEIGHT: Final = 76  # where the header says by which variable cases are weighted
VARIABLES: Final = 176  # where the first variable's record begins
END: Final = 999  # kind of the record behind the last one
#: Subtypes of records; `SETS` are multiple-response sets, `LONG_NAMES` names as users know them.
CODE_PAGES, FLOATS, SETS, LONG_NAMES, LONG_TEXTS, ENCODING = 3, 4, 7, 13, 14, 20
#: How a blank, the highest and the lowest number are written; no program is known to differ.
USUAL: Final = (-sys.float_info.max, sys.float_info.max, math.nextafter(-sys.float_info.max, 0))
WIDEST: Final = 255  # bytes of a text variable; wider ones are several of them
OF_TEXTS: Final = (1, 2)  # display formats A and AHEX
ANY_SIZE: Final = 24  # code page "any 7-bit ASCII" and below: the file names no encoding


@dataclass(frozen=True, slots=True)
class ResponseSet:
    """A multiple-response set of variables that count one value.

    Attributes
    ----------
    name : str
        Its name, without the dollar sign.
    label : str
        Its wording.
    counted : str
        The value that means chosen, as text.
    variables : tuple of str
        The variables, by the names that users know.
    """

    name: str
    label: str
    counted: str
    variables: tuple[str, ...]

    def line(self, short: dict[str, str]) -> bytes:
        """Return the set as the file has it, its variables by their short names."""
        counted, label = self.counted.encode("utf-8"), self.label.encode("utf-8")
        names = " ".join(short[each].lower() for each in self.variables).encode("utf-8")
        head = f"${self.name}=D".encode()
        lengths = (str(len(counted)).encode(), str(len(label)).encode())
        return b" ".join([head + lengths[0], counted, lengths[1], label, names]) + b"\n"


class SpssDictionary:
    """Walks over the records between header and data.

    readstat 1.3.7, below pyreadstat, takes the whole process down over some damaged dictionaries:
    a variable's type or a label's index that is out of range, a text without the units that its
    width asks for, a number shown as a text. They are refused here.

    Parameters
    ----------
    raw : bytes
        The file, at least as far as its dictionary goes.
    order : {"<", ">"}
        The order of bytes.

    Attributes
    ----------
    short : list of str
        Short names of the variables' records, in which long texts take several.
    long : dict of str to str
        Short name to the name that users know.
    widths : list of int
        Of each unit of eight bytes of a case: bytes of the text that begins there, 0 of a number,
        -1 of more of a text.
    names_encoding : bool
        Whether the file names the encoding of its texts.
    simple : bool
        Whether no text is spread over several variables, and signs of a blank are the usual ones.
    end : int
        Where the dictionary ends.

    Raises
    ------
    ValueError, IndexError, struct.error
        If the dictionary is cut short or holds what none can.

    References
    ----------
    PSPP Developers Guide, "System File Format".
    """

    def __init__(self, raw: bytes, order: str = "<") -> None:
        self.raw = raw
        self.order = order
        self.place = VARIABLES
        self.short: list[str] = []
        self.long: dict[str, str] = {}
        self.widths: list[int] = []
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
        if kind != END:
            raise ValueError(kind)
        if not self._is_even():
            raise ValueError(self.widths)
        self.end = self.place - 4

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


def with_sets(raw: bytes, sets: Iterable[ResponseSet], weight: str | None) -> bytes:
    """Return an SPSS file with multiple-response sets and a case weight in its dictionary.

    Parameters
    ----------
    raw : bytes
        A file without them, not compressed as a whole, whose numbers have their low byte first.
    sets : iterable of ResponseSet
        The sets.
    weight : str or None
        The variable by which cases are weighted, by the name that users know.
    """
    found = SpssDictionary(raw)
    names = {found.long.get(each, each): each for each in found.short if each}
    lines = b"".join(each.line(names) for each in sets)
    record = struct.pack("<4i", 7, SETS, 1, len(lines)) + lines if lines else b""
    made = bytearray(raw[: found.end] + record + raw[found.end :])
    if weight is not None:
        struct.pack_into("<i", made, WEIGHT, found.short.index(names[weight]) + 1)
    return bytes(made)


def _code_page(values: Sequence[int]) -> int:
    """Return the code page: the last of the eight numbers of its record."""
    return values[-1]


def _padded(length: int, unit: int) -> int:
    """Return a length rounded up to whole units."""
    return -(-length // unit) * unit
