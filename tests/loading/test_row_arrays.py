"""Arrays that are filled block by block."""

import numpy as np
import pytest

from techno_kit.loading.row_arrays import PART, Rows, parts


@pytest.mark.parametrize("expected", [0, 2, 5, 9])
def test_rows_grow_longer_and_wider(expected: int) -> None:
    rows = Rows(np.int8, expected)
    for block in ([1, 2], [], [300], [-1, 4]):
        rows.add(np.array(block, np.int16 if 300 in block else np.int8))
    whole = rows.whole()
    assert whole.dtype == np.int16
    assert whole.tolist() == [1, 2, 300, -1, 4]
    assert whole.base is None


def test_no_rows() -> None:
    assert Rows(np.float64, 3).whole().tolist() == []


def test_parts_are_views() -> None:
    array = np.zeros(PART + 1)
    for part in parts(array):
        part += 1
    assert array.sum() == PART + 1
