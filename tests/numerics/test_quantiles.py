"""Weighted quantiles by hand, at their ends, with ties and with weights of 0."""

import numpy as np
import pytest

from techno_kit.numerics.quantiles import Distribution, woodruff


def of(values: list[float], w: list[float] | None = None) -> Distribution:
    order = np.argsort(values, kind="stable")
    weights = np.ones(len(values)) if w is None else np.array(w, float)
    return Distribution.of(np.array(values, float)[order], weights[order])


def test_the_smallest_value_with_the_share_at_or_below_it() -> None:
    found = of([10, 20, 30, 40])
    assert [found.at(p) for p in (0, 0.25, 0.26, 0.5, 0.75, 0.76, 1)] == [
        *(10, 10, 20, 20, 30, 40, 40),
    ]


@pytest.mark.parametrize("scale", [1.0, 0.1, 1 / 3, 7e9])
@pytest.mark.parametrize("tenths", range(1, 11))
def test_seven_of_ten_are_seven_at_any_scale(scale: float, tenths: int) -> None:
    """Sums of tenths are not tenths in binary: the comparison allows for that."""
    assert of(list(range(1, 11)), [scale] * 10).at(tenths / 10) == tenths


def test_weights_of_nothing_do_not_count() -> None:
    found = of([1, 2, 3, 9], [0, 1, 1, 0])
    assert (found.at(0), found.at(1)) == (2, 3)
    assert found.share_at(2) == 0.5 and found.share_at(3) == 1.0


def test_ties_are_one_value() -> None:
    found = of([2, 1, 2, 2], [1, 1, 2, 1])
    assert found.values.tolist() == [1, 2] and found.below.tolist() == [0.2, 1.0]


def test_nobody_has_no_quantile() -> None:
    assert np.isnan(of([1.0], [0.0]).at(0.5))


def test_the_interval_is_that_of_the_share_below() -> None:
    found = woodruff(of(list(range(1, 101))), 0.5, 0.5, 0.05, 2.0, 0.97)
    assert (found.low, found.high) == (40, 60)
    assert found.se == pytest.approx(20 / 4)


def test_limits_beyond_the_values_are_unknown() -> None:
    found = woodruff(of(list(range(1, 101))), 0.01, 0.01, 0.02, 2.0, 0.97)
    assert np.isnan(found.low) and found.high == 5 and np.isnan(found.se)
    found = woodruff(of(list(range(1, 101))), 0.99, 0.99, 0.02, 2.0, 0.97)
    assert found.low == 95 and np.isnan(found.high)


def test_the_largest_value_has_a_lower_limit_only() -> None:
    """R has no width there: the share below is 1 and has no error."""
    found = woodruff(of(list(range(1, 101))), 0.999, 1.0, 0.0, 2.0, 0.97)
    assert found.low == 97 and np.isnan(found.high)


def test_a_largest_value_that_many_share_has_both_limits() -> None:
    found = woodruff(of([1.0] * 40 + [5.0] * 60), 0.5, 1.0, 0.0, 2.0, 0.97)
    assert (found.low, found.high, found.se) == (5, 5, 0)


def test_one_value_has_no_width_and_without_df_no_interval() -> None:
    found = woodruff(of([3.0, 3.0]), 0.5, 1.0, 0.0, 2.0, 0.6)
    assert (found.low, found.high, found.se) == (3, 3, 0)
    found = woodruff(of([3.0]), 0.5, 1.0, 0.0, float("nan"), float("nan"))
    assert np.isnan([found.low, found.high, found.se]).all()
