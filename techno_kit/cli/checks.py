"""What a workshop needs of a computer, each check a function that can fail."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from queue import Empty
from tempfile import TemporaryFile
from typing import Literal

from techno_kit.cli.requirements import (
    Requirement,
    admits,
    install_line,
    installed_version,
    python_range,
    requirements,
)
from techno_kit.version import VERSION
from techno_kit.wording import decimal, say

State = Literal["ok", "missing", "wrong"]
LESSONS = ("jupyterlab", "ipykernel", "ipywidgets")
FILES = ("defusedxml", "pyarrow", "pyreadstat", "python-calamine", "XlsxWriter")
OPTIONAL = (*LESSONS, *FILES)
KERNEL_TIME = 40.0  # seconds in which a kernel has to be ready on a slow laptop
JAPANESE = "批評家"
# What a broken installation of a package throws when it is imported or called.
BROKEN = (ImportError, OSError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes
    ----------
    state : {"ok", "missing", "wrong"}
        ``"missing"`` is what one can do without.
    what : str
        What was found.
    cure : str
        What to do about it.
    """

    state: State
    what: str
    cure: str = ""


def check_python() -> Finding:
    """Check the version of Python against the admitted range."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    what = say("cli.doctor.python", version=version, path=sys.executable, kit=VERSION)
    admitted = python_range()
    if admits(admitted, version):
        return Finding("ok", what)
    return Finding("wrong", what, say("cli.doctor.python_cure", range=admitted))


def check_packages(needed: Sequence[Requirement] | None = None) -> list[Finding]:
    """Check every package of the core, and those that lessons and the usual files need."""
    if needed is None:
        wanted = [each for each in requirements() if not each.extra or each.name in OPTIONAL]
        needed = list({each.name: each for each in reversed(wanted)}.values())[::-1]
    if not needed:
        return [Finding("wrong", say("cli.doctor.no_record"), say("cli.doctor.again"))]
    return [check_package(each) for each in needed]


def check_package(needed: Requirement) -> Finding:
    """Check that a package is installed in a version that the kit admits."""
    version = installed_version(needed.name)
    if version is not None and admits(needed.range, version):
        return Finding("ok", f"{needed.name} {version}")
    cure = install_line([needed])
    if version is not None:
        what = say("cli.doctor.outside", name=needed.name, version=version, range=needed.range)
        return Finding("wrong", what, cure)
    if needed.extra:
        use = say(f"cli.doctor.use.{needed.name}")
        return Finding("missing", say("cli.doctor.without", name=needed.name, use=use), cure)
    return Finding("wrong", say("cli.doctor.absent", name=needed.name), cure)


def check_fonts() -> list[Finding]:
    """Check that charts can spell Latin labels, and Japanese and Chinese ones."""
    try:
        from techno_kit.drawing.canvas import families, width

        latin, wide = families(), families(JAPANESE)
        wide_enough = width("Füße", 10) > 0
    except BROKEN as error:
        return [
            Finding("wrong", say("cli.doctor.no_charts", reason=error), say("cli.doctor.again"))
        ]
    state: State = "ok" if wide_enough else "wrong"
    found = [Finding(state, say("cli.doctor.latin", font=latin[0]))]
    asian = [name for name in wide if name not in latin]
    if asian:
        return [*found, Finding("ok", say("cli.doctor.asian", font=asian[0]))]
    return [*found, Finding("missing", say("cli.doctor.no_asian"), say("cli.doctor.asian_cure"))]


def check_kernel(timeout: float = KERNEL_TIME) -> Finding:
    """Check that a notebook's Python starts, is this environment's, and imports the kit."""
    if find_spec("ipykernel") is None or find_spec("jupyter_client") is None:
        needed = [each for each in requirements() if each.name == "ipykernel"]
        return Finding("missing", say("cli.doctor.no_kernel"), install_line(needed))
    try:
        home = _home_of_kernel(timeout)
    except (RuntimeError, TimeoutError, Empty, *BROKEN) as error:
        what = say("cli.doctor.kernel_fails", reason=" ".join(str(error).split()) or repr(error))
        return Finding("wrong", what, say("cli.doctor.again"))
    if home == f"{sys.prefix} {VERSION}":
        return Finding("ok", say("cli.doctor.kernel"))
    return Finding("wrong", say("cli.doctor.kernel_elsewhere", home=home), _kernel_cure())


def _kernel_cure() -> str:
    return f"{sys.executable} -m ipykernel install --sys-prefix"


def _home_of_kernel(timeout: float) -> str:
    """Return the folder and the version of the kit that a new kernel works with."""
    from jupyter_client.manager import KernelManager

    heard: list[str] = []

    def hear(message: dict[str, dict[str, str]]) -> None:
        heard.append(message["content"].get("text") or message["content"].get("evalue") or "")

    manager = KernelManager(kernel_name="python3")
    with TemporaryFile() as silent:
        manager.start_kernel(stdout=silent, stderr=silent, env=_kernel_environment())
        client = manager.client()
        try:
            client.start_channels()
            client.wait_for_ready(timeout=timeout)
            code = "import sys, techno_kit; print(sys.prefix, techno_kit.__version__)"
            client.execute_interactive(code, timeout=timeout, output_hook=hear)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    return "".join(heard).strip()


def _kernel_environment() -> dict[str, str]:
    """Return the environment of a kernel as `lab` starts it."""
    from techno_kit.cli.lab import lab_environment

    return lab_environment(os.environ, Path())


def check_folder(folder: Path) -> Finding:
    """Check that files can be written where the command runs."""
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(b"techno_kit")
    except OSError as error:
        what = say("cli.doctor.no_folder", folder=folder, reason=error.strerror or error)
        return Finding("wrong", what, say("cli.doctor.folder_cure"))
    return Finding("ok", say("cli.doctor.folder", folder=folder))


def check_results() -> Finding:
    """Rake, profile and compare the shipped study, and check the answers by other means."""
    from time import perf_counter

    began = perf_counter()
    try:
        from techno_kit.cli.selfcheck import self_check

        promises = self_check()
    except BROKEN as error:
        return Finding("wrong", say("cli.doctor.breaks", reason=error), say("cli.doctor.again"))
    broken = [promise for promise, held in promises.items() if not held]
    if broken:
        return Finding(
            "wrong", say("cli.doctor.disagrees", promises="; ".join(broken)), say("cli.doctor.tell")
        )
    seconds = decimal(perf_counter() - began, 1)
    return Finding("ok", say("cli.doctor.agrees", n=len(promises), seconds=seconds))
