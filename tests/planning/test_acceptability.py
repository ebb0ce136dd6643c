"""Ranking when shares and weights are drawn: against what can be worked out by hand."""

from math import erf, log, sqrt

import numpy as np
import pytest

from techno_kit.planning.acceptability import Shares, fits_of, rank

CERTAIN = 1e12  # a concentration at which the weights are as good as fixed
BY_DRAWS = 0.02  # four standard errors of a share of 10,000 draws
EXACT = 1e-12


def shares(
    people: list[float], base: list[float], se: list[float], *, df: int = 10**6, n_eff: float = 400
) -> Shares:
    """Independent shares of the people, and a base without an error."""
    variance = np.concatenate([np.square(se), np.zeros(len(base))])
    return Shares(np.array(people), np.array(base), np.diag(variance), df, n_eff)


def test_a_fit_is_the_index_of_weighted_shares() -> None:
    weights = np.array([[0.25, 0.75], [1.0, 0.0]])
    found = fits_of(np.array([0.3, 0.2]), np.array([0.2, 0.4]), weights)
    assert found == pytest.approx([100 * 0.225 / 0.35, 150], abs=1e-9)


def test_a_base_on_none_of_the_rungs_gives_no_fit() -> None:
    found = fits_of(np.array([0.0, 0.2]), np.array([0.0, 0.4]), np.eye(2))
    assert np.isnan(found[0]) and found[1] == pytest.approx(50)


def test_first_places_follow_the_sampling_error() -> None:
    """Two rungs, one objective each: P(first) is a normal probability on the logit scale."""
    given = shares([0.30, 0.33], [0.3, 0.3], [0.02, 0.02])
    found = rank(given, np.eye(2), concentration=CERTAIN, draws=10_000, seed=1)
    gap = log(0.33 / 0.67) - log(0.30 / 0.70)
    spread = sqrt((0.02 / (0.3 * 0.7)) ** 2 + (0.02 / (0.33 * 0.67)) ** 2)
    wanted = 0.5 * (1 + erf(gap / spread / sqrt(2)))
    assert found.first[1] == pytest.approx(wanted, abs=BY_DRAWS)
    assert found.first.sum() == pytest.approx(1, abs=EXACT)
    assert found.mean_rank == pytest.approx(2 - found.first, abs=EXACT)


def test_few_degrees_of_freedom_make_first_places_less_certain() -> None:
    def first(df: int) -> float:
        given = shares([0.30, 0.36], [0.3, 0.3], [0.02, 0.02], df=df)
        return float(rank(given, np.eye(2), concentration=CERTAIN, draws=10_000, seed=1).first[1])

    assert first(10**6) - first(2) > BY_DRAWS


def test_weights_alone_make_ranks_uncertain() -> None:
    """Without any sampling error two leanings that differ a little still change places."""
    given = shares([0.4, 0.2], [0.2, 0.2], [0.0, 0.0])
    weights = np.array([[0.55, 0.45], [0.5, 0.5]])
    fixed = rank(given, weights, concentration=CERTAIN, draws=2_000, seed=1)
    drawn = rank(given, weights, concentration=20, draws=2_000, seed=1)
    assert fixed.first.tolist() == [1, 0]
    assert 0.5 < drawn.first[0] < 0.8


def test_drawn_weights_have_the_playbooks_mean_and_spread() -> None:
    """A weight's standard deviation is sqrt(w (1 - w) / (concentration + 1))."""
    given = shares([1.0, 0.0], [0.5, 0.5], [0.0, 0.0], n_eff=1e15)
    fits = rank(given, np.array([[0.3, 0.7]]), concentration=20, draws=40_000, seed=1).fits / 200
    assert fits.mean() == pytest.approx(0.3, abs=0.003)
    assert fits.std() == pytest.approx(sqrt(0.3 * 0.7 / 21), rel=0.02)


def test_a_weight_of_nothing_stays_nothing() -> None:
    given = shares([0.4, 0.9], [0.2, 0.3], [0.0, 0.0])
    found = rank(given, np.array([[1.0, 0.0]]), concentration=20, draws=200, seed=1)
    assert found.fits == pytest.approx(200)


def test_ties_share_first_place() -> None:
    given = shares([0.4], [0.2], [0.02])
    found = rank(given, np.ones((4, 1)), concentration=20, draws=200, seed=1)
    assert found.first == pytest.approx([0.25] * 4)
    assert found.mean_rank == pytest.approx([2.5] * 4)


def test_a_share_that_moves_with_the_base_moves_no_fit() -> None:
    """People and base perfectly together, as one: the covariance is read, not the variances."""
    joint = Shares(np.array([0.3]), np.array([0.3]), np.full((2, 2), 0.02**2), 10**6, 400)
    apart = Shares(np.array([0.3]), np.array([0.3]), np.diag([0.02**2] * 2), 10**6, 400)
    spread = [
        np.ptp(rank(each, np.ones((1, 1)), concentration=20, draws=500, seed=1).fits)
        for each in (joint, apart)
    ]
    assert spread[0] < 1e-4 < 10 < spread[1]


def test_a_rung_nobody_has_is_drawn_with_the_error_of_few_people() -> None:
    few, many = (
        rank(
            shares([0.0], [0.2], [0.0], n_eff=n),
            np.ones((1, 1)),
            concentration=20,
            draws=4_000,
            seed=1,
        ).fits.mean()
        for n in (20, 2_000)
    )
    assert few == pytest.approx(500 * 0.5 / 21, rel=0.1)  # Beta(1/2, 20 + 1/2), over 0.2
    assert many < few / 50


def test_a_rung_that_nobody_has_at_all_is_certain() -> None:
    given = shares([0.0, 0.4], [0.0, 0.2], [0.0, 0.0], n_eff=20)
    found = rank(given, np.array([[0.5, 0.5]]), concentration=20, draws=100, seed=1)
    assert found.fits == pytest.approx(200)


def test_the_seed_decides() -> None:
    given = shares([0.30, 0.33], [0.3, 0.3], [0.02, 0.02])

    def fits(seed: int) -> list[list[float]]:
        return rank(given, np.eye(2), concentration=20, draws=50, seed=seed).fits.tolist()

    assert fits(1) == fits(1) != fits(2)


def test_an_enormous_error_stays_a_share() -> None:
    given = shares([0.5], [0.5], [1e6], df=1)
    found = rank(given, np.ones((1, 1)), concentration=20, draws=500, seed=1)
    assert np.isfinite(found.fits).all() and found.fits.min() >= 0 and found.fits.max() <= 200
