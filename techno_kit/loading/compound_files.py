"""Compound files, in which old Office programs keep their documents: the stream of a workbook."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from techno_kit.loading.sheet_extents import Extent

MAGIC: Final = b"\xd0\xcf\x11\xe0"
END: Final = 0xFFFFFFFA  # from here on a sector's number is a sign
HEADER: Final = 512
ENTRY: Final = 128
SMALL: Final = 4096  # bytes of a stream below which it is kept among small ones
WORKBOOKS: Final = ("workbook", "book")
ENCRYPTED: Final = "encryptedpackage"
ROWS, COLUMNS = 1 << 16, 1 << 8  # of a sheet of Excel 97 to 2003
LONG: Final = 14  # bytes of its dimensions since Excel 97; ten before
DIMENSIONS: Final = 0x0200  # how far a sheet says that it reaches: room is made for as much
BEGIN: Final = 0x0809  # of a part: the workbook's own, and each sheet
#: Records of one filled cell: its row and its column come first.
CELLS: Final = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E})
RUNS: Final = frozenset({0x00BD})  # of several cells: row, first column, ..., last column


class CompoundFile:
    """A compound file's directory, and what its streams hold.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Raises
    ------
    ValueError
        If its sectors do not hang together.
    """

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        if len(self._data) < HEADER or not self._data.startswith(MAGIC):
            raise ValueError("header")
        shift = struct.unpack_from("<H", self._data, 30)[0]
        if shift not in (9, 12):
            raise ValueError("sectors")
        self._size = 1 << shift
        self._next = self._links()
        start = struct.unpack_from("<I", self._data, 48)[0]
        self.streams = dict(_entries(self._chain(start)))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise ValueError("sectors")
        return self._data[at : at + self._size].ljust(self._size, b"\0")

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}I", self._sector(sector))

    def _links(self) -> list[int]:
        """Return which sector follows each."""
        tables = [*struct.unpack_from("<109I", self._data, 76)]
        more = struct.unpack_from("<I", self._data, 68)[0]
        for _ in range(len(self._data) // self._size):
            if more >= END:
                break
            *numbers, more = self._numbers(more)
            tables += numbers
        most = len(self._data) // self._size + 1
        kept = [each for each in tables if each < END][:most]
        return [each for table in kept for each in self._numbers(table)]

    def _chain(self, start: int) -> bytes:
        """Return the bytes of sectors that follow each other."""
        found: list[bytes] = []
        at = start
        for _ in range(len(self._data) // self._size + 1):
            if at >= END:
                return b"".join(found)
            if at >= len(self._next):
                raise ValueError("sectors")
            found.append(self._sector(at))
            at = self._next[at]
        raise ValueError("sectors")

    def stream(self, name: str) -> bytes:
        """Return a stream's bytes; empty where it is too small to hold many cells."""
        start, size = self.streams[name]
        return self._chain(start)[:size] if size >= SMALL else b""


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield name, first sector and size of every entry that is a stream."""
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if directory[at + 66] == 2 and 2 <= length <= 64:
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            yield name.lower(), (start, size)


def extents_of_parts(stream: bytes) -> Iterator[Extent]:
    """Yield the extent of every part of a workbook's stream: its sheets among them.

    Parameters
    ----------
    stream : bytes
        Records, each with two bytes of kind and two of size.

    Raises
    ------
    ValueError
        If a sheet says that it reaches further than a sheet can.
    """
    extent, at = Extent(), 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == DIMENSIONS:
            _check_dimensions(stream[at + 4 : at + 4 + size])
        if kind == BEGIN:
            yield extent
            extent = Extent()
        elif kind in CELLS and size >= 4:
            row, column = struct.unpack_from("<HH", stream, at + 4)
            extent.reach(row + 1, column + 1)
        elif kind in RUNS and size >= 6:
            row, first = struct.unpack_from("<HH", stream, at + 4)
            last = struct.unpack_from("<H", stream, at + 2 + size)[0]
            extent.reach(row + 1, last + 1, max(last - first + 1, 1))
        at += 4 + size
    yield extent


def _check_dimensions(content: bytes) -> None:
    """Refuse a sheet that says that it reaches further than a sheet can."""
    form = "<IIHH" if len(content) == LONG else "<HHHH"
    if len(content) < struct.calcsize(form):
        raise ValueError("dimensions")
    first, last, left, right = struct.unpack_from(form, content)
    if not (first <= last <= ROWS and left <= right <= COLUMNS):
        raise ValueError("dimensions")
