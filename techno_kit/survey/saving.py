"""Results to files: a table and, beside it, everything that a reader needs to know about it."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from secrets import token_hex

import pandas as pd

from techno_kit.errors import FileError
from techno_kit.wording import say


def make_folder(path: str | os.PathLike[str]) -> Path:
    """Make a folder for results if it is not there.

    Raises
    ------
    FileError
        If there is a file of that name, or the folder cannot be made.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(say("saving.folder", folder=folder, reason=reason)) from error
    return folder


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Write a file under a temporary name, then rename it: it appears whole or not at all.

    Raises
    ------
    FileError
        If it cannot be written; what was there before stays as it was.
    """
    draft = path.with_name(f".{path.stem}-{token_hex(4)}{path.suffix}")
    try:
        write(draft)
        os.replace(draft, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(say("saving.file", file=path, reason=reason)) from error
    finally:
        draft.unlink(missing_ok=True)
    return path


def save_table(table: pd.DataFrame, path: Path, *, about: Mapping[str, object]) -> list[Path]:
    """Save a tidy table as CSV, with a JSON sidecar of the same name that says what it is.

    Parameters
    ----------
    table : pandas.DataFrame
        Written in full precision, without its index.
    path : pathlib.Path
        Where to; ends in ``.csv``.
    about : mapping of str to object
        What the sidecar holds: title, notes, method, options.

    Returns
    -------
    list of pathlib.Path
        The two files.
    """
    text = (
        json.dumps({**about, "columns": list(table.columns)}, ensure_ascii=False, indent=2) + "\n"
    )
    return [
        write_whole(path, lambda draft: table.to_csv(draft, index=False, encoding="utf-8")),
        write_whole(path.with_suffix(".json"), lambda draft: draft.write_text(text, "utf-8")),
    ]
