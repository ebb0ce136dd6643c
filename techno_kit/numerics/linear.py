"""Estimates as linear functions of the sums of cells, of which every kind of error can be made."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Linear:
    """Totals or ratios of weighted sums of cells, and linear combinations of them.

    Attributes
    ----------
    influence : numpy.ndarray of float, shape (cells, ratios)
        Influence value per unit of weight: (y - R x) / X of a ratio R = Y / X, such as a share;
        y of a total.
    base : numpy.ndarray of float or bool, shape (cells, ratios), or None
        x: what the denominator of each ratio sums, such as who is in the group of a share; None
        where the estimates are totals.
    combine : numpy.ndarray of float, shape (ratios, estimates), or None
        Linear combinations, such as differences, or log ratios (1 / R1, -1 / R2); None where the
        estimates are the ratios themselves.

    Notes
    -----
    Taylor linearisation needs the influence values alone. Under replicate weights W a ratio moves
    by exactly W z X / X_W, z its influence and X_W the replicate's denominator.
    """

    influence: Floats
    base: NDArray[Any] | None = None
    combine: Floats | None = None

    @property
    def combined(self) -> Floats:
        """Influence values of the estimates, shape (cells, estimates)."""
        return combined(self.influence, self.combine)


def combined(ratios: Floats, combine: Floats | None) -> Floats:
    """Combine columns linearly; what cancels leaves exactly 0.

    Parameters
    ----------
    ratios : numpy.ndarray of float, shape (rows, ratios)
        The columns.
    combine : numpy.ndarray of float, shape (ratios, estimates), or None
        None leaves them as they are.
    """
    if combine is None:
        return ratios
    found = np.zeros((len(ratios), combine.shape[1]))
    # A matrix product may round sums and products together, and would leave 1e-17 of what cancels.
    for ratio, estimate in zip(*np.nonzero(combine), strict=True):
        found[:, estimate] += combine[ratio, estimate] * ratios[:, ratio]
    return found
