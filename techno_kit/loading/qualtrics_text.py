"""Qualtrics' texts as readers see them: without HTML, with piped texts told in words."""

import re
from collections.abc import Mapping
from typing import Final

from techno_kit.loading.export_texts import plain
from techno_kit.wording import say

PIPED: Final = re.compile(r"\$\{([a-z]+)://([^{}]*)\}", re.I)
EXPORTED: Final = re.compile(r"\[(QID\d+)-[^\[\]]*\]|\[Field-([^\[\]]+)\]")


def worded(text: object, names: Mapping[str, str] | None = None) -> str:
    """Return a text without HTML, piped texts told in words.

    Parameters
    ----------
    text : object
        What stands in a file; anything but text and numbers is empty.
    names : mapping of str to str, optional
        What questions are called, by Qualtrics' ids.

    Examples
    --------
    >>> worded("<b>Age&nbsp;</b><br>of ${e://Field/Name}: x < 5")
    'Age of [Name]: x < 5'
    >>> worded("You said ${q://QID7/ChoiceGroup/SelectedChoices}", {"QID7": "Q3"})
    'You said [answer to Q3]'
    """
    known = names or {}
    told = PIPED.sub(lambda found: _piped(found[1].lower(), found[2], known), plain(text))
    told = EXPORTED.sub(lambda found: _exported(found[1], found[2], known), told)
    return " ".join(told.split())


def _piped(kind: str, where: str, names: Mapping[str, str]) -> str:
    parts = where.replace("%23", "#").split("/")
    if kind == "q":
        return say("reading.qualtrics.answer_to", question=names.get(parts[0], parts[0]))
    return f"[{parts[-1]}]"


def _exported(question: str | None, field: str | None, names: Mapping[str, str]) -> str:
    if question:
        return say("reading.qualtrics.answer_to", question=names.get(question, question))
    return f"[{field}]"
