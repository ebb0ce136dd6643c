"""The notes on columns of a crosstab under a flag: small bases, unknown errors."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.comparisons.explaining import named
from techno_kit.analysis.telling.doubts import is_doubt
from techno_kit.wording import decimal, join, phrase, plural, say, titled

if TYPE_CHECKING:
    from techno_kit.analysis.crosstabs.crosstabs import Banners, Crosstab
    from techno_kit.analysis.crosstabs.tabulations import Asked

#: Flags of single cells, which the notes tell question by question; the others are of a column.
OWN = ("flags.fixed", "flags.by_design", "flags.agree", "flags.few", "flags.not_offered")
SUPPRESSED = "flags.suppressed"
SMALL = ("flags.small", SUPPRESSED)
MOST = 3  # questions that a note names


def flagged_told(found: "Crosstab") -> Iterator[str]:
    """Name the columns under every flag, with the questions where it is not all of them."""
    rows = found.table
    for banner in found.banners:
        under = _under(rows[rows["by"] == banner.name])
        for flag, held in under.items():
            yield from _told(found, banner, flag, held)
        doubts = [level for flag, held in under.items() if is_doubt(flag) for level in held]
        untested = list(dict.fromkeys(doubts))
        if untested and not banner.overlapping and found.tests["p"].notna().any():
            names = named([banner.labels[each] for each in untested])
            yield say("compare.not_tested", by=titled(banner.title), levels=names)


def is_small(flag: str) -> bool:
    """Tell whether a base is flagged as small, or as too small for its figures."""
    return any(say(key) in flag.split(phrase("flags.and")) for key in SMALL)


def marks_told(rows: pd.DataFrame, asked: "Asked") -> Iterator[str]:
    """Explain the mark of small bases, and the dash of those that are too small, in some rows."""
    flags = rows["flag"].drop_duplicates().astype(str)
    least, few = (decimal(each, 0) for each in (asked.suppress_below, asked.flag_below))
    small, hidden = (
        flags.str.contains(say(key), regex=False).any() for key in ("flags.small", SUPPRESSED)
    )
    if small or hidden:
        mark = say("crosstab.small")
        yield say("crosstab.small_told", mark=mark, n=few if small else least)
    if hidden:
        yield say("crosstab.hidden_told", dash=say("numbers.missing"), n=least)


def _under(rows: pd.DataFrame) -> dict[str, dict[str, list[str]]]:
    """Return by flag and column the questions in which it stands."""
    own = {phrase(key) for key in OWN}
    under: dict[str, dict[str, list[str]]] = {}
    here = rows[["question", "level", "flag"]].drop_duplicates()
    for question, level, flags in here.itertuples(index=False):
        for flag in str(flags).split(phrase("flags.and")):
            if flag and flag not in own:
                questions = under.setdefault(flag, {}).setdefault(level, [])
                questions += [question] if question not in questions else []
    return under


def _told(
    found: "Crosstab", banner: "Banners", flag: str, held: dict[str, list[str]]
) -> Iterator[str]:
    """Name the columns under one flag, those of the same questions together."""
    for questions in dict.fromkeys(tuple(each) for each in held.values()):
        levels = [level for level, each in held.items() if tuple(each) == questions]
        words = {
            "by": titled(banner.title),
            "levels": named([banner.labels[each] for each in levels]),
        }
        if flag == say("flags.few_df"):
            yield say("compare.few_df", **words)
        elif len(questions) == len(found.sections):
            yield say("compare.flagged", flag=flag, **words)
        else:
            yield say("crosstab.flagged", flag=flag, questions=_titles(found, questions), **words)


def _titles(found: "Crosstab", names: Sequence[str]) -> str:
    """Name some questions, the first of many."""
    titles = [
        say("compare.quoted", answer=each.basis.title)
        for each in found.sections
        if each.name in names
    ]
    more = plural("crosstab.more", len(titles) - MOST) if len(titles) > MOST else ""
    return join(titles[:MOST]) + more
