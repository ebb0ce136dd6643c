"""How much more those who answered must count, for those who were asked and did not.

Everything here works on cells: the combinations of what is known about everyone, with the sum of
the weights of those asked and of those who answered in each.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.cells import Floats, Integers

ROUNDS = 100  # of reweighted least squares; an estimate that exists is found in about ten
STEP = 1e-11  # by which no coefficient moves in the last round
SOLVED = 1e-10  # share of a column's own weight by which the score equations may miss 0
FARTHEST = 20.0  # log odds; a separated cell this far out still misses by exp(-20), over SOLVED
DEPENDENT = 1e-7  # of a column's length: what is left of it beside the columns before it
SAME = 1e-12  # propensities nearer to each other differ by rounding only
EDGE = 1e-9  # share; cumulated weights nearer to a class limit lie on it

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PropensityFit:
    """A logistic regression of answering.

    Attributes
    ----------
    coefficients : ndarray of float64, shape (columns,)
        Log odds of answering; meaningless where no estimate was found.
    propensity : ndarray of float64, shape (cells,)
        Every cell's estimated chance of answering.
    found : bool
        Whether the estimate exists: the score equations hold at finite coefficients. They do not
        where the columns tell some of those who answered apart from all who did not (separation).
    """

    coefficients: Floats
    propensity: Floats
    found: bool


def cell_factors(
    asked: Floats, answered: Floats, group: Integers | None = None, groups: int = 0
) -> Floats:
    """Return weight of those asked over weight of those who answered, in every cell's group.

    Parameters
    ----------
    asked, answered : ndarray of float64, shape (cells,)
        Sums of weights.
    group : ndarray of intp, shape (cells,), optional
        The group within which a cell is adjusted; every cell by itself when None.
    groups : int
        Number of groups, where there are any.

    Returns
    -------
    ndarray of float64, shape (cells,)
        At least 1; infinite where somebody was asked and nobody answered, 1 where nobody has a
        weight.
    """
    if group is not None:
        asked = np.bincount(group, asked, groups)[group]
        answered = np.bincount(group, answered, groups)[group]
    factors = np.where(asked > 0, np.inf, 1.0)
    np.divide(asked, answered, out=factors, where=answered > 0)
    return factors


def model_columns(terms: Sequence[Integers], numbers: Sequence[Floats]) -> Floats:
    """Return the columns of a model with main effects.

    Parameters
    ----------
    terms : sequence of ndarray of intp, each of shape (cells,)
        Each cell's level in each of the categorical terms.
    numbers : sequence of ndarray of float64, each of shape (cells,)
        Each cell's value of each of the numeric terms; used as they are.

    Returns
    -------
    ndarray of float64, shape (cells, columns)
        Ones, an indicator for every level that occurs but each term's first, the numbers.
    """
    columns: list[Floats] = [np.ones(len(each)) for each in (*terms, *numbers)[:1]]
    for levels in terms:
        columns += [(levels == level).astype(float) for level in np.unique(levels)[1:]]
    return np.column_stack([*columns, *numbers])


def fit_propensities(columns: Floats, asked: Floats, answered: Floats) -> PropensityFit:
    """Estimate chances of answering by weighted (pseudo-likelihood) logistic regression.

    Parameters
    ----------
    columns : ndarray of float64, shape (cells, columns)
        As `model_columns` returns them.
    asked, answered : ndarray of float64, shape (cells,)
        Sums of weights; cells without weight of those asked are predicted, and not used.

    Notes
    -----
    Maximises sum(w (r log p + (1 - r) log(1 - p))), with sampling weight w and response r; the sum
    over respondents is one over cells, with the share that answered as the response and the weight
    of those asked as variance weight. A weight is never a number of people: ``freq_weights`` would
    not move this estimate, but make its standard errors those of a far larger sample.
    """
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    used = asked > 0
    weight = asked[used] / asked[used].mean()
    rate = answered[used] / asked[used]
    shift, scale = _standard(columns, asked)
    standard = (columns - shift) / scale
    free = _independent(standard[used] * np.sqrt(weight)[:, None])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is looked for below
        model = GLM(rate, standard[used][:, free], family=Binomial(), var_weights=weight)
        fitted = model.fit(maxiter=ROUNDS, tol=STEP, tol_criterion="params")
    odds = standard[:, free] @ fitted.params
    propensity = 1 / (1 + np.exp(-np.clip(odds, -2 * FARTHEST, 2 * FARTHEST)))
    missed = np.abs((weight * (rate - propensity[used])) @ standard[used])
    solved = bool((missed <= SOLVED * (weight @ np.abs(standard[used]))).all())
    coefficients = np.zeros(len(free))
    coefficients[free] = fitted.params
    coefficients /= scale
    coefficients[0] -= coefficients @ shift
    found = solved and bool((np.abs(odds[used]) < FARTHEST).all())
    return PropensityFit(coefficients, propensity, found)


def _standard(columns: Floats, asked: Floats) -> tuple[Floats, Floats]:
    """Return what to take off each column and to divide it by, so that sizes do not matter."""
    shift = np.average(columns, axis=0, weights=asked)
    shift[0] = 0.0
    spread = np.sqrt(np.average((columns - shift) ** 2, axis=0, weights=asked))
    return shift, np.where(spread > 0, spread, 1.0)


def _independent(columns: Floats) -> Bools:
    """Tell which columns are no combination of those before them, shape (columns,)."""
    basis = np.empty((len(columns), 0))
    free: Bools = np.zeros(columns.shape[1], np.bool_)
    for place, column in enumerate(columns.T):
        left = column
        for _ in range(2):  # once more, as the first subtraction leaves rounding
            left = left - basis @ (basis.T @ left)
        length = np.linalg.norm(left)
        free[place] = length > DEPENDENT * np.linalg.norm(column)
        if free[place]:
            basis = np.column_stack([basis, left / length])
    return free


def propensity_classes(propensity: Floats, asked: Floats, classes: int) -> Integers:
    """Put cells into classes of propensity that hold equal weight, as far as ties allow.

    Parameters
    ----------
    propensity, asked : ndarray of float64, shape (cells,)
    classes : int
        How many.

    Returns
    -------
    ndarray of intp, shape (cells,)
        0 for the lowest; cells of one propensity are in one class, so that a class may be empty.

    Notes
    -----
    The limits are the weighted quantiles j / classes (the smallest value that so much of the weight
    does not exceed); a propensity on a limit belongs to the class below it.
    """
    order = np.argsort(propensity, kind="stable")
    ranked = propensity[order]
    new = np.concatenate([[True], np.diff(ranked) > SAME])
    value = np.cumsum(new) - 1  # which different value every ranked cell has
    weight = np.bincount(value, asked[order])
    below = np.concatenate([[0.0], np.cumsum(weight)[:-1]]) / weight.sum()
    numbers = np.minimum((below * classes + EDGE).astype(np.intp), classes - 1)
    result = np.empty(len(propensity), np.intp)
    result[order] = numbers[value]
    return result


def one_sided(
    level: Integers, levels: int, silent: Floats, answered: Floats
) -> tuple[Bools, Bools]:
    """Tell in which levels of a term all answered, and in which nobody did.

    Parameters
    ----------
    level : ndarray of intp, shape (cells,)
        Each cell's level.
    levels : int
        How many there are.
    silent, answered : ndarray of float64, shape (cells,)
        Sums of the weights of those who did not answer, and of those who did.

    Returns
    -------
    tuple of ndarray of bool, each of shape (levels,)
        Neither holds for a level that nobody with a weight has.
    """
    lost = np.bincount(level, silent, levels) > 0
    won = np.bincount(level, answered, levels) > 0
    return won & ~lost, lost & ~won
