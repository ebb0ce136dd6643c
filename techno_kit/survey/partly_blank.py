"""Select-all questions of which some respondents left single items blank: who is in their base."""

from typing import TYPE_CHECKING

import numpy as np

from techno_kit.survey.codebook import RANKS, Question
from techno_kit.wording import count, say

if TYPE_CHECKING:
    from techno_kit.survey.sheet import AnswerSheet


def partly_blank(sheet: "AnswerSheet", question: Question) -> dict[str, int]:
    """Count who answered some items of a select-all question and left others blank.

    Returns
    -------
    dict of str to int
        By answer that they left blank, with how many of them did; ``""`` is all of them. Empty
        where there are none, and for other questions.
    """
    if question.kind != "multiple" or question.options:
        return {}
    columns = sheet.battery(question).columns
    blank, given = (np.zeros(len(sheet.frame), np.bool_) for _ in range(2))
    for ranks in columns:
        is_blank = ranks == RANKS["blank"]
        blank |= is_blank
        given |= ~is_blank
    some = blank & given
    if not some.any():
        return {}
    own = {
        answer: int((some & (ranks == RANKS["blank"])).sum())
        for answer, ranks in zip(question.parts, columns, strict=True)
    }
    return {"": int(some.sum())} | {answer: n for answer, n in own.items() if n}


def partly_blank_told(sheet: "AnswerSheet", question: Question) -> str:
    """Tell how many those are, and which item they left blank most; empty where there are none."""
    found = partly_blank(sheet, question)
    if not found:
        return ""
    n = found.pop("")
    item = max(found, key=lambda each: found[each])
    told = {"name": question.name, "n": count(n), "item": repr(item), "blanks": count(found[item])}
    return say("notes.partly_blank", **told)
