"""Checking what people write in TOML: types, words and unknown keys, all problems at once."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from math import isfinite
from typing import Any, TypeGuard, get_args

from techno_kit.errors import TechnoKitError, listed, nearest, raise_all
from techno_kit.survey.codebook import Value
from techno_kit.survey.positions import Path, key_lines
from techno_kit.wording import say

SHOWN = 60  # characters of a wrong value that a message repeats
_AT = re.compile(r"\(at line (\d+), column \d+\)")
_END = "(at end of document)"


class Checker:
    """Collects the problems of one document, each with its line and key.

    Parameters
    ----------
    source : str
        What messages call the document, such as ``"wave.toml"``.
    lines : mapping of path to int
        The line of every key, from `key_lines`; empty for a document that is no file.

    Attributes
    ----------
    told : set of path
        Where a problem was noted, so that none is told twice in other words.
    """

    def __init__(self, source: str, lines: Mapping[Path, int] | None = None) -> None:
        self.source = source
        self.lines = lines or {}
        self.told: set[Path] = set()
        self._problems: list[tuple[int, str]] = []

    def line(self, path: Path) -> int | None:
        """Return the line of a path, or of the nearest table around it."""
        for depth in range(len(path), 0, -1):
            if path[:depth] in self.lines:
                return self.lines[path[:depth]]
        return None

    def tell(self, path: Path, key: str, **values: object) -> None:
        """Note a problem at a path, worded by the sentence under ``schema.<key>``."""
        self.tell_sentence(path, say(f"schema.{key}", **values))

    def tell_sentence(self, path: Path, sentence: str) -> None:
        """Note a problem at a path in words of one's own."""
        line = self.line(path)
        self.told.add(path)
        self._problems.append((line or 0, at(line, path, sentence)))

    def raise_all(self, error: type[TechnoKitError]) -> None:
        """Raise one error that tells every problem, in the order of their lines."""
        ordered = sorted(self._problems, key=lambda pair: pair[0])
        raise_all(error, self.source, [problem for _, problem in ordered])


Reader = Callable[[Checker, Path, Any], Any]


def at(line: int | None, path: Path, problem: str) -> str:
    """Word where a problem is: line, key, problem, as far as they are known."""
    parts = [] if line is None else [say("schema.line", line=line)]
    key = dotted(path)
    parts += [key] if key else []
    return say("schema.at", where=", ".join(parts), problem=problem) if parts else problem


def dotted(path: Path) -> str:
    """Write a path as TOML would: ``questions.gender.levels[2]``, counted from 1.

    Examples
    --------
    >>> dotted(("questions", "age group", "levels", 0))
    'questions."age group".levels[1]'
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            plain = part.replace("_", "").replace("-", "").isalnum() and part.isascii()
            text += ("." if text else "") + (part if plain else f'"{part}"')
    return text


def parse(source: str, text: str, error: type[TechnoKitError]) -> tuple[dict[str, Any], Checker]:
    """Read a TOML text and return it with a checker that knows its lines.

    Raises
    ------
    TechnoKitError
        Of the type `error`, if the text is not TOML, where it names the line, or if Python cannot
        hold it: a number of thousands of digits, or lists hundreds deep.
    """
    try:
        document = tomllib.loads(text)
        lines = key_lines(text)
    except tomllib.TOMLDecodeError as problem:
        reason = str(problem)
        place = _AT.search(reason)
        line = place.group(1) if place else len(text.splitlines())
        told = say(
            "schema.syntax", line=line, reason=_AT.sub("", reason).removesuffix(_END).strip()
        )
        if "key part" in reason or "table declaration" in reason:
            told += say("schema.quote_names")
        raise error(f"{source}: {told}") from problem
    except ValueError as problem:  # of int(), which reads no more than some thousand digits
        raise error(f"{source}: {say('schema.too_long')}") from problem
    except RecursionError as problem:
        raise error(f"{source}: {say('schema.too_deep')}") from problem
    return document, Checker(source, lines)


def read_table(
    check: Checker, path: Path, value: object, fields: Mapping[str, Reader]
) -> dict[str, Any]:
    """Read a table by the reader of each key; what is wrong is told and left out."""
    if not isinstance(value, Mapping):
        check.tell(path, "not_table", found=shown(value))
        return {}
    read = {}
    for key, each in value.items():
        if key not in fields:
            keys = listed(list(fields), shown=len(fields))
            near = nearest(key, fields) or say("schema.legal_keys", keys=keys)
            check.tell((*path, str(key)), "unknown_key", near=near)
            continue
        answer = fields[key](check, (*path, key), each)
        if answer is not None:
            read[key] = answer
    return read


def read_entries(
    check: Checker, path: Path, value: object, fields: Mapping[str, Reader]
) -> dict[str, dict[str, Any]]:
    """Read a table of named tables, such as ``[questions.*]``."""
    if not isinstance(value, Mapping):
        check.tell(path, "not_table", found=shown(value))
        return {}
    return {
        str(name): read_table(check, (*path, str(name)), each, fields)
        for name, each in value.items()
    }


def shown(value: object) -> str:
    """Write a value as TOML would, cut where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    text = value.isoformat() if isinstance(value, date | time) else repr(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def text(check: Checker, path: Path, value: object) -> str | None:
    """Read a text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value
    check.tell(path, "not_text", found=shown(value))
    return None


def any_text(check: Checker, path: Path, found: object) -> str | None:
    """Read a text, which may be empty."""
    if isinstance(found, str):
        return found
    check.tell(path, "not_text", found=shown(found))
    return None


def flag(check: Checker, path: Path, value: object) -> bool | None:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    check.tell(path, "not_flag", found=shown(value))
    return None


def word(legal: object) -> Reader:
    """Return a reader of one of the words of a ``Literal`` type or of a sequence."""
    words = tuple(legal) if isinstance(legal, tuple | list) else get_args(legal)

    def read(check: Checker, path: Path, value: object) -> str | None:
        if isinstance(value, str) and value in words:
            return value
        near = nearest(value, words) if isinstance(value, str) else ""
        check.tell(
            path, "not_word", found=shown(value), words=listed(words, shown=len(words)), near=near
        )
        return None

    return read


def value(check: Checker, path: Path, found: object) -> Value | None:
    """Read a value as a column may hold it: text, a finite number, true or false."""
    if isinstance(found, str | bool | int) or (isinstance(found, float) and isfinite(found)):
        return found
    check.tell(path, "not_value", found=shown(found))
    return None


def list_of(reader: Reader, *, empty: bool = False) -> Reader:
    """Return a reader of a list, each entry read by `reader`; `empty` tells if it may have none."""

    def read(check: Checker, path: Path, found: object) -> tuple[Any, ...] | None:
        if not is_list(found):
            check.tell(path, "not_list", found=shown(found))
            return None
        if not found and not empty:
            check.tell(path, "empty_list")
            return None
        answers = [reader(check, (*path, place), each) for place, each in enumerate(found)]
        return tuple(each for each in answers if each is not None)

    return read


def table_of(reader: Reader) -> Reader:
    """Return a reader of a table with free keys, each value read by `reader`."""

    def read(check: Checker, path: Path, found: object) -> dict[str, Any] | None:
        if not isinstance(found, Mapping):
            check.tell(path, "not_table", found=shown(found))
            return None
        if not found:
            check.tell(path, "empty_table")
            return None
        answers = {str(key): reader(check, (*path, str(key)), each) for key, each in found.items()}
        return {key: each for key, each in answers.items() if each is not None}

    return read


def number(check: Checker, path: Path, found: object) -> float | int | None:
    """Read a finite number."""
    try:
        if isinstance(found, int | float) and not isinstance(found, bool) and isfinite(found):
            return found
        check.tell(path, "not_number", found=shown(found))
    except OverflowError:  # a whole number beyond the largest float
        check.tell(path, "too_large", found=shown(found))
    return None


def text_or_texts(check: Checker, path: Path, found: object) -> Any:
    """Read a text, or a list of texts."""
    return (list_of(text) if is_list(found) else text)(check, path, found)


def is_list(found: object) -> TypeGuard[Sequence[Any]]:
    """Tell whether a value is a list (a tuple counts, for documents built in Python)."""
    return isinstance(found, Sequence) and not isinstance(found, str | bytes)
