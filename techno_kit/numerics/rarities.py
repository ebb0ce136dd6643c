"""Answers that few hold, or few lack: where linearised errors of differences are too small."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEW = 5.0  # expected cases


def few_cases(share: Floats, n_eff: float | Floats) -> NDArray[np.bool_]:
    """Tell where a group is too small for a normal approximation of a share.

    Parameters
    ----------
    share : numpy.ndarray of float
        The share (0-1) that the group would have if it did not differ.
    n_eff : float or numpy.ndarray of float
        The group's effective number of respondents.

    Notes
    -----
    Fewer than five expected to hold the answer, or to lack it: the usual rule for tests of tables
    (Cochran, W. G. (1954), Biometrics 10, 417-451). One case can look like a difference then.

    Examples
    --------
    >>> few_cases(np.array([0.02, 0.5, 0.98]), 100.0)
    array([ True, False,  True])
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(n_eff * np.minimum(share, 1 - share) < FEW)


def pooled_error(one: Floats, other: Floats, m: Floats, k: Floats) -> tuple[Floats, Floats]:
    """Return the pooled shares of two groups, and the standard errors of differences under them.

    Parameters
    ----------
    one, other : numpy.ndarray of float, shape (differences,)
        The shares (0-1) of the two groups.
    m, k : numpy.ndarray of float, shape (differences,)
        Their effective numbers of respondents.
    """
    pooled = (m * one + k * other) / (m + k)
    return pooled, np.sqrt(pooled * (1 - pooled) * (1 / m + 1 / k))


def cautious_p(p: Floats, one: Floats, other: Floats, m: Floats, k: Floats) -> Floats:
    """Return p-values of differences, those of few cases never below the pooled test's.

    Parameters
    ----------
    p : numpy.ndarray of float, shape (differences,)
        Of the linearised differences.
    one, other : numpy.ndarray of float, shape (differences,)
        The shares (0-1) of the two groups.
    m, k : numpy.ndarray of float, shape (differences,)
        Their effective numbers of respondents.

    Notes
    -----
    The error of a linearised difference comes from the shares that were found: at a share of 0 a
    group adds nothing to it. The test of the pooled share, z = (p1 - p2) / sqrt(P (1 - P) (1/m +
    1/k)) on effective bases m and k, does not forget it.
    """
    from scipy.special import ndtr

    with np.errstate(divide="ignore", invalid="ignore"):
        pooled, error = pooled_error(one, other, m, k)
        z = np.abs(one - other) / error
        strict = 2 * ndtr(-z)
    few = few_cases(pooled, m) | few_cases(pooled, k)
    return np.where(few & (strict > p), strict, p)


def picked_p(p: Floats, one: Floats, other: Floats, m: Floats, k: Floats) -> Floats:
    """Return p-values for differences that are picked as the largest of many.

    Parameters
    ----------
    p : numpy.ndarray of float, shape (differences,)
        Of the linearised differences.
    one, other : numpy.ndarray of float, shape (differences,)
        The shares (0-1) of the two groups.
    m, k : numpy.ndarray of float, shape (differences,)
        Their effective numbers of respondents.

    Returns
    -------
    numpy.ndarray of float, shape (differences,)
        The largest of three: that of the linearised difference, that of the pooled share
        (`cautious_p`), and that of the likelihood ratio.

    Notes
    -----
    An adjustment for hundreds of differences looks far into the tails, where a normal approximation
    fails long before fewer than five cases are expected: six cases of thirty where 5 % are expected
    have an exact chance of 0.3 %, the pooled test says 0.008 %, the likelihood ratio, with
    G^2 = 2 sum O log(O / E) on effective numbers, 0.4 %. Of too few cases it is the pooled test
    that is the more careful one.

    Examples
    --------
    >>> few, many = np.array([0.2]), np.array([0.05])
    >>> float(picked_p(np.array([0.0]), few, many, np.array([30.0]), np.array([1e9]))[0].round(4))
    0.0038
    """
    from scipy.special import ndtr, xlogy

    with np.errstate(divide="ignore", invalid="ignore"):
        pooled, error = pooled_error(one, other, m, k)
        found = [2 * ndtr(-np.abs(one - other) / error)]
        half = sum(
            size * (xlogy(own, own / pooled) + xlogy(1 - own, (1 - own) / (1 - pooled)))
            for own, size in ((one, m), (other, k))
        )
        found.append(2 * ndtr(-np.sqrt(2 * np.maximum(half, 0.0))))
    return np.where(np.isnan(p), np.nan, np.fmax(p, np.fmax(*found)))


def multiplied(strict: Floats, p: Floats, adjusted: Floats) -> Floats:
    """Return stricter p-values multiplied as their adjustment multiplied the usual ones.

    Parameters
    ----------
    strict, p, adjusted : numpy.ndarray of float, shape (differences,)
        Of the stricter test, and of the usual one without and with adjustment; where the stricter
        is not the larger, the adjusted one stands.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.where(p > 0, adjusted / p, 1.0)
        found = np.minimum(strict * times, 1.0)
    return np.where((strict > p) & (found > adjusted), found, adjusted)
