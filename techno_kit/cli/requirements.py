"""What the kit needs: packages, the versions that it admits, what is installed of them."""

import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from techno_kit.cli.lessons import PACKAGE, clone_folder

DISTRIBUTION = "techno-kit"
BUNDLE = "all"  # the extra of all others: an installed kit's record repeats them under it
PARTS = re.compile(r"([\w.-]+)\s*([^;]*?)\s*(?:;.*extra\s*==\s*['\"]([\w-]+)['\"].*)?")
SPECIFIER = re.compile(r"\s*(>=|<=|==|<|>)\s*([\d.]+)\s*")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A package that the kit needs.

    Attributes
    ----------
    name : str
        The package's name.
    range : str
        The versions it may have, such as ``">=3.0,<4"``.
    extra : str
        The extra that brings it; empty for the core.
    """

    name: str
    range: str
    extra: str = ""

    def __str__(self) -> str:
        return f"{self.name}{self.range}"


def requirements(package: Path = PACKAGE) -> list[Requirement]:
    """Return what a clone's ``pyproject.toml``, or an installed kit's own record, asks for.

    Returns
    -------
    list of Requirement
        The core first; empty where the kit has no record.
    """
    clone = clone_folder(package)
    if clone is not None:
        project = tomllib.loads((clone / "pyproject.toml").read_text("utf-8"))["project"]
        found = [_read(line) for line in project["dependencies"]]
        extras = project["optional-dependencies"].items()
        found += [_read(line, extra) for extra, some in extras for line in some]
    else:
        try:
            found = [_read(line) for line in metadata.requires(DISTRIBUTION) or ()]
        except metadata.PackageNotFoundError:
            return []
    return [each for each in found if each.extra != BUNDLE]


def python_range(package: Path = PACKAGE) -> str:
    """Return the versions of Python that the kit admits; empty where it has no record."""
    clone = clone_folder(package)
    if clone is not None:
        project = tomllib.loads((clone / "pyproject.toml").read_text("utf-8"))["project"]
        return str(project["requires-python"])
    try:
        return metadata.metadata(DISTRIBUTION).get("Requires-Python") or ""
    except metadata.PackageNotFoundError:
        return ""


def installed_version(name: str) -> str | None:
    """Return the version of an installed package; None where it is not there."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def admits(range: str, version: str) -> bool:
    """Tell whether a range admits a version, by the numbers of its release.

    Examples
    --------
    >>> admits(">=3.0,<4", "3.1.1"), admits(">=3.0,<4", "2.2.3"), admits("", "1")
    (True, False, True)
    """
    mine = _release(version)
    for sign, text in SPECIFIER.findall(range):
        limit = _release(text)
        size = max(len(mine), len(limit))
        one, other = (each + (0,) * (size - len(each)) for each in (mine, limit))
        held = {
            ">=": one >= other,
            "<=": one <= other,
            "==": one == other,
            "<": one < other,
            ">": one > other,
        }
        if not held[sign]:
            return False
    return True


def install_line(needed: Sequence[Requirement]) -> str:
    """Return the line that installs packages into this environment.

    Environments made by uv hold no pip; there uv itself installs.
    """
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    tool = f"{python} -m pip install" if find_spec("pip") else f"uv pip install --python {python}"
    return " ".join([tool, *(f'"{each}"' for each in needed)])


def _read(line: str, extra: str = "") -> Requirement:
    found = PARTS.fullmatch(line)
    if found is None:  # such as the line that names other extras of ours
        return Requirement(line, "", extra)
    name, range, marked = found.groups()
    return Requirement(name, range.replace(" ", ""), extra or marked or "")


def _release(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()
