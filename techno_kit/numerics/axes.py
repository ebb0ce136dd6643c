"""Sums over several variables, taken apart: axes that are summed over, and the order of others."""

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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
