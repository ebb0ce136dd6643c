"""Rows below a plain table that sum it up, such as totals and means: told, and kept as they are.

The rules are this kit's own, and strict: what might be a respondent is not told.
"""

import re
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

TOTALS: Final = frozenset(
    ["total", "totals", "grand total", "sum", "totaal", "eindtotaal", "som", "gesamt", "summe"]
    + ["gesamtsumme", "insgesamt", "totale", "somme", "suma", "totalt", "summa", "yhteensä"]
    + ["subtotal", "sub-total", "subtotaal", "zwischensumme", "sous-total", "subtotale"]
)
MEANS: Final = frozenset(
    ["mean", "average", "avg", "median", "std", "sd", "std dev", "standard deviation"]
    + ["gemiddeld", "gemiddelde", "mediaan", "standaardafwijking"]
    + ["mittelwert", "durchschnitt", "standardabweichung", "moyenne", "médiane", "écart-type"]
    + ["media", "promedio", "mediana", "média", "medelvärde", "gennemsnitt", "gennemsnit"]
)
LEAST: Final = frozenset(["min", "minimum"])
MOST_OF_ALL: Final = frozenset(["max", "maximum"])
BASES: Final = frozenset(["base", "basis", "n", "count", "aantal", "anzahl", "effectif", "valid n"])
BASE: Final = re.compile(r"(?:n|base|basis)\s*[=:]\s*(\d+)")
MOST: Final = 5  # rows
BLANK: Final = 0.5  # of a row's other cells are blank, or as many of its numbers sum up
ROUNDED: Final = 0.5  # a mean without decimals
CLOSE: Final = 1e-6  # relative; a sum is written with fewer digits than it has
FEWEST: Final = 5  # rows above
TWICE: Final = 2  # columns at least

Floats = NDArray[np.float64]


def closing_rows(frame: pd.DataFrame) -> list[str]:
    """Return the labels of the last rows that sum up those above, from the first to the last.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows, columns of numbers as such.

    Examples
    --------
    >>> ages = [20, 30, 40, 50, 60, 40.0]
    >>> closing_rows(pd.DataFrame({"sex": ["m", "f", "m", "f", "m", "Mean"], "age": ages}))
    ['Mean']
    """
    if frame.shape[1] < TWICE:
        return []
    labels: list[tuple[int, str]] = []
    for _, row in frame.iloc[: -MOST - 1 : -1].iterrows():
        place = next((at for at, each in enumerate(row) if _is_text(each)), None)
        if place is None or not _kind(str(row.iloc[place])):
            break
        labels.insert(0, (place, str(row.iloc[place]).strip()))
    n = len(frame) - len(labels)
    if not labels or n < FEWEST:
        return []
    above = frame.iloc[:n]
    for at, (place, label) in enumerate(labels):
        again = frame.iloc[: n + at, place].astype("str").str.strip() == label
        if not again.any() and _sums_up(_kind(label), label, frame.iloc[n + at], above):
            return [each for _, each in labels[at:]]
    return []


def _is_text(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def _kind(label: str) -> str:
    """Return what a label says that its row holds; empty if it is none."""
    label = label.strip().casefold().rstrip(":. ")
    kinds = {"total": TOTALS, "mean": MEANS, "least": LEAST, "most": MOST_OF_ALL, "base": BASES}
    found = next((kind for kind, words in kinds.items() if label in words), "")
    return found or ("base" if BASE.fullmatch(label) else "")


def _sums_up(kind: str, label: str, row: "pd.Series[Any]", above: pd.DataFrame) -> bool:
    """Tell whether a row holds hardly anything, or what its label says of those above."""
    stated = BASE.fullmatch(label.casefold())
    bare = bool(row.isna().sum() >= BLANK * (len(row) - 1))
    if stated or (bare and kind == "total"):
        return bare or (stated is not None and int(stated[1]) == len(above))
    places = [at for at, each in enumerate(above.dtypes) if each.kind in "if"]
    pairs = [(_number(row.iloc[at]), above.iloc[:, at].to_numpy(np.float64)) for at in places]
    held = [(cell, values) for cell, values in pairs if np.isfinite(cell)]
    fits = [_fits(kind, cell, values[np.isfinite(values)]) for cell, values in held]
    enough = TWICE if kind in {"least", "most", "base"} else 1  # which answers often are by chance
    return sum(fits) >= max(enough, BLANK * len(held))


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float | np.number) else np.nan


def _fits(kind: str, cell: float, values: Floats) -> bool:
    """Tell whether a number is a sum, a mean or a count of others, and no answer like them."""
    if not len(values):
        return False
    if kind == "total":
        whole = float(values.sum())
        return whole != 0 and bool(np.isclose(cell, whole, rtol=CLOSE))
    if kind == "base":
        return cell == len(values)
    if kind in {"least", "most"}:
        return cell == float(values.min() if kind == "least" else values.max())
    if not cell.is_integer() and bool((values == np.round(values)).all()):
        return abs(cell) <= float(values.max())
    if cell.is_integer() and abs(cell - float(values.mean())) <= ROUNDED:
        return True
    figures = [values.mean(), np.median(values), values.std(ddof=1)]
    return any(bool(np.isclose(cell, each, rtol=CLOSE)) for each in figures)
