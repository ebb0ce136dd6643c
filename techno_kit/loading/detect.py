"""Which format a file has, by its name and by its first bytes."""

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from techno_kit.errors import FileError
from techno_kit.wording import join, say

Format = Literal["text", "parquet", "spss"]

#: Suffix to format; each may be followed by ".gz" for text.
SUFFIXES: dict[str, Format] = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".parquet": "parquet",
    ".sav": "spss",
    ".zsav": "spss",
}
GZIP = b"\x1f\x8b"
MAGIC: dict[bytes, Format] = {b"PAR1": "parquet", b"$FL2": "spss", b"$FL3": "spss"}


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a file.

    Attributes
    ----------
    format : {"text", "parquet", "spss"}
        The format of the content.
    gzipped : bool
        Whether the bytes are compressed by gzip.
    suffix : str
        The name's ending, without ".gz", in small letters.
    """

    format: Format
    gzipped: bool
    suffix: str


def detect(path: Path) -> Form:
    """Return the form of a file that exists; the content decides, where it is unmistakable.

    Raises
    ------
    FileError
        If the name's ending is none that can be read, or name and content contradict each other.
    """
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    if suffix not in SUFFIXES:
        legal = join(SUFFIXES, by="or")
        raise FileError(say("reading.suffix", file=path.name, suffix=suffix, legal=legal))
    with path.open("rb") as handle:
        gzipped = handle.read(2) == GZIP
    found = MAGIC.get(_first_bytes(path, gzipped))
    named = SUFFIXES[suffix]
    if found is None and named != "text":
        raise FileError(say(f"reading.not_{named}", file=path.name, suffix=suffix))
    if found is not None and gzipped:
        raise FileError(say("reading.packed", file=path.name))
    return Form(found or named, gzipped, suffix)


def _first_bytes(path: Path, gzipped: bool) -> bytes:
    if not gzipped:
        with path.open("rb") as handle:
            return handle.read(4)
    try:
        with gzip.open(path) as handle:
            return handle.read(4)
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(say("reading.damaged_gzip", file=path.name)) from error
