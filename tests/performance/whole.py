"""The whole job on the shipped study, file to page, each time in a new process.

python tests/performance/whole.py
"""

import json
import subprocess
import sys
from statistics import median

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
        "## File to page, shipped study",
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


if __name__ == "__main__":
    print(whole_section())
