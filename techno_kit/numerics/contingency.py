"""Tests of two-way tables under a sampling design: Rao-Scott of both orders, and Wald's."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DesignTest:
    """A test of independence under a sampling design.

    Attributes
    ----------
    F : float
        Pearson statistic over the sum of the generalised design effects.
    df1, df2 : float
        Degrees of freedom of the F reference.
    p : float
        Probability of an F as large.
    pearson : float
        The Pearson statistic of the weighted table, scaled to `n`.
    deff : float
        Mean generalised design effect.

    Notes
    -----
    A chi-square on k degrees of freedom is told as the F of itself over k, with df1 = k and df2
    infinite, which has the same p.
    """

    F: float
    df1: float
    df2: float
    p: float
    pearson: float
    deff: float


NO_TEST = DesignTest(*(float("nan"),) * 6)


@lru_cache(maxsize=64)
def interaction_contrasts(rows: int, columns: int) -> Floats:
    """Return contrasts of a table's cells (C order) that are orthogonal to its main effects.

    Shape (rows x columns, (rows - 1)(columns - 1)); read only.
    """
    parts = [np.vstack([np.eye(size - 1), -np.ones(size - 1)]) for size in (rows, columns)]
    contrasts = np.asarray(np.kron(parts[0], parts[1]), np.float64)
    contrasts.flags.writeable = False
    return contrasts


def log_contrasts(shares: Floats) -> Floats:
    """Return D^-1 C: what the interaction contrasts of log cell shares make of cell shares.

    Parameters
    ----------
    shares : numpy.ndarray of float, shape (..., rows, columns)
        Cell shares of whole tables; an empty cell counts as 0, not as minus infinity.

    Returns
    -------
    numpy.ndarray of float, shape (..., rows x columns, contrasts)
    """
    *tables, rows, columns = shares.shape
    flat = shares.reshape(*tables, rows * columns, 1)
    inverse = np.divide(1.0, flat, out=np.zeros_like(flat), where=flat > 0)
    return np.asarray(inverse * interaction_contrasts(rows, columns))


def pearson(shares: Floats, n: float) -> float:
    """Return the sum of the Pearson statistics of tables of shares, as if of n respondents."""
    expected = shares.sum(axis=-1, keepdims=True) * shares.sum(axis=-2, keepdims=True)
    return float(n * ((shares - expected) ** 2 / expected).sum())


def rao_scott(tables: Floats, contrasts: Floats, *, n: float, df: float) -> DesignTest:
    """Test one table, or several tables of the same respondents together.

    Parameters
    ----------
    tables : numpy.ndarray of float, shape (tables, rows, columns)
        Cell shares, each table's sum 1; no empty row or column.
    contrasts : numpy.ndarray of float, shape (contrasts, contrasts)
        Covariance of the tables' `log_contrasts`, one table after the other.
    n : float
        Respondents; the F does not depend on it.
    df : float
        Design degrees of freedom.

    Notes
    -----
    X2 = sum of the tables' Pearson statistics. Delta = (C'D^-1C / n)^-1 (D^-1C)'V(D^-1C), block by
    block in its first factor; F = X2 / tr(Delta) with df1 = tr(Delta)^2 / tr(Delta^2) and
    df2 = df x df1. With one table this is R's ``svychisq(statistic="F")``; with the 2 x K tables of
    overlapping answers it is the joint test of a multiple-choice question.

    References
    ----------
    Rao, J. N. K. and Scott, A. J. (1984), Annals of Statistics 12, 46-60. Thomas, D. R. and Rao,
    J. N. K. (1987), JASA 82, 630-636. Thomas, D. R. and Decady, Y. J. (2004), Int. J. of
    Testing 4, 43-59.
    """
    from scipy.special import fdtrc

    simple = interaction_contrasts(*tables.shape[1:]).T @ log_contrasts(tables) / n
    delta = _divided(simple, contrasts)
    if delta is None:
        return NO_TEST
    trace, square = float(np.trace(delta)), float((delta * delta.T).sum())
    statistic = pearson(tables, n)
    if not (trace > 0 and square > 0 and df > 0):
        return NO_TEST
    df1 = trace**2 / square
    value = statistic / trace
    p = float(fdtrc(df1, df * df1, value))
    return DesignTest(value, df1, df * df1, p, statistic, trace / len(delta))


def _divided(blocks: Floats, values: Floats) -> Floats | None:
    """Return the inverse of a matrix of diagonal blocks times values; None where it is singular."""
    if (np.linalg.cond(blocks, 1) > 1 / np.finfo(np.float64).eps).any():  # as to R's solve
        return None
    parts = values.reshape(len(blocks), -1, values.shape[1])
    return np.asarray(np.linalg.solve(blocks, parts).reshape(values.shape))


def with_df(test: DesignTest, times: float) -> DesignTest:
    """Return the F test of `rao_scott` with its second degrees of freedom times a number."""
    from scipy.special import fdtrc

    if times == 1:
        return test
    df2 = test.df2 * times
    return replace(test, df2=df2, p=float(fdtrc(test.df1, df2, test.F)))


def first_order(test: DesignTest, size: int) -> DesignTest:
    """Return the first-order Rao-Scott test: X2 over the mean design effect, as a chi-square.

    Parameters
    ----------
    test : DesignTest
        What `rao_scott` returned.
    size : int
        Contrasts of all its tables: the degrees of freedom.

    Notes
    -----
    R's ``svychisq(statistic="Chisq")``: X2 / mean(diag Delta) against chi-square.
    """
    from scipy.special import chdtrc

    value = test.pearson / test.deff
    return replace(
        test, F=value / size, df1=float(size), df2=float("inf"), p=float(chdtrc(size, value))
    )


def associations(shares: Floats) -> tuple[Floats, Floats]:
    """Return how far cells are from independence, and what each cell's respondents add to that.

    Parameters
    ----------
    shares : numpy.ndarray of float, shape (rows, columns)
        Cell shares of a whole table.

    Returns
    -------
    distance : numpy.ndarray of float, shape (contrasts,)
        N(ij) - N(i.) N(.j) / N over N, without the first row and column, which follow.
    influence : numpy.ndarray of float, shape (rows x columns, contrasts)
        Influence of a respondent in each cell (C order), per unit of weight and over N.

    Notes
    -----
    N is held where the totals are divided by it: this is the linearisation of the totals
    themselves, as R's ``svychisq(statistic="Wald")``.
    """
    row, column = shares.sum(axis=1), shares.sum(axis=0)
    distance = (shares - np.outer(row, column))[1:, 1:]
    rows, columns = (np.eye(size)[:, 1:] for size in shares.shape)
    own = np.einsum("ia,jb->ijab", rows, columns)
    by_row = np.einsum("ia,b->iab", rows, column[1:])[:, None]
    by_column = np.einsum("a,jb->jab", row[1:], columns)[None]
    influence = own - by_row - by_column + np.outer(row[1:], column[1:])
    return distance.ravel(), influence.reshape(shares.size, -1)


def wald(
    test: DesignTest, distance: Floats, covariance: Floats, *, df: float, adjusted: bool
) -> DesignTest:
    """Return Wald's test of independence.

    Parameters
    ----------
    test : DesignTest
        The Rao-Scott test of the same tables, whose statistic and design effect are kept.
    distance : numpy.ndarray of float, shape (contrasts,)
        The `associations` of all tables.
    covariance : numpy.ndarray of float, shape (contrasts, contrasts)
        Their covariance.
    df : float
        Design degrees of freedom.
    adjusted : bool
        Whether to allow for the estimated covariance.

    Notes
    -----
    Q = Y'V^-1Y over q contrasts. ``"wald"``: F = Q / q on q and df; ``"adjwald"``:
    F = Q (df - q + 1) / (q df) on q and df - q + 1, as R's ``svychisq``. With many contrasts for
    few degrees of freedom the first rejects far too often, and the second has none left.

    References
    ----------
    Koch, G. G., Freeman, D. H. and Freeman, J. L. (1975), Int. Statistical Review 43, 59-78.
    Thomas, D. R. and Rao, J. N. K. (1987), JASA 82, 630-636.
    """
    from scipy.special import fdtrc

    size = len(distance)
    below = df - size + 1 if adjusted else df
    scale = np.sqrt(np.diag(covariance))
    unit = covariance / np.outer(scale, scale) if (scale > 0).all() else np.zeros((size, size))
    if below <= 0 or np.linalg.cond(unit) > 1 / np.finfo(np.float64).eps:
        return NO_TEST
    scaled = distance / scale
    value = float(scaled @ np.linalg.solve(unit, scaled)) / size
    if adjusted:
        value *= below / df
    return replace(test, F=value, df1=float(size), df2=below, p=float(fdtrc(size, below, value)))


def cramers_v(test: DesignTest, n: float, rows: int, columns: int) -> float:
    """Return Cramer's V of a weighted table, corrected for bias with n over the design effect.

    References
    ----------
    Bergsma, W. (2013), Journal of the Korean Statistical Society 42, 323-328.
    """
    effective = n / test.deff - 1
    if not effective > 0:
        return float("nan")
    phi = max(test.pearson / n - (rows - 1) * (columns - 1) / effective, 0.0)
    sides = [size - (size - 1) ** 2 / effective for size in (rows, columns)]
    least = min(sides) - 1
    return float(np.sqrt(phi / least)) if least > 0 else float("nan")
