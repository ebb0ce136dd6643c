"""Targets as a plain dictionary, such as TOML holds, and back without loss."""

from collections.abc import Mapping, Sequence
from typing import Any

from techno_kit.errors import TargetsError
from techno_kit.survey.positions import Path
from techno_kit.survey.schema import (
    Checker,
    Reader,
    flag,
    list_of,
    number,
    read_table,
    text,
    word,
)
from techno_kit.survey.targets.building import margin_problems
from techno_kit.survey.targets.target_margins import Margin, NumberTarget, Unit
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import say

ABOUT = ("population", "year", "source", "within")


def target_entries(targets: Targets) -> dict[str, Any]:
    """Return targets as a dictionary of texts, numbers and lists."""
    entries: dict[str, Any] = {"unit": targets.unit}
    entries |= {name: getattr(targets, name) for name in ABOUT if getattr(targets, name)}
    entries |= {"notes": list(targets.notes)} if targets.notes else {}
    if margin_problems(
        targets.margins, targets.numbers, targets.within, normalise=False, in_file=False
    ):
        entries["normalise"] = True
    entries["margins"] = [_margin_entries(each) for each in targets.margins]
    entries["numbers"] = [_number_entries(each) for each in targets.numbers]
    return {name: each for name, each in entries.items() if each != []}


def _margin_entries(margin: Margin) -> dict[str, Any]:
    entries = {
        "variables": list(margin.variables),
        "levels": [list(each) for each in margin.levels],
        "values": list(margin.values),
    }
    return entries | ({"se": list(margin.se)} if margin.se else {})


def _number_entries(number: NumberTarget) -> dict[str, Any]:
    entries = {"question": number.question, "value": number.value}
    return entries | ({} if number.se is None else {"se": number.se})


def _table(fields: Mapping[str, Reader], needed: Sequence[str]) -> Reader:
    """Return a reader of a table with these keys, of which some must be there."""

    def read(check: Checker, path: Path, value: object) -> Any:
        found = read_table(check, path, value, fields)
        if isinstance(value, Mapping):
            for name in needed:
                if name not in value:
                    check.tell_sentence(path, say("errors.targets.missing_key", key=name))
        return found if all(name in found for name in needed) else None

    return read


def _level(check: Checker, path: Path, value: object) -> str | None:
    return value if isinstance(value, str) else text(check, path, value)


MARGIN: dict[str, Reader] = {
    "variables": list_of(text),
    "levels": list_of(list_of(_level)),
    "values": list_of(number),
    "se": list_of(number),
}
NUMBER: dict[str, Reader] = {"question": text, "value": number, "se": number}
FIELDS: dict[str, Reader] = {
    "unit": word(Unit),
    **dict.fromkeys(ABOUT, text),
    "notes": list_of(text),
    "normalise": flag,
    "margins": list_of(_table(MARGIN, ("variables", "levels", "values"))),
    "numbers": list_of(_table(NUMBER, ("question", "value"))),
}


def entered_targets(entries: Mapping[str, Any], subject: str = "") -> Targets:
    """Return the targets of a dictionary that `target_entries` made, or that was written by hand.

    Parameters
    ----------
    entries : mapping
        As `target_entries` returns.
    subject : str
        What messages call it; "the targets" when empty.

    Raises
    ------
    TargetsError
        With every key that is unknown or of another kind, and every problem of the targets.
    """
    check = Checker(subject or say("errors.targets.subject"))
    if not isinstance(entries, Mapping):
        raise TargetsError(say("errors.targets.entries", kind=type(entries).__name__))
    found = read_table(check, (), entries, FIELDS)
    if "unit" not in entries:
        check.tell_sentence((), say("errors.targets.missing_key", key="unit"))
    for place, each in enumerate(found.get("margins", ())):
        _check_lengths(check, ("margins", place), each)
    check.raise_all(TargetsError)
    unit = found["unit"]
    return Targets.from_margins(
        [
            Margin(
                each["variables"],
                each["levels"],
                _floats(each["values"]),
                unit,
                se=_floats(each.get("se", ())),
            )
            for each in found.get("margins", ())
        ],
        **{name: found.get(name, "") for name in ABOUT},
        normalise=found.get("normalise", False),
        notes=found.get("notes", ()),
        subject=subject,
        numbers=[
            NumberTarget(each["question"], float(each["value"]), unit, each.get("se"))
            for each in found.get("numbers", ())
        ],
    )


def _floats(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(each) for each in values)


def _check_lengths(check: Checker, path: Path, entry: Mapping[str, Any]) -> None:
    """Tell a margin whose lists do not belong together."""
    n = len(entry["levels"])
    lengths = {len(entry["values"]), *([len(entry["se"])] if "se" in entry else [])}
    if lengths != {n}:
        check.tell_sentence(path, say("errors.targets.lengths", n=n))
    if any(len(each) != len(entry["variables"]) for each in entry["levels"]):
        check.tell_sentence(path, say("errors.targets.level_lengths", n=len(entry["variables"])))
