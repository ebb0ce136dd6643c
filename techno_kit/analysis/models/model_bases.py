"""How many respondents are behind every column of a model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.models.model_cells import ModelCells
from techno_kit.analysis.models.predictors import Coefficient
from techno_kit.numerics.effective import effective_n
from techno_kit.survey.collapse import Floats

Bools = NDArray[np.bool_]
COMMON = 3  # values of a number of which one may be that of nearly all PSUs


@dataclass(frozen=True, eq=False, slots=True)
class Bases:
    """Who has what of the columns of a model.

    Attributes
    ----------
    n, n_weighted, n_eff : numpy.ndarray of float, shape (columns,)
        Respondents at a column's level, the sum of their weights, Kish's effective number.
    least, least_eff : numpy.ndarray of float, shape (columns,)
        Respondents there or at the reference, and effective numbers, whichever are fewer.
    least_df : numpy.ndarray of float, shape (columns,)
        Degrees of freedom there or at the reference, or of a number's `spread_df`, whichever are
        fewer.
    """

    n: Floats
    n_weighted: Floats
    n_eff: Floats
    least: Floats
    least_eff: Floats
    least_df: Floats

    @classmethod
    def of(cls, frame: ModelCells, names: Sequence[Coefficient]) -> "Bases":
        """Count who is at the levels of every column."""
        cells = frame.cells
        sums = np.stack([frame.by_pattern(each) for each in (cells.n, cells.w, cells.ww)])
        predictors = frame.predictors
        there, here, df = [], [], []
        for each in names:
            at = _at(frame, each.levels)
            there.append(sums @ at)
            df.append(_df(frame, at))
            main = each.term >= 0 and len(predictors.terms[each.term]) == 1 and each.levels
            if main:
                place = each.levels[0][0]
                reference = predictors.predictors[place].reference
                beside = _at(frame, ((place, reference),))
                here.append(sums @ beside)
                df[-1] = min(df[-1], _df(frame, beside))
            else:
                here.append(there[-1])
            for place in predictors.terms[each.term] if each.term >= 0 else ():
                if predictors.predictors[place].is_number:
                    df[-1] = min(df[-1], spread_df(frame, place, at[frame.pattern])[0])
        (n, w, ww), (other, w0, ww0) = (np.asarray(each).T for each in (there, here))
        n_eff, other_eff = effective_n(w, ww), effective_n(w0, ww0)
        least, least_eff = np.minimum(n, other), np.minimum(n_eff, other_eff)
        return cls(n, w, n_eff, least, least_eff, np.asarray(df, np.float64))


def spread_df(frame: ModelCells, place: int, who: Bools) -> tuple[float, float]:
    """Return the degrees of freedom of a number's spread, and the value that it is taken from.

    Those who have another value than most are to a slope what a level is to its difference: where
    they are one PSU, this PSU moves nothing of the slope's error, which is far too small.

    Parameters
    ----------
    frame : ModelCells
        The cells.
    place : int
        Place of a number among the predictors.
    who : numpy.ndarray of bool, shape (cells,)
        Those whose spread it is. Where they have one value, there is none, and no end of degrees.
    """
    number, cells = frame.predictors.predictors[place].values, frame.cells
    held = frame.inside & who & (cells.w > 0)
    if number is None or not held.any():
        return np.inf, np.nan
    own = number[frame.pattern]
    values, which = np.unique(own[held], return_inverse=True)
    if len(values) < 2:
        return np.inf, float(values[0])
    people = np.bincount(which, cells.n[held])
    common = values[np.argsort(-people, kind="stable")[:COMMON]]
    return min((float(cells.df(held & (own != each))), float(each)) for each in common)


def _df(frame: ModelCells, patterns: Bools) -> float:
    """Return the degrees of freedom of those who have some patterns."""
    return frame.cells.df(frame.inside & patterns[frame.pattern])


def _at(frame: ModelCells, levels: Sequence[tuple[int, int]]) -> Bools:
    """Return which patterns have all of some levels."""
    predictors = frame.predictors.predictors
    found = np.ones(len(predictors[0].codes), np.bool_)
    for place, level in levels:
        found &= predictors[place].codes == level
    return found
