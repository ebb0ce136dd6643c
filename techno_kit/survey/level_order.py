"""The order of a question's levels, where it has one: stated, in their numbers, or in their words.

Words count only where one list of them gives every level a place of its own: "High school" has
one between "Elementary school" and "College", but "High Street" has none between two villages. The
lists are this kit's own.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from techno_kit.survey.codebook import Question
from techno_kit.survey.no_answer import apart_of, without_place
from techno_kit.survey.targets.likeness import BELOW, plain_case

LEAST = 3  # levels with numbers that make an order: of two, anything rises
#: A place a line, from the least to the most; synonyms and translations share one.
SCALES: Final = (
    (
        "very low|lowest|zeer laag|laagste|sehr niedrig",
        "low|lower|laag|lager|lagere|niedrig|niedriger|faible|bajo",
        "medium|middle|mid|average|moderate|intermediate|midden|middel|middelbaar|gemiddeld|mittel"
        "|mittlere|moyen|moyenne|medio",
        "high|higher|upper|hoog|hoger|hogere|hoch|höher|élevé|haut|alto",
        "very high|highest|zeer hoog|hoogste|sehr hoch",
    ),
    (
        "none|no education|no schooling|geen onderwijs|pre primary",
        "primary|elementary|primary school|elementary school|basisonderwijs",
        "middle school|junior high|junior high school|lower secondary|vmbo",
        "secondary|upper secondary|high school|secondary school|mbo|havo|vwo",
        "some college|post secondary",
        "tertiary|university|college|degree|higher education|hbo|wo|bachelor|bachelors",
        "postgraduate|graduate school|master|masters",
        "doctorate|doctoral|phd",
    ),
    (
        "never|nooit|nie|jamais|nunca",
        "rarely|seldom|hardly ever|almost never|less often|zelden|selten|rarement",
        "yearly|annually|a year|jaarlijks|jährlich",
        "sometimes|occasionally|soms|manchmal|parfois",
        "monthly|a month|maandelijks|monatlich",
        "weekly|a week|every week|wekelijks|wöchentlich",
        "often|frequently|vaak|oft|souvent",
        "daily|a day|every day|dagelijks|täglich",
        "always|altijd|immer|toujours",
    ),
    (
        "micro|tiny|very small|zeer klein|sehr klein",
        "small|klein|kleine|petit|petite|pequeño",
        "medium|middle|mid|middelgroot|mittel|mittelgroß|moyen|moyenne|mediano",
        "large|big|groot|grote|groß|grand|grande",
        "very large|huge|zeer groot|sehr groß",
    ),
)
#: Beside a word of a scale: a little less of it, a little more.
LESS = re.compile(r"\b(?:less|fewer|below|under|or lower|incomplete|minder)\b")
MORE = re.compile(r"\b(?:more|above|over|or higher|several|meer)\b")
STEP = 0.25  # of the way to the next place of a scale


def order_of(question: Question, levels: Sequence[str]) -> tuple[int, ...] | None:
    """Return the order in which levels run, as far as it is known.

    Parameters
    ----------
    question : Question
        A scale, and a number in bands, have the order of their levels.
    levels : sequence of str
        Its levels; others are judged by their numbers (``18-24, 25-34, 35+``) or words.

    Returns
    -------
    tuple of int, or None
        Their places from the least to the most, without what has no place in an order, such as
        "Other", "Don't know" and blanks: on a scale those of `apart_of`, elsewhere all of them.
        None where no order is known.

    Examples
    --------
    >>> education, region = Question("education"), Question("region")
    >>> order_of(education, ["Hoog - Higher", "Laag - Lower", "Midden - Middle"])
    (1, 2, 0)
    >>> order_of(region, ["North", "South", "West"]) is None
    True
    """
    if question.kind in ("scale", "number") or question.cut:
        apart = apart_of(question, levels)
        return tuple(place for place, level in enumerate(levels) if level not in apart)
    loose = without_place(levels)
    places = [place for place, level in enumerate(levels) if level not in loose]
    told = [levels[place] for place in places]
    found = _by_numbers(told) or _by_words(told)
    return None if found is None else tuple(places[each] for each in found)


def _by_numbers(levels: Sequence[str]) -> list[int] | None:
    """Return the order of levels whose first numbers rise; "under 25" comes before "25-34"."""
    order = sorted(
        range(len(levels)), key=lambda place: not BELOW.search(plain_case(levels[place]))
    )
    numbers = [re.search(r"\d+", levels[place].replace(",", "")) for place in order]
    first = [int(each[0]) for each in numbers if each]
    if len(first) < max(LEAST, len(levels)) or any(low > high for low, high in pairwise(first)):
        return None
    return order if len(set(first)) >= len(first) - 1 else None


def _by_words(levels: Sequence[str]) -> list[int] | None:
    """Return the order of levels that one scale of words gives a place each."""
    for scale in SCALES:
        known: list[float] = []
        for level in levels:
            rank = _rank(level, scale)
            if rank is None or rank in known:
                break
            known.append(rank)
        if 2 <= len(known) == len(levels):
            return sorted(range(len(levels)), key=known.__getitem__)
    return None


def _rank(level: str, scale: Sequence[str]) -> float | None:
    """Return a level's place on a scale: the mean of the words that it has, or None.

    "Lower middle" lies between "lower" and "middle".
    """
    text = re.sub(r"[\W_]+", " ", plain_case(level))
    words = sorted(
        ((word, rank) for rank, words in enumerate(scale) for word in words.split("|")),
        key=lambda pair: -len(pair[0]),
    )
    found = []
    for word, rank in words:
        text, times = re.subn(rf"\b{word}\b", "|", text)
        found += [rank] if times else []
    if not found:
        return None
    nudge = STEP * (bool(MORE.search(text)) - bool(LESS.search(text)))
    return sum(found) / len(found) + nudge
