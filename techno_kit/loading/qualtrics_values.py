"""What the cells of a Qualtrics export say: codes or texts of answers, one or several a cell."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.loading.qualtrics_parts import Choice
from techno_kit.loading.qualtrics_slots import Slot
from techno_kit.loading.qualtrics_text import worded
from techno_kit.loading.row_arrays import PART
from techno_kit.loading.statistics_labels import FEW, distinct
from techno_kit.survey.codebook import Kind, Value
from techno_kit.survey.encoding import factorize, text_of

MOST: Final = 5_000  # different values of a column that are told
UNANSWERED: Final = "-99"  # seen, but not answered
UNCHOSEN: Final = frozenset({"", "0", UNANSWERED, "false", "no", "not selected", "unselected"})
CLOSED: Final = frozenset({"single", "rows"})
#: Behind a question's id or name: seconds and counts of a page, whatever numbers there are.
CLICKS: Final = re.compile(
    r"(?:^|_)(?:(?:first|last)[_ ]click|page[_ ]submit|click[_ ]count)$", re.IGNORECASE
)
Levels = tuple[tuple[Value, str], ...]


def tally_of(column: "pd.Series[Any]") -> dict[str, int]:
    """Return the different values of a column as texts, and how often each stands.

    Of a column of open texts the first `MOST` are told, and -99.
    """
    found: dict[str, int] = {}
    for part in _parts(column):
        codes, values = factorize(part)
        times = np.bincount(codes[codes >= 0], minlength=len(values))
        for value, n in zip(values, times.tolist(), strict=True):
            if not n or not (text := text_of(value)):
                continue
            if len(found) < MOST or text in found or text == UNANSWERED:
                found[text] = found.get(text, 0) + n
    return found


def _parts(column: "pd.Series[Any]") -> Iterator["pd.Series[Any]"]:
    """Yield texts and fractions some at a time; others, told in another order, at once."""
    some = column.dtype == "str" or column.dtype.kind == "f"
    size = PART if some else max(len(column), 1)
    for at in range(0, len(column), size):
        yield column.iloc[at : at + size]


@dataclass(frozen=True, eq=False, slots=True)
class Tallies:
    """The values of columns, each counted once.

    Attributes
    ----------
    frame : pandas.DataFrame
        The answers.
    done : dict of str to dict of str to int
        What was counted before, as `tally_of` has it.
    """

    frame: pd.DataFrame
    done: dict[str, dict[str, int]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> dict[str, int]:
        """Return the values of a column and how often each stands."""
        if name not in self.done:
            self.done[name] = tally_of(self.frame[name])
        return self.done[name]


def folded(text: str) -> str:
    """Return a text by which cells and answers are compared."""
    return worded(text).casefold()


def texts_of(answers: Iterable[Choice]) -> dict[str, Choice]:
    """Return answers by the texts that exports may hold for them: names first, then words."""
    found: dict[str, Choice] = {}
    kept = list(answers)
    for each in kept:
        if each.naming:
            found.setdefault(each.naming.casefold(), each)
    for each in kept:
        for words in each.words.values():
            found.setdefault(words.casefold(), each)
    return found


def holds_texts(
    tallies: Iterable[tuple[Slot, Mapping[str, int]]], finished: Mapping[str, int]
) -> bool:
    """Tell whether an export holds texts of answers, not codes: most of its columns decide.

    Parameters
    ----------
    tallies : iterable of (Slot, mapping)
        Columns of one answer, and the values in them.
    finished : mapping of str to int
        The values of the column that tells who finished: words in an export of texts.
    """
    votes = 0.0
    for slot, tally in tallies:
        values = set(tally) - {UNANSWERED}
        texts = texts_of(slot.part.answers)
        as_codes = len(values & {each.code for each in slot.part.answers})
        as_texts = sum(folded(each) in texts for each in values)
        votes += (as_texts > as_codes) - (as_texts < as_codes)
    words = {each.casefold() for each in finished}
    return votes + 0.5 * bool(words & {"true", "false"}) > 0


def value_of(code: str) -> Value:
    """Return a code as a whole number, where it is one.

    Examples
    --------
    >>> value_of("12"), value_of("-1"), value_of("01"), value_of("n/a")
    (12, -1, '01', 'n/a')
    """
    digits = code.removeprefix("-")
    whole = digits.isascii() and digits.isdecimal() and len(digits) < 16
    return int(code) if whole and text_of(int(code)) == code else code


def levels_of(
    answers: Sequence[Choice], tally: Mapping[str, int], language: str, *, as_text: bool
) -> tuple[Levels, dict[str, int]]:
    """Return the levels of a question of one answer, and the values that are none of them.

    Parameters
    ----------
    answers : sequence of Choice
        The answers in their order.
    tally : mapping of str to int
        The values in the file.
    language : str
        In which levels are worded.
    as_text : bool
        Whether the file holds texts of answers.
    """
    if as_text:
        return _worded(answers, tally, language)
    labels: dict[Value, str] = {}
    for each in answers:
        value, label = value_of(each.code), each.within(language)
        labels[value] = f"{labels[value]} / {label}" if value in labels else label
    codes = {text_of(value) for value in labels}
    unknown = {text: n for text, n in tally.items() if text not in codes and text != UNANSWERED}
    return distinct(labels), unknown


def _worded(
    answers: Sequence[Choice], tally: Mapping[str, int], language: str
) -> tuple[Levels, dict[str, int]]:
    texts = texts_of(answers)
    cells: dict[str, list[str]] = {}
    unknown = {}
    for text, n in tally.items():
        answer = texts.get(folded(text))
        if answer is not None:
            cells.setdefault(answer.id, []).append(text)
        elif text != UNANSWERED:
            unknown[text] = n
    levels: dict[Value, str] = {}
    for each in answers:
        for cell in cells.get(each.id, [each.naming or each.within("")]):
            levels.setdefault(cell, each.within(language))
    return tuple(levels.items()), unknown


def kind_of(column: "pd.Series[Any]", tally: Mapping[str, int], id: str = "") -> Kind:
    """Return "number" for more numbers than a few whole ones, or for clicks, else "single".

    Parameters
    ----------
    column : pandas.Series
        The answers.
    tally : mapping of str to int
        How often each was given.
    id : str
        The id or name of the column, or what it holds about its question.
    """
    if column.dtype.kind not in "iuf":
        return "single"
    if CLICKS.search(id):
        return "number"
    values = [each for each in tally if each != UNANSWERED]
    fractions = any(not each.lstrip("-").isdigit() for each in values)
    return "number" if fractions or len(values) > FEW else "single"


def chosen_of(tallies: Iterable[Mapping[str, int]]) -> tuple[Value, ...]:
    """Return the values that mean "chosen" in the columns of a select-all question."""
    found = dict.fromkeys(
        text for tally in tallies for text in tally if text.casefold() not in UNCHOSEN
    )
    return tuple(value_of(each) for each in found)


def split(
    cells: "pd.Series[Any]", answers: Sequence[Choice], *, as_text: bool
) -> "tuple[dict[str, pd.Series[Any]], dict[str, int]]":
    """Return a column for each answer of a select-all question whose cells hold several.

    Parameters
    ----------
    cells : pandas.Series of str
        The cells as they stand in the file.
    answers : sequence of Choice
        What may stand in them.
    as_text : bool
        Whether they hold texts, in which commas may stand.

    Returns
    -------
    columns : dict of str to pandas.Series of float, each of shape (n,)
        By the id of an answer: 1 chosen, 0 not; missing where the cell is empty.
    unknown : dict of str to int
        What stands in cells and is no answer, and how often.
    """
    codes, uniques = pd.factorize(cells.str.strip().where(lambda text: text != ""))
    known = texts_of(answers) if as_text else {each.code: each for each in answers}
    first = max(map(len, known), default=0)
    signs = np.zeros((len(uniques) + 1, len(answers)))
    signs[-1] = np.nan
    place = {each.id: number for number, each in enumerate(answers)}
    times = np.bincount(codes[codes >= 0], minlength=len(uniques))
    unknown: dict[str, int] = {}
    for number, cell in enumerate(uniques):
        if cell == UNANSWERED:
            continue
        for text in _pieces(folded(cell) if as_text else str(cell), known, first):
            if answer := known.get(text):
                signs[number, place[answer.id]] = 1
            elif text:
                unknown[text] = unknown.get(text, 0) + int(times[number])
    found = signs[codes]
    columns = {each.id: pd.Series(found[:, place[each.id]], cells.index) for each in answers}
    return columns, unknown


def _pieces(cell: str, known: Mapping[str, Choice], longest: int) -> list[str]:
    """Cut a cell at commas; the longest known text wins, as it may hold commas itself.

    Examples
    --------
    >>> _pieces("a,b, c,d", {"b, c": None}, 4)
    ['a', 'b, c', 'd']
    """
    found, start = [], 0
    commas = [place for place, sign in enumerate(cell) if sign == ","] + [len(cell)]
    while start <= len(cell):
        ends = [each for each in commas if start <= each <= start + longest + 2]
        ends = ends or [next(each for each in commas if each >= start)]
        end = next((each for each in reversed(ends) if cell[start:each].strip() in known), ends[0])
        found.append(cell[start:end].strip())
        start = end + 1
    return found
