"""Comparisons as tables that readers see: groups across, or, of many groups, down the rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.analysis.comparisons.trend_views import views_of_gaps, views_of_trends
from techno_kit.analysis.telling.views import View
from techno_kit.wording import count, p_value, percent, say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison

ROWS = 40  # groups that a table shows down its rows
LETTERED = 26  # groups up to which such a table shows letters: beyond, a cell is nothing else
ABREAST = 5  # letters that stay on one line
CELL = ["share", "arrow", "higher_than"]
TOGETHER = "\N{NO-BREAK SPACE}"  # a share and its arrow stay on one line, and so do few letters


def views_of_comparison(comparison: "Comparison", across: int, notes: Sequence[str]) -> list[View]:
    """Return a table a banner question, and under the last one the notes.

    Parameters
    ----------
    comparison : Comparison
        What is shown; groups without respondents are not.
    across : int
        Most groups set as columns; of more each has a row.
    notes : sequence of str
        Sentences on all of them.
    """
    views = []
    for by in comparison.banners:
        rows = comparison.rows(by)
        rows = rows[rows["n"] > 0]
        many = rows["level"].nunique() > across
        views.append(_down(comparison, rows, by) if many else _across(comparison, rows, by))
    views += [*views_of_trends(comparison), *views_of_gaps(comparison)]
    views[-1].notes.extend(notes)
    return views


def _title(comparison: "Comparison", by: str) -> str:
    return say("compare.title", question=comparison.basis.title, by=comparison.basis.titles[by])


def _p_of(comparison: "Comparison", by: str) -> list[str]:
    tests = comparison.tests
    tests = tests[(tests["by"] == by) & tests["answer"].notna()]
    dash = say("numbers.missing")
    return [p_value(each) if pd.notna(each) else dash for each in tests["p_adjusted"]]


def _p_head(comparison: "Comparison") -> str:
    """Head the p-values of the answers."""
    plain = comparison.rules.adjust == "none"
    return say("compare.p_column_plain" if plain else "compare.p_column")


def _across(comparison: "Comparison", rows: pd.DataFrame, by: str) -> View:
    """Set answers down and groups across."""
    columns = {"answer": list(comparison.labels.values())}
    headings = {"answer": say("columns.answer")}
    for place, (group, column) in enumerate(rows.groupby("level", sort=False, observed=False)):
        columns[f"group {place}"] = [_cell(*row) for row in column[CELL].to_numpy()]
        first = column.iloc[0]
        key = _head(comparison, by, str(group), lettered=bool(first["letter"]))
        headings[f"group {place}"] = say(
            key, level=group, letter=first["letter"], n=count(first["n"])
        )
    columns["p"], headings["p"] = _p_of(comparison, by), _p_head(comparison)
    return View(_title(comparison, by), pd.DataFrame(columns), headings, [])


def _down(comparison: "Comparison", rows: pd.DataFrame, by: str) -> View:
    """Set groups down and answers across, in the table's order; those with the largest bases."""
    first = rows.drop_duplicates("level").set_index("level")
    bases, letters = first["n"], first["letter"]
    largest = bases.sort_values(ascending=False, kind="stable").index[:ROWS]
    levels = [each for each in bases.index if each in set(largest)]
    lettered = len(bases) <= LETTERED and comparison.lettered
    reference = comparison.rules.references.get(by)
    title = comparison.basis.titles[by]
    columns = {
        "group": [
            say("compare.row_reference", level=each)
            if each == reference
            else say("compare.row", level=each, letter=letters[each])
            if lettered and letters[each]
            else each
            for each in levels
        ],
        "n": [count(bases[each]) for each in levels],
    }
    headings = {"group": title, "n": say("columns.n")}
    for place, (answer, label) in enumerate(comparison.labels.items()):
        column = rows[rows["answer"] == answer].set_index("level").loc[levels, CELL]
        cells = [_cell(*row) if lettered else _cell(*row[:2]) for row in column.to_numpy()]
        columns[f"answer {place}"] = cells
        headings[f"answer {place}"] = label
    shown = pd.DataFrame(columns)
    head = " ".join(_p_head(comparison).split())
    shown.loc[len(shown)] = [head, "", *_p_of(comparison, by)]
    notes = []
    if len(bases) > len(levels):
        shown_n, all_n = count(len(levels)), count(len(bases))
        notes.append(say("compare.not_shown", by=title, shown=shown_n, n=all_n))
    if not lettered and comparison.lettered:
        notes.append(say("compare.no_letters", by=title))
    return View(_title(comparison, by), shown, headings, notes)


def _head(comparison: "Comparison", by: str, group: str, *, lettered: bool) -> str:
    """Return the heading of a group: its letter, or that the others are held against it."""
    if comparison.rules.references.get(by) == group:
        return "compare.column_reference"
    return "compare.column" if lettered and comparison.lettered else "compare.column_plain"


def _cell(share: float, arrow: str, letters: str = "") -> str:
    """Write a share with its arrow and letters."""
    signs = letters.split()
    rows = [signs[at : at + ABREAST] for at in range(0, len(signs), ABREAST)]
    first = [part for part in (percent(share), arrow) if part]
    return " ".join(TOGETHER.join(row) for row in (first, *rows))
