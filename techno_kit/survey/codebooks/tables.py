"""The codebook as a tidy table: a row a level, one for a question without levels."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.codebooks.open_answers import is_open
from techno_kit.survey.encoding import is_missing, text_of
from techno_kit.wording import say

COLUMNS: Final = (
    *("question", "kind", "label", "routing", "column", "place", "code", "level"),
    *("missing", "excludes", "trail"),
)


def questions_of(book: Codebook) -> list[Question]:
    """Return the questions: of a sample's codebook also the columns that it says nothing of."""
    if book.respondents is None:
        return list(book.questions.values())
    return [book.respondents.question(name) for name in book.respondents.questions]


def is_personal(book: Codebook, question: Question) -> bool:
    """Tell whether a question's column holds personal data, which is never shown."""
    return bool(set(question.parts.values()) & set(book.personal))


def codebook_table(book: Codebook) -> pd.DataFrame:
    """Return what a codebook says, as `Codebook.table` has it."""
    rows = [row for question in questions_of(book) for row in _rows(book, question)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["place"] = table["place"].astype("Int64")
    for language in book.languages[1:]:
        words = book.translations[language]
        labels = {name: each.label for name, each in words.items()}
        levels = {
            (name, text_of(value)): label
            for name, each in words.items()
            for value, label in each.levels
        }
        table[f"label_{language}"] = [labels.get(name, "") for name in table["question"]]
        codes = table["code"].where(table["code"] != "", table["level"])
        pairs = zip(table["question"], codes, strict=True)
        table[f"level_{language}"] = [levels.get(pair, "") for pair in pairs]
    return table


def _rows(book: Codebook, question: Question) -> Iterator[dict[str, Any]]:
    about = {
        "question": question.name,
        "kind": question.kind,
        "label": question.label,
        "routing": routing_told(book, question),
        "column": question.column,
        "missing": False,
        "excludes": False,
        "trail": " ".join(question.trail),
    }
    found = list(_levels(book, question))
    for place, (code, level, missing, column) in enumerate(found, 1):
        yield {
            **about,
            "column": column,
            "place": None if missing and not level else place,
            "code": code,
            "level": level,
            "missing": missing,
            "excludes": level in question.apart,
        }
    if not found:
        yield {**about, "place": None, "code": "", "level": ""}


def _levels(book: Codebook, question: Question) -> Iterator[tuple[str, str, bool, str]]:
    """Yield code, label, whether it is no answer, and column of every level."""
    if question.kind == "multiple":
        for answer, column in ({} if question.options else question.parts).items():
            yield "", answer, False, column
        for option in question.options:
            yield option.id, option.label, False, ""
        return
    rules = book.missing if question.missing is None else tuple(question.missing)
    told = set()
    if not question.cut:
        for value, label in question.levels:
            told.add(text_of(value))
            yield text_of(value), label, is_missing(value, rules), question.column
    for level in _found(book, question):
        if level not in {label for _, label in question.levels} or question.cut:
            yield "" if question.cut else level, level, False, question.column
    for rule in question.missing or ():
        text = range_told(rule)
        if text not in told:
            yield text, "", True, question.column


def _found(book: Codebook, question: Question) -> tuple[str, ...]:
    """Return the levels that respondents' answers have, where they are no open texts."""
    respondents = book.respondents
    if respondents is None or question.is_quantity or is_personal(book, question):
        return ()
    if is_open(respondents, question):
        return ()
    return respondents.sheet.encoded(question).levels


def range_told(rule: object) -> str:
    """Word a missing value or a range of them.

    Examples
    --------
    >>> range_told(99), range_told((90.0, 98.0))
    ('99', '90 to 98')
    """
    if isinstance(rule, tuple):
        return say("codebook.range", low=text_of(rule[0]), high=text_of(rule[1]))
    return text_of(rule)


def routing_told(book: Codebook, question: Question) -> str:
    """Word who was asked a question; a ladder's item says so by columns and values."""
    if question.routing or question.kind == "multiple":
        return question.routing
    for item in book.items.values():
        if item.column == question.column and item.asked_if:
            return " ".join(
                say("codebook.asked_if", column=column, values=", ".join(map(text_of, values)))
                for column, values in item.asked_if
            )
    return ""
