"""Sums over several variables, taken apart: axes that are summed over, and the order of others."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Name = TypeVar("Name", bound=Hashable)


def sharing(
    crosses: Iterable[Sequence[Name]], size: Mapping[Name, int], most: int
) -> Iterator[tuple[list[Name], list[Sequence[Name]]]]:
    """Group crosses that are summed together: a table of all their variables has room for them.

    Parameters
    ----------
    crosses : iterable of sequences
        What is crossed with what; neighbours are put together.
    size : mapping
        Codes of every variable.
    most : int
        Room of a table, in cells; a cross alone is never refused.

    Yields
    ------
    list, list
        The variables of some crosses, and these crosses.

    Examples
    --------
    >>> list(sharing(["ab", "bc", "cd"], {"a": 2, "b": 3, "c": 4, "d": 9}, 30))
    [(['a', 'b', 'c'], ['ab', 'bc']), (['c', 'd'], ['cd'])]
    """
    waiting: list[Sequence[Name]] = []
    together: dict[Name, None] = {}
    for cross in crosses:
        both = together | dict.fromkeys(cross)
        if waiting and prod(size[each] for each in both) > most:
            yield list(together), waiting
            waiting, both = [], dict.fromkeys(cross)
        waiting.append(cross)
        together = both
    if waiting:
        yield list(together), waiting


def summed_over(sums: Floats, axes: Sequence[int]) -> Floats:
    """Add up over some axes, the last first; a short last axis is a product with ones."""
    for axis in sorted(axes, reverse=True):
        shape = sums.shape
        if axis == len(shape) - 1:
            sums = sums.reshape(-1, shape[axis]) @ np.ones(shape[axis])
        else:
            sums = sums.reshape(prod(shape[:axis]), shape[axis], -1).sum(axis=1)
        sums = sums.reshape(*shape[:axis], *shape[axis + 1 :])
    return sums


def axes_kept(sums: Floats, axes: Sequence[int]) -> Floats:
    """Return the sums by some axes alone, in their order.

    Parameters
    ----------
    sums : numpy.ndarray of float
        Sums by every axis.
    axes : sequence of int
        The axes that are kept.
    """
    left = sorted(axes)
    others = [axis for axis in range(sums.ndim) if axis not in left]
    order = [left.index(axis) for axis in axes]
    return np.ascontiguousarray(summed_over(sums, others).transpose(order))


def each_kept(sums: Floats, kept: Sequence[Sequence[int]]) -> list[Floats]:
    """Return the sums by some axes alone, in their order, and by the last axis, for several lists.

    Parameters
    ----------
    sums : numpy.ndarray of float
        Sums by every axis.
    kept : sequence of sequences of int
        The axes that are kept besides the last one, a list a result.
    """
    last = sums.ndim - 1
    single = margins(sums) if sum(len(each) == 1 for each in kept) > 1 else []
    return [
        single[axes[0]] if single and len(axes) == 1 else axes_kept(sums, [*axes, last])
        for axes in kept
    ]


def margins(sums: Floats) -> list[Floats]:
    """Return the sums by each axis and the last one, from the first axis to the last but one."""
    *shape, width = sums.shape
    if len(shape) < 2:
        return [sums]
    middle = len(shape) // 2
    halves = sums.reshape(prod(shape[:middle]), -1, width)
    before, after = halves.sum(axis=1), halves.sum(axis=0)
    return [
        *margins(before.reshape(*shape[:middle], width)),
        *margins(after.reshape(*shape[middle:], width)),
    ]
