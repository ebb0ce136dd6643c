"""Which levels are no answer, and which have no place on a scale: one rule for every verb.

The lists are in `no_answer_words`. A label counts as a whole, or up to a sign that bounds it
("Don't know / refused", "Not applicable (no children)"), never by how it begins: "None", "No trust
at all" and "Not sure" are answers. Codes, footnotes and what interviewers are told ("(VOL.)") go
first; "does not apply" is judged by the other levels.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.encoding import number_of, text_of
from techno_kit.survey.no_answer_words import (
    ASIDE,
    BEHIND,
    BOUNDS,
    CODE,
    ENGLISH,
    FOOTNOTE,
    JOINED,
    LABELS,
    MET,
    OTHER,
    RAISED,
    TECHNICAL,
    TURNED,
    UNHEARD,
    WEAK,
)
from techno_kit.survey.targets.likeness import plain_case, without_accents


def _plain(text: str) -> str:
    return without_accents(text.replace("`", "'"))


def _all_of(*lists: str) -> frozenset[str]:
    return frozenset(_plain(plain_case(each)) for told in lists for each in told.split("|"))


MOST_WORDS = 8  # of two labels in a row
_LABELS, _WEAK, _OTHER = _all_of(*LABELS), _all_of(WEAK), _all_of(OTHER)


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """Return a label in small letters, without its code, footnotes and what interviewers are told.

    Examples
    --------
    >>> [bare(each) for each in ("(VOL.) Don\u2019t know/Refused", "8 REFUSAL*", "(Don't know)")]
    ["don't know/refused", 'refusal', "(don't know)"]
    """
    text = plain_case(label.translate(RAISED))
    for pattern, plain in JOINED:
        text = pattern.sub(plain, text)
    text = FOOTNOTE.sub("", CODE.sub("", text))
    for pattern in (BEHIND, ASIDE):
        text = pattern.sub(" ", text).strip() or text
    return CODE.sub("", FOOTNOTE.sub("", " ".join(text.split())))


@lru_cache(maxsize=4096)
def reads_as_no_answer(label: str) -> bool:
    """Tell whether a label names those who gave no answer, or of whom a file has none.

    Examples
    --------
    >>> [reads_as_no_answer(each) for each in ("Don't know", "99 weet niet", "Refused (DK)")]
    [True, True, True]
    >>> [reads_as_no_answer(each) for each in ("None", "Not sure", "I don't know it", "No answers")]
    [False, False, False, False]
    """
    text = bare(label)
    parts = [each for each in map(_plain, BOUNDS.split(text)) if each]
    if not parts:
        return False
    own = [_is_none(each) for each in parts]
    weak = all(none or part in _WEAK for none, part in zip(own, parts, strict=True))
    return own[0] or _is_none(_plain(text)) or (any(own) and weak)


def _is_none(text: str) -> bool:
    """Tell whether plain words say so: by one label, or by two in a row ("no sabe no contesta")."""
    if _is_one(text):
        return True
    words = text.split()
    if len(words) > MOST_WORDS:
        return False
    halves = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return any(
        (_is_one(one) and (_is_one(two) or two in _WEAK)) or (one in _WEAK and _is_one(two))
        for one, two in halves
    )


def _is_one(text: str) -> bool:
    return text in _LABELS or bool(ENGLISH.fullmatch(text))


@lru_cache(maxsize=4096)
def has_no_place(label: str) -> bool:
    """Tell whether a level is no answer, a blank, or "other", which no order has a place for."""
    if plain_case(label) == BLANK or reads_as_no_answer(label):
        return True
    first = next((each for each in map(_plain, BOUNDS.split(bare(label))) if each), "")
    return first in _OTHER


def without_place(levels: Sequence[str]) -> set[str]:
    """Return the levels that no order has a place for, each in the light of all.

    Examples
    --------
    >>> without_place(["Bad", "Good", "Does not apply", "Other"]) == {"Does not apply", "Other"}
    True
    >>> without_place(["Applies", "Does not apply"])
    set()
    """
    return _no_answers(levels) | (set(filter(has_no_place, levels)) - _turned(levels)[1])


def _no_answers(levels: Sequence[str]) -> set[str]:
    """Return blanks and the levels that read like no answer, each in the light of all."""
    clear = {level for level in levels if plain_case(level) == BLANK or reads_as_no_answer(level)}
    found, points = _turned(levels)
    return (clear | found) - points


def _turned(levels: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return such as "does not apply", and those of them that are points: others "apply"."""
    told = {level: _uncoded(level) for level in levels}
    found, points = set[str](), set[str]()
    for pattern, others in TURNED:
        own = {level for level, text in told.items() if pattern.fullmatch(text)}
        rest = (text for level, text in told.items() if level not in own)
        (points if own and any(map(others.search, rest)) else found).update(own)
    return found - points, points


@lru_cache(maxsize=4096)
def lost_to_labels(question: Question) -> dict[Value, str]:
    """Return the codes of a number whose labels say that nobody gave one, with these.

    A file can label -9 "Not ascertained" among ages: the dictionary is asked, as for a scale.

    Examples
    --------
    >>> levels = [(-9, "Not ascertained"), (-1, "Inapplicable, coded 2 in Q1"), (97, "97 or older")]
    >>> lost_to_labels(Question("age", kind="number", levels=levels))
    {-9: 'Not ascertained', -1: 'Inapplicable, coded 2 in Q1'}
    """
    if question.kind != "number" or not question.levels:
        return {}
    codes = {value: number_of(text_of(value)) for value, _ in question.levels}
    held = {value: label for value, label in question.levels if codes[value] is not None}
    found = _no_answers(tuple(held.values()))
    rest = {label: codes[value] for value, label in held.items() if label not in found}
    # What has no label is the number itself, such as 0.
    found |= _below_zero({**rest, "": 0.0}, set())
    return {value: label for value, label in held.items() if label in found}


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
    codes = {
        level: each[0] if len(each) == 1 else None
        for level, each in codes_of(question, levels).items()
    }
    points = _turned(levels)[1]
    clear = _no_answers(levels)
    clear |= _below_zero({level: codes[level] for level in levels if level not in clear}, points)
    beyond = set(_doubtful(levels, clear))
    loose = (set(filter(has_no_place, levels)) - points) | _unheard(levels, clear)
    loose -= clear | beyond
    held = [place for place, level in enumerate(levels) if level not in clear | beyond | loose]
    if not held:
        return ()
    ends = _ends([codes[levels[place]] for place in held])
    return tuple(
        level
        for place, level in enumerate(levels)
        if level in clear | beyond
        or (level in loose and (not held[0] < place < held[-1] or _beyond(codes[level], ends)))
    )


def _below_zero(codes: Mapping[str, float | None], points: set[str]) -> set[str]:
    """Return the levels that a code below zero and the label tell to be none of an answer.

    Only beside codes from zero up; -1, 0 and 1 are a scale of their own.
    """
    known = {level: code for level, code in codes.items() if code is not None}
    below = {level: code for level, code in known.items() if code < 0}
    rest = [code for code in known.values() if code >= 0]
    if not below or not rest or is_mirrored(known.values()):
        return set()
    return {
        level
        for level, code in below.items()
        if TECHNICAL.search(_uncoded(level)) or (level in points and code < min(rest) - 1)
    }


def is_mirrored(codes: Iterable[float]) -> bool:
    """Tell whether codes are as far below zero as above: -2, -1, 0, 1, 2."""
    known = set(codes)
    return known == {-each for each in known}


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


@lru_cache(maxsize=4096)
def _uncoded(label: str) -> str:
    return _plain(bare(label))


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
