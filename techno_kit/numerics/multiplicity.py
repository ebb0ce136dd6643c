"""P-values that allow for their number."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Adjust = Literal["holm", "bh", "bonferroni", "none"]
Family = Literal["row", "table"]  # the tests of one answer, or those of the whole table
Floats = NDArray[np.float64]
SAME = 12  # decimals of a confidence: 1 - 0.9 is 0.1


def error_of(confidence: float) -> float:
    """Return the largest p-value of what is clear at a confidence.

    Examples
    --------
    >>> error_of(0.9)
    0.1
    """
    return round(1 - confidence, SAME)


def adjust_p(p: Floats, method: str) -> Floats:
    """Adjust the p-values of one family.

    Parameters
    ----------
    p : numpy.ndarray of float, shape (tests,)
        NaN where there is no test; it stays, and does not count.
    method : {"holm", "bh", "bonferroni", "none"}
        Holm (1979) and Bonferroni control the chance of any false finding, Benjamini and Hochberg
        (1995) the expected share of false ones among the findings.

    Returns
    -------
    numpy.ndarray of float, shape (tests,)

    Examples
    --------
    >>> adjust_p(np.array([0.01, 0.04, np.nan, 0.03]), "holm").tolist()
    [0.03, 0.06, nan, 0.06]
    """
    result = np.array(p, np.float64)
    known = np.flatnonzero(np.isfinite(result))
    order = known[np.argsort(result[known], kind="stable")]
    n = len(order)
    if method == "bonferroni":
        result[order] *= n
    elif method == "holm":
        result[order] = np.maximum.accumulate(result[order] * np.arange(n, 0, -1))
    elif method == "bh":
        scaled = result[order] * n / np.arange(1, n + 1)
        result[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(result, 1.0)
