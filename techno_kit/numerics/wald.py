"""Wald tests of coefficients on a design's degrees of freedom."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SINGULAR = 1e-12  # of the largest eigenvalue of a correlation matrix: rounding of 0


@dataclass(frozen=True, slots=True)
class WaldTest:
    """An F test that some coefficients are all 0.

    Attributes
    ----------
    F, df1, df2, p : float
        NaN where their covariances are unknown or singular, or no degrees of freedom are left.
    """

    F: float
    df1: float
    df2: float
    p: float


def wald_test(coefficients: Floats, matrix: Floats, df: float) -> WaldTest:
    """Test whether coefficients are all 0.

    Parameters
    ----------
    coefficients : numpy.ndarray of float, shape (coefficients,)
        What is tested.
    matrix : numpy.ndarray of float, shape (coefficients, coefficients)
        Their covariances.
    df : float
        Degrees of freedom of the denominator.

    Notes
    -----
    F = b'V^-1 b / k on k and df, as R ``survey::regTermTest(method = "Wald")``.

    Examples
    --------
    >>> found = wald_test(np.array([2.0]), np.array([[1.0]]), 30)
    >>> found.F, round(found.p, 4)
    (4.0, 0.0546)
    """
    from scipy.special import fdtrc

    size = len(coefficients)
    se = np.sqrt(np.diag(matrix))
    unknown = WaldTest(np.nan, float(size), float(df), np.nan)
    if not size or not np.isfinite(coefficients).all() or not (se > 0).all():
        return unknown
    correlation = matrix / np.outer(se, se)
    values, vectors = np.linalg.eigh(correlation)
    if values[0] <= SINGULAR * values[-1]:
        return unknown
    along = vectors.T @ (coefficients / se)
    statistic = float((along**2 / values).sum() / size)
    p = float(fdtrc(size, df, statistic)) if df > 0 else np.nan
    return WaldTest(statistic, float(size), float(df), p)


def two_sided_p(t: Floats, df: float) -> Floats:
    """Return two-sided p-values of t; NaN without degrees of freedom."""
    from scipy.special import stdtr

    return np.asarray(2 * stdtr(df if df > 0 else np.nan, -np.abs(t)))
