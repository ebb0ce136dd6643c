"""Sums by PSU around the mean of their stratum, shortened to as many rows as they have columns.

Estimates that are made of the same sums need the PSUs once. With A the sums less their stratum's
mean, each row times the root of its stratum's factor, estimates A c have the covariance c'A'A c,
and A = Q R leaves c'R'R c. Unlike A'A itself, R c is as exact as A c: what cancels in every PSU
cancels here, before it is squared.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]

ROWS = 2  # PSUs a column from which shortening pays


@dataclass(frozen=True, eq=False, slots=True)
class CentredSums:
    """Sums by PSU, ready for covariances of what is made of them.

    Attributes
    ----------
    spread : numpy.ndarray of float, shape (rows, columns)
        R of the distances from the stratum's mean: no more rows than columns.
    means : numpy.ndarray of float, shape (strata, columns)
        The means, each times the root of its stratum's PSUs and factor.
    """

    spread: Floats
    means: Floats

    @classmethod
    def of(
        cls, sums: Floats, stratum: Integers, count: Integers, scale: Floats, centre: Floats
    ) -> "CentredSums":
        """Centre and shorten sums.

        Parameters
        ----------
        sums : numpy.ndarray of float, shape (psus, columns)
            The sums.
        stratum : numpy.ndarray of int, shape (psus,)
            Stratum of each PSU.
        count : numpy.ndarray of int, shape (strata,)
            Number of PSUs in each stratum.
        scale, centre : numpy.ndarray of float, shape (strata,)
            As of `stratum_scale`.
        """
        means = centre[:, None] * _by_stratum(sums, stratum, len(count))
        root = np.sqrt(scale)
        spread = root[stratum, None] * (sums - means[stratum])
        if len(spread) > ROWS * spread.shape[1]:
            spread = np.linalg.qr(spread, mode="r")
        return cls(spread, (root * np.sqrt(count))[:, None] * means)

    def covariance(self, coefficients: Floats) -> tuple[Floats, Floats]:
        """Return the covariances of estimates, and the scaled sum of squares of their totals.

        Parameters
        ----------
        coefficients : numpy.ndarray of float, shape (columns, estimates)
            What each estimate makes of the columns.
        """
        spread, means = self.spread @ coefficients, self.means @ coefficients
        matrix = spread.T @ spread
        return matrix, np.diag(matrix) + (means * means).sum(axis=0)


def _by_stratum(sums: Floats, stratum: Integers, strata: int) -> Floats:
    """Sum by stratum, shape (strata, columns); where PSUs are in their order no product is made."""
    starts = np.searchsorted(stratum, np.arange(strata))
    ordered = bool((stratum[1:] >= stratum[:-1]).all())
    if ordered and starts[-1] < len(stratum) and bool((np.diff(starts) > 0).all()):
        return np.asarray(np.add.reduceat(sums, starts, axis=0))
    return np.asarray((stratum == np.arange(strata)[:, None]).astype(np.float64) @ sums)
