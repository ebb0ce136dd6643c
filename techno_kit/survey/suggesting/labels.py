"""How much of an activity's own label stands in a wording, for activities without a rule."""

import re
from functools import lru_cache
from typing import Final

from techno_kit.survey.suggesting.lexicon import lexicon
from techno_kit.survey.suggesting.phrases import plain_words

HIGHEST: Final = 0.9  # of a label whose words all stand there, and no others
NARROWER: Final = 0.3  # of the score that goes where other words stand beside them
ENDINGS: Final = re.compile(r"(?<=\w{3})(?:ings?|ed|es|en|s|t|d)$")


@lru_cache(maxsize=8192)
def likeness_to(wording: str, label: str) -> tuple[float, tuple[str, ...]]:
    """Return how like a wording is to a label, 0-1, and the words that both have.

    Examples
    --------
    >>> likeness_to("How often do you play chess online?", "Play chess")
    (0.9, ('play', 'chess'))
    """
    wanted = {stem(each): each for each in _telling(label)}
    there = {stem(each): each for each in _telling(wording)}
    shared = [each for each in wanted if each in there]
    if not shared or not wanted:
        return 0.0, ()
    whole = (len(shared) / len(wanted)) ** 2
    beside = 1 - len(shared) / len(there)
    words = tuple(there[each] for each in shared)
    return HIGHEST * whole * (1 - NARROWER * beside), words


def stem(word: str) -> str:
    """Return a word without its ending, crudely: "plays" and "played" are "play"."""
    return ENDINGS.sub("", word)


def _telling(text: str) -> list[str]:
    return [each for each in plain_words(text).split() if each not in lexicon().neutral]
