"""The exercises of lesson 50: answers by another way, and every known mistake told as such."""

import numpy as np
import pytest

import techno_kit as tk
from techno_kit.teaching import study
from techno_kit.teaching.compare_waves import EXERCISES

ROUNDING = 1e-9  # of sums in another order
BY_NAME = {each.name: each for each in EXERCISES}
WAVES = ("Wave 1", "Wave 2")


def raked() -> tk.Sample:
    sample = tk.load_example()
    return sample.with_weights(tk.rake(sample, tk.load_targets(), cap=5, within="wave"))


def share(sample: tk.Sample, rung: str, wave: str) -> float:
    """Weigh one rung's share in one wave, row by row."""
    held = tk.score(sample, study.ladder())[rung]
    inside = sample.contains(tk.Audience.of({"wave": [wave]})) & held.notna().to_numpy()
    weight = sample.weight
    assert weight is not None
    return float(np.average(held[inside].astype(float), weights=weight[inside]))


def test_a_change_is_the_later_share_less_the_earlier() -> None:
    sample = raked()
    first, second = (share(sample, "conversationalists", wave) for wave in WAVES)
    expected = BY_NAME["change_of_conversationalists"].expected()
    assert expected == pytest.approx(second - first, abs=ROUNDING)


def test_the_largest_rise_is_the_upper_limit_of_the_change() -> None:
    sample = raked()
    gaps = tk.compare(sample, study.ladder(), by="wave", against={"wave": "Wave 1"}).pairs
    expected = BY_NAME["largest_rise_of_creators"].expected()
    assert expected == pytest.approx(gaps.set_index("answer").loc["creators", "high"], abs=ROUNDING)


def test_what_the_lesson_says_of_the_intervals_that_miss() -> None:
    """Three of seven, by name; one of them leaves 0 out, none is clear over the table."""
    gaps = tk.compare(
        raked(), study.ladder(), by="wave", against={"wave": "Wave 1"}, family="table"
    )
    changes = gaps.pairs.set_index("answer")
    shares = tk.teach.true_shares()
    truth = (shares["Wave 2"] - shares["Wave 1"]).reindex(changes.index)
    missed = (truth < changes["low"]) | (truth > changes["high"])
    assert set(changes.index[missed]) == {"critics", "joiners", "inactives"}
    without_0 = (changes["low"] > 0) | (changes["high"] < 0)
    assert set(changes.index[without_0]) == {"critics"}
    assert changes["p_adjusted"].min() > 0.05


def test_wave_1_drew_people_who_do_more() -> None:
    groups = tk.profile(raked(), study.ladder(), by="wave").groups
    wave = groups[groups["level"] == "Wave 1"].set_index("answer")["share"]
    high = wave > tk.teach.true_shares()["Wave 1"]
    assert set(high.index[~high]) == {"creators", "inactives"}


@pytest.mark.parametrize("name", BY_NAME)
def test_the_right_answer_is_right_and_every_known_mistake_is_told(name: str) -> None:
    exercise = BY_NAME[name]
    assert tk.teach.check(name, exercise.expected()).right
    for sentence, mistaken in exercise.mistakes.items():
        assert tk.teach.check(name, mistaken()).text == sentence
