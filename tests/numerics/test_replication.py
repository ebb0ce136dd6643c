import numpy as np
import pytest
from scipy.sparse import csr_array

from techno_kit.numerics import replication
from techno_kit.numerics.cells import cell_sums
from techno_kit.numerics.multipliers import Bootstrap, Columns, Positive, delete_one
from techno_kit.numerics.raking import rake_scheme
from techno_kit.numerics.replicate_rank import cross_products, rank
from techno_kit.numerics.replicate_sums import CROSSED, ReplicateWeights, Table
from techno_kit.numerics.replication import positions, rake_replicates
from techno_kit.numerics.schemes import margin_scheme

SIZES = (3, 4, 2)
# Both stop at gaps of 1e-11 of the smallest target or less, so that factors agree to about that.
SAME = 1e-9
SUMS = 1e-12  # the same sums in another order
MET = 1e-10  # share: the largest gap of a margin, and so of their sum


class Problem:
    """Respondents in PSUs in strata, and targets that are not theirs."""

    def __init__(self, margins=((0,), (1,), (2,)), *, n=400, listed=False, seed=0, zero=False):
        rng = np.random.default_rng(seed)
        self.n, self.margins = n, margins
        self.columns = [rng.integers(0, size, n) for size in SIZES]
        self.base = np.exp(0.5 * rng.standard_normal(n))
        self.unit = rng.integers(0, 24, n)
        self.stratum = np.arange(24) // 4
        sums = cell_sums(self.columns, SIZES, [self.base])
        self.key, self.sums, cells = sums.key.astype(np.int64), sums.sums[0], None
        if listed:
            found, self.key = np.unique(self.key, return_inverse=True)
            cells = np.unravel_index(found, SIZES)
            self.sums = np.bincount(self.key, self.base)
        self.scheme = margin_scheme(SIZES, margins, cells)
        self.goals = []
        whole = rng.dirichlet(np.full(int(np.prod(SIZES)), 8.0)).reshape(SIZES)
        if zero:
            whole[2] = 0
            whole /= whole.sum()
        for margin in margins:
            rest = tuple(axis for axis in range(3) if axis not in margin)
            self.goals.append(whole.sum(axis=rest).ravel())
        self.full = rake_scheme(self.scheme, self.sums, self.goals)
        shape = (len(self.sums), 24)
        self.table = csr_array((self.base, (self.key, self.unit)), shape=shape)
        places = (self.key, np.arange(n))
        self.rows = csr_array((self.base, places), shape=(len(self.sums), n))

    def raked(self, multipliers, **options):
        options = {"total": 1000.0, **options}
        table = options.pop("table", self.table)
        return rake_replicates(
            self.scheme, self.goals, self.full, self.sums, table, multipliers, **options
        )

    def weights(self, multipliers, **options):
        raking = self.raked(multipliers, **options)
        left, right = (place[self.key] for place in positions(self.scheme))
        return ReplicateWeights(self.n, multipliers, self.base, self.unit, raking, left, right)

    def alone(self, multipliers, replicate):
        """The replicate's weights by the raking of a single sample."""
        sums = self.table @ multipliers.block(replicate, replicate + 1)[:, 0]
        one = rake_scheme(self.scheme, sums, self.goals, total=1000.0)
        assert one.converged
        own = multipliers.block(replicate, replicate + 1)[self.unit, 0]
        return self.base * own * one.factor[self.key]


MARGINS = [((0,), (1,), (2,)), ((0, 1), (2,)), ((0, 1), (1, 2)), ((0,), (0, 1), (2,))]


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("margins", MARGINS)
def test_every_replicate_is_raked_as_if_it_were_alone(margins, listed):
    problem = Problem(margins, listed=listed)
    for made in (
        Bootstrap(problem.stratum, np.full(6, 4), 37, seed=4),
        delete_one(problem.stratum),
    ):
        found = problem.weights(made)
        assert (found.raking.gap <= 1e-10).all()
        weights = found.weights(0, made.count)
        assert weights.sum(axis=0) == pytest.approx(np.full(made.count, 1000.0), rel=MET)
        for replicate in (0, 1, made.count // 2, made.count - 1):
            expected = problem.alone(made, replicate)
            assert weights[:, replicate] == pytest.approx(expected, rel=SAME)


def test_a_target_of_0_stays_0_in_every_replicate():
    problem = Problem(zero=True)
    made = Bootstrap(problem.stratum, np.full(6, 4), 20, seed=4)
    weights = problem.weights(made).weights(0, 20)
    assert not weights[problem.columns[0] == 2].any()
    assert weights[:, 3] == pytest.approx(problem.alone(made, 3), rel=SAME)


@pytest.mark.parametrize("listed", [False, True])
def test_what_chord_steps_do_not_reach_is_reached_otherwise(listed, monkeypatch):
    problem = Problem(n=60, listed=listed, seed=8)
    made = Positive(Bootstrap(problem.stratum, np.full(6, 4), 30, seed=4))
    chord = problem.raked(made)
    monkeypatch.setattr(replication, "SLOW", 0.0)  # every step but the first is Newton's
    newton = problem.raked(made)
    monkeypatch.setattr(replication, "STEPS", 1)  # none arrives: each is raked alone
    alone = problem.raked(made)
    for other in (newton, alone):
        assert (other.gap <= 1e-10).all()
        for one, two in zip(chord.factors(0, 30), other.factors(0, 30), strict=True):
            assert one.shape == two.shape
        ours, theirs = (
            each.factors(0, 30)[0][:, None] * each.factors(0, 30)[1][None]
            for each in (chord, other)
        )
        assert theirs == pytest.approx(ours, rel=1e-7)


def test_levels_that_vanish_are_told_and_the_others_raked():
    problem = Problem()
    others = np.where(problem.columns[1] == 2, 0.0, 1.0)
    columns = [np.ones(problem.n), np.ones(problem.n), others, np.ones(problem.n)]
    found = problem.raked(Columns(columns, 1.0, np.ones(4)), table=problem.rows)
    place = problem.scheme.places[1]
    assert found.empty[:, place][2].tolist() == [False, False, True, False]
    assert found.empty.sum() == 1
    assert np.isnan(found.gap[2])
    assert (found.gap[[0, 1, 3]] <= 1e-10).all()


def test_margins_that_no_weights_meet_together_are_told():
    problem = Problem(((0,), (1,)))
    # Level 1 of the second variable lives only with level 0 of the first, whose target is less.
    inside = (problem.columns[0] == 0) | (problem.columns[1] != 1)
    problem.goals = [np.array([0.1, 0.5, 0.4]), np.array([0.2, 0.5, 0.2, 0.1])]
    problem.full = rake_scheme(problem.scheme, problem.sums, problem.goals)
    columns = [np.ones(problem.n), inside.astype(float)]
    found = problem.raked(Columns(columns, 1.0, np.ones(2)), table=problem.rows)
    assert found.gap[0] <= 1e-10
    assert found.gap[1] > 1e-3
    assert not found.empty.any()


@pytest.mark.parametrize("raked", [False, True])
@pytest.mark.parametrize("units", [False, True])
def test_sums_are_those_of_the_weights(raked, units):
    problem = Problem()
    rng = np.random.default_rng(1)
    made = Bootstrap(problem.stratum, np.full(6, 4), 21, seed=3)
    if raked:
        weights = problem.weights(made)
    else:
        weights = ReplicateWeights(problem.n, made, problem.base, problem.unit)
    if not units:
        columns = Columns(list(weights.weights(0, 21).T), 1.0, np.ones(21))
        weights = ReplicateWeights(problem.n, columns)
    sizes = (5, 7, 11, 400, 3)
    tables = [Table(rng.integers(0, size, problem.n), size) for size in sizes]
    found = [np.hstack(parts) for parts in zip(*weights.sums(tables), strict=True)]
    rows = weights.weights(0, 21)
    for table, sums in zip(tables, found, strict=True):
        expected = np.zeros((table.size, 21))
        np.add.at(expected, table.cell, rows)
        assert sums == pytest.approx(expected, rel=SUMS, abs=1e-12)
    assert np.prod(sizes) > CROSSED  # some of them are crossed, not all


def test_rows_beyond_a_block_of_them():
    problem = Problem(n=9_001)
    made = delete_one(problem.stratum)
    weights = problem.weights(made)
    table = Table(np.arange(problem.n) % 13, 13)
    found = np.hstack([sums for (sums,) in weights.sums([table])])
    expected = np.zeros((13, made.count))
    np.add.at(expected, table.cell, weights.weights(0, made.count))
    assert found == pytest.approx(expected, rel=SUMS)
    some = weights.of_rows(slice(5_000, 5_003), 2, 4)
    assert some == pytest.approx(weights.weights(2, 4)[5_000:5_003], rel=SUMS)


def test_the_rank_of_replicate_weights():
    problem = Problem(n=3_000)
    made = delete_one(problem.stratum)
    weights = ReplicateWeights(problem.n, made, problem.base, problem.unit)
    everyone = np.ones((problem.n, 1), np.bool_)
    some = (problem.unit < 7)[:, None]
    member = np.hstack([everyone, some])
    products = cross_products(weights, member)
    rows = weights.weights(0, made.count)
    for own, inside in zip(products, member.T, strict=True):
        assert rank(own) == np.linalg.matrix_rank(rows[inside], tol=1e-8)
    assert rank(np.zeros((3, 3))) == 0
