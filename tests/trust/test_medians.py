"""Intervals of medians hold the truth where many respondents share a value."""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from tests.trust import populations
from tests.trust.readings import WHOLE, numbers
from tests.trust.scenarios import SCENARIOS

RUNS = 150
LEAST = 0.92  # of 150 runs at 0.975 or more, fewer come about less than once in a thousand times


def test_the_scale_has_the_shares_it_is_made_for() -> None:
    frame = pd.concat([SCENARIOS["plain"].frame(run) for run in range(20)])
    below = [(frame["often"] <= point).mean() for point in (1, 2, 3, 4)]
    assert below == pytest.approx(populations.SCALE, abs=0.02)
    assert populations.true_hours()["median of a scale"] == 2


@pytest.mark.trust
@pytest.mark.parametrize("name", ["plain", "skewed"])
def test_the_median_of_a_scale_is_held(name: str) -> None:
    """R's interval holds it in 55 to 70% of runs."""
    scenario, true = SCENARIOS[name], populations.true_hours()
    held = []
    for run in range(RUNS):
        frame = scenario.frame(run)
        held.append(numbers(scenario.weighted(frame, run), true))
    found = pd.DataFrame(held).mean()
    assert found["interval of a median of a scale", WHOLE, WHOLE, WHOLE] >= LEAST
    assert found["interval of a median", WHOLE, WHOLE, WHOLE] >= 0.88


def test_the_interval_of_a_tied_median_holds_in_samples_of_many_sizes() -> None:
    """Half of the samples find 3 where the median is 2: the limits still hold it."""
    random = np.random.default_rng(20260301)
    for n in (100, 400):
        held = []
        for _ in range(60):
            answers = random.choice([1, 2, 3, 4, 5], n, p=[0.20, 0.31, 0.24, 0.15, 0.10])
            sample = tk.Sample.from_frame(pd.DataFrame({"often": answers}))
            row = tk.estimate(sample, "often", statistic="quantile").table.iloc[0]
            held.append(row["low"] <= 2 <= row["high"])
        assert np.mean(held) >= 0.9, n
