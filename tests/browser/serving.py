"""Servers on this machine's loopback: JupyterLab on a folder, and plain files."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

from tests.browser.browsing import PATIENCE

ROOT = Path(__file__).parents[2]
SETTINGS = {
    # the toast asks for a network, and lies over what a test clicks
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # every cell is in the page, seen or not
    "notebook-extension/tracker": {"windowingMode": "none"},
}
OWN_FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
}
GRACE = 30  # seconds that a server has to end its kernels
TICK = 0.1  # seconds between two looks


def surroundings(home: Path) -> dict[str, str]:
    """Return an environment in which JupyterLab knows nothing of this machine's user."""
    for name, settings in SETTINGS.items():
        file = home / "settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(settings), "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    own = {name: str(home / folder) for name, folder in OWN_FOLDERS.items()}
    return kept | own | {"PYTHONPATH": str(ROOT)}


class Server:
    """A Jupyter server that was started, and where it answers."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path, home: Path) -> None:
        self.process = process
        self.folder = folder
        self.log = home / "log.txt"
        self.address = self._wait(home / "runtime")

    def _wait(self, runtime: Path) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended:\n{self.told()}")
            for file in runtime.glob("jpserver-*.json"):
                try:
                    found = json.loads(file.read_text("utf-8"))
                    query = f"?token={found['token']}" if found["token"] else ""
                    urlopen(f"{found['url']}api{query}", timeout=PATIENCE).close()
                except (ValueError, URLError):
                    continue  # half written, or not yet listening
                self.token, self.pid = str(found["token"]), int(found["pid"])
                return str(found["url"])
            time.sleep(TICK)
        raise RuntimeError(f"the server did not answer:\n{self.told()}")

    def told(self) -> str:
        """Return what the server wrote."""
        return self.log.read_text("utf-8", "replace")

    def notebook(self, path: str) -> str:
        """Return the address of a notebook in JupyterLab, in a workspace of its own."""
        key = f"&token={self.token}" if self.token else ""
        return f"{self.address}lab/tree/{path}?reset{key}"


@contextmanager
def started(command: list[str], folder: Path, home: Path) -> Iterator[Server]:
    """Run a command that serves a folder; afterwards nothing of it is left."""
    environment = surroundings(home)
    with (home / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Server(process, folder, home)
        finally:
            stop(process)


def stop(process: "subprocess.Popen[bytes]", sign: int = signal.SIGTERM) -> int:
    """End a server as a user or a machine would; by force what does not end."""
    if process.poll() is None:
        process.send_signal(sign)
    try:
        return process.wait(GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


def jupyterlab(folder: Path) -> list[str]:
    """Return the command that serves a folder in JupyterLab, with this Python."""
    return [
        sys.executable,
        *("-m", "jupyterlab"),
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=0",
        "--expose-app-in-browser",
        f"--ServerApp.root_dir={folder}",
    ]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def files(folder: Path) -> Iterator[str]:
    """Serve a folder's files by http."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
