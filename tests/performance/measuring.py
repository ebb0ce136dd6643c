"""Clocks and scales: jobs in turn within one process, and the highest memory of one job."""

import gc
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import perf_counter

Job = Callable[[], object]
Times = dict[str, list[float]]

SHORTEST = 2e-3  # seconds; a job that takes less is repeated within a turn, or the clock is coarse
LONGEST = 1.0  # seconds; a job that takes more is not run without being timed
STATUS = Path("/proc/self/status")
REFERENCES = Path("/proc/self/clear_refs")
MIB = 1024.0


def in_turn(jobs: Mapping[str, Job], rounds: int) -> Times:
    """Time jobs one after the other, round after round, so that a busy machine hurts all alike."""
    repeats = {name: _repeats(job) for name, job in jobs.items()}
    times: Times = {name: [] for name in jobs}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, job in jobs.items():
                if repeats[name]:  # a short job would pay for the memory that the last one let go
                    job()
                times[name].append(_timed(job, max(1, repeats[name])))
    finally:
        gc.enable()
    return times


def _timed(job: Job, repeats: int) -> float:
    start = perf_counter()
    for _ in range(repeats):
        job()
    return (perf_counter() - start) / repeats


def _repeats(job: Job) -> int:
    """How often a turn repeats a job; 0 for a long one, which needs no warming up either."""
    job()
    seconds = _timed(job, 1)
    return 0 if seconds > LONGEST else max(1, round(SHORTEST / seconds))


def ratios(times: Times, name: str, floor: str) -> list[float]:
    """Each round's time over that of the floor in the same round, sorted."""
    return sorted(mine / least for mine, least in zip(times[name], times[floor], strict=True))


def told(values: list[float]) -> str:
    """The median, and between what the middle half lies."""
    quarter = len(values) // 4
    low, high = values[quarter], values[-1 - quarter]
    return f"{median(values):.3g} ({low:.3g} to {high:.3g})"


def peak(job: Job) -> float | None:
    """Extra bytes at the highest point of a job; None where the system does not tell.

    To be run in a process of its own that has freed nothing large: memory that is free already
    hides what a job takes.
    """
    if not (STATUS.exists() and REFERENCES.exists()):
        return None
    gc.collect()
    REFERENCES.write_text("5")
    before = _kilobytes("VmRSS")
    result = job()
    highest = _kilobytes("VmHWM")
    del result
    return (highest - before) * 1024


def _kilobytes(field: str) -> float:
    line = next(each for each in STATUS.read_text().splitlines() if each.startswith(field))
    return float(line.split()[1])


def import_time(module: str) -> float:
    """Seconds that importing a module takes a new process."""
    code = f"from time import perf_counter as t; s = t(); import {module}; print(t() - s)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(run.stdout)


def processor() -> str:
    """Name the processor as far as the system does."""
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def installed(name: str) -> str:
    """Return the version of a package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def load() -> str:
    """Return how busy the machine was in the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
