"""The design in a mapping: weights, what they were raked to, strata and clusters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from techno_kit.errors import listed, nearest
from techno_kit.survey.design import Design, LonelyPsu
from techno_kit.survey.mapping_entries import ColumnUse
from techno_kit.survey.mapping_replicates import read_replicates
from techno_kit.survey.positions import Path
from techno_kit.survey.schema import (
    Checker,
    Reader,
    is_list,
    list_of,
    read_table,
    table_of,
    text,
    text_or_texts,
    word,
)

Margins = tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class GivenWeights:
    """The weights that a file holds.

    Attributes
    ----------
    columns : mapping of str to str
        Name to column of every weight; the first is the design's.
    raked_on : mapping of str to margins
        Name of a weight to the questions that its makers raked it to.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    raked_on: Mapping[str, Margins] = field(default_factory=dict)


def _margin(check: Checker, path: Path, found: object) -> str | tuple[str, ...] | None:
    """Read a question's name, or the names of crossed ones."""
    if is_list(found):
        names: tuple[str, ...] | None = list_of(text)(check, path, found)
        return names
    return text(check, path, found)


def _raked_on(check: Checker, path: Path, found: object) -> Any:
    """Read the margins of the one weight, or those of each by its name."""
    return (list_of if is_list(found) else table_of)(
        _margin if is_list(found) else list_of(_margin)
    )(check, path, found)


_DESIGN: dict[str, Reader] = {
    "weight": text,
    "weights": table_of(text),
    "raked_on": _raked_on,
    "strata": text_or_texts,
    "clusters": text,
    "fpc": text,
    "lonely_psu": word(LonelyPsu),
    "replicates": read_replicates,
}


def read_design(check: Checker, path: Path, found: object) -> tuple[Design, GivenWeights]:
    """Read ``[design]``: the design with its first weight, and all weights by name."""
    read = read_table(check, path, found, _DESIGN)
    columns: dict[str, str] = read.pop("weights", {})
    if "weight" in read:
        if columns:
            check.tell((*path, "weight"), "weight_and_weights")
        columns = {read["weight"]: read["weight"]}
    elif columns:
        read["weight"] = next(iter(columns.values()))
    raked_on = _by_weight(check, (*path, "raked_on"), read.pop("raked_on", {}), columns)
    first = next(iter(columns), "")
    return Design(**read, raked_on=raked_on.get(first, ())), GivenWeights(columns, raked_on)


def _by_weight(
    check: Checker, path: Path, found: Any, columns: Mapping[str, str]
) -> Mapping[str, Margins]:
    """Return the margins of each weight by its name; tell those that are of no weight."""
    if not found:
        return {}
    if not columns:
        check.tell(path, "raked_without_weight")
        return {}
    if isinstance(found, tuple):
        if len(columns) > 1:
            check.tell(path, "raked_which", names=listed(list(columns)), first=next(iter(columns)))
        return {next(iter(columns)): found}
    for name in found:
        if name not in columns:
            names, near = listed(list(columns)), nearest(name, columns)
            check.tell((*path, name), "raked_unknown", name=name, names=names, near=near)
    known: Mapping[str, Margins] = found
    return known


def design_uses(design: Design, weights: Mapping[str, str], check: Checker) -> list[ColumnUse]:
    """Return the columns that the design names, every weight included."""
    single = list(weights) == list(weights.values())
    keys: list[tuple[str, Path]] = [
        (column, ("design", "weight") if single else ("design", "weights", name))
        for name, column in weights.items()
    ]
    named = [
        *(("strata", column) for column in design.strata_columns),
        ("clusters", design.clusters),
        ("fpc", design.fpc),
    ]
    keys += [(column, ("design", key)) for key, column in named if column is not None]
    return [ColumnUse(column, key, check.line(key)) for column, key in keys]
