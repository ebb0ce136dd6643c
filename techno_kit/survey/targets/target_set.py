"""What a population is known to look like: the shares that weights must meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.survey.targets.figures import TargetFigures
from techno_kit.survey.targets.target_margins import CROSS, Margin, NumberTarget, Unit
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.survey.bounding import BoundGiven
    from techno_kit.survey.sample import Sample
    from techno_kit.survey.targets.aligning import Alignment
    from techno_kit.survey.targets.checks import TargetsCheck
    from techno_kit.survey.targets.matching import BlankRule

__all__ = ["CROSS", "Margin", "NumberTarget", "Targets", "Unit"]


@dataclass(frozen=True)
class Targets(TargetFigures):
    """The margins of a population, with where they come from.

    Attributes
    ----------
    margins : tuple of Margin
        All in one unit.
    population, year, source : str
        Travel into captions; empty when not stated.
    notes : tuple of str
        What was found out while reading, in sentences.
    within : str
        The variable in each of whose levels the margins that contain it sum to the whole, such as
        ``"country"``; empty where there is none.
    numbers : tuple of NumberTarget
        Known means (totals where the targets are counts) of numbers.

    Examples
    --------
    >>> targets = Targets.from_shares({"sex": {"Female": 0.52, "Male": 0.48}})
    >>> targets.table
      variable   level  target
    0      sex  Female    0.52
    1      sex    Male    0.48
    """

    @staticmethod
    def template(
        sample: "Sample",
        margins: Sequence[str | tuple[str, ...]],
        path: str | PathLike[str] | None = None,
        *,
        within: str = "",
        unit: Unit = "percent",
        overwrite: bool = False,
    ) -> Path | str:
        r"""Write the form of a targets file: a row a level of the sample, its value left blank.

        The sample's own shares are not in it, so that nobody takes them for targets;
        ``targets.check(sample)`` shows both side by side.

        Parameters
        ----------
        sample : Sample
            Whose questions and levels are written.
        margins : sequence of str or tuple of str
            The questions, and crosses of questions, that targets are known of.
        path : str or path, optional
            The CSV file, which is returned. Without it the text is.
        within : str
            The question in each of whose levels its crosses will sum to the whole.
        unit : {"share", "percent", "count"}
            What will be filled in.
        overwrite : bool
            Whether to write over a file that is there, which may be filled in.

        Returns
        -------
        Path or str
            Where the form is; its text without a path. `tk.read_targets` reads it when filled in.

        Raises
        ------
        QuestionError
            If a question is not there, has overlapping answers, or cannot be crossed.
        FileError
            If there is a file already, it is no CSV by its name, or it cannot be written.

        Examples
        --------
        >>> from techno_kit.survey.sample import Sample
        >>> sample = Sample.from_frame(pd.DataFrame({"sex": ["Female", "Male"]}))
        >>> print("\n".join(Targets.template(sample, ["sex"]).splitlines()[1:]))
        sex,percent
        Female,
        Male,
        """
        from techno_kit.survey.targets.forms import written_form

        return written_form(sample, margins, path, within=within, unit=unit, overwrite=overwrite)

    @classmethod
    def from_long(
        cls,
        frame: pd.DataFrame,
        margins: Sequence[str | tuple[str, ...]],
        *,
        value: str = "count",
        population: str = "",
        year: str = "",
        source: str = "",
        within: str = "",
    ) -> "Targets":
        """Return targets from a census table in long form: a row a cell, summed to margins.

        Parameters
        ----------
        frame : pandas.DataFrame
            A column a variable, and one with the value; not changed. Other columns are summed over.
        margins : sequence of str or tuple of str
            The variables, and crosses of variables, to keep.
        value : str
            The column of values: counts, unless it is called ``share`` or ``percent``.
        population, year, source, within : str
            As in `from_shares`.

        Returns
        -------
        Targets
            Levels in the order of a categorical column, else in that of the rows.

        Raises
        ------
        QuestionError
            If the margins are no names.
        TargetsError
            With everything that is wrong with the table: columns that are not there, blanks,
            doubled rows, negative values, and totals.

        Notes
        -----
        A level that is the sum of the others ("Total", "Both sexes") would count everyone twice. It
        is looked for in every column, those that are summed over too: by its name, or because its
        values are the sum of the others' in each cell where it stands. A subtotal of some of the
        others, such as "18-34" beside "18-24" and "25-34", is not seen.

        Examples
        --------
        >>> cells = [("F", "18-44", 30), ("F", "45+", 22), ("M", "18-44", 28), ("M", "45+", 20)]
        >>> table = pd.DataFrame(cells, columns=["sex", "age", "count"])
        >>> Targets.from_long(table, ["sex"], population="adults").margins[0].values
        (52.0, 48.0)
        """
        from techno_kit.survey.targets.census import census_margins

        found = census_margins(frame, margins, value, within)
        return cls.from_margins(
            found, population=population, year=year, source=source, within=within
        )

    def check(
        self,
        sample: "Sample",
        *,
        cap: "BoundGiven | None" = None,
        floor: "BoundGiven | None" = None,
        missing: "BlankRule" = "error",
        within: str = "",
    ) -> "TargetsCheck":
        """Tell everything that stands in the way of these targets, before any weighting.

        Parameters
        ----------
        sample : Sample
            Whom the targets are for.
        cap, floor : float or (rule, number), optional
            The bounds of a raking, as in `rake`. Whether those by the median, by a quantile or by
            interquartile ranges can hold is not known beforehand, and the check says so.
        missing : {"error", "own_level", "keep_share", "drop"}
            What a blank means, as in `rake`.
        within : str
            The question whose levels are weighted one by one; that of the targets by default.

        Returns
        -------
        TargetsCheck
            ``.ok``, ``.problems`` (names, levels, blanks, margins that disagree; where no weights
            meet the targets, the levels that are to blame and the merges that help), ``.warnings``
            (few respondents, large adjustments, what only `calibrate` meets) and ``.table``,
            sample beside targets. Nothing is raised for them; ``.raise_problems()`` does.

        Raises
        ------
        SampleError
            If there is no sample.
        QuestionError
            If an option is none of its words, or a bound is none.

        Examples
        --------
        >>> from techno_kit.survey.sample import Sample
        >>> sample = Sample.from_frame(pd.DataFrame({"sex": ["Female"] * 60 + ["Male"] * 40}))
        >>> check = Targets.from_shares({"sex": {"Female": 0.5, "Man": 0.5}}).check(sample)
        >>> check.ok, check.problems[0]
        (False, "sex: the sample has no level 'Man'; its levels are 'Female' and 'Male'")
        """
        from techno_kit.survey.targets.checking import checked_targets

        return checked_targets(self, sample, cap=cap, floor=floor, missing=missing, within=within)

    def align(self, sample: "Sample") -> "Alignment":
        """Propose the sample's names for variables and levels that it does not know.

        Parameters
        ----------
        sample : Sample
            Whose names are proposed.

        Returns
        -------
        Alignment
            ``.table`` with every proposal, how sure it is and why, and ``.left``, what nothing
            clearly means, with the code that renames it by hand. Nothing is changed before
            ``.apply()``, which returns new targets.

        Raises
        ------
        SampleError
            If there is no sample.

        Notes
        -----
        Proposed are names that differ in capitals, blanks, dashes, accents or a letter or two,
        other spellings of a band of numbers ("18 to 24 years"), a part of a label ("Female" for
        "Vrouw / Female"), and single letters where each has one counterpart.

        Examples
        --------
        >>> from techno_kit.survey.sample import Sample
        >>> sample = Sample.from_frame(pd.DataFrame({"sex": ["Vrouw / Female", "Man / Male"]}))
        >>> alignment = Targets.from_shares({"sex": {"FEMALE": 0.5, "Male": 0.5}}).align(sample)
        >>> alignment.table[["level", "proposed"]]
            level        proposed
        0  FEMALE  Vrouw / Female
        1    Male      Man / Male
        >>> alignment.apply().check(sample).ok
        True
        """
        from techno_kit.survey.targets.aligning import aligned_targets

        return aligned_targets(self, sample)

    def collapse(self, levels: Mapping[str, Mapping[str, Sequence[str]]]) -> "Targets":
        """Return targets with levels merged and their values summed, wherever the variable is.

        `Sample.merge_levels` does the same to a question of the sample.

        Parameters
        ----------
        levels : mapping of variable to mapping of new level to old ones
            ``{"age_group": {"55+": ["55-64", "65+"]}}``. A level alone is given another name.

        Returns
        -------
        Targets
            With a note of what was merged. Standard errors of merged levels are left out, for they
            need the covariance of the levels.

        Raises
        ------
        TargetsError
            With every variable and level that is not there, and merges that contradict each other.

        Examples
        --------
        >>> targets = Targets.from_shares({"age": {"18-54": 0.7, "55-64": 0.2, "65+": 0.1}})
        >>> targets.collapse({"age": {"55+": ["55-64", "65+"]}}).table.round(3)
          variable  level  target
        0      age  18-54     0.7
        1      age    55+     0.3
        """
        from techno_kit.survey.targets.merging import merged_targets

        return merged_targets(self, levels)

    def to_dict(self) -> dict[str, Any]:
        """Return the targets as a dictionary of texts, numbers and lists, such as TOML holds."""
        from techno_kit.survey.targets.entries import target_entries

        return target_entries(self)

    @classmethod
    def from_dict(cls, entries: Mapping[str, Any]) -> "Targets":
        """Return the targets that `to_dict` wrote, equal to what they were."""
        from techno_kit.survey.targets.entries import entered_targets

        return entered_targets(entries)

    @property
    def table(self) -> pd.DataFrame:
        """The targets as a tidy table: ``variable``, ``level``, ``target`` (share 0-1).

        A number's level is ``"(mean)"`` or ``"(total)"``, and its target is not a share.
        """
        from techno_kit.survey.targets.views import targets_table

        return targets_table(self)

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html
        from techno_kit.survey.targets.views import targets_view

        return table_html(**targets_view(self), caption=say("targets.title"))

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text
        from techno_kit.survey.targets.views import targets_view

        return table_text(**targets_view(self), title=say("targets.title"))
