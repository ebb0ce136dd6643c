"""Trends as drawings: shares over the groups in their order."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.analysis.comparisons.captioning import chart_base_of_comparison, trends_told
from techno_kit.analysis.comparisons.trend_words import (
    slope_digits,
    step_told,
    trends_adjusted_over,
)
from techno_kit.analysis.telling.telling import cautious
from techno_kit.wording import count, exact_percent, points, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison
    from techno_kit.drawing.trends import TrendSet


def trend_sets(comparison: "Comparison") -> list["TrendSet"]:
    """Return what a drawing of trends shows: the questions over which there is one."""
    found = comparison.trends
    known = found[found["slope"].notna()]
    return [_set(comparison, by) for by in comparison.scores if (known["by"] == by).any()]


def chart_notes_of_trends(comparison: "Comparison") -> list[str]:
    """Return what a drawing of trends needs below it: base, scores, and what is clear."""
    rule = say(
        "compare.chart_letters.hard",
        confidence=exact_percent(comparison.rules.confidence),
        adjusted=trends_adjusted_over(comparison),
    )
    told = [*trends_told(comparison), rule]
    base = [chart_base_of_comparison(comparison), *_bases(comparison)]
    return cautious(comparison.basis, *base, *told)


def _bases(comparison: "Comparison") -> Iterator[str]:
    """Tell on how many respondents each trend rests, where it leaves groups out."""
    found = comparison.trends
    for row in found[found["slope"].notna()].drop_duplicates("by").to_dict("records"):
        if row["n"] < comparison.n:
            yield say(
                "compare.trend.base",
                by=comparison.basis.said(row["by"]),
                n=count(row["n"]),
                groups=count(row["groups"]),
            )


def _set(comparison: "Comparison", by: str) -> "TrendSet":
    from techno_kit.drawing.trends import Group, TrendSet

    rows, scores = comparison.rows(by), comparison.scores[by]
    levels = rows[rows["share"].notna() & rows["sure"]].drop_duplicates("level")
    letters = dict(zip(levels["level"], levels["letter"], strict=True))
    kept = sorted((level for level in scores if level in letters), key=scores.__getitem__)
    groups = tuple(Group(scores[level], level, letters[level]) for level in kept)
    found = comparison.trends_behind
    found = found[(found["by"] == by) & (found["answer"] != comparison.twins.get(by))]
    trends = found.to_dict("records")
    return TrendSet(
        comparison.basis.titles[by],
        groups,
        tuple(_trend(comparison, by, each, rows, groups) for each in trends),
    )


def _trend(
    comparison: "Comparison", by: str, row: dict[Any, Any], rows: pd.DataFrame, groups: Any
) -> Any:
    from techno_kit.drawing.trends import Point, Trend

    own = rows[rows["answer"] == row["answer"]].set_index("level")
    values = [own.loc[each.name, ["share", "low", "high"]] for each in groups]
    told = say("drawing.trends.no_slope")
    if pd.notna(row["slope"]):
        slope = points(row["slope"], slope_digits(row["slope"]))
        told = say("drawing.trends.slope", points=slope, step=step_told(comparison, by))
    return Trend(
        comparison.labels[row["answer"]],
        tuple(
            Point(each.place, *(float(value) for value in own))
            for each, own in zip(groups, values, strict=True)
        ),
        float(row["slope"]),
        told,
        bool(pd.notna(row["p_told"]) and row["p_told"] <= comparison.rules.error),
    )
