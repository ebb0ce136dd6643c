"""Straight lines through the shares of ordered groups, as contrasts of those shares."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def slope_contrast(scores: Floats) -> Floats:
    """Return what a line's slope multiplies each group's share by.

    Parameters
    ----------
    scores : numpy.ndarray of float, shape (groups,)
        Where every group stands; not all alike.

    Returns
    -------
    numpy.ndarray of float, shape (groups,)
        c = (s - mean s) / sum (s - mean s)^2: the slope of the least squares line through the
        groups' shares, each counting once, is the sum of c p.

    Examples
    --------
    >>> slope_contrast(np.array([1.0, 2.0, 3.0])).tolist()
    [-0.5, 0.0, 0.5]
    """
    centred = scores - scores.mean()
    return np.asarray(centred / (centred @ centred))


def middles(lower: Floats) -> Floats:
    """Return the middles of bands from their lower limits.

    Parameters
    ----------
    lower : numpy.ndarray of float, shape (bands,)
        Ascending; NaN for a first band that is open below. The last is open above.

    Notes
    -----
    A band ends where the next begins. An open one is taken to be as wide as its neighbour, which is
    this kit's own convention.

    Examples
    --------
    >>> middles(np.array([18.0, 25.0, 35.0])).tolist()
    [21.5, 30.0, 40.0]
    >>> middles(np.array([np.nan, 25.0, 35.0])).tolist()
    [20.0, 30.0, 40.0]
    """
    begins = np.array(lower, np.float64)
    if np.isnan(begins[0]):
        begins[0] = 2 * begins[1] - begins[2]
    ends = np.append(begins[1:], 2 * begins[-1] - begins[-2])
    return np.asarray((begins + ends) / 2)
