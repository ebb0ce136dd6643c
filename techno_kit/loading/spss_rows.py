"""The cases of an SPSS file by numpy alone: many times faster than value by value.

A block of cases is decoded at once. What is unusual is left to pyreadstat: `Unfit` says so.
"""

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from techno_kit.loading.spss_codes import Known, Unpacking
from techno_kit.loading.spss_header import Layout
from techno_kit.loading.spss_units import UNIT, Cases, Plain, Unfit

CHUNK: Final = 1 << 20  # bytes of codes that are decoded at a time
LARGER: Final = 4  # times as many where values are not compressed
MOST_UNPACKED: Final = 1 << 26  # bytes of one zlib block; SPSS writes blocks of 4 MB
PLAIN, BYTES, ZLIB = 0, 1, 2
#: Bytes of the file that a value takes at least; zlib makes 1 of 1,032 at best.
LEAST: Final = {PLAIN: 8.0, BYTES: 1.0, ZLIB: 1 / 1032}


def cases_of(path: Path, layout: Layout) -> Iterator[Cases]:
    """Yield all cases of a file in blocks.

    Raises
    ------
    Unfit
        If the file does not hold what its header says.
    """
    left = layout.cases
    try:
        size = path.stat().st_size - layout.start
        if left <= 0 or size < left * layout.size * LEAST.get(layout.compression, np.inf):
            raise Unfit(size)
        with path.open("rb") as handle:
            handle.seek(layout.start)
            for cases in _blocks(handle, layout):
                left -= len(cases)
                if left < 0:
                    raise Unfit(left)
                yield cases
                if not left:
                    return
    except (OSError, OverflowError) as error:  # a place that no file has
        raise Unfit(str(error)) from error
    raise Unfit(left)


def _blocks(handle: BinaryIO, layout: Layout) -> Iterator[Cases]:
    """Yield whole cases."""
    if layout.compression == PLAIN:
        case = layout.size * UNIT
        size = max(CHUNK * LARGER // case, 1) * case
        while raw := handle.read(size):
            whole = len(raw) // case * case
            yield Plain(np.frombuffer(raw[:whole], np.uint64).reshape(-1, layout.size), layout)
        return
    parts: Iterable[bytes] = iter(lambda: handle.read(CHUNK), b"")
    if layout.compression == ZLIB:
        parts = _unpacked(handle, layout)
    unpacking = Unpacking(layout, Known.of(layout))
    for part in parts:
        cases = unpacking.cases(part)
        if cases is not None:
            yield cases
        if unpacking.ended:
            return


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
        yield from _inflated(handle.read(int(packed)), int(size))


def _inflated(packed: bytes, left: int) -> Iterator[bytes]:
    """Yield so many bytes at most of what a block holds, in parts that stay in the cache."""
    block = zlib.decompressobj()
    try:
        while left > 0 and (part := block.decompress(packed, min(left, CHUNK))):
            yield part
            packed, left = block.unconsumed_tail, left - len(part)
    except zlib.error as error:
        raise Unfit(str(error)) from error


def _integers(handle: BinaryIO, kind: str, n: int) -> NDArray[Any]:
    size = np.dtype(kind).itemsize * n
    raw = handle.read(size)
    if len(raw) < size:
        raise Unfit(kind)
    return np.frombuffer(raw, kind)
