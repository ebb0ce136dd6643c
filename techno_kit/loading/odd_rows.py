"""Rows of a plain table that may be no answers: told, and kept as they are.

The rules are this kit's own, and strict: what might be an answer is not told.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import listed
from techno_kit.loading.closing_rows import closing_rows
from techno_kit.survey.numerals import PLAIN
from techno_kit.wording import join, plural, say

FEWEST: Final = 5  # answers of a column, or a table
WIDE: Final = 3  # columns of a table whose remarks are told from its rows
MOST_REMARKS: Final = 10  # below a table
REMARK: Final = re.compile(r"^[*†‡]|^\W*\w+:|\s\S+\s")  # a mark, a word and a colon, or three words
TWICE: Final = 2  # columns at least


def odd_rows(frame: pd.DataFrame, unnamed: Collection[str] = ()) -> Iterator[str]:
    """Yield notes of a header that looks like a respondent, and of rows that look like none.

    Those repeat the header, or stand last: totals and means, and remarks below the table.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows, columns of numbers as such.
    unnamed : collection of str
        The columns whose name the file leaves blank.
    """
    if len(frame) < FEWEST:
        return
    if _is_answer(frame, unnamed):
        named = [name for name in frame if name not in unnamed]
        yield say("reading.no_header", columns=listed(named))
    elif again := _headers(frame):
        yield plural("reading.header_again", again)
    if labels := closing_rows(frame):
        yield plural("reading.closing_rows", len(labels), labels=join(map(repr, labels)))
    elif remarks := _remarks(frame):
        yield plural("reading.remarks", remarks)


def _is_answer(frame: pd.DataFrame, unnamed: Collection[str]) -> bool:
    """Tell whether every name is a number, or a value that stands in its own column.

    If all are texts, some stand below apart from each other too, which repeated headers do not.
    """
    places = [at for at, name in enumerate(map(str, frame)) if name not in unnamed]
    names = [str(frame.columns[at]) for at in places]
    numbers = {name for name in names if PLAIN["."].fullmatch(name)}
    if len(names) < TWICE or _counts_up([name for name in names if name in numbers]):
        return False
    kinds, again = frame.dtypes, 0
    for at, name in zip(places, names, strict=True):
        stands = _stands(name, frame.iloc[:, at])
        if not stands and not (name in numbers and kinds.iloc[at].kind in "if"):
            return False
        again += stands
    return again > 0 and (bool(numbers) or _stand_apart(frame.iloc[:, places]))


def _stand_apart(frame: pd.DataFrame) -> bool:
    """Tell whether names of columns stand below as answers do: beside others of their columns."""
    same = [
        (column.astype("str") == str(name)).to_numpy(np.bool_) for name, column in frame.items()
    ]
    answered = [column.notna().to_numpy() for _, column in frame.items()]
    mixed = all((held & ~each).any() for held, each in zip(answered, same, strict=True))
    together = np.logical_and.reduce(same).sum()
    return mixed and all(each.sum() > together for each in same)


def _stands(name: str, column: "pd.Series[Any]") -> bool:
    if column.dtype.kind in "if":
        return PLAIN["."].fullmatch(name) is not None and bool((column == float(name)).any())
    return bool((column == name).any())


def _counts_up(numbers: Sequence[str]) -> bool:
    """Tell whether numbers count up by one, as the names of items do."""
    return len(numbers) > 1 and bool(np.all(np.diff(np.array(numbers, np.float64)) == 1))


def _headers(frame: pd.DataFrame) -> int:
    """Count the rows that repeat the names of the columns, as files do that were put together."""
    if frame.shape[1] < TWICE:
        return 0
    same: NDArray[np.bool_] = np.ones(len(frame), np.bool_)
    for place, name in enumerate(map(str, frame.columns)):
        if not same.any():
            return 0
        if frame.dtypes.iloc[place] != "str":
            return 0
        same &= (frame.iloc[:, place].str.strip() == name).to_numpy(np.bool_, na_value=False)
    return int(same.sum())


def _remarks(frame: pd.DataFrame) -> int:
    """Count the remarks below a table: texts in the first column of rows that are blank else."""
    if frame.shape[1] < WIDE or frame.dtypes.iloc[0] != "str" or frame.iloc[-1:, 1].notna().any():
        return 0
    alone = frame.iloc[:, 1:].isna().all(axis=1).to_numpy()
    n = int(alone.sum())
    if not 0 < n <= min(MOST_REMARKS, len(frame) - 1) or not alone[-n:].all():
        return 0
    others = set(frame.iloc[:-n, 0])
    texts = [str(each).strip() for each in frame.iloc[-n:, 0]]
    return n if all(REMARK.search(each) and each not in others for each in texts) else 0
