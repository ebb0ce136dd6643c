"""How weights spread, and how far shares and means lie from where they should.

References
----------
Kish, L. (1965). Survey Sampling. Wiley. Section 11.7.
Austin, P. C. (2009). Balance diagnostics for comparing the distribution of baseline covariates
between treatment groups in propensity-score matched samples. Statistics in Medicine 28, 3083-3107.
Sarig, T., Galili, T. and Eilat, R. (2023). balance: a Python package for balancing biased data
samples. arXiv:2307.06024.
"""

from dataclasses import dataclass
from math import ceil, nan

import numpy as np

from techno_kit.numerics.cells import Array, Floats

TOP = 0.01  # of the respondents: those with the largest weights
ALIKE = 1e-12  # of the sum of squares: rounding of weights that are all equal


@dataclass(frozen=True, slots=True)
class Spread:
    """How weights spread.

    Attributes
    ----------
    n : int
        Weights.
    zeros, negative : int
        How many are 0, and below 0.
    total : float
        Their sum.
    least, mean, largest : float
        Of those that are not 0.
    largest_to_mean : float
        The largest as a multiple of the mean, or, of groups, of the mean of its own group; NaN
        where that mean is 0.
    top_share : float
        Share (0-1) of the sum that the 1 % of them with the largest weights hold, one at least.
    deff : float
        Kish's design effect of those that are not 0; NaN if they sum to 0.
    n_eff : float
        Kish's effective number.
    """

    n: int
    zeros: int
    negative: int
    total: float
    least: float
    mean: float
    largest: float
    largest_to_mean: float
    top_share: float
    deff: float
    n_eff: float

    @property
    def efficiency(self) -> float:
        """Weighting efficiency, 1 / deff (share 0-1)."""
        return 1 / self.deff if self.deff else nan


def weight_spread(weights: Floats, multiples: Floats | None = None) -> Spread:
    """Tell how weights spread.

    Parameters
    ----------
    weights : ndarray of float64, shape (n,)
        On any scale; one at least is not 0.
    multiples : ndarray of float64, shape (n,), optional
        The weights as multiples of the means of their groups, as `in_means` returns them; of the
        mean of all by default.

    Returns
    -------
    Spread

    Notes
    -----
    deff = n sum(w^2) / sum(w)^2 and n_eff = sum(w)^2 / sum(w^2), with n the weights that are not 0.

    Examples
    --------
    >>> found = weight_spread(np.array([1.0, 1.0, 1.0, 3.0, 0.0]))
    >>> round(found.deff, 3), found.n_eff, found.largest_to_mean, found.zeros
    (1.333, 3.0, 2.0, 1)
    """
    active = weights[weights != 0]
    n, total = len(active), float(active.sum())
    squares = float(np.dot(active, active))
    top = ceil(TOP * n)
    held = float(np.partition(active, n - top)[n - top :].sum())
    relative = active.max() * n / total if total else nan
    if multiples is not None:
        relative = multiples.max()
    return Spread(
        n=len(weights),
        zeros=len(weights) - n,
        negative=int(np.count_nonzero(active < 0)),
        total=total,
        least=float(active.min()),
        mean=total / n,
        largest=float(active.max()),
        largest_to_mean=float(relative),
        top_share=held / total if total else nan,
        deff=n * squares / total**2 if total else nan,
        n_eff=total**2 / squares,
    )


def in_means(weights: Floats, groups: Array) -> Floats:
    """Return weights as multiples of the mean of those of their group that are not 0.

    Parameters
    ----------
    weights : ndarray of float64, shape (n,)
        On any scale.
    groups : ndarray of int, shape (n,)
        From 0 on.

    Returns
    -------
    ndarray of float64, shape (n,)
        0 where a group's weights sum to 0.

    Examples
    --------
    >>> in_means(np.array([1.0, 3.0, 10.0, 0.0]), np.array([0, 0, 1, 1]))
    array([0.5, 1.5, 1. , 0. ])
    """
    sums = np.bincount(groups, weights)
    active = np.bincount(groups, weights != 0)
    factors = np.divide(active, sums, out=np.zeros(len(sums)), where=sums != 0)
    multiples: Floats = weights * factors[groups]
    return multiples


def standardised(values: Floats, reference: Floats, deviation: Floats) -> Floats:
    """Return absolute differences in standard deviations; NaN where there is no deviation.

    Parameters
    ----------
    values, reference, deviation : ndarray of float64, shape (levels,)
        Shares or means, what they are compared with, and the standard deviation of the latter.

    Examples
    --------
    >>> standardised(np.array([0.6, 0.1]), np.array([0.5, 0.0]), np.array([0.5, 0.0]))
    array([0.2, nan])
    """
    differences = np.full(len(values), nan)
    np.divide(np.abs(values - reference), deviation, out=differences, where=deviation > 0)
    return differences


def share_deviation(shares: Floats) -> Floats:
    """Return the standard deviation sqrt(p (1 - p)) of belonging to a level.

    Shares outside 0-1, as negative weights can make them, have none.
    """
    return np.sqrt(np.clip(shares * (1 - shares), 0, None))


def variance_between(n: Array, sums: Floats, squares: Floats) -> float:
    """Return the share (0-1) of the weights' variance that lies between groups of respondents.

    Parameters
    ----------
    n : ndarray, shape (groups,)
        Respondents of every group.
    sums, squares : ndarray of float64, shape (groups,)
        Sums of their weights and of the squares.

    Returns
    -------
    float
        NaN where all weights are equal.

    Examples
    --------
    >>> variance_between(np.array([2, 2]), np.array([2.0, 6.0]), np.array([2.0, 18.0]))
    1.0
    """
    filled = n > 0
    n, sums, squares = n[filled], sums[filled], squares[filled]
    middle = sums.sum() ** 2 / n.sum()
    whole = squares.sum() - middle
    if whole <= ALIKE * squares.sum():
        return nan
    between = np.dot(sums, sums / n) - middle
    return float(np.clip(between / whole, 0, 1))
