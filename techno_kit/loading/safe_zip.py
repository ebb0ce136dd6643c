"""Zip archives that come from anywhere: nothing is unpacked before its size is known."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from techno_kit.errors import ReadError
from techno_kit.wording import count, say

MEMBERS: Final = 10_000  # a workbook has a few dozen
UNPACKED: Final = 1 << 32  # bytes; a sheet of a million rows and fifty columns takes half of it
RATIO: Final = 250  # a sheet shrinks to a tenth or a fiftieth; a bomb to a thousandth
SMALL: Final = 1 << 26  # bytes that do no harm, however well they were packed
BLOCK: Final = 1 << 22
PACKED: Final = (0, 8)  # ways of packing that a workbook may use: none, and deflate
ENCRYPTED: Final = 1  # the flag of a member that needs a password
BROKEN: Final = (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError, ValueError)


@contextmanager
def open_zip(path: Path) -> Iterator[ZipFile]:
    """Open a zip archive whose members are few and small enough to be read.

    Parameters
    ----------
    path : pathlib.Path
        A file that is there.

    Raises
    ------
    ReadError
        If it is no zip archive, is damaged or packed in an unusual way, or would unpack to more
        than any survey's workbook.
    """
    try:
        # The file is opened here so that it is closed even where a member stays half-read.
        with path.open("rb") as handle, ZipFile(handle) as archive:
            _check(path.name, archive.infolist())
            yield archive
    except ReadError:
        raise
    except (*BROKEN, OSError, RuntimeError) as error:
        reason = str(error).strip() or type(error).__name__
        raise ReadError(say("reading.damaged", file=path.name, reason=reason)) from error


def _check(name: str, members: list[ZipInfo]) -> None:
    """Refuse an archive by what its directory promises; `blocks` holds it to its promises."""
    if len(members) > MEMBERS:
        told = {"n": count(len(members)), "most": count(MEMBERS)}
        raise ReadError(say("reading.zip.members", file=name, **told))
    unpacked = sum(each.file_size for each in members)
    packed = sum(each.compress_size for each in members)
    if unpacked > UNPACKED or unpacked > max(SMALL, RATIO * packed):
        told = {"size": megabytes(unpacked), "packed": megabytes(packed)}
        raise ReadError(say("reading.zip.bomb", file=name, **told))
    if any(each.flag_bits & ENCRYPTED for each in members):
        raise ReadError(say("reading.workbook.password", file=name))
    names = [each.filename.lower() for each in members]
    if len(set(names)) < len(names) or any(each.compress_type not in PACKED for each in members):
        raise ReadError(say("reading.damaged", file=name, reason=say("reading.zip.unusual")))


def megabytes(size: int) -> str:
    """Word a number of bytes."""
    return say("reading.zip.megabytes", n=count(-(-size // (1 << 20))))


def blocks(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    """Yield what a member unpacks to, a block at a time, never more than its size as it is told.

    Its sum is checked at the end, so that a member that is larger than told is found out.
    """
    with archive.open(member) as handle:
        while block := handle.read(BLOCK):
            yield block


def whole(archive: ZipFile, name: str, limit: int = SMALL) -> bytes:
    """Return a small member's bytes; empty where there is none of this name."""
    member = next((each for each in archive.infolist() if each.filename.lower() == name), None)
    if member is None or member.file_size > limit:
        return b""
    return b"".join(blocks(archive, member))
