"""Replicates that are raked again, with and without a table of estimates each.

python tests/performance/replicate_jobs.py [--rows 1e5] [--rounds 5]
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median

import numpy as np
import pandas as pd
from measuring import MIB, Job, in_turn, peak, ratios, told
from population import CELLS, LEVELS, MARGINS, SIZES, Respondents, level_names, respondents
from population import targets as population_targets

from techno_kit.numerics.cells import row_keys
from techno_kit.numerics.multipliers import Bootstrap
from techno_kit.numerics.raking import rake_scheme
from techno_kit.numerics.replicate_sums import ReplicateWeights, Table
from techno_kit.numerics.replication import positions, rake_replicates
from techno_kit.numerics.schemes import margin_scheme

FLOOR, RAKED, ESTIMATED, VERB, PEER = "floor", "raked", "420 estimates", "tk.replicate", "svy"
STRATA, PSUS = 40, 25  # PSUs in each stratum
COUNT = 1_000  # replicates
FEW = 100  # where there are few respondents
FEW_ROWS = 10_000
PEER_COUNT = 20
SEGMENTS, QUESTIONS, ANSWERS = 7, 12, 5
PEER_TOLERANCE = 8e-6  # shares off by 1e-6 of the smallest margins, as a relative error
GOALS = {RAKED: 2.0, ESTIMATED: 10.0}  # floors a replicate
FASTER = 100.0  # times the peer
PEAK = 64.0  # MiB


class Surveyed:
    """Respondents in strata and PSUs, with a segment and twelve answers each."""

    def __init__(self, n: int) -> None:
        rng = np.random.default_rng(n)
        self.data: Respondents = respondents(n)
        self.count = FEW if n < FEW_ROWS else COUNT
        self.stratum = rng.integers(0, STRATA, n)
        self.psu = self.stratum * PSUS + rng.integers(0, PSUS, n)
        segment = rng.integers(0, SEGMENTS, n)
        self.tables = [
            Table(segment * ANSWERS + rng.integers(0, ANSWERS, n), SEGMENTS * ANSWERS)
            for _ in range(QUESTIONS)
        ]
        self.key = row_keys(self.data.columns, SIZES).astype(np.int64)


def raked_weights(survey: Surveyed) -> ReplicateWeights:
    """Codes, PSUs and base weights in, replicates raked to six margins out."""
    data, key = survey.data, survey.key
    scheme, goals = margin_scheme(SIZES, MARGINS), population_targets()
    sums = np.bincount(key, data.base, CELLS)
    full = rake_scheme(scheme, sums, goals)
    of_psu = np.repeat(np.arange(STRATA), PSUS)
    made = Bootstrap(of_psu, np.full(STRATA, PSUS), survey.count, seed=1)
    start = ReplicateWeights(data.n, made, data.base, survey.psu)
    raking = rake_replicates(
        scheme, goals, full, sums, start.table(key, CELLS), made, total=sums.sum()
    )
    if not (raking.gap <= 1e-10).all():
        raise AssertionError("a replicate misses its margins")
    left, right = (place[key] for place in positions(scheme))
    return ReplicateWeights(data.n, made, data.base, survey.psu, raking, left, right)


def errors(weights: ReplicateWeights, tables: list[Table]) -> np.ndarray:
    """The standard errors of every column share, from all replicates."""
    squares = 0.0
    for batch in weights.sums(tables):
        shares = [
            (each := sums.reshape(SEGMENTS, ANSWERS, -1)) / each.sum(axis=0) for sums in batch
        ]
        stacked = np.concatenate(shares)
        squares = squares + ((stacked - stacked.mean(axis=2, keepdims=True)) ** 2).sum(axis=2)
    return np.sqrt(squares / weights.count)


def jobs_of(survey: Surveyed) -> dict[str, Job]:
    """The floor is one weighted bincount over all respondents."""
    import techno_kit as tk

    data = survey.data
    frame = data.categories().assign(base=data.base, stratum=survey.stratum, psu=survey.psu)
    design = tk.Design(weight="base", strata="stratum", clusters="psu")
    sample = tk.Sample.from_frame(frame, design=design)
    targets = tk.Targets.from_shares(
        {
            name: dict(zip(level_names(name), shares.tolist(), strict=True))
            for name, shares in zip(LEVELS, population_targets(), strict=True)
        }
    )
    sample = sample.with_weights(tk.rake(sample, targets))
    return {
        FLOOR: lambda: np.bincount(survey.key, weights=data.base, minlength=CELLS),
        RAKED: lambda: raked_weights(survey),
        ESTIMATED: lambda: errors(raked_weights(survey), survey.tables),
        VERB: lambda: tk.replicate(sample, "bootstrap", replicates=survey.count, seed=1),
    }


def peer_job(survey: Surveyed) -> Job:
    """Make bootstrap weights with svy and rake them to the same margins."""
    import polars
    import svy

    frame = pd.DataFrame(
        {name: codes.astype(np.int64) + 1 for name, codes in survey.data.codes.items()}
    ).assign(w=survey.data.base, stratum=survey.stratum, psu=survey.psu)
    table = polars.DataFrame({name: frame[name].to_numpy() for name in frame})
    shares = {
        name: dict(enumerate(each.tolist(), 1))
        for name, each in zip(LEVELS, population_targets(), strict=True)
    }
    sample = svy.Sample(table, svy.Design(stratum="stratum", psu="psu", wgt="w"))

    def job() -> object:
        made = sample.weighting.create_bs_wgts(n_reps=PEER_COUNT)
        return made.weighting.rake(shares=shares, tol=PEER_TOLERANCE, max_iter=2_000)

    return job


def replicates_section(n: int, rounds: int) -> str:
    """Tell how long replicates take, as bincounts a replicate, and how much memory."""
    survey = Surveyed(n)
    times = in_turn(jobs_of(survey), rounds)
    lines = [
        f"## Replicates, {n:,} respondents",
        "",
        f"{survey.count:,} bootstrap replicates of {STRATA * PSUS:,} PSUs in {STRATA} strata,",
        "each raked to six margins until no share is off by more than 1e-12 (at most 1e-10);",
        f"then with the sums of a table of {SEGMENTS} x {QUESTIONS * ANSWERS} and the error of",
        'each share. "tk.replicate" is the verb, on a raked sample. The floor is one bincount.',
        "",
        "| job | ms a replicate | x floor | goal | extra peak, MiB | goal |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in (RAKED, ESTIMATED, VERB):
        each = [ratio / survey.count for ratio in ratios(times, name, FLOOR)]
        extra = None if name == VERB else one_peak(name, n)
        cells = (
            name,
            f"{1e3 * median(times[name]) / survey.count:.3g}",
            told(each),
            f"at most {GOALS[name]:g}" if name in GOALS else "",
            "" if extra is None else f"{extra:.0f}",
            "" if name == VERB else f"at most {PEAK:g}",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", *peer_lines(survey, rounds), ""])


def peer_lines(survey: Surveyed, rounds: int) -> list[str]:
    """Tell how many times slower the peer is a replicate."""
    if find_spec("svy") is None:
        return ["svy is not installed here."]
    jobs = {PEER: peer_job(survey), RAKED: lambda: raked_weights(survey)}
    times = in_turn(jobs, min(rounds, 3))
    each = [ratio * survey.count / PEER_COUNT for ratio in ratios(times, PEER, RAKED)]
    per = 1e3 * median(times[PEER]) / PEER_COUNT
    return [
        f"svy ({PEER_COUNT} replicates, shares within about 1e-6): {per:.3g} ms a replicate,",
        f"{told(each)} x slower; goal: at least {FASTER:g} x, at 100,000.",
    ]


# --- memory, in a process of its own -------------------------------------------------------------


def one_peak(name: str, n: int) -> float | None:
    """Measure the highest point of a job in a new process, MiB."""
    run = subprocess.run(
        [sys.executable, __file__, "--peak", name, "--rows", str(n)],
        env=os.environ | {"MALLOC_MMAP_THRESHOLD_": "65536"},
        capture_output=True,
        text=True,
        check=True,
    )
    return None if run.stdout.strip() == "None" else float(run.stdout) / MIB**2


def told_peak(name: str, n: int) -> None:
    """Print the extra bytes that a job takes."""
    survey = Surveyed(n)
    make: dict[str, Callable[[], object]] = {
        RAKED: lambda: raked_weights(survey),
        ESTIMATED: lambda: errors(raked_weights(survey), survey.tables),
    }
    make[name]()  # what is loaded is not the job's
    print(peak(make[name]))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=float, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--peak", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.peak:
        told_peak(asked.peak, int(asked.rows))
    else:
        print(replicates_section(int(asked.rows), asked.rounds))
