"""Respondents of a base who are in no group: who left its question blank, and who chose nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.collapse import Floats
from techno_kit.wording import plural

if TYPE_CHECKING:
    from techno_kit.analysis.telling.telling import Basis

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outside:
    """How many respondents of a base are in no group.

    Attributes
    ----------
    blank : int
        Those who gave no answer to the question of groups.
    none : int
        Those who answered a question whose groups overlap, and chose none of them.
    """

    blank: int = 0
    none: int = 0

    @classmethod
    def of(cls, n: Floats, outside: Bools, answered: Bools | None) -> "Outside":
        """Count the respondents of some cells.

        Parameters
        ----------
        n : numpy.ndarray of float, shape (cells,)
            Respondents.
        outside : numpy.ndarray of bool, shape (cells,)
            Which cells are in the base, and in no group.
        answered : numpy.ndarray of bool, shape (cells,), or None
            Which hold an answer to a question whose groups overlap; None for other questions, of
            which who is in no group gave no answer.
        """
        none = 0 if answered is None else round(float(n[outside & answered].sum()))
        return cls(round(float(n[outside].sum())) - none, none)

    def __bool__(self) -> bool:
        return bool(self.n)

    @property
    def n(self) -> int:
        """All of them."""
        return self.blank + self.none

    def told(self, title: str, *, at_most: bool = False) -> list[str]:
        """Tell both in sentences, by a question's wording; of several bases, at most so many."""
        parts = {"multiple": self.none, "single": self.blank}
        return [
            plural(f"crosstab.outside.{key}" if at_most else f"profile.outside.{key}", n, by=title)
            for key, n in parts.items()
            if n
        ]


def outside_told(outside: Mapping[str, Outside], basis: "Basis") -> list[str]:
    """Tell who is in no group of every question of groups."""
    return [told for name, each in outside.items() for told in each.told(basis.said(name))]
