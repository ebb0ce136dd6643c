"""Tidy tables of shares, read into what one drawing needs."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite, nan
from operator import itemgetter
from typing import Any

import pandas as pd

from techno_kit.drawing.cells import text_of
from techno_kit.drawing.pictures import ended
from techno_kit.wording import count, percent, phrase, say

#: A mark of the commonest flags, the same in every drawing; others are numbered.
MARKS = {"flags.small": "*", "flags.fixed": "†", "flags.few": "‡", "flags.few_df": "§"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer of one group.

    Attributes
    ----------
    answer : str
        Its name in the table.
    share, low, high : float
        Share 0-1 and its interval; NaN where suppressed or without an interval.
    index : float
        100 x share / share in the base; NaN where undefined.
    n : float
        Base of the share, unweighted.
    flags : tuple of str
        What the table says about its reliability.
    average : float
        Share of the same answer in the base that the group is compared with; NaN without one.
    """

    answer: str
    share: float
    low: float
    high: float
    index: float
    n: float
    flags: tuple[str, ...]
    average: float

    @property
    def shown(self) -> bool:
        """Whether there is a share to draw."""
        return isfinite(self.share)

    @property
    def too_small(self) -> str:
        """What stands in place of a bar that is not drawn: its base, or another reason."""
        other = [flag for flag in self.flags if flag != say("flags.suppressed")]
        return ", ".join(other) or say("drawing.too_small", n=count(self.n))


@dataclass(frozen=True, slots=True)
class Panel:
    """The bars of one group, from the top; `by` and `level` are empty for the whole sample."""

    by: str
    level: str
    bars: tuple[Bar, ...]

    @property
    def empty(self) -> bool:
        """Whether every bar is suppressed."""
        return not any(bar.shown for bar in self.bars)

    @property
    def base(self) -> str:
        """The base in words: one n, or the smallest and the largest."""
        known = [bar.n for bar in self.bars if isfinite(bar.n)]
        if not known:
            return ""
        low, high = count(min(known)), count(max(known))
        return (
            say("drawing.n", n=low) if low == high else say("drawing.n_range", low=low, high=high)
        )

    @property
    def _common(self) -> set[str]:
        return set.intersection(*[set(bar.flags) for bar in self.bars if bar.shown] or [set()])

    def common_marks(self, marks: Mapping[str, str]) -> str:
        """Return the marks of the flags that all bars have; their heading bears them."""
        return "".join(mark for flag, mark in marks.items() if flag in self._common)

    def own_marks(self, marks: Mapping[str, str]) -> list[str]:
        """Return the marks that every bar bears beside those of the heading."""
        common = self._common
        return [
            "".join(marks[flag] for flag in bar.flags if bar.shown and flag not in common)
            for bar in self.bars
        ]


def _bar(row: Mapping[Hashable, Any], average: Mapping[str, float]) -> Bar:
    numbers = {
        name: float(row[name]) if pd.notna(row.get(name)) else nan
        for name in ("share", "low", "high", "index", "n")
    }
    answer = str(row["answer"])
    flags = text_of(row.get("flag")).split(phrase("flags.and"))
    told = tuple(flag for flag in flags if flag)
    return Bar(answer=answer, flags=told, average=average.get(answer, nan), **numbers)


def read_panels(table: pd.DataFrame, average: Mapping[str, float] | None) -> list[Panel]:
    """Split a tidy table into groups, in its own order, each with the average of its base.

    Parameters
    ----------
    table : DataFrame
        Columns ``answer`` and ``share``, and where there are any ``by, level, low, high, index, n,
        flag``; ``by`` and ``level`` are missing for the whole sample.
    average : mapping or None
        Share of every answer in the base; the whole sample's rows, if there are groups, when None.

    Returns
    -------
    list of Panel
        The groups, without the whole sample if there are others.
    """
    groups: dict[tuple[str, str], list[Mapping[Hashable, Any]]] = {}
    for row in table.to_dict("records"):
        key = (text_of(row.get("by")), text_of(row.get("level")))
        groups.setdefault(key, []).append(row)
    whole = groups.get(("", ""), [])
    if average is None:
        several = len(groups) > 1
        average = (
            {bar.answer: bar.share for bar in (_bar(row, {}) for row in whole)} if several else {}
        )
    wanted = {key: rows for key, rows in groups.items() if key != ("", "")} or groups
    answers = list(dict.fromkeys(str(row["answer"]) for rows in wanted.values() for row in rows))
    return [
        Panel(*key, _aligned([_bar(row, average) for row in rows], answers, average))
        for key, rows in wanted.items()
    ]


def _aligned(
    bars: Sequence[Bar], answers: Sequence[str], average: Mapping[str, float]
) -> tuple[Bar, ...]:
    """Give every group the same bars in the same order; one that a group lacks is not drawn."""
    known = {bar.answer: bar for bar in bars}
    lacking = {
        answer: Bar(answer, nan, nan, nan, nan, nan, (), average.get(answer, nan))
        for answer in answers
    }
    return tuple((lacking | known).values())


def keep_largest(
    panels: Sequence[Panel], most: int, titles: Mapping[str, str]
) -> tuple[list[Panel], list[str]]:
    """Keep the groups with the largest bases, in their order.

    Parameters
    ----------
    panels : sequence of Panel
        Groups, those of a question side by side.
    most : int
        Groups to keep of every question.
    titles : mapping of str to str
        Name in ``by`` to its heading.

    Returns
    -------
    tuple of list
        The groups, and a sentence on every question that lost some.
    """
    kept: list[Panel] = []
    told: list[str] = []
    for by, block in groupby(panels, key=lambda panel: panel.by):
        groups = list(block)
        order = sorted(range(len(groups)), key=lambda at: _size(groups[at]), reverse=True)
        kept += [groups[at] for at in sorted(order[:most])]
        if len(groups) > most:
            words = {"by": titles.get(by, by), "n": count(len(groups)), "drawn": count(most)}
            told.append(say("drawing.not_drawn", **words))
    return kept, told


def _size(panel: Panel) -> tuple[bool, float]:
    """Return whether there is anything to draw, and the base: what groups are ordered by."""
    bases = [bar.n for bar in panel.bars if isfinite(bar.n)]
    return any(bar.shown for bar in panel.bars), max(bases, default=0.0)


def marks_of(panels: Sequence[Panel]) -> dict[str, str]:
    """Give every flag of a drawn bar a mark, in order of appearance."""
    drawn = (bar for panel in panels for bar in panel.bars if bar.shown)
    flags = dict.fromkeys(flag for bar in drawn for flag in bar.flags)
    return marks_of_flags(flags)


def marks_of_flags(flags: Iterable[str]) -> dict[str, str]:
    """Give every flag a mark that says the same in every drawing."""
    own = {phrase(key): mark for key, mark in MARKS.items()}
    marks: dict[str, str] = {}
    for flag in flags:
        numbered = sum(each.startswith("(") for each in marks.values())
        marks[flag] = own.get(flag, f"({numbered + 1})")
    return marks


def describe(
    title: str, panels: Sequence[Panel], labels: Mapping[str, str], digits: int = 0
) -> str:
    """Tell what a drawing of shares shows: every bar of one group, the range of several."""
    head = (
        say("drawing.alt.bars", title=ended(title)) if title else say("drawing.alt.bars_untitled")
    )
    if len(panels) == 1:
        told = [_told(bar, labels, digits) for bar in panels[0].bars]
        return head + " " + "; ".join(told) + "."
    told = [_range(answer, panels, labels, digits) for answer in _answers(panels)]
    names = "; ".join(panel.level for panel in panels)
    groups = say("drawing.alt.groups", n=count(len(panels)), names=names)
    return f"{head} {groups} " + "; ".join(each for each in told if each) + "."


def _answers(panels: Sequence[Panel]) -> list[str]:
    return list(dict.fromkeys(bar.answer for panel in panels for bar in panel.bars))


def _told(bar: Bar, labels: Mapping[str, str], digits: int) -> str:
    label = labels.get(bar.answer, bar.answer)
    if not bar.shown:
        return say("drawing.alt.small", label=label, reason=bar.too_small)
    text = say("drawing.alt.share", label=label, share=percent(bar.share, digits))
    if isfinite(bar.average):
        text += say("drawing.alt.average", average=percent(bar.average, digits))
    return text


def _range(answer: str, panels: Sequence[Panel], labels: Mapping[str, str], digits: int) -> str:
    drawn = [
        (bar.share, panel.level)
        for panel in panels
        for bar in panel.bars
        if bar.answer == answer and bar.shown
    ]
    if not drawn:
        return ""
    low, lowest = min(drawn, key=itemgetter(0))
    high, highest = max(drawn, key=itemgetter(0))
    return say(
        "drawing.alt.range",
        label=labels.get(answer, answer),
        low=percent(low, digits),
        lowest=lowest,
        high=percent(high, digits),
        highest=highest,
    )
