"""``techno-kit lab``: what it starts JupyterLab with, and how it ends; JupyterLab is stood in for.

The real one is opened in ``tests/browser``.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from techno_kit.cli import lab
from techno_kit.cli.lessons import FIRST, Copied
from tests.cli.surveys import run

ROOT = Path(__file__).parents[2]
# Writes down how it was called, and waits for SIGTERM, on which a server ends its kernels.
STAND_IN = """
import json, os, signal, sys, time
from pathlib import Path
quiet = Path(os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
told = {
    "words": sys.argv[1:], "folder": os.getcwd(), "python": sys.executable,
    "prefer": os.environ["JUPYTER_PREFER_ENV_PATH"], "path": os.environ["PYTHONPATH"],
    "quiet": json.loads((quiet / "labconfig/default_setting_overrides.json").read_text("utf-8")),
    "settings": str(quiet), "terminal": sys.stdin.isatty(),
}
Path(os.environ["TOLD"]).write_text(json.dumps(told), "utf-8")
def end(*_):
    print("kernels ended", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("serving", flush=True)
time.sleep(float(os.environ["SERVES"]))
sys.exit(int(os.environ["ENDS"]))
"""


@pytest.fixture
def stand_in(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which ``-m jupyterlab`` is ours."""
    (tmp_path / "site/jupyterlab").mkdir(parents=True)
    for name, text in {"__init__": "", "__main__": STAND_IN}.items():
        (tmp_path / f"site/jupyterlab/{name}.py").write_text(text, "utf-8")
    return {
        **{name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")},
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), str(ROOT)]),
        "TOLD": str(tmp_path / "told.json"),
        "SERVES": "0",
        "ENDS": "0",
    }


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Return a folder with a first lesson."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / FIRST).write_text("{}", "utf-8")
    return folder


def started(environment: dict[str, str], folder: Path, shipped: Path, *words: str):
    """Run the command on other lessons than the clone's, in a process of its own."""
    code = (
        # what runs behind a shell's back ignores Ctrl-C, and its children would too
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "import sys; from pathlib import Path; from techno_kit import cli; from techno_kit.cli "
        f"import lab; lab.lessons_folder = lambda: Path({str(shipped)!r});"
        f"sys.exit(cli.main({['lab', *words]!r}))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_jupyterlab_opens_at_the_first_lesson(stand_in, shipped: Path, tmp_path: Path) -> None:
    process = started(stand_in, tmp_path, shipped, "a b/ü", "--port", "9999", "--no-browser")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and err == ""
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    assert told["words"] == [
        *(f"--LabApp.default_url=/lab/tree/{FIRST}", "--Application.log_level=WARN"),
        *("--ServerApp.port=9999", "--no-browser"),
        *root,
    ]
    assert Path(told["folder"]) == (tmp_path / "a b/ü").resolve()
    assert told["python"] == sys.executable
    assert out.splitlines() == [
        f"The lessons are in {Path('a b/ü')}.",
        "1 lesson was copied.",
        f"Open the address below in a browser; the first lesson is {FIRST}.",
        "Shift+Enter runs a cell and goes on to the next one.",
        "Ctrl-C here stops JupyterLab; what you saved stays.",
        "serving",
    ]


def test_its_settings_are_defaults_of_one_session(stand_in, shipped: Path, tmp_path: Path) -> None:
    own = str(tmp_path / "own")
    process = started({**stand_in, "JUPYTER_CONFIG_PATH": own}, tmp_path, shipped)
    assert process.communicate(timeout=60)[1] == "" and process.returncode == 0
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert told["quiet"] == {
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
        }
    }
    assert told["prefer"] == "1" and told["terminal"] is False
    assert not Path(told["settings"]).exists()  # nothing of it is left
    assert not (tmp_path / "own").exists()
    assert told["path"].split(os.pathsep)[0] == str(ROOT)
    told = lab.lab_environment({"JUPYTER_CONFIG_PATH": own}, Path("q"))
    assert told["JUPYTER_CONFIG_PATH"].split(os.pathsep) == ["q", own]


def test_its_exit_code_is_passed_on(stand_in, shipped: Path, tmp_path: Path) -> None:
    process = started({**stand_in, "ENDS": "3"}, tmp_path, shipped)
    process.communicate(timeout=60)
    assert process.returncode == 3


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal")
def test_ctrl_c_ends_it_cleanly(stand_in, shipped: Path, tmp_path: Path) -> None:
    process = started({**stand_in, "SERVES": "60"}, tmp_path, shipped, "mine")
    told = [process.stdout.readline() for _ in range(6)]
    assert told[-1] == "serving\n"
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out == "kernels ended\n\nJupyterLab has stopped.\n"


@pytest.mark.skipif(os.name == "nt", reason="ended by signals")
@pytest.mark.parametrize("sign", ["SIGTERM", "SIGHUP"])
def test_a_machine_that_ends_it_ends_the_server_too(stand_in, shipped, tmp_path, sign) -> None:
    process = started({**stand_in, "SERVES": "60"}, tmp_path, shipped, "mine")
    assert [process.stdout.readline() for _ in range(6)][-1] == "serving\n"
    process.send_signal(getattr(signal, sign))
    out, err = process.communicate(timeout=60)  # returns once nobody holds the server's output
    assert (process.returncode, out, err) == (0, "kernels ended\n", "")


def test_without_jupyterlab_the_cure_is_told(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = lab.find_spec
    monkeypatch.setattr(
        lab, "find_spec", lambda name: None if name == "jupyterlab" else found(name)
    )
    assert run("lab", "mine") == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert told.err.startswith("techno-kit: JupyterLab is not installed here; to install it: ")
    for part in (sys.executable, " install ", '"jupyterlab>=', '"ipykernel>=', '"ipywidgets>='):
        assert part in told.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path, capsys, monkeypatch, shipped: Path) -> None:
    monkeypatch.setattr(lab, "lessons_folder", lambda: shipped)
    monkeypatch.setattr(lab, "find_spec", lambda name: object())
    (tmp_path / "mine").write_text("", "utf-8")
    assert run("lab", str(tmp_path / "mine")) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert told.err.startswith(f"techno-kit: {tmp_path / 'mine'}: this folder cannot be made: ")


def test_a_clone_opens_its_own_lessons(monkeypatch, shipped: Path) -> None:
    monkeypatch.setattr(lab, "lessons_folder", lambda: shipped)
    assert lab.prepare_folder(None) == (shipped, Copied((), ()))


def test_an_installed_kit_copies_them(monkeypatch, shipped: Path, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab, "lessons_folder", lambda: shipped)
    monkeypatch.setattr(lab, "clone_folder", lambda: None)
    assert lab.prepare_folder(None) == (Path("lessons"), Copied((FIRST,), ()))
    (tmp_path / "lessons" / FIRST).write_text("mine", "utf-8")
    assert lab.prepare_folder(None) == (Path("lessons"), Copied((), (FIRST,)))
    environment = lab.lab_environment({}, Path("quiet"))
    assert environment == {"JUPYTER_CONFIG_PATH": "quiet", "JUPYTER_PREFER_ENV_PATH": "1"}
