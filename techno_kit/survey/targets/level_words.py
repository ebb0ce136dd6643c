"""Levels that targets and a sample do not share, in words: one sentence a variable."""

from collections.abc import Sequence

from techno_kit.errors import SHOWN, closest, first_few, listed, nearest
from techno_kit.wording import join, percent, plural, say

#: A level, and its share (0-1) of the sample or its target.
Gap = tuple[str, float]


def unknown_levels(name: str, levels: Sequence[str], legal: Sequence[str]) -> str:
    """Word the levels of some targets that a question does not have, with the nearest of each.

    Examples
    --------
    >>> unknown_levels("sex", ["Femal", "Mal"], ["Female", "Male"])
    "sex: the sample has no levels 'Femal' and 'Mal'; its levels are 'Female' and 'Male'; did you
    mean 'Female' for 'Femal' and 'Male' for 'Mal'?"
    """
    told = {"name": name, "legal": listed(legal)}
    if len(levels) == 1:
        near = nearest(levels[0], legal)
        return say("errors.rake.no_level", level=levels[0], near=near, **told)
    found = [(level, closest(level, legal)) for level in levels[:SHOWN]]
    pairs = [say("errors.rake.near", level=level, near=near) for level, near in found if near]
    near = say("errors.nearest", names=join(pairs)) if pairs else ""
    return say("errors.rake.no_levels", levels=listed(levels), near=near, **told)


def levels_without_target(name: str, gaps: Sequence[Gap]) -> list[str]:
    """Word the levels that have respondents and no target; nothing where there are none.

    Examples
    --------
    >>> levels_without_target("sex", [("F", 0.6), ("M", 0.4)])
    ["sex: levels 'F' (60.0%) and 'M' (40.0%) of the sample have respondents but no target; add
    targets, or merge the levels with others"]
    """
    return _told("no_target", "share", name, gaps)


def levels_without_people(name: str, gaps: Sequence[Gap]) -> list[str]:
    """Word the levels that have a target and no respondents; nothing where there are none."""
    return _told("nobody", "target", name, gaps)


def level_without_weight(name: str, level: str, target: float, respondents: int) -> str:
    """Word a level with a target whose respondents all start from a weight of 0."""
    people = plural("units.respondents", respondents)
    values = {"target": percent(target, 1), "respondents": people}
    return say("errors.rake.no_weight", name=name, level=level, **values)


def _told(key: str, value: str, name: str, gaps: Sequence[Gap]) -> list[str]:
    if not gaps:
        return []
    if len(gaps) == 1:
        ((level, share),) = gaps
        return [say(f"errors.rake.{key}", name=name, level=level, **{value: percent(share, 1)})]
    shown = [
        say("errors.rake.with_share", level=level, share=percent(share, 1)) for level, share in gaps
    ]
    return [say(f"errors.rake.{key}s", name=name, levels=first_few(shown))]
