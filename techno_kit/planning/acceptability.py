"""Rank acceptability: how often each alternative ranks first when what is uncertain is drawn.

Arrays in, arrays out: nothing here knows of surveys or plans.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FARTHEST = 50.0  # from 0 on the logit scale: a share of 2e-22, beyond which exp could overflow
DECIMALS = 9  # of a fit: two that agree so far are tied, whatever sums round to


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """Shares of some people and of the base they are compared with, and how uncertain they are.

    Attributes
    ----------
    people, base : numpy.ndarray of float, shape (rungs,)
        Shares 0-1.
    covariance : numpy.ndarray of float, shape (2 rungs, 2 rungs)
        Of the people's shares, then of the base's.
    df : float
        Degrees of freedom of that covariance.
    n_eff : float
        Effective number of the people.
    """

    people: Floats
    base: Floats
    covariance: Floats
    df: float
    n_eff: float


@dataclass(frozen=True, eq=False, slots=True)
class Acceptability:
    """How alternatives rank over all draws.

    Attributes
    ----------
    fits : numpy.ndarray of float, shape (draws, alternatives)
        The fit of every alternative in every draw.
    first : numpy.ndarray of float, shape (alternatives,)
        Share of the draws in which it ranks first; ties share.
    mean_rank : numpy.ndarray of float, shape (alternatives,)
        From 1; ties take the mean of their ranks.
    """

    fits: Floats
    first: Floats
    mean_rank: Floats


def fits_of(people: Floats, base: Floats, weights: Floats) -> Floats:
    """Return 100 x sum(w p) / sum(w b) of every alternative; NaN where the base has none.

    Parameters
    ----------
    people, base : numpy.ndarray of float, shape (..., rungs)
        Shares 0-1.
    weights : numpy.ndarray of float, shape (..., alternatives, rungs)
        Weights of the rungs.
    """
    above = np.einsum("...or,...r->...o", weights, people)
    below = np.einsum("...or,...r->...o", weights, base)
    ratio = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    return np.asarray(100 * ratio)


def rank(
    shares: Shares, weights: Floats, *, concentration: float, draws: int, seed: int
) -> Acceptability:
    """Rank alternatives in draws of the shares and of the weights.

    Parameters
    ----------
    shares : Shares
        Of the rungs.
    weights : numpy.ndarray of float, shape (alternatives, rungs)
        Each row sums to 1, or to less where a rung was not asked; a weight of 0 stays 0.
    concentration : float
        Of the Dirichlet distributions around the rows: the larger, the nearer to them. The
        parameters are concentration x weight, so that a row that misses a rung varies more, as the
        distribution of the weights that are left does.
    draws, seed : int
        How many, and where the random numbers start.

    Notes
    -----
    Shares are drawn on the logit scale from a multivariate t with the covariance of their
    linearised errors, so that they stay between 0 and 1 as their intervals do. A share of 0 or 1,
    which has no linearised error, is drawn from Beta(n_eff p + 1/2, n_eff (1 - p) + 1/2), unless
    the base says the same.

    References
    ----------
    Lahdelma, R. and Salminen, P. (2001), SMAA-2: Stochastic multicriteria acceptability analysis
    for group decision making, Operations Research 49, 444-454.
    """
    random = np.random.default_rng(seed)
    people, base = _draw_shares(shares, draws, random)
    fits = fits_of(people, base, _draw_weights(weights, concentration, draws, random))
    return _ranked(fits)


def _ranked(fits: Floats) -> Acceptability:
    rounded = fits.round(DECIMALS)
    best = rounded == rounded.max(axis=1, keepdims=True)
    first = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    above = (rounded[:, None, :] > rounded[:, :, None]).sum(axis=2)
    tied = (rounded[:, None, :] == rounded[:, :, None]).sum(axis=2)
    return Acceptability(fits, first, (above + (tied + 1) / 2).mean(axis=0))


def _draw_shares(shares: Shares, draws: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    share = np.concatenate([shares.people, shares.base])
    inside = (share > 0) & (share < 1)
    p = np.where(inside, share, 0.5)
    slope = inside / (p * (1 - p))
    root = _square_root(shares.covariance * np.outer(slope, slope))
    scale = np.sqrt(shares.df / random.chisquare(shares.df, draws))[:, None]
    moved = np.log(p / (1 - p)) + scale * (random.standard_normal((draws, len(p))) @ root)
    moved = np.clip(moved, -FARTHEST, FARTHEST)
    drawn = np.where(inside, 1 / (1 + np.exp(-moved)), share)
    people, base = np.hsplit(drawn, 2)
    at_edge = ~inside[: len(shares.people)] & (shares.people != shares.base)
    for rung in np.flatnonzero(at_edge):
        yes = shares.n_eff * shares.people[rung]
        people[:, rung] = random.beta(yes + 0.5, shares.n_eff - yes + 0.5, draws)
    return people, base


def _square_root(covariance: Floats) -> Floats:
    """Return the symmetric square root, which does not depend on the signs of eigenvectors."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T)


def _draw_weights(
    weights: Floats, concentration: float, draws: int, random: np.random.Generator
) -> Floats:
    gammas = random.standard_gamma(concentration * weights, (draws, *weights.shape))
    return np.asarray(gammas / gammas.sum(axis=2, keepdims=True))
