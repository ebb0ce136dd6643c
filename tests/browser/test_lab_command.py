"""``techno-kit lab``: JupyterLab opens at the first lesson, and Ctrl-C leaves nothing behind."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.browser.browsing import Open
from tests.browser.serving import GRACE, Server, started

FIRST = "00_start_here.ipynb"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal"),
]


def shown(server: Server) -> str:
    """Return the address that the server tells its user to open."""
    found = re.search(rf"http://\S+{FIRST}\S*", server.told())
    assert found is not None, server.told()
    return found[0]


# What runs behind a shell's back ignores Ctrl-C, and its children would too.
HEEDFUL = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from techno_kit.cli import main; sys.exit(main())"
)


def test_it_opens_the_first_lesson_and_stops_at_ctrl_c(tmp_path: Path, open_page: Open) -> None:
    home = tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-c", HEEDFUL, "lab", str(tmp_path / "mine"), "--no-browser"]
    with started(command, tmp_path, home) as server:
        assert "token=" in shown(server)  # nobody else on this machine gets in
        page = open_page()
        page.goto(shown(server))
        page.locator(".jp-Notebook h1").first.wait_for()
        assert page.locator(".jp-Notebook .jp-CodeCell").count() > 0
        page.close()
        os.killpg(server.process.pid, signal.SIGINT)  # as a terminal does
        assert server.process.wait(GRACE) == 0
        with pytest.raises(ProcessLookupError):
            os.kill(server.pid, 0)
    assert list((home / "runtime").glob("*.json")) == []  # of servers and kernels that run
    assert (tmp_path / "mine" / FIRST).is_file()
