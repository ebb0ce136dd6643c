"""Separation: columns that tell some with an outcome apart from all without it."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOVED = 1e-6  # of the largest: a log odds that the programme leaves at 0
LARGEST = 200_000  # patterns times columns of a programme that is still solved in seconds


def separated_patterns(columns: Floats, weight: Floats, total: Floats) -> Bools | None:
    """Return which patterns the columns tell apart, shape (patterns,); None where unknown.

    Parameters
    ----------
    columns : numpy.ndarray of float, shape (patterns, columns)
        Independent columns of about one size.
    weight, total : numpy.ndarray of float, shape (patterns,)
        Sums of the weights (above 0), and of those with the outcome.

    Notes
    -----
    A logistic regression has no finite estimate exactly if some b has x'b >= 0 for all with the
    outcome and x'b <= 0 for all without it, and not 0 for everyone (Albert and Anderson 1984). The
    linear programme that makes the sum of |x'b| largest finds one (Konis 2007). In patterns with
    both outcomes x'b = 0. None is returned beyond `LARGEST`.

    References
    ----------
    Albert, A. and Anderson, J. A. (1984), Biometrika 71, 1-10. Konis, K. (2007), Linear
    programming algorithms for detecting separated data in binary logistic regression models.
    """
    from scipy.optimize import linprog

    all_yes, all_no = total >= weight, total <= 0
    if columns.size > LARGEST:
        return None
    both = ~(all_yes | all_no)
    signed = np.where(all_yes, 1.0, -1.0)[:, None] * columns
    pure = signed[~both]
    found = linprog(
        -pure.sum(axis=0),
        A_ub=-pure if len(pure) else None,
        b_ub=np.zeros(len(pure)) if len(pure) else None,
        A_eq=columns[both] if both.any() else None,
        b_eq=np.zeros(int(both.sum())) if both.any() else None,
        bounds=(-1, 1),
        method="highs",
    )
    if found.x is None:
        return None
    odds = np.abs(columns @ found.x)
    apart: Bools = odds > MOVED * max(1.0, float(np.abs(columns).max()))
    return apart
