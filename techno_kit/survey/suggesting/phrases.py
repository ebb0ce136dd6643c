"""Questions' wordings as plain words, and the concepts that they name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Final

from techno_kit.survey.suggesting.lexicon import lexicon
from techno_kit.survey.targets.likeness import without_accents

TAG: Final = re.compile(r"<[^<>]{0,200}>")
ASIDE: Final = re.compile(r"\([^()]*\)|\{[^{}]*\}")
HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=[A-Z])(?=[A-Z][a-z])")
NUMBERED: Final = re.compile(r"^\W*(?:[a-z]{1,3}\d+\w{0,3}|\d+[a-z]?)[.):\]]*\s+", re.IGNORECASE)
PLACE: Final = re.compile(
    r"\b(?:on|to|at|via|from|in|op|naar|aan)"
    r"(?: (?:an?|the|your|my|own|other|some|een|de|het|je|mijn|uw|eigen|andere|social|online))* $"
)
#: Verbs whose "to" leads to their own thing: "listen to podcasts".
TOWARDS: Final = re.compile(
    r"\b(?:listen\w*|luister\w*|look\w*|kij\w+|subscri\w+|contribut\w*) (?:to|at|naar)"
    r"(?: \w+)? $"
)
TAKEN: Final = "\x00"
LONGEST: Final = 1_000  # signs of a wording that are looked at


@dataclass(frozen=True, slots=True)
class Heard:
    """What a wording names.

    Attributes
    ----------
    objects : mapping of str to str
        Concept to the words that name it.
    places : mapping of str to str
        Things that only say where: "on your website".
    verbs : mapping of str to str
        What is done.
    covered, left : int
        Words that were understood, and others that say something.
    cues : tuple of str
        What tells that the question is about something else.
    """

    objects: Mapping[str, str]
    places: Mapping[str, str]
    verbs: Mapping[str, str]
    covered: int
    left: int
    cues: tuple[str, ...]

    @property
    def coverage(self) -> float:
        """Share of the telling words that were understood, 0-1."""
        return self.covered / (self.covered + self.left) if self.covered else 0.0

    @property
    def words(self) -> dict[str, str]:
        """Every concept and the words that name it."""
        return {**self.verbs, **self.places, **self.objects}


def plain_words(text: str) -> str:
    """Return a wording as small letters and digits, without tags, accents and signs.

    Examples
    --------
    >>> plain_words("<b>Lees je</b> weblogs&nbsp;of foto's?")
    'lees je weblogs of foto s'
    """
    told = unescape(TAG.sub(" ", text[:LONGEST]))
    return " ".join(re.sub(r"[\W_]+", " ", without_accents(told)).split())


def name_words(name: str) -> str:
    """Return a column's name as words.

    Examples
    --------
    >>> name_words("SocMed_WatchedVid2"), name_words("read_blogs")
    ('soc med watched vid 2', 'read blogs')
    """
    return plain_words(HUMP.sub(" ", name.replace("_", " ")))


@lru_cache(maxsize=8192)
def hear(wording: str) -> Heard:
    """Return what a wording names.

    Examples
    --------
    >>> heard = hear("How often do you read blogs that others wrote?")
    >>> dict(heard.verbs), dict(heard.objects), heard.coverage
    ({'read': 'read'}, {'blog': 'blogs'}, 1.0)
    """
    bare = ASIDE.sub(" ", NUMBERED.sub("", wording[:LONGEST]))
    heard = _hear(plain_words(bare))
    return heard if heard.words or bare == wording else _hear(plain_words(wording))


def _hear(text: str) -> Heard:
    words = lexicon()
    for name, cut in words.cuts.items():
        if name != "examples":
            text = " ".join(cut.sub(" ", text).split())
    short = " ".join(words.cuts["examples"].sub(" ", text).split())
    if any(each.search(short) for each in words.objects.values()):
        text = short  # "a site like Facebook" is about sites
    cues = tuple(name for name, cue in words.cues.items() if cue.search(text))
    taken: list[str] = []
    objects: dict[str, str] = {}
    places: dict[str, str] = {}
    for name, pattern in words.objects.items():
        for found in pattern.finditer(text):
            taken.append(found[0])
            before = text[: found.start()]
            place = PLACE.search(before) and not TOWARDS.search(before)
            where = places if place else objects
            where.setdefault(name, found[0])
        text = pattern.sub(TAKEN, text)
    for name in objects:
        places.pop(name, None)
    verbs: dict[str, str] = {}
    for room in (words.context, words.verbs):
        for name, pattern in room.items():
            for found in pattern.finditer(text):
                taken.append(found[0])
                verbs.setdefault(name, found[0].strip())
            text = pattern.sub(TAKEN, text)
    loose = [each for each in text.replace(TAKEN, " ").split() if _says(each)]
    return Heard(objects, places, verbs, sum(len(each.split()) for each in taken), len(loose), cues)


def _says(word: str) -> bool:
    return not word.isdigit() and len(word) > 1 and word not in lexicon().neutral
