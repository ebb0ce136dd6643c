"""SAS transport files, versions 5 and 8."""

from pathlib import Path

from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.statistics_files import StatisticsFile
from techno_kit.loading.statistics_reading import Known, read_statistics


def read(path: Path, asked: Asked | None = None) -> RawFile:
    """Read a SAS transport file (.xpt): it holds no labels of values and names no encoding.

    Raises
    ------
    ReadError
        If pyreadstat is not installed, or the file is damaged or has no rows.
    """
    known = Known("sas_transport", guess=True)
    return read_statistics(StatisticsFile(path, "xport"), asked or Asked(), known)
