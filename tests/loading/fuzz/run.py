"""Damage surveys of every format, read each, and write what became of them into docs/formats.md.

``python -m tests.loading.fuzz.run`` damages every small survey, and the genuine ones where
``TECHNO_KIT_REAL_FORMATS`` and ``TECHNO_KIT_REAL_DATA`` name their folders, reads what was made to
do harm, and measures memory with large files (half an hour on two busy cores). It returns 1 where
something happened that ought not to. ``--memory`` only makes the table of memory anew.
"""

import argparse
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pandas as pd

from techno_kit.version import VERSION
from techno_kit.wording import count, decimal
from tests.loading.fuzz.damages import Case, cases_of
from tests.loading.fuzz.hostile import hostile
from tests.loading.fuzz.large import Measured, measured
from tests.loading.fuzz.starts import SMALL, genuine, starts
from tests.loading.fuzz.trying import READ, Outcome, Reader, outcomes

PAGE = Path(__file__).resolve().parents[3] / "docs" / "formats.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
HEADING = "| file | rows |"  # of the table of memory
CASES = 400  # of each small survey
GENUINE = 100  # of each genuine one; fewer of the large
LARGE = 20


@dataclass(slots=True)
class Tally:
    """What became of damaged surveys.

    Attributes
    ----------
    ends : Counter
        By start and end.
    kinds, damages : Counter
        Refused, by what was said; tried, by what was done.
    slowest : tuple of float and str
        Seconds of the slowest, and what was done to it.
    unexpected : list of str
        What ought not to have happened.
    """

    ends: dict[str, Counter[str]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    damages: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    unexpected: list[str] = field(default_factory=list)

    def add(self, group: str, found: Iterable[tuple[Case, Outcome]]) -> None:
        """Count what became of some."""
        ends = self.ends.setdefault(group, Counter())
        for case, outcome in found:
            ends[outcome.end] += 1
            self.damages[case.damage] += 1
            if outcome.kind:
                self.kinds[outcome.kind] += 1
            self.slowest = max(self.slowest, (outcome.seconds, case.damage))
            if not outcome.expected:
                told = f"{case.start}, {case.damage}: {outcome.end}: {outcome.told[-1500:]}"
                self.unexpected.append(told)


def main(words: Sequence[str] | None = None) -> int:
    """Damage, read, measure, and write the figures into the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=CASES, help="of each small survey")
    options.add_argument("--no-large", action="store_true", help="measure no memory; write nothing")
    options.add_argument("--memory", action="store_true", help="only measure memory")
    asked = options.parse_args(words)
    if asked.memory:
        return memory()
    began, tally = monotonic(), Tally()
    fuzz(tally, asked.cases)
    found: list[Measured] = []
    if not asked.no_large:
        with tempfile.TemporaryDirectory() as folder:
            found = list(measured(starts(), Path(folder)))
    seconds = monotonic() - began
    told = figures(tally, found, asked.cases, seconds)
    print(told)
    print("\n".join(tally.unexpected), file=sys.stderr)
    if not asked.no_large:
        text = PAGE.read_text("utf-8")
        head, _, rest = text.partition(BEGIN)
        tail = rest.partition(END)[2]
        PAGE.write_text(f"{head}{BEGIN}\n{told}{END}{tail}", "utf-8", newline="\n")
    return int(bool(tally.unexpected) or any(each.outcome.end != READ for each in found))


def memory() -> int:
    """Measure memory with large files, and write only that table into the page."""
    with tempfile.TemporaryDirectory() as folder:
        found = list(measured(starts(), Path(folder)))
    text = PAGE.read_text("utf-8")
    head, rest = text.split(HEADING, 1)
    tail = rest.partition(END)[2]
    told = "\n".join([*_memory(found), ""]).lstrip("\n")
    PAGE.write_text(f"{head}{told}{END}{tail}", "utf-8", newline="\n")
    return int(any(each.outcome.end != READ for each in found))


def fuzz(tally: Tally, cases: int) -> None:
    """Count what becomes of every damaged survey."""
    small = starts()
    with Reader() as reader:
        for start in small:
            tally.add(start.format, outcomes(cases_of(start, cases), reader))
            print(start.name, dict(tally.ends[start.format]), file=sys.stderr, flush=True)
        for start in genuine():
            is_small = len(start.files[start.main]) < SMALL
            n = (GENUINE if is_small else LARGE) * cases // CASES
            tally.add("genuine files", outcomes(cases_of(start, n), reader))
            print(start.name, dict(tally.ends["genuine files"]), file=sys.stderr, flush=True)
        tally.add("made to do harm", outcomes(hostile(small), reader))


def figures(tally: Tally, found: Sequence[Measured], cases: int, seconds: float) -> str:
    """Return the figures as Markdown."""
    tried = sum(each.total() for each in tally.ends.values())
    command = "python -m tests.loading.fuzz.run" + (f" --cases {cases}" if cases != CASES else "")
    about = f"techno_kit {VERSION}, Python {platform.python_version()}, pandas {pd.__version__}"
    lines = [
        f"Made by `{command}` ({about}; {count(round(seconds / 60))} minutes). "
        f"**{count(tried)} damaged files were tried, {count(len(tally.unexpected))} of them ended "
        f"otherwise than promised.** The slowest took {decimal(tally.slowest[0], 1)} s "
        f"({tally.slowest[1]}).",
        "",
        "| damaged | tried | read | one error | otherwise |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, ends in tally.ends.items():
        other = ends.total() - ends["read"] - ends["refused"]
        cells = [ends.total(), ends["read"], ends["refused"], other]
        label = name if " " in name else f"`{name}`"
        lines.append(f"| {label} | " + " | ".join(map(count, cells)) + " |")
    lines += ["", "| the error says | times |", "|---|--:|"]
    lines += [f"| {kind} | {count(n)} |" for kind, n in tally.kinds.most_common()]
    lines += ["", "| what was done | times |", "|---|--:|"]
    shown = [(each, n) for each, n in tally.damages.most_common() if n >= len(tally.ends)]
    rest = sum(n for _, n in tally.damages.most_common()) - sum(n for _, n in shown)
    lines += [f"| {each} | {count(n)} |" for each, n in shown]
    lines += [f"| {count(len(tally.damages) - len(shown))} others | {count(rest)} |"]
    return "\n".join([*lines, *_memory(found), ""])


def _memory(found: Sequence[Measured]) -> list[str]:
    lines = [
        "",
        f"{HEADING} file, MB | table, MB | most memory, MB | of the file | of the table | s |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for each in found:
        outcome = each.outcome
        cells = [each.size, outcome.frame, outcome.memory]
        numbers = " | ".join(count(round(cell)) for cell in cells)
        times = " | ".join(
            f"{decimal(outcome.memory / of, 1)} ×" if of else ""
            for of in (each.size, outcome.frame)
        )
        end = decimal(outcome.seconds, 1) if outcome.end == READ else outcome.end
        lines.append(f"| {each.name} | {count(each.rows)} | {numbers} | {times} | {end} |")
    return lines if found else []


if __name__ == "__main__":
    sys.exit(main())
