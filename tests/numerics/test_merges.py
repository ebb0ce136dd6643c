from itertools import combinations, pairwise

import numpy as np
import pytest

from techno_kit.numerics.feasibility import MarginCells, margin_cells, nearest
from techno_kit.numerics.merges import LEAST, Change, cures, united
from techno_kit.numerics.quarrels import quarrels
from tests.numerics.tables import Table, random_tables, solvable


def changes_of(cells: MarginCells) -> list[Change]:
    return [
        Change(np.array([pair]), float(cells.targets[list(pair)].sum()))
        for start, stop in pairwise(cells.starts)
        for pair in combinations(range(start, stop), 2)
        if stop - start > 2
    ]


def merged(table: Table, pair: tuple[int, int]) -> Table:
    """Merge two levels by hand."""
    starts = np.cumsum([0, *map(len, table.targets)])
    margin = int(np.searchsorted(starts, pair[0], side="right")) - 1
    one, other = (level - starts[margin] for level in pair)
    levels, targets = (
        [each.copy() for each in table.levels],
        [each.copy() for each in table.targets],
    )
    levels[margin][levels[margin] == other] = one
    targets[margin][one] += targets[margin][other]
    targets[margin][other] = 0
    return Table(levels, targets, table.people)


def test_a_proposed_merge_helps_and_one_that_is_cheaper_does_not() -> None:
    looked = helped = 0
    for table in random_tables(150, seed=21):
        cells = margin_cells(table.levels, table.targets, table.people, table.people)
        if nearest(cells).possible:
            continue
        changes = changes_of(cells)
        looked += 1
        truth = [
            place
            for place, change in enumerate(changes)
            if solvable(merged(table, tuple(change.pairs[0])), low=LEAST)
        ]
        truth.sort(key=lambda place: changes[place].cost)
        found = cures(cells, changes, wanted=3)
        assert [each[0] for each in found] == truth[:3]
        helped += bool(found)
    assert looked > 50 and helped > 10


def test_known_reasons_change_nothing_but_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for table in random_tables(20, seed=22):
        cells = margin_cells(table.levels, table.targets, table.people, table.people)
        reasons = []
        for quarrel in quarrels(cells):
            values = np.zeros(cells.count)
            values[quarrel.levels] = quarrel.coefficients
            reasons.append(values)
        changes = changes_of(cells)
        for together in (1, 2):
            plain = cures(cells, changes, together=together)
            assert plain == cures(cells, changes, together=together, reasons=reasons)
            with monkeypatch.context() as patched:  # first on the quarrelling margins alone
                patched.setattr("techno_kit.numerics.merges.SMALL", 0)
                assert plain == cures(cells, changes, together=together, reasons=reasons)


def test_pairs_of_merges() -> None:
    """Two separate quarrels: no merge helps alone."""
    levels = [
        np.array([0, 1, 2, 2, 2, 2]),
        np.array([0, 0, 1, 2, 0, 1]),
        np.array([0, 0, 0, 1, 2, 2]),
    ]
    targets = [np.array([0.4, 0.1, 0.5]), np.array([0.3, 0.3, 0.4]), np.array([0.35, 0.25, 0.4])]
    table = Table(levels, targets, np.ones(6))
    cells = margin_cells(levels, targets, np.ones(6), np.ones(6))
    changes = changes_of(cells)
    assert cures(cells, changes) == ()
    for one, other in cures(cells, changes, together=2):
        both = merged(merged(table, tuple(changes[one].pairs[0])), tuple(changes[other].pairs[0]))
        assert solvable(both, low=LEAST)


def test_a_margin_left_out() -> None:
    levels = [np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([0, 1, 1])]
    targets = [[0.5, 0.5], [0.4, 0.6], [0.5, 0.5]]
    cells = margin_cells(levels, targets, np.ones(3), np.ones(3))
    drops = [
        Change(np.array([[level, cells.count] for level in range(*span)]), 1.0)
        for span in pairwise(cells.starts)
    ]
    assert cures(cells, drops) == ((1,),)


def test_under_a_cap() -> None:
    """Level 0 has a tenth of the respondents and 30 % of the weight: with level 1 it is enough."""
    levels, people = [np.array([0, 1, 2])], np.array([1.0, 4.0, 5.0])
    cells = margin_cells(levels, [[0.3, 0.3, 0.4]], people, people)
    changes = changes_of(cells)
    assert cures(cells, changes, cap=2.9) == ((0,), (1,))
    assert cures(cells, changes, cap=1.18) == ((1,),)
    assert cures(cells, changes, cap=1.05) == ()


@pytest.mark.parametrize("rare", [0.1, 0.0])
def test_weights_of_0_are_no_cure(rare: float) -> None:
    """Nobody is in level 1; with level 2 it has people, but the one in level 0 of b must go."""
    levels = [np.array([0, 2, 2]), np.array([0, 1, 0])]
    targets = [np.array([0.4, 0.6 - rare, rare]), np.array([0.4, 0.6])]
    cells = margin_cells(levels, targets, np.ones(3), np.ones(3))
    merge = Change(np.array([[1, 2]]), 0.6)
    assert nearest(cells.mapped(united(merge.pairs, 5), protect=False)).possible
    assert cures(cells, [merge]) == ()
    levels[1][0] = 1  # now that one may stay
    targets[1] = np.array([0.3, 0.7])
    assert cures(margin_cells(levels, targets, np.ones(3), np.ones(3)), [merge]) == ((0,),)


def test_united_levels() -> None:
    assert united(np.array([[3, 1], [2, 3]]), 4).tolist() == [0, 1, 1, 1, 4]
