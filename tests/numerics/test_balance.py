"""How weights spread, against sums that are written out."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from techno_kit.numerics.balance import (
    in_means,
    share_deviation,
    standardised,
    variance_between,
    weight_spread,
)

EXACT = 1e-12  # relative; sums of a few dozen numbers in another order
SCALED = 1e-9  # relative; squares of weights of very different size

weights = st.lists(st.floats(0.01, 100), min_size=1, max_size=60).map(np.array)


def test_the_measures_of_five_weights_by_hand() -> None:
    found = weight_spread(np.array([0.5, 1.0, 1.5, 3.0, 0.0]))
    assert (found.n, found.zeros, found.negative) == (5, 1, 0)
    assert (found.total, found.least, found.mean, found.largest) == (6, 0.5, 1.5, 3)
    assert found.largest_to_mean == 2
    assert found.deff == pytest.approx(4 * 12.5 / 36, rel=EXACT)
    assert found.n_eff == pytest.approx(36 / 12.5, rel=EXACT)
    assert found.efficiency == pytest.approx(36 / 50, rel=EXACT)
    assert found.top_share == 0.5  # the one largest of four


@pytest.mark.parametrize(("n", "top"), [(1, 1), (100, 1), (101, 2), (1000, 10)])
def test_the_top_is_a_hundredth_of_the_weights_one_at_least(n: int, top: int) -> None:
    values = np.arange(1.0, n + 1)
    held = values[-top:].sum() / values.sum()
    assert weight_spread(values).top_share == pytest.approx(held, rel=EXACT)


def test_weights_below_0_count_and_a_sum_of_0_has_no_design_effect() -> None:
    found = weight_spread(np.array([-1.0, 2.0, 2.0]))
    assert (found.negative, found.least) == (1, -1)
    assert found.deff == pytest.approx(3 * 9 / 9, rel=EXACT)
    nothing = weight_spread(np.array([-1.0, 1.0]))
    assert isnan(nothing.deff)
    assert isnan(nothing.efficiency)
    assert isnan(nothing.largest_to_mean)


@given(weights, st.floats(1e-6, 1e6))
def test_no_measure_but_the_amounts_depends_on_the_scale(values: np.ndarray, scale: float) -> None:
    one, other = weight_spread(values), weight_spread(values * scale)
    for name in ("deff", "n_eff", "efficiency", "top_share", "largest_to_mean"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=SCALED)
    assert 1 - SCALED <= one.deff <= len(values) * (1 + SCALED)
    assert one.n_eff * one.deff == pytest.approx(len(values), rel=SCALED)


def test_distances_are_in_standard_deviations_of_the_reference() -> None:
    shares, goals = np.array([0.6, 0.2, 0.1, 0.3]), np.array([0.5, 0.2, 0.0, np.nan])
    found = standardised(shares, goals, share_deviation(goals))
    assert found[:2] == pytest.approx([0.2, 0.0], rel=EXACT)
    assert np.isnan(found[2:]).all()  # a share of 0 has no deviation, no target no distance


def test_shares_that_weights_below_0_pushed_out_of_bounds_have_no_deviation() -> None:
    assert share_deviation(np.array([-0.1, 1.2, 0.5])).tolist() == [0, 0, 0.5]


@given(st.lists(st.lists(st.floats(0.1, 10), min_size=1, max_size=8), min_size=1, max_size=5))
def test_the_variance_between_groups_is_that_of_their_means(groups: list[list[float]]) -> None:
    rows = np.concatenate([np.array(each) for each in groups])
    means = np.concatenate([np.full(len(each), np.mean(each)) for each in groups])
    n = np.array([len(each) for each in groups])
    sums = np.array([np.sum(each) for each in groups])
    squares = np.array([np.sum(np.square(each)) for each in groups])
    found = variance_between(n, sums, squares)
    if rows.var() > 1e-6:
        assert found == pytest.approx(means.var() / rows.var(), abs=1e-6)


def test_equal_weights_have_no_variance_to_split() -> None:
    assert isnan(
        variance_between(np.array([2, 0, 3]), np.array([2.0, 0, 3]), np.array([2.0, 0, 3]))
    )


def test_multiples_are_of_the_mean_of_the_own_group() -> None:
    values, groups = np.array([1.0, 3.0, 0.0, 10.0, 30.0]), np.array([0, 0, 0, 1, 1])
    multiples = in_means(values, groups)
    assert multiples.tolist() == [0.5, 1.5, 0, 0.5, 1.5]
    spread = weight_spread(values, multiples)
    assert (spread.largest, spread.largest_to_mean) == (30, 1.5)
    assert weight_spread(values).largest_to_mean == pytest.approx(30 / 11, rel=EXACT)
