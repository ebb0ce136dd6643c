"""The textbook's example: Kalton and Flores-Cervantes (2003), J. Official Statistics 19, 81-97.

A sample of 1,000 in 4 x 3 cells, and 1,500 in the population. The counts and the factors, printed
with two decimals, are those of the paper as R's `survey` repeats them in its own tests
(tests/kalton.R and its saved output, where comments name the paper's tables). A public repository's
tests quote tables A, B and D from the paper itself, with the same figures. The paper's table of
logistic factors was not at hand: those are held against R's `glm` in tests/numerics.
"""

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk

PRINTED = 0.005 + 1e-9  # two decimals
A, B = ["A1", "A2", "A3", "A4"], ["B1", "B2", "B3"]
CELLS = [(a, b) for b in B for a in A]
SAMPLE = dict(
    zip(CELLS, [20, 50, 100, 30, 40, 140, 50, 100, 40, 310, 50, 70], strict=True),
)
POPULATION = dict(
    zip(CELLS, [80, 60, 170, 55, 40, 150, 60, 165, 55, 340, 200, 125], strict=True),
)
FACTORS = {
    "A cells": [
        [4.00, 1.00, 1.38],
        [1.20, 1.07, 1.10],
        [1.70, 1.20, 4.00],
        [1.83, 1.65, 1.79],
    ],
    "B raking": [
        [1.81, 1.45, 2.02],
        [1.08, 0.87, 1.21],
        [2.20, 1.76, 2.45],
        [1.83, 1.47, 2.04],
    ],
    "C linear": [
        [1.82, 1.50, 1.97],
        [1.09, 0.78, 1.24],
        [2.19, 1.88, 2.34],
        [1.83, 1.52, 1.98],
    ],
    "D regression": [
        [1.21, 1.17, 1.14],
        [1.43, 1.40, 1.36],
        [1.66, 1.62, 1.59],
        [1.88, 1.85, 1.81],
    ],
    "G logit": [
        [1.87, 1.46, 1.98],
        [1.08, 0.74, 1.27],
        [2.17, 2.09, 2.18],
        [1.89, 1.49, 1.99],
    ],
    "G truncated": [
        [1.81, 1.48, 1.99],
        [1.08, 0.75, 1.26],
        [2.20, 2.00, 2.20],
        [1.83, 1.50, 2.00],
    ],
}


def rows(counts: dict[tuple[str, str], int]) -> pd.DataFrame:
    pairs = [cell for cell, n in counts.items() for _ in range(n)]
    frame = pd.DataFrame(pairs, columns=["a", "b"])
    return frame.assign(
        x=frame["a"].str[1].astype(int), y=frame["b"].str[1].astype(int), everyone="yes"
    )


NUMBERS = tk.Codebook(questions={each: tk.Question(each, kind="number") for each in "xy"})
SURVEY = tk.Sample.from_frame(rows(SAMPLE), labels=NUMBERS)


def counts(*variables: str) -> dict[object, float]:
    people = rows(POPULATION).groupby(list(variables)).size()
    return {key[0] if len(variables) == 1 else key: float(n) for key, n in _items(people)}


def _items(people: "pd.Series[int]") -> list[tuple[tuple[str, ...], int]]:
    return [(key if isinstance(key, tuple) else (key,), n) for key, n in people.items()]


MARGINS = tk.Targets.from_counts({"a": counts("a"), "b": counts("b")})
FULL = tk.Targets.from_counts({("a", "b"): counts("a", "b")})


def factors(weights: tk.Weights, survey: tk.Sample = SURVEY) -> np.ndarray:
    frame = survey.frame.assign(w=weights.values)
    return frame[frame["w"] > 0].groupby(["a", "b"])["w"].mean().unstack().to_numpy()


def assert_printed(weights: tk.Weights, table: str, survey: tk.Sample = SURVEY) -> None:
    assert np.abs(factors(weights, survey) - FACTORS[table]).max() <= PRINTED


def test_cells() -> None:
    asked = rows(POPULATION)
    answered = pd.Series(False, index=asked.index)
    for cell, n in SAMPLE.items():
        of_cell = asked.index[(asked["a"] == cell[0]) & (asked["b"] == cell[1])]
        answered[of_cell[:n]] = True
    everyone = tk.Sample.from_frame(asked)
    weights = tk.adjust_nonresponse(everyone, answered, ["a", "b"])
    assert_printed(weights, "A cells", everyone)
    assert weights.values.sum() == pytest.approx(1500)


def test_post_stratification() -> None:
    assert_printed(tk.poststratify(SURVEY, FULL), "A cells")


def test_raking() -> None:
    assert_printed(tk.rake(SURVEY, MARGINS), "B raking")
    assert_printed(tk.calibrate(SURVEY, MARGINS, distance="raking"), "B raking")


def test_linear() -> None:
    assert_printed(tk.calibrate(SURVEY, MARGINS, distance="linear"), "C linear")


def test_regression_on_numbers() -> None:
    people = rows(POPULATION)
    sums = {each: float(people[each].sum()) for each in "xy"}
    totals = tk.Targets.from_counts({"everyone": {"yes": len(people)}, **sums})
    assert_printed(tk.calibrate(SURVEY, totals, distance="linear"), "D regression")


@pytest.mark.parametrize("distance", ["logit", "truncated"])
def test_bounded(distance: str) -> None:
    weights = tk.calibrate(SURVEY, MARGINS, distance=distance, bounds=(0.5, 2.2))  # type: ignore[arg-type]
    assert_printed(weights, f"G {distance}")
