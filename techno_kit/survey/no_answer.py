"""Which levels are no answer, and which have no place on a scale: one rule for every verb.

The lists are this kit's own. A label counts as a whole, or up to a sign that bounds it ("Don't know
/ refused", "Not applicable (no children)"), never by how it begins: "None", "No trust at all" and
"Not sure" are answers.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import number_of, text_of
from techno_kit.survey.targets.likeness import plain_case, without_accents

#: English with its small words, in plain letters (an apostrophe is a blank).
ENGLISH: Final = re.compile(
    r"(?:i )?(?:really )?(?:do not|don ?t|did not|didn ?t|can ?not|can ?t|unable to) "
    r"(?:know|answer|say|remember|recall|rate|tell|judge)(?: enough(?: to \w+)?)?"
    r"|(?:i )?refused|(?:i )?(?:refused?|refuses|declined?|declines) to "
    r"(?:say|answer|respond|disclose|state)"
    r"|(?:i )?(?:would |d )?(?:prefer|rather|choose|wish) not (?:to )?"
    r"(?:say|answer|respond|disclose|state|tell|share)"
    r"|(?:question |item )?not (?:ascertained|stated|available|applicable|reported|asked|known"
    r"|answered|specified|given|recorded)"
    r"|(?:item )?(?:no|non) ?(?:answer|response|reply|opinion|comment|idea)(?: given)?"
    r"|missing(?: data| values?)?|(?:hard|difficult) to say"
)
#: Whole labels of other languages and of codes.
LABELS: Final = (
    "refusal|unknown|skipped|inapplicable|nonresponse|dk|d/k|na|n/a|n.a.|nr|ref|dk/na|dk/nr|dk/ref",
    "weet niet|weet ik niet|weet het niet|ik weet het niet|weet echt niet|geen idee|geen antwoord"
    "|geen mening|geen opgave|geen reactie|wil niet zeggen|wil ik niet zeggen"
    "|dat wil ik niet zeggen|wil liever niet zeggen|wil ik liever niet zeggen|zeg ik liever niet"
    "|liever niet zeggen|wil niet antwoorden|niet van toepassing|n.v.t.|nvt|onbekend|geweigerd"
    "|weigert|weigering|niet gevraagd|niet ingevuld|kan ik niet zeggen",
    "weiß nicht|weiß ich nicht|ich weiß nicht|ich weiß es nicht|keine angabe|keine angaben"
    "|keine antwort|keine meinung|verweigert|antwort verweigert|möchte ich nicht sagen"
    "|möchte ich nicht beantworten|entfällt|nicht anwendbar|unbekannt|k.a.|kann ich nicht sagen"
    "|kann ich nicht beurteilen",
    "ne sait pas|ne sais pas|je ne sais pas|nsp|sans opinion|pas d'opinion|aucune opinion"
    "|sans réponse|pas de réponse|non réponse|refus|refus de répondre|refuse de répondre"
    "|ne se prononce pas|ne veut pas répondre|ne souhaite pas répondre|préfère ne pas répondre"
    "|je préfère ne pas répondre|préfère ne pas dire|je préfère ne pas dire|non applicable"
    "|sans objet|non concerné|non renseigné|inconnu",
    "no sabe|no sé|no lo sé|no contesta|no responde|ns/nc|ns/nr|ns|nc|sin respuesta|sin opinión"
    "|no aplica|no aplicable|no procede|no corresponde|no recuerda|prefiero no decir"
    "|prefiero no decirlo|prefiero no responder|prefiero no contestar|prefiere no responder"
    "|prefiere no contestar|desconocido",
    "não sabe|não sei|não responde|não respondeu|sem resposta|sem opinião|não se aplica"
    "|não aplicável|recusa|recusou|prefiro não responder|prefiro não dizer",
    "non so|non sa|non saprei|non risponde|nessuna risposta|nessuna opinione|senza opinione"
    "|non applicabile|preferisco non rispondere|preferisce non rispondere|rifiuta",
    "vet ej|vet inte|vet ikke|ved ikke|vill ej svara|vill inte svara|vil ikke svare|inget svar"
    "|intet svar|uppgift saknas|ingen åsikt|ei osaa sanoa|en osaa sanoa|ei vastausta",
    "nie wiem|trudno powiedzieć|odmowa|odmowa odpowiedzi|nie dotyczy|brak odpowiedzi"
    "|не знаю|затрудняюсь ответить|нет ответа|отказ|отказ от ответа",
    "わからない|分からない|わかりません|分かりません|無回答|回答なし|回答拒否|答えたくない"
    "|回答したくない|不明|非該当|該当なし|不知道|说不清|拒绝回答|不适用|無意見|모름|모르겠다"
    "|잘 모르겠다|무응답|해당 없음",
)
#: Beside "don't know" these say no more than it; alone they are answers.
WEAK: Final = "not sure|unsure|uncertain|undecided|other|anders|autre|otro|outro|その他"
#: Answers all the same, but at no place of a scale.
OTHER: Final = (
    "other|others|another|other answer|anders|overig|overige|andere|anderes|sonstige|sonstiges"
    "|autre|autres|otro|otra|otros|outro|outra|altro|その他|其他|기타"
)
#: At an end of a scale these are no point of it, unless others speak of knowing or of using.
UNHEARD: Final = re.compile(
    r"(?:i )?(?:have |ve )?(?:never|not) (?:even )?heard (?:of|about)\b.*"
    r"|(?:nog )?nooit van gehoord|(?:noch )?nie (?:davon |von \w+ )?gehort"
    r"|(?:n ?a |n ?ai )?jamais entendu parler.*|nunca (?:he |ha )?oido (?:hablar )?.*"
    r"|聞いたことがない|聞いたことはない"
)
MET: Final = re.compile(
    r"\b(?:heard|kn[eo]w|aware|familiar|us(?:e|ed|es|ing)\b|tr(?:y|ied)|own|consider|interest"
    r"|gehoord|ken|bekend|gebruik|gehort|kenn|bekannt|nutz|entendu|conna|utilis|oido|conoc|uso\b)"
    r"|聞いた|知って"
)
BOUNDS: Final = re.compile(
    r"\s*[/|,;:()\[\]・、]\s*|\s+[-\u2013\u2014]+\s+|\s+(?:or|of|oder|ou)\s+"
)
#: A code that stands before its label: "99 Don't know", "(8) Refused".
CODE: Final = re.compile(r"^[(\[]?[-+]?\d+[)\]]?[\s.:=)\u2013-]*(?=[^\W\d])")


def _plain(text: str) -> str:
    return without_accents(text.replace("`", "'"))


def _all_of(*lists: str) -> frozenset[str]:
    return frozenset(_plain(plain_case(each)) for told in lists for each in told.split("|"))


_LABELS, _WEAK, _OTHER = _all_of(*LABELS), _all_of(WEAK), _all_of(OTHER)


@lru_cache(maxsize=4096)
def reads_as_no_answer(label: str) -> bool:
    """Tell whether a label names those who gave no answer.

    Examples
    --------
    >>> [reads_as_no_answer(each) for each in ("Don't know", "99 weet niet", "Refused (DK)")]
    [True, True, True]
    >>> [reads_as_no_answer(each) for each in ("None", "Not sure", "I don't know it", "No answers")]
    [False, False, False, False]
    """
    text = CODE.sub("", plain_case(label))
    parts = [each for each in map(_plain, BOUNDS.split(text)) if each]
    if not parts:
        return False
    own = [_is_none(each) for each in parts]
    weak = all(none or part in _WEAK for none, part in zip(own, parts, strict=True))
    return own[0] or _is_none(_plain(text)) or (any(own) and weak)


def _is_none(text: str) -> bool:
    return text in _LABELS or bool(ENGLISH.fullmatch(text))


@lru_cache(maxsize=4096)
def has_no_place(label: str) -> bool:
    """Tell whether a level is no answer, a blank, or "other", which no order has a place for."""
    if plain_case(label) == BLANK or reads_as_no_answer(label):
        return True
    first = next((each for each in map(_plain, BOUNDS.split(plain_case(label))) if each), "")
    return first in _OTHER


def codes_of(question: Question, levels: Sequence[str]) -> dict[str, tuple[float | None, ...]]:
    """Return the different codes behind every level; its own number where none is listed."""
    found: dict[str, dict[str, float | None]] = {level: {} for level in levels}
    for value, label in question.levels:
        if label in found:
            found[label][text_of(value)] = number_of(text_of(value))
    return {level: tuple(each.values()) or (number_of(level),) for level, each in found.items()}


def apart_of(question: Question, levels: Sequence[str]) -> tuple[str, ...]:
    """Return the levels of a scale that have no place on it.

    Those that read like no answer, and blanks, wherever they stand. "Other", and "never heard of
    it" on a scale of something else, before or behind all other levels, or where their code is.
    "Not sure" and its like beyond one that reads like no answer. All others are points of it.

    Parameters
    ----------
    question : Question
        The scale, for its codes.
    levels : sequence of str
        Its levels in order.

    Examples
    --------
    >>> apart_of(Question("q"), ["Never", "Don't know", "Often", "Refused", "Not sure"])
    ("Don't know", 'Refused', 'Not sure')
    >>> apart_of(Question("q"), ["Against", "Neither", "For", "Not sure"])
    ()
    """
    clear = {level for level in levels if plain_case(level) == BLANK or reads_as_no_answer(level)}
    beyond = set(_doubtful(levels, clear))
    loose = {level for level in levels if has_no_place(level)} | _unheard(levels, clear)
    loose -= clear | beyond
    held = [place for place, level in enumerate(levels) if level not in clear | beyond | loose]
    if not held:
        return ()
    codes = {
        level: each[0] if len(each) == 1 else None
        for level, each in codes_of(question, levels).items()
    }
    ends = _ends([codes[levels[place]] for place in held])
    return tuple(
        level
        for place, level in enumerate(levels)
        if level in clear | beyond
        or (level in loose and (not held[0] < place < held[-1] or _beyond(codes[level], ends)))
    )


def _doubtful(levels: Sequence[str], clear: set[str]) -> Iterator[str]:
    """Return levels such as "not sure" between one that reads like no answer and the end."""
    for run in (levels, levels[::-1]):
        met: list[str] = []
        for level in run:
            if level in clear:
                yield from met
                met = []
            elif not _is_weak(level):
                break
            else:
                met.append(level)


def _is_weak(label: str) -> bool:
    return _uncoded(label) in _WEAK


def _uncoded(label: str) -> str:
    return _plain(CODE.sub("", plain_case(label)))


def _unheard(levels: Sequence[str], clear: set[str]) -> set[str]:
    """Return levels such as "never heard of it", unless others speak of knowing or using it."""
    told = {level: _uncoded(level) for level in levels if level not in clear}
    found = {level for level, text in told.items() if UNHEARD.fullmatch(text)}
    others = (text for level, text in told.items() if level not in found)
    return set() if any(MET.search(each) for each in others) else found


def _ends(codes: Sequence[float | None]) -> tuple[float, float] | None:
    """Return the lowest and the highest of some codes, where all of them are numbers."""
    known = [code for code in codes if code is not None]
    return (min(known), max(known)) if len(known) == len(codes) else None


def _beyond(code: float | None, ends: tuple[float, float] | None) -> bool:
    return code is not None and ends is not None and not ends[0] <= code <= ends[1]
