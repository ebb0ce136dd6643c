"""The one thing that pyreadstat does not tell: by which variable an SPSS file is weighted."""

import struct
from pathlib import Path

VARIABLES = 176  # where the first variable's record begins
LONG_NAMES = 13  # subtype of the record that holds the names as users know them
LIMIT = 1 << 26  # bytes of dictionary that are looked at; far above any real one


def weight_variable(path: Path) -> str | None:
    """Return the variable by which a file's cases are weighted, or None.

    Parameters
    ----------
    path : pathlib.Path
        An SPSS file that has been read without complaint.

    References
    ----------
    PSPP Developers Guide, "System File Format".
    """
    with path.open("rb") as handle:
        raw = handle.read(LIMIT)
    order = "<" if struct.unpack_from("<i", raw, 64)[0] in (2, 3) else ">"
    wanted = struct.unpack_from(f"{order}i", raw, 76)[0]
    if not wanted:
        return None
    try:
        return _Dictionary(raw, order).name(wanted)
    except (struct.error, IndexError):  # an unusual dictionary; the data were read all the same
        return None


class _Dictionary:
    """Walks over the records between header and data."""

    def __init__(self, raw: bytes, order: str) -> None:
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
