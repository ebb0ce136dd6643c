"""What a population is known to look like: the shares that weights must meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.errors import TargetsError, raise_all
from techno_kit.survey.encoding import text_of
from techno_kit.wording import decimal, join, percent, say

Unit = Literal["share", "percent", "count"]
Levels = Mapping[object, float] | pd.Series
WHOLE: Mapping[str, float] = {"share": 1.0, "percent": 100.0}
ROUNDING = (
    0.001  # of the whole: printed shares may miss it by so much, no level then moves 0.1 point
)
CROSS = " x "


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
    """

    variables: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    values: tuple[float, ...]
    unit: Unit = "share"

    @property
    def name(self) -> str:
        """The variable, or the crossed variables, as tables print it."""
        return CROSS.join(self.variables)

    @property
    def shares(self) -> NDArray[np.float64]:
        """The values as shares of their sum, shape (levels,)."""
        values = np.asarray(self.values, np.float64)
        return values / values.sum()

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
        total = sum(self.values)
        if not bad and total <= 0:
            bad.append(say("errors.targets.zero", name=self.name))
        elif not bad and self.unit != "count":
            bad += self._sum_problem(total, normalise=normalise, in_file=in_file)
        return bad

    def _sum_problem(self, total: float, *, normalise: bool, in_file: bool) -> list[str]:
        whole = WHOLE[self.unit]
        values = {"name": self.name, "total": decimal(total, 4), "whole": decimal(whole, 0)}
        if self.unit == "share" and abs(total - 100) <= 100 * ROUNDING * 10:
            key = "percent_as_share_in_file" if in_file else "percent_as_share"
            return [say(f"errors.targets.{key}", **values)]
        if normalise or abs(total - whole) <= whole * ROUNDING + 1e-9:
            return []
        return [say(f"errors.targets.sum.{self.unit}", **values)]


@dataclass(frozen=True)
class Targets:
    """The margins of a population, with where they come from.

    Attributes
    ----------
    margins : tuple of Margin
        All in one unit.
    population, year, source : str
        Travel into captions; empty when not stated.
    notes : tuple of str
        What was found out while reading, in sentences.

    Examples
    --------
    >>> targets = Targets.from_shares({"sex": {"Female": 0.52, "Male": 0.48}})
    >>> targets.table
      variable   level  target
    0      sex  Female    0.52
    1      sex    Male    0.48
    """

    margins: tuple[Margin, ...]
    population: str = ""
    year: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def from_margins(
        cls,
        margins: Sequence[Margin],
        *,
        population: str = "",
        year: str = "",
        source: str = "",
        normalise: bool = False,
        notes: Sequence[str] = (),
        subject: str = "",
    ) -> "Targets":
        """Check margins against themselves and each other, and return the targets.

        Parameters
        ----------
        margins : sequence of Margin
            At least one; all of one unit.
        population, year, source : str
            Where the figures come from.
        normalise : bool
            Whether shares that do not sum to 1 (percentages: 100) are divided by their sum. Without
            it a sum that is off by more than 0.1 % of the whole is refused.
        notes : sequence of str
            What the reader found out.
        subject : str
            The file's name, where the targets are from one: messages begin with it, and say what
            to change there.

        Raises
        ------
        TargetsError
            With every problem: negative values, doubled levels, sums, mixed units, totals that
            disagree.
        """
        problems = [] if margins else [say("errors.targets.none")]
        for margin in margins:
            problems += margin.problems(normalise=normalise, in_file=bool(subject))
        names = [frozenset(margin.variables) for margin in margins]
        doubled = [
            margin.name for place, margin in enumerate(margins) if names[place] in names[:place]
        ]
        problems += [say("errors.targets.margin_twice", name=name) for name in doubled]
        units = list(dict.fromkeys(margin.unit for margin in margins))
        if len(units) > 1:
            problems.append(say("errors.targets.mixed", units=join(units)))
        elif units == ["count"] and not problems:
            problems += _totals_disagree(margins)
        raise_all(TargetsError, subject or say("errors.targets.subject"), problems)
        return cls(tuple(margins), population, year, source, tuple(notes))

    @classmethod
    def from_shares(
        cls,
        shares: Mapping[str | tuple[str, ...], Levels],
        *,
        population: str = "",
        year: str = "",
        source: str = "",
        normalise: bool = False,
    ) -> "Targets":
        """Return targets from shares that sum to 1: ``{variable: {level: share}}``.

        A tuple of variables is a cross, with tuples of levels as keys.

        Parameters
        ----------
        shares : mapping of variable, or tuple of variables, to levels with numbers
            Shares 0-1; each margin's sum to 1 within 0.001. The levels with their numbers are a
            mapping, or a Series such as ``value_counts(normalize=True)``.
        population, year, source : str
            Where the figures come from; they travel into captions.
        normalise : bool
            Whether values that do not sum to the whole are divided by their sum.

        Raises
        ------
        TargetsError
            With every problem of every margin.

        Examples
        --------
        >>> cross = {("age", "sex"): {("18-34", "Female"): 0.6, ("35+", "Male"): 0.4}}
        >>> Targets.from_shares(cross).margins[0].name
        'age x sex'
        """
        margins = _margins(shares, "share")
        return cls.from_margins(
            margins, population=population, year=year, source=source, normalise=normalise
        )

    @classmethod
    def from_percentages(
        cls,
        percentages: Mapping[str | tuple[str, ...], Levels],
        *,
        population: str = "",
        year: str = "",
        source: str = "",
        normalise: bool = False,
    ) -> "Targets":
        """Return targets from percentages that sum to 100; otherwise as `from_shares`.

        Parameters
        ----------
        percentages : mapping of variable, or tuple of variables, to levels with numbers
            Percentages; each margin's sum to 100 within 0.1.
        population, year, source : str
            Where the figures come from; they travel into captions.
        normalise : bool
            Whether values that do not sum to the whole are divided by their sum.

        Raises
        ------
        TargetsError
            With every problem of every margin.
        """
        margins = _margins(percentages, "percent")
        return cls.from_margins(
            margins, population=population, year=year, source=source, normalise=normalise
        )

    @classmethod
    def from_counts(
        cls,
        counts: Mapping[str | tuple[str, ...], Levels],
        *,
        population: str = "",
        year: str = "",
        source: str = "",
    ) -> "Targets":
        """Return targets from counts, which also set the sum of the weights.

        Parameters
        ----------
        counts : mapping of variable, or tuple of variables, to levels with numbers
            People; the margins agree about their sum within 0.1 %.
        population, year, source : str
            Where the figures come from; they travel into captions.

        Raises
        ------
        TargetsError
            With every problem of every margin.
        """
        margins = _margins(counts, "count")
        return cls.from_margins(margins, population=population, year=year, source=source)

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable of the margins once, in their order."""
        return tuple(dict.fromkeys(each for margin in self.margins for each in margin.variables))

    @property
    def unit(self) -> Unit:
        """What the values are: shares, percentages or counts."""
        return self.margins[0].unit

    @property
    def total(self) -> float | None:
        """The population's size where the targets are counts, else None."""
        return float(sum(self.margins[0].values)) if self.unit == "count" else None

    @property
    def table(self) -> pd.DataFrame:
        """The targets as a tidy table: ``variable``, ``level``, ``target`` (share 0-1)."""
        rows = [
            (margin.name, CROSS.join(level), share)
            for margin in self.margins
            for level, share in zip(margin.levels, margin.shares, strict=True)
        ]
        return pd.DataFrame(rows, columns=["variable", "level", "target"])

    @property
    def caption(self) -> str:
        """Population, year and source in one phrase; empty when none is stated."""
        return ", ".join(each for each in (self.population, self.year, self.source) if each)

    def _view(self) -> dict[str, Any]:
        """Return the table as readers see it: percentages, or the counts that were given."""
        counts = [value for margin in self.margins for value in margin.values]
        table = self.table
        shown = table.assign(
            target=[decimal(each, 0) for each in counts]
            if self.unit == "count"
            else [percent(each, 1) for each in table["target"]]
        )
        return {
            "frame": shown,
            "columns": {str(name): say(f"columns.{name}") for name in table},
            "numbers": ["target"],
            "notes": [note for note in (self.caption, *self.notes) if note],
        }

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(), caption=say("targets.title"))

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return table_text(**self._view(), title=say("targets.title"))


def _margins(values: Mapping[str | tuple[str, ...], Levels], unit: Unit) -> list[Margin]:
    margins, problems = [], []
    if not isinstance(values, Mapping):
        kind = type(values).__name__
        raise TargetsError(say("errors.targets.kind", kind=kind))
    for key, given in values.items():
        variables = tuple(str(each) for each in (key if isinstance(key, tuple) else (key,)))
        if not isinstance(given, Mapping | pd.Series):
            kind = type(given).__name__
            problems.append(say("errors.targets.levels", name=CROSS.join(variables), kind=kind))
            continue
        levels = list(given.items())  # a Series may hold a level twice, which is told later
        names = [(level,) if len(variables) == 1 else level for level, _ in levels]
        wrong = [
            each for each in names if not isinstance(each, tuple) or len(each) != len(variables)
        ]
        wrong_values = [each for _, each in levels if not isinstance(each, Real)]
        name = CROSS.join(variables)
        if wrong:
            problems.append(
                say("errors.targets.cross", name=name, level=wrong[0], n=len(variables))
            )
        elif wrong_values:
            problems.append(say("errors.targets.number", name=name, value=wrong_values[0]))
        else:
            texts = tuple(
                tuple(text_of(part) for part in each) for each in names if isinstance(each, tuple)
            )
            margins.append(Margin(variables, texts, tuple(float(each) for _, each in levels), unit))
    raise_all(TargetsError, say("errors.targets.subject"), problems)
    return margins


def _totals_disagree(margins: Sequence[Margin]) -> list[str]:
    totals = [sum(margin.values) for margin in margins]
    if max(totals) - min(totals) <= ROUNDING * max(totals):
        return []
    told = [
        say("errors.targets.total", name=margin.name, total=decimal(total, 0))
        for margin, total in zip(margins, totals, strict=True)
    ]
    return [say("errors.targets.totals", totals=join(told))]
