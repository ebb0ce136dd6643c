"""Dates of birth, known by their header and by dates that people can be born on.

A year alone, or a month with its year, is an ordinary answer. The rules are this kit's own.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

HALF: Final = 0.5  # share of the answers that must look so, and of the dates that differ
OLDEST: Final = 115  # years
SERIALS: Final = range(3_000, 60_000)  # days since 1900 by which spreadsheets keep dates
SHORT: Final = 100  # years of two digits are below it
REST: Final = r"(?:[ t]\d{1,2}:.*)?"
#: A header that asks for it, as plain words.
HEADED: Final = (
    r"(?:.* )?(?:dates? of birth|birth ?dates?|birth ?days?|dob|d o b|born on|geboorte ?datums?"
    r"|geboorte ?dag|geb ?datum|geboren op|geburts ?(?:datum|tag)|geb ?dat|geboren am"
    r"|dates? de naissance|née? le|né e le|anniversaire)(?: .*)?"
    r"|when (?:were|was) (?:you|he|she|your .*) born|when is your birthday"
    r"|wanneer (?:bent u|ben je|is uw .*|is je .*) geboren|wann (?:sind sie|bist du|wurden sie"
    r"|wurdest du) geboren(?: worden)?|quand (?:êtes vous|es tu) née?"
)
_FORMS: Final = (
    re.compile(rf"(?P<year>\d{{4}})([-/. ])(?P<a>\d{{1,2}})\2(?P<b>\d{{1,2}}){REST}", re.I),
    re.compile(rf"(?P<a>\d{{1,2}})([-/. ])(?P<b>\d{{1,2}})\2(?P<year>\d{{4}}|\d\d){REST}", re.I),
    re.compile(r"(?P<year>(?:19|20)\d\d)(?P<a>\d\d)(?P<b>\d\d)"),
    re.compile(r"(?P<a>\d\d)(?P<b>\d\d)(?P<year>(?:19|20)\d\d)"),
    re.compile(
        r"(?P<a>\d{1,2})(?:st|nd|rd|th|er|\.)?[ -](?:of |de )?[^\W\d_]{3,}[.,]?[ -](?P<year>\d{4})"
    ),
    re.compile(r"[^\W\d_]{3,}\.? (?P<a>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
)


def are_births(texts: Sequence[str]) -> bool:
    """Tell whether half of some answers or more are dates of birth, most of which differ.

    Examples
    --------
    >>> are_births(["1984-05-12", "3-11-1967", "7 May 1990"]), are_births(["1984", "1967", "1990"])
    (True, False)
    """
    dates = [each for each in texts if is_birth(each)]
    return len(dates) >= max(1, HALF * len(texts)) and len(set(dates)) >= HALF * len(dates)


def is_birth(text: str) -> bool:
    """Tell whether a text is a day, month and year on which somebody who lives can be born.

    Examples
    --------
    >>> is_birth("12/31/1984"), is_birth("19840512"), is_birth("1784-05-12"), is_birth("05-1984")
    (True, True, False, False)
    """
    text = text.strip().removesuffix(".0")
    if text.isdecimal() and len(text) < 6:
        return int(text) in SERIALS
    return any(_is_date(**found.groupdict()) for form in _FORMS if (found := form.fullmatch(text)))


def _is_date(year: str, a: str, b: str = "1") -> bool:
    days = int(a), int(b)
    this = date.today().year
    lives = int(year) < SHORT or this - OLDEST <= int(year) <= this
    return lives and 1 <= min(days) <= 12 and max(days) <= 31
