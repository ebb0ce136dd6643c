"""Errors of a model's estimates, and which of them weighting or design leaves without one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.cells.linearising import Cells
from techno_kit.numerics.covariance import Covariance
from techno_kit.numerics.linear import Linear
from techno_kit.survey.collapse import Floats

WEIGHTING, DESIGN = "flags.fixed", "flags.by_design"


@dataclass(frozen=True, eq=False, slots=True)
class Errors:
    """Covariances of estimates, without what is rounding only.

    Attributes
    ----------
    matrix : numpy.ndarray of float, shape (estimates, estimates)
        Their covariances; exactly 0 of those without sampling error.
    set_by : numpy.ndarray of str, shape (estimates,)
        The key of what says why one has no sampling error: the weights were calibrated to it, or
        the design sets it; empty where it has one.
    """

    matrix: Floats
    set_by: NDArray[np.str_]

    @classmethod
    def of(cls, cells: Cells, linear: Linear, found: Covariance) -> "Errors":
        """Return covariances without rounding.

        Parameters
        ----------
        cells : Cells
            What the estimates are of.
        linear : Linear
            Their influence values.
        found : Covariance
            What was found, rounding included.
        """
        fixed = ~found.random
        if not fixed.any():
            return cls(found.matrix, np.full(len(fixed), ""))
        weighted = cells.calibration is not None or cells.replicates is not None
        raked = (cells.given(linear) > 0) & weighted
        set_by = np.where(fixed, np.where(raked, WEIGHTING, DESIGN), "")
        return cls(np.where(fixed[:, None] | fixed[None, :], 0.0, found.matrix), set_by)

    def times(self, factor: float) -> "Errors":
        """Return the errors with all covariances multiplied."""
        return Errors(self.matrix * factor, self.set_by)
