"""What ``techno-kit weight`` writes: weights, levels, diagnosis, charts, recipe."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techno_kit.cli.files import Files, chart_files
from techno_kit.errors import QuestionError, nearest
from techno_kit.survey.encoding import text_of
from techno_kit.survey.saving import table_files
from techno_kit.wording import plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.weights.diagnoses import Diagnosis
    from techno_kit.survey.sample import Sample
    from techno_kit.survey.weights import Weights

RECIPE = "recipe.toml"
ROW, WEIGHT = "row", "weight"


def names_of(sample: "Sample", column: str | None) -> tuple[pd.DataFrame, list[str]]:
    """Return the row of every respondent and what names them, and what is wrong with the names.

    Raises
    ------
    QuestionError
        If the file has no such column.
    """
    names = pd.DataFrame({ROW: np.arange(1, sample.n + 1)})
    if column is None:
        return names, []
    if column not in sample.frame:
        near = nearest(column, map(str, sample.frame))
        raise QuestionError(say("cli.weight.no_id", name=column, near=near))
    own = sample.frame[column].reset_index(drop=True)
    unclear = int((own.isna() | own.duplicated(keep=False)).sum())
    told = own.map(text_of, na_action="ignore").astype("str")
    called = "id" if column in (ROW, WEIGHT) else column  # a table has one column of a name
    remarks = [plural("cli.weight.same_id", unclear, name=column)] if unclear else []
    return names.assign(**{called: told}), remarks


def value_files(weights: "Weights", names: pd.DataFrame, folder: Path) -> Files:
    """Return what writes the weights, a row a respondent in the order of the survey's file."""
    table = names.assign(**{WEIGHT: weights.array})
    about = _about(say("cli.weight.values"), weights.text, weights.method)
    return table_files(table, folder / "weights.csv", about=about)


def diagnosis_files(found: "Diagnosis", folder: Path) -> Files:
    """Return what writes a diagnosis: its four tables, and its love plot."""
    about = _about(found.title, found.text, found.method) | {
        "verdict": found.verdict,
        "notes": found.notes,
    }
    tables: Mapping[str, pd.DataFrame] = {
        "diagnosis": found.table,
        "contributions": found.contributions,
        "carriers": found.carriers,
        "balance": found.balance,
    }
    files: Files = {}
    for name, table in tables.items():
        files |= table_files(table, folder / f"{name}.csv", about=about)
    return files | chart_files(found.plot(), folder, "balance")


def recipe_files(weights: "Weights", folder: Path, *, replayed: str | None) -> Files:
    """Return what writes the recipe; nothing where it would take the place of its own source."""
    path = folder / RECIPE
    if replayed is not None and path.exists() and path.samefile(replayed):
        return {}
    text = str(weights.recipe)
    return {path: lambda draft: draft.write_text(text, "utf-8")}


def _about(title: str, text: str, method: str) -> dict[str, object]:
    return {"title": title, "text": text, "method": method}
