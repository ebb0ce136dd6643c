"""Reading an SPSS file against pyreadstat and pandas.

python tests/performance/reading_jobs.py [--write] [--rows 300000]

With ``--write`` its section of docs/performance.md is made anew, and the others stay.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

PAGE = Path(__file__).parents[2] / "docs/performance.md"
HEADING = "## Reading files"
ROWS = 1_000_000
ROUNDS = 3
QUESTIONS = 36
FASTER, PEAK = 8.0, 1.5  # goals: times pyreadstat with labels; times the result
WAYS = {"uncompressed": {}, "row-compressed": {"row_compress": True}, "zsav": {"compress": True}}
OURS, LABELLED, PLAIN, PANDAS = "tk.read", "pyreadstat, labels", "pyreadstat", "pandas.read_spss"
#: Each in a process of its own, so that nothing of another is in its memory.
JOB = """
import gc, sys
from pathlib import Path
from time import process_time
name, path = sys.argv[1], Path(sys.argv[2])
import pandas, pyreadstat
import techno_kit
jobs = {
    "tk.read": lambda: techno_kit.read(path),
    "pyreadstat, labels": lambda: pyreadstat.read_sav(
        path, user_missing=True, apply_value_formats=True)[0],
    "pyreadstat": lambda: pyreadstat.read_sav(path, user_missing=True)[0],
    "pandas.read_spss": lambda: pandas.read_spss(path),
}
large, path = path, Path(sys.argv[3])
jobs[name]()
path = large
gc.collect()
def status(key):
    for line in open("/proc/self/status"):
        if line.startswith(key):
            return int(line.split()[1]) * 1024
open("/proc/self/clear_refs", "w").write("5")
before = status("VmRSS")
start = process_time()
made = jobs[name]()
seconds = process_time() - start
extra = status("VmHWM") - before
frame = made.frame if name == "tk.read" else made
print(seconds, extra, int(frame.memory_usage(deep=True).sum()))
"""


def write_file(path: Path, n: int, **way: bool) -> None:
    """Write made-up answers: labelled codes, missing codes, a weight, a text, numbers."""
    import pyreadstat

    chance = np.random.default_rng(1)
    columns: dict[str, object] = {}
    labels: dict[str, dict[float, str]] = {}
    for place in range(QUESTIONS):
        name, size = f"q{place}", int(chance.integers(2, 8))
        answers = chance.integers(1, size + 1, n).astype(float)
        answers[chance.random(n) < 0.05] = np.nan
        answers[chance.random(n) < 0.03] = 99
        columns[name] = answers
        labels[name] = {each: f"Answer {each} of {name}" for each in range(1, size + 1)}
        labels[name][99] = "No answer"
    columns["weight"] = chance.lognormal(0, 0.5, n)
    columns["age"] = chance.integers(18, 90, n).astype(float)
    columns["income"] = np.round(chance.lognormal(10, 0.5, n))
    columns["region"] = chance.choice(["North", "South", "East", "West"], n)
    columns["id"] = np.arange(n, dtype=float)
    columns["score"] = chance.normal(size=n)
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        path,
        variable_value_labels=labels,
        missing_ranges={name: [99] for name in labels},
        **way,
    )


def measured(name: str, path: Path, small: Path) -> tuple[float, float, float]:
    """Return seconds, extra bytes at the highest point, and bytes of the result."""
    seconds, extra, result = _run(name, path, small, os.environ)
    if name == OURS:  # freed memory that is kept would count; giving it back costs time
        _, extra, _ = _run(name, path, small, os.environ | {"MALLOC_MMAP_THRESHOLD_": "65536"})
    return seconds, extra, result


def _run(
    name: str, path: Path, small: Path, environment: Mapping[str, str]
) -> tuple[float, float, float]:
    run = subprocess.run(
        [sys.executable, "-c", JOB, name, str(path), str(small)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, extra, result = map(float, run.stdout.split())
    return seconds, extra, result


def reading_section(n: int = ROWS, rounds: int = ROUNDS) -> str:
    """Tell how fast and with how much memory files are read."""
    if find_spec("pyreadstat") is None:
        return f"{HEADING}\n\npyreadstat is not installed.\n"
    if not Path("/proc/self/clear_refs").exists():
        return f"{HEADING}\n\nNot measured here: the system does not tell the highest memory.\n"
    lines = [
        HEADING,
        "",
        f"An SPSS file of {n:,} respondents and {QUESTIONS + 6} columns, {QUESTIONS} of them with",
        "value labels and a missing code. `tk.read` makes a sample of it, checked and with its",
        f"labels; the others make a data frame. Seconds of the processor, medians of {rounds} new",
        "processes each, in turn; a small file first, so that imports do not count. Peak:",
        "extra memory at the highest point over that of the finished frame. Goals: at 1,000,000.",
        "",
        "| file | job | s | slower than tk.read | goal | peak, x result | goal |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for told, way in WAYS.items():
            suffix = ".zsav" if told == "zsav" else ".sav"
            path, small = Path(folder) / f"large{suffix}", Path(folder) / f"small{suffix}"
            write_file(path, n, **way)
            write_file(small, 100, **way)
            runs = [
                {name: measured(name, path, small) for name in (OURS, LABELLED, PLAIN, PANDAS)}
                for _ in range(rounds)
            ]
            for name in runs[0]:
                seconds = median(run[name][0] for run in runs)
                ratio = median(run[name][0] / run[OURS][0] for run in runs)
                peak = median(run[name][1] / run[name][2] for run in runs)
                lines.append(
                    f"| {told} | {name} | {seconds:.2f} | "
                    f"{'' if name == OURS else f'{ratio:.1f}'} | "
                    f"{f'at least {FASTER:g}' if name == LABELLED else ''} | {peak:.2f} | "
                    f"{f'at most {PEAK:g}' if name == OURS else ''} |"
                )
    return "\n".join([*lines, ""])


def write(page: Path, section: str) -> None:
    """Put the section in its place on the page, or before what was tried."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
    told = f"Measured by itself: `python tests/performance/reading_jobs.py --write`, load {load}.\n"
    text = page.read_text("utf-8")
    before, found, after = text.partition(HEADING)
    rest = "## " + after.partition("\n## ")[2] if found else ""
    if not found:
        before, sign, tried = text.partition("## What was tried")
        rest = sign + tried
    parts = [before.rstrip("\n"), section + "\n" + told, rest]
    page.write_text("\n\n".join(part for part in parts if part).rstrip("\n") + "\n", "utf-8")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--write", action="store_true", help="into docs/performance.md")
    options.add_argument("--rows", type=int, default=ROWS)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    asked = options.parse_args()
    made = reading_section(asked.rows, asked.rounds)
    if asked.write:
        write(PAGE, made)
    else:
        print(made)
