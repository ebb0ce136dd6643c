"""What follows from the objective: questions about strategy, and candidates of technology."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from techno_kit.errors import listed, nearest, unknown_word
from techno_kit.planning.parts import Evidence, Objective, Strategy, Technology
from techno_kit.planning.playbook import KINDS, Approach, load_playbook
from techno_kit.survey.checks import shown_option
from techno_kit.wording import join, say

Strategies = str | Sequence[str | Mapping[str, str] | Strategy]
Technologies = str | Sequence[str | Mapping[str, str | Sequence[str]] | Technology]
STRATEGY = tuple(each.name for each in fields(Strategy))
TECHNOLOGY = ("choice", "rungs", "source")


def chosen_objective(found: object) -> tuple[Objective | None, list[str]]:
    """Return the one objective that was given, and what is wrong with it."""
    if found is None or isinstance(found, Objective):
        return found, []
    if isinstance(found, str):
        if found in KINDS:
            return Objective(found), []
        return None, [unknown_word("objective", found, KINDS)]
    if isinstance(found, Sequence | set | frozenset):
        return None, [say("errors.plan.pick_one")]
    return None, [say("errors.plan.objective_kind", kind=type(found).__name__)]


def given_strategy(found: Strategies) -> tuple[tuple[Strategy, ...], list[str]]:
    """Return the strategies that were given, and what is wrong with them."""
    entries, problems = _tables("strategy", found, "change", STRATEGY)
    return tuple(Strategy(**each) for each in entries), problems


def given_technology(
    found: Technologies, legal: Sequence[str]
) -> tuple[tuple[Technology, ...], list[str]]:
    """Return the technologies that were given, and what is wrong with them.

    One that the playbook knows by name brings its rungs along.
    """
    entries, problems = _tables("technology", found, "choice", TECHNOLOGY)
    chosen = []
    for each in entries:
        candidate = load_playbook().candidate(each["choice"])
        rungs = each.get("rungs", ())
        rungs = (rungs,) if isinstance(rungs, str) else tuple(rungs)
        if not rungs and candidate is not None:
            rungs = tuple(rung for rung in candidate.rungs if rung in legal)
        problems += [
            say("errors.plan.no_rung", rung=rung, near=nearest(rung, legal), legal=listed(legal))
            for rung in rungs
            if rung not in legal
        ]
        source = "" if candidate is None else candidate.source
        chosen.append(Technology(each["choice"], rungs, source=each.get("source", source)))
    return tuple(chosen), problems


def _tables(
    part: str, found: object, key: str, legal: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return strategies or technologies as their fields, and what is wrong with the others."""
    entries: list[dict[str, Any]] = []
    problems: list[str] = []
    for each in _listed(found):
        entry: object = each
        if isinstance(each, Strategy | Technology):
            entry = {name: value for name in legal if (value := getattr(each, name, ""))}
        elif isinstance(each, str):
            entry = {key: each}
        wrong = list(_problems(part, entry, key, legal))
        problems += wrong
        if isinstance(entry, Mapping) and not wrong:
            entries.append(dict(entry))
    return entries, problems


def _listed(found: object) -> list[object]:
    if isinstance(found, str | Mapping | Strategy | Technology):
        return [found] if found else []
    return list(found) if isinstance(found, Sequence) else [found]


def _problems(part: str, entry: object, key: str, legal: Sequence[str]) -> Iterator[str]:
    """Word what is wrong with the fields of one strategy or technology."""
    if not isinstance(entry, Mapping):
        yield say("errors.plan.entry_kind", part=part, kind=type(entry).__name__, key=key)
        return
    for name, value in entry.items():
        if name not in legal:
            near = nearest(name, legal)
            yield say("errors.plan.entry_key", part=part, key=name, legal=listed(legal), near=near)
        elif name == "rungs":
            if not (isinstance(value, str) or _are_texts(value)):
                yield say("errors.plan.entry_rungs", found=shown_option(value))
        elif not isinstance(value, str):
            yield say("errors.plan.entry_text", part=part, key=name, found=shown_option(value))
    told = [entry.get(each) for each in (key, "prompt")]
    if not any(not isinstance(each, str | None) or (each or "").strip() for each in told):
        yield say("errors.plan.entry_blank", part=part, key=key)


def _are_texts(value: object) -> bool:
    return isinstance(value, Sequence) and all(isinstance(each, str) for each in value)


def prompts(approach: Approach) -> tuple[Strategy, ...]:
    """Return the playbook's questions about strategy; change, owner and end are to be decided."""
    return tuple(Strategy(prompt=each.prompt, measure=each.measure) for each in approach.strategy)


def candidates(
    approach: Approach,
    evidence: Sequence[Evidence],
    given: Sequence[Technology],
    labels: Mapping[str, str],
) -> tuple[tuple[Technology, ...], list[str]]:
    """Return technologies with the evidence on their rungs, and notes on those left out.

    Parameters
    ----------
    approach : Approach
        The objective; its candidates stand unless others are given.
    evidence : sequence of Evidence
        On all people.
    given : sequence of Technology
        What the planner chose.
    labels : mapping of str to str
        Rung to its name in captions.
    """
    asked = {each.answer for each in evidence}
    held = {each.answer for each in evidence if each.share > 0}
    proposed = [
        Technology(each.choice, each.rungs, source=each.source) for each in approach.technology
    ]
    kept, notes = [], []
    for each in given or proposed:
        ids = tuple(row.id for row in evidence if row.answer in each.rungs)
        absent = [rung for rung in each.rungs if rung not in asked]
        nobody = [rung for rung in each.rungs if rung in asked and rung not in held]
        if not given and (absent or nobody):
            why = "not_asked" if absent else "nobody"
            rungs = join(labels.get(rung, rung) for rung in absent or nobody)
            notes.append(say(f"plan.left_out.{why}", choice=each.choice, rungs=rungs))
            continue
        kept.append(Technology(each.choice, each.rungs, ids, each.source))
    return tuple(kept), notes
