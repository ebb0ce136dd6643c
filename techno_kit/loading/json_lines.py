"""JSON: an object a respondent, a line each, or all in one list."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pandas as pd

from techno_kit.errors import ReadError, listed
from techno_kit.loading.asked import Asked
from techno_kit.loading.rawfiles import RawFile
from techno_kit.wording import say

LIMIT: Final = 1 << 28  # signs of a list, which has to be held whole; lines have no limit
BLOCK: Final = 20_000  # objects that are held as such at a time
GLANCE: Final = 1_024
#: May be half a sign, as programs leave one that cut a text in the middle of an emoji.
HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")


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
            handle.seek(0)
            records = iter(_list(path, handle.read())) if as_list else _lines(path, handle)
            frames = [pd.DataFrame.from_records(each) for each in _batched(records, BLOCK)]
    except UnicodeDecodeError as error:
        raise ReadError(say("reading.json.encoding", file=path.name)) from error
    if not frames:
        raise ReadError(say("reading.no_rows", file=path.name))
    frame = pd.concat(frames, ignore_index=True)
    frame.columns = pd.Index([str(each).strip() for each in frame.columns])
    nested = [name for name in frame if _is_nested(frame[name])]
    for name in nested:
        texts = [each if isinstance(each, str) else _text(each) for each in frame[name]]
        frame[name] = pd.Series(texts, index=frame.index, dtype="str")
    notes = [say("reading.nested", columns=listed(nested))] if nested else []
    detail = say("reading.json.list") if as_list else say("reading.json.lines")
    return RawFile(frame, notes=tuple(notes), format="json_lines", details=(detail,))


def _lines(path: Path, handle: Any) -> Iterator[dict[str, Any]]:
    """Yield the object of every line that is not blank."""
    for place, line in enumerate(handle, start=1):
        if not line.strip():
            continue
        record = _parsed(line, path, place)
        if not isinstance(record, dict):
            raise ReadError(say("reading.json.no_object", file=path.name, line=place))
        yield record


def _list(path: Path, text: str) -> list[dict[str, Any]]:
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
        value = json.loads(text, object_pairs_hook=_once)
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


def _batched(records: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Yield lists of so many records; the last may be shorter."""
    while block := list(islice(records, size)):
        yield block


class _TwiceError(Exception):
    """A name stands twice in an object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(each for each in names if names.count(each) > 1))
    return found


def whole_signs(value: Any) -> Any:
    """Return a value in whose texts U+FFFD stands for each half of a sign that lacks the other."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {whole_signs(name): whole_signs(each) for name, each in value.items()}
    return [whole_signs(each) for each in value] if isinstance(value, list) else value


def _is_nested(column: "pd.Series[Any]") -> bool:
    return column.dtype == object and any(isinstance(each, list | dict) for each in column)


def _text(value: object) -> str | None:
    """Return a value as text; None where there is none."""
    if value is None or value != value:  # noqa: PLR0124  # NaN, where an object lacks the name
        return None
    return json.dumps(value, ensure_ascii=False)
