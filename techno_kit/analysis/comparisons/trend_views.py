"""Trends, and gaps between answers, as tables that readers see."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.analysis.comparisons.trend_words import slope_digits, step_told
from techno_kit.analysis.telling.views import View
from techno_kit.wording import exact_percent, p_value, percent, points, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison

MOST = 60  # rows of gaps; with many groups thousands of pairs differ, and nobody reads them


def views_of_trends(comparison: "Comparison") -> list[View]:
    """Return a table a question of groups, with a row an answer."""
    return [_trends(comparison, by) for by in comparison.scores]


def _trends(comparison: "Comparison", by: str) -> View:
    found = comparison.trends
    rows = found[found["by"] == by]
    digits = max((slope_digits(each) for each in rows["slope"]), default=1)
    frame = pd.DataFrame(
        {
            "answer": rows["answer"].map(comparison.labels),
            "slope": [points(each, digits) for each in rows["slope"]],
            "interval": _intervals(rows, digits),
            "p": [p_value(each) for each in rows["p"]],
            "p_adjusted": [p_value(each) for each in rows["p_adjusted"]],
        }
    )
    if (rows["flag"] != "").any():
        frame["flag"] = rows["flag"].to_numpy()
    level = exact_percent(comparison.rules.confidence)
    columns = {
        "answer": say("columns.answer"),
        "slope": say("compare.trend.column", step=step_told(comparison, by)),
        "interval": say("compare.trend.interval", confidence=level),
        "p": say("compare.trend.p"),
        "p_adjusted": say("compare.trend.p_adjusted"),
        "flag": say("compare.trend.flag"),
    }
    basis = comparison.basis
    title = say("compare.trend.title", question=basis.title, by=basis.titles[by])
    return View(title, frame, {str(each): columns[str(each)] for each in frame}, [])


def views_of_gaps(comparison: "Comparison") -> list[View]:
    """Return one table of all gaps: overall, in each group, and between groups."""
    rows = comparison.contrasts.iloc[:MOST]
    if not len(rows):
        return []
    labels, basis = comparison.labels, comparison.basis
    frame = pd.DataFrame(
        {
            "contrast": [
                say("compare.gap.pair", a=labels[one], b=labels[other])
                for one, other in zip(rows["answer_a"], rows["answer_b"], strict=True)
            ],
            "group": [
                _group(one, other)
                for one, other in zip(rows["level_a"], rows["level_b"], strict=True)
            ],
            "share_a": [percent(each) for each in rows["share_a"]],
            "share_b": [percent(each) for each in rows["share_b"]],
            "difference": [points(each) for each in rows["difference"]],
            "interval": _intervals(rows),
            "p_adjusted": [p_value(each) for each in rows["p_adjusted"]],
        }
    )
    if (rows["flag"] != "").any():
        frame["flag"] = rows["flag"].to_numpy()
    level = exact_percent(comparison.rules.confidence)
    columns = {str(name): say(f"compare.gap.{name}", confidence=level) for name in frame}
    return [View(say("compare.gap.title", question=basis.title), frame, columns, [], texts=2)]


def _group(one: Any, other: Any) -> str:
    if pd.isna(one):
        return say("compare.gap.whole")
    return str(one) if pd.isna(other) else say("compare.gap.between", a=one, b=other)


def _intervals(rows: pd.DataFrame, digits: int = 1) -> list[str]:
    return [
        say("numbers.interval", low=points(low, digits), high=points(high, digits))
        if pd.notna(low)
        else say("numbers.missing")
        for low, high in zip(rows["low"], rows["high"], strict=True)
    ]
