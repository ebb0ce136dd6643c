"""Replicates over the cells of one table, as errors are made of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from techno_kit.numerics.cells import Floats
from techno_kit.numerics.deviations import Centre
from techno_kit.numerics.replicate_rank import Bools, alike, cross_products, proportional, rank
from techno_kit.numerics.replicate_sums import ReplicateWeights, Table

KEPT = 4_000_000  # sums that are kept for the next question: 32 MB


@dataclass(frozen=True, eq=False)
class CellReplicates:
    """The sums of replicate weights over the cells of a table, and how deviations count.

    Attributes
    ----------
    weights : ReplicateWeights
        The replicate weights.
    table : Table
        Every respondent's cell, and the number of cells.
    centre : {"estimate", "mean"}
        What deviations are from.
    df : float or None
        Degrees of freedom that are given; None where PSUs minus strata, or the rank, tell them.
    ranked : bool
        Whether the rank of the replicate weights tells them.
    """

    weights: ReplicateWeights
    table: Table
    centre: Centre = "estimate"
    df: float | None = None
    ranked: bool = False
    _kept: list[Floats] = field(default_factory=list)

    @cached_property
    def coefficients(self) -> Floats:
        """Scale x rscales, shape (replicates,)."""
        return np.asarray(self.weights.multipliers.scale * self.weights.multipliers.rscales)

    def blocks(self) -> Iterator[Floats]:
        """Return the sums of some replicates after the other, each of shape (cells, replicates)."""
        if self._kept:
            yield from self._kept
            return
        found = []
        for (sums,) in self.weights.sums([self.table]):
            if self.table.size * self.weights.count <= KEPT:
                found.append(sums)
            yield sums
        self._kept.extend(found)

    def vanished(self, inside: Bools) -> int:
        """Return in how many replicates that count the cells hold no weight.

        Parameters
        ----------
        inside : numpy.ndarray of bool, shape (cells,)
            The cells of a group.
        """
        held = inside.astype(np.float64)
        left = np.concatenate([held @ block for block in self.blocks()])
        return int(np.count_nonzero((left <= 0) & (self.coefficients > 0)))

    def alone(self, inside: Bools) -> bool:
        """Tell whether no replicate tells the respondents of a group apart: they are one PSU.

        Parameters
        ----------
        inside : numpy.ndarray of bool, shape (cells,)
            The cells of a group.
        """
        if not proportional(np.hstack([block[inside] for block in self.blocks()])):
            return False  # no need to look at respondents
        return alike(self.weights, inside[self.table.cell])

    def ranks(self, member: Bools) -> Floats:
        """Return the rank of the replicate weights in the union of every two groups, less 1.

        Parameters
        ----------
        member : numpy.ndarray of bool, shape (cells, groups)
            Which cells belong to which group; groups do not overlap.

        Returns
        -------
        numpy.ndarray of float, shape (groups, groups)
            As R ``degf`` of the subset.
        """
        products = cross_products(self.weights, member[self.table.cell])
        groups = len(products)
        found = np.empty((groups, groups))
        for one in range(groups):
            for other in range(one, groups):
                both = products[one] if one == other else products[one] + products[other]
                found[one, other] = found[other, one] = max(rank(both) - 1, 0)
        return found
