"""How a screening is told: sentences, and its table as readers see it."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from techno_kit.analysis.screening.checks import DECISIVE, SIGNS
from techno_kit.version import VERSION
from techno_kit.wording import count, join, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.screening.screenings import Screening

NAMED = 3  # checks that the text names


def text_of_screening(found: "Screening") -> str:
    """Return a few sentences: how many are flagged, for what, and whom our rule would leave out."""
    flagged = int(np.count_nonzero(found.respondents["flags"]))
    whole = plural("units.respondents", found.n)
    if not found.applied:
        told = say("screening.text.nothing", respondents=whole)
    elif not flagged:
        told = plural("screening.text.nobody", len(found.applied), respondents=whole)
    else:
        most = sorted(found.applied, key=lambda each: -(each.n or 0))
        named = [
            say("screening.left_out.reason", reason=say(f"screening.checks.{x.name}"), n=count(x.n))
            for x in most[:NAMED]
            if x.n
        ]
        told = " ".join(
            [
                plural(
                    "screening.text.flagged",
                    flagged,
                    of=whole,
                    share=percent(flagged / found.n, 1),
                    checks=join(named),
                ),
                plural("screening.text.suggested", int(found.suggested.sum())),
            ]
        )
    return say("profile.synthetic", text=told) if found.synthetic else told


def rule_told() -> str:
    """Return the rule of who is suggested, which is the kit's own."""
    decisive = join((say(f"screening.checks.{each}") for each in DECISIVE), by="or")
    return say("screening.rule", decisive=decisive, signs=count(SIGNS))


def notes_of_screening(found: "Screening") -> list[str]:
    """Return the sentences of a caption."""
    looked = [
        say("screening.looked", check=say(f"screening.checks.{each.name}"), note=each.note)
        for each in found.checks
        if each.note
    ]
    return [*looked, rule_told(), say("screening.signs")]


def method_of_screening(found: "Screening") -> str:
    """Return the methods paragraph."""
    rules = [
        say("screening.looked", check=say(f"screening.checks.{each.name}"), note=each.rule)
        for each in found.checks
        if each.n is not None
    ]
    left = [say(f"screening.checks.{each.name}") for each in found.checks if each.n is None]
    parts = [
        plural("screening.method.whole", found.n),
        *rules,
        say("screening.method.left", checks=join(left)) if left else "",
        rule_told(),
        say("screening.method.literature"),
        say("screening.method.version", version=VERSION),
    ]
    return " ".join(each for each in parts if each)


def view_of_screening(found: "Screening") -> dict[str, Any]:
    """Return the table as readers see it."""
    dash = say("screening.not_known")
    rows = [
        (
            say(f"screening.checks.{each.name}"),
            each.rule,
            dash if each.n is None else count(each.n),
            dash if each.n is None or not each.checked else percent(each.n / each.checked, 1),
            dash if each.n is None else count(each.checked),
        )
        for each in found.checks
    ]
    names = ["check", "rule", "flagged", "share", "checked"]
    return {
        "frame": pd.DataFrame(rows, columns=names, dtype="str"),
        "columns": {name: say(f"screening.columns.{name}") for name in names},
        "numbers": names[2:],
    }
