"""The figures of a population: margins and numbers, from the dictionaries users write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from techno_kit.errors import TargetsError, raise_all
from techno_kit.survey.targets.building import Given, built_margins, margin_problems
from techno_kit.survey.targets.target_margins import Margin, NumberTarget, Unit
from techno_kit.wording import say


@dataclass(frozen=True)
class TargetFigures:
    """What `Targets` holds, and how it is made; see there.

    Attributes
    ----------
    margins : tuple of Margin
        All in one unit.
    population, year, source : str
        Travel into captions; empty when not stated.
    notes : tuple of str
        What was found out while reading, in sentences.
    within : str
        The variable in each of whose levels the margins that contain it sum to the whole.
    numbers : tuple of NumberTarget
        Known means (totals where the targets are counts) of numbers.
    """

    margins: tuple[Margin, ...]
    population: str = ""
    year: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    within: str = ""
    numbers: tuple[NumberTarget, ...] = ()

    @classmethod
    def from_margins(
        cls,
        margins: Sequence[Margin],
        *,
        population: str = "",
        year: str = "",
        source: str = "",
        within: str = "",
        normalise: bool = False,
        notes: Sequence[str] = (),
        subject: str = "",
        numbers: Sequence[NumberTarget] = (),
    ) -> Self:
        """Check margins against themselves and each other, and return the targets.

        Parameters
        ----------
        margins : sequence of Margin
            All of one unit.
        population, year, source, within : str
            As in `from_shares`.
        normalise : bool
            As in `from_shares`. Without it a sum that is off by more than 0.1 % is refused.
        notes : sequence of str
            What the reader found out.
        subject : str
            The file's name, where the targets are from one: messages begin with it, and say what
            to change there.
        numbers : sequence of NumberTarget
            Means or totals; of the margins' unit.

        Raises
        ------
        TargetsError
            With every problem.
        """
        crossed = [each.in_parts(within) for each in margins]
        problems = margin_problems(
            crossed, numbers, within, normalise=normalise, in_file=bool(subject)
        )
        raise_all(TargetsError, subject or say("errors.targets.subject"), problems)
        about = (str(population), str(year), str(source))  # a year is often a number
        return cls(tuple(crossed), *about, tuple(notes), within, tuple(numbers))

    @classmethod
    def from_shares(
        cls,
        shares: Given,
        *,
        population: str = "",
        year: str = "",
        source: str = "",
        within: str = "",
        normalise: bool = False,
    ) -> Self:
        """Return targets from shares that sum to 1: ``{variable: {level: share}}``.

        A tuple of variables is a cross, with tuples of levels as keys. A number in place of the
        levels is a known mean: ``{"household_size": 2.3}``.

        Parameters
        ----------
        shares : mapping of variable, or tuple of variables, to levels with numbers
            Shares 0-1; each margin's sum to 1 within 0.001. The levels with their numbers are a
            mapping, or a Series such as ``value_counts(normalize=True)``; a number is a mean.
        population, year, source : str
            Where the figures come from; they travel into captions.
        within : str
            The variable in each of whose levels its crosses sum to the whole, such as
            ``"country"``.
        normalise : bool
            Whether values that do not sum to the whole are divided by their sum.

        Raises
        ------
        TargetsError
            With every problem of every margin.

        Examples
        --------
        >>> from techno_kit.survey.targets.target_set import Targets
        >>> cross = {("age", "sex"): {("18-34", "Female"): 0.6, ("35+", "Male"): 0.4}}
        >>> Targets.from_shares(cross).margins[0].name
        'age x sex'
        """
        margins, numbers = built_margins(shares, "share")
        return cls.from_margins(
            margins,
            population=population,
            year=year,
            source=source,
            normalise=normalise,
            within=within,
            numbers=numbers,
        )

    @classmethod
    def from_percentages(
        cls,
        percentages: Given,
        *,
        population: str = "",
        year: str = "",
        source: str = "",
        within: str = "",
        normalise: bool = False,
    ) -> Self:
        """Return targets from percentages that sum to 100; otherwise as `from_shares`.

        Parameters
        ----------
        percentages : mapping of variable, or tuple of variables, to levels with numbers
            Percentages; each margin's sum to 100 within 0.1. A number is a mean.
        population, year, source, within : str
            As in `from_shares`.
        normalise : bool
            As in `from_shares`.
        """
        margins, numbers = built_margins(percentages, "percent")
        return cls.from_margins(
            margins,
            population=population,
            year=year,
            source=source,
            normalise=normalise,
            within=within,
            numbers=numbers,
        )

    @classmethod
    def from_counts(
        cls,
        counts: Given,
        *,
        population: str = "",
        year: str = "",
        source: str = "",
        within: str = "",
    ) -> Self:
        """Return targets from counts, which also set the sum of the weights.

        Parameters
        ----------
        counts : mapping of variable, or tuple of variables, to levels with numbers
            People; the margins agree about their sum within 0.1 %, and so do the crosses with
            `within` about each of its levels. A number is a total.
        population, year, source, within : str
            As in `from_shares`.
        """
        margins, numbers = built_margins(counts, "count")
        return cls.from_margins(
            margins, population=population, year=year, source=source, within=within, numbers=numbers
        )

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable of the margins once, in their order; numbers are not among them."""
        return tuple(dict.fromkeys(each for margin in self.margins for each in margin.variables))

    @property
    def unit(self) -> Unit:
        """What the values are: shares, percentages or counts."""
        return self.margins[0].unit if self.margins else self.numbers[0].unit

    @property
    def total(self) -> float | None:
        """The population's size where the targets are counts, else None."""
        if self.unit != "count" or not self.margins:
            return None
        return float(sum(self.margins[0].values))

    @property
    def largest_se(self) -> float | None:
        """The largest standard error of a share (0-1), where targets are estimates, else None."""
        return max((each.largest_se for each in self.margins if each.se), default=None)

    @property
    def caption(self) -> str:
        """Population, year and source in one phrase; empty when none is stated."""
        return ", ".join(each for each in (self.population, self.year, self.source) if each)
