"""Parquet files."""

from pathlib import Path
from typing import Any, Final

from techno_kit.errors import ReadError
from techno_kit.loading.arrow_tables import read_table
from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.safe_zip import RATIO, UNPACKED
from techno_kit.loading.text_blocks import SMALL
from techno_kit.wording import count, say

CELL: Final = 8  # bytes of a number


def read(path: Path, asked: Asked | None = None) -> RawFile:
    """Read a Parquet file, as `read_table`; nothing of what is asked matters here."""
    return read_table(path, _table, "parquet")


def _table(path: Path) -> Any:
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as file:
        about = file.metadata
        room = about.num_rows * about.num_columns * CELL
        if room > max(UNPACKED, RATIO * path.stat().st_size):
            told = {"rows": count(about.num_rows), "columns": count(about.num_columns)}
            raise ReadError(say("reading.room", file=path.name, **told))
        return _some_at_a_time(file, about.num_rows)


def _some_at_a_time(file: Any, rows: int) -> Any:
    """Return the table of a file; what unpacking some columns took is given back at once."""
    from pyarrow import Table, default_memory_pool

    names = file.schema_arrow.names
    width = SMALL // max(rows, 1) + 1
    if len(names) <= width or len(set(names)) < len(names):
        return file.read()
    columns: list[Any] = []
    for first in range(0, len(names), width):
        part = file.read(columns=names[first : first + width])
        if part.column_names != names[first : first + width]:  # a name may be a path into another
            return file.read()
        columns += part.columns
        default_memory_pool().release_unused()
    return Table.from_arrays(columns, schema=file.schema_arrow)
