"""Three numbers a cell tell what any sequence of factors and cuts did to every row."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from techno_kit.numerics.clipping import Clip, Watch

ROUNDING = 1e-12  # of products of a few dozen factors
CELLS = 4

factors = st.lists(st.sampled_from([0.2, 0.5, 0.8, 1.0, 1.3, 3.0]), min_size=CELLS, max_size=CELLS)
limits = st.tuples(st.sampled_from([0.0, 0.1, 0.4, 0.9]), st.sampled_from([np.inf, 5.0, 1.5, 1.0]))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 1000), st.lists(factors, min_size=1, max_size=8), limits)
def test_a_sequence_of_factors_and_cuts(seed, steps, limits):
    low, high = limits
    rng = np.random.default_rng(seed)
    key = rng.integers(0, CELLS, 60).astype(np.uint8)
    base = np.round(rng.lognormal(0, 1, 60), 3)
    base[:3] = 0
    growth = np.array([0.0, 1.0, 2.0, 0.5])
    clip, rows = Clip(growth), base * growth[key]
    watch = Watch.nobody(np.bincount(key, base, CELLS))
    for factor in steps:
        clip, rows = clip.times(np.array(factor)), rows * np.array(factor)[key]
        clip, rows = clip.within(low, high), np.where(rows > 0, np.clip(rows, low, high), 0)
        watch = watch.after(key, base, clip)
        assert_allclose(watch.weights(key, base, clip), rows, rtol=ROUNDING)
        sums = np.bincount(key, rows, CELLS)
        assert_allclose(watch.sums(clip), sums, rtol=ROUNDING, atol=ROUNDING)
    cut, raised = watch.rows
    assert len(np.unique(np.concatenate([cut, raised]))) == len(cut) + len(raised)
    assert not len(np.intersect1d(np.flatnonzero(rows == 0), raised))


def test_limits_that_are_moved_inwards_are_found_from_the_state_before():
    key, base = np.zeros(5, np.uint8), np.array([1.0, 2, 3, 4, 5])
    clip = Clip(np.ones(1)).within(0, 4.5)
    watch = Watch.nobody(np.array([15.0])).after(key, base, clip)
    clip = clip.within(1.5, 3.5)
    watch = watch.after(key, base, clip)
    assert watch.weights(key, base, clip).tolist() == [1.5, 2, 3, 3.5, 3.5]
    assert watch.sums(clip).tolist() == [13.5]
