"""Trends and gaps between answers in sentences to paste."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from techno_kit.analysis.telling.picking import TIED
from techno_kit.analysis.telling.setting import SET_BY, flagged
from techno_kit.wording import count, decimal, exact_percent, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison

SMALL = 0.95  # points a step; less than that has one digit or none in tenths
MOST_DIGITS = 6  # decimals; a slope that needs more is nothing
MOST_GAPS = 2  # pairs of answers that the text tells; the table holds all


def trends_and_gaps(comparison: "Comparison") -> list[str]:
    """Return the sentences on trends and on gaps, where they were asked for."""
    trends = [told for by in comparison.scores for told in _trend(comparison, by)]
    return [*trends, *_gaps(comparison)]


def _adjusted(comparison: "Comparison", family: str) -> str:
    rules = comparison.rules
    if rules.adjust == "none":
        return say("compare.not_adjusted")
    return say("compare.adjusted", method=say(f"compare.by_method.{rules.adjust}"), family=family)


def _trend(comparison: "Comparison", by: str) -> Iterator[str]:
    """Tell the steepest trend over a question, and how many are clear."""
    found, title = comparison.trends_behind, comparison.basis.said(by)
    tested = found[(found["by"] == by) & found["p_adjusted"].notna()]
    tested = tested[tested["answer"] != comparison.twins.get(by)]
    tested = tested[~tested["answer"].isin(list(comparison.basis.absent_by(by)))]
    if not len(tested):
        rows = found[found["by"] == by]
        held = next((name for name, key in SET_BY.items() if flagged(rows, key).any()), "none")
        yield say(f"compare.trend.{held}", by=title)
        return
    clear = tested[tested["p_told"] <= comparison.rules.error]
    steep = (clear if len(clear) else tested)["slope"].abs().round(TIED)
    row = tested.loc[steep.sort_values(ascending=False, kind="stable").index[0]].to_dict()
    told = _one_trend(comparison, by, row)
    if len(tested) == 1:
        yield say(f"compare.trend.{'is_clear' if len(clear) else 'unclear'}", by=title, trend=told)
        return
    numbers = {"all": count(len(tested)), "adjusted": trends_adjusted_over(comparison)}
    if not len(clear):
        yield say("compare.trend.seen", by=title, trend=told, **numbers)
        return
    yield say("compare.trend.largest", by=title, trend=told)
    yield plural("compare.trend.clear", len(clear), by=title, **numbers)


def trends_adjusted_over(comparison: "Comparison") -> str:
    """Tell what the p-values of trends allow for."""
    return _adjusted(comparison, say("compare.trend.family"))


def step_told(comparison: "Comparison", by: str) -> str:
    """Tell what a slope is a change by: a step from one group to the next, or 1 of the score."""
    return say("compare.trend.step" if in_steps(comparison.scores[by]) else "compare.trend.score")


def in_steps(scores: Mapping[str, float]) -> bool:
    """Tell whether the groups of a trend stand one step apart."""
    return all(after - before == 1 for before, after in pairwise(scores.values()))


def _one_trend(comparison: "Comparison", by: str, row: dict[str, Any]) -> str:
    digits = slope_digits(row["slope"])
    return say(
        f"compare.trend.{'up' if row['slope'] >= 0 else 'down'}",
        first=row["first"],
        last=row["last"],
        answer=_named(comparison, row["answer"]),
        points=decimal(100 * abs(row["slope"]), digits),
        step=step_told(comparison, by),
        n=count(row["n"]),
        groups=count(row["groups"]),
        confidence=exact_percent(comparison.rules.confidence),
        interval=_limits(row, digits),
    )


def slope_digits(slope: float) -> int:
    """Return the decimals that a slope in points needs: one, or two digits of a small one."""
    size = 100 * abs(slope)
    if not 0 < size < SMALL:
        return 1
    return min(1 - int(np.floor(np.log10(size))), MOST_DIGITS)


def _limits(row: dict[str, Any], digits: int = 1) -> str:
    low, high = (decimal(100 * row[limit], digits) for limit in ("low_told", "high_told"))
    return say("numbers.interval", low=low, high=high)


def _named(comparison: "Comparison", answer: str) -> str:
    return comparison.basis.named(comparison.labels[answer])


def _gaps(comparison: "Comparison") -> Iterator[str]:
    """Tell the first few gaps overall, and where they differ most between groups."""
    found = comparison.contrasts_behind
    pairs = found[["answer_a", "answer_b"]].drop_duplicates().itertuples(index=False)
    for one, other in list(pairs)[:MOST_GAPS]:
        rows = found[(found["answer_a"] == one) & (found["answer_b"] == other)]
        overall = rows[rows["by"].isna()].iloc[0].to_dict()
        yield _overall(comparison, overall)
        for by, found_in in rows.groupby("by", sort=False, observed=False):
            pairs_in = found_in[found_in["level_b"].notna() & found_in["p_adjusted"].notna()]
            if len(pairs_in) and pd.notna(overall["difference"]):
                within = found_in[found_in["level_b"].isna()]
                yield _between(comparison, str(by), overall, pairs_in, within)


def _overall(comparison: "Comparison", row: dict[str, Any]) -> str:
    one, other = (_named(comparison, row[f"answer_{each}"]) for each in "ab")
    if pd.isna(row["p_adjusted"]):
        flags = pd.DataFrame([row])
        held = next((name for name, key in SET_BY.items() if flagged(flags, key).any()), "none")
        return say(f"compare.gap.{held}", a=one, b=other)
    turned = row["difference"] < 0
    if turned:
        one, other = other, one
    first, second = ("b", "a") if turned else ("a", "b")
    limits = row["low_told"], row["high_told"]
    if turned:
        limits = -limits[1], -limits[0]
    words = {
        "a": one,
        "b": other,
        "share_a": percent(row[f"share_{first}"]),
        "share_b": percent(row[f"share_{second}"]),
        "n": count(row["n"]),
        "confidence": exact_percent(comparison.rules.confidence),
        "interval": _limits(dict(zip(("low_told", "high_told"), limits, strict=True))),
    }
    if row["p_adjusted"] > comparison.rules.error:
        return say("compare.gap.unclear", **words)
    points = decimal(100 * abs(row["difference"]), 1)
    return say("compare.gap.clear", gap=say("compare.gap.gap", points=points, **words))


def _between(
    comparison: "Comparison",
    by: str,
    overall: dict[str, Any],
    rows: pd.DataFrame,
    within: pd.DataFrame,
) -> str:
    """Tell between which groups a gap differs most, in the direction that was told overall."""
    title = comparison.basis.said(by)
    clear = rows[rows["p_told"] <= comparison.rules.error]
    if not len(clear):
        family = say(f"compare.family_of_gaps.{comparison.rules.family}")
        adjusted = _adjusted(comparison, say("compare.gap.family", family=family))
        if by in comparison.rules.references:
            level = comparison.rules.references[by]
            return say("compare.gap.alike_reference", by=title, level=level, adjusted=adjusted)
        if len(rows) == 1 and comparison.rules.family == "row":
            return say("compare.gap.alike_two", by=title)
        return say("compare.gap.alike", by=title, adjusted=adjusted)
    at = clear["difference"].abs().round(TIED).sort_values(ascending=False, kind="stable").index[0]
    row = clear.loc[at].to_dict()
    below = bool(overall["difference"] < 0) and pd.notna(overall["p_adjusted"])  # told turned
    turned = below != bool(row["difference"] < 0)
    first, second = ("level_b", "level_a") if turned else ("level_a", "level_b")
    if row["difference"] < 0:
        row |= {"low_told": -row["high_told"], "high_told": -row["low_told"]}
    sign = -1 if below else 1
    gap = within.set_index("level_a")["difference"]
    return say(
        "compare.gap.differ",
        by=title,
        one=row[first],
        other=row[second],
        gap_one=decimal(100 * sign * gap[row[first]], 1),
        gap_other=decimal(100 * sign * gap[row[second]], 1),
        points=decimal(100 * abs(row["difference"]), 1),
        n=count(row["n"]),
        confidence=exact_percent(comparison.rules.confidence),
        interval=_limits(row),
    )
