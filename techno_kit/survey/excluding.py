"""Answers that exclude all others, such as "None of these": whether the data agree with them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.codebook import RANKS, Question
from techno_kit.wording import plural, say

if TYPE_CHECKING:
    from techno_kit.survey.sheet import AnswerSheet

#: How questionnaires name the answer of those who give no other; "keine Angabe" is no answer.
NONE = re.compile(
    r"^(?:none|neither|nothing|nobody|no ?one|not any)\b|\bnone of (?:these|them|the)\b"
    r"|^(?:geen|niets|niemand|keine?|keine[nrs]|nichts|aucune?|rien|personne)\b"
    r"(?! (?:antwoord|mening|angaben?|réponse|antwort|meinung)\b)"
    r"|^(?:ningun[oa]|ningún|nada|nadie|nenhuma?|nessun[oa]?|niente|ingen|inget|żad[en][ny]?)\b"
    r"|特にない|いずれもない|どれもない|あてはまるものはない|以上都不是|以上皆非"
)


def held_with_others(sheet: "AnswerSheet", question: Question) -> int:
    """Return how many respondents gave the answer that excludes the others, and another."""
    if not question.none or question.options:
        return 0
    key = ("held with others", question, sheet.missing(question))
    return sheet.once(
        key,
        lambda: int((_given(sheet, question, question.none) & _others(sheet, question)).sum()),
    )


def contradicted(sheet: "AnswerSheet", question: Question) -> str:
    """Tell how many gave the answer that excludes the others with another; empty if nobody."""
    n = held_with_others(sheet, question)
    return plural("notes.none_held", n, name=question.name, answer=question.none) if n else ""


def undeclared(sheet: "AnswerSheet", question: Question) -> tuple[str, ...]:
    """Tell which answers read like "none", and that nobody gave with another, though both occur."""
    if question.kind != "multiple" or question.options or question.none:
        return ()
    key = ("undeclared", question, sheet.missing(question))
    return sheet.once(key, lambda: tuple(_undeclared(sheet, question)))


def _undeclared(sheet: "AnswerSheet", question: Question) -> Iterator[str]:
    for answer in question.parts:
        if NONE.search(answer.casefold().strip()):
            own, others = _given(sheet, question, answer), _others(sheet, question, answer)
            if own.any() and others.any() and not (own & others).any():
                key = answer.replace('"', '\\"')
                yield say("notes.none_undeclared", name=question.name, answer=answer, key=key)


def _given(sheet: "AnswerSheet", question: Question, answer: str) -> NDArray[np.bool_]:
    place = list(question.parts).index(answer)
    return np.asarray(sheet.battery(question).columns[place] == RANKS["yes"])


def _others(sheet: "AnswerSheet", question: Question, answer: str = "") -> NDArray[np.bool_]:
    """Return who gave an answer but that which excludes the others."""
    columns = zip(question.parts, sheet.battery(question).columns, strict=True)
    found = np.zeros(len(sheet.frame), np.bool_)
    for each, ranks in columns:
        if each != (answer or question.none):
            found |= ranks == RANKS["yes"]
    return found
