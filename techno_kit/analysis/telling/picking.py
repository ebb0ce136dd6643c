"""Sentences that pick one difference out of many: what it takes for them to call it clear."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.multiplicity import adjust_p
from techno_kit.wording import say

TIED = 9  # decimals of figures that are one and the same; what is beyond them is rounding
SEEN = 0.0005  # a difference of shares below it reads as 0.0 points


def _method(adjust: str) -> str:
    """Return the adjustment of sentences: what was asked for where that is stricter, else Holm."""
    return "bonferroni" if adjust == "bonferroni" else "holm"


def stays_clear(p: Any, adjust: str, error: float) -> NDArray[np.bool_]:
    """Tell which differences stay clear though they were picked out of all of these.

    Parameters
    ----------
    p : array_like of float
        P-values of all that a sentence picks from, unadjusted; NaN does not count.
    adjust : {"holm", "bh", "bonferroni", "none"}
        What was asked for: of letters and arrows, each with a family of its own.
    error : float
        Largest adjusted p-value of a clear difference.

    Notes
    -----
    Letters may allow for one row at a time: of a hundred rows of chance alone some have one, and
    the largest of them would be a headline. A rule of techno_kit's own.

    Examples
    --------
    >>> stays_clear([0.001, 0.02, 0.04, float("nan")], "none", 0.05).tolist()
    [True, True, True, False]
    >>> stays_clear([0.001, 0.04, 0.04], "bh", 0.05).tolist()
    [True, False, False]
    """
    return np.asarray(adjust_p(np.asarray(p, np.float64), _method(adjust)) <= error)


def picking_told(adjust: str, kind: str) -> str:
    """Tell, for a methods paragraph, what a sentence asks of the difference that it picks."""
    method = say(f"compare.by_method.{_method(adjust)}")
    return say(f"method.picked.{kind}", method=method)
