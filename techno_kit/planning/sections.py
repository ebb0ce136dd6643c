"""A plan as its reader meets it: four parts in order, what they rest on, mistakes to avoid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from techno_kit.planning.parts import Evidence, Fit, Objective, People, Strategy, Technology
from techno_kit.planning.playbook import load_playbook
from techno_kit.planning.telling import verdict_of
from techno_kit.wording import (
    count,
    decimal,
    index,
    index_interval,
    interval,
    join,
    percent,
    plural,
    say,
)

if TYPE_CHECKING:
    from techno_kit.planning.plan import Plan

EVIDENCE_NUMBERS = ("share", "interval", "base", "index", "index_interval", "n")
FIT_NUMBERS = ("fit", "range", "reach", "reach_interval", "first", "mean_rank")
TO_FOLLOW = ("measure", "owner", "stop_when")  # of a change that is decided


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences of one paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """A table with its caption, the headings of its columns, and which of them hold numbers."""

    caption: str
    frame: pd.DataFrame
    columns: dict[str, str]
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a name, and what is to be said of it: pairs of a word and a text."""

    name: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A numbered list of entries."""

    entries: tuple[Entry, ...]


Block = Prose | Items | Grid | Entries


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """A part of a plan: an id, a heading, and its blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def parts_of(plan: "Plan") -> list[Part]:
    """Return the parts of a plan, in the order in which they are decided."""
    blocks = {
        "people": _people(plan),
        "objective": _objective(plan),
        "strategy": _strategy(plan),
        "technology": _technology(plan),
        "mistakes": iter([Items(load_playbook().mistakes)]),
        "grounds": _grounds(plan),
    }
    return [Part(name, say(f"plan.parts.{name}"), tuple(each)) for name, each in blocks.items()]


def _grid(caption: str, rows: Sequence[dict[str, str]], numbers: Sequence[str] = ()) -> Grid:
    """Return rows as a table whose empty columns are left out."""
    frame = pd.DataFrame(rows, dtype="str")
    shown = [str(name) for name in frame if (frame[name] != "").any()]
    columns = {name: say(f"plan.columns.{name}") for name in shown}
    return Grid(caption, frame, columns, tuple(each for each in numbers if each in shown))


def _people(plan: "Plan") -> Iterator[Block]:
    if plan.grounds.synthetic:
        yield Prose(say("profile.made_up"))
    titles: dict[str, str] = {}
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
        shown = [_evidence_row(each, base=len(bases) > 1) for each in rows]
        yield _grid(caption, shown, EVIDENCE_NUMBERS)


def _evidence_row(each: Evidence, *, base: bool) -> dict[str, str]:
    """Return a row; `base`: with its own n, as the caption's is not that of all."""
    return {
        "answer": each.name,
        "share": percent(each.share, 1),
        "interval": interval(_number(each.low), _number(each.high), 1),
        "base": percent(_number(each.base_share), 1),
        "index": index(_number(each.index)),
        "index_interval": index_interval(_number(each.index_low), _number(each.index_high)),
        "n": count(each.n) if base else "",
        "id": each.id,
        "flag": each.flag,
    }


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _objective(plan: "Plan") -> Iterator[Block]:
    if plan.objective is not None:
        yield from _chosen(plan.objective)
    else:
        yield Prose(say("plan.missing.objective"))
    if not plan.ranking:
        if plan.objective is None:
            yield _grid(say("plan.five"), list(_five()))
        return
    yield Prose(say("plan.ranking.label"))
    for people in plan.people:
        fits = [each for each in plan.ranking if each.people == people.name]
        yield Prose(verdict_of(plan, people))
        if fits:
            caption = say("plan.ranking.caption", name=people.name)
            yield _grid(caption, [_fit_row(each) for each in fits], FIT_NUMBERS)
    yield _grid(say("plan.five"), list(_five()))


def _five() -> Iterator[dict[str, str]]:
    for each in load_playbook().approaches.values():
        yield {
            "objective": each.label,
            "function": each.function,
            "choose_when": each.choose_when,
        }


def _fit_row(fit: Fit) -> dict[str, str]:
    ranked = fit.first is not None
    return {
        "objective": load_playbook().approaches[fit.objective].label,
        "fit": index(fit.fit),
        "range": index_interval(_number(fit.low), _number(fit.high)) if ranked else "",
        "first": percent(_number(fit.first)) if ranked else "",
        "mean_rank": decimal(_number(fit.mean_rank), 1) if ranked else "",
        "reach": percent(fit.reach),
        "reach_interval": interval(_number(fit.reach_low), _number(fit.reach_high)),
    }


def _chosen(objective: Objective) -> Iterator[Block]:
    approach = load_playbook().approaches[objective.kind]
    yield Prose(
        say(
            "plan.chosen",
            objective=approach.label,
            function=approach.function,
            when=approach.choose_when,
        )
    )
    decide = say("plan.to_decide")
    due = decide if objective.due is None else str(objective.due)
    values = {
        "metric": objective.metric or decide,
        "baseline": decide if objective.baseline is None else plain(objective.baseline),
        "target": decide if objective.target is None else plain(objective.target),
        "due": due,
    }
    yield _grid(say("plan.goal"), [values])


def plain(value: float) -> str:
    """Write a number that people gave as they gave it, its thousands grouped."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.12g}"


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
        {name: getattr(each, name) or say("plan.to_decide") for name in facts},
    )


def _entry(name: str, facts: dict[str, str]) -> Entry:
    told = ((say(f"plan.columns.{key}"), text) for key, text in facts.items() if text)
    return Entry(name, tuple(told))


def _technology(plan: "Plan") -> Iterator[Block]:
    if not plan.technology:
        which = "technology" if plan.objective is not None else "objective_first"
        yield Prose(say(f"plan.missing.{which}"))
        return
    yield Prose(say("plan.technology_ours"))
    yield Entries(tuple(_built(plan, each) for each in plan.technology))


def _built(plan: "Plan", each: Technology) -> Entry:
    backing = list(plan.backing(each))
    several = len(plan.people) > 1
    facts = {
        "because": join(_because(*pair, several=several) for pair in backing)
        or join(each.rungs)
        or say("plan.no_rungs"),
        "caution": " ".join(_caution(*pair) for pair in backing if pair[1].below),
        "source": each.source or _unsourced(each),
    }
    return _entry(each.choice, facts)


def _unsourced(each: Technology) -> str:
    """Tell who proposes what no page names: the kit, or whoever made the plan."""
    ours = load_playbook().candidate(each.choice) is not None
    return say("plan.unsourced" if ours else "plan.own_choice")


def _because(people: People, each: Evidence, *, several: bool) -> str:
    told = say(
        "plan.because", answer=each.name, share=percent(each.share), n=count(each.n), id=each.id
    )
    return say("plan.of_people", name=people.name, note=told) if several else told


def _caution(people: People, each: Evidence) -> str:
    return say(
        "plan.caution",
        answer=each.name,
        name=people.name,
        index=index(_number(each.index)),
        interval=index_interval(_number(each.index_low), _number(each.index_high)),
    )


def _grounds(plan: "Plan") -> Iterator[Block]:
    notes = tuple(each for each in plan.notes if each != say("profile.made_up"))
    if notes:
        yield Items(notes)
    yield Prose(plan.method)
    if plan.waived:
        waived = (say("plan.waived", rule=each.rule, reason=each.reason) for each in plan.waived)
        yield Items(tuple(waived))
