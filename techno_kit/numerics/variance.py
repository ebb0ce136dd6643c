"""Taylor linearisation on sums: variances of estimates whose influence is constant in cells.

The influence value of a share, z = (y - p) / X, depends only on a respondent's group and answer, so
it is one number a cell of the table. Everything a variance needs is then a handful of sums; nothing
of the size of respondents x estimates is ever made.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.centred_sums import CentredSums
from techno_kit.numerics.centring import centred_variance
from techno_kit.numerics.spans import SpannedSums

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]

FEW_PRODUCTS = 100_000  # pairs x estimates up to which no sparse matrix is worth its making
NOISE = 1e-13  # of the sums that a variance is the difference of
FIXED = 1e-18  # of the variance as given, below which a calibration has set an estimate
CANCELLED = 1e-5  # of the sums of squares: a variance below it is made of distances to means
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
    left : numpy.ndarray of float, shape (strata,), or None
        Share of each stratum's PSUs that was not drawn (0-1), the finite population correction;
        None where they were drawn with replacement.
    full : bool
        Whether the pairs are all PSUs by all cells, in this order, be a respondent in them or not.
    known : dict
        What was centred before.
    """

    unit: Integers
    cell: Integers
    w: Floats
    stratum: Integers
    count: Integers
    left: Floats | None = None
    full: bool = False
    known: dict[object, CentredSums] = field(default_factory=dict)

    def columns(self, values: Floats) -> tuple[Floats, Floats] | None:
        """Return all sums by PSU, and what makes totals of them; None where pairs are kept."""
        return (self.w.reshape(len(self.stratum), -1), values) if self.full else None

    def totals(self, values: Floats) -> Floats:
        """Return the totals of w times values, (cells, estimates), by PSU: (psus, estimates)."""
        if self.full:
            return np.asarray(self.w.reshape(len(self.stratum), -1) @ values)
        return unit_totals(self.unit, self.cell, self.w, values, len(self.stratum))


PsuSums = ClusterSums | SpannedSums


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
    left : numpy.ndarray of float, shape (strata,), or None
        Share of each stratum that was not drawn (0-1), the finite population correction; None
        where respondents were drawn with replacement.
    """

    unit: Integers
    cell: Integers
    w: Floats
    ww: Floats
    count: Integers
    left: Floats | None = None

    def totals(self, values: Floats) -> Floats:
        """Return the totals of w times values by stratum, shape (strata, estimates).

        Parameters
        ----------
        values : numpy.ndarray of float, shape (cells, estimates)
            A value a cell and estimate.
        """
        return unit_totals(self.unit, self.cell, self.w, values, len(self.count))


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

    @property
    def fixed_by_weighting(self) -> NDArray[np.bool_]:
        """Which estimates the calibration has set: they vary under the weights as given alone."""
        return np.asarray((self.as_given > 0) & (self.variance <= FIXED * self.as_given))

    @property
    def fixed_by_design(self) -> NDArray[np.bool_]:
        """Which estimates do not vary at all, such as the size of a stratum or of a census."""
        return np.asarray((self.as_given == 0) & (self.variance == 0))


def stratum_scale(
    count: Integers, lonely: str, left: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return each stratum's factor f n/(n-1) and 1/n for its mean, by the rule for lonely PSUs.

    Notes
    -----
    f is the share of the stratum that was not drawn, 1 where there is no finite population
    correction. A stratum that was drawn whole has no variance, and no lonely PSU.

    A stratum with one PSU has no variance of its own: ``"certainty"`` gives it none, ``"adjust"``
    the squared total of its PSU (its distance from 0, which is the mean of all PSUs before
    calibration), ``"average"`` the mean of the other strata, by the factor of `average_factor`. As
    R ``survey.lonely.psu``.

    Raises
    ------
    ValueError
        If a stratum has one PSU and the rule is ``"error"``.
    """
    alone = lonely_strata(count, left)
    n = np.maximum(count, 2).astype(np.float64)
    scale = np.where(count > 1, n / (n - 1), 0.0)
    centre = np.where(count > 0, 1 / np.maximum(count, 1), 0.0)
    if alone.any():
        if lonely == "error":
            raise ValueError("a stratum has one PSU")
        if lonely == "adjust":
            scale[alone], centre[alone] = 1.0, 0.0
    return scale if left is None else scale * left, centre


def lonely_strata(count: Integers, left: Floats | None = None) -> NDArray[np.bool_]:
    """Tell which strata have one PSU, and were not drawn whole."""
    alone: NDArray[np.bool_] = count == 1
    return alone if left is None else np.asarray(alone & (left > 0))


def average_factor(
    count: Integers, present: NDArray[np.bool_], left: Floats | None = None
) -> float:
    """Return strata / strata without a lonely PSU, among those present; NaN if there are none.

    By this factor the rule ``"average"`` makes up for strata with one PSU.
    """
    alone = lonely_strata(count, left)
    strata, kept = np.count_nonzero(present), np.count_nonzero(present & ~alone)
    return strata / kept if kept else float("nan")


def sums_by_unit(unit: Integers, values: Floats, size: int) -> Floats:
    """Sum the rows of values by unit, shape (units, estimates)."""
    if size * len(unit) <= FEW_PRODUCTS:
        return np.asarray((unit == np.arange(size)[:, None]) @ values)
    sums = np.empty((size, values.shape[1]))
    for column in range(values.shape[1]):
        sums[:, column] = np.bincount(unit, values[:, column], minlength=size)
    return sums


def unit_totals(unit: Integers, cell: Integers, w: Floats, values: Floats, units: int) -> Floats:
    """Return the totals of w times values by unit, shape (units, estimates).

    Parameters
    ----------
    unit, cell : numpy.ndarray of int, shape (pairs,)
        Unit and cell of each pair.
    w : numpy.ndarray of float, shape (pairs,)
        Its weight.
    values : numpy.ndarray of float, shape (cells, estimates)
        A value a cell and estimate.
    units : int
        How many units there are.
    """
    if units == 1:
        return np.asarray(np.bincount(cell, w, minlength=len(values))[None, :] @ values)
    if len(w) * values.shape[1] <= FEW_PRODUCTS:
        return sums_by_unit(unit, w[:, None] * values[cell], units)
    from scipy.sparse import coo_array

    # Nothing of the size of pairs x estimates is made.
    return np.asarray(coo_array((w, (unit, cell)), shape=(units, len(values))).tocsr() @ values)


def _cleared(variance: Floats, size: Floats, noise: float = NOISE) -> Floats:
    """Return variances with 0 for those that are nothing but rounding of sums of that size."""
    return np.where(variance > noise * size, variance, 0.0)


def absolute_size(influence: Floats, sums: PsuSums) -> Floats:
    """Return the sum of |w z| of every estimate, of whose rounding no total is free."""
    if isinstance(sums, SpannedSums):
        return np.asarray(sums.size @ np.abs(influence))
    weight = np.bincount(sums.cell, np.abs(sums.w), minlength=len(influence))
    return np.asarray(weight @ np.abs(influence))


def _cluster_variance(totals: Floats, sums: PsuSums, lonely: str, size: Floats) -> Floats:
    scale, centre = stratum_scale(sums.count, lonely, sums.left)
    means = sums_by_unit(sums.stratum, totals, len(sums.count)) * centre[:, None]
    spread = totals - means[sums.stratum]
    centred, whole = spread * spread, totals * totals
    # Here the difference is taken before squaring, so that rounding is squared too.
    # Totals that cancel within every PSU, as those of a group in one, are rounding of their parts.
    rounding = np.maximum(scale[sums.stratum] @ whole, scale.max(initial=0.0) * size * size)
    return _cleared(scale[sums.stratum] @ centred, rounding, NOISE**2)


def _clustered(
    influence: Floats, sums: PsuSums, calibration: CalibrationSums | None, lonely: str
) -> Variances:
    psus = len(sums.stratum)
    totals = sums.totals(influence)
    size = absolute_size(influence, sums)
    as_given = _cluster_variance(totals, sums, lonely, size)
    if calibration is None:
        return Variances(as_given, as_given)
    residual = totals - calibration.fitted(calibration.slopes(influence), psus)
    return Variances(_cluster_variance(residual, sums, lonely, size), as_given)


def _elements(
    influence: Floats, sums: ElementSums, calibration: CalibrationSums | None, lonely: str
) -> Variances:
    scale, centre = stratum_scale(sums.count, lonely, sums.left)
    strata, cells = len(sums.count), len(influence)
    squares = np.bincount(sums.cell, scale[sums.unit] * sums.ww, minlength=cells) @ (
        influence * influence
    )
    totals = sums.totals(influence)
    weight = scale * centre
    as_given = squares - weight @ (totals * totals)
    for near in np.flatnonzero(as_given <= CANCELLED * squares):
        as_given[near] = centred_variance(influence[:, near], sums, scale, centre)
    as_given = _cleared(as_given, squares, NOISE**2)
    if calibration is None:
        return Variances(as_given, as_given)
    slopes = calibration.slopes(influence)
    crossed, fitted = (
        (slopes * each).sum(axis=0) for each in calibration.products(influence, slopes)
    )
    whole = squares + np.abs(fitted)
    squares = squares - 2 * crossed + fitted
    totals = totals - calibration.fitted(slopes, strata)
    # Of what does not vary under the weights as given, rounding is that of the sums.
    left = _cleared(squares - weight @ (totals * totals), whole)
    return Variances(_cleared(left, as_given, RESIDUAL), as_given)


def variances(
    influence: Floats,
    sums: PsuSums | ElementSums,
    calibration: CalibrationSums | None = None,
    *,
    lonely: str = "error",
) -> Variances:
    """Return the variances of estimates from their influence values.

    Parameters
    ----------
    influence : numpy.ndarray of float, shape (cells, estimates)
        Influence value per unit of weight, such as (y - p) / X for a share p = Y / X.
    sums : ClusterSums, SpannedSums or ElementSums
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
    if isinstance(sums, ElementSums):
        return _elements(influence, sums, calibration, lonely)
    return _clustered(influence, sums, calibration, lonely)


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
