"""Minimal sets of levels whose targets no weights can meet together.

The certificate of the nearest weights has few levels already: of all certificates of the same gap
it has the smallest sum of absolute values, so that it says "that level" and not "none of the
others". A deletion filter leaves out one
level after the other, and keeps out those without which the rest is still impossible: what
remains is needed, every level of it.

References
----------
Chinneck, J. W. and Dravnieks, E. W. (1991). Locating minimal infeasible constraint sets in linear
programs. ORSA Journal on Computing 3, 157-168.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from techno_kit.numerics.cells import Floats, Integers
from techno_kit.numerics.feasibility import NOTHING, Bools, MarginCells, Reach, nearest

WHOLE = 1e-6  # distance from a whole number that is rounding
DENOMINATORS = 12  # tried to make coefficients whole
QUARRELS = 3  # told at most


@dataclass(frozen=True, slots=True, eq=False)
class Quarrel:
    """Levels that cannot have their targets at the same time, and the inequality that breaks.

    Every respondent's sum of the coefficients of their levels is at most ``-constant`` (without a
    cap and a floor), so no weighted mean of it is more; the targets ask for more, or, where only
    weights with zeros exist, for exactly as much.

    Attributes
    ----------
    levels : ndarray of intp, shape (levels,)
        Counted through all margins.
    coefficients : ndarray of float64, shape (levels,)
        One a level, whole numbers where they can be.
    constant : float
    excess : float
        By how much the targets exceed what weights can reach, in units of the coefficients.
    """

    levels: Integers
    coefficients: Floats
    constant: float
    excess: float


def quarrels(
    cells: MarginCells, *, floor: float = 0.0, cap: float = inf, most: int = QUARRELS
) -> tuple[Quarrel, ...]:
    """Find sets of levels that cannot have their targets together, the worst first.

    Parameters
    ----------
    cells : MarginCells
    floor, cap : float
        Bounds on the weights, as in `techno_kit.numerics.feasibility.nearest`.
    most : int
        How many to look for.

    Returns
    -------
    tuple of Quarrel
        Empty where weights exist. Without any level of a set the rest of it is possible. Each
        later one stands without some margin of those before it, so none is another's mirror.

    Examples
    --------
    Everyone in level 0 of the first margin is in level 0 of the second:

    >>> from techno_kit.numerics.feasibility import margin_cells
    >>> levels = [[0, 1, 1, 2, 2], [0, 0, 1, 1, 2]]
    >>> targets = [[0.5, 0.2, 0.3], [0.4, 0.3, 0.3]]
    >>> found = quarrels(margin_cells(levels, targets, np.ones(5), np.ones(5)))[0]
    >>> found.levels, found.coefficients, found.constant, round(found.excess, 3)
    (array([0, 3]), array([ 1., -1.]), 0.0, 0.1)
    """
    reach = nearest(cells, floor=floor, cap=cap)
    if reach.possible:
        return ()
    found = [_quarrel(cells, reach, floor, cap)]
    tried = 0
    while tried < len(found) < most:
        for margin in margins_of(cells, found[tried].levels):
            rest = cells.only(_outside(cells, margin))
            reach = nearest(rest, floor=floor, cap=cap)
            if not reach.possible and len(found) < most:
                other = _quarrel(rest, reach, floor, cap)
                if not any(set(other.levels) == set(each.levels) for each in found):
                    found.append(other)
        tried += 1
    return tuple(found)


def margins_of(cells: MarginCells, levels: Integers) -> list[int]:
    """Return the margins of levels, once each, ascending."""
    places = np.searchsorted(cells.starts, levels, side="right") - 1
    return sorted({int(place) for place in places})


def _outside(cells: MarginCells, margin: int) -> Bools:
    inside = np.arange(cells.count)
    return (inside < cells.starts[margin]) | (inside >= cells.starts[margin + 1])


def _quarrel(cells: MarginCells, reach: Reach, floor: float, cap: float) -> Quarrel:
    kept, reach = _filtered(cells, reach, floor, cap)
    levels = np.flatnonzero(kept)
    size = _scale(reach.values[levels])
    coefficients = reach.values[levels] * size
    whole = np.round(coefficients)
    near = np.abs(coefficients - whole).max(initial=0.0) < WHOLE
    constant = reach.constant * size
    if near and abs(constant - round(constant)) < WHOLE:
        coefficients, constant = whole, round(constant)
    return Quarrel(levels, coefficients, float(constant), reach.proof * size)


def _filtered(cells: MarginCells, reach: Reach, floor: float, cap: float) -> tuple[Bools, Reach]:
    """Leave out what is not needed, the smallest parts of the certificate first."""
    values = reach.values
    kept = np.abs(values) > NOTHING
    first = nearest(cells.only(kept), floor=floor, cap=cap)
    if first.possible:  # the certificate was cut too close: all levels are looked at
        kept = np.ones(cells.count, bool)
    else:
        reach = first
    for level in sorted(np.flatnonzero(kept), key=lambda level: abs(float(values[level]))):
        if not kept[level]:
            continue
        trial = kept.copy()
        trial[level] = False
        without = nearest(cells.only(trial), floor=floor, cap=cap)
        if not without.possible:
            kept, reach = trial & (np.abs(without.values) > NOTHING), without
    return kept, reach


def _scale(values: Floats) -> float:
    """Return what makes coefficients whole numbers, else the smallest of them 1."""
    least = 1 / float(np.abs(values).min(initial=inf)) if len(values) else 1.0
    for factor in range(1, DENOMINATORS + 1):
        scaled = values * least * factor
        if np.abs(scaled - np.round(scaled)).max(initial=0.0) < WHOLE:
            return least * factor
    return least
