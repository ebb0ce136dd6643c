"""The result of an estimate, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.analysis.asking.undeclared import Undeclared
from techno_kit.analysis.cells.measuring import Statistic
from techno_kit.analysis.estimates.estimate_words import (
    digits_of,
    limits,
    method_of_estimate,
    notes_of_estimate,
    number,
    statistic_told,
    text_of_estimate,
)
from techno_kit.analysis.telling.outsiders import Outside
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, unknown_word
from techno_kit.survey.answers import MissingRule
from techno_kit.wording import count, decimal, exact_percent, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Options:
    """What an estimate was asked for, beside its question.

    Attributes
    ----------
    statistic : {"mean", "total", "ratio", "quantile"}
        What is estimated.
    wanted : tuple of float
        Which quantiles, as shares (0-1).
    missing : {"in_base", "exclude"}
        The rule of the base.
    confidence : float
        Confidence of the intervals, between 0 and 1.
    suppress_below, flag_below : float
        Bases below which nothing is given, or it is flagged.
    """

    statistic: Statistic
    wanted: tuple[float, ...]
    missing: MissingRule
    confidence: float
    suppress_below: float
    flag_below: float


@dataclass(frozen=True, eq=False, repr=False)
class Estimate:
    """A mean, total, ratio or quantiles, overall and by group, with errors.

    Attributes
    ----------
    labels : dict of str to str
        Names of the answers that are counted; empty of a number.
    denominator : str
        Wording of a ratio's denominator; else empty.
    scores : str
        How answers became numbers, in words; empty where they are some.
    outside : dict of str to Outside
        For every question of groups: respondents of the base who are in none of them.
    left_out : int
        Respondents of the audience who are outside the base.
    basis : Basis
        Who and what the estimate rests on.
    options : Options
        What it was asked for.
    undeclared : Undeclared
        Columns that no codebook describes, and that are read as numbers.
    apart : tuple of str
        Sentences on answers that have no number, or a doubtful one.

    Examples
    --------
    >>> import techno_kit as tk
    >>> frame = pd.DataFrame({"age": [20, 30, 40, 50] * 40})
    >>> tk.estimate(tk.Sample.from_frame(frame), "age").text
    'Of 160 respondents (unweighted), the mean of “age” is 35.0 (33.2 to 36.8) (95% intervals).'
    """

    _table: pd.DataFrame
    labels: dict[str, str]
    denominator: str
    scores: str
    outside: dict[str, Outside]
    left_out: int
    basis: Basis
    options: Options
    undeclared: Undeclared = Undeclared()
    apart: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a copy of ``statistic, answer, ..., flag``, a row an estimate."""
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
    def text(self) -> str:
        """One to three sentences to paste, each with the base of the number that it states."""
        return text_of_estimate(self)

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        return method_of_estimate(self)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: population, base, weighting, scores, definition."""
        return notes_of_estimate(self)

    @property
    def title(self) -> str:
        """What is estimated, for captions: "The mean of age"."""
        told = statistic_told(self, self.whole.iloc[0])
        if self.labels:
            told = say("estimate.what.counts", title=self.basis.title)
        elif len(self.options.wanted) > 1 and self.options.statistic == "quantile":
            told = say("estimate.what.quantiles", title=self.basis.title)
        return told[:1].upper() + told[1:]

    def plot(
        self,
        ax: "Axes | None" = None,
        *,
        by: str | None = None,
        notes: Sequence[str] | None = None,
    ) -> "Axes":
        """Draw a dot and its interval for the whole and for every group.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a picture of its own when None.
        by : str, optional
            The one question whose groups are drawn; all when None.
        notes : sequence of str, optional
            Sentences below the drawing; those of `notes` when None.

        Returns
        -------
        matplotlib.axes.Axes
            Its x axis is in the unit of the estimate. As everywhere in the kit, what is drawn on
            one Axes comes as that, and what takes several as a picture; ``.figure`` of either is
            the picture, and ``.save("chart.png")`` of either, if it is the kit's own, writes it.

        Raises
        ------
        QuestionError
            If `by` is no question of the estimate's groups.
        """
        if by is not None and by not in self.outside:
            raise QuestionError(unknown_word("by", by, list(self.outside)))
        from techno_kit.drawing.estimates import draw_estimates

        shown = self._table
        if by is not None:
            shown = shown[shown["by"].isna() | (shown["by"] == by)]
        return draw_estimates(
            self._rows(shown),
            title=self.title,
            subtitle=self.basis.who,
            notes=self.notes if notes is None else notes,
            confidence=self.options.confidence,
            digits=digits_of(self._table),
            ax=ax,
        )

    def _rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return rows of the table with the heading and the name under which they are drawn."""
        several = bool(self.labels) or len(self.options.wanted) > 1
        whole = self.basis.whole
        headings, names = [], []
        for _, row in table.iterrows():
            group = whole if pd.isna(row["by"]) else str(row["level"])
            what = "" if pd.isna(row["by"]) else self.basis.titles[str(row["by"])]
            part = self._part(row)
            headings.append(
                say("profile.group", by=what, level=group) if several and what
                else group if several else what
            )  # fmt: skip
            names.append(part if several else group)
        return table.assign(heading=headings, name=names)

    def _part(self, row: "pd.Series[Any]") -> str:
        """Name which answer or which quantile a row is of; empty where there is only one thing."""
        if pd.notna(row["answer"]):
            return self.labels[str(row["answer"])]
        if pd.notna(row["quantile"]):
            return say("estimate.quantile", share=exact_percent(float(row["quantile"])))
        return ""

    def _view(self, notes: Sequence[str]) -> dict[str, Any]:
        """Return the table as readers see it: rounded half up, dashes where there is nothing."""
        table, digits = self._table, digits_of(self._table)
        several = bool(self.labels) or len(self.options.wanted) > 1
        groups = [
            self.basis.whole if pd.isna(by) else say("profile.group", by=self.basis.titles[by],
                                                     level=level)
            for by, level in zip(table["by"], table["level"], strict=True)
        ]  # fmt: skip
        names = [self._part(row) for _, row in table.iterrows()] if several else groups
        bounds = zip(table["low"], table["high"], strict=True)
        shown = pd.DataFrame(
            {
                "name": names,
                "estimate": [number(each, digits) for each in table["estimate"]],
                "interval": [limits(*each, digits) for each in bounds],
                "se": [decimal(each, digits + 1) for each in table["se"]],
                "deff": [decimal(each) for each in table["deff"]],
                "n": [count(each) for each in table["n"]],
                "n_eff": [count(each) for each in table["n_eff"]],
                "flag": table["flag"],
            }
        )
        columns = {
            name: say(f"estimate.columns.{name}")
            for name in shown
            if name != "flag" or any(table["flag"])
        }
        grouped = several and bool(len(self.groups))
        if grouped:
            shown["group"] = groups
        return {
            "frame": shown,
            "columns": columns,
            "numbers": [name for name in columns if name not in ("name", "flag")],
            "group": "group" if grouped else None,
            "notes": notes,
        }

    @property
    def _told(self) -> list[str]:
        return list(dict.fromkeys([*self.notes, self.text]))

    def html_body(self) -> str:
        """Return the table and its notes as HTML for a page, escaped; the page tells the text."""
        from techno_kit.drawing.markup import table_html

        said = self.text
        notes = [each for each in self.notes if each not in said]
        return table_html(**self._view(notes), caption=self.title)

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(self._told), caption=self.title)

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return table_text(**self._view(self._told), title=self.title)

    def __repr__(self) -> str:
        return f"Estimate({self.text})"
