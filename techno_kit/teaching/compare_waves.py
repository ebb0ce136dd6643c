"""The exercises of the lesson 50_compare_waves."""

from functools import cache

import pandas as pd

from techno_kit.analysis.comparisons.comparing import compare
from techno_kit.analysis.weights.weighting import rake
from techno_kit.loading.examples import load_example, load_targets
from techno_kit.numerics.multiplicity import Family
from techno_kit.survey.sample import Sample
from techno_kit.teaching import study
from techno_kit.teaching.exercises import Exercise
from techno_kit.wording import say

BY = "wave"


@cache
def _sample() -> Sample:
    """Return the study, each wave raked to the targets by itself."""
    read = load_example()
    return read.with_weights(rake(read, load_targets(), cap=study.CAP, within=BY))


@cache
def _pairs(how: str = "lesson", family: Family = "row") -> pd.DataFrame:
    """Return the pairs of the two waves: as in the lesson, raked together, or unweighted."""
    sample = _sample() if how == "lesson" else study.sample(weighted=how == "together")
    return compare(sample, study.ladder(), by=BY, family=family).pairs


def _change(answer: str, how: str = "lesson", column: str = "difference") -> float:
    """Return a figure of a rung's change, a rise above 0: pairs are the first wave's less."""
    return -float(_pairs(how).set_index("answer")[column][answer])


def _clear(column: str = "p_adjusted", family: Family = "table") -> set[str]:
    pairs = _pairs(family=family)
    return set(pairs.loc[pairs[column] <= 0.05, "answer"])


EXERCISES = (
    Exercise(
        "change_of_conversationalists",
        expected=lambda: _change("conversationalists"),
        unit="share",
        hint=say("teaching.change_of_conversationalists.hint"),
        mistakes={
            study.unweighted(): lambda: _change("conversationalists", "unweighted"),
            say("teaching.change_of_conversationalists.together"): lambda: _change(
                "conversationalists", "together"
            ),
        },
    ),
    Exercise(
        "largest_rise_of_creators",
        expected=lambda: _change("creators", column="low"),
        unit="share",
        hint=say("teaching.largest_rise_of_creators.hint"),
        mistakes={
            say("teaching.largest_rise_of_creators.found"): lambda: _change("creators"),
            say("teaching.largest_rise_of_creators.fall"): lambda: (
                -_change("creators", column="high")
            ),
            study.unweighted(): lambda: _change("creators", "unweighted", "low"),
        },
    ),
    Exercise(
        "rungs_that_changed",
        expected=_clear,
        hint=say("teaching.rungs_that_changed.hint"),
        mistakes={say("teaching.rungs_that_changed.row"): lambda: _clear("p", "row")},
    ),
)
