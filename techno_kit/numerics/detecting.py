"""The smallest difference that a test finds with some power, from its standard error."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def smallest_difference(se: Floats, df: Floats, level: Floats, power: float) -> Floats:
    """Return the difference that a two-sided t test at a level finds with some power.

    Parameters
    ----------
    se, df, level : numpy.ndarray of float, shape (differences,)
        Standard errors of the estimated differences, their degrees of freedom, and the chance of a
        false finding that their tests allow.
    power : float
        Chance of finding such a difference.

    Returns
    -------
    numpy.ndarray of float
        (t[1 - level/2] + t[power]) se; NaN without an error or degrees of freedom.

    References
    ----------
    Bloom, H. S. (1995), Minimum detectable effects, Evaluation Review 19, 547-556.

    Examples
    --------
    >>> smallest_difference(*np.array([[0.02], [200.0], [0.05]]), power=0.8).round(4)
    array([0.0563])
    """
    from scipy.special import stdtrit

    known = np.where((df > 0) & (se > 0), df, np.nan)
    times = stdtrit(known, 1 - level / 2) + stdtrit(known, power)
    return np.asarray(times * se, np.float64)
