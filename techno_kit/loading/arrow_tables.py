"""Tables in Arrow's columns, as Parquet and Feather files hold them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from techno_kit.errors import ReadError, listed
from techno_kit.loading.rawfiles import RawFile
from techno_kit.wording import say


def read_table(path: Path, table_of: Callable[[Path], Any], format: str) -> RawFile:
    """Read a table; an index that was stored with a name becomes a column again.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    table_of : callable
        Opens it with pyarrow, and returns a ``pyarrow.Table``.
    format : str
        What the file is, as ``format=`` names it.

    Raises
    ------
    ReadError
        If pyarrow is not installed, or the file is damaged or has no rows.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.types import is_nested
    except ImportError as error:
        raise ReadError(say("reading.extra", file=path.name, package="pyarrow")) from error
    try:
        table = table_of(path)
        table.validate(full=True)  # else a damaged file may end the process, or fail much later
        frame = _frame(table)
    except ReadError:
        raise
    except (ArrowException, OSError, ValueError, TypeError) as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ReadError(say("reading.damaged", file=path.name, reason=reason)) from error
    nested = [each.name for each in table.schema if is_nested(each.type)]
    for name in nested:
        frame[name] = _texts(table.column(name).to_pylist())
    named = any(each is not None for each in frame.index.names)
    if named or not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index(drop=not named)
    frame.columns = pd.Index([str(each) for each in frame.columns])
    if not len(frame):
        raise ReadError(say("reading.no_rows", file=path.name))
    notes = [say("reading.nested", columns=listed(nested))] if nested else []
    return RawFile(frame, notes=tuple(notes), format=format)


def _frame(table: Any) -> pd.DataFrame:
    """Return a table as pandas wrote it, or, where what it wrote is damaged, as Arrow has it."""
    try:
        frame: pd.DataFrame = table.to_pandas()
    except (LookupError, AttributeError):
        frame = table.to_pandas(ignore_metadata=True)
    return frame


def _texts(values: Sequence[object]) -> "pd.api.extensions.ExtensionArray":
    """Write lists and records as text, as no question has such answers."""
    return pd.array([None if each is None else str(each) for each in values], dtype="str")
