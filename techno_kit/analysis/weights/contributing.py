"""Where the spread of weights comes from: which margin, which levels, which cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd

from techno_kit.numerics.balance import variance_between
from techno_kit.numerics.contributions import Contributions, Part, deff_contributions
from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.codebook import Question
from techno_kit.survey.collapse import CellTable, Floats
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.survey.weights import Fit, Weights

MARGINS = ("variable", "alone", "without", "added", "explained")
WHOLE = 1e-6  # share; targets that sum to 1 but for rounding cover every respondent
BY_MARGINS = ("raked", "poststratified")


@dataclass(frozen=True, eq=False, slots=True)
class Raking:
    """The step of a chain whose margins contribute.

    Attributes
    ----------
    weights : Weights
        Right after it.
    effects : Contributions or None
        Design effects with and without each margin; None where it cannot be told.
    """

    weights: Weights
    effects: Contributions | None

    @property
    def deff(self) -> float | None:
        """Design effect after all margins; None where it cannot be told."""
        if self.effects is None or isnan(self.effects.full):
            return None  # margins that no weights meet have no design effect together
        return self.effects.full


def raking_of(sample: Sample) -> Raking | None:
    """Return the raking that the weights in force rest on, what cut them later left aside."""
    step = sample.weights
    while step is not None and step.kind == "trimmed" and step.parent is not None:
        step = step.parent
    if step is None or step.kind not in BY_MARGINS:
        return None
    if not step.fits or any(fit.number is not None for fit in step.fits):
        return Raking(step, None)
    return Raking(step, _effects(sample, step))


def contributions_of(
    sample: Sample, raking: Raking | None, questions: Sequence[Question]
) -> pd.DataFrame:
    """Return what each margin adds to the design effect; without a raking, where weights differ.

    Parameters
    ----------
    sample : Sample
        The respondents under the weights that are judged.
    raking : Raking or None
        What `raking_of` returned.
    questions : sequence of Question
        The variables to look at where there is no margin.

    Returns
    -------
    pandas.DataFrame
        A row a margin or variable: `MARGINS`.
    """
    made = sample.weights if raking is None else raking.weights
    margins = [fit.questions for fit in made.fits if fit.number is None] if made else []
    margins = margins or [(question,) for question in questions]
    effects = raking.effects if raking is not None else None
    none = [nan] * len(margins)
    rows = {
        "variable": [CROSS.join(each.name for each in margin) for margin in margins],
        "alone": none if effects is None else effects.alone,
        "without": none if effects is None else effects.without,
        "added": none if effects is None else [effects.full - each for each in effects.without],
        "explained": [_explained(sample, margin) for margin in margins],
    }
    return pd.DataFrame({name: rows[name] for name in MARGINS})


def _explained(sample: Sample, margin: Sequence[Question]) -> float:
    table = sample.collapse(margin, ("n", "active", "w", "ww"))
    return variance_between(table.sums("active"), table.sums("w"), table.sums("ww"))


def _effects(sample: Sample, step: Weights) -> Contributions | None:
    """Rake on cells with and without each margin of a step; None where that is not its raking."""
    questions = list({each.name: each for fit in step.fits for each in fit.questions}.values())
    table = replace(sample, weights=step.parent).collapse(questions, ("n", "active", "w", "ww"))
    left_out = replace(sample, weights=step).collapse(questions, ("n", "w")).raw("w") == 0
    layout = _Layout(sample, questions, table, left_out)
    market = next((fit.questions[0] for fit in step.fits if fit.within), None)
    if market is None:
        parts, own = [layout.everyone(step.fits)], None
    else:
        own = next((at for at, fit in enumerate(step.fits) if fit.questions == (market,)), None)
        parts = list(layout.markets(step.fits, market, own))
    sums = [goal.sum() for part in parts for goal in part.goals if goal is not None]
    if any(abs(each - 1) > WHOLE for each in sums):
        return None
    plain = step.calibration is not None and step.cap is None and step.floor is None
    return deff_contributions(parts, own=own, full=step.deff if plain else None)


@dataclass(frozen=True, eq=False, slots=True)
class _Layout:
    """The cells of a raking's questions, and which of them it left without a weight."""

    sample: Sample
    questions: Sequence[Question]
    table: CellTable
    left_out: "np.typing.NDArray[np.bool_]"

    def everyone(self, fits: Sequence[Fit]) -> Part:
        """Return the raking of all respondents together."""
        return self._part(fits, range(len(self.questions)), slice(None), self.table.cells.levels)

    def markets(self, fits: Sequence[Fit], market: Question, own: int | None) -> Iterator[Part]:
        """Return the raking of each market; the margin that sets their shares is none of it."""
        names = [each.name for each in self.questions]
        place = names.index(market.name)
        rest = [axis for axis in range(len(names)) if axis != place]
        known = self.sample.answers(market).levels
        shares = {} if own is None else dict(zip(fits[own].levels, fits[own].target, strict=True))
        for level in dict.fromkeys(level[0] for fit in fits if fit.within for level in fit.levels):
            inside = self._at(place, known.index(level))
            cells = self.table.cells.levels
            listed = None if cells is None else [cells[axis][inside] for axis in rest]
            part = self._part([_in_market(fit, level) for fit in fits], rest, inside, listed)
            if part.sums.sum() > 0:
                yield replace(part, share=shares.get((level,)))

    def _at(self, axis: int, code: int) -> "np.typing.NDArray[np.intp]":
        """Return the cells at one level of a variable, in their order."""
        if self.table.cells.levels is not None:
            return np.flatnonzero(self.table.cells.levels[axis] == code)
        shape = self.table.shape
        return np.arange(int(np.prod(shape))).reshape(shape).take(code, axis=axis).ravel()

    def _part(
        self,
        fits: Sequence[Fit | None],
        axes: Sequence[int],
        inside: Any,
        listed: Sequence[Any] | None,
    ) -> Part:
        names = [self.questions[axis].name for axis in axes]
        people, sums, squares = (
            np.where(self.left_out, 0.0, self.table.raw(each))[inside]
            for each in ("active", "w", "ww")
        )
        return Part(
            people,
            sums,
            squares,
            tuple(self.table.shape[axis] for axis in axes),
            tuple(
                None if fit is None else tuple(names.index(each.name) for each in fit.questions)
                for fit in fits
            ),
            tuple(None if fit is None else self._goal(fit) for fit in fits),
            listed,
            tuple(self.table.missing[axis] for axis in axes),
        )

    def _goal(self, fit: Fit) -> Floats:
        """Lay a margin's targets out over the levels of its questions, that of blanks last."""
        answers = [self.sample.answers(each) for each in fit.questions]
        sizes = [len(each.levels) for each in answers]
        codes = [{level: at for at, level in enumerate(each.levels)} for each in answers]
        gaps = any(each.has_missing for each in answers)
        goal = np.zeros(int(np.prod(sizes)) + gaps)
        for level, share in zip(fit.levels, fit.target, strict=True):
            if BLANK in level:
                goal[-1] += share
            elif share > 0:
                at = tuple(known[part] for known, part in zip(codes, level, strict=True))
                goal[np.ravel_multi_index(at, sizes)] = share
        return goal


def _in_market(fit: Fit, market: str) -> Fit | None:
    """Return one market's rows of a margin, without the market; None where it has none."""
    kept = [at for at, level in enumerate(fit.levels) if level[0] == market]
    if not fit.within or not kept:
        return None
    levels = tuple(fit.levels[at][1:] for at in kept)
    return Fit(fit.questions[1:], levels, fit.before[kept], fit.after[kept], fit.target[kept])
