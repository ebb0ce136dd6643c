"""The values of a number as something to sum over: one code a different value."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.codebook import Question


@dataclass(frozen=True, slots=True)
class Values:
    """A number question as a variable whose cells are its different values.

    Means, totals, ratios and quantiles are then functions of the sums of cells, like shares.

    Attributes
    ----------
    question : Question
        A question of kind "number".
    """

    question: Question


@dataclass(frozen=True, eq=False, slots=True)
class Valued:
    """A column of numbers as codes of its different values.

    Attributes
    ----------
    codes : numpy.ndarray of int, shape (n,)
        Number of the value; -1 where there is none.
    distinct : numpy.ndarray of float, shape (values,)
        The different values, ascending.
    has_missing : bool
        Whether any code is -1.
    """

    codes: NDArray[np.signedinteger[Any]]
    distinct: NDArray[np.float64]
    has_missing: bool

    @classmethod
    def of(cls, numbers: NDArray[np.float64]) -> "Valued":
        """Number the different values of a column; NaN is "missing"."""
        known = ~np.isnan(numbers)
        distinct, place = np.unique(numbers[known], return_inverse=True)
        codes = np.full(len(numbers), -1, np.min_scalar_type(-max(len(distinct), 1)))
        codes[known] = place
        return cls(codes, distinct, not known.all())
