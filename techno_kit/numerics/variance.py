"""Taylor linearisation on sums: variances of estimates whose influence is constant in cells.

The influence value of a share, z = (y - p) / X, depends only on a respondent's group and answer, so
it is one number a cell of the table. Everything a variance needs is then a handful of sums; nothing
of the size of respondents x estimates is ever made.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]

NOISE = 1e-13  # of the sums that a variance is the difference of
RESIDUAL = 1e-11  # of the variance as given: rounding of a residual of 0, 2e-13 at 300,000 rows


@dataclass(frozen=True, eq=False, slots=True)
class ClusterSums:
    """Sums of weights by PSU and cell, in a design with clusters.

    Attributes
    ----------
    unit, cell : numpy.ndarray of int, shape (pairs,)
        PSU and cell of each pair that occurs.
    w : numpy.ndarray of float, shape (pairs,)
        Sum of the weights.
    stratum : numpy.ndarray of int, shape (psus,)
        Stratum of each PSU.
    count : numpy.ndarray of int, shape (strata,)
        Number of PSUs in each stratum.
    """

    unit: Integers
    cell: Integers
    w: Floats
    stratum: Integers
    count: Integers


@dataclass(frozen=True, eq=False, slots=True)
class ElementSums:
    """Sums by stratum and cell, in a design where every respondent is a PSU.

    Attributes
    ----------
    unit, cell : numpy.ndarray of int, shape (pairs,)
        Stratum and cell of each pair that occurs.
    w, ww : numpy.ndarray of float, shape (pairs,)
        Sums of the weights and of their squares.
    count : numpy.ndarray of int, shape (strata,)
        Number of respondents in each stratum.
    """

    unit: Integers
    cell: Integers
    w: Floats
    ww: Floats
    count: Integers


@dataclass(frozen=True, eq=False, slots=True)
class CalibrationSums:
    """Sums over the calibration variables x: indicators of levels, numbers, or both multiplied.

    A respondent has a handful of x that are not 0, so the matrices are sparse.

    Attributes
    ----------
    inverse : scipy.sparse.csr_array of float, shape (x, x)
        Generalised inverse of sum(d x x'), d the weights that the calibration started from.
    response : scipy.sparse.csr_array of float, shape (x, cells)
        Sums of d (w / v) x by cell: v the weights right after the calibration, w those in force.
    unit, column : numpy.ndarray of int, shape (pairs,)
        PSU (without clusters: stratum) and x of each pair that occurs.
    v : numpy.ndarray of float, shape (pairs,)
        Sum of v x of each pair.
    wv : scipy.sparse.csr_array of float, shape (x, cells), or None with clusters
        Sums of w v x by cell, each stratum's times its `stratum_scale`.
    vv : scipy.sparse.csr_array of float, shape (x, x), or None with clusters
        Sums of v^2 x x', each stratum's times its `stratum_scale`.
    """

    inverse: "csr_array"
    response: "csr_array"
    unit: Integers
    column: Integers
    v: Floats
    wv: "csr_array | None" = None
    vv: "csr_array | None" = None

    def slopes(self, influence: Floats) -> Floats:
        """Return B = (sum d x x')^-1 sum d (w / v) x z, shape (x, estimates)."""
        return np.asarray(self.inverse @ (self.response @ influence))

    def fitted(self, slopes: Floats, units: int) -> Floats:
        """Return the totals of v x'B by PSU, or by stratum without clusters."""
        return sums_by_unit(self.unit, self.v[:, None] * slopes[self.column], units)

    def products(self, influence: Floats, slopes: Floats) -> tuple[Floats, Floats]:
        """Return the scaled sums of w z v x and of v^2 x x'B, both of shape (x, estimates)."""
        if self.wv is None or self.vv is None:
            raise ValueError("sums of squared weights are needed without clusters")
        return np.asarray(self.wv @ influence), np.asarray(self.vv @ slopes)


@dataclass(frozen=True, eq=False, slots=True)
class Variances:
    """Variances of some estimates.

    Attributes
    ----------
    variance : numpy.ndarray of float, shape (estimates,)
        With what calibration took away.
    as_given : numpy.ndarray of float, shape (estimates,)
        With the weights taken as given; the same array without calibration.
    """

    variance: Floats
    as_given: Floats


def stratum_scale(count: Integers, lonely: str) -> tuple[Floats, Floats]:
    """Return each stratum's factor n/(n-1) and 1/n for its mean, by the rule for lonely PSUs.

    Notes
    -----
    A stratum with one PSU has no variance of its own: ``"certainty"`` gives it none, ``"adjust"``
    the squared total of its PSU (its distance from 0, which is the mean of all PSUs before
    calibration), ``"average"`` the mean of the other strata, by the factor of `average_factor`. As
    R ``survey.lonely.psu``.

    Raises
    ------
    ValueError
        If a stratum has one PSU and the rule is ``"error"``.
    """
    alone = count == 1
    n = np.maximum(count, 2).astype(np.float64)
    scale = np.where(count > 1, n / (n - 1), 0.0)
    centre = np.where(count > 0, 1 / np.maximum(count, 1), 0.0)
    if alone.any():
        if lonely == "error":
            raise ValueError("a stratum has one PSU")
        if lonely == "adjust":
            scale[alone], centre[alone] = 1.0, 0.0
    return scale, centre


def average_factor(count: Integers, present: NDArray[np.bool_]) -> float:
    """Return strata / strata with more than one PSU, among those present; NaN if there are none.

    By this factor the rule ``"average"`` makes up for strata with one PSU.
    """
    strata, kept = np.count_nonzero(present), np.count_nonzero(present & (count > 1))
    return strata / kept if kept else float("nan")


def sums_by_unit(unit: Integers, values: Floats, size: int) -> Floats:
    """Sum the rows of values by unit, shape (units, estimates)."""
    sums = np.empty((size, values.shape[1]))
    for column in range(values.shape[1]):
        sums[:, column] = np.bincount(unit, values[:, column], minlength=size)
    return sums


def _cleared(variance: Floats, size: Floats, noise: float = NOISE) -> Floats:
    """Return variances with 0 for those that are nothing but rounding of sums of that size."""
    return np.where(variance > noise * size, variance, 0.0)


def _cluster_variance(totals: Floats, sums: ClusterSums, lonely: str) -> Floats:
    scale, centre = stratum_scale(sums.count, lonely)
    means = sums_by_unit(sums.stratum, totals, len(sums.count)) * centre[:, None]
    spread = totals - means[sums.stratum]
    centred, whole = spread * spread, totals * totals
    # Here the difference is taken before squaring, so that rounding is squared too.
    return _cleared(scale[sums.stratum] @ centred, scale[sums.stratum] @ whole, NOISE**2)


def _clustered(
    influence: Floats, sums: ClusterSums, calibration: CalibrationSums | None, lonely: str
) -> Variances:
    psus = len(sums.stratum)
    totals = sums_by_unit(sums.unit, sums.w[:, None] * influence[sums.cell], psus)
    as_given = _cluster_variance(totals, sums, lonely)
    if calibration is None:
        return Variances(as_given, as_given)
    residual = totals - calibration.fitted(calibration.slopes(influence), psus)
    return Variances(_cluster_variance(residual, sums, lonely), as_given)


def _elements(
    influence: Floats, sums: ElementSums, calibration: CalibrationSums | None, lonely: str
) -> Variances:
    scale, centre = stratum_scale(sums.count, lonely)
    strata, cells = len(sums.count), len(influence)
    squares = np.bincount(sums.cell, scale[sums.unit] * sums.ww, minlength=cells) @ (
        influence * influence
    )
    totals = sums_by_unit(sums.unit, sums.w[:, None] * influence[sums.cell], strata)
    weight = scale * centre
    as_given = _cleared(squares - weight @ (totals * totals), squares)
    if calibration is None:
        return Variances(as_given, as_given)
    slopes = calibration.slopes(influence)
    crossed, fitted = (
        (slopes * each).sum(axis=0) for each in calibration.products(influence, slopes)
    )
    squares = squares - 2 * crossed + fitted
    totals = totals - calibration.fitted(slopes, strata)
    left = squares - weight @ (totals * totals)
    return Variances(_cleared(left, as_given, RESIDUAL), as_given)


def variances(
    influence: Floats,
    sums: ClusterSums | ElementSums,
    calibration: CalibrationSums | None = None,
    *,
    lonely: str = "error",
) -> Variances:
    """Return the variances of estimates from their influence values.

    Parameters
    ----------
    influence : numpy.ndarray of float, shape (cells, estimates)
        Influence value per unit of weight, such as (y - p) / X for a share p = Y / X.
    sums : ClusterSums or ElementSums
        The design's sums.
    calibration : CalibrationSums, optional
        What the weights were calibrated to.
    lonely : {"error", "certainty", "adjust", "average"}
        The rule for strata with one PSU; after ``"average"`` the variances are to be multiplied by
        `average_factor`.

    Notes
    -----
    V = sum over strata of n/(n-1) sum over PSUs of (t - mean t)^2, t the PSU's sum of w z. After
    calibration w z is replaced by w z - v x'B with B = (sum d x x')^-1 sum d (w / v) x z: the
    regression on the calibration variables under the weights d that the calibration started from.
    v are the weights right after it; without a later trim they are w, and this is
    w (z - x'B), as R ``survey::calibrate``; with one it is R's ``trimWeights`` after it.

    References
    ----------
    Deville, J.-C. and Sarndal, C.-E. (1992), JASA 87, 376-382. Lumley, T. (2010), Complex Surveys.
    """
    if isinstance(sums, ClusterSums):
        return _clustered(influence, sums, calibration, lonely)
    return _elements(influence, sums, calibration, lonely)


def generalised_inverse(cross: "csr_array") -> "csr_array":
    """Return a generalised inverse of a positive semidefinite matrix, scaled to diagonal 1.

    Indicators of several margins repeat each other (each margin's levels sum to 1), so the matrix
    is singular by design; the residuals do not depend on which inverse is taken. What never occurs
    together, such as the margins of two countries, is inverted apart.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = np.sqrt(cross.diagonal())
    unit = np.divide(1.0, size, out=np.zeros_like(size), where=size > 0)
    _, block = connected_components(cross, directed=False)
    members = np.bincount(block)
    alone = np.flatnonzero(members[block] == 1)
    rows, columns, values = [alone], [alone], [unit[alone] ** 2]
    order = np.argsort(block, kind="stable")
    starts = np.cumsum(members) - members
    for each in np.flatnonzero(members > 1):
        here = order[starts[each] : starts[each] + members[each]]
        scale = np.outer(unit[here], unit[here])
        block_of = cross if len(here) == len(size) else cross[here][:, here]
        dense = block_of.toarray() * scale
        inverse = np.linalg.pinv(dense, rcond=1e-11, hermitian=True) * scale
        rows.append(np.repeat(here, len(here)))
        columns.append(np.tile(here, len(here)))
        values.append(inverse.ravel())
    places = (np.concatenate(rows), np.concatenate(columns))
    return coo_array((np.concatenate(values), places), shape=cross.shape).tocsr()
