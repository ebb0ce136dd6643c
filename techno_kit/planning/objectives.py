"""The objective as a plan's reader meets it: the one that was chosen, or the ranking of five."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from techno_kit.planning.blocks import Block, Prose, grid
from techno_kit.planning.parts import Fit, Objective
from techno_kit.planning.playbook import load_playbook
from techno_kit.planning.telling import plain, verdict_of
from techno_kit.wording import decimal, index, index_interval, interval, percent, say

if TYPE_CHECKING:
    from techno_kit.planning.plan import Plan

NUMBERS = ("fit", "range", "reach", "reach_interval", "first", "mean_rank")


def objective_blocks(plan: "Plan") -> Iterator[Block]:
    """Yield the objective with its reason and its goal, and the ranking where the plan has one."""
    if plan.objective is not None:
        yield from chosen_blocks(plan.objective)
    else:
        yield Prose(say("plan.missing.objective"))
    if plan.ranking:
        yield Prose(say("plan.ranking.label"))
        for people in plan.people:
            fits = [each for each in plan.ranking if each.people == people.name]
            yield Prose(verdict_of(plan, people))
            if fits:
                caption = say("plan.ranking.caption", name=people.name)
                yield grid(caption, [_fit_row(each) for each in fits], NUMBERS)
    if plan.ranking or plan.objective is None:
        yield grid(say("plan.five"), list(_five()))


def chosen_blocks(objective: Objective) -> Iterator[Block]:
    """Yield an objective: the planner's reason, the kit's hint, and how it will be measured."""
    approach = load_playbook().approaches[objective.kind]
    decide = say("plan.to_decide")
    names = {"objective": approach.label, "function": approach.function}
    yield Prose(say("plan.chosen", **names, why=objective.why.strip() or decide))
    yield Prose(say("plan.hint", when=approach.choose_when))
    values = {
        "metric": objective.metric or decide,
        "baseline": decide if objective.baseline is None else plain(objective.baseline),
        "target": decide if objective.target is None else plain(objective.target),
        "due": decide if objective.due is None else str(objective.due),
    }
    yield grid(say("plan.goal"), [values])


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
        "range": index_interval(number(fit.low), number(fit.high)) if ranked else "",
        "first": percent(number(fit.first)) if ranked else "",
        "mean_rank": decimal(number(fit.mean_rank), 1) if ranked else "",
        "reach": percent(fit.reach),
        "reach_interval": interval(number(fit.reach_low), number(fit.reach_high)),
    }


def number(value: float | None) -> float:
    """Return a number as the formats take it: NaN for what is not known."""
    return float("nan") if value is None else value
