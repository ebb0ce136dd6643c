"""What holds of every explanation: it does not depend on how the respondents are written down."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from techno_kit.numerics.closest import rake_closest
from techno_kit.numerics.feasibility import margin_cells, nearest
from techno_kit.numerics.feasible_bounds import largest_floor, smallest_cap
from techno_kit.numerics.quarrels import quarrels
from techno_kit.numerics.schemes import margin_scheme
from tests.numerics.tables import Table

NEAR = 1e-7  # two programmes of tolerance 1e-10, sums of a few of them


@st.composite
def tables(draw: st.DrawFn) -> Table:
    sizes = draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
    cells = draw(st.integers(1, 12))
    levels = [
        np.array(draw(st.lists(st.integers(0, size - 1), min_size=cells, max_size=cells)))
        for size in sizes
    ]
    targets = []
    for size in sizes:
        counts = draw(st.lists(st.integers(0, 20), min_size=size, max_size=size).filter(any))
        targets.append(np.array(counts) / sum(counts))
    people = np.array(draw(st.lists(st.integers(1, 50), min_size=cells, max_size=cells)), float)
    return Table(levels, targets, people)


@given(tables(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_order_and_scale_do_not_matter(table: Table, random: object) -> None:
    order = np.arange(len(table.people))
    random.shuffle(order)  # type: ignore[attr-defined]
    cells = margin_cells(table.levels, table.targets, table.people, table.people)
    again = margin_cells(
        [level[order] for level in table.levels],
        table.targets,
        7e9 * table.people[order],
        table.people[order],
    )
    assert abs(nearest(cells).gap - nearest(again).gap) <= NEAR
    if nearest(cells).possible:
        assert abs(smallest_cap(cells).value - smallest_cap(again).value) <= NEAR * len(order)
        assert abs(largest_floor(cells).value - largest_floor(again).value) <= NEAR * len(order)


@given(tables())
@settings(deadline=None, max_examples=60)
def test_bounds_lie_on_both_sides_of_the_mean(table: Table) -> None:
    cells = margin_cells(table.levels, table.targets, table.people, table.people)
    if nearest(cells).possible:
        cap, floor = smallest_cap(cells).value, largest_floor(cells).value
        held = cells.held.sum()
        assert cap >= 1 and floor >= 0
        assert floor * held <= 1 + NEAR and cap >= 1 / max(held, NEAR) - NEAR
        assert nearest(cells, cap=cap * (1 + NEAR)).possible
        assert nearest(cells, floor=floor * (1 - NEAR)).possible
    else:
        assert smallest_cap(cells).value == np.inf
        assert quarrels(cells)


@given(tables())
@settings(deadline=None, max_examples=60)
def test_the_closest_weights_are_weights(table: Table) -> None:
    sizes = [len(each) for each in table.targets]
    scheme = margin_scheme(sizes, [(place,) for place in range(len(sizes))], table.levels)
    near = rake_closest(scheme, table.people, table.targets)
    assert np.isfinite(near.factor).all() and near.factor.min() >= 0
    cells = margin_cells(table.levels, table.targets, table.people, table.people)
    assert near.gap >= nearest(cells).gap - NEAR
    for after, gap, goal in zip(near.after, near.gaps, table.targets, strict=True):
        assert np.allclose(after - gap, goal) and abs(after.sum() - 1) <= NEAR
