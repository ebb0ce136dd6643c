"""The result of a profile, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from techno_kit.analysis.profiles.profile_tables import Parts, composition, design_effects, universe
from techno_kit.analysis.profiles.profile_words import method_of, notes_of, text_of_profile
from techno_kit.analysis.profiles.universe_words import thousands
from techno_kit.analysis.telling.outsiders import Outside
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, unknown_word
from techno_kit.numerics.intervals import IntervalName
from techno_kit.survey.answers import MissingRule
from techno_kit.wording import count, index, index_interval, interval, percent, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from techno_kit.analysis.cells.domains import Domains


RuleName = Literal["nchs"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a profile was asked for, beside its question.

    Attributes
    ----------
    missing : {"in_base", "exclude"}
        The rule of the base.
    interval : {"logit", "beta", "wilson", "wald"}
        Method of the intervals.
    confidence : float
        Their confidence, between 0 and 1.
    suppress_below, flag_below : float
        Bases below which a share is not given, or is flagged.
    rule : {"nchs"} or None
        A named rule in place of these two.
    universe : float or None
        How many people the sample stands for.
    """

    missing: MissingRule
    interval: IntervalName
    confidence: float
    suppress_below: float
    flag_below: float
    rule: RuleName | None = None
    universe: float | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Profile:
    """Shares of a question's answers, with errors and an index against a base.

    A profile is not a segmentation: a ladder's groups overlap, their shares do not add to 100 %.

    Attributes
    ----------
    labels : dict of str to str
        Names of the answers in captions and charts.
    bounds : pandas.DataFrame
        ``answer, low, high``: the whole's shares if all blanks had said no, or yes, whichever is
        lower and higher.
    average : dict of str to float
        The shares (0-1) that the index compares with, by answer; without those that are not known.
    outside : dict of str to Outside
        For every question of groups: respondents of the base who are in none of them.
    left_out : int
        Respondents of the audience who are outside the base.
    basis : Basis
        Who and what the profile rests on.
    options : Options
        What it was asked for.

    Examples
    --------
    >>> import techno_kit as tk
    >>> frame = pd.DataFrame({"owns": ["yes", "no", "yes", "yes"] * 40})
    >>> tk.profile(tk.Sample.from_frame(frame), "owns").text.split(",")[0]
    'Of 160 respondents (unweighted)'
    """

    _table: pd.DataFrame
    labels: dict[str, str]
    bounds: pd.DataFrame
    average: dict[str, float]
    outside: dict[str, Outside]
    left_out: int
    basis: Basis
    options: Options
    _parts: Parts

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a copy of ``answer, by, level, share, ..., flag``, a row an estimate."""
        return self._table.copy(deep=False)

    @property
    def whole(self) -> pd.DataFrame:
        """The rows of the whole sample, or of the whole audience."""
        return self._table[self._table["by"].isna()]

    @property
    def groups(self) -> pd.DataFrame:
        """The rows of the groups; none without ``by=``."""
        return self._table[self._table["by"].notna()]

    @property
    def composition(self) -> pd.DataFrame:
        """Row shares: of those who hold an answer, the share that is in each group.

        Columns ``answer, by, level, share, se, low, high, n, n_weighted, n_eff, df, flag``, with n
        that of those who hold the answer and are in a group of ``by``; groups overlap where its
        answers do. Empty without ``by=``.
        """
        return composition(self._parts, list(self.labels), self.options)

    @property
    def design_effects(self) -> pd.DataFrame:
        """Design effects: ``answer, by, level, deff, deff_kish``.

        ``deff`` is the share's variance over p (1 - p) / (n - 1), R's ``deff = "replace"``;
        ``deff_kish`` n sum(w^2) / (sum w)^2 of its group, the same for every answer.
        """
        return design_effects(self._parts, self._table)

    @property
    def universe(self) -> pd.DataFrame:
        """People in thousands: ``answer, by, level, thousands, se, low, high, n, flag``.

        The rows without an answer are the sizes of the audience and of the groups.

        Raises
        ------
        QuestionError
            If the profile was made without ``universe=``.
        """
        if self.options.universe is None:
            raise QuestionError(say("errors.profile.universe"))
        return universe(self._parts, self._table, self.options)

    @property
    def sum_of_weights(self) -> float | None:
        """The sum of the weights of all respondents; None where there are no weights."""
        return None if self._parts.unweighted else self._parts.weight

    @property
    def groups_behind(self) -> dict[str, "Domains"]:
        """The sums that groups were made from, by question, for the kit's own faces."""
        return self._parts.groups

    @property
    def banners(self) -> list[str]:
        """The names of the questions of groups."""
        return list(self.outside)

    @property
    def text(self) -> str:
        """One to three sentences to paste, each with the base of the number that it states."""
        return text_of_profile(self)

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        return method_of(self)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: population, base, weighting, definition and window."""
        return notes_of(self)

    def plot(
        self,
        ax: "Axes | None" = None,
        *,
        by: str | None = None,
        notes: Sequence[str] | None = None,
    ) -> "Axes | Figure":
        """Draw the profile: a ladder for rungs, bars for other answers, small multiples for groups.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw the whole; a picture of its own when None.
        by : str, optional
            The one question whose groups are drawn; all when None.
        notes : sequence of str, optional
            Sentences below the drawing; those of `notes` when None.

        Returns
        -------
        matplotlib.axes.Axes or matplotlib.figure.Figure
            The Axes of the whole, or, of a profile with groups and without `ax`, a picture with
            one a group, of every question the 16 with the largest bases. Both have ``.figure``.

        Raises
        ------
        QuestionError
            If `by` is no question of the profile's groups.
        """
        if by is not None and by not in (legal := list(dict.fromkeys(self.groups["by"]))):
            raise QuestionError(unknown_word("by", by, legal))
        if ax is not None or not len(self.groups):
            return self.plot_whole(ax, notes=notes)
        from techno_kit.drawing import multiples

        ladder = self.basis.ladder
        draw = multiples.draw_ladder_groups if ladder else multiples.draw_share_groups
        drawn = self._table if by is None else self.groups[self.groups["by"] == by]
        words = self._words(notes)
        return draw(drawn, by_labels=self.basis.titles, average=self.average, **words)

    def plot_whole(self, ax: "Axes | None" = None, *, notes: Sequence[str] | None = None) -> "Axes":
        """Draw the whole sample or audience alone; an audience with the mark of the average.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a picture of its own when None.
        notes : sequence of str, optional
            Sentences below the drawing; those of `notes` when None.

        Returns
        -------
        matplotlib.axes.Axes
            With ``.figure``.
        """
        from techno_kit.drawing import plots

        draw = plots.draw_ladder if self.basis.ladder else plots.draw_shares
        itself = self.whole["index_high"].isna().all()
        average = None if itself else self.average
        return draw(self.whole, average=average, ax=ax, **self._words(notes))

    def _words(self, notes: Sequence[str] | None) -> dict[str, Any]:
        return {
            "labels": self.labels,
            "title": self.basis.title,
            "subtitle": self.basis.who,
            "notes": self.notes if notes is None else notes,
            "confidence": self.options.confidence,
            "average_label": self.basis.against,
        }

    def _view(self, notes: Sequence[str]) -> dict[str, Any]:
        """Return the table as readers see it: labels, percentages rounded half up, dashes."""
        table, titles = self._table, self.basis.titles
        few = table["flag"].str.contains(say("flags.few"), regex=False)  # they cover too little
        limits = zip(table["index_low"].mask(few), table["index_high"].mask(few), strict=True)
        shown = pd.DataFrame(
            {
                "answer": table["answer"].map(self.labels),
                "share": [percent(share, 1) for share in table["share"]],
                "interval": [
                    interval(*each, 1) for each in zip(table["low"], table["high"], strict=True)
                ],
                **self._thousands(),
                "index": [index(each) for each in table["index"]],
                "index_interval": [index_interval(*each) for each in limits],
                "n": [count(each) for each in table["n"]],
                "n_eff": [count(each) for each in table["n_eff"]],
                "flag": table["flag"],
            }
        )
        columns = {
            name: say(f"columns.{name}") for name in shown if name != "flag" or any(table["flag"])
        }
        if len(self.groups):
            pairs = zip(table["by"], table["level"], strict=True)
            shown["group"] = [
                say("profile.group", by=titles[by], level=level)
                if pd.notna(by)
                else self.basis.whole
                for by, level in pairs
            ]
        return {
            "frame": shown,
            "columns": columns,
            "numbers": [name for name in columns if name not in ("answer", "flag")],
            "group": "group" if len(self.groups) else None,
            "notes": notes,
        }

    def _thousands(self) -> dict[str, list[str]]:
        """Return the column of people in thousands; none without a universe."""
        if self.options.universe is None:
            return {}
        rows = self.universe.dropna(subset=["answer"])
        return {"thousands": [thousands(each, self.options) for each in rows["thousands"]]}

    @property
    def _told(self) -> list[str]:
        return list(dict.fromkeys([*self.notes, self.text]))

    def html_body(self) -> str:
        """Return the table and its notes as HTML for a page, escaped; the page tells the text."""
        from techno_kit.drawing.markup import table_html

        said = self.text
        notes = [each for each in self.notes if each not in said]
        return table_html(**self._view(notes), caption=self.basis.title)

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(self._told), caption=self.basis.title)

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return table_text(**self._view(self._told), title=self.basis.title)

    def __repr__(self) -> str:
        return f"Profile({self.text})"
