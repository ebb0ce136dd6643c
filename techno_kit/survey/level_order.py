"""The order of a question's levels, where it has one: stated, in their numbers, or in their words.

Words count only where one list of them gives every level a place of its own: "High school" has
one between "Elementary school" and "College", but "High Street" has none between two villages. The
lists are this kit's own.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from techno_kit.survey.codebook import Question
from techno_kit.survey.level_bands import order_of_bands
from techno_kit.survey.no_answer import apart_of, without_place
from techno_kit.survey.targets.likeness import BELOW, plain_case

LEAST = 3  # levels with numbers that make an order: of two, anything rises
MOST = 11  # levels of a scale some of whose words are not known
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
        "secondary|upper secondary|high school|high school degree|secondary school|mbo|havo|vwo",
        "some college|some college degree|post secondary|associate degree|associate s degree",
        "tertiary|university|college|degree|higher education|hbo|wo|bachelor|bachelors"
        "|bachelor degree|bachelors degree|bachelor s degree|college degree|university degree",
        "postgraduate|graduate school|graduate degree|master|masters|master degree|master s degree"
        "|masters degree|postgraduate degree",
        "doctorate|doctoral|phd",
    ),
    (
        "never|nooit|nie|jamais|nunca",
        "rarely|seldom|hardly ever|almost never|less often|zelden|selten|rarement",
        "yearly|annually|a year|jaarlijks|jährlich",
        "sometimes|occasionally|now and then|soms|af en toe|manchmal|gelegentlich|ab und zu"
        "|parfois",
        "monthly|a month|maandelijks|monatlich",
        "weekly|a week|every week|wekelijks|wöchentlich",
        "regularly|regelmatig|regelmäßig|régulièrement",
        "often|frequently|vaak|dikwijls|oft|häufig|souvent",
        "usually|mostly|most of the time|meestal|meistens|la plupart du temps",
        "daily|a day|every day|dagelijks|täglich",
        "always|altijd|immer|toujours",
    ),
    (
        "strongly disagree|disagree strongly|totally disagree|completely disagree|fully disagree"
        "|helemaal mee oneens|helemaal oneens|zeer mee oneens|zeer oneens|volledig oneens"
        "|sterk mee oneens|helemaal niet mee eens|stimme überhaupt nicht zu|stimme gar nicht zu"
        "|trifft überhaupt nicht zu|trifft gar nicht zu",
        "disagree|mee oneens|oneens|niet mee eens|stimme nicht zu|trifft nicht zu",
        "somewhat disagree|tend to disagree|slightly disagree|enigszins mee oneens"
        "|beetje mee oneens|eerder mee oneens|eerder oneens|stimme eher nicht zu"
        "|trifft eher nicht zu",
        "neither agree nor disagree|neither agree or disagree|neither|neutral|neutraal|weder noch"
        "|niet mee eens en niet mee oneens|niet mee eens niet mee oneens|niet eens en niet oneens"
        "|niet mee eens maar ook niet mee oneens|niet eens niet oneens|teils teils",
        "somewhat agree|tend to agree|slightly agree|enigszins mee eens|beetje mee eens"
        "|eerder mee eens|eerder eens|stimme eher zu|trifft eher zu",
        "agree|mee eens|eens|stimme zu|trifft zu",
        "strongly agree|agree strongly|totally agree|completely agree|fully agree"
        "|helemaal mee eens|helemaal eens|zeer mee eens|zeer eens|volledig eens|volledig mee eens"
        "|sterk mee eens|stimme voll und ganz zu|stimme voll zu|stimme völlig zu"
        "|trifft voll und ganz zu|trifft voll zu|trifft völlig zu",
    ),
    (
        "very dissatisfied|extremely dissatisfied|completely dissatisfied|very unsatisfied"
        "|not at all satisfied|zeer ontevreden|heel ontevreden|erg ontevreden|sehr unzufrieden"
        "|völlig unzufrieden|helemaal niet tevreden",
        "dissatisfied|unsatisfied|not satisfied|ontevreden|niet tevreden|unzufrieden",
        "somewhat dissatisfied|fairly dissatisfied|rather dissatisfied|slightly dissatisfied"
        "|enigszins ontevreden|beetje ontevreden|eher unzufrieden",
        "neither satisfied nor dissatisfied|neither|neutral|neutraal|weder noch|teils teils"
        "|niet tevreden en niet ontevreden|niet tevreden niet ontevreden"
        "|niet tevreden maar ook niet ontevreden|weder zufrieden noch unzufrieden",
        "somewhat satisfied|fairly satisfied|rather satisfied|slightly satisfied"
        "|enigszins tevreden|beetje tevreden|eher zufrieden",
        "satisfied|tevreden|zufrieden",
        "very satisfied|extremely satisfied|completely satisfied|zeer tevreden|heel tevreden"
        "|erg tevreden|sehr zufrieden|völlig zufrieden",
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
    return _order_of_words(tuple(levels))


@lru_cache(maxsize=1_024)  # many columns have the same answers
def _order_of_words(levels: tuple[str, ...]) -> tuple[int, ...] | None:
    loose = without_place(levels)
    places = [place for place, level in enumerate(levels) if level not in loose]
    told = [levels[place] for place in places]
    found = _by_numbers(told) or order_of_bands(told) or _by_words(told)
    return None if found is None else tuple(places[each] for each in found)


@lru_cache(maxsize=1_024)
def is_half_known(levels: tuple[str, ...]) -> bool:
    """Tell whether most levels, but not all, have places on one scale of words.

    Examples
    --------
    >>> is_half_known(("Never", "Always", "It depends on the day", "Sometimes"))
    True
    >>> is_half_known(("Never", "Always", "Sometimes")), is_half_known(("North", "South"))
    (False, False)
    """
    loose = without_place(levels)
    told = [level for level in levels if level not in loose]
    if not LEAST <= len(told) <= MOST or _order_of_words(tuple(told)) is not None:
        return False
    ranks = ([_rank(level, scale) for level in told] for scale in SCALES)
    return any(2 * len({*known} - {None}) > len(told) for known in ranks)


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


@lru_cache(maxsize=len(SCALES))
def _patterns(scale: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], int], ...]:
    """Return a scale's words, the longest first, and the place of each."""
    words = ((word, rank) for rank, words in enumerate(scale) for word in words.split("|"))
    longest = sorted(words, key=lambda pair: -len(pair[0]))
    return tuple((re.compile(rf"\b{word}\b"), rank) for word, rank in longest)


def _rank(level: str, scale: tuple[str, ...]) -> float | None:
    """Return a level's place on a scale: the mean of the words that it has, or None.

    "Lower middle" lies between "lower" and "middle".
    """
    text = re.sub(r"[\W_]+", " ", plain_case(level))
    found = []
    for word, rank in _patterns(scale):
        text, times = word.subn("|", text)
        found += [rank] if times else []
    if not found:
        return None
    nudge = STEP * (bool(MORE.search(text)) - bool(LESS.search(text)))
    return sum(found) / len(found) + nudge
