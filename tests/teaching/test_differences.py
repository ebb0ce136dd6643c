"""The exercises of lesson 40: answers by another way, and every known mistake told as such."""

import numpy as np
import pytest

import techno_kit as tk
from techno_kit.teaching import study
from techno_kit.teaching.differences import EXERCISES

ROUNDING = 1e-9  # of sums in another order
BY_NAME = {each.name: each for each in EXERCISES}


def share(rung: str, question: str, level: str) -> float:
    """Weigh one rung's share in one group, row by row."""
    sample = study.sample()
    held = tk.score(sample, study.ladder())[rung]
    member = sample.contains(tk.Audience.of({question: [level]})) & held.notna().to_numpy()
    weight = sample.weight
    assert weight is not None
    return float(np.average(held[member].astype(float), weights=weight[member]))


def test_the_points_between_graduates_and_others_are_a_difference_of_weighted_shares() -> None:
    high = share("spectators", "education", "College graduate")
    low = share("spectators", "education", "High school or less")
    assert BY_NAME["more_spectators"].expected() == pytest.approx(high - low, abs=ROUNDING)


def test_what_is_still_possible_is_further_from_zero_than_what_was_found() -> None:
    found = share("creators", "market", "Market A") - share("creators", "market", "Market B")
    pair = tk.compare(study.sample(), study.ladder(), by="market").pairs.set_index("answer")
    far = abs(found) + 1.97 * pair.loc["creators", "se"]  # t on 160 df or a little fewer: 1.975
    assert BY_NAME["still_possible"].expected() == pytest.approx(far, abs=0.0005)


def test_with_two_groups_the_pairs_of_the_table_agree_with_the_tests_of_its_rows() -> None:
    tests = tk.compare(study.sample(), study.ladder(), by="gender").tests.dropna(subset="answer")
    clear = set(tests.loc[tests["p_adjusted"] <= 0.05, "answer"])
    assert BY_NAME["rungs_that_differ"].expected() == clear


def test_over_the_whole_table_fewer_rungs_differ_than_row_by_row() -> None:
    exercise = BY_NAME["rungs_that_differ"]
    (by_row,) = (mistaken() for mistaken in exercise.mistakes.values())
    assert exercise.expected() < by_row


@pytest.mark.parametrize("name", BY_NAME)
def test_the_right_answer_is_right_and_every_known_mistake_is_told(name: str) -> None:
    exercise = BY_NAME[name]
    assert tk.teach.check(name, exercise.expected()).right
    for sentence, mistaken in exercise.mistakes.items():
        assert tk.teach.check(name, mistaken()).text == sentence
