import numpy as np
import pytest
from numpy.testing import assert_allclose

from techno_kit.numerics import raking, schemes
from techno_kit.numerics.cells import cell_sums, spread
from techno_kit.numerics.raking import rake_cells
from tests.numerics.rows import draw, levels_of, rake_rows, targets_like

# The promise for weights. The textbook loop stops at gaps of 1e-13 in levels down to 1e-3.
WEIGHTS = 1e-9
EXACT = 1e-13
SINGLE = ((0,), (1,), (2,))
SIZES = (4, 3, 5)
EVEN = (np.array([0.4, 0.3, 0.2, 0.1]), np.array([0.5, 0.3, 0.2]), np.full(5, 0.2))

SCHEMES = {
    "one margin": ((4, 3, 5), ((1,),)),
    "single variables": ((4, 3, 5), ((0,), (1,), (2,))),
    "the order of margins": ((4, 3, 5), ((2,), (0,), (1,))),
    "a variable without a margin": ((4, 3, 5), ((0,), (2,))),
    "a cross": ((7, 2, 12), ((0, 1), (2,))),
    "a cross the other way round": ((7, 2, 12), ((2,), (1, 0))),
    "overlapping crosses": ((4, 3, 5), ((0, 1), (1, 2), (0, 2))),
    "nested": ((4, 3, 5), ((0,), (0, 1), (2,))),
    "the same margin twice": ((4, 3), ((0,), (1,), (0,))),
    "six variables": ((7, 2, 12, 5, 8, 4), tuple((axis,) for axis in range(6))),
    "a full cross": ((4, 3), ((0, 1),)),
    "one level": ((1, 3), ((0,), (1,))),
}


def row_weights(codes, sizes, margins, targets, base, **options):
    """Rake rows through cells, dense and listed; both must agree."""
    summed = cell_sums(codes, sizes, [base])
    solution = rake_cells(summed.sums[0], sizes, margins, targets, **options)
    found, place = np.unique(summed.key, return_inverse=True)
    listed = rake_cells(
        np.bincount(place, base),
        sizes,
        margins,
        targets,
        cells=np.unravel_index(found, sizes),
        **options,
    )
    assert listed.converged == solution.converged
    if solution.converged:  # where no weights exist, rounding decides where the search gives up
        assert_allclose(listed.factor, solution.factor[found], rtol=WEIGHTS)
    return spread(summed.key, solution.factor, base), solution


@pytest.mark.parametrize(("sizes", "margins"), SCHEMES.values(), ids=SCHEMES)
@pytest.mark.parametrize("n", [60, 4000])
def test_weights_are_those_of_the_textbook(sizes, margins, n):
    rng = np.random.default_rng(n)
    codes, base = draw(rng, sizes, n), rng.lognormal(0, 0.5, n)
    targets = targets_like(rng, codes, sizes, margins)
    weights, solution = row_weights(codes, sizes, margins, targets, base)
    promised = max(raking.EXACT * min(target[target > 0].min() for target in targets), EXACT)
    assert solution.converged and solution.gap <= promised
    assert_allclose(weights, rake_rows(codes, sizes, margins, targets, base), rtol=WEIGHTS)
    for margin, target, before, after, gaps in zip(
        margins, targets, solution.before, solution.after, solution.gaps, strict=True
    ):
        level = levels_of(codes, sizes, margin)
        assert_allclose(after, np.bincount(level, weights, len(target)) / weights.sum(), atol=EXACT)
        assert_allclose(before, np.bincount(level, base, len(target)) / base.sum(), atol=EXACT)
        assert_allclose(gaps, after - target, atol=EXACT)


def test_weights_keep_the_sum_of_the_base_or_meet_a_total():
    rng = np.random.default_rng(1)
    codes, base = draw(rng, SIZES, 500), rng.lognormal(0, 0.5, 500)
    kept, _ = row_weights(codes, SIZES, SINGLE, EVEN, base)
    asked, _ = row_weights(codes, SIZES, SINGLE, EVEN, base, total=17e6)
    assert kept.sum() == pytest.approx(base.sum(), rel=EXACT)
    assert asked.sum() == pytest.approx(17e6, rel=EXACT)
    assert_allclose(asked / asked.sum(), kept / kept.sum(), rtol=WEIGHTS)


def test_targets_may_have_the_shape_of_their_cross():
    rng = np.random.default_rng(2)
    codes, base = draw(rng, SIZES, 500), np.ones(500)
    (target,) = targets_like(rng, codes, SIZES, ((1, 0),))
    flat, _ = row_weights(codes, SIZES, ((1, 0),), [target], base)
    shaped, _ = row_weights(codes, SIZES, ((1, 0),), [target.reshape(3, 4)], base)
    assert np.array_equal(flat, shaped)


@pytest.mark.parametrize("far", [1e-3, 1e-9])
def test_far_targets(far):
    rng = np.random.default_rng(3)
    codes, base = draw(rng, SIZES, 5000), np.ones(5000)
    targets = [np.full(size, far) for size in SIZES]
    for target, size in zip(targets, SIZES, strict=True):
        target[0] = 1 - (size - 1) * far
    weights, solution = row_weights(codes, SIZES, SINGLE, targets, base)
    assert solution.converged
    # A level's share of 1e-9 is known to 1e-13 / 1e-9 where the textbook stops at a gap of 1e-13.
    tolerance = WEIGHTS if far > 1e-6 else 1e-3
    assert_allclose(weights, rake_rows(codes, SIZES, SINGLE, targets, base), rtol=tolerance)


def test_base_weights_of_all_sizes():
    rng = np.random.default_rng(4)
    codes, base = draw(rng, SIZES, 5000), 10.0 ** rng.uniform(-12, 12, 5000)
    weights, solution = row_weights(codes, SIZES, SINGLE, EVEN, base)
    assert solution.converged
    assert_allclose(weights, rake_rows(codes, SIZES, SINGLE, EVEN, base), rtol=WEIGHTS)


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_the_scale_of_base_weights_never_matters(scale):
    rng = np.random.default_rng(5)
    codes, base = draw(rng, SIZES, 500), rng.lognormal(0, 0.5, 500)
    one, _ = row_weights(codes, SIZES, SINGLE, EVEN, base, total=1.0)
    other, _ = row_weights(codes, SIZES, SINGLE, EVEN, base * scale, total=1.0)
    assert_allclose(other, one, rtol=WEIGHTS)


def test_a_target_of_zero_makes_weights_of_exactly_zero():
    rng = np.random.default_rng(6)
    codes, base = draw(rng, SIZES, 5000), rng.lognormal(0, 0.5, 5000)
    targets = (np.array([0.5, 0.3, 0.2, 0.0]), *EVEN[1:])
    weights, solution = row_weights(codes, SIZES, SINGLE, targets, base)
    assert solution.converged and solution.gap <= EXACT
    assert (weights[codes[0] == 3] == 0).all() and (weights[codes[0] < 3] > 0).all()
    assert_allclose(weights, rake_rows(codes, SIZES, SINGLE, targets, base), rtol=WEIGHTS)


def test_a_level_that_nobody_has_and_nobody_wants():
    rng = np.random.default_rng(7)
    codes, base = draw(rng, (3, 3, 5), 5000), np.ones(5000)
    targets = (np.array([0.5, 0.3, 0.2, 0.0]), *EVEN[1:])
    weights, solution = row_weights(codes, SIZES, SINGLE, targets, base)
    assert solution.converged and np.isfinite(solution.factor).all()
    assert (weights > 0).all()


def test_respondents_without_weight_stay_without():
    rng = np.random.default_rng(8)
    codes = draw(rng, SIZES, 5000)
    base = np.where(codes[0] + codes[2] == 3, 0.0, 1.0)
    weights, solution = row_weights(codes, SIZES, SINGLE, EVEN, base)
    assert solution.converged and (weights[base == 0] == 0).all()


def test_a_margin_of_many_levels_is_swept():
    rng = np.random.default_rng(9)
    sizes = (300, 5, 4)
    codes = [rng.integers(0, size, 20_000).astype(np.int16) for size in sizes]
    base = rng.lognormal(0, 0.5, 20_000)
    targets = targets_like(rng, codes, sizes, SINGLE)
    weights, solution = row_weights(codes, sizes, SINGLE, targets, base)
    assert solution.converged and solution.solver == "ipf" and solution.gap <= EXACT
    assert_allclose(weights, rake_rows(codes, sizes, SINGLE, targets, base), rtol=WEIGHTS)


@pytest.mark.parametrize("variables", [9, 14])
def test_many_margins_with_few_respondents(variables):
    rng = np.random.default_rng(variables)
    sizes, margins = (6,) * variables, tuple((axis,) for axis in range(variables))
    codes, base = draw(rng, sizes, 2000), rng.lognormal(0, 0.5, 2000)
    targets = targets_like(rng, codes, sizes, margins, spread=0.1)
    summed = cell_sums(codes, sizes, [base])
    solution = rake_cells(summed.sums[0], sizes, margins, targets, cells=summed.levels)
    assert solution.converged and solution.solver == "newton"
    weights = spread(summed.key, solution.factor, base)
    assert_allclose(weights, rake_rows(codes, sizes, margins, targets, base), rtol=WEIGHTS)


# --- what cannot be met --------------------------------------------------------------------------


def test_a_level_that_nobody_has_but_a_target_wants():
    rng = np.random.default_rng(10)
    codes = draw(rng, (3, 3, 5), 5000)
    _, solution = row_weights(codes, SIZES, SINGLE, EVEN, np.ones(5000))
    assert not solution.converged
    assert solution.gap == pytest.approx(0.1)
    assert solution.gaps[0][3] == pytest.approx(-0.1)
    # The others are fitted as if it did not exist.
    assert np.abs(solution.gaps[1]).max() < EXACT and np.abs(solution.gaps[2]).max() < EXACT


def infeasible(rng, share):
    """Level 0 of the first variable lies within level 0 of the second, whose target is 0.5."""
    codes = draw(rng, SIZES, 5000)
    codes[1][codes[0] == 0] = 0
    rest = (1 - share) / 3
    return codes, (np.array([share, rest, rest, rest]), *EVEN[1:])


def test_margins_that_no_weights_meet():
    codes, targets = infeasible(np.random.default_rng(11), 0.6)
    _, solution = row_weights(codes, SIZES, SINGLE, targets, np.ones(5000))
    assert not solution.converged
    # 60 % of the weight cannot lie within 50 % of it: the two gaps add to at least 10 points.
    assert solution.gap >= 0.05 - EXACT
    assert abs(solution.gaps[0][0]) + abs(solution.gaps[1][0]) >= 0.1 - EXACT
    assert np.isfinite(solution.factor).all()


def test_margins_that_only_weights_of_nearly_zero_meet():
    codes, targets = infeasible(np.random.default_rng(12), 0.5)
    _, solution = row_weights(codes, SIZES, SINGLE, targets, np.ones(5000), tolerance=1e-7)
    assert solution.converged and solution.gap <= 1e-7


def test_margins_that_contradict_each_other_are_never_called_met():
    codes = draw(np.random.default_rng(13), SIZES, 5000)
    _, solution = row_weights(
        codes, SIZES, SINGLE, (EVEN[0], EVEN[1] * 1.01, EVEN[2]), np.ones(5000)
    )
    assert not solution.converged
    assert solution.gap == pytest.approx(0.005, rel=0.05)


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_sums_that_are_no_weights_are_never_called_met(value):
    sums = np.ones(60)
    sums[:: 1 if value == 0 else 7] = value
    solution = rake_cells(sums, SIZES, SINGLE, EVEN)
    assert not solution.converged and np.isnan(solution.gap)


# --- the solvers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("sizes", "margins"), SCHEMES.values(), ids=SCHEMES)
def test_sweeps_take_over_and_reach_the_same_weights(sizes, margins, monkeypatch):
    rng = np.random.default_rng(14)
    codes, base = draw(rng, sizes, 1000), rng.lognormal(0, 0.5, 1000)
    targets = targets_like(rng, codes, sizes, margins)
    newton, _ = row_weights(codes, sizes, margins, targets, base)

    def singular(*_):
        raise np.linalg.LinAlgError

    monkeypatch.setattr(np.linalg, "solve", singular)
    swept, solution = row_weights(codes, sizes, margins, targets, base)
    assert solution.converged and solution.solver == "ipf"
    assert_allclose(swept, newton, rtol=WEIGHTS)


@pytest.mark.parametrize("broken", [np.nan, -1.0, 1e9])
def test_sweeps_take_over_from_a_step_that_leads_nowhere(broken, monkeypatch):
    codes = draw(np.random.default_rng(15), SIZES, 1000)
    monkeypatch.setattr(np.linalg, "solve", lambda _, gradient: broken * gradient)
    _, solution = row_weights(codes, SIZES, SINGLE, EVEN, np.ones(1000))
    assert solution.converged and solution.solver == "ipf"


def test_newton_takes_over_where_sweeps_are_too_slow(monkeypatch):
    codes, targets = infeasible(np.random.default_rng(16), 0.4999)
    monkeypatch.setattr(raking, "NEWTON_FIRST", 0)
    monkeypatch.setattr(raking, "SWEEPS", 20)
    _, solution = row_weights(codes, SIZES, SINGLE, targets, np.ones(5000))
    assert solution.converged and solution.solver == "newton"


def test_wide_blocks_agree_with_narrow_ones(monkeypatch):
    rng = np.random.default_rng(17)
    sizes, margins = (7, 2, 12, 5), ((0, 1), (2,), (3,))
    codes, base = draw(rng, sizes, 3000), rng.lognormal(0, 0.5, 3000)
    targets = targets_like(rng, codes, sizes, margins)
    narrow, _ = row_weights(codes, sizes, margins, targets, base)
    monkeypatch.setattr(schemes, "DENSE_INDICATORS", 0)
    monkeypatch.setattr(schemes, "CACHED_CELLS", 0)
    wide, solution = row_weights(codes, sizes, margins, targets, base)
    assert solution.solver == "newton"
    assert_allclose(wide, narrow, rtol=WEIGHTS)


def test_a_scheme_is_built_once():
    first = schemes.margin_scheme([4, 3], [[0], [1]])
    assert schemes.margin_scheme((np.int64(4), 3), ((0,), (1,))) is first


def test_blocks_are_balanced_and_no_margin_straddles_them():
    scheme = schemes.margin_scheme((7, 2, 12, 5, 8, 4), [(axis,) for axis in range(6)])
    assert scheme.left.cells * scheme.right.cells == 26_880
    assert scheme.left.cells + scheme.right.cells == 328
    tied = schemes.margin_scheme((7, 2, 12, 5), ((0, 1), (1, 2), (3,)))
    assert {tied.left.cells, tied.right.cells} == {168, 5}
    many = schemes.margin_scheme(
        (6,) * 14, [(axis,) for axis in range(14)], [np.zeros(1, int)] * 14
    )
    assert len(many.left.levels) == len(many.right.levels) == 7
