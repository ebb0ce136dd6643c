"""The dictionary of an SPSS file, as far as libraries leave it aside: the case weight, and sets."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

VARIABLES: Final = 176  # where the first variable's record begins
WEIGHT: Final = 76  # where the header says by which variable cases are weighted
SETS, LONG_NAMES = (
    7,
    13,
)  # subtypes of the records of response sets, and of names as users know them
END: Final = 999


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
    end : int
        Where the dictionary ends.

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
        steps = {
            2: self._variable,
            3: self._labels,
            4: self._indexes,
            6: self._documents,
            7: self._extension,
        }
        while (kind := self._integers(1)[0]) in steps:
            steps[kind]()
        self.end = self.place - 4

    def name(self, index: int) -> str:
        """Return the name of the variable with an index counted from 1."""
        short = self.short[index - 1]
        return self.long.get(short, short)

    def _integers(self, n: int) -> tuple[int, ...]:
        found = struct.unpack_from(f"{self.order}{n}i", self.raw, self.place)
        self.place += 4 * n
        return found

    def _text(self, n: int) -> str:
        found = self.raw[self.place : self.place + n]
        self.place += n
        return found.decode("utf-8", "replace")

    def _variable(self) -> None:
        _, has_label, n_missing, _, _ = self._integers(5)
        self.short.append(self._text(8).rstrip())
        if has_label:
            length = self._integers(1)[0]
            self.place += -(-length // 4) * 4
        self.place += 8 * abs(n_missing)

    def _labels(self) -> None:
        for _ in range(self._integers(1)[0]):
            length = self.raw[self.place + 8]
            self.place += 8 + -(-(length + 1) // 8) * 8

    def _indexes(self) -> None:
        n = self._integers(1)[0]
        self.place += 4 * n

    def _documents(self) -> None:
        n = self._integers(1)[0]
        self.place += 80 * n

    def _extension(self) -> None:
        subtype, size, number = self._integers(3)
        text = self._text(size * number)
        if subtype == LONG_NAMES:
            self.long = dict(each.split("=", 1) for each in text.split("\t") if "=" in each)


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
