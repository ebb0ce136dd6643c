"""Declared words that the data spell otherwise: other capitals or blanks, "1.0" in place of 1."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pandas as pd

from techno_kit.errors import listed, tallied
from techno_kit.survey.codebook import Item, Question
from techno_kit.survey.encoding import factorize, number_of, tally_of, text_of
from techno_kit.survey.items import texts_with
from techno_kit.wording import plural, say

if TYPE_CHECKING:
    from techno_kit.survey.sheet import AnswerSheet

ENDS = {"counts": "notes.spelling.counts", "cure": "errors.spelling.cure"}
MOST_TEXTS = 2_000  # beyond that a column holds names or texts, not answers
FIRST = 10_000  # rows in which such a column is known by them


@dataclass(frozen=True, slots=True)
class Spelling:
    """A declared word that some columns spell otherwise.

    Attributes
    ----------
    owner : str
        Whose word it is, as messages call it.
    role : {"missing", "levels", "chosen", "asked_if"}
        Where it is declared.
    word : str
        The word.
    columns : tuple of str
        The columns.
    others : tuple of (text, count)
        What they hold in its place, or beside it.
    beside : bool
        Whether the columns hold the word itself as well.
    unasked : bool
        Whether the columns are of no question, so that nothing may ever be read from them.
    """

    owner: str
    role: str
    word: str
    columns: tuple[str, ...]
    others: tuple[tuple[str, int], ...]
    beside: bool
    unasked: bool = False

    @property
    def is_note(self) -> bool:
        """Whether the reader decides; else the word is not there, and what was meant is refused."""
        return self.beside or self.unasked

    @property
    def told(self) -> str:
        """The sentence."""
        if self.unasked and not self.beside:
            topic, end = "notes.spelling.unasked", "cure"
        else:
            topic, end = (
                ("notes.spelling", "counts") if self.beside else ("errors.spelling", "cure")
            )
        return plural(
            topic,
            len(self.columns),
            owner=self.owner,
            role=self.role,
            word=self.word,
            columns=listed(self.columns),
            values=tallied(self.others),
            **{end: say(f"{ENDS[end]}.{self.role}")},
        )


def folded(text: str) -> str:
    """Return a text without its capitals, each run of blanks as one, and a number as such.

    Examples
    --------
    >>> folded("Weet  NIET"), folded("01") == folded("1.0")
    ('weet niet', True)
    """
    number = number_of(text)
    if number is not None:
        return text_of(number)
    return " ".join(normalize("NFC", text.casefold()).split())


def texts_of(series: "pd.Series[Any]") -> dict[str, int]:
    """Return the different texts of a column and how often each stands.

    None of a column of numbers, and of one of so many texts that they are no answers.
    """
    kind = series.dtype
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
        return {}
    long = len(series) > FIRST and not isinstance(kind, pd.CategoricalDtype)
    if long and len(factorize(series.iloc[:FIRST])[1]) > MOST_TEXTS:
        return {}
    codes, values = factorize(series)
    if len(values) > MOST_TEXTS:
        return {}
    return texts_with(values, tally_of(codes, len(values)).tolist())


def numbers_of_words(series: "pd.Series[Any]", words: Iterable[str]) -> dict[str, int]:
    """Return the numbers of a column that words write otherwise ("9.0", "09"), with counts.

    Examples
    --------
    >>> numbers_of_words(pd.Series([1, 9, 9]), ["9.0", "9", "x"])
    {'9': 2}
    >>> numbers_of_words(pd.Series(["9"]), ["9.0"])
    {}
    """
    kind = series.dtype
    if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind):
        return {}
    meant = {folded(word): number_of(word) for word in words if folded(word) != word}
    told = {
        text: int((series == number).sum()) for text, number in meant.items() if number is not None
    }
    return {text: n for text, n in told.items() if n}


def _held(sheet: "AnswerSheet", column: str, words: Iterable[str]) -> dict[str, int]:
    """Return the texts of a column, and the numbers that words write otherwise."""
    return sheet.texts(column) or numbers_of_words(sheet.frame[column], words)


def spellings_of(sheet: "AnswerSheet", question: Question) -> list[Spelling]:
    """Return the declared words of a question that its columns spell otherwise.

    What lists all of its answers has those that it does not list among its problems anyway.
    """
    multiple = question.kind == "multiple"
    if question.options or question.cut or (question.strict and not multiple):
        return []
    roles = {"missing": _words(sheet.missing(question))}
    if multiple:
        roles["chosen"] = _words(question.chosen)
    elif question.kind != "number":
        roles["levels"] = _words(value for value, _ in question.levels)
    if not any(roles.values()) or sheet.absent(question):
        return []
    # A number question reads "9.0" as 9 anyway.
    words = [] if question.kind == "number" else list(chain(*roles.values()))
    held = {each: _held(sheet, each, words) for each in question.parts.values() if not multiple}
    held |= sheet.battery(question).texts if multiple else {}
    found = [
        replace(each, unasked=_stand_elsewhere(sheet, question, each))
        for each in _found(say("errors.question.subject", name=question.name), roles, held)
    ]
    chosen = set(roles.get("chosen", ()))
    if chosen and not any(chosen & set(texts) for texts in held.values()):
        return [each for each in found if each.role != "chosen"]  # that is told as a whole
    return found


def spellings_of_routing(sheet: "AnswerSheet", item: Item) -> list[Spelling]:
    """Return the values of an item's routing that its columns spell otherwise."""
    owner, found = say("errors.several_values.activity", name=item.activity), list[Spelling]()
    rules = zip(item.asked_if, sheet.routing(item), strict=True)
    there = ((pair, missing) for pair, missing in rules if pair[0] in sheet.frame.columns)
    for (column, values), missing in there:
        roles = {"asked_if": _words(values), "": _words(missing)}
        found += _found(owner, roles, {column: _held(sheet, column, roles["asked_if"])})
    return found


def _stand_elsewhere(sheet: "AnswerSheet", question: Question, found: Spelling) -> bool:
    """Tell whether a word that is missing in the whole file is meant for another column.

    So "09" among codes of two digits is: numbers elsewhere may be 9.
    """
    if found.role != "missing" or found.beside or question.missing is not None:
        return False
    if number_of(found.word) is None or any(sheet.texts(each) for each in found.columns):
        return False
    return any(found.word in sheet.texts(column) for column in sheet.frame.columns)


def spellings_of_rest(sheet: "AnswerSheet") -> list[Spelling]:
    """Return the values missing in the whole file that columns of no question spell otherwise."""
    book = sheet.codebook
    words = [each for each in _words(book.missing) if number_of(each) is None]
    roles = {"missing": words}
    if not roles["missing"]:
        return []
    used = {column for each in book.questions.values() for column in each.parts.values()}
    used |= {item.column for item in book.items.values()}
    rest = [each for each in sheet.frame.columns if each not in used]
    held = {each: sheet.texts(each) for each in rest}
    found = _found(say("errors.several_values.codebook"), roles, held)
    return [replace(each, unasked=True) for each in found]


def _words(values: Iterable[object]) -> list[str]:
    """Return the values that are no blanks and no ranges, as texts."""
    texts = [text_of(each) for each in values if not isinstance(each, tuple)]
    return [each for each in dict.fromkeys(texts) if each]


def _found(
    owner: str, roles: Mapping[str, list[str]], held: Mapping[str, Mapping[str, int]]
) -> Iterator[Spelling]:
    """Return the words of some roles that columns spell otherwise, each with all its columns."""
    named = {word for words in roles.values() for word in words}
    alike = {folded(word): (role, word) for role, words in roles.items() if role for word in words}
    columns_of: dict[tuple[str, str, bool], dict[str, None]] = {}
    tallies: dict[tuple[str, str, bool], Counter[str]] = {}
    for column, texts in held.items():
        for text, n in texts.items():
            role, word = alike.get(folded(text), ("", ""))
            if role and text not in named:
                key = role, word, word in texts
                columns_of.setdefault(key, {})[column] = None
                tallies.setdefault(key, Counter())[text] += n
    for key, tally in tallies.items():
        role, word, beside = key
        yield Spelling(owner, role, word, tuple(columns_of[key]), tuple(tally.items()), beside)
