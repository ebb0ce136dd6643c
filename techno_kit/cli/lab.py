"""The verb ``lab``: JupyterLab at the first lesson, in this Python's own environment."""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from techno_kit.cli.lessons import FIRST, Copied, clone_folder, copy_lessons, lessons_folder
from techno_kit.cli.requirements import install_line, requirements
from techno_kit.errors import TechnoKitError
from techno_kit.wording import join, plural, say

COPY = "lessons"  # the folder of an installed kit's lessons, unless another is named
PATIENCE = 20.0  # seconds that a server has to end its kernels in
ENDS = ("SIGTERM", "SIGHUP")  # how a machine ends the command
# Defaults of one session: a setting that the user has made wins, and none of theirs is touched.
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}


def run_lab(options: argparse.Namespace) -> int:
    """Open JupyterLab at the first lesson, until it is stopped; return its exit code.

    Raises
    ------
    TechnoKitError
        If JupyterLab is not installed, or the lessons cannot be found or copied.
    """
    if find_spec("jupyterlab") is None:
        needed = [each for each in requirements() if each.extra == "lab"]
        raise TechnoKitError(say("cli.lab.no_jupyterlab", install=install_line(needed)))
    folder, copied = prepare_folder(options.folder)
    for line in _next_steps(folder, copied, browser=not options.no_browser):
        print(line)
    sys.stdout.flush()
    with TemporaryDirectory(prefix="techno-kit-") as settings:
        write_quiet(Path(settings))
        command = lab_command(port=options.port, browser=not options.no_browser)
        return _serve(command, folder, lab_environment(os.environ, Path(settings)))


def prepare_folder(name: str | None) -> tuple[Path, Copied]:
    """Return the folder to open: the clone's own lessons, or a copy of them.

    Parameters
    ----------
    name : str, optional
        Where the user wants a copy; without a name a clone needs none.
    """
    source = lessons_folder()
    if name is None and clone_folder() is not None:
        return source, Copied((), ())
    folder = Path(COPY if name is None else name)
    return folder, copy_lessons(source, folder)


def lab_command(*, port: int | None, browser: bool) -> list[str]:
    """Return the words that start JupyterLab at the first lesson of the working folder."""
    command = [sys.executable, "-m", "jupyterlab", f"--LabApp.default_url=/lab/tree/{FIRST}"]
    command.append("--Application.log_level=WARN")  # the address is told, what loads is not
    if port is not None:
        command.append(f"--ServerApp.port={port}")
    if not browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # a container's user; the server asks for its token
    return command


def lab_environment(environment: Mapping[str, str], settings: Path) -> dict[str, str]:
    """Return the environment of JupyterLab: this Python's kernel first, and quiet defaults."""
    changed = {
        "JUPYTER_CONFIG_PATH": _before(str(settings), environment.get("JUPYTER_CONFIG_PATH")),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    clone = clone_folder()
    if clone is not None:  # which may not be installed: then only the path tells kernels of it
        changed["PYTHONPATH"] = _before(str(clone), environment.get("PYTHONPATH"))
    return {**environment, **changed}


def write_quiet(settings: Path) -> None:
    """Write the defaults that keep JupyterLab from asking about news and updates."""
    folder = settings / "labconfig"
    folder.mkdir()
    (folder / "default_setting_overrides.json").write_text(json.dumps(QUIET), "utf-8")


def _before(first: str, others: str | None) -> str:
    return os.pathsep.join(part for part in (first, others) if part)


def _next_steps(folder: Path, copied: Copied, *, browser: bool) -> list[str]:
    lines = [say("cli.lab.folder_is", folder=folder)]
    if copied.new:
        lines.append(plural("cli.lab.copied", len(copied.new)))
    if copied.kept:
        lines.append(plural("cli.lab.kept", len(copied.kept), names=join(copied.kept)))
    lines.append(say("cli.lab.opens" if browser else "cli.lab.address", first=FIRST))
    return [*lines, say("cli.lab.run"), say("cli.lab.stop")]


def _serve(command: list[str], folder: Path, environment: dict[str, str]) -> int:
    """Run the server until it ends, or Ctrl-C or the machine ends it; return its exit code.

    Jupyter ends its kernels on SIGTERM, but not on the Ctrl-C of a terminal that it cannot ask
    back: so Ctrl-C is kept from it where there are signals, and passed on as SIGTERM.
    """
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    before: dict[int, Any] = {}
    try:  # at once: a Ctrl-C that comes early must not leave the server behind
        for each in (getattr(signal, name) for name in ENDS if hasattr(signal, name)):
            before[each] = signal.signal(each, lambda *_: process.terminate())
        return process.wait()
    except KeyboardInterrupt:
        _stop(process)
        print("\n" + say("cli.lab.stopped"))
        return 0
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Tell a server to stop, and end it if it does not."""
    if os.name != "nt":  # there Ctrl-C has reached it, and `terminate` would not let it end
        process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
