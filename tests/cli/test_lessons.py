"""Lessons are found in a clone and in an installed kit, and a reader's changes outlive a copy."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from techno_kit.cli.lessons import FIRST, clone_folder, copy_lessons, lessons_folder
from techno_kit.errors import FileError

ROOT = Path(__file__).parents[2]
EXERCISE = "exercises/30_build_a_profile.ipynb"


def lessons(folder: Path) -> Path:
    """Write two lessons, and what is none."""
    files = [FIRST, EXERCISE, "src/00_start_here.py", ".ipynb_checkpoints/00_start_here.ipynb"]
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"shipped {name}", "utf-8")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder of lessons."""
    return lessons(tmp_path / "source")


def test_a_clone_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    lessons(tmp_path / "notebooks")
    package = tmp_path / "techno_kit"
    assert clone_folder(package) == tmp_path
    assert lessons_folder(package) == tmp_path / "notebooks"


def test_an_installed_kit_carries_them(tmp_path: Path) -> None:
    package = tmp_path / "techno_kit"
    lessons(package / "_notebooks")
    assert clone_folder(package) is None
    assert lessons_folder(package) == package / "_notebooks"


def test_lessons_that_are_missing(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        lessons_folder(tmp_path / "techno_kit")
    assert str(caught.value) == (
        f"the lessons are missing in {tmp_path / 'techno_kit/_notebooks'}; install techno_kit again"
    )


def test_a_copy_holds_the_notebooks_alone(source: Path, tmp_path: Path) -> None:
    copied = copy_lessons(source, tmp_path / "deep/mine")
    assert copied.new == (FIRST, EXERCISE) and copied.kept == ()
    found = [path for path in (tmp_path / "deep/mine").rglob("*") if path.is_file()]
    assert sorted(path.read_text("utf-8") for path in found) == [
        f"shipped {FIRST}",
        f"shipped {EXERCISE}",
    ]


def test_what_a_reader_changed_stays(source: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "exercises").mkdir(parents=True)
    (mine / EXERCISE).write_text("my answers", "utf-8")
    copied = copy_lessons(source, mine)
    assert copied.new == (FIRST,) and copied.kept == (EXERCISE,)
    assert (mine / EXERCISE).read_text("utf-8") == "my answers"
    again = copy_lessons(source, mine)
    assert again.new == () and again.kept == (EXERCISE,)


def test_a_folder_in_the_place_of_a_lesson_stays(source: Path, tmp_path: Path) -> None:
    (tmp_path / "mine" / FIRST).mkdir(parents=True)
    assert copy_lessons(source, tmp_path / "mine").kept == (FIRST,)


def test_a_file_in_the_place_of_the_folder(source: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("", "utf-8")
    with pytest.raises(FileError, match=r"mine: this folder cannot be made: "):
        copy_lessons(source, tmp_path / "mine")


def test_a_copy_that_fails_leaves_no_lesson(source: Path, tmp_path: Path, monkeypatch) -> None:
    def full(one: Path, other: Path) -> None:
        other.write_text("half", "utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(FileError, match=r"00_start_here.ipynb: this file cannot be written: No sp"):
        copy_lessons(source, tmp_path / "mine")
    assert [name for name in os.listdir(tmp_path / "mine") if name != "exercises"] == []


def test_the_wheel_carries_the_notebooks(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", tmp_path], cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*-py3-none-any.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    carried = tmp_path / "site/techno_kit/_notebooks"
    assert notebooks(carried) == notebooks(ROOT / "notebooks")
    assert {path.suffix for path in carried.rglob("*") if path.is_file()} == {".ipynb"}
    assert lessons_folder(tmp_path / "site/techno_kit") == carried


def notebooks(folder: Path) -> dict[str, bytes]:
    """Return the lessons of a folder; what a run of one leaves there is called ``my_...``."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    names = {path: path.relative_to(folder).as_posix() for path in found}
    return {
        name: path.read_bytes()
        for path, name in names.items()
        if path.suffix == ".ipynb" and not path.name.startswith("my_") and "/." not in f"/{name}"
    }
