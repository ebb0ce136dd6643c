"""Table Schema (Frictionless Data): what the columns of a text file or a workbook mean."""

from typing import Any, Final

import numpy as np
import pandas as pd

from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import text_of
from techno_kit.survey.stored.documents import document_of
from techno_kit.survey.stored.kept import Kept
from techno_kit.survey.stored.scalars import encoded, plain

PROFILE: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
OWN: Final = "techno_kit"  # the property that holds what a Table Schema has no word for
TYPES: Final = {"i": "integer", "u": "integer", "f": "number", "b": "boolean"}
TIMES: Final = {"M": "datetime", "m": "duration"}


def schema_of(kept: Kept, frame: pd.DataFrame, *, marked: bool) -> dict[str, Any]:
    """Return the Table Schema of rows as they are written, with the whole codebook in it.

    Parameters
    ----------
    kept : Kept
        What is kept of the sample.
    frame : pandas.DataFrame
        Its rows as they are written.
    marked : bool
        Whether texts that begin as a formula have an apostrophe before them.

    References
    ----------
    Frictionless Data, "Table Schema", version 2: ``title``, ``categories``, ``categoriesOrdered``
    and ``missingValues`` of a field; version 1 reads all but these.
    """
    asked = {each.column: each for each in _single(kept)}
    ticked = {
        column: (question, answer)
        for question in kept.codebook.questions.values()
        if question.kind == "multiple"
        for answer, column in question.parts.items()
    }
    fields = []
    for name in map(str, frame):
        field = {"name": name, "type": _type(frame[name], kept.columns[name].base)}
        if name in asked:
            field |= _field(asked[name], kept, frame[name])
        elif name in ticked:
            question, answer = ticked[name]
            field |= {"title": f"{question.title}: {answer}"}
        fields.append(field)
    return {
        "$schema": PROFILE,
        "fields": fields,
        "missingValues": [""],
        OWN: encoded(document_of(kept, marked=marked)),
    }


def _single(kept: Kept) -> list[Question]:
    """Return the questions of one column, the one of the column's own name last: it counts."""
    found = [each for each in kept.codebook.questions.values() if each.kind != "multiple"]
    return sorted(found, key=lambda each: each.column == each.name)


def _type(column: "pd.Series[Any]", stored: str) -> str:
    kind = getattr(column.dtype, "numpy_dtype", column.dtype)
    if stored.startswith(("datetime64", "timedelta64")):
        return TIMES["M" if stored.startswith("d") else "m"]
    return TYPES.get(kind.kind, "string") if isinstance(kind, np.dtype) else "string"


def _field(question: Question, kept: Kept, column: "pd.Series[Any]") -> dict[str, Any]:
    """Return what a Table Schema says of a question."""
    told: dict[str, Any] = {"title": question.title}
    if question.routing:
        told["description"] = question.routing
    missing = kept.codebook.missing if question.missing is None else question.missing
    codes = [text_of(each) for each in missing if not isinstance(each, tuple)]
    if codes:
        told["missingValues"] = ["", *dict.fromkeys(codes)]
    if question.levels and not question.cut and _type(column, "") in ("integer", "string"):
        whole = _type(column, "") == "integer"
        told["categories"] = [
            {"value": int(text_of(value)) if whole else text_of(value), "label": label}
            for value, label in plain(question.levels)
            if text_of(value) not in codes and (not whole or text_of(value).lstrip("-").isdigit())
        ]
        told["categoriesOrdered"] = question.kind == "scale"
    return told
