"""Texts that keep a column of numbers from being one: told, and kept as they are.

The rules are this kit's own, and strict: what is mostly texts is not told.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pandas as pd

from techno_kit.errors import first_few, listed, tallied
from techno_kit.loading.layouts import GROUPED
from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.numerals import NO_NUMBER, PLAIN
from techno_kit.survey.personal_signs import headed_kinds, standard_kind
from techno_kit.wording import plural, say

FEWEST: Final = 5  # numbers of a column
ODD: Final = 0.1  # of the answers are no numbers, at most
GLANCE: Final = 200  # answers that are looked at before all of a column's different answers are
MOST: Final = 20  # different texts
#: A number behind or before a unit, or with blanks between thousands.
SIGNED: Final = re.compile(
    r"(?:[€$£¥]\s?)?[+-]?(?:\d{1,3}(?:[.,'’\s]\d{3})+|\d+)(?:[.,]\d+)?(?:\s?[%€$£¥])?"
)
MONTH: Final = (
    r"(?:jan|f[ée][bv]r?|mar|mrt|mär|mrz|a[pvb]r|ma[yij]|mei|jun|juin|jul|juil|au?g|ago|août|sept?|o[ck]t|nov"
    r"|d[eéi][czc])\.?"
)
#: What spreadsheets show for a band such as 1-2, which they take for a day.
DAY: Final = re.compile(rf"\d{{1,2}}[-. ]{{1,2}}{MONTH}|{MONTH}[- ]\d{{2}}", re.I)
BAND: Final = re.compile(r"[<>≤≥]? ?\d+ ?(?:(?:[-–]|to|tot|bis|t/m) ?\d+|\+)")
UNIT: Final = re.compile(r"[%€$£¥'’\s]")


def odd_texts(frame: pd.DataFrame) -> Iterator[str]:
    """Yield notes of columns that are text for a few answers, and of a second row that makes them.

    What a column of personal data holds is not quoted, and so it is not told.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows, columns of numbers as such.
    """
    found: dict[str, dict[str, int]] = {}
    first: dict[str, str] = {}
    signed: list[str] = []
    for place, name in enumerate(map(str, frame.columns)):
        column = frame.iloc[:, place]
        if column.dtype != "str" or not _has_digits(column):
            continue
        if standard_kind(name) or headed_kinds([name]):
            continue
        held = column.dropna()
        glance = [str(each).strip() for each in held.head(GLANCE)]
        if days := _days(glance):
            yield say("reading.days", column=name, texts=listed(days))
        if _is_signed(glance):
            signed.append(name)
        texts = {text: n for text, n in _odd(held, glance).items() if text.strip() != name}
        if sum(texts.values()) == 1 and _heads(column.iloc[0]):
            first[name] = next(iter(texts))
        elif texts:
            found[name] = texts
    if signed:
        yield plural("reading.signed", len(signed), column=listed(signed))
    if first:
        named = [say("reading.odd_text", text=text, column=name) for name, text in first.items()]
        yield plural("reading.second_row_text", len(first), texts=first_few(named))
    for name, texts in found.items():
        yield say("reading.odd_texts", column=name, texts=tallied(list(texts.items())))


def _heads(text: object) -> bool:
    """Tell whether the first cell of a column of numbers may be of a second header row."""
    return isinstance(text, str) and _is_odd(text) and not reads_as_no_answer(text)


def _has_digits(column: "pd.Series[Any]") -> bool:
    """Tell whether half of a column's first answers have digits: all others are texts."""
    first = [each for each in column.array[:GLANCE].tolist() if isinstance(each, str)][:FEWEST]
    return 2 * sum(any(map(str.isdecimal, each)) for each in first) >= len(first) > 0


def _is_signed(glance: Sequence[str]) -> bool:
    """Tell whether answers are numbers with a unit, or with blanks between thousands."""
    told = [each for each in glance if each and each.casefold() not in NO_NUMBER]
    signed = [each for each in told if SIGNED.fullmatch(each) and UNIT.search(each)]
    return len(signed) >= FEWEST and all(_is_plain(each) or SIGNED.fullmatch(each) for each in told)


def _days(glance: Sequence[str]) -> list[str]:
    """Return the texts among bands that look like days of a month."""
    different = dict.fromkeys(glance)
    if len(different) > MOST or not any(map(BAND.fullmatch, different)):
        return []
    return [each for each in different if DAY.fullmatch(each)]


def _is_plain(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in PLAIN.values())


def _odd(held: "pd.Series[Any]", glance: Sequence[str]) -> dict[str, int]:
    """Return the few texts of a column that is otherwise one of numbers, and how often each is."""
    if sum(map(_is_number, glance)) < len(glance) * (1 - 2 * ODD) - 1:
        return {}
    tally = {str(text): int(n) for text, n in held.value_counts(sort=False).items()}
    numbers = sum(n for text, n in tally.items() if _is_number(text))
    odd = {text: n for text, n in tally.items() if _is_odd(text)}
    few = len(odd) <= MOST and sum(odd.values()) <= max(1, ODD * len(held))
    return odd if few and numbers >= FEWEST else {}


def _is_odd(text: str) -> bool:
    text = text.strip()
    return bool(text) and text.casefold() not in NO_NUMBER and not _is_number(text)


def _is_number(text: str) -> bool:
    patterns = (*PLAIN.values(), *GROUPED.values())
    return any(pattern.fullmatch(text.strip()) for pattern in patterns)
