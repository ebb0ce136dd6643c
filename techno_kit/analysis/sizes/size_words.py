"""Sample sizes in words: the sentences to paste, the assumptions, the formulas."""

from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from techno_kit.analysis.sizes.size_requests import Goal, Request, points_of
from techno_kit.analysis.sizes.size_shares import Cell, named_share
from techno_kit.errors import first_few
from techno_kit.version import VERSION
from techno_kit.wording import count, decimal, exact_percent, join, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.sizes.sample_sizes import SampleSize

SIZES = {"first": "_first", "second": "_second", "n": ""}  # names in sentences, and in the table
NAMED = 8  # shares that the list of assumptions names
TINY = 1e-4  # share, below which the usual decimals tell too little


def row_label(answer: str, group: str, share: float) -> str:
    """Name a share in a chart."""
    told = named_share(Cell(answer, group, share))
    return told if answer or group else say("sizing.a_share", share=told)


def goal_heading(goal: Goal) -> str:
    """Name the axis on which a goal lies."""
    return say(f"sizing.axis.{goal}")


def text_of_size(plan: "SampleSize") -> str:
    """Return a sentence a goal, how many that is in all, and what it rests on."""
    request = plan.request
    told = [_goal_told(plan, goal) for goal in request.goals]
    if len(request.goals) > 1:
        told.append(say("sizing.all", respondents=_people(plan.n)))
    if plan.invitations is not None and request.response_rate is not None:
        rate = rate_told(request.response_rate)
        told.append(say("sizing.invited", rate=rate, n=count(plan.invitations)))
    told.append(say("sizing.assumes", assumptions=join(_premises(request))))
    return " ".join(told)


def _people(n: float) -> str:
    return plural("units.respondents", int(n))


def _goal_told(plan: "SampleSize", goal: Goal) -> str:
    """Tell what a goal takes, and of several shares which takes most."""
    row, n = plan.deciding(goal), len(plan.request.cells_of(goal))
    most = named_share(Cell(row["answer"], row["group"], row["share"]))
    if n == 1:
        return _of_share(plan, goal, row, most)
    told = _of_share(plan, goal, row, say("sizing.each", n=count(n)))
    return f"{told} {say('sizing.most', what=most)}"


def _of_share(plan: "SampleSize", goal: Goal, row: "pd.Series[Any]", of: str) -> str:
    request = plan.request
    if goal == "margin":
        return say(
            "sizing.told.margin",
            points=points_of(row["asked"]),
            confidence=exact_percent(request.confidence),
            share=of,
            respondents=_people(row["n"]),
        )
    if goal == "base":
        return _base_told(plan, of)
    sizes = {name: count(row[f"n{at}"]) for name, at in SIZES.items()}
    return say(
        "sizing.told.difference",
        points=_signed(row["asked"]),
        share=of,
        power=exact_percent(request.power),
        who=say(f"sizing.who.{way_of(request)}", **sizes),
    )


def _signed(difference: float) -> str:
    """Write a difference in points, which is a higher or a lower share."""
    return f"{'-' if difference < 0 else '+'}{points_of(difference)}"


def _base_told(plan: "SampleSize", of: str) -> str:
    """Tell the base that is reached, and how many of the rarest answer to expect."""
    request, rows = plan.request, plan.table[plan.table["goal"] == "base"]
    rarest = float(rows["expected"].min())
    several = "several" if len(rows) > 1 else "one"
    return say(
        f"sizing.told.base.{several}",
        base=count(request.base or 0.0),
        share=of,
        certainty=exact_percent(request.certainty),
        respondents=_people(plan.needs["base"]),
        expected=count(floor(rarest)),
        n=count(plan.n),
    )


def way_of(request: Request) -> str:
    """Return how the two shares of a difference are observed, as the wording calls it."""
    if request.correlation is not None:
        return "panel"
    if request.group_share is not None:
        return "rest"
    return "equal" if request.group_ratio == 1 else "unequal"


def _premises(request: Request) -> list[str]:
    """Tell what the numbers assume, in phrases."""
    told = [say("sizing.premise.deff", deff=_plain(request.deff))]
    if request.difference is not None:
        told.append(say(f"sizing.premise.{way_of(request)}", **_difference_words(request)))
        told.append(plural("sizing.premise.tests", request.comparisons, level=_level(request)))
    if isfinite(request.population):
        told.append(say("sizing.premise.population", n=count(request.population)))
    told.append(say("sizing.premise.shares"))
    return told


def _difference_words(request: Request) -> dict[str, str]:
    share, correlation = request.group_share, request.correlation
    return {
        "ratio": _plain(request.group_ratio),
        "share": "" if share is None else exact_percent(share),
        "correlation": "" if correlation is None else decimal(correlation),
    }


def _plain(value: float) -> str:
    """Write a number with the decimals that it has, three at most."""
    digits = next(n for n in range(4) if n == 3 or abs(round(value, n) - value) < 1e-9)
    return decimal(value, digits)


def _level(request: Request) -> str:
    level = (1 - request.confidence) / request.comparisons
    return percent(level, 1 if level >= 0.01 else 2)


def assumptions_of(plan: "SampleSize") -> list[tuple[str, str]]:
    """Return everything that is assumed, as pairs of a name and a value in words."""
    request = plan.request
    shares = first_few([named_share(cell) for cell in request.cells], shown=NAMED)
    rows = {"share": shares, "deff": _plain(request.deff)}
    if request.margin is not None or request.difference is not None:
        rows["confidence"] = exact_percent(request.confidence)
    if request.difference is not None:
        words = _difference_words(request)
        rows["power"] = exact_percent(request.power)
        rows["groups"] = say(f"sizing.premise.{way_of(request)}", **words)
        rows["comparisons"] = count(request.comparisons)
        rows["level"] = _level(request)
        rows["test"] = say(f"sizing.test.{request.formula}")
    if request.base is not None:
        rows["certainty"] = exact_percent(request.certainty)
        parts = {cell.group: cell.part for cell in request.grouped if cell.group}
        if parts:
            named = (
                say("sizing.named", answer=group, share=percent(part, 1))
                for group, part in parts.items()
            )
            rows["parts"] = join(named)
    limited = isfinite(request.population)
    rows["population"] = count(request.population) if limited else say("sizing.unlimited")
    if request.response_rate is not None:
        rows["response_rate"] = rate_told(request.response_rate)
    return [(say(f"sizing.assumption.{name}"), value) for name, value in rows.items()]


def notes_of_size(plan: "SampleSize", *, chart: bool = False) -> list[str]:
    """Return the sentences of a caption; a chart has no columns of what is reached."""
    request, few = plan.request, not chart and plan.table["flag"].ne("").any()
    notes = [
        "" if chart else say("sizing.note.reached", respondents=_people(plan.n)),
        say("sizing.note.difference") if way_of(request) == "rest" else "",
        say("sizing.note.base") if request.base is not None else "",
        say("sizing.note.few") if few else "",
        say("sizing.note.random"),
    ]
    return [note for note in notes if note]


def method_of_size(request: Request) -> str:
    """Return the methods paragraph of a sample size."""
    told = []
    if request.margin is not None:
        limited = "limited" if isfinite(request.population) else "unlimited"
        told.append(say(f"sizing.method.margin.{limited}"))
    if request.difference is not None:
        paired = "paired" if request.correlation is not None else request.formula
        told.append(say(f"sizing.method.difference.{paired}"))
        if request.comparisons > 1:
            n = count(request.comparisons)
            told.append(say("sizing.method.comparisons", n=n, level=_level(request)))
    if request.base is not None:
        told.append(say("sizing.method.base"))
    if isfinite(request.population) and request.difference is not None:
        told.append(say("sizing.method.population"))
    told.append(say("sizing.method.deff", deff=_plain(request.deff)))
    told.append(say("sizing.method.whole"))
    versions = {"kit": VERSION, "numpy": np.__version__, "pandas": pd.__version__}
    told.append(say("method.versions", **versions))
    return " ".join(told)


def rate_told(rate: float) -> str:
    """Write a response rate with the decimals that it has, and a tiny one with the first two.

    Examples
    --------
    >>> rate_told(0.125), rate_told(0.0000001)
    ('12.5%', '0.000010%')
    """
    return percent(rate, -1 - floor(log10(rate))) if rate < TINY else exact_percent(rate)
