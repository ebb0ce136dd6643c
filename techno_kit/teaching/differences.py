"""The exercises of the lesson 40_test_differences."""

from functools import cache
from typing import Any

import pandas as pd

from techno_kit.analysis.comparisons.comparing import compare
from techno_kit.analysis.comparisons.comparisons import Comparison
from techno_kit.numerics.multiplicity import Family
from techno_kit.teaching import study
from techno_kit.teaching.exercises import Exercise
from techno_kit.wording import say

HIGH, LOW = "College graduate", "High school or less"


@cache
def _compared(by: str, *, weighted: bool = True, family: Family = "row") -> Comparison:
    return compare(study.sample(weighted=weighted), study.ladder(), by=by, family=family)


def _clear_by_gender(family: Family = "table") -> set[str]:
    pairs = _compared("gender", family=family).pairs
    return set(pairs.loc[pairs["p_adjusted"] <= 0.05, "answer"])


def _spectators(*, weighted: bool = True) -> "pd.Series[Any]":
    """Return the pair of the most and the least educated; its difference has the other sign."""
    pairs = _compared("education", weighted=weighted).pairs
    chosen = pairs["answer"].eq("spectators") & pairs["level_a"].eq(LOW) & pairs["level_b"].eq(HIGH)
    return pairs[chosen].iloc[0]


def _more_spectators(*, weighted: bool = True) -> float:
    return -float(_spectators(weighted=weighted)["difference"])


def _more_times_spectators() -> float:
    return 1 / float(_spectators()["ratio"]) - 1


def _limits_of_creators(*, weighted: bool = True) -> list[float]:
    """Return how far the interval between the markets reaches, the nearer limit first."""
    pairs = _compared("market", weighted=weighted).pairs.set_index("answer")
    return sorted(abs(float(pairs[limit]["creators"])) for limit in ("low", "high"))


def _creators_between_markets() -> float:
    pairs = _compared("market").pairs.set_index("answer")
    return abs(float(pairs["difference"]["creators"]))


EXERCISES = (
    Exercise(
        "rungs_that_differ",
        expected=_clear_by_gender,
        hint=say("teaching.rungs_that_differ.hint"),
        mistakes={say("teaching.rungs_that_differ.row"): lambda: _clear_by_gender("row")},
    ),
    Exercise(
        "more_spectators",
        expected=_more_spectators,
        unit="share",
        hint=say("teaching.more_spectators.hint"),
        mistakes={
            study.unweighted(): lambda: _more_spectators(weighted=False),
            say("teaching.more_spectators.ratio"): _more_times_spectators,
        },
    ),
    Exercise(
        "still_possible",
        expected=lambda: _limits_of_creators()[1],
        unit="share",
        hint=say("teaching.still_possible.hint"),
        mistakes={
            say("teaching.still_possible.found"): _creators_between_markets,
            say("teaching.still_possible.nearer"): lambda: _limits_of_creators()[0],
            study.unweighted(): lambda: _limits_of_creators(weighted=False)[1],
        },
    ),
)
