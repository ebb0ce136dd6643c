"""The verb ``doctor``: what a workshop needs of this computer, and what it lacks."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from techno_kit.cli.checks import (
    Finding,
    check_folder,
    check_fonts,
    check_kernel,
    check_packages,
    check_python,
    check_results,
)
from techno_kit.wording import plural, say

ILL = 1


def run_doctor(options: argparse.Namespace) -> int:
    """Print what every check finds, as it is found; return 1 when something is wrong."""
    wrong = 0
    for finding in examine(Path.cwd()):
        print(line_of(finding), flush=True)
        wrong += finding.state == "wrong"
    print("\n" + (plural("cli.doctor.ill", wrong) if wrong else say("cli.doctor.well")))
    return ILL if wrong else 0


def examine(folder: Path) -> Iterator[Finding]:
    """Yield the finding of every check, quick ones first."""
    yield check_python()
    yield from check_packages()
    yield check_folder(folder)
    yield from check_fonts()
    yield check_results()
    yield check_kernel()


def line_of(finding: Finding) -> str:
    """Return a finding in one line: its state, what it is, and the cure."""
    state = say(f"cli.doctor.state.{finding.state}")
    cure = say("cli.doctor.cure", cure=finding.cure) if finding.cure else ""
    return f"{state:9}{finding.what}{cure}"
