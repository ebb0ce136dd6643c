"""How common every set of rungs is, from published shares and overlaps alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from techno_kit.errors import TargetsError, nearest, raise_all
from techno_kit.numerics import maximum_entropy as numeric
from techno_kit.wording import join, percent, say

Floats = NDArray[np.float64]
Says = Literal["equal", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many of one rung's people are on another too.

    Attributes
    ----------
    of : str
        The rung whose people are counted.
    also : str
        The rung they are on too.
    share : float
        The share (0-1) of the people of `of` who are on `also`.
    says : {"equal", "at_least", "at_most"}
        Whether the share is known, or a limit to it.
    """

    of: str
    also: str
    share: float
    says: Says = "equal"

    @property
    def text(self) -> str:
        """The fact as a message states it."""
        words = say(f"simulation.{self.says}", share=percent(self.share, 1))
        return say("simulation.overlap", share=words, of=self.of, also=self.also)


@dataclass(frozen=True, eq=False, slots=True)
class Patterns:
    """How common every set of rungs is.

    Attributes
    ----------
    rungs : tuple of str
        The overlapping rungs.
    none : str
        The exclusive rung of those who are on none of them.
    members : (patterns, rungs) array of bool
        Which rungs each pattern holds; the empty pattern comes first.
    shares : (patterns,) array
        They sum to 1.
    """

    rungs: tuple[str, ...]
    none: str
    members: NDArray[np.bool_]
    shares: Floats

    @property
    def answers(self) -> tuple[str, ...]:
        """The rungs, the exclusive one last."""
        return (*self.rungs, self.none)

    @property
    def chosen(self) -> NDArray[np.bool_]:
        """Which `answers` each pattern gives: (patterns, rungs + 1)."""
        return np.column_stack([self.members, ~self.members.any(axis=1)])

    def column(self, answer: str) -> NDArray[np.bool_]:
        """Return which patterns give one of the `answers`."""
        column: NDArray[np.bool_] = self.chosen[:, self.answers.index(answer)]
        return column


def rung_patterns(
    shares: Mapping[str, float], overlaps: Sequence[Overlap] = (), *, none: str = "inactives"
) -> Patterns:
    """Find the distribution over sets of rungs that meets shares and overlaps and claims no more.

    Parameters
    ----------
    shares : mapping of str to float
        The share (0-1) of every rung, the exclusive one included.
    overlaps : sequence of Overlap
        What is known of pairs of rungs.
    none : str
        The exclusive rung.

    Returns
    -------
    Patterns

    Raises
    ------
    TargetsError
        If a rung or a share is not usable, or the facts contradict each other: it names the
        smallest set that does, and what the last of them could be given the others.

    Notes
    -----
    Of all distributions over the ``2 ** k`` sets of ``k`` rungs that meet the facts, the one with
    the largest entropy. That the shares are within their pairwise limits is necessary, not
    sufficient, so a linear programme decides whether there is one.

    Examples
    --------
    >>> facts = {"critics": 0.4, "spectators": 0.7, "inactives": 0.2}
    >>> rung_patterns(facts).shares.round(4).tolist()
    [0.2, 0.1, 0.4, 0.3]
    """
    raise_all(TargetsError, say("simulation.subject"), _fact_problems(shares, overlaps, none))
    rungs = tuple(each for each in shares if each != none)
    members = numeric.patterns(len(rungs))
    empty = Patterns(rungs, none, members, np.zeros(len(members)))
    rows = [empty.column(each).astype(np.float64) for each in (*rungs, none)]
    low = [shares[each] for each in (*rungs, none)]
    high = list(low)
    for overlap in overlaps:
        of = empty.column(overlap.of).astype(np.float64)
        rows.append(of * empty.column(overlap.also) - overlap.share * of)
        low.append(-np.inf if overlap.says == "at_most" else 0.0)
        high.append(np.inf if overlap.says == "at_least" else 0.0)
    facts = np.array(rows), np.array(low), np.array(high)
    possible = numeric.feasibility(*facts)
    if not possible.feasible:
        raise TargetsError(_conflict(facts, possible.conflict, empty, shares, overlaps))
    found = numeric.maximum_entropy(*facts, base=possible.support.astype(np.float64))
    if not found.converged:
        raise TargetsError(say("simulation.unsolved", gap=f"{found.gap:.1e}"))
    return Patterns(rungs, none, members, found.probabilities)


def _fact_problems(
    shares: Mapping[str, float], overlaps: Sequence[Overlap], none: str
) -> list[str]:
    """Word what is wrong with single facts, before any of them are put together."""
    problems = []
    if none not in shares:
        problems.append(say("simulation.no_none", none=none, nearest=nearest(none, shares)))
    for rung, share in shares.items():
        if not 0 <= share <= 1:
            problems.append(say("simulation.not_a_share", fact=rung, share=share))
    for overlap in overlaps:
        for rung in (overlap.of, overlap.also):
            if rung not in shares:
                problems.append(say("simulation.no_rung", rung=rung, nearest=nearest(rung, shares)))
        if not 0 <= overlap.share <= 1:
            fact = say("simulation.pair", of=overlap.of, also=overlap.also)
            problems.append(say("simulation.not_a_share", fact=fact, share=overlap.share))
    return problems


def _conflict(
    facts: tuple[Floats, Floats, Floats],
    conflict: NDArray[np.int64],
    patterns: Patterns,
    shares: Mapping[str, float],
    overlaps: Sequence[Overlap],
) -> str:
    """Word which facts quarrel, and what the last of them could be."""
    matrix, low, high = facts
    order = patterns.answers
    of_all = [say("simulation.share", rung=each, share=percent(shares[each], 1)) for each in order]
    texts = [*of_all, *(each.text for each in overlaps)]
    last = int(conflict[-1])
    others = {int(each) for each in conflict[:-1]}
    row, base = matrix[last], 1.0
    if last >= len(order):  # asked as a share of the one rung's people
        overlap = overlaps[last - len(order)]
        others.add(order.index(overlap.of))
        row = (patterns.column(overlap.of) & patterns.column(overlap.also)).astype(np.float64)
        base = shares[overlap.of]
    kept = sorted(others)
    least, most = numeric.attainable(matrix[kept], low[kept], high[kept], row)
    return say(
        "simulation.conflict",
        subject=say("simulation.subject"),
        facts=join(texts[each] for each in conflict),
        low=percent(least / base, 1),
        high=percent(most / base, 1),
    )
