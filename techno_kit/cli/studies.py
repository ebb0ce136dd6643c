"""What a command is about: the survey that it names, read and weighted."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from techno_kit.cli.rakings import Raking
from techno_kit.errors import TechnoKitError, nearest
from techno_kit.wording import join, say

if TYPE_CHECKING:
    from techno_kit.ladder.rungs import Ladder
    from techno_kit.survey.sample import Sample
    from techno_kit.survey.weights import Weights

USUAL_LADDER = "2010"
DEMO_CAP = 5.0
INPUTS = ("file", "mapping", "targets", "recipe", "ladder")  # options that name a file to read


@dataclass(frozen=True, eq=False, slots=True)
class Study:
    """A survey, ready for the verbs.

    Attributes
    ----------
    sample : Sample
        The respondents, weighted if there are targets.
    weights : Weights or None
        What raking made of them.
    notes : tuple of str
        What was found out on the way.
    inputs : tuple of pathlib.Path
        The files that were read, none of which may be written over.
    """

    sample: "Sample"
    weights: "Weights | None"
    notes: tuple[str, ...]
    inputs: tuple[Path, ...] = ()

    @classmethod
    def of(cls, sample: "Sample", raking: Raking | None, inputs: tuple[Path, ...] = ()) -> "Study":
        """Return a sample raked to targets, if there are any."""
        if raking is None:
            return cls(sample, None, sample.notes, inputs)
        notes = (*sample.notes, *raking.targets.notes)
        return cls.weighted(sample, raking.weights(sample), notes, inputs)

    @classmethod
    def weighted(
        cls,
        sample: "Sample",
        weights: "Weights",
        notes: tuple[str, ...],
        inputs: tuple[Path, ...],
    ) -> "Study":
        """Return a sample with weights that were made for it."""
        return cls(sample.with_weights(weights), weights, notes, inputs)


def read_study(options: argparse.Namespace) -> Study:
    """Read and weight the survey that the options name.

    Raises
    ------
    TechnoKitError
        If a file cannot be read, or targets and sample do not fit.
    """
    raking = Raking.of(options)
    return Study.of(read_sample(options), raking, inputs_of(options))


def read_sample(options: argparse.Namespace) -> "Sample":
    """Read the survey that the options name."""
    from techno_kit import read

    # ids that are asked for stay; they go to the table of weights, and to no view or message
    keep = getattr(options, "id", None) is not None
    return read(options.file, mapping=options.mapping, weight=options.weight, keep_personal=keep)


def inputs_of(options: argparse.Namespace) -> tuple[Path, ...]:
    """Return the files that the options name to be read."""
    named = (getattr(options, name, None) for name in INPUTS)
    return tuple(Path(each) for each in named if each)


def shipped_study() -> Study:
    """Return the shipped synthetic study, raked to its targets."""
    from techno_kit import load_example, load_targets

    return Study.of(load_example(), Raking(load_targets(), cap=DEMO_CAP))


def find_ladder(name: str | None) -> "Ladder":
    """Return the edition of a name, or the ladder of a file; the usual edition without a name.

    Raises
    ------
    TechnoKitError
        If there is neither; names the editions.
    """
    from techno_kit import load_ladder, read_ladder
    from techno_kit.ladder.rungs import EDITIONS

    name = USUAL_LADDER if name is None else name
    if name.endswith(".toml"):
        return read_ladder(name)
    if name not in EDITIONS:
        near, legal = nearest(name, EDITIONS), join(EDITIONS)
        raise TechnoKitError(say("cli.survey.no_ladder", name=name, legal=legal, near=near))
    return load_ladder(name)  # type: ignore[arg-type]  # as was just checked


def what_is_asked(options: argparse.Namespace) -> "Ladder | str":
    """Return what a profile or a comparison is about: a question's name, or a ladder."""
    return find_ladder(options.ladder) if options.question is None else str(options.question)


def group_names(texts: Sequence[str]) -> list[str]:
    """Return the names of questions, given one by one or with commas between them.

    Examples
    --------
    >>> group_names(["age_group, gender", "region"])
    ['age_group', 'gender', 'region']
    """
    return [name.strip() for each in texts for name in each.split(",")]


def conditions(texts: Sequence[str], option: str) -> dict[str, list[str]] | None:
    """Read ``question=level`` conditions; the same question twice means either level.

    Parameters
    ----------
    texts : sequence of str
        What was written.
    option : str
        Where, for messages, such as ``"--where"``.

    Returns
    -------
    dict of str to list of str, or None
        The levels by question; None where there is no condition.

    Raises
    ------
    TechnoKitError
        If a text is no condition.

    Examples
    --------
    >>> conditions(["age=18-24", "age=25-34", "sex = Female"], "--where")
    {'age': ['18-24', '25-34'], 'sex': ['Female']}
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        question, _, level = (part.strip() for part in text.partition("="))
        if not (question and level):
            raise TechnoKitError(say("cli.survey.no_condition", option=option, text=text))
        found.setdefault(question, []).append(level)
    return found or None
