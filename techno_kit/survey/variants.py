"""Answers of which nothing says which there are: spellings of one answer, and unknown orders."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from techno_kit.errors import SHOWN, listed
from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import Missing, factorize, is_missing, natural, number_of, text_of
from techno_kit.survey.level_order import is_half_known
from techno_kit.survey.spellings import folded
from techno_kit.wording import join, plural

if TYPE_CHECKING:
    from techno_kit.survey.sheet import AnswerSheet

MOST: Final = 50  # answers of a question; of more they are names or texts
OFTEN: Final = 2  # times that each of them stands, on average
LOOKED_AT: Final = 100_000  # rows of a column, spread evenly


def variant_notes(sheet: "AnswerSheet") -> Iterator[str]:
    """Yield a note of the columns of texts that hold the same answer in several spellings.

    Columns of questions that list their answers, or are no single choice, are left alone: what is
    wrong there is told otherwise. Values of personal data are not quoted.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for name, question in _undeclared(sheet):
        alike: dict[str, list[str]] = {}
        for text in _answers(sheet, name, question):
            if number_of(text) is None:
                alike.setdefault(folded(text), []).append(text)
        groups = {same[0]: same for same in alike.values() if len(same) > 1}
        if groups:
            found[name] = groups
    if not found:
        return
    name, groups = next(iter(found.items()))
    told = join([" / ".join(map(repr, same)) for same in groups.values()][:SHOWN])
    merged = "{" + ", ".join(f"{label!r}: {same!r}" for label, same in groups.items()) + "}"
    first = {"first": repr(name), "answers": told, "levels": merged}
    names = listed([each for each in found if each != name])
    yield plural("notes.variants", len(found), **first, names=names)


def _undeclared(sheet: "AnswerSheet") -> Iterator[tuple[str, Question | None]]:
    """Yield the columns of texts whose answers nothing lists, and their questions if any."""
    book = sheet.codebook
    asked: dict[str, Question | None] = {}
    for question in book.questions.values():
        free = question.kind == "single" and not (question.levels or question.cut)
        asked.update(dict.fromkeys(question.parts.values(), question if free else None))
    asked.update(dict.fromkeys(item.column for item in book.items.values()))
    for name in map(str, sheet.frame.columns):
        if name in book.personal or (name in asked and asked[name] is None):
            continue
        if not pd.api.types.is_numeric_dtype(sheet.frame[name].dtype):
            yield name, asked.get(name)


def order_notes(sheet: "AnswerSheet") -> Iterator[str]:
    """Yield a note of the columns that look like scales whose order is not known."""
    found: dict[str, list[str]] = {}
    for name, question in _undeclared(sheet):
        if isinstance(sheet.frame[name].dtype, pd.CategoricalDtype):
            continue
        answers = sorted(_answers(sheet, name, question), key=natural)
        if is_half_known(tuple({folded(each): each for each in answers}.values())):
            found[name] = answers
    if found:
        name, answers = next(iter(found.items()))
        told = {"first": repr(name), "answers": listed(answers)}
        names = listed([each for each in found if each != name])
        yield plural("notes.unordered", len(found), **told, names=names)


def _answers(sheet: "AnswerSheet", name: str, question: Question | None) -> list[str]:
    """Return the different answers of a column of texts, most frequent first.

    None where they are so many that they are names or texts.
    """
    missing = sheet.codebook.missing if question is None else sheet.missing(question)
    return sheet.once(
        ("few answers", name, missing), lambda: _few_answers(sheet.frame[name], missing)
    )


def _few_answers(column: "pd.Series[Any]", missing: Missing) -> list[str]:
    if len(column) > LOOKED_AT:
        column = column.iloc[np.linspace(0, len(column) - 1, LOOKED_AT).astype(np.intp)]
    if pd.api.types.is_datetime64_any_dtype(column.dtype) or _is_object(column):
        return []
    codes, values = factorize(column)
    tally = np.bincount(codes[codes >= 0], minlength=len(values))
    if len(values) * OFTEN > tally.sum() or len(values) > 2 * MOST:
        return []
    held = {place: text_of(value) for place, value in enumerate(values) if tally[place]}
    counts: dict[str, int] = {}
    for place, text in held.items():
        if not is_missing(text, missing):
            counts[text] = counts.get(text, 0) + int(tally[place])
    return sorted(counts, key=lambda text: -counts[text]) if len(counts) <= MOST else []


def _is_object(column: "pd.Series[Any]") -> bool:
    """Tell whether a column holds what is no text, such as lists or truths."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return False
    return column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) != "string"
