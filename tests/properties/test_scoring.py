"""What holds for every survey: more activity never costs a rung, Inactives are on no other, ..."""

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from techno_kit.ladder.reading import load_ladder
from techno_kit.numerics.scoring import AnswerPatterns, Rule, answer_patterns

BLANK, DONT_KNOW, NEVER, YES = -1, -2, 0, 6
ITEMS = 6
RANKS = st.sampled_from([DONT_KNOW, BLANK, NEVER, 1, 2, 3, 4, 5, YES])


@dataclass(frozen=True)
class Rows:
    """Patterns looked up for every row."""

    low: np.ndarray
    high: np.ndarray
    answered: np.ndarray
    complete: np.ndarray


def rows_of(found: AnswerPatterns) -> Rows:
    codes = found.codes
    return Rows(
        found.blanks_no[codes],
        found.blanks_yes[codes],
        found.answered[codes],
        found.complete[codes],
    )


def scored(table: np.ndarray, options: list[Rule], *, dont_know_missing: bool = False) -> Rows:
    columns = [np.ascontiguousarray(column) for column in table.T]
    patterns = answer_patterns(columns, options, none=True, dont_know_missing=dont_know_missing)
    return rows_of(patterns)


tables = st.integers(1, 12).flatmap(lambda n: arrays(np.int8, (n, ITEMS), elements=RANKS))
option = st.tuples(
    st.lists(st.integers(0, ITEMS - 1), min_size=1, max_size=ITEMS, unique=True), st.integers(1, 5)
)
option_lists = st.lists(option, min_size=1, max_size=10)


@given(tables, option_lists, st.booleans())
def test_none_is_exactly_those_on_no_rung(
    table: np.ndarray, options: list[Rule], missing: bool
) -> None:
    rows = scored(table, options, dont_know_missing=missing)
    assert np.array_equal(rows.low[:, -1], ~rows.low[:, :-1].any(axis=1))
    assert np.array_equal(rows.high[:, -1], ~rows.high[:, :-1].any(axis=1))


@given(tables, option_lists, st.booleans(), st.integers(0, ITEMS - 1), st.integers(1, YES))
def test_doing_more_never_costs_a_rung(
    table: np.ndarray, options: list[Rule], missing: bool, item: int, rank: int
) -> None:
    more = table.copy()
    more[:, item] = np.maximum(more[:, item], rank)
    before = scored(table, options, dont_know_missing=missing)
    after = scored(more, options, dont_know_missing=missing)
    assert (after.low[:, :-1] >= before.low[:, :-1]).all()
    assert (after.low[:, -1] <= before.low[:, -1]).all()


@given(tables, option_lists, st.integers(0, ITEMS - 1))
def test_an_activity_more_in_the_definition_never_costs_a_rung(
    table: np.ndarray, options: list[Rule], item: int
) -> None:
    wider: list[Rule] = [(sorted({*places, item}), rank) for places, rank in options]
    before, after = scored(table, options), scored(table, wider)
    assert (after.low[:, :-1] >= before.low[:, :-1]).all()
    assert (after.high[:, :-1] >= before.high[:, :-1]).all()


@given(tables, option_lists, st.booleans(), st.data())
def test_however_blanks_are_filled_the_truth_lies_between_the_bounds(
    table: np.ndarray, options: list[Rule], missing: bool, data: st.DataObject
) -> None:
    blank = table < 0 if missing else table == BLANK
    filling = data.draw(arrays(np.int8, table.shape, elements=st.integers(NEVER, YES)))
    bounds = scored(table, options, dont_know_missing=missing)
    truth = scored(np.where(blank, filling, table), options, dont_know_missing=missing)
    assert (bounds.low[:, :-1] <= truth.low[:, :-1]).all()
    assert (truth.low[:, :-1] <= bounds.high[:, :-1]).all()
    assert (bounds.high[:, -1] <= truth.low[:, -1]).all()
    assert (truth.low[:, -1] <= bounds.low[:, -1]).all()


@given(tables, option_lists, st.data())
def test_the_base_depends_on_whether_items_were_answered_never_on_what(
    table: np.ndarray, options: list[Rule], data: st.DataObject
) -> None:
    others = st.sampled_from([DONT_KNOW, NEVER, 1, 2, 3, YES])
    other = data.draw(arrays(np.int8, table.shape, elements=others))
    before = scored(table, options)
    after = scored(np.where(table == BLANK, table, other), options)
    assert np.array_equal(before.answered, after.answered)
    assert np.array_equal(before.complete, after.complete)


@given(
    arrays(np.int8, st.tuples(st.integers(1, 12), st.just(ITEMS)), elements=st.integers(0, 6)),
    option_lists,
)
def test_without_blanks_both_bounds_are_the_answer(table: np.ndarray, options: list[Rule]) -> None:
    rows = scored(table, options)
    assert np.array_equal(rows.low, rows.high)
    assert rows.answered.all() and rows.complete.all()


@given(st.sampled_from(["2007", "2008", "2010"]), st.data())
def test_an_item_is_never_more_common_than_its_rung(edition: str, data: st.DataObject) -> None:
    """Facts 2.6: item share <= group share; each rung <= 1 - Inactives <= the rungs' sum."""
    ladder = load_ladder(edition)  # type: ignore[arg-type]
    items = list(ladder.activities)
    table = data.draw(
        arrays(np.int8, (10, len(items)), elements=st.sampled_from([0, 0, 0, 1, 2, 3]))
    )
    ranks = {"monthly": 2, "weekly": 3}
    options: list[Rule] = [
        ([items.index(each) for each in rung.any_of], ranks[rung.at_least])
        for rung in ladder.active
    ]
    shares = scored(table, options).low.mean(axis=0)
    for place, (members, rank) in enumerate(options):
        assert ((table[:, members] >= rank).mean(axis=0) <= shares[place]).all()
    engaged = (~scored(table, options).low[:, -1]).mean()
    assert (shares[:-1] <= engaged).all()
    assert shares[:-1].sum() >= engaged - np.finfo(float).eps * len(shares)
