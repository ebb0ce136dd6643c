"""Columns of a model that say what others say already."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DEPENDENT = 1e-9  # of a column's length: what is left of it beside the columns before it
ROUNDING = 1e-13  # of a column's length: what is left of a constant one beside its mean
INVOLVED = 1e-6  # of a column's length: the smallest part of another in it that counts


@dataclass(frozen=True, slots=True)
class Repeated:
    """A column that is a combination of columns before it.

    Attributes
    ----------
    column : int
        Its place.
    others : tuple of int
        The places of those that it is made of.
    """

    column: int
    others: tuple[int, ...]


def repeated_columns(columns: Floats, weight: Floats) -> list[Repeated]:
    """Return the columns that are combinations of those before them.

    Parameters
    ----------
    columns : numpy.ndarray of float, shape (patterns, columns)
        None of them 0 in all patterns with weight. The first is that of ones.
    weight : numpy.ndarray of float, shape (patterns,)
        Sums of the weights.

    Examples
    --------
    >>> city, town = np.array([1.0, 0, 0, 1]), np.array([0.0, 1, 1, 0])
    >>> repeated_columns(np.column_stack([np.ones(4), city, town]), np.ones(4))
    [Repeated(column=2, others=(0, 1))]
    """
    # What follows from what is no matter of weights, and neither is where a number has its 0.
    whole = columns[weight > 0]
    whole = whole / np.linalg.norm(whole, axis=0)
    scaled = whole
    centred = scaled - np.where(np.arange(scaled.shape[1]) > 0, scaled.mean(axis=0), 0.0)
    moves = np.linalg.norm(centred, axis=0) > ROUNDING * np.linalg.norm(scaled, axis=0)
    scaled = np.where(moves, centred, scaled)
    scaled = scaled / np.linalg.norm(scaled, axis=0)
    if len(scaled) >= scaled.shape[1]:
        diagonal = np.abs(np.diag(np.linalg.qr(scaled, mode="r")))
        if (diagonal > DEPENDENT).all():  # as a rule: then there is nothing to look for
            return []
    kept: list[int] = []
    basis = np.empty((len(scaled), 0))
    found = []
    for place, column in enumerate(scaled.T):
        left = column
        for _ in range(2):  # once more, as the first subtraction leaves rounding
            left = left - basis @ (basis.T @ left)
        length = np.linalg.norm(left)
        if length > DEPENDENT:
            basis = np.column_stack([basis, left / length])
            kept.append(place)
            continue
        parts, *_ = np.linalg.lstsq(whole[:, kept], whole[:, place], rcond=None)
        others = (kept[at] for at in np.flatnonzero(np.abs(parts) > INVOLVED).tolist())
        found.append(Repeated(place, tuple(others)))
    return found
