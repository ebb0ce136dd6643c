"""Linear functions of cell sums, and how they move from replicate to replicate."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from techno_kit.numerics.deviations import Centre, deviations
from techno_kit.numerics.linear import Floats, Linear

EXACT = 1e-13  # sums of a few terms of size 1


@dataclass(frozen=True)
class Made:
    """Replicate sums that are given as one matrix, handed out three at a time."""

    sums: Floats
    coefficients: Floats
    centre: Centre = "estimate"
    df: float | None = None

    def blocks(self) -> Iterator[Floats]:
        for start in range(0, self.sums.shape[1], 3):
            yield self.sums[:, start : start + 3]


@pytest.fixture
def made() -> tuple[Floats, Floats, Floats, Floats]:
    rng = np.random.default_rng(5)
    w = rng.uniform(1, 3, 6)
    return w, w[:, None] * rng.uniform(0.5, 1.5, (6, 8)), rng.normal(size=6), np.arange(6) < 4


def share(w: Floats, y: Floats, base: Floats) -> float:
    return float((w * base) @ y / (w @ base))


def ratio_of(w: Floats, y: Floats, base: Floats) -> Floats:
    return base * (y - share(w, y, base)) / (w @ base)


def test_what_cancels_is_exactly_0() -> None:
    z = np.random.default_rng(1).normal(size=(50, 1)) / 3
    found = Linear(np.hstack([z, z]), None, np.array([[1 / 7], [-1 / 7]])).combined
    assert not found.any()


def test_without_combinations_the_ratios_are_the_estimates() -> None:
    z = np.ones((3, 2))
    assert Linear(z).combined is z


def test_a_ratio_moves_as_if_it_were_computed_anew(
    made: tuple[Floats, Floats, Floats, Floats],
) -> None:
    w, sums, y, base = made
    z = np.column_stack([ratio_of(w, y, base), ratio_of(w, y, ~base)])
    linear = Linear(z, np.column_stack([base, ~base]), np.array([[1.0, 1.0], [0.0, -1.0]]))
    found = deviations(linear, w, Made(sums, np.full(8, 0.25)))
    anew = np.array([[share(one, y, each) for each in (base, ~base)] for one in sums.T])
    moved = anew - [share(w, y, base), share(w, y, ~base)]
    expected = np.column_stack([moved[:, 0], moved[:, 0] - moved[:, 1]]) / 2
    assert np.abs(found - expected).max() < EXACT


def test_totals_have_no_denominator(made: tuple[Floats, Floats, Floats, Floats]) -> None:
    w, sums, y, _ = made
    found = deviations(Linear(y[:, None]), w, Made(sums, np.ones(8)))
    assert np.abs(found[:, 0] - (sums.T @ y - w @ y)).max() < EXACT


def test_the_mean_of_the_replicates_that_count_can_be_the_centre(
    made: tuple[Floats, Floats, Floats, Floats],
) -> None:
    w, sums, y, _ = made
    counted = np.array([0.0, *[1.0] * 7])
    found = deviations(Linear(y[:, None]), w, Made(sums, counted, "mean"))[:, 0]
    totals = sums.T @ y
    assert np.abs(found - counted * (totals - totals[1:].mean())).max() < EXACT


def test_who_vanishes_in_a_replicate_has_no_error_but_one_that_is_unknown(
    made: tuple[Floats, Floats, Floats, Floats],
) -> None:
    w, sums, y, base = made
    sums[base, 2] = 0
    z, held = ratio_of(w, y, base)[:, None], base[:, None]
    found = deviations(Linear(z, held), w, Made(sums, np.ones(8)))[:, 0]
    assert np.isnan(found[2]) and np.isfinite(np.delete(found, 2)).all()
