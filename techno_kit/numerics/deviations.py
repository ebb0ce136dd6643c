"""Errors from replicate weights: how far estimates move from replicate to replicate."""

from collections.abc import Iterator
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.linear import Floats, Linear, combined

Centre = Literal["estimate", "mean"]


class ReplicateSums(Protocol):
    """The sums of replicate weights over the cells of a table."""

    @property
    def coefficients(self) -> Floats:
        """What each replicate's squared deviation counts, scale x rscales, shape (replicates,)."""
        ...

    @property
    def centre(self) -> Centre:
        """Whether deviations are from the estimate, or from the mean of the replicates."""
        ...

    @property
    def df(self) -> float | None:
        """Degrees of freedom that were given; None where PSUs minus strata, or the rank, count."""
        ...

    @property
    def ranked(self) -> bool:
        """Whether the rank of the replicate weights, less 1, is the degrees of freedom."""
        ...

    def blocks(self) -> Iterator[Floats]:
        """Return the sums of some replicates after the other, each of shape (cells, replicates)."""
        ...

    def vanished(self, inside: NDArray[np.bool_]) -> int:
        """Return in how many replicates these cells hold no weight."""
        ...

    def alone(self, inside: NDArray[np.bool_]) -> bool:
        """Tell whether no replicate tells the respondents of these cells apart."""
        ...

    def ranks(self, member: NDArray[np.bool_]) -> Floats:
        """Return the rank, less 1, in the union of every two groups, shape (groups, groups)."""
        ...


def deviations(linear: Linear, w: Floats, replicates: ReplicateSums) -> Floats:
    """Return how far every estimate moves in every replicate, times the root of its coefficient.

    Parameters
    ----------
    linear : Linear
        The estimates.
    w : numpy.ndarray of float, shape (cells,)
        Sums of the weights.
    replicates : ReplicateSums
        Sums of the replicate weights.

    Returns
    -------
    numpy.ndarray of float, shape (replicates, estimates)
        The covariance matrix of the estimates is its cross product. NaN where a replicate leaves
        nobody in the denominator of a ratio: the estimate is unknown there; 0 where the
        replicate's coefficient is 0.

    Notes
    -----
    V = sum over replicates of scale rscale (estimate of the replicate - centre)^2. The centre is
    the estimate of the whole sample, or the mean of the replicates that count (R's
    ``svrepdesign(mse = FALSE)``).
    """
    moved = np.concatenate([_moved(linear, w, block) for block in replicates.blocks()])
    counting = replicates.coefficients > 0
    moved[~counting] = 0.0  # also where it is unknown
    found = combined(moved, linear.combine)
    if replicates.centre == "mean":
        found = found - found[counting].mean(axis=0)
    return np.asarray(np.sqrt(replicates.coefficients)[:, None] * found)


def _moved(linear: Linear, w: Floats, block: Floats) -> Floats:
    """Return how far every ratio or total moves in some replicates, shape (replicates, ratios)."""
    if linear.base is None:
        return np.asarray((block - w[:, None]).T @ linear.influence)
    base = np.asarray(linear.base, np.float64)
    whole, part = w @ base, block.T @ base
    numerator = block.T @ linear.influence
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(part > 0, whole / part, np.nan)
    moved = numerator * ratio
    # The ratio of a group that the sample has nobody of either does not move.
    moved[:, (whole == 0) & ~linear.influence.any(axis=0)] = 0.0
    return np.asarray(moved)
