"""The exercises of the lesson 10_read_and_screen."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from techno_kit.analysis.profiles.profiling import profile
from techno_kit.analysis.screening.screening import screen
from techno_kit.analysis.screening.screenings import Screening
from techno_kit.loading.reading import read
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.mapping import Mapping
from techno_kit.survey.sample import Sample
from techno_kit.survey.suggesting.suggestion import Suggestion
from techno_kit.teaching import study
from techno_kit.teaching.exercises import Exercise
from techno_kit.teaching.export_files import OTHER, messy_export, take_in
from techno_kit.wording import say

CHECK = OTHER["Q15_Check"]


@cache
def _read() -> tuple[Suggestion, Sample]:
    """Return the suggestion of the lesson, and the sample that its edited file reads."""
    with TemporaryDirectory() as folder:
        path = messy_export(folder)
        found = Mapping.suggest(read(path), study.ladder())
        mapping = found.save(Path(folder) / "my_mapping.toml")
        take_in(mapping, "review_read")
        return found, read(path, mapping=mapping)


@cache
def _screened() -> Screening:
    return screen(_read()[1], attention={CHECK: "Disagree"})


def _activities() -> int:
    return len(_read()[0].mapping.codebook.items)


def _columns() -> int:
    found = _read()[0]
    return int((found.table["score"] >= found.threshold).sum())


def _base(missing: MissingRule = "exclude") -> int:
    whole = profile(_read()[1], study.ladder(), missing=missing).whole
    return int(study.figure(whole, "inactives", "n"))


def _left(*checks: str) -> int:
    sample, found = _read()[1], _screened()
    return sample.without(found, checks=list(checks) or None).n


EXERCISES = (
    Exercise(
        "activities_proposed",
        expected=_activities,
        unit="count",
        hint=say("teaching.activities_proposed.hint"),
        mistakes={
            say("teaching.activities_proposed.columns"): _columns,
            say("teaching.activities_proposed.rows"): lambda: len(_read()[0].table),
        },
    ),
    Exercise(
        "base_without_blanks",
        expected=_base,
        unit="count",
        hint=say("teaching.base_without_blanks.hint"),
        mistakes={
            say("teaching.base_without_blanks.in_base"): lambda: _base("in_base"),
            say("teaching.base_without_blanks.everyone"): lambda: _read()[1].n,
        },
    ),
    Exercise(
        "respondents_kept",
        expected=lambda: _left("attention"),
        unit="count",
        hint=say("teaching.respondents_kept.hint"),
        mistakes={
            say("teaching.respondents_kept.everyone"): lambda: _read()[1].n,
            say("teaching.respondents_kept.suggested"): _left,
            say("teaching.respondents_kept.gone"): lambda: _read()[1].n - _left("attention"),
        },
    ),
)
