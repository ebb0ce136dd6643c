"""Tidy tables of compared groups, read into what one drawing needs."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from operator import attrgetter
from typing import Any

import pandas as pd

from techno_kit.drawing.cells import text_of
from techno_kit.drawing.pictures import ended
from techno_kit.wording import count, percent, phrase, plural, say


@dataclass(frozen=True, slots=True)
class Dot:
    """One answer of one group.

    Attributes
    ----------
    share : float
        Share 0-1; NaN where suppressed.
    higher : tuple of str
        Letters of the groups that it is clearly higher than.
    arrow : str
        The sign of a share that differs clearly from the rest; empty where it does not.
    level : str
        The group.
    """

    share: float
    higher: tuple[str, ...]
    arrow: str
    level: str

    @property
    def shown(self) -> bool:
        """Whether there is a share to draw."""
        return isfinite(self.share)


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its column letter, its respondents, what the table says of it."""

    level: str
    letter: str
    n: float
    flag: str
    shown: bool

    @property
    def base(self) -> str:
        """The base in words, and why nothing is drawn."""
        told = say("drawing.n", n=count(self.n))
        return say("drawing.listed").join([told, self.flag]) if self.flag else told


@dataclass(frozen=True, eq=False, slots=True)
class Banner:
    """The groups of one banner question.

    Attributes
    ----------
    title : str
        Its heading.
    answers : tuple of str
        The rows, from the top.
    drawn : tuple of Group
        The groups that are drawn, in the table's order.
    size : int
        Groups with respondents, drawn or not.
    dots : dict of (str, str) to Dot
        Answer and group to its share.
    against : str
        What arrows compare a group with, where pairs of groups are not told; else empty.
    """

    title: str
    answers: tuple[str, ...]
    drawn: tuple[Group, ...]
    size: int
    dots: dict[tuple[str, str], Dot]
    against: str = ""

    @property
    def other(self) -> str:
        """What arrows compare a group with."""
        return self.against or say("drawing.rest")

    def row(self, answer: str) -> list[Dot]:
        """Return an answer's dots, of the groups that are drawn."""
        return [self.dots[answer, group.level] for group in self.drawn]

    def column(self, group: Group) -> list[Dot]:
        """Return a group's dots, from the top."""
        return [self.dots[answer, group.level] for answer in self.answers]


def _number(value: Any) -> float:
    return nan if pd.isna(value) else float(value)


def read_banners(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    most: int,
    against: Mapping[str, str] | None = None,
    kept: Mapping[str, Collection[str]] | None = None,
) -> list[Banner]:
    """Split a comparison's table into banner questions, in its own order.

    Parameters
    ----------
    table : DataFrame
        Columns ``answer, by, level, share, letter, higher_than, arrow, n``, and where there is one
        ``flag``.
    titles : mapping of str to str
        Name in ``by`` to its heading.
    most : int
        Groups to keep: those with the largest bases.
    against : mapping of str to str, optional
        Name in ``by`` to what its arrows compare a group with, where it is not the rest.
    kept : mapping of str to collection of str, optional
        Name in ``by`` to groups that are kept whatever their bases.
    """
    by, told, first = table["by"].astype(str), against or {}, kept or {}
    return [
        _banner(
            table[by == name],
            titles.get(name, name),
            most,
            told.get(name, ""),
            first.get(name, ()),
        )
        for name in dict.fromkeys(by)
    ]


def _banner(
    rows: pd.DataFrame, title: str, most: int, against: str, kept: Collection[str]
) -> Banner:
    records = rows.to_dict("records")
    dots = {(str(row["answer"]), str(row["level"])): _dot(row) for row in records}
    answers = tuple(dict.fromkeys(answer for answer, _ in dots))
    known: dict[str, Group] = {}
    flags: dict[str, list[str]] = {}
    for row in records:
        flags.setdefault(str(row["level"]), []).append(text_of(row.get("flag")))
    for row in records:
        level = str(row["level"])
        if level not in known and row["n"] > 0:
            shown = any(dots[answer, level].shown for answer in answers)
            flag = _of_all(flags[level])
            known[level] = Group(level, text_of(row["letter"]), float(row["n"]), flag, shown)
    groups = list(known.values())
    largest = sorted(groups, key=attrgetter("shown", "n"), reverse=True)
    largest = sorted(largest, key=lambda group: group.level not in kept)[:most]
    drawn = tuple(group for group in groups if group in largest)
    return Banner(title, answers, drawn, len(groups), dots, against)


def _of_all(flags: Sequence[str]) -> str:
    """Return what is said of all answers of a group: one answer's own flag is not the group's."""
    between = phrase("flags.and")
    parts = [each.split(between) for each in flags]
    return between.join(part for part in parts[0] if all(part in each for each in parts))


def _dot(row: Mapping[Hashable, Any]) -> Dot:
    higher = tuple(text_of(row["higher_than"]).split())
    return Dot(_number(row["share"]), higher, text_of(row["arrow"]), str(row["level"]))


def describe_banners(title: str, banners: Sequence[Banner], labels: Mapping[str, str]) -> str:
    """Tell what a drawing of differences shows: the range of every answer in every question."""
    head = (
        say("drawing.alt.dots", title=ended(title)) if title else say("drawing.alt.dots_untitled")
    )
    return " ".join([head, *(_described(each, labels) for each in banners)])


def _described(banner: Banner, labels: Mapping[str, str]) -> str:
    if not banner.drawn:
        return say("drawing.alt.nobody", by=banner.title)
    names = "; ".join(group.level for group in banner.drawn)
    groups = plural("drawing.alt.compared", len(banner.drawn), by=banner.title, names=names)
    told = [_range(banner, answer, labels) for answer in banner.answers]
    return f"{groups} " + "; ".join(told) + "."


def _range(banner: Banner, answer: str, labels: Mapping[str, str]) -> str:
    label = labels.get(answer, answer)
    shown = sorted((dot for dot in banner.row(answer) if dot.shown), key=attrgetter("share"))
    if not shown:
        return say("drawing.alt.small", label=label, reason=say("drawing.none"))
    low, high = shown[0], shown[-1]
    if len(shown) == 1:
        return say("drawing.alt.share", label=label, share=percent(low.share))
    told = say(
        "drawing.alt.range",
        label=label,
        low=percent(low.share),
        lowest=low.level,
        high=percent(high.share),
        highest=high.level,
    )
    clear = [dot for dot in shown if dot.arrow]
    for key, sign in (("higher", "compare.up"), ("lower", "compare.down")):
        levels = "; ".join(dot.level for dot in clear if dot.arrow == phrase(sign))
        told += say(f"drawing.alt.{key}", against=banner.other, levels=levels) if levels else ""
    return told
