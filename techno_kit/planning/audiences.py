"""Audiences as a plan's file writes them: conditions that nest, never a selection of rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from techno_kit.errors import PlanError, QuestionError, nearest
from techno_kit.survey.audience import Audience
from techno_kit.survey.positions import Path
from techno_kit.survey.schema import Checker, is_list, list_of, shown, table_of, value
from techno_kit.survey.spelling import Value
from techno_kit.wording import say

RULES = ("where", "all", "any", "none", "at_least")
CONDITIONS = table_of(list_of(value))


def has_rows(audience: Audience) -> bool:
    """Tell whether an audience holds a selection that was given row by row."""
    return audience.rule == "rows" or any(has_rows(each) for each in audience.parts)


def conditions_of(audience: Audience) -> dict[str, list[str]] | None:
    """Return an audience as question to levels, or None where it is not "all of these, any of"."""
    parts = audience.parts if audience.rule == "all" else (audience,)
    if any(each.rule != "is" for each in parts):
        return None
    conditions = {each.question: list(each.levels) for each in parts}
    # One part under "all", or a question twice, would be read back as another audience.
    return conditions if Audience.of(conditions) == audience else None


def table_of_audience(audience: Audience) -> dict[str, Value]:
    """Return an audience as the table that stands under ``audience`` in a plan's file.

    Examples
    --------
    >>> table_of_audience(Audience.any({"sex": ["Female"]}, {"age": ["18-24"]}))
    {'any': [{'where': {'sex': ['Female']}}, {'where': {'age': ['18-24']}}]}
    """
    conditions = conditions_of(audience)
    if conditions is not None:
        return {"where": conditions}
    parts = [table_of_audience(each) for each in audience.parts]
    if audience.rule == "at_least":
        return {"at_least": audience.k, "of": parts}
    return {audience.rule: parts}


def read_conditions(check: Checker, path: Path, found: object) -> Audience | None:
    """Read the table under ``where``: question to levels."""
    if isinstance(found, Mapping) and not found:
        check.tell_sentence(path, say("plan.file.no_audience"))
        return None
    conditions = CONDITIONS(check, path, found)
    return Audience.of(conditions) if conditions and all(conditions.values()) else None


def read_audience(check: Checker, path: Path, found: object) -> Audience | None:
    """Read the table under ``audience``: one rule, whose parts nest."""
    if not isinstance(found, Mapping):
        check.tell(path, "not_table", found=shown(found))
        return None
    rules = [each for each in found if each in RULES]
    for key in found:
        if key not in RULES and not (key == "of" and "at_least" in found):
            near = nearest(key, RULES) or say("plan.file.audience_rules")
            check.tell((*path, str(key)), "unknown_key", near=near)
            return None
    if len(rules) != 1:
        check.tell_sentence(path, say("plan.file.audience_rules_one"))
        return None
    rule = rules[0]
    if rule == "where":
        return read_conditions(check, (*path, rule), found[rule])
    place = (*path, "of" if rule == "at_least" else rule)
    parts = _parts(check, place, found.get(place[-1]))
    if parts is None:
        return None
    try:
        if rule == "at_least":
            return Audience.at_least(found[rule], *parts)
        made: Audience = getattr(Audience, rule)(*parts)
        return made
    except QuestionError as problem:
        check.tell_sentence((*path, rule), str(problem))
        return None


def _parts(check: Checker, path: Path, found: object) -> list[Audience] | None:
    if not is_list(found):
        check.tell(path, "not_list", found=shown(found))
        return None
    parts = [read_audience(check, (*path, place), each) for place, each in enumerate(found)]
    known = [each for each in parts if each is not None]
    return known if len(known) == len(parts) else None


def named_audiences(people: object) -> tuple[list[tuple[str, Audience]], list[str]]:
    """Return the groups that `people` of `draft_plan` names, and what is wrong with others.

    A mapping whose values are levels is one audience; a mapping whose values are audiences or
    mappings names several; a sequence holds several without names. Names are empty where none was
    given.
    """
    if isinstance(people, Audience):
        return _checked([("", people)])
    if isinstance(people, pd.Series):
        return [], [say("errors.plan.rows")]
    if isinstance(people, Mapping) and people:
        nested = [isinstance(each, Mapping | Audience | pd.Series) for each in people.values()]
        if not any(nested):
            return _checked([("", people)])
        if all(nested):
            return _checked([(str(name), each) for name, each in people.items()])
        return [], [say("errors.plan.mixed")]
    if isinstance(people, Sequence) and not isinstance(people, str) and people:
        return _checked([("", each) for each in people])
    if people is None or (isinstance(people, Mapping | Sequence) and not people):
        return [], [say("errors.plan.nobody")]
    return [], [say("errors.plan.people_kind", kind=type(people).__name__)]


def _checked(pairs: list[tuple[str, Any]]) -> tuple[list[tuple[str, Audience]], list[str]]:
    groups, problems = [], []
    for name, conditions in pairs:
        try:
            if isinstance(conditions, pd.Series):
                raise PlanError(say("errors.plan.rows"))
            audience = Audience.of(conditions)
            if has_rows(audience):
                raise PlanError(say("errors.plan.rows"))
            groups.append((name, audience))
        except (PlanError, QuestionError) as problem:
            problems.append(named_problem(name, str(problem)))
    return groups, problems


def named_problem(name: str, problem: str) -> str:
    """Word a problem with one group of people, by its name where it has one."""
    return say("errors.plan.of_people", name=name, problem=problem) if name else problem
