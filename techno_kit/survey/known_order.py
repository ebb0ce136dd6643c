"""Levels that nothing declares, put into the order of their words or numbers where it is known."""

from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import Encoded, narrow
from techno_kit.survey.level_order import order_of

MOST: Final = 30  # levels of a scale


def in_known_order(encoded: Encoded, question: Question, series: "pd.Series[Any]") -> Encoded:
    """Return a column's codes with its levels from the least to the most, as `order_of` knows it.

    An order that somebody declared stays: that of a question's levels and bands, and that of a
    categorical column. What has no place in the order, such as "Don't know", comes last.

    Parameters
    ----------
    encoded : Encoded
        The column, its levels in the order of the alphabet and of numbers in them.
    question : Question
        What is asked.
    series : pandas.Series
        The column.
    """
    levels = encoded.levels
    declared = question.levels or question.cut or isinstance(series.dtype, pd.CategoricalDtype)
    if declared or question.kind != "single" or not 1 < len(levels) <= MOST:
        return encoded
    order = order_of(question, levels)
    if order is None:
        return encoded
    whole = [*order, *(place for place in range(len(levels)) if place not in order)]
    if whole == sorted(whole):
        return encoded
    place_of = np.empty(len(levels) + 1, np.int64)
    place_of[whole] = np.arange(len(levels))
    place_of[-1] = -1
    codes = narrow(place_of[encoded.codes], len(levels))
    ordered = tuple(levels[place] for place in whole)
    return Encoded(codes, ordered, encoded.has_missing, encoded.unlisted, encoded.unclear)
