"""Covariances of estimates whose influence values are constant in cells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.centred_sums import CentredSums
from techno_kit.numerics.variance import (
    NOISE,
    RESIDUAL,
    CalibrationSums,
    ElementSums,
    Floats,
    Integers,
    PsuSums,
    absolute_size,
    stratum_scale,
    sums_by_unit,
)

RESIDUAL_TOTAL = 1e-9  # of a PSU's total as given: rounding of a residual of 0, before squaring


@dataclass(frozen=True, eq=False, slots=True)
class Covariance:
    """The covariance matrix of some estimates.

    Attributes
    ----------
    matrix : numpy.ndarray of float, shape (estimates, estimates)
        Variances and covariances.
    noise : numpy.ndarray of float, shape (estimates,)
        What of each variance may be nothing but the rounding of its sums.
    """

    matrix: Floats
    noise: Floats

    @property
    def random(self) -> NDArray[np.bool_]:
        """Which estimates have an error at all, be it unknown, shape (estimates,)."""
        return ~np.asarray(np.diag(self.matrix) <= self.noise)  # an unknown variance is one

    def of_differences(self, one: Integers, other: Integers) -> Floats:
        """Return variances of differences; exactly 0 where nothing but rounding is left."""
        variance = self.matrix[one, one] + self.matrix[other, other] - 2 * self.matrix[one, other]
        return np.where(variance <= self.noise[one] + self.noise[other], 0.0, variance)


def covariance(
    influence: Floats,
    sums: PsuSums | ElementSums,
    calibration: CalibrationSums | None = None,
    *,
    lonely: str = "error",
) -> Covariance:
    """Return the covariances of estimates from their influence values.

    Parameters
    ----------
    influence, sums, calibration, lonely
        As in `techno_kit.numerics.variance.variances`, whose results are the diagonal.
    """
    scale, centre = stratum_scale(sums.count, lonely, sums.left)
    if calibration is None and not isinstance(sums, ElementSums):
        made = _of_columns(influence, sums, scale, centre)
        if made is not None:
            return made
    slopes = None if calibration is None else calibration.slopes(influence)
    strata = len(sums.count)
    units = strata if isinstance(sums, ElementSums) else len(sums.stratum)
    totals = sums.totals(influence)
    given = totals
    if calibration is not None and slopes is not None:
        totals = given - calibration.fitted(slopes, units)
    if not isinstance(sums, ElementSums):
        means = sums_by_unit(sums.stratum, totals, strata) * centre[:, None]
        spread = totals - means[sums.stratum]
        matrix = (scale[sums.stratum, None] * spread).T @ spread
        rounding = NOISE if calibration is None else RESIDUAL_TOTAL
        whole = scale[sums.stratum] @ (given * given)
        return Covariance(matrix, _rounding(influence, sums, scale, rounding**2 * whole))
    weight = np.bincount(sums.cell, scale[sums.unit] * sums.ww, minlength=len(influence))
    products = (weight[:, None] * influence).T @ influence
    noise = NOISE * np.diag(products)
    if calibration is not None and slopes is not None:
        noise = noise + RESIDUAL * (np.diag(products) - (scale * centre) @ (given * given))
        crossed, fitted = (slopes.T @ each for each in calibration.products(influence, slopes))
        products += fitted - crossed - crossed.T
    return Covariance(products - ((scale * centre)[:, None] * totals).T @ totals, noise)


def _of_columns(
    influence: Floats, sums: PsuSums, scale: Floats, centre: Floats
) -> Covariance | None:
    """Return covariances by way of the sums that totals are made of; None if these are many."""
    columns = sums.columns(influence)
    if columns is None or columns[0].shape[1] > len(sums.stratum):
        return None
    by_psu, coefficients = columns
    key = by_psu.shape[1], scale.tobytes(), centre.tobytes()
    if key not in sums.known:
        sums.known[key] = CentredSums.of(by_psu, sums.stratum, sums.count, scale, centre)
    matrix, whole = sums.known[key].covariance(coefficients)
    return Covariance(matrix, _rounding(influence, sums, scale, NOISE**2 * whole))


def _rounding(influence: Floats, sums: PsuSums, scale: Floats, of_totals: Floats) -> Floats:
    """Return what of variances may be rounding: of totals, or of the parts that cancel in them."""
    size = absolute_size(influence, sums)
    return np.maximum(of_totals, NOISE**2 * scale.max(initial=0.0) * size * size)
