"""Write environment.yml from pyproject.toml, or say whether the one that is there is right.

Run by ``make environment`` and, with ``--check``, by ``make check``. Right means: it is what
pyproject.toml makes, conda's own grammar reads every line of it, and every line admits the versions
that the lock names and the tests therefore ran on. Whether conda-forge has those versions cannot
be seen from here.
"""

import argparse
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from rattler import BuildString, MatchSpec, PackageRecord
from rattler.exceptions import InvalidMatchSpecError

ROOT = Path(__file__).parents[1]
FILE = ROOT / "environment.yml"
LOCK = ROOT / "requirements.lock"
NOT_LOCKED = {"pip", "python"}  # conda's own; the lock holds neither


def made() -> str:
    """Return the environment.yml that pyproject.toml makes."""
    command = [sys.executable, "-m", "pyproject2conda", "yaml", "--name", "techno-kit"]
    command += ["--channel", "conda-forge", "--python-include", "infer", "--dep", "pip"]
    command += ["--extra", "lab", "--extra", "files", "--req", "-e ."]
    command += ["--custom-command", "make environment"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def specs(text: str) -> list[str]:
    """Return the conda lines under ``dependencies``, without those that pip is to install."""
    dependencies = text.partition("\ndependencies:\n")[2]
    return re.findall(r"^  - ([^:\n]+)$", dependencies, flags=re.MULTILINE)


def versions(lock: str) -> dict[str, list[str]]:
    """Return the versions a lock's text names for each package, one or more for the Pythons."""
    found = defaultdict(list)
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lock, flags=re.MULTILINE):
        found[name].append(version)
    return found


def problems(lines: Iterable[str], locked: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what is wrong with conda lines: unreadable, not locked, or at odds with the lock."""
    found = []
    for line in lines:
        try:
            spec = MatchSpec(line, strict=True)
        except InvalidMatchSpecError as error:
            found.append(f"{line!r} is not conda's grammar: {error}")
            continue
        name = str(spec.name.normalized)
        if name not in locked and name not in NOT_LOCKED:
            found.append(f"{name!r} is in environment.yml and not in the lock")
        for version in locked.get(name, ()):
            record = PackageRecord(name, version, BuildString("0"), 0, "noarch")
            if not spec.matches(record):
                found.append(f"{line!r} does not admit {version}, which the lock names")
    return found


def check() -> list[str]:
    """Return everything that is wrong with environment.yml."""
    text = FILE.read_text("utf-8")
    here, there = text.splitlines(), made().splitlines()
    stale = unified_diff(here, there, FILE.name, "made anew", lineterm="", n=1)
    return [*stale, *problems(specs(text), versions(LOCK.read_text("utf-8")))]


def main(words: Sequence[str] | None = None) -> int:
    """Write, or check, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    if not parser.parse_args(words).check:
        FILE.write_text(made(), "utf-8")
        return 0
    found = check()
    if found:
        print(*found, "environment.yml is stale or wrong: run `make environment`.", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
