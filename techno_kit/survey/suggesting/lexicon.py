"""The words of `words.toml`: things, what is done with them, and what makes an activity of both."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

Groups = tuple[frozenset[str], ...]
HOME: Final = "techno_kit.survey.suggesting"


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes an activity.

    Attributes
    ----------
    sure, weak : tuple of groups
        Alternatives; of every group of one of them a concept has to be there.
    beside : frozenset of str
        Things that may be named with it.
    """

    sure: tuple[Groups, ...]
    weak: tuple[Groups, ...]
    beside: frozenset[str]

    @property
    def concepts(self) -> frozenset[str]:
        """Every concept that may be part of it."""
        groups = (group for each in (*self.sure, *self.weak) for group in each)
        return self.beside.union(*groups)


@dataclass(frozen=True, eq=False, slots=True)
class Lexicon:
    """The words, ready to be looked for.

    Attributes
    ----------
    objects, context, verbs : mapping of str to pattern
        Concepts in the order in which they are looked for.
    rules : mapping of str to Rule
        By activity id.
    neutral : frozenset of str
        Words that neither name a thing nor narrow one.
    cuts, cues : mapping of str to pattern
        What is taken out first; what tells that a question is about something else.
    """

    objects: Mapping[str, re.Pattern[str]]
    context: Mapping[str, re.Pattern[str]]
    verbs: Mapping[str, re.Pattern[str]]
    rules: Mapping[str, Rule]
    neutral: frozenset[str]
    cuts: Mapping[str, re.Pattern[str]]
    cues: Mapping[str, re.Pattern[str]]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    found = tables("words.toml")
    cuts = {name: re.compile("|".join(each)) for name, each in found["cuts"].items()}
    return Lexicon(
        objects={name: any_word(each) for name, each in found["objects"].items()},
        context={name: any_word(each) for name, each in found["context"].items()},
        verbs={name: any_word(each) for name, each in found["verbs"].items()},
        rules={name: _rule(each) for name, each in found["activities"].items()},
        neutral=frozenset(found["neutral"]["words"].split()),
        cuts=cuts,
        cues={name: re.compile(each) for name, each in found["cues"].items()},
    )


def tables(name: str) -> dict[str, Any]:
    """Read a file of words that stands beside this module."""
    return tomllib.loads(resources.files(HOME).joinpath(name).read_text("utf-8"))


def any_word(patterns: list[str]) -> re.Pattern[str]:
    """Return a pattern of whole words, any of some."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)")


def _rule(found: Mapping[str, Any]) -> Rule:
    return Rule(
        sure=tuple(map(_groups, found["sure"])),
        weak=tuple(map(_groups, found.get("weak", ()))),
        beside=frozenset(found.get("beside", "").split("|")) - {""},
    )


def _groups(written: str) -> Groups:
    """Read ``"write|maintain + blog"``."""
    return tuple(
        frozenset(each.strip() for each in group.split("|")) for group in written.split("+")
    )
