import numpy as np
import pytest

from techno_kit.numerics.multipliers import (
    Bootstrap,
    Columns,
    Positive,
    default_scale,
    delete_groups,
    delete_one,
    half_samples,
)

STRATUM = np.array([0, 0, 1, 1, 1, 2, 2])
EXACT = 1e-12  # the same products in another order
# Of a mean of 40,000 draws: five times its standard error, for multipliers of variance near 1.
DRAWN = 5 / np.sqrt(40_000)


def variance_of_total(multipliers, values):
    """The variance of a total of one value a unit, around the total itself."""
    moved = values @ multipliers.block(0, multipliers.count) - values.sum()
    return multipliers.scale * (multipliers.rscales * moved**2).sum()


def linearised(stratum, values, left=None):
    """n / (n - 1) x squared deviations from the stratum's mean, summed."""
    total = 0.0
    for each in np.unique(stratum):
        own = values[stratum == each]
        share = 1.0 if left is None else left[each]
        total += share * len(own) * own.var(ddof=1)
    return total


@pytest.mark.parametrize("left", [None, np.array([0.5, 0.9, 0.0])])
def test_deleting_one_gives_the_linearised_variance_of_a_total(left):
    values = np.array([3.0, 1, 4, 1, 5, 9, 2])
    made = delete_one(STRATUM, left)
    expected = linearised(STRATUM, values, left)
    assert variance_of_total(made, values) == pytest.approx(expected, rel=EXACT)
    assert variance_of_total(Positive(made), values) == pytest.approx(expected, rel=EXACT)
    assert made.count == 7


def test_half_samples_give_it_whatever_fay():
    stratum, values = np.repeat(np.arange(5), 2), np.arange(10.0) ** 1.5
    for fay in (0.0, 0.3, 0.9):
        made = half_samples(stratum, fay)
        expected = linearised(stratum, values)
        assert variance_of_total(made, values) == pytest.approx(expected, rel=EXACT)
        assert set(np.unique(made.block(0, made.count)).round(9)) == {round(fay, 9), 2 - fay}


def test_groups_left_out_in_turn():
    made = delete_groups(10, 4, seed=3)
    block = made.block(0, 4)
    assert (block == 0).sum(axis=1).tolist() == [1] * 10
    assert sorted((block == 0).sum(axis=0).tolist()) == [2, 2, 3, 3]
    assert np.array_equal(np.unique(block), [0, 4 / 3])
    assert np.array_equal(made.rscales, np.full(4, 3 / 4))


def test_the_bootstrap_draws_one_less_than_there_are():
    made = Bootstrap(STRATUM, np.bincount(STRATUM), 50, seed=1)
    draws = (
        made.block(0, 50) * (np.array([1, 2, 1])[STRATUM] / np.array([2, 3, 2])[STRATUM])[:, None]
    )
    for stratum, size in enumerate((2, 3, 2)):
        assert (draws[stratum == STRATUM].sum(axis=0).round(9) == size - 1).all()


@pytest.mark.parametrize("left", [None, np.array([0.5, 0.9, 0.0])])
def test_the_bootstrap_gives_it_in_the_mean(left):
    values = np.array([3.0, 1, 4, 1, 5, 9, 2])
    made = Bootstrap(STRATUM, np.bincount(STRATUM), 40_000, seed=5, left=left)
    block = made.block(0, made.count)
    assert block.min() >= 0
    assert block.mean(axis=1) == pytest.approx(np.ones(7), abs=DRAWN)
    expected = linearised(STRATUM, values, left)
    assert variance_of_total(made, values) == pytest.approx(expected, rel=5 * DRAWN)


def test_blocks_are_the_same_however_they_are_cut():
    for made in (
        Bootstrap(STRATUM, np.bincount(STRATUM), 9, seed=2),
        delete_one(STRATUM),
        half_samples(np.repeat(np.arange(5), 2)),
    ):
        whole = made.block(0, made.count)
        parts = [made.block(at, at + 1) for at in range(made.count)]
        assert np.array_equal(whole, np.hstack(parts))


def test_a_stratum_of_one_unit():
    stratum = np.array([0, 1, 1, 2, 2])
    with pytest.raises(ValueError, match="one unit"):
        delete_one(stratum)
    kept = delete_one(stratum, lonely="certainty")
    assert (kept.count, kept.scale) == (4, 1)
    assert (kept.block(0, 4)[0] == 1).all()
    assert delete_one(stratum, lonely="average").scale == 5 / 4
    whole = delete_one(stratum, lonely="adjust")
    assert whole.block(0, 1)[:, 0].tolist() == [0, 1.5, 1.5, 1.5, 1.5]
    assert whole.rscales == pytest.approx([2 / 3, 0.5, 0.5, 0.5, 0.5])
    drawn_whole = delete_one(stratum, np.array([0.0, 1, 1]))
    assert drawn_whole.count == 4
    lone = Bootstrap(stratum, np.bincount(stratum), 5, seed=1)
    assert (lone.block(0, 5)[0] == 1).all()


def test_half_samples_want_two_a_stratum():
    with pytest.raises(ValueError, match="two units"):
        half_samples(STRATUM)


def test_scales_where_none_is_given():
    scales = {
        each: default_scale(each, 50, 0.5, "estimate")
        for each in ("JK1", "JKn", "JK2", "BRR", "Fay", "bootstrap", "SDR")
    }
    assert scales == {
        "JK1": 49 / 50,
        "JKn": 1,
        "JK2": 1,
        "BRR": 1 / 50,
        "Fay": 1 / 12.5,
        "bootstrap": 1 / 50,
        "SDR": 4 / 50,
    }
    assert default_scale("bootstrap", 50, None, "mean") == 1 / 49


def test_columns_are_handed_out_as_they_are():
    made = Columns([np.array([1, 2]), np.array([3.0, 4])], 0.5, np.ones(2))
    assert made.block(1, 2).tolist() == [[3], [4]]
    assert made.block(0, 2).dtype == np.float64
