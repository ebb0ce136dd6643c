"""What Quantipy's meta data say: columns, their values, arrays, in all their languages."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from techno_kit.errors import ReadError
from techno_kit.loading.export_texts import plain
from techno_kit.loading.json_lines import whole_signs
from techno_kit.survey.codebook import Value
from techno_kit.survey.encoding import text_of
from techno_kit.wording import say

LARGEST: Final = 1 << 27  # bytes: far beyond any questionnaire
GLANCE: Final = 4_096
FIRST: Final = re.compile(r'\s*\{\s*"(columns|info|lib|masks|sets|type)"\s*:')
SHARED: Final = "lib@values@"
FEW: Final = 3  # names within each other that lead to a list of values
EDITS: Final = frozenset({"x edits", "y edits"})  # texts that were changed for tables
EXCLUDED: Final = "exclude"
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a column: its code, its label by language, and whether it is no answer."""

    code: Value
    words: Words
    is_missing: bool

    def within(self, language: str) -> str:
        """Return its label in a language, or in the first there is, or its code."""
        return self.words.get(language) or next(iter(self.words.values()), "") or str(self.code)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the data.

    Attributes
    ----------
    name, type : str
        Its name, and what it holds: "single", "delimited set", "int", "float", "string", "date",
        "time", "boolean".
    words : mapping of str to str
        Its wording by language.
    choices : tuple of Choice
        Its values, in their order.
    missing : tuple of value
        Codes that are no answer, besides those of its values.
    """

    name: str
    type: str
    words: Words
    choices: tuple[Choice, ...]
    missing: tuple[Value, ...]

    def within(self, language: str) -> str:
        """Return its wording in a language, or in the first there is, or its name."""
        return self.words.get(language) or next(iter(self.words.values()), "") or self.name


@dataclass(frozen=True, slots=True)
class Meta:
    """The meta data of a data set: its own language, all its languages, and its columns."""

    language: str
    languages: tuple[str, ...]
    columns: Mapping[str, Column]


def is_meta(path: Path) -> bool:
    """Tell whether a file holds the meta data of Quantipy: by its first name, then as a whole."""
    if path.suffix.lower() != ".json" or path.stat().st_size > LARGEST:
        return False
    with path.open("rb") as handle:
        if not FIRST.match(handle.read(GLANCE).removeprefix(b"\xef\xbb\xbf").decode("latin-1")):
            return False
    try:
        content = _json(path)
    except ReadError:
        return False
    return _reads_as_meta(content)


def _reads_as_meta(content: object) -> bool:
    if not isinstance(content, dict) or not isinstance(content.get("columns"), dict):
        return False
    return any(isinstance(content.get(each), dict) for each in ("masks", "sets", "lib"))


def read_meta(path: Path) -> Meta:
    """Read the meta data of a data set.

    What stands in a type that it should not have counts as not said.

    Raises
    ------
    ReadError
        If the file is no JSON, or no meta data of Quantipy.
    """
    content = _json(path)
    if not _reads_as_meta(content):
        raise ReadError(say("reading.quantipy.no_meta", file=path.name))
    lib = _table(content.get("lib"))
    shared = _table(lib.get("values"))
    arrays = _array_words(_table(content.get("masks")))
    columns = {}
    for name, each in content["columns"].items():
        if isinstance(each, dict) and name:
            columns[name] = _column(name, each, shared, arrays)
    if not columns:
        raise ReadError(say("reading.quantipy.no_meta", file=path.name))
    said = [key for each in columns.values() for key in each.words]
    said += [key for each in columns.values() for own in each.choices for key in own.words]
    default = lib.get("default text")
    language = default if isinstance(default, str) and default in said else ""
    languages = tuple(dict.fromkeys(filter(None, (language, *said))))
    return Meta(language or next(iter(languages), ""), languages, columns)


def _json(path: Path) -> Any:
    if path.stat().st_size > LARGEST:
        raise ReadError(say("reading.quantipy.large", file=path.name))
    try:
        return whole_signs(json.loads(path.read_text("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise ReadError(say("reading.json.encoding", file=path.name)) from error
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise ReadError(say("reading.json.damaged", file=path.name, **where)) from error
    except (RecursionError, ValueError) as error:
        raise ReadError(say("reading.quantipy.unread", file=path.name)) from error


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _column(
    name: str, own: Mapping[str, Any], shared: Mapping[str, Any], arrays: Mapping[str, Words]
) -> Column:
    missing = tuple(_missings(own.get("missings")))
    choices: dict[str, Choice] = {}
    for each in _values(own.get("values"), shared):
        code = code_of(each.get("value"))
        if code is not None:
            is_missing = each.get("missing") is True or code in missing
            choices.setdefault(text_of(code), Choice(code, _words(each.get("text")), is_missing))
    kind = own.get("type")
    return Column(
        name=name,
        type=kind if isinstance(kind, str) else "",
        words=_words(own.get("text")) or arrays.get(name, {}),
        choices=tuple(choices.values()),
        missing=missing,
    )


def _values(values: object, shared: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the values that a column lists, or that it shares with others by a name."""
    for _ in range(FEW):
        if not (isinstance(values, str) and values.startswith(SHARED)):
            break
        values = shared.get(values.removeprefix(SHARED))
    if isinstance(values, list):
        yield from (each for each in values if isinstance(each, dict))


def code_of(value: object) -> Value | None:
    """Return a code as a whole number where it is one; None for what is no code.

    Examples
    --------
    >>> code_of(1.0), code_of("2"), code_of("a"), code_of([1])
    (1, 2, 'a', None)
    """
    if isinstance(value, str) and value.strip():
        text = value.strip()
        digits = text.removeprefix("-")
        whole = digits.isascii() and digits.isdecimal() and len(digits) < 16
        return int(text) if whole and str(int(text)) == text else text
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isinstance(value, int) or value.is_integer() else value


def _missings(told: object) -> Iterator[Value]:
    """Yield codes that are excluded, told either by the code or by what is done with it."""
    for key, value in _table(told).items():
        codes = value if isinstance(value, list) else [key] if value == EXCLUDED else []
        if isinstance(value, list) and key != EXCLUDED:
            continue
        for each in codes:
            if (code := code_of(each)) is not None:
                yield code


def _words(text: object) -> dict[str, str]:
    """Return a text by language."""
    if isinstance(text, str):
        text = {"": text}
    told = {str(key): plain(each) for key, each in _table(text).items() if key not in EDITS}
    return {key: each for key, each in told.items() if each}


def _array_words(masks: Mapping[str, Any]) -> dict[str, Words]:
    """Return the wording of columns that are items of an array: of the array, and of the item."""
    found: dict[str, Words] = {}
    for mask in masks.values():
        whole = _words(_table(mask).get("text"))
        items = _table(mask).get("items")
        for item in items if isinstance(items, list) else []:
            source, own = _table(item).get("source"), _words(_table(item).get("text"))
            if isinstance(source, str):
                found[source.rpartition("@")[2]] = {
                    key: say("reading.quantipy.of", question=whole[key], part=own[key])
                    if whole.get(key) and own.get(key)
                    else whole.get(key) or own.get(key, "")
                    for key in {**whole, **own}
                }
    return found
