"""Why no weights meet targets, how close one can get, and what would help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import pandas as pd

from techno_kit.numerics.bounds import Bound
from techno_kit.numerics.cells import Array, Floats
from techno_kit.numerics.feasibility import MarginCells, margin_cells, nearest_shares
from techno_kit.numerics.feasible_bounds import Bounded
from techno_kit.numerics.quarrels import Quarrel
from techno_kit.survey.targets.matching import MatchedTargets
from techno_kit.survey.targets.obstacles import Found, Obstacle, obstacle_of
from techno_kit.survey.targets.quarrelling import (
    Names,
    cap_reason,
    floor_reason,
    reason,
    rounded_down,
    rounded_up,
)
from techno_kit.survey.targets.remedies import Merges, Remedies, merge_code, merge_told, remedies
from techno_kit.wording import decimal, join, plural, say

SECTIONS: Mapping[Obstacle, str] = {
    "none": "weights-exist-but-were-not-found",
    "impossible": "targets-that-no-weights-meet",
    "zeros": "targets-that-only-weights-of-zero-meet",
    "cap": "caps-and-floors",
    "floor": "caps-and-floors",
    "unknown": "weights-exist-but-were-not-found",
}


@dataclass(frozen=True, eq=False, slots=True)
class Infeasibility:
    """Why no weights meet the targets, and what would help.

    Attributes
    ----------
    obstacle : {"none", "impossible", "zeros", "cap", "floor", "unknown"}
        Weights exist and were only not found; none exist; only such with zeros exist; none exist
        under the cap; none above the floor; the programmes that tell gave no answer.
    reasons : tuple of str
        Sentences about the levels that are to blame, the worst first.
    quarrel : tuple of (str, str)
        Variable and level of the first reason: every one of them is needed for it.
    merges : tuple of dict
        Each alone would help, as `Targets.collapse` takes it; the one that changes least first.
    dropped : tuple of str
        Margins without which weights exist.
    needed_cap, possible_floor : float
        The smallest cap and the largest floor under which weights exist, as multiples of the mean
        weight; NaN where none exist anyway.
    closest_gap : float
        The largest gap of any level that no weights can be below, in shares.
    table : pandas.DataFrame
        Every level: ``variable``, ``level``, ``target``, ``closest`` (share 0-1 under the weights
        that `tk.rake` returns with ``on_infeasible="closest"``; under a cap or floor, the nearest
        weights) and ``gap``.
    problem : str
        What is impossible and why, and how near one can get, in one sentence or two.
    cures : str
        What would help, with the code of the first merge; empty where nothing is known to.
    where : str
        Which section of the documentation says more.
    """

    obstacle: Obstacle
    reasons: tuple[str, ...]
    quarrel: tuple[tuple[str, str], ...]
    merges: tuple[Merges, ...]
    dropped: tuple[str, ...]
    needed_cap: float
    possible_floor: float
    closest_gap: float
    table: pd.DataFrame
    problem: str
    cures: str
    where: str

    @property
    def text(self) -> str:
        """All of it in one paragraph."""
        return " ".join(each for each in (self.problem, self.cures, self.where) if each)

    def __str__(self) -> str:
        return self.text


def explain_infeasible(
    matched: MatchedTargets,
    levels: Sequence[Array],
    base: Floats,
    people: Floats,
    *,
    ordered: Mapping[str, bool] | None = None,
    cap: Bound | float | None = None,
    floor: Bound | float | None = None,
    total: float | None = None,
    mapping: bool = False,
) -> Infeasibility:
    """Explain why no weights meet targets, or why none do within bounds.

    Parameters
    ----------
    matched : MatchedTargets
        The targets over the levels of the sample.
    levels : sequence of numpy.ndarray of int, each of shape (cells,)
        Each cell's level in each margin, in the order of ``matched.levels``.
    base, people : numpy.ndarray of float, shape (cells,)
        Sum of the base weights, and respondents with a positive one.
    ordered : mapping of str to bool, optional
        By variable, whether only neighbouring levels are to be merged; judged by the levels where
        it is not said.
    cap, floor : Bound or float, optional
        Bounds on the weights; numbers are multiples of the mean weight. Rules that move with the
        weights (median, quantile, interquartile ranges) cannot be judged beforehand.
    total : float, optional
        What the weights sum to, for absolute bounds; the sum of the base weights by default.
    mapping : bool
        Whether these targets came as one of a mapping of level to targets, for the code to paste.

    Returns
    -------
    Infeasibility
    """
    cells = margin_cells(levels, matched.goals, base, people)
    respondents = float(np.sum(people[np.asarray(base) > 0]))
    mean = (float(np.sum(base)) if total is None else total) / respondents
    highest, lowest = bound_multiple(cap, mean), bound_multiple(floor, mean) or 0.0
    problem = _Problem(matched, cells, respondents, ordered or {}, highest, lowest, mapping)
    try:
        found = obstacle_of(cells, cap=highest, floor=lowest)
    except ArithmeticError:  # the solver of the programmes gave up
        found = Found("unknown", (), gap=np.nan)
    shares = found.closest
    if shares is None:
        shares = _closest(matched, levels, base, people)
    return problem.explained(found, _table(problem.names, cells.targets, shares))


def shares_within(
    matched: MatchedTargets,
    levels: Sequence[Array],
    base: Floats,
    people: Floats,
    *,
    cap: Bound | float | None = None,
    floor: Bound | float | None = None,
    total: float | None = None,
) -> tuple[Floats, ...]:
    """Return shares near the targets that weights within bounds can have.

    Parameters
    ----------
    matched, levels, base, people, cap, floor, total
        As in `explain_infeasible`.

    Returns
    -------
    tuple of numpy.ndarray of float
        Every margin's shares, to be raked to in place of ``matched.goals``: the smallest largest
        gap that is possible within the bounds, with a little room for raking to find them.
    """
    cells = margin_cells(levels, matched.goals, base, people)
    mean = (float(np.sum(base)) if total is None else total) / float(np.sum(people))
    highest, lowest = bound_multiple(cap, mean), bound_multiple(floor, mean)
    return tuple(nearest_shares(cells, floor=lowest or 0.0, cap=highest or inf))


def bound_multiple(bound: Bound | float | None, mean: float) -> float | None:
    """Return a bound as a multiple of the mean; None where it has none beforehand."""
    if isinstance(bound, Bound):
        known = {"mean": bound.value, "absolute": bound.value / mean}
        return known.get(bound.rule)
    return bound


def _closest(
    matched: MatchedTargets, levels: Sequence[Array], base: Floats, people: Floats
) -> Floats:
    """Return the shares of all levels under the closest weights."""
    from techno_kit.numerics.closest import rake_closest
    from techno_kit.numerics.schemes import margin_scheme

    sizes = [goal.size for goal in matched.goals]
    margins = [(place,) for place in range(len(sizes))]
    scheme = margin_scheme(sizes, margins, [np.asarray(each, np.intp) for each in levels])
    near = rake_closest(
        scheme, np.asarray(base, float), matched.goals, people=np.asarray(people, float)
    )
    return np.concatenate(near.after)


def _table(names: Names, targets: Floats, shares: Floats) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "variable": names.variables,
            "level": names.levels,
            "target": targets,
            "closest": shares,
            "gap": shares - targets,
        }
    )
    return frame[(targets > 0) | (shares > 0)].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class _Problem:
    matched: MatchedTargets
    cells: MarginCells
    respondents: float
    ordered: Mapping[str, bool]
    cap: float | None
    floor: float
    mapping: bool

    @property
    def names(self) -> Names:
        return Names.of(self.matched)

    def explained(self, found: Found, table: pd.DataFrame) -> Infeasibility:
        """Put what was found into words, with what would help."""
        names, obstacle = self.names, found.obstacle
        helping = self._remedies(found) if found.quarrels else Remedies((), ())
        blamed = found.quarrels[0].levels if found.quarrels else np.empty(0, np.intp)
        reasons = tuple(dict.fromkeys(self._reason(found, each) for each in found.quarrels))
        return Infeasibility(
            obstacle=obstacle,
            reasons=reasons,
            quarrel=tuple((names.variables[each], names.levels[each]) for each in blamed),
            merges=helping.merges,
            dropped=helping.dropped,
            needed_cap=found.needed.value if found.needed else np.nan,
            possible_floor=found.possible.value if found.possible else np.nan,
            closest_gap=found.gap,
            table=table,
            problem=self._problem(found, reasons),
            cures="" if obstacle in ("none", "unknown") else self._cures(helping, found),
            where=say("infeasible.docs", section=SECTIONS[obstacle]),
        )

    def _remedies(self, found: Found) -> Remedies:
        certificates = []
        for each in found.quarrels:
            values = np.zeros(self.cells.count)
            values[each.levels] = each.coefficients
            certificates.append(values)
        bounds = {
            "floor": self.floor if found.obstacle in ("floor", "cap") else 0.0,
            "cap": self.cap if found.obstacle == "cap" and self.cap is not None else inf,
        }
        return remedies(self.matched, self.cells, certificates, ordered=self.ordered, **bounds)

    def _reason(self, found: Found, quarrel: Quarrel) -> str:
        if found.obstacle == "cap" and found.needed is not None:
            return cap_reason(
                self.cells,
                quarrel,
                self.names,
                self.respondents,
                found.needed.value,
                alone=self.floor == 0,
            )
        if found.obstacle == "floor" and found.possible is not None:
            return floor_reason(
                self.cells,
                quarrel,
                self.names,
                self.respondents,
                found.possible.value,
                alone=self.cap is None,
            )
        return reason(self.cells, quarrel, self.names, zeros=found.obstacle == "zeros")

    def _problem(self, found: Found, reasons: Sequence[str]) -> str:
        """Say what is impossible and why, and how near one can get."""
        told = say(
            f"infeasible.begins.{found.obstacle}",
            reasons=say("infeasible.and").join(reasons),
            cap=decimal(self.cap or 0, 2),
            floor=decimal(self.floor, 2),
            needed=rounded_up(found.needed.value) if found.needed else "",
            largest=rounded_down(found.possible.value) if found.possible else "",
        )
        if found.obstacle == "impossible":
            return f"{told} {say('infeasible.near', gap=_points(found.gap))}"
        if found.obstacle == "zeros" and found.possible is not None:
            return f"{told} {self._zeroed(found.possible)}"
        return told

    def _zeroed(self, possible: Bounded) -> str:
        prices = self.cells.prices(possible.values, possible.constant)
        n = round(float(self.cells.held[prices < -1e-9].sum()) * self.respondents)
        return plural("infeasible.zeroed", n)

    def _cures(self, helping: Remedies, found: Found) -> str:
        """Word what would help, the smallest change first, with the code to paste."""
        bound = {"cap": found.needed, "floor": found.possible}.get(found.obstacle)
        ways = []
        if found.obstacle == "cap" and bound is not None and np.isfinite(bound.value):
            ways.append(say("infeasible.cap.change", needed=rounded_up(bound.value)))
        elif found.obstacle == "floor" and bound is not None:
            ways.append(say("infeasible.floor.change", largest=rounded_down(bound.value)))
        ways += [say("infeasible.merge", levels=merge_told(each)) for each in helping.merges]
        if helping.dropped:
            ways.append(say("infeasible.drop", margins=join(helping.dropped, by="or")))
        if bound is None:
            ways.append(say("infeasible.ask_closest"))
        told = [say("infeasible.cures", ways=say("infeasible.or").join(ways))]
        if found.obstacle != "cap" and self.cap is not None and (helping.merges or helping.dropped):
            told.append(say("infeasible.without_cap"))
        if helping.unordered:
            told.append(say("infeasible.unordered", names=join(helping.unordered)))
        if helping.merges:
            by_size = set(helping.merges[0]) & set(helping.unordered)
            code = merge_code(helping.merges[0], mapping=self.mapping)
            key = "infeasible.code_by_size" if by_size else "infeasible.code"
            told.append(say(key, code=code))
        return " ".join(told)


def _points(gap: float) -> str:
    """Word a gap in points, with the decimals that it needs."""
    shown = [decimal(100 * gap, digits) for digits in (1, 2, 3)]
    found = next((each for each in shown if each.strip("0.,")), None)
    return found or f"{100 * gap:.0e}"
