"""Trends: how much a share rises or falls from one ordered group to the next."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techno_kit.analysis.comparisons.comparison_tables import SLOPES_BEHIND, TRENDS, typed
from techno_kit.analysis.comparisons.differences import GroupShares
from techno_kit.analysis.comparisons.pairings import p_of
from techno_kit.analysis.telling.doubts import few_df_told
from techno_kit.numerics.few_units import FEW_DF, cautious_df, few_df
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.slopes import slope_contrast
from techno_kit.numerics.twins import adjust_rows
from techno_kit.survey.collapse import Floats, Integers
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.banners import Banner

ROUNDING = 1e-9  # what is left of a contrast of 0: the group in the middle takes no part


def trends_of(
    banner: "Banner", shares: Sequence[GroupShares], scores: Mapping[str, float]
) -> pd.DataFrame:
    """Return the slope of every answer's share over ordered groups.

    Parameters
    ----------
    banner : Banner
        The groups; those that are suppressed, or have no error, take no part.
    shares : sequence of GroupShares
        A set of shares an answer.
    scores : mapping of str to float
        Where each group stands, from the lowest; groups without a score take no part.

    Notes
    -----
    slope = sum of c p over the groups, with c of `slope_contrast`; its variance is c'Vc, V the
    covariance of the groups' shares; t on the degrees of freedom of these groups together.
    Sentences take those of `cautious_df`, of the groups that c is not 0 of; where few PSUs of a
    group agree on an answer, it adds the error of the share of all, each of its PSUs counting once.
    """
    levels = banner.groups.levels
    told = dict(zip(levels, banner.known, strict=True))
    kept = [level for level in scores if told.get(level, False)]
    places = np.asarray([levels.index(level) for level in kept], np.intp)
    position = np.asarray([scores[level] for level in kept], np.float64)
    size = len(shares)
    apart = len(kept) > 1 and bool(np.ptp(position) > 0)
    slope, se, se_told = (np.full(size, np.nan) for _ in range(3))
    df, least, fewest = np.nan, np.nan, 0.0
    cells, inside = banner.groups.domains.cells, banner.groups.member[:, places].any(axis=1)
    if apart:
        contrast = slope_contrast(position)
        df = float(cells.df(inside))
        counted = places[np.abs(contrast) > ROUNDING * np.ptp(contrast)]
        least = float(banner.own[counted].min())
        fewest = float(banner.groups.n[counted[banner.own[counted].argmin()]])
        found = [_slope(each, places, contrast) for each in shares]
        slope, se = (np.asarray(each) for each in zip(*found, strict=True))
        added = [_of_agreeing(banner, each, places, contrast) for each in shares]
        se_told = np.where(se > 0, np.sqrt(se**2 + np.asarray(added)), se)
    n = round(float(cells.n[inside].sum()))
    usual = _tested(banner, slope, se, df)
    told = _tested(banner, slope, se_told, float(cautious_df(df, least, least)))
    return typed(
        {
            "answer": list(banner.answers.levels),
            "by": banner.by,
            "first": kept[0] if apart else None,
            "last": kept[-1] if apart else None,
            "groups": len(kept),
            "n": np.full(size, n),
            "slope": slope,
            "se": se,
            **usual,
            "flag": [_set_by(each, places) or few_df_told(least, fewest) for each in shares],
            **{f"{name}_told": told[name] for name in ("low", "high")},
            "p_told": told["p_adjusted"],
        },
        (*TRENDS, *SLOPES_BEHIND),
    )


def _set_by(shares: GroupShares, places: Integers) -> str:
    """Return the flag of an answer whose shares weighting or design sets in all these groups."""
    raked, drawn = shares.raked[places], shares.drawn[places]
    if not len(places) or not (raked | drawn).all():
        return ""
    return say("flags.fixed" if raked.any() else "flags.by_design")


def _tested(banner: "Banner", slope: Floats, se: Floats, df: float) -> dict[str, Floats]:
    """Return limits and p-values of every answer's slope by so many degrees of freedom."""
    degrees = np.full(len(slope), df)
    p = p_of(slope, se, degrees)
    adjusted = adjust_rows(p[:, None], banner.rules.adjust, together=True, twins=banner.twins)
    half = np.where(se == 0, np.nan, t_quantile(degrees, banner.rules.confidence) * se)
    limits = {"low": slope - half, "high": slope + half}
    return {**limits, "df": degrees, "p": p, "p_adjusted": adjusted.ravel()}


def _of_agreeing(
    banner: "Banner", shares: GroupShares, places: Integers, contrast: Floats
) -> float:
    """Return what groups whose few PSUs agree may add to a slope's variance, at most."""
    share, most = shares.share[places], shares.total * (1 - shares.total)
    alike = few_df(banner.own[places]) & (banner.groups.n[places] > FEW_DF)
    agree = np.zeros_like(alike) if shares.agree is None else shares.agree[places]
    alike &= (share == 0) | (share == 1) | agree
    return float((contrast[alike] ** 2 * most / banner.size[places][alike]).sum())


def _slope(shares: GroupShares, places: Integers, contrast: Floats) -> tuple[float, float]:
    """Return an answer's slope and its standard error; 0 where it is nothing but rounding."""
    matrix = shares.covariance.matrix[np.ix_(places, places)]
    variance = float(contrast @ matrix @ contrast)
    noise = float(contrast**2 @ shares.covariance.noise[places])
    slope = float(contrast @ shares.share[places])
    return slope, float(np.sqrt(variance * shares.factor)) if variance > noise else 0.0
