"""What a check of a screening found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from techno_kit.errors import listed, nearest
from techno_kit.wording import say

Bools = NDArray[np.bool_]
Name = Literal[
    "speed",
    "straight_line",
    "duplicate_rows",
    "duplicate_ids",
    "same_ip",
    "attention",
    "impossible",
    "blank",
    "everything_daily",
    "same_text",
    "heavy_weight",
    "empty_columns",
    "constant_columns",
]
#: One of these is enough for a respondent to be left out; of the others it takes two (our rule).
DECISIVE: Final[tuple[Name, ...]] = ("duplicate_rows", "duplicate_ids", "attention")
#: Weights say nothing of how somebody answered.
NO_SIGN: Final[tuple[Name, ...]] = ("heavy_weight",)
SIGNS: Final = 2  # of those that are not decisive


LONGEST: Final = 60  # signs of a column's name in a sentence; some files have whole questions there


def named(columns: Sequence[str]) -> str:
    """Quote the names of columns, long ones cut short."""
    return listed([x if len(x) <= LONGEST else x[: LONGEST - 1] + "…" for x in columns])


def not_there(option: str, name: object, legal: Iterable[object]) -> str:
    """Word that an option names what is not there: with the nearest names, or else all of them."""
    known = list(legal)
    near = nearest(name, known)
    if known and not near:
        near = say("screening.names", names=listed(known))
    return say("screening.no_column", option=option, name=name, near=near)


@dataclass(frozen=True, eq=False, slots=True)
class Check:
    """What a check found.

    Attributes
    ----------
    name : str
        Its name, such as ``"speed"``.
    rule : str
        The rule in words; why it could not be applied where it was not.
    threshold : float or None
        The number in the rule.
    flags : numpy.ndarray of bool, shape (n,), or None
        Who is flagged; None of columns, and where the check could not be applied.
    n : int or None
        How many respondents, or columns, are flagged; None where it could not be applied.
    checked : int
        How many it looked at.
    measure : numpy.ndarray of float, shape (n,), or None
        What the rule compares with the threshold; NaN where it is not known.
    note : str
        What it looked at, in a sentence.
    columns : tuple of (str, int)
        Columns that it flags, or in which it flags respondents, and how many.
    """

    name: Name
    rule: str
    threshold: float | None = None
    flags: Bools | None = None
    n: int | None = None
    checked: int = 0
    measure: NDArray[np.float64] | None = None
    note: str = ""
    columns: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(
        cls,
        name: Name,
        rule: str,
        flags: Bools,
        checked: int,
        *,
        threshold: float | None = None,
        measure: NDArray[np.float64] | None = None,
        note: str = "",
        columns: tuple[tuple[str, int], ...] = (),
    ) -> "Check":
        """Return a check of respondents that was applied."""
        n = int(np.count_nonzero(flags))
        return cls(name, rule, threshold, flags, n, checked, measure, note, columns)

    @property
    def of_columns(self) -> bool:
        """Whether it is about columns, not respondents."""
        return self.name in ("empty_columns", "constant_columns")
