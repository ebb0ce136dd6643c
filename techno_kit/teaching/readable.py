"""A table of results for reading in a lesson: few decimals, and p as the kit writes it."""

import pandas as pd

from techno_kit.wording import p_value, say

DECIMALS = 3


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with numbers rounded to three decimals and p-values as the kit writes them.

    Parameters
    ----------
    table : pandas.DataFrame
        A result's table; columns whose name begins with ``p`` or ``p_`` hold p-values.

    Returns
    -------
    pandas.DataFrame
        To look at, not to compute with: p-values are texts, blanks a dash.

    Examples
    --------
    >>> readable(pd.DataFrame({"difference": [0.57612], "p": [0.0000001]}))
       difference       p
    0       0.576  <0.001
    """
    rounded = table.round(DECIMALS)
    for name in table.columns:
        if str(name) == "p" or str(name).startswith("p_"):
            rounded[name] = [p_value(each) if pd.notna(each) else _none() for each in table[name]]
    texts = rounded.select_dtypes(exclude="number").columns
    return rounded.assign(**{each: rounded[each].astype(object).fillna(_none()) for each in texts})


def _none() -> str:
    return say("numbers.missing")
