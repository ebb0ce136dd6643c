import numpy as np
import pytest
from numpy.testing import assert_allclose

from techno_kit.numerics import clipping
from techno_kit.numerics.bounds import Bound
from techno_kit.numerics.capping import rake_capped
from techno_kit.numerics.cells import cell_sums, spread
from techno_kit.numerics.raking import rake_cells
from tests.numerics.rows import draw, levels_of, targets_like, trim_rows

SIZES, MARGINS = (7, 2, 12, 5), ((0,), (1, 3), (2,))
TOLERANCE = 1e-10
# Both loops end when what is trimmed adds 1e-12 to the total; that may all fall on one row.
WEIGHTS = 1e-8


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(1)
    codes, base = draw(rng, SIZES, 3000), rng.lognormal(0, 0.5, 3000)
    return codes, base, targets_like(rng, codes, SIZES, MARGINS)


def capped(codes, base, targets, cap, sizes=SIZES, margins=MARGINS, **options):
    sums = cell_sums(codes, sizes, [base])
    return rake_capped(
        sums.key,
        sums.sums[0],
        sizes,
        margins,
        targets,
        cap=Bound("mean", cap),
        base=base,
        cells=sums.levels,
        **options,
    )


@pytest.mark.parametrize("cap", [2.5, 3.0, 5.0])
def test_weights_are_those_of_the_row_loop(survey, cap):
    codes, base, targets = survey
    solution = capped(codes, base, targets, cap)
    expected, rounds = trim_rows(codes, SIZES, MARGINS, targets, base, cap)
    assert solution.converged and abs(solution.rounds - rounds) <= rounds // 4 + 1
    assert_allclose(solution.weights, expected, rtol=WEIGHTS)


@pytest.mark.parametrize("cap", [2.5, 3.0, 5.0])
def test_margins_and_cap_both_hold(survey, cap):
    codes, base, targets = survey
    solution = capped(codes, base, targets, cap, total=1e6)
    weights = solution.weights
    assert weights.sum() == pytest.approx(1e6, rel=1e-11)
    assert weights.max() / weights.mean() <= cap * (1 + 1e-11)
    assert solution.at_cap == (weights > cap * weights.mean() * (1 - 1e-8)).sum() > 0
    assert solution.trimmed >= solution.at_cap
    for margin, target, after, gaps in zip(
        MARGINS, targets, solution.after, solution.gaps, strict=True
    ):
        reached = np.bincount(levels_of(codes, SIZES, margin), weights, len(target)) / weights.sum()
        assert_allclose(reached, target, atol=TOLERANCE)
        assert_allclose(after, reached, atol=1e-13)
        assert_allclose(gaps, after - target, atol=1e-13)


def test_a_cap_that_nobody_exceeds_changes_nothing(survey):
    codes, base, targets = survey
    sums = cell_sums(codes, SIZES, [base])
    plain = rake_cells(sums.sums[0], SIZES, MARGINS, targets)
    solution = capped(codes, base, targets, 1e3)
    assert solution.converged and solution.rounds == solution.trimmed == solution.at_cap == 0
    assert_allclose(solution.weights, spread(sums.key, plain.factor, base), rtol=1e-12)


def test_rows_that_come_near_later_are_found(survey, monkeypatch):
    codes, base, targets = survey
    expected = capped(codes, base, targets, 2.5)
    looks = []
    look = clipping.Watch.of
    monkeypatch.setattr(clipping, "BAND", 1.0)
    monkeypatch.setattr(clipping.Watch, "of", lambda *rows: looks.append(1) or look(*rows))
    solution = capped(codes, base, targets, 2.5)
    assert len(looks) > 2
    assert_allclose(solution.weights, expected.weights, rtol=1e-10)


def test_base_weights_of_one_need_not_be_given():
    rng = np.random.default_rng(2)
    codes = draw(rng, SIZES, 2000)
    targets = targets_like(rng, codes, SIZES, MARGINS)
    sums = cell_sums(codes, SIZES, [None])
    given = capped(codes, np.ones(2000), targets, 4.0)
    left_out = rake_capped(sums.key, sums.sums[0], SIZES, MARGINS, targets, cap=Bound("mean", 4.0))
    assert given.converged and given.trimmed > 0
    assert np.array_equal(given.weights, left_out.weights)


def test_occupied_cells_alone_will_do(survey):
    codes, base, targets = survey
    sums = cell_sums(codes, SIZES, [base])
    found, place = np.unique(sums.key, return_inverse=True)
    listed = rake_capped(
        place,
        np.bincount(place, base),
        SIZES,
        MARGINS,
        targets,
        cap=Bound("mean", 3.0),
        base=base,
        cells=np.unravel_index(found, SIZES),
    )
    assert_allclose(listed.weights, capped(codes, base, targets, 3.0).weights, rtol=WEIGHTS)


def test_rows_without_weight_do_not_count_in_the_mean(survey):
    codes, base, targets = survey
    idle = [np.concatenate([each, each[:1000]]) for each in codes]
    some = capped(codes, base, targets, 3.0)
    more = capped(idle, np.concatenate([base, np.zeros(1000)]), targets, 3.0)
    assert_allclose(more.weights[:3000], some.weights, rtol=WEIGHTS)
    assert (more.weights[3000:] == 0).all() and more.needs.multiple == pytest.approx(
        some.needs.multiple
    )


def test_levels_with_a_target_of_zero(survey):
    codes, base, targets = survey
    first = targets[0].copy()
    first[1:] += first[0] / 6
    first[0] = 0
    solution = capped(codes, base, [first, *targets[1:]], 4.0)
    assert solution.converged and (solution.weights[codes[0] == 0] == 0).all()


def test_the_smallest_cap_is_that_of_the_level_that_carries_most():
    # 10 of 100 rows are to carry 43 %: at least 4.3 means each.
    codes = [np.repeat([0, 1], [10, 90]).astype(np.int8), np.tile([0, 1], 50).astype(np.int8)]
    targets = [np.array([0.5, 0.5]), np.array([0.43, 0.57])]
    scheme = (2, 2), ((1,), (0,))
    found = {cap: capped(codes, np.ones(100), targets, cap, *scheme) for cap in (4.2, 4.4)}
    for solution in found.values():
        assert solution.needs.multiple == pytest.approx(4.3)
        assert (solution.needs.margin, solution.needs.level) == (1, 0)
    assert found[4.4].converged and not found[4.2].converged
    assert found[4.2].rounds == 0 and found[4.2].gap < TOLERANCE


def test_a_cap_of_exactly_what_is_needed():
    codes = [np.repeat([0, 1], [10, 90]).astype(np.int8)]
    base = np.random.default_rng(3).lognormal(0, 0.5, 100)
    solution = capped(codes, base, [np.array([0.43, 0.57])], 4.3, (2,), ((0,),))
    assert solution.needs.multiple == pytest.approx(4.3)
    assert_allclose(solution.weights[:10] / solution.weights.mean(), 4.3, rtol=1e-6)


def test_a_level_without_rows_needs_more_than_any_cap():
    codes = [np.zeros(10, np.int8)]
    solution = capped(codes, np.ones(10), [np.array([0.5, 0.5])], 9.0, (2,), ((0,),))
    assert (
        not solution.converged and solution.needs.multiple == np.inf and solution.needs.level == 1
    )


def test_a_cap_that_two_margins_together_forbid():
    # Each level alone could do with 3 means; a third of the weight in 1 row of 24 needs 8.
    codes = [np.repeat([0, 0, 1, 1], [1, 7, 7, 9]), np.repeat([0, 1, 0, 1], [1, 7, 7, 9])]
    codes = [each.astype(np.int8) for each in codes]
    targets = [np.array([0.9, 0.1]), np.array([0.9, 0.1])]
    solution = capped(codes, np.ones(24), targets, 3.0, (2, 2), ((0,), (1,)))
    assert solution.needs.multiple == pytest.approx(2.7)
    assert not solution.converged and np.isfinite(solution.weights).all()
