"""The cases of an SPSS file by numpy alone: many times faster than value by value.

A block of cases is decoded at once. What is unusual is left to pyreadstat: `Unfit` says so.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from techno_kit.loading.spss_header import USUAL, Layout

UNIT: Final = 8  # bytes
CHUNK: Final = 1 << 19  # bytes of the file that are decoded at a time
MOST_UNPACKED: Final = 1 << 26  # bytes of one zlib block; SPSS writes blocks of 4 MB
PLAIN, BYTES, ZLIB = 0, 1, 2
SKIP, END, LITERAL, SPACES, BLANK = 0, 252, 253, 254, 255  # codes of a byte
JUMPS: Final = 4  # 2 ** 4 groups of codes are passed over at a step

EACH: Final = np.uint64(0x0101010101010101)

Units = NDArray[np.uint64]


class Unfit(Exception):
    """The cases are written in a way that this module does not read."""


@dataclass(frozen=True, slots=True)
class Cases:
    """A block of cases.

    Attributes
    ----------
    units : numpy.ndarray of uint64, shape (cases, units of a case)
        The values as they stand.
    layout : Layout
        Where they stand.
    """

    units: Units
    layout: Layout

    def numbers(self, at: int) -> NDArray[np.float64]:
        """Return the numbers at a place, NaN where there is none."""
        values = self.units[:, at].view(f"{self.layout.order}f8").astype(np.float64)
        extreme = np.abs(values) >= -USUAL[2]
        if extreme.any():
            extreme[extreme] = np.isin(values[extreme], USUAL)
            values[extreme] = np.nan
        return values

    def texts(self, at: int, width: int, known: "Decoded") -> NDArray[Any]:
        """Return the texts of so many bytes at a place."""
        n = -(-width // UNIT)
        raw = np.ascontiguousarray(self.units[:, at : at + n])
        if n == 1:
            found, places = np.unique(raw, return_inverse=True)
            worded = [known[each] for each in found.view(f"S{UNIT}").tolist()]
            return np.array([*worded, ""], object)[:-1][places.ravel()]
        out = np.empty(len(raw), object)
        out[:] = [known[each] for each in raw.view(f"S{n * UNIT}").ravel().tolist()]
        return out


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


MOST_KEPT: Final = 100_000  # texts


def cases_of(path: Path, layout: Layout) -> Iterator[Cases]:
    """Yield all cases of a file in blocks.

    Raises
    ------
    Unfit
        If the file does not hold what its header says.
    """
    left = layout.cases
    try:
        with path.open("rb") as handle:
            handle.seek(layout.start)
            for units in _blocks(handle, layout):
                yield Cases(units[:left], layout)
                left -= len(units)
                if left <= 0:
                    return
    except (OSError, OverflowError) as error:  # a place that no file has
        raise Unfit(str(error)) from error
    raise Unfit(left)


def _blocks(handle: BinaryIO, layout: Layout) -> Iterator[Units]:
    """Yield whole cases."""
    case = layout.size * UNIT
    if layout.compression == PLAIN:
        size = max(CHUNK * UNIT // case, 1) * case
        while raw := handle.read(size):
            whole = len(raw) // case * case
            yield np.frombuffer(raw[:whole], np.uint64).reshape(-1, layout.size)
        return
    if layout.compression == BYTES:
        parts = iter(lambda: handle.read(CHUNK), b"")
    elif layout.compression == ZLIB:
        parts = _unpacked(handle, layout)
    else:
        raise Unfit(layout.compression)
    codes = _Codes(layout)
    rest: list[Units] = []
    held = 0
    for part in parts:
        found = codes.decode(part)
        rest.append(found)
        held += len(found)
        if held < layout.size:
            continue
        units = np.concatenate(rest) if len(rest) > 1 else found
        whole = held // layout.size * layout.size
        yield units[:whole].reshape(-1, layout.size)
        rest, held = [units[whole:]], held - whole
        if codes.ended:
            return


@dataclass
class _Codes:
    """Turns the codes of a byte into units; what a part of the file cuts off waits for the next."""

    layout: Layout
    tail: bytes = b""
    ended: bool = False
    table: Units = field(init=False)

    def __post_init__(self) -> None:
        numbers = np.arange(256, dtype=np.float64) - self.layout.bias
        numbers[BLANK] = USUAL[0]
        self.table = numbers.astype(f"{self.layout.order}f8").view(np.uint64)
        self.table[SPACES] = np.frombuffer(b" " * UNIT, np.uint64)[0]

    def decode(self, part: bytes) -> Units:
        """Return the units of as many whole groups of codes as there are."""
        raw = self.tail + part if self.tail else part
        whole = len(raw) // UNIT
        signs = np.frombuffer(raw, np.uint8, whole * UNIT).reshape(-1, UNIT)
        words = np.frombuffer(raw, np.uint64, whole)
        groups, at = _chain(signs)
        self.tail = raw[at * UNIT :]
        codes = signs[groups]
        literal = codes == LITERAL
        units = self.table[codes]
        spots = np.flatnonzero(literal.view(np.uint64))
        if len(spots):
            own = literal[spots]
            behind = groups[spots, None] + np.cumsum(own, axis=1, dtype=np.intp)
            inner = units[spots]
            inner[own] = words[behind[own]]
            units[spots] = inner
        flat, kept = units.ravel(), codes.ravel()
        odd = (codes == SKIP) | (codes == END)
        if odd.any():
            ends = np.flatnonzero(kept == END)
            if len(ends):
                self.ended = True
                flat, kept = flat[: ends[0]], kept[: ends[0]]
            flat = flat[kept != SKIP]
        return flat


def _chain(signs: NDArray[np.uint8]) -> tuple[NDArray[np.intp], int]:
    """Return where groups of eight codes stand, and where the first one cut off begins.

    Behind a group stand its literals; so each group says where the next one is. Steps of many
    groups are found for all places at once, and only these steps are taken one by one.
    """
    n = len(signs)
    after = np.arange(1, n + 1, dtype=np.int32)
    ones = (signs == LITERAL).view(np.uint64).ravel()  # a byte for a code, 1 where it is literal
    after += (ones * EACH >> np.uint64(56)).astype(np.int32)  # their sum, in the highest byte
    steps = [np.append(np.minimum(after, n + 1), [n + 1, n + 1]).astype(np.int32)]
    for _ in range(JUMPS):
        steps.append(steps[-1][steps[-1]])
    far, at = memoryview(steps[-1]), 0
    firsts = []
    while at < n:
        firsts.append(at)
        at = far[at]
    groups = np.array(firsts, np.int32)
    for step in reversed(steps[:-1]):
        groups = np.stack([groups, step[groups]], axis=1).ravel()
    groups = groups[groups < n]
    if len(groups) and after[groups[-1]] > n:
        return groups[:-1].astype(np.intp), int(groups[-1])
    return groups.astype(np.intp), int(after[groups[-1]]) if len(groups) else 0


def _unpacked(handle: BinaryIO, layout: Layout) -> Iterator[bytes]:
    """Yield the content of zlib's blocks, as the trailer at the end of the file lists them."""
    order = layout.order
    start, trailer, length = (int(each) for each in _integers(handle, f"{order}i8", 3))
    handle.seek(trailer)
    _integers(handle, f"{order}i8", 2)
    _, n = (int(each) for each in _integers(handle, f"{order}i4", 2))
    kind = np.dtype([("from", f"{order}i8", 2), ("size", f"{order}i4", 2)])
    if start != layout.start or n * kind.itemsize + 24 != length:
        raise Unfit(length)
    raw = handle.read(n * kind.itemsize)
    if len(raw) < n * kind.itemsize:
        raise Unfit(n)
    table = np.frombuffer(raw, kind)
    for (_, place), (size, packed) in zip(
        table["from"].tolist(), table["size"].tolist(), strict=True
    ):
        if place < start or not 0 < size <= MOST_UNPACKED or packed < 0:
            raise Unfit(int(size))
        handle.seek(int(place))
        try:
            body = zlib.decompressobj().decompress(handle.read(int(packed)), int(size))
        except zlib.error as error:
            raise Unfit(str(error)) from error
        for at in range(0, len(body), CHUNK):
            yield body[at : at + CHUNK]


def _integers(handle: BinaryIO, kind: str, n: int) -> NDArray[Any]:
    size = np.dtype(kind).itemsize * n
    raw = handle.read(size)
    if len(raw) < size:
        raise Unfit(kind)
    return np.frombuffer(raw, kind)
