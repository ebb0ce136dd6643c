"""The replicate weights that a file holds, and how its makers made them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from techno_kit.errors import SampleError
from techno_kit.numerics.deviations import Centre
from techno_kit.wording import say

ReplicateMethod = Literal["JK1", "JKn", "JK2", "BRR", "Fay", "bootstrap", "SDR"]

RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")
MOST = 100_000  # columns that a pattern can stand for


@dataclass(frozen=True, slots=True)
class ReplicateColumns:
    """The columns of a file's replicate weights, and how errors are made of them.

    Attributes
    ----------
    columns : str or sequence of str
        The columns, a replicate each, also as an index or an array; ``"W{1..50}"`` stands for W1,
        W2 and so on, ``"W{01..50}"`` for W01, W02. Kept as a tuple of names.
    method : {"JK1", "JKn", "JK2", "BRR", "Fay", "bootstrap", "SDR"}
        How they were made: a jackknife that leaves one group out, the same within strata, with two
        a stratum; balanced half-samples, with Fay's factor; a bootstrap; successive differences.
    scale : float or None
        What the sum of the squared deviations is multiplied by; the method's own when None: (R - 1)
        / R for JK1, 1 for JKn and JK2, 1 / R for BRR and the bootstrap (1 / (R - 1) around the
        mean), 1 / (R (1 - fay)^2) for Fay, 4 / R for SDR, with R replicates.
    rscales : sequence of float or None
        What each squared deviation is multiplied by; 1 when None.
    fay : float or None
        Fay's factor rho, at least 0 and below 1.
    df : float or None
        Degrees of freedom, in a group at most its respondents less 1; the rank of the replicate
        weights less 1 when None.
    centre : {"estimate", "mean"}
        Whether deviations are from the estimate or from the mean of the replicates.
    combined : bool
        Whether the columns are weights; multipliers of the weight when False.

    Examples
    --------
    HINTS 6: 50 jackknife replicates, whose factor is 49 / 50:

    >>> given = ReplicateColumns("PERSON_FINWT{1..50}", method="JK1", scale=0.98, df=49)
    >>> given.columns[0], given.columns[-1], len(given.columns)
    ('PERSON_FINWT1', 'PERSON_FINWT50', 50)
    """

    columns: str | Sequence[str]
    method: ReplicateMethod
    scale: float | None = None
    rscales: Sequence[float] | None = None
    fay: float | None = None
    df: float | None = None
    centre: Centre = "estimate"
    combined: bool = True

    def __post_init__(self) -> None:
        asked: object = self.columns
        kept: Any = (asked,) if isinstance(asked, str) else asked
        kept = kept.tolist() if isinstance(kept, pd.Index | pd.Series | np.ndarray) else kept
        names = isinstance(kept, Sequence) and all(isinstance(each, str) for each in kept)
        if not names or not all(each.strip() for each in kept):
            raise SampleError(say("errors.replicates.columns", found=repr(asked)))
        columns = tuple(name for each in kept for name in spelled_out(each))
        object.__setattr__(self, "columns", columns)
        if self.rscales is not None:
            scales: Any = self.rscales
            single = isinstance(scales, int | float) or not hasattr(scales, "__iter__")
            object.__setattr__(self, "rscales", (scales,) if single else tuple(scales))

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(self.columns)


def spelled_out(pattern: str) -> list[str]:
    """Return the names that a pattern stands for; a name without a range is itself.

    Examples
    --------
    >>> spelled_out("W{8..10}"), spelled_out("W{08..10}"), spelled_out("weight")
    (['W8', 'W9', 'W10'], ['W08', 'W09', 'W10'], ['weight'])
    """
    found = RANGE.search(pattern)
    if found is None:
        return [pattern]
    first, last = int(found[1]), int(found[2])
    if not first <= last < first + MOST:
        raise SampleError(say("errors.replicates.range", pattern=pattern))
    width = len(found[1]) if found[1].startswith("0") else 0
    before, after = pattern[: found.start()], pattern[found.end() :]
    return [f"{before}{number:0{width}d}{after}" for number in range(first, last + 1)]


def next_name(names: Sequence[str]) -> str | None:
    """Return the name that would follow numbered names; None where they are not numbered.

    Examples
    --------
    >>> next_name(["W8", "W9"]), next_name(["W08", "W09"]), next_name(["first"])
    ('W10', 'W10', None)
    """
    last = re.search(r"\d+(?=\D*$)", names[-1]) if names else None
    if last is None:
        return None
    width = len(last[0]) if last[0].startswith("0") else 0
    number = f"{int(last[0]) + 1:0{width}d}"
    return f"{names[-1][: last.start()]}{number}{names[-1][last.end() :]}"
