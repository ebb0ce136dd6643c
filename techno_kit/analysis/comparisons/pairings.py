"""Which group's share is held against which, and their differences with errors and p."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.comparisons.comparison_tables import BEHIND, PAIRS, typed
from techno_kit.analysis.comparisons.differences import GroupShares
from techno_kit.numerics.few_units import FEW_DF, cautious_df, few_df
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.rarities import cautious_p, multiplied, picked_p, pooled_error
from techno_kit.numerics.twins import adjust_rows
from techno_kit.survey.collapse import Floats
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.banners import Banner

MARGIN_GAP = 1e-9  # shares that weighting has made equal agree as far as margins are met
Kind = Literal["pairs", "rest", "total", "reference"]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False, slots=True)
class Pairing:
    """Who is held against whom: places among the groups, then their rests, then the total.

    Attributes
    ----------
    one, other : numpy.ndarray of int, shape (pairs,)
        The shares whose difference is taken.
    names : tuple of str
        What every place is called.
    n, n_eff, size : numpy.ndarray of float, shape (places,)
        Respondents and effective respondents, and the size of a place where all answers are alike.
    df, df_told : numpy.ndarray of float, shape (pairs,)
        Degrees of freedom of both together; and those that letters and sentences take.
    few : numpy.ndarray of bool, shape (places,)
        Which lie in few PSUs.
    shown : numpy.ndarray of bool, shape (pairs,)
        Which have large enough bases.
    once : bool
        Whether the two pairs are one and the same, each group being the other's rest.
    """

    one: Places
    other: Places
    names: tuple[str, ...]
    n: Floats
    n_eff: Floats
    size: Floats
    df: Floats
    df_told: Floats
    few: Bools
    shown: Bools
    once: bool

    @classmethod
    def of(cls, banner: "Banner", kind: Kind) -> "Pairing":
        """Return who is held against whom in a banner."""
        groups = banner.groups
        size = len(groups.places)
        one, other = _places(banner, kind, size)
        between = kind in ("pairs", "reference")
        df = banner.df[one, other] if between else np.full(size, groups.df_base())
        own = banner.every_df
        n = np.concatenate([groups.n, banner.n_rest, [banner.n_base]])
        enough = n >= banner.rules.suppress_below
        return cls(
            one,
            other,
            (*groups.levels, *[say("compare.rest")] * size, say("compare.total")),
            n,
            np.concatenate([banner.n_eff, banner.n_eff_rest, [banner.n_eff_base]]),
            banner.every_size,
            df,
            cautious_df(df, own[one], own[other]),
            few_df(own) & (n > FEW_DF),
            enough[one] & enough[other],
            once=kind == "rest" and size == 2 and not groups.overlapping,
        )

    @property
    def apart(self) -> Places:
        """Who is held against whom, each total being replaced by the rest that is in it."""
        total = len(self.names) - 1
        return np.where(self.other == total, self.one + total // 2, self.other)

    def named(self, places: Places) -> NDArray[np.object_]:
        """Return the names of some places."""
        return np.asarray(self.names, dtype=object)[places]


def _places(banner: "Banner", kind: Kind, size: int) -> tuple[Places, Places]:
    every = np.arange(size)
    if kind == "pairs":
        one, other = np.triu_indices(size, 1)
        return one, other
    if kind == "rest":
        return every, every + size
    if kind == "total":
        return every, np.full(size, 2 * size)
    reference = banner.rules.references[banner.by]
    levels = banner.groups.levels
    if reference not in levels:  # nobody, or nobody with a weight
        return every[:0], every[:0]
    place = levels.index(reference)
    others = every[every != place]
    return others, np.full(len(others), place)


def pairs_of(
    banner: "Banner", shares: Sequence[GroupShares], kind: Kind, family: str
) -> pd.DataFrame:
    """Return every difference of every answer, with the columns of `PAIRS` and `BEHIND`.

    Parameters
    ----------
    banner : Banner
        The groups.
    shares : sequence of GroupShares
        A set of shares an answer.
    kind : {"pairs", "rest", "total", "reference"}
        Who is held against whom.
    family : {"row", "table"}
        Whether an answer's differences are a family, or those of all answers.
    """
    pairing = Pairing.of(banner, kind)
    one, other, rules = pairing.one, pairing.other, banner.rules
    parts = [_figures(pairing, each, rules.confidence) for each in shares]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    se_told, agree = columns.pop("se_told"), columns.pop("agree") > 0
    p = columns["p"].reshape(len(shares), -1)
    twins = banner.twins
    found = adjusted_in(p, rules.adjust, family, once=pairing.once, twins=twins)
    adjusted = found.ravel()
    answers, size = np.asarray(banner.answers.levels, dtype=object), len(shares)
    n_eff = [np.tile(pairing.n_eff[each], size) for each in (one, other)]
    held = columns["share_a"], columns["share_b"]
    fewer = p_of(columns["difference"], se_told, np.tile(pairing.df_told, size))
    fewer = np.where(agree & ~np.isnan(columns["p"]), 1.0, fewer)
    strict = np.fmax(cautious_p(columns["p"], *held, *n_eff), fewer)
    cautious = multiplied(strict, columns["p"], adjusted)
    doubles = np.repeat(np.arange(size) == (-1 if twins is None else twins[1]), len(one))
    return typed(
        {
            "answer": np.repeat(answers, len(one)),
            "by": banner.by,
            "level_a": np.tile(pairing.named(one), size),
            "level_b": np.tile(pairing.named(other), size),
            **columns,
            "p_adjusted": adjusted,
            "p_letter": cautious if rules.cautious else adjusted,
            "p_picked": _picked(pairing, shares, np.fmax(columns["p"], fewer), doubles),
            "n_a": np.tile(pairing.n[one], size),
            "n_b": np.tile(pairing.n[other], size),
            "twin": doubles,
        },
        (*PAIRS, *BEHIND),
    )


def _picked(pairing: Pairing, shares: Sequence[GroupShares], p: Floats, doubles: Bools) -> Floats:
    """Return the p behind sentences that pick a pair; missing where another is the same test.

    The total holds the group itself: two groups that the pooled share is of are it and its rest.
    """
    one, other = pairing.one, pairing.apart
    share = np.array([np.concatenate([each.share, each.rest, [each.total]]) for each in shares])
    sizes = (np.tile(pairing.n_eff[each], len(shares)) for each in (one, other))
    found = picked_p(p, share[:, one].ravel(), share[:, other].ravel(), *sizes)
    again = np.tile(pairing.once & (np.arange(len(one)) > 0), len(shares))
    return np.where(doubles | again, np.nan, found)


def _figures(pairing: Pairing, shares: GroupShares, confidence: float) -> dict[str, Floats]:
    """Return the figures of every difference of one answer."""
    one, other = pairing.one, pairing.other
    share = np.concatenate([shares.share, shares.rest, [shares.total]])
    first, second = share[one], share[other]
    difference, sizes = first - second, (pairing.size[one], pairing.size[other])
    se = differences_se(first, second, shares.se(one, other), sizes)
    agree, se_told = _doubtful(pairing, shares, share, se)
    half = t_quantile(pairing.df, confidence) * se
    told_half = np.where(agree, np.nan, t_quantile(pairing.df_told, confidence) * se_told)
    edge = np.where(np.abs(difference) == 1, 1.0, np.inf)
    figures = {
        "difference": difference,
        "se": se,
        "low": np.maximum(difference - half, -edge),
        "high": np.minimum(difference + half, edge),
        **effects(first, second),
        "p": p_of(difference, se, pairing.df),
        "low_told": np.maximum(difference - told_half, -1.0),
        "high_told": np.minimum(difference + told_half, 1.0),
    }
    told = {name: np.where(pairing.shown, each, np.nan) for name, each in figures.items()}
    return {**told, "share_a": first, "share_b": second, "se_told": se_told, "agree": agree * 1.0}


def _doubtful(
    pairing: Pairing, shares: GroupShares, share: Floats, se: Floats
) -> tuple[Bools, Floats]:
    """Tell which differences have no usable error, and return the errors that sentences take.

    A share of 0 or 1 in few PSUs adds nothing to the error of its differences, however much PSUs
    differ: at least that of the pooled share is taken, each of these PSUs counting once.
    """
    one, other = pairing.one, pairing.other
    agree = np.zeros(len(share), np.bool_) if shares.agree is None else shares.agree
    edge = pairing.few & ((share == 0) | (share == 1)) & (pairing.size > 0)
    sizes = np.where(edge, pairing.size, pairing.n_eff)
    with np.errstate(divide="ignore", invalid="ignore"):
        _, pooled = pooled_error(share[one], share[other], sizes[one], sizes[other])
    at_edge = (edge[one] | edge[other]) & (se > 0)
    return agree[one] | agree[other], np.where(at_edge, np.fmax(se, pooled), se)


def effects(first: Floats, second: Floats) -> dict[str, Floats]:
    """Return the ratio of two shares, and Cohen's h."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(second > 0, first / second, np.nan)
    h = 2 * (np.arcsin(np.sqrt(first)) - np.arcsin(np.sqrt(second)))
    return {"ratio": ratio, "cohens_h": h}


def differences_se(one: Floats, other: Floats, se: Floats, sizes: tuple[Floats, Floats]) -> Floats:
    """Return standard errors of differences, those of linearisation where it has any.

    A group of size 0 is within one PSU and tells nothing of how PSUs differ: unknown. A share of 0
    against one of 1 varies in neither group: its error is that of the pooled share, every PSU (or,
    without clusters, the effective base) counting once.
    """
    known = (sizes[0] > 0) & (sizes[1] > 0)
    m, k = (np.where(known, each, 1.0) for each in sizes)
    _, widest = pooled_error(one, other, m, k)
    return np.where(known, np.where(np.abs(one - other) == 1, widest, se), np.nan)


def p_of(difference: Floats, se: Floats, df: Floats) -> Floats:
    """Return two-sided p-values of t on the design's degrees of freedom.

    There is none without sampling error: weighting or design has set such a difference, and it is
    no finding of the survey.
    """
    from scipy.special import stdtr

    size = np.where(np.abs(difference) <= MARGIN_GAP, 0.0, np.abs(difference))
    t = np.divide(size, se, out=np.full(len(size), np.nan), where=se > 0)
    return np.asarray(2 * stdtr(np.where(df > 0, df, np.nan), -t))


def adjusted_in(
    p: Floats,
    method: str,
    family: str,
    *,
    once: bool = False,
    twins: tuple[int, int] | None = None,
) -> Floats:
    """Adjust p-values by family.

    Parameters
    ----------
    p : numpy.ndarray of float, shape (rows, tests)
        NaN where there is no test.
    method : {"holm", "bh", "bonferroni", "none"}
        As in `adjust_p`.
    family : {"row", "table"}
        Whether every row is a family, or all of them are one.
    once : bool
        Whether a row's two tests are one and the same, and count once.
    twins : tuple of (int, int), optional
        Two rows that are one and the same, and count once.
    """
    counted = p[:, :1] if once else p
    found = adjust_rows(counted, method, together=family == "table", twins=twins)
    return np.repeat(found, 2, axis=1) if once else found
