"""Rows above the header of a table: a title, a date, headings of groups of columns, nothing.

The rules are this kit's own, and strict: a row that may be the header is one.
"""

from collections.abc import Sequence
from typing import Final

from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.numerals import NO_NUMBER, PLAIN

TITLES: Final = 10  # records above the header that are looked at
WIDE: Final = 3  # columns of a table whose title is told from its header
MOSTLY: Final = 0.8  # of the columns have a name in the header below a title
FITTING: Final = 0.9  # of the records below a title have as many fields as the header
FEWEST: Final = 2  # records below a header that is known by its columns
LONGEST: Final = 60  # signs of a name
SURVEYMONKEY: Final = frozenset({"response", "open-ended response"})  # in its second row
GROUPS: Final = 0.5  # of the columns have a heading above their names, at most


def count_titles(records: Sequence[Sequence[str]]) -> int:
    """Return how many records stand above the header: blank ones, and titles.

    Below titles of one field each stands a header of at least three columns, most of which have a
    name and none a number, and nearly all records below it have as many fields. Titles of several
    fields, because of a comma in them or as headings of groups of columns, and those above two
    columns stand above a header as `names_columns` knows it.

    Examples
    --------
    >>> count_titles([["Survey X 2024"], ["q", "age", "w"], ["a", "54", "1"]])
    1
    >>> count_titles([["Survey X", " 2024"], ["q", "age", "w"], ["a", "54", "1"], ["b", "31", "2"]])
    1
    >>> count_titles([["q", "age", "w"], ["a", "54", "1"]])
    0
    >>> count_titles([["likes"], ["a", "b", "c"], ["d"]])
    0
    """
    blank = 0
    for place, record in enumerate(records[:TITLES]):
        filled = sum(bool(each.strip()) for each in record)
        rest = records[place + 1 :]
        if not filled and blank == place:
            blank += 1
        if filled > 1 and place and _is_header(record, filled, rest):
            return place
        if filled > 1:
            width = len(record)
            strict = place and width < WIDE and _fit(width, rest) and names_columns(record, rest)
            return place if strict else _count_broken(records, place) or blank
    return blank if blank < len(records) else 0


def names_columns(record: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Tell whether a record can only be the header of those below.

    Each field is a name of its own that stands nowhere below, none is a number, and below some of
    them stand numbers only.

    Examples
    --------
    >>> names_columns(["id", "age"], [["1", "34"], ["2", "51"]])
    True
    >>> names_columns(["Anna", "no"], [["Bert", "yes"], ["Carl", "no"]])
    False
    """
    names = _named(record)
    below = [[row[at].strip() for row in rest if at < len(row)] for at in range(len(names))]
    if len(rest) < FEWEST or len(set(names)) < len(names):
        return False
    if not all(names) or max(map(len, names)) > LONGEST or any(map(_is_answer, names)):
        return False
    if any(name in column for name, column in zip(names, below, strict=True)):
        return False
    if any(each.strip() for row in rest for each in row[len(names) :]):
        return False
    answers = ([each for each in column if each] for column in below)
    return any(column and all(map(_is_number, column)) for column in answers)


def names_ticks(record: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Tell whether a record can only be the header of those below because ticks repeat it.

    Every field is a name. Two columns or more hold their name wherever they hold anything, and one
    holds figures below a name without any, which no respondent can have given.

    Examples
    --------
    >>> rows = [["a1", "Web", ""], ["b2", "", "App"]]
    >>> names_ticks(["#", "Web", "App"], rows), names_ticks(["c3", "Web", "App"], rows)
    (True, False)
    """
    names = [each.strip() for each in record]
    if len(rest) < FEWEST or not all(names) or any(map(_is_answer, names)):
        return False
    if SURVEYMONKEY & set(map(str.casefold, names)):
        return False
    below = [[row[at].strip() for row in rest if at < len(row)] for at in range(len(names))]
    answers = [[each for each in column if each] for column in below]
    ticks = [name for name, column in zip(names, answers, strict=True) if set(column) == {name}]
    return len(ticks) >= FEWEST and any(
        len(column) > 1 and not _has_digit(name) and all(map(_has_digit, column))
        for name, column in zip(names, answers, strict=True)
    )


def heads_groups(record: Sequence[str]) -> bool:
    """Tell whether a record may be headings of groups of columns: most of its fields are blank."""
    return 1 < sum(bool(each.strip()) for each in record) <= GROUPS * len(record)


def _count_broken(records: Sequence[Sequence[str]], first: int) -> int:
    """Return the place of the header below titles of several fields, the first of which is given.

    They have fewer fields than the header, or mostly blank ones, or go on behind a comma with a
    blank as no other record does.
    """
    for place in range(first + 1, min(TITLES, len(records))):
        header, rest = records[place], records[place + 1 :]
        width = len(header)
        titles = records[first:place]
        if not all(_is_broken(each, header) for each in titles):
            continue
        if _fit(width, rest) and (names_columns(header, rest) or names_ticks(header, rest)):
            return place
    return 0


def _is_broken(title: Sequence[str], header: Sequence[str]) -> bool:
    goes_on = len(title) > 1 and all(each.startswith(" ") for each in title[1:])
    if goes_on and " " in title[0].strip() and not any(each.startswith(" ") for each in header):
        return True
    filled = sum(bool(each.strip()) for each in title)
    return filled <= 1 or len(title) <= GROUPS * len(header) or heads_groups(title)


def _is_header(record: Sequence[str], filled: int, rest: Sequence[Sequence[str]]) -> bool:
    width = len(_named(record))
    if width < WIDE or filled < MOSTLY * width or not rest:
        return False
    return not any(map(_is_number, record)) and _fit(len(record), rest)


def _named(record: Sequence[str]) -> list[str]:
    """Return names without the blank ones behind the last, of separators that end every row."""
    names = [each.strip() for each in record]
    while names and not names[-1]:
        names.pop()
    return names


def _fit(width: int, rest: Sequence[Sequence[str]]) -> bool:
    return sum(len(each) == width for each in rest) >= FITTING * len(rest)


def _has_digit(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)


def _is_answer(text: str) -> bool:
    """Tell whether a text is a number, or what stands in place of one."""
    return _is_number(text) or text.casefold() in NO_NUMBER or reads_as_no_answer(text)


def _is_number(text: str) -> bool:
    return any(pattern.fullmatch(text.strip()) for pattern in PLAIN.values())
