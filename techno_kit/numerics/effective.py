"""Kish's effective number of respondents."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def effective_n(weight: ArrayLike, squares: ArrayLike) -> Floats:
    """Return how many respondents of equal weight are as good as some of unequal weights.

    Parameters
    ----------
    weight, squares : array_like of float
        Sums of weights, and of squared weights, of every group.

    Returns
    -------
    numpy.ndarray of float
        (sum w)^2 / sum w^2, of the same shape; 0 where nobody has a weight.

    References
    ----------
    Kish, L. (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> effective_n([4.0, 4.0, 0.0], [4.0, 10.0, 0.0]).tolist()
    [4.0, 1.6, 0.0]
    """
    total, below = np.asarray(weight, np.float64), np.asarray(squares, np.float64)
    return np.divide(total * total, below, out=np.zeros_like(total), where=below > 0)
