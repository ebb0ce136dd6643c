"""Crosstabs as drawings: shares on colours, the questions one below the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.comparisons.captioning import letters_told
from techno_kit.analysis.crosstabs.crosstab_flags import is_small, marks_told
from techno_kit.analysis.crosstabs.crosstab_telling import adjusted_told
from techno_kit.analysis.telling.telling import cautious
from techno_kit.errors import QuestionError
from techno_kit.wording import count, join, plural, say

SHARES = ("answer", "net")
MOST = 6  # questions of one drawing

if TYPE_CHECKING:
    from techno_kit.analysis.crosstabs.crosstabs import Crosstab, Section
    from techno_kit.drawing.banner_heat import HeatColumn, HeatTable
    from techno_kit.drawing.canvas import Picture


def draw_crosstab(
    found: "Crosstab", section: "Section | None", notes: Sequence[str] | None
) -> "Picture":
    """Draw the shares of one question in all columns, or of all, one below the other.

    Raises
    ------
    QuestionError
        If no question has shares: numbers have means.
    """
    from techno_kit.drawing import plots

    asked = list(found.sections) if section is None else [section]
    held = [each for each in asked if any(kind in SHARES for kind, _, _ in each.rows)]
    if not held:
        raise QuestionError(say("errors.crosstab.no_shares", name=asked[0].name))
    drawn = held[:MOST]
    return plots.draw_banner(
        [_table(found, each) for each in drawn],
        title=drawn[0].basis.title if len(drawn) == 1 else found.title,
        subtitle=drawn[0].basis.who,
        notes=_notes(found, drawn, asked) if notes is None else notes,
        of_columns=found.asked.shares == "column",
    )


def _table(found: "Crosstab", section: "Section") -> "HeatTable":
    from techno_kit.drawing.banner_heat import HeatTable

    rows = tuple(label for kind, _, label in section.rows if kind in SHARES)
    return HeatTable(section.basis.title, rows, tuple(_columns(found, section)))


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


def _notes(found: "Crosstab", drawn: Sequence["Section"], asked: Sequence["Section"]) -> list[str]:
    """Return the base and what letters and arrows rest on."""
    signs = [letters_told(found.rules), *adjusted_told(found)] if found.compared else []
    rows = found.rows()
    rows = rows[rows["question"].isin([each.name for each in drawn])]
    shown = rows[rows["by"].notna() & rows["kind"].isin(SHARES) & (rows["n"] > 0)]
    marks = marks_told(shown, found.asked)
    shares = found.asked.shares
    told = [
        _base_told(found, drawn),
        say(f"crosstab.shares.{shares}") if found.banners and shares != "column" else "",
        *marks,
        *signs,
        *(note for each in drawn for note in each.apart),
        *_left(drawn, asked),
    ]
    return cautious(found.basis, *told)


def _base_told(found: "Crosstab", drawn: Sequence["Section"]) -> str:
    """Tell the base of one question; those of several stand above their totals."""
    basis = drawn[0].basis
    if len(drawn) > 1:
        who = basis.who or say("profile.unknown")
        return say("crosstab.bases_drawn", who=who, weighting=basis.weighting)
    rows = found.rows(drawn[0].name)
    total = rows[rows["by"].isna()].iloc[0]
    return say(
        "compare.chart_base",
        respondents=plural("units.respondents", int(total["n"])),
        weighting=basis.weighting,
        n_eff=count(total["n_eff"]),
    )


def _left(drawn: Sequence["Section"], asked: Sequence["Section"]) -> list[str]:
    """Tell which questions are not drawn: those without shares, and those beyond the limit."""
    without = [each for each in asked if not any(kind in SHARES for kind, _, _ in each.rows)]
    names = join(say("compare.quoted", answer=each.basis.title) for each in without)
    told = [say("crosstab.no_shares", questions=names)] if without else []
    held = len(asked) - len(without)
    if held > len(drawn):
        told.append(say("crosstab.not_drawn", n=count(held), drawn=count(len(drawn))))
    return told
