import numpy as np
import pytest

from techno_kit.numerics.few_units import cautious_df, few_df, index_df


def test_seven_degrees_of_freedom_are_few_and_eight_or_none_are_not():
    assert few_df(np.array([0.0, 1, 7, 8, np.inf])).tolist() == [False, True, True, False, False]


def test_an_index_takes_its_groups_own_where_they_are_few():
    assert index_df(7, 39) == 7
    assert index_df(8, 39) == 39
    assert index_df(5, 3) == 3  # against a base elsewhere, in fewer PSUs


@pytest.mark.parametrize(
    ("both", "one", "other", "told"),
    [(39, 8, 30, 39), (39, 7, 30, 14), (39, 30, 1, 2), (5, 3, 4, 5), (39, 0, 30, 39)],
)
def test_a_difference_takes_at_most_twice_the_fewer(both, one, other, told):
    found = cautious_df(*(np.array([float(each)]) for each in (both, one, other)))
    assert found.tolist() == [told]
