"""Which answer texts say how often, in English and Dutch: the kit's own rules.

A text that says "sometimes" or "often" says nothing that could be held against "at least monthly":
it is given no frequency, and the question is left to the reader.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, get_args

from techno_kit.survey.codebook import Frequency, Value
from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.no_answer_words import CODE
from techno_kit.survey.suggesting.phrases import plain_words

#: How many times: in words, in numbers, from one to another.
N: Final = (
    r"(?:once|twice|one|two|three|four|five|six|seven|eens|een|twee|drie|vier|vijf|zes|zeven|\d+)"
)
SOME: Final = (
    r"(?:several|multiple|many|various|a few|few|some|a couple of|a number of|meerdere"
    r"|verschillende|enkele|een paar|paar|een aantal)"
)
RANGE: Final = rf"{N}(?: (?:(?:or|to|of|a|tot|en) )?(?:{N}|more|meer))*"
TIMES: Final = r"(?:times?|x|keer|maal|malen|keren|dagen|days?)?"
PER: Final = r"(?:a|an|per|each|every|in an?|in the|in een|in de|de|by)"
#: Unit to the adverbs that say "every one of them", and the words of the unit.
UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "daily": (
        r"daily|dagelijks|everyday|(?:almost |nearly |bijna |vrijwel )?(?:dagelijks|daily"
        r"|(?:every|each) (?:single )?day|(?:elke|iedere) dag)",
        r"(?:day|dag)",
    ),
    "weekly": (r"weekly|wekelijks|(?:every|each|elke|iedere) week", r"week"),
    "monthly": (
        r"monthly|maandelijks|(?:every|each|elke|iedere) (?:month|maand)",
        r"(?:month|maand)",
    ),
    "rarely": (
        r"yearly|annually|jaarlijks|(?:every|each|elk|ieder) (?:year|jaar)",
        r"(?:year|jaar|quarter|kwartaal|half year)",
    ),
}
LEAST: Final = (
    r"(?:at least |about |around |approximately |roughly |circa |ongeveer |minstens |minimaal "
    r"|ten minste |tenminste |more than |meer dan |vaker dan |i do this |ik doe dit )?"
)
MOST: Final = re.compile(r"^(?:at most|no more than|not more than|hooguit|hoogstens|maximaal) ")
TAIL: Final = (
    r"(?: or more(?: often)?| or less| of vaker| of meer| or so| online| op internet"
    r"| wel(?: een keer)?)?"
)
SEVERAL: Final = r"(?:two|three|four|six|twee|drie|vier|zes|2|3|4|6|2 3|3 4|2 tot 3|2 to 3)"
#: Words that say "not at all" or "less than monthly", and yes and no.
WORDS: Final[Mapping[str, str]] = {
    "never": r"(?:i )?(?:have )?never(?: (?:do(?:ne)?|did|used))?(?: (?:this|it|that))?"
    r"(?: or not in .*)?|not at all|not once|(?:helemaal |nog )?nooit(?: gedaan)?"
    r"|doe ik (?:nooit|niet)|(?:i )?(?:do not|don t) do (?:this|it)(?: at all)?",
    "rarely": r"(?:very |heel |zeer )?(?:rarely|seldom|zelden)(?: if ever)?"
    r"(?: (?:or|of|tot) (?:never|nooit|less often|minder vaak))?|hardly ever|almost never"
    r"|bijna nooit|vrijwel nooit|less often|less frequently|minder vaak",
    "several_daily": r"(?:almost )?(?:constantly|continuously)|hourly|every hour|all day(?: long)?"
    r"|de hele dag(?: door)?|(?:bijna )?(?:constant|voortdurend)|(?:elk|ieder) uur",
    "yes": r"(?:yes|ja)(?: i (?:do|have|did)(?: this)?| wel eens| doe ik)?|y|j|true|waar|selected"
    r"|checked|chosen|ticked|marked|quoted|mentioned|done|response checked on form|geselecteerd"
    r"|aangevinkt|aangekruist|gekozen|genoemd|gedaan|wel|doe ik(?: wel)?|i do(?: this)?",
    "no": r"(?:no|nee|neen)(?: (?:never|nooit|i (?:do not|don t|have not|haven t|did not|didn t)"
    r"|doe ik niet))?|n|false|onwaar"
    r"|(?:not|un) ?(?:selected|checked|chosen|ticked|marked|quoted|mentioned|done)"
    r"|response not checked on form|niet (?:geselecteerd|aangevinkt|aangekruist|gekozen|genoemd"
    r"|gedaan)",
}
#: Several weeks or months in one, days of a week: "every two weeks", "once every three months".
SPARSER: Final = (
    (r"(?:7|seven|zeven) (?:days|dagen) (?:a|per) week", "daily"),
    (rf"(?:once )?(?:every|per|in) (?:{SEVERAL}|other|few|couple of) weeks?", "monthly"),
    (r"fortnightly|(?:once )?(?:a|every|per) fortnight|bi ?weekly|tweewekelijks", "monthly"),
    (
        rf"(?:eens|een keer|1 keer|1 x)? ?(?:per|in de|om de|elke|iedere) (?:{SEVERAL}|paar) weken",
        "monthly",
    ),
    (rf"(?:once )?(?:every|per|in) (?:{SEVERAL}|few|couple of|other) months?", "rarely"),
    (
        rf"(?:eens|een keer|1 keer|1 x)? ?(?:per|in de|om de|elke|iedere) (?:{SEVERAL}|paar)"
        r" maanden",
        "rarely",
    ),
    (r"most days(?: of the week)?|de meeste dagen", "weekly"),
    (r"weekdays|work ?days|doordeweeks", "weekly"),
)
LESS: Final = re.compile(
    r"^(?:less(?: often| frequently)? than|fewer than|minder(?: vaak)? dan|nog minder dan) "
)
NOT: Final = re.compile(
    r" (?:but|maar) (?:not|niet|less|minder) "
    r"(?:every|each|daily|weekly|monthly|an?|elke|iedere|dagelijks|wekelijks|than|dan|once)\b.*"
)
AMOUNT: Final = re.compile(r"[$€£%]")
BUT: Final = re.compile(r"\b(?:but|maar|,)\b (?:at least |minstens |minimaal |wel )?")
ASIDE: Final = re.compile(
    r"\((?:go to|skip to|ga naar|ga verder|naar vraag|please|specify).*\)|\[[^\[\]]*\]",
    re.IGNORECASE,
)
NOT_ASKED: Final = re.compile(
    r"(?:question )?not (?:asked|applicable)|does not apply|niet gevraagd|niet van toepassing"
    r"|n ?v ?t|inapplicable.*|skipped|filter missing"
)
UNKNOWN: Final = re.compile(
    r"(?:i )?(?:really )?(?:do not|don t|dont) know(?: (?:not sure|no answer|refused|it))*|dk"
    r"|weet (?:ik )?(?:het )?niet(?: (?:geen antwoord|geen mening|wil niet zeggen))*|geen idee"
    r"|unsure"
)
#: Codes of what went wrong with a form: no answers.
ERROR: Final = re.compile(
    r".*\b(?:in error|commission error|unreadable|non ?conforming|filter missing|not ascertained"
    r"|legitimate skip|system missing|question never seen|missing data)\b.*"
)


@lru_cache(maxsize=4096)
def frequency_of(label: str) -> Frequency | None:
    """Return what an answer's text says, or None where that is not clear.

    Examples
    --------
    >>> [frequency_of(each) for each in ("1 - Never", "Meerdere keren per dag", "3 times a week")]
    ['never', 'several_daily', 'weekly']
    >>> [frequency_of(each) for each in ("Sometimes", "Less than once a week", "Agree")]
    [None, None, None]
    """
    told = re.sub(r"(?<=\d)x\b", " x", bare(label).casefold())
    text = NOT.sub("", plain_words(CODE.sub("", told)))
    if NOT_ASKED.fullmatch(text):
        return "not_asked"
    if UNKNOWN.fullmatch(text):
        return "dont_know"
    if reads_as_no_answer(label) or AMOUNT.search(label):
        return None
    return _said(NOT.sub("", plain_words(told))) or _said(text)  # "2 times a day", "2 - Daily"


def bare(label: str) -> str:
    """Return a label without asides to the reader: "(go to question 7)"."""
    return ASIDE.sub(" ", label).strip()


def is_error(label: str) -> bool:
    """Tell whether a label names what went wrong with a form."""
    return bool(ERROR.fullmatch(plain_words(label)))


def _said(text: str) -> Frequency | None:
    if BUT.search(text):
        *_, text = BUT.split(text)
    if LESS.match(text) or MOST.match(text):
        under = _how_often(MOST.sub("", LESS.sub("", text)))
        return "rarely" if under == "rarely" or (under == "monthly" and LESS.match(text)) else None
    return _how_often(text)


def _how_often(text: str) -> Frequency | None:
    for name, pattern in WORDS.items():
        if re.fullmatch(pattern, text):
            return _word(name)
    for pattern, name in SPARSER:
        if re.fullmatch(LEAST + pattern + TAIL, text):
            return _word(name)
    for name, (adverb, unit) in UNITS.items():
        often = rf"(?:{SOME}|{RANGE}) {TIMES} ?(?:{PER} ?{unit}|{adverb})"
        every = rf"(?:{adverb})(?: (?:or|of) (?:{adverb}))?"
        if re.fullmatch(rf"{LEAST}(?:{every}|{often}){TAIL}", text):
            return "several_daily" if name == "daily" and _several(text, adverb) else _word(name)
    return None


def _word(name: str) -> Frequency:
    return next(each for each in get_args(Frequency) if each == name)


def _several(text: str, adverb: str) -> bool:
    """Tell whether a text about days says more than once on each of them."""
    if re.search(r"\b(?:more than|meer dan|vaker dan) (?:once|eens|een|1|daily|dagelijks)", text):
        return True
    if re.fullmatch(rf"{LEAST}(?:{adverb})(?: (?:or|of) (?:{adverb}))?{TAIL}", text):
        return False
    first = re.search(rf"\b(?:{SOME}|{N})\b", text)
    return first is not None and first[0] not in ("once", "one", "eens", "een", "1")


def answers_of(
    levels: Iterable[tuple[Value, str]], missing: Iterable[Any] = (), *, chosen: Sequence[str] = ()
) -> tuple[list[tuple[Value, Frequency]], list[str]]:
    """Return what the answers of a question say, the most often first, and the unclear texts.

    Parameters
    ----------
    levels : iterable of (value, label)
        The values in the file and their labels.
    missing : iterable of values
        Those that are no answer.
    chosen : sequence of str
        Texts that mean "yes" in this column: an option's own wording.
    """
    said: list[tuple[Value, Frequency]] = []
    unclear: list[str] = []
    own = {plain_words(each) for each in chosen} - {""}
    for value, label in levels:
        found: Frequency | None = "yes" if plain_words(label) in own else frequency_of(label)
        if found is not None:
            said.append((value, found))
        elif not reads_as_no_answer(label):
            unclear.append(label)
    order = get_args(Frequency)
    return sorted(said, key=lambda pair: order.index(pair[1])), unclear
