"""The columns of a sample with the words that the file has for them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.encoding import factorize, is_missing, own_value, text_of
from techno_kit.survey.suggesting.phrases import plain_words

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample

MOST: Final = 30  # different texts of a column; of more it holds names or open answers
LOOKED_AT: Final = 1_000  # different values of a column that are looked at
SHARED: Final = 3  # words that labels of a battery have in common at their beginning, at least
PARTS: Final = re.compile(r"\s+[-\u2013\u2014|>]+\s+|[:?!]\s+|\s*\[")
SIGN: Final = re.compile(r"[:?!|>\u2013\u2014-]$")  # at the end of what a battery shares
WORDING: Final = re.compile(r"\S\s+\S+\s+\S")  # a column's name that is the question itself

Level = tuple[Value, str]


@dataclass(frozen=True, eq=False, slots=True)
class Column:
    """A column and the words that the file has for it.

    Attributes
    ----------
    name : str
        The column.
    label : str
        The question's wording; empty where the file has none.
    own : str
        The part of the wording that the columns beside it do not share: an answer, a statement.
    levels : tuple of (value, label)
        Its answers; empty for numbers without labels and for open answers.
    held : tuple of values
        Different values that occur, at most `LOOKED_AT`; missing ones may be among them.
    refused : tuple of values or ranges
        What the file says is no answer.
    bare : bool
        Whether the levels are 0 and 1 that nobody labelled.
    """

    name: str
    label: str
    own: str
    levels: tuple[Level, ...]
    held: tuple[Any, ...] = ()
    refused: tuple[Any, ...] = ()
    bare: bool = False


def columns_of(sample: "Sample") -> list[Column]:
    """Return the columns of a sample that are no part of its design, with their words."""
    used = set(sample.design.columns)
    known = {
        column: (question, answer)
        for question in sample.codebook.questions.values()
        for answer, column in question.parts.items()
        if column in sample.frame
    }
    found = [
        _column(sample, str(name), *known.get(str(name), (None, "")))
        for name in sample.frame.columns
        if name not in used
    ]
    return list(_with_own_parts(found))


def _column(sample: "Sample", name: str, question: Question | None, answer: str) -> Column:
    _, values = factorize(sample.frame[name])
    held = tuple(own_value(each) for each in values[:LOOKED_AT])
    missing = tuple(sample.codebook.missing)
    heading = name if WORDING.search(name) else ""
    if question is None:
        levels, bare = _found(held, missing)
        return Column(name, heading, "", levels, held, missing, bare)
    refused = tuple(question.missing if question.missing is not None else missing)
    if question.kind == "multiple":
        label = " - ".join(each for each in (question.label, answer) if each)
        own = "" if answer == name else answer
        return Column(name, label, own, _ticked(held, question, refused), held, refused)
    label = question.label or heading
    listed = tuple(each for each in question.levels if not is_missing(each[0], refused))
    known = {text_of(value) for value, _ in listed}
    found, bare = _found(held, refused)
    if not listed:
        return Column(name, label, "", found, held, refused, bare)
    loose = tuple(each for each in found if text_of(each[0]) not in known)
    return Column(name, label, "", (*listed, *loose), held, refused)


def _found(held: Sequence[Any], refused: Sequence[Any]) -> tuple[tuple[Level, ...], bool]:
    """Return the different texts of a column, or its 0 and 1, and whether it is the latter."""
    if len(held) > MOST + len(refused) + 1:
        return (), False
    kept = [each for each in held if not is_missing(each, refused)]
    texts = {text_of(each) for each in kept}
    if texts and (texts <= {"0", "1"} or texts <= {"False", "True"}):
        said = tuple((each, "yes" if text_of(each) in ("1", "True") else "no") for each in kept)
        return said, texts <= {"0", "1"}
    if any(not isinstance(each, str) for each in kept) or len(kept) > MOST:
        return (), False
    return tuple((text_of(each), text_of(each)) for each in kept), False


def _ticked(held: Sequence[Any], question: Question, refused: Sequence[Any]) -> tuple[Level, ...]:
    """Return what a column of a multiple-choice question holds as yes and no."""
    chosen = {text_of(each) for each in question.chosen} or {"1", "True"}
    kept = [each for each in held[:MOST] if not is_missing(each, refused)]
    return tuple((each, "yes" if text_of(each) in chosen else "no") for each in kept)


def _with_own_parts(columns: Sequence[Column]) -> Iterator[Column]:
    """Add to every column the part of its wording that is its own."""
    shared = [0] * len(columns)
    told = [each.label.split() for each in columns]
    for place, (one, other) in enumerate(pairwise(told)):
        alike = _alike(one, other)
        if SHARED <= alike < min(len(one), len(other)):
            shared[place] = max(shared[place], alike)
            shared[place + 1] = max(shared[place + 1], alike)
    for column, words, begun in zip(columns, told, shared, strict=True):
        own = column.own
        if not own and begun:
            cuts = [place for place in range(1, begun + 1) if SIGN.search(words[place - 1])]
            own = " ".join(words[cuts[-1] if cuts else begun :])
        if not own:
            *_, last = PARTS.split(column.label)
            own = last if last != column.label and plain_words(last) else ""
        yield replace(column, own=own.strip(" -:?[]\u2013\u2014"))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the words with which two wordings begin alike."""
    for place, (word, another) in enumerate(zip(one, other, strict=False)):
        if word != another:
            return place
    return min(len(one), len(other))
