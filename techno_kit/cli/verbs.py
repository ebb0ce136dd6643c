"""The verbs of the command that go from a survey's file to results."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from techno_kit.cli.files import (
    comparison_files,
    page_files,
    plan_files,
    profile_files,
    weighting_files,
)
from techno_kit.cli.studies import (
    Study,
    conditions,
    find_ladder,
    group_names,
    read_study,
    shipped_study,
    what_is_asked,
)
from techno_kit.cli.writing import tables_of, write_and_tell
from techno_kit.errors import TechnoKitError
from techno_kit.survey.saving import make_folder
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.analysis.comparisons.comparisons import Comparison
    from techno_kit.analysis.profiles.profiles import Profile
    from techno_kit.ladder.rungs import Ladder
    from techno_kit.planning.plan import Plan
    from techno_kit.reporting.parts import Result

DEMO_BY = ("age_group", "gender")
DEMO_PEOPLE = {"age_group": ["18-24"]}


def run_demo(options: argparse.Namespace) -> None:
    """Go from the shipped synthetic study to a page: weights, profile, differences, a plan."""
    from techno_kit import compare, draft_plan, profile

    study, ladder = shipped_study(), find_ladder(None)
    found = profile(study.sample, ladder, by=DEMO_BY)
    gaps = compare(study.sample, ladder, by=DEMO_BY)
    plan = draft_plan(study.sample, ladder, people=DEMO_PEOPLE)
    folder = make_folder(options.out)
    files = {
        **weighting_files(study.weights, folder, charts=False),
        **profile_files(found, folder, charts=("whole",)),
        **comparison_files(gaps, folder, charts=False),
        **plan_files(plan, folder),
        **page_files([found, gaps, plan], folder, title=None),
    }
    tables = [str(study.weights), str(found)]
    write_and_tell(files, folder, study, tables=tables, sentences=[gaps.text, plan.text])


def run_profile(options: argparse.Namespace) -> None:
    """Weight and profile a survey's file."""
    asked = what_is_asked(options)
    where = conditions(options.where, "--where")
    study = read_study(options)
    found = _profile(study, asked, where, options)
    folder = make_folder(options.out)
    files = {**profile_files(found, folder), **weighting_files(study.weights, folder)}
    write_and_tell(files, folder, study, tables=tables_of(study, found), methods=[found])


def run_compare(options: argparse.Namespace) -> None:
    """Weight a survey's file and test differences between groups."""
    asked = what_is_asked(options)
    where = conditions(options.where, "--where")
    study = read_study(options)
    found = _compare(study, asked, where, options)
    folder = make_folder(options.out)
    files = {**comparison_files(found, folder), **weighting_files(study.weights, folder)}
    write_and_tell(files, folder, study, tables=tables_of(study, found), methods=[found])


def run_plan(options: argparse.Namespace) -> None:
    """Weight a survey's file and draft a plan for an audience."""
    ladder = find_ladder(options.ladder)
    people = conditions(options.people, "--people")
    study = read_study(options)
    plan = _plan(study, ladder, people, options, title=options.title)
    folder = make_folder(options.out)
    files = {**plan_files(plan, folder), **weighting_files(study.weights, folder)}
    write_and_tell(files, folder, study, tables=tables_of(study, plan))


def run_report(options: argparse.Namespace) -> None:
    """Weight a survey's file and write a page: profile, differences, a plan if it is for people."""
    _check_report(options)
    asked = what_is_asked(options)
    where = conditions(options.where, "--where")
    people = conditions(options.people, "--people")
    study = read_study(options)
    folder = Path(options.out)
    found = _profile(study, asked, where, options)
    results: list[Result] = [found]
    files = {
        **weighting_files(study.weights, folder, charts=False),
        **profile_files(found, folder, charts=()),
    }
    if options.by:
        gaps = _compare(study, asked, where, options)
        results.append(gaps)
        files |= comparison_files(gaps, folder, charts=False)
    if people is not None and not isinstance(asked, str):
        plan = _plan(study, asked, people, options)
        results.append(plan)
        files |= plan_files(plan, folder)
    files |= page_files(results, folder, title=options.title)
    make_folder(options.out)
    sentences = [each.text for each in results]
    write_and_tell(files, folder, study, sentences=sentences)


def _check_report(options: argparse.Namespace) -> None:
    """Refuse what belongs to a plan where there can be none."""
    if options.objective is not None and not options.people:
        raise TechnoKitError(say("cli.report.objective_alone"))
    if options.people and options.question is not None:
        raise TechnoKitError(say("cli.report.people_question"))


def _profile(
    study: Study,
    asked: "Ladder | str",
    where: dict[str, list[str]] | None,
    options: argparse.Namespace,
) -> "Profile":
    from techno_kit import profile

    return profile(
        study.sample,
        asked,
        by=group_names(options.by),
        where=where,
        missing=options.missing,
        interval=options.interval,
        confidence=options.confidence,
    )


def _compare(
    study: Study,
    asked: "Ladder | str",
    where: dict[str, list[str]] | None,
    options: argparse.Namespace,
) -> "Comparison":
    from techno_kit import compare

    return compare(
        study.sample,
        asked,
        by=group_names(options.by),
        where=where,
        adjust=options.adjust,
        family=options.family,
        missing=options.missing,
        confidence=options.confidence,
    )


def _plan(
    study: Study,
    ladder: "Ladder",
    people: dict[str, list[str]] | None,
    options: argparse.Namespace,
    *,
    title: str | None = None,
) -> "Plan":
    from techno_kit import draft_plan

    return draft_plan(
        study.sample,
        ladder,
        people=people or {},
        objective=options.objective,
        title=title,
        missing=options.missing,
        confidence=options.confidence,
    )
