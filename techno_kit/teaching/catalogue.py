"""The exercises of all lessons, by name."""

from functools import cache
from importlib import import_module
from typing import Final

from techno_kit.errors import QuestionError, listed, nearest
from techno_kit.teaching.exercises import Exercise
from techno_kit.wording import say

#: The modules that hold a lesson's exercises in a tuple ``EXERCISES``, by the lesson's number.
LESSONS: Final = {
    "00": "start_here",
    "10": "read_and_screen",
    "20": "weight_a_sample",
    "30": "build_a_profile",
    "40": "differences",
    "50": "compare_waves",
    "60": "plans",
}


@cache
def exercises() -> dict[str, Exercise]:
    """Return every lesson's exercises by name."""
    found = {}
    for module in LESSONS.values():
        for each in import_module(f"techno_kit.teaching.{module}").EXERCISES:
            found[each.name] = each
    return found


def find(name: str) -> Exercise:
    """Return an exercise of the lessons.

    Raises
    ------
    QuestionError
        If there is none of that name.
    """
    known = exercises()
    if name not in known:
        names = listed(list(known), shown=len(known))
        raise QuestionError(
            say("teaching.unknown", name=name, names=names, near=nearest(name, known))
        )
    return known[name]
