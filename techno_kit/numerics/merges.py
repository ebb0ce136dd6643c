"""Which levels to merge, or which margin to drop, so that weights exist.

A merge can only help if it touches every reason why there are no weights: a certificate
(`techno_kit.numerics.feasibility`) that has the same value for the levels merged stands as it did.
So the search keeps every certificate met, asks the programme only about changes that break them
all, and learns a new certificate from each that fails. No change is proposed unless the programme
on all cells says that weights exist after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from techno_kit.numerics.cells import Floats, Integers
from techno_kit.numerics.feasibility import NOTHING, POSSIBLE, Bools, MarginCells, nearest

LEAST = 1e-3  # of the mean weight: what every weight must be able to have after a change
EFFORT = 1.2  # seconds of programmes, by the reckoning below; the clock would make answers differ
PER_PROGRAMME = 4e-3  # seconds on a slow machine
PER_CELL = {False: 3e-6, True: 6e-6}  # and with a cap
TIED = 9  # decimals of a share beyond which two are the same
SMALL = 2_000  # cells up to which a change is not tried on the quarrelling margins beforehand
MOST_CHANGES = 400  # changes of which pairs are formed, the cheapest


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Levels to unite: two levels of a variable in all of its margins, or a margin left out.

    Attributes
    ----------
    pairs : ndarray of intp, shape (pairs, 2)
        Levels, counted through all margins; a second one beyond the last means "left out".
    cost : float
        How much is given up: the share of the population whose level loses a target of its own.
    people : float
        What ranks changes of one cost, the least first: the share of the respondents whom it moves.
    """

    pairs: Integers
    cost: float
    people: float = 0.0


def cures(
    cells: MarginCells,
    changes: Sequence[Change],
    *,
    together: int = 1,
    wanted: int = 3,
    floor: float = 0.0,
    cap: float = inf,
    reasons: Sequence[Floats] = (),
) -> tuple[tuple[int, ...], ...]:
    """Find the cheapest changes after which weights exist.

    Parameters
    ----------
    cells : MarginCells
    changes : sequence of Change
        What may be done.
    together : {1, 2}
        How many changes at a time.
    wanted : int
        After how many the search ends.
    floor, cap : float
        Bounds on the weights, as in `techno_kit.numerics.feasibility.nearest`. The floor is at
        least a thousandth of the mean weight: targets that only weights of 0 meet cannot be raked.
    reasons : sequence of ndarray of float64, shape (levels,)
        Certificates known beforehand.

    Returns
    -------
    tuple of tuple of int
        Positions in `changes`, the cheapest first. May be empty: nothing of the kind helps, or the
        search went on for longer than is reasonable.

    Examples
    --------
    Level 0 of the first margin occurs with level 0 of the second only; merging the second's
    levels 0 and 1 makes room for it, merging its levels 1 and 2 does not:

    >>> from techno_kit.numerics.feasibility import margin_cells
    >>> levels, targets = [[0, 1, 1, 1], [0, 0, 1, 2]], [[0.4, 0.6], [0.3, 0.2, 0.5]]
    >>> cells = margin_cells(levels, targets, np.ones(4), np.ones(4))
    >>> changes = [Change(np.array([[2, 3]]), 0.5), Change(np.array([[3, 4]]), 0.7)]
    >>> cures(cells, changes)
    ((0,),)
    """
    if not changes:
        return ()
    search = _Search(cells, max(floor, LEAST), cap, list(reasons))
    trials = _trials(changes, together)
    found: list[tuple[int, ...]] = []
    known, hopeful = -1, np.arange(len(trials))
    while len(hopeful) and len(found) < wanted and search.spent <= EFFORT:
        if known < len(search.reasons):
            known = len(search.reasons)
            breaks = np.array([search.breaks(change.pairs) for change in changes])
            hopeful = hopeful[breaks[trials[hopeful]].any(axis=1).all(axis=1)]
            continue
        trial = trials[hopeful[0]]
        hopeful = hopeful[1:]
        if search.helps(np.concatenate([changes[place].pairs for place in trial])):
            found.append(tuple(sorted(trial.tolist())))
    return tuple(found)


def _trials(changes: Sequence[Change], together: int) -> Integers:
    """List what is tried, the cheapest first, shape (trials, together)."""
    costs = np.array([change.cost for change in changes])
    people = np.array([change.people for change in changes])
    order = _ranked(costs, people)
    if together == 1:
        return order[:, None]
    first, second = np.triu_indices(min(len(order), MOST_CHANGES), k=1)
    pairs = np.column_stack([order[first], order[second]])
    return pairs[_ranked(costs[pairs].sum(axis=1), people[pairs].sum(axis=1))]


def _ranked(costs: Floats, people: Floats) -> Integers:
    """Return the order by cost, and by respondents where costs differ by rounding alone."""
    return np.lexsort((np.round(people, TIED), np.round(costs, TIED)))


class _Search:
    """The certificates met so far, and what was spent on programmes."""

    def __init__(self, cells: MarginCells, floor: float, cap: float, reasons: list[Floats]) -> None:
        self.cells = cells
        self.floor = floor
        self.cap = cap
        self.reasons = np.array(reasons).reshape(-1, cells.count)
        self.spent = 0.0

    def breaks(self, pairs: Integers) -> Bools:
        """Tell which certificates do not survive that pairs of levels are united."""
        padded = np.pad(self.reasons, ((0, 0), (0, 1)))
        apart = np.abs(padded[:, pairs[:, 0]] - padded[:, pairs[:, 1]]) > NOTHING
        broken: Bools = apart.any(axis=1)
        return broken

    def helps(self, pairs: Integers) -> bool:
        """Tell whether weights exist after uniting pairs of levels."""
        places = united(pairs, self.cells.count)
        if len(self.cells.people) > SMALL and len(self.reasons):
            touched = (self.reasons != 0).any(axis=0)
            touched[pairs[pairs < self.cells.count]] = True
            margins = _whole_margins(self.cells, touched)
            if not margins.all() and not self._possible(self.cells.only(margins), places):
                return False
        return self._possible(self.cells, places)

    def _possible(self, cells: MarginCells, places: Integers) -> bool:
        changed = cells.mapped(places, protect=True)
        self.spent += PER_PROGRAMME + PER_CELL[self.cap < inf] * len(changed.people)
        reach = nearest(changed, floor=self.floor, cap=self.cap)
        if reach.proof > POSSIBLE:
            lifted = np.append(reach.values, 0.0)[places][:-1]
            self.reasons = np.vstack([self.reasons, lifted])
        return reach.possible


def united(pairs: Integers, count: int) -> Integers:
    """Return the level that each level becomes when pairs are united, shape (count + 1,).

    Examples
    --------
    >>> united(np.array([[0, 1], [1, 2], [3, 5]]), 5)
    array([0, 0, 0, 5, 4, 5])
    """
    places = np.arange(count + 1)
    for one, other in pairs:
        first, second = sorted((places[one], places[other]))
        if second == count:  # left out is left out, whatever it is united with
            first, second = second, first
        places[places == second] = first
    return places


def _whole_margins(cells: MarginCells, levels: Bools) -> Bools:
    """Choose all levels of the margins that have one of these."""
    counts = np.add.reduceat(levels.astype(int), cells.starts[:-1])
    chosen: Bools = np.repeat(counts > 0, np.diff(cells.starts))
    return chosen
