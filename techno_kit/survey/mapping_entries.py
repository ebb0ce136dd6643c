"""The entries of a mapping: questions, scales, activities, design and file options."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from techno_kit.errors import listed, nearest
from techno_kit.survey.codebook import (
    Blank,
    Frequency,
    Item,
    Kind,
    Otherwise,
    Question,
    Scale,
    Value,
)
from techno_kit.survey.encoding import is_missing, text_of
from techno_kit.survey.positions import Path
from techno_kit.survey.schema import (
    Checker,
    Reader,
    is_list,
    list_of,
    number,
    read_entries,
    read_table,
    shown,
    table_of,
    text,
    value,
    word,
)

SEPARATORS = (",", ";", "\t", "|")
DECIMALS = (".", ",")
Missing = tuple[Value | tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How a text file is read where finding out is not enough; None means "find out".

    Attributes
    ----------
    separator : str or None
        The sign between columns: comma, semicolon, tab or bar.
    decimal : str or None
        The decimal sign: ``"."`` or ``","``.
    encoding : str or None
        The encoding's name, such as ``"utf-8"`` or ``"cp1252"``.
    """

    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column that a mapping names, and where.

    Attributes
    ----------
    column : str
        The column.
    path : tuple
        The key that names it.
    line : int or None
        The key's line in the mapping's file.
    """

    column: str
    path: Path
    line: int | None


def _code(check: Checker, path: Path, found: object) -> Value | tuple[float, float] | None:
    """Read a missing value or a range of them: ``97``, ``[90, 99]`` or ``[90, inf]``."""
    if not is_list(found):
        return value(check, path, found)
    ends = [each for each in found if isinstance(each, int | float) and not isinstance(each, bool)]
    if len(found) == len(ends) == 2 and ends[0] <= ends[1]:
        return float(ends[0]), float(ends[1])
    check.tell(path, "not_range", found=shown(found))
    return None


def _level(check: Checker, path: Path, found: object) -> tuple[Value, str] | None:
    """Read ``[value, "label"]``, or a text that is both."""
    if isinstance(found, str):
        return found, found
    if is_list(found) and len(found) == 2 and isinstance(found[1], str) and found[1].strip():
        answer = value(check, (*path, 0), found[0])
        return None if answer is None else (answer, found[1])
    check.tell(path, "not_level", found=shown(found))
    return None


def _answer(check: Checker, path: Path, found: object) -> tuple[Value, Frequency] | None:
    """Read ``[value, "frequency word"]``."""
    if is_list(found) and len(found) == 2:
        answer = value(check, (*path, 0), found[0])
        frequency = word(Frequency)(check, path, found[1])
        return None if answer is None or frequency is None else (answer, frequency)
    check.tell(path, "not_answer", found=shown(found))
    return None


def _once(reader: Reader) -> Reader:
    """Return a reader of a list of pairs in which every value stands once."""

    def read(check: Checker, path: Path, found: object) -> Any:
        pairs = list_of(reader)(check, path, found)
        texts = [text_of(pair[0]) for pair in pairs or ()]
        for place, each in enumerate(texts):
            if each in texts[:place]:
                check.tell((*path, place), "value_twice", value=shown(pairs[place][0]))
        return pairs

    return read


def _cut(check: Checker, path: Path, found: object) -> tuple[float, ...] | None:
    """Read the lower limits of bands, increasing."""
    limits: tuple[float, ...] | None = list_of(number)(check, path, found)
    for low, high in zip(limits or (), (limits or ())[1:], strict=False):
        if low >= high:
            check.tell(path, "not_increasing", low=text_of(low), high=text_of(high))
    return limits


def _columns(check: Checker, path: Path, found: object) -> Any:
    """Read answer id to column, or a list of columns."""
    return (list_of(text) if is_list(found) else table_of(text))(check, path, found)


def _separator(check: Checker, path: Path, found: object) -> str | None:
    return separator_sign(found) or word((",", ";", "tab", "|"))(check, path, found)


def separator_sign(found: object) -> str | None:
    """Return the sign of a separator given as a sign or as ``"tab"``; None when it is neither."""
    sign = "\t" if found == "tab" else found
    return sign if isinstance(sign, str) and sign in SEPARATORS else None


_MISSING = list_of(_code, empty=True)  # a question's [] means: none of the file's
_FILE: dict[str, Reader] = {
    "separator": _separator,
    "decimal": word(DECIMALS),
    "encoding": text,
    "missing": _MISSING,
}
_QUESTION: dict[str, Reader] = {
    "column": text,
    "columns": _columns,
    "kind": word(Kind),
    "label": text,
    "levels": _once(_level),
    "missing": _MISSING,
    "cut": _cut,
    "chosen": list_of(value),
    "blank": word(Blank),
    "none": text,
}
_SCALE: dict[str, Reader] = {"window": text, "answers": _once(_answer), "missing": _MISSING}
_ITEM: dict[str, Reader] = {
    "column": text,
    "scale": text,
    "asked_if": table_of(list_of(value)),
    "otherwise": word(Otherwise),
}


def read_file_options(check: Checker, path: Path, found: object) -> tuple[FileOptions, Missing]:
    """Read ``[file]``: the options, and the values that are no answer in any column."""
    read = read_table(check, path, found, _FILE)
    missing: Missing = read.pop("missing", ())
    options = FileOptions(**read)
    if options.separator == options.decimal == ",":
        check.tell((*path, "decimal"), "same_sign")
    return options, missing


def read_questions(
    check: Checker, path: Path, found: object, missing: Missing = ()
) -> dict[str, Question]:
    """Read ``[questions.*]``."""
    entries = read_entries(check, path, found, _QUESTION)
    return {
        name: _question(check, (*path, name), entry, missing) for name, entry in entries.items()
    }


def _question(check: Checker, path: Path, entry: dict[str, Any], missing: Missing) -> Question:
    """Build a question, and tell the keys that contradict each other."""
    columns = entry.pop("columns", ())
    kind = entry.pop("kind", "multiple" if columns else "single")
    if columns and "column" in entry:
        check.tell((*path, "columns"), "column_and_columns")
    if columns and kind != "multiple":
        check.tell((*path, "kind"), "columns_not_multiple", kind=kind)
    if kind == "multiple" and not columns:
        check.tell((*path, "kind"), "multiple_without_columns")
    clashes = [
        ("chosen", kind != "multiple", "chosen_not_multiple"),
        ("blank", kind != "multiple", "chosen_not_multiple"),
        ("none", kind != "multiple", "chosen_not_multiple"),
        ("levels", kind == "multiple", "levels_multiple"),
        ("levels", kind == "number", "levels_number"),
        ("cut", kind == "multiple", "cut_multiple"),
        ("cut", "levels" in entry, "cut_and_levels"),
    ]
    for key, wrong, sentence in clashes:
        if key in entry and wrong:
            check.tell((*path, key), sentence, kind=kind, what=key)
    for place, (each, _) in enumerate(entry.get("levels", ())):
        if is_missing(each, entry.get("missing", missing)):
            check.tell((*path, "levels", place), "level_missing", value=shown(each))
    column = entry.pop("column", None)
    columns = columns or ((column,) if column else ())
    question = Question(path[-1], kind, columns, strict="levels" in entry, **entry)  # type: ignore[arg-type]
    if question.none and kind == "multiple" and columns and question.none not in question.parts:
        legal, near = listed(list(question.parts)), nearest(question.none, question.parts)
        check.tell((*path, "none"), "no_answer", answer=question.none, legal=legal, near=near)
    return question


def read_scales(check: Checker, path: Path, found: object) -> dict[str, Scale]:
    """Read ``[scales.*]``."""
    scales = {}
    for name, entry in read_entries(check, path, found, _SCALE).items():
        if "answers" not in entry and (*path, name, "answers") not in check.told:
            check.tell((*path, name), "no_answers")
        scales[name] = Scale(
            name, entry.get("answers", ()), entry.get("window"), entry.get("missing")
        )
    return scales


def read_items(
    check: Checker, path: Path, found: object, scales: Mapping[str, Scale]
) -> dict[str, Item]:
    """Read ``[activities.*]``, each with one of the `scales`."""
    items = {}
    for name, entry in read_entries(check, path, found, _ITEM).items():
        here = (*path, name)
        wanted = entry.pop("scale", None)
        if wanted in scales:
            asked = tuple(entry.pop("asked_if", {}).items())
            items[name] = Item(name, entry.pop("column", name), scales[wanted], asked, **entry)
        elif wanted is not None:
            legal, near = listed(list(scales)), nearest(wanted, scales)
            check.tell((*here, "scale"), "no_scale", scale=wanted, legal=legal, near=near)
        elif (*here, "scale") not in check.told:
            check.tell(here, "activity_without_scale")
    return items


def question_uses(questions: Mapping[str, Question], check: Checker) -> list[ColumnUse]:
    """Return the columns that questions name."""
    uses = []
    for name, question in questions.items():
        path: Path = ("questions", name)
        for place, each in enumerate(question.columns or (name,)):
            answer, column = each if isinstance(each, tuple) else (place, each)
            key: Path = (*path, "columns", answer)
            if question.kind != "multiple":
                key = (*path, "column") if question.columns else path
            uses.append(ColumnUse(column, key, check.line(key)))
    return uses


def item_uses(items: Mapping[str, Item], check: Checker) -> list[ColumnUse]:
    """Return the columns that activities name, those of their routing included."""
    uses = []
    for name, item in items.items():
        path: Path = ("activities", name)
        keys: list[tuple[str, Path]] = [(item.column, (*path, "column"))]
        keys += [(column, (*path, "asked_if", column)) for column, _ in item.asked_if]
        uses += [ColumnUse(column, key, check.line(key)) for column, key in keys]
    return uses
