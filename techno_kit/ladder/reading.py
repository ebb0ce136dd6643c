"""Ladders from files: the editions that ship with the kit, and a user's own."""

import os
from collections.abc import Mapping
from importlib import resources
from typing import Any, cast

from techno_kit.errors import MappingError, QuestionError, listed, nearest
from techno_kit.ladder.rules import THRESHOLDS, broken_rules
from techno_kit.ladder.rungs import EDITIONS, Activity, Edition, Ladder, Rung
from techno_kit.survey.codebook import Otherwise
from techno_kit.survey.paths import read_utf8
from techno_kit.survey.positions import Path
from techno_kit.survey.schema import (
    Checker,
    Reader,
    flag,
    is_list,
    parse,
    read_entries,
    read_table,
    shown,
    table_of,
    text,
    word,
)
from techno_kit.wording import say

SCHEMA = "techno_kit/ladder/1"


def load_ladder(id: Edition | int, *, dont_know: Otherwise = "not_doing") -> Ladder:
    """Load an edition of the ladder that ships with the kit.

    Parameters
    ----------
    id : {"2007", "2008", "2010"}
        The report of April 2007 (six rungs, 11 activities), the book of 2008 (six rungs, 19
        activities), or January 2010, which added Conversationalists (seven rungs, 21 activities).
    dont_know : {"not_doing", "missing"}
        What the answer "don't know" counts as.

    Returns
    -------
    Ladder
        Its ``source`` says where the definition comes from.

    Raises
    ------
    QuestionError
        If there is no such edition; names those there are.

    Notes
    -----
    A person is on a rung on doing any of its activities at least monthly (Conversationalists:
    weekly). The definitions are those that public pages repeat; techno_kit is not affiliated with
    Forrester Research.

    References
    ----------
    Li, C. and Bernoff, J. (2011), Groundswell, 2nd edition.

    Examples
    --------
    >>> load_ladder("2007")
    Ladder('2007': Creators, Critics, Collectors, Joiners, Spectators, Inactives)
    """
    if isinstance(id, int):  # a year is as good as its text
        id = cast(Edition, str(id))
    if id not in EDITIONS:
        near = nearest(id, EDITIONS)
        raise QuestionError(
            say("ladder.edition", found=repr(id), near=near, editions=listed(EDITIONS))
        )
    return _shipped(id, dont_know)


def read_ladder(path: str | os.PathLike[str], *, dont_know: Otherwise = "not_doing") -> Ladder:
    """Read a ladder of one's own from a TOML file.

    Parameters
    ----------
    path : str or path
        The file, UTF-8, with the schema ``techno_kit/ladder/1``.
    dont_know : {"not_doing", "missing"}
        What the answer "don't know" counts as.

    Returns
    -------
    Ladder
        Nothing in the file is evaluated as code.

    Raises
    ------
    FileError
        If there is no such file, or it is not UTF-8.
    MappingError
        With every problem, its line and its key.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> definition = '''
    ... schema = "techno_kit/ladder/1"
    ... id = "readers"
    ... source = "our own"
    ... [activities.blog_read]
    ... label = { en = "Read blogs" }
    ... [[rungs]]
    ... id = "readers"
    ... at_least = "weekly"
    ... any_of = ["blog_read"]
    ... [[rungs]]
    ... id = "inactives"
    ... none = true
    ... '''
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "readers.toml")
    ...     _ = file.write_text(definition, encoding="utf-8")
    ...     print(read_ladder(file))
    Ladder 'readers'
    Readers, at least weekly: Read blogs
    Inactives: none of these
    Source: our own
    """
    source, content = read_utf8(path)
    ladder, check = _ladder(source, content, dont_know)
    if ladder.id in EDITIONS and ladder.definition != _shipped(ladder.id, dont_know).definition:
        check.tell_sentence(("id",), say("ladder.file.taken", id=ladder.id))
        check.raise_all(MappingError)
    return ladder


def _shipped(id: str, dont_know: Otherwise) -> Ladder:
    file = resources.files("techno_kit.ladder") / "editions" / f"{id}.toml"
    return _ladder(file.name, file.read_text("utf-8"), dont_know)[0]


def _ladder(source: str, content: str, dont_know: Otherwise) -> tuple[Ladder, Checker]:
    document, check = parse(source, content, MappingError)
    _check_schema(document, check)
    top = read_table(check, (), document, _TOP)
    for key in ("id", "source"):
        if key not in document:
            check.tell_sentence((), say("ladder.file.missing", key=repr(key)))
    activities = {
        name: Activity(name, entry.get("label", {}))
        for name, entry in read_entries(
            check, ("activities",), top.get("activities", {}), {"label": table_of(text)}
        ).items()
    }
    rungs = _rungs(check, top.get("rungs", []))
    for path, problem in broken_rules(rungs, activities):
        if not _told(check, path):
            check.tell_sentence(path, problem)
    check.raise_all(MappingError)
    return Ladder(top["id"], rungs, activities, top["source"], dont_know), check


def _check_schema(document: Mapping[str, Any], check: Checker) -> None:
    """Tell a missing schema; stop at one of another kind, as its keys mean other things."""
    if "schema" not in document:
        check.tell((), "no_schema", schema=SCHEMA)
    elif document["schema"] != SCHEMA:
        check.tell(("schema",), "other_schema", found=repr(document["schema"]), schema=SCHEMA)
        check.raise_all(MappingError)


def _rungs(check: Checker, found: object) -> tuple[Rung, ...]:
    """Read the rungs; one that is wrong keeps its place, so that others keep their lines."""
    if not is_list(found):
        check.tell(("rungs",), "not_list", found=shown(found))
        return ()
    rungs = []
    for place, entry in enumerate(found):
        path: Path = ("rungs", place)
        fields = read_table(check, path, entry, _RUNG)
        wanted = ("id",) if fields.get("none") else ("id", "at_least", "any_of")
        if isinstance(entry, Mapping):
            for key in wanted:
                if key not in entry:
                    check.tell_sentence((*path, key), say("ladder.file.missing", key=repr(key)))
        rungs.append(
            Rung(
                id=fields.get("id", str(place)),
                labels=fields.get("label", {}),
                any_of=fields.get("any_of", ()),
                at_least=fields.get("at_least", "monthly"),
                none=fields.get("none", False),
            )
        )
    return tuple(rungs)


def _told(check: Checker, path: Path) -> bool:
    """Tell whether a problem was noted at a path, in it or around it."""
    return any(
        path[: len(each)] == each or each[: len(path)] == path for each in check.told if each
    )


def _ids(check: Checker, path: Path, found: object) -> tuple[str, ...] | None:
    """Read activity ids; one that is no text is told and keeps its place."""
    if not is_list(found):
        check.tell(path, "not_list", found=shown(found))
        return None
    return tuple(text(check, (*path, place), each) or "" for place, each in enumerate(found))


def _as_it_is(check: Checker, path: Path, found: object) -> object:
    return found


_TOP: dict[str, Reader] = {
    "schema": _as_it_is,
    "id": text,
    "source": text,
    "activities": _as_it_is,
    "rungs": _as_it_is,
}
_RUNG: dict[str, Reader] = {
    "id": text,
    "label": table_of(text),
    "at_least": word(THRESHOLDS),
    "any_of": _ids,
    "none": flag,
}
