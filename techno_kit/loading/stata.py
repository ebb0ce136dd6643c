"""Stata files: labels, and special missing values that stay apart."""

from pathlib import Path

from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.statistics_files import StatisticsFile
from techno_kit.loading.statistics_reading import Known, read_statistics


def read(path: Path, asked: Asked | None = None) -> RawFile:
    """Read a Stata file (.dta).

    A special missing value is ``".a"`` to ``".z"`` in a column of labelled answers, and missing by
    the codebook; in a column of numbers it is blank, which a note tells.

    Raises
    ------
    ReadError
        If pyreadstat is not installed, or the file is damaged or has no rows.
    """
    return read_statistics(StatisticsFile(path, "dta"), asked or Asked(), Known("stata"))
