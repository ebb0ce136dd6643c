"""Groups in few primary sampling units: where t on the usual degrees of freedom is too sure."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEW_DF = 8  # below it shares are for review, by the NCHS standards (Parker et al. 2017)


def few_df(df: float | Floats) -> NDArray[np.bool_]:
    """Tell which groups have an error, and fewer than eight degrees of freedom for it."""
    return np.asarray((np.asarray(df) > 0) & (np.asarray(df) < FEW_DF))


def index_df(group: float, both: float) -> float:
    """Return the degrees of freedom of an index: of group and base, or of a small group alone.

    Parameters
    ----------
    group, both : float
        Those of the group alone, and of group and base together.

    Notes
    -----
    Nearly all of the error of log p(group) - log p(base) is the group's.

    Examples
    --------
    >>> index_df(30, 39), index_df(4, 39)
    (39, 4)
    """
    return min(group, both) if few_df(group) else both


def cautious_df(
    both: float | Floats, one: float | Floats, other: float | Floats, *, times: float = 2
) -> Floats:
    """Return the degrees of freedom behind a letter, an arrow or a sentence on a difference.

    Parameters
    ----------
    both : float or numpy.ndarray of float
        Those of the union of two groups, which t usually takes.
    one, other : float or numpy.ndarray of float
        Those of each group alone.
    times : float
        As many of the smaller: 2 of shares, which have the test of the pooled share too.

    Returns
    -------
    numpy.ndarray of float
        Where a group has fewer than eight: at most so many times the smaller of the two.

    Examples
    --------
    >>> both, one, other = np.array([[39.0, 39, 5], [20, 3, 3], [18, 30, 3]])
    >>> cautious_df(both, one, other).tolist()
    [39.0, 6.0, 5.0]
    """
    least = np.minimum(one, other)
    return np.asarray(np.where(few_df(least), np.minimum(both, times * least), both), np.float64)
