"""Design effects with and without margins, on all cells and on a list of the occupied ones."""

import numpy as np
import pytest

from techno_kit.numerics.contributions import Contributions, Part, deff_contributions

SAME = 1e-8  # relative; rakings within 1e-10 of share, summed in another order
SIZES = (3, 2, 4)
AXES = ((0,), (1, 2), (2,))
GOALS = (np.array([0.5, 0.2, 0.3]), np.full(8, 1 / 8), np.full(4, 1 / 4))


def cells() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(8)
    people = rng.integers(1, 9, 24).astype(float)
    sums = people * rng.uniform(0.5, 2, 24)
    return people, sums, sums**2 / people * rng.uniform(1, 1.5, 24)


def numbers(found: Contributions) -> list[float]:
    return [found.start, found.full, *found.alone, *found.without]


def test_a_list_of_cells_gives_what_the_grid_gives() -> None:
    measures = cells()
    grid = deff_contributions([Part(*measures, SIZES, AXES, GOALS)])
    listed = deff_contributions(
        [Part(*measures, SIZES, AXES, GOALS, cells=np.unravel_index(np.arange(24), SIZES))]
    )
    assert numbers(listed) == pytest.approx(numbers(grid), rel=SAME)


def test_blanks_in_a_list_are_the_last_level_of_their_margin() -> None:
    measures, gaps = cells(), (False, True, True)
    goals = (GOALS[0], np.array([0.3, 0.2, 0.3, 0.2]), np.array([0.3, 0.3, 0.2, 0.2]))
    axes = ((0,), (1, 2), (2,))
    goals = (goals[0], np.append(np.full(3, 0.2), 0.4), goals[2])
    grid = deff_contributions([Part(*measures, SIZES, axes, goals, gaps=gaps)])
    where = np.unravel_index(np.arange(24), SIZES)
    listed = deff_contributions([Part(*measures, SIZES, axes, goals, cells=where, gaps=gaps)])
    assert numbers(listed)[2:5] == pytest.approx(numbers(grid)[2:5], rel=SAME)
    assert not np.isnan(listed.alone).any()


def test_parts_keep_their_sums_unless_a_margin_sets_their_shares() -> None:
    ten = np.full(2, 10.0)
    halves = (np.array([0.5, 0.5]), None)
    parts = [Part(ten, ten, ten, (2,), ((0,), None), halves, share=share) for share in (0.8, 0.2)]
    kept = deff_contributions(parts)
    assert numbers(kept) == pytest.approx([1] * 6, rel=SAME)
    moved = deff_contributions(parts, own=1)
    wider = 2 * (0.8**2 + 0.2**2)
    assert moved.alone == pytest.approx((1, wider), rel=SAME)
    assert moved.without == pytest.approx((wider, 1), rel=SAME)


def test_cells_of_a_target_of_0_are_no_respondents() -> None:
    ten = np.full(2, 10.0)
    found = deff_contributions([Part(ten, ten, ten, (2,), ((0,),), (np.array([1.0, 0.0]),))])
    assert found.full == pytest.approx(1, rel=SAME)


@pytest.mark.parametrize("listed", [False, True])
def test_margins_that_nobody_meets_have_no_number(listed: bool) -> None:
    people = np.array([10.0, 0.0])
    where = [np.arange(2)] if listed else None
    goals = (np.array([0.5, 0.5]),)
    found = deff_contributions([Part(people, people, people, (2,), ((0,),), goals, cells=where)])
    assert np.isnan([found.full, *found.alone]).all()
    assert (found.start, *found.without) == (1, 1)


def test_as_many_margins_are_left_out_as_the_work_allows_the_dearest_alone_first() -> None:
    part = Part(*cells(), SIZES, AXES, GOALS)
    whole = deff_contributions([part])
    assert whole.untried == 0
    one = 24 * sum(map(len, GOALS)) ** 2  # what a raking of these cells counts for
    some = deff_contributions([part], work=2 * one)
    left = [place for place, each in enumerate(some.without) if not np.isnan(each)]
    assert sorted(left) == sorted(np.argsort(whole.alone)[1:].tolist())
    assert [some.without[each] for each in left] == [whole.without[each] for each in left]
    assert (some.untried, some.alone) == (1, whole.alone)
    none = deff_contributions([part], work=0, full=1.5)
    assert (none.untried, none.full, none.alone) == (3, 1.5, whole.alone)
    assert np.isnan(none.without).all()
