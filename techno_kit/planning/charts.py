"""The chart of a plan: its people's rungs, drawn from the evidence that it holds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.errors import PlanError
from techno_kit.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from techno_kit.planning.plan import Plan


def draw_plan(
    plan: "Plan", ax: "Axes | None", notes: Sequence[str] | None = None
) -> "Axes | Figure":
    """Draw the rungs of one group as a ladder, of several side by side."""
    table = plan.table.dropna(subset=["people"]).rename(columns={"people": "level"})
    if not len(table):
        raise PlanError(say("errors.plan.nothing_to_draw"))
    base = table.drop_duplicates("answer").dropna(subset=["base_share"])
    labels = {each.answer: each.name for each in plan.evidence}
    words: dict[str, Any] = {
        "labels": labels,
        "title": plan.title,
        "subtitle": plan.grounds.ladder,
        "notes": notes
        if notes is not None
        else [each for each in plan.notes if each != say("plan.ranking.label")],
        "average": dict(zip(base["answer"], base["base_share"], strict=True)),
        "average_label": plan.grounds.against,
        "confidence": plan.grounds.confidence,
    }
    several = len(table["level"].unique()) > 1
    if several and ax is None:
        from techno_kit.drawing.multiples import draw_ladder_groups

        by = say("plan.parts.people")
        return draw_ladder_groups(table.assign(by=by), **words)
    from techno_kit.drawing.singles import draw_ladder

    whole = table.assign(by=pd.Series([None] * len(table), dtype="str", index=table.index))
    if not several:
        whole["level"] = whole["by"]
        name = str(table["level"].iloc[0])
        words["subtitle"] = plan.grounds.ladder if name in plan.title else name
    return draw_ladder(whole, ax=ax, **words)
