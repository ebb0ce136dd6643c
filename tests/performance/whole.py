"""The whole job on the shipped study, file to page, each time in a new process.

python tests/performance/whole.py [--write]

With ``--write`` its section of docs/performance.md is made anew, and the others stay.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

PAGE = Path(__file__).parents[2] / "docs/performance.md"
HEADING = "## File to page, shipped study"

GOAL = 3.0  # seconds on the clock, imports included
ROUNDS = 5
JOB = """
import json, tempfile
from pathlib import Path
from time import perf_counter

times, before = {}, perf_counter()
def lap(name):
    global before
    now = perf_counter()
    times[name] = now - before
    before = now

import pandas; lap("import pandas")
import techno_kit as tk
sample = tk.load_example(); lap("read, with its imports")
weights = tk.rake(sample, tk.load_targets(), cap=5)
sample, ladder, by = sample.with_weights(weights), tk.load_ladder("2010"), ["age_group", "gender"]
lap("rake")
profile = tk.profile(sample, ladder, by=by); lap("profile, with scipy")
gaps = tk.compare(sample, ladder, by=by); lap("compare, all tests")
import matplotlib.axes, matplotlib.backends.backend_agg, matplotlib.backends.backend_svg
lap("import matplotlib")
with tempfile.TemporaryDirectory() as folder:
    page = tk.report(profile, gaps, weights, to=Path(folder) / "report.html")
    size = page.path.stat().st_size
lap("page, four charts")
print(json.dumps({"times": times, "size": size}))
"""


def measured() -> tuple[dict[str, float], int]:
    """Return the seconds of each part, and the bytes of the page, of one new process."""
    run = subprocess.run([sys.executable, "-c", JOB], capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    return told["times"], told["size"]


def whole_section(rounds: int = ROUNDS) -> str:
    """Tell how long the whole job takes, and how large its page is."""
    runs = [measured() for _ in range(rounds + 1)][1:]  # the first one compiles and fills caches
    total = median(sum(times.values()) for times, _ in runs)
    lines = [
        HEADING,
        "",
        f"Seconds on the clock, medians of {rounds} new processes. A profile by two questions with",
        f"all tests, weighting and the page: {total:.2f} s, goal: at most {GOAL:g} s.",
        f"The page has {runs[0][1] / 1e6:.2f} MB.",
        "",
        "| part | s |",
        "| --- | ---: |",
        *(f"| {name} | {median(times[name] for times, _ in runs):.2f} |" for name in runs[0][0]),
        "",
    ]
    return "\n".join(lines)


def write(page: Path) -> None:
    """Put the section, measured by itself, in its place on the page, or at its end."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
    told = f"Measured by itself: `python tests/performance/whole.py --write`, load {load}.\n"
    before, _, after = page.read_text("utf-8").partition(HEADING)
    rest = after.partition("\n## ")[2]
    parts = [before.rstrip("\n"), whole_section() + "\n" + told, f"## {rest}" if rest else ""]
    page.write_text("\n\n".join(part for part in parts if part).rstrip("\n") + "\n", "utf-8")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--write", action="store_true", help="into docs/performance.md")
    if options.parse_args().write:
        write(PAGE)
    else:
        print(whole_section())
