"""Models fitted on cells: coefficients, average marginal effects, and their errors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.models.model_cells import ModelCells
from techno_kit.analysis.models.model_errors import Errors
from techno_kit.analysis.models.separating import constant_told, separated_told
from techno_kit.numerics.covariance import Covariance
from techno_kit.numerics.deviations import ReplicateSums
from techno_kit.numerics.linear import Linear
from techno_kit.numerics.marginal_effects import MarginalEffect, averages, difference, slope
from techno_kit.numerics.refits import refit, replicate_spread
from techno_kit.numerics.regression import (
    RegressionFit,
    fit_regression,
    leverage,
    pseudo_r2,
    r_squared,
)
from techno_kit.survey.collapse import Floats
from techno_kit.wording import count, say

Bools = NDArray[np.bool_]
Strings = NDArray[np.str_]
AveragedOver = Literal["population", "respondents"]
KEPT = 30_000_000  # numbers of the columns of all effects, up to which outcomes share them
Sides = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Effect:
    """Whose average effect: a predictor's level, or a number.

    Attributes
    ----------
    predictor : int
        Place of the predictor.
    level : int
        The level; -1 is a number.
    """

    predictor: int
    level: int


@dataclass(frozen=True, eq=False, slots=True)
class Regression:
    """The model of one outcome.

    Attributes
    ----------
    coefficients : numpy.ndarray of float, shape (columns,)
        NaN for columns that nobody has, and everywhere where there is no estimate.
    matrix : numpy.ndarray of float, shape (columns, columns)
        Their covariances; 0 of columns that have no sampling error.
    set_by : numpy.ndarray of str, shape (columns,)
        The keys of what says that weighting or design sets a column; empty where neither does.
    effects, effect_se, there, here : numpy.ndarray of float, shape (effects,)
        Average marginal effects, their standard errors, and the average predictions that they are
        the differences of.
    effect_set_by : numpy.ndarray of str, shape (effects,)
        As `set_by`, of the effects.
    mean : float
        The outcome's weighted share (0-1), or mean, among those in the model.
    r2, cox_snell : float
        Nagelkerke's pseudo R2 (R2 of a number), and Cox and Snell's.
    reason : str
        Why there is no estimate; empty where there is one.
    """

    coefficients: Floats
    matrix: Floats
    set_by: Strings
    effects: Floats
    effect_se: Floats
    there: Floats
    here: Floats
    effect_set_by: Strings
    mean: float
    r2: float
    cox_snell: float
    reason: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class _Outcome:
    """One outcome: its values by cell, its sums by pattern, its fit or why there is none."""

    y: Floats
    total: Floats
    fit: RegressionFit | None
    reason: str


@dataclass(frozen=True, eq=False, slots=True)
class Models:
    """What the models of all outcomes have in common, ready to be fitted.

    Attributes
    ----------
    frame : ModelCells
        The cells.
    columns : numpy.ndarray of float, shape (patterns, columns)
        The model's columns, those that nobody has included.
    free : numpy.ndarray of bool, shape (columns,)
        Which columns anyone has.
    weight : numpy.ndarray of float, shape (patterns,)
        Sums of the weights.
    averaged_over : {"population", "respondents"}
        Whether errors of effects take the mix of respondents as an estimate, or as known.
    """

    frame: ModelCells
    columns: Floats
    free: Bools
    weight: Floats
    averaged_over: AveragedOver

    @property
    def df(self) -> float:
        """Degrees of freedom of coefficients: those of the design + 1 - coefficients."""
        return self.frame.cells.df(self.frame.inside) + 1 - int(self.free.sum())

    @property
    def effects(self) -> list[Effect]:
        """Whose average effects there are."""
        return [
            Effect(place, level)
            for place, each in enumerate(self.frame.predictors.predictors)
            for level in ((-1,) if each.is_number else each.others)
        ]

    def regressions(self) -> list[Regression]:
        """Fit the model of every outcome."""
        outcomes = [self._fitted(y) for y in self.frame.outcomes.T]
        replicates = self.frame.cells.replicates
        if replicates is None:
            sides = self._shared_sides()
            return [self._linearised(each, sides) for each in outcomes]
        return self._replicated(outcomes, replicates)

    def _fitted(self, y: Floats) -> _Outcome:
        """Fit one outcome, or tell why it cannot be."""
        total = self.frame.by_pattern(self.frame.cells.w * y)
        reason = constant_told(self.frame, y, total, self.weight)
        if reason:
            return _Outcome(y, total, None, reason)
        used = self.weight > 0
        columns = self.columns[used][:, self.free]
        fit = fit_regression(columns, self.weight[used], total[used], self.frame.family)
        if not fit.found:
            reason = separated_told(self.frame, columns, used, self.weight, total)
            return _Outcome(y, total, None, reason)
        return _Outcome(y, total, fit, "")

    def _sides(self, effect: Effect) -> tuple[Floats, Floats]:
        """Return the columns that an effect is the difference of, or those of a slope."""
        predictors = self.frame.predictors
        if effect.level < 0:
            return self.columns, predictors.derivatives(effect.predictor)
        reference = predictors.predictors[effect.predictor].reference
        there = predictors.columns({effect.predictor: effect.level})
        return there, predictors.columns({effect.predictor: reference})

    def _free_sides(self, effect: Effect) -> Sides | None:
        """Return the sides of an effect without columns that nobody has; None if it needs them."""
        if not self._known(effect):
            return None
        one, other = self._sides(effect)
        return (one, other) if self.free.all() else (one[:, self.free], other[:, self.free])

    def _shared_sides(self) -> list[Sides | None] | None:
        """Return the sides of all effects, for all outcomes; None where they would fill memory."""
        if 2 * len(self.effects) * self.columns.size > KEPT:
            return None
        return [self._free_sides(each) for each in self.effects]

    def _known(self, effect: Effect) -> bool:
        """Tell whether an effect uses only what anyone has."""
        used = self.weight > 0
        if effect.level >= 0:
            predictor = self.frame.predictors.predictors[effect.predictor]
            if effect.level not in predictor.held:
                return False
        if self.free.all():
            return True
        return not any(each[used][:, ~self.free].any() for each in self._sides(effect))

    def _effects(
        self, coefficients: Floats, sides: Sequence[Sides | None] | None = None
    ) -> list[MarginalEffect | None]:
        """Return all effects under some coefficients; `sides` where they are made already."""
        found: list[MarginalEffect | None] = []
        for place, effect in enumerate(self.effects):
            own = self._free_sides(effect) if sides is None else sides[place]
            made = slope if effect.level < 0 else difference
            found.append(
                None if own is None else made(*own, coefficients, self.weight, self.frame.family)
            )
        return found

    def _linearised(self, outcome: _Outcome, sides: list[Sides | None] | None) -> Regression:
        """Return the model of an outcome with linearised errors."""
        if outcome.fit is None:
            return self._unknown(outcome)
        cells = self.frame.cells
        effects = self._effects(outcome.fit.coefficients, sides)
        linear = self._linear(outcome, outcome.fit, effects)
        errors = Errors.of(cells, linear, cells.covariance(linear))
        return self._regression(
            outcome, effects, errors.times(cells.average_factor(self.frame.inside))
        )

    def _linear(
        self, outcome: _Outcome, fit: RegressionFit, effects: Sequence[MarginalEffect | None]
    ) -> Linear:
        """Return the influence of every cell on coefficients and effects."""
        frame, lever = self.frame, self._lever(fit)
        mean = np.zeros(len(self.weight))
        mean[self.weight > 0] = fit.mean
        left = np.where(frame.inside, outcome.y - mean[frame.pattern], 0.0)
        influence = left[:, None] * lever[frame.pattern]
        parts = [influence, *(self._influence(each, influence) for each in effects)]
        return Linear(np.column_stack(parts))

    def _lever(self, fit: RegressionFit) -> Floats:
        """Return what a respondent moves the coefficients by; 0 in patterns without weight."""
        used = self.weight > 0
        lever = np.zeros((len(self.weight), int(self.free.sum())))
        weight = self.weight[used]
        lever[used] = leverage(
            self.columns[used][:, self.free], weight, fit.mean, self.frame.family
        )
        return lever

    def _influence(self, effect: MarginalEffect | None, influence: Floats) -> Floats:
        """Return the influence of every cell on an average effect."""
        if effect is None:
            return np.zeros(len(influence))
        found = influence @ effect.gradient
        if self.averaged_over == "population":
            own = (effect.of_patterns - effect.average) / self.weight.sum()
            found = found + np.where(self.frame.inside, own[self.frame.pattern], 0.0)
        return np.asarray(found)

    def _replicated(
        self, outcomes: Sequence[_Outcome], replicates: ReplicateSums
    ) -> list[Regression]:
        """Return the models of all outcomes with errors from refits in every replicate."""
        known = [place for place, each in enumerate(outcomes) if each.fit is not None]
        found: dict[int, list[Floats]] = {place: [] for place in known}
        for block in replicates.blocks():
            weight = self.frame.patterns_of(block)
            for place in known:
                total = self.frame.patterns_of(block * outcomes[place].y[:, None])
                found[place].append(self._refitted(outcomes[place], weight, total))
        return [
            self._spread(each, np.concatenate(found[place]), replicates)
            if place in found
            else self._unknown(each)
            for place, each in enumerate(outcomes)
        ]

    def _refitted(self, outcome: _Outcome, weight: Floats, total: Floats) -> Floats:
        """Return coefficients and effects of some replicates, shape (replicates, estimates)."""
        if outcome.fit is None:
            raise ValueError("an outcome without an estimate has no replicates")
        used, family = self.weight > 0, self.frame.family
        found = refit(
            self.columns[used][:, self.free],
            outcome.fit.coefficients,
            weight[used],
            total[used],
            family,
        )
        columns = [found.T]
        for effect in self.effects:
            if not self._known(effect):
                columns.append(np.zeros((1, len(found))))
                continue
            one, other = (each[:, self.free] for each in self._sides(effect))
            columns.append(
                averages(one, other, found.T, weight, family, slopes=effect.level < 0)[None]
            )
        return np.vstack(columns).T

    def _spread(self, outcome: _Outcome, found: Floats, replicates: ReplicateSums) -> Regression:
        """Return the model of an outcome from those of its replicates."""
        failed = int(np.isnan(found).any(axis=1).sum())
        if outcome.fit is None or failed:
            told = say("model.reason.replicates", failed=count(failed), n=count(len(found)))
            return self._unknown(_Outcome(outcome.y, outcome.total, None, told))
        effects = self._effects(outcome.fit.coefficients)
        averaged = [0.0 if each is None else each.average for each in effects]
        estimate = np.concatenate([outcome.fit.coefficients, averaged])
        matrix = replicate_spread(found, estimate, replicates.coefficients, replicates.centre)
        if self.averaged_over == "respondents":
            matrix = self._by_delta(effects, matrix)
        cells, linear = self.frame.cells, self._linear(outcome, outcome.fit, effects)
        spread = Covariance(matrix, cells.replicate_noise(linear))
        return self._regression(outcome, effects, Errors.of(cells, linear, spread))

    def _by_delta(self, effects: Sequence[MarginalEffect | None], matrix: Floats) -> Floats:
        """Return covariances with those of effects by the delta method."""
        size = int(self.free.sum())
        still = np.zeros(size)
        gradients = [still if each is None else each.gradient for each in effects]
        moved = np.vstack([np.eye(size), *gradients])
        return np.asarray(moved @ matrix[:size, :size] @ moved.T)

    def _regression(
        self, outcome: _Outcome, effects: Sequence[MarginalEffect | None], errors: Errors
    ) -> Regression:
        if outcome.fit is None:
            return self._unknown(outcome)
        size, kept = len(self.free), int(self.free.sum())
        coefficients, full = np.full(size, np.nan), np.full((size, size), np.nan)
        coefficients[self.free] = outcome.fit.coefficients
        full[np.ix_(self.free, self.free)] = errors.matrix[:kept, :kept]
        set_by = np.full(size, "", errors.set_by.dtype)
        set_by[self.free] = errors.set_by[:kept]
        se = np.sqrt(np.diag(errors.matrix)[kept:])
        known = np.asarray([each is not None for each in effects], np.bool_)
        r2, cox_snell = self._explained(outcome, outcome.fit)
        average, there, here = (
            np.asarray([np.nan if each is None else getattr(each, name) for each in effects])
            for name in ("average", "there", "here")
        )
        return Regression(
            coefficients=coefficients,
            matrix=full,
            set_by=set_by,
            effects=average,
            effect_se=np.where(known, se, np.nan),
            there=there,
            here=here,
            effect_set_by=np.where(known, errors.set_by[kept:], ""),
            mean=float(outcome.total.sum() / self.weight.sum()),
            r2=r2,
            cox_snell=cox_snell,
        )

    def _explained(self, outcome: _Outcome, fit: RegressionFit) -> tuple[float, float]:
        used = self.weight > 0
        weight, total = self.weight[used], outcome.total[used]
        if self.frame.family == "logit":
            cox_snell, nagelkerke = pseudo_r2(weight, total, fit.mean)
            return nagelkerke, cox_snell
        squares = float(self.frame.by_pattern(self.frame.cells.w * outcome.y**2).sum())
        return r_squared(weight, total, squares, fit.mean), float("nan")

    def _unknown(self, outcome: _Outcome) -> Regression:
        size, effects = len(self.free), np.full(len(self.effects), np.nan)
        return Regression(
            coefficients=np.full(size, np.nan),
            matrix=np.full((size, size), np.nan),
            set_by=np.full(size, ""),
            effects=effects,
            effect_se=effects,
            there=effects,
            here=effects,
            effect_set_by=np.full(len(effects), ""),
            mean=float(outcome.total.sum() / self.weight.sum()),
            r2=float("nan"),
            cox_snell=float("nan"),
            reason=outcome.reason,
        )
