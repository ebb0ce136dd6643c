"""Answers that mirror each other: their two tests are one and the same."""

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.multiplicity import adjust_p

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def twins_of(holds: Bools, present: Bools) -> tuple[int, int] | None:
    """Return two answers of which everybody holds one, and nobody another; None without such.

    Parameters
    ----------
    holds : numpy.ndarray of bool, shape (cells, answers)
        Which answers a cell holds.
    present : numpy.ndarray of bool, shape (cells,)
        Which cells count.

    Examples
    --------
    >>> yes = np.array([True, True, False])
    >>> twins_of(np.column_stack([yes, ~yes]), np.ones(3, bool))
    (0, 1)
    >>> twins_of(np.column_stack([yes, np.array([False, False, False])]), np.ones(3, bool))
    """
    inside = np.asarray(holds[present], np.bool_)
    held = np.flatnonzero(inside.any(axis=0))
    if len(held) != 2 or not (inside.sum(axis=1) == 1).all():
        return None
    return int(held[0]), int(held[1])


def adjust_rows(p: Floats, method: str, *, together: bool, twins: tuple[int, int] | None) -> Floats:
    """Adjust p-values of which every row is a family, or all of them are one.

    Parameters
    ----------
    p : numpy.ndarray of float, shape (rows, tests)
        NaN where there is no test.
    method : {"holm", "bh", "bonferroni", "none"}
        As in `adjust_p`.
    together : bool
        Whether all rows are one family.
    twins : tuple of (int, int), or None
        Two rows that are one: they count once, and share what is adjusted.

    Examples
    --------
    >>> p = np.array([[0.01], [0.01], [0.03]])
    >>> adjust_rows(p, "bonferroni", together=True, twins=(0, 1)).ravel().tolist()
    [0.02, 0.02, 0.06]
    """
    counted = np.array(p, np.float64)
    if twins is not None:
        counted[twins[1]] = np.nan
    if together:
        found = adjust_p(counted.ravel(), method).reshape(counted.shape)
    else:
        found = np.array([adjust_p(row, method) for row in counted]).reshape(counted.shape)
    if twins is not None:
        found[twins[1]] = found[twins[0]]
    return found
