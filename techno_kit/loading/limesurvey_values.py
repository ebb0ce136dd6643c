"""What the cells of a LimeSurvey export say: codes or texts of answers."""

from collections.abc import Iterable, Mapping
from typing import Final

from techno_kit.loading.limesurvey_columns import OTHERS, Slot
from techno_kit.loading.limesurvey_text import worded
from techno_kit.loading.qualtrics_values import value_of
from techno_kit.loading.statistics_labels import distinct
from techno_kit.survey.codebook import Value
from techno_kit.wording import say

OTHER: Final = "-oth-"
NOT_ASKED: Final = "N/A"  # what full answers hold for a question that was not shown
#: Answers of types that have none of their own: code, number in R and SPSS exports, English text.
FIXED: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "Y": (("Y", "1", "Yes"), ("N", "2", "No")),
    "G": (("F", "1", "Female"), ("M", "2", "Male")),
    "C": (("Y", "1", "Yes"), ("N", "2", "No"), ("U", "3", "Uncertain")),
    "E": (("I", "1", "Increase"), ("S", "2", "Same"), ("D", "3", "Decrease")),
}
#: How exports in other languages than English say them, by their codes, in small letters.
SEXES: Final[Mapping[str, frozenset[str]]] = {
    "F": frozenset(
        {"weiblich", "féminin", "femme", "femenino", "mujer", "feminino", "femminile", "femmina"}
        | {"vrouw", "vrouwelijk", "kvinna", "kvinde", "kvinne", "kobieta", "nainen"}
    ),
    "M": frozenset(
        {"männlich", "masculin", "homme", "masculino", "hombre", "maschile", "maschio"}
        | {"man", "mannelijk", "mand", "mann", "mężczyzna", "mies"}
    ),
}
POINTS: Final = {"5": 5, "A": 5, "B": 10}
LISTED: Final = frozenset("L!OFH1R")
YES: Final = frozenset(
    {"y", "yes", "1", "ja", "oui", "sí", "si", "sì", "sim", "tak", "kyllä", "да", "はい", "是"}
)
NO: Final = frozenset(
    {"n", "no", "0", "2", "nein", "nee", "non", "não", "nie", "nej", "nei", "ei", "нет", "いいえ"}
    | {"否", "not selected"}
)
Levels = tuple[tuple[Value, str], ...]


def is_closed(slot: Slot) -> bool:
    """Tell whether a column holds one of a question's answers."""
    kind = slot.asking.type
    return not slot.about and (kind in LISTED or kind in FIXED or kind in POINTS)


def holds_texts(columns: Iterable[tuple[Slot, Mapping[str, int]]]) -> bool:
    """Tell whether an export holds texts of answers, not codes: most of its columns decide."""
    votes = 0
    for slot, tally in columns:
        coded, texts = _known(slot)
        values = set(tally) - {OTHER, NOT_ASKED}
        as_codes = len(values & set(coded))
        as_texts = sum(_folded(each) in texts for each in values)
        votes += (as_texts > as_codes) - (as_texts < as_codes)
    return votes > 0


def levels_of(
    slot: Slot, tally: Mapping[str, int], language: str, base: str, *, as_text: bool
) -> tuple[Levels, dict[str, int]]:
    """Return the levels of a column of one answer, and the values that are none of them.

    Parameters
    ----------
    slot : Slot
        What the column holds.
    tally : mapping of str to int
        The values in the file.
    language, base : str
        In which levels are worded, and the survey's own.
    as_text : bool
        Whether the export holds texts of answers, as far as they are not codes.
    """
    kind = slot.asking.type
    if kind in POINTS:
        points = [str(each) for each in range(1, POINTS[kind] + 1)]
        odd = {each: n for each, n in tally.items() if each not in (*points, NOT_ASKED)}
        return tuple((int(each), each) for each in points), odd
    coded, texts = _known(slot)
    numbers = _numbers(kind, tally)
    cells: dict[str, list[str]] = {}
    unknown: dict[str, int] = {}
    for value, n in tally.items():
        own = numbers.get(value) or (value if value in coded else None)
        worded_as = texts.get(_folded(value))
        code = (worded_as or own) if as_text else (own or worded_as)
        if code is not None:
            cells.setdefault(code, []).append(value)
        elif value != NOT_ASKED:
            unknown[value] = n
    labels = _labels(slot, language, base)
    levels: dict[Value, str] = {}
    for code, label in labels.items():
        unseen = label if as_text else next((n for n, own in numbers.items() if own == code), code)
        for cell in cells.get(code, [] if code == OTHER and not slot.asking.other else [unseen]):
            levels.setdefault(value_of(cell), label)
    if len(set(levels.values())) < len(levels) and not as_text:
        return distinct(levels), unknown
    return tuple(levels.items()), unknown


def _labels(slot: Slot, language: str, base: str) -> dict[str, str]:
    """Return the labels of answers by their codes."""
    asking = slot.asking
    if asking.type in FIXED:
        words = FIXED[asking.type]
        return {code: say(f"reading.limesurvey.fixed.{text}") for code, _, text in words}
    scale = slot.scale or 0
    answers = asking.of_scale(scale) or (asking.rows if asking.type == "R" else ())
    labels = {each.code: each.within(language, base) for each in answers}
    if asking.other:
        own = worded(asking.setting("other_replace_text", language))
        labels.setdefault(OTHER, own or say("reading.limesurvey.other"))
    return labels


def _known(slot: Slot) -> tuple[dict[str, str], dict[str, str]]:
    """Return the codes of a question's answers, and their texts in small letters to codes."""
    asking = slot.asking
    if asking.type in FIXED:
        words = FIXED[asking.type]
        said = {text.casefold(): code for code, _, text in words}
        spoken = SEXES if asking.type == "G" else {"Y": YES - {"1"}, "N": NO - {"0", "2"}}
        for code in {code for code, _, _ in words} & spoken.keys():
            said |= {each: code for each in spoken[code] if each.upper() != code}
        return {code: code for code, _, _ in words}, said
    answers = asking.of_scale(slot.scale or 0) or (asking.rows if asking.type == "R" else ())
    texts: dict[str, str] = {}
    for each in answers:
        for text in each.words.values():
            texts.setdefault(_folded(text), each.code)
    if asking.other:
        for word in OTHERS:
            texts.setdefault(word, OTHER)
        for (name, _), text in asking.attributes.items():
            if name == "other_replace_text" and text:
                texts.setdefault(_folded(text), OTHER)
    return {each.code: each.code for each in answers} | {OTHER: OTHER}, texts


def _numbers(kind: str, tally: Mapping[str, int]) -> dict[str, str]:
    """Return the numbers that exports for R and SPSS, or on request, hold in place of letters."""
    if kind not in FIXED:
        return {}
    numbers = {number: code for code, number, _ in FIXED[kind]}
    if kind == "Y" and "0" in tally and "2" not in tally:
        numbers = {"1": "Y", "0": "N"}
    return numbers if set(tally) - {NOT_ASKED} <= set(numbers) and tally else {}


def _folded(text: str) -> str:
    return worded(text).casefold()


def is_chosen(value: str) -> bool | None:
    """Tell whether a cell of a multiple-choice question says "chosen"; None where it says neither.

    Examples
    --------
    >>> is_chosen("Y"), is_chosen("No"), is_chosen("maybe")
    (True, False, None)
    """
    folded = value.casefold()
    return True if folded in YES else False if folded in NO else None
