import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from techno_kit.numerics import calibration_rows
from techno_kit.numerics.calibration import calibrate
from techno_kit.numerics.calibration_distances import Distance
from techno_kit.numerics.calibration_rows import Number
from techno_kit.numerics.cells import cell_sums
from techno_kit.numerics.raking import rake_cells
from techno_kit.numerics.schemes import margin_scheme
from tests.numerics.rows import draw, levels_of, targets_like

SIZES, MARGINS = (4, 3, 5), ((0,), (1, 2), (2,))  # one is crossed, and one implied by it
TOLERANCE = 1e-10
WEIGHTS = 1e-9  # Newton's method ends far below; base weights and targets differ by sizes
DISTANCES = [
    Distance("linear"),
    Distance("raking"),
    Distance("logit", 0.2, 4.0),
    Distance("linear", 0.2, 4.0),
    Distance("raking", 0.2, 4.0),
]
SUM = margin_scheme((1,), ((0,),))  # no margin but the sum of the weights


def survey(seed=1, n=900, sizes=SIZES, margins=MARGINS, spread=0.15):
    """Return codes, base weights, targets that some weights near to them have, and two numbers."""
    rng = np.random.default_rng(seed)
    codes, base = draw(rng, sizes, n), rng.lognormal(0, 0.5, n)
    goals = targets_like(rng, codes, sizes, margins, spread)
    values = rng.gamma(2, 1.5e4, n), rng.poisson(2, n).astype(float)
    return codes, base, goals, [Number(each, each.mean() * 1.03) for each in values]


def weights_of(codes, base, goals, distance, sizes=SIZES, margins=MARGINS, **options):
    """Calibrate; return the solution and the weights of the rows, which sum to the base's."""
    sums = cell_sums(codes, sizes, [base])
    scheme = margin_scheme(sizes, margins, sums.levels)
    rows = {"key": sums.key, "base": base} if {"numbers", "low", "high"} & set(options) else {}
    solution = calibrate(scheme, sums.sums[0], goals, distance, **rows, **options)
    factor = solution.factor if rows else solution.factor[sums.key]
    return solution, factor * base


def columns_of(codes, numbers=(), sizes=SIZES, margins=MARGINS):
    """Spell out the calibration variables, shape (n, x); numbers about their target."""
    columns = []
    for margin in margins:
        levels = int(np.prod([sizes[axis] for axis in margin]))
        columns.append(np.eye(levels)[levels_of(codes, sizes, margin)])
    columns += [(each.values / each.target - 1)[:, None] for each in numbers]
    return np.hstack(columns)


def assert_met(weights, codes, goals, numbers=(), sizes=SIZES, margins=MARGINS):
    for margin, goal in zip(margins, goals, strict=True):
        reached = np.bincount(levels_of(codes, sizes, margin), weights, len(goal))
        assert_allclose(reached / weights.sum(), goal, atol=TOLERANCE)
    for each in numbers:
        mean = np.average(each.values, weights=weights)
        assert mean == pytest.approx(each.target, rel=TOLERANCE)


def distance_from(residual):
    """Return how far a vector lies from a span, given what is left of it."""
    return float(np.abs(residual).max(initial=0.0))


def off_the_span(columns, points):
    """Return the coefficients that give the points, and what they leave over."""
    coefficients = np.linalg.lstsq(columns, points, rcond=1e-11)[0]
    return coefficients, distance_from(columns @ coefficients - points)


# --- the answer is the one -----------------------------------------------------------------------


@pytest.mark.parametrize("number", [False, True])
def test_the_linear_distance_is_the_regression_estimator(number):
    codes, base, goals, numbers = survey()
    asked = numbers if number else []
    _, weights = weights_of(codes, base, goals, Distance("linear"), numbers=asked)
    columns, whole = columns_of(codes, asked), base.sum()
    wanted = np.concatenate([*goals, np.zeros(len(asked))]) * whole
    missing = wanted - base @ columns
    slopes = np.linalg.pinv(columns.T @ (base[:, None] * columns), hermitian=True) @ missing
    assert_allclose(weights, base * (1 + columns @ slopes), rtol=WEIGHTS, atol=WEIGHTS)


def test_the_raking_distance_is_raking():
    codes, base, goals, _ = survey()
    sums = cell_sums(codes, SIZES, [base])
    raked = rake_cells(sums.sums[0], SIZES, MARGINS, goals).factor[sums.key] * base
    _, weights = weights_of(codes, base, goals, Distance("raking"))
    assert_allclose(weights, raked, rtol=WEIGHTS)
    by_row = weights_of(codes, base, goals, Distance("raking"), numbers=[])[1]
    assert_allclose(by_row, weights, rtol=WEIGHTS)


def inverse(distance, factor):
    """Return the points at which a distance's function has these values inside its bounds."""
    if distance.kind == "linear":
        return factor - 1
    if distance.kind == "raking":
        return np.log(factor)
    low, high = distance.low, distance.high
    rate = (high - low) / ((1 - low) * (high - 1))
    return np.log((factor - low) * (high - 1) / ((high - factor) * (1 - low))) / rate


def assert_optimal(distance, factor, columns, low, high):
    """Check the conditions of Karush, Kuhn and Tucker: g = F(x'u), cut at the bounds."""
    free = (factor > low * (1 + 1e-9)) & (factor < high * (1 - 1e-9))
    coefficients, left = off_the_span(columns[free], inverse(distance, factor[free]))
    assert left < 1e-7
    if np.linalg.matrix_rank(columns[free]) == np.linalg.matrix_rank(columns):
        # Where the free rows do not fix the parameters, others may show the same.
        points, ones = columns @ coefficients, np.ones(len(factor))
        below, above = factor <= low * (1 + 1e-9), factor >= high * (1 - 1e-9)
        assert (points[below] <= inverse(distance, (low * ones)[below]) + 1e-7).all()
        assert (points[above] >= inverse(distance, (high * ones)[above]) - 1e-7).all()


@pytest.mark.parametrize("number", [False, True])
@pytest.mark.parametrize("distance", DISTANCES, ids=str)
def test_weights_meet_the_totals_and_are_the_nearest(distance, number):
    codes, base, goals, numbers = survey()
    asked = {"numbers": numbers} if number else {}
    solution, weights = weights_of(codes, base, goals, distance, **asked)
    assert solution.converged and not solution.impossible
    assert_met(weights, codes, goals, numbers if number else ())
    assert weights.sum() == pytest.approx(base.sum(), rel=1e-11)
    columns = columns_of(codes, numbers if number else ())
    low, high = (-1e9 if np.isinf(distance.low) else distance.low), distance.high
    assert_optimal(distance, weights / base, columns, low, high)


@pytest.mark.parametrize("kind", ["linear", "raking"])
@pytest.mark.parametrize("number", [False, True])
def test_bounds_on_the_weight_itself_leave_the_nearest_weights(kind, number):
    codes, base, goals, numbers = survey()
    low, high = 0.5, 2.5
    asked = {"numbers": numbers} if number else {}
    distance = Distance(kind)
    solution, weights = weights_of(codes, base, goals, distance, low=low, high=high, **asked)
    assert solution.converged
    assert weights.min() == pytest.approx(low) and weights.max() == pytest.approx(high)
    assert_met(weights, codes, goals, numbers if number else ())
    columns = columns_of(codes, numbers if number else ())
    assert_optimal(distance, weights / base, columns, low / base, high / base)


def test_bounds_on_the_weight_agree_with_a_general_optimiser():
    codes, base, goals, numbers = survey(seed=4, n=40, sizes=(2, 2), margins=((0,), (1,)))
    asked, low, high = numbers[1:], 0.4, 2.0
    sizes, margins = (2, 2), ((0,), (1,))
    _, weights = weights_of(
        codes, base, goals, Distance("raking"), sizes, margins, numbers=asked, low=low, high=high
    )
    columns = columns_of(codes, asked, sizes, margins)[:, 1:]  # the first is implied
    wanted = np.concatenate([goals[0][1:], goals[1], [0.0]]) * base.sum()
    totals = {
        "type": "eq",
        "fun": lambda w: columns.T @ w - wanted,
        "jac": lambda _: columns.T,
    }
    found = minimize(
        lambda w: float(np.sum(w * np.log(w / base) - w)),
        np.clip(base, low, high),
        jac=lambda w: np.log(w / base),
        bounds=[(low, high)] * len(base),
        constraints=totals,
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.success
    assert_allclose(weights, found.x, rtol=1e-5)  # what SLSQP reaches


# --- what must not change it ---------------------------------------------------------------------


@pytest.mark.parametrize("distance", DISTANCES, ids=str)
def test_neither_scales_nor_orders_matter(distance):
    codes, base, goals, numbers = survey()
    _, weights = weights_of(codes, base, goals, distance, numbers=numbers)
    _, scaled = weights_of(codes, base * 1e-12, goals, distance, numbers=numbers)
    assert_allclose(scaled, weights * 1e-12, rtol=WEIGHTS)
    income = [Number(numbers[0].values * 1e9, numbers[0].target * 1e9), numbers[1]]
    _, rich = weights_of(codes, base, goals, distance, numbers=income[::-1])
    assert_allclose(rich, weights, rtol=WEIGHTS)
    order = np.random.default_rng(3).permutation(len(base))
    moved = [Number(each.values[order], each.target) for each in numbers]
    shuffled = [each[order] for each in codes]
    _, other = weights_of(shuffled, base[order], goals, distance, numbers=moved)
    assert_allclose(other, weights[order], rtol=WEIGHTS)


def test_numbers_far_from_zero_lose_no_digits():
    codes, base, goals, numbers = survey()
    values, target = numbers[1].values, round(numbers[1].target * 1024) / 1024
    near, far = (Number(values + add, target + add) for add in (0, 2**40))  # both without rounding
    _, weights = weights_of(codes, base, goals, Distance("raking"), numbers=[near])
    _, other = weights_of(codes, base, goals, Distance("raking"), numbers=[far])
    assert_allclose(other, weights, rtol=WEIGHTS)


def test_totals_that_repeat_each_other_change_nothing():
    codes, base, goals, numbers = survey()
    twice = [*numbers, Number(numbers[0].values / 7 + 5, numbers[0].target / 7 + 5)]
    same = Number(np.full(len(base), 4.0), 4.0)
    _, weights = weights_of(codes, base, goals, Distance("raking"), numbers=numbers)
    _, other = weights_of(codes, base, goals, Distance("raking"), numbers=[*twice, same])
    assert_allclose(other, weights, rtol=WEIGHTS)


def test_a_sum_that_is_asked_scales_the_weights():
    codes, base, goals, _ = survey()
    sums = cell_sums(codes, SIZES, [base])
    scheme = margin_scheme(SIZES, MARGINS, sums.levels)
    bounded = Distance("logit", 0.2, 4.0)
    plain = calibrate(scheme, sums.sums[0], goals, bounded)
    people = calibrate(scheme, sums.sums[0], goals, bounded, total=1e7)
    assert_allclose(people.factor, plain.factor * 1e7 / base.sum(), rtol=1e-12)
    assert people.ratio == pytest.approx(1e7 / base.sum())


def test_blocks_of_rows_add_up(monkeypatch):
    codes, base, goals, numbers = survey()
    _, weights = weights_of(codes, base, goals, Distance("raking", 0.2, 4.0), numbers=numbers)
    monkeypatch.setattr(calibration_rows, "BLOCK", 7)
    _, small = weights_of(codes, base, goals, Distance("raking", 0.2, 4.0), numbers=numbers)
    assert_allclose(small, weights, rtol=WEIGHTS)


def test_occupied_cells_alone_will_do():
    codes, base, goals, _ = survey(n=60)
    sums = cell_sums(codes, SIZES, [base])
    _, weights = weights_of(codes, base, goals, Distance("linear"))
    found, place = np.unique(sums.key, return_inverse=True)
    scheme = margin_scheme(SIZES, MARGINS, np.unravel_index(found, SIZES))
    listed = calibrate(scheme, np.bincount(place, base), goals, Distance("linear"))
    assert_allclose(listed.factor[place] * base, weights, rtol=WEIGHTS)


# --- the edges -----------------------------------------------------------------------------------


def test_who_starts_at_zero_stays_there():
    codes, base, goals, numbers = survey()
    idle = np.concatenate([base, np.zeros(50)])
    more = [np.concatenate([each, each[:50]]) for each in codes]
    blank = [Number(np.append(each.values, np.full(50, np.nan)), each.target) for each in numbers]
    for options in ({}, {"low": 0.4, "high": 3.0}):
        asked = {"numbers": numbers, **options}
        _, weights = weights_of(codes, base, goals, Distance("raking"), **asked)
        asked = {"numbers": blank, **options}
        _, padded = weights_of(more, idle, goals, Distance("raking"), **asked)
        assert (padded[-50:] == 0).all()
        assert_allclose(padded[:-50], weights, rtol=WEIGHTS)


FROM_ZERO = [Distance("raking"), Distance("logit", 0, 9), Distance("linear", 0, 9)]


@pytest.mark.parametrize("distance", FROM_ZERO, ids=str)
def test_a_target_of_zero_is_met_exactly(distance):
    codes, base, _, numbers = survey()
    goals = [np.array([0.5, 0.5, 0, 0]), np.array([0.3, 0.3, 0.4])]
    for asked in ({}, {"numbers": numbers[1:]}):
        solution, weights = weights_of(codes, base, goals, distance, SIZES, ((0,), (1,)), **asked)
        assert solution.converged
        assert (weights[codes[0] > 1] == 0).all() and (weights[codes[0] < 2] > 0).any()


def test_base_weights_of_very_different_size():
    codes, base, goals, _ = survey()
    base = base * np.where(codes[0] == 0, 1e12, 1e-12)
    for distance in DISTANCES[:2]:
        solution, weights = weights_of(codes, base, goals, distance)
        assert solution.converged
        assert_met(weights, codes, goals)


def test_totals_of_numbers_alone_leave_the_sum_open():
    _, base, _, numbers = survey()
    key, whole = np.zeros(len(base), np.uint8), base.sum()
    asked = [Number(numbers[0].values, 3.3e4), Number(numbers[1].values, 2.3)]
    solution = calibrate(
        SUM,
        np.array([whole]),
        [np.ones(1)],
        Distance("raking"),
        key=key,
        base=base,
        numbers=asked,
        held=False,
    )
    weights = solution.factor * base
    assert solution.converged
    for each in asked:
        assert weights @ each.values == pytest.approx(each.target * whole, rel=1e-12)
    columns = np.column_stack([each.values / each.target for each in asked])
    assert off_the_span(columns, np.log(solution.factor))[1] < 1e-10
    assert weights.sum() != pytest.approx(whole, rel=1e-3)


def test_cells_without_anyone_do_no_harm_however_far_their_levels_grow():
    codes = [np.array([0, 0, 1]), np.array([0, 1, 0])]  # nobody is at the second level of both
    base, goals = np.array([1.0, 1e-200, 1e-200]), [np.array([0.6, 0.4]), np.array([0.7, 0.3])]
    solution, weights = weights_of(codes, base, goals, Distance("raking"), (2, 2), ((0,), (1,)))
    assert solution.converged
    assert_allclose(weights, [0.3, 0.3, 0.4], rtol=WEIGHTS)


def test_a_number_that_all_have_is_met_but_for_its_own_rounding():
    codes, base, goals, numbers = survey()
    same = Number(np.full(len(base), 0.1 + 0.2), 0.3)
    _, weights = weights_of(codes, base, goals, Distance("raking"), numbers=numbers)
    solution, other = weights_of(codes, base, goals, Distance("raking"), numbers=[*numbers, same])
    assert solution.converged
    assert_allclose(other, weights, rtol=WEIGHTS)


@pytest.mark.parametrize("distance", DISTANCES, ids=str)
def test_a_wide_tolerance_costs_no_digits_that_are_to_be_had(distance):
    codes, base, goals, numbers = survey()
    _, weights = weights_of(codes, base, goals, distance, numbers=numbers)
    asked = {"numbers": numbers, "tolerance": 1e-4}
    _, other = weights_of(codes, base, goals, distance, **asked)
    assert_allclose(other, weights, rtol=1e-7)


def test_what_is_closest_to_totals_that_cannot_be_met_does_not_hang_on_the_distance():
    codes, base, goals, numbers = survey()
    found = [
        weights_of(codes, base, goals, Distance(kind, 0.98, 1.02), numbers=numbers)[0]
        for kind in ("linear", "raking", "logit")
    ]
    for other in found[1:]:
        assert_allclose(other.misses, found[0].misses, atol=1e-3)
        for gaps, expected in zip(other.gaps, found[0].gaps, strict=True):
            assert_allclose(gaps, expected, atol=1e-3)


def test_totals_that_contradict_each_other_are_missed_openly():
    codes, base, goals, numbers = survey()
    both = [numbers[0], Number(2 * numbers[0].values, 2.2 * numbers[0].target)]
    for distance in DISTANCES:
        solution, _ = weights_of(codes, base, goals, distance, numbers=both)
        assert not solution.converged
        assert solution.gap > 1e-3 and np.abs(solution.misses).max() > 1e-3


def test_bounds_that_are_too_narrow_are_proved_so():
    codes, base, goals, numbers = survey()
    for kind in ("linear", "raking", "logit"):
        solution, _ = weights_of(codes, base, goals, Distance(kind, 0.99, 1.01), numbers=numbers)
        assert not solution.converged and solution.impossible


def test_fewer_rows_than_totals_need_totals_that_agree():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(6, 4))
    base, key = np.ones(4), np.zeros(4, np.uint8)
    truth = np.array([0.4, 0.3, 0.2, 0.1])

    def solved(means):
        numbers = [Number(each, mean) for each, mean in zip(values, means, strict=True)]
        return calibrate(
            SUM, np.array([4.0]), [np.ones(1)], Distance("raking"), key=key, numbers=numbers
        )

    solution = solved(values @ truth)
    assert solution.converged
    assert_allclose(solution.factor * base / 4, truth, rtol=1e-8)
    assert not solved(values @ truth + 0.1 * np.arange(6)).converged


# --- at random -----------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(30, 150),
    kind=st.sampled_from(["linear", "raking"]),
    low=st.floats(0.1, 0.7),
    high=st.floats(1.5, 5),
    on_weight=st.booleans(),
)
def test_bounded_weights_are_optimal_or_proved_impossible(seed, n, kind, low, high, on_weight):
    sizes, margins = (3, 2), ((0,), (1,))
    codes, base, goals, numbers = survey(seed, n, sizes, margins, spread=0.3)
    distance = Distance(kind) if on_weight else Distance(kind, low, high)
    options = {"low": low, "high": high} if on_weight else {}
    solution, weights = weights_of(
        codes, base, goals, distance, sizes, margins, numbers=numbers[1:], **options
    )
    assert solution.converged != solution.impossible
    if solution.converged:
        assert_met(weights, codes, goals, numbers[1:], sizes, margins)
        columns = columns_of(codes, numbers[1:], sizes, margins)
        limits = (low / base, high / base) if on_weight else (low, high)
        assert_optimal(distance, weights / base, columns, *limits)
