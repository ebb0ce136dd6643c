"""The evidence and the ranking of a plan as tidy tables."""

from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.planning.playbook import load_playbook

if TYPE_CHECKING:
    from techno_kit.planning.plan import Plan

EVIDENCE = (
    *("id", "people", "answer", "share", "low", "high", "base_share"),
    *("index", "index_low", "index_high", "n", "flag"),
)
RANKING = (
    *("people", "objective", "function", "fit", "fit_low", "fit_high"),
    *("reach", "reach_low", "reach_high", "first", "mean_rank"),
)
TEXTS = frozenset({"id", "people", "answer", "flag", "objective", "function"})


def evidence_table(plan: "Plan") -> pd.DataFrame:
    """Return the evidence, a row a share."""
    names = {id: each.name for each in plan.people for id in each.evidence}
    rows = [
        {name: names.get(each.id) if name == "people" else getattr(each, name) for name in EVIDENCE}
        for each in plan.evidence
    ]
    kinds = {name: "str" if name in TEXTS else "float64" for name in EVIDENCE}
    return pd.DataFrame(rows, columns=list(EVIDENCE)).astype({**kinds, "n": "int64"})


def ranking_table(plan: "Plan") -> pd.DataFrame:
    """Return the ranking, a row a group and objective."""
    approaches = load_playbook().approaches
    rows = [
        {
            "people": fit.people,
            "objective": fit.objective,
            "function": approaches[fit.objective].function,
            "fit": fit.fit,
            "fit_low": fit.low,
            "fit_high": fit.high,
            "reach": fit.reach,
            "reach_low": fit.reach_low,
            "reach_high": fit.reach_high,
            "first": fit.first,
            "mean_rank": fit.mean_rank,
        }
        for fit in plan.ranking
    ]
    kinds = {name: "str" if name in TEXTS else "float64" for name in RANKING}
    return pd.DataFrame(rows, columns=list(RANKING)).astype(kinds)
