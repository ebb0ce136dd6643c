"""The command as a process of its own: consoles that lack signs, readers who leave early."""

import os
import subprocess
import sys
from pathlib import Path

import techno_kit as tk
from tests.cli.surveys import run

ROOT = Path(__file__).parents[2]


def started(folder: Path, *words: str, **options) -> subprocess.Popen:
    paths = {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", **options.pop("env", {})}
    command = [sys.executable, "-m", "techno_kit", "profile", "answers.csv", *words]
    return subprocess.Popen(command, cwd=folder, env={**os.environ, **paths}, **options)


def test_a_console_that_lacks_signs_of_a_label(folder: Path) -> None:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = started(folder, "--by", "sex", env={"PYTHONIOENCODING": "ascii"}, **pipes)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and err == b""
    assert b"sex: F??e" in out
    assert "日本" in (folder / "out/profile.csv").read_text("utf-8")


def test_a_reader_who_leaves_early_loses_no_file(folder: Path) -> None:
    process = started(folder, "--by", "sex", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(timeout=60)
    process.stderr.close()
    assert len(os.listdir(folder / "out")) == 4


def test_the_version(folder: Path, capsys) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"techno-kit {tk.__version__}\n"


def test_a_verb_is_known_before_anything_heavy_is_loaded() -> None:
    code = (
        "import sys; from techno_kit.cli import arguments, doctor, lab;"
        "arguments.command_parser(); print(*{each.partition('.')[0] for each in sys.modules})"
    )
    run = [sys.executable, "-c", code]
    loaded = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    heavy = {"numpy", "pandas", "scipy", "matplotlib", "jupyter_client"}
    assert "techno_kit" in loaded.split() and heavy & set(loaded.split()) == set()
