"""SPSS files: codes stay codes; labels and user-missing values go into the codebook."""

from pathlib import Path

from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.spss_header import read_header
from techno_kit.loading.statistics_files import StatisticsFile
from techno_kit.loading.statistics_reading import Known, read_statistics


def read(path: Path, asked: Asked | None = None) -> RawFile:
    """Read an SPSS file, compressed or not.

    User-missing values stay in the rows, as codes that the codebook names as missing; a
    system-missing value is blank. So both are no answer, and yet can be told apart.

    Parameters
    ----------
    path : pathlib.Path
        The file (.sav or .zsav).
    asked : Asked, optional
        The encoding of its texts, where the file names a wrong one; the columns.

    Raises
    ------
    ReadError
        If pyreadstat is not installed, or the file is damaged or has no rows.
    """
    header = read_header(path)
    known = Known("spss", weight=header.weight, guess=not header.names_encoding)
    file = StatisticsFile(path, "sav", layout=header.layout)
    return read_statistics(file, asked or Asked(), known)
