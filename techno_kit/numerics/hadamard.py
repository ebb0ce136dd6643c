"""Hadamard matrices: which half of every stratum a balanced replicate takes."""

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

Signs = NDArray[np.int8]


def balanced_signs(strata: int) -> Signs:
    """Return signs by stratum and replicate, orthogonal between strata, as many of each in each.

    Parameters
    ----------
    strata : int
        Number of strata, at least 1.

    Returns
    -------
    numpy.ndarray of int8, shape (strata, replicates)
        1 and -1. There are as many replicates as the smallest Hadamard matrix of more rows than
        strata has: its first column, which is 1 throughout, is left out.

    References
    ----------
    McCarthy, P. J. (1966). Replication. Vital and Health Statistics 2 (14).

    Examples
    --------
    >>> balanced_signs(3) @ balanced_signs(3).T
    array([[4, 0, 0],
           [0, 4, 0],
           [0, 0, 4]], dtype=int8)
    """
    order = strata + 1
    while (found := _hadamard(order)) is None:
        order += 1
    return np.ascontiguousarray(found.T[1 : strata + 1])


@cache
def _hadamard(order: int) -> Signs | None:
    """Return a Hadamard matrix with a first column of 1, by doubling and by Paley's rules."""
    if order == 1:
        return np.ones((1, 1), np.int8)
    if order == 2:
        return np.array([[1, 1], [1, -1]], np.int8)
    if order % 4:
        return None
    for found in _made(order):
        return found * found[:, :1]
    return None


def _made(order: int) -> Iterator[Signs]:
    if _is_prime(order - 1):  # 3 modulo 4
        yield np.eye(order, dtype=np.int8) + _paley(order - 1, -1)
    half = _hadamard(order // 2)
    if half is not None:
        yield np.kron(np.array([[1, 1], [1, -1]], np.int8), half)
    if order // 2 % 4 == 2 and _is_prime(order // 2 - 1):  # 1 modulo 4
        turn, stay = np.array([[1, 1], [1, -1]], np.int8), np.array([[1, -1], [-1, -1]], np.int8)
        yield np.kron(_paley(order // 2 - 1, 1), turn) + np.kron(
            np.eye(order // 2, dtype=np.int8), stay
        )


def _paley(prime: int, sign: int) -> Signs:
    """Return Paley's conference matrix: quadratic residues of differences, bordered by 1."""
    residue = np.full(prime, -1, np.int8)
    residue[np.arange(1, prime, dtype=np.int64) ** 2 % prime] = 1
    residue[0] = 0
    place = np.arange(prime)
    matrix = np.ones((prime + 1, prime + 1), np.int8)
    matrix[0, 0] = 0
    matrix[1:, 0] = sign
    matrix[1:, 1:] = residue[(place[:, None] - place[None, :]) % prime]
    return matrix


def _is_prime(number: int) -> bool:
    if number < 2:
        return False
    return all(number % divisor for divisor in range(2, int(number**0.5) + 1))
