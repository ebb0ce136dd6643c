"""Damaged files of statistical packages: rows, or one error; in a process of their own.

readstat is C: what it cannot bear ends the whole process, so a test that hits on it must not.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyreadstat", reason="pyreadstat is an optional extra")

TRIED = int(os.environ.get("TECHNO_KIT_DAMAGED", "60"))  # files of each kind
LONGEST = 300  # seconds for all of a kind
JOB = Path(__file__).with_name("damaging.py")


@pytest.mark.parametrize("suffix", [".sav", ".zsav", ".por", ".dta", ".xpt"])
def test_rows_or_one_error(suffix: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(JOB), str(tmp_path), suffix, str(TRIED)],
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert run.returncode == 0, f"{run.returncode}: {run.stdout[-300:]} {run.stderr[-2000:]}"
    tally = json.loads(run.stdout.splitlines()[-1])
    assert sum(tally.values()) == TRIED
    assert set(tally) <= {"read", "refused"}
    assert tally["refused"] > 0
