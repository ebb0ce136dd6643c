"""Why weights are impossible, in words: certificates read as sentences about levels and people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from techno_kit.errors import first_few
from techno_kit.numerics.cells import Floats, Integers
from techno_kit.numerics.feasibility import MarginCells
from techno_kit.numerics.quarrels import Quarrel
from techno_kit.survey.targets.matching import MatchedTargets
from techno_kit.survey.targets.target_set import CROSS
from techno_kit.wording import count, decimal, join, percent, plural, say

SHOWN = 6  # levels of a set that a sentence names
DIGITS = (1, 2, 3, 4)  # decimals of percentages: as few as tell two of them apart


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """The levels of all margins, counted through, by name.

    Attributes
    ----------
    variables : tuple of str
        The margin of each level.
    levels : tuple of str
    """

    variables: tuple[str, ...]
    levels: tuple[str, ...]

    @classmethod
    def of(cls, matched: MatchedTargets) -> "Names":
        """Name the levels of the targets of a sample."""
        pairs = [
            (margin.name, CROSS.join(level))
            for margin in matched.targets.margins
            for level in matched.levels(margin)
        ]
        return cls(tuple(name for name, _ in pairs), tuple(level for _, level in pairs))

    def told(self, levels: Sequence[int] | Integers) -> str:
        """Name levels of one margin, such as "South or West (region)"."""
        named = first_few([self.levels[each] for each in levels], shown=SHOWN, by="or")
        return say("infeasible.levels", levels=named, variable=self.variables[levels[0]])


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The levels of one margin in a quarrel; `other` where everyone but they are meant."""

    levels: Integers
    target: float
    other: bool

    @property
    def share(self) -> float:
        return 1 - self.target if self.other else self.target


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """A quarrel as sets of levels: nobody is in more than `most` of them."""

    sides: tuple[_Side, ...]
    most: int
    total: float  # what the targets of the sets add to

    @property
    def inner(self) -> list[_Side]:
        return [each for each in self.sides if not each.other]

    @property
    def outer(self) -> list[_Side]:
        return [each for each in self.sides if each.other]


def _read(cells: MarginCells, quarrel: Quarrel) -> _Reading | None:
    """Read coefficients of 1 and -1 as sets; None where there are others."""
    places = np.searchsorted(cells.starts, quarrel.levels, side="right") - 1
    sides = []
    for place in dict.fromkeys(places.tolist()):
        here = places == place
        signs = set(quarrel.coefficients[here].tolist())
        if signs not in ({1.0}, {-1.0}):
            return None
        levels = quarrel.levels[here]
        sides.append(_Side(levels, float(cells.targets[levels].sum()), signs == {-1.0}))
    most = -quarrel.constant + sum(each.other for each in sides)
    if most != round(most) or not sides:
        return None
    return _Reading(tuple(sides), int(most), sum(each.share for each in sides))


def reason(cells: MarginCells, quarrel: Quarrel, names: Names, *, zeros: bool = False) -> str:
    """Word why the targets of some levels cannot all be met.

    Parameters
    ----------
    cells : MarginCells
    quarrel : Quarrel
        Found without a cap and a floor.
    names : Names
    zeros : bool
        Whether they can be met, but only by weights of 0.
    """
    reading = _read(cells, quarrel)
    kind = "zeros" if zeros else "impossible"
    if reading is None:
        return _scored(cells, quarrel, names, kind)
    inner, outer = reading.inner, reading.outer
    everyone = reading.most == len(reading.sides) - 1
    told = join(names.told(each.levels) for each in inner)
    if everyone and not outer and len(inner) == 1 and not zeros:
        return say("infeasible.nobody", level=told, target=percent(inner[0].target, 1))
    if everyone and len(outer) == 1:
        needed = sum(each.target for each in inner) - len(inner) + 1
        values = {"outer": names.told(outer[0].levels)}
        first, second = _apart(needed, outer[0].target)
        key = ("all", "inside", "both")[min(len(inner), 2)]
        return say(f"infeasible.{kind}.{key}", inner=told, needed=first, reached=second, **values)
    if everyone and len(inner) == len(reading.sides) == 2:
        first, _ = _apart(reading.total, 1.0)
        one, other = (names.told(each.levels) for each in inner)
        return say(f"infeasible.{kind}.apart", one=one, other=other, sum=first)
    if everyone and len(outer) == len(reading.sides) == 2:
        first, _ = _apart(2 - reading.total, 1.0)
        one, other = (names.told(each.levels) for each in outer)
        return say(f"infeasible.{kind}.cover", one=one, other=other, sum=first)
    sets = [
        say("infeasible.but", level=names.told(each.levels))
        if each.other
        else names.told(each.levels)
        for each in reading.sides
    ]
    first, _ = _apart(reading.total, float(reading.most))
    return say(
        f"infeasible.{kind}.among",
        sets="; ".join(sets),
        most=count(reading.most),
        sum=first,
        limit=percent(reading.most),
    )


def _scored(cells: MarginCells, quarrel: Quarrel, names: Names, kind: str) -> str:
    """Word an inequality whose coefficients are not all 1."""
    terms = [
        say(
            "infeasible.counts",
            level=names.told([int(level)]),
            number=decimal(float(number), 0 if float(number).is_integer() else 2),
        )
        for level, number in zip(quarrel.levels, quarrel.coefficients, strict=True)
    ]
    asked = float(cells.targets[quarrel.levels] @ quarrel.coefficients)
    return say(
        f"infeasible.{kind}.score",
        terms=join(terms),
        most=decimal(-quarrel.constant, 0 if quarrel.constant.is_integer() else 2),
        asked=decimal(asked, 3),
    )


def _apart(one: float, other: float) -> tuple[str, str]:
    """Word two shares with as many decimals as tell them apart, where they differ."""
    for digits in DIGITS:
        pair = percent(one, digits), percent(other, digits)
        if pair[0] != pair[1] or abs(one - other) < 10.0 ** -(DIGITS[-1] + 2):
            break
    return pair


def cap_reason(
    cells: MarginCells,
    quarrel: Quarrel,
    names: Names,
    respondents: float,
    needed: float,
    *,
    alone: bool = True,
) -> str:
    """Word why a cap cannot hold.

    Parameters
    ----------
    cells : MarginCells
    quarrel : Quarrel
        Found under the cap.
    names : Names
    respondents : float
        How many there are in all.
    needed : float
        The smallest cap under which weights exist.
    alone : bool
        Whether there is no floor beside it, which would take a part of the weight too.
    """
    prices = cells.prices(_spelled(cells, quarrel), quarrel.constant)
    reading = _read(cells, quarrel)
    group = reading is not None and _is_group(
        cells, reading.inner, reading.outer, np.maximum(prices, 0)
    )
    if reading is None or not group or not alone:
        levels = _by_margin(cells, quarrel, names)
        return say("infeasible.cap.together", levels=join(levels), needed=rounded_up(needed))
    share = float(cells.people[prices > 0].sum())
    asked = reading.total - reading.most
    return say(
        "infeasible.cap.group",
        group=_group(names, reading.inner, reading.outer),
        share=percent(asked, 1),
        n=plural("units.respondents", round(share * respondents)),
        all=count(respondents),
        needed=rounded_up(asked / share),
    )


def floor_reason(
    cells: MarginCells,
    quarrel: Quarrel,
    names: Names,
    respondents: float,
    largest: float,
    *,
    alone: bool = True,
) -> str:
    """Word why a floor cannot hold; as `cap_reason`."""
    prices = cells.prices(_spelled(cells, quarrel), quarrel.constant)
    reading = _read(cells, quarrel)
    group = reading is not None and _is_group(cells, reading.outer, reading.inner, -prices)
    if reading is None or not group or not alone:
        levels = _by_margin(cells, quarrel, names)
        return say("infeasible.floor.together", levels=join(levels), largest=rounded_down(largest))
    share = float(cells.held[prices < 0].sum())
    left = reading.most - reading.total
    return say(
        "infeasible.floor.group",
        group=_group(names, reading.outer, reading.inner),
        share=percent(left, 1),
        n=plural("units.respondents", round(share * respondents)),
        all=count(respondents),
        largest=rounded_down(left / share),
    )


def _is_group(
    cells: MarginCells, inside: Sequence[_Side], outside: Sequence[_Side], counts: Floats
) -> bool:
    """Tell whether counts are 1 for those in some sets and not in others, and 0 elsewhere."""
    group = np.ones(len(counts), bool)
    for side in inside:
        group &= np.isin(cells.levels, side.levels).any(axis=0)
    for side in outside:
        group &= ~np.isin(cells.levels, side.levels).any(axis=0)
    return bool(inside) and bool(group.any()) and np.array_equal(counts, group)


def _group(names: Names, inside: Sequence[_Side], outside: Sequence[_Side]) -> str:
    told = [names.told(each.levels) for each in inside]
    told += [say("infeasible.but", level=names.told(each.levels)) for each in outside]
    return join(told)


def _by_margin(cells: MarginCells, quarrel: Quarrel, names: Names) -> list[str]:
    places = np.searchsorted(cells.starts, quarrel.levels, side="right") - 1
    return [names.told(quarrel.levels[places == place]) for place in dict.fromkeys(places.tolist())]


def _spelled(cells: MarginCells, quarrel: Quarrel) -> Floats:
    values = np.zeros(cells.count)
    values[quarrel.levels] = quarrel.coefficients
    return values


def rounded_up(number: float) -> str:
    """Word a bound with two decimals, rounded up: what is printed is enough."""
    return _rounded(number, ceil)


def rounded_down(number: float) -> str:
    """Word a bound with two decimals, rounded down."""
    return _rounded(number, lambda each: -ceil(-each))


def _rounded(number: float, whole: Callable[[float], int]) -> str:
    if not np.isfinite(number):
        return decimal(number)
    return decimal(whole(round(number * 100, 6)) / 100, 2)
