"""The steps that made a weight, so that they can be taken again on another file."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np

from techno_kit.survey.saving import write_together
from techno_kit.survey.spelling import quoted, table
from techno_kit.survey.targets.target_set import Targets

SCHEMA = "techno_kit/weighting/1"


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One weighting step: a verb, its options, and the targets that it met.

    Attributes
    ----------
    verb : str
        The verb's name, such as ``"rake"``.
    options : mapping of str to value
        Its options as they were given, those at their defaults left out.
    targets : Targets or mapping of str to Targets, or None
        What the weights were made to meet; one for each market or wave where they differ.
    """

    verb: str
    options: Mapping[str, Any] = field(default_factory=dict)
    targets: Targets | Mapping[str, Targets] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Recipe:
    """The steps of a weighting in their order; `tk.reweight` takes them on another sample.

    Attributes
    ----------
    steps : tuple of Step
        From the first.

    Examples
    --------
    >>> import pandas as pd, techno_kit as tk
    >>> sample = tk.Sample.from_frame(pd.DataFrame({"sex": ["Female"] * 3 + ["Male"]}))
    >>> targets = tk.Targets.from_shares({"sex": {"Female": 0.5, "Male": 0.5}})
    >>> [step.verb for step in tk.rake(sample, targets, cap=5).recipe.steps]
    ['rake']
    """

    steps: tuple[Step, ...] = ()

    def then(self, step: Step) -> "Recipe":
        """Return the recipe with one more step."""
        return Recipe((*self.steps, step))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the steps, their options and targets as TOML; `tk.read_recipe` reads them.

        Raises
        ------
        FileError
            If the file cannot be written.
        """
        text = str(self)
        target = Path(path)
        write_together({target: lambda draft: draft.write_text(text, encoding="utf-8")})
        return target

    def __str__(self) -> str:
        return "\n".join([f"schema = {quoted(SCHEMA)}\n", *_tables(self)])


def _tables(recipe: Recipe) -> Iterator[str]:
    for step in recipe.steps:
        yield table("[[steps]]", {"verb": step.verb})
        if step.options:
            yield table("[steps.options]", _plain(step.options))
        if isinstance(step.targets, Targets):
            yield table("[steps.targets]", step.targets.to_dict())
        elif step.targets is not None:
            each = {str(name): targets.to_dict() for name, targets in step.targets.items()}
            yield table("[steps.targets_within]", each)


def _plain(value: Any) -> Any:
    """Return a value with its numbers as TOML writes them: those of NumPy are none."""
    if isinstance(value, str | bool):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value
