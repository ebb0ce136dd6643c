"""``techno-kit doctor``: every check can fail, and says so with its cure."""

import subprocess
import sys
from pathlib import Path

import pytest

from techno_kit.cli import checks, doctor
from techno_kit.cli.checks import (
    Finding,
    check_folder,
    check_fonts,
    check_kernel,
    check_package,
    check_packages,
    check_python,
)
from techno_kit.cli.requirements import Requirement, requirements
from techno_kit.version import VERSION
from tests.cli.surveys import run

ROOT = Path(__file__).parents[2]


# --- what is installed ---------------------------------------------------------------------------


def test_this_python_will_do() -> None:
    found = check_python()
    assert found.state == "ok" and sys.executable in found.what and VERSION in found.what


def test_a_python_that_is_too_old(monkeypatch) -> None:
    monkeypatch.setattr(checks, "python_range", lambda: ">=99.1")
    assert check_python().state == "wrong"
    assert check_python().cure == "use a Python >=99.1"


@pytest.mark.parametrize(
    ("needed", "state", "what"),
    [
        (Requirement("numpy", ">=2"), "ok", "numpy "),
        (Requirement("numpy", ">=99"), "wrong", "is outside >=99"),
        (Requirement("no-such-kit", ">=1"), "wrong", "no-such-kit is not installed"),
    ],
)
def test_a_package(needed: Requirement, state: str, what: str) -> None:
    found = check_package(needed)
    assert found.state == state and what in found.what
    assert (state == "ok") == (found.cure == "")
    assert state == "ok" or found.cure.endswith(f' "{needed}"')


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("pyreadstat", "SPSS, Stata and SAS files"),
        ("pyarrow", "Parquet and Feather files"),
        ("defusedxml", "Triple-S files, LimeSurvey structures and other XML"),
        ("python-calamine", "reading Excel and OpenDocument workbooks"),
        ("XlsxWriter", "writing Excel workbooks"),
    ],
)
def test_an_optional_package_says_what_it_is_for(monkeypatch, name: str, use: str) -> None:
    monkeypatch.setattr(checks, "installed_version", lambda name: None)
    found = check_package(Requirement(name, ">=1.3.3", "files"))
    assert (found.state, found.what) == ("missing", f"{name}, for {use}")
    assert found.cure.endswith(f' "{name}>=1.3.3"')


def test_what_reads_files_is_what_the_extra_brings() -> None:
    asked = [each.name for each in requirements() if each.extra == "files"]
    assert set(asked) == set(checks.FILES)


def test_every_package_of_the_core_and_the_lessons_is_looked_at() -> None:
    names = [each.what.partition(" ")[0].rstrip(",") for each in check_packages()]
    core = {"numpy", "pandas", "scipy", "statsmodels", "matplotlib", "seaborn"}
    assert {*core, *checks.OPTIONAL} == set(names)
    assert len(names) == len(set(names))  # one that two extras bring is looked at once


def test_a_kit_without_a_record_is_wrong() -> None:
    assert [each.state for each in check_packages([])] == ["wrong"]


# --- what it can do ------------------------------------------------------------------------------


def test_fonts() -> None:
    latin, asian = check_fonts()
    assert latin.state == "ok" and "Latin" in latin.what
    assert asian.state in ("ok", "missing") and (asian.state == "ok") == (asian.cure == "")


def test_a_machine_without_an_asian_font(monkeypatch) -> None:
    monkeypatch.setattr("techno_kit.drawing.faces.EAST_ASIAN", ("No Such Font",))
    _, asian = check_fonts()
    assert (asian.state, asian.what) == ("missing", "a font for Japanese and Chinese labels")
    assert "fonts-noto-cjk" in asian.cure


def test_charts_that_cannot_be_drawn(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "techno_kit.drawing.canvas", None)
    (found,) = check_fonts()
    assert found.state == "wrong" and found.what.startswith("charts cannot be drawn: ")


def test_a_folder(tmp_path: Path) -> None:
    assert check_folder(tmp_path).state == "ok"
    assert list(tmp_path.iterdir()) == []
    found = check_folder(tmp_path / "gone")
    assert found.state == "wrong"
    assert found.what == (
        f"files cannot be written in {tmp_path / 'gone'}: No such file or directory"
    )


# --- a notebook's Python -------------------------------------------------------------------------


def test_a_kernel_starts_and_is_this_python(tmp_path: Path, monkeypatch) -> None:
    pytest.importorskip("ipykernel")
    monkeypatch.chdir(tmp_path)  # the clone must be found from anywhere
    assert check_kernel() == Finding("ok", "a notebook's Python starts, and it is this one")


def test_a_kernel_of_another_place(monkeypatch) -> None:
    pytest.importorskip("ipykernel")
    monkeypatch.setattr(checks, "_home_of_kernel", lambda timeout: "/elsewhere 0.0")
    found = check_kernel()
    assert found.state == "wrong"
    assert found.what == "a notebook's Python is not this one: /elsewhere 0.0"
    assert found.cure == f"{sys.executable} -m ipykernel install --sys-prefix"


@pytest.mark.parametrize("error", [RuntimeError("Kernel\ndied"), TimeoutError("Kernel died")])
def test_a_kernel_that_does_not_start(monkeypatch, error: Exception) -> None:
    pytest.importorskip("ipykernel")

    def dies(timeout: float) -> str:
        raise error

    monkeypatch.setattr(checks, "_home_of_kernel", dies)
    found = check_kernel()
    assert found.state == "wrong"
    assert found.what == "a notebook's Python does not start: Kernel died"


def test_a_kernel_that_dies_is_noticed_and_not_waited_for(monkeypatch) -> None:
    manager = pytest.importorskip("jupyter_client.manager").KernelManager
    dying = [sys.executable, "-c", "raise SystemExit(1)"]
    monkeypatch.setattr(manager, "format_kernel_cmd", lambda *_, **__: dying)
    found = check_kernel(timeout=20)
    assert found.state == "wrong" and "does not start: Kernel died" in found.what


def test_without_ipykernel_there_is_none(monkeypatch) -> None:
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    found = check_kernel()
    assert (found.state, found.what) == ("missing", "ipykernel, for notebooks")
    assert '"ipykernel>=' in found.cure


# --- the verb ------------------------------------------------------------------------------------


def findings(*found: Finding):
    return lambda folder: iter(found)


def test_all_is_well(capsys, monkeypatch) -> None:
    well = (
        Finding("ok", "numpy 2.4"),
        Finding("missing", "pyarrow, for Parquet files", "install it"),
    )
    monkeypatch.setattr(doctor, "examine", findings(*well))
    assert run("doctor") == 0
    assert capsys.readouterr().out == (
        "ok       numpy 2.4\nmissing  pyarrow, for Parquet files; cure: install it\n\nReady.\n"
    )


def test_something_is_wrong(capsys, monkeypatch) -> None:
    ill = Finding("wrong", "numpy 1 is outside >=2", "install it"), Finding("ok", "pandas 3")
    monkeypatch.setattr(doctor, "examine", findings(*ill))
    assert run("doctor") == 1
    assert capsys.readouterr().out == (
        "wrong    numpy 1 is outside >=2; cure: install it\n"
        "ok       pandas 3\n"
        "\n"
        "Not ready: 1 check failed.\n"
    )


def test_a_computer_without_pandas_is_told_so_and_not_a_trace_back(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pandas'] = None; from techno_kit import cli;"
        "from techno_kit.cli import doctor; doctor.check_kernel = doctor.check_python;"
        "sys.exit(cli.main(['doctor']))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 1 and told.stderr == ""
    assert "wrong    the shipped study cannot be computed: " in told.stdout
