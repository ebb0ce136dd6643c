"""The NCHS standards, rule by rule; widths by scipy's beta distribution."""

import numpy as np
import pytest
from scipy import stats

from techno_kit.numerics.presentation import nchs_presentation

RULES = ("few", "wide", "rare", "few_df", "edge", "complement")


def told(p: float, n: float, *, deff: float = 1.0, df: float = 500, se: float | None = None) -> str:
    error = np.sqrt(deff * p * (1 - p) / n) if se is None else se
    one = np.ones(1)
    found = nchs_presentation(p * one, error * one, n=n * one, n_eff=n / deff * one, df=df * one)
    return " ".join(name for name in RULES if getattr(found, name)[0])


def width(p: float, n: float, df: float) -> float:
    """Korn and Graubard's width for an error of simple random sampling, n truncated at n."""
    n = min(n, n * (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, df)) ** 2)
    low = stats.beta.ppf(0.025, n * p, n * (1 - p) + 1)
    return float(stats.beta.ppf(0.975, n * p + 1, n * (1 - p)) - low)


def test_a_share_that_may_be_shown() -> None:
    assert told(0.5, 400) == ""


def test_fewer_than_thirty_or_effectively_so() -> None:
    assert told(0.5, 29) == "few"
    assert told(0.5, 100, deff=3.4) == "few"
    assert told(0.5, 100, deff=3.3) == "wide"  # 30.3 are enough, and their interval is too wide


def test_the_effective_base_is_not_adjusted_for_df_and_not_above_n() -> None:
    assert told(0.5, 200, df=4, deff=6.5) == "wide"  # 30.8; adjusted for df it would be 15
    assert told(0.5, 29, deff=0.5) == "few"


def test_an_interval_of_thirty_points_is_too_wide() -> None:
    sizes = np.arange(30, 60)
    first = next(n for n in sizes if width(0.5, n, 500) < 0.30)
    assert told(0.5, first - 1) == "wide" and told(0.5, first) == ""


def test_a_small_share_is_shown_if_its_interval_is_narrow_or_not_too_wide_for_it() -> None:
    assert width(0.02, 150, 500) > 0.05 and width(0.02, 150, 500) / 0.02 > 1.3
    assert told(0.02, 150) == "rare"
    assert width(0.02, 1000, 500) < 0.05 and told(0.02, 1000) == ""
    # Below 5 points relative width does not count, however large.
    assert width(0.001, 1000, 500) / 0.001 > 1.3 and told(0.001, 1000) == ""


def test_what_is_left_to_one_may_be_unreliable() -> None:
    assert told(0.98, 150) == "complement"
    assert told(0.98, 150, df=7) == "few_df"  # what is for review needs no further word


def test_few_degrees_of_freedom_and_shares_of_nought_and_one_are_for_review() -> None:
    assert told(0.5, 1000, df=7) == "few_df"
    assert told(0.5, 1000, df=8) == ""
    assert told(0.0, 1000) == "edge" and told(1.0, 1000) == "edge"
    assert told(0.0, 35) == "edge"  # there is no relative width of nothing
    assert told(0.0, 29) == "few"


def test_suppressed_shares_are_not_for_review() -> None:
    assert told(0.02, 150, df=7) == "rare"


def test_a_share_that_the_weighting_fixes_is_shown_and_an_unknown_error_is_not() -> None:
    assert told(0.5, 400, se=0.0) == ""
    assert told(0.5, 400, df=0) == "wide"
    assert told(0.5, 400, se=float("nan")) == "few"


@pytest.mark.parametrize("p", [0.001, 0.02, 0.4, 0.98])
def test_the_rules_are_those_of_the_width(p: float) -> None:
    for n in (31, 60, 90, 200, 600, 2000):
        here = width(p, n, 500)
        if here >= 0.3:
            expected = "wide"
        elif here > 0.05 and here / p > 1.3:
            expected = "rare"
        else:
            expected = "complement" if here > 0.05 and here / (1 - p) > 1.3 else ""
        assert told(p, n) == expected, n
