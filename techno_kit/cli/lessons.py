"""Where the lessons are, and a copy of them to work in.

A clone has them in ``notebooks``; a wheel carries the same notebooks as ``_notebooks``.
"""

import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from techno_kit.errors import FileError
from techno_kit.wording import say

FIRST = "00_start_here.ipynb"
CARRIED = "_notebooks"
PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of the lessons in a folder.

    Attributes
    ----------
    new : tuple of str
        Those that were copied.
    kept : tuple of str
        Those that are there in another form, and stayed as they are.
    """

    new: tuple[str, ...]
    kept: tuple[str, ...]


def clone_folder(package: Path = PACKAGE) -> Path | None:
    """Return the clone that the package lies in; None where it is installed."""
    return package.parent if (package.parent / "pyproject.toml").is_file() else None


def lessons_folder(package: Path = PACKAGE) -> Path:
    """Return the folder of the lessons that came with the package.

    Raises
    ------
    FileError
        If they did not come with it.
    """
    clone = clone_folder(package)
    folder = package / CARRIED if clone is None else clone / "notebooks"
    if not (folder / FIRST).is_file():
        raise FileError(say("cli.lab.no_lessons", folder=folder))
    return folder


def copy_lessons(source: Path, folder: Path) -> Copied:
    """Copy the lessons that are not in a folder yet; what is there is never overwritten.

    Parameters
    ----------
    source : pathlib.Path
        Where the lessons are.
    folder : pathlib.Path
        Where to; it is made.

    Raises
    ------
    FileError
        If the folder cannot be made or written to; then no lesson was copied.
    """
    from techno_kit.survey.saving import make_folder, write_together

    new, kept = [], []
    for lesson in _notebooks(source):
        goal = folder / lesson
        if not goal.exists():
            new.append(lesson)
        elif not _same(source / lesson, goal):
            kept.append(lesson)
    for parent in sorted({folder, *((folder / lesson).parent for lesson in new)}):
        make_folder(parent)
    write_together({folder / each: partial(shutil.copyfile, source / each) for each in new})
    return Copied(*(tuple(each.as_posix() for each in some) for some in (new, kept)))


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _notebooks(source: Path) -> list[Path]:
    """Return the notebooks of a folder; not the copies that Jupyter hides there."""
    paths = (path.relative_to(source) for path in sorted(source.rglob("*.ipynb")))
    return [path for path in paths if not any(part.startswith(".") for part in path.parts)]
