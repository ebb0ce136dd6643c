import numpy as np
import pytest

from techno_kit.numerics.feasibility import margin_cells, nearest
from techno_kit.numerics.feasible_bounds import smallest_cap
from techno_kit.numerics.quarrels import margins_of, quarrels
from tests.numerics.tables import random_tables, solvable

NEAR = 1e-9  # sums of shares in another order


def test_every_level_of_a_quarrel_is_needed() -> None:
    """Together they are impossible, and without any one of them they are not."""
    looked = 0
    for table in random_tables(120, seed=11):
        cells = margin_cells(table.levels, table.targets, table.people, table.people)
        found = quarrels(cells)
        assert bool(found) != nearest(cells).possible
        for quarrel in found:
            looked += 1
            assert not solvable(table, quarrel.levels)
            for place in range(len(quarrel.levels)):
                assert solvable(table, np.delete(quarrel.levels, place))
    assert looked > 60


def test_the_inequality_is_what_it_says() -> None:
    for table in random_tables(80, seed=12):
        cells = margin_cells(table.levels, table.targets, table.people, table.people)
        for quarrel in quarrels(cells):
            values = np.zeros(cells.count)
            values[quarrel.levels] = quarrel.coefficients
            assert cells.prices(values, quarrel.constant).max() <= NEAR
            broken = table.goal @ values + quarrel.constant
            assert broken == pytest.approx(quarrel.excess, abs=NEAR) and broken > 0


def test_the_short_way_to_say_it() -> None:
    """Level 0 of the first is in level 0 of the second: two levels, not one and all others."""
    levels = [np.array([0, 1, 1, 1, 1, 2]), np.array([0, 0, 1, 2, 3, 4])]
    targets = [[0.4, 0.3, 0.3], [0.1, 0.2, 0.2, 0.2, 0.3]]
    found = quarrels(margin_cells(levels, targets, np.ones(6), np.ones(6)))
    assert found[0].levels.tolist() == [0, 3]
    assert found[0].coefficients.tolist() == [1, -1] and found[0].constant == 0
    assert found[0].excess == pytest.approx(0.3)


def test_several_quarrels_and_no_mirrors() -> None:
    """Each of two levels is impossible with another margin's; both are told, once each."""
    rng = np.random.default_rng(13)
    levels = [rng.integers(0, 4, 2_000) for _ in range(3)]
    levels[1][levels[0] == 0] = 0
    levels[2][levels[0] == 1] = 0
    targets = [np.array([0.3, 0.3, 0.2, 0.2]), np.array([0.2, 0.3, 0.3, 0.2])]
    targets.append(targets[1])
    found = quarrels(margin_cells(levels, targets, np.ones(2_000), np.ones(2_000)))
    assert sorted(each.levels.tolist() for each in found[:2]) == [[0, 4], [1, 8]]


def test_a_cap_is_a_quarrel_too() -> None:
    levels = [np.array([0, 1, 2])]
    cells = margin_cells(levels, [[0.5, 0.3, 0.2]], np.ones(3), np.array([1.0, 4.0, 5.0]))
    cap = smallest_cap(cells).value
    assert cap == pytest.approx(5)
    assert quarrels(cells, cap=5.01) == ()
    assert quarrels(cells, cap=4.5)[0].levels.tolist() == [0]


def test_margins_are_told_by_level() -> None:
    cells = margin_cells([[0], [0]], [[0.5, 0.5], [0.2, 0.3, 0.5]], np.ones(1), np.ones(1))
    assert margins_of(cells, np.array([1, 2, 4])) == [0, 1]
