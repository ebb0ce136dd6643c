"""The shipped study as the lessons read, weight and profile it; computed once, when asked for."""

from functools import cache

import pandas as pd

from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.analysis.profiles.profiling import profile
from techno_kit.analysis.weights.weighting import rake
from techno_kit.ladder.reading import load_ladder
from techno_kit.ladder.rungs import Ladder
from techno_kit.loading.examples import load_example, load_targets
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.design import Design
from techno_kit.survey.sample import Sample
from techno_kit.wording import say

CAP = 5.0  # the lessons' `tk.rake(sample, targets, cap=5)`
BY = "age_group"
YOUNGEST = "18-24"


@cache
def ladder() -> Ladder:
    """Return the ladder of the lessons."""
    return load_ladder("2010")


@cache
def sample(*, weighted: bool = True) -> Sample:
    """Return the study raked to its targets, or, as it came, without any weight."""
    read = load_example()
    if not weighted:
        return read.with_design(Design())
    return read.with_weights(rake(read, load_targets(), cap=CAP))


@cache
def delivered() -> Profile:
    """Return the profile of the study's ladder under the design weights that came with it."""
    return profile(load_example(), ladder(), by=BY)


@cache
def profiled(
    *, weighted: bool = True, by: str | None = BY, missing: MissingRule | None = None
) -> Profile:
    """Return the profile of the study's ladder."""
    return profile(sample(weighted=weighted), ladder(), by=by, missing=missing)


def figure(rows: pd.DataFrame, answer: str, column: str = "share") -> float:
    """Return one figure of a profile's rows, which hold each answer once."""
    return float(dict(zip(rows["answer"], rows[column], strict=True))[answer])


def young(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the youngest, whom the study has few of until it is weighted."""
    return rows[rows["level"] == YOUNGEST]


def not_raked() -> str:
    """Word the mistake of a sample that was weighted, and then forgotten."""
    return say("teaching.mistakes.not_raked")


def unweighted() -> str:
    """Word the mistake that lessons meet most."""
    return say("teaching.mistakes.unweighted")
