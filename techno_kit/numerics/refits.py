"""Regressions fitted again under replicate weights, many at once."""

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.regression import Family, Floats, mean_of, orthogonal, slope_of

ROUNDS = 40  # Newton steps; from the estimate of the whole sample about four are needed
STEP = 1e-9  # the last step; the next one would be of the order of its square
SINGULAR = 1e-9  # of the largest eigenvalue: no answer on a column, or separated
TOGETHER = 20_000_000  # numbers of a block's cross products that are made at once


def refit(columns: Floats, start: Floats, weight: Floats, total: Floats, family: Family) -> Floats:
    """Fit a regression under several sets of weights by Newton's method.

    Parameters
    ----------
    columns : numpy.ndarray of float, shape (patterns, columns)
        Independent columns.
    start : numpy.ndarray of float, shape (columns,)
        The estimate of the whole sample.
    weight, total : numpy.ndarray of float, shape (patterns, replicates)
        Every replicate's sums of the weights and of the weighted outcomes.
    family : {"logit", "linear"}
        As in `fit_regression`.

    Returns
    -------
    numpy.ndarray of float, shape (replicates, columns)
        The coefficients; NaN in the row of a replicate that has no estimate.
    """
    middle = np.abs(weight).mean(axis=1)
    steep = slope_of(mean_of(columns @ start, family), family)
    basis, back = orthogonal(columns, middle / max(middle.sum(), np.finfo(float).tiny) * steep)
    size = weight.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight, total = weight / size, total / size
    found = np.repeat(np.linalg.solve(back, start)[:, None], weight.shape[1], axis=1)
    step = np.full_like(found, np.inf)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(ROUNDS if family == "logit" else 2):
            mean = mean_of(basis @ found, family)
            score = basis.T @ (total - weight * mean)
            step = _solved(_cross(basis, weight * slope_of(mean, family)), score.T).T
            found = found + step
            if not (np.abs(step) > STEP).any():
                break
        cross = _cross(basis, weight * slope_of(mean_of(basis @ found, family), family))
    settled = (np.abs(step) <= STEP * np.maximum(1.0, np.abs(found))).all(axis=0)
    settled &= _regular(cross)
    return np.where(settled[:, None], (back @ found).T, np.nan)


def _cross(basis: Floats, weight: Floats) -> Floats:
    """Return sum(w x x') of every replicate, shape (replicates, columns, columns)."""
    patterns, size = basis.shape
    if patterns * size**2 > TOGETHER:
        return np.stack([(basis * each[:, None]).T @ basis for each in weight.T])
    products = (basis[:, :, None] * basis[:, None, :]).reshape(patterns, -1)
    return np.asarray((weight.T @ products).reshape(-1, size, size))


def _regular(matrices: Floats) -> NDArray[np.bool_]:
    """Tell which matrices are known and not singular, shape (replicates,)."""
    known: NDArray[np.bool_] = np.isfinite(matrices).all(axis=(1, 2))
    values = np.linalg.eigvalsh(np.where(known[:, None, None], matrices, 0.0))
    return known & (values[:, 0] > SINGULAR * values[:, -1])


def _solved(matrices: Floats, right: Floats) -> Floats:
    """Solve for every replicate; NaN where its matrix is singular or unknown."""
    found = np.full_like(right, np.nan)
    known = np.isfinite(matrices).all(axis=(1, 2)) & np.isfinite(right).all(axis=1)
    for place in np.flatnonzero(known):
        try:
            found[place] = np.linalg.solve(matrices[place], right[place])
        except np.linalg.LinAlgError:
            continue
    return found


def replicate_spread(found: Floats, estimate: Floats, coefficients: Floats, centre: str) -> Floats:
    """Return the covariance matrix of estimates from those of their replicates.

    Parameters
    ----------
    found : numpy.ndarray of float, shape (replicates, estimates)
        Every replicate's estimates.
    estimate : numpy.ndarray of float, shape (estimates,)
        Those of the whole sample.
    coefficients : numpy.ndarray of float, shape (replicates,)
        What each squared deviation counts: scale x rscales.
    centre : {"estimate", "mean"}
        What deviations are from.
    """
    middle = estimate if centre == "estimate" else found[coefficients > 0].mean(axis=0)
    moved = (found - middle) * np.sqrt(coefficients)[:, None]
    return np.asarray(moved.T @ moved)
