"""The characters of a text file: its encoding is found out by reading all of its bytes once."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TextIO, cast

import numpy as np
from numpy.typing import NDArray

from techno_kit.errors import ReadError
from techno_kit.loading.safe_zip import RATIO, SMALL, megabytes
from techno_kit.wording import say

CHUNK = 1 << 18
MARKS = {  # the longer marks first: that of UTF-16 begins that of UTF-32
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
MARKED_AS = {
    "utf-8-sig": ("utf-8",),
    "utf-16": ("utf-16-le", "utf-16-be"),
    "utf-32": ("utf-32-le", "utf-32-be"),
}
NAMES = {"utf-8": "UTF-8", "ascii": "ASCII", "cp1252": "Windows-1252", "cp932": "Shift-JIS"}
UNDEFINED_IN_CP1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
KANA = (0x3040, 0x30FF)
KANA_SHARE = 0.1  # of the signs above ASCII; Western text taken for Shift-JIS gives kanji, no kana
ZERO, DIGITS = ord("0"), 10
#: A cell that is a formula of a text, bare or in quotes.
KEPT = re.compile(r'(?<![^,;\t|\r\n\ufeff])(?:="([^"\r\n]*)"|"=""([^"\r\n]*)""")(?![^,;\t|\r\n])')


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file whose encoding is known.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    gzipped : bool
        Whether its bytes are compressed by gzip.
    encoding : str
        The codec's name in Python.
    before_zeros : frozenset of str
        The signs that stand somewhere before a zero and another digit: where a separator is among
        them, some field may be a code such as ``01``.
    guessed : bool
        Whether neither a mark nor the user named the encoding, and the text is not UTF-8.
    lines, size : int
        Line feeds and bytes of the text; 0 where they were not counted.
    kept : bool
        Whether some cells are formulas that keep a text in a spreadsheet: ``="2"``. They are read
        as the text.
    """

    path: Path
    gzipped: bool
    encoding: str
    before_zeros: frozenset[str] = frozenset()
    guessed: bool = False
    lines: int = 0
    size: int = 0
    kept: bool = False

    def most_rows(self, width: int) -> int:
        """Return how many rows of so many fields there can be at most; 0 where that is not known.

        Lines that end otherwise than in a line feed are not known.
        """
        return min(self.lines + 1, self.size // max(width, 2) + 1) if self.lines else 0

    def open(self, *, translate: bool = False) -> TextIO:
        """Open the text at its start, behind a byte-order mark.

        Parameters
        ----------
        translate : bool
            Whether every line end becomes a line feed; else they stay as they are.
        """
        newline = None if translate else ""
        handle = io.TextIOWrapper(
            _open_bytes(self.path, self.gzipped), self.encoding, newline=newline
        )
        if not self.kept:
            return handle
        with handle:
            return io.StringIO(KEPT.sub(r'"\1\2"', handle.read()), newline="")

    def told(self, cure: str) -> str:
        """Word the encoding for a note; `cure` is what to do if it was guessed wrong."""
        if self.encoding in MARKED_AS:
            name = self.encoding.removesuffix("-sig").upper()
            return say("reading.encoding_marked", name=name)
        name = NAMES.get(self.encoding, self.encoding)
        if self.guessed:
            return say("reading.encoding_guessed", name=name, cure=cure)
        return say("reading.encoding", name=name)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one pass over the bytes found; `wrong_line` is None where all of them decode."""

    wrong_line: int | None
    before_zeros: frozenset[str]
    lines: int
    size: int
    formulas: bool


def open_text(path: Path, gzipped: bool, wanted: str | None) -> TextFile:
    """Find out a file's encoding, or check the one that was asked for.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    gzipped : bool
        Whether its bytes are compressed by gzip.
    wanted : str or None
        An encoding's name; None to find out: a byte-order mark decides, else the text is UTF-8 if
        all of it is, else Windows-1252, or Shift-JIS where that is the likelier of the two.

    Raises
    ------
    ReadError
        If the file is binary, its bytes are not of the encoding that was asked for, or no encoding
        was found.
    """
    first = next(_chunks(path, gzipped), b"")
    marked = next((name for mark, name in MARKS.items() if first.startswith(mark)), None)
    asked = None if wanted is None else _codec(path, wanted, marked)
    encoding = marked or asked or "utf-8"
    facts = _examine(path, gzipped, encoding)
    found = facts.before_zeros
    if facts.wrong_line is None:
        text = TextFile(path, gzipped, encoding, found, lines=facts.lines, size=facts.size)
        return _with_kept(text, facts)
    if marked or asked:
        values = {"encoding": NAMES.get(encoding, encoding), "line": facts.wrong_line}
        raise ReadError(say("reading.wrong_encoding", file=path.name, **values))
    guess = _guess(path, gzipped)
    return _with_kept(TextFile(path, gzipped, guess, found, True, facts.lines, facts.size), facts)


def _with_kept(text: TextFile, facts: _Facts) -> TextFile:
    """Return the file with whether cells are formulas that keep a text."""
    if not facts.formulas:
        return text
    with text.open() as handle:
        return replace(text, kept=any(KEPT.search(line) for line in handle))


def _open_bytes(path: Path, gzipped: bool) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path)) if gzipped else path.open("rb")


def _chunks(path: Path, gzipped: bool) -> Iterator[bytes]:
    most = max(SMALL, RATIO * path.stat().st_size) if gzipped else None
    held = 0
    try:
        with _open_bytes(path, gzipped) as handle:
            while chunk := handle.read(CHUNK):
                held += len(chunk)
                if most is not None and held > most:
                    told = {"size": megabytes(held), "packed": megabytes(path.stat().st_size)}
                    raise ReadError(say("reading.gzip_bomb", file=path.name, **told))
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ReadError(say("reading.damaged_gzip", file=path.name)) from error


def _codec(path: Path, wanted: str, marked: str | None) -> str:
    """Return Python's name of the encoding that was asked for, unless the mark contradicts it."""
    try:
        io.TextIOWrapper(io.BytesIO(), wanted)  # refuses codecs that make no text, such as "hex"
        name = codecs.lookup(wanted).name.removesuffix("-sig")
    except (LookupError, TypeError) as error:
        raise ReadError(say("reading.unknown_encoding", file=path.name, encoding=wanted)) from error
    if marked and name != marked and name not in MARKED_AS[marked]:
        mark = marked.removesuffix("-sig").upper()
        raise ReadError(
            say("reading.encoding_against_mark", file=path.name, encoding=wanted, mark=mark)
        )
    return name


def _examine(path: Path, gzipped: bool, encoding: str) -> _Facts:
    """Read all bytes once: refuse binary content, decode, look for leading zeros."""
    multibyte = encoding.startswith(("utf-16", "utf-32"))
    decoder = codecs.getincrementaldecoder(encoding)()
    counts: NDArray[np.int64] = np.zeros(256, np.int64)
    lines, size, wrong, tail, formulas = 0, 0, None, b"\n", False
    for chunk in chain(_chunks(path, gzipped), [b""]):
        if b"\0" in chunk and not multibyte:
            raise ReadError(say("reading.binary", file=path.name))
        joined = tail + chunk.replace(b"\0", b"") if multibyte else tail + chunk
        formulas = formulas or b'="' in joined
        raw = np.frombuffer(joined, np.uint8)
        leading = (raw[1:-1] == ZERO) & (raw[2:] - ZERO < DIGITS)
        counts += np.bincount(raw[:-2][leading], minlength=256)
        tail = raw[-2:].tobytes()
        if wrong is None:
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                wrong = lines + 1 + error.object[: error.start].count(b"\n")
        lines += chunk.count(b"\n")
        size += len(chunk)
    return _Facts(wrong, frozenset(map(chr, np.flatnonzero(counts))), lines, size, formulas)


def _guess(path: Path, gzipped: bool) -> str:
    """Return the encoding of a text that is not UTF-8 and has no mark."""
    counts: NDArray[np.int64] = np.zeros(256, np.int64)
    for chunk in _chunks(path, gzipped):
        counts += np.bincount(np.frombuffer(chunk, np.uint8), minlength=256)
    western = not counts[list(UNDEFINED_IN_CP1252)].any()
    kana = _kana_share(path, gzipped)
    if kana is not None and (kana >= KANA_SHARE or not western):
        return "cp932"
    if western:
        return "cp1252"
    raise ReadError(say("reading.no_encoding", file=path.name))


def _kana_share(path: Path, gzipped: bool) -> float | None:
    """Return the share of kana among the signs above ASCII; None where it is no Shift-JIS."""
    decoder = codecs.getincrementaldecoder("cp932")()
    kana = signs = 0
    try:
        for chunk in chain(_chunks(path, gzipped), [b""]):
            points = np.frombuffer(
                decoder.decode(chunk, final=not chunk).encode("utf-32-le"), "<u4"
            )
            signs += int(np.count_nonzero(points > 0x7F))
            kana += int(np.count_nonzero((points >= KANA[0]) & (points <= KANA[1])))
    except UnicodeDecodeError:
        return None
    return kana / max(signs, 1)
