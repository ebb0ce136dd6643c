"""The codebook in a notebook and in a terminal: a row a question."""

from typing import Any, Final

import pandas as pd

from techno_kit.survey.codebook import Codebook, Question
from techno_kit.survey.codebooks.tables import is_personal, questions_of, routing_told
from techno_kit.survey.partly_blank import partly_blank_told
from techno_kit.wording import count, join, plural, say

MOST: Final = 120  # questions that a view shows
LEVELS: Final = 6  # levels of a question that it names
SIGNS: Final = 48  # of a level that it names


def codebook_html(book: Codebook) -> str:
    """Return the questions as an HTML table, escaped."""
    from techno_kit.drawing.markup import table_html

    return table_html(**_view(book), caption=_caption(book))


def codebook_text(book: Codebook) -> str:
    """Return the questions as aligned lines of text."""
    from techno_kit.drawing.terminal import table_text

    return table_text(**_view(book), title=_caption(book))


def _caption(book: Codebook) -> str:
    n = len(questions_of(book))
    return plural("codebook.caption", n, population=book.population or say("profile.unknown"))


def _view(book: Codebook) -> dict[str, Any]:
    asked = questions_of(book)
    rows = [
        {
            "question": each.name,
            "kind": kind_told(each),
            "label": each.label or None,
            "levels": levels_told(book, each) or None,
            "routing": routing_told(book, each) or None,
        }
        for each in asked[:MOST]
    ]
    frame = pd.DataFrame(rows, columns=["question", "kind", "label", "levels", "routing"])
    others = book.languages[1:]
    shown = [name for name in frame if name in ("question", "kind") or frame[name].notna().any()]
    notes = [
        say("codebook.more", n=count(len(asked) - MOST)) if len(asked) > MOST else "",
        *(say("codebook.made", trail=" ".join(each.trail)) for each in asked if each.trail),
        *(_partly_blank(book, each) for each in asked[:MOST]),
        say("codebook.languages", languages=join(others)) if others else "",
    ]
    return {
        "frame": frame[shown],
        "columns": {name: say(f"codebook.columns.{name}") for name in shown},
        "notes": [each for each in notes if each],
    }


def _partly_blank(book: Codebook, question: Question) -> str:
    """Tell who answered some items of a question only; of a codebook by itself nothing."""
    if book.respondents is None or is_personal(book, question):
        return ""
    return partly_blank_told(book.respondents.sheet, question)


def kind_told(question: Question, form: str = "") -> str:
    """Name the kind of a question, of numbers without labels and of open texts by their form."""
    if form in ("number", "open"):
        return say(f"kinds.{form}")
    return say("kinds.bands") if question.cut else say(f"kinds.{question.kind}")


def levels_told(book: Codebook, question: Question) -> str:
    """Name the first levels of a question."""
    if is_personal(book, question):
        return ""
    if question.options:
        labels = [each.label for each in question.options]
    elif question.kind == "multiple":
        labels = list(question.parts)
    else:
        labels = list(dict.fromkeys(label for _, label in question.levels))
    told = [each if len(each) <= SIGNS else f"{each[: SIGNS - 1]}…" for each in labels[:LEVELS]]
    if len(labels) > LEVELS:
        told.append(say("errors.more", n=count(len(labels) - LEVELS)))
    return " · ".join(told)
