"""The columns of answers as codes, and those that platforms and designs add."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import Missing, factorize, is_missing, narrow, text_of
from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.personal_signs import plain_words
from techno_kit.survey.sample import Sample

Codes = NDArray[np.signedinteger[Any]]
Values = Sequence[Any] | pd.Index
Kind = Literal["choice", "number", "text"]

MOST_CHOICES: Final = 2_000  # different answers; beyond that they are texts or numbers
FEW_NUMBERS: Final = 12  # different numbers of a scale; of more they are quantities
#: What platforms add beside the answers: dates, states, languages, browsers.
ADDED: Final = re.compile(
    r"(?:start|end|recorded|submit|created|modified|interview|survey)? ?(?:date|time|datum|tijd)"
    r"(?: ?stamp)?(?: (?:created|modified|submitted|started|last action|utc))?|start|end|today"
    r"|timestamp|tijdstempel|submission time"
    r"|date (?:submitted|started|last action|created|modified)"
    r"|status|progress|finished|distribution channel|user language|start ?language|last ?page"
    r"|submit ?date|start ?date|end ?date|date ?stamp|seed|refurl|collector ?id|custom data \d*"
    r"|user ?agent|browser.*|device(?: ?type)?|resolution|operating system|(?:xform id|validation"
    r"|submitted by|tags|notes|version|index|parent index|parent table name|status|xml|form"
    r" ?version|bamboo dataset id)(?: string)?|sequence number|unnamed \d+|duration|id|nr|case ?id"
    r"|weight|gewicht|weging|wave|q ?total ?duration|(?:group|question) ?time.*|.*(?:page submit"
    r"|first click|last click|click count)"
)


@dataclass(frozen=True, eq=False, slots=True)
class Column:
    """A column of answers.

    Attributes
    ----------
    name : str
        Its name.
    question : str
        The question that it belongs to: one of several columns, or one of its own.
    kind : {"choice", "number", "text"}
        What stands in it.
    codes : numpy.ndarray of int, shape (n,)
        Number of every respondent's answer; -1 where there is none.
    labels : tuple of str
        Of a choice: the answers by number.
    size : int
        Number of different answers.
    values : sequence or Index
        What stands in the file, by number.
    """

    name: str
    question: str
    kind: Kind
    codes: Codes
    labels: tuple[str, ...]
    size: int
    values: Values

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Who answered."""
        return np.asarray(self.codes >= 0)

    @property
    def is_declining(self) -> tuple[bool, ...]:
        """Which answers of a choice say that there is none, such as "don't know"."""
        return tuple(map(reads_as_no_answer, self.labels))


def answer_columns(sample: Sample, others: Collection[str] = ()) -> Iterator[Column]:
    """Yield the columns of answers: without those of the design, of platforms and of people.

    Parameters
    ----------
    sample : Sample
        The respondents.
    others : collection of str
        Columns that are no answers either, such as durations.
    """
    book = sample.codebook
    left = {*sample.design.columns, *book.personal, *others}
    asked = {
        column: question
        for question in reversed(list(book.questions.values()))
        for column in question.parts.values()
    }
    used = {item.column for item in book.items.values()}
    for name in map(str, sample.frame.columns):
        if name in left or name == book.waves:
            continue
        series = sample.frame[name]
        known = name in used or name in asked
        if not known and (ADDED.fullmatch(plain_words(name)) or _is_date(series)):
            continue
        yield _column(sample, series, asked.get(name))


def _is_date(series: "pd.Series[Any]") -> bool:
    return pd.api.types.is_datetime64_any_dtype(series.dtype) or pd.api.types.is_timedelta64_dtype(
        series.dtype
    )


def _column(sample: Sample, series: "pd.Series[Any]", question: Question | None) -> Column:
    name = str(series.name)
    codes, values = _numbered(series)
    missing = sample.codebook.missing if question is None else sample.sheet.missing(question)
    many = len(values) > MOST_CHOICES
    codes = narrow(codes, len(values))
    blank = _blanks(values, missing, many=many)
    if blank.any():
        codes = np.where(np.append(blank, True)[codes], codes.dtype.type(-1), codes)
    levels = () if question is None else question.levels
    held = np.flatnonzero(np.bincount(codes.astype(np.intp) + 1, minlength=1)[1:])
    kind = _kind(series, question, len(held), many=many)
    labels: tuple[str, ...] = ()
    if kind == "choice" and not many:
        names = {text_of(value): label for value, label in levels}
        labels = tuple(names.get(text_of(each), text_of(each)) for each in values)
    owner = name if question is None else question.name
    return Column(name, owner, kind, codes, labels, len(held), values)


def _numbered(series: "pd.Series[Any]") -> tuple[Codes, Values]:
    """Return codes and the different values; those of long columns of texts stay in their array."""
    if not isinstance(series.dtype, pd.StringDtype):
        return factorize(series)
    codes, values = pd.factorize(series, use_na_sentinel=True)
    return codes, list(values) if len(values) <= MOST_CHOICES else values


def _blanks(values: Values, missing: Missing, *, many: bool) -> NDArray[np.bool_]:
    """Return which values are no answer."""
    if not many:
        return np.fromiter((is_missing(each, missing) for each in values), np.bool_, len(values))
    told = pd.Series(values)
    if pd.api.types.is_numeric_dtype(told.dtype):
        found = np.zeros(len(told), np.bool_)
        for rule in missing:
            low, high = rule if isinstance(rule, tuple) else (rule, rule)
            if isinstance(low, int | float) and isinstance(high, int | float):
                found |= ((told >= low) & (told <= high)).to_numpy()
        return found
    texts = told.astype(str).str.strip()
    return (texts == "").to_numpy() | texts.isin([text_of(each) for each in missing]).to_numpy()


def _kind(series: "pd.Series[Any]", question: Question | None, size: int, *, many: bool) -> Kind:
    number = pd.api.types.is_numeric_dtype(series.dtype)
    if question is not None and question.kind == "number":
        return "number"
    if question is not None and len(question.levels) > 1 and not many:
        return "choice"
    if number:
        return "number" if many or size > FEW_NUMBERS else "choice"
    return "text" if many else "choice"
