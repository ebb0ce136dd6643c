"""Answers that weighting or design sets, where others are tested."""

from typing import TYPE_CHECKING

from techno_kit.analysis.telling.setting import SET_BY, first_named, flagged
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison


def set_told(comparison: "Comparison", by: str) -> list[str]:
    """Tell which answers have no pair of groups that is tested, as weighting or design sets them.

    Parameters
    ----------
    comparison : Comparison
        What is told.
    by : str
        The question of groups.
    """
    rows, pairs, basis = comparison.rows(by), comparison.pairs, comparison.basis
    tested = pairs.loc[(pairs["by"] == by) & pairs["p"].notna(), "answer"]
    rows = rows[~rows["answer"].isin(tested)]
    told = []
    for name, key in SET_BY.items():
        answers = list(rows.loc[flagged(rows, key), "answer"].drop_duplicates())
        if answers:
            named = first_named(basis, comparison.labels, answers)
            told.append(say(f"compare.sets.{name}", by=basis.said(by), answers=named))
    return told
