"""Round numbers for axes that begin at 0."""

from collections.abc import Sequence

import numpy as np

FACTORS = (1.0, 2.0, 2.5, 5.0, 10.0, 20.0)
MOST = 6  # decimals of a label


def round_steps(end: float, most: int) -> list[float]:
    """Return round numbers from 0 to an end, at most so many beside 0.

    Examples
    --------
    >>> round_steps(0.7, 5), round_steps(7, 8)
    ([0.0, 0.2, 0.4, 0.6], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    """
    unit = 10.0 ** np.floor(np.log10(end / most))
    step = next(unit * each for each in FACTORS if end / (unit * each) <= most)
    return [_rounded(step, at) for at in range(int(end / step + 1e-9) + 1)]


def decimals_of(steps: Sequence[float]) -> int:
    """Return how many decimals tell steps apart.

    Examples
    --------
    >>> decimals_of([0.0, 0.25, 0.5]), decimals_of([0.0, 2.0])
    (2, 0)
    """
    return next(n for n in range(MOST + 1) if n == MOST or all(round(s, n) == s for s in steps))


def _rounded(step: float, at: int) -> float:
    return float(f"{step * at:.10g}")  # 3 steps of 0.1 are 0.3, whatever their size
