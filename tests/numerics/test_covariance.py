"""Covariances: their diagonal are the variances, and rounding is not taken for error."""

import numpy as np
import pandas as pd
import pytest

from techno_kit.analysis.comparisons.comparing import compare
from techno_kit.analysis.weights.weighting import rake
from techno_kit.numerics.covariance import covariance
from techno_kit.numerics.variance import ClusterSums, ElementSums, variances
from techno_kit.survey.design import Design
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.target_set import Targets

SAME = 1e-12  # the same sums in another order
RESPONDENTS, CELLS = 400, 6


def sums_of(kind: str) -> ClusterSums | ElementSums:
    """Random weights in three strata, by cell; with clusters of five."""
    draw = np.random.default_rng(11)
    cell = draw.integers(0, CELLS, RESPONDENTS)
    weight = draw.uniform(0.5, 3.0, RESPONDENTS)
    psu = np.arange(RESPONDENTS) // 5
    stratum = psu % 3
    if kind == "clusters":
        table = np.zeros((psu.max() + 1, CELLS))
        np.add.at(table, (psu, cell), weight)
        unit, place = np.nonzero(table)
        strata = np.arange(psu.max() + 1) % 3
        return ClusterSums(unit, place, table[unit, place], strata, np.bincount(strata))
    table, squares = np.zeros((3, CELLS)), np.zeros((3, CELLS))
    np.add.at(table, (stratum, cell), weight)
    np.add.at(squares, (stratum, cell), weight**2)
    unit, place = np.nonzero(table)
    values = table[unit, place], squares[unit, place]
    return ElementSums(unit, place, *values, np.bincount(stratum))


@pytest.mark.parametrize("kind", ["clusters", "elements"])
def test_the_diagonal_and_all_differences_are_the_variances(kind: str) -> None:
    sums = sums_of(kind)
    influence = np.random.default_rng(5).normal(size=(CELLS, 4))
    found = covariance(influence, sums)
    expected = variances(influence, sums).variance
    np.testing.assert_allclose(np.diag(found.matrix), expected, rtol=SAME)
    one, other = np.triu_indices(4, 1)
    pairs = variances(influence[:, one] - influence[:, other], sums).variance
    np.testing.assert_allclose(found.of_differences(one, other), pairs, rtol=SAME)
    assert found.random.all()


@pytest.mark.parametrize("kind", ["clusters", "elements"])
def test_equal_estimates_differ_by_exactly_nothing(kind: str) -> None:
    influence = np.random.default_rng(5).normal(size=(CELLS, 1)) * [1.0, 1.0 + 1e-16]
    found = covariance(influence, sums_of(kind))
    assert found.of_differences(np.array([0]), np.array([1])) == [0.0]


@pytest.mark.parametrize("clusters", [None, "block"])
@pytest.mark.parametrize("tilt", [0.0, 0.05])
def test_what_weighting_has_fixed_is_not_tested(clusters: str | None, tilt: float) -> None:
    """A difference that the targets made is no finding: it has no p, and no letter rests on it."""
    draw = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "age": draw.choice(["young", "middle", "old"], 900, p=[0.5, 0.3, 0.2]),
            "sex": draw.choice(["F", "M"], 900, p=[0.6, 0.4]),
            "block": np.arange(900) // 9,
        }
    )
    shares = {"young": 0.2, "middle": 0.15, "old": 0.15}
    cross = {(age, sex): share for age, share in shares.items() for sex in "FM"}
    cross["young", "F"] += tilt
    cross["young", "M"] -= tilt
    targets = Targets.from_shares({("age", "sex"): cross})
    sample = Sample.from_frame(frame, design=Design(clusters=clusters))
    found = compare(sample.with_weights(rake(sample, targets)), "age", by="sex")
    assert (found.pairs["se"] == 0).all()
    assert found.tests["F"].isna().all()
    assert found.pairs[["p", "p_adjusted"]].isna().all(axis=None)
    assert (found.pairs["difference"].abs().max() > 0.05) == bool(tilt)
    assert found.table[["p_rest", "p_rest_adjusted"]].isna().all(axis=None)
    assert (found.table["higher_than"] == "").all()
    assert (found.table["arrow"] == "").all()
    assert (found.table["flag"] == "fixed by weighting").all()
