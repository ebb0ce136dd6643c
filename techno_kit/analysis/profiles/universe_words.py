"""Numbers of people in words: estimates in thousands, and the universe against the weights."""

from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.wording import count, decimal, join, say

if TYPE_CHECKING:
    from techno_kit.analysis.profiles.profiles import Options, Profile

SAME = 0.005  # of the universe: weights that sum to it but for rounding
MEAN_ONE = 1e-3  # of the respondents: weights of mean 1 stand for no number of people
TOLD = 3  # answers


def thousands(value: float, options: "Options") -> str:
    """Write thousands of people with the decimals that the size of the universe asks for."""
    size = options.universe or 0
    return decimal(value, 0 if size >= 1e6 else 1 if size >= 1e5 else 2)


def _interval(row: "pd.Series[float]", options: "Options") -> str:
    if not (isfinite(row["low"]) and isfinite(row["high"])):
        return ""
    low, high = thousands(row["low"], options), thousands(row["high"], options)
    return say("universe.interval", low=low, high=high)


def universe_told(profile: "Profile") -> list[str]:
    """Return a sentence on the largest answers in thousands; none without a universe."""
    options = profile.options
    if options.universe is None:
        return []
    table = profile.universe
    rows = table[table["by"].isna() & table["answer"].notna()].dropna(subset=["thousands"])
    rows = rows.sort_values("thousands", ascending=False, kind="stable").head(TOLD)
    if not len(rows):
        return []
    told = [
        say(
            "universe.answer",
            answer=profile.basis.named(profile.labels[str(row["answer"])]),
            thousands=thousands(row["thousands"], options),
            interval=_interval(row, options),
        )
        for _, row in rows.iterrows()
    ]
    return [say("universe.text", universe=count(options.universe), answers=join(told))]


def universe_notes(profile: "Profile") -> list[str]:
    """Return the sentences of a caption: the universe, the weights, the audience's size."""
    options = profile.options
    if options.universe is None:
        return []
    notes = [_against_weights(profile, options.universe)]
    apart = [profile.basis.said(name) for name, each in profile.outside.items() if each]
    if apart:
        notes.append(say("universe.apart", names=join(apart)))
    if profile.basis.audience:
        size = profile.universe.iloc[0]
        notes.append(
            say(
                "universe.audience",
                thousands=thousands(size["thousands"], options),
                interval=_interval(size, options),
            )
        )
    return notes


def _against_weights(profile: "Profile", universe: float) -> str:
    """Tell the universe, and what the weights sum to where that is a number of people too."""
    told, total = count(universe), profile.sum_of_weights
    if total is None or abs(total / profile.basis.respondents - 1) <= MEAN_ONE:
        return say("universe.alone", universe=told)
    if abs(total / universe - 1) <= SAME:
        return say("universe.same", universe=told, sum=count(total))
    return say("universe.other", universe=told, sum=count(total))


def universe_method(options: "Options") -> str:
    """Return the sentence of the methods paragraph; empty without a universe."""
    if options.universe is None:
        return ""
    return say("universe.method", universe=count(options.universe))
