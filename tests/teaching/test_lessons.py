"""Exercises are fair: known mistakes are wrong answers, and each is told apart from the others."""

import pytest

from techno_kit.errors import QuestionError
from techno_kit.teaching import Exercise, check
from techno_kit.teaching.catalogue import LESSONS, exercises, find

EXERCISES = list(exercises().values())
named = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)


@named
def test_the_right_answer_is_right(exercise: Exercise) -> None:
    assert check(exercise.name, exercise.expected()).right


@named
def test_a_known_mistake_is_told_as_what_it_is(exercise: Exercise) -> None:
    assert exercise.mistakes
    for sentence, mistaken in exercise.mistakes.items():
        verdict = check(exercise.name, mistaken())
        assert not verdict.right
        assert verdict.text == sentence


@named
def test_an_exercise_helps_with_any_other_mistake(exercise: Exercise) -> None:
    assert exercise.hint.endswith(".")


def test_no_two_lessons_ask_under_the_same_name() -> None:
    from importlib import import_module

    modules = [import_module(f"techno_kit.teaching.{each}") for each in LESSONS.values()]
    assert sum(len(each.EXERCISES) for each in modules) == len(EXERCISES)


def test_an_unknown_exercise_is_refused() -> None:
    with pytest.raises(QuestionError, match="did you mean 'respondents'"):
        find("respondent")
