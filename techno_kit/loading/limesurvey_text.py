"""LimeSurvey's texts as readers see them: without HTML, with what is filled in told in words."""

import re
from typing import Final

from techno_kit.loading.export_texts import plain

#: Braces before whose content no blank stands are expressions of LimeSurvey.
EXPRESSION: Final = re.compile(r"\{(?!\s)([^{}]*)\}")
NAME: Final = re.compile(r"[\w:.]+")
UNTOLD: Final = "[…]"


def worded(text: str) -> str:
    """Return a text without HTML; names that are filled in stand in brackets.

    Examples
    --------
    >>> worded("<p>Keep {distance.shown} apart, {if(x==1,'now','then')}?</p>")
    'Keep [distance] apart, […]?'
    >>> worded("{if(x==1,'now','then')}")
    ''
    """
    told = EXPRESSION.sub(_filled, plain(text))
    while (further := EXPRESSION.sub(_filled, told)) != told:
        told = further
    return "" if told == UNTOLD else told


def _filled(found: re.Match[str]) -> str:
    content = found[1].strip()
    if NAME.fullmatch(content):
        name = content.rpartition(":")[2]
        return f"[{name.partition('.')[0]}]"
    return UNTOLD
