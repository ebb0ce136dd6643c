"""Patterns across columns of codes: rows that are the same, and runs of one answer in a row."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]

#: Of splitmix64, which spreads every bit of a number over all 64 (Steele, Lea and Flood 2014).
_STEP, _ONE, _TWO = (
    np.uint64(each) for each in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)
SHIFTS: Final = tuple(np.uint64(each) for each in (30, 27, 31))


def row_keys(columns: Iterable[Codes], n: int) -> NDArray[np.uint64]:
    """Return a key of every row that equal rows share, and others do not.

    Parameters
    ----------
    columns : iterable of numpy.ndarray of int, each of shape (n,)
        Codes; -1 is one more code.
    n : int
        Number of rows.

    Notes
    -----
    The key has 64 bits: among a million rows two that differ share one with a chance of 3e-8.
    """
    keys = np.zeros(n, np.uint64)
    for codes in columns:
        keys += _STEP
        keys ^= codes.astype(np.int64).view(np.uint64) + np.uint64(1)
        keys ^= keys >> SHIFTS[0]
        keys *= _ONE
        keys ^= keys >> SHIFTS[1]
        keys *= _TWO
        keys ^= keys >> SHIFTS[2]
    return keys


def group_sizes(groups: NDArray[Any]) -> tuple[Counts, Bools]:
    """Return how many rows share each row's group, and which is not the first of its group.

    Parameters
    ----------
    groups : numpy.ndarray of int, shape (n,)
        Keys or codes of groups.
    """
    _, first, place, sizes = np.unique(
        groups, return_index=True, return_inverse=True, return_counts=True
    )
    later = np.ones(len(groups), np.bool_)
    later[first] = False
    return sizes[place].astype(np.int64), later


def longest_runs(columns: Sequence[Codes]) -> tuple[Counts, Counts, Codes]:
    """Return the longest run of one answer in each row, how many answers it has, and the last.

    Parameters
    ----------
    columns : sequence of numpy.ndarray of int, each of shape (n,)
        Codes in the order of the questions; a blank (below 0) neither breaks nor lengthens a run.
    """
    n = len(columns[0])
    last = np.full(n, -1, np.int64)
    run, best, answered = (np.zeros(n, np.int64) for _ in range(3))
    for codes in columns:
        given = codes >= 0
        same = given & (codes == last)
        run = np.where(given, np.where(same, run + 1, 1), run)
        np.maximum(best, run, out=best)
        last = np.where(given, codes, last)
        answered += given
    return best, answered, last


def chance_of_twins(
    blocks: Sequence[Sequence[Codes]], sizes: Sequence[Sequence[int]], twins: NDArray[Any]
) -> NDArray[np.float64]:
    """Return how many others can be expected to have each row's answers by chance.

    Parameters
    ----------
    blocks : sequence of sequences of numpy.ndarray of int, each of shape (n,)
        Columns that go together, such as the questions of a battery.
    sizes : sequence of sequences of int
        Number of codes of each column.
    twins : numpy.ndarray of int, shape (n,)
        Groups of rows that are the same in all columns.

    Notes
    -----
    Blocks count as independent. Within a block the share of a row's answers is that among rows
    outside its own group of twins, or, if larger, the product of the shares of its single answers.
    Answers that are the same in all of a block's questions say nothing and count as 1.
    """
    n = len(twins)
    own, _ = group_sizes(twins)
    expected = np.full(n, float(n))
    for columns, counts in zip(blocks, sizes, strict=True):
        product = np.ones(n)
        for codes, size in zip(columns, counts, strict=True):
            shares = np.bincount(codes.astype(np.intp) + 1, minlength=size + 1) / n
            product *= shares[codes.astype(np.intp) + 1]
        if len(columns) > 1:
            held, _ = group_sizes(row_keys(columns, n))
            product = np.maximum(product, (held - own) / n)
            flat = np.ones(n, np.bool_)
            for codes in columns[1:]:
                flat &= codes == columns[0]
            product[flat] = 1.0
        expected *= product
    return expected
