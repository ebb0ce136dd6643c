"""The result of overlaps, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.analysis.overlaps.overlap_tables import PAIRS_BEHIND
from techno_kit.analysis.overlaps.overlap_views import views_of_overlaps
from techno_kit.analysis.overlaps.overlap_words import (
    chart_notes_of_overlaps,
    method_of_overlaps,
    notes_of_overlaps,
    text_of_overlaps,
)
from techno_kit.analysis.profiles.profiles import Options
from techno_kit.analysis.telling.outsiders import Outside
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, listed, nearest
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.drawing.canvas import Picture


@dataclass(frozen=True, eq=False, repr=False)
class Overlaps:
    """How the answers of a question go together: shares of shares, pairs, patterns, numbers.

    Attributes
    ----------
    labels : dict of str to str
        Names of the answers in captions and charts.
    apart : tuple of str
        The exclusive answer, of those who hold no other.
    outside : dict of str to Outside
        For every question of groups: respondents of the base who are in none of them.
    left_out : int
        Respondents of the audience who are outside the base.
    basis : Basis
        Who and what the overlaps rest on.
    options : Options
        What they were asked for.

    Examples
    --------
    >>> import techno_kit as tk
    >>> frame = pd.DataFrame({"tv": [1, 1, 0, 0] * 50, "radio": [1, 1, 1, 0] * 50})
    >>> media = tk.Question("media", kind="multiple", columns={"tv": "tv", "radio": "radio"})
    >>> found = tk.overlaps(tk.Sample.from_frame(frame).with_question(media), "media")
    >>> found.means[["mean", "low", "high", "n"]].round(2)
       mean   low  high    n
    0  1.25  1.13  1.37  200
    """

    _table: pd.DataFrame
    _pairs: pd.DataFrame
    _patterns: pd.DataFrame
    _counts: pd.DataFrame
    _means: pd.DataFrame
    labels: dict[str, str]
    apart: tuple[str, ...]
    outside: dict[str, Outside]
    left_out: int
    basis: Basis
    options: Options

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a copy, a row an answer, and an answer among those who hold another.

        Its columns are ``answer, given, by, level, share, se, low, high, n, n_weighted, n_eff, df,
        flag``. ``given`` is missing for everyone; ``n`` and what follows are those of the base:
        everyone, or those who hold ``given``.
        """
        return self._table.copy(deep=False)

    @property
    def pairs(self) -> pd.DataFrame:
        """The pairs: a copy, a row every two answers.

        Its columns are ``answer_a, answer_b, by, level, both, se, low, high, of_a, of_a_low,
        of_a_high, of_b, of_b_low, of_b_high, expected, lift, lift_low, lift_high, phi, n_a, n_b,
        n_both, n, n_eff, df, flag``. ``both``: share of everyone who holds both; ``of_a``: of those
        who hold A the share that holds B; ``expected``: both, if the two were independent;
        ``lift``: both / expected; ``phi``: correlation of the two.
        """
        return self._pairs.drop(columns=list(PAIRS_BEHIND))

    @property
    def patterns(self) -> pd.DataFrame:
        """The patterns: a copy, a row a combination that occurs, the most frequent first.

        Its columns are ``pattern, size, by, level, share, se, low, high, cumulative, n_held, n,
        n_eff, df, flag``. ``size`` is the number of answers, ``n_held`` the respondents.
        """
        return self._patterns.drop(columns="held")

    @property
    def members(self) -> pd.DataFrame:
        """Which answers a row of `patterns` holds: a column of yes or no an answer."""
        held = self._patterns["held"]
        return pd.DataFrame(
            {answer: [answer in row for row in held] for answer in self.labels}, dtype=bool
        )

    @property
    def counts(self) -> pd.DataFrame:
        """How many answers respondents hold: a copy, a row a number.

        Its columns are ``size, by, level, share, se, low, high, n_held, n, n_eff, df, flag``. The
        exclusive answer counts as none.
        """
        return self._counts.copy(deep=False)

    @property
    def means(self) -> pd.DataFrame:
        """The mean number of answers: a copy, a row a group.

        Its columns are ``by, level, mean, se, low, high, n, n_weighted, n_eff, df, flag``.
        """
        return self._means.copy(deep=False)

    @property
    def title(self) -> str:
        """The question, as a heading."""
        return say("overlaps.title", question=self.basis.title)

    def rows(self, name: str, by: str | None = None, level: str | None = None) -> pd.DataFrame:
        """Return the rows of everyone, or of one group.

        Parameters
        ----------
        name : {"table", "pairs", "patterns", "counts", "means"}
            Of which table.
        by, level : str, optional
            The group; everyone when None.
        """
        table: pd.DataFrame = getattr(self, f"_{name}")
        if by is None:
            return table[table["by"].isna()]
        return table[(table["by"] == by) & (table["level"] == level)]

    @property
    def text(self) -> str:
        """One to three sentences to paste, each with the base of the number that it states."""
        return text_of_overlaps(self)

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        return method_of_overlaps(self)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: base, weighting, definition, how to read the tables."""
        return notes_of_overlaps(self)

    def plot(
        self,
        *,
        by: str | None = None,
        level: str | None = None,
        most: int = 20,
        notes: Sequence[str] | None = None,
    ) -> "Picture":
        """Draw the patterns: a matrix of dots, bars of their shares, bars of the answers' shares.

        Parameters
        ----------
        by, level : str, optional
            A group instead of everyone: its question and its level.
        most : int
            Patterns that are drawn, at most 24: the most frequent; a sentence tells of the others.
        notes : sequence of str, optional
            Sentences below the drawing; base and definition when None.

        Returns
        -------
        Picture
            A matplotlib figure of three Axes, with its ``description``.

        Raises
        ------
        QuestionError
            If there is no such group.
        """
        from techno_kit.drawing.upset import draw_upset

        group = self._group(by, level)
        patterns = self.rows("patterns", *group)
        shares = self.rows("table", *group)
        return draw_upset(
            patterns,
            shares[shares["given"].isna()],
            held=list(patterns["held"]),
            labels=self.labels,
            foot=self.apart,
            confidence=self.options.confidence,
            most=most,
            **self._words(group, notes),
        )

    def plot_pairs(
        self,
        *,
        by: str | None = None,
        level: str | None = None,
        notes: Sequence[str] | None = None,
    ) -> "Picture":
        """Draw the pairs: of those who hold one answer (row) the share that holds another.

        Parameters
        ----------
        by, level : str, optional
            A group instead of everyone: its question and its level.
        notes : sequence of str, optional
            Sentences below the drawing; base and definition when None.

        Returns
        -------
        Picture
            A matplotlib figure, with its ``description``; colours tell the lift.

        Raises
        ------
        QuestionError
            If there is no such group.
        """
        from techno_kit.drawing.heat import draw_heat

        group = self._group(by, level)
        return draw_heat(
            self._cells(group),
            labels={each: self.labels[each] for each in self.labels if each not in self.apart},
            **self._words(group, notes),
        )

    def _cells(self, group: tuple[str | None, str | None]) -> pd.DataFrame:
        """Return a row an ordered pair: share of the first that holds the second, lift, clarity."""
        pairs = self.rows("pairs", *group)
        clear = (pairs["lift_low"] > 1) | (pairs["lift_high"] < 1)
        parts = [
            pd.DataFrame(
                {
                    "row": pairs[f"answer_{one}"],
                    "column": pairs[f"answer_{other}"],
                    "share": pairs[f"of_{one}"],
                    "lift": pairs["lift"],
                    "clear": clear & ~pairs["flag"].str.contains(say("flags.few"), regex=False),
                }
            )
            for one, other in (("a", "b"), ("b", "a"))
        ]
        return pd.concat(parts, ignore_index=True)

    def _group(self, by: str | None, level: str | None) -> tuple[str | None, str | None]:
        if (by is None) != (level is None):
            raise QuestionError(say("errors.overlaps.half"))
        if by is None:
            return None, None
        known = self._means[["by", "level"]].dropna()
        if by not in set(known["by"]):
            legal = listed(list(dict.fromkeys(known["by"]))) or say("errors.size.no_banner")
            near = nearest(by, known["by"])
            raise QuestionError(say("errors.overlaps.by", by=by, legal=legal, near=near))
        levels = list(known.loc[known["by"] == by, "level"])
        if level not in levels:
            near, legal = nearest(level, levels), listed(levels)
            raise QuestionError(
                say("errors.overlaps.level", by=by, level=level, legal=legal, near=near)
            )
        return by, level

    def _words(
        self, group: tuple[str | None, str | None], notes: Sequence[str] | None
    ) -> dict[str, Any]:
        by, level = group
        who = [self.basis.who] if self.basis.who else []
        if by is not None:
            who.append(say("profile.group", by=self.basis.titles[by], level=level))
        return {
            "title": self.title,
            "subtitle": say("profile.who").join(who),
            "notes": chart_notes_of_overlaps(self, group) if notes is None else notes,
        }

    def html_body(self) -> str:
        """Return the tables and notes as HTML for a page, escaped; the page tells the text."""
        said = self.text
        return self._html([each for each in self.notes if each not in said])

    def _repr_html_(self) -> str:
        return self._html([*self.notes, self.text])

    def _html(self, notes: Sequence[str]) -> str:
        from techno_kit.drawing.markup import table_html

        views = views_of_overlaps(self, notes)
        return "\n".join(table_html(caption=title, **view) for title, view in views)

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        views = views_of_overlaps(self, [*self.notes, self.text])
        return "\n\n".join(table_text(title=title, **view) for title, view in views)

    def __repr__(self) -> str:
        return f"Overlaps({self.text})"
