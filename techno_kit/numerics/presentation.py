"""Which shares are precise enough to be shown: the standards of the U.S. health statistics."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from techno_kit.numerics.few_units import FEW_DF
from techno_kit.numerics.intervals import Floats, share_intervals

Bools = NDArray[np.bool_]

FEWEST = 30  # respondents, and effective respondents
WIDEST = 0.30  # absolute width of the interval from which a share is suppressed
NARROW = 0.05  # and up to which it is shown, however rare
RELATIVE = 1.30  # width in multiples of the share beyond which it is suppressed
CONFIDENCE = 0.95  # the standards know no other


@dataclass(frozen=True, eq=False, slots=True)
class Presentation:
    """What the standards say of some shares, each array of the shape of the shares.

    Attributes
    ----------
    few, wide, rare : numpy.ndarray of bool
        Suppressed: too few respondents or effective respondents; an interval too wide; an interval
        too wide for so small a share.
    few_df, edge : numpy.ndarray of bool
        Shown, but for a statistician to review: few degrees of freedom; a share of 0 or 1.
    complement : numpy.ndarray of bool
        Shown, but what is left to 1 would be suppressed as too rare.
    """

    few: Bools
    wide: Bools
    rare: Bools
    few_df: Bools
    edge: Bools
    complement: Bools

    @property
    def suppressed(self) -> Bools:
        """Which shares are not to be shown."""
        hidden: Bools = self.few | self.wide | self.rare
        return hidden


def nchs_presentation(
    share: Floats, se: Floats, *, n: Floats, n_eff: Floats, df: Floats
) -> Presentation:
    """Apply the NCHS Data Presentation Standards for Proportions.

    Parameters
    ----------
    share, se : numpy.ndarray of float
        Shares (0-1) and their standard errors.
    n, n_eff, df : numpy.ndarray of float, of that shape
        Respondents in the base, Kish's effective number of them, design degrees of freedom.

    Notes
    -----
    The effective n of the first rule is n / deff = p (1 - p) / se^2, without the adjustment for df
    that the interval has, and not more than n; at 0 and 1, which have no design effect, it is n, as
    in the macro of NCHS (Kish's number would suppress more). The interval is Korn and Graubard's at
    95 %, whatever else was asked for. Widths are compared unrounded. The relative width of a share
    of 0 is none: such a share is shown for review.

    References
    ----------
    Parker, J. D. et al. (2017), National Center for Health Statistics Data Presentation Standards
    for Proportions, Vital and Health Statistics 2(175).

    Examples
    --------
    >>> one = np.ones(3)
    >>> found = nchs_presentation(
    ...     np.array([0.5, 0.03, 0.97]), np.array([0.03, 0.01, 0.01]),
    ...     n=one * 300, n_eff=one * 300, df=one * 299,
    ... )
    >>> found.suppressed.tolist(), found.complement.tolist()
    ([False, False, False], [False, False, False])
    """
    edge = (share <= 0) | (share >= 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(edge, n, np.minimum(share * (1 - share) / se**2, n))
        limits = share_intervals(
            share, se, n=n, n_eff=n_eff, df=df, confidence=CONFIDENCE, interval="beta"
        )
        fixed = (se == 0) & ~edge  # by the weighting: known without error
        width = np.where(fixed, 0.0, np.where(df > 0, limits.high - limits.low, np.nan))
        rare = (width > NARROW) & (share > 0) & (width / share > RELATIVE)
        other = (width > NARROW) & (share < 1) & (width / (1 - share) > RELATIVE)
    few = ~(effective >= FEWEST) | (n < FEWEST)
    wide = ~(width < WIDEST)
    few_df = df < FEW_DF
    shown = ~(few | wide | rare)
    return Presentation(
        few=np.asarray(few),
        wide=np.asarray(wide & ~few),
        rare=np.asarray(rare & ~few & ~wide),
        few_df=np.asarray(shown & few_df),
        edge=np.asarray(shown & edge),
        complement=np.asarray(shown & ~few_df & ~edge & other),
    )
