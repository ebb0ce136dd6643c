"""What a sample holds, as a notebook shows it."""

from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.errors import listed
from techno_kit.wording import plural, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample


def sample_html(sample: "Sample") -> str:
    """Return a sample's questions and notes as an HTML table, escaped."""
    from techno_kit.drawing.markup import table_html

    items = list(dict.fromkeys(each.column for each in sample.codebook.items.values()))
    other = [name for name in sample.questions if name not in items]
    known = list(sample.codebook.questions) or other
    asked = [sample.question(name) for name in known]
    rows = [(each.name, say(f"kinds.{each.kind}"), each.title) for each in asked]
    table = pd.DataFrame(rows, columns=["question", "kind", "label"])
    caption = say(
        "sample.caption",
        source=sample.source.name or say("errors.sample.subject"),
        respondents=plural("units.respondents", sample.n),
        weighting=sample.weighting,
    )
    headings = {str(name): say(f"columns.{name}") for name in table}
    rest = [name for name in other if name not in known]
    notes = [
        plural(f"sample.{key}", len(names), columns=listed(names))
        for key, names in {"items": items, "rest": rest}.items()
        if names
    ]
    return table_html(table, caption=caption, columns=headings, notes=[*notes, *sample.notes])
