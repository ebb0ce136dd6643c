"""Rows that are the same, runs of one answer, and twins by chance, against loops over rows."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from techno_kit.numerics.row_patterns import chance_of_twins, group_sizes, longest_runs, row_keys

TABLES = arrays(
    np.int8,
    array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6),
    elements=st.integers(-1, 2),
)


def naive_run(row: list[int]) -> int:
    best, run, last = 0, 0, None
    for each in row:
        if each < 0:
            continue
        run = run + 1 if each == last else 1
        best, last = max(best, run), each
    return best


@given(TABLES)
def test_keys_are_those_of_rows(table: np.ndarray) -> None:
    keys = row_keys(table.T, len(table))
    rows = [tuple(row) for row in table.tolist()]
    for one in range(len(rows)):
        for two in range(len(rows)):
            assert (keys[one] == keys[two]) == (rows[one] == rows[two])
    sizes, later = group_sizes(keys)
    assert sizes.tolist() == [rows.count(row) for row in rows]
    assert later.tolist() == [row in rows[:at] for at, row in enumerate(rows)]


@given(TABLES)
def test_runs_pass_over_blanks(table: np.ndarray) -> None:
    best, answered, _ = longest_runs(list(table.T))
    assert best.tolist() == [naive_run(row) for row in table.tolist()]
    assert answered.tolist() == [sum(each >= 0 for each in row) for row in table.tolist()]


def test_keys_do_not_depend_on_the_type_of_the_codes() -> None:
    table = np.array([[0, -1, 5], [7, 3, -1]])
    keys = [row_keys(table.T.astype(kind), 2).tolist() for kind in (np.int8, np.int32, np.int64)]
    assert keys[0] == keys[1] == keys[2]


def test_swapped_answers_are_other_answers() -> None:
    keys = row_keys([np.array([1, 2]), np.array([2, 1])], 2)
    assert keys[0] != keys[1]


def test_twins_by_chance_of_independent_questions() -> None:
    one, two = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    twins = row_keys([one, two], 4)
    expected = chance_of_twins([[one], [two]], [[2], [2]], twins)
    assert expected.tolist() == [4 * 0.75 * 0.5] * 3 + [4 * 0.25 * 0.5]


def test_a_battery_counts_as_one_pattern_and_a_straight_line_as_nothing() -> None:
    # 50 of 100 give 0, 1, 0: many more than 0.5 ** 3 of the single answers would tell
    rows = np.array([[0, 1, 0]] * 50 + [[1, 0, 1]] * 48 + [[2, 2, 2]] * 2)
    apart = np.arange(100)  # another question, which nobody shares
    apart[:2] = 0
    columns = [rows[:, at] for at in range(3)]
    twins = row_keys([*columns, apart], 100)
    expected = chance_of_twins([columns, [apart]], [[3] * 3, [100]], twins)
    np.testing.assert_allclose(expected[0], 100 * (48 / 100) * (2 / 100))
    np.testing.assert_allclose(expected[98], 100 * 1.0 * (1 / 100))
