"""The result of a diagnosis of weights, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.telling.telling import Basis
from techno_kit.analysis.weights.diagnosis_views import views_of_diagnosis
from techno_kit.analysis.weights.diagnosis_words import (
    method_of_diagnosis,
    notes_of_diagnosis,
    text_of_diagnosis,
)
from techno_kit.analysis.weights.verdicts import IMBALANCE, Grade, Verdict, market_of, rule_told
from techno_kit.numerics.balance import Spread
from techno_kit.survey.weight_words import adjusts
from techno_kit.survey.weights import Weights
from techno_kit.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from techno_kit.survey.collapse import Floats


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """What weights cost, who carries them, and what they moved.

    Attributes
    ----------
    before, after : Spread
        How the weights spread that they started from, and how they spread.
    raked_deff : float or None
        Design effect after all margins on cells, without caps and later trims; None where the
        weights are not raked.
    found : Verdict
        The class and its reasons.
    titles : dict of str to str
        Wordings of the variables.
    labels : dict of tuple of str to str
        Names of answers whose ids tables hold, by variable and id.
    left_out : int
        Questions of one answer that were not looked at, as they are too many.
    basis : Basis
        Who and what the diagnosis rests on.
    untried : int
        Margins whose `without` was not looked for, as there are too many cells.
    values : numpy.ndarray of float, shape (n,)
        The weights that are judged.
    multiples, base_multiples : numpy.ndarray of float, shape (n,), or None
        They, and the design's, as multiples of the mean weight of each respondent's own level,
        where weights were made within the levels of a question; else None.
    raked_on : tuple of str
        What a weight that the file came with was raked on by its makers.

    Examples
    --------
    >>> import techno_kit as tk
    >>> sample = tk.Sample.from_frame(pd.DataFrame({"sex": ["Female"] * 60 + ["Male"] * 40}))
    >>> targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    >>> found = tk.diagnose(sample.with_weights(tk.rake(sample, targets)))
    >>> found.grade, round(found.deff, 3)
    ('sound', 1.042)
    """

    _balance: pd.DataFrame
    _contributions: pd.DataFrame
    _carriers: pd.DataFrame
    before: Spread
    after: Spread
    raked_deff: float | None
    untried: int
    found: Verdict
    titles: dict[str, str]
    labels: dict[tuple[str, str], str]
    left_out: int
    basis: Basis
    values: "Floats"
    multiples: "Floats | None" = None
    base_multiples: "Floats | None" = None
    raked_on: tuple[str, ...] = ()

    @property
    def weights(self) -> Weights | None:
        """The weights of the kit that are judged; None for weights that the file came with."""
        return self.basis.weights

    @property
    def table(self) -> pd.DataFrame:
        """The measures: a row a measure, with the columns ``measure, before, after``.

        ``n``; ``zeros`` and ``negative`` weights; ``sum``; ``min``, ``mean`` and ``max`` of those
        that are not 0; ``max_to_mean``: the largest as a multiple of the mean, or of that of its
        own level where weights were made within a question; ``deff`` (Kish), ``n_eff``,
        ``efficiency`` (share 0-1);
        ``top_share``: share of the sum that the 1 % with the largest weights hold; ``at_cap`` and
        ``at_floor``: how many sit on a bound. ``before`` is that of the weights that they started
        from: the design's, or 1 each.
        """
        weights = self.weights
        bounds = (0, 0) if weights is None else (weights.capped, weights.floored)
        columns = {
            "measure": [*_measures(self.after), "at_cap", "at_floor"],
            "before": [*_measures(self.before).values(), 0, 0],
            "after": [*_measures(self.after).values(), *bounds],
        }
        return pd.DataFrame(columns).astype({"before": float, "after": float})

    @property
    def contributions(self) -> pd.DataFrame:
        """What each margin costs: a copy of ``variable, alone, without, added, explained``.

        ``alone`` and ``without``: the design effect (Kish) with only this margin raked, and with
        all but it, from the same starting weights and without a cap; ``added``: that of all margins
        less ``without``. Margins overlap, so these need not add up. ``explained``: share (0-1) of
        the variance of the weights that lies between the variable's levels. The first three are
        missing where the weights are not raked to shares; of many margins on very many cells only
        those that cost most alone are left out one at a time (`untried` counts the others).
        """
        return self._contributions.copy(deep=False)

    @property
    def carriers(self) -> pd.DataFrame:
        """Who weighs most: a copy of ``variable, level, n, share, weight_share, mean_weight``.

        The ten levels with the largest mean weights, then the ten cells of two variables whose mean
        weight exceeds that of both their levels. ``n`` are respondents with a weight, ``share`` and
        ``weight_share`` (0-1) theirs of all respondents and of all weight, ``mean_weight`` a
        multiple of the mean weight; only what is above 1.05 stands there.
        """
        return self._carriers.copy(deep=False)

    @property
    def balance(self) -> pd.DataFrame:
        """What weighting moved: a copy, a row a level of every variable.

        Its columns are ``variable, level, n, before, after, target, gap, asmd_before, asmd_after,
        moved``: shares 0-1 of those who answered (of a number the mean, at the level
        ``"(mean)"``), ``gap`` after less target, ``asmd_...`` the absolute difference from the
        target in standard deviations of the target, sqrt(t (1 - t)), or of the number; ``moved``
        that of after from before, in those of before. What is not known is missing.
        """
        return self._balance.copy(deep=False)

    def levels_told(self, rows: pd.DataFrame) -> list[str]:
        """Return the names of the levels of some rows of `balance`."""
        pairs = zip(rows["variable"], rows["level"], strict=True)
        return [self.labels.get((variable, level), level) for variable, level in pairs]

    @property
    def aimed(self) -> bool:
        """Whether any level has a target."""
        return bool(self._balance["target"].notna().any())

    @property
    def _chart(self) -> str:
        if not self.aimed:
            return "chart_moved"
        return "chart_response" if adjusts(self.weights) else "chart"

    @property
    def deff(self) -> float:
        """Kish's design effect of weighting, over the weights that are not 0."""
        return self.after.deff

    @property
    def n_eff(self) -> float:
        """Kish's effective number of respondents."""
        return self.after.n_eff

    @property
    def efficiency(self) -> float:
        """Weighting efficiency, 1 / deff (share 0-1)."""
        return self.after.efficiency

    @property
    def grade(self) -> Grade:
        """The class of the verdict: "sound", "strained" or "poor"."""
        return self.found.grade

    @property
    def verdict(self) -> str:
        """The verdict with its reasons, and the rule, which is the kit's own."""
        return f"{self.found.text} {rule_told(self.weights)}"

    @property
    def title(self) -> str:
        """What is diagnosed, as a heading."""
        return say("diagnosis.title", weighting=self.basis.weighting)

    @property
    def text(self) -> str:
        """A few sentences to paste: verdict, cost, who carries it, what moved."""
        return text_of_diagnosis(self)

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        return method_of_diagnosis(self)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: base, how to read the columns, the rule of the verdict."""
        return notes_of_diagnosis(self)

    def plot(self, ax: "Axes | None" = None, *, notes: Sequence[str] | None = None) -> "Axes":
        """Draw how far every level lay from its target and lies now: a love plot.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a picture of its own when None.
        notes : sequence of str, optional
            Sentences below the drawing; the verdict and the rule of thumb when None.

        Returns
        -------
        matplotlib.axes.Axes
            Its x axis is in standard deviations, with a line at 0.1.
        """
        from techno_kit.drawing.love import draw_love

        told = [self.found.text, say("diagnosis.thumb")]
        made_up = [say("profile.made_up")] if self.basis.synthetic else []
        return draw_love(
            self._balance.assign(level=self.levels_told(self._balance)),
            labels=self.titles,
            threshold=IMBALANCE,
            aim="response" if adjusts(self.weights) else "target",
            title=say(f"diagnosis.{self._chart}"),
            subtitle=self.basis.weighting,
            notes=[*made_up, *told] if notes is None else notes,
            ax=ax,
        )

    def plot_weights(
        self, ax: "Axes | None" = None, *, notes: Sequence[str] | None = None
    ) -> "Axes":
        """Draw how the weights spread, with their bounds and the weights that they started from.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a picture of its own when None.
        notes : sequence of str, optional
            Sentences below the drawing; the verdict when None.

        Returns
        -------
        matplotlib.axes.Axes
            Its x axis is in multiples of the mean weight; where weights were made within the levels
            of a question, of that of each respondent's own level.
        """
        from techno_kit.drawing.histograms import draw_histogram

        weights = self.weights
        made_up = [say("profile.made_up")] if self.basis.synthetic else []
        within, market = self.multiples is not None, market_of(weights)
        base = None if weights is None else weights.base
        return draw_histogram(
            self.values if self.multiples is None else self.multiples,
            bound=None if weights is None else weights.cap,
            floor=None if weights is None else weights.floor,
            base=self.base_multiples if within else base,
            within="" if market is None else market.title,
            title=say("diagnosis.spread"),
            subtitle=self.basis.weighting,
            notes=[*made_up, self.found.text] if notes is None else notes,
            ax=ax,
        )

    def html_body(self) -> str:
        """Return the tables and notes as HTML for a page, escaped; the page tells the text."""
        return self._html(self.notes)

    def _repr_html_(self) -> str:
        return self._html([self.text, *self.notes])

    def _html(self, notes: Sequence[str]) -> str:
        from techno_kit.drawing.markup import table_html

        return "\n".join(table_html(**view) for view in views_of_diagnosis(self, notes, "caption"))

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        views = views_of_diagnosis(self, [self.text, *self.notes], "title")
        return "\n\n".join(table_text(**view) for view in views)

    def __repr__(self) -> str:
        return f"Diagnosis({self.text})"


def _measures(spread: Spread) -> dict[str, float]:
    return {
        "n": spread.n,
        "zeros": spread.zeros,
        "negative": spread.negative,
        "sum": spread.total,
        "min": spread.least,
        "mean": spread.mean,
        "max": spread.largest,
        "max_to_mean": spread.largest_to_mean,
        "deff": spread.deff,
        "n_eff": spread.n_eff,
        "efficiency": spread.efficiency,
        "top_share": spread.top_share,
    }
