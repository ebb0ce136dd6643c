"""Which format a file has, by its name and by its first bytes."""

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

from techno_kit.errors import ReadError
from techno_kit.loading.formats import DEFINITIONS, FORMATS, suffixes
from techno_kit.wording import join, say

GZIP = b"\x1f\x8b"
GLANCE = 512  # bytes that are looked at
LIMESURVEY = (".lsr", ".lsa")  # its answers in XML, and its archives with these


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a file.

    Attributes
    ----------
    format : str
        The format of the content: one of `FORMATS`.
    gzipped : bool
        Whether the bytes are compressed by gzip.
    suffix : str
        The name's ending, without ".gz", in small letters.
    """

    format: str
    gzipped: bool
    suffix: str

    @property
    def unnamed(self) -> bool:
        """Whether the content is of another format than the name says."""
        return suffixes().get(self.suffix) != self.format


def detect(path: Path, wanted: str | None = None) -> Form:
    """Return the form of a file that exists; the content decides, where it is unmistakable.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    wanted : str, optional
        The format that the caller names: then the name's ending does not matter.

    Raises
    ------
    ReadError
        If the name's ending is none that can be read, or name and content contradict each other.
    """
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    known = suffixes()
    named = wanted or known.get(suffix)
    if wanted is None and suffix in LIMESURVEY:
        told = {"file": path.name, "suffix": suffix}
        raise ReadError(say("reading.limesurvey_responses", **told))
    if named is None and (owner := definition_of(suffix)):
        told = {"file": path.name, "format": say(f"formats.{owner}")}
        raise ReadError(say("reading.definition_alone", **told))
    with path.open("rb") as handle:
        gzipped = handle.read(2) == GZIP
    found = format_of(_first_bytes(path, gzipped))
    if named is None and found is None:
        legal = join(known, by="or")
        raise ReadError(say("reading.suffix", file=path.name, suffix=suffix, legal=legal))
    if wanted and found not in (wanted, None):
        told = {"wanted": say(f"formats.{wanted}"), "found": say(f"formats.{found}")}
        raise ReadError(say("reading.other_format", file=path.name, **told))
    if found is None and named is not None and FORMATS[named].magic:
        kind = say(f"formats.{named}")
        raise ReadError(say("reading.not_format", file=path.name, format=kind, suffix=suffix))
    if gzipped and (found or named) != "csv":
        raise ReadError(say("reading.packed", file=path.name))
    return Form(found or named or "csv", gzipped, suffix)


def definition_of(suffix: str) -> str | None:
    """Return the format whose definitions, which hold no answers, have an ending; else None.

    Examples
    --------
    >>> definition_of(".qsf"), definition_of(".csv")
    ('qualtrics', None)
    """
    return next((name for name, endings in DEFINITIONS.items() if suffix in endings), None)


def format_of(first: bytes) -> str | None:
    """Return the format whose content begins so; None where it may be text.

    Examples
    --------
    >>> format_of(b"$FL2@(#) SPSS"), format_of(b"sex;age")
    ('spss', None)
    """
    for name, each in FORMATS.items():
        if first.startswith((*each.magic, *each.hints)):
            return name
    return None


def _first_bytes(path: Path, gzipped: bool) -> bytes:
    if not gzipped:
        with path.open("rb") as handle:
            return handle.read(GLANCE)
    try:
        with gzip.open(path) as handle:
            return handle.read(GLANCE)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(say("reading.damaged_gzip", file=path.name)) from error
