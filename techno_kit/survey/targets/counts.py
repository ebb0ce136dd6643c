"""A margin's levels beside a sample: respondents, shares, targets, and what is odd about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from techno_kit.errors import tallied
from techno_kit.survey.answers import Answers
from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.collapse import Floats
from techno_kit.survey.targets.checks import COLUMNS
from techno_kit.survey.targets.level_words import (
    level_without_weight,
    levels_without_people,
    levels_without_target,
)
from techno_kit.survey.targets.matching import BlankRule
from techno_kit.survey.targets.target_margins import CROSS, Margin
from techno_kit.wording import decimal, percent, say

Bools = NDArray[np.bool_]
Level = tuple[str, ...]
FEW = 30  # respondents: below it a level is named as tiny
STRONG = 5.0  # target / sample (or its inverse) above which an adjustment is named


@dataclass(frozen=True, eq=False)
class LevelCounts:
    """A margin's levels: respondents, shares of the starting weights, targets.

    Attributes
    ----------
    margin : Margin
        The targets.
    levels : list of tuple of str
        The sample's, then those that only the targets have.
    n, shares, goals : numpy.ndarray of float, shape (levels,)
        Respondents, their share, the target's share; NaN where there is no target.
    known : int
        How many of the levels are the sample's.
    """

    margin: Margin
    levels: list[Level]
    n: Floats
    shares: Floats
    goals: Floats
    known: int

    def rows(self, market: str) -> Iterator[dict[str, object]]:
        """Yield a row of the table for every level that has respondents or a target."""
        for level, n, share, goal in zip(self.levels, self.n, self.shares, self.goals, strict=True):
            if n or goal > 0:
                ratio = goal / share if share > 0 else np.nan
                values = (market, self.margin.name, CROSS.join(level), share, goal, ratio, int(n))
                yield dict(zip(COLUMNS, values, strict=True))

    def problems(self, missing: BlankRule) -> Iterator[str]:
        """Word levels with respondents and no target, or with a target and no respondents."""
        name = self.margin.name
        open_, empty, weightless = [], [], []
        for place in range(self.known):
            level, n = self.levels[place], int(self.n[place])
            share, goal = float(self.shares[place]), float(self.goals[place])
            told = CROSS.join(level)
            if BLANK in level and missing != "own_level":
                continue
            if share > 0 and np.isnan(goal):
                open_.append((told, share))
            elif not share > 0 and goal > 0:
                if n:
                    weightless.append(level_without_weight(name, told, goal, n))
                else:
                    empty.append((told, goal))
        yield from levels_without_target(name, open_)
        yield from levels_without_people(name, empty)
        yield from weightless

    def warnings(self) -> Iterator[str]:
        """Word levels with few respondents, and those that are far from their target."""
        named = [CROSS.join(level) for level in self.levels]
        wanted = self.goals > 0
        tiny = [(named[at], int(self.n[at])) for at in np.flatnonzero(wanted & (self.n > 0))]
        tiny = [pair for pair in tiny if pair[1] < FEW]
        if tiny:
            yield say(
                "check.tiny",
                name=self.margin.name,
                levels=tallied(tiny, key="check.level_n"),
                few=FEW,
            )
        both = wanted & (self.shares > 0)
        ratio = np.divide(self.goals, self.shares, out=np.ones(len(named)), where=both)
        for key, far in (("up", ratio > STRONG), ("down", ratio < 1 / STRONG)):
            for at in np.flatnonzero(far):
                yield say(
                    f"check.{key}",
                    name=self.margin.name,
                    level=named[at],
                    sample=percent(self.shares[at], 1),
                    target=percent(self.goals[at], 1),
                    ratio=decimal(ratio[at], 2 if key == "down" else 1),
                )


def level_counts(
    margin: Margin,
    asked: Sequence[Answers],
    inside: Bools,
    weight: Floats | None,
    missing: BlankRule,
    goal: Floats | None,
) -> LevelCounts:
    """Count a margin's levels; blanks are a level where the rule keeps them in."""
    shape = [len(each.levels) for each in asked]
    codes = [each.codes[inside].astype(np.int64) for each in asked]
    blank = np.logical_or.reduce([each < 0 for each in codes])
    flat = np.ravel_multi_index([np.maximum(each, 0) for each in codes], shape)
    levels: list[Level] = list(product(*(each.levels for each in asked)))
    flat = np.where(blank, len(levels), flat)
    size = len(levels) + 1
    n = np.bincount(flat, minlength=size).astype(np.float64)
    own = None if weight is None else weight[inside]
    sums = n if own is None else np.bincount(flat, own, minlength=size)
    kept = size if missing in ("own_level", "keep_share") and blank.any() else size - 1
    levels = [*levels, (BLANK,) * len(asked)][:kept]
    total = sums[:kept].sum()
    shares = sums[:kept] / total if total > 0 else np.zeros(kept)
    named = dict(zip(margin.levels, margin.shares.tolist(), strict=True))
    goals = np.array([named.get(level, np.nan) for level in levels])
    if missing == "keep_share" and kept == size and goal is not None:
        goals = np.where(np.isnan(goals), goals, goal[:kept])
        goals[-1] = goal[-1]
    extra = [level for level in named if level not in set(levels)]
    more = np.zeros(len(extra))
    return LevelCounts(
        margin,
        [*levels, *extra],
        np.r_[n[:kept], more],
        np.r_[shares, more],
        np.r_[goals, [named[level] for level in extra]],
        kept,
    )
