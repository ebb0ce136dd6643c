"""The files that travel with the kit are found in a clone and in a wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from techno_kit.errors import FileError
from techno_kit.shipped import locate

ROOT = Path(__file__).parents[1]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one target file beside it, as in a clone."""
    folder = tmp_path / "techno_kit"
    folder.mkdir()
    (tmp_path / "data/targets").mkdir(parents=True)
    (tmp_path / "data/targets/study.csv").write_text("age_group,share\n", "utf-8")
    return folder


def test_a_clone_reads_its_own_data() -> None:
    assert locate(".") == ROOT / "data"


def test_data_inside_the_package_comes_first(package: Path) -> None:
    (package / "_data").mkdir()
    assert locate(".", package=package) == package / "_data"


def test_a_file_is_found_by_its_path(package: Path) -> None:
    found = locate("targets/study.csv", package=package)
    assert found == package.parent / "data/targets/study.csv"


def test_a_wrong_name_is_answered_with_the_nearest(package: Path) -> None:
    with pytest.raises(FileError) as caught:
        locate("targets/studie.csv", package=package)
    assert str(caught.value) == (
        "techno_kit ships no 'targets/studie.csv'; did you mean 'targets/study.csv'?"
    )


def test_an_installation_without_data_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        locate("targets", package=tmp_path / "techno_kit")
    assert str(caught.value) == (
        f"the files that travel with techno_kit are missing beside {tmp_path / 'techno_kit'};"
        " install techno_kit again"
    )


def test_the_wheel_carries_all_of_data_and_finds_it(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", tmp_path], cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*-py3-none-any.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")

    code = "from techno_kit.shipped import locate; print(locate('.'))"
    run = [sys.executable, "-S", "-c", code]
    told = subprocess.run(
        run, cwd=tmp_path, env={"PYTHONPATH": "site"}, capture_output=True, text=True, check=True
    ).stdout.strip()
    folder = tmp_path / "site/techno_kit/_data"
    assert (tmp_path / told).resolve() == folder.resolve()
    assert contents(folder) == contents(ROOT / "data")


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
