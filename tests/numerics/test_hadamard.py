import numpy as np
import pytest

from techno_kit.numerics.hadamard import balanced_signs


@pytest.mark.parametrize("strata", [1, 2, 3, 7, 11, 12, 16, 23, 31, 50, 51, 90, 130])
def test_signs_are_balanced_and_orthogonal(strata):
    signs = balanced_signs(strata).astype(int)
    replicates = signs.shape[1]
    assert signs.shape[0] == strata < replicates
    assert np.array_equal(signs @ signs.T, replicates * np.eye(strata, dtype=int))
    assert not signs.sum(axis=1).any()


def test_few_more_replicates_than_strata():
    """Orders that the two rules do not reach (52, 92, ...) are passed over."""
    assert [balanced_signs(n).shape[1] for n in (3, 4, 16, 31, 51)] == [4, 8, 20, 32, 56]
