"""Tables in Arrow's columns, as Parquet and Feather files hold them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from techno_kit.errors import ReadError, listed
from techno_kit.loading.rawfiles import RawFile
from techno_kit.loading.text_blocks import SMALL
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
        from pyarrow import ArrowException, default_memory_pool
        from pyarrow.types import is_nested
    except ImportError as error:
        raise ReadError(say("reading.extra", file=path.name, package="pyarrow")) from error
    try:
        table = _checked(path, table_of)
        texts = {
            each.name: _texts(table.column(place).to_pylist())
            for place, each in enumerate(table.schema)
            if is_nested(each.type)
        }
        try:
            frame = _frame(table)
        except (LookupError, AttributeError):  # what pandas wrote of its own types is damaged
            frame = _checked(path, table_of).to_pandas(ignore_metadata=True)
        del table
    except ReadError:
        raise
    except (ArrowException, OSError, ValueError, TypeError) as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ReadError(say("reading.damaged", file=path.name, reason=reason)) from error
    default_memory_pool().release_unused()
    for name, values in texts.items():
        frame[name] = values
    named = any(each is not None for each in frame.index.names)
    if named or not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index(drop=not named)
    frame.columns = pd.Index([str(each) for each in frame.columns])
    if not len(frame):
        raise ReadError(say("reading.no_rows", file=path.name))
    notes = [say("reading.nested", columns=listed(list(texts)))] if texts else []
    return RawFile(frame, notes=tuple(notes), format=format)


def _checked(path: Path, table_of: Callable[[Path], Any]) -> Any:
    """Return a table whose every value was looked at."""
    table = table_of(path)
    table.validate(full=True)  # else a damaged file may end the process, or fail much later
    return table


def _frame(table: Any) -> pd.DataFrame:
    """Return a table as pandas wrote it; a large one is used up, a column at a time."""
    from pyarrow import default_memory_pool

    frame: pd.DataFrame
    if table.num_rows * table.num_columns <= SMALL:
        frame = table.to_pandas()
        return frame
    frame = table.to_pandas(self_destruct=True, split_blocks=True)
    for place, kind in enumerate(frame.dtypes):
        if isinstance(kind, np.dtype) and not frame.iloc[:, place].to_numpy().flags.writeable:
            frame.isetitem(place, frame.iloc[:, place].to_numpy().copy())
            if place * len(frame) % SMALL < len(frame):  # now and then, as it takes time
                default_memory_pool().release_unused()
    return frame


def _texts(values: Sequence[object]) -> "pd.api.extensions.ExtensionArray":
    """Write lists and records as text, as no question has such answers."""
    return pd.array([None if each is None else str(each) for each in values], dtype="str")
