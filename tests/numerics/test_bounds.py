import numpy as np
import pytest

from techno_kit.numerics.bounds import Bound, limit

# R 4.2: quantile(c(1, 2, 4, 8, 16), c(.9, .25, .75), type = 7) is 12.8, 2, 8.
WEIGHTS = np.array([16.0, 0.0, 1.0, 4.0, 2.0, 8.0, 0.0])
ROUNDING = 1e-14


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ("mean", 2, 12.4),
        ("median", 3, 12.0),
        ("absolute", 7.5, 7.5),
        ("quantile", 0.9, 12.8),
        ("iqr", 1.5, 4 + 1.5 * 6),
    ],
)
def test_weights_of_zero_are_not_counted(rule, value, expected):
    assert limit(Bound(rule, value), WEIGHTS) == pytest.approx(expected, rel=ROUNDING)


def test_a_floor_goes_down_from_the_median():
    assert limit(Bound("iqr", 0.5), WEIGHTS, lower=True) == pytest.approx(1.0, rel=ROUNDING)
    assert limit(Bound("quantile", 0.25), WEIGHTS, lower=True) == pytest.approx(2, rel=ROUNDING)


def test_nobody_has_a_mean_but_an_absolute_bound_stands():
    assert np.isnan(limit(Bound("mean", 2), np.zeros(3)))
    assert limit(Bound("absolute", 2), np.zeros(3)) == 2
