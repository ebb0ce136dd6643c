"""Parquet files."""

from pathlib import Path
from typing import Any

from techno_kit.loading.arrow_tables import read_table
from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile


def read(path: Path, asked: Asked | None = None) -> RawFile:
    """Read a Parquet file, as `read_table`; nothing of what is asked matters here."""
    return read_table(path, _table, "parquet")


def _table(path: Path) -> Any:
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as file:
        return file.read()
