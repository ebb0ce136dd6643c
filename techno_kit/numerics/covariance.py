"""Covariances of estimates whose influence values are constant in cells."""

import numpy as np

from techno_kit.numerics.variance import (
    CalibrationSums,
    ClusterSums,
    ElementSums,
    Floats,
    stratum_scale,
    sums_by_unit,
)


def covariance(
    influence: Floats,
    sums: ClusterSums | ElementSums,
    calibration: CalibrationSums | None = None,
    *,
    lonely: str = "error",
) -> Floats:
    """Return the covariance matrix of estimates from their influence values.

    Parameters
    ----------
    influence, sums, calibration, lonely
        As in `techno_kit.numerics.variance.variances`, whose results are the diagonal.

    Returns
    -------
    numpy.ndarray of float, shape (estimates, estimates)
    """
    scale, centre = stratum_scale(sums.count, lonely)
    slopes = None if calibration is None else calibration.inverse @ (calibration.d @ influence)
    strata = len(sums.count)
    units = len(sums.stratum) if isinstance(sums, ClusterSums) else strata
    totals = sums_by_unit(sums.unit, sums.w[:, None] * influence[sums.cell], units)
    if calibration is not None and slopes is not None:
        fitted = calibration.w[:, None] * slopes[calibration.level]
        totals -= sums_by_unit(calibration.unit, fitted, units)
    if isinstance(sums, ClusterSums):
        means = sums_by_unit(sums.stratum, totals, strata) * centre[:, None]
        spread = totals - means[sums.stratum]
        result: Floats = (scale[sums.stratum, None] * spread).T @ spread
        return result
    weight = np.bincount(sums.cell, scale[sums.unit] * sums.ww, minlength=len(influence))
    products = (weight[:, None] * influence).T @ influence
    if calibration is not None and slopes is not None:
        if calibration.ww is None or calibration.wwx is None:
            raise ValueError("sums of squared weights are needed without clusters")
        crossed = slopes.T @ (calibration.ww @ influence)
        products += slopes.T @ (calibration.wwx @ slopes) - crossed - crossed.T
    return np.asarray(products - ((scale * centre)[:, None] * totals).T @ totals)
