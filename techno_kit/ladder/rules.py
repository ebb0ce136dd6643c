"""What makes rungs and activities a ladder: the rules that an edition must keep."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from techno_kit.errors import listed, nearest
from techno_kit.survey.codebook import RANKS, Frequency
from techno_kit.survey.positions import Path
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.ladder.rungs import Activity, Rung

#: How often can be asked of a rung, most often first. A "yes" is often enough for any of them.
THRESHOLDS: tuple[Frequency, ...] = ("several_daily", "daily", "weekly", "monthly", "rarely")
Broken = tuple[Path, str]


def reaches(frequency: str, threshold: Frequency) -> bool:
    """Tell whether an answer of this frequency is often enough.

    Examples
    --------
    >>> reaches("weekly", "monthly"), reaches("yes", "weekly"), reaches("not_asked", "monthly")
    (True, True, False)
    """
    return RANKS.get(frequency, -1) >= RANKS[threshold]


def broken_rules(rungs: Sequence["Rung"], activities: Mapping[str, "Activity"]) -> Iterator[Broken]:
    """Yield what is wrong with a ladder: the place, as a path into its file, and a sentence."""
    seen: set[str] = set()
    for place, rung in enumerate(rungs):
        if rung.id in seen:
            yield ("rungs", place, "id"), say("ladder.rules.rung_twice", rung=rung.id)
        seen.add(rung.id)
        yield from _none_rules(rung, place) if rung.none else _rung_rules(rung, place, activities)
    yield from _order(rungs)
    used = {each for rung in rungs for each in rung.any_of}
    for activity in activities:
        if activity not in used:
            yield ("activities", activity), say("ladder.rules.unused", activity=activity)


def _none_rules(rung: "Rung", place: int) -> Iterator[Broken]:
    if rung.any_of:
        yield ("rungs", place, "any_of"), say("ladder.rules.none_any_of", rung=rung.id)


def _rung_rules(rung: "Rung", place: int, activities: Mapping[str, "Activity"]) -> Iterator[Broken]:
    path: Path = ("rungs", place, "any_of")
    if rung.at_least not in THRESHOLDS:
        words, near = listed(THRESHOLDS), nearest(rung.at_least, THRESHOLDS)
        yield (
            ("rungs", place, "at_least"),
            say("ladder.rules.threshold", found=rung.at_least, words=words, near=near),
        )
    if not rung.any_of:
        yield path, say("ladder.rules.no_activity", rung=rung.id)
    for number, activity in enumerate(rung.any_of):
        if activity not in activities:
            near = nearest(activity, activities)
            problem = say("ladder.rules.unknown", activity=activity, near=near)
            yield (*path, number), problem
        if activity in rung.any_of[:number]:
            yield (*path, number), say("ladder.rules.activity_twice", activity=activity)


def _order(rungs: Sequence["Rung"]) -> Iterator[Broken]:
    """Yield what is wrong with the exclusive rung: there is one, and it is the last."""
    none = [place for place, rung in enumerate(rungs) if rung.none]
    if len(none) == len(rungs):
        yield ("rungs",), say("ladder.rules.no_rung")
    if not none:
        yield ("rungs",), say("ladder.rules.no_none")
    elif len(none) > 1:
        names = listed([rungs[place].id for place in none])
        yield ("rungs", none[-1]), say("ladder.rules.two_none", rungs=names)
    elif none[0] != len(rungs) - 1:
        yield ("rungs", none[0]), say("ladder.rules.none_last", rung=rungs[none[0]].id)
