"""SPSS portable files, the text form of older years."""

from pathlib import Path

from techno_kit.errors import ReadError
from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.statistics_files import StatisticsFile
from techno_kit.loading.statistics_reading import Known, read_statistics
from techno_kit.wording import say

HEAD = 1_024  # bytes within which every portable file has its sign
SIGN = b"SPSSPORT"


def read(path: Path, asked: Asked | None = None) -> RawFile:
    """Read an SPSS portable file (.por); names are capitals of up to eight letters.

    Raises
    ------
    ReadError
        If pyreadstat is not installed, or the file is damaged or has no rows.
    """
    with path.open("rb") as handle:
        first = handle.read(HEAD)
    if SIGN not in first.replace(b"\r", b"").replace(b"\n", b""):
        kind = say("formats.spss_portable")
        told = say("reading.not_format", file=path.name, format=kind, suffix=path.suffix)
        raise ReadError(told)
    return read_statistics(StatisticsFile(path, "por"), asked or Asked(), Known("spss_portable"))
