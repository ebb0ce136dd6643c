"""Names of people, and of their accounts, known by a header and by texts that can be names.

A header that asks for nothing but a person's own name is enough by itself, unless the answers are
yes and no; below one that other things have too ("Name", "Nom") most of many texts differ. The
rules are this kit's own.
"""

import re
from collections.abc import Sequence
from typing import Final

from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.personal_shares import share_different, share_of

HALF: Final = 0.5  # share of the answers that must look so
MOSTLY: Final = 0.9
MANY: Final = 10  # different names, more than most questions have answers
SOME: Final = 3  # different names under a head that asks for nothing but a person's
YES_OR_NO: Final = frozenset(
    {"yes", "no", "y", "n", "ja", "nee", "nein", "oui", "non", "si", "sí", "sì", "não", "nao"}
    | {"sim", "true", "false", "x", "ok"}
)

#: Words for a name that brands and shops have too; for one that only people have.
_ANY: Final = r"(?:names?|naam|namen|noms?|nombres?|nome|navn|namn|お?名前)"
_OWN: Final = (
    r"(?:(?:first|last|full|given|middle|maiden|family) ?names?|fore ?names?|sur ?names?|initials"
    r"|(?:voor|achter|familie|roep|geslachts)naam|voornamen|tussenvoegsels?|voorletters"
    r"|volledige naam|vor ?namen?|nach ?namen?|familien ?name|ruf ?name|zu ?name"
    r"|(?:voller|vollständiger) name|prénoms?|prenoms?|post ?noms?|nom de famille|nom complet"
    r"|apellidos?|nombre completo|primer nombre|cognome|nome completo|sobrenome"
    r"|fornavn|etternavn|efternavn|förnamn|efternamn|imię|nazwisko|氏名|姓名)"
)
_JOINED: Final = r"(?: (?:and|or|en|of|und|oder|et|ou|y|o|e|og|och))?"
_PARTLY: Final = r"(?:first|vor|voor|last)"
_MORE: Final = rf"(?:{_JOINED} (?:{_OWN}|{_ANY})){{0,4}}"
_FULL: Final = rf"(?:{_PARTLY}{_JOINED} )?(?:{_ANY}{_JOINED} ){{0,3}}{_OWN}{_MORE}"
_YOUR: Final = (
    r"(?:your|my|uw|je|jouw|mijn|ihre?n?|deine?n?|meine?|votre|vos|ton|ta|mon|su|sus|tu|tus|mi"
    r"|il (?:tuo|suo)|o seu)"
)
_ASKING: Final = (
    r"(?:(?:please|bitte|gelieve|por favor) )?(?:(?:enter|fill in|type|write|state|provide|give"
    r"|leave|vul|geef|noteer|typ|laat|geben sie|nennen sie|escriba|indique|indiquez)"
    r"(?: hier| us)? )"
)
_FILLING: Final = (  # "state name" is the name of a state
    r"(?:(?:please|gelieve) (?:enter|fill in|type|write|state|provide|give|leave|vul) "
    r"|(?:enter|fill in|vul|noteer) )"
)
_HERE: Final = r"(?: (?:in|hier in|hier|here|below|achter|op|an|ein))"
_ROLE: Final = (
    r"(?:respondent|participant|interviewer|enum(?:erator)?|surveyor|contact(?: person)?|recipient"
    r"|deelnemer|enqu[eê]teur|manager|supervisor|winner|employee|student|teacher|client"
    r"|patient|guest|child|parent|partner|colleague)s?"
)
#: A header that asks for a person's own name.
OWN: Final = (
    rf"(?:{_ASKING})?{_YOUR} (?:{_ANY}|{_FULL}){_HERE}?"
    rf"|{_FILLING}(?:{_ANY}|{_FULL}){_HERE}?"
    rf"|(?:what(?: i)? ?s|may (?:i|we) (?:ask|have|know)) your (?:{_FULL}|{_ANY})"
    rf"|wat is (?:uw|je|jouw) (?:eigen )?(?:{_FULL}|{_ANY})|hoe heet (?:u|je|jij)"
    rf"|(?:wie (?:ist|lautet)|was ist) (?:ihr|dein) (?:{_FULL}|{_ANY})"
    r"|wie heissen sie|wie heisst du|comment vous appelez vous|comment t appelles tu"
    rf"|(?:quel est|quels sont) (?:votre|vos|ton) (?:{_FULL}|{_ANY})"
    rf"|(?:cuál|cual) es (?:su|tu) (?:{_FULL}|{_ANY})|c[oó]mo (?:se llama(?: usted)?|te llamas)"
    rf"|come (?:si chiama|ti chiami)|qual è il (?:tuo|suo) (?:{_FULL}|{_ANY})"
    rf"|qual é o seu (?:{_FULL}|{_ANY})"
)
#: A header that people's names have, and nothing else.
PEOPLES: Final = _FULL
#: A header that other things may have.
ANY: Final = (
    rf"(?:.* )?(?:{_OWN}|(?:display|contact) ?names?|user ?name|contactnaam)"
    rf"|name|naam|nom|nombre|nome|navn|namn|お?名前|(?:.* )?{_ROLE} (?:s )?(?:name|naam)"
    rf"|(?:name|naam|nom|nombre)(?: (?:of|van|de|del|du))?(?: (?:the|your|de|het|uw|l|el))? {_ROLE}"
    r"|(?:what is|what s) your (?:\w+ )?name\b.*|wat is (?:uw|je|jouw) (?:\w+ )?naam\b.*"
)
#: A header of somebody whom a survey employs or who reports.
STAFF: Final = (
    r"interviewer|enumerator|surveyor|enqu[eê]teur|reporter|(?:reported|submitted|collected) by"
)
_PLATFORM: Final = (
    r"(?:instagram|insta|twitter|x|tik ?tok|facebook|snapchat|linked ?in|telegram|discord"
    r"|mastodon|bluesky|you ?tube|threads)"
)
#: A header of an account, and one that is a platform's name.
ACCOUNTS: Final = (
    r"user|(?:.* )?(?:user ?name|gebruikersnaam|nick ?name|screen ?name|login(?: ?name)?|handle"
    rf"|(?:{_PLATFORM}|social media) ?(?:name|naam|account|profile?|profiel))"
)
PROFILES: Final = (
    rf"(?:{_YOUR} )?{_PLATFORM}"
    r"(?: (?:url|link|page|pagina|handle|id|user ?name|account|profile?|profiel|address|adres))*"
)
_PERSON: Final = re.compile(
    r"[^\W\d_]['’.\w-]*(?: (?:(?:de|den|der|van|von|da|di|du|la|le|el|al|bin|ter|ten|te) )*"
    r"[^\W\d_]['’.\w-]*){1,3}"
)
_PROFILE: Final = re.compile(
    r"@[\w.-]{2,60}|(?:https?://)?(?:[a-z]{2,3}\.)?(?:linkedin\.com/in|(?:instagram|twitter|x"
    r"|tiktok|facebook|youtube|bsky|t\.me|threads)(?:\.(?:com|net|app))?)/@?[\w.%-]+/?(?:\?\S*)?",
    re.IGNORECASE,
)


def is_name(text: str) -> bool:
    """Tell whether a text can be a person's name: up to five words without digits."""
    return (
        1 < len(text) <= 60
        and not any(sign.isdigit() for sign in text)
        and any(sign.isalpha() for sign in text)
        and len(text.split()) <= 5
    )


def is_full_name(text: str) -> bool:
    """Tell whether a text is written as a first and a last name.

    Examples
    --------
    >>> [is_full_name(each) for each in ("Ana de Vries", "Ana", "face to face", "CATI IVR")]
    [True, False, False, False]
    """
    if not is_name(text) or not _PERSON.fullmatch(text):
        return False
    words = text.split()
    return words[0][0].isupper() and words[-1][0].isupper() and not text.isupper()


def is_handle(text: str) -> bool:
    """Tell whether a text can be the name of an account: one word with a letter in it."""
    return len(text.split()) == 1 and len(text) <= 60 and any(sign.isalpha() for sign in text)


def is_profile(text: str) -> bool:
    """Tell whether a text is an account with its sign, or the address of its page.

    Examples
    --------
    >>> [is_profile(each) for each in ("@anna1", "linkedin.com/in/anna", "daily", "@")]
    [True, True, False, False]
    """
    return len(text) <= 200 and bool(_PROFILE.fullmatch(text))


def are_names(texts: Sequence[str]) -> bool:
    """Tell whether answers can be names, of which there are many or most differ."""
    many = len(set(texts)) >= MANY or share_different(texts) >= HALF  # first names recur
    return many and share_of(texts, is_name) >= MOSTLY


def are_some_names(texts: Sequence[str]) -> bool:
    """Tell whether answers can be names, of which there are a few."""
    some = len(set(texts)) >= SOME or share_different(texts) >= HALF
    return some and share_of(texts, is_name) >= MOSTLY


def are_own_names(texts: Sequence[str]) -> bool:
    """Tell whether what was answered can be names, however few.

    Examples
    --------
    >>> are_own_names(["Anna Bos", "no answer", "Anna Bos"]), are_own_names(["yes", "no"])
    (True, False)
    """
    given = [
        text
        for text in texts
        if text.casefold().strip(" .") not in YES_OR_NO and not reads_as_no_answer(text)
    ]
    return len(given) >= HALF * len(texts) and share_of(given, is_name) >= MOSTLY


def are_staff(texts: Sequence[str]) -> bool:
    """Tell whether answers are first and last names of the same few people."""
    return share_of(texts, is_full_name) >= MOSTLY


def are_handles(texts: Sequence[str]) -> bool:
    """Tell whether answers can be names of accounts, most of which differ."""
    some = len(set(texts)) >= SOME and share_different(texts) >= HALF
    return some and share_of(texts, is_handle) >= MOSTLY


def are_profiles(texts: Sequence[str]) -> bool:
    """Tell whether half of the answers or more are accounts, most of which differ."""
    found = [text for text in texts if is_profile(text)]
    return len(found) >= max(1, HALF * len(texts)) and share_different(found) >= HALF
