"""What weights were calibrated to, as the variance of their estimates needs it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.codebook import Question

Floats = NDArray[np.float64]

#: The level of respondents who are blank on one of a margin's questions.
BLANK = "(blank)"


@dataclass(frozen=True, slots=True)
class Term:
    """A set of calibration variables x.

    Attributes
    ----------
    questions : tuple of Question
        Their crossed levels are indicators; empty for a number of all respondents.
    levels : tuple of tuple of str
        One x a level named here, one part a question; everyone at another level has x = 0. `BLANK`
        in every place stands for those who are blank on any of the questions.
    number : Question or None
        A number question whose value x is, times the indicator where there are questions.
    """

    questions: tuple[Question, ...]
    levels: tuple[tuple[str, ...], ...]
    number: Question | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Calibration:
    """What weights were calibrated to, and from where.

    Attributes
    ----------
    terms : tuple of Term
        The calibration variables.
    start : numpy.ndarray of float, shape (n,), or None
        The weights that the calibration started from; None where everyone started at 1. The
        residuals' regression is under these.
    values : numpy.ndarray of float, shape (n,), or None
        The weights right after the calibration; None where those are the weights in force.
    final : bool
        Whether only the final weights are known, of a file that came with them.
    """

    terms: tuple[Term, ...]
    start: Floats | None
    values: Floats | None = None
    final: bool = False
