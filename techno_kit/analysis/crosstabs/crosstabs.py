"""The result of a crosstab, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.analysis.asking.undeclared import Undeclared
from techno_kit.analysis.comparisons.comparison_tables import BEHIND
from techno_kit.analysis.comparisons.comparisons import Rules
from techno_kit.analysis.crosstabs.crosstab_pages import Page, pages_of, printed
from techno_kit.analysis.crosstabs.crosstab_telling import method_of_crosstab, notes_of_crosstab
from techno_kit.analysis.crosstabs.crosstab_text import text_of_crosstab
from techno_kit.analysis.crosstabs.tabulations import BEHIND as BEHIND_CELLS
from techno_kit.analysis.crosstabs.tabulations import Asked
from techno_kit.analysis.telling.outsiders import Outside
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, unknown_word
from techno_kit.survey.answers import MissingRule
from techno_kit.wording import join, plural, say

if TYPE_CHECKING:
    from techno_kit.drawing.canvas import Picture

ACROSS = 11  # columns of a table on a page, the total among them
ACROSS_TEXT = 7  # the same for a terminal


@dataclass(frozen=True, eq=False, slots=True)
class Section:
    """The rows of one question, and who is in its base.

    Attributes
    ----------
    name : str
        The question's name.
    basis : Basis
        Who and what the rows rest on.
    missing : {"in_base", "exclude"}
        The rule of the base.
    rows : tuple of (kind, answer, label)
        The rows in order: their kind and name in tables, and what captions call them.
    left_out : int
        Respondents of the audience who are outside the base.
    outside : dict of str to Outside
        For every banner question: respondents of the base who are in none of its columns.
    scores : str
        How answers count in the mean, in words; empty where they have none.
    apart : tuple of str
        Sentences on answers that are not in the mean and the nets.
    """

    name: str
    basis: Basis
    missing: MissingRule
    rows: tuple[tuple[str, str, str], ...]
    left_out: int
    outside: dict[str, Outside]
    scores: str
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Banners:
    """The columns of one banner question, or of several crossed.

    Attributes
    ----------
    name, title : str
        What tables and captions call it.
    labels, letters : dict of str to str
        By column: what captions call it, and its letter.
    overlapping : bool
        Whether a respondent can be in several columns.
    """

    name: str
    title: str
    labels: dict[str, str]
    letters: dict[str, str]
    overlapping: bool


@dataclass(frozen=True, eq=False, repr=False)
class Crosstab:
    """Questions by banner questions: shares and means with errors, letters, arrows and bases.

    Attributes
    ----------
    sections : tuple of Section
        The questions.
    banners : tuple of Banners
        The questions of columns.
    asked : Asked
        What the crosstab was asked for.
    undeclared : Undeclared
        Questions that no codebook describes, and that are read as numbers.

    Examples
    --------
    >>> import techno_kit as tk
    >>> frame = pd.DataFrame({"sex": ["Female", "Male"] * 100, "owns": ["no", "yes"] * 100})
    >>> found = tk.crosstab(tk.Sample.from_frame(frame), "owns", by="sex")
    >>> found.wide.iloc[:, 0].tolist()
    ['50%', '50%', '200', '200', '200']
    """

    _table: pd.DataFrame
    _tests: pd.DataFrame
    _pairs: pd.DataFrame
    sections: tuple[Section, ...]
    banners: tuple[Banners, ...]
    asked: Asked
    undeclared: Undeclared = Undeclared()

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a copy, a row an estimate.

        Its columns are ``question, answer, kind, by, level, share, value, se, low, high, index,
        rest, p_rest, p_rest_adjusted, n, n_weighted, n_eff, df, letter, higher_than, arrow, flag``.
        `kind` is ``"answer"``, ``"net"``, ``"mean"`` or ``"median"``; `share` (0-1) is missing in
        rows of a mean or median, `value` in the others; `by` and `level` are missing for the total.
        """
        return self._table.drop(columns=list(BEHIND_CELLS))

    @property
    def tests(self) -> pd.DataFrame:
        """The tests of all columns of a banner question: a copy, as those of `compare`.

        Its columns are ``question, answer, kind, by, F, df1, df2, p, p_adjusted, cramers_v``; the
        row without an answer tests the whole question.
        """
        return self._tests.copy(deep=False)

    @property
    def pairs(self) -> pd.DataFrame:
        """The pairs of columns: a copy, as those of `compare`.

        Its columns are ``question, answer, kind, by, level_a, level_b, difference, se, low, high,
        ratio, cohens_h, p, p_adjusted``.
        """
        return self._pairs.drop(columns=list(BEHIND))

    @property
    def pairs_behind(self) -> pd.DataFrame:
        """The pairs with what sentences are made of, for the kit's own faces."""
        return self._pairs

    @property
    def clear(self) -> pd.DataFrame:
        """The pairs that differ clearly: those with a capital letter."""
        return self.pairs[self._pairs["p_letter"] <= self.rules.error]

    @property
    def compared(self) -> bool:
        """Whether any two columns, or a column and the rest, were compared."""
        tested = self._pairs["p_adjusted"].notna().any() or self._table["p_rest"].notna().any()
        return bool(self.banners) and bool(tested)

    @property
    def withheld(self) -> bool:
        """Whether a letter was withheld: it would rest on few cases, or few PSUs."""
        level, pairs = self.rules.error, self._pairs
        return bool(((pairs["p_adjusted"] <= level) & (pairs["p_letter"] > level)).any())

    @property
    def wide(self) -> pd.DataFrame:
        """The printed table: two header rows, a row an answer and base; its cells are texts."""
        return printed(self)

    @property
    def basis(self) -> Basis:
        """Who and what the first question rests on; design and weights are those of all."""
        return self.sections[0].basis

    @property
    def rules(self) -> Rules:
        """How columns are compared."""
        return self.asked.rules(self.sections[0].missing)

    @property
    def title(self) -> str:
        """The questions and what they are split by, as a heading."""
        first = self.sections[0].basis.title
        several = plural("crosstab.questions", len(self.sections))
        what = first if len(self.sections) == 1 else several
        if not self.banners:
            return what
        return say("crosstab.title", questions=what, by=join(each.title for each in self.banners))

    @property
    def text(self) -> str:
        """A few sentences to paste: the base, the largest difference, how many are clear."""
        return text_of_crosstab(self)

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        return method_of_crosstab(self)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: bases, weighting, small columns, letters, definitions."""
        return notes_of_crosstab(self)

    def rows(self, question: str | None = None) -> pd.DataFrame:
        """Return the table's rows of one question, or all, with ``column_share``, ``p_picked``.

        Letters and arrows compare these shares of the column's base, whatever `share` is part of.
        """
        if question is None:
            return self._table.copy(deep=False)
        return self._table[self._table["question"] == question]

    @property
    def drawable(self) -> bool:
        """Whether there is one question, and it has shares: then its drawing tells all of it."""
        return len(self.sections) == 1 and self.sections[0].rows[0][0] == "answer"

    def plot(self, question: str | None = None, *, notes: Sequence[str] | None = None) -> "Picture":
        """Draw questions as tables of shares, shaded by how far they lie from the total.

        Parameters
        ----------
        question : str, optional
            The name of one question; all when None, six at most, and a note tells what is not
            drawn.
        notes : sequence of str, optional
            Sentences below the drawing; base and rules of what is clear when None.

        Returns
        -------
        Picture
            A matplotlib figure with its ``description``.

        Raises
        ------
        QuestionError
            If `question` is none of the crosstab's, or there is no share to draw.
        """
        from techno_kit.analysis.crosstabs.crosstab_drawing import draw_crosstab

        names = [each.name for each in self.sections]
        if question is None:
            return draw_crosstab(self, None, notes)
        if question not in names:
            raise QuestionError(unknown_word("question", question, names))
        return draw_crosstab(self, self.sections[names.index(question)], notes)

    # -- what readers see ---------------------------------------------------------------------

    def html_body(self) -> str:
        """Return the tables and notes as HTML for a page, escaped; the page tells the text."""
        return self._html(self.notes)

    def _repr_html_(self) -> str:
        return self._html([*self.notes, self.text])

    def _html(self, notes: Sequence[str]) -> str:
        from techno_kit.drawing.banner_tables import banner_html

        pages = pages_of(self, ACROSS)
        return "\n".join(
            banner_html(page, notes=notes if page is pages[-1] else []) for page in pages
        )

    def __str__(self) -> str:
        from techno_kit.drawing.banner_tables import banner_text

        pages: list[Page] = pages_of(self, ACROSS_TEXT, together=False)
        told: list[Any] = [*self.notes, self.text]
        return "\n\n".join(
            banner_text(page, notes=told if page is pages[-1] else []) for page in pages
        )

    def __repr__(self) -> str:
        return f"Crosstab({self.text})"
