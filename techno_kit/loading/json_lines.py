"""JSON: an object a respondent, a line each, or all in one list."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TextIO

import pandas as pd

from techno_kit.errors import ReadError, listed
from techno_kit.loading.asked import Asked
from techno_kit.loading.json_blocks import frame_of_records
from techno_kit.loading.rawfiles import RawFile
from techno_kit.wording import say

LIMIT: Final = 1 << 28  # signs held at once: of an object, or of a list to tell what is wrong
BLOCK: Final = 20_000  # objects that are held as such at a time, at most
PART: Final = 1 << 19  # signs of objects that are held as such at a time
BLANK: Final = re.compile(r"[ \t\r\n]*")
GLANCE: Final = 1_024
#: May be half a sign, as programs leave one that cut a text in the middle of an emoji.
HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
#: Objects, and how many signs each takes.
Sized = Iterator[tuple[dict[str, Any], int]]


def read(path: Path, asked: Asked | None = None) -> RawFile:
    """Read JSON lines, or one list of objects.

    Values stay what they are: numbers are numbers, texts are texts. What an object lacks is
    missing; lists and objects within it are text.

    Parameters
    ----------
    path : pathlib.Path
        The file, in UTF-8.
    asked : Asked, optional
        Nothing of it matters here.

    Raises
    ------
    ReadError
        If the file is no JSON, with the line, or holds something else than objects.
    """
    try:
        with path.open(encoding="utf-8-sig") as handle:
            as_list = handle.read(GLANCE).lstrip()[:1] == "["
        records = _list if as_list else _lines
        frame, nested = frame_of_records(lambda: _batched(records(path)), path.name)
    except UnicodeDecodeError as error:
        raise ReadError(say("reading.json.encoding", file=path.name)) from error
    if not len(frame):
        raise ReadError(say("reading.no_rows", file=path.name))
    frame.columns = pd.Index([str(each).strip() for each in frame.columns])
    nested = [each.strip() for each in nested]
    notes = [say("reading.nested", columns=listed(nested))] if nested else []
    detail = say("reading.json.list") if as_list else say("reading.json.lines")
    return RawFile(frame, notes=tuple(notes), format="json_lines", details=(detail,))


def _lines(path: Path) -> Sized:
    """Yield the object of every line that is not blank, and how many signs it takes."""
    with path.open(encoding="utf-8-sig") as handle:
        for place, line in enumerate(handle, start=1):
            if not line.strip():
                continue
            record = _parsed(line, path, place)
            if not isinstance(record, dict):
                raise ReadError(say("reading.json.no_object", file=path.name, line=place))
            yield record, len(line)


def _list(path: Path) -> Sized:
    """Yield the objects of a list, and how many signs each takes.

    The text is read some at a time. What does not fit is read again as a whole, which tells why.
    """
    n = 0
    try:
        with path.open(encoding="utf-8-sig") as handle:
            for each in _entries(handle):
                yield each
                n += 1
        return
    except UnicodeDecodeError:
        raise
    except (_TwiceError, RecursionError, ValueError):
        pass
    with path.open(encoding="utf-8-sig") as handle:
        records = _whole_list(path, handle.read(LIMIT + 1))
    yield from ((record, 0) for record in records[n:])


def _entries(handle: TextIO) -> Sized:
    """Yield the objects of a list.

    Raises
    ------
    ValueError
        If it is no list of objects, or one of them is too large to be held.
    """
    text = handle.read(PART)
    at, wanted = text.index("[") + 1, "{]"
    while True:
        at = BLANK.match(text, at).end()  # type: ignore[union-attr]  # it fits everywhere
        sign = text[at : at + 1]
        if sign and sign not in wanted:
            raise ValueError(sign)
        if sign == "{":
            try:
                record, end = DECODER.raw_decode(text, at)
            except json.JSONDecodeError:  # it may end in the next part
                sign = ""
            else:
                yield (whole_signs(record) if HALF.search(text, at, end) else record), end - at
                at, wanted = end, ",]"
        elif sign:
            at, wanted = at + 1, "{" if sign == "," else ""
        if not sign:
            part = handle.read(max(PART, len(text) - at))
            if not part and not wanted:
                return
            if not part or len(text) > LIMIT:
                raise ValueError(text[at : at + 1])
            text, at = text[at:] + part, 0


def _whole_list(path: Path, text: str) -> list[dict[str, Any]]:
    """Return the objects of a list."""
    if len(text) > LIMIT:
        raise ReadError(say("reading.json.large", file=path.name))
    records = _parsed(text, path, 1)
    if not isinstance(records, list):
        raise ReadError(say("reading.json.no_list", file=path.name))
    wrong = [place for place, each in enumerate(records, start=1) if not isinstance(each, dict)]
    if wrong:
        raise ReadError(say("reading.json.no_entry", file=path.name, place=wrong[0]))
    return records


def _parsed(text: str, path: Path, line: int) -> object:
    """Return what JSON says; a name that stands twice in an object is refused."""
    try:
        value = DECODER.decode(text)
        return whole_signs(value) if HALF.search(text) else value
    except json.JSONDecodeError as error:
        where = {"line": line + error.lineno - 1, "column": error.colno}
        raise ReadError(say("reading.json.damaged", file=path.name, **where)) from error
    except RecursionError as error:
        raise ReadError(say("reading.json.deep", file=path.name, line=line)) from error
    except _TwiceError as error:
        told = {"line": line, "name": error.args[0]}
        raise ReadError(say("reading.json.twice", file=path.name, **told)) from error
    except ValueError as error:  # an integer with thousands of digits
        raise ReadError(say("reading.damaged", file=path.name, reason=error)) from error


def _batched(records: Sized) -> Iterator[list[dict[str, Any]]]:
    """Yield lists of records that take some memory and no more."""
    block: list[dict[str, Any]] = []
    signs = 0
    for record, size in records:
        block.append(record)
        signs += size
        if len(block) == BLOCK or signs >= PART:
            yield block
            block, signs = [], 0
    if block:
        yield block


class _TwiceError(Exception):
    """A name stands twice in an object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(each for each in names if names.count(each) > 1))
    return found


DECODER: Final = json.JSONDecoder(object_pairs_hook=_once)


def whole_signs(value: Any) -> Any:
    """Return a value in whose texts U+FFFD stands for each half of a sign that lacks the other."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {whole_signs(name): whole_signs(each) for name, each in value.items()}
    return [whole_signs(each) for each in value] if isinstance(value, list) else value
