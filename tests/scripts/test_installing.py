"""Making an environment stops with what to do, and harms nothing that is there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell script, for make")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what the script reads, and an empty lock."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "scripts/installing.sh", tmp_path)
    (tmp_path / "empty.lock").touch()
    return tmp_path


def stand_in(folder: Path, *, without: str) -> Path:
    """Write a Python that fails as soon as it is asked for something it is ``without``."""
    python = folder / "python-stand-in"
    python.write_text(
        f'#!/bin/sh\ncase "$*" in *{without}*) exit 1 ;; esac\nexec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)
    return python


def install(clone: Path, python: Path | str, environment: str = ".venv") -> tuple[int, str]:
    settings = {"PATH": os.environ["PATH"], "PYTHON": str(python), "UV": ""}
    command = ["sh", "installing.sh", environment, "empty.lock"]
    run = subprocess.run(command, cwd=clone, env=settings, capture_output=True, text=True)
    return run.returncode, run.stderr


def test_a_python_that_is_too_old_is_refused(clone: Path) -> None:
    code, told = install(clone, stand_in(clone, without="version_info"))
    assert code == 1
    assert told == (
        f"PYTHON={clone}/python-stand-in is not a Python 3.11 to 3.14 that runs here.\n"
        "Name another one, or leave PYTHON out to have one found.\n"
    )


def test_a_python_without_venv_is_told_what_to_install(clone: Path) -> None:
    code, told = install(clone, stand_in(clone, without="ensurepip"))
    minor = f"3.{sys.version_info.minor}"
    assert code == 1
    assert told == (
        f"Python {minor} is here, but it cannot make an environment: venv is not installed.\n"
        f"Debian, Ubuntu: apt-get install python3-venv   (or python{minor}-venv)\n"
        "Then run the same command again.\n"
    )
    assert not (clone / ".venv").exists()


def test_a_folder_that_is_no_environment_is_left_alone(clone: Path) -> None:
    (clone / "answers").mkdir()
    (clone / "answers/wave.csv").write_text("age\n")
    code, told = install(clone, sys.executable, "answers")
    assert code == 1
    assert told == "answers is there and is not a virtual environment; move it away first.\n"
    assert (clone / "answers/wave.csv").read_text() == "age\n"


def test_a_half_made_environment_is_taken_away(clone: Path) -> None:
    (clone / "empty.lock").write_text("no-such-thing\n")  # without a version: pip refuses at once
    code, _ = install(clone, sys.executable)
    assert code != 0
    assert not (clone / ".venv").exists()
