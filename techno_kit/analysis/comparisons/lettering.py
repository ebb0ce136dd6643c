"""Letters and arrows: which columns of a table a share is clearly higher than."""

from collections.abc import Mapping, Sequence
from itertools import count
from string import ascii_uppercase
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techno_kit.wording import column_letter, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Rules


def column_letters(levels: Sequence[str]) -> dict[str, str]:
    """Return a letter for every group, in their order; none that is the name of another group.

    Examples
    --------
    >>> column_letters(["Female", "Male"]), column_letters(["a", "b"])
    ({'Female': 'A', 'Male': 'B'}, {'a': 'A', 'b': 'B'})
    >>> column_letters(["A", "B1", "B2", "C"])
    {'A': 'D', 'B1': 'E', 'B2': 'F', 'C': 'G'}
    """
    usual = {level: column_letter(place) for place, level in enumerate(levels)}
    names = {level.strip(): level for level in levels}
    taken = {name[0].upper() for name in names if 0 < len(name) <= 2}
    clash = any(names.get(letter, level) != level for level, letter in usual.items())
    if not clash or not set(ascii_uppercase) - taken:
        return usual
    free = (letter for letter in map(column_letter, count()) if letter[0] not in taken)
    return dict(zip(levels, free, strict=False))


def higher_than(
    pairs: pd.DataFrame, letters: Mapping[str, str], rules: "Rules"
) -> dict[tuple[str, str], str]:
    """Return, by answer and group, the letters of the groups that its share is higher than.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Columns ``answer, level_a, level_b, difference, p_letter``.
    letters : mapping of str to str
        A letter for every group.
    rules : Rules
        What is clear, and what only at twice the error (small letters).
    """
    higher: dict[tuple[str, str], list[str]] = {}
    for row in pairs[pairs["p_letter"] <= rules.soft_error].to_dict("records"):
        up = row["difference"] > 0
        above, below = (row["level_a"], row["level_b"])[:: 1 if up else -1]
        clear = row["p_letter"] <= rules.error
        sign = letters[below] if clear else letters[below].lower()
        higher.setdefault((row["answer"], above), []).append(sign)
    return {key: " ".join(signs) for key, signs in higher.items()}


def arrow_signs(p: "pd.Series[float]", difference: "pd.Series[float]", error: float) -> list[str]:
    """Return an arrow up or down where a difference is clear, and nothing elsewhere."""
    up, down = say("compare.up"), say("compare.down")
    signs = np.where(difference > 0, up, down)
    return [str(each) for each in np.where(p <= error, signs, "")]
