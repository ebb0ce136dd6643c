"""In which steps of a number, and with how many decimals, effects are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log10

import numpy as np
import pandas as pd

from techno_kit.wording import exact_decimal, say

LARGE = {"logit": 0.01, "linear": 0.1}  # an end of an interval that a reader can see in a table
DIGITS = {"logit": 1, "linear": 2}  # decimals of points, and of differences of a number
MOST = 9  # decimals
ROUNDING = 1e-9  # of a logarithm: 0.001 is a tenth of 0.01
FIGURES = ["effect", "low", "high"]


SHOWN = 1e-6  # steps that decimals show


@dataclass(frozen=True, slots=True)
class Unit:
    """How the effects of one term are told.

    Attributes
    ----------
    step : float
        By how much more of a number; 1 for levels.
    digits : int
        Decimals of its effects, in points of a share or in units of the outcome.
    """

    step: float
    digits: int

    @property
    def more(self) -> str:
        """The step in words, as the name of a row."""
        return say("model.one_more") if self.step == 1 else say("model.more", n=self.steps)

    @property
    def steps(self) -> str:
        """The step as a number."""
        return exact_decimal(self.step) if self.step >= SHOWN else f"{self.step:.0e}"


def units_of(effects: pd.DataFrame, spans: Mapping[str, float], family: str) -> dict[str, Unit]:
    """Return by term how its effects are told.

    A slope that is hardly seen by one unit is told by the smallest of 10, 100, ... units by which
    it is, as far as the number itself goes; one beyond all measure by 0.1, 0.01, ... Decimals hold
    one digit of the narrowest interval.

    Parameters
    ----------
    effects : pandas.DataFrame
        The table of average effects.
    spans : mapping of str to float
        By number: how far its largest and smallest are apart.
    family : {"logit", "linear"}
        Whether the outcomes are shares or a number.
    """
    found = {}
    for term, rows in effects.groupby("term", sort=False, observed=False):
        step = _step(rows, spans[str(term)], family) if str(term) in spans else 1.0
        unit = 100.0 if family == "logit" else 1.0
        half = (rows["high"] - rows["low"]).to_numpy(np.float64) / 2 * step * unit
        known = half[np.isfinite(half) & (half > 0)]
        digits = DIGITS[family]
        if len(known) and (family == "linear" or str(term) in spans):
            digits = min(max(digits, -floor(log10(known.min()))), MOST)
        found[str(term)] = Unit(step, digits)
    return found


def _step(rows: pd.DataFrame, span: float, family: str) -> float:
    """Return a power of ten by which a slope is told, at most the number's span."""
    sizes = np.abs(rows[FIGURES].to_numpy(np.float64))
    largest = float(np.nanmax(sizes)) if np.isfinite(sizes).any() else 0.0
    if not largest or not span > 0:
        return 1.0
    room = floor(log10(span))
    if largest < LARGE[family]:
        wanted = -floor(log10(largest / LARGE[family]) + ROUNDING)
        return 10.0 ** max(min(wanted, room), 0)
    if family == "logit" and largest > 1 and room < 0:
        return 10.0**room
    return 1.0
