"""The rank of replicate weights, which tells their degrees of freedom."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.replicate_sums import ReplicateWeights, Table

DEPENDENT = 1e-10  # of a column's square: what of it the others do not hold, as qr(tol = 1e-5) in R
SKETCH = 4  # rows a replicate: more are summed into so many, at random, which keeps the rank
PROPORTIONAL = 1e-9  # of the largest share of a replicate: what rounding leaves
SEED = 0  # of the sketch; the rank does not depend on it

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def cross_products(weights: ReplicateWeights, member: Bools) -> Floats:
    """Return sums of products of replicates in groups, shape (groups, replicates, replicates).

    Parameters
    ----------
    weights : ReplicateWeights
        The replicate weights.
    member : numpy.ndarray of bool, shape (n, groups)
        Who belongs to which group.
    """
    rng = np.random.default_rng(SEED)
    size = SKETCH * weights.count
    tables = []
    for inside in member.T:
        rows = int(np.count_nonzero(inside))
        place = np.arange(rows) if rows <= size else rng.integers(0, size, rows)
        cell = np.zeros(weights.n, np.int64)
        cell[inside] = 1 + place
        tables.append(Table(cell, 1 + min(rows, size)))
    found = []
    for table in tables:
        columns = np.hstack([sums[1:] for (sums,) in weights.sums([table])])
        found.append(columns.T @ columns)
    return np.array(found)


def alike(weights: ReplicateWeights, inside: Bools) -> bool:
    """Tell whether every replicate multiplies all weights of a group by one and the same number.

    No replicate then tells its respondents apart: they are one PSU, as far as can be seen.

    Parameters
    ----------
    weights : ReplicateWeights
        The replicate weights.
    inside : numpy.ndarray of bool, shape (n,)
        Who belongs to the group.
    """
    place = np.random.default_rng(SEED).integers(0, SKETCH, len(inside))
    cell = np.where(inside, 1 + place, 0)
    (sums,) = zip(*weights.sums([Table(cell, 1 + SKETCH)]), strict=True)
    return proportional(np.hstack([each[1:] for each in sums]))


def proportional(rows: Floats) -> bool:
    """Tell whether all rows, such as the sums of cells in all replicates, are multiples of one.

    Examples
    --------
    >>> proportional(np.array([[1.0, 2], [0, 0], [3, 6]]))
    True
    >>> proportional(np.array([[1.0, 2], [1, 3]]))
    False
    """
    held = rows[rows.any(axis=1)]
    if not len(held):
        return True
    unit = held / held.sum(axis=1)[:, None]
    return bool((np.abs(unit - unit[0]) <= PROPORTIONAL * np.abs(unit[0]).max()).all())


def rank(products: Floats) -> int:
    """Return the rank of columns from the sums of their products, shape (columns, columns).

    Examples
    --------
    >>> columns = np.array([[1.0, 0, 1], [0, 1, 1]])
    >>> rank(columns.T @ columns)
    2
    """
    from scipy.linalg.lapack import dpstrf

    size = np.sqrt(np.diag(products))
    kept = size > 0
    if not kept.any():
        return 0
    unit: Any = products[np.ix_(kept, kept)] / np.outer(size[kept], size[kept])
    *_, found, _ = dpstrf(unit, tol=DEPENDENT)
    return int(found)
