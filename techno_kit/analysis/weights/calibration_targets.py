"""Targets within the levels of a question, as calibration takes them: of the whole."""

from dataclasses import replace

import numpy as np

from techno_kit.survey.collapse import Floats
from techno_kit.survey.sample import Sample
from techno_kit.survey.targets.markets import Market, markets_of
from techno_kit.survey.targets.target_margins import Margin
from techno_kit.survey.targets.target_set import Targets


def whole_targets(sample: Sample, targets: Targets) -> Targets:
    """Return targets within the levels of a question as shares of the whole, with the same answer.

    A margin without the question holds in each of its levels, as when each is raked by itself; the
    levels' own shares are those of the targets, or else those under the starting weights.
    """
    if not targets.within:
        return targets
    weight, name = sample.weight, targets.within
    markets = markets_of(sample, targets, name)
    own = [_own_part(each, weight) for each in markets]
    parts: dict[tuple[str, ...], list[tuple[tuple[str, ...], float]]] = {}
    for market, size in zip(markets, own, strict=True):
        for margin in market.targets.margins:
            found = parts.setdefault((name, *margin.variables), [])
            for level, share in zip(margin.levels, margin.shares.tolist(), strict=True):
                found.append(((market.level, *level), size / sum(own) * share))
    margins = [
        Margin(variables, tuple(level for level, _ in rows), tuple(value for _, value in rows))
        for variables, rows in parts.items()
    ]
    people = targets.total
    if people is not None:
        margins = [
            replace(each, values=tuple(people * share for share in each.values), unit="count")
            for each in margins
        ]
    return replace(targets, margins=tuple(margins), within="")


def _own_part(market: Market, weight: Floats | None) -> float:
    """Return a market's part of the whole, in any unit."""
    known = market.share if market.total is None else market.total
    if known is not None or market.rows is None:
        return known or 0.0
    return float(np.count_nonzero(market.rows) if weight is None else weight[market.rows].sum())
