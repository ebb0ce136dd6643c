"""A plan as its file, which is read back without loss."""

from collections.abc import Iterable, Iterator
from typing import Any

from techno_kit.planning.audiences import conditions_of, table_of_audience
from techno_kit.planning.entries import (
    EVIDENCE,
    GROUNDS,
    OBJECTIVE,
    RANKING,
    TECHNOLOGY,
    WAIVED,
)
from techno_kit.planning.parts import Grounds, Objective, People, Strategy
from techno_kit.planning.plan import Plan
from techno_kit.survey.spelling import Value, quoted, table
from techno_kit.wording import say

SCHEMA = "techno_kit/plan/1"
TO_DECIDE = ("change", "measure", "owner", "stop_when")


def toml_of_plan(plan: Plan) -> str:
    """Write a plan as TOML: people, objective, strategy, technology, then what they rest on."""
    head = f"schema = {quoted(SCHEMA)}\ntitle = {quoted(plan.title)}\n"
    if plan.grounds.synthetic:
        head = f"# {say('profile.made_up')}\n{head}"
    return "\n".join([head, *_tables(plan)])


def _tables(plan: Plan) -> Iterator[str]:
    yield from (table("[[people]]", _people(each)) for each in plan.people)
    yield _objective(plan.objective)
    if plan.ranking:
        yield f"# {say('plan.ranking.label')}\n"
        heuristic = say("plan.ranking.heuristic")
        for fit in plan.ranking:
            values = _filled(fit, [name for name in RANKING if name != "heuristic"])
            yield table("[[ranking]]", {**values, "heuristic": heuristic})
    yield from (_strategy(each) for each in plan.strategy)
    yield from (table("[[technology]]", _filled(each, TECHNOLOGY)) for each in plan.technology)
    yield from (table("[[evidence]]", _filled(each, EVIDENCE)) for each in plan.evidence)
    if plan.grounds != Grounds():
        yield table("[grounds]", _grounds(plan.grounds))
    yield from (table("[[waived]]", _filled(each, WAIVED)) for each in plan.waived)


def _people(people: People) -> dict[str, Value | None]:
    conditions = conditions_of(people.audience)
    who: dict[str, Value | None] = {"where": conditions}
    if conditions is None:
        who = {"audience": table_of_audience(people.audience)}
    return {"name": people.name, **who, "evidence": people.evidence}


def _objective(objective: Objective | None) -> str:
    if objective is None:
        return f"# {say('plan.file.no_objective')}\n"
    remark = say("plan.file.to_decide")
    empty = {each: remark for each in ("why", "metric") if not getattr(objective, each)}
    values = {**_filled(objective, OBJECTIVE), "why": objective.why, "metric": objective.metric}
    return table("[objective]", values, remarks=empty)


def _grounds(grounds: Grounds) -> dict[str, Value | None]:
    return {**_filled(grounds, GROUNDS), "questions": dict(grounds.questions) or None}


def _strategy(strategy: Strategy) -> str:
    values = {each: getattr(strategy, each) for each in ("prompt", *TO_DECIDE)}
    remark = say("plan.file.to_decide")
    empty = {each: remark for each in TO_DECIDE if not values[each]}
    return table("[[strategy]]", {**values, "prompt": values["prompt"] or None}, remarks=empty)


def _filled(part: object, keys: Iterable[str]) -> dict[str, Value | None]:
    """Return the fields of a part that say something, in the order of the schema."""
    values: dict[str, Any] = {name: getattr(part, name) for name in keys}
    return {name: None if _says_nothing(value) else value for name, value in values.items()}


def _says_nothing(value: object) -> bool:
    return isinstance(value, str | tuple) and not value
