"""Simulate surveys whose truth is known, and write what intervals, tests and letters are worth.

``python -m tests.trust.run`` does every scenario 2,000 times (about an hour on two free cores) and
writes ``docs/trust.md`` with ``docs/trust.csv``. ``--page`` only writes the page anew from the CSV.
``--only`` does some scenarios, or reads some parts of them such as ``headlines``, and prints the
page; with ``--merge`` it writes: what it reads takes the place of the same in the files, provided
that the intervals of shares, which every run reads, are those of the files.
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
from tests.trust.readings import OF_SHARES
from tests.trust.running import simulate
from tests.trust.scenarios import PARTS, SCENARIOS, SEED

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, TABLE = DOCS / "trust.md", DOCS / "trust.csv"
RUNS = 2000
PROCESSES = 2
MARK = "# "  # begins a line that tells of the run
OF_ERRORS = ("bias", "error over spread")  # figures that rest on the readings of shares
SAME = 1e-5  # the file holds six digits


def main(words: Sequence[str] | None = None) -> int:
    """Simulate, write, and return 1 where a promise is not kept."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=RUNS, help="of every scenario")
    known = [*SCENARIOS, *PARTS]
    options.add_argument("--only", nargs="+", choices=known, metavar="NAME", help="; ".join(known))
    options.add_argument("--merge", action="store_true", help="write what --only reads")
    options.add_argument("--processes", type=int, default=PROCESSES)
    options.add_argument("--page", action="store_true", help="simulate nothing")
    asked = options.parse_args(words)
    if asked.page:
        figures, about = read()
        PAGE.write_text(page(figures, about), "utf-8", newline="\n")
        return 0
    began = monotonic()
    only = asked.only or []
    parts = [each for each in PARTS if each in only] or list(PARTS)
    names = [each for each in SCENARIOS if each in only] or _with(parts)
    runs = simulate(names, asked.runs, parts=parts, processes=asked.processes, tell=True)
    figures = pd.concat([figures_of(SCENARIOS[name], runs[name]) for name in names])
    about = _about(asked.runs, (monotonic() - began) / 60)
    if only and not asked.merge:
        print(page(figures, about))
        return int(not judged(figures)["kept"].all())
    if only:
        figures, about = merged(*read(), figures, about, ", ".join(only))
    TABLE.write_text(written(figures, about), "utf-8", newline="\n")
    figures, about = read()  # the page tells what the file holds
    PAGE.write_text(page(figures, about), "utf-8", newline="\n")
    return int(not judged(figures)["kept"].all())


def _with(parts: Sequence[str]) -> list[str]:
    """Return the scenarios that some of the parts are read of."""
    told_by = [{"nothing": "null", "differences": "groups"}.get(each, each) for each in parts]
    return [
        name
        for name, scenario in SCENARIOS.items()
        if any(getattr(scenario, each) for each in told_by)
    ]


def merged(
    old: pd.DataFrame,
    old_about: dict[str, str],
    new: pd.DataFrame,
    new_about: dict[str, str],
    what: str,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Put the figures of some readings into those of a file, and tell of it.

    Raises
    ------
    ValueError
        If intervals of shares, which a run of the same surveys repeats, are others in the file: it
        is of other surveys, or of a kit whose other figures would be others too.
    """
    keys = ["scenario", "measure", "answer", "by", "level"]
    again = new.merge(old, on=keys, suffixes=("", "_old"))
    again = again[again["measure"].isin([*OF_SHARES, *OF_ERRORS]) & (again["figures"] == 1)]
    apart = ~np.isclose(again["value"], again["value_old"], rtol=SAME, atol=SAME)
    if apart.any() or set(new["scenario"]) - set(again["scenario"]):
        raise ValueError("the file is of other surveys:\n" + again[apart].to_string(columns=keys))
    fresh = new[~new["measure"].isin([*OF_SHARES, *OF_ERRORS])]
    of = ["scenario", "measure"]
    renewed = pd.MultiIndex.from_frame(fresh[of]).unique()
    kept = old[~pd.MultiIndex.from_frame(old[of]).isin(renewed)]
    order = {name: place for place, name in enumerate(SCENARIOS)}
    figures = pd.concat([kept, fresh[old.columns]], ignore_index=True).sort_values(
        "scenario", key=lambda names: names.map(order), kind="stable", ignore_index=True
    )
    told = (
        f"{what} ({new_about['runs']} runs, {new_about['versions']}, {new_about['minutes']} "
        "minutes), of the same surveys: its intervals of shares are those of the first run"
    )
    later = "; ".join(each for each in (old_about.get("later"), told) if each)
    return figures, old_about | {"later": later}


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
