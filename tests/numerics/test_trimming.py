import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from techno_kit.numerics.trimming import trim_weights

ROUNDING = 1e-12  # sums of some dozens of weights
FIRST = np.array([1, 1, 2, 8, 3, 0.2])
SECOND = np.array([3.9, 1, 2, 8, 3.5, 0.2, 0.3])

# R 4.2, survey 4.1-1: weights(trimWeights(design, upper, lower, strict = TRUE)).
R = [
    (FIRST, -np.inf, 4, [1.8, 1.8, 2.8, 4, 3.8, 1]),
    (FIRST, 0.5, 3.5, [2.1875, 2.1875, 3.1875, 3.5, 3.5, 0.6375]),
    (SECOND, 0.5, 4, [4, 2.1625, 3.1625, 4, 4, 0.7875, 0.7875]),
]

weights_of = st.lists(
    st.floats(0.01, 100).map(lambda each: round(each, 3)) | st.just(0.0), min_size=2, max_size=40
).map(np.array)
bounds_of = st.tuples(st.floats(0.05, 0.95), st.floats(1.05, 5))


def equal_rows(weights, low, high, rounds=100_000):
    """R's loop as it is written, but for the rounding that makes R go on for ever."""
    weights = weights.copy()
    for _ in range(rounds):
        outside = (weights < low * (1 - 1e-15)) | (weights > high * (1 + 1e-15))
        if not outside.any() or outside.all():
            break
        cut = np.clip(weights, low, high)
        cut[~outside] += (weights - cut).sum() / (~outside).sum()
        weights = cut
    return weights


@pytest.mark.parametrize(("weights", "low", "high", "expected"), R)
def test_equal_shares_are_those_of_r(weights, low, high, expected):
    assert_allclose(trim_weights(weights, low, high).weights, expected, rtol=ROUNDING)


@settings(max_examples=200, deadline=None)
@given(weights_of, bounds_of, st.sampled_from(["low", "high", "both"]))
def test_equal_shares_are_the_loop_over_rows(weights, multiples, which):
    counted = weights[weights > 0]
    if not len(counted):
        return
    low, high = (each * counted.mean() for each in multiples)
    low, high = -np.inf if which == "high" else low, np.inf if which == "low" else high
    found = trim_weights(weights, low, high)
    expected = equal_rows(counted, low, high)
    settled = expected.min() >= low * (1 - 1e-9) and expected.max() <= high * (1 + 1e-9)
    if settled:  # else all were outside at once, where the loop has nobody to give to
        assert_allclose(found.weights[weights > 0], expected, rtol=1e-9)
    assert found.possible and (found.weights[weights == 0] == 0).all()


@settings(max_examples=200, deadline=None)
@given(weights_of, bounds_of, st.sampled_from(["equal", "proportional"]))
def test_sum_and_bounds_hold(weights, multiples, spread):
    counted = weights > 0
    if not counted.any():
        return
    low, high = (each * weights[counted].mean() for each in multiples)
    found = trim_weights(weights, low, high, spread=spread)
    assert found.weights.sum() == pytest.approx(weights.sum(), rel=ROUNDING)
    inside = found.weights[counted]
    assert inside.min() >= low * (1 - ROUNDING) and inside.max() <= high * (1 + ROUNDING)
    assert found.cut == (weights > high).sum()
    assert found.raised == ((weights < low) & counted).sum()
    order = np.argsort(weights[counted], kind="stable")
    assert (np.diff(inside[order]) >= -ROUNDING * high).all()
    if spread == "proportional":
        free = (inside > low) & (inside < high)
        factors = inside[free] / weights[counted][free]
        assert_allclose(factors, factors[0] if len(factors) else 1, rtol=1e-9)
    again = trim_weights(found.weights, low, high, spread=spread)
    assert_allclose(again.weights, found.weights, rtol=1e-9)


def test_no_spread_changes_the_sum():
    found = trim_weights(FIRST, 0.5, 4, spread="none")
    assert found.weights.tolist() == [1, 1, 2, 4, 3, 0.5]
    assert (found.cut, found.raised, found.at_cap, found.at_floor) == (1, 1, 1, 1)
    assert found.moved == pytest.approx(4 / FIRST.sum())


def test_what_moved_is_what_some_lost_and_others_won():
    found = trim_weights(FIRST, -np.inf, 4)
    assert found.moved == pytest.approx(4 / FIRST.sum())
    assert (found.at_cap, found.at_floor) == (1, 0)


@pytest.mark.parametrize("spread", ["equal", "proportional"])
def test_limits_without_room_are_not_possible(spread):
    for low, high in ((-np.inf, 2.0), (2.6, np.inf), (2.6, 2.5)):
        found = trim_weights(FIRST, low, high, spread=spread)
        assert not found.possible and np.array_equal(found.weights, FIRST)


@pytest.mark.parametrize("spread", ["equal", "proportional"])
def test_limits_with_room_for_equal_weights_alone(spread):
    rng = np.random.default_rng(4)
    for n in range(2, 40):  # some means times n are a rounding above the sum
        weights = rng.lognormal(0, 1, n)
        exact = weights.mean()
        for low, high in ((exact, np.inf), (-np.inf, exact)):
            found = trim_weights(weights, low, high, spread=spread)
            assert found.possible
            assert_allclose(found.weights, exact, rtol=1e-9)


def test_everyone_outside_at_once():
    weights = np.array([0.1, 0.1, 0.1, 9.0])
    for spread in ("equal", "proportional"):
        found = trim_weights(weights, 0.5, 4, spread=spread)
        assert found.weights.sum() == pytest.approx(weights.sum())
        assert_allclose(found.weights, [5.3 / 3, 5.3 / 3, 5.3 / 3, 4], rtol=1e-9)


def test_negative_weights_of_a_linear_calibration():
    weights = np.array([-0.5, 1.0, 2.0, 6.0])
    raised = trim_weights(weights, 0.25, np.inf, spread="proportional").weights
    assert_allclose(raised, [0.25, 8.25 / 9, 16.5 / 9, 49.5 / 9])
    kept = trim_weights(weights, -np.inf, 4, spread="proportional").weights
    assert_allclose(kept, [-0.5, 5 / 3, 10 / 3, 4])


def test_nothing_outside_changes_nothing():
    for spread in ("equal", "proportional", "none"):
        found = trim_weights(FIRST, 0.1, 10, spread=spread)
        assert np.array_equal(found.weights, FIRST) and found.moved == 0
