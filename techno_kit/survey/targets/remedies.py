"""What would make targets possible: levels to merge, margins to drop."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import inf, prod

import numpy as np

from techno_kit.numerics.cells import Floats, Integers
from techno_kit.numerics.feasibility import MarginCells
from techno_kit.numerics.merges import Change, cures
from techno_kit.survey.level_order import order_of
from techno_kit.survey.targets.matching import MatchedTargets
from techno_kit.wording import join, say

ALTERNATIVES = 3  # merges that are proposed
PAIRS = 2  # proposed where no single merge helps
MANY = 2_000  # changes above which only those that touch a known reason are looked at
#: Variable to new level to the levels it takes the place of, as `Targets.collapse` takes it.
Merges = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True, eq=False)
class Remedies:
    """What would help; each alone, and each verified.

    Attributes
    ----------
    merges : tuple of dict
        The one that changes least first: ``{"age_group": {"55-64 or 65+": ["55-64", "65+"]}}``.
    dropped : tuple of str
        Margins without which weights exist.
    unordered : tuple of str
        Variables of these merges whose levels have no known order: there, size alone ranks them.
    """

    merges: tuple[Merges, ...]
    dropped: tuple[str, ...]
    unordered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Merge:
    variable: str
    levels: tuple[str, str]
    change: Change
    ordered: bool


def remedies(
    matched: MatchedTargets,
    cells: MarginCells,
    reasons: Sequence[Floats],
    *,
    ordered: Mapping[str, bool],
    floor: float = 0.0,
    cap: float = inf,
) -> Remedies:
    """Find the merges and the margins to drop after which weights exist.

    Parameters
    ----------
    matched : MatchedTargets
    cells : MarginCells
        Of the same margins.
    reasons : sequence of numpy.ndarray of float
        Certificates of the quarrels that were found.
    ordered : mapping of str to bool
        Variables of which only neighbouring levels are merged, or of which any are; those not named
        are judged by their levels.
    floor, cap : float
        Bounds on the weights, as multiples of the mean.
    """
    merges = list(_merges(matched, cells, ordered))
    if len(merges) > MANY:
        touched = np.append(np.any([each != 0 for each in reasons], axis=0), False)
        merges = [each for each in merges if touched[each.change.pairs].any()][:MANY]
    changes = [each.change for each in merges]
    found = cures(cells, changes, wanted=ALTERNATIVES, floor=floor, cap=cap, reasons=reasons)
    if not found:
        found = cures(
            cells, changes, together=2, wanted=PAIRS, floor=floor, cap=cap, reasons=reasons
        )
    drops = _drops(matched, cells)
    dropped = cures(cells, drops, wanted=PAIRS, floor=floor, cap=cap, reasons=reasons)
    names = [margin.name for margin in matched.targets.margins]
    chosen = [merges[place] for each in found for place in each]
    written: list[Merges] = []
    for each in found:
        made = _written([merges[place] for place in each], matched)
        if made not in written and _leaves_two(made, matched):
            written.append(made)
    return Remedies(
        tuple(written),
        tuple(names[each[0]] for each in dropped),
        tuple(dict.fromkeys(each.variable for each in chosen if not each.ordered)),
    )


def _leaves_two(merges: Merges, matched: MatchedTargets) -> bool:
    """Tell whether every variable keeps two levels; with one it would be no margin."""
    return all(
        len(matched.answers[name].levels) - sum(len(old) - 1 for old in made.values()) >= 2
        for name, made in merges.items()
    )


def _merges(
    matched: MatchedTargets, cells: MarginCells, ordered: Mapping[str, bool]
) -> Iterator[_Merge]:
    """Yield every merge of two levels of a variable that leaves it two levels at least.

    Of levels in an order, neighbours only; of merges that cost as much, fewer respondents first.
    """
    for name, answers in matched.answers.items():
        shares = _shares(matched, cells, name)
        people = _people(matched, cells, name)
        used = np.flatnonzero((shares > 0) | (people > 0)).tolist()
        if len(used) <= 2:
            continue
        order = _order(matched, name, ordered.get(name))
        runs = order is not None
        rows = [place for place in order or () if place in used]
        for one, other in pairwise(rows) if runs else combinations(used, 2):
            pairs = _pairs(matched, cells, name, one, other)
            cost = float(shares[one] + shares[other])
            change = Change(pairs, cost, float(people[one] + people[other]))
            yield _Merge(name, (answers.levels[one], answers.levels[other]), change, runs)


def _order(matched: MatchedTargets, name: str, asked: bool | None) -> Sequence[int] | None:
    """Return the order of a variable's levels: theirs as they stand, none, or what is known."""
    answers = matched.answers[name]
    if asked is None:
        return order_of(answers.question, answers.levels)
    return range(len(answers.levels)) if asked else None


def _grids(
    matched: MatchedTargets, cells: MarginCells, name: str
) -> Iterator[tuple[int, Integers]]:
    """Yield a variable's axis and the numbers of the levels, an axis a variable, by margin."""
    for place, margin in enumerate(matched.targets.margins):
        if name in margin.variables:
            shape = [len(matched.answers[each].levels) for each in margin.variables]
            numbers = np.arange(prod(shape)).reshape(shape) + cells.starts[place]
            yield margin.variables.index(name), numbers


def _shares(matched: MatchedTargets, cells: MarginCells, name: str) -> Floats:
    axis, numbers = next(_grids(matched, cells, name))
    rest = tuple(each for each in range(numbers.ndim) if each != axis)
    shares: Floats = cells.targets[numbers].sum(axis=rest)
    return shares


def _people(matched: MatchedTargets, cells: MarginCells, name: str) -> Floats:
    axis, numbers = next(_grids(matched, cells, name))
    rest = tuple(each for each in range(numbers.ndim) if each != axis)
    people: Floats = cells.totals(cells.people)[numbers].sum(axis=rest)
    return people


def _pairs(
    matched: MatchedTargets, cells: MarginCells, name: str, one: int, other: int
) -> Integers:
    pairs = [
        np.column_stack(
            [numbers.take(one, axis=axis).ravel(), numbers.take(other, axis=axis).ravel()]
        )
        for axis, numbers in _grids(matched, cells, name)
    ]
    return np.concatenate(pairs)


def _drops(matched: MatchedTargets, cells: MarginCells) -> list[Change]:
    """Return what leaves out one margin, where there are several."""
    if len(matched.targets.margins) < 2:
        return []
    return [
        Change(np.column_stack([numbers, np.full(len(numbers), cells.count)]), 1.0)
        for numbers in (np.arange(start, stop) for start, stop in pairwise(cells.starts))
    ]


def _written(chosen: Sequence[_Merge], matched: MatchedTargets) -> Merges:
    """Write merges as `Targets.collapse` takes them; two that share a level are one."""
    written: Merges = {}
    for name in dict.fromkeys(each.variable for each in chosen):
        groups: list[set[str]] = []
        for merge in (each for each in chosen if each.variable == name):
            levels = set(merge.levels)
            tied = [group for group in groups if group & levels]
            groups = [group for group in groups if not group & levels]
            groups.append(levels.union(*tied))
        known = matched.answers[name].levels
        written[name] = {}
        for group in groups:
            levels_in_order = [level for level in known if level in group]
            written[name][join(levels_in_order, by="or")] = levels_in_order
    return written


def merge_told(merges: Merges) -> str:
    """Word merges without code: "55-64 and 65+ (age_group)"."""
    told = [
        say("infeasible.levels", levels=join(levels), variable=name)
        for name, groups in merges.items()
        for levels in groups.values()
    ]
    return say("infeasible.together").join(told)


def merge_code(merges: Merges, *, mapping: bool = False) -> str:
    """Write merges as lines to paste; for targets in a mapping of level to targets if so."""
    written = json.dumps(merges, ensure_ascii=False)
    samples = "".join(
        f".merge_levels({json.dumps(name, ensure_ascii=False)}, "
        f"{json.dumps(groups, ensure_ascii=False)})"
        for name, groups in merges.items()
    )
    targets = f"targets.collapse({written})"
    if mapping:
        targets = f"{{name: each.collapse({written}) for name, each in targets.items()}}"
    return f"targets = {targets}; sample = sample{samples}"
