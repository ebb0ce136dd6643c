"""Where the files that travel with the kit are: samples, targets, published figures.

In a wheel they lie inside the package, in ``_data``; in a clone beside it, in ``data``.
"""

from pathlib import Path

from techno_kit.errors import FileError, nearest
from techno_kit.wording import say

PACKAGE = Path(__file__).parent


def _folder(package: Path) -> Path:
    for folder in (package / "_data", package.parent / "data"):
        if folder.is_dir():
            return folder
    raise FileError(say("shipped.no_folder", package=package))


def locate(name: str, *, package: Path = PACKAGE) -> Path:
    """Return the path of a shipped file or folder.

    Parameters
    ----------
    name : str
        Its path inside ``data``, with ``/`` on every system, such as ``"targets/study.csv"``.
    package : pathlib.Path, optional
        Where the package lies; another one is for tests.

    Returns
    -------
    pathlib.Path
        An existing file or folder.

    Raises
    ------
    FileError
        If the kit ships nothing of that name, or its data did not come with the installation.

    Examples
    --------
    >>> locate(".").is_dir()
    True
    """
    folder = _folder(package)
    path = folder / name
    if not path.exists():
        names = (each.relative_to(folder).as_posix() for each in sorted(folder.rglob("*")))
        raise FileError(say("shipped.missing", name=name, nearest=nearest(name, names)))
    return path
