"""The result of a model, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techno_kit.analysis.asking.undeclared import Undeclared
from techno_kit.analysis.comparisons.contrasting import Weights, contrasts_of
from techno_kit.analysis.models.model_cells import ModelCells
from techno_kit.analysis.models.model_tables import EFFECTS_BEHIND, RAKED, TERMS_BEHIND, Settings
from techno_kit.analysis.models.model_units import FIGURES, Unit, units_of
from techno_kit.analysis.models.model_views import views_of_model
from techno_kit.analysis.models.model_words import (
    chart_notes_of_model,
    method_of_model,
    notes_of_model,
    text_of_model,
)
from techno_kit.analysis.models.regressing import Models
from techno_kit.analysis.telling.telling import Basis
from techno_kit.errors import QuestionError, listed, nearest
from techno_kit.numerics.multiplicity import error_of
from techno_kit.numerics.regression import Family
from techno_kit.wording import join, say, titled

if TYPE_CHECKING:
    from techno_kit.drawing.canvas import Picture

ACROSS = 5  # outcomes that a page shows as columns
ACROSS_TEXT = 4  # the same for a terminal


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a model was made of, in numbers and names.

    Attributes
    ----------
    family : {"logit", "linear"}
        Whether the outcomes are shares or a number.
    predictors, terms : tuple of str
        The predictors, and all terms (interactions too), as tables name them.
    titles : dict of str to str
        Their wordings.
    references : dict of str to str
        Every predictor with levels to its reference.
    crossed : tuple of str
        The interactions among the terms.
    left_out : int
        Respondents of the audience who are outside the base of the question.
    dropped : int
        Respondents of the base who are blank on a predictor.
    blank : dict of str to int
        How many are blank on each that has blanks.
    replicates : bool
        Whether errors are from refits under replicate weights.
    undeclared : Undeclared
        Columns of numbers that no codebook describes.
    spans : dict of str to float
        By number among the predictors: how far its largest and smallest are apart.
    empty : dict of str to tuple of str
        By interaction: combinations of levels that nobody with a weight has.
    twin : str
        The outcome of those who are not in the only other one: its tests are the other's, and both
        count once; empty where there is none.
    """

    family: Family
    predictors: tuple[str, ...]
    terms: tuple[str, ...]
    titles: dict[str, str]
    references: dict[str, str]
    crossed: tuple[str, ...]
    left_out: int
    dropped: int
    blank: dict[str, int]
    replicates: bool
    undeclared: Undeclared
    spans: dict[str, float]
    empty: dict[str, tuple[str, ...]]
    twin: str = ""

    def said(self, name: str) -> str:
        """Return the wording of a term as it stands in a sentence."""
        return titled(self.titles[name])

    @classmethod
    def of(cls, frame: ModelCells, models: Models, undeclared: Undeclared) -> "Fitted":
        """Return what is told of a model."""
        predictors = frame.predictors
        places = range(len(predictors.terms))
        names = tuple(predictors.name(term) for term in places)
        return cls(
            family=frame.family,
            predictors=tuple(each.name for each in predictors.predictors),
            terms=names,
            titles={name: predictors.title(term) for term, name in enumerate(names)},
            references={
                each.name: each.levels[each.reference]
                for each in predictors.predictors
                if not each.is_number
            },
            crossed=tuple(names[term] for term in places if len(predictors.terms[term]) > 1),
            left_out=frame.left_out,
            dropped=frame.dropped,
            blank=frame.blank,
            replicates=models.frame.cells.replicates is not None,
            undeclared=undeclared,
            spans={
                each.name: float(np.ptp(each.values[models.weight > 0]))
                for each in predictors.predictors
                if each.values is not None
            },
            empty=predictors.empty(models.weight),
            twin="" if frame.twins is None else frame.names[frame.twins[1]],
        )


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """Outcomes modelled on several questions at once.

    Attributes
    ----------
    labels : dict of str to str
        Names of the outcomes in captions.
    basis : Basis
        Who and what the model rests on.
    settings : Settings
        What it was asked for.
    fitted : Fitted
        What it was made of.

    Examples
    --------
    >>> import techno_kit as tk
    >>> rows = [("18-34", "yes")] * 60 + [("18-34", "no")] * 40 + [("35+", "yes")] * 30
    >>> frame = pd.DataFrame([*rows, *[("35+", "no")] * 70], columns=["age", "posts"])
    >>> found = tk.model(tk.Sample.from_frame(frame), "posts", "age", reference={"age": "35+"})
    >>> found.table.query("outcome == 'yes'")[["term", "level", "estimate", "odds_ratio"]].round(2)
              term  level  estimate  odds_ratio
    2  (intercept)    NaN     -0.85        0.43
    3          age  18-34      1.25        3.50
    """

    _table: pd.DataFrame
    _effects: pd.DataFrame
    _terms: pd.DataFrame
    _fits: pd.DataFrame
    _matrices: dict[str, pd.DataFrame]
    labels: dict[str, str]
    basis: Basis
    settings: Settings
    fitted: Fitted

    @property
    def table(self) -> pd.DataFrame:
        """The coefficients: a copy, a row an outcome and coefficient.

        Its columns are ``outcome, term, level, reference, estimate, se, low, high, odds_ratio,
        odds_low, odds_high, t, p, p_adjusted, df, n, flag``; ``low`` and ``high`` are limits of
        ``estimate`` (log odds, or units of the number), ``n`` the respondents at the level.
        """
        return self._table.copy(deep=False)

    @property
    def effects(self) -> pd.DataFrame:
        """The average marginal effects: a copy, a row an outcome and level, or number.

        Its columns are ``outcome, term, level, reference, effect, se, low, high, share,
        share_reference, p, p_adjusted, df, n, n_weighted, flag``: ``share`` is the average
        prediction with everyone at the level, ``share_reference`` at the reference, ``effect``
        their difference (0-1; of a number, the slope by one unit). What weighting or design sets,
        as ``flag`` says, has the error 0, and neither limits nor p.
        """
        return self._effects.drop(columns=list(EFFECTS_BEHIND))

    @property
    def effects_behind(self) -> pd.DataFrame:
        """The effects with what sentences tell of them, for the kit's own faces."""
        return self._effects

    @property
    def terms(self) -> pd.DataFrame:
        """The Wald tests: a copy of ``outcome, term, F, df1, df2, p, p_adjusted``.

        ``p_adjusted`` allows for the number of outcomes.
        """
        return self._terms.drop(columns=list(TERMS_BEHIND))

    @property
    def terms_behind(self) -> pd.DataFrame:
        """The Wald tests with what sentences tell of them, for the kit's own faces."""
        return self._terms

    @property
    def fits(self) -> pd.DataFrame:
        """The fits: a copy, a row an outcome.

        Its columns are ``outcome, n, n_weighted, n_eff, share, parameters, df, r2, cox_snell,
        reason``: ``r2`` is Nagelkerke's (R2 of a number), ``reason`` says why there is no model.
        """
        return self._fits.copy(deep=False)

    @property
    def failed(self) -> dict[str, str]:
        """Outcomes without a model, and why."""
        rows = self._fits[self._fits["reason"] != ""]
        return dict(zip(rows["outcome"], rows["reason"], strict=True))

    @property
    def clear(self) -> pd.DataFrame:
        """The effects that are clear: adjusted p at most 1 - confidence, and no flag against it.

        Few cases, few PSUs, and shares that the weighting itself sets are against it.
        """
        return self.effects[self._is_clear()]

    @property
    def units(self) -> dict[str, Unit]:
        """By term: in which steps of a number, and with how many decimals, effects are told."""
        return units_of(self._effects, self.fitted.spans, self.fitted.family)

    def _is_clear(self) -> "pd.Series[bool]":
        clear = self._effects["p_adjusted"] <= error_of(self.settings.confidence)
        for key in ("flags.few", "flags.few_df", RAKED):
            clear &= ~self._effects["flag"].str.contains(say(key), regex=False)
        return clear

    def covariance(self, outcome: str | None = None) -> pd.DataFrame:
        """Return the covariances of an outcome's coefficients, by term and level.

        Parameters
        ----------
        outcome : str, optional
            May be left out where there is one.

        Raises
        ------
        QuestionError
            If there is no such outcome, or there are several and none is named.
        """
        names = list(self._matrices)
        if outcome is None and len(names) == 1:
            outcome = names[0]
        if outcome not in self._matrices:
            legal, near = listed(names), nearest(outcome, names)
            raise QuestionError(say("errors.model.outcome", name=outcome, legal=legal, near=near))
        return self._matrices[outcome].copy()

    def contrast(self, weights: Weights, *, outcome: str | None = None) -> pd.DataFrame:
        """Test a linear combination of coefficients, such as the difference of two levels.

        Parameters
        ----------
        weights : mapping of (term, level), or of a number's term, to float
            ``{("age_group", "25-34"): 1, ("age_group", "35-44"): -1}``. A reference level has
            the coefficient 0.
        outcome : str, optional
            One outcome; all by default.

        Returns
        -------
        pandas.DataFrame
            A row an outcome: ``outcome, estimate, se, low, high, odds_ratio, odds_low, odds_high,
            t, p, df``; p-values are not adjusted. What weighting or design sets has the error 0,
            and neither limits nor p.

        Raises
        ------
        QuestionError
            If there is no such outcome or coefficient.

        Notes
        -----
        As R ``svycontrast`` of a ``svyglm``, with t on the model's degrees of freedom.
        """
        names = [outcome] if outcome is not None else list(self._matrices)
        matrices = {name: self.covariance(name) for name in names}
        rows = self._table[self._table["outcome"].isin(names)]
        return contrasts_of(
            rows,
            matrices,
            weights,
            references=self.fitted.references,
            confidence=self.settings.confidence,
        )

    @property
    def title(self) -> str:
        """The question and its predictors, as a heading."""
        by = join(self.fitted.titles[each] for each in self.fitted.predictors)
        return say("model.title", question=self.basis.title, by=by)

    @property
    def text(self) -> str:
        """A few sentences to paste: the largest clear effect, how many are clear, what failed."""
        return text_of_model(self)

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        return method_of_model(self)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: base, who is outside, reasons, what an effect is."""
        return notes_of_model(self)

    def plot(self, *, notes: Sequence[str] | None = None) -> "Picture":
        """Draw the average marginal effects with their intervals, a panel an outcome.

        Parameters
        ----------
        notes : sequence of str, optional
            Sentences below the drawing; base and rule of what is clear when None.

        Returns
        -------
        Picture
            A matplotlib figure with one Axes an outcome, and its ``description``.
        """
        from techno_kit.drawing import plots

        table, units = self._effects.assign(clear=self._is_clear()), self.units
        step = table["term"].map({term: unit.step for term, unit in units.items()})
        table[FIGURES] = table[FIGURES].mul(step, axis=0)
        return plots.draw_effects(
            table.assign(digits=table["term"].map({term: u.digits for term, u in units.items()})),
            labels=self.labels,
            term_labels=self.fitted.titles,
            units={term: units[term].more for term in self.fitted.spans},
            reasons=self.failed,
            shares=self.fitted.family == "logit",
            title=self.title,
            subtitle=self.basis.who,
            notes=chart_notes_of_model(self) if notes is None else notes,
            confidence=self.settings.confidence,
        )

    def html_body(self) -> str:
        """Return the tables and notes as HTML for a page, escaped; the page tells the text."""
        return self._html(self.notes)

    def _repr_html_(self) -> str:
        return self._html([*self.notes, self.text])

    def _html(self, notes: Sequence[str]) -> str:
        views = views_of_model(self, ACROSS, notes)
        return "\n".join(view.html(wrap=view.numbers, group="group") for view in views)

    def __str__(self) -> str:
        views = views_of_model(self, ACROSS_TEXT, [*self.notes, self.text])
        return "\n\n".join(view.plain(group="group") for view in views)

    def __repr__(self) -> str:
        return f"Model({self.text})"
