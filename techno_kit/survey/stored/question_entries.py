"""Questions, items and their scales as tables of a codebook's file, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, Final

from techno_kit.survey.codebook import (
    Blank,
    Frequency,
    Item,
    Kind,
    Option,
    Otherwise,
    Question,
    Scale,
)
from techno_kit.survey.positions import Path
from techno_kit.survey.schema import (
    Checker,
    Reader,
    any_text,
    flag,
    is_list,
    list_of,
    number,
    read_table,
    shown,
    word,
)
from techno_kit.survey.stored.scalars import plain
from techno_kit.survey.translations import Translation

Table = dict[str, Any]


def any_value(check: Checker, path: Path, found: object) -> Any:
    """Read a value as a column may hold it: a text, a number, true or false, a date."""
    if isinstance(found, str | bool | int | float | date):
        return found
    check.tell(path, "not_value", found=shown(found))
    return None


def _missing(check: Checker, path: Path, found: object) -> Any:
    """Read a value that is no answer, or the lowest and the highest of a range."""
    if not is_list(found):
        return any_value(check, path, found)
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in found)
    if len(found) == 2 and numbers and found[0] <= found[1]:
        return tuple(found)
    check.tell(path, "not_range", found=shown(found))
    return None


def pair_of(first: Reader, second: Reader) -> Reader:
    """Return a reader of a list of two."""

    def read(check: Checker, path: Path, found: object) -> Any:
        if not (is_list(found) and len(found) == 2):
            check.tell(path, "not_pair", found=shown(found))
            return None
        pair = first(check, (*path, 0), found[0]), second(check, (*path, 1), found[1])
        return None if None in pair else pair

    return read


def _column(check: Checker, path: Path, found: object) -> Any:
    """Read a column, or an answer's id and its column."""
    return (pair_of(any_text, any_text) if is_list(found) else any_text)(check, path, found)


def _option(check: Checker, path: Path, found: object) -> Option | None:
    read = read_table(check, path, found, _OPTION)
    if "id" in read and "label" in read:
        return Option(**read)
    check.tell(path, "not_table", found=shown(found))
    return None


TEXTS: Final = list_of(any_text, empty=True)
MISSING_VALUES: Final = list_of(_missing, empty=True)
LEVELS: Final = list_of(pair_of(any_value, any_text), empty=True)
_OPTION: Final[dict[str, Reader]] = {
    "id": any_text,
    "label": any_text,
    "any_of": TEXTS,
    "at_least": word(Frequency),
    "none": flag,
}
_QUESTION: Final[dict[str, Reader]] = {
    "kind": word(Kind),
    "columns": list_of(_column, empty=True),
    "label": any_text,
    "levels": LEVELS,
    "missing": MISSING_VALUES,
    "cut": list_of(number, empty=True),
    "options": list_of(_option, empty=True),
    "chosen": list_of(any_value, empty=True),
    "blank": word(Blank),
    "dont_know": word(Otherwise),
    "caption": any_text,
    "strict": flag,
    "none": any_text,
    "routing": any_text,
    "trail": TEXTS,
}
_SCALE: Final[dict[str, Reader]] = {
    "name": any_text,
    "answers": list_of(pair_of(any_value, word(Frequency)), empty=True),
    "window": any_text,
    "missing": MISSING_VALUES,
}
_ITEM: Final[dict[str, Reader]] = {
    "column": any_text,
    "scale": any_text,
    "asked_if": list_of(pair_of(any_text, list_of(any_value, empty=True)), empty=True),
    "otherwise": word(Otherwise),
}
_TRANSLATION: Final[dict[str, Reader]] = {"label": any_text, "levels": LEVELS}


def entry_of(noun: Any, *, without: Sequence[str] = ()) -> Table:
    """Return what a noun's fields hold, those at their defaults left out."""
    entry = {}
    for each in fields(noun):
        value = getattr(noun, each.name)
        default = each.default
        if default is MISSING and each.default_factory is not MISSING:
            default = each.default_factory()
        if each.name in without or value is None or (value == default and default is not MISSING):
            continue
        entry[each.name] = plain(value)
    return entry


def question_entry(question: Question) -> Table:
    """Return a question as a table; its kind is always told."""
    entry = entry_of(question, without=("name", "kind", "options"))
    options = [entry_of(option) for option in question.options]
    return {"kind": question.kind, **entry, **({"options": options} if options else {})}


def item_entries(items: Mapping[str, Item]) -> tuple[dict[str, Table], dict[str, Table]]:
    """Return scales and activities as tables; scales that differ under one name are kept apart."""
    keys: dict[Scale, str] = {}
    for item in items.values():
        key, place = item.scale.name, 1
        while key in keys.values() and item.scale not in keys:
            place += 1
            key = f"{item.scale.name} ({place})"
        keys.setdefault(item.scale, key)
    scales = {
        key: {
            **({} if scale.name == key else {"name": scale.name}),
            **entry_of(scale, without=("name",)),
        }
        for scale, key in keys.items()
    }
    activities = {
        name: {
            **entry_of(item, without=("activity", "scale", "column")),
            "column": item.column,
            "scale": keys[item.scale],
        }
        for name, item in items.items()
    }
    return scales, activities


def read_question_entries(check: Checker, path: Path, found: object) -> dict[str, Question]:
    """Read ``[questions.*]`` of a codebook's file."""
    return {
        name: Question(name=name, **read_table(check, (*path, name), each, _QUESTION))
        for name, each in _tables(check, path, found)
    }


def read_item_entries(check: Checker, scales: object, items: object) -> dict[str, Item]:
    """Read ``[scales.*]`` and ``[activities.*]`` of a codebook's file."""
    known = {}
    for key, each in _tables(check, ("scales",), scales):
        read = read_table(check, ("scales", key), each, _SCALE)
        known[key] = Scale(read.pop("name", key), read.pop("answers", ()), **read)
    made = {}
    for name, each in _tables(check, ("activities",), items):
        read = read_table(check, ("activities", name), each, _ITEM)
        scale = known.get(read.pop("scale", ""))
        if scale is None:
            check.tell(("activities", name), "activity_without_scale")
        else:
            made[name] = Item(name, read.pop("column", name), scale, **read)
    return made


def translation_entries(
    translations: Mapping[str, Mapping[str, Translation]],
) -> dict[str, dict[str, Table]]:
    """Return the wordings of languages as tables."""
    return {
        language: {name: entry_of(each) for name, each in words.items()}
        for language, words in translations.items()
    }


def read_translations(
    check: Checker, path: Path, found: object
) -> dict[str, dict[str, Translation]]:
    """Read ``[translations.*.*]`` of a codebook's file."""
    return {
        language: {
            name: Translation(**read_table(check, (*path, language, name), each, _TRANSLATION))
            for name, each in _tables(check, (*path, language), words)
        }
        for language, words in _tables(check, path, found)
    }


def _tables(check: Checker, path: Path, found: object) -> Iterable[tuple[str, Any]]:
    """Return the entries of a table of tables."""
    if isinstance(found, Mapping):
        return [(str(name), each) for name, each in found.items()]
    check.tell(path, "not_table", found=shown(found))
    return []
