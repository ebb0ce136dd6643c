"""What targets are made of: known values of levels, and of numbers."""

from dataclasses import dataclass, replace
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from techno_kit.wording import decimal, say

Unit = Literal["share", "percent", "count"]
WHOLE = {"share": 1.0, "percent": 100.0}
ROUNDING = (
    0.001  # of the whole: printed shares may miss it by so much, no level then moves 0.1 point
)
CROSS = " x "
MEAN, TOTAL = "(mean)", "(total)"  # stand for the level where a target is that of a number


@dataclass(frozen=True, slots=True)
class Margin:
    """Known values of one variable's levels, or of a cross of variables.

    Attributes
    ----------
    variables : tuple of str
        One question name, or several for a cross.
    levels : tuple of tuple of str
        One level per variable, for every value.
    values : tuple of float
        Shares (sum 1), percentages (sum 100) or counts.
    unit : {"share", "percent", "count"}
        What the values are.
    within : str
        The crossed variable in each of whose levels shares sum to 1 (percentages to 100) by
        themselves, such as ``"country"``; empty where they do so over all levels.
    se : tuple of float
        Standard errors of the values, in their unit, where the values are estimates; else empty.
    """

    variables: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    values: tuple[float, ...]
    unit: Unit = "share"
    within: str = ""
    se: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """The variable, or the crossed variables, as tables print it."""
        return CROSS.join(self.variables)

    @property
    def shares(self) -> NDArray[np.float64]:
        """The values as shares of their sum (of that in their level of `within`), shape (levels,).

        See Also
        --------
        shares_within
        """
        return self.shares_within(self.within)

    def shares_within(self, variable: str) -> NDArray[np.float64]:
        """Return the values as shares of their sum in each level of a variable.

        Parameters
        ----------
        variable : str
            A crossed variable. The shares are those of all levels together where this is empty, no
            variable of the margin, or its only one.

        Returns
        -------
        numpy.ndarray of float, shape (levels,)
            In the order of `levels`; 0 in a level whose values are all 0.

        Examples
        --------
        >>> levels = (("NL", "F"), ("NL", "M"), ("BE", "F"), ("BE", "M"))
        >>> counts = Margin(("country", "sex"), levels, (20, 20, 45, 15), "count")
        >>> counts.shares.tolist(), counts.shares_within("country").tolist()
        ([0.2, 0.2, 0.45, 0.15], [0.5, 0.5, 0.75, 0.25])
        """
        values = np.asarray(self.values, np.float64)
        if len(self.variables) == 1 or variable not in self.variables:
            return values / values.sum()
        sums = self.sums_by(variable)
        place = self.variables.index(variable)
        whole = np.array([sums[level[place]] for level in self.levels])
        shares = np.zeros_like(values)
        np.divide(values, whole, out=shares, where=whole > 0)
        return shares

    @property
    def largest_se(self) -> float:
        """The largest standard error as a share (0-1); 0 where the values are no estimates."""
        return max(self.se, default=0.0) / WHOLE.get(self.unit, sum(self.values))

    def in_parts(self, within: str) -> "Margin":
        """Return the margin with its shares within the levels of a variable that it crosses."""
        crosses = within in self.variables and len(self.variables) > 1
        return replace(self, within=within if crosses else "")

    def sums_by(self, variable: str) -> dict[str, float]:
        """Return the sum of the values in each level of one of the variables, in their order."""
        place = self.variables.index(variable)
        sums: dict[str, float] = {}
        for level, value in zip(self.levels, self.values, strict=True):
            sums[level[place]] = sums.get(level[place], 0.0) + value
        return sums

    def problems(self, *, normalise: bool, in_file: bool = False) -> list[str]:
        """Word everything that is wrong with this margin by itself, with the cure in its file."""
        bad = [
            say("errors.targets.value", name=self.name, level=CROSS.join(level), value=value)
            for level, value in zip(self.levels, self.values, strict=True)
            if not isfinite(value) or value < 0
        ]
        twice = sorted({each for each in self.levels if self.levels.count(each) > 1})
        bad += [
            say("errors.targets.twice", name=self.name, level=CROSS.join(each)) for each in twice
        ]
        if bad:
            return bad
        if sum(self.values) <= 0:
            return [say("errors.targets.zero", name=self.name)]
        if self.unit == "count":
            return []
        if not self.within:
            return self._sum_problem(
                self.name, sum(self.values), normalise=normalise, in_file=in_file
            )
        for level, total in self.sums_by(self.within).items():
            part = say("errors.targets.part", name=self.name, variable=self.within, level=level)
            if total <= 0:
                bad.append(say("errors.targets.zero", name=part))
            else:
                bad += self._sum_problem(part, total, normalise=normalise, in_file=in_file)
        return bad

    def _sum_problem(self, name: str, total: float, *, normalise: bool, in_file: bool) -> list[str]:
        whole = WHOLE[self.unit]
        values = {"name": name, "total": decimal(total, 4), "whole": decimal(whole, 0)}
        hundred = WHOLE["percent"]
        if self.unit == "share" and abs(total - hundred) <= hundred * ROUNDING * 10:
            key = "percent_as_share_in_file" if in_file else "percent_as_share"
            return [say(f"errors.targets.{key}", **values)]
        if normalise or _sums_to(total, whole):
            return []
        if self.unit == "percent" and _sums_to(total, WHOLE["share"]):
            key = "share_as_percent_in_file" if in_file else "share_as_percent"
            return [say(f"errors.targets.{key}", **values)]
        parted = "" if self.within else self._parted_by(whole)
        if parted:
            return [say(f"errors.targets.sum_within.{self.unit}", within=parted, **values)]
        return [say(f"errors.targets.sum.{self.unit}", **values)]

    def _parted_by(self, whole: float) -> str:
        """Return the one variable in each of whose levels the values sum to the whole, or ""."""
        if len(self.variables) == 1:
            return ""
        found = [
            name
            for name in self.variables
            if all(_sums_to(total, whole) for total in self.sums_by(name).values())
        ]
        return found[0] if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class NumberTarget:
    """The known mean or total of a number, such as the persons of a household.

    Attributes
    ----------
    question : str
        The number question's name.
    value : float
        Its mean where the targets are shares or percentages, its total where they are counts.
    unit : {"share", "percent", "count"}
        The unit of the targets that it belongs to.
    se : float or None
        The standard error of the value, where it is an estimate.
    """

    question: str
    value: float
    unit: Unit = "share"
    se: float | None = None

    @property
    def level(self) -> str:
        """What stands for a level in tables and files: ``"(mean)"`` or ``"(total)"``."""
        return TOTAL if self.unit == "count" else MEAN

    def problems(self) -> list[str]:
        """Word what is wrong with the value by itself."""
        if isfinite(self.value):
            return []
        return [say("errors.targets.not_finite", name=self.question, value=self.value)]


def _sums_to(total: float, whole: float) -> bool:
    return abs(total - whole) <= whole * ROUNDING + 1e-9
