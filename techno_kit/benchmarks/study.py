"""The population of the shipped study: its rungs, its people, its activities, and its truth.

Everything assumed stands in ``study.toml``, each fact marked as printed or ours.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.benchmarks.chance import Floats
from techno_kit.benchmarks.patterns import Overlap, rung_patterns
from techno_kit.benchmarks.simulation import Fieldwork, Population, Relation, relate
from techno_kit.errors import TargetsError
from techno_kit.numerics.maximum_entropy import maximum_entropy, patterns
from techno_kit.wording import say

SIDE = "joiners"  # the rung on which some printed facts about other rungs' activities depend
YEARS = 100.0  # mean ages are scaled to the order of 1 for the solver


@dataclass(frozen=True, eq=False, slots=True)
class Activities:
    """Which of a rung's activities its people do.

    Attributes
    ----------
    ids : tuple of str
        The rung's activities.
    sets : (sets, activities) array of bool
        Every set of at least one activity.
    shares : (2, sets) array
        How common the sets are among the rung's people who are no Joiners (row 0) and who are
        (row 1); each row sums to 1. Where nobody is in a row it repeats the other.
    """

    ids: tuple[str, ...]
    sets: NDArray[np.bool_]
    shares: Floats

    def all_blank(self, blank: float) -> Floats:
        """Return the chance that every activity someone does is left blank: (2,)."""
        lost: Floats = self.shares @ (blank ** self.sets.sum(axis=1))
        return lost


@cache
def plan() -> dict[str, Any]:
    """Return what was assumed, as ``study.toml`` states it."""
    text = resources.files("techno_kit.benchmarks").joinpath("study.toml").read_text("utf-8")
    return tomllib.loads(text)


def waves() -> tuple[str, ...]:
    """Return the names of the waves, in order."""
    return tuple(plan()["waves"])


@cache
def population(wave: str) -> Population:
    """Return the population of a wave.

    Parameters
    ----------
    wave : str
        One of `waves`. The first has the relations between rungs and people that ``study.toml``
        states; later ones keep its association, so that only the shares shift.

    Returns
    -------
    Population
        Kinds of people by market, age group, gender and education.
    """
    facts = [
        Overlap(each["of"], each["also"], each["share"], each["says"])
        for each in plan()["overlaps"]
    ]
    found = rung_patterns(plan()["waves"][wave]["shares"], facts)
    people, sizes = _people()
    if wave == waves()[0]:
        relations = [_relation(each, people) for each in plan()["relations"]]
        return relate(found, people, sizes, relations)
    return relate(found, people, sizes, association=population(waves()[0]).association)


@cache
def fieldwork() -> Fieldwork:
    """Return the design: 40 strata (districts of regions of markets), and who answers."""
    field = plan()["fieldwork"]
    rows = [
        (market, region, of_market * of_region * of_district)
        for market, of_market in plan()["people"]["market"].items()
        for region, of_region in field["regions"].items()
        for of_district in field["districts"]
    ]
    strata = pd.DataFrame(rows, columns=["market", "region", "share"])
    strata.insert(0, "stratum", np.arange(1, len(strata) + 1))
    people, _ = _people()
    response = np.ones(len(people))
    for variable, chances in plan()["response"].items():
        response *= people[variable].map(chances).to_numpy(np.float64)
    return Fieldwork(strata, response, psus=field["psus"], likeness=field["likeness"])


@cache
def activities(wave: str, rung: str) -> Activities:
    """Return which activities the people of a rung do, Joiners and others apart.

    The maximum-entropy distribution over sets of activities, relative to the stated commonness of
    each, that meets the printed facts about them.
    """
    ids = tuple(plan()["rungs"][rung]["items"])
    sets = patterns(len(ids))[1:]
    joint = population(wave).patterns
    on_rung = joint.column(rung)
    side = float(joint.shares[on_rung & joint.column(SIDE)].sum() / joint.shares[on_rung].sum())
    common = np.array([plan()["items"][each][1] for each in ids])
    base = np.prod(np.where(sets, common, 1.0), axis=1)
    rows = [np.repeat([1.0, 0.0], len(sets)), np.repeat([0.0, 1.0], len(sets))]
    low, high = [1 - side, side], [1 - side, side]
    for fact in plan()["item_facts"]:
        if not _is_about(fact, ids, rung):
            continue
        share, row = _item_fact(fact, ids, sets)
        if fact["of"] != rung:
            row = np.where(rows[1] > 0, row, 0.0)
            of = float(joint.shares[joint.column(SIDE)].sum())
            share *= of / float(joint.shares[on_rung].sum())
        rows.append(row)
        low.append(share)
        high.append(share if fact["says"] == "equal" else np.inf)
    reached = np.concatenate([base * (side < 1), base * (side > 0)])
    found = maximum_entropy(np.array(rows), np.array(low), np.array(high), base=reached)
    if not found.converged:
        raise TargetsError(say("simulation.unsolved", gap=f"{found.gap:.1e}"))
    halves = found.probabilities.reshape(2, len(sets))
    halves = np.where(halves.sum(axis=1, keepdims=True) > 0, halves, halves.sum(axis=0))
    return Activities(ids, sets, halves / halves.sum(axis=1, keepdims=True))


def truth() -> pd.DataFrame:
    """Return what is true of the population, to hold estimates against.

    Returns
    -------
    pandas.DataFrame
        A row a wave (and ``both``, their mean), answer (rung or activity), variable and level:
        ``share`` in the population; ``measured``, what the questionnaire would find if everyone
        answered it: blanks, which count as not doing, cost up to some tenths of a point.
    """
    tables = [_rung_truth(wave) for wave in waves()]
    tables += [_activity_truth(wave) for wave in waves()]
    single = pd.concat(tables, ignore_index=True)
    keys = ["answer", "by", "level"]
    both = single.groupby(keys, sort=False, dropna=False)[["share", "measured"]].mean()
    both = both.reset_index()
    both.insert(0, "wave", "both")
    return pd.concat([single, both], ignore_index=True).astype(dict.fromkeys(keys, "str"))


def margins() -> dict[str, dict[str, float]]:
    """Return the population's shares by age group, gender, education and region."""
    people, sizes = _people()
    shares: dict[str, dict[str, float]] = {}
    for variable in ("age_group", "gender", "education"):
        levels = list(dict.fromkeys(people[variable]))
        sums = {each: float(sizes[(people[variable] == each).to_numpy()].sum()) for each in levels}
        shares[variable] = sums
    return {**shares, "region": dict(plan()["fieldwork"]["regions"])}


def _people() -> tuple[pd.DataFrame, Floats]:
    """Return the kinds of people and their shares."""
    of, levels = plan()["people"], plan()["education"]["levels"]
    rows, sizes = [], []
    for kind in product(of["market"], of["age_group"], of["gender"], range(len(levels))):
        market, age_group, gender, place = kind
        rows.append((market, age_group, gender, levels[place]))
        size = of["market"][market] * of["age_group"][age_group] * of["gender"][gender]
        sizes.append(size * plan()["education"][age_group][place])
    people = pd.DataFrame(rows, columns=["market", "age_group", "gender", "education"])
    return people, np.array(sizes)


def _relation(stated: dict[str, Any], people: pd.DataFrame) -> Relation:
    """Turn a stated mean age, or a stated share of a level, into a relation."""
    if "age" in stated:
        middle = {band: sum(years) / 2 for band, years in plan()["age"].items()}
        ages = people["age_group"].map(middle).to_numpy(np.float64)
        return Relation(stated["rung"], ages / YEARS, stated["age"] / YEARS)
    variable = next(each for each in people if each in stated)
    level, share = next(iter(stated[variable].items()))
    return Relation(stated["rung"], (people[variable] == level).to_numpy(np.float64), share)


def _is_about(fact: dict[str, Any], ids: tuple[str, ...], rung: str) -> bool:
    if "number" in fact:
        return bool(fact["of"] == rung)
    return set(fact["items"]) <= set(ids)


def _item_fact(
    fact: dict[str, Any], ids: tuple[str, ...], sets: NDArray[np.bool_]
) -> tuple[float, Floats]:
    """Return a fact's share and which states it is about, Joiners second."""
    if "number" in fact:
        meant = sets.sum(axis=1) == fact["number"]
    else:
        meant = sets[:, [ids.index(each) for each in fact["items"]]].all(axis=1)
    return float(fact["share"]), np.tile(meant.astype(np.float64), 2)


def _rung_truth(wave: str) -> pd.DataFrame:
    """Tabulate the true and the measured share of every rung, overall and by every variable."""
    people = population(wave)
    found = people.patterns
    side = found.column(SIDE).astype(int)
    blank = plan()["battery"]["blank"]
    kept = np.ones((found.shares.size, len(found.rungs) + 1))
    for place, rung in enumerate(found.rungs):
        lost = activities(wave, rung).all_blank(blank)[side]
        kept[:, place] = np.where(found.members[:, place], 1 - lost, 0.0)
    kept[:, -1] = np.prod(1 - kept[:, :-1], axis=1)
    rows = []
    for by in (None, "market", "region", "age_group", "gender", "education"):
        for level, joint in _levels(people, by):
            share = joint @ found.chosen / joint.sum()
            measured = joint @ kept / joint.sum()
            for answer, true, seen in zip(found.answers, share, measured, strict=True):
                rows.append((wave, answer, by, level, true, seen))
    return pd.DataFrame(rows, columns=["wave", "answer", "by", "level", "share", "measured"])


def _levels(people: Population, by: str | None) -> list[tuple[str | None, Floats]]:
    """Return the patterns' shares in every level of a variable."""
    if by is None:
        return [(None, people.joint.sum(axis=0))]
    if by == "region":  # within a market every region is alike
        return [(each, people.joint.sum(axis=0)) for each in plan()["fieldwork"]["regions"]]
    names = people.people[by]
    order = plan()["education"]["levels"] if by == "education" else list(dict.fromkeys(names))
    return [(each, people.joint[(names == each).to_numpy()].sum(axis=0)) for each in order]


def _activity_truth(wave: str) -> pd.DataFrame:
    """Tabulate the true and the measured share of every activity."""
    found = population(wave).patterns
    blank = plan()["battery"]["blank"]
    rows = []
    for rung in found.rungs:
        doing = activities(wave, rung)
        halves = [
            found.shares[found.column(rung) & (found.column(SIDE) == half)].sum()
            for half in (False, True)
        ]
        shares = (np.array(halves) @ doing.shares) @ doing.sets
        rows += [
            (wave, activity, None, None, share, share * (1 - blank))
            for activity, share in zip(doing.ids, shares, strict=True)
        ]
    return pd.DataFrame(rows, columns=["wave", "answer", "by", "level", "share", "measured"])
