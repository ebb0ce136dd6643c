"""Sentences by key, filled with values."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

LANGUAGE = "en"
ONE = "1"
WORDS = 4  # of a wording that stands in a sentence as it is; longer ones read as sentences
ENDS = "?!.:;…？！。：；"
OPENING = ("“", "‘", "「", "«")  # of a wording that stands in quotes already


class _Filler(Formatter):
    """Fills in values, and words that follow a number: ``{all:comparison|comparisons}``."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        one, bar, other = format_spec.partition("|")
        if bar:
            return one if str(value).lstrip("+-") == ONE else other
        return super().format_field(value, format_spec)


_FILLER = _Filler()


@cache
def _book(language: str) -> dict[str, Any]:
    book: dict[str, Any] = {}
    for file in resources.files("techno_kit.wording").joinpath(language).iterdir():
        if file.name.endswith(".toml"):
            book |= tomllib.loads(file.read_text("utf-8"))
    return book


def phrase(key: str, *, language: str = LANGUAGE) -> str:
    """Return the text filed under a dotted key, unfilled.

    Raises
    ------
    KeyError
        If the language has no text under that key.
    """
    found: Any = _book(language)
    for part in key.split("."):
        found = found[part]
    if not isinstance(found, str):
        raise KeyError(key)
    return found


def say(key: str, /, **values: object) -> str:
    """Return the text filed under a dotted key with its ``{names}`` filled in.

    ``{name:one|other}`` is a word that agrees with the number under that name.

    Examples
    --------
    >>> say("weighting.unweighted")
    'unweighted'
    >>> say("compare.moved.up", points="1"), say("compare.moved.up", points="1.0")
    ('up 1 point', 'up 1.0 points')
    """
    return _FILLER.vformat(phrase(key), (), values)


def join(parts: Iterable[str], *, by: str = "and") -> str:
    """Join words as a reader would: ``a``, ``a and b``, ``a, b and c``.

    Examples
    --------
    >>> join(["age", "sex", "region"])
    'age, sex and region'
    """
    items = list(parts)
    if len(items) < 2:
        return "".join(items)
    word = phrase(f"lists.{by}")
    return phrase("lists.comma").join(items[:-1]) + word + items[-1]


def titled(title: str) -> str:
    """Write a question's wording inside a sentence: in quotes where it is a sentence itself.

    Examples
    --------
    >>> titled("age group"), titled("How old are you?")
    ('age group', '“How old are you?”')
    >>> titled("age group × place of residence")
    'age group × place of residence'
    """
    parts = title.split(phrase("crosstab.cross"))
    whole = any(len(each.split()) > WORDS or each.rstrip().endswith(tuple(ENDS)) for each in parts)
    bare = not title.startswith(OPENING)
    return say("compare.quoted", answer=title) if whole and bare else title
