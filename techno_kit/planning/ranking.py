"""Ranking the five objectives for some people: techno_kit's own heuristic, not Forrester's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from techno_kit.analysis.cells.domains import Domains
from techno_kit.ladder.rungs import Ladder
from techno_kit.numerics.effective import effective_n
from techno_kit.numerics.few_units import index_df
from techno_kit.numerics.intervals import share_intervals
from techno_kit.numerics.linear import Linear
from techno_kit.planning.acceptability import Acceptability, Shares, fits_of, rank
from techno_kit.planning.parts import Fit
from techno_kit.planning.playbook import Approach, Playbook
from techno_kit.wording import join, percent, say

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Leanings:
    """The objectives that can be ranked on the rungs that were asked.

    Attributes
    ----------
    kinds : tuple of str
        The objectives.
    weights : numpy.ndarray of float, shape (objectives, rungs)
        The playbook's weights of the rungs that were asked; a row that misses a rung sums to less
        than 1.
    """

    kinds: tuple[str, ...]
    weights: Floats

    @classmethod
    def of(
        cls, approaches: Mapping[str, Approach], rungs: Sequence[str], least: float
    ) -> "Leanings":
        """Return the leanings of those objectives of whose weight at least `least` was asked."""
        asked = {
            kind: np.asarray([each.weights.get(rung, 0.0) for rung in rungs])
            for kind, each in approaches.items()
            if asked_of_weights(each, rungs) >= least
        }
        return cls(tuple(asked), np.reshape(list(asked.values()), (len(asked), len(rungs))))


def asked_of_weights(approach: Approach, rungs: Sequence[str]) -> float:
    """Return how much (0-1) of an objective's weight lies on rungs that were asked."""
    asked = sum(weight for rung, weight in approach.weights.items() if rung in rungs)
    return round(asked / sum(approach.weights.values()), 9)


def rank_objectives(
    domains: Domains,
    rungs: Sequence[str],
    people: str,
    *,
    playbook: Playbook,
    confidence: float,
    seed: int,
) -> tuple[Fit, ...]:
    """Return how the objectives fit some people, the best first.

    Parameters
    ----------
    domains : Domains
        The people as the audience, and everyone as what the index compares with.
    rungs : sequence of str
        Ids of the domains' answers.
    people : str
        Their name.
    playbook : Playbook
        Weights, draws, concentration.
    confidence : float
        Of the reach's interval, and of the range of the fit.
    seed : int
        Where the random numbers start.

    Notes
    -----
    fit = 100 x sum(w p) / sum(w b) over the rungs that an objective leans on, p the people's
    shares and b those of everyone. Rungs that were not asked are left out, and so is an objective
    of whose weight less than ``playbook.least_asked`` was asked. Without ranks where the people are
    everyone, whose fits are all 100, or where no sampling error is known.
    """
    leanings = Leanings.of(playbook.approaches, rungs, playbook.least_asked)
    shares = _shares(domains)
    fits = fits_of(shares.people, shares.base, leanings.weights)
    kept = np.isfinite(fits)
    leanings = Leanings(
        tuple(kind for kind, keep in zip(leanings.kinds, kept, strict=True) if keep),
        leanings.weights[kept],
    )
    if not leanings.kinds:
        return ()
    ranked = None
    if _comparable(domains, shares):
        ranked = rank(
            shares,
            leanings.weights,
            concentration=playbook.concentration,
            draws=playbook.draws,
            seed=seed,
        )
    rows = list(_rows(domains, leanings, fits[kept], ranked, people, confidence))
    if ranked is None:
        return tuple(rows)
    return tuple(sorted(rows, key=lambda fit: (-round(fit.first or 0.0, 2), fit.mean_rank or 0.0)))


def ranking_notes(
    playbook: Playbook, ladder: Ladder, rungs: Sequence[str], ranked: Collection[str]
) -> Iterator[str]:
    """Yield what a ranking leaves out: rungs, and objectives that could not be ranked.

    Parameters
    ----------
    playbook : Playbook
        Whose objectives were to be ranked.
    ladder : Ladder
        Whose rungs have names.
    rungs : sequence of str
        The rungs that were asked.
    ranked : collection of str
        The objectives that were ranked.
    """
    approaches = playbook.approaches
    leaned = {rung for each in approaches.values() for rung in each.weights}
    names = {rung.id: rung.label() for rung in ladder.rungs}
    absent = sorted(leaned - set(rungs))
    if absent:
        yield say("plan.ranking.absent", rungs=join(names.get(each, each) for each in absent))
    asked = {kind: asked_of_weights(each, rungs) for kind, each in approaches.items()}
    partly = [
        say("plan.ranking.rests_on", objective=approaches[kind].label, share=percent(share))
        for kind, share in asked.items()
        if kind in ranked and share < 1
    ]
    if partly:
        yield say("plan.ranking.partly", objectives=join(partly))
    unranked = {kind: share for kind, share in asked.items() if kind not in ranked}
    few = [kind for kind, share in unranked.items() if share < playbook.least_asked]
    empty = [kind for kind in unranked if kind not in few]
    for which, kinds in (("few", few), ("unranked", empty)):
        if kinds:
            objectives = join(approaches[kind].label for kind in kinds)
            least = percent(playbook.least_asked)
            yield say(f"plan.ranking.{which}", objectives=objectives, least=least)


def _shares(domains: Domains) -> Shares:
    cells, group, base = domains.cells, domains.inside, domains.against
    influence, share = [], []
    for each in (group, base):
        found, total = domains.share(each, domains.blanks_no), float(cells.w[each].sum())
        share.append(found)
        values = (domains.blanks_no - found) * each[:, None]
        influence.append(np.nan_to_num(values / total if total > 0 else values * 0.0))
    held = np.repeat(np.column_stack([group, base]), len(share[0]), axis=1)
    errors = cells.covariance(Linear(np.hstack(influence), held))
    matrix = np.where(np.outer(errors.random, errors.random), errors.matrix, 0.0)
    matrix = matrix * cells.average_factor(group | base)
    n_eff = float(effective_n(cells.w[group].sum(), cells.ww[group].sum()))
    df = index_df(cells.df(group), cells.df(group | base))
    return Shares(share[0], share[1], matrix, df, n_eff)


def _comparable(domains: Domains, shares: Shares) -> bool:
    """Tell whether people and base differ, and the error of that is known."""
    weighs = domains.cells.w > 0
    same = bool((domains.inside == domains.against)[weighs].all())
    known = bool(np.isfinite(shares.covariance).all()) and domains.cells.df(domains.inside) > 0
    return known and not same


def _reach(
    domains: Domains, leanings: Leanings, confidence: float
) -> tuple[Floats, Floats, Floats]:
    """Return the share of the people on a rung that each objective leans on, with its interval."""
    leans = leanings.weights > 0
    unions = np.column_stack([domains.blanks_no[:, row].any(axis=1) for row in leans])
    found = replace(domains, blanks_no=unions, blanks_yes=unions).estimate(0)
    n, n_eff, df = (np.full(len(leans), float(each)) for each in (found.n, found.n_eff, found.df))
    limits = share_intervals(found.share, found.se, n=n, n_eff=n_eff, df=df, confidence=confidence)
    low, high = (np.where(found.fixed, np.nan, each) for each in (limits.low, limits.high))
    return found.share, low, high


def _rows(
    domains: Domains,
    leanings: Leanings,
    fits: Floats,
    ranked: Acceptability | None,
    people: str,
    confidence: float,
) -> Iterator[Fit]:
    reach, reach_low, reach_high = _reach(domains, leanings, confidence)
    tail = (1 - confidence) / 2
    for place, kind in enumerate(leanings.kinds):
        low = high = first = mean_rank = None
        if ranked is not None:
            drawn = np.quantile(ranked.fits[:, place], [tail, 1 - tail])
            low, high = float(drawn[0]), float(drawn[1])
            first, mean_rank = float(ranked.first[place]), float(ranked.mean_rank[place])
        yield Fit(
            people=people,
            objective=kind,
            fit=float(fits[place]),
            low=low,
            high=high,
            reach=float(reach[place]),
            reach_low=known(reach_low[place]),
            reach_high=known(reach_high[place]),
            first=first,
            mean_rank=mean_rank,
        )


def known(value: float) -> float | None:
    """Return a number as a plain float, and None for what is not known."""
    return float(value) if np.isfinite(value) else None
