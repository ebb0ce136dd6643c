"""Who is drawn: populations, fieldwork and samples, all made by ``techno_kit.benchmarks``."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
from scipy.optimize import brentq

import techno_kit as tk
from techno_kit.benchmarks import study
from techno_kit.benchmarks.chance import Chance, pick
from techno_kit.benchmarks.patterns import rung_patterns
from techno_kit.benchmarks.simulation import Fieldwork, Population, draw, relate

PANELS = ("first", "second", "third", "fourth", "fifth")
PANEL_SHARES = np.array([0.24, 0.22, 0.20, 0.18, 0.16])
#: A group that lies in so many of forty PSUs.
WITHIN = {"twenty": 20, "ten": 10, "five": 5, "three": 3, "two": 2}
TOWN_STRATA = 10
#: Shares at or below the points of a scale but its last: its median is 2, by a hair.
SCALE, MIDDLE = (0.20, 0.51, 0.75, 0.90), 2.0
RARE = {"one": 0.01, "two": 0.02, "three": 0.03, "five": 0.05, "inactives": 0.91}


@cache
def online_adults() -> Population:
    """Return the population of the shipped study: rungs depend on age, gender and education."""
    return _categorical(study.population(study.waves()[0]))


@cache
def rare_rungs() -> Population:
    """Return the same people with rungs that one to five in a hundred are on."""
    people = online_adults()
    patterns = rung_patterns(RARE)
    return relate(patterns, people.people, people.joint.sum(axis=1))


def _categorical(population: Population) -> Population:
    people = population.people
    typed = {name: pd.CategoricalDtype(list(dict.fromkeys(people[name]))) for name in people}
    return replace(population, people=people.astype(typed))


@cache
def margins(population: Population, names: tuple[str, ...]) -> tk.Targets:
    """Return the population's shares of variables; those of the study for its regions."""
    size, shares = pd.Series(population.joint.sum(axis=1)), {}
    for name in names:
        if name == "region":
            shares[name] = dict(study.plan()["fieldwork"]["regions"])
            continue
        of = size.groupby(population.people[name], observed=False).sum()
        shares[name] = {str(level): float(share) for level, share in of.items()}
    return tk.Targets.from_shares(shares)


@cache
def ladder(population: Population) -> tk.Ladder:
    """Return a ladder with one activity a rung, of the same name."""
    *active, none = population.patterns.answers
    rungs = (*(tk.Rung(each, any_of=(each,)) for each in active), tk.Rung(none, none=True))
    return tk.Ladder("trust", rungs, {each: tk.Activity(each) for each in active}, source="ours")


@cache
def mapping(population: Population) -> tk.Mapping:
    """Return what the columns of a draw mean."""
    asked = {"window": "3 months", "answers": [[1, "yes"], [0, "no"]]}
    numbers = {each: {"column": each, "kind": "number"} for each in ("hours", "doing", "often")}
    items = {each: {"column": each, "scale": "asked"} for each in population.patterns.rungs}
    return tk.Mapping.from_dict(
        {
            "schema": "techno_kit/mapping/1",
            "population": "simulated adults",
            "probability_sample": True,
            "synthetic": True,
            "scales": {"asked": asked},
            "questions": numbers if population is online_adults() else {},
            "activities": items,
        }
    )


# --- who answers ---------------------------------------------------------------------------------


def anyone(strength: float = 0.0) -> Callable[[], Fieldwork]:
    """Return a simple random sample; `strength` 1 lets people answer as in the shipped study.

    The chance to answer depends on age, gender and education, which the margins hold.
    """

    def field() -> Fieldwork:
        strata = pd.DataFrame({"stratum": [1], "share": [1.0]})
        return Fieldwork(strata, study.fieldwork().response ** strength, psus=1)

    return field


def clustered(
    strata: int | None = None, psus: int = 3, likeness: float = 0.04, strength: float = 0.0
) -> Callable[[], Fieldwork]:
    """Return PSUs in strata: the study's forty, or so many of equal size."""

    def field() -> Fieldwork:
        of_study = study.fieldwork()
        frame = of_study.strata
        if strata is not None:
            frame = pd.DataFrame({"stratum": np.arange(1, strata + 1), "share": 1 / strata})
        return Fieldwork(frame, of_study.response**strength, psus, likeness)

    return field


def skewed(strata: int, ratio: float, strength: float = 0.0) -> Callable[[], Fieldwork]:
    """Return strata of geometric sizes from which equal numbers are drawn: unequal weights."""

    def field() -> Fieldwork:
        sizes = ratio ** np.arange(strata)
        frame = pd.DataFrame({"stratum": np.arange(1, strata + 1), "share": sizes / sizes.sum()})
        return Fieldwork(frame, study.fieldwork().response ** strength, psus=1)

    return field


# --- what is added to a draw ----------------------------------------------------------------------


def panels(frame: pd.DataFrame, chance: Chance) -> pd.DataFrame:
    """Deal people out to groups one by one."""
    place = pick(PANEL_SHARES, chance.uniforms("panel", len(frame)))
    return frame.assign(panel=pd.Categorical.from_codes(place, PANELS))


def within(frame: pd.DataFrame, _: Chance) -> pd.DataFrame:
    """Deal whole PSUs out to groups."""
    place = np.repeat(np.arange(len(WITHIN)), list(WITHIN.values()))
    codes = place[frame["psu"].to_numpy() - 1]
    return frame.assign(within=pd.Categorical.from_codes(codes, list(WITHIN)))


def hours(frame: pd.DataFrame, chance: Chance) -> pd.DataFrame:
    """Add hours, exponential with a mean of one more than the number of rungs, and that number.

    ``often`` is a scale of five points that the hours are put into.
    """
    doing = 1.0 + online_adults().patterns.members.sum(axis=1)[frame["pattern"].to_numpy()]
    spent = -np.log1p(-chance.uniforms("hours", len(frame))) * doing
    often = 1.0 + np.searchsorted([hours_at(share) for share in SCALE], spent)
    return frame.assign(doing=doing, hours=spent, often=often)


@cache
def hours_at(share: float) -> float:
    """Return the hours that so many of the population are below."""
    patterns = online_adults().patterns
    means = 1.0 + patterns.members.sum(axis=1)
    return float(brentq(lambda x: patterns.shares @ -np.expm1(-x / means) - share, 0.0, 100.0))


@cache
def true_hours() -> dict[str, float]:
    """Return the population's mean of the hours, their ratio to the number, and the medians."""
    patterns = online_adults().patterns
    means = 1.0 + patterns.members.sum(axis=1)
    mean = float(patterns.shares @ means)
    return {"mean": mean, "ratio": 1.0, "median": hours_at(0.5), "median of a scale": MIDDLE}


@cache
def town(seed: int, people: int, strata: int) -> pd.DataFrame:
    """Return a population with an end, in strata of equal size: a draw that is then drawn from."""
    frame = draw(online_adults(), people, seed, fieldwork=clustered(strata, psus=1)())
    return frame.assign(people=people // strata)


def drawn_from(town: pd.DataFrame, n: int, chance: Chance) -> pd.DataFrame:
    """Draw equal numbers of every stratum of a town, nobody twice."""
    order = pd.Series(chance.uniforms("town", len(town))).groupby(town["stratum"].to_numpy())
    chosen = order.rank(method="first") <= n // town["stratum"].nunique()
    return town[chosen.to_numpy()].reset_index(drop=True).assign(weight=len(town) / n)
