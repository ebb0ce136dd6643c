import numpy as np
import pytest
from numpy.testing import assert_allclose

from techno_kit.numerics.calibration_distances import Distance

STEP = 1e-6
DIFFERENCE = 1e-8  # of a central difference with that step
DISTANCES = [
    Distance("linear"),
    Distance("raking"),
    Distance("logit", 0.3, 3.0),
    Distance("linear", 0.3, 3.0),
    Distance("raking", 0.3, 3.0),
    Distance("raking", 0.0, 3.0),
]
POINTS = np.linspace(-4, 4, 321) + 0.0123  # none of them on a corner


@pytest.mark.parametrize("distance", DISTANCES, ids=str)
def test_slope_and_integral_belong_to_the_function(distance):
    above, below = distance.graph(POINTS + STEP), distance.graph(POINTS - STEP)
    here = distance.graph(POINTS)
    assert_allclose((above.factor - below.factor) / (2 * STEP), here.slope, atol=50 * DIFFERENCE)
    assert_allclose(
        (above.integral - below.integral) / (2 * STEP), here.factor, atol=50 * DIFFERENCE
    )


@pytest.mark.parametrize("distance", DISTANCES, ids=str)
def test_weights_that_need_no_change_are_left_alone(distance):
    here = distance.graph(np.zeros(1))
    assert here.factor == pytest.approx(1) and here.slope == pytest.approx(1)


@pytest.mark.parametrize("distance", DISTANCES[2:], ids=str)
def test_bounds_hold_however_far_the_points(distance):
    with np.errstate(over="ignore"):  # as the solver does
        far = distance.graph(np.array([-1e6, -50.0, 50.0, 1e6]))
    assert (far.factor >= distance.low).all() and (far.factor <= distance.high).all()
    assert np.isfinite(far.integral).all()
    assert_allclose(far.factor[-2:], 3.0)
    assert_allclose(far.factor[:2], distance.low, atol=1e-12)


def test_logit_is_the_function_of_deville_and_sarndal():
    low, high = 0.4, 2.5
    rate = (high - low) / ((1 - low) * (high - 1))
    grown = np.exp(rate * POINTS)
    expected = (low * (high - 1) + high * (1 - low) * grown) / (high - 1 + (1 - low) * grown)
    assert_allclose(Distance("logit", low, high).graph(POINTS).factor, expected, rtol=1e-13)


def test_bounds_of_each_point_take_the_place_of_the_distances_own():
    points, low = np.array([-2.0, -2.0, 2.0]), np.array([0.1, 0.5, 0.1])
    graph = Distance("raking").graph(points, low, 3.0)
    assert_allclose(graph.factor, [np.exp(-2), 0.5, 3.0])
    assert_allclose(graph.slope, [np.exp(-2), 0.0, 0.0])


def test_only_raking_has_no_weights_below_zero_without_bounds():
    lowest = [
        Distance(kind, low, 3).lowest
        for kind, low in (
            ("raking", -np.inf),
            ("raking", 0.2),
            ("linear", -np.inf),
            ("logit", -0.5),
        )
    ]
    assert lowest == [0, 0.2, -np.inf, -0.5]
