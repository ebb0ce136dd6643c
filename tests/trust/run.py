"""Simulate surveys whose truth is known, and write what intervals, tests and letters are worth.

``python -m tests.trust.run`` does every scenario 2,000 times (about an hour on two free cores) and
writes ``docs/trust.md`` with ``docs/trust.csv``. ``--page`` only writes the page anew from the CSV.
"""

import argparse
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import numpy as np
import pandas as pd
import scipy

from techno_kit.version import VERSION
from techno_kit.wording import count
from tests.trust.figures import figures_of, judged
from tests.trust.page import page
from tests.trust.running import simulate
from tests.trust.scenarios import SCENARIOS, SEED

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, TABLE = DOCS / "trust.md", DOCS / "trust.csv"
RUNS = 2000
PROCESSES = 2
MARK = "# "  # begins a line that tells of the run


def main(words: Sequence[str] | None = None) -> int:
    """Simulate, write, and return 1 where a promise is not kept."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=RUNS, help="of every scenario")
    options.add_argument("--only", nargs="+", choices=list(SCENARIOS), help="write nothing; print")
    options.add_argument("--processes", type=int, default=PROCESSES)
    options.add_argument("--page", action="store_true", help="simulate nothing")
    asked = options.parse_args(words)
    if asked.page:
        figures, about = read()
        PAGE.write_text(page(figures, about), "utf-8", newline="\n")
        return 0
    began = monotonic()
    names = asked.only or list(SCENARIOS)
    runs = simulate(names, asked.runs, processes=asked.processes, tell=True)
    parts = [figures_of(SCENARIOS[name], runs[name]) for name in names]
    figures = pd.concat(parts, ignore_index=True)
    about = _about(asked.runs, (monotonic() - began) / 60)
    if asked.only:
        print(page(figures, about))
    else:
        TABLE.write_text(written(figures, about), "utf-8", newline="\n")
        figures, about = read()  # the page tells what the file holds
        PAGE.write_text(page(figures, about), "utf-8", newline="\n")
    return int(not judged(figures)["kept"].all())


def _about(runs: int, minutes: float) -> dict[str, str]:
    versions = {"numpy": np.__version__, "pandas": pd.__version__, "scipy": scipy.__version__}
    parts = [f"techno_kit {VERSION}", f"Python {platform.python_version()}"]
    return {
        "command": "make trust" if runs == RUNS else f"python -m tests.trust.run --runs {runs}",
        "runs": count(runs),
        "seed": str(SEED),
        "versions": ", ".join([*parts, *(f"{name} {each}" for name, each in versions.items())]),
        "minutes": count(round(minutes)),
    }


def written(figures: pd.DataFrame, about: dict[str, str]) -> str:
    """Return the figures as CSV, lines about the run before them."""
    head = "".join(f"{MARK}{name}: {text}\n" for name, text in about.items())
    return head + figures.to_csv(index=False, float_format="%.6g", lineterminator="\n")


def read(path: Path = TABLE) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the figures of a file, and what it tells of the run."""
    text = path.read_text("utf-8").splitlines()
    lines = [line.removeprefix(MARK) for line in text if line.startswith(MARK)]
    about = dict(line.split(": ", 1) for line in lines)
    figures = pd.read_csv(path, skiprows=len(lines), keep_default_na=False, na_values=[""])
    texts = ["scenario", "measure", "answer", "by", "level", "reason"]
    return figures.fillna(dict.fromkeys(texts, "")), about


if __name__ == "__main__":
    sys.exit(main())
