"""Crosstabs as tables that readers see: what is printed in a cell, and how columns are divided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.analysis.crosstabs.crosstab_flags import is_small
from techno_kit.analysis.estimates.estimate_words import digits_of
from techno_kit.drawing.banner_tables import BannerTable, Body, Row
from techno_kit.wording import count, decimal, index, join, percent, say

if TYPE_CHECKING:
    from techno_kit.analysis.crosstabs.crosstabs import Banners, Crosstab, Section

TOGETHER = "\N{NO-BREAK SPACE}"  # a share and its signs stay on one line
ABREAST = 5  # letters that stay on one line
BASES = ("n", "n_weighted", "n_eff")
Page = BannerTable
Place = tuple[str, str]  # banner question and column; both empty for the total


@dataclass(frozen=True, eq=False, slots=True)
class _Strip:
    """Columns of one banner question that a table shows side by side."""

    title: str
    places: tuple[Place, ...]
    headings: tuple[str, ...]


def pages_of(found: "Crosstab", across: int, *, together: bool = True) -> list[BannerTable]:
    """Return the tables of a crosstab, each with the total first.

    Parameters
    ----------
    found : Crosstab
        What is shown; columns without respondents in any question are not.
    across : int
        Most columns of a table, the total among them.
    together : bool, default True
        Whether banner questions share a table as long as there is room.
    """
    cells = _cells(found)
    return [
        BannerTable(
            title=_title(found, strips),
            heads=(("", 1), *((each.title, len(each.places)) for each in strips)),
            columns=(
                say("crosstab.total"),
                *(heading for each in strips for heading in each.headings),
            ),
            bodies=tuple(_bodies(found, cells, strips)),
        )
        for strips in _divided(found, across, together)
    ]


def _title(found: "Crosstab", strips: Sequence[_Strip]) -> str:
    first = found.sections[0].basis.title
    what = first if len(found.sections) == 1 else say("crosstab.several")
    if not strips:
        return what
    by = join(dict.fromkeys(each.title for each in strips))
    return say("crosstab.title", questions=what, by=by)


def _divided(found: "Crosstab", across: int, together: bool) -> Iterator[list[_Strip]]:
    """Divide the columns: a banner question is cut only where it alone is too wide."""
    strips: list[_Strip] = []
    room = across - 1
    for banner in found.banners:
        whole = _strip(found, banner)
        for start in range(0, len(whole.places), across - 1):
            part = slice(start, start + across - 1)
            strip = _Strip(whole.title, whole.places[part], whole.headings[part])
            if strips and (not together or len(strip.places) > room):
                yield strips
                strips, room = [], across - 1
            strips.append(strip)
            room -= len(strip.places)
    yield strips


def _strip(found: "Crosstab", banner: "Banners") -> _Strip:
    rows = found.table
    rows = rows[(rows["by"] == banner.name) & (rows["n"] > 0)]
    seen = set(rows["level"])
    levels = [level for level in banner.labels if level in seen]
    headings = [
        say("crosstab.column", level=banner.labels[level], letter=banner.letters[level])
        if banner.letters.get(level)
        else banner.labels[level]
        for level in levels
    ]
    return _Strip(banner.title, tuple((banner.name, each) for each in levels), tuple(headings))


def _cells(found: "Crosstab") -> dict[tuple[str, str, str, str, str], dict[Any, Any]]:
    """Return the rows of the table by question, kind, answer, banner question and column."""
    table = found.table
    by, level = (
        table[name].astype(object).where(table[name].notna(), "") for name in ("by", "level")
    )
    keys = zip(table["question"], table["kind"], table["answer"], by, level, strict=True)
    return dict(zip(keys, table.to_dict("records"), strict=True))


def _bodies(
    found: "Crosstab",
    cells: dict[tuple[str, str, str, str, str], dict[Any, Any]],
    strips: Sequence[_Strip],
) -> Iterator[Body]:
    places: list[Place] = [("", ""), *(each for strip in strips for each in strip.places)]
    for section in found.sections:
        rows = []
        for kind, answer, label in section.rows:
            held = [cells[section.name, kind, answer, *place] for place in places]
            digits = digits_of(pd.DataFrame(held), "value")
            texts = tuple(_written(each, digits, index_too=found.asked.index) for each in held)
            rows.append(Row(label, texts))
        rows += _bases(section, cells, places)
        title = section.basis.title if len(found.sections) > 1 else ""
        yield Body(title, tuple(rows))


def _bases(
    section: "Section",
    cells: dict[tuple[str, str, str, str, str], dict[Any, Any]],
    places: Sequence[Place],
) -> Iterator[Row]:
    """Return the rows of bases; a question with shares has those of the shares."""
    kind, answer, _ = section.rows[0]
    held = [cells[section.name, kind, answer, *place] for place in places]
    for name in BASES:
        texts = tuple(_base(each, name) for each in held)
        yield Row(say(f"crosstab.base.{name}"), texts, base=True)
    for kind, answer, _ in section.rows:
        own = [cells[section.name, kind, answer, *place] for place in places]
        if kind == "mean" and [each["n"] for each in own] != [each["n"] for each in held]:
            texts = tuple(_base(each, "n") for each in own)
            yield Row(say("crosstab.base.mean"), texts, base=True)


def _base(cell: dict[Any, Any], name: str) -> str:
    """Write a base, with a mark where its number of respondents is small or too small."""
    marked = name == "n" and is_small(str(cell["flag"]))
    return TOGETHER.join([count(cell[name]), *([say("crosstab.small")] if marked else [])])


def _written(cell: dict[Any, Any], digits: int, *, index_too: bool) -> str:
    """Write a share, a mean or a median with its arrow and letters, and the index below."""
    mean = cell["kind"] in ("mean", "median")
    figure = decimal(cell["value"], digits) if mean else percent(cell["share"])
    signs = str(cell["higher_than"]).split()
    first = [part for part in (figure, cell["arrow"], *signs[:ABREAST]) if part]
    rows = [signs[at : at + ABREAST] for at in range(ABREAST, len(signs), ABREAST)]
    text = " ".join(TOGETHER.join(row) for row in (first, *rows))
    if index_too and pd.notna(cell["index"]) and pd.notna(cell["by"]):
        text += "\n" + say("crosstab.index", index=index(cell["index"]))
    return text


def printed(found: "Crosstab") -> pd.DataFrame:
    """Return the printed table as a data frame with two header rows."""
    cells = _cells(found)
    strips = [_strip(found, banner) for banner in found.banners]
    bodies = list(_bodies(found, cells, strips))
    columns = [("", say("crosstab.total"))]
    columns += [(each.title, " ".join(head.split())) for each in strips for head in each.headings]
    titles = [section.basis.title for section in found.sections]
    index_of_rows = [
        (title, row.label) for title, body in zip(titles, bodies, strict=True) for row in body.rows
    ]
    return pd.DataFrame(
        [[" ".join(cell.split()) for cell in row.cells] for body in bodies for row in body.rows],
        columns=pd.MultiIndex.from_tuples(columns, names=["by", "level"]),
        index=pd.MultiIndex.from_tuples(index_of_rows, names=["question", "answer"]),
    )
