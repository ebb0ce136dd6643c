"""The exercises of lesson 60: answers by another way, and every known mistake told as such."""

import pytest

import techno_kit as tk
from techno_kit.teaching import study
from techno_kit.teaching.plans import BUYERS, EXERCISES

BY_NAME = {each.name: each for each in EXERCISES}


def test_the_base_is_those_who_answered_an_item() -> None:
    sample = study.sample()
    answered = tk.score(sample, study.ladder())["inactives"].notna().to_numpy()
    members = sample.contains(tk.Audience.of(BUYERS))
    assert BY_NAME["base_of_the_plan"].expected() == int((answered & members).sum())


def test_the_technologies_are_those_of_the_chosen_objective() -> None:
    found = tk.draft_plan(study.sample(), study.ladder(), people=BUYERS, objective="embracing")
    assert BY_NAME["technologies"].expected() == {each.choice for each in found.technology}
    assert len(found.technology) > 1


def test_the_first_objective_leads_in_most_draws_but_reaches_fewer_people() -> None:
    ranking = tk.draft_plan(study.sample(), study.ladder(), people=BUYERS).ranking
    by_kind = {each.objective: each for each in ranking}
    exercise = BY_NAME["first_objective"]
    (by_reach,) = (mistaken() for mistaken in exercise.mistakes.values())
    first = by_kind[exercise.expected()]
    assert all((first.first or 0) >= (each.first or 0) for each in ranking)
    assert first.reach < by_kind[by_reach].reach


@pytest.mark.parametrize("name", BY_NAME)
def test_the_right_answer_is_right_and_every_known_mistake_is_told(name: str) -> None:
    exercise = BY_NAME[name]
    assert tk.teach.check(name, exercise.expected()).right
    for sentence, mistaken in exercise.mistakes.items():
        assert tk.teach.check(name, mistaken()).text == sentence
