"""Texts and names in exports of survey platforms, as readers see them."""

import html
import re
from collections.abc import Sequence
from typing import Final

from techno_kit.survey.encoding import text_of
from techno_kit.wording import say

LONGEST: Final = 10_000  # signs of a wording that are read
UNSEEN: Final = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.I)
BREAK: Final = re.compile(r"</?(?:br|div|p|li|tr|td|h\d)\b[^<>]*>", re.I)
TAG: Final = re.compile(r"</?[a-z][^<>]*>", re.I)
INVISIBLE: Final = {ord(each): None for each in "\u200b\u200c\u200d\u2060\ufeff\u00ad"}


def plain(text: object) -> str:
    """Return a text without HTML, blanks and line ends evened out.

    Parameters
    ----------
    text : object
        What stands in a file; anything but text and numbers is empty.

    Examples
    --------
    >>> plain("<b>Age&nbsp;</b><br>of the child: x < 5")
    'Age of the child: x < 5'
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        return text_of(text)
    if not isinstance(text, str):
        return ""
    if text.isascii() and text.isprintable() and "<" not in text and "&" not in text:
        return " ".join(text[:LONGEST].split())
    bare = TAG.sub("", BREAK.sub(" ", UNSEEN.sub(" ", text[:LONGEST])))
    seen = html.unescape(bare).translate(INVISIBLE).replace("\0", " ")
    return " ".join(seen.encode("utf-8", "replace").decode("utf-8").split())


def key_of(text: str) -> str:
    """Return a text's letters and digits in small letters: by it wordings are compared.

    Examples
    --------
    >>> key_of("How old - roughly - are you?")
    'howoldroughlyareyou'
    """
    return "".join(each for each in text.casefold() if each.isalnum())


def distinct_names(tags: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[str, int], ...]]:
    """Return a name for each column, each once, and those that stand several times.

    Examples
    --------
    >>> distinct_names(["a", "b", "a", ""])
    (('a', 'b', 'a (2)', 'column 4'), (('a', 2),))
    """
    given = [
        each or say("reading.unnamed_name", place=place) for place, each in enumerate(tags, start=1)
    ]
    used, times = set(given), dict[str, int]()
    names = []
    for each in given:
        n = times[each] = times.get(each, 0) + 1
        name = each
        while n > 1:
            name = f"{each} ({n})"
            if name not in used:
                break
            n += 1
        times[each] = max(times[each], n) if n > 1 else times[each]
        used.add(name)
        names.append(name)
    stands = {each: given.count(each) for each, n in times.items() if n > 1}
    return tuple(names), tuple(stands.items())
