"""Numbers of respondents keep what they promise, and one respondent fewer does not."""

from math import inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from techno_kit.numerics.sizing import (
    Contrast,
    chance_of_base,
    margin_of,
    n_of_base,
    n_of_margin,
    two_groups,
    two_sided,
    whole,
    widest_correlations,
)

SHARES = st.floats(0.005, 0.995)
EXACT = 1e-9  # rounding of a square root
Z = two_sided(0.95)


@given(
    share=SHARES,
    margin=st.floats(0.001, 0.2),
    deff=st.floats(1, 4),
    population=st.one_of(st.just(inf), st.integers(50, 10**7).map(float)),
)
def test_a_margin_is_met_and_not_with_one_fewer(
    share: float, margin: float, deff: float, population: float
) -> None:
    terms = {"quantile": Z, "deff": deff, "population": population}
    n = n_of_margin(share, margin, **terms)
    assert n <= population
    assert margin_of(share, n, **terms) <= margin * (1 + EXACT)
    if n > 1:
        assert margin_of(share, n - 1, **terms) > margin * (1 - EXACT)


@given(
    one=SHARES,
    other=SHARES,
    power=st.floats(0.1, 0.99),
    ratio=st.floats(0.05, 20),
    formula=st.sampled_from(["unpooled", "pooled", "arcsine"]),
    deff=st.floats(1, 3),
)
def test_a_power_is_reached_and_not_with_one_fewer(
    one: float, other: float, power: float, ratio: float, formula: str, deff: float
) -> None:
    assume(abs(one - other) > 1e-3)
    contrast = Contrast(one, other, ratio, formula=formula, deff=deff)  # type: ignore[arg-type]
    first, second = two_groups(contrast, quantile=Z, power=power)
    assert second >= ratio * contrast.n(quantile=Z, power=power) * (1 - EXACT)
    assert contrast.power(first, quantile=Z) >= power - EXACT
    if first > 1:
        assert contrast.power(first - 1, quantile=Z) < power + EXACT


@pytest.mark.parametrize("power", [0.8, 0.95])
@pytest.mark.parametrize(("one", "other"), [(0.24, 0.29), (0.05, 0.08), (0.7, 0.6)])
@pytest.mark.parametrize("ratio", [1.0, 0.5, 3.0])
def test_cohen_s_h_is_that_of_statsmodels(
    one: float, other: float, power: float, ratio: float
) -> None:
    h = abs(proportion_effectsize(one, other))
    expected = NormalIndPower().solve_power(h, alpha=0.05, power=power, ratio=ratio)
    found = Contrast(one, other, ratio, formula="arcsine").n(quantile=Z, power=power)
    # statsmodels counts the chance of a clear difference in the wrong direction, below 1e-5 here
    assert found == pytest.approx(expected, rel=1e-5)


def test_the_same_people_twice() -> None:
    """Without a correlation they are two groups of one size; with it they are fewer."""
    apart = Contrast(0.24, 0.29).n(quantile=Z, power=0.8)
    paired = [Contrast(0.24, 0.29, correlation=rho).n(quantile=Z, power=0.8) for rho in (0, 0.5)]
    assert paired[0] == pytest.approx(apart)
    assert paired[1] == pytest.approx(apart / 2, rel=0.01)
    assert two_groups(Contrast(0.24, 0.29, correlation=0.5), quantile=Z, power=0.8) == (
        whole(paired[1]),
        whole(paired[1]),
    )


@given(one=SHARES, other=SHARES)
def test_correlations_of_yes_and_no_have_bounds(one: float, other: float) -> None:
    low, high = widest_correlations(one, other)
    assert -1 - EXACT <= low <= EXACT
    assert -EXACT <= high <= 1 + EXACT


def test_two_equal_answers_can_be_one() -> None:
    assert widest_correlations(0.3, 0.3)[1] == pytest.approx(1)
    assert widest_correlations(0.3, 0.7)[0] == pytest.approx(-1)


@settings(max_examples=60)
@given(share=st.floats(0.01, 0.99), base=st.integers(1, 200), certainty=st.floats(0.5, 0.999))
def test_a_base_is_that_of_the_binomial(share: float, base: int, certainty: float) -> None:
    def chance(n: int) -> float:
        return chance_of_base(share, n, base)

    n = n_of_base(chance, certainty, start=base, most=1e9)
    assert n is not None
    assert binom.sf(base - 1, n, share) >= certainty - EXACT
    assert binom.sf(base - 1, n - 1, share) < certainty + EXACT


def test_a_base_grows_with_the_design_effect() -> None:
    """The spread of a count is wider: its chance falls above the expected count, and not below."""
    wide, plain = (chance_of_base(0.2, 600, 100, deff) for deff in (2.0, 1.0))
    assert wide < plain
    assert chance_of_base(0.2, 600, 100, 2.0) == pytest.approx(binom.sf(49, 300, 0.2), rel=1e-12)


def test_the_ends() -> None:
    assert chance_of_base(0.0, 1000, 1) == 0
    assert chance_of_base(1.0, 100, 100) == 1
    assert chance_of_base(0.5, 99, 100) == 0
    assert chance_of_base(0.5, 99, 0) == 1
    assert n_of_base(lambda n: 0.0, 0.5, start=1, most=1000) is None
    assert n_of_margin(0.5, 0.49, quantile=Z) == 4
    assert margin_of(0.5, 200, quantile=Z, population=200) == 0
    assert Contrast(0.3, 0.3, correlation=1.0).power(10, quantile=Z) == 1


def test_the_level_of_several_tests_is_bonferroni_s() -> None:
    assert two_sided(0.95, 10) == pytest.approx(two_sided(0.995))
    assert np.isclose(two_sided(0.95), 1.959963984540054, rtol=1e-14)
