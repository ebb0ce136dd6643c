"""What the kit needs is read from its own record, and versions are told in from out."""

import sys
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from techno_kit.cli import requirements as ours
from techno_kit.cli.requirements import (
    Requirement,
    admits,
    install_line,
    installed_version,
    python_range,
    requirements,
)

RANGES = [">=3.0,<4", ">=2", "<3.13", ">=1.3.3", "==2.0", ">2,<=3.1", "", ">=3.11,<3.15"]
VERSIONS = ["1", "1.3.2", "1.3.3", "2", "2.0", "2.0.1", "3", "3.1", "3.1.1", "3.12", "3.15", "4.0"]


@pytest.mark.parametrize("range", RANGES)
@pytest.mark.parametrize("version", VERSIONS)
def test_ranges_mean_what_installers_mean(range: str, version: str) -> None:
    assert admits(range, version) == SpecifierSet(range).contains(version)


def test_a_clone_asks_for_what_its_project_file_says() -> None:
    found = requirements()
    core = {each.name for each in found if not each.extra}
    assert core == {"numpy", "pandas", "scipy", "statsmodels", "matplotlib", "seaborn"}
    extras = {each.name: each.extra for each in found if each.extra}
    assert extras["jupyterlab"] == "lab" and extras["pyarrow"] == "files"
    names = [each.name for each in found]
    assert names.count("jupyterlab") == 1 and "techno-kit" not in " ".join(names)
    assert str(next(each for each in found if each.name == "pandas")) == "pandas>=3.0,<4"
    assert admits(python_range(), "3.13.0") and not admits(python_range(), "3.10.9")


def test_an_installed_kit_asks_for_what_its_record_says(tmp_path: Path, monkeypatch) -> None:
    record = ["numpy>=2.1", "pandas<4,>=3.0", "jupyterlab<5,>=4.4; extra == 'all'"]
    record += ["jupyterlab<5,>=4.4; extra == 'lab'"]
    monkeypatch.setattr(ours.metadata, "requires", lambda name: record)
    monkeypatch.setattr(ours.metadata, "metadata", lambda name: {"Requires-Python": ">=3.11"})
    assert requirements(tmp_path / "techno_kit") == [
        Requirement("numpy", ">=2.1"),
        Requirement("pandas", "<4,>=3.0"),
        Requirement("jupyterlab", "<5,>=4.4", "lab"),
    ]
    assert python_range(tmp_path / "techno_kit") == ">=3.11"


def test_a_kit_without_a_record(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(ours, "DISTRIBUTION", "no-such-kit")
    assert requirements(tmp_path / "techno_kit") == []
    assert python_range(tmp_path / "techno_kit") == ""
    assert installed_version("no-such-kit") is None


def test_the_line_installs_into_this_python(monkeypatch) -> None:
    needed = [Requirement("pyarrow", ">=18", "files"), Requirement("numpy", ">=2.1")]
    monkeypatch.setattr(ours, "find_spec", lambda name: object())
    assert install_line(needed) == f'{sys.executable} -m pip install "pyarrow>=18" "numpy>=2.1"'
    monkeypatch.setattr(ours, "find_spec", lambda name: None)
    assert install_line(needed[:1]) == f'uv pip install --python {sys.executable} "pyarrow>=18"'
    monkeypatch.setattr(sys, "executable", "C:\\Program Files\\python.exe")
    assert install_line(needed[:1]).startswith('uv pip install --python "C:\\Program Files\\')
