import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from techno_kit.numerics.bounds import Bound
from techno_kit.numerics.capping import rake_capped
from techno_kit.numerics.cells import cell_sums, spread
from techno_kit.numerics.raking import rake_cells
from tests.numerics.rows import draw, levels_of, targets_like

SHARE = 1e-10  # the default tolerance of raking
SAME = 1e-9  # the promise for weights
CAPPED = 1e-7  # what is trimmed last is 1e-12 of the total, at worst a good part of a small weight
EXAMPLES = settings(max_examples=60, deadline=None)
FEW_EXAMPLES = settings(max_examples=25, deadline=None)  # loops of many rounds


@st.composite
def surveys(draw_from):
    """Codes, sizes, margins that cover some variables, base weights, feasible targets."""
    sizes = tuple(draw_from(st.lists(st.integers(1, 6), min_size=1, max_size=4)))
    axes = st.permutations(range(len(sizes)))
    margins = []
    for _ in range(draw_from(st.integers(1, 4))):
        margins.append(tuple(draw_from(axes)[: draw_from(st.integers(1, min(2, len(sizes))))]))
    rng = np.random.default_rng(draw_from(st.integers(0, 2**32)))
    n = draw_from(st.integers(1, 400))
    codes, base = draw(rng, sizes, n), rng.lognormal(0, draw_from(st.floats(0, 2)), n)
    targets = targets_like(rng, codes, sizes, margins, spread=draw_from(st.floats(0, 1)))
    return codes, sizes, tuple(margins), base, targets, rng


def weigh(codes, sizes, margins, base, targets, **options):
    sums = cell_sums(codes, sizes, [base])
    solution = rake_cells(sums.sums[0], sizes, margins, targets, **options)
    assert solution.converged
    return spread(sums.key, solution.factor, base)


@EXAMPLES
@given(surveys())
def test_every_margin_is_hit_by_positive_weights(survey):
    codes, sizes, margins, base, targets, _ = survey
    weights = weigh(codes, sizes, margins, base, targets)
    assert (weights > 0).all()
    assert_allclose(weights.sum(), base.sum(), rtol=SAME)
    for margin, target in zip(margins, targets, strict=True):
        reached = np.bincount(levels_of(codes, sizes, margin), weights, len(target))
        assert_allclose(reached / weights.sum(), target, atol=SHARE)


@EXAMPLES
@given(surveys(), st.floats(1e-9, 1e9))
def test_the_scale_of_the_base_weights_never_matters(survey, scale):
    codes, sizes, margins, base, targets, _ = survey
    one = weigh(codes, sizes, margins, base, targets)
    other = weigh(codes, sizes, margins, base * scale, targets)
    assert_allclose(other, one * scale, rtol=SAME)


@EXAMPLES
@given(surveys())
def test_the_order_of_rows_margins_and_variables_never_matters(survey):
    codes, sizes, margins, base, targets, rng = survey
    weights = weigh(codes, sizes, margins, base, targets)
    rows, axes = rng.permutation(len(base)), rng.permutation(len(sizes))
    order = rng.permutation(len(margins))
    place = np.argsort(axes)
    shuffled = weigh(
        [codes[axis][rows] for axis in axes],
        [sizes[axis] for axis in axes],
        [tuple(int(place[axis]) for axis in margins[margin]) for margin in order],
        base[rows],
        [targets[margin] for margin in order],
    )
    assert_allclose(shuffled, weights[rows], rtol=SAME)


@EXAMPLES
@given(surveys())
def test_equal_base_weights_are_no_base_weights(survey):
    codes, sizes, margins, base, _, rng = survey
    targets = targets_like(rng, codes, sizes, margins)
    equal = weigh(codes, sizes, margins, np.full(len(base), 3.0), targets, total=1.0)
    sums = cell_sums(codes, sizes, [None])
    none = rake_cells(sums.sums[0], sizes, margins, targets, total=1.0)
    assert_allclose(equal, spread(sums.key, none.factor), rtol=SAME)


@EXAMPLES
@given(surveys())
def test_raked_weights_are_left_alone(survey):
    codes, sizes, margins, base, targets, _ = survey
    weights = weigh(codes, sizes, margins, base, targets)
    assert_allclose(weigh(codes, sizes, margins, weights, targets), weights, rtol=SAME)


@EXAMPLES
@given(surveys())
def test_splitting_a_row_in_two_changes_nothing(survey):
    codes, sizes, margins, base, targets, _ = survey
    weights = weigh(codes, sizes, margins, base, targets)
    twice = [np.concatenate([each, each]) for each in codes]
    halves = weigh(twice, sizes, margins, np.concatenate([base / 4, base * 3 / 4]), targets)
    assert_allclose(halves[: len(base)] + halves[len(base) :], weights, rtol=SAME)


@FEW_EXAMPLES
@given(surveys(), st.floats(1.1, 3))
def test_a_cap_holds_with_the_margins_or_says_that_it_does_not(survey, room):
    codes, sizes, margins, base, targets, _ = survey
    sums = cell_sums(codes, sizes, [base])

    def at(cap):
        asked = (sums.key, sums.sums[0], sizes, margins, targets)
        return rake_capped(*asked, cap=Bound("mean", cap), base=base)

    cap = at(np.inf).needs.multiple * room
    solution = at(cap)
    weights = solution.weights
    if solution.converged:
        assert weights.max() <= cap * weights.mean() * (1 + 1e-11)
        for margin, target in zip(margins, targets, strict=True):
            reached = np.bincount(levels_of(codes, sizes, margin), weights, len(target))
            assert_allclose(reached / weights.sum(), target, atol=SHARE)
    below = at(solution.needs.multiple * 0.99)
    assert not below.converged
    # Within a cell the order of the weights stays that of the base weights.
    order = np.lexsort((base, sums.key))
    same = sums.key[order][1:] == sums.key[order][:-1]
    assert (np.diff(weights[order])[same] >= -CAPPED * weights.max()).all()
