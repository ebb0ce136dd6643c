"""The exercises of the lesson 30_build_a_profile."""

from techno_kit.survey.answers import MissingRule
from techno_kit.teaching import study
from techno_kit.teaching.exercises import Exercise
from techno_kit.wording import say

AVERAGE = 100  # the index of the base


def _rungs_per_person(*, weighted: bool = True, inactives: bool = False) -> float:
    """Return how many rungs a person is on, on average: the sum of the overlapping shares."""
    shares = study.profiled(weighted=weighted).whole.set_index("answer")["share"]
    return float(shares.sum() if inactives else shares.drop(study.ladder().none.id).sum())


def _above(column: str) -> set[str]:
    """Return the rungs of the young whose index, or the low end of its interval, is above 100."""
    young = study.young(study.profiled().groups)
    return set(young["answer"][young[column] > AVERAGE])


def _creators(missing: MissingRule, *, weighted: bool = True) -> float:
    return study.figure(study.profiled(missing=missing, weighted=weighted).whole, "creators")


EXERCISES = (
    Exercise(
        "rungs_per_person",
        expected=_rungs_per_person,
        tolerance=0.005,
        hint=say("teaching.rungs_per_person.hint"),
        mistakes={
            study.unweighted(): lambda: _rungs_per_person(weighted=False),
            say("teaching.rungs_per_person.inactives"): lambda: _rungs_per_person(inactives=True),
        },
    ),
    Exercise(
        "rungs_above_average",
        expected=lambda: _above("index_low"),
        hint=say("teaching.rungs_above_average.hint"),
        mistakes={say("teaching.rungs_above_average.estimate"): lambda: _above("index")},
    ),
    Exercise(
        "creators_without_blanks",
        expected=lambda: _creators("exclude"),
        unit="share",
        hint=say("teaching.creators_without_blanks.hint"),
        mistakes={
            say("teaching.creators_without_blanks.in_base"): lambda: _creators("in_base"),
            study.unweighted(): lambda: _creators("exclude", weighted=False),
        },
    ),
)
