"""Results to files: a table and, beside it, everything that a reader needs to know about it."""

import csv
import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from errno import EISDIR
from pathlib import Path
from secrets import token_hex
from shutil import copymode
from typing import Literal

import pandas as pd

from techno_kit.errors import FileError
from techno_kit.wording import say

#: Takes the path of a draft and writes the file there.
Write = Callable[[Path], object]
# How a formula begins in a spreadsheet, in full-width signs too; an apostrophe that stands before
# such a sign is counted in, so that taking one away always gives the text back.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


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


def write_together(files: Mapping[Path, Write]) -> list[Path]:
    """Write files under temporary names, then rename them: all appear whole, or none does.

    Parameters
    ----------
    files : mapping of pathlib.Path to callable
        Where to, and what writes the file there.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    FileError
        If one of them cannot be written; what was there before stays as it was.
    """
    drafts: dict[Path, Path] = {}
    path = None
    try:
        goals = {path: path.resolve() for path in files}  # what a link stands for; the link stays
        for path, write in files.items():
            goal = goals[path]
            drafts[path] = goal.with_name(f".{token_hex(8)}{goal.suffix}")
            write(drafts[path])
            if goal.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            if goal.is_file():  # who may read it stays as it was
                copymode(goal, drafts[path])
        for path, draft in drafts.items():
            os.replace(draft, goals[path])
    except ValueError as error:  # a zero sign in a name
        raise FileError(say("saving.file", file=ascii(str(path)), reason=error)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(say("saving.file", file=path, reason=reason)) from error
    finally:
        for draft in drafts.values():
            with suppress(OSError, ValueError):  # a draft that was not made cannot be taken away
                draft.unlink()
    return list(files)


def table_files(
    table: pd.DataFrame, path: Path, *, about: Mapping[str, object]
) -> dict[Path, Write]:
    """Return what writes a tidy table as CSV, with a JSON sidecar that says what it is.

    Parameters
    ----------
    table : pandas.DataFrame
        Written in full precision, without its index.
    path : pathlib.Path
        Where to; ends in ``.csv``. The sidecar has the same name.
    about : mapping of str to object
        What the sidecar holds: title, notes, method, options.

    Returns
    -------
    dict of pathlib.Path to callable
        The two files, for `write_together`.

    Notes
    -----
    A text that begins as a formula (``=``, ``+``, ``-``, ``@``, a tab or a line end) is written
    with an apostrophe before it, and the sidecar says so: labels come from other people's files,
    and a spreadsheet would run them. Numbers are written as they are.
    """
    texts = table.select_dtypes(exclude=["number", "bool"])
    marked = {str(name): texts[name].map(marked_cell, na_action="ignore") for name in texts}
    written = table.assign(**marked)
    described = {**about, "columns": list(table.columns)}
    if texts.map(is_formula).to_numpy().any():
        described["apostrophe"] = say("saving.apostrophe")
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    # Before Python 3.13 a text with a bare carriage return is quoted only where all texts are.
    bare = texts.map(lambda each: isinstance(each, str) and "\r" in each).to_numpy().any()
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if bare else csv.QUOTE_MINIMAL
    return {
        path: lambda draft: written.to_csv(draft, index=False, encoding="utf-8", quoting=quoting),
        path.with_suffix(".json"): lambda draft: draft.write_text(text, "utf-8"),
    }


def is_formula(value: object) -> bool:
    """Tell whether a spreadsheet would take a text for a formula."""
    return isinstance(value, str) and FORMULA.match(value) is not None


def marked_cell(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Examples
    --------
    >>> marked_cell("=cmd()"), marked_cell("'t Gooi"), marked_cell(-1)
    ("'=cmd()", "'t Gooi", -1)
    """
    return f"'{value}" if is_formula(value) else value


def unmarked_cell(value: object) -> object:
    """Take the apostrophe of `marked_cell` away.

    Examples
    --------
    >>> unmarked_cell("'=cmd()"), unmarked_cell("'t Gooi")
    ('=cmd()', "'t Gooi")
    """
    held = isinstance(value, str) and value.startswith("'") and is_formula(value)
    return str(value)[1:] if held else value
