"""Maximum entropy against iterative fitting, closed forms and its own definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techno_kit.numerics.maximum_entropy import (
    attainable,
    feasibility,
    maximum_entropy,
    patterns,
)

EXACT = 1e-12  # what the solver promises for every fact
FITTED = 1e-10  # what iterative fitting reaches in the sweeps below
LINEAR = 1e-8  # of a linear programme, whose own tolerance is 1e-10
FREE = np.inf

SHARES = (0.24, 0.33, 0.37, 0.20, 0.59, 0.70)  # US online adults, Q4 2009; 0.17 on no rung


def ladder_facts():
    members = patterns(6)
    creators, _, critics, _, joiners, spectators = members.T
    rows = [*members.T, ~members.any(axis=1), creators & critics, creators & joiners]
    rows.append(joiners & spectators)
    low = np.array([*SHARES, 0.17, 0.4 * 0.37, 0.59 / 3, 0.5 * 0.59])
    high = np.array([*low[:8], FREE, FREE])
    return np.array(rows, float), low, high


def fitted(matrix, values, sweeps=3000):
    """Iterative proportional fitting to events and their complements: slow, and independent."""
    p = np.full(matrix.shape[1], 1 / matrix.shape[1])
    for _ in range(sweeps):
        for event, value in zip(matrix.astype(bool), values, strict=True):
            inside = p[event].sum()
            p = np.where(event, p * value / inside, p * (1 - value) / (1 - inside))
    return p


def test_patterns_are_all_subsets_the_empty_one_first():
    found = patterns(4)
    assert found.shape == (16, 4)
    assert len({tuple(row) for row in found}) == 16
    assert not found[0].any()
    assert (np.diff(found.sum(axis=1)) >= 0).all()


def test_shares_alone_give_independence():
    members = patterns(3).astype(float)
    shares = np.array([0.2, 0.5, 0.9])
    found = maximum_entropy(members.T, shares, shares)
    product = np.prod(np.where(members > 0, shares, 1 - shares), axis=1)
    np.testing.assert_allclose(found.probabilities, product, rtol=0, atol=EXACT)
    np.testing.assert_allclose(found.multipliers, np.log(shares / (1 - shares)), atol=EXACT)


def test_the_ladder_meets_its_facts():
    matrix, low, high = ladder_facts()
    found = maximum_entropy(matrix, low, high)
    reached = matrix @ found.probabilities
    assert found.converged
    assert found.gap <= EXACT
    np.testing.assert_allclose(reached[:8], low[:8], rtol=0, atol=EXACT)
    assert (reached >= low - EXACT).all()
    assert found.probabilities.min() > 0
    assert found.probabilities.sum() == pytest.approx(1, abs=EXACT)


def test_the_ladder_is_what_iterative_fitting_finds():
    matrix, low, high = ladder_facts()
    found = maximum_entropy(matrix, low, high)
    np.testing.assert_array_equal(found.multipliers[8:] > 0, [True, False])  # one limit binds
    oracle = fitted(matrix[:9], low[:9])
    np.testing.assert_allclose(found.probabilities, oracle, rtol=0, atol=FITTED)


def test_entropy_is_that_of_the_distribution():
    matrix, low, high = ladder_facts()
    found = maximum_entropy(matrix, low, high)
    p = found.probabilities
    assert found.entropy == pytest.approx(-(p * np.log(p * len(p))).sum(), abs=1e-10)
    assert maximum_entropy(np.ones((1, 4)), np.ones(1), np.ones(1)).entropy == pytest.approx(0)


def test_a_base_measure_holds_where_no_fact_speaks():
    base = np.array([1.0, 2.0, 3.0, 0.0])
    row = np.array([[1.0, 0.0, 0.0, 1.0]])
    found = maximum_entropy(row, np.array([0.5]), np.array([0.5]), base=base)
    np.testing.assert_allclose(found.probabilities, [0.5, 0.2, 0.3, 0.0], atol=EXACT)


def test_an_upper_limit_binds_only_when_it_must():
    members = patterns(2)
    rows = np.array([*members.T, members.all(axis=1)], float)
    low = np.array([0.5, 0.5, -FREE])
    loose = maximum_entropy(rows, low, np.array([0.5, 0.5, 0.3]))
    tight = maximum_entropy(rows, low, np.array([0.5, 0.5, 0.1]))
    assert rows[2] @ loose.probabilities == pytest.approx(0.25, abs=EXACT)
    assert loose.multipliers[2] == 0
    assert rows[2] @ tight.probabilities == pytest.approx(0.1, abs=EXACT)
    assert tight.multipliers[2] < 0


def test_states_that_facts_rule_out_are_found():
    matrix, low, high = ladder_facts()
    members = patterns(6)
    row = members[:, 0] & members[:, 5]
    all_spectators = np.vstack([matrix, row]), np.append(low, 0.24), np.append(high, 0.24)
    possible = feasibility(*all_spectators)
    assert possible.feasible
    np.testing.assert_array_equal(possible.support, ~members[:, 0] | members[:, 5])
    found = maximum_entropy(*all_spectators, base=possible.support.astype(float))
    assert found.converged
    assert (found.probabilities[~possible.support] == 0).all()


def test_facts_that_leave_room_everywhere_rule_nothing_out():
    assert feasibility(*ladder_facts()).support.all()


def test_a_conflict_is_named_by_a_smallest_set():
    matrix, low, high = ladder_facts()
    members = patterns(6)
    row = members[:, 0] & members[:, 5]
    matrix, low, high = np.vstack([matrix, row]), np.append(low, 0.25), np.append(high, 0.25)
    possible = feasibility(matrix, low, high)
    assert not possible.feasible
    np.testing.assert_array_equal(possible.conflict, [0, 10])  # Creators 24%, 25% in both
    for each in possible.conflict:
        rest = [row for row in possible.conflict if row != each]
        assert feasibility(matrix[rest], low[rest], high[rest]).feasible


def test_pairwise_limits_are_not_enough():
    """Three rungs of one half each that exclude each other in pairs: every pair is possible."""
    members = patterns(3)
    pairs = [members[:, i] & members[:, j] for i, j in ((0, 1), (0, 2), (1, 2))]
    matrix = np.array([*members.T, *pairs], float)
    values = np.array([0.5, 0.5, 0.5, 0.0, 0.0, 0.0])
    for pair in ([0, 1, 3], [0, 2, 4], [1, 2, 5]):
        assert feasibility(matrix[pair], values[pair], values[pair]).feasible
    assert not feasibility(matrix, values, values).feasible


def test_without_a_solution_it_does_not_claim_one():
    members = patterns(2)
    rows = np.array([*members.T, members.all(axis=1)], float)
    values = np.array([0.2, 0.2, 0.3])
    found = maximum_entropy(rows, values, values)
    assert not found.converged
    assert found.gap > EXACT


def test_attainable_gives_the_limits_of_frechet():
    members = patterns(2)
    shares = np.array([0.6, 0.7])
    both = members.all(axis=1).astype(float)
    least, most = attainable(members.T.astype(float), shares, shares, both)
    assert least == pytest.approx(0.3, abs=LINEAR)
    assert most == pytest.approx(0.6, abs=LINEAR)


def test_attainable_of_facts_that_conflict_is_nan():
    rows = np.array([[1.0, 0.0], [0.0, 1.0]])
    values = np.array([0.9, 0.9])
    assert np.isnan(attainable(rows, values, values, rows[0])).all()


@settings(max_examples=40, deadline=None)
@given(
    kinds=st.integers(2, 5),
    seed=st.integers(0, 10_000),
    facts=st.integers(1, 6),
)
def test_facts_of_any_distribution_are_met_with_at_least_its_entropy(kinds, seed, facts):
    generator = np.random.default_rng(seed)
    p = generator.dirichlet(np.full(2**kinds, 0.7)) + 1e-4
    p /= p.sum()
    members = patterns(kinds)
    pairs = generator.integers(0, kinds, size=(facts, 2))
    rows = np.array([*members.T, *(members[:, i] & members[:, j] for i, j in pairs)], float)
    values = rows @ p
    found = maximum_entropy(rows, values, values)
    assert found.converged
    np.testing.assert_allclose(rows @ found.probabilities, values, rtol=0, atol=EXACT)
    assert found.entropy >= -(p * np.log(p * len(p))).sum() - 1e-10
