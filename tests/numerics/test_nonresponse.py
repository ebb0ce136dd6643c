"""Factors for non-response as arrays: against plain formulas, R's glm, and what has no estimate."""

import numpy as np
import pytest

from techno_kit.numerics.nonresponse import (
    cell_factors,
    fit_propensities,
    model_columns,
    one_sided,
    propensity_classes,
)

SAME = 1e-12  # the same sums in another order
AS_R = 1e-9  # what weights must agree to; R's numbers have 15 digits
RNG = np.random.default_rng(2003)

# Those asked and those who answered, by A (4 levels) and B (3): Kalton and Flores-Cervantes (2003).
A, B = np.tile(np.arange(4), 3), np.repeat(np.arange(3), 4)
ASKED = np.array([80, 60, 170, 55, 40, 150, 60, 165, 55, 340, 200, 125.0])
ANSWERED = np.array([20, 50, 100, 30, 40, 140, 50, 100, 40, 310, 50, 70.0])
# 1 / fitted(glm(cbind(answered, asked - answered) ~ a + b, binomial, epsilon = 1e-15)), R 4
INVERSE = (
    [1.87165805615062, 1.10959657270326, 2.22646377532931, 2.05000674496237]
    + [1.34757794962425, 1.04370217398583, 1.48905848034027, 1.4186953690503]
    + [1.99461340310013, 1.12505617240079, 2.39946771644194, 2.19811980686227]
)


def test_a_factor_is_weight_asked_over_weight_answered() -> None:
    factors = cell_factors(np.array([6.0, 5, 0]), np.array([2.0, 0, 0]))
    assert factors.tolist() == [3.0, np.inf, 1.0]


def test_a_group_shares_its_factor() -> None:
    group = np.array([1, 0, 1])
    factors = cell_factors(np.array([6.0, 4, 4]), np.array([2.0, 4, 3]), group, 2)
    assert factors.tolist() == [2.0, 1.0, 2.0]


def test_columns_are_ones_then_every_level_but_the_first_then_numbers() -> None:
    columns = model_columns([np.array([0, 2, 1])], [np.array([5.0, 6, 7])])
    assert columns.tolist() == [[1, 0, 0, 5], [1, 0, 1, 6], [1, 1, 0, 7]]


def test_the_model_is_that_of_r() -> None:
    fit = fit_propensities(model_columns([A, B], []), ASKED, ANSWERED)
    assert fit.found
    assert 1 / fit.propensity == pytest.approx(INVERSE, rel=AS_R)
    odds = model_columns([A, B], []) @ fit.coefficients
    assert 1 + np.exp(-odds) == pytest.approx(INVERSE, rel=AS_R)


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1e12])
def test_the_scale_of_the_weights_is_nothing(scale: float) -> None:
    fit = fit_propensities(model_columns([A, B], []), ASKED * scale, ANSWERED * scale)
    assert fit.found
    assert 1 / fit.propensity == pytest.approx(INVERSE, rel=AS_R)


@pytest.mark.parametrize(("low", "unit"), [(0, 1.0), (1e9, 1.0), (0, 1e-9), (0, 1e9)])
def test_the_unit_of_a_number_is_nothing(low: float, unit: float) -> None:
    plain = fit_propensities(model_columns([A], [B * 1.0]), ASKED, ANSWERED)
    moved = fit_propensities(model_columns([A], [low + B * unit]), ASKED, ANSWERED)
    assert moved.found
    assert moved.propensity == pytest.approx(plain.propensity, rel=AS_R)


def test_the_score_equations_hold() -> None:
    columns = model_columns([RNG.integers(0, 4, 500)], [RNG.normal(size=500)])
    asked = RNG.lognormal(0, 2, 500)
    answered = asked * RNG.beta(2, 2, 500)
    fit = fit_propensities(columns, asked, answered)
    assert fit.found
    score = columns.T @ (answered - asked * fit.propensity)
    assert np.abs(score).max() <= SAME * asked.sum()


def test_columns_that_say_nothing_new_change_nothing() -> None:
    doubled = model_columns([A, B, A], [B * 2.0])
    fit = fit_propensities(doubled, ASKED, ANSWERED)
    assert fit.found
    assert 1 / fit.propensity == pytest.approx(INVERSE, rel=AS_R)
    assert (fit.coefficients[6:] == 0).all()


def test_a_model_with_a_parameter_a_cell_gives_the_cells_themselves() -> None:
    # A1 x B2 answered in full, which has no estimate: its silent part is given a little weight.
    answered = ANSWERED - 0.5
    fit = fit_propensities(model_columns([A * 3 + B], []), ASKED, answered)
    assert 1 / fit.propensity == pytest.approx(ASKED / answered, rel=AS_R)


def test_a_cell_without_weight_is_predicted_and_not_used() -> None:
    asked, answered = ASKED.copy(), ANSWERED.copy()
    asked[5] = answered[5] = 0
    fit = fit_propensities(model_columns([A, B], []), asked, answered)
    kept = asked > 0
    alone = fit_propensities(model_columns([A[kept], B[kept]], []), asked[kept], answered[kept])
    assert fit.propensity[kept] == pytest.approx(alone.propensity, rel=AS_R)
    assert 0 < fit.propensity[5] < 1


def test_separation_is_not_an_estimate() -> None:
    level = ANSWERED.copy()
    level[A == 0] = ASKED[A == 0]
    assert not fit_propensities(model_columns([A, B], []), ASKED, level).found
    number = np.arange(12.0)
    assert not fit_propensities(model_columns([], [number]), ASKED, ASKED * (number > 5)).found
    # a cross, in which A1 x B2 answered in full
    assert not fit_propensities(model_columns([A * 3 + B], []), ASKED, ANSWERED).found
    # with a weight of almost nothing
    tiny = np.where(A == 0, 1e-12, 1.0)
    assert not fit_propensities(model_columns([A, B], []), ASKED * tiny, level * tiny).found


def test_a_cell_that_answered_in_full_is_no_separation_among_main_effects() -> None:
    assert ANSWERED[4] == ASKED[4]
    assert fit_propensities(model_columns([A, B], []), ASKED, ANSWERED).found


def test_few_answers_among_many_are_still_an_estimate() -> None:
    asked, answered = np.array([1e6, 1e6]), np.array([1.0, 5e5])
    fit = fit_propensities(model_columns([np.array([0, 1])], []), asked, answered)
    assert fit.found
    assert fit.propensity == pytest.approx([1e-6, 0.5], rel=AS_R)


@pytest.mark.parametrize("classes", [2, 5, 12])
def test_classes_are_cut_at_weighted_quantiles(classes: int) -> None:
    propensity = RNG.choice(RNG.uniform(size=40), 300)  # with ties
    asked = RNG.lognormal(0, 1, 300)
    order = np.argsort(propensity)
    share = np.cumsum(asked[order]) / asked.sum()
    limits = [propensity[order][np.searchsorted(share, j / classes)] for j in range(1, classes)]
    expected = np.searchsorted(limits, propensity, side="left")  # on a limit: the class below it
    assert propensity_classes(propensity, asked, classes).tolist() == expected.tolist()


def test_equal_propensities_are_in_one_class() -> None:
    propensity = np.array([0.5, 0.5 + 1e-15, 0.5, 0.9])
    assert len(set(propensity_classes(propensity, np.ones(4), 4)[:3].tolist())) == 1


def test_equal_weights_make_equal_classes() -> None:
    found = propensity_classes(RNG.permutation(np.linspace(0.1, 0.9, 100)), np.full(100, 0.1), 5)
    assert np.bincount(found).tolist() == [20] * 5


def test_one_sided_levels() -> None:
    level = np.array([0, 0, 1, 2, 3])
    silent, answered = np.array([1.0, 0, 0, 4, 0]), np.array([0.0, 2, 3, 0, 0])
    all_of, none_of = one_sided(level, 5, silent, answered)
    assert all_of.tolist() == [False, True, False, False, False]
    assert none_of.tolist() == [False, False, True, False, False]
