"""The verb `read_recipe`: the steps of a weighting, from their file."""

import os
from collections.abc import Mapping
from typing import Any

from techno_kit.errors import TargetsError, WeightingError, listed, raise_all
from techno_kit.survey.paths import read_utf8
from techno_kit.survey.recipes import SCHEMA, Recipe, Step
from techno_kit.survey.schema import parse
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import say

KEYS = ("verb", "options", "targets", "targets_within")
#: Options whose value is a pair: a rule with its number, or a lowest and a highest.
PAIRS = ("cap", "floor", "bounds")
#: Options that list questions, and crosses of questions as lists in the list.
CROSSED = ("by",)


def read_recipe(path: str | os.PathLike[str]) -> Recipe:
    """Read the steps of a weighting that `Recipe.save` wrote.

    Parameters
    ----------
    path : str or path
        A TOML file.

    Returns
    -------
    Recipe
        For `tk.reweight`.

    Raises
    ------
    FileError
        If the file is missing, empty or not UTF-8.
    WeightingError
        With every step that cannot be read.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> path = Recipe((Step("trim", {"cap": 5.0}),)).save(folder / "recipe.toml")
    >>> read_recipe(path).steps[0].options
    {'cap': 5.0}
    """
    name, text = read_utf8(path)
    document, _ = parse(name, text, WeightingError)
    steps, problems = [], []
    if document.get("schema") != SCHEMA:
        problems.append(say("errors.recipe.schema", schema=SCHEMA))
    tables = document.get("steps", [])
    if not isinstance(tables, list) or not all(isinstance(each, Mapping) for each in tables):
        problems.append(say("errors.recipe.tables"))
        tables = []
    for place, each in enumerate(tables, start=1):
        step, wrong = _step(each)
        steps += [] if step is None else [step]
        problems += [say("errors.recipe.at", place=place, problem=problem) for problem in wrong]
    if not steps and not problems:
        problems.append(say("errors.recipe.none"))
    raise_all(WeightingError, name, problems)
    return Recipe(tuple(steps))


def _step(table: Mapping[str, Any]) -> tuple[Step | None, list[str]]:
    problems = []
    unknown = [key for key in table if key not in KEYS]
    if unknown:
        problems.append(say("errors.recipe.keys", keys=listed(unknown), legal=listed(KEYS)))
    verb, options = table.get("verb"), table.get("options", {})
    if not isinstance(verb, str):
        key = "verb_kind" if "verb" in table else "verb"
        problems.append(say(f"errors.recipe.{key}", value=verb))
    if not isinstance(options, Mapping):
        problems.append(say("errors.recipe.options"))
    try:
        targets = _targets(table)
    except WeightingError as error:
        problems.append(str(error))
    if problems:
        return None, problems
    plain = {str(key): _meant(str(key), value) for key, value in options.items()}
    return Step(str(verb), plain, targets), []


def _targets(table: Mapping[str, Any]) -> Targets | dict[str, Targets] | None:
    """Return a step's targets."""
    within = table.get("targets_within")
    if "targets" in table and within is not None:
        raise WeightingError(say("errors.recipe.both_targets"))
    if within is not None and not (isinstance(within, Mapping) and within):
        raise WeightingError(say("errors.recipe.targets_within"))
    try:
        if within is None:
            return Targets.from_dict(table["targets"]) if "targets" in table else None
        return {str(level): Targets.from_dict(each) for level, each in within.items()}
    except TargetsError as error:
        raise WeightingError(say("errors.recipe.targets", problem=error)) from error


def _meant(option: str, value: object) -> object:
    """Return an option as its verb takes it: TOML writes a pair and a list alike."""
    if not isinstance(value, list):
        return value
    if option in PAIRS:
        return tuple(value)
    if option in CROSSED:
        return [tuple(each) if isinstance(each, list) else each for each in value]
    return value
