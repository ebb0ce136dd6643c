import numpy as np
import pytest
from scipy.optimize import lsq_linear

from techno_kit.numerics.closest import (
    KEPT,
    PENALTIES,
    SANE,
    SHRINKAGE,
    WORTH,
    ClosestSolution,
    rake_closest,
)
from techno_kit.numerics.feasibility import margin_cells, nearest
from techno_kit.numerics.raking import rake_cells
from techno_kit.numerics.schemes import margin_scheme
from tests.numerics.tables import Table, random_tables

EXACT = 1e-8  # of gaps: the gradient is below 1e-12 where the arithmetic allows it
ROUNDING = 1e-9  # of multiples and factors
NEARER = 0.96  # times a penalty at a bound: beyond it, for the bound is found to 4 %
RAKED = 1e-5  # of factors: a penalty of 1e-8 moves them by so much


def closest(table: Table, penalty: float | None = None) -> ClosestSolution:
    sizes = [len(each) for each in table.targets]
    scheme = margin_scheme(sizes, [(place,) for place in range(len(sizes))], table.levels)
    return rake_closest(scheme, table.people, table.targets, penalty=penalty)


def misses(solution: ClosestSolution) -> float:
    return float(np.linalg.norm(np.concatenate(solution.gaps)))


def test_gaps_are_the_penalty_times_the_logarithms_of_the_factors() -> None:
    """The condition of the minimum, on the cells: log factor = sum of -gap / penalty."""
    for table in random_tables(60, seed=31):
        for penalty in (0.1, 0.003):
            solution = closest(table, penalty)
            powers = table.indicators.T @ (-np.concatenate(solution.gaps) / penalty)
            logs = np.log(solution.factor)
            assert np.ptp(logs - powers) <= EXACT / penalty


def test_weights_stay_positive_and_keep_the_total() -> None:
    for table in random_tables(60, seed=32):
        solution = closest(table)
        assert solution.factor.min() > 0
        weights = solution.factor * table.people
        assert weights.sum() == pytest.approx(table.people.sum())
        reached = table.indicators @ weights / weights.sum()
        assert np.concatenate(solution.after) == pytest.approx(reached, abs=1e-12)
        assert np.concatenate(solution.gaps) == pytest.approx(reached - table.goal, abs=1e-12)
        before = table.indicators @ table.shares
        assert np.concatenate(solution.before) == pytest.approx(before, abs=1e-12)


def test_a_small_penalty_is_least_squares() -> None:
    heavy = 1e4  # of the row that makes weights add to 1
    for table in random_tables(60, seed=33):
        n = len(table.people)
        rows = np.vstack([table.indicators, heavy * np.ones(n)])
        found = lsq_linear(rows, np.append(table.goal, heavy), bounds=(0, np.inf), method="bvls")
        least = float(np.sqrt(2 * found.cost))
        assert misses(closest(table, float(PENALTIES[-1]))) <= least + 1e-3


def test_a_smaller_penalty_is_nearer() -> None:
    for table in random_tables(30, seed=34):
        found = [misses(closest(table, float(penalty))) for penalty in (0.1, 0.01, 0.001)]
        assert found == sorted(found, reverse=True)


def allowed(solution: ClosestSolution, table: Table) -> bool:
    """Tell whether no cell is far too heavy, and none thrown away."""
    before = table.indicators @ table.shares
    asked = min(table.goal[before > 0] / before[before > 0])
    least = min(KEPT, SHRINKAGE * asked)
    return solution.largest <= SANE + ROUNDING and solution.least >= least - ROUNDING


def test_the_rule() -> None:
    kinds = set()
    for table in random_tables(120, seed=35):
        solution = closest(table)
        best = misses(closest(table, float(PENALTIES[-1])))
        worth = misses(solution) <= WORTH * best * (1 + 1e-6) + 1e-9
        assert allowed(solution, table)
        if not worth:  # then any nearer would be too heavy, or would throw someone away
            assert not allowed(closest(table, NEARER * solution.penalty), table)
        elif place := int(np.argmin(np.abs(PENALTIES - solution.penalty))):
            assert misses(closest(table, float(PENALTIES[place - 1]))) > WORTH * best * (1 - 1e-6)
        kinds.add((worth, solution.largest > SANE - 1, solution.least < 2 * KEPT))
        cells = margin_cells(table.levels, table.targets, table.people, table.people)
        assert solution.gap >= nearest(cells).gap - 1e-9
    assert {(True, False, False), (False, True, False), (False, False, True)} <= kinds


def test_everybody_is_kept() -> None:
    """Half the weight is to go where nobody is young: the old elsewhere would be thrown away."""
    ages, places = np.array([0, 1, 0, 1, 1]), np.array([0, 0, 1, 1, 2])
    targets = [np.array([0.6, 0.4]), np.array([0.3, 0.2, 0.5])]
    table = Table([ages, places], targets, np.array([30.0, 20, 20, 20, 10]))
    solution = closest(table)
    assert KEPT <= solution.least < 1.1 * KEPT  # as near as keeping everybody allows
    assert solution.least == pytest.approx(solution.factor.min())
    assert closest(table, solution.penalty / 10).least < 1e-6
    assert closest(table, solution.penalty / 10).gap < solution.gap  # what that costs


def test_a_level_may_shrink_as_its_target_asks() -> None:
    """A target of a thousandth of its level's share is no reason to stop early."""
    ages, places = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 0, 1, 0])
    targets = [np.array([0.5, 0.4997, 0.0003]), np.array([0.4, 0.6])]
    rare = closest(Table([ages, places], targets, np.array([20.0, 25, 15, 10, 30])))
    assert rare.after[0] == pytest.approx(targets[0], abs=2e-3)


def test_targets_that_can_be_met_are_raked() -> None:
    table = Table(
        [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])],
        [np.array([0.6, 0.4]), np.array([0.3, 0.7])],
        np.array([4.0, 3, 2, 1]),
    )
    raked = rake_cells(table.people, (2, 2), ((0,), (1,)), table.targets, cells=table.levels)
    near = closest(table, float(PENALTIES[-1]))
    assert near.factor == pytest.approx(raked.factor, rel=RAKED)
    grid = rake_closest(
        margin_scheme((2, 2), ((0,), (1,))), table.people, table.targets, penalty=1e-8, total=50.0
    )
    assert grid.factor == pytest.approx(5 * near.factor)


def test_a_target_of_0_is_met() -> None:
    table = Table(
        [np.array([0, 0, 1, 2]), np.array([0, 1, 0, 1])],
        [np.array([0.6, 0.4, 0.0]), np.array([0.1, 0.9])],
        np.ones(4),
    )
    solution = closest(table)
    assert solution.factor[3] == 0 and solution.after[0][2] == 0
    assert solution.factor[:3].min() > 0


def test_nobody_is_left_by_targets_of_0() -> None:
    """Everyone is at a level of target 0: none of those is exact then."""
    table = Table(
        [np.array([0, 1]), np.array([1, 0])],
        [np.array([0.0, 1.0]), np.array([0.0, 1.0])],
        np.ones(2),
    )
    solution = closest(table)
    assert np.isfinite(solution.factor).all() and solution.gap == pytest.approx(0.5, abs=1e-6)


def test_base_weights_of_any_size() -> None:
    table = next(iter(random_tables(1, seed=36)))
    big = closest(Table(table.levels, table.targets, table.people * 1e12), 0.01)
    small = closest(Table(table.levels, table.targets, table.people * 1e-12), 0.01)
    assert big.factor == pytest.approx(small.factor)


def test_many_levels_are_solved_without_their_hessian(monkeypatch: pytest.MonkeyPatch) -> None:
    table = next(iter(random_tables(1, seed=37)))
    dense = closest(table, 0.01)
    monkeypatch.setattr("techno_kit.numerics.closest.DENSE_LEVELS", 1)
    assert closest(table, 0.01).factor == pytest.approx(dense.factor, rel=1e-7)
