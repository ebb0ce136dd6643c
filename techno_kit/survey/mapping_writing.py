"""A mapping as its file, which is read back without loss."""

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from techno_kit.errors import FileError, MappingError, listed
from techno_kit.survey.codebook import Item, Question, Scale
from techno_kit.survey.design import Design
from techno_kit.survey.encoding import own_value
from techno_kit.survey.paths import check_path
from techno_kit.survey.replicate_columns import ReplicateColumns
from techno_kit.survey.saving import write_together
from techno_kit.survey.spelling import Value, key, quoted, spelled, table
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.survey.mapping import Mapping as SurveyMapping

ENDING: Final = ".toml"
WIDEST: Final = 100  # signs of a line; of a longer list every entry gets a line of its own
Entry = dict[str, Value | None]


def save_mapping(mapping: "SurveyMapping", path: str | os.PathLike[str]) -> Path:
    """Save a mapping as TOML, whole or not at all.

    Raises
    ------
    FileError
        If the name does not end in ``.toml``, or the file cannot be written.
    MappingError
        If the mapping holds what no file can say.
    """
    return write_toml(toml_of_mapping(mapping), path)


def write_toml(text: str, path: str | os.PathLike[str], *, overwrite: bool = True) -> Path:
    """Write the text of a mapping file, whole or not at all.

    Raises
    ------
    FileError
        If the name does not end in ``.toml``, the file cannot be written, or there is one that
        says something else and must not be written over.
    """
    check_path(path)
    goal = Path(path)
    if goal.is_dir():
        raise FileError(say("file.folder", file=goal.name or str(goal)))
    if goal.suffix.lower() != ENDING:
        raise FileError(say("mapping.ending", file=goal.name, ending=ENDING))
    if not overwrite and goal.exists() and goal.read_bytes() != text.encode("utf-8"):
        raise FileError(say("mapping.there", file=goal.name))
    write_together({goal: lambda draft: draft.write_text(text, "utf-8", newline="\n")})
    return goal


def toml_of_mapping(mapping: "SurveyMapping") -> str:
    """Write a mapping as TOML: what it is of, file, design, questions, scales, activities.

    The text is read back before it is handed out: it says all that the mapping says.

    Raises
    ------
    MappingError
        If the mapping holds what no file can say, such as the rungs of a ladder as a question; it
        names the entries.
    """
    from techno_kit.survey.mapping import Mapping

    text = "\n".join(_whole(mapping))
    written = Mapping.from_dict(tomllib.loads(text), mapping.source)
    lost = list(_lost(mapping, written))
    if lost:
        raise MappingError(
            say("mapping.unwritable", source=mapping.source, entries=listed(lost, shown=len(lost)))
        )
    return text


def comment(text: str) -> str:
    r"""Write lines as comments; signs that TOML allows in none are blanked.

    Examples
    --------
    >>> print(comment("doubtful:\n[questions.sex]"), end="")
    # doubtful:
    # [questions.sex]
    """
    lines = (
        "".join(" " if ord(sign) < 32 or ord(sign) == 127 else sign for sign in line).rstrip()
        for line in text.splitlines()
    )
    return "".join(f"# {line}\n" if line else "#\n" for line in lines)


def question_table(question: Question) -> str:
    """Write one question as its table."""
    return _entry(("questions", question.name), _question(question))


def scale_table(scale: Scale) -> str:
    """Write one scale as its table."""
    values: Entry = {
        "window": scale.window,
        "answers": [list(each) for each in scale.answers],
        "missing": _missing(scale.missing),
    }
    return _entry(("scales", scale.name), values)


def item_table(item: Item) -> str:
    """Write one activity as its table."""
    values: Entry = {
        "column": item.column,
        "scale": item.scale.name,
        "asked_if": {column: list(each) for column, each in item.asked_if} or None,
        "otherwise": None if item.otherwise == "not_doing" else item.otherwise,
    }
    return _entry(("activities", item.activity), values)


def _whole(mapping: "SurveyMapping") -> Iterator[str]:
    from techno_kit.survey.mapping import SCHEMA

    book = mapping.codebook
    top: Entry = {
        "population": book.population or None,
        "probability_sample": book.probability_sample,
        "synthetic": book.synthetic or None,
        "waves": book.waves or None,
        "mode": book.mode or None,
    }
    yield table(f"schema = {quoted(SCHEMA)}", top)
    yield from tables_of(mapping)


def tables_of(mapping: "SurveyMapping", *, scales: bool = True) -> Iterator[str]:
    """Write the tables of a mapping, each a text, with those of its scales or without."""
    book = mapping.codebook
    file: Entry = {each.name: getattr(mapping.file, each.name) for each in fields(mapping.file)}
    yield from _if_any("file", {**file, "missing": _missing(book.missing or None)})
    yield from _if_any("design", _design(mapping))
    if mapping.design.replicates is not None:
        yield from _if_any("design.replicates", _replicates(mapping.design.replicates))
    written = [each for each in book.questions.values() if not each.options]  # no file has rungs
    yield from map(question_table, written)
    used = {item.scale.name: item.scale for item in book.items.values()} if scales else {}
    yield from map(scale_table, used.values())
    yield from map(item_table, book.items.values())


def _if_any(header: str, values: Entry) -> Iterator[str]:
    if any(each is not None for each in values.values()):
        yield _entry(tuple(header.split(".")), values)


def _design(mapping: "SurveyMapping") -> Entry:
    """Return the design's keys; the weight in force comes first, as it does when read."""
    design, weights = mapping.design, dict(mapping.weights)
    force = [name for name, column in weights.items() if column == design.weight]
    weights = {name: weights[name] for name in dict.fromkeys((*force[:1], *weights))}
    raked = {
        name: [each if isinstance(each, str) else list(each) for each in margins]
        for name, margins in mapping.raked_on.items()
    }
    single = list(weights) == list(weights.values()) and len(weights) == 1
    strata: Any = design.strata
    return {
        "weight": next(iter(weights)) if single else None,
        "weights": weights if weights and not single else None,
        "raked_on": (next(iter(raked.values())) if len(weights) == 1 else raked) if raked else None,
        "strata": strata if strata is None or isinstance(strata, str) else list(strata),
        "clusters": design.clusters,
        "fpc": design.fpc,
        "lonely_psu": None if design.lonely_psu == Design().lonely_psu else design.lonely_psu,
    }


def _replicates(replicates: ReplicateColumns) -> Entry:
    """Return the keys of replicate weights, without those that say what holds anyway."""
    usual = {each.name: each.default for each in fields(ReplicateColumns)}
    found = {name: getattr(replicates, name) for name in usual}
    values: Entry = {name: each for name, each in found.items() if each != usual[name]}
    values["columns"] = list(replicates.names)
    if replicates.rscales is not None:
        values["rscales"] = list(replicates.rscales)
    return values


def _question(question: Question) -> Entry:
    multiple = question.kind == "multiple"
    columns: Any = question.columns
    plain = all(isinstance(each, str) for each in columns)
    usual = "multiple" if columns and multiple else "single"
    return {
        "column": None if multiple or not columns else question.column,
        "columns": (list(columns) if plain else question.parts) if multiple and columns else None,
        "kind": None if question.kind == usual else question.kind,
        "label": question.label or None,
        "levels": [value if value == each else [value, each] for value, each in question.levels]
        or None,
        "missing": _missing(question.missing),
        "cut": list(question.cut) or None,
        "chosen": list(question.chosen) or None,
        "blank": None if question.blank == "missing" else question.blank,
        "none": question.none or None,
    }


def _missing(rules: Sequence[Any] | None) -> list[Any] | None:
    """Write missing values, ranges as their two ends."""
    if rules is None:
        return None
    return [list(each) if isinstance(each, tuple) else each for each in rules]


def _entry(path: tuple[str, ...], values: Entry) -> str:
    """Write a table, a key a line; of a list too long for one, every entry gets its own."""
    header = ".".join(key(each) for each in path)
    lines = [f"[{header}]"]
    for name, value in values.items():
        if value is None:
            continue
        plain = _plain(value)
        line = f"{key(name)} = {spelled(plain)}"
        if len(line) > WIDEST and isinstance(plain, list):
            entries = "".join(f"  {spelled(each)},\n" for each in plain)
            line = f"{key(name)} = [\n{entries}]"
        lines.append(line)
    if len(max(lines, key=len)) > WIDEST:
        lines = [lines[0], *_columns_last(lines[1:], header, values)]
    return "\n".join(lines) + "\n"


def _columns_last(lines: list[str], header: str, values: Entry) -> Iterator[str]:
    """Give the table of columns a header of its own, where its line would be too long."""
    columns = values.get("columns")
    for line in lines:
        if not (isinstance(columns, Mapping) and line.startswith("columns = {")):
            yield line
    if isinstance(columns, Mapping):
        yield f"\n[{header}.columns]"
        yield from (f"{key(name)} = {spelled(_plain(each))}" for name, each in columns.items())


def _plain(value: Any) -> Any:
    """Return numbers of other packages as Python's, so that they are written as numbers."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return own_value(value)


def _lost(mapping: "SurveyMapping", written: "SurveyMapping") -> Iterator[str]:
    """Name the entries that are read back otherwise than they were."""
    for part in ("design", "weights", "raked_on", "file"):
        if getattr(mapping, part) != getattr(written, part):
            yield part
    one, other = mapping.codebook, written.codebook
    for room, found in (("questions", "questions"), ("activities", "items")):
        own, back = getattr(one, found), getattr(other, found)
        yield from (f"{room}.{key(name)}" for name in own if own[name] != back.get(name))
    bare: dict[str, Any] = {"questions": {}, "items": {}}
    one, other = replace(one, **bare), replace(other, **bare)
    for each in fields(one):
        if getattr(one, each.name) != getattr(other, each.name):
            yield each.name
