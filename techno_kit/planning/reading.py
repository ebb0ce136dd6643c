"""A plan from its file: every problem at once, with its line and its key."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from techno_kit.errors import FileError, PlanError
from techno_kit.planning.agreement import CHECKS
from techno_kit.planning.entries import (
    EVIDENCE,
    GROUNDS,
    OBJECTIVE,
    PEOPLE,
    RANKING,
    STRATEGY,
    TECHNOLOGY,
    WAIVED,
    many_of,
    named,
    one_of,
)
from techno_kit.planning.parts import (
    Evidence,
    Fit,
    Grounds,
    Objective,
    People,
    Strategy,
    Technology,
    Waiver,
)
from techno_kit.planning.plan import Plan
from techno_kit.planning.rules import PARTS, References, misplaced, too_early, too_many
from techno_kit.planning.writing import SCHEMA
from techno_kit.survey.paths import existing_file, read_utf8
from techno_kit.survey.positions import Path
from techno_kit.survey.schema import Checker, Reader, is_list, parse, read_table
from techno_kit.wording import say

Fields = dict[str, Any]
TWICE = re.compile(r"^[ \t]*\[[ \t]*objective[ \t]*\]", re.MULTILINE)


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """Read a plan from its TOML file.

    Parameters
    ----------
    path : str or path
        The file, UTF-8, with the schema ``techno_kit/plan/1``: one that ``plan.save`` wrote, also
        after editing, or one written by hand.

    Returns
    -------
    Plan
        Equal to the one that was saved. Nothing in the file is evaluated as code.

    Raises
    ------
    FileError
        If there is no such file, its ending is not ``.toml``, or it is not UTF-8.
    PlanError
        With every problem, its line and its key: no people, technology before people, objective
        or strategy, two objectives, unknown keys with the nearest legal ones, evidence that is not
        there, numbers that contradict each other.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import techno_kit as tk
    >>> people = {"age_group": ["18-24"]}
    >>> plan = tk.draft_plan(tk.load_example(), tk.load_ladder("2010"), people=people)
    >>> with TemporaryDirectory() as folder:
    ...     read_plan(plan.save(Path(folder, "plan.toml"))) == plan
    True
    """
    source, content = read_utf8(_toml_file(path))
    document, check = _parsed(source, content)
    _check_schema(document, check)
    top = read_table(check, (), document, _TOP)
    if "title" not in document:
        check.tell_sentence((), say("ladder.file.missing", key=repr("title")))
    _check_parts(document, check)
    _check_entries(top, document, check)
    check.raise_all(PlanError)
    return _plan(top)


def _toml_file(path: str | os.PathLike[str]) -> FilePath:
    """Return the path of a file that is there, and is not a plan in a form to show."""
    found = existing_file(path)
    if found.suffix.lower() != ".toml":
        toml = found.with_suffix(".toml")
        which = "other_form_beside" if toml.is_file() else "other_form"
        raise FileError(say(f"plan.file.{which}", file=found.name, toml=toml.name))
    return found


def _parsed(source: str, content: str) -> tuple[Fields, Checker]:
    """Parse the text; a second ``[objective]``, no valid TOML, is told as what it is."""
    try:
        return parse(source, content, PlanError)
    except PlanError as problem:
        again = list(TWICE.finditer(content))
        if len(again) < 2 or "objective" not in str(problem):
            raise
        line = content.count("\n", 0, again[1].start()) + 1
        check = Checker(source, {("objective",): line})
        check.tell_sentence(("objective",), say("errors.plan.pick_one"))
        check.raise_all(PlanError)
        raise


def _check_schema(document: Mapping[str, Any], check: Checker) -> None:
    """Tell a missing schema; stop at one of another kind, as its keys mean other things."""
    if "schema" not in document:
        check.tell((), "no_schema", schema=SCHEMA)
    elif document["schema"] != SCHEMA:
        check.tell(("schema",), "other_schema", found=repr(document["schema"]), schema=SCHEMA)
        check.raise_all(PlanError)


def _check_parts(document: Mapping[str, Any], check: Checker) -> None:
    """Tell parts that are missing, stand too early, or are given while one before is missing."""
    for part, problem in misplaced([each for each in document if each in PARTS]):
        check.tell_sentence((part,), problem)
    held = {part: bool(document.get(part)) for part in PARTS[1:]}
    for part, problem in too_early(**held):
        check.tell_sentence((part,), problem)
    people = document.get("people", [])
    if is_list(people) and not people:
        check.tell_sentence(("people",), say("plan.file.nobody"))
    elif is_list(people):
        for problem in too_many(len(people)):
            check.tell_sentence(("people",), problem)


def _check_entries(top: Fields, document: Mapping[str, Any], check: Checker) -> None:
    """Tell groups without conditions, strategies that say nothing, and names that lead nowhere."""
    for place, entry in enumerate(_tables(document, "people")):
        given = [each for each in ("where", "audience") if each in entry]
        if len(given) != 1:
            which = "where_and_audience" if given else "no_audience"
            check.tell_sentence(("people", place), say(f"plan.file.{which}"))
    for place, fields in enumerate(top.get("strategy", ())):
        path: Path = ("strategy", place)
        silent = not (fields.get("change", "").strip() or fields.get("prompt", "").strip())
        if silent and not any(each[:2] == path for each in check.told):
            check.tell_sentence(path, say("plan.file.no_change"))
    for part, problems in CHECKS.items():
        for place, row in enumerate(top.get(part, ())):
            if not any(each[:2] == (part, place) for each in check.told):
                for key, problem in problems(row):
                    check.tell_sentence((part, place, key), problem)
    for path, problem in _references(top).broken():
        check.tell_sentence(path, problem)


def _tables(document: Mapping[str, Any], part: str) -> Sequence[Mapping[str, Any]]:
    entries = document.get(part)
    return [each for each in entries if isinstance(each, Mapping)] if is_list(entries) else []


def _references(top: Fields) -> References:
    def held(part: str, key: str) -> list[str | None]:
        return [each.get(key) for each in top.get(part, ())]

    return References(
        names=held("people", "name"),
        ids=held("evidence", "id"),
        people=[each or () for each in held("people", "evidence")],
        technology=[each or () for each in held("technology", "evidence")],
        ranking=held("ranking", "people"),
    )


def _plan(top: Fields) -> Plan:
    """Return the plan of what was read without a problem."""
    return Plan(
        title=top["title"],
        people=tuple(_people(each) for each in top["people"]),
        objective=Objective(**top["objective"]) if "objective" in top else None,
        ranking=tuple(_fit(each) for each in top.get("ranking", ())),
        strategy=tuple(Strategy(**each) for each in top.get("strategy", ())),
        technology=tuple(Technology(**each) for each in top.get("technology", ())),
        evidence=tuple(Evidence(**each) for each in top.get("evidence", ())),
        grounds=Grounds(**top.get("grounds", {})),
        waived=tuple(Waiver(**each) for each in top.get("waived", ())),
    )


def _people(fields: Fields) -> People:
    audience = fields["where"] if "where" in fields else fields["audience"]
    return People(fields["name"], audience, fields.get("evidence", ()))


def _fit(fields: Fields) -> Fit:
    return Fit(**{name: each for name, each in fields.items() if name != "heuristic"})


def _as_it_is(check: Checker, path: Path, found: object) -> object:
    return found


def _one_objective(check: Checker, path: Path, found: object) -> Fields:
    """Read the objective; a list of them is told as what it is."""
    if is_list(found):
        which = "errors.plan.pick_one" if len(found) > 1 else "plan.file.one_objective"
        check.tell_sentence(path, say(which))
        return {}
    fields: Fields = one_of(OBJECTIVE, ("kind",))(check, path, found)
    return fields


_TOP: dict[str, Reader] = {
    "schema": _as_it_is,
    "title": named,
    "people": many_of(PEOPLE, ("name",)),
    "objective": _one_objective,
    "ranking": many_of(RANKING, ("people", "objective", "fit", "reach")),
    "strategy": many_of(STRATEGY, ()),
    "technology": many_of(TECHNOLOGY, ("choice",)),
    "evidence": many_of(EVIDENCE, ("id", "answer", "share", "n")),
    "grounds": one_of(GROUNDS, ()),
    "waived": many_of(WAIVED, ("rule", "reason")),
}
