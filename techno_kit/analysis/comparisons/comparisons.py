"""The result of a comparison, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.comparisons.captioning import (
    against_told,
    chart_notes_of_comparison,
    notes_of_comparison,
)
from techno_kit.analysis.comparisons.comparison_methods import method_of_comparison
from techno_kit.analysis.comparisons.comparison_tables import (
    BEHIND,
    SLOPES_BEHIND,
    TABLE_BEHIND,
    TESTS_BEHIND,
)
from techno_kit.analysis.comparisons.differences import Test
from techno_kit.analysis.comparisons.explaining import groups_told, text_of_comparison
from techno_kit.analysis.comparisons.trend_drawing import chart_notes_of_trends, trend_sets
from techno_kit.analysis.comparisons.viewing import views_of_comparison
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError
from techno_kit.numerics.multiplicity import error_of
from techno_kit.survey.answers import MissingRule
from techno_kit.wording import join, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.pairings import Kind
    from techno_kit.drawing.canvas import Picture

ACROSS = 8  # groups that a page shows as columns; more go down the rows
ACROSS_TEXT = 6  # the same for a terminal


@dataclass(frozen=True, slots=True)
class Rules:
    """What a comparison was asked for, beside its question and groups.

    Attributes
    ----------
    adjust, family : str
        How p-values allow for their number, and which of them are one family.
    confidence : float
        Of intervals and letters, between 0 and 1.
    missing : {"in_base", "exclude"}
        The rule of the base.
    suppress_below, flag_below : float
        Bases below which a group is not compared, or is flagged.
    against : {"pairs", "rest", "total", "reference"}
        What each group is held against.
    references : mapping of str to str
        The level that the others of its question are held against, where that is asked for.
    test : {"F", "chisq", "wald", "adjwald"}
        The statistic of tests of all groups at once.
    cautious : bool
        Whether letters and arrows are withheld where they would rest on few cases, or few PSUs.
    """

    adjust: str
    family: str
    confidence: float
    missing: MissingRule
    suppress_below: float
    flag_below: float
    against: "Kind" = "pairs"
    references: Mapping[str, str] = field(default_factory=dict)
    test: Test = "F"
    cautious: bool = True

    @property
    def error(self) -> float:
        """Largest p-value of a clear difference: capital letters and arrows."""
        return error_of(self.confidence)

    @property
    def soft_error(self) -> float:
        """Largest p-value of a small letter: twice the error, as long as that says anything."""
        return 2 * self.error if self.error < 0.5 else self.error


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Differences between groups, tested.

    Attributes
    ----------
    labels : dict of str to str
        Names of the answers in captions.
    average : dict of str to float
        Every answer's share (0-1) among all who are in the base.
    apart : tuple of str
        Answers of those who hold no other: a ladder's last rung.
    outside : dict of str to int
        For every question of groups: respondents of the base who are in none of them.
    left_out : int
        Respondents of the audience who are outside the base.
    n : int
        Respondents of the base.
    n_eff : float
        Kish's effective number of them.
    basis : Basis
        Who and what the comparison rests on.
    rules : Rules
        What it was asked for.
    waves : tuple of str
        Questions of groups whose levels are waves, in their order.
    scores : dict of str to dict of str to float
        Where a trend's groups stand, by question of groups.
    unplaced : dict of str to frozenset of str
        By question of groups with a trend, its levels that have no place in an order.
    far : dict of str to dict of str to float
        By such a question, levels whose codes look like some for no answer, where codes score.
    twins : dict of str to str
        By question of groups, the answer of those who do not give the only other one: its tests
        are the other's, and both count once.

    Examples
    --------
    >>> import techno_kit as tk
    >>> frame = pd.DataFrame({"sex": ["Female", "Male"] * 50, "owns": ["no"] * 49 + ["yes"] * 51})
    >>> found = tk.compare(tk.Sample.from_frame(frame), "owns", by="sex")
    >>> found.table.loc[:1, ["answer", "level", "share", "letter", "higher_than"]].values.tolist()
    [['no', 'Female', 0.5, 'A', ''], ['no', 'Male', 0.48, 'B', '']]
    """

    _tests: pd.DataFrame
    _pairs: pd.DataFrame
    _table: pd.DataFrame
    labels: dict[str, str]
    average: dict[str, float]
    apart: tuple[str, ...]
    outside: dict[str, int]
    left_out: int
    n: int
    n_eff: float
    basis: Basis
    rules: Rules
    _trends: pd.DataFrame
    _contrasts: pd.DataFrame
    waves: tuple[str, ...] = ()
    scores: dict[str, dict[str, float]] = field(default_factory=dict)
    unplaced: dict[str, frozenset[str]] = field(default_factory=dict)
    far: dict[str, dict[str, float]] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)

    @property
    def tests(self) -> pd.DataFrame:
        """The tests: a copy of ``answer, by, F, df1, df2, p, p_adjusted, cramers_v``.

        A row an answer; the row without an answer tests the whole question.
        """
        return self._tests.drop(columns=list(TESTS_BEHIND))

    @property
    def tests_behind(self) -> pd.DataFrame:
        """The tests with what sentences tell of them, for the kit's own faces."""
        return self._tests

    @property
    def pairs(self) -> pd.DataFrame:
        """The pairs: a copy of ``answer, by, level_a, level_b, difference, ..., p_adjusted``.

        A row an answer and pair of groups that have respondents, or group and what it is held
        against; its columns are ``answer, by, level_a, level_b, difference, se, low, high, ratio,
        cohens_h, p, p_adjusted``. ``level_b`` is ``"(rest)"`` or ``"(all)"`` where that was asked
        for.
        """
        return self._pairs.drop(columns=list(BEHIND), errors="ignore")

    @property
    def pairs_behind(self) -> pd.DataFrame:
        """The pairs with what letters and sentences are made of, for the kit's own faces."""
        return self._pairs

    @property
    def trends(self) -> pd.DataFrame:
        """The trends over ordered groups: a copy, a row an answer; empty if not asked for.

        Its columns are ``answer, by, first, last, groups, n, slope, se, low, high, df, p,
        p_adjusted, flag``; n are the respondents of the groups that take part. The slope is the
        change of the share (0-1) by 1 of the score, which is a step from one group to the next
        where scores count up by one. One that weighting or design sets, as its ``flag`` says, has
        the error 0, and neither limits nor p; nor has one of a share that is the same throughout.
        """
        return self._trends.drop(columns=list(SLOPES_BEHIND))

    @property
    def trends_behind(self) -> pd.DataFrame:
        """The trends with what sentences tell of them, for the kit's own faces."""
        return self._trends

    @property
    def contrasts(self) -> pd.DataFrame:
        """The gaps between answers: a copy; empty if not asked for.

        Its columns are ``answer_a, answer_b, by, level_a, level_b, share_a, share_b, difference,
        se, low, high, ratio, cohens_h, df, p, p_adjusted, n, flag``. Rows without ``by`` are about
        everyone, those without ``level_b`` about one group; of two groups ``difference`` is how
        much larger the gap is in the first. A gap has no limits where its ``flag`` says that
        weighting or design sets it, or that few PSUs agree (then no ``se`` and ``p`` either), nor
        where all stand alike to the two answers.
        """
        return self._contrasts.drop(columns=list(SLOPES_BEHIND))

    @property
    def contrasts_behind(self) -> pd.DataFrame:
        """The gaps with what sentences tell of them, for the kit's own faces."""
        return self._contrasts

    @property
    def clear(self) -> pd.DataFrame:
        """The pairs that differ clearly: those with a capital letter."""
        return self.pairs[self._pairs["p_letter"] <= self.rules.error]

    @property
    def withheld(self) -> bool:
        """Whether a letter or an arrow was withheld: it would rest on few cases, or few PSUs."""
        level = self.rules.error
        pairs, table = self._pairs, self._table
        letters = (pairs["p_adjusted"] <= level) & (pairs["p_letter"] > level)
        if self.rules.against in ("total", "reference"):  # arrows come from the pairs
            return bool(letters.any())
        arrows = (table["p_rest_adjusted"] <= level) & (table["p_arrow"] > level)
        return bool(letters.any() or arrows.any())

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a copy, a row an answer and group.

        Its columns are ``answer, by, level, share, rest, p_rest, p_rest_adjusted, n, n_weighted,
        flag, letter, higher_than, arrow``.
        """
        return self._table.drop(columns=list(TABLE_BEHIND), errors="ignore")

    @property
    def rows_behind(self) -> pd.DataFrame:
        """The table with what its letters and sentences are made of, for the kit's own faces."""
        return self._table

    @property
    def title(self) -> str:
        """The question and what it is compared by, as a heading."""
        by = join(self.basis.titles[name] for name in self.banners)
        return say("compare.title", question=self.basis.title, by=by)

    @property
    def banners(self) -> list[str]:
        """The names of the questions of groups."""
        return list(self.outside)

    def rows(self, by: str) -> pd.DataFrame:
        """Return the rows of one question of groups."""
        return self._table[self._table["by"] == by]

    def untested(self, by: str) -> list[str]:
        """Return the groups that the tests of all groups together leave out: they have no error.

        None where the groups overlap, or are not tested together.
        """
        tests = self._tests[self._tests["by"] == by]
        rows = self.rows(by).drop_duplicates("level")
        if not tests["p"].notna().any():
            return []
        return list(rows.loc[(rows["letter"] != "") & ~rows["sure"], "level"])

    def no_reference(self, by: str) -> str:
        """Return why the group that all others are to be held against cannot be compared; or ''."""
        level = self.rules.references.get(by)
        if level is None:
            return ""
        rows = self.rows(by)
        row = rows[rows["level"] == level].iloc[0]
        unfit = pd.isna(row["share"]) or not row["sure"]
        return str(row["flag"]) if unfit else ""

    @property
    def extreme(self) -> bool:
        """Whether a share of 0 was tested against one of 1, by their pooled share."""
        apart = (self._table["share"] - self._table["rest"]).abs()
        rests = (apart == 1) & self._table["p_rest"].notna()
        pairs = (self._pairs["difference"].abs() == 1) & self._pairs["p"].notna()
        return bool(rests.any() or pairs.any())

    @property
    def text(self) -> str:
        """A few sentences to paste: the whole, the largest difference, how many are clear."""
        return text_of_comparison(self)

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        return method_of_comparison(self)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: base, weighting, small groups, letters, definition."""
        return notes_of_comparison(self)

    def plot(self, *, trend: bool | None = None, notes: Sequence[str] | None = None) -> "Picture":
        """Draw every answer's share in all groups on one line, the clear differences marked.

        Parameters
        ----------
        trend : bool, optional
            Whether to draw trends in its place: a panel an answer, the groups in their order.
            When None, trends are drawn where there is one over every question of groups.
        notes : sequence of str, optional
            Sentences below the drawing; base and rules of what is clear when None.

        Returns
        -------
        Picture
            A matplotlib figure with one Axes a question of groups (of trends, an answer), and its
            ``description``.

        Raises
        ------
        QuestionError
            If `trend` is True and there is none to draw.
        """
        from techno_kit.drawing import plots

        sets = [] if trend is False else trend_sets(self)
        if trend and not sets:
            raise QuestionError(say("errors.trend.none_to_draw"))
        if sets and (trend or len(sets) == len(self.banners)):
            return plots.draw_trends(
                sets,
                title=self.title,
                subtitle=self.basis.who,
                notes=chart_notes_of_trends(self) if notes is None else notes,
            )
        return plots.draw_differences(
            self._table,
            labels=self.labels,
            by_labels=self.basis.titles,
            title=self.title,
            subtitle=self.basis.who,
            notes=chart_notes_of_comparison(self) if notes is None else notes,
            average=self.average,
            average_label=self.basis.whole,
            foot=self.apart,
            against=against_told(self),
            kept=groups_told(self),
        )

    @property
    def lettered(self) -> bool:
        """Whether letters tell pairs of groups; else arrows tell what groups are held against."""
        return self.rules.against == "pairs"

    def html_body(self) -> str:
        """Return the tables and notes as HTML for a page, escaped; the page tells the text."""
        return self._html(self.notes)

    def _repr_html_(self) -> str:
        return self._html([*self.notes, self.text])

    def _html(self, notes: Sequence[str]) -> str:
        views = views_of_comparison(self, ACROSS, notes)
        return "\n".join(view.html(wrap=view.cells) for view in views)

    def __str__(self) -> str:
        views = views_of_comparison(self, ACROSS_TEXT, [*self.notes, self.text])
        return "\n\n".join(view.plain() for view in views)

    def __repr__(self) -> str:
        return f"Comparison({self.text})"
