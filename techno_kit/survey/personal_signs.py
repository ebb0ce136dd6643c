"""How personal data are known: by what a column is called, and by what stands in it.

The lists are this kit's own. Names are those of Qualtrics, SurveyMonkey, LimeSurvey, KoBo and
panels, and words of English and Dutch; those of names and dates of birth are of more languages.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Literal

from techno_kit.survey.personal_births import HEADED as HEADED_BIRTHS
from techno_kit.survey.personal_births import are_births
from techno_kit.survey.personal_ids import ACCOUNTS as BANK_ACCOUNTS
from techno_kit.survey.personal_ids import (
    CODES,
    IDS,
    MEMBERS,
    ROWS,
    are_accounts,
    are_codes,
    are_ids,
    are_machines,
    are_mostly_accounts,
    are_numbers,
)
from techno_kit.survey.personal_names import ACCOUNTS as NAMED_ACCOUNTS
from techno_kit.survey.personal_names import (
    ANY,
    OWN,
    PEOPLES,
    PROFILES,
    STAFF,
    are_handles,
    are_names,
    are_own_names,
    are_profiles,
    are_some_names,
    are_staff,
)
from techno_kit.survey.personal_shares import share_different, share_of

Kind = Literal["email", "ip", "phone", "name", "address", "coordinates", "id", "birth"]
Test = Callable[[Sequence[str]], bool]

HALF: Final = 0.5  # share of the answers that must look so, or differ
LONGEST: Final = 100  # signs of an address; longer texts are answers to open questions

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_EMAIL = re.compile(r"(?:mailto:)?[^\s@<>]+@[^\s@<>]+\.[^\W\d_]{2,}|[^@]{1,60}<[^\s@]+@[^\s@]+>")
_DATE = re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}\b.*")
_DIALLED = re.compile(
    r"\+\d[\d\s().-]{6,18}\d|06[\s-]?\d{8}|0\d{1,3}[\s-]\d{6,8}"
    r"|(?:\+?1[\s.-])?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}"
)
_DIGITS = re.compile(r"[-\d\s().+/]+")
_PAIR = re.compile(
    r"\(?-?\d{1,2}\.\d{3,}[,;\s]+-?\d{1,3}\.\d{3,}\)?(?:\s+-?\d+(?:\.\d+)?){0,2}"
    r"|-?\d{1,2}\.\d+ -?\d{1,3}\.\d+ -?\d+(?:\.\d+)? \d+(?:\.\d+)?"  # height, precision
)
_NUMBER = re.compile(r"-?\d{1,3}(?:[.,]\d+)?")
#: What a header says behind what it asks for.
_ASIDE = re.compile(
    r"(?<=\w) (?:optional|voluntary|not required|niet verplicht|optioneel|facultatief|vrijwillig"
    r"|freiwillig|keine pflicht(?:angabe)?|nicht verpflichtend|facultati[fv]e?|non obligatoire"
    r"|opcional|no obligatori[oa]|opzionale|facoltativo|indien gewenst"
    r"|(?:for|voor|für|pour|para) (?:the |de |het |das |die |le |la |el )?(?:prize|draw|raffle|gift"
    r"|voucher|prijs(?:uitreiking)?|loting|verloting|cadeau(?:bon)?|contact|gewinnspiel|verlosung"
    r"|tirage|concours|sorteo)(?: draw)?)"
)


def plain_words(name: str) -> str:
    """Return a column's name or wording as plain words.

    Examples
    --------
    >>> plain_words("RecipientFirstName"), plain_words("_geolocation"), plain_words("E-mailadres")
    ('recipient first name', 'geolocation', 'e mailadres')
    """
    text = _CAMEL.sub(" ", name)
    return " ".join(re.sub(r"[\W_]+", " ", text).casefold().split())


def is_email(text: str) -> bool:
    """Tell whether a text is an e-mail address, alone or behind a name."""
    return len(text) <= LONGEST and bool(_EMAIL.fullmatch(text))


def is_ip(text: str) -> bool:
    """Tell whether a text is an internet address of version 4 or 6, with or without a port."""
    if len(text) > 50 or not (text.count(".") == 3 or text.count(":") > 1):
        return False
    plain = text.partition(":")[0] if text.count(".") == 3 and text.count(":") == 1 else text
    try:
        ip_address(plain.strip("[]"))
    except ValueError:
        return False
    return True


def is_dialled(text: str) -> bool:
    """Tell whether a text is written as only telephone numbers are."""
    return bool(_DIALLED.fullmatch(text)) and not _DATE.fullmatch(text)


def is_phone(text: str) -> bool:
    """Tell whether a text can be a telephone number: 7 to 15 digits that are no date."""
    text = text.removesuffix(".0")
    if not _DIGITS.fullmatch(text) or _DATE.fullmatch(text):
        return False
    return 7 <= sum(sign.isdecimal() for sign in text) <= 15


def is_place(text: str) -> bool:
    """Tell whether a text is a latitude and a longitude."""
    return bool(_PAIR.fullmatch(text))


def is_degree(text: str) -> bool:
    """Tell whether a text is a latitude or a longitude: a number of 180 at most, with decimals."""
    if is_place(text):
        return True
    if not _NUMBER.fullmatch(text) or not re.search(r"[.,]\d", text):
        return False
    return abs(float(text.replace(",", "."))) <= 180


def _any(test: Callable[[str], bool]) -> Test:
    return lambda texts: any(map(test, texts))


def _half(test: Callable[[str], bool]) -> Test:
    return lambda texts: share_of(texts, test) >= HALF


def _addresses(texts: Sequence[str]) -> bool:
    return share_different(texts) >= HALF and any(re.search(r"[^\W\d_]{2}", text) for text in texts)


#: Columns that platforms add: personal whatever stands in them, also nothing.
STANDARD: Final[Mapping[Kind, str]] = {
    "ip": r"ip address|ipaddress|ip addr|ipaddr|ip adres|ipadres|client ip|remote addr",
    "email": r"recipient email|respondent email|invite email|panel recipient email",
    "name": r"(?:panel )?recipient (?:first|last) name",
    "phone": r"phonenumber|recipient phone(?: number)?",
    "coordinates": r"location (?:latitude|longitude)|geolocation|gps location",
    "id": r"response ?id|respondent ?id|response ?set(?: ?id)?|external (?:data )?reference|token"
    r"|(?:meta )?(?:instance|root ?uuid|instance ?id)(?: id)?|uuid|device ?id|subscriber ?id"
    r"|sim ?serial|simid|imei|recipient ?id|contact ?id|session ?id|prolific ?(?:pid|id)"
    r"|(?:m ?turk ?)?worker ?id|m ?turk ?id|panel(?:l?ist)? ?id|participant ?id"
    r"|respondent(?:en)? ?nummer|ant(?:wort|woord) ?id|reactie ?id|id (?:de (?:la )?)?réponse"
    r"|id (?:de (?:la )?)?respuesta|id (?:della )?risposta|id da resposta|teilnehmer ?id"
    r"|deelnemer(?:s)? ?(?:id|nummer)",
}
#: KoBo's, by their exact names: a plain "id" may be anything.
KOBO: Final[Mapping[str, Kind]] = {"_id": "id", "_submitted_by": "name"}
#: Words that may head personal data, and what must stand below them.
HEADED: Final[tuple[tuple[Kind, str, Test], ...]] = (
    (
        "email",
        r".*\b(?:e ?mail(?:s|adres|address)?|mail ?(?:adres|address)|mail)\b.*",
        _any(is_email),
    ),
    ("ip", r".*\bip\b.*|.*\bipv[46]\b.*", _any(is_ip)),
    (
        "phone",
        r".*\b(?:tele ?)?phone(?: ?(?:number|no|nr))?s?\b.*|.*\b(?:mobile|cell|gsm|whats ?app|tel"
        r"|telefoon|telefoonnummer|telefoonnr|mobiel|mobielnummer|mobiele nummer|phonenumber)\b.*",
        _half(is_phone),
    ),
    ("name", OWN, are_own_names),
    ("name", PEOPLES, are_some_names),
    ("name", ANY, are_names),
    ("name", STAFF, are_staff),
    (
        "name",
        r"wie (?:vult|heeft) (?:dit|deze|de)\b.* (?:in|ingevuld)|wie vult in|wie bent u|wie ben je"
        r"|who are you|who (?:is )?(?:fill(?:ing|s|ed)|complet(?:ing|es|ed))\b.*",
        are_names,
    ),
    ("name", NAMED_ACCOUNTS, are_handles),
    ("name", PROFILES, are_profiles),
    (
        "address",
        r"(?:.* )?(?:straat (?:en|\+) (?:huis ?)?(?:nummer|nr)"
        r"|street (?:and|\+) (?:house )?(?:number|no|nr))"
        r"|(?:.* )?(?:street|street ?address|street name|home address|postal address"
        r"|address line \d|mailing address"
        r"|straat|straatnaam|woonadres|postadres|huisadres|adres|address)",
        _addresses,
    ),
    (
        "coordinates",
        r"(?:.* )?(?:latitude|longitude|lat|lon|lng|gps|geo ?point|geolocation|coordinates?"
        r"|coordinaten|coördinaten|breedtegraad|lengtegraad|[xy] ?coord(?:inate)?s?)(?: .*)?",
        _half(is_degree),
    ),
    ("id", IDS, are_ids),
    ("id", MEMBERS, are_numbers),
    ("id", CODES, are_codes),
    ("birth", HEADED_BIRTHS, are_births),
    ("id", BANK_ACCOUNTS, are_accounts),
)
#: What needs no name: half of the answers look like nothing else.
CONTENT: Final[tuple[tuple[Kind, Test], ...]] = (
    ("email", _half(is_email)),
    ("ip", _half(is_ip)),
    ("phone", _half(is_dialled)),
    ("coordinates", _half(is_place)),
    ("id", are_mostly_accounts),
    ("id", are_machines),
)


@dataclass(frozen=True, slots=True)
class _Head:
    kind: Kind
    pattern: re.Pattern[str]
    test: Test


_STANDARD = [(kind, re.compile(pattern)) for kind, pattern in STANDARD.items()]
_HEADED = [_Head(kind, re.compile(pattern), test) for kind, pattern, test in HEADED]


def standard_kind(name: str) -> Kind | None:
    """Return the kind of personal data that a platform's column of this name holds, or None."""
    own = KOBO.get(name.strip().lower())
    if own is not None:
        return own
    words = plain_words(name)
    return next((kind for kind, pattern in _STANDARD if pattern.fullmatch(words)), None)


def headed_kinds(heads: Sequence[str]) -> list[tuple[Kind, Test]]:
    """Return the kinds that a column's name or wording may stand for, and how to be sure."""
    words = [plain_words(each) for each in heads if len(each) <= 3 * LONGEST]
    words = list(dict.fromkeys([*words, *(_ASIDE.sub("", each) for each in words)]))
    return [
        (head.kind, head.test)
        for head in _HEADED
        if any(head.pattern.fullmatch(each) for each in words)
    ]


def counts_rows(heads: Sequence[str]) -> bool:
    """Tell whether a column's name or wording is one of numbers that count the rows.

    Examples
    --------
    >>> [counts_rows([each]) for each in ("Nr.", "_index", "#", "Volgnummer", "Number of visits")]
    [True, True, True, True, False]
    """
    return any(
        re.fullmatch(ROWS, each)
        for head in heads
        if len(head) <= LONGEST
        for each in (head.strip(), plain_words(head))
    )
