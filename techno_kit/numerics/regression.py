"""Regression on cells: weighted fits, and what every cell adds to the coefficients.

A model's columns are the same for all respondents with the same answers to its predictors, a
pattern. A fit needs the sum of the weights and of the weighted outcomes of every pattern, and the
influence of a respondent on a coefficient is one number a pattern and outcome.
"""

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Family = Literal["logit", "linear"]

ROUNDS = 100  # of reweighted least squares; an estimate that exists is found in about ten
STEP = 1e-11  # by which no coefficient moves in the last round
SOLVED = 1e-9  # share of a column's own weight by which the score equations may miss 0
FARTHEST = 20.0  # log odds; separated patterns go there, others hardly ever
BEGINNING = 8  # Newton steps before that fit, which as a rule has nothing left to find
NEAR = 1e-9  # log odds that their last step moves: the fit's own rounds do the rest
SKEWED = 1e4  # condition of columns of equal length from which on they are first told apart


@dataclass(frozen=True, eq=False, slots=True)
class RegressionFit:
    """A weighted regression.

    Attributes
    ----------
    coefficients : numpy.ndarray of float, shape (columns,)
        Log odds, or units of the outcome.
    mean : numpy.ndarray of float, shape (patterns,)
        The predicted share (0-1), or mean, of every pattern.
    found : bool
        Whether the score equations hold at finite coefficients. They do not where the columns tell
        some with the outcome apart from all without it (separation).
    """

    coefficients: Floats
    mean: Floats
    found: bool


def mean_of(odds: Floats, family: Family) -> Floats:
    """Return the predicted mean of a linear predictor."""
    if family == "linear":
        return odds
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-odds)))


def slope_of(mean: Floats, family: Family) -> Floats:
    """Return how fast the mean moves with the linear predictor; also the variance of the family."""
    return np.ones_like(mean) if family == "linear" else mean * (1 - mean)


def bend_of(mean: Floats, family: Family) -> Floats:
    """Return how fast that slope moves."""
    return np.zeros_like(mean) if family == "linear" else mean * (1 - mean) * (1 - 2 * mean)


def fit_regression(columns: Floats, weight: Floats, total: Floats, family: Family) -> RegressionFit:
    """Fit a weighted regression: the pseudo-maximum likelihood estimate.

    Parameters
    ----------
    columns : numpy.ndarray of float, shape (patterns, columns)
        Independent columns, the first of them ones.
    weight, total : numpy.ndarray of float, shape (patterns,)
        Sums of the weights (above 0) and of the weighted outcomes.
    family : {"logit", "linear"}
        Logistic regression of an outcome of 0 and 1, or linear regression.

    Notes
    -----
    Solves sum(w x (y - m(x'b))) = 0. The sum over respondents is one over patterns, with the mean
    outcome of a pattern as the response and its weight, scaled to mean 1, as the variance weight of
    ``statsmodels``' GLM. A weight is never a number of people (``freq_weights``).
    """
    from statsmodels.genmod.families import Binomial, Gaussian
    from statsmodels.genmod.generalized_linear_model import GLM

    scaled = weight / weight.mean()
    basis, back = orthogonal(columns, scaled)
    response = total / weight
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is looked for below
        made = Gaussian() if family == "linear" else Binomial()
        model = GLM(response, basis, family=made, var_weights=scaled)
        start = _beginning(basis, scaled, response) if family == "logit" else None
        fitted = model.fit(start_params=start, maxiter=ROUNDS, tol=STEP, tol_criterion="params")
    odds = basis @ fitted.params
    mean = mean_of(odds, family)
    missed = np.abs((scaled * (response - mean)) @ columns)
    size = (scaled * np.maximum(np.abs(response), np.abs(mean))) @ np.abs(columns)
    found = bool((missed <= SOLVED * size).all())
    if family == "logit":
        found &= bool((np.abs(odds) < FARTHEST).all())
    return RegressionFit(back @ fitted.params, mean, found)


def _beginning(basis: Floats, weight: Floats, response: Floats) -> Floats | None:
    """Return log odds near the estimate, by Newton's method; None where that does not settle.

    A step costs a tenth of a round of least squares, which matters where patterns are many.
    """
    share = float((weight @ response) / weight.sum())
    found = basis.T @ (weight * np.log(share / (1 - share)))
    reach = np.abs(basis).max(axis=0)  # log odds that move most: those of patterns of least weight
    for _ in range(BEGINNING):
        mean = mean_of(basis @ found, "logit")
        cross = (basis * (weight * slope_of(mean, "logit"))[:, None]).T @ basis
        try:
            step = np.linalg.solve(cross, basis.T @ (weight * (response - mean)))
        except np.linalg.LinAlgError:
            return None
        found = found + step
        if not np.isfinite(found).all():
            return None
        if (np.abs(step) * reach <= NEAR).all():
            return np.asarray(found)
    return None


def orthogonal(columns: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return columns that are orthogonal under the weights, and the matrix that led to them.

    Numbers of any size, such as years and incomes, are then as good as indicators; and so are
    levels that have next to none, or next to all, of the weight.

    Returns
    -------
    tuple of numpy.ndarray of float, shapes (patterns, columns) and (columns, columns)
        ``columns @ matrix`` are the orthogonal ones, and ``matrix @ b`` the coefficients of the
        columns themselves, b those of the orthogonal ones.
    """
    root = np.sqrt(weight)[:, None]
    upper = np.linalg.qr(columns * root, mode="r")
    if np.linalg.cond(upper / np.linalg.norm(upper, axis=0)) < SKEWED:
        back = np.linalg.inv(upper)
        return columns @ back, back
    apart = told_apart(columns, root)
    clean = columns @ apart
    back = np.linalg.inv(np.linalg.qr(clean * root, mode="r"))
    return clean @ back, apart @ back


def told_apart(columns: Floats, root: Floats) -> Floats:
    """Return the matrix that makes columns of which each stands alone in a pattern of its own.

    Elimination with complete pivoting (Gauss and Jordan): of the columns "all" and "in B" it makes
    "in A" and "in B", exactly, whatever the two weigh, where orthogonal columns would be small
    differences of large numbers.

    Parameters
    ----------
    columns : numpy.ndarray of float, shape (patterns, columns)
        Independent columns.
    root : numpy.ndarray of float, shape (patterns, 1)
        Roots of the weights.
    """
    left, size = columns / np.linalg.norm(columns * root, axis=0), columns.shape[1]
    made = np.diag(1 / np.linalg.norm(columns * root, axis=0))
    waiting = np.ones(size, np.bool_)
    for _ in range(size):
        held = np.abs(left * root) * waiting
        row, column = np.unravel_index(int(held.argmax()), held.shape)
        pivot = left[row].copy()
        share = pivot / pivot[column]
        share[column] = 0.0
        left = left - left[:, [column]] * share
        left[row, np.arange(size) != column] = 0.0
        made = made - made[:, [column]] * share
        length = np.linalg.norm(left * root, axis=0)
        left, made = left / length, made / length
        waiting[column] = False
    return made


def leverage(columns: Floats, weight: Floats, mean: Floats, family: Family) -> Floats:
    """Return what a respondent's y - m moves the coefficients by, shape (patterns, columns).

    That is x A^-1 with A = sum(w m' x x'), m' the `slope_of` the mean: times y - m it is the
    influence of a respondent of weight 1.
    """
    around, back = orthogonal(columns, weight * slope_of(mean, family))
    return np.asarray(around @ back.T)


def deviance(weight: Floats, total: Floats, mean: Floats) -> float:
    """Return -2 log likelihood of outcomes of 0 and 1, by weight."""
    from scipy.special import xlog1py, xlogy

    return float(-2 * (xlogy(total, mean) + xlog1py(weight - total, -mean)).sum())


def pseudo_r2(weight: Floats, total: Floats, mean: Floats) -> tuple[float, float]:
    """Return Cox and Snell's and Nagelkerke's pseudo R2, as R ``survey::psrsq``.

    Notes
    -----
    1 - exp((D - D0) / W) with the deviances D of the model and D0 of a common share, W the sum of
    the weights; Nagelkerke divides it by its largest value, 1 - exp(-D0 / W). With W in place of
    the number of respondents no scale of the weights matters (Lumley, T. (2017), Pseudo-R2
    statistics under complex sampling, Australian & New Zealand Journal of Statistics 59, 187-194).
    """
    whole = weight.sum()
    none = deviance(weight, total, np.full_like(mean, total.sum() / whole))
    cox_snell = -np.expm1((deviance(weight, total, mean) - none) / whole)
    return float(cox_snell), float(cox_snell / -np.expm1(-none / whole))


def r_squared(weight: Floats, total: Floats, squares: float, mean: Floats) -> float:
    """Return the share of the weighted variance that a linear regression explains.

    Parameters
    ----------
    weight, total, mean : numpy.ndarray of float, shape (patterns,)
        Sums of the weights and of the weighted outcomes, and predicted means.
    squares : float
        Sum of the weighted squared outcomes.
    """
    centre = total.sum() / weight.sum()
    whole = squares - weight.sum() * centre**2
    explained = float((weight * (mean - centre) ** 2).sum())
    return explained / whole if whole > 0 else float("nan")
