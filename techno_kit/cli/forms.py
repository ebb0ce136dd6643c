"""``techno-kit targets``: the form of a targets file, and a check of a filled one."""

import argparse
from pathlib import Path

from techno_kit.cli.rakings import Raking, refuse
from techno_kit.cli.studies import group_names, read_sample
from techno_kit.cli.writing import lines
from techno_kit.errors import FileError
from techno_kit.wording import say

FORM = "targets.csv"
FOUND = 1


def run_targets(options: argparse.Namespace) -> int:
    """Write a form, or check targets; return 1 where something stands in their way."""
    return _write(options) if options.check is None else _check(options)


def _write(options: argparse.Namespace) -> int:
    from techno_kit import Targets

    refuse(options, ("sheet", "cap", "blanks"), "cli.targets.with_margin")
    path = Path(options.out or FORM)
    if path.exists():
        raise FileError(say("cli.targets.there", file=path))
    sample = read_sample(options)
    margins = [tuple(group_names([each])) for each in options.margin]
    Targets.template(
        sample, margins, path, within=options.within or "", unit=options.unit or "percent"
    )
    print(lines(*sample.notes, say("cli.targets.written", file=path)))
    return 0


def _check(options: argparse.Namespace) -> int:
    refuse(options, ("unit", "out"), "cli.targets.with_check")
    raking = Raking.read(options.check, options)
    sample = read_sample(options)
    found = raking.check(sample)
    proposed = raking.targets.align(sample)
    print(lines(*sample.notes, *raking.targets.notes))
    print(f"\n{found}")
    if proposed.proposals or proposed.left:
        print(f"\n{proposed}")
    if proposed.proposals:
        print(lines(say("cli.targets.rename", file=options.check)))
    return 0 if found.ok else FOUND
