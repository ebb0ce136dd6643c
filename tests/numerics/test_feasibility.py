import numpy as np
import pytest
from scipy.optimize import linprog

from techno_kit.numerics.feasibility import (
    MarginCells,
    excess,
    margin_cells,
    nearest,
    nearest_shares,
)
from techno_kit.numerics.feasible_bounds import largest_floor, smallest_cap
from techno_kit.numerics.raking import rake_cells
from tests.numerics.tables import Table, random_tables, solvable

NEAR = 1e-8  # programmes are solved to 1e-10, a few sums of it remain
BOUNDS = 1e-6  # of bounds: the same, over shares of respondents of a hundredth
CLEAR = 1e-5  # a gap that a solver of tolerance 1e-7 cannot overlook


def laid(table: Table) -> MarginCells:
    return margin_cells(table.levels, table.targets, table.people, table.people)


def test_the_verdict_is_that_of_a_programme_of_its_own() -> None:
    verdicts = []
    for table in random_tables(1_000, seed=1):
        reach = nearest(laid(table))
        if reach.possible or reach.proof > CLEAR:
            assert reach.possible == solvable(table)
            verdicts.append(reach.possible)
    assert len(verdicts) > 990
    assert 250 < sum(verdicts) < 750


def test_the_gap_is_reached_and_proved() -> None:
    for table in random_tables(100, seed=2):
        cells = laid(table)
        reach = nearest(cells)
        assert reach.shares.min() >= 0 and reach.shares.sum() == pytest.approx(1, abs=NEAR)
        gaps = cells.totals(reach.shares) - cells.targets
        assert np.abs(gaps).max() == pytest.approx(reach.gap)
        if not reach.possible:
            assert reach.gap == pytest.approx(reach.proof, abs=NEAR)
            # Any weights whatever: the certificate's inequality is Hölder's.
            prices = cells.prices(reach.values, reach.constant)
            assert prices.max() <= 1e-15 and np.abs(reach.values).sum() == pytest.approx(1)


def test_the_cap_and_the_floor_are_those_of_one_programme_each() -> None:
    looked = 0
    for table in random_tables(120, seed=3):
        if not nearest(laid(table)).possible:
            continue
        looked += 1
        shares, matrix, goal = table.shares, table.indicators, table.goal
        n = len(shares)
        rows = np.vstack([matrix, np.ones(n)])
        equal = np.column_stack([rows, np.zeros(len(rows))])
        capped = linprog(
            np.append(np.zeros(n), 1),
            A_ub=np.column_stack([np.eye(n), -shares]),
            b_ub=np.zeros(n),
            A_eq=equal,
            b_eq=np.append(goal, 1),
        )
        assert smallest_cap(laid(table)).value == pytest.approx(capped.fun, rel=BOUNDS)
        floored = linprog(
            np.append(np.zeros(n), -1),
            A_ub=np.column_stack([-np.eye(n), shares]),
            b_ub=np.zeros(n),
            A_eq=equal,
            b_eq=np.append(goal, 1),
        )
        assert largest_floor(laid(table)).value == pytest.approx(-floored.fun, abs=BOUNDS)
    assert looked > 35


def test_a_cap_with_a_floor() -> None:
    for table in random_tables(40, seed=4):
        cells = laid(table)
        floor = largest_floor(cells).value / 2
        if not floor > 0.01:
            continue
        cap = smallest_cap(cells, floor=floor).value
        assert solvable(table, low=floor, high=cap * 1.001)
        assert not solvable(table, low=floor, high=cap * 0.99)
        assert cap >= smallest_cap(cells).value - BOUNDS


def test_targets_on_the_edge_force_zeros() -> None:
    """Everyone in level 0 of the first is in level 0 of the second; both have 30 %."""
    levels = [np.array([0, 1, 1, 1]), np.array([0, 0, 1, 2])]
    cells = margin_cells(levels, [[0.3, 0.7], [0.3, 0.4, 0.3]], np.ones(4), np.ones(4))
    assert nearest(cells).possible
    bound = largest_floor(cells)
    assert bound.value == 0
    forced = cells.prices(bound.values, bound.constant) < -1e-9
    assert cells.levels[:, forced].T.tolist() == [[1, 2]]


def test_a_target_of_0_is_no_edge() -> None:
    levels = [np.array([0, 1, 1, 1]), np.array([0, 0, 1, 2])]
    cells = margin_cells(levels, [[0.0, 1.0], [0.3, 0.4, 0.3]], np.ones(4), np.ones(4))
    assert nearest(cells).possible
    assert largest_floor(cells).value == pytest.approx(4 * 0.3)
    assert smallest_cap(cells).value == pytest.approx(4 * 0.4)


def test_a_level_of_nobody() -> None:
    cells = margin_cells([np.array([0, 0])], [[0.9, 0.1]], np.ones(2), np.ones(2))
    reach = nearest(cells)
    assert reach.gap == pytest.approx(0.1)
    assert not reach.possible


def test_cells_without_weight_or_people_do_not_count() -> None:
    levels = [np.array([0, 1, 1])]
    base, people = np.array([1.0, 0.0, 1.0]), np.array([1.0, 1.0, 0.0])
    assert not nearest(margin_cells(levels, [[0.5, 0.5]], base, people)).possible


def test_nested_margins_agree() -> None:
    rng = np.random.default_rng(5)
    one, other = rng.integers(0, 4, 300), rng.integers(0, 3, 300)
    truth = rng.dirichlet(np.ones(300))
    cross = one * 3 + other
    targets = [np.bincount(each, truth) for each in (one, other, cross)]
    cells = margin_cells([one, other, cross], targets, np.ones(300), np.ones(300))
    assert nearest(cells).possible and largest_floor(cells).value > 0.1
    moved = targets[0] + np.array([1e-6, -1e-6, 0, 0])
    cells = margin_cells([one, other, cross], [moved, *targets[1:]], np.ones(300), np.ones(300))
    assert nearest(cells).gap == pytest.approx(1e-6 / 4, abs=1e-9)


def test_cells_are_fed_until_none_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A level of three cells among 50,000: the cells that the programme begins with lack it."""
    rng = np.random.default_rng(6)
    sizes = (31, 20, 10, 9, 5)
    levels = [rng.integers(0, size, 60_000) for size in sizes]
    levels[0] = np.where(levels[0] == 15, 14, levels[0])
    levels[0][:3] = 15
    levels[1][:3] = 7
    targets = [np.full(size, 1 / size) for size in sizes]
    targets[0] = np.append(np.full(30, 0.91 / 30), 0.09)
    targets[0][[15, 30]] = targets[0][[30, 15]]
    cells = margin_cells(levels, targets, np.ones(60_000), np.ones(60_000))
    assert len(cells.people) > 50_000
    fed = nearest(cells)
    assert fed.gap == pytest.approx(fed.proof, abs=NEAR)
    assert fed.gap == pytest.approx(0.02, abs=NEAR)  # 9 % of level 15 in the 5 % of level 7
    monkeypatch.setattr("techno_kit.numerics.feasibility.COLUMNS", 100_000)
    assert nearest(cells).gap == pytest.approx(fed.gap, abs=NEAR)


def test_many_levels_and_many_margins() -> None:
    rng = np.random.default_rng(7)
    for sizes in ([300, 4, 3], [3] * 12):
        levels = [rng.integers(0, size, 3_000) for size in sizes]
        truth = rng.gamma(2, size=3_000)
        truth /= truth.sum()
        targets = [
            np.bincount(level, truth, size) for level, size in zip(levels, sizes, strict=True)
        ]
        cells = margin_cells(levels, targets, np.ones(3_000), np.ones(3_000))
        assert nearest(cells).possible
        assert largest_floor(cells).value > 0.1
        targets[0] = np.roll(targets[0], 1)
        levels[1] = np.where(levels[0] == 0, 0, levels[1])
        targets[1] = np.array([targets[0][0] / 2, *targets[1][1:]])
        targets[1] /= targets[1].sum()
        broken = margin_cells(levels, targets, np.ones(3_000), np.ones(3_000))
        assert not nearest(broken).possible


def test_a_certificate_stands_without_the_solver() -> None:
    for table in random_tables(50, seed=8):
        cells = laid(table)
        for floor, cap in ((0.0, np.inf), (0.2, np.inf), (0.0, 1.5), (0.3, 2.0)):
            reach = nearest(cells, floor=floor, cap=cap)
            proof = excess(cells, reach.values, reach.constant, floor=floor, cap=cap)
            assert proof == reach.proof or np.isinf(reach.gap)
            if reach.proof > CLEAR and cap < np.inf:
                assert not solvable(table, low=floor, high=cap)


def test_shares_near_the_targets_can_be_raked() -> None:
    for table in random_tables(40, seed=9):
        cells = laid(table)
        goals = nearest_shares(cells)
        sizes = [len(each) for each in table.targets]
        solution = rake_cells(
            table.people, sizes, [(m,) for m in range(len(sizes))], goals, cells=table.levels
        )
        assert solution.converged


def test_no_cap_brings_people_to_a_level_that_nobody_has() -> None:
    people = np.array([6.0, 15.0, 1.0])
    cells = margin_cells([np.zeros(3, np.int64)], [np.array([0.0, 1.0])], people, people)
    assert smallest_cap(cells).value == np.inf
