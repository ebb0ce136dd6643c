"""Options reached, blanks as no and as yes: known answers, awkward inputs, a naive twin."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from techno_kit.numerics import scoring
from techno_kit.numerics.scoring import AnswerPatterns, Rule, answer_patterns, rung_bits

NEVER, RARELY, MONTHLY, WEEKLY, YES, BLANK, DONT_KNOW = 0, 1, 2, 3, 6, -1, -2
TWO: list[Rule] = [([0, 1], MONTHLY), ([1, 2], WEEKLY)]


def columns_of(*rows: Sequence[int]) -> list[np.ndarray]:
    return [np.array(column, np.int8) for column in zip(*rows, strict=True)]


def rows_of(found: AnswerPatterns) -> list[tuple[tuple[int, ...], tuple[int, ...], bool, bool]]:
    """What the patterns say of every row: low, high, answered, complete."""
    return [
        (
            tuple(found.blanks_no[code].astype(int).tolist()),
            tuple(found.blanks_yes[code].astype(int).tolist()),
            bool(found.answered[code]),
            bool(found.complete[code]),
        )
        for code in found.codes.tolist()
    ]


def naive(
    columns: Sequence[np.ndarray], options: Sequence[Rule], *, none: bool, dont_know_missing: bool
) -> list[tuple[tuple[int, ...], tuple[int, ...], bool, bool]]:
    """Do the same, a row at a time, from the words of the rule."""
    used = sorted({place for places, _ in options for place in places})
    rows = []
    for row in zip(*(column.tolist() for column in columns), strict=True):
        said = [NEVER if each == DONT_KNOW and not dont_know_missing else each for each in row]
        blank = [each < 0 for each in said]
        low = [any(said[p] >= rank for p in places) for places, rank in options]
        high = [any(blank[p] or said[p] >= rank for p in places) for places, rank in options]
        if none:
            low, high = [*low, not any(low)], [*high, not any(high)]
        answered = not all(blank[place] for place in used)
        complete = not any(blank[place] for place in used)
        rows.append((tuple(map(int, low)), tuple(map(int, high)), answered, complete))
    return rows


def random_columns(n: int, items: int, seed: int, blanks: float = 0.1) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    columns = [rng.integers(0, 7, n, dtype=np.int8) for _ in range(items)]
    for column in columns:
        column[rng.random(n) < blanks] = BLANK
        column[rng.random(n) < blanks] = DONT_KNOW
    silent = rng.random(n) < blanks
    for column in columns:
        column[silent] = BLANK
    return columns


# --- known answers -------------------------------------------------------------------------------


def test_one_item_often_enough_is_enough() -> None:
    found = answer_patterns(
        columns_of((MONTHLY, NEVER, NEVER), (RARELY, WEEKLY, NEVER), (NEVER, MONTHLY, YES)), TWO
    )
    assert rows_of(found) == [
        ((1, 0), (1, 0), True, True),
        ((1, 1), (1, 1), True, True),
        ((1, 1), (1, 1), True, True),
    ]
    assert found.codes.tolist() == [0, 1, 1]


def test_a_blank_opens_an_option_that_is_not_reached_otherwise() -> None:
    found = answer_patterns(columns_of((BLANK, NEVER, NEVER), (BLANK, WEEKLY, NEVER)), TWO)
    assert rows_of(found) == [((0, 0), (1, 0), True, False), ((1, 1), (1, 1), True, False)]


@pytest.mark.parametrize("dont_know_missing", [False, True])
def test_nothing_answered_is_outside_every_base(dont_know_missing: bool) -> None:
    found = answer_patterns(
        columns_of((BLANK, BLANK, BLANK)), TWO, none=True, dont_know_missing=dont_know_missing
    )
    assert rows_of(found) == [((0, 0, 1), (1, 1, 0), False, False)]


def test_dont_know_is_an_answer_not_doing() -> None:
    found = answer_patterns(columns_of((DONT_KNOW, DONT_KNOW, DONT_KNOW)), TWO, none=True)
    assert rows_of(found) == [((0, 0, 1), (0, 0, 1), True, True)]


def test_dont_know_beside_blanks_is_an_answer() -> None:
    found = answer_patterns(columns_of((BLANK, BLANK, DONT_KNOW)), TWO, none=True)
    assert rows_of(found) == [((0, 0, 1), (1, 1, 0), True, False)]


def test_dont_know_counts_as_a_blank_when_asked() -> None:
    rows = columns_of((DONT_KNOW, NEVER, NEVER), (DONT_KNOW, BLANK, DONT_KNOW))
    found = answer_patterns(rows, TWO, none=True, dont_know_missing=True)
    assert rows_of(found) == [
        ((0, 0, 1), (1, 0, 0), True, False),
        ((0, 0, 1), (1, 1, 0), False, False),
    ]


def test_none_with_blanks_as_yes_is_lost_where_any_option_is_possible() -> None:
    found = answer_patterns(
        columns_of((NEVER, NEVER, BLANK), (NEVER, NEVER, NEVER)), TWO, none=True
    )
    assert rows_of(found) == [
        ((0, 0, 1), (0, 1, 0), True, False),
        ((0, 0, 1), (0, 0, 1), True, True),
    ]


def test_an_item_that_no_option_uses_is_not_looked_at() -> None:
    found = answer_patterns(columns_of((WEEKLY, NEVER, BLANK)), [([0], MONTHLY), ([1], MONTHLY)])
    assert rows_of(found) == [((1, 0), (1, 0), True, True)]


def test_patterns_are_distinct_and_each_occurs() -> None:
    found = answer_patterns(random_columns(5_000, 3, seed=2), TWO, none=True)
    said = np.hstack(
        [found.blanks_no, found.blanks_yes, found.answered[:, None], found.complete[:, None]]
    )
    assert len(np.unique(said, axis=0)) == len(said)
    assert np.unique(found.codes).tolist() == list(range(len(said)))


def test_patterns_do_not_depend_on_the_order_of_the_rows() -> None:
    columns = random_columns(2_000, 12, seed=3)
    options: list[Rule] = [([place], MONTHLY) for place in range(12)]
    order = np.random.default_rng(4).permutation(2_000)
    found = answer_patterns(columns, options)
    moved = answer_patterns([column[order] for column in columns], options)
    assert np.array_equal(found.blanks_no, moved.blanks_no)
    assert np.array_equal(found.blanks_yes, moved.blanks_yes)
    assert np.array_equal(found.codes[order], moved.codes)


# --- sizes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("dont_know_missing", [False, True])
@pytest.mark.parametrize("none", [False, True])
@pytest.mark.parametrize("n_options", [1, 7, 8, 9, 16, 62, 200])
def test_any_number_of_options_agrees_with_the_naive_rule(
    n_options: int, none: bool, dont_know_missing: bool
) -> None:
    rng = np.random.default_rng(n_options)
    columns = random_columns(300, 30, seed=n_options)
    options: list[Rule] = [
        (rng.choice(30, rng.integers(1, 5), replace=False).tolist(), int(rng.integers(1, 6)))
        for _ in range(n_options)
    ]
    found = answer_patterns(columns, options, none=none, dont_know_missing=dont_know_missing)
    expected = naive(columns, options, none=none, dont_know_missing=dont_know_missing)
    assert rows_of(found) == expected
    assert len(found.answered) == len(set(expected))


def test_blanks_in_one_byte_of_options_only() -> None:
    columns = random_columns(400, 20, seed=5, blanks=0.0)
    columns[3][:50] = BLANK
    options: list[Rule] = [([place], MONTHLY) for place in range(20)]
    assert rows_of(answer_patterns(columns, options)) == naive(
        columns, options, none=False, dont_know_missing=False
    )


@pytest.mark.parametrize("silent_first", [True, False])
def test_an_answer_to_any_item_puts_a_row_in_the_base(silent_first: bool) -> None:
    """Options are taken eight at a time; eight that are all blank are not the whole ladder."""
    row = [BLANK] * 8 + [NEVER] * 8
    found = answer_patterns(
        columns_of(row if silent_first else row[::-1], [BLANK] * 16),
        [([place], MONTHLY) for place in range(16)],
    )
    assert found.answered[found.codes].tolist() == [True, False]
    assert not found.complete.any()


@pytest.mark.parametrize("table", ["SMALL_TABLE", "LARGE_TABLE"])
def test_sorting_and_looking_up_number_alike(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    columns = random_columns(500, 10, seed=6)
    options: list[Rule] = [([place], MONTHLY) for place in range(10)]
    looked_up = answer_patterns(columns, options)
    monkeypatch.setattr(scoring, table, 0)
    sorted_ = answer_patterns(columns, options)
    assert np.array_equal(looked_up.codes, sorted_.codes)
    assert np.array_equal(looked_up.blanks_yes, sorted_.blanks_yes)


@pytest.mark.parametrize("blanks", [0.0, 0.1])
def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch, blanks: float) -> None:
    columns = random_columns(1_000, 5, seed=7, blanks=blanks)
    columns[2][990:] = BLANK  # only the last block has blanks
    options: list[Rule] = [([0, 1], MONTHLY), ([2, 3, 4], WEEKLY)]
    monkeypatch.setattr(scoring, "BLOCK", 64)
    assert rows_of(answer_patterns(columns, options, none=True)) == naive(
        columns, options, none=True, dont_know_missing=False
    )


@pytest.mark.parametrize("n_options", [2, 20])
def test_no_rows(n_options: int) -> None:
    columns = [np.zeros(0, np.int8)] * n_options
    found = answer_patterns(columns, [([place], 1) for place in range(n_options)], none=True)
    assert found.codes.shape == (0,)
    assert found.blanks_no.shape == found.blanks_yes.shape == (0, n_options + 1)
    assert found.answered.shape == found.complete.shape == (0,)


def test_one_row() -> None:
    found = answer_patterns(columns_of((NEVER, NEVER, NEVER)), TWO, none=True)
    assert rows_of(found) == [((0, 0, 1), (0, 0, 1), True, True)]


@pytest.mark.parametrize(("n", "kind"), [(128, np.int8), (129, np.int16)])
def test_codes_are_as_small_as_they_can_be(n: int, kind: type[np.signedinteger]) -> None:
    bits = [((np.arange(n) >> bit) & 1).astype(np.int8) for bit in range(8)]
    found = answer_patterns(bits, [([place], 1) for place in range(8)])
    assert len(found.answered) == n
    assert found.codes.dtype == kind


# --- kinds of input ------------------------------------------------------------------------------


def test_read_only_strided_and_categorical_columns() -> None:
    columns = random_columns(300, 3, seed=8)
    expected = rows_of(answer_patterns(columns, TWO))
    table = np.column_stack(columns)
    table.setflags(write=False)
    assert rows_of(answer_patterns([table[:, place] for place in range(3)], TWO)) == expected
    for column in columns:
        column[column == DONT_KNOW] = NEVER
    categories = [pd.Categorical.from_codes(each, list("abcdefg")).codes for each in columns]
    assert not categories[0].flags.writeable
    assert rows_of(answer_patterns(categories, TWO)) == expected


def test_the_columns_are_left_as_they_were() -> None:
    columns = random_columns(300, 3, seed=9)
    before = [column.copy() for column in columns]
    answer_patterns(columns, [([0], 1), ([1, 2], 2)], none=True)
    assert all(np.array_equal(*pair) for pair in zip(columns, before, strict=True))


def test_wider_codes_are_refused_instead_of_wrapped() -> None:
    with pytest.raises(TypeError):
        answer_patterns([np.array([300], np.int16)], [([0], 1)])


# --- bits ----------------------------------------------------------------------------------------


def test_without_blanks_one_byte_a_row_says_everything() -> None:
    bits = rung_bits(columns_of((MONTHLY, NEVER, NEVER), (NEVER, NEVER, WEEKLY)), TWO)
    assert bits.chosen.tolist() == [0b01, 0b10]
    assert bits.possible is bits.chosen
    assert not bits.has_blanks
    assert bits.gaps.strides == (0,)
    assert bits.answered.all() and bits.complete.all()


def test_bits_with_blanks() -> None:
    rows = columns_of((BLANK, NEVER, NEVER), (BLANK, BLANK, BLANK), (MONTHLY, WEEKLY, NEVER))
    bits = rung_bits(rows, TWO)
    assert bits.has_blanks
    assert bits.chosen.tolist() == [0b00, 0b00, 0b11]
    assert bits.possible.tolist() == [0b01, 0b11, 0b11]
    assert bits.answered.tolist() == [True, False, True]
    assert bits.complete.tolist() == [False, False, True]
