"""Files that a user names: there, readable, and text where text is wanted."""

import os
from pathlib import Path

from techno_kit.errors import FileError, nearest
from techno_kit.wording import say


def existing_file(path: str | os.PathLike[str], refusal: type[FileError] = FileError) -> Path:
    """Return the path of a file that is there and holds something.

    Parameters
    ----------
    path : str or path
        What the user named.
    refusal : type of FileError
        The error to raise.

    Raises
    ------
    FileError
        If that is no path, there is no such file (with the nearest name in its folder), or it is a
        folder, cannot be opened, or is empty.
    """
    check_path(path, refusal)
    found = Path(path)
    folder = found.parent
    if found.is_dir():
        raise refusal(say("file.folder", file=found.name or str(found)))
    if not found.exists():
        if not folder.is_dir():
            raise refusal(say("file.no_folder", file=found.name, folder=folder))
        near = nearest(found.name, (each.name for each in folder.iterdir() if each.is_file()))
        raise refusal(say("file.missing", file=found.name, folder=folder.resolve(), near=near))
    try:
        with found.open("rb") as handle:
            first = handle.read(1)
    except OSError as error:
        raise refusal(say("file.closed", file=found.name, reason=error.strerror)) from error
    if not first:
        raise refusal(say("file.empty", file=found.name))
    return found


def check_path(path: object, refusal: type[FileError] = FileError) -> None:
    """Refuse what is no path, such as a data frame.

    Raises
    ------
    FileError
        If it is neither text nor a path.
    """
    if not isinstance(path, str | os.PathLike):
        raise refusal(say("file.kind", kind=type(path).__name__))


def read_utf8(
    path: str | os.PathLike[str], refusal: type[FileError] = FileError
) -> tuple[str, str]:
    """Return the name and the text of a file that must be UTF-8 (with or without a mark).

    Raises
    ------
    FileError
        As `existing_file`, or if the bytes are not UTF-8; it names the line.
    """
    found = existing_file(path, refusal)
    raw = found.read_bytes()
    try:
        return found.name, raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refusal(say("file.not_utf8", file=found.name, line=line)) from error
