"""What a sample holds, as a notebook shows it."""

from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.errors import listed
from techno_kit.wording import phrase, plural, say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample


def sample_html(sample: "Sample") -> str:
    """Return a sample's questions and notes as an HTML table, escaped."""
    from techno_kit.drawing.markup import table_html
    from techno_kit.survey.codebooks.tables import routing_told

    items = list(dict.fromkeys(each.column for each in sample.codebook.items.values()))
    other = [name for name in sample.questions if name not in items]
    known = list(sample.codebook.questions) or other
    asked = [sample.question(name) for name in known]
    rows = [
        (
            each.name,
            say(f"kinds.{each.kind}"),
            each.title,
            routing_told(sample.codebook, each) or None,
        )
        for each in asked
    ]
    table = pd.DataFrame(rows, columns=["question", "kind", "label", "routing"])
    if table["routing"].isna().all():
        table = table.drop(columns="routing")
    caption = say(
        "sample.caption",
        source=sample.source.name or say("errors.sample.subject"),
        respondents=plural("units.respondents", sample.n),
        weighting=sample.weighting,
    )
    headings = {
        str(name): say("codebook.columns.routing" if name == "routing" else f"columns.{name}")
        for name in table
    }
    rest = [name for name in other if name not in known]
    notes = [
        plural(f"sample.{key}", len(names), columns=listed(names))
        for key, names in {"items": items, "rest": rest}.items()
        if names
    ]
    notes += [say("codebook.made", trail=" ".join(each.trail)) for each in asked if each.trail]
    told = [*_source(sample), *notes, *_found_out(sample)]
    return table_html(table, caption=caption, columns=headings, notes=told)


def _source(sample: "Sample") -> list[str]:
    """Tell what the file was found to be."""
    found = sample.source
    return [say("sample.source", source=found)] if found.format else []


def _found_out(sample: "Sample") -> list[str]:
    """Return the sample's notes but the one that only says how the file is written."""
    found = sample.source
    written = phrase("lists.comma").join(found.details)
    known = say("reading.told", file=found.name, found=written)
    return [each for each in sample.notes if each != known]
