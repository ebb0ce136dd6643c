"""What pyreadstat does not tell of an SPSS file: its weight, and where its values stand."""

import struct
from dataclasses import dataclass
from pathlib import Path

from techno_kit.errors import ReadError
from techno_kit.survey.stored.spss_dictionary import SpssDictionary
from techno_kit.wording import say

#: Bytes in which a dictionary is looked for: those of most, and far more than those of any.
USUALLY, LIMIT = 1 << 20, 1 << 26


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

    Raises
    ------
    ReadError
        If the dictionary is cut short or holds what none can.
    """
    damage = (struct.error, IndexError, ValueError)
    with path.open("rb") as handle:
        raw = handle.read(USUALLY)
        try:
            return _header(raw)
        except damage:
            raw += handle.read(LIMIT - USUALLY)
    try:
        return _header(raw)
    except damage as error:
        reason = say("reading.statistics.dictionary")
        raise ReadError(say("reading.damaged", file=path.name, reason=reason)) from error


def _header(raw: bytes) -> Header:
    """Return the header of a file that begins with some bytes."""
    order = "<" if struct.unpack_from("<i", raw, 64)[0] in (2, 3) else ">"
    compression, weight, cases = struct.unpack_from(f"{order}3i", raw, 72)
    bias = struct.unpack_from(f"{order}d", raw, 84)[0]
    found = SpssDictionary(raw, order)
    layout = None
    if found.simple and found.widths:
        places = tuple((at, width) for at, width in enumerate(found.widths) if width >= 0)
        size = len(found.widths)
        layout = Layout(order, compression, bias, found.end + 8, cases, places, size)
    return Header(found.name(weight), found.names_encoding, layout)
