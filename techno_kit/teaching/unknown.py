"""The habit that lesson 10 warns of: who is not known to be on a rung is left out of it."""

import numpy as np
import pandas as pd

from techno_kit.ladder.rungs import Ladder
from techno_kit.survey.codebook import RANKS
from techno_kit.survey.sample import Sample


def unknown_dropped(sample: Sample, ladder: Ladder) -> "pd.Series[float]":
    """Return the shares that come of leaving out, rung by rung, who is not known to be on it.

    One yes makes a member known whatever is blank, and one blank leaves a non-member unknown: so
    only non-members are dropped, and every rung grows. This is what `tk.profile` does not do.

    Parameters
    ----------
    sample : Sample
        The respondents, under their weights.
    ladder : Ladder
        Its rungs.

    Returns
    -------
    pandas.Series of float
        Shares 0-1 by rung.
    """
    weight = np.ones(sample.n) if sample.weight is None else sample.weight
    asked = {each: sample.sheet.ranks(each) for each in ladder.activities if sample.item(each)}
    blank = {each: ranks == RANKS["blank"] for each, ranks in asked.items()}
    answered = ~np.logical_and.reduce(list(blank.values()))
    on_any, shares = np.zeros(sample.n, bool), {}
    for rung in ladder.rungs:
        own = [each for each in rung.any_of if each in asked]
        if rung.none:
            member, unknown = ~on_any, ~on_any & np.logical_or.reduce(list(blank.values()))
        else:
            least = RANKS[rung.at_least]
            member = np.logical_or.reduce([asked[each] >= least for each in own])
            unknown = ~member & np.logical_or.reduce([blank[each] for each in own])
            on_any |= member
        known = answered & ~unknown
        shares[rung.id] = float(weight[known & member].sum() / weight[known].sum())
    return pd.Series(shares, name="share")
