"""Models as tables that readers see: predictors down the rows, outcomes across."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.analysis.models.effect_words import amount, limits_of
from techno_kit.analysis.models.model_units import Unit
from techno_kit.analysis.telling.views import View
from techno_kit.wording import count, p_value, say

if TYPE_CHECKING:
    from techno_kit.analysis.models.models import Model

TOGETHER = (
    "\N{NO-BREAK SPACE}"  # what stays on one line: an effect and its arrow, the end of an interval
)


def views_of_model(model: "Model", across: int, notes: Sequence[str]) -> list[View]:
    """Return tables of average effects with the tests of terms, and under the last one the notes.

    Parameters
    ----------
    model : Model
        What is shown.
    across : int
        Most outcomes of a table; more take further tables.
    notes : sequence of str
        Sentences on all of them.
    """
    outcomes = [each for each in model.labels if each not in model.failed]
    clear = set(model.clear.index)
    step = ceil(len(outcomes) / ceil(len(outcomes) / across))
    views = [_view(model, outcomes[at : at + step], clear) for at in range(0, len(outcomes), step)]
    views[-1].notes.extend(notes)
    return views


def _view(model: "Model", outcomes: Sequence[str], clear: set[int]) -> View:
    """Set predictors and their levels down, outcomes across."""
    rows: list[dict[str, str]] = []
    effects, units = model.effects, model.units
    for term in model.fitted.terms:
        group = _group(model, term)
        of_term = effects[effects["term"] == term]
        keys = of_term.drop_duplicates("level")["level"].tolist()
        for level in keys:
            same = of_term["level"].isna() if pd.isna(level) else of_term["level"] == level
            found = {row["outcome"]: row for row in of_term[same].reset_index().to_dict("records")}
            n = next(iter(found.values()))["n"]
            cells = [_cell(model, found[each], clear, units[term]) for each in outcomes]
            name = units[term].more if pd.isna(level) else str(level)
            rows.append({"group": group, "level": name, "n": count(n), **_numbered(cells)})
        tests = _numbered(_p(model, term, outcomes))
        rows.append({"group": group, "level": _p_head(model), "n": "", **tests})
    labels = _numbered([model.labels[each] for each in outcomes])
    headings = {"level": "", "n": say("columns.n"), **labels}
    unit = say(f"model.axis.{model.fitted.family}")
    title = say("model.table", title=model.title, unit=unit)
    return View(title, pd.DataFrame(rows), headings, [])


def _numbered(texts: Sequence[str]) -> dict[str, str]:
    """Name columns by their place, as an outcome may have any name."""
    return {f"outcome {place}": text for place, text in enumerate(texts)}


def _group(model: "Model", term: str) -> str:
    """Head the rows of a term with what its levels are compared with."""
    title, reference = model.fitted.titles[term], model.fitted.references.get(term)
    return title if reference is None else say("model.against", term=title, level=reference)


def _p_head(model: "Model") -> str:
    plain = model.settings.adjust == "none" or len(model.labels) == 1
    return say("model.wald_plain" if plain else "model.wald")


def _p(model: "Model", term: str, outcomes: Sequence[str]) -> list[str]:
    terms = model.terms[model.terms["term"] == term].set_index("outcome")["p_adjusted"]
    dash = say("numbers.missing")
    return [p_value(terms[each]) if pd.notna(terms[each]) else dash for each in outcomes]


def _cell(model: "Model", row: Mapping[Any, Any], clear: set[int], unit: Unit) -> str:
    """Write an effect, an arrow where it is clear, and its interval."""
    if pd.isna(row["effect"]):
        return say("numbers.missing")
    shares = model.fitted.family == "logit"
    sign = (
        say("compare.up" if row["effect"] > 0 else "compare.down") if row["index"] in clear else ""
    )
    effect = amount(row["effect"] * unit.step, unit.digits, shares=shares)
    low, high = (row[each] * unit.step for each in ("low", "high"))
    limits = TOGETHER.join(limits_of(low, high, unit.digits, shares=shares).rsplit(" ", 1))
    return say("model.cell", effect=f"{effect}{TOGETHER}{sign}".rstrip(), interval=limits)
