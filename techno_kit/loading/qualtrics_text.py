"""Qualtrics' texts as readers see them: without HTML, with piped texts told in words."""

import html
import re
from collections.abc import Mapping
from typing import Final

from techno_kit.survey.encoding import text_of
from techno_kit.wording import say

LONGEST: Final = 10_000  # signs of a wording that are read
UNSEEN: Final = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.I)
BREAK: Final = re.compile(r"</?(?:br|div|p|li|tr|td|h\d)\b[^<>]*>", re.I)
TAG: Final = re.compile(r"</?[a-z][^<>]*>", re.I)
PIPED: Final = re.compile(r"\$\{([a-z]+)://([^{}]*)\}", re.I)
EXPORTED: Final = re.compile(r"\[(QID\d+)-[^\[\]]*\]|\[Field-([^\[\]]+)\]")
INVISIBLE: Final = {ord(each): None for each in "\u200b\u200c\u200d\u2060\ufeff\u00ad"}


def plain(text: object, names: Mapping[str, str] | None = None) -> str:
    """Return a text without HTML, blanks and line ends evened out, piped texts told in words.

    Parameters
    ----------
    text : object
        What stands in a file; anything but text and numbers is empty.
    names : mapping of str to str, optional
        What questions are called, by Qualtrics' ids.

    Examples
    --------
    >>> plain("<b>Age&nbsp;</b><br>of ${e://Field/Name}: x < 5")
    'Age of [Name]: x < 5'
    >>> plain("You said ${q://QID7/ChoiceGroup/SelectedChoices}", {"QID7": "Q3"})
    'You said [answer to Q3]'
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        return text_of(text)
    if not isinstance(text, str):
        return ""
    bare = TAG.sub("", BREAK.sub(" ", UNSEEN.sub(" ", text[:LONGEST])))
    known = names or {}
    told = PIPED.sub(lambda found: _piped(found[1].lower(), found[2], known), html.unescape(bare))
    told = EXPORTED.sub(lambda found: _exported(found[1], found[2], known), told)
    seen = told.translate(INVISIBLE).replace("\0", " ")
    return " ".join(seen.encode("utf-8", "replace").decode("utf-8").split())


def _piped(kind: str, where: str, names: Mapping[str, str]) -> str:
    parts = where.replace("%23", "#").split("/")
    if kind == "q":
        return say("reading.qualtrics.answer_to", question=names.get(parts[0], parts[0]))
    return f"[{parts[-1]}]"


def _exported(question: str | None, field: str | None, names: Mapping[str, str]) -> str:
    if question:
        return say("reading.qualtrics.answer_to", question=names.get(question, question))
    return f"[{field}]"


def key_of(text: str) -> str:
    """Return a text's letters and digits in small letters: by it wordings are compared.

    Examples
    --------
    >>> key_of("How old - roughly - are you?")
    'howoldroughlyareyou'
    """
    return "".join(each for each in text.casefold() if each.isalnum())
