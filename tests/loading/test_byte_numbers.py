"""Numbers of a byte each, and the codes of a column made of them."""

import numpy as np

from techno_kit.loading.byte_numbers import ByteNumbers
from techno_kit.loading.statistics_columns import Numbers

NUMBERS = np.append(np.arange(255.0), np.nan)


def test_others_that_need_wider_codes_than_the_bytes_beside_them() -> None:
    """120 values of a byte are codes of 8 bits; with 20 more they are not."""
    codes = np.append(np.arange(120), np.full(20, 255)).astype(np.uint8)
    others, values = np.arange(120, 140), np.arange(1000.0, 1020.0)
    block = ByteNumbers(codes, NUMBERS, others, values)
    column = Numbers(lambda _: True)
    for _ in range(2):
        column.add(block)
    expected = [*range(120), *range(1000, 1020)] * 2
    assert block.floats().tolist() == expected[:140]
    assert column.result().tolist() == expected


def test_what_is_no_code_is_a_number() -> None:
    column = Numbers(lambda value: value < 3)
    column.add(ByteNumbers(np.array([2, 255, 1], np.uint8), NUMBERS))
    column.add(ByteNumbers(np.array([2, 3], np.uint8), NUMBERS))
    np.testing.assert_array_equal(column.result(), [2, np.nan, 1, 2, 3])
