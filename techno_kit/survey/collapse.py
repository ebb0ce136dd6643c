"""The seam between respondents and numbers: sums of measures over variables.

Every verb asks its sample one question, "the sums of these measures over the cells of these
variables", and works on the answer, a `CellTable`. `Sample` answers it in memory; an engine answers
it with a group-by. The way back, a value a cell looked up for every respondent, is `spread`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.audience import Audience
from techno_kit.survey.codebook import Question
from techno_kit.survey.values import Values

if TYPE_CHECKING:
    import pandas as pd

    from techno_kit.numerics.cells import CellSums

#: ``n`` respondents; ``active`` those whose weight is not 0; ``w`` and ``ww`` the sums of the
#: weights and of their squares; ``d`` the sum of the base weights. For errors after a calibration:
#: ``s`` the weights that it started from, ``v`` those right after it (``w`` where nothing
#: followed), ``sw`` s times w / v, ``wv`` and ``vv`` the products.
Measure = Literal["n", "active", "w", "ww", "d", "s", "v", "sw", "wv", "vv"]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Unit(Enum):
    """The units of the sampling design, as variables to sum over."""

    STRATUM = "stratum"
    PSU = "psu"


Variable = Question | Values | Audience | Unit


@dataclass(frozen=True, eq=False)
class CellTable:
    """Sums over the cells of some variables.

    Attributes
    ----------
    variables : tuple of Variable
        What was crossed.
    sizes : tuple of int
        Number of codes of each variable, without the one for "missing".
    missing : tuple of bool
        Which variables have a further, last code for "missing".
    cells : CellSums
        The sums, a number a cell, and (in memory) every respondent's cell.
    places : mapping of measure to int
        Where each measure stands in ``cells.sums``.
    """

    variables: tuple[Variable, ...]
    sizes: tuple[int, ...]
    missing: tuple[bool, ...]
    cells: "CellSums"
    places: Mapping[Measure, int]

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Number of codes of each variable, "missing" included."""
        return tuple(size + extra for size, extra in zip(self.sizes, self.missing, strict=True))

    def raw(self, measure: Measure) -> Floats:
        """Return a measure for every cell as stored: all cells, or the occupied ones."""
        sums: Floats = self.cells.sums[self.places[measure]]
        return sums

    @cached_property
    def _filled(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.raw("n"))

    def sums(self, measure: Measure) -> Floats:
        """Return a measure for every cell that has a respondent, shape (cells,); needs ``n``."""
        return self.raw(measure)[self._filled]

    def codes(self, axis: int) -> Integers:
        """Return a variable's code for every cell that has a respondent; -1 is "missing"."""
        if self.cells.levels is None:
            below = int(np.prod(self.shape[axis + 1 :], dtype=np.int64))
            codes = self._filled // below % self.shape[axis]
        else:
            codes = self.cells.levels[axis][self._filled]
        if self.missing[axis]:
            codes[codes == self.sizes[axis]] = -1
        return codes

    def merged(self, axes: Sequence[int]) -> tuple[Integers, Integers]:
        """Number the different combinations of some axes that have a respondent.

        Returns
        -------
        keys : numpy.ndarray of int, shape (combinations,)
            The combinations, ascending, as mixed-radix numbers over these axes' `shape`.
        place : numpy.ndarray of int, shape (cells,)
            Which of them each cell belongs to.
        """
        key = np.zeros(len(self._filled), np.int64)
        for axis in axes:
            codes = self.codes(axis)
            codes[codes < 0] = self.sizes[axis]
            key = key * self.shape[axis] + codes
        keys, place = np.unique(key, return_inverse=True)
        return keys, place


def collapse_rows(
    variables: Sequence[Variable],
    columns: Sequence[tuple[NDArray[Any], int, bool]],
    measures: Mapping[Measure, Floats | None],
) -> CellTable:
    """Sum measures of rows in memory over the cells of variables.

    Parameters
    ----------
    variables : sequence of Variable
        What is crossed.
    columns : sequence of (codes, size, has_missing)
        Every variable's codes, shape (n,).
    measures : mapping of measure to numpy.ndarray of float, shape (n,), or None
        None counts rows. Measures that are one array are summed once.
    """
    from techno_kit.numerics.cells import cell_sums

    kept: list[Floats | None] = []
    places: dict[Measure, int] = {}
    for measure, values in measures.items():
        same = [place for place, other in enumerate(kept) if other is values]
        places[measure] = same[0] if same else len(kept)
        if not same:
            kept.append(values)
    sizes = tuple(size for _, size, _ in columns)
    missing = tuple(extra for _, _, extra in columns)
    cells = cell_sums([codes for codes, _, _ in columns], sizes, kept, missing=missing)
    return CellTable(tuple(variables), sizes, missing, cells, places)


class Collapsible(Protocol):
    """What verbs need of a sample's rows."""

    def collapse(self, variables: Sequence[Variable], measures: Sequence[Measure]) -> CellTable:
        """Return the sums of measures over the cells of variables."""
        ...

    def spread(self, table: CellTable, factor: Floats) -> "pd.Series[Any]":
        """Return base weight times the factor of the respondent's cell, for every respondent."""
        ...
