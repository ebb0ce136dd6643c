"""Sums of rows that are sorted by unit, whatever the size of the table that stays in the cache."""

import numpy as np
import pytest

from techno_kit.numerics import sorted_sums
from techno_kit.numerics.axes import axes_kept
from techno_kit.numerics.centred_sums import CentredSums
from techno_kit.numerics.sorted_sums import Places

UNITS, CELLS, ROWS = 40, 6, 3_000
# Sums of the same numbers in another order.
SAME = 1e-12


@pytest.mark.parametrize("block", [1, 200, 1 << 16])
@pytest.mark.parametrize("table", [1, 4 * CELLS, 1 << 16])
@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("others", [1, 300])
def test_as_one_table(block, table, weighted, others, monkeypatch):
    monkeypatch.setattr(sorted_sums, "BLOCK", block)
    monkeypatch.setattr(sorted_sums, "TABLE", table)
    rng = np.random.default_rng(3)
    unit = np.sort(rng.integers(0, UNITS - 1, ROWS))  # nobody in the last one
    unit[unit == 7] = 8
    code = rng.integers(0, 2 * CELLS, ROWS).astype(np.uint8)
    kind = rng.permutation(np.arange(2 * CELLS) % CELLS)  # two codes a class
    other = rng.integers(0, others, ROWS).astype(np.uint32)
    weight = rng.gamma(2, 1, ROWS) if weighted else None
    starts = np.concatenate([[0], np.cumsum(np.bincount(unit, minlength=UNITS))])
    places = Places.of(starts, code, kind, others)
    crossed = other if others > 1 else None
    found = [part.copy() for part in places.sums(crossed, weight)]
    key = (unit * CELLS + kind[code]) * others + other
    expected = np.bincount(key, weight, minlength=UNITS * CELLS * others)
    np.testing.assert_allclose(np.concatenate(found).ravel(), expected, rtol=SAME)


def test_axes_are_kept_in_their_order():
    sums = np.random.default_rng(0).random((2, 3, 4, 5))
    np.testing.assert_allclose(axes_kept(sums, [0, 3, 1]), np.einsum("abcd->adb", sums), rtol=SAME)
    np.testing.assert_allclose(axes_kept(sums, [2]), np.einsum("abcd->c", sums), rtol=SAME)


@pytest.mark.parametrize("psus", [8, 60])
def test_centred_sums_are_shortened_without_loss(psus):
    rng = np.random.default_rng(5)
    stratum = np.arange(psus) % 3
    count = np.bincount(stratum)
    sums = rng.gamma(2, 100, (psus, 4))
    sums[:, 3] = sums[:, 0] + sums[:, 1]  # so that an estimate cancels in every PSU
    scale, centre = count / (count - 1), 1 / count
    coefficients = np.column_stack([rng.normal(size=(4, 2)), [1.0, 1.0, 0.0, -1.0]])
    matrix, whole = CentredSums.of(sums, stratum, count, scale, centre).covariance(coefficients)
    totals = sums @ coefficients
    means = np.array([totals[stratum == each].mean(axis=0) for each in range(3)])
    spread = totals - means[stratum]
    expected = (scale[stratum, None] * spread).T @ spread
    np.testing.assert_allclose(matrix[:2, :2], expected[:2, :2], rtol=1e-10)
    np.testing.assert_allclose(whole[:2], (scale[stratum] @ totals**2)[:2], rtol=1e-10)
    assert matrix[2, 2] < (1e-13 * np.abs(sums).sum()) ** 2  # rounding, squared
