"""Parquet files."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from techno_kit.errors import FileError, listed
from techno_kit.loading.rawfiles import RawFile
from techno_kit.wording import say


def read_parquet(path: Path) -> RawFile:
    """Read a Parquet file; an index that was stored with a name becomes a column again.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Raises
    ------
    FileError
        If pyarrow is not installed, or the file is damaged or has no rows.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
        from pyarrow.types import is_nested
    except ImportError as error:
        raise FileError(say("reading.extra", file=path.name, package="pyarrow")) from error
    try:
        with ParquetFile(path) as file:
            table = file.read()
        frame = table.to_pandas()
    except (ArrowException, OSError) as error:
        raise FileError(say("reading.damaged", file=path.name, reason=_first(error))) from error
    nested = [each.name for each in table.schema if is_nested(each.type)]
    for name in nested:
        frame[name] = _texts(table.column(name).to_pylist())
    named = any(each is not None for each in frame.index.names)
    if named or not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index(drop=not named)
    frame.columns = pd.Index([str(each) for each in frame.columns])
    if not len(frame):
        raise FileError(say("reading.no_rows", file=path.name))
    notes = [say("reading.nested", columns=listed(nested))] if nested else []
    return RawFile(frame, notes=tuple(notes))


def _texts(values: Sequence[object]) -> "pd.api.extensions.ExtensionArray":
    """Write lists and records as text, as no question has such answers."""
    return pd.array([None if each is None else str(each) for each in values], dtype="str")


def _first(error: Exception) -> str:
    """Return the first line of a library's message."""
    return str(error).strip().split("\n", 1)[0]
