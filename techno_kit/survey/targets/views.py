"""How targets are shown to readers: percentages, counts, means."""

from typing import Any

import pandas as pd

from techno_kit.survey.targets.target_margins import CROSS
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import decimal, percent, say


def targets_table(targets: Targets) -> pd.DataFrame:
    """Return the tidy table: ``variable``, ``level``, ``target``."""
    rows = [
        (margin.name, CROSS.join(level), share)
        for margin in targets.margins
        for level, share in zip(margin.levels, margin.shares, strict=True)
    ]
    rows += [(each.question, each.level, each.value) for each in targets.numbers]
    return pd.DataFrame(rows, columns=["variable", "level", "target"])


def targets_view(targets: Targets) -> dict[str, Any]:
    """Return what `table_html` and `table_text` need: percentages, or the counts given."""
    told = [
        decimal(value, 0) if targets.unit == "count" else percent(share, 1)
        for margin in targets.margins
        for value, share in zip(margin.values, margin.shares, strict=True)
    ]
    told += [decimal(each.value, 2) for each in targets.numbers]
    shown = targets.table.assign(target=told)
    return {
        "frame": shown,
        "columns": {str(name): say(f"columns.{name}") for name in shown},
        "numbers": ["target"],
        "notes": [note for note in (targets.caption, *targets.notes) if note],
    }
