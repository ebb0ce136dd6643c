"""What each table of a plan's file may hold: the keys, and how each is read."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from techno_kit.planning.audiences import read_audience, read_conditions
from techno_kit.planning.parts import as_date, one_line
from techno_kit.planning.playbook import KINDS
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
    table_of,
    text,
    word,
)
from techno_kit.wording import say

MOST_COUNTED = 2**53  # beyond which whole numbers are no longer told apart as floats
MOST = 1e15  # of an index, a fit or a rank: beyond it none is meant


def named(check: Checker, path: Path, found: object) -> str | None:
    """Read a name: a text that is not empty once signs that steer a terminal are left out."""
    if isinstance(found, str) and one_line(found):
        return found
    check.tell(path, "not_text", found=shown(found))
    return None


def _share(check: Checker, path: Path, found: object) -> float | None:
    value = number(check, path, found)
    if value is not None and not 0 <= value <= 1:
        check.tell_sentence(path, say("plan.file.not_share", found=shown(found)))
        return None
    return value


def _amount(check: Checker, path: Path, found: object) -> float | None:
    value = number(check, path, found)
    if value is not None and value < 0:
        check.tell_sentence(path, say("plan.file.not_amount", found=shown(found)))
        return None
    if value is not None and value > MOST:
        check.tell(path, "too_large", found=shown(found))
        return None
    return value


def _count(check: Checker, path: Path, found: object) -> int | None:
    value = _whole(check, path, found)
    if value is not None and value > MOST_COUNTED:
        check.tell(path, "too_large", found=shown(found))
        return None
    return value


def _whole(check: Checker, path: Path, found: object) -> int | None:
    if isinstance(found, int) and not isinstance(found, bool) and found >= 0:
        return found
    check.tell_sentence(path, say("plan.file.not_count", found=shown(found)))
    return None


def _day(check: Checker, path: Path, found: object) -> date | None:
    day = as_date(found)
    if day is None:
        check.tell_sentence(path, say("plan.file.not_date", found=shown(found)))
    return day


def _kind(check: Checker, path: Path, found: object) -> str | None:
    if is_list(found):
        check.tell_sentence(path, say("errors.plan.pick_one"))
        return None
    kind: str | None = word(KINDS)(check, path, found)
    return kind


def _wordings(check: Checker, path: Path, found: object) -> tuple[tuple[str, str], ...]:
    """Read question to wording."""
    return tuple((table_of(text)(check, path, found) or {}).items())


_TEXTS = list_of(text, empty=True)

PEOPLE: dict[str, Reader] = {
    "name": named,
    "where": read_conditions,
    "audience": read_audience,
    "evidence": _TEXTS,
}
OBJECTIVE: dict[str, Reader] = {
    "kind": _kind,
    "why": any_text,
    "metric": any_text,
    "baseline": number,
    "target": number,
    "due": _day,
}
RANKING: dict[str, Reader] = {
    "people": named,
    "objective": word(KINDS),
    "fit": _amount,
    "low": _amount,
    "high": _amount,
    "reach": _share,
    "reach_low": _share,
    "reach_high": _share,
    "first": _share,
    "mean_rank": _amount,
    "heuristic": text,
}
STRATEGY: dict[str, Reader] = dict.fromkeys(
    ("change", "prompt", "measure", "owner", "stop_when"), any_text
)
TECHNOLOGY: dict[str, Reader] = {
    "choice": text,
    "rungs": _TEXTS,
    "evidence": _TEXTS,
    "source": text,
}
EVIDENCE: dict[str, Reader] = {
    "id": text,
    "answer": text,
    "label": text,
    "share": _share,
    "n": _count,
    "low": _share,
    "high": _share,
    "base_share": _share,
    "index": _amount,
    "index_low": _amount,
    "index_high": _amount,
    "flag": text,
}
GROUNDS: dict[str, Reader] = {
    "ladder": text,
    "definition": text,
    "population": text,
    "weighting": text,
    "against": text,
    "n": _count,
    "confidence": _share,
    "synthetic": flag,
    "probability_sample": flag,
    "questions": _wordings,
    "draws": _count,
    "seed": _whole,
    "notes": _TEXTS,
    "method": text,
}
WAIVED: dict[str, Reader] = {"rule": text, "reason": text}


def one_of(fields: Mapping[str, Reader], needed: Sequence[str]) -> Reader:
    """Return a reader of one table that has these keys."""

    def read(check: Checker, path: Path, found: object) -> dict[str, Any]:
        values = read_table(check, path, found, fields)
        if isinstance(found, Mapping):
            for key in needed:
                if key not in found:
                    told = say("ladder.file.missing", key=repr(key))
                    check.tell_sentence((*path, key), told)
        return values

    return read


def many_of(fields: Mapping[str, Reader], needed: Sequence[str]) -> Reader:
    """Return a reader of an array of tables; one that is wrong keeps its place."""
    one = one_of(fields, needed)

    def read(check: Checker, path: Path, found: object) -> list[dict[str, Any]]:
        if not is_list(found):
            name = str(path[-1])
            check.tell_sentence(path, say("plan.file.not_tables", name=name))
            return []
        return [one(check, (*path, place), each) for place, each in enumerate(found)]

    return read
