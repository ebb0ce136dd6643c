"""Margins over the levels that a sample's questions have."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from techno_kit.survey.answers import Answers
from techno_kit.survey.calibrations import BLANK
from techno_kit.survey.targets.target_set import CROSS, Margin
from techno_kit.wording import say

Level = tuple[str, ...]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class MarginLayout:
    """A margin's targets, laid out over every combination of its questions' levels.

    Attributes
    ----------
    levels : tuple of tuple of str
        Every combination in C order; where there are blanks, theirs is last.
    goal : numpy.ndarray of float, shape (levels,)
        Target shares; 0 for levels that the margin does not name. Read only.
    named : numpy.ndarray of bool, shape (levels,)
        Which levels the margin names.
    problems : tuple of str
        What is wrong with its levels of blanks; then the rest is empty.
    unknown : tuple of (str, str)
        Variable and level of what the questions do not have; then, too, the rest is empty.
    """

    levels: tuple[Level, ...]
    goal: Floats
    named: NDArray[np.bool_]
    problems: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()


def margin_layout(margin: Margin, answers: dict[str, Answers]) -> MarginLayout:
    """Lay a margin out over the levels of its questions; once for the same levels.

    Parameters
    ----------
    margin : Margin
        Its variables without answers are passed over, for their absence is told elsewhere.
    answers : dict of str to Answers
        By variable.
    """
    known = tuple(answers[name].levels if name in answers else None for name in margin.variables)
    gaps = any(answers[name].has_missing for name in margin.variables if name in answers)
    return _laid_out(margin, known, gaps)


@lru_cache(maxsize=512)
def _laid_out(margin: Margin, known: tuple[Level | None, ...], gaps: bool) -> MarginLayout:
    problems, unknown = _partly_blank(margin, known), _unknown(margin, known)
    plain = any(levels is not None and BLANK in levels for levels in known)
    if gaps and plain:
        problems += [
            say("errors.rake.blank_answer", name=name)
            for name, levels in zip(margin.variables, known, strict=True)
            if levels is not None and BLANK in levels
        ]
    if not gaps and not plain and any(map(is_blank, margin.levels)):
        blank = CROSS.join((BLANK,) * len(known))
        problems.append(say("errors.rake.no_blanks", name=margin.name, level=blank))
    there = [levels for levels in known if levels is not None]
    if problems or unknown or len(there) < len(known):
        empty = np.empty(0)
        return MarginLayout((), empty, empty.astype(np.bool_), tuple(problems), tuple(unknown))
    levels = [*product(*there), *([(BLANK,) * len(known)] if gaps else [])]
    places = {level: place for place, level in enumerate(levels)}
    goal, named = np.zeros(len(levels)), np.zeros(len(levels), np.bool_)
    for level, share in zip(margin.levels, margin.shares.tolist(), strict=True):
        if level in places:  # not there only where nothing is asked
            goal[places[level]] = share
            named[places[level]] = True
    goal.flags.writeable = named.flags.writeable = False
    return MarginLayout(tuple(levels), goal, named)


def is_blank(level: Level) -> bool:
    """Tell whether a level is that of blanks."""
    return all(each == BLANK for each in level)


def _partly_blank(margin: Margin, known: tuple[Level | None, ...]) -> list[str]:
    """Tell a cross that has a target for blanks on some of its variables only."""
    lump = (BLANK,) * len(known)
    for place, legal in enumerate(known if len(known) > 1 else ()):
        if legal is not None and BLANK not in legal:
            partly = [level for level in margin.levels if level[place] == BLANK and level != lump]
            if partly:
                values = {"blank": lump, "level": partly[0]}
                return [say("errors.rake.part_blank", name=margin.name, **values)]
    return []


def _unknown(margin: Margin, known: tuple[Level | None, ...]) -> list[tuple[str, str]]:
    """Return the levels with a target above 0 that the sample's question does not have."""
    unknown = []
    wanted = [
        level
        for level, value in zip(margin.levels, margin.values, strict=True)
        if value > 0 and not is_blank(level)
    ]
    for place, (name, legal) in enumerate(zip(margin.variables, known, strict=True)):
        if legal is not None:
            named = dict.fromkeys(level[place] for level in wanted)
            unknown += [(name, each) for each in named if each not in (*legal, BLANK)]
    return unknown
