"""A second header row that words the questions, in tables that no platform is known to write.

The rules are this kit's own, and strict: a row of wordings, or of labels, is taken for one only
where no respondent could have given it.
"""

import re
from collections.abc import Sequence
from typing import Final

from techno_kit.loading.export_texts import plain
from techno_kit.loading.grids import Head
from techno_kit.survey.no_answer import reads_as_no_answer
from techno_kit.survey.numerals import NO_NUMBER

FEWEST_ROWS: Final = 5  # of answers
FEWEST: Final = 2  # columns of numbers or of few answers
CLOSED: Final = 0.5  # of the columns with answers are such
WORDED: Final = 0.5  # of the wordings of those are sentences
SHORT: Final = 0.9  # of the names are codes, not wordings
BLANK: Final = 0.1  # of the columns may have no wording
LONGEST_NAME: Final = 30
WORDS: Final = 3  # of a sentence
FEW: Final = 20  # answers of a column
OFTEN: Final = 2  # times that each of them stands, on average
NUMBER: Final = re.compile(r"[\d\s.,:/%€$£+-]*\d[\d\s.,:/%€$£+-]*")
LETTER: Final = re.compile(r"[^\W\d_]")
ASKED: Final = ("?", ":", "？", "：", "。")


def words_questions(head: Head) -> bool:
    """Tell whether the record below the names words the questions.

    It holds texts that occur nowhere else in their columns, most of them sentences, while the
    columns hold numbers, or a few answers again and again.

    Parameters
    ----------
    head : tuple of tuple of str
        The first records.

    Examples
    --------
    >>> names, wording = ("Q1", "Q2"), ("What is your sex?", "How old are you?")
    >>> words_questions((names, wording, *[("F", "31"), ("M", "28"), ("F", "45")] * 2))
    True
    >>> words_questions((names, ("F", "33"), *[("F", "31"), ("M", "28"), ("F", "45")] * 2))
    False
    """
    if len(head) < 2 + FEWEST_ROWS:
        return False
    names, second = head[0], [plain(each) for each in head[1]]
    short = sum(_is_code(each.strip()) for each in names)
    blank = second.count("")
    if short < SHORT * len(names) or blank > max(len(names) > FEWEST, BLANK * len(names)):
        return False
    answers = _answers_below(head, second)
    if answers is None:
        return False
    filled = [place for place, column in enumerate(answers) if column]
    closed = [place for place in filled if second[place] and _is_closed(answers[place])]
    told = [second[place] for place in closed]
    return (
        len(closed) >= max(FEWEST, CLOSED * len(filled))
        and all(map(_is_wording, told))
        and len(set(told)) > 1
        and sum(map(_is_sentence, told)) >= WORDED * len(told)
        and all(len(second[place]) > _typical(answers[place]) for place in closed)
    )


def _answers_below(head: Head, second: Sequence[str]) -> list[list[str]] | None:
    """Return the columns below the second record; None where a text of it stands there again."""
    found = []
    for place, text in enumerate(second):
        column = [each for row in head[2:] if (each := plain(row[place]))]
        if text and text in column:
            return None
        found.append(column)
    return found


def labels_columns(head: Head) -> bool:
    """Tell whether the record below the names labels the columns with words of no sentences.

    Two or more columns hold numbers otherwise, and it has a text of its own under each of them
    that does not say that there is no answer.

    Parameters
    ----------
    head : tuple of tuple of str
        The first records.

    Examples
    --------
    >>> rows = [("1", "31"), ("2", "28"), ("1", "45")] * 2
    >>> labels_columns((("Q1", "Q2"), ("Sex", "Age"), *rows))
    True
    >>> labels_columns((("Q1", "Q2"), ("Sex", "33"), *rows))
    False
    """
    if len(head) < 2 + FEWEST_ROWS:
        return False
    second = [plain(each) for each in head[1]]
    answers = _answers_below(head, second)
    if answers is None:
        return False
    numbers = [
        place for place, column in enumerate(answers) if column and all(map(_is_number, column))
    ]
    told = [second[place] for place in numbers if second[place]]
    return (
        len(told) >= max(FEWEST, (1 - BLANK) * len(numbers))
        and all(map(_is_label, told))
        and len(set(told)) == len(told)
    )


def _is_number(text: str) -> bool:
    return text.casefold() in NO_NUMBER or NUMBER.fullmatch(text) is not None


def _is_label(text: str) -> bool:
    return _is_wording(text) and not _is_number(text) and not reads_as_no_answer(text)


def _is_code(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and len(name.split()) == 1 and not name.endswith(ASKED)


def _is_closed(column: Sequence[str]) -> bool:
    """Tell whether a column holds numbers, or a few answers again and again."""
    if all(map(NUMBER.fullmatch, column)):
        return True
    different = len(set(column))
    return different <= FEW and different * OFTEN <= len(column)


def _is_wording(text: str) -> bool:
    return bool(LETTER.search(text))


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= WORDS or text.endswith(ASKED)


def _typical(column: Sequence[str]) -> int:
    """Return the length of the column's middle answer."""
    lengths = sorted(map(len, column))
    return lengths[len(lengths) // 2]
