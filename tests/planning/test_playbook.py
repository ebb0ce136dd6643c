"""The playbook: five objectives in order, sound weights, sources where something was read."""

import tomllib
from importlib import resources

import pytest

import techno_kit as tk
from techno_kit.planning.playbook import KINDS, load_playbook

RUNGS = {rung.id for rung in tk.load_ladder("2010").active}


def test_the_five_with_their_business_functions() -> None:
    found = {each.label: each.function for each in load_playbook().approaches.values()}
    assert found == {
        "Listening": "research",
        "Talking": "marketing",
        "Energizing": "sales",
        "Supporting": "support",
        "Embracing": "development",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_an_objective_leans_on_rungs_and_its_weights_sum_to_one(kind: str) -> None:
    approach = load_playbook().approaches[kind]
    assert set(approach.weights) <= RUNGS
    assert sum(approach.weights.values()) == pytest.approx(1, abs=1e-12)
    assert min(approach.weights.values()) > 0 and approach.reason
    assert len(approach.strategy) >= 2 and all(each.measure for each in approach.strategy)
    assert approach.technology and all(set(each.rungs) <= RUNGS for each in approach.technology)


def test_no_two_objectives_lean_alike() -> None:
    weights = [tuple(each.weights.items()) for each in load_playbook().approaches.values()]
    assert len(set(weights)) == 5


def test_what_was_read_has_a_source_and_what_was_inferred_has_none() -> None:
    named = {
        each.choice: each.source
        for approach in load_playbook().approaches.values()
        for each in approach.technology
    }
    assert [choice for choice, source in named.items() if not source] == [
        "idea exchange with votes"
    ]
    book = tomllib.loads(
        (resources.files("techno_kit.planning") / "playbook.toml").read_text("utf-8")
    )
    assert all(each["source"] for each in (*book["objectives"].values(), *book["mistakes"]))


def test_a_technology_is_found_whatever_its_capitals() -> None:
    found = load_playbook().candidate("SUPPORT forum")
    assert found is not None and found.rungs == ("critics", "spectators")
    assert load_playbook().candidate("forum") is None
