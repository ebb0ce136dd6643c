"""Measure the kit against the least work there is, and against a peer; write docs/performance.md.

    python tests/performance/run.py                    2e3, 1e5 and 1e6 respondents
    python tests/performance/run.py --rows 1e7         other sizes

Everything is a ratio of two times of the same process and minute: they hold on other machines,
seconds do not.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from measuring import (
    Job,
    Times,
    import_time,
    in_turn,
    installed,
    load,
    peak,
    processor,
    ratios,
    told,
)
from population import CELLS, LEVELS, MARGINS, RUNGS, SIZES, Respondents, level_names, respondents
from population import targets as population_targets
from raking_jobs import text_section, twelve_section
from reading_jobs import reading_section
from replicate_jobs import replicates_section
from table_jobs import SMALL, profile_section, tables_section
from whole import whole_section

from techno_kit.numerics.bounds import Bound
from techno_kit.numerics.capping import rake_capped
from techno_kit.numerics.cells import cell_sums, row_keys, spread
from techno_kit.numerics.raking import rake_cells
from techno_kit.numerics.scoring import rung_bits

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/performance.md"
ROWS = (2_000, 100_000, 1_000_000)
ROUNDS = 11
FEW_ROUNDS = 7  # from FEW_FROM rows on
FEW_FROM = 10_000_000
READ_ROUNDS = 3  # each in twelve new processes
MOST_WEIGHED = 1_000_000  # rows of what has a goal at that size
MOST_REPLICATED = 100_000
# A share off by 1e-6 of the smallest margins, as a relative error, which is what rimpy is asked.
RIMPY_THRESHOLD = 8e-6
FLOOR, CELLWISE, VERB = "floor", "cells", "tk.rake"
POLARS, PANDAS = "rimpy, polars", "rimpy, pandas"
BITS, READ = "rung_bits", "read"
#: Goals: at most so many floors, by rows.
GOALS = {
    CELLWISE: {100_000: 18.0, 1_000_000: 3.8, 10_000_000: 2.7},
    VERB: {100_000: 20.0, 1_000_000: 4.5, 10_000_000: 3.0},
}
FASTER = {2_000: 1.5, 100_000: 15.0, 1_000_000: 40.0}  # at least so many times than rimpy
PEAK = 12.0  # bytes a row
CAPS = (5.0, 4.0)  # mean weights
CAPPING = 10.0  # times raking without a cap, where at most FEW of the weights are trimmed
FEW = 0.02
TRIED = Path(__file__).with_name("tried.md")
SCORING = 4.0  # times reading the codes
IMPORT = 1.15  # times import pandas


# --- jobs ----------------------------------------------------------------------------------------


def floor_job(data: Respondents) -> Job:
    """One weighted bincount over all rows."""
    key = row_keys(data.columns, SIZES).astype(np.int64)
    return lambda: np.bincount(key, weights=data.base, minlength=CELLS)


def cells_job(data: Respondents) -> Job:
    """Codes and base weights in, weights out; without the nouns around it."""
    goals = population_targets()

    def job() -> np.ndarray:
        sums = cell_sums(data.columns, SIZES, [data.base])
        solution = rake_cells(sums.sums[0], SIZES, MARGINS, goals, cells=sums.levels)
        return spread(sums.key, solution.factor, data.base)

    return job


def verb_job(data: Respondents) -> Job:
    """Rake a sample that was built before, from its base weights."""
    import techno_kit as tk

    frame = data.categories().assign(base=data.base)
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="base"))
    targets = tk.Targets.from_shares(
        {
            name: dict(zip(level_names(name), shares.tolist(), strict=True))
            for name, shares in zip(LEVELS, population_targets(), strict=True)
        }
    )
    return lambda: tk.rake(sample, targets).values


def rimpy_job(data: Respondents, kind: str) -> Job:
    """Rake with rimpy, which takes no base weights; integer columns are what it likes best."""
    import rimpy

    goals = {
        name: dict(enumerate(shares.tolist(), 1))
        for name, shares in zip(LEVELS, population_targets(), strict=True)
    }
    frame = pd.DataFrame({name: codes.astype(np.int64) + 1 for name, codes in data.codes.items()})
    if kind == POLARS:
        import polars

        frame = polars.DataFrame({name: frame[name].to_numpy() for name in frame})
    return lambda: rimpy.rake(frame, goals, convergence_threshold=RIMPY_THRESHOLD)["weight"]


def raking_jobs(data: Respondents) -> dict[str, Job]:
    """All of them that can be run here; the floor first."""
    jobs = {FLOOR: floor_job(data), CELLWISE: cells_job(data), VERB: verb_job(data)}
    jobs |= {kind: rimpy_job(data, kind) for kind in peers()}
    return jobs


def peers() -> list[str]:
    """Peers that are installed."""
    if find_spec("rimpy") is None:
        return []
    return [POLARS, PANDAS] if find_spec("polars") else [PANDAS]


def scoring_jobs(data: Respondents) -> dict[str, Job]:
    """Seven rungs from thirty columns; the floor reads each column once."""
    columns = data.activities()
    return {
        READ: lambda: [column.max() for column in columns],
        BITS: lambda: rung_bits(columns, RUNGS),
    }


# --- one measurement in a process of its own -----------------------------------------------------


def one_peak(name: str, n: int) -> float | None:
    """Measure the memory of a job in a new process that keeps no freed memory to itself."""
    run = subprocess.run(
        [sys.executable, __file__, "--peak", name, "--rows", str(n)],
        env=os.environ | {"MALLOC_MMAP_THRESHOLD_": "65536"},
        capture_output=True,
        text=True,
        check=True,
    )
    return None if run.stdout.strip() == "None" else float(run.stdout)


def told_peak(name: str, n: int) -> None:
    """Print the extra bytes a job takes, its result included."""
    make: dict[str, Callable[[Respondents], Job]] = {
        CELLWISE: cells_job,
        VERB: verb_job,
        BITS: lambda data: scoring_jobs(data)[BITS],
        POLARS: lambda data: rimpy_job(data, POLARS),
        PANDAS: lambda data: rimpy_job(data, PANDAS),
    }
    job = make[name](respondents(n))
    job()  # what is loaded, or encoded once and kept by the sample, is not the job's
    print(peak(job))


def check(data: Respondents) -> None:
    """Stop unless the jobs that are compared do the same thing."""
    goals = population_targets()
    for name, job in raking_jobs(data).items():
        weights = np.asarray(job(), float)
        if name != FLOOR:
            for codes, shares in zip(data.columns, goals, strict=True):
                reached = np.bincount(codes, weights, len(shares)) / weights.sum()
                np.testing.assert_allclose(reached, shares, atol=1e-6, err_msg=name)


# --- the page ------------------------------------------------------------------------------------


def page(rows: list[int], rounds: int) -> str:
    """Measure everything and tell it."""
    parts = [heading(rounds)]
    for n in rows:
        data = respondents(n)
        check(data)
        turns = min(rounds, FEW_ROUNDS) if n >= FEW_FROM else rounds
        parts.append(raking_section(n, in_turn(raking_jobs(data), turns)))
    largest = max(rows)
    weighed = min(largest, MOST_WEIGHED)
    parts += [
        capping_section(weighed, rounds),
        text_section(weighed, min(rounds, FEW_ROUNDS)),
        twelve_section(weighed, min(rounds, FEW_ROUNDS)),
        tables_section(respondents(weighed), min(rounds, FEW_ROUNDS), in_r=weighed == MOST_WEIGHED),
        profile_section(respondents(SMALL), rounds),
        replicates_section(min(largest, MOST_REPLICATED), min(rounds, FEW_ROUNDS)),
        memory_section(largest),
        scoring_section(largest, rounds),
        import_section(rounds),
        whole_section(),
        reading_section(weighed, min(rounds, READ_ROUNDS)),
        TRIED.read_text("utf-8"),
    ]
    return "\n".join(parts)


def heading(rounds: int) -> str:
    """Say where, with what, how, and how to read it."""
    names = ("numpy", "pandas", "scipy", "rimpy", "polars", "svy", "samplics")
    versions = ", ".join(f"{name} {installed(name)}" for name in names)
    return f"""# Performance

Made by `make bench`, this time as `{command()}`; not written by hand.

{processor()}, {os.cpu_count()} cores, {sys.platform}; Python {sys.version.split()[0]}, {versions}.
Load of the machine when it began: {load()}.

Jobs run in turn, {rounds} rounds in one process; a ratio is taken within each round. Shown are the
median of the ratios and, in brackets, what the middle half lies between. Milliseconds are medians
and belong to this machine. The data are made up: {len(LEVELS)} related demographics with
{CELLS:,} possible cells, log-normal base weights, targets of another population.

The floor of raking is one weighted `numpy.bincount` over all respondents. "cells" is the work on
arrays (codes and base weights to weights). "tk.rake" is the verb, on a sample whose columns were
encoded before; it also checks everything and returns weights on the sample's index. rimpy is given
integer columns, takes no base weights and is asked for shares within 1e-6; the kit starts from base
weights and goes on until no share is off by more than 1e-11 of the smallest target.
"""


def raking_section(n: int, times: Times) -> str:
    """Tell how long raking takes."""
    lines = [
        f"## Raking {n:,} respondents",
        "",
        "| job | ms | x floor | goal | slower than tk.rake | goal |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in times:
        goal = GOALS.get(name, {}).get(n)
        peer = name in (POLARS, PANDAS)
        lines.append(
            row(
                name,
                f"{1e3 * median(times[name]):.3g}",
                told(ratios(times, name, FLOOR)) if name != FLOOR else "1",
                f"at most {goal:g}" if goal else "",
                told(ratios(times, name, VERB)) if peer else "",
                f"at least {FASTER[n]:g}" if peer and n in FASTER else "",
            )
        )
    if not peers():
        lines += ["", "rimpy is not installed."]
    return "\n".join([*lines, ""])


def memory_section(n: int) -> str:
    """Tell how much memory jobs take at their highest point."""
    lines = [
        f"## Memory, {n:,} respondents",
        "",
        "Extra resident bytes at the highest point, the result included (8 for a weight).",
        "",
        "| job | bytes a respondent | goal |",
        "| --- | ---: | ---: |",
    ]
    for name in (CELLWISE, VERB, *peers()):
        extra = one_peak(name, n)
        ours = name in (CELLWISE, VERB)
        lines.append(
            row(
                name,
                "not measured here" if extra is None else f"{extra / n:.1f}",
                f"at most {PEAK:g}" if ours else "",
            )
        )
    return "\n".join([*lines, ""])


def scoring_section(n: int, rounds: int) -> str:
    """Tell how long scoring takes."""
    times = in_turn(scoring_jobs(respondents(n)), rounds)
    extra = one_peak(BITS, n)
    memory = "not measured here" if extra is None else f"{extra / n:.1f} bytes a respondent"
    return f"""## Scoring {n:,} respondents

Thirty columns to seven rungs, as bits: {told(ratios(times, BITS, READ))} x reading the thirty bytes
of each respondent once ({1e3 * median(times[BITS]):.3g} ms); goal: at most {SCORING:g} x.
Extra memory: {memory}.
"""


def capping_section(n: int, rounds: int) -> str:
    """Tell what a cap adds."""
    data = respondents(n)
    sums = cell_sums(data.columns, SIZES, [data.base])
    asked = (sums.key, sums.sums[0], SIZES, MARGINS, population_targets())
    made = {
        f"no weight above {cap:g} means": partial(
            rake_capped, *asked, cap=Bound("mean", cap), base=data.base
        )
        for cap in CAPS
    }
    times = in_turn({CELLWISE: cells_job(data), **made}, rounds)
    lines = [
        f"## A cap, {n:,} respondents",
        "",
        "| job | weights trimmed | rounds | ms | slower than cells | goal |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, job in made.items():
        found = job()
        lines.append(
            row(
                name,
                f"{found.trimmed / n:.1%}",
                f"{found.rounds}",
                f"{1e3 * median(times[name]):.3g}",
                told(ratios(times, name, CELLWISE)),
                f"at most {CAPPING:g}" if found.trimmed <= FEW * n else "",
            )
        )
    return "\n".join([*lines, ""])


def import_section(rounds: int) -> str:
    """Tell how long the import takes."""
    modules = ("techno_kit", "techno_kit.analysis.weights.weighting", "pandas")
    turns = [[import_time(module) for module in modules] for _ in range(rounds)]
    alone, with_verb = (sorted(turn[at] / turn[2] for turn in turns) for at in (0, 1))
    return f"""## Import

`import techno_kit`: {told(alone)} x `import pandas`; goal: at most {IMPORT:g} x. What a verb
needs is imported when it is first asked for: with all that `tk.rake` needs, {told(with_verb)} x.
"""


def command() -> str:
    """What was typed, but for where the page goes."""
    options = sys.argv[1:]
    if "--out" in options:
        at = options.index("--out")
        del options[at : at + 2]
    return " ".join(["python tests/performance/run.py", *options])


def row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=float, nargs="+", default=ROWS)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--out", type=Path, default=PAGE)
    options.add_argument("--peak", help=argparse.SUPPRESS)
    asked = options.parse_args()
    rows = [int(each) for each in asked.rows]
    if asked.peak:
        told_peak(asked.peak, rows[0])
        return
    asked.out.write_text(page(rows, asked.rounds), "utf-8")
    print(asked.out)


if __name__ == "__main__":
    main()
