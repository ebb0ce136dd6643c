import os
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).with_name("run.py")


def test_the_bench_runs_and_tells_every_part(tmp_path):
    page = tmp_path / "performance.md"
    options = ["--rows", "2000", "--rounds", "1", "--out", str(page)]
    root = str(RUN.parents[2])
    subprocess.run(
        [sys.executable, str(RUN), *options],
        env=os.environ | {"PYTHONPATH": root},
        check=True,
        capture_output=True,
    )
    text = page.read_text("utf-8")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == [
        "# Performance",
        "## Raking 2,000 respondents",
        "## A cap, 2,000 respondents",
        "## From columns of text, 2,000 respondents",
        "## Twelve margins, 2,000 respondents",
        "## Seven answers by sixty columns, 2,000 respondents",
        "## A profile with every test, 2,400 respondents",
        "## Replicates, 2,000 respondents",
        "## Memory, 2,000 respondents",
        "## Scoring 2,000 respondents",
        "## Import",
        "## File to page, shipped study",
        "## Reading files",
        "## What was tried",
    ]
    assert (
        "rimpy, polars |" in text or "rimpy, pandas |" in text or "rimpy is not installed" in text
    )
    assert "nan" not in text
