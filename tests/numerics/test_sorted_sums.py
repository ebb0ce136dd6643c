"""Sums of rows that are sorted by unit, whatever the size of the table that stays in the cache."""

import numpy as np
import pytest
from scipy.sparse import coo_array

from techno_kit.numerics import sorted_sums
from techno_kit.numerics.axes import axes_kept, each_kept, margins
from techno_kit.numerics.centred_sums import CentredSums
from techno_kit.numerics.sorted_sums import CrossedSums, Crossing, PatternRows

UNITS, PATTERNS, ROWS = 40, 12, 1_000
SHAPES = {(2, 3, 4): [[1], [2, 0], [], [0]], (300,): [[0]], (): [[]], (5, 2): [[0], [1]]}
# Sums of the same numbers in another order.
SAME = 1e-12


def rows_of(rng: np.random.Generator, weighted: bool) -> PatternRows:
    """Return rows of units as large as others, of a large one, and of two in which nobody is."""
    unit = np.sort(rng.integers(0, UNITS - 1, ROWS))  # nobody in the last one
    unit[unit == 7] = 8
    unit[ROWS // 2 :] = np.maximum(unit[ROWS // 2], UNITS - 2)
    starts = np.concatenate([[0], np.cumsum(np.bincount(unit, minlength=UNITS))])
    pattern = rng.integers(0, PATTERNS, ROWS).astype(np.int8)
    features = rng.integers(0, 2, (PATTERNS, 5)).astype(np.float64)
    return PatternRows(starts, pattern, features, rng.gamma(2, 1, ROWS) if weighted else None)


def spelled_out(
    rows: PatternRows, crossing: Crossing, measures: list[np.ndarray | None]
) -> CrossedSums:
    """Return the sums, from an indicator of everything for every row."""
    ones = np.ones(ROWS)
    unit = np.repeat(np.arange(UNITS), np.diff(rows.starts))
    code = np.zeros(ROWS, np.intp) if crossing.code is None else crossing.code.astype(np.intp)
    codes = np.unravel_index(code, crossing.shape) if crossing.shape else ()
    by_unit, by_pattern = [], []
    for axes in crossing.kept:
        place, size = np.zeros(ROWS, np.intp), 1
        for axis in axes:
            place = place * crossing.shape[axis] + codes[axis]
            size *= crossing.shape[axis]
        weight = ones if rows.weight is None else rows.weight
        sums = np.zeros((UNITS, size, rows.features.shape[1]))
        np.add.at(sums, (unit, place), weight[:, None] * rows.features[rows.pattern])
        by_unit.append(sums)
        counts = np.zeros((len(measures), size, PATTERNS))
        for at, each in enumerate(measures):
            np.add.at(counts[at], (place, rows.pattern), ones if each is None else each)
        by_pattern.append(counts)
    return CrossedSums(by_unit, by_pattern)


class Guarded(coo_array):
    """A matrix whose products never go beyond it: compiled code does not look."""

    def __matmul__(self, other: np.ndarray) -> np.ndarray:
        for place, size in zip((self.row, self.col), self.shape, strict=True):
            assert 0 <= place.min() <= place.max() < size
        return super().__matmul__(other)


@pytest.mark.parametrize("block", [13, 200, 1 << 16])
@pytest.mark.parametrize("table", [1, 1_000, 1 << 16])
@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("shapes", [list(SHAPES), [(300,)], [()]], ids=len)
def test_as_spelled_out(block, table, weighted, shapes, monkeypatch):
    monkeypatch.setattr(sorted_sums, "BLOCK", block)
    monkeypatch.setattr(sorted_sums, "TABLE", table)
    monkeypatch.setattr("scipy.sparse.coo_array", Guarded)
    rng = np.random.default_rng(3)
    rows = rows_of(rng, weighted)
    crossings = [
        Crossing(
            rng.integers(0, np.prod(shape), ROWS).astype(np.uint16) if shape else None,
            shape,
            SHAPES[shape],
        )
        for shape in shapes
    ]
    measures = [None, rng.normal(size=ROWS), rows.weight]
    found = rows.sums(crossings, measures)
    for ours, crossing in zip(found, crossings, strict=True):
        theirs = spelled_out(rows, crossing, measures)
        for kind in ("by_unit", "by_pattern"):
            for one, other in zip(getattr(ours, kind), getattr(theirs, kind), strict=True):
                np.testing.assert_allclose(one, other, rtol=SAME, atol=SAME, err_msg=kind)


@pytest.mark.parametrize("stray", [-1, PATTERNS])
def test_no_pattern_lies_beyond_the_features(stray):
    pattern = np.zeros(ROWS, np.int8)
    pattern[ROWS // 2] = stray
    with pytest.raises(IndexError):
        PatternRows(np.array([0, ROWS]), pattern, np.ones((PATTERNS, 2)), None)


def test_axes_are_kept_in_their_order():
    sums = np.random.default_rng(0).random((2, 3, 4, 5))
    np.testing.assert_allclose(axes_kept(sums, [0, 3, 1]), np.einsum("abcd->adb", sums), rtol=SAME)
    np.testing.assert_allclose(axes_kept(sums, [2]), np.einsum("abcd->c", sums), rtol=SAME)


def test_several_axes_are_kept_at_once():
    sums = np.random.default_rng(0).random((2, 3, 4, 5))
    kept = [[1], [2], [2, 0], [], [0, 1, 2]]
    expected = ["abcd->bd", "abcd->cd", "abcd->cad", "abcd->d", "abcd->abcd"]
    for ours, named in zip(each_kept(sums, kept), expected, strict=True):
        np.testing.assert_allclose(ours, np.einsum(named, sums), rtol=SAME)
    for ours, named in zip(margins(sums), ["abcd->ad", "abcd->bd", "abcd->cd"], strict=True):
        np.testing.assert_allclose(ours, np.einsum(named, sums), rtol=SAME)


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
