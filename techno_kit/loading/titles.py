"""Rows above the header of a delimited text: a title, a date, nothing."""

from collections.abc import Sequence
from typing import Final

from techno_kit.survey.numerals import PLAIN

TITLES: Final = 10  # records above the header that are looked at
WIDE: Final = 3  # columns of a table whose title is told from its header
MOSTLY: Final = 0.8  # of the columns have a name in the header below a title
FITTING: Final = 0.9  # of the records below a title have as many fields as the header


def count_titles(records: Sequence[Sequence[str]]) -> int:
    """Return how many records stand above the header: blank ones, and titles of one field each.

    Below them stands a header of at least three columns, most of which have a name and none a
    number, and nearly all records below it have as many fields.

    Examples
    --------
    >>> count_titles([["Survey X 2024"], ["q", "age", "w"], ["a", "54", "1"]])
    1
    >>> count_titles([["q", "age", "w"], ["a", "54", "1"]])
    0
    >>> count_titles([["likes"], ["a", "b", "c"], ["d"]])
    0
    """
    for place, record in enumerate(records[:TITLES]):
        filled = sum(bool(each.strip()) for each in record)
        if filled > 1:
            return place if place and _is_header(record, filled, records[place + 1 :]) else 0
    return 0


def _is_header(record: Sequence[str], filled: int, rest: Sequence[Sequence[str]]) -> bool:
    width = len(record)
    if width < WIDE or filled < MOSTLY * width or not rest:
        return False
    if any(pattern.fullmatch(each.strip()) for each in record for pattern in PLAIN.values()):
        return False
    return sum(len(each) == width for each in rest) >= FITTING * len(rest)
