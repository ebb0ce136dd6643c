"""Which groups of a profile differ clearly though the largest of so many is looked for."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.telling.picking import stays_clear
from techno_kit.numerics.effective import effective_n
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.multiplicity import error_of
from techno_kit.numerics.rarities import picked_p
from techno_kit.survey.collapse import Floats
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.analysis.profiles.profiles import Profile

CERTAIN = 1e12  # effective base of published shares, which have no error


def clear_of(profile: "Profile", groups: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which shares of groups differ clearly from those of the base.

    Parameters
    ----------
    profile : Profile
        What they are part of.
    groups : pandas.DataFrame
        The rows of its table with an interval of the index: all that a sentence picks from.

    Notes
    -----
    An interval of the index is on the log scale, where the normal approximation fails far from 100;
    the group and those of the base outside it are compared by their pooled share as well.
    """
    error = error_of(profile.options.confidence)
    p = _index_p(groups, profile.options.confidence)
    one, other, m, k = _apart(profile, groups)
    return stays_clear(picked_p(p, one, other, m, k), "holm", error)


def _index_p(groups: pd.DataFrame, confidence: float) -> Floats:
    """Return p-values that an index is 100: of t, on the log scale of its limits.

    An index of 0 has an upper limit of its own kind, as has one of a share of 1 that has no error.
    """
    from scipy.special import stdtr

    limits = groups[["index", "index_low", "index_high"]].to_numpy(np.float64)
    df = groups["df"].to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        index, low, high = np.log(limits / 100).T
        t = np.abs(index) * 2 * t_quantile(df, confidence) / (high - low)
        p = np.asarray(2 * stdtr(df, -t))
    beyond = (limits[:, 1] > 100) | (limits[:, 2] < 100)
    return np.where(np.isfinite(p), p, np.where(beyond, 0.0, 1.0))


def _apart(profile: "Profile", groups: pd.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    """Return shares of groups and of those of the base outside them, and their effective bases."""
    if profile.basis.against == say("profile.published"):
        base = np.array([profile.average[each] for each in groups["answer"]], np.float64)
        own = groups[["share", "n_eff"]].to_numpy(np.float64)
        return own[:, 0], base, own[:, 1], np.full(len(groups), CERTAIN)
    held = {
        (by, level): _outside(domains, place)
        for by, domains in profile.groups_behind.items()
        for place, level in enumerate(domains.levels)
    }
    places = {answer: place for place, answer in enumerate(profile.labels)}
    rows = []
    for answer, by, level in zip(groups["answer"], groups["by"], groups["level"], strict=True):
        one, other, m, k = held[by, level]
        rows.append((one[places[answer]], other[places[answer]], m, k))
    found = np.array(rows, np.float64).reshape(-1, 4)
    return found[:, 0], found[:, 1], found[:, 2], found[:, 3]


def _outside(domains: Domains, place: int) -> tuple[Floats, Floats, float, float]:
    """Return shares of a group and of those of the base outside it, and their effective bases.

    Where the whole base is in the group, the others of the group are compared with the base.
    """
    cells = domains.cells
    group, base = domains.inside & domains.member[:, place], domains.against
    other = base & ~group
    if not cells.w[other].sum() > 0:
        group, other = group & ~base, base
    m, k = (
        float(effective_n(cells.w[each].sum(), cells.ww[each].sum())) for each in (group, other)
    )
    one, two = (domains.share(each, domains.blanks_no) for each in (group, other))
    return one, two, m, k
