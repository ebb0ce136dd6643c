"""The shares that a sample size is for: one, those of a ladder's rungs, those of a profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.errors import listed, nearest
from techno_kit.survey.checks import shown_option
from techno_kit.survey.numerals import is_number
from techno_kit.wording import decimal, percent, say

SUM = 1e-9  # shares of groups in binary


@dataclass(frozen=True, slots=True)
class Cell:
    """One share that goals are for: an answer, among everyone or in a group.

    Attributes
    ----------
    answer, group : str
        Their names in captions; empty where there is none.
    share : float
        The share that holds the answer, 0-1.
    part : float
        The group's share of all respondents.
    """

    answer: str
    group: str
    share: float
    part: float = 1.0

    @property
    def of_all(self) -> float:
        """The share of all respondents who are in the group and hold the answer."""
        return self.share * self.part


def named_share(cell: Cell) -> str:
    """Name a share for a sentence: "Creators (24%)", or "24%" where it has no name."""
    exact = abs(round(cell.share, 2) - cell.share) < SUM
    share = percent(cell.share, 0 if exact else 1)
    name = cell.answer
    if cell.group:
        name = say("sizing.in_group", answer=cell.answer, group=cell.group)
    return say("sizing.named", answer=name, share=share) if name.strip() else share


def cells_of(share: object, shares: object, problems: list[str]) -> tuple[Cell, ...]:
    """Return the shares of everyone, and word what is wrong with them."""
    if share is not None and shares is not None:
        problems.append(say("errors.size.both"))
        return ()
    if isinstance(shares, Profile):
        return _checked(_of_profile(shares, shares.whole, ""), problems)
    if shares is not None and (not isinstance(shares, Mapping) or not shares):
        problems.append(say("errors.size.shares", kind=type(shares).__name__))
        return ()
    pairs: Mapping[Any, Any] = {} if share is None else {"": share}
    pairs = shares if isinstance(shares, Mapping) else pairs
    return _checked([Cell(str(name), "", each) for name, each in pairs.items()], problems)


def _of_profile(profile: Profile, rows: pd.DataFrame, group: str, part: float = 1.0) -> list[Cell]:
    labels = [profile.labels[answer] for answer in rows["answer"]]
    pairs = zip(labels, rows["share"], strict=True)
    return [Cell(label, group, float(share), part) for label, share in pairs]


def _checked(cells: Sequence[Cell], problems: list[str]) -> tuple[Cell, ...]:
    """Return the cells whose share lies strictly between 0 and 1; word the others."""
    kept = []
    for cell in cells:
        if is_number(cell.share) and 0 < cell.share < 1:
            kept.append(cell)
        else:
            problems.append(_wrong_share(cell))
    return tuple(kept)


def _wrong_share(cell: Cell) -> str:
    value = shown_option(cell.share)
    named = f"errors.size.{'in_group' if cell.group else 'named' if cell.answer else 'one'}"
    words = {"answer": cell.answer, "group": cell.group, "value": value}
    if is_number(cell.share) and cell.share in (0, 1):
        return say(f"{named}_edge", **words)
    if isinstance(cell.share, float) and isnan(cell.share):
        return say(f"errors.size.{'in_group_' if cell.group else ''}suppressed", **words)
    return say(f"{named}_share", **words)


def grouped_of(
    cells: tuple[Cell, ...], shares: object, groups: object, problems: list[str]
) -> tuple[Cell, ...]:
    """Return the shares in every group, or those of everyone where there are no groups."""
    if groups is None:
        return cells
    if isinstance(groups, str):
        return _of_banner(shares, groups, problems)
    if not isinstance(groups, Mapping) or not groups:
        problems.append(say("errors.size.groups", kind=type(groups).__name__))
        return ()
    wrong = [name for name, part in groups.items() if not (is_number(part) and 0 < part <= 1)]
    problems += [
        say("errors.size.part", group=name, value=shown_option(groups[name])) for name in wrong
    ]
    if not wrong and sum(groups.values()) > 1 + SUM:
        problems.append(say("errors.size.parts", total=decimal(sum(groups.values()))))
    return tuple(
        Cell(cell.answer, str(name), cell.share, part)
        for name, part in groups.items()
        if name not in wrong
        for cell in cells
    )


def _of_banner(shares: object, by: str, problems: list[str]) -> tuple[Cell, ...]:
    """Return the shares in the groups of a profile's banner question."""
    if not isinstance(shares, Profile):
        problems.append(say("errors.size.no_profile", by=by))
        return ()
    if by not in shares.banners:
        near, legal = (
            nearest(by, shares.banners),
            listed(shares.banners) or say("errors.size.no_banner"),
        )
        problems.append(say("errors.size.banner", by=by, legal=legal, near=near))
        return ()
    rows = shares.groups[shares.groups["by"] == by]
    total = float(shares.whole["n_weighted"].iloc[0])
    cells = []
    for level, group in rows.groupby("level", sort=False, observed=False):
        part = float(group["n_weighted"].iloc[0]) / total
        cells += _of_profile(shares, group, str(level), part)
    return _checked(cells, problems)
