"""Columns in which the sign that was taken for the decimal sign may group thousands."""

from typing import Any

import numpy as np
import pandas as pd

from techno_kit.loading.columns import may_group
from techno_kit.loading.layouts import Layout

THOUSANDTHS = 1000
ROUNDING = 1e-6  # of a thousandth, as doubles hold few decimal fractions


def may_be_grouped(frame: pd.DataFrame, layout: Layout) -> tuple[list[int], bool]:
    """Return which columns of numbers may hold thousands instead of decimals.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows, whose numbers were read with the layout's decimal sign.
    layout : Layout
        The file's layout.

    Returns
    -------
    list of int
        Places of columns in which every decimal fraction may be a group of three digits; their
        texts decide.
    bool
        Whether some number shows that the sign is the decimal sign, so that there is no doubt.
    """
    if layout.shown:
        return [], True
    doubtful: list[int] = []
    for place in range(frame.shape[1]):
        if frame.dtypes.iloc[place].kind != "f":
            continue
        values = frame.iloc[:, place].to_numpy(np.float64)
        if grouped := _grouped(values, [each[place] for each in _below(layout, place)], layout):
            doubtful.append(place)
        elif grouped is False:
            return [], True
    return doubtful, False


def shows_decimal(column: "pd.Series[Any]", decimal: str) -> bool:
    """Tell whether a number among some texts has a sign where it cannot group thousands."""
    return may_group([str(each) for each in column.dropna().unique()], decimal) is False


def _below(layout: Layout, place: int) -> list[list[str]]:
    return [each for each in layout.head[1 + layout.explained :] if len(each) > place]


def _grouped(values: "np.ndarray[Any, Any]", head: list[str], layout: Layout) -> bool | None:
    """Tell whether numbers may be grouped; None where none of them seems to have a sign."""
    present = values[np.isfinite(values)]
    fractions = present[present != np.floor(present)]
    if not len(fractions):
        # Blanks make floats of whole numbers too.
        return True if len(present) == len(values) or may_group(head, layout.decimal) else None
    thousandths = fractions * THOUSANDTHS
    off = np.abs(thousandths - np.round(thousandths)) > ROUNDING * np.maximum(1, np.abs(fractions))
    return not (off.any() or bool(np.any(np.abs(fractions) < 1)))
