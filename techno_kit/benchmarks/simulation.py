"""Synthetic populations, and samples drawn from them.

A population says how common every pattern of rungs is among every kind of people. It claims no more
than the facts it is given: patterns are the maximum-entropy distribution over them, and so is the
relation between patterns and people.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from techno_kit.benchmarks.chance import Chance, Floats, pick
from techno_kit.benchmarks.patterns import Patterns
from techno_kit.errors import SampleError, TargetsError
from techno_kit.numerics.maximum_entropy import maximum_entropy
from techno_kit.wording import count, say


@dataclass(frozen=True, eq=False, slots=True)
class Population:
    """Every kind of people, and the patterns of rungs among them.

    Attributes
    ----------
    patterns : Patterns
        The patterns and how common they are overall.
    people : pandas.DataFrame
        A row a kind of people, a column a variable.
    joint : (kinds, patterns) array
        How common each pattern is in each kind; it sums to 1.
    association : (kinds, patterns) array
        What the relations multiply the independent shares by, up to factors of rows and columns.
    """

    patterns: Patterns
    people: pd.DataFrame
    joint: Floats
    association: Floats

    def shares(self, by: str | None = None) -> pd.DataFrame:
        """Return the true share of every rung, overall or in the levels of a variable.

        Parameters
        ----------
        by : str, optional
            A column of `people`.

        Returns
        -------
        pandas.DataFrame
            A row a level (one row, ``None``, overall), a column an answer.
        """
        levels = pd.Series([None] * len(self.people)) if by is None else self.people[by]
        codes, names = pd.factorize(levels, use_na_sentinel=False)
        counted = np.zeros((len(names), self.joint.shape[1]))
        np.add.at(counted, codes, self.joint)
        table = counted @ self.patterns.chosen / counted.sum(axis=1, keepdims=True)
        return pd.DataFrame(table, index=pd.Index(names, name=by), columns=self.patterns.answers)


@dataclass(frozen=True, eq=False, slots=True)
class Relation:
    """What the people of a rung have on average.

    Attributes
    ----------
    rung : str
        The rung, or the exclusive one.
    score : (kinds,) array
        A quantity of every kind of people, of the order of 1.
    mean : float
        Its mean among the people of the rung.
    """

    rung: str
    score: Floats
    mean: float


@dataclass(frozen=True, eq=False, slots=True)
class Fieldwork:
    """How a sample is drawn: equal numbers a stratum, in PSUs, with some people harder to reach.

    Attributes
    ----------
    strata : pandas.DataFrame
        A row a stratum: ``stratum``, ``share`` of the population, and other variables. Those that
        the population has too limit a stratum to its kinds of people; the rest are passed on.
    response : (kinds,) array
        The relative chance that a kind of people answers.
    psus : int
        PSUs drawn in every stratum.
    likeness : float
        The intra-cluster correlation of the patterns among people of one kind: two of them in a PSU
        follow the same number of chance with this probability.
    """

    strata: pd.DataFrame
    response: Floats
    psus: int = 3
    likeness: float = 0.0


def relate(
    patterns: Patterns,
    people: pd.DataFrame,
    sizes: Floats,
    relations: Sequence[Relation] = (),
    *,
    association: Floats | None = None,
) -> Population:
    """Spread patterns over kinds of people, both as common as given, with the stated relations.

    Parameters
    ----------
    patterns : Patterns
        Kept exactly.
    people : pandas.DataFrame
        A row a kind of people.
    sizes : (kinds,) array
        The share of every kind, kept exactly.
    relations : sequence of Relation
        Means that hold among the people of a rung; without any, patterns and people are unrelated.
    association : (kinds, patterns) array, optional
        The association to start from, such as that of the same population a year before.

    Returns
    -------
    Population

    Raises
    ------
    TargetsError
        If no population has these relations.
    """
    kinds, states = len(people), patterns.shares.size
    start = np.ones((kinds, states)) if association is None else association
    independent = np.outer(sizes, patterns.shares)
    relation_rows = [
        np.outer(each.score - each.mean, patterns.column(each.rung)).ravel() for each in relations
    ]
    rows = np.vstack(
        [
            np.kron(np.eye(kinds), np.ones(states)),
            np.kron(np.ones(kinds), np.eye(states)),
            np.array(relation_rows).reshape(len(relations), kinds * states),
        ]
    )
    bound = np.concatenate([sizes, patterns.shares, np.zeros(len(relations))])
    found = maximum_entropy(rows, bound, bound, base=(independent * start).ravel())
    if not found.converged:
        raise TargetsError(say("simulation.unrelated", gap=f"{found.gap:.1e}"))
    tilt = found.multipliers[kinds + states :] @ rows[kinds + states :]
    related = start * np.exp(tilt).reshape(kinds, states)
    return Population(
        patterns, people, found.probabilities.reshape(kinds, states), association=related
    )


def draw(
    population: Population, n: int, seed: int | Sequence[int], *, fieldwork: Fieldwork | None = None
) -> pd.DataFrame:
    """Draw a sample of people from a population.

    Parameters
    ----------
    population : Population
        Where they come from; it has no end, so nobody is drawn twice.
    n : int
        How many people.
    seed : int or sequence of int
        The same seed gives the same people, with every version of numpy.
    fieldwork : Fieldwork, optional
        Strata, PSUs and who answers; a simple random sample of all when None.

    Returns
    -------
    pandas.DataFrame
        A row a person: ``stratum``, ``psu``, ``weight`` (the design weight, mean 1; it knows
        nothing of who did not answer), the variables, ``pattern`` (its place in `Patterns`) and a
        0/1 column a rung.

    Raises
    ------
    SampleError
        If there are fewer people than PSUs.

    Examples
    --------
    >>> from techno_kit.benchmarks.patterns import rung_patterns
    >>> patterns = rung_patterns({"critics": 0.4, "spectators": 0.7, "inactives": 0.2})
    >>> people = pd.DataFrame({"gender": ["Female", "Male"]})
    >>> population = relate(patterns, people, np.array([0.5, 0.5]))
    >>> draw(population, 3, seed=1)[["gender", "critics", "spectators", "inactives"]]
       gender  critics  spectators  inactives
    0  Female        0           1          0
    1  Female        0           1          0
    2    Male        0           0          1
    """
    field = fieldwork or _everyone(population)
    psus = len(field.strata) * field.psus
    if n < psus:
        raise SampleError(say("simulation.too_few", n=count(n), psus=count(psus)))
    chance = Chance((seed,) if isinstance(seed, int) else tuple(seed))
    size = n // psus + (np.arange(psus) < n % psus)
    psu = np.repeat(np.arange(psus), size)
    stratum = psu // field.psus
    kind = pick(_reached(population, field)[stratum], chance.uniforms("kind", n))
    shared = chance.uniforms("psu", psus)[psu]
    follows = chance.uniforms("follows", n) < np.sqrt(field.likeness)
    number = np.where(follows, shared, chance.uniforms("pattern", n))
    pattern = pick(population.joint[kind], number)
    share = field.strata["share"].to_numpy(np.float64)
    weight = (share / share.sum() * n / np.bincount(stratum, minlength=len(share)))[stratum]
    extra = [each for each in field.strata if each not in ("stratum", "share", *population.people)]
    parts = [
        pd.DataFrame({"stratum": field.strata["stratum"].to_numpy()[stratum], "psu": psu + 1}),
        pd.DataFrame({"weight": weight}),
        field.strata[extra].take(stratum).reset_index(drop=True),
        population.people.take(kind).reset_index(drop=True),
        pd.DataFrame({"pattern": pattern}),
        pd.DataFrame(
            population.patterns.chosen[pattern].astype(np.int8), columns=population.patterns.answers
        ),
    ]
    return pd.concat(parts, axis=1)


def _everyone(population: Population) -> Fieldwork:
    strata = pd.DataFrame({"stratum": [1], "share": [1.0]})
    return Fieldwork(strata, np.ones(len(population.people)), psus=1)


def _reached(population: Population, field: Fieldwork) -> Floats:
    """Return how common every kind of people is among those who answer: (strata, kinds)."""
    willing = population.joint.sum(axis=1) * field.response
    reached = np.tile(willing, (len(field.strata), 1))
    for variable in population.people.columns.intersection(field.strata.columns):
        of_stratum = field.strata[variable].to_numpy()[:, None]
        reached *= of_stratum == population.people[variable].to_numpy()[None, :]
    return reached
