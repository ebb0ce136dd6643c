"""A plan as its reader meets it: four parts in order, what they rest on, mistakes to avoid."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from techno_kit.planning.blocks import Block, Entries, Entry, Items, Part, Prose, grid
from techno_kit.planning.naming import quoted_wordings
from techno_kit.planning.objectives import number, objective_blocks
from techno_kit.planning.parts import Evidence, People, Strategy, Technology
from techno_kit.planning.playbook import load_playbook
from techno_kit.planning.telling import choice_of, is_everyone, methods_of_plan
from techno_kit.wording import count, index, index_interval, interval, join, percent, plural, say

if TYPE_CHECKING:
    from techno_kit.planning.plan import Plan

NUMBERS = ("share", "interval", "base", "index", "index_interval", "n")
TO_FOLLOW = ("measure", "owner", "stop_when")  # of a change that is decided


def parts_of(plan: "Plan") -> list[Part]:
    """Return the parts of a plan, in the order in which they are decided."""
    blocks = {
        "people": _people(plan),
        "objective": objective_blocks(plan),
        "strategy": _strategy(plan),
        "technology": _technology(plan),
        "mistakes": iter([Items(load_playbook().mistakes)]),
        "grounds": _grounds(plan),
    }
    return [Part(name, say(f"plan.parts.{name}"), tuple(each)) for name, each in blocks.items()]


def method_part(plan: "Plan") -> Part:
    """Return how the numbers were made, for the end of a file that is all that a reader has."""
    made_up = say("profile.made_up")
    told = [each.removeprefix(made_up).strip() for each in methods_of_plan(plan)]
    return Part("method", say("plan.parts.method"), tuple(Prose(each) for each in told if each))


def without_notice(part: Part) -> Part:
    """Return a part without the paragraph on made-up data, which a page tells at its top."""
    made_up = Prose(say("profile.made_up"))
    return Part(part.id, part.title, tuple(each for each in part.blocks if each != made_up))


def _people(plan: "Plan") -> Iterator[Block]:
    if plan.grounds.synthetic:
        yield Prose(say("profile.made_up"))
    titles = quoted_wordings(dict(plan.grounds.questions))
    for people in plan.people:
        who = people.audience.told(titles)
        rows = plan.evidence_on(people)
        if not rows:
            yield Prose(say("plan.no_evidence", name=people.name, who=who))
            continue
        if who != people.name:
            yield Prose(say("plan.who", name=people.name, who=who))
        bases = {each.n for each in rows}
        base = plural("units.respondents", max(bases))
        caption = say("plan.evidence", name=people.name, respondents=base)
        everyone = is_everyone(plan, people)
        shown = [_evidence_row(each, own_n=len(bases) > 1, alone=everyone) for each in rows]
        yield grid(caption, shown, NUMBERS)


def _evidence_row(each: Evidence, *, own_n: bool, alone: bool) -> dict[str, str]:
    """Return a row of the table.

    `own_n`: with its own base, as the caption's is not that of all. `alone`: without a comparison,
    as the people are everyone.
    """
    against = {"base": "", "index": "", "index_interval": ""}
    if not alone and each.base_share is not None:
        against["base"] = percent(each.base_share, 1)
    if not alone and each.index is not None:
        limits = index_interval(number(each.index_low), number(each.index_high))
        against |= {"index": index(each.index), "index_interval": limits}
    return {
        "answer": each.name,
        "share": percent(each.share, 1),
        "interval": interval(number(each.low), number(each.high), 1),
        **against,
        "n": count(each.n) if own_n else "",
        "id": each.id,
        "flag": each.flag,
    }


def _strategy(plan: "Plan") -> Iterator[Block]:
    if not plan.strategy:
        which = "strategy" if plan.objective is not None else "objective_first"
        yield Prose(say(f"plan.missing.{which}"))
        return
    if any(not each.change for each in plan.strategy):
        yield Prose(say("plan.strategy_open"))
    yield Entries(tuple(_change(each) for each in plan.strategy))


def _change(each: Strategy) -> Entry:
    """Return a strategy by its question, or else by the change itself."""
    facts = ("change", "measure", "owner", "stop_when") if each.prompt else TO_FOLLOW
    return _entry(
        each.prompt or each.change,
        [(name, getattr(each, name) or say("plan.to_decide")) for name in facts],
    )


def _entry(name: str, facts: Sequence[tuple[str, str]]) -> Entry:
    told = ((say(f"plan.columns.{key}"), text) for key, text in facts if text)
    return Entry(name, tuple(told))


def _technology(plan: "Plan") -> Iterator[Block]:
    if not plan.technology:
        which = "technology" if plan.objective is not None else "objective_first"
        yield Prose(say(f"plan.missing.{which}"))
        return
    yield Prose(say("plan.technology_ours"))
    yield Entries(tuple(_built(plan, each) for each in plan.technology))


def _built(plan: "Plan", each: Technology) -> Entry:
    facts = [("because", told) for told in _because(plan, each)] or [("because", _unproved(each))]
    facts += [("caution", _caution(*pair)) for pair in plan.backing(each) if pair[1].below]
    return _entry(choice_of(plan, each), [*facts, ("source", each.source or _unsourced(each))])


def _unproved(each: Technology) -> str:
    """Tell why a technology stands without evidence."""
    if not each.rungs:
        return say("plan.no_rungs")
    return say("plan.nothing_on", rungs=join(each.rungs))


def _unsourced(each: Technology) -> str:
    """Tell who proposes what no page names: the kit, or whoever made the plan."""
    ours = load_playbook().candidate(each.choice) is not None
    return say("plan.unsourced" if ours else "plan.own_choice")


def _because(plan: "Plan", technology: Technology) -> Iterator[str]:
    """Yield the evidence behind a technology, a sentence a group of people."""
    backing = list(plan.backing(technology))
    for people in plan.people:
        told = [_share_told(each) for about, each in backing if about is people]
        if told:
            several = len(plan.people) > 1
            note = join(told)
            yield say("plan.of_people", name=people.name, note=note) if several else note


def _share_told(each: Evidence) -> str:
    return say(
        "plan.because", answer=each.name, share=percent(each.share), n=count(each.n), id=each.id
    )


def _caution(people: People, each: Evidence) -> str:
    return say(
        "plan.caution",
        answer=each.name,
        name=people.name,
        index=index(number(each.index)),
        interval=index_interval(number(each.index_low), number(each.index_high)),
    )


def _grounds(plan: "Plan") -> Iterator[Block]:
    notes = tuple(each for each in plan.notes if each != say("profile.made_up"))
    if notes:
        yield Items(notes)
    if plan.waived:
        waived = (say("plan.waived", rule=each.rule, reason=each.reason) for each in plan.waived)
        yield Items(tuple(waived))
