"""Table Schema (Frictionless Data) of others: what its fields say of the columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from techno_kit.errors import QuestionError, ReadError
from techno_kit.survey.codebook import Codebook, Kind, Question
from techno_kit.survey.encoding import number_of
from techno_kit.wording import say


def codebook_of_fields(schema: Mapping[str, Any], name: str) -> Codebook:
    """Return the labels, levels and missing values that a Table Schema declares.

    Parameters
    ----------
    schema : mapping
        With a list of ``fields``.
    name : str
        The file's name, for the message.

    Raises
    ------
    ReadError
        If a field has no name, or says of a column what cannot be.
    """
    shared = _values(schema.get("missingValues", ()))
    questions = {}
    for field in schema["fields"]:
        if not isinstance(field, Mapping) or not isinstance(field.get("name"), str):
            raise ReadError(say("storing.bad_schema", file=name, reason=say("storing.no_name")))
        try:
            made = _question(field, shared)
        except (QuestionError, TypeError, ValueError) as error:
            raise ReadError(say("storing.bad_schema", file=name, reason=error)) from error
        questions[made.name] = made
    return Codebook(questions=questions)


def _question(field: Mapping[str, Any], shared: Sequence[Any]) -> Question:
    levels = _levels(field)
    own = _values(field["missingValues"]) if "missingValues" in field else shared
    kind: Kind = "scale" if levels and field.get("categoriesOrdered") is True else "single"
    if not levels and field.get("type") in ("number", "integer"):
        kind = "number" if field.get("type") == "number" else "single"
    return Question(
        field["name"],
        kind,
        label=str(field.get("title") or field.get("description") or ""),
        levels=levels,
        missing=[each for each in own if each != ""],
    )


def _values(found: object) -> list[Any]:
    """Return values, each given alone or as ``{"value": ..., "label": ...}``."""
    listed = found if isinstance(found, list | tuple) else []
    values = [each.get("value") if isinstance(each, Mapping) else each for each in listed]
    numbers = [number_of(each) if isinstance(each, str) else None for each in values]
    return [
        each if number is None else int(number) if number.is_integer() else number
        for each, number in zip(values, numbers, strict=True)
    ]


def _levels(field: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Return the categories of a field, or the values that it allows."""
    constraints = field.get("constraints")
    allowed = constraints.get("enum", ()) if isinstance(constraints, Mapping) else ()
    found = field.get("categories") or allowed
    pairs = []
    for each in found if isinstance(found, list | tuple) else ():
        if isinstance(each, Mapping):
            value = each.get("value")
            pairs.append((value, str(each.get("label") or value)))
        else:
            pairs.append((each, str(each)))
    return pairs
