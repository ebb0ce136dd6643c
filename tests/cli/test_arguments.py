"""The words of the command: those that the verbs know, and those that its reference tells."""

import argparse
import re
from pathlib import Path
from typing import get_args

import pytest

from techno_kit.cli import _HOMES, arguments, options
from techno_kit.numerics.intervals import IntervalName
from techno_kit.numerics.multiplicity import Adjust, Family
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.targets.matching import BlankRule
from techno_kit.survey.targets.target_margins import Unit
from tests.cli.surveys import run

REFERENCE = (Path(__file__).parents[2] / "docs/command.md").read_text("utf-8")


def verbs() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every verb."""
    actions = arguments.command_parser()._actions
    (found,) = (each for each in actions if isinstance(each, argparse._SubParsersAction))
    return dict(found.choices)


@pytest.mark.parametrize(
    ("words", "legal"),
    [
        (options.INTERVALS, IntervalName),
        (options.MISSING, MissingRule),
        (options.ADJUST, Adjust),
        (options.FAMILY, Family),
        (options.BLANKS, BlankRule),
    ],
)
def test_choices_are_those_of_the_verbs(words: tuple[str, ...], legal: object) -> None:
    assert words == get_args(legal)


def test_units_are_those_of_targets() -> None:
    assert set(arguments.UNITS) == set(get_args(Unit))


def test_every_verb_has_a_home() -> None:
    assert set(_HOMES) == set(verbs())


@pytest.mark.parametrize("verb", sorted(_HOMES))
def test_every_verb_helps(verb: str, capsys) -> None:
    assert run(verb, "--help") == 0
    assert capsys.readouterr().out.startswith(f"usage: techno-kit {verb} ")


def test_the_reference_tells_every_verb_and_every_option() -> None:
    known = {option for verb in verbs().values() for option in verb._option_string_actions}
    told = set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", REFERENCE))
    assert told | {"-h"} == known | {"--help"}
    assert set(re.findall(r"^\| `([a-z]+)[ `]", REFERENCE, re.MULTILINE)) >= set(verbs())


def test_the_reference_tells_every_choice() -> None:
    for verb in verbs().values():
        for action in verb._actions:
            assert [each for each in action.choices or () if f"`{each}`" not in REFERENCE] == []
