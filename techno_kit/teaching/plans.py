"""The exercises of the lesson 60_draft_a_post_plan."""

from functools import cache
from typing import Final

from techno_kit.planning.drafting import draft_plan
from techno_kit.planning.plan import Plan
from techno_kit.planning.playbook import Kind
from techno_kit.survey.audience import Audience
from techno_kit.teaching import study
from techno_kit.teaching.exercises import Exercise
from techno_kit.wording import say

BUYERS: Final = {"role": ["Decides on purchases"]}
CHOSEN: Final[Kind] = "embracing"


@cache
def _plan(objective: Kind | None = None) -> Plan:
    return draft_plan(study.sample(), study.ladder(), people=BUYERS, objective=objective)


def _first_by_draws() -> str:
    return max(_plan().ranking, key=lambda fit: fit.first or 0.0).objective


def _first_by_reach() -> str:
    return max(_plan().ranking, key=lambda fit: fit.reach).objective


def _base() -> int:
    return _plan().evidence[0].n


def _asked() -> int:
    """Return how many the people are with those who answered none of the items."""
    return int(study.sample().contains(Audience.of(BUYERS)).sum())


def _technologies(objective: Kind) -> set[str]:
    return {each.choice for each in _plan(objective).technology}


EXERCISES = (
    Exercise(
        "first_objective",
        expected=_first_by_draws,
        hint=say("teaching.first_objective.hint"),
        mistakes={say("teaching.first_objective.reach"): _first_by_reach},
    ),
    Exercise(
        "base_of_the_plan",
        expected=_base,
        unit="count",
        hint=say("teaching.base_of_the_plan.hint"),
        mistakes={
            say("teaching.base_of_the_plan.asked"): _asked,
            say("teaching.base_of_the_plan.everyone"): lambda: study.sample().n,
        },
    ),
    Exercise(
        "technologies",
        expected=lambda: _technologies(CHOSEN),
        hint=say("teaching.technologies.hint"),
        mistakes={say("teaching.technologies.other"): lambda: _technologies("listening")},
    ),
)
