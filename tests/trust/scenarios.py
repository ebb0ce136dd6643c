"""The scenarios: surveys whose truth is known, and what is read off each."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from zlib import crc32

import pandas as pd

import techno_kit as tk
from techno_kit.benchmarks.chance import Chance
from techno_kit.benchmarks.simulation import Fieldwork, Population, draw
from techno_kit.errors import WeightingError
from tests.trust import populations, readings
from tests.trust.readings import WHOLE, Readings, Truth

SEED = 20261122
FOUR = ("age_group", "gender", "education", "market")
REGIONAL = ("age_group", "gender", "education", "region")
IN_PSUS = tk.Design(weight="weight", strata="stratum", clusters="psu")
IN_STRATA = tk.Design(weight="weight", strata="stratum")
LABELS = {"panel": populations.panels, "within": populations.within}
OTHERS = {
    "as_given": "weights taken as given",
    "raked_on": "raked_on=",
    "endless": "without population sizes",
}
LEFT_OUT = "design left out"  # the scenario that must fail
GIVEN = "given"  # column of a final weight
#: What is read beside shares: `--only headlines` reads one of them anew.
PARTS = ("others", "differences", "nothing", "families", "numbers", "headlines")

CAPPED = "over 5% of the weights sit on the cap, and the error does not know what a cap takes away"
CLOSEST = "the targets are not met, so that weights are taken as given"


@dataclass(frozen=True)
class Scenario:
    """A survey that is done again and again.

    Attributes
    ----------
    name, about : str
        Its name in tables, and what it is.
    n : int
        Respondents.
    population : callable
        Returns who is surveyed.
    fieldwork : callable
        Returns how they are drawn.
    town : int
        People in the population, of which nobody is drawn twice; it has no end where 0.
    design : Design
        What the kit is told of all that.
    margins : tuple of str
        What the weights are raked to; nothing where empty.
    raking, replicates : mapping
        Options of `tk.rake`, and of `tk.replicate` where there are any.
    groups : tuple of str
        Whose shares, indexes and differences are held against the truth.
    null : str
        Groups that do not differ; none where empty.
    families, numbers : bool
        Whether letters are read under other rules too, and means, ratios and medians.
    headlines : bool
        Whether means, models and the sentences that pick the largest are read.
    others : tuple of {"as_given", "raked_on", "endless"}
        What the errors would be with less known.
    apart : str
        Why nothing of it is promised; empty where something is.
    """

    name: str
    about: str
    n: int = 1000
    population: Callable[[], Population] = populations.online_adults
    fieldwork: Callable[[], Fieldwork] = field(default_factory=populations.anyone)
    town: int = 0
    design: tk.Design = field(default_factory=tk.Design)
    margins: tuple[str, ...] = ()
    raking: Mapping[str, Any] = field(default_factory=dict)
    replicates: Mapping[str, Any] = field(default_factory=dict)
    groups: tuple[str, ...] = ("age_group",)
    null: str = "panel"
    families: bool = False
    numbers: bool = False
    headlines: bool = False
    others: tuple[str, ...] = ()
    apart: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        """The questions of groups."""
        return tuple(dict.fromkeys((*self.groups, *([self.null] if self.null else []))))

    def frame(self, run: int) -> pd.DataFrame:
        """Return the answers of a run."""
        seed = (SEED, crc32(self.name.encode()), run)
        chance = Chance((*seed, 1))
        if self.town:
            frame = populations.drawn_from(self._town, self.n, chance)
        else:
            frame = draw(self.population(), self.n, seed, fieldwork=self.fieldwork())
        if self.population is populations.online_adults:
            frame = populations.hours(frame, chance)
        for each in self.shown:
            frame = LABELS[each](frame, chance) if each in LABELS else frame
        return frame

    @property
    def _town(self) -> pd.DataFrame:
        return populations.town(SEED, self.town, populations.TOWN_STRATA)

    def sample(self, frame: pd.DataFrame, design: tk.Design | None = None) -> tk.Sample:
        """Return answers under the scenario's design, or another, without weights of the kit."""
        mapping = populations.mapping(self.population())
        return tk.Sample.from_frame(frame, mapping=mapping, design=design or self.design)

    def weighted(self, frame: pd.DataFrame, run: int) -> tk.Sample:
        """Return answers as the scenario weighs them."""
        sample = self.sample(frame)
        if self.margins:
            targets = populations.margins(self.population(), self.margins)
            sample = sample.with_weights(tk.rake(sample, targets, **self.raking))
        if self.replicates:
            sample = sample.with_replicates(tk.replicate(sample, **self.replicates))
        return sample

    def run(self, run: int, parts: Collection[str] = PARTS) -> Readings | None:
        """Do one survey and read it; None where its weights cannot be made.

        Shares are read whatever the parts are: figures rest on their sizes.
        """
        frame = self.frame(run)
        try:
            sample = self.weighted(frame, run)
        except WeightingError:
            return None
        ladder, truth = populations.ladder(self.population()), self.truth(frame)
        weight = sample.weight
        heaviest = 1.0 if weight is None else float(weight.max() / weight.mean())
        found: Readings = {("heaviest", WHOLE, WHOLE, WHOLE): heaviest}
        found |= readings.shares(sample, ladder, truth, self.shown)
        for other in self.others if "others" in parts else ():
            given = self.sample(frame.assign(given=weight), self._known(other))
            found |= readings.shares(given, ladder, truth, self.shown, note=OTHERS[other])
        for by in self.groups if "differences" in parts else ():
            found |= readings.differences(sample, ladder, truth, by)
        if self.null and "nothing" in parts:
            found |= readings.nothing(sample, ladder, self.null)
        if self.families and "families" in parts:
            found |= readings.families(sample, ladder, self.null)
        if self.numbers and "numbers" in parts:
            found |= readings.numbers(sample, populations.true_hours())
        if self.headlines and "headlines" in parts:
            found |= readings.headlines(sample, ladder, self.null)
        return found

    def _known(self, other: str) -> tk.Design:
        if other == "endless":
            return replace(self.design, fpc=None)
        margins = self.margins if other == "raked_on" else ()
        return replace(self.design, weight=GIVEN, raked_on=margins)

    def truth(self, frame: pd.DataFrame) -> Truth:
        """Return what is true of the population, in the groups of a draw."""
        if self.town:
            return _true_town(self.town, self.shown)
        return _truth(self.population, tuple((by, _levels(frame[by])) for by in self.shown))


def _levels(column: "pd.Series[Any]") -> tuple[str, ...]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return tuple(column.cat.categories)
    return tuple(sorted(column.unique()))


@cache
def _truth(
    population: Callable[[], Population], groups: tuple[tuple[str, tuple[str, ...]], ...]
) -> Truth:
    return Truth.of(population(), dict(groups))


@cache
def _true_town(people: int, shown: tuple[str, ...]) -> Truth:
    """Return the shares of everybody who is there."""
    town = populations.town(SEED, people, populations.TOWN_STRATA)
    answers = list(populations.online_adults().patterns.answers)
    shares = {(answer, WHOLE, WHOLE): float(town[answer].mean()) for answer in answers}
    for by in shown:
        for level, rows in town.groupby(by, observed=False):
            shares |= {(answer, by, str(level)): float(rows[answer].mean()) for answer in answers}
    return Truth(shares)


#: In the order of the page.
SCENARIOS = {
    each.name: each
    for each in (
        Scenario(
            "plain",
            "A simple random sample of 1,000, unweighted.",
            families=True,
            numbers=True,
            headlines=True,
        ),
        Scenario(
            "raked",
            "1,000 who answer as in the shipped study (the young less), raked to four margins.",
            fieldwork=populations.anyone(1.0),
            margins=FOUR,
            families=True,
            numbers=True,
            others=("as_given", "raked_on"),
        ),
        Scenario(
            "raked strongly",
            "As “raked”, with all chances to answer squared.",
            fieldwork=populations.anyone(2.0),
            margins=FOUR,
            numbers=True,
            others=("as_given", "raked_on"),
        ),
        Scenario(
            "clustered",
            "2,400 in five PSUs in each of 40 strata, correlation within PSUs 0.10.",
            n=2400,
            fieldwork=populations.clustered(psus=5, likeness=0.10),
            design=IN_PSUS,
            null="region",
            families=True,
            numbers=True,
            headlines=True,
        ),
        Scenario(
            "clustered and raked",
            "1,600 in five PSUs in each of 40 strata, correlation 0.04, raked to four margins.",
            n=1600,
            fieldwork=populations.clustered(psus=5, strength=1.0),
            design=IN_PSUS,
            margins=REGIONAL,
            null="region",
            families=True,
            numbers=True,
            others=("as_given",),
        ),
        Scenario(
            LEFT_OUT,
            "As “clustered”, by someone who takes it for a simple random sample.",
            n=2400,
            fieldwork=populations.clustered(psus=5, likeness=0.10),
            design=tk.Design(weight="weight"),
            null="region",
            apart="strata and PSUs are left out",
        ),
        Scenario(
            "jackknife",
            "1,200 in three PSUs in each of 40 strata, raked in each of 120 replicates (JKn).",
            n=1200,
            fieldwork=populations.clustered(strength=1.0),
            design=IN_PSUS,
            margins=REGIONAL,
            replicates={"method": "JKn"},
        ),
        Scenario(
            "bootstrap",
            "The same, raked in each of 200 replicates of Rao and Wu's bootstrap.",
            n=1200,
            fieldwork=populations.clustered(strength=1.0),
            design=IN_PSUS,
            margins=REGIONAL,
            replicates={"method": "bootstrap", "replicates": 200, "seed": SEED},
        ),
        Scenario(
            "few PSUs",
            "800 in two PSUs in each of six strata: 6 degrees of freedom.",
            n=800,
            fieldwork=populations.clustered(strata=6, psus=2),
            design=IN_PSUS,
        ),
        Scenario(
            "groups in few PSUs",
            "1,000 in 40 PSUs without strata; groups that lie in 20, 10, 5, 3 and 2 of them.",
            fieldwork=populations.clustered(strata=1, psus=40),
            design=tk.Design(clusters="psu"),
            groups=("within",),
            null="within",
            headlines=True,
        ),
        Scenario(
            "small",
            "As “raked”, with 150 respondents.",
            n=150,
            fieldwork=populations.anyone(1.0),
            margins=FOUR,
            groups=("gender",),
            numbers=True,
        ),
        Scenario(
            "town",
            "1,000 of a town of 2,500, drawn without replacement in ten strata (fpc=).",
            town=2500,
            design=tk.Design(strata="stratum", fpc="people"),
            groups=("age_group", "gender"),
            null="",  # those dealt out anew in every run are no part of the town
            others=("endless",),
        ),
        Scenario(
            "skewed",
            "1,000 in 20 strata of very unequal size: weights up to 4.8 times the mean.",
            fieldwork=populations.skewed(20, 0.76),
            design=IN_STRATA,
            families=True,
            numbers=True,
            headlines=True,
        ),
        Scenario(
            "skewed strongly",
            "2,000 in 40 strata: weights up to 30 times the mean.",
            n=2000,
            fieldwork=populations.skewed(40, 0.25),
            design=IN_STRATA,
            families=True,
            headlines=True,
        ),
        Scenario(
            "rare",
            "Rungs of 1, 2, 3 and 5%, a simple random sample of 1,000.",
            population=populations.rare_rungs,
        ),
        Scenario(
            "rare and skewed",
            "Rungs of 1, 2, 3 and 5%, weights as in “skewed”.",
            population=populations.rare_rungs,
            fieldwork=populations.skewed(20, 0.76),
            design=IN_STRATA,
            families=True,
        ),
        Scenario(
            "capped",
            "1,000 in strata of unequal size, raked to four margins, no weight above 2.5 means.",
            fieldwork=populations.skewed(20, 0.85, strength=0.5),
            design=IN_STRATA,
            margins=FOUR,
            raking={"cap": 2.5},
            apart=CAPPED,
        ),
        Scenario(
            "closest",
            "As “raked”, no weight above 2.5 means: the closest weights where none meet that.",
            fieldwork=populations.anyone(1.0),
            margins=FOUR,
            raking={"cap": 2.5, "on_infeasible": "closest"},
            apart=CLOSEST,
        ),
    )
}
