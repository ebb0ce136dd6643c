"""The tables of a comparison: their columns, in order."""

from collections.abc import Mapping, Sequence, Sized
from typing import Any, Final

import numpy as np
import pandas as pd

TESTS: Final = ("answer", "by", "F", "df1", "df2", "p", "p_adjusted", "cramers_v")
PAIRS: Final = (
    *("answer", "by", "level_a", "level_b", "difference", "se", "low", "high", "ratio"),
    *("cohens_h", "p", "p_adjusted"),
)
#: What readers do not see of tests: what sentences tell where groups lie in few PSUs.
TESTS_BEHIND: Final = ("df2_told", "p_told")
#: What they do not see of pairs: the p behind a letter, the unadjusted one behind a sentence that
#: picks a pair out of all (missing where another pair is the same test), what sentences tell, and
#: whether the pair is that of another answer, the other way round.
BEHIND: Final = (
    *("p_letter", "p_picked", "share_a", "share_b", "n_a", "n_b", "low_told", "high_told", "twin"),
)
TABLE: Final = (
    *("answer", "by", "level", "share", "rest", "p_rest", "p_rest_adjusted", "n", "n_weighted"),
    *("flag", "letter", "higher_than", "arrow"),
)
#: What they do not see of the table: the p behind an arrow and behind a sentence, whether the
#: group has an error, and the limits of the share that a drawing of trends shows.
TABLE_BEHIND: Final = ("p_arrow", "p_picked", "sure", "low", "high")
TRENDS: Final = (
    *("answer", "by", "first", "last", "groups", "n", "slope", "se", "low", "high", "df"),
    *("p", "p_adjusted", "flag"),
)
#: What they do not see of trends and gaps: what sentences tell where groups lie in few PSUs.
SLOPES_BEHIND: Final = ("p_told", "low_told", "high_told")
CONTRASTS: Final = (
    *("answer_a", "answer_b", "by", "level_a", "level_b", "share_a", "share_b", "difference"),
    *("se", "low", "high", "ratio", "cohens_h", "df", "p", "p_adjusted", "n", "flag"),
)
_NAMES: Final = frozenset(
    {
        *("answer", "answer_a", "answer_b", "by", "level", "level_a", "level_b", "first", "last"),
        *("flag", "letter", "higher_than", "arrow"),
    }
)
_FLAGS: Final = frozenset({"sure", "twin"})
_COUNTS: Final = frozenset({"n", "groups"})


def typed(columns: Mapping[str, object], order: Sequence[str]) -> pd.DataFrame:
    """Return a table with its columns in order and names as text, also where it has no row."""
    sizes = (
        len(each) for each in columns.values() if isinstance(each, Sized) and not _is_one(each)
    )
    size = max(sizes, default=0)
    made = {name: _array(name, columns.get(name), size) for name in order}
    return pd.DataFrame(made, copy=False)


def _is_one(values: object) -> bool:
    return values is None or isinstance(values, str | float | int)


def _array(name: str, values: Any, size: int) -> Any:
    """Return a column's values as an array of its type, in place of a later conversion of all."""
    if name in _FLAGS:
        return np.asarray(np.zeros(size) if values is None else values, np.bool_)
    if _is_one(values):
        values = np.full(size, np.nan if values is None else values, object)
    if name in _NAMES:
        texts = values.array if isinstance(values, pd.Series) else np.asarray(values, object)
        return pd.array(texts, dtype="str")  # type: ignore[call-overload]
    return np.asarray(values) if name in _COUNTS else np.asarray(values, np.float64)
