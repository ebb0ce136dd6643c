"""The exercises of the lesson 20_weight_a_sample."""

from functools import cache
from math import sqrt

from techno_kit.analysis.weights.trimming import trim
from techno_kit.analysis.weights.weighting import rake
from techno_kit.loading.examples import load_example, load_targets
from techno_kit.survey.targets.target_set import Targets
from techno_kit.survey.weights import Weights
from techno_kit.teaching import study
from techno_kit.teaching.exercises import Exercise
from techno_kit.wording import say

LOW = 2.0  # the cap of the second exercise, under which no weights meet the targets
RUNG = "spectators"


@cache
def _raked(*, to_age: bool = False) -> Weights:
    targets = load_targets()
    return rake(load_example(), Targets.from_margins(targets.margins[:1]) if to_age else targets)


@cache
def _trimmed() -> Weights:
    return trim(load_example(), cap=LOW, start=_raked())


def _young(weights: Weights, column: str) -> float:
    """Return the youngest's share before a step, after it, or their target."""
    table = weights.table
    return float(dict(zip(table["level"], table[column], strict=True))[study.YOUNGEST])


def _times_too_small(*, effective: bool = False) -> float:
    """Return the survey's error over that of as many people as the weights sum to, or n_eff."""
    rows = study.profiled(by=None).whole.set_index("answer")
    share, se = float(rows["share"][RUNG]), float(rows["se"][RUNG])
    people = float(rows["n_eff" if effective else "n_weighted"][RUNG])
    return se / sqrt(share * (1 - share) / people)


EXERCISES = (
    Exercise(
        "worth_raked_to_age",
        expected=lambda: _raked(to_age=True).n_eff,
        tolerance=0.5,
        hint=say("teaching.worth_raked_to_age.hint"),
        mistakes={
            say("teaching.worth_raked_to_age.all"): lambda: _raked().n_eff,
            say("teaching.worth_raked_to_age.deff"): lambda: _raked(to_age=True).deff,
            say("teaching.worth_raked_to_age.n"): lambda: len(_raked()),
        },
    ),
    Exercise(
        "share_of_the_young",
        expected=lambda: _young(_trimmed(), "after"),
        unit="share",
        hint=say("teaching.share_of_the_young.hint"),
        mistakes={
            say("teaching.share_of_the_young.target"): lambda: _young(_trimmed(), "target"),
            say("teaching.share_of_the_young.before"): lambda: _young(_raked(), "before"),
        },
    ),
    Exercise(
        "times_too_small",
        expected=_times_too_small,
        tolerance=0.005,
        hint=say("teaching.times_too_small.hint"),
        mistakes={
            say("teaching.times_too_small.upside_down"): lambda: 1 / _times_too_small(),
            say("teaching.times_too_small.n_eff"): lambda: _times_too_small(effective=True),
        },
    ),
)
