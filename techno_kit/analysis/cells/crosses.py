"""Crosses of variables: what they are, and the sums of their occupied cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.variance import ElementSums, PsuSums
from techno_kit.survey.collapse import Floats, Integers, Variable
from techno_kit.survey.sample import Sample

LIGHT = 1 << 12  # cells that are always worth a joint table
ROWS = 8  # respondents a cell from which a larger joint table pays
Cross = Sequence[Variable]
Columns = Mapping[Variable, tuple[Any, int, bool]]  # codes, how many, whether some are missing


@dataclass(frozen=True, eq=False, slots=True)
class CrossSums:
    """The occupied cells of a cross of variables.

    Attributes
    ----------
    keys : numpy.ndarray of int, shape (cells,)
        Their numbers among all combinations of codes, ascending, as of `CellTable.merged`.
    codes : tuple of numpy.ndarray of int, each of shape (cells,)
        Every variable's code; -1 is "missing".
    n, w : numpy.ndarray of float, shape (cells,)
        Respondents whose weight is not 0, and sums of weights.
    squares : callable
        Returns the sums of squared weights, shape (cells,).
    sums : ClusterSums, SpannedSums or ElementSums
        The design's sums over these cells.
    present : numpy.ndarray of bool, shape (pairs,)
        Which pairs of `sums` hold a respondent of positive weight; none of `SpannedSums`, which
        tell it themselves.
    """

    keys: Integers
    codes: tuple[Integers, ...]
    n: Floats
    w: Floats
    squares: Callable[[], Floats]
    sums: PsuSums | ElementSums
    present: NDArray[np.bool_]


def sizes_in(columns: Columns) -> dict[Variable, int]:
    """Return every variable's number of codes, "missing" included."""
    return {each: size + missing for each, (_, size, missing) in columns.items()}


def room(sample: Sample, rows: int | None = None) -> int:
    """Return up to how many cells a joint table pays: so many respondents a cell."""
    return max(LIGHT, sample.n // (rows or ROWS))


def occupied(cross: Cross, columns: Columns, n: Floats) -> tuple[Integers, tuple[Integers, ...]]:
    """Return the numbers of the combinations with a respondent, and every variable's code.

    Parameters
    ----------
    cross : sequence of Variable
        What is crossed.
    columns : mapping of Variable to (codes, size, has_missing)
        Its variables, and maybe others.
    n : numpy.ndarray of float, shape (combinations,)
        Respondents.
    """
    asked = [columns[each] for each in cross]
    shape = tuple(size + missing for _, size, missing in asked)
    keys = np.flatnonzero(n)
    found = np.unravel_index(keys, shape)
    codes = (
        np.where(codes == size, -1, codes) if missing else codes
        for codes, (_, size, missing) in zip(found, asked, strict=True)
    )
    return keys, tuple(codes)
