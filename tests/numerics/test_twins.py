"""Answers that mirror each other are one test."""

import numpy as np
import pytest

from techno_kit.numerics.multiplicity import adjust_p
from techno_kit.numerics.twins import adjust_rows, twins_of

YES = np.array([True, True, False, False])
NONE = np.zeros(4, np.bool_)
ALL = np.ones(4, np.bool_)


def test_two_answers_of_which_everyone_holds_one() -> None:
    assert twins_of(np.column_stack([NONE, YES, ~YES]), ALL) == (1, 2)


@pytest.mark.parametrize(
    "holds",
    [
        [YES],
        [YES, YES],
        [YES, NONE],
        [YES, [False, False, True, False]],  # a blank in the base
        [YES, ALL],  # they overlap
        [[True, False, False, False], [False, True, False, False], ~YES],
    ],
)
def test_no_twins(holds: list[object]) -> None:
    assert twins_of(np.column_stack(holds), ALL) is None


def test_only_those_who_count() -> None:
    holds = np.column_stack([YES, [False, False, True, False]])
    assert twins_of(holds, np.array([True, True, True, False])) == (0, 1)


@pytest.mark.parametrize("method", ["holm", "bh", "bonferroni", "none"])
@pytest.mark.parametrize("together", [True, False])
def test_twins_count_once_and_share_what_is_adjusted(method: str, *, together: bool) -> None:
    row = np.array([0.01, 0.03, np.nan, 0.04])
    found = adjust_rows(np.stack([row, row]), method, together=together, twins=(0, 1))
    np.testing.assert_array_equal(found, np.stack([adjust_p(row, method)] * 2))
    apart = adjust_rows(np.stack([row, row]), method, together=together, twins=None)
    if together and method in ("holm", "bonferroni"):
        assert (apart[:, 0] > found[:, 0]).all()
