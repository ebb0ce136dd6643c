"""Sentences by key, filled with values."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

LANGUAGE = "en"


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

    Examples
    --------
    >>> say("weighting.unweighted")
    'unweighted'
    """
    return phrase(key).format_map(values)


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
