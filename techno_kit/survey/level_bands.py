"""Levels that are bands of numbers, in words of English, Dutch and German; the lists are ours."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import Final

from techno_kit.survey.targets.likeness import DASHES, plain_case

NUMBER: Final = r"(\d+(?:\.\d+)?)"
JOINT: Final = r"(?:-|to|until|through|and|t/m|tot en met|tot|bis)"
LESS: Final = (
    r"(?:<=?|under|below|less than|fewer than|younger than|up to|at most|onder|minder dan"
    r"|jonger dan|tot en met|tot|t/m|hoogstens|maximaal|unter|weniger als|jünger als|bis zu|bis"
    r"|höchstens)"
)
MORE: Final = (
    r"(?:>=?|over|above|more than|older than|at least|boven|meer dan|ouder dan|minstens|vanaf"
    r"|über|mehr als|älter als|mindestens|ab)"
)
UP: Final = r"(?:\+|plus|(?:and|or|en|of|und|oder) (?:over|older|above|more|ouder|meer|älter|mehr))"
CLOSED: Final = re.compile(rf"(?:between |from |van |von )?{NUMBER} ?{JOINT} ?{NUMBER}")
BELOW: Final = re.compile(
    rf"{LESS} ?{NUMBER}|{NUMBER} (?:or|of|oder) (?:less|fewer|minder|weniger)"
)
ABOVE: Final = re.compile(rf"{MORE} ?{NUMBER}|{NUMBER} ?{UP}")
#: What says nothing of where a band lies: units, and signs that group thousands.
UNITS: Final = re.compile(
    r"[€$£¥%]|\b(?:years?|yrs?|old|aged?|ages|jaar|jaren|oud|jahren?|alt|euros?|eur|usd|hours?|uur"
    r"|stunden?|minutes?|minuten|times|keer|mal|people|personen|employees|medewerkers)\b"
)
GROUPS: Final = re.compile(r"(?<=\d)[., ](?=\d{3}(?!\d))")


def order_of_bands(levels: Sequence[str]) -> list[int] | None:
    """Return the order of levels that are bands of numbers which do not overlap; None if not all.

    Examples
    --------
    >>> order_of_bands(["18 bis 24 Jahre", "65 und älter", "unter 18", "25-64"])
    [2, 0, 3, 1]
    >>> order_of_bands(["Zone 3", "Zone 1"]), order_of_bands(["3", "1", "2"])
    (None, None)
    """
    bands = [_band(level) for level in levels]
    known = [each for each in bands if each is not None]
    if len(known) < max(2, len(levels)) or all(low == high for low, high in known):
        return None
    order = sorted(range(len(known)), key=lambda place: known[place])
    runs = [known[place] for place in order]
    apart = all(low[1] <= high[0] and low != high for low, high in pairwise(runs))
    return order if apart else None


def _band(text: str) -> tuple[float, float] | None:
    """Return the limits of a band, or a number as a band of its own."""
    told = DASHES.sub("-", plain_case(text)).replace("–", "-")
    told = " ".join(UNITS.sub(" ", GROUPS.sub("", told)).split())
    if re.fullmatch(NUMBER, told):
        return float(told), float(told)
    if found := CLOSED.fullmatch(told):
        return float(found[1]), float(found[2])
    if found := BELOW.fullmatch(told):
        return -inf, float(found[1] or found[2])
    if found := ABOVE.fullmatch(told):
        return float(found[1] or found[2]), inf
    return None
