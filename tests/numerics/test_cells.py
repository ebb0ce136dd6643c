from math import fsum

import numpy as np
import pandas as pd
import pytest

from techno_kit.numerics import cells
from techno_kit.numerics.cells import cell_sums, row_keys, spread

RNG = np.random.default_rng(20260101)
# Sums of at most 1e5 doubles of size 1, added in another order.
ROUNDING = 1e-12
# One running sum of 3e6 doubles was off by up to 1e-13, folded partial sums by up to 1e-15.
FOLDED = 5e-15


def draw(sizes, n, kind=np.int8):
    return [RNG.integers(0, size, n).astype(kind) for size in sizes]


@pytest.mark.parametrize(
    ("sizes", "kind"),
    [
        ((7,), np.uint8),
        ((256,), np.uint8),
        ((1, 256), np.uint8),
        ((1, 1), np.uint8),
        ((16, 16), np.uint8),
        ((16, 17), np.uint16),
        ((256, 256), np.uint16),
        ((7, 2, 12, 5, 8, 4), np.uint16),
        ((300, 300), np.uint32),
        ((65_536, 65_536), np.uint32),
        ((65_536, 65_537), np.uint64),
        ((1 << 16,) * 4, np.uint64),
    ],
)
def test_keys_are_mixed_radix_numbers_in_the_narrowest_type(sizes, kind):
    codes = draw(sizes, 500, np.int64)
    for column, size in zip(codes, sizes, strict=True):
        column[0], column[1] = 0, size - 1
    key = row_keys(codes, sizes)
    expected = [0] * 500
    for column, size in zip(codes, sizes, strict=True):
        expected = [
            so_far * size + int(code) for so_far, code in zip(expected, column, strict=True)
        ]
    assert key.dtype == kind
    assert [int(each) for each in key] == expected


@pytest.mark.parametrize(
    "kind", [np.int8, np.uint8, np.int16, np.int32, np.int64, ">i4", np.uint64]
)
def test_the_type_of_codes_never_matters(kind):
    sizes = (7, 100, 12)
    codes = draw(sizes, 1000)
    expected = row_keys(codes, sizes)
    assert np.array_equal(row_keys([each.astype(kind) for each in codes], sizes), expected)


def test_blocks_do_not_show(monkeypatch):
    sizes = (7, 30, 4)
    codes, weights = draw(sizes, 1000), RNG.random(1000)
    codes[1][::9] = -1
    gaps = (False, True, False)
    whole = cell_sums(codes, sizes, [weights, None], missing=gaps)
    monkeypatch.setattr(cells, "BLOCK", 64)
    split = cell_sums(codes, sizes, [weights, None], missing=gaps)
    assert np.array_equal(whole.key, split.key)
    np.testing.assert_allclose(split.sums, whole.sums, rtol=ROUNDING)
    factor = RNG.random(whole.sums.shape[1])
    assert np.array_equal(spread(split.key, factor, weights), factor[whole.key] * weights)


def test_missing_codes_are_one_more_level():
    sums = cell_sums(
        [np.array([0, -1, 1, -1], np.int8), np.array([0, 0, 1, 1], np.int16)],
        (2, 2),
        [None],
        missing=(True, False),
    )
    assert sums.shape == (3, 2)
    assert sums.key.tolist() == [0, 4, 3, 5]
    assert sums.sums[0].tolist() == [1, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("kind", [np.int8, np.int64])
@pytest.mark.parametrize(("stray", "gap"), [(-1, False), (3, False), (3, True)])
def test_a_code_outside_its_levels_names_its_variable(stray, gap, kind):
    codes = draw((2, 3), 10, kind)
    codes[1][7] = stray
    with pytest.raises(IndexError) as error:
        row_keys(codes, (2, 3), missing=(True, gap))
    assert error.value.args == (1,)


def test_codes_must_be_integers():
    with pytest.raises(TypeError):
        row_keys([np.array([0.0, 1.0])], (2,))


def test_read_only_categorical_codes_are_fine():
    frame = pd.DataFrame(
        {"a": pd.Categorical(["x", "y", None, "x"]), "b": [True, False, True, True]}
    )
    codes = frame["a"].array.codes
    codes.flags.writeable = False
    sums = cell_sums([codes, frame["b"].to_numpy()], (2, 2), [None], missing=(True, False))
    assert sums.sums[0].tolist() == [0, 2, 1, 0, 0, 1]


def test_dense_sums_are_those_of_a_group_by():
    sizes, n = (7, 2, 12, 5), 100_000
    codes, weights = draw(sizes, n), RNG.lognormal(size=(2, n))
    result = cell_sums(codes, sizes, [weights[0], None, weights[1]])
    assert result.dense and result.levels is None and result.sums.shape == (3, 840)
    frame = pd.DataFrame(dict(enumerate(codes)))
    grouped = frame.assign(u=weights[0], n=1, v=weights[1]).groupby(list(range(4)))[["u", "n", "v"]]
    expected = grouped.sum().reindex(pd.MultiIndex.from_product(map(range, sizes)), fill_value=0)
    np.testing.assert_allclose(result.sums, expected.to_numpy().T, rtol=ROUNDING)


def test_long_sums_keep_their_digits():
    weights = np.random.default_rng(1).lognormal(0, 2, 3_000_000)
    result = cell_sums([np.zeros(len(weights), np.int8)], (1,), [weights])
    assert result.sums[0, 0] == pytest.approx(fsum(weights), rel=FOLDED)


def test_a_table_with_more_cells_than_that_lists_the_occupied_ones():
    sizes, n = (50, 60, 70), 400
    codes, weights = draw(sizes, n), RNG.random(n)
    codes[2][:5] = -1
    result = cell_sums(codes, sizes, [weights, None], missing=(False, False, True))
    assert not result.dense and result.shape == (50, 60, 71)
    codes[2][:5] = 70
    combined = np.ravel_multi_index([each.astype(int) for each in codes], result.shape)
    expected, place, counts = np.unique(combined, return_inverse=True, return_counts=True)
    assert np.array_equal(result.key, place)
    assert np.array_equal(np.ravel_multi_index(result.levels, result.shape), expected)
    assert np.array_equal(result.sums[1], counts)
    np.testing.assert_allclose(result.sums[0], np.bincount(place, weights), rtol=ROUNDING)


def test_combinations_beyond_64_bits_keep_their_order():
    sizes, n = (100,) * 12, 300
    codes = draw(sizes, n)
    codes = [np.concatenate([each, each]) for each in codes]
    key = row_keys(codes, sizes)
    _, expected = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    assert np.array_equal(np.unique(key, return_inverse=True)[1], expected)
    result = cell_sums(codes, sizes, [None])
    assert np.array_equal(result.key, expected)
    assert np.array_equal(result.levels[11][result.key], codes[11])


def test_no_rows_are_no_sums():
    nobody = np.empty(0, np.int8)
    assert cell_sums([nobody, nobody], (2, 3), [None]).sums.tolist() == [[0.0] * 6]
    assert cell_sums([nobody] * 3, (100,) * 3, [None]).sums.shape == (1, 0)


def test_spread_looks_factors_up():
    key = np.array([2, 0, 2], np.uint16)
    factor = np.array([1.0, 10.0, 100.0])
    assert spread(key, factor).tolist() == [100, 1, 100]
    assert spread(key, factor, np.array([2, 3, 4])).tolist() == [200, 3, 400]
