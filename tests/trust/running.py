"""Scenarios done again and again, in several processes."""

import os
import sys
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import numpy as np
import pandas as pd

from tests.trust.readings import Readings
from tests.trust.scenarios import PARTS, SCENARIOS

CHUNK = 25  # runs that a process is given at a time
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def simulate(
    names: Sequence[str],
    runs: int,
    *,
    parts: Collection[str] = PARTS,
    processes: int = 2,
    tell: bool = False,
) -> dict[str, pd.DataFrame]:
    """Do scenarios so many times each.

    Returns
    -------
    dict of str to pandas.DataFrame
        For every scenario a row a run and a column a reading, the same whatever the number of
        processes. A run whose weights could not be made is a row without any.
    """
    found: dict[str, dict[int, pd.DataFrame]] = {name: {} for name in names}
    os.environ.update(ONE_THREAD)  # before numpy is imported there: the matrices are small
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for name, first, part in _finished(pool, names, runs, parts):
            found[name][first] = part
            if tell and sum(map(len, found[name].values())) == runs:
                print(f"{name}: {runs:,} runs", file=sys.stderr, flush=True)
    return {
        name: pd.concat([parts[first] for first in sorted(parts)], ignore_index=True)
        for name, parts in found.items()
    }


def _finished(
    pool: ProcessPoolExecutor, names: Sequence[str], runs: int, parts: Collection[str]
) -> Iterator[tuple[str, int, pd.DataFrame]]:
    jobs: dict[Future[pd.DataFrame], tuple[str, int]] = {
        pool.submit(several, name, first, min(first + CHUNK, runs), parts): (name, first)
        for name in names
        for first in range(0, runs, CHUNK)
    }
    for job in as_completed(jobs):
        name, first = jobs.pop(job)
        yield name, first, job.result()


def several(name: str, first: int, last: int, parts: Collection[str] = PARTS) -> pd.DataFrame:
    """Do some runs of a scenario, and read some parts of it."""
    runs: list[Readings] = [SCENARIOS[name].run(run, parts) or {} for run in range(first, last)]
    keys = list(dict.fromkeys(key for run in runs for key in run))
    values = np.array([[run.get(key, np.nan) for key in keys] for run in runs])
    columns = pd.MultiIndex.from_tuples(keys, names=["measure", "answer", "by", "level"])
    return pd.DataFrame(values.reshape(len(runs), len(keys)), columns=columns)
