"""Weighted quantiles by hand, at their ends, with ties and with weights of 0."""

import numpy as np
import pytest

from techno_kit.numerics.quantiles import Below, Distribution, quantile_limits, woodruff


def of(values: list[float], w: list[float] | None = None) -> Distribution:
    order = np.argsort(values, kind="stable")
    weights = np.ones(len(values)) if w is None else np.array(w, float)
    return Distribution.of(np.array(values, float)[order], weights[order])


def below(share: float, se: float, less: float = 0.4, se_less: float = 0.05) -> Below:
    return Below(share, se, less, se_less)


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
    found = woodruff(of(list(range(1, 101))), 0.5, below(0.5, 0.05), 2.0, 0.97)
    assert (found.low, found.high) == (40, 60)
    assert found.se == pytest.approx(20 / 4)


def test_limits_beyond_the_values_are_unknown() -> None:
    found = woodruff(of(list(range(1, 101))), 0.01, below(0.01, 0.02), 2.0, 0.97)
    assert np.isnan(found.low) and found.high == 5 and np.isnan(found.se)
    found = woodruff(of(list(range(1, 101))), 0.99, below(0.99, 0.02), 2.0, 0.97)
    assert found.low == 95 and np.isnan(found.high)


def test_the_largest_value_has_a_lower_limit_only() -> None:
    """R has no width there: the share below is 1 and has no error."""
    found = woodruff(of(list(range(1, 101))), 0.999, below(1.0, 0.0), 2.0, 0.97)
    assert found.low == 97 and np.isnan(found.high)


def test_a_largest_value_that_many_share_has_both_limits() -> None:
    found = woodruff(of([1.0] * 40 + [5.0] * 60), 0.5, below(1.0, 0.0), 2.0, 0.97)
    assert (found.low, found.high, found.se) == (5, 5, 0)


def test_one_value_has_no_width_and_without_df_no_interval() -> None:
    found = woodruff(of([3.0, 3.0]), 0.5, below(1.0, 0.0), 2.0, 0.6)
    assert (found.low, found.high, found.se) == (3, 3, 0)
    found = woodruff(of([3.0]), 0.5, below(1.0, 0.0), float("nan"), float("nan"))
    assert np.isnan([found.low, found.high, found.se]).all()


FIVE = of([1.0] * 20 + [2.0] * 29 + [3.0] * 26 + [4.0] * 15 + [5.0] * 10)  # .20 .49 .75 .90 1


def test_a_value_that_many_share_leaves_a_smaller_one_possible() -> None:
    """49% are at 1 or 2: a median of 2 is as likely as one of 3. R says 3 to 4."""
    shares = Below.of(FIVE, FIVE.at(0.5), 0.043, 0.05)
    assert (shares.share, shares.less) == (0.75, 0.49)
    found = woodruff(FIVE, 0.5, shares, 2.0, 0.97)
    assert (found.low, found.high) == (3, 4)
    mended = quantile_limits(FIVE, 0.5, shares, 2.0, 0.97)
    assert (mended.low, mended.high, mended.se) == (2, 4, 0.5)


def test_near_the_share_that_is_wanted_the_limits_are_those_of_r() -> None:
    for share, low, high in ((0.5499, 45.0, 65.0), (0.5501, 40.0, 66.0)):
        shares = below(share, 0.05)
        found = quantile_limits(of(list(range(1, 101))), 0.5, shares, 2.0, 0.97)
        assert (found.low, found.high) == (low, high)


def test_of_the_smallest_value_a_smaller_one_is_excluded_by_how_many_there_are() -> None:
    """With 100 respondents and nobody below, less than 4% lie below; a hundredth might."""
    shares = Below.of(FIVE, 1.0, 0.04, 0.0)
    assert quantile_limits(FIVE, 0.1, shares, 2.0, 0.964).low == 1
    assert np.isnan(quantile_limits(FIVE, 0.01, shares, 2.0, 0.964).low)


def test_of_the_largest_value_a_smaller_one_is_possible() -> None:
    shares = Below.of(FIVE, 5.0, 0.0, 0.03)
    found = quantile_limits(FIVE, 0.92, shares, 2.0, 0.964)
    assert (found.low, found.high) == (4, 5)
    assert woodruff(FIVE, 0.92, shares, 2.0, 0.964).low == 5


def test_a_limit_above_that_r_does_not_know_is_that_around_the_share() -> None:
    shares = Below.of(FIVE, 4.0, 0.06, 0.05)
    assert np.isnan(woodruff(FIVE, 0.8, shares, 2.0, 0.964).high)
    assert quantile_limits(FIVE, 0.8, shares, 2.0, 0.964).high == 5
