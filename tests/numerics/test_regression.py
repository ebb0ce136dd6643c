"""Regressions on patterns against regressions on rows, and what leaves no estimate."""

import numpy as np
import pytest
from statsmodels.api import GEE, GLM, families

from techno_kit.numerics.collinearity import Repeated, repeated_columns
from techno_kit.numerics.marginal_effects import averages, difference, slope
from techno_kit.numerics.refits import refit, replicate_spread
from techno_kit.numerics.regression import (
    fit_regression,
    leverage,
    orthogonal,
    pseudo_r2,
    r_squared,
)
from techno_kit.numerics.separation import separated_patterns
from techno_kit.numerics.wald import two_sided_p, wald_test

# Both sides stop once no coefficient moves by 1e-11.
SAME_ESTIMATE = 1e-9
# A numerical derivative of step h is off by the order of h^2.
STEP, DERIVATIVE = 1e-5, 1e-8

RANDOM = np.random.default_rng(11)
N, GROUPS = 900, 30
LEVEL = RANDOM.integers(0, 3, N)
YEAR = 2000.0 + RANDOM.integers(0, 5, N)
ROWS = np.column_stack([np.ones(N), LEVEL == 1, LEVEL == 2, YEAR]).astype(float)
WEIGHT = RANDOM.uniform(0.3, 3, N)
PSU = RANDOM.integers(0, GROUPS, N)
YES = (RANDOM.random(N) < 1 / (1 + np.exp(0.6 * LEVEL - 0.3 * (YEAR - 2002)))).astype(float)
NUMBER = LEVEL + 0.4 * (YEAR - 2000) + RANDOM.normal(size=N)
PATTERNS, PLACE = np.unique(ROWS, axis=0, return_inverse=True)
FAMILIES = {"logit": (YES, families.Binomial()), "linear": (NUMBER, families.Gaussian())}


def summed(values):
    return np.bincount(PLACE, values, minlength=len(PATTERNS))


def fitted(family):
    y = FAMILIES[family][0]
    return y, fit_regression(PATTERNS, summed(WEIGHT), summed(WEIGHT * y), family)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_fit_on_patterns_is_that_on_rows(family):
    y, fit = fitted(family)
    rows = GLM(y, ROWS, family=FAMILIES[family][1], var_weights=WEIGHT).fit(tol=1e-14, maxiter=50)
    np.testing.assert_allclose(fit.coefficients, rows.params, rtol=1e-6)
    assert fit.found
    missed = WEIGHT * (y - fit.mean[PLACE]) @ ROWS
    np.testing.assert_allclose(missed / (WEIGHT @ ROWS), 0, atol=SAME_ESTIMATE)


@pytest.mark.parametrize("family", FAMILIES)
def test_influence_gives_the_cluster_robust_covariance_up_to_its_factor(family):
    """Statsmodels sums squared scores of clusters; a design with G of them has G / (G - 1) more."""
    y, fit = fitted(family)
    near = np.array([0.0, 0.0, 0.0, 2002.0])  # GEE takes its score as it is, in any unit
    lever = leverage(PATTERNS - near, summed(WEIGHT), fit.mean, family)
    influence = (y - fit.mean[PLACE])[:, None] * lever[PLACE] * WEIGHT[:, None]
    totals = np.stack([np.bincount(PSU, each, minlength=GROUPS) for each in influence.T])
    centred = totals - totals.mean(axis=1, keepdims=True)
    ours = GROUPS / (GROUPS - 1) * centred @ centred.T
    # GLM warns that its robust covariances do not know var_weights; GEE's with independent
    # answers solves the same equations and does.
    model = GEE(y, ROWS - near, groups=PSU, family=FAMILIES[family][1], weights=WEIGHT)
    robust = model.fit(ctol=1e-8, maxiter=100).cov_robust
    np.testing.assert_allclose(ours, GROUPS / (GROUPS - 1) * robust, rtol=1e-6, atol=1e-9)


def test_weights_of_any_scale_give_one_fit():
    small = fit_regression(PATTERNS, summed(WEIGHT), summed(WEIGHT * YES), "logit")
    large = fit_regression(PATTERNS, summed(WEIGHT * 1e6), summed(WEIGHT * YES * 1e6), "logit")
    np.testing.assert_allclose(small.coefficients, large.coefficients, rtol=SAME_ESTIMATE)


def test_orthogonal_columns_and_the_way_back():
    around, back = orthogonal(PATTERNS, summed(WEIGHT))
    np.testing.assert_allclose((around * summed(WEIGHT)[:, None]).T @ around, np.eye(4), atol=1e-9)
    np.testing.assert_allclose(around, PATTERNS @ back, atol=1e-9)


@pytest.mark.parametrize("family", FAMILIES)
def test_gradients_of_average_effects_are_their_derivatives(family):
    _, fit = fitted(family)
    weight, b = summed(WEIGHT), fit.coefficients
    there, here = PATTERNS.copy(), PATTERNS.copy()
    there[:, 1:3], here[:, 1:3] = [0, 1], 0
    moved = np.zeros_like(PATTERNS)
    moved[:, 3] = 1
    for made, one, other in ((difference, there, here), (slope, PATTERNS, moved)):
        found = made(one, other, b, weight, family)
        np.testing.assert_allclose(found.average, weight @ found.of_patterns / weight.sum())
        for place in range(len(b)):
            step = STEP * np.eye(len(b))[place] / (2000 if place == 3 else 1)
            up, down = (made(one, other, b + sign * step, weight, family).average
                        for sign in (1, -1))  # fmt: skip
            expected = (up - down) / (2 * step[place])
            np.testing.assert_allclose(found.gradient[place], expected, rtol=1e-5, atol=DERIVATIVE)
        again = averages(one, other, b[:, None], weight[:, None], family, slopes=made is slope)
        np.testing.assert_allclose(again, [found.average], rtol=SAME_ESTIMATE)


@pytest.mark.parametrize("family", FAMILIES)
def test_refits_are_fits_of_every_replicate(family):
    y, fit = fitted(family)
    multipliers = RANDOM.multinomial(GROUPS, np.full(GROUPS, 1 / GROUPS), size=5).astype(float)
    weights = [WEIGHT * each[PSU] for each in multipliers]
    sums = np.column_stack([summed(each) for each in weights])
    totals = np.column_stack([summed(each * y) for each in weights])
    found = refit(PATTERNS, fit.coefficients, sums, totals, family)
    for row, each in zip(found, weights, strict=True):
        used = summed(each) > 0
        expected = fit_regression(
            PATTERNS[used], summed(each)[used], summed(each * y)[used], family
        )
        np.testing.assert_allclose(row, expected.coefficients, rtol=1e-7)


def test_a_replicate_without_an_estimate_is_unknown_and_alone():
    weight = np.array([[2.0, 2.0, 2.0], [3.0, 3.0, 0.0]])
    total = np.array([[1.0, 1.0, 1.0], [1.0, 3.0, 0.0]])
    columns = np.array([[1.0, 0.0], [1.0, 1.0]])
    found = refit(columns, np.array([0.0, -0.7]), weight, total, "logit")
    np.testing.assert_allclose(found[0], [0, np.log(1 / 2)], atol=1e-9)
    assert np.isnan(found[1:]).all()  # separated; a level that is gone


def test_spread_of_replicates_by_centre():
    found, coefficients = np.array([[1.0], [3.0], [9.0]]), np.array([0.5, 0.5, 0.0])
    estimate = np.array([1.0])
    assert replicate_spread(found, estimate, coefficients, "estimate").item() == pytest.approx(2)
    assert replicate_spread(found, estimate, coefficients, "mean").item() == pytest.approx(1)


def test_pseudo_r2_is_that_of_likelihoods_of_rows():
    _, fit = fitted("logit")
    weight, total = summed(WEIGHT), summed(WEIGHT * YES)
    cox_snell, nagelkerke = pseudo_r2(weight, total, fit.mean)
    mean = fit.mean[PLACE]
    share = (WEIGHT @ YES) / WEIGHT.sum()

    def likelihood(p):
        return (WEIGHT * np.log(np.where(YES == 1, p, 1 - p))).sum() / WEIGHT.sum()

    expected = 1 - np.exp(2 * (likelihood(share) - likelihood(mean)))
    assert cox_snell == pytest.approx(expected, rel=SAME_ESTIMATE)
    assert nagelkerke == pytest.approx(expected / (1 - np.exp(2 * likelihood(share))))


def test_r2_of_a_number_is_the_share_of_variance():
    _, fit = fitted("linear")
    left = WEIGHT @ (NUMBER - fit.mean[PLACE]) ** 2
    whole = WEIGHT @ (NUMBER - np.average(NUMBER, weights=WEIGHT)) ** 2
    found = r_squared(summed(WEIGHT), summed(WEIGHT * NUMBER), float(WEIGHT @ NUMBER**2), fit.mean)
    assert found == pytest.approx(1 - left / whole, rel=1e-9)


# --- no estimate ---------------------------------------------------------------------------------


def test_what_columns_are_made_of():
    a, b = np.array([1.0, 0, 1, 0, 1]), np.array([0.0, 0, 1, 1, 1])
    columns = np.column_stack([np.ones(5), a, b, a * b, 2 * a - 3, 5 * b + 1])
    weight = np.ones(5)
    assert repeated_columns(columns[:, :4], weight) == []
    assert repeated_columns(columns, weight) == [Repeated(4, (0, 1)), Repeated(5, (0, 2))]


def test_only_patterns_with_weight_tell_columns_apart():
    columns = np.array([[1.0, 1, 1], [1, 0, 0], [1, 1, 0]])
    assert repeated_columns(columns, np.ones(3)) == []
    assert repeated_columns(columns, np.array([1.0, 1.0, 0.0])) == [Repeated(2, (1,))]


def test_numbers_of_any_size_are_told_apart():
    year = np.arange(1990.0, 2020)
    columns = np.column_stack([np.ones(30), year, year**2, 1e9 * np.sin(year)])
    assert repeated_columns(columns, np.ones(30)) == []


def test_separation_names_the_patterns():
    columns = np.array([[1.0, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 1]])
    weight = np.full(4, 10.0)
    total = np.array([3.0, 5.0, 2.0, 10.0])
    apart = separated_patterns(columns, weight, total)
    assert apart.tolist() == [False, False, False, True]
    assert not fit_regression(columns, weight, total, "logit").found
    total[-1] = 9.0
    assert not separated_patterns(columns, weight, total).any()
    assert fit_regression(columns, weight, total, "logit").found


def test_a_number_that_tells_all_apart():
    x = np.linspace(-1, 1, 20)
    columns, weight = np.column_stack([np.ones(20), x]), np.ones(20)
    apart = separated_patterns(columns, weight, (x > 0.2).astype(float))
    assert apart.sum() >= 19  # a corner of the programme leaves one on the border
    mixed = (np.arange(20) % 2).astype(float)
    assert not separated_patterns(columns, weight, mixed).any()


# --- tests ---------------------------------------------------------------------------------------


def test_wald_of_one_coefficient_is_its_t():
    found = wald_test(np.array([1.5]), np.array([[0.36]]), 12)
    assert found.p == pytest.approx(two_sided_p(np.array([1.5 / 0.6]), 12)[0])


def test_wald_is_unknown_without_df_or_with_a_singular_matrix():
    matrix = np.array([[1.0, 1.0], [1.0, 1.0]])
    assert np.isnan(wald_test(np.ones(2), matrix, 12).F)
    found = wald_test(np.ones(1), np.ones((1, 1)), 0)
    assert found.F == 1
    assert np.isnan(found.p)
    assert np.isnan(wald_test(np.array([np.nan]), np.ones((1, 1)), 3).F)
