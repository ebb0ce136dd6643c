"""Feather files, which are Arrow's own."""

from pathlib import Path
from typing import Any

from techno_kit.loading.arrow_tables import read_table
from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile


def read(path: Path, asked: Asked | None = None) -> RawFile:
    """Read a Feather file, as `read_table`; nothing of what is asked matters here."""
    return read_table(path, _table, "feather")


def _table(path: Path) -> Any:
    from pyarrow.feather import read_table as read_feather

    return read_feather(path, memory_map=False)
