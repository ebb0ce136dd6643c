"""``techno-kit weight``: targets checked, a sample raked, its weights judged and written."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from techno_kit.cli.files import Files, page_files, weighting_files
from techno_kit.cli.rakings import OPTIONS, Raking, refuse
from techno_kit.cli.studies import Study, inputs_of, read_sample
from techno_kit.cli.weight_files import diagnosis_files, names_of, recipe_files, value_files
from techno_kit.cli.writing import write_and_tell
from techno_kit.errors import TargetsError, TechnoKitError, WeightingError
from techno_kit.survey.saving import make_folder
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample
    from techno_kit.survey.targets.checks import TargetsCheck
    from techno_kit.survey.weights import Weights

Made = tuple["Weights", tuple[str, ...]]  # weights, and what was found out before
Make = Callable[["Sample"], Made]


def run_weight(options: argparse.Namespace) -> None:
    """Weight a survey's file to targets or by a recipe; write weights, diagnosis and a page."""
    from techno_kit import diagnose

    make = _raking(options) if options.recipe is None else _recipe(options)
    sample = read_sample(options)
    names, remarks = names_of(sample, options.id)
    weights, told = make(sample)
    notes = (*sample.notes, *told, *remarks)
    study = Study.weighted(sample, weights, notes, inputs_of(options))
    found, folder = diagnose(study.sample), Path(options.out)
    files: Files = {
        **value_files(weights, names, folder),
        **weighting_files(weights, folder),
        **diagnosis_files(found, folder),
        **recipe_files(weights, folder, replayed=options.recipe),
        **page_files([found, weights], folder, title=None),
    }
    make_folder(options.out)
    write_and_tell(
        files, folder, study, tables=[str(weights)], sentences=[found.text], methods=[found]
    )


def _recipe(options: argparse.Namespace) -> Make:
    """Return what takes a recipe's steps."""
    from techno_kit import read_recipe, reweight

    refuse(options, (*OPTIONS, "closest"), "cli.weight.with_recipe")
    recipe = read_recipe(options.recipe)
    return lambda sample: (reweight(sample, recipe), ())


def _raking(options: argparse.Namespace) -> Make:
    """Return what rakes to targets."""
    raking = Raking.read(options.targets, options)
    return lambda sample: _raked(sample, raking)


def _raked(sample: "Sample", raking: Raking) -> Made:
    """Check targets, then rake to them; tell all that the check found, whatever comes of it."""
    found = raking.check(sample)
    try:
        weights = raking.weights(sample)
    except WeightingError as error:  # tells more of why no weights exist than a check can
        raise WeightingError(_noted(error, found.warnings)) from error
    except TargetsError as error:
        raise TargetsError(_noted(_every(found, error), found.warnings)) from error
    return weights, (*raking.targets.notes, *found.sentences)


def _every(found: "TargetsCheck", error: TargetsError) -> TargetsError:
    """Return what tells every problem of the check, or what raking met where it found none."""
    try:
        found.raise_problems()
    except TargetsError as every:
        return every
    return error


def _noted(problem: TechnoKitError, warnings: Sequence[str]) -> str:
    notes = "\n".join(say("check.warning", warning=each) for each in warnings)
    return say("cli.weight.noted", problem=problem, notes=notes) if notes else str(problem)
