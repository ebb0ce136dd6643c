"""Write the locks from pyproject.toml, or say whether they are as pyproject.toml has them.

Run by ``make locks`` and, with ``--check``, by ``make check``. A lock names every package with its
version and its hashes for every system and Python, and no address.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
OLDEST = "3.11"

USER = ["--extra", "lab", "--extra", "files", "--group", "build"]
DEVELOPER = ["--extra", "lab", "--extra", "files", "--extra", "reports", "--extra", "duckdb"]
DEVELOPER += ["--extra", "polars", "--group", "dev", "--constraints", "requirements.lock"]
LOWEST = ["--extra", "files", "--group", "test", "--group", "build"]
LOWEST += ["--resolution", "lowest-direct"]
LOCKS = {
    "requirements.lock": USER,
    "requirements-dev.lock": DEVELOPER,
    "requirements-lowest.lock": LOWEST,
}

# A machine's own extra sources may hold other builds, with other hashes.
OWN_SOURCES = ("UV_FIND_LINKS", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_CONSTRAINT", "UV_OVERRIDE")


def resolve(folder: Path, *, upgrade: bool = False) -> None:
    """Write a folder's locks from its pyproject.toml, keeping the versions they already name."""
    settings = {key: value for key, value in os.environ.items() if key not in OWN_SOURCES}
    for lock, parts in LOCKS.items():
        command = [sys.executable, "-m", "uv", "--quiet", "--no-config", "pip", "compile"]
        command += ["--universal", "--python-version", OLDEST, "--generate-hashes"]
        command += ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate"]
        command += ["--custom-compile-command", "make locks", "--output-file", lock, *parts]
        command += ["--upgrade"] if upgrade else []
        subprocess.run([*command, "pyproject.toml"], cwd=folder, env=settings, check=True)


def differences() -> list[str]:
    """Return how the locks differ from what pyproject.toml makes of them; nothing if alike."""
    with TemporaryDirectory() as place:
        for name in ("pyproject.toml", *LOCKS):
            shutil.copy(ROOT / name, place)
        resolve(Path(place))
        return [line for lock in LOCKS for line in _diff(ROOT / lock, Path(place) / lock)]


def _diff(now: Path, due: Path) -> list[str]:
    here, there = (each.read_text("utf-8").splitlines() for each in (now, due))
    return list(unified_diff(here, there, now.name, "made anew", lineterm="", n=1))


def main(words: Sequence[str] | None = None) -> int:
    """Write, or check, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    options = parser.parse_args(words)
    if not options.check:
        resolve(ROOT, upgrade=options.upgrade)
        return 0
    found = differences()
    if found:
        print(*found, "The locks are stale: run `make locks`.", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
