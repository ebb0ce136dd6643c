"""The methods paragraph of a comparison."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.comparisons.captioning import (
    apart_of_trend_told,
    doubt_of_trend_told,
    scores_told,
)
from techno_kit.analysis.comparisons.explaining import family_told, opponent_told
from techno_kit.analysis.telling.picking import picking_told
from techno_kit.analysis.telling.telling import ending_told, paragraph, shares_told, without_told
from techno_kit.wording import exact_percent, join, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison


def method_of_comparison(comparison: "Comparison") -> str:
    """Return the methods paragraph of a comparison."""
    basis, rules = comparison.basis, comparison.rules
    return paragraph(
        *shares_told(basis, rules),
        *_tests(comparison),
        *_differences(comparison),
        *_own_rules(comparison),
        say(f"method.adjust.{rules.adjust}", families=join(_families(comparison))),
        picking_told(rules.adjust, "pairs"),
        *ending_told(basis, rules),
    )


def _tests(comparison: "Comparison") -> Iterator[str]:
    basis, rules = comparison.basis, comparison.rules
    titles = [basis.said(name) for name in basis.overlapping_by]
    if len(titles) < len(comparison.banners):
        yield say(f"method.tests.{rules.test}")
        if basis.overlapping:
            yield say(f"method.whole.overlapping.{rules.test}", without=without_told([basis]))
        else:
            yield say(f"method.whole.single.{rules.test}")
    if titles:
        yield say("method.overlapping_groups", by=join(titles))


def _differences(comparison: "Comparison") -> Iterator[str]:
    rules, basis = comparison.rules, comparison.basis
    level = exact_percent(rules.confidence)
    if rules.against == "pairs":
        yield say("method.pairs", confidence=level)
    else:
        for by in _heads(comparison):
            opponent = opponent_told(rules, by)
            yield say("method.opponents", opponent=opponent, confidence=level)
    if comparison.scores:
        yield say("method.trend")
        for by, scores in comparison.scores.items():
            yield say("method.scores", by=basis.said(by), scores=scores_told(scores))
            yield apart_of_trend_told(comparison, by)
            yield doubt_of_trend_told(comparison, by)
    if len(comparison.contrasts):
        yield say("method.gaps")


def _heads(comparison: "Comparison") -> list[str]:
    """Return the questions of groups whose opponents differ: all of them where each has its own."""
    return comparison.banners if comparison.rules.against == "reference" else [""]


def _own_rules(comparison: "Comparison") -> Iterator[str]:
    gaps = comparison.contrasts["flag"]
    flags, slopes = comparison.table["flag"], pd.concat([comparison.trends["flag"], gaps])
    figures = pd.concat([flags, gaps])
    own = {
        "method.pooled": comparison.extreme,
        "method.few": comparison.withheld,
        "method.few_df": flags.str.contains(say("flags.few_df"), regex=False).any(),
        "method.few_df_slopes": slopes.str.contains(say("flags.few_df"), regex=False).any(),
        "method.agree": figures.str.contains(say("flags.agree"), regex=False).any(),
        "method.one_psu": flags.str.contains(say("flags.one_psu"), regex=False).any(),
        "method.vanished": _vanished(comparison),
        "method.fixed": figures.str.contains(say("flags.fixed"), regex=False).any(),
        "method.by_design": figures.str.contains(say("flags.by_design"), regex=False).any(),
    }
    yield from (say(key) for key, applied in own.items() if applied)


def _vanished(comparison: "Comparison") -> bool:
    """Whether some group has no error as there are replicates without it."""
    rows = comparison.rows_behind
    alone = rows["flag"].str.contains(say("flags.one_psu"), regex=False)
    return bool((~rows["sure"] & rows["share"].notna() & ~alone).any())


def _families(comparison: "Comparison") -> Iterator[str]:
    """Tell what each kind of p-value is adjusted over."""
    rules = comparison.rules
    family = family_told(rules)
    if rules.against == "pairs":
        yield say("compare.families.pairs", family=family)
    else:
        for by in _heads(comparison):
            opponent = opponent_told(rules, by)
            yield say("compare.families.opponents", opponent=opponent, family=family)
    if len(comparison.basis.overlapping_by) < len(comparison.banners):
        yield say("compare.families.answers")
    if rules.against == "pairs":
        yield say("compare.families.rest")
    if comparison.twins and rules.adjust != "none":
        yield say("compare.families.twins")
    if comparison.scores:
        yield say("compare.families.trends")
    if len(comparison.contrasts):
        over = say(f"compare.family_of_gaps.{rules.family}")
        yield say("compare.families.gaps", family=over)
