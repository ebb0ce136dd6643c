"""Crosstabs as drawings: one question's shares on colours, or its means."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.comparisons.captioning import letters_told
from techno_kit.analysis.crosstabs.crosstab_flags import is_small, marks_told
from techno_kit.analysis.crosstabs.crosstab_telling import adjusted_told
from techno_kit.analysis.telling.telling import cautious
from techno_kit.errors import QuestionError
from techno_kit.wording import count, plural, say

SHARES = ("answer", "net")

if TYPE_CHECKING:
    from techno_kit.analysis.crosstabs.crosstabs import Crosstab, Section
    from techno_kit.drawing.banner_heat import HeatColumn
    from techno_kit.drawing.canvas import Picture


def draw_crosstab(found: "Crosstab", section: "Section", notes: Sequence[str] | None) -> "Picture":
    """Draw the shares of one question in all columns.

    Raises
    ------
    QuestionError
        If the question is a number, which has means and no shares.
    """
    from techno_kit.drawing import plots

    shown = [row for row in section.rows if row[0] in SHARES]
    if not shown:
        raise QuestionError(say("errors.crosstab.no_shares", name=section.name))
    return plots.draw_banner(
        [label for _, _, label in shown],
        _columns(found, section),
        title=section.basis.title,
        subtitle=section.basis.who,
        notes=_notes(found, section) if notes is None else notes,
    )


def _columns(found: "Crosstab", section: "Section") -> list["HeatColumn"]:
    """Return the total and the columns of every banner question that have respondents."""
    from techno_kit.drawing.banner_heat import HeatCell, HeatColumn

    rows = found.rows(section.name)
    whole = rows[rows["by"].isna()]

    def cells(own: pd.DataFrame) -> tuple[HeatCell, ...]:
        pairs = zip(own.to_dict("records"), whole.to_dict("records"), strict=True)
        return tuple(
            HeatCell(
                each["share"],
                each["column_share"] - total["column_share"],
                each["arrow"],
                each["higher_than"],
            )
            for each, total in pairs
            if each["kind"] in SHARES
        )

    columns = [HeatColumn("", say("crosstab.total"), "", cells(whole), _base(whole))]
    for banner in found.banners:
        here = rows[(rows["by"] == banner.name) & (rows["n"] > 0)]
        for level, label in banner.labels.items():
            own = here[here["level"] == level]
            if len(own):
                letter = own["letter"].max()
                columns.append(HeatColumn(banner.title, label, letter, cells(own), _base(own)))
    return columns


def _base(rows: pd.DataFrame) -> str:
    """Tell how many respondents a column has, with a mark where they are few."""
    first = rows.iloc[0]
    mark = say("crosstab.small") if is_small(str(first["flag"])) else ""
    return say("crosstab.column_n", n=count(first["n"]), mark=mark)


def _notes(found: "Crosstab", section: "Section") -> list[str]:
    """Return the base and what letters and arrows rest on."""
    basis, rows = section.basis, found.rows(section.name)
    total = rows[rows["by"].isna()].iloc[0]
    base = say(
        "compare.chart_base",
        respondents=plural("units.respondents", int(total["n"])),
        weighting=basis.weighting,
        n_eff=count(total["n_eff"]),
    )
    signs = [letters_told(found.rules), *adjusted_told(found)] if found.banners else []
    shown = rows[rows["by"].notna() & rows["kind"].isin(SHARES) & (rows["n"] > 0)]
    return cautious(basis, base, *marks_told(shown, found.asked), *signs)
