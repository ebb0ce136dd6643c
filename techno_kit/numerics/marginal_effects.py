"""Average marginal effects: what a model says of its outcome, averaged over those who answered."""

from dataclasses import dataclass

import numpy as np

from techno_kit.numerics.regression import Family, Floats, bend_of, mean_of, slope_of


@dataclass(frozen=True, eq=False, slots=True)
class MarginalEffect:
    """The effect of a level against another, or of one more unit of a number.

    Attributes
    ----------
    average : float
        Its weighted average.
    of_patterns : numpy.ndarray of float, shape (patterns,)
        The effect in every pattern of predictors.
    gradient : numpy.ndarray of float, shape (columns,)
        How the average moves with the coefficients.
    there, here : float
        The average predicted share, or mean, if everyone had the level, and if everyone had the
        other; NaN for a number.
    """

    average: float
    of_patterns: Floats
    gradient: Floats
    there: float
    here: float


def difference(
    there: Floats, here: Floats, coefficients: Floats, weight: Floats, family: Family
) -> MarginalEffect:
    """Return the average difference between two sets of columns.

    Parameters
    ----------
    there, here : numpy.ndarray of float, shape (patterns, columns)
        The model's columns if every pattern had the level, and if it had the other.
    coefficients : numpy.ndarray of float, shape (columns,)
        The model's.
    weight : numpy.ndarray of float, shape (patterns,)
        Sums of the weights.
    family : {"logit", "linear"}
        The model's.
    """
    share = weight / weight.sum()
    means = [mean_of(each @ coefficients, family) for each in (there, here)]
    gradients = [
        (share * slope_of(mean, family)) @ each
        for mean, each in zip(means, (there, here), strict=True)
    ]
    effect = means[0] - means[1]
    high, low = (float(share @ mean) for mean in means)
    return MarginalEffect(float(share @ effect), effect, gradients[0] - gradients[1], high, low)


def slope(
    columns: Floats, moved: Floats, coefficients: Floats, weight: Floats, family: Family
) -> MarginalEffect:
    """Return the average slope of the outcome along a number.

    Parameters
    ----------
    columns, moved : numpy.ndarray of float, shape (patterns, columns)
        The model's columns, and their derivatives by the number.
    coefficients, weight, family
        As in `difference`.
    """
    share = weight / weight.sum()
    mean = mean_of(columns @ coefficients, family)
    along = moved @ coefficients
    steep, bend = slope_of(mean, family), bend_of(mean, family)
    effect = steep * along
    gradient = (share * bend * along) @ columns + (share * steep) @ moved
    return MarginalEffect(float(share @ effect), effect, gradient, np.nan, np.nan)


def averages(
    one: Floats,
    other: Floats,
    coefficients: Floats,
    weight: Floats,
    family: Family,
    *,
    slopes: bool,
) -> Floats:
    """Return average effects under several coefficients and weights, shape (sets,).

    Parameters
    ----------
    one, other : numpy.ndarray of float, shape (patterns, columns)
        The first two arguments of `difference`, or, with `slopes`, of `slope`.
    coefficients : numpy.ndarray of float, shape (columns, sets)
        A model's in each set.
    weight : numpy.ndarray of float, shape (patterns, sets) or (patterns, 1)
        Sums of the weights in each set, or in all.
    family : {"logit", "linear"}
        The model's.
    slopes : bool
        Whether the effects are slopes.
    """
    mean = mean_of(one @ coefficients, family)
    if slopes:
        effect = slope_of(mean, family) * (other @ coefficients)
    else:
        effect = mean - mean_of(other @ coefficients, family)
    return np.asarray((weight * effect).sum(axis=0) / weight.sum(axis=0))
