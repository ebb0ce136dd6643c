"""Ids of people, machines, visits and answers, known by a header and by how they are written.

The rules are this kit's own. A header that a topic may have too ("session", "customer") needs
codes below it; numbers that count the rows ("id", "nr", "record") are no personal data.
"""

import re
from collections.abc import Sequence
from typing import Final

from techno_kit.survey.personal_shares import share_different

HALF: Final = 0.5  # share of the answers that must look so
MOSTLY: Final = 0.9  # of the answers differ
LONGEST: Final = 100  # signs
CODE: Final = 5  # signs of a code, at least
SHORTEST: Final = 3  # signs of a number that a list of people gives

_IBAN = re.compile(r"[a-z]{2}\d{2}(?:\s?[a-z\d]){11,30}", re.IGNORECASE)
_GUID = re.compile(r"(?:uuid:)?\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?", re.IGNORECASE)
_MAC = re.compile(r"[\da-f]{2}(?:[:-][\da-f]{2}){5}", re.IGNORECASE)
_NUMBER: Final = r"(?:id|nr|no|number|nummer|code|key)"

#: A header of ids.
IDS: Final = (
    r"(?:.* )?(?:panel(?:l?ist)?|respondent|response|participant|member|customer|client|user"
    r"|person|worker|case|record|interview|submission|deelnemer|klant|lid|persoons?)s? ?"
    r"(?:id|nr|number|nummer|code|key)|id[ _]?code|bsn|burgerservicenummer|ssn"
    r"|social security number|passport(?: number)?|paspoort(?:nummer)?"
    r"|resp ?(?:id|nr|no)|rid|ps ?id|m ?turk ?code|(?:completion|survey) code"
    r"|kv ?k(?: ?(?:nummer|nr|number))?|kamer van koophandel(?: ?nummer)?"
    r"|licen[cs]e plate(?: number)?|number plate|kenteken|(?:kfz )?kennzeichen"
)
#: A header of numbers that an employer, a school or a club gives.
MEMBERS: Final = (
    rf"(?:.* )?(?:employee|staff|student|pupil|patient|personeels|personal|werknemers?|medewerkers?"
    rf"|mitarbeiter|studenten?|matrikel|leerling(?:en)?|patiënt(?:en)?|mitglieds?|kunden"
    rf"|account) ?{_NUMBER}"
)
#: A header of codes, of machines and visits among them.
CODES: Final = (
    r"(?:.* )?(?:gclid|fbclid|msclkid|ttclid|guid|(?:cookie|session)(?: ?(?:id|key|code))?"
    rf"|(?:transaction|visitor|visit|click|tracking|browser|order) ?{_NUMBER})"
    r"|respondent|participant|customer|client|member|deelnemer|klant|teilnehmer|kunde"
)
#: A header of numbers that count the rows.
ROWS: Final = (
    r"#|№|(?:unnamed )?0|(?:(?:respondent|resp|case|record|row|sample|serial|sequence|seq|response"
    r"|unique|random|meta|interview|participant|entry|person) ?)?(?:id|nr|no|num|number|index|idx"
    r"|key|nummer|volgnr|volgnummer|seed)|record|serial|row|respondent|participant|deelnemer|case"
    r"|interview|lfd ?(?:nr|nummer)|laufende nummer|fall ?(?:nr|nummer)|numéro|número"
)
ACCOUNTS: Final = (
    r"(?:.* )?(?:iban|rekening ?(?:nummer|nr)|bank ?account(?: ?(?:number|no))?)(?: .*)?"
)


def is_account(text: str) -> bool:
    """Tell whether a text is the international number of a bank account."""
    return len(text) <= LONGEST and bool(_IBAN.fullmatch(text))


def is_machine(text: str) -> bool:
    """Tell whether a text is a GUID, or the address of a network card.

    Examples
    --------
    >>> is_machine("00:1b:44:11:3a:b7"), is_machine("10:20:30"), is_machine("12-05-2026")
    (True, False, False)
    """
    text = text.strip()
    return len(text) <= LONGEST and bool(_GUID.fullmatch(text) or _MAC.fullmatch(text))


def is_code(text: str) -> bool:
    """Tell whether a text is written as codes are: one word of five signs or more with a digit.

    Examples
    --------
    >>> is_code("C10233"), is_code("17"), is_code("2026-05-01"), is_code("Firma 2000")
    (True, False, False, False)
    """
    text = text.removesuffix(".0")
    if not CODE <= len(text) <= LONGEST or not any(sign.isdecimal() for sign in text):
        return False
    return re.fullmatch(r"\d{1,4}[-/.:]\d{1,2}[-/.:]\d{1,4}|\d+[.,]\d+|.*\s.*", text) is None


def are_ids(texts: Sequence[str]) -> bool:
    """Tell whether nearly all answers differ."""
    return len(texts) > 1 and share_different(texts) >= MOSTLY and max(map(len, texts)) <= LONGEST


def are_numbers(texts: Sequence[str]) -> bool:
    """Tell whether nearly all answers differ and have the same length, as counts do not.

    Examples
    --------
    >>> are_numbers(["10233", "10871", "20034"]), are_numbers(["9", "120", "15", "3400"])
    (True, False)
    """
    lengths = [len(each.removesuffix(".0")) for each in texts]
    usual = max(set(lengths), key=lengths.count)
    alike = lengths.count(usual) >= MOSTLY * len(lengths)
    return are_ids(texts) and usual >= SHORTEST and alike


def are_codes(texts: Sequence[str]) -> bool:
    """Tell whether nearly all answers are codes, and differ."""
    return are_ids(texts) and sum(map(is_code, texts)) >= MOSTLY * len(texts)


def are_machines(texts: Sequence[str]) -> bool:
    """Tell whether half of the answers or more are ids of machines or visits, most different."""
    found = [text for text in texts if is_machine(text)]
    return len(found) >= max(1, HALF * len(texts)) and share_different(found) >= MOSTLY


def are_accounts(texts: Sequence[str]) -> bool:
    """Tell whether a bank account stands among the answers."""
    return any(map(is_account, texts))


def are_mostly_accounts(texts: Sequence[str]) -> bool:
    """Tell whether half of the answers or more are bank accounts."""
    return bool(texts) and sum(map(is_account, texts)) >= HALF * len(texts)
