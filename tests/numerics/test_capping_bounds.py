"""Raking under caps and floors of every kind, against the same loop over rows."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from techno_kit.numerics.bounds import Bound, limit
from techno_kit.numerics.capping import rake_capped
from techno_kit.numerics.cells import cell_sums
from tests.numerics.rows import clip_rows, draw, levels_of, outside, rake_rows, targets_like

SIZES, MARGINS = (4, 3, 5), ((0,), (1, 2))
TOLERANCE = 1e-10
# Both loops end when the last cut moves 1e-12 of the total; that may all fall on one row.
WEIGHTS = 1e-8
HELD = 1 + 1e-11  # rounding of the mean of some thousand weights, and the 1e-12 above
ROWS = 400
SLOW = 500  # rounds: bounds that barely hold are crept up to, which the row loop takes minutes for


def survey(seed, n=ROWS, scatter=0.7):
    rng = np.random.default_rng(seed)
    codes, base = draw(rng, SIZES, n), rng.lognormal(0, scatter, n)
    return codes, base, targets_like(rng, codes, SIZES, MARGINS)


def bounded(codes, base, targets, *, cap=None, floor=None, **options):
    sums = cell_sums(codes, SIZES, [base])
    return rake_capped(
        sums.key,
        sums.sums[0],
        SIZES,
        MARGINS,
        targets,
        cap=cap and Bound(*cap),
        floor=floor and Bound(*floor),
        base=base,
        **options,
    )


def check_margins(codes, targets, weights):
    for margin, target in zip(MARGINS, targets, strict=True):
        reached = np.bincount(levels_of(codes, SIZES, margin), weights, len(target))
        assert_allclose(reached / weights.sum(), target, atol=TOLERANCE)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    cap=st.none() | st.floats(2.3, 6),
    floor=st.none() | st.floats(0.02, 0.5),
    idle=st.integers(0, 40),
)
def test_weights_are_those_of_the_row_loop(seed, cap, floor, idle):
    codes, base, targets = survey(seed)
    base[:idle] = 0
    mean = base.sum() / (base > 0).sum()
    try:
        raked = rake_rows(codes, SIZES, MARGINS, targets, base)
    except AssertionError:
        assume(False)  # a cell without weight left can make targets impossible
    assume(raked.min(where=base > 0, initial=np.inf) > 0)
    solution = bounded(
        codes, base, targets, cap=cap and ("mean", cap), floor=floor and ("mean", floor)
    )
    low, high = (floor or 0) * mean, (cap or np.inf) * mean
    assert (solution.low, solution.high) == pytest.approx((low, high), rel=1e-12)
    if not solution.converged:
        assert (
            solution.needs.multiple * mean > high
            or solution.bears.multiple * mean < low
            or solution.gap > TOLERANCE
            or outside(solution.weights, low, high)
            or solution.rounds > 40  # creeping towards bounds that barely hold, or do not
        )
        return
    if solution.rounds < SLOW:
        expected, rounds = clip_rows(codes, SIZES, MARGINS, targets, base, low, high)
        assert solution.rounds <= rounds + rounds // 4 + 1  # fewer are welcome
        assert_allclose(solution.weights, expected, rtol=WEIGHTS)
    assert (solution.weights[:idle] == 0).all()
    check_margins(codes, targets, solution.weights)
    counted = solution.weights[base > 0]
    assert counted.max() <= high * HELD and counted.min() >= low / HELD
    assert solution.at_cap == (counted >= high * (1 - 1e-9)).sum()
    assert solution.at_floor == (counted <= low * (1 + 1e-9)).sum()


RULES = [
    ("mean", 3.0, 0.3),
    ("median", 3.5, 0.3),
    ("absolute", 4.0, 0.25),
    ("quantile", 0.98, 0.02),
    ("iqr", 3.0, 0.7),
]


@pytest.mark.parametrize(("rule", "cap", "floor"), RULES)
@pytest.mark.parametrize("which", ["cap", "floor", "both"])
def test_bounds_hold_by_every_rule(rule, cap, floor, which):
    codes, base, targets = survey(5, 1500)
    asked = {
        name: (rule, value)
        for name, value in (("cap", cap), ("floor", floor))
        if which in (name, "both")
    }
    solution = bounded(codes, base, targets, **asked)
    weights = solution.weights
    assert solution.converged and solution.rounds > 1
    check_margins(codes, targets, weights)
    measured = rake_rows(codes, SIZES, MARGINS, targets, base) if rule == "quantile" else weights
    if "cap" in asked:
        highest = limit(Bound(rule, cap), measured)
        assert weights.max() <= highest * HELD and weights.max() == pytest.approx(solution.high)
        assert solution.at_cap > 0
    else:
        assert (solution.high, solution.at_cap, solution.trimmed) == (np.inf, 0, 0)
    if "floor" in asked:
        lowest = limit(Bound(rule, floor), measured, lower=True)
        assert weights.min() >= lowest / HELD and weights.min() == pytest.approx(solution.low)
        assert solution.raised >= solution.at_floor > 0
    else:
        assert (solution.low, solution.at_floor, solution.raised) == (0, 0, 0)
    expected, _ = clip_rows(codes, SIZES, MARGINS, targets, base, solution.low, solution.high)
    if rule not in ("median", "iqr"):  # a limit that moved was another one in the first rounds
        assert_allclose(weights, expected, rtol=WEIGHTS)


def test_a_limit_that_moves_goes_on_from_where_it_was():
    codes, base, targets = survey(5, 1500)
    raked = rake_rows(codes, SIZES, MARGINS, targets, base)
    # The floor takes weight from all above it, and the median falls.
    solution = bounded(codes, base, targets, cap=("median", 6.0), floor=("mean", 0.45))
    assert solution.high < limit(Bound("median", 6.0), raked) * 0.99
    assert solution.weights.max() <= 6 * np.median(solution.weights) * HELD


def test_counts_scale_the_bounds_by_mean_and_leave_absolute_ones():
    codes, base, targets = survey(6, 1000)
    plain = bounded(codes, base, targets, cap=("mean", 3.0), floor=("mean", 0.3))
    counts = bounded(codes, base, targets, cap=("mean", 3.0), floor=("mean", 0.3), total=5e6)
    assert_allclose(counts.weights, plain.weights * 5e6 / base.sum(), rtol=WEIGHTS)
    same = {"cap": ("absolute", plain.high), "floor": ("absolute", plain.low)}
    assert_allclose(bounded(codes, base, targets, **same).weights, plain.weights, rtol=WEIGHTS)


def test_the_highest_floor_is_that_of_the_level_that_carries_least():
    # 30 of 100 rows are to carry 12 %: at most 0.4 means each.
    codes = [np.repeat([0, 1], [30, 70]), np.zeros(100, int), np.zeros(100, int)]
    sums = cell_sums([each.astype(np.int8) for each in codes], (2, 1, 1), [None])
    asked = (sums.key, sums.sums[0], (2, 1, 1), ((1,), (0,)), [np.ones(1), np.array([0.12, 0.88])])
    for floor, held in ((0.39, True), (0.4, True), (0.41, False)):
        solution = rake_capped(*asked, floor=Bound("mean", floor))
        assert solution.bears.multiple == pytest.approx(0.4)
        assert (solution.bears.margin, solution.bears.level) == (1, 0)
        assert solution.converged == held and (held or solution.rounds == 0)


def test_a_level_with_a_target_of_zero_stays_at_zero():
    codes, base, targets = survey(7, 800)
    first = targets[0].copy()
    first[1:] += first[0] / 3
    first[0] = 0
    cross = targets[1]
    solution = bounded(codes, base, [first, cross], floor=("absolute", 0.3))
    gone = codes[0] == 0
    assert solution.converged and (solution.weights[gone] == 0).all()
    assert solution.weights[~gone].min() == pytest.approx(0.3)
    assert solution.raised >= solution.at_floor > 0


def test_rows_at_zero_carry_nothing_and_do_not_count():
    # Of 50 rows that are to carry 10 %, 40 are at 0 by the other margin: the mean is that of 60
    # rows, 10 of which carry 0.6 means each.
    codes = [np.repeat([0, 1, 1], [40, 10, 50]), np.repeat([0, 1], [50, 50]), np.zeros(100, int)]
    sums = cell_sums([each.astype(np.int8) for each in codes], (2, 2, 1), [None])
    targets = [np.array([0.0, 1.0]), np.array([0.1, 0.9])]
    asked = (sums.key, sums.sums[0], (2, 2, 1), ((0,), (1,)), targets)
    solution = rake_capped(*asked, floor=Bound("mean", 0.55))
    assert solution.converged and solution.bears.multiple == pytest.approx(0.6)
    assert_allclose(solution.weights, np.repeat([0, 1, 1.8], [40, 10, 50]), atol=1e-9)
    assert solution.low == pytest.approx(0.55 * 100 / 60)
    assert rake_capped(*asked, cap=Bound("mean", 2)).needs.multiple == pytest.approx(1.08)


def test_a_floor_above_the_cap_is_not_possible():
    codes, base, targets = survey(8)
    solution = bounded(codes, base, targets, cap=("absolute", 2.0), floor=("absolute", 2.5))
    assert not solution.converged and solution.rounds == 0
    assert_allclose(solution.weights, rake_rows(codes, SIZES, MARGINS, targets, base), rtol=WEIGHTS)


def test_weights_of_one_cell_that_meet_at_a_bound_stay_together():
    # Two base weights far apart; floor and cap leave one cell's rows no room between them.
    codes = [np.array([0, 0, 1, 1, 1, 1], np.int8)] + [np.zeros(6, np.int8)] * 2
    sums = cell_sums(codes, (2, 1, 1), [np.array([1e-6, 1.0, 1, 1, 1, 1e-6])])
    targets = [np.array([0.5, 0.5]), np.ones(1)]
    base = np.array([1e-6, 1.0, 1, 1, 1, 1e-6])
    asked = (sums.key, sums.sums[0], (2, 1, 1), ((0,), (1,)), targets)
    solution = rake_capped(
        *asked, base=base, cap=Bound("mean", 1.5), floor=Bound("mean", 0.75), total=6.0
    )
    assert solution.converged
    assert_allclose(solution.weights, [1.5, 1.5, 0.75, 0.75, 0.75, 0.75], rtol=1e-6)


def test_blanks_have_a_level_of_their_own():
    rng = np.random.default_rng(12)
    codes = [rng.integers(-1, 4, 600).astype(np.int8), *draw(rng, SIZES[1:], 600)]
    base = rng.lognormal(0, 0.7, 600)
    sums = cell_sums(codes, SIZES, [base], missing=(True, False, False))
    lumped = np.where(codes[0] < 0, 4, codes[0])
    targets = targets_like(rng, [lumped, *codes[1:]], (5, 3, 5), MARGINS)
    solution = rake_capped(
        sums.key,
        sums.sums[0],
        sums.shape,
        MARGINS,
        targets,
        cap=Bound("mean", 2.5),
        floor=Bound("mean", 0.2),
        base=base,
        gaps=(True, False, False),
    )
    shares = np.bincount(lumped, solution.weights) / solution.weights.sum()
    assert solution.converged and solution.rounds > 1
    assert_allclose(shares, targets[0], atol=TOLERANCE)


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_base_weights_of_any_size(scale):
    codes, base, targets = survey(9, 1000)
    asked = {"cap": ("mean", 3.0), "floor": ("mean", 0.3)}
    plain, scaled = (
        bounded(codes, base, targets, **asked),
        bounded(codes, base * scale, targets, **asked),
    )
    assert_allclose(scaled.weights / scale, plain.weights, rtol=WEIGHTS)


def test_base_weights_far_apart():
    codes, base, targets = survey(10, 600)
    base = base**12  # over twenty orders of magnitude
    solution = bounded(codes, base, targets, cap=("mean", 4.0), floor=("mean", 0.1))
    mean = base.sum() / len(base)
    assert solution.converged
    check_margins(codes, targets, solution.weights)
    assert solution.weights.max() <= 4 * mean * HELD and solution.weights.min() >= 0.1 * mean / HELD
