"""The result of a screening, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from techno_kit.analysis.screening.checks import DECISIVE, NO_SIGN, SIGNS, Bools, Check
from techno_kit.analysis.screening.screening_words import (
    method_of_screening,
    notes_of_screening,
    text_of_screening,
    view_of_screening,
)
from techno_kit.errors import QuestionError, unknown_word
from techno_kit.survey.sample import Sample
from techno_kit.wording import plural, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class Screening:
    """Whose interview may not be valid, check by check.

    Attributes
    ----------
    checks : tuple of Check
        What was looked for, and found.
    index : pandas.Index
        The sample's rows.
    subject : str
        What was screened, for captions.
    synthetic : bool
        Whether the respondents are made up.

    Examples
    --------
    >>> import techno_kit as tk
    >>> found = tk.screen(tk.load_example(), duration=None)
    >>> found.table.columns.tolist()
    ['check', 'rule', 'threshold', 'flagged', 'share', 'checked', 'unit']
    """

    checks: tuple[Check, ...]
    index: "pd.Index[Any]"
    subject: str
    synthetic: bool

    @classmethod
    def of(cls, sample: Sample, checks: Sequence[Check]) -> "Screening":
        """Return the screening of a sample."""
        subject = sample.source.name or say("errors.sample.subject")
        return cls(tuple(checks), sample.frame.index, subject, sample.codebook.synthetic)

    @property
    def n(self) -> int:
        """Number of respondents."""
        return len(self.index)

    @property
    def applied(self) -> tuple[Check, ...]:
        """The checks of respondents that could be applied."""
        return tuple(each for each in self.checks if each.flags is not None)

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a copy, a row a check.

        Its columns are ``check, rule, threshold, flagged, share, checked, unit``. ``rule`` is in
        words, or says why the check could not be applied; ``flagged`` of ``checked`` respondents,
        or columns where ``unit`` is ``"columns"``, and their ``share`` (0-1); missing where not
        applied.
        """
        rows = [
            (
                each.name,
                each.rule,
                each.threshold,
                each.n,
                None if each.n is None or not each.checked else each.n / each.checked,
                each.checked,
                "columns" if each.of_columns else "respondents",
            )
            for each in self.checks
        ]
        names = ["check", "rule", "threshold", "flagged", "share", "checked", "unit"]
        kinds = {"threshold": "float64", "flagged": "Int64", "share": "float64"}
        return pd.DataFrame(rows, columns=names).astype(kinds)

    @property
    def respondents(self) -> pd.DataFrame:
        """A row a respondent, on the sample's rows: a copy.

        A column of True and False for each check that could be applied, by its name; ``flags``, how
        many of them are signs against the interview; and ``suggested``: whether our rule would
        leave it out.
        """
        found = pd.DataFrame({each.name: each.flags for each in self.applied}, index=self.index)
        return found.assign(flags=self._signs(), suggested=self.suggested)

    @property
    def measures(self) -> pd.DataFrame:
        """What the rules compare with their thresholds: a row a respondent, a column a check.

        ``speed``: time over the median; ``straight_line``: longest run of one answer over the
        questions of its battery; ``attention``: checks that were failed; ``blank``: share of the
        questions asked; ``everything_daily``: share of activities at the highest frequency;
        ``heavy_weight``: weight over the mean. Missing where not known.
        """
        measured = {x.name: x.measure for x in self.applied if x.measure is not None}
        return pd.DataFrame(measured, index=self.index, dtype=np.float64)

    @property
    def columns(self) -> pd.DataFrame:
        """Where flags come from: ``check, column, flagged``, a row a column or battery."""
        rows = [(each.name, *pair) for each in self.checks for pair in each.columns]
        return pd.DataFrame(rows, columns=["check", "column", "flagged"])

    @property
    def suggested(self) -> Bools:
        """Who our rule would leave out, shape (n,): by one decisive check or two other signs."""
        decisive: Bools = np.zeros(self.n, np.bool_)
        for each in self.applied:
            if each.name in DECISIVE and each.flags is not None:
                decisive |= each.flags
        return np.asarray(decisive | (self._signs() >= SIGNS))

    def _signs(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        signs = np.zeros(self.n, np.int64)
        for each in self.applied:
            if each.name not in NO_SIGN and each.flags is not None:
                signs += each.flags
        return signs

    def reasons(
        self, checks: Sequence[str] | None = None, at_least: int = 1
    ) -> Mapping[str, Bools]:
        """Return by reason, in words, who is to be left out for it.

        Parameters
        ----------
        checks : sequence of str, optional
            The checks that count; our rule (`suggested`) when left out.
        at_least : int, default 1
            How many of them must have flagged a respondent.

        Raises
        ------
        QuestionError
            If a check has no such name, or could not be applied.
        """
        known = {each.name: each for each in self.applied}
        if isinstance(at_least, bool) or not isinstance(at_least, int) or at_least < 1:
            raise QuestionError(say("screening.at_least", value=at_least))
        if checks is None:
            if at_least != 1:
                raise QuestionError(say("screening.at_least_of"))
            counted = {k: v for k, v in known.items() if k not in NO_SIGN}
            out = self.suggested
        else:
            asked = [checks] if isinstance(checks, str) else list(checks)
            for name in asked:
                if name not in known:
                    self._refuse(name, list(known))
            counted = {name: each for name, each in known.items() if name in asked}
            total = np.zeros(self.n, np.int64)
            for each in counted.values():
                total += np.asarray(each.flags)
            out = np.asarray(total >= at_least)
        return {
            say(f"screening.reasons.{name}"): np.asarray(each.flags) & out
            for name, each in counted.items()
        }

    def _refuse(self, name: str, known: Sequence[str]) -> None:
        other = {each.name: each for each in self.checks}
        if name in other and not other[name].of_columns:
            told = say("screening.not_applied", check=name, why=other[name].rule)
            raise QuestionError(told)
        raise QuestionError(unknown_word("checks", name, known))

    @property
    def title(self) -> str:
        """What was screened, as a heading."""
        return say("screening.title", subject=self.subject)

    @property
    def text(self) -> str:
        """A few sentences to paste."""
        return text_of_screening(self)

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        return method_of_screening(self)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: what was looked at, and whose rules these are."""
        return notes_of_screening(self)

    def plot(self, ax: "Axes | None" = None, *, notes: Sequence[str] | None = None) -> "Axes":
        """Draw the share of respondents that each check flags.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a picture of its own when None.
        notes : sequence of str, optional
            Sentences below the drawing; `text` when None.

        Returns
        -------
        matplotlib.axes.Axes
            Its x axis is in shares 0-1.
        """
        from techno_kit.drawing.singles import draw_shares

        rows = [each for each in self.applied if each.checked]
        table = pd.DataFrame(
            {
                "answer": [each.name for each in rows],
                "share": [(each.n or 0) / each.checked for each in rows],
                "n": [each.checked for each in rows],
            }
        )
        return draw_shares(
            table,
            labels={each.name: say(f"screening.checks.{each.name}") for each in rows},
            title=say("screening.chart"),
            subtitle=say("screening.of", n=plural("units.respondents", self.n), of=self.subject),
            notes=[self.text] if notes is None else notes,
            digits=1,
            ax=ax,
        )

    def html_body(self) -> str:
        """Return the table and notes as HTML for a page, escaped; the page tells the text."""
        from techno_kit.drawing.markup import table_html

        return table_html(**view_of_screening(self), caption=self.title, notes=self.notes)

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        notes = [self.text, *self.notes]
        return table_html(**view_of_screening(self), caption=self.title, notes=notes)

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        notes = [self.text, *self.notes]
        return table_text(**view_of_screening(self), title=self.title, notes=notes)

    def __repr__(self) -> str:
        return f"Screening({self.text})"
