"""The options that several verbs share."""

import argparse
from collections.abc import Sequence

from techno_kit.wording import say

INTERVALS = ("logit", "beta", "wilson", "wald")
MISSING = ("in_base", "exclude")
BLANKS = ("error", "own_level", "keep_share", "drop")
ADJUST = ("holm", "bh", "bonferroni", "none")
FAMILY = ("row", "table")

Bound = float | tuple[str, float]


def bound(text: str) -> Bound:
    """Read a bound of weights.

    Examples
    --------
    >>> bound("5"), bound("median:4")
    (5.0, ('median', 4.0))
    """
    rule, colon, number = text.rpartition(":")
    try:
        value = float(number)
    except ValueError:
        raise argparse.ArgumentTypeError(say("cli.survey.no_bound", text=text)) from None
    return (rule.strip(), value) if colon else value


def base_rule(text: str) -> str:
    """Read who is in a base; a word about blanks in the variables of a raking belongs elsewhere."""
    if text in BLANKS:
        raise argparse.ArgumentTypeError(say("cli.survey.blank_word", word=text))
    return text


def title(text: str) -> str:
    """Read a title, which goes into files: signs that were not decoded could not be written."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise argparse.ArgumentTypeError(say("cli.undecoded", text=ascii(text)))
    return text


def add_file(verb: argparse.ArgumentParser) -> None:
    """Add what is read."""
    verb.add_argument("file", help=say("cli.survey.file"))
    verb.add_argument("--mapping", metavar="TOML", help=say("cli.survey.mapping"))


def add_survey(verb: argparse.ArgumentParser) -> None:
    """Add what is read, and how it is weighted."""
    add_file(verb)
    add_weight(verb)
    add_targets(verb)
    add_raking(verb)


def add_weight(verb: argparse.ArgumentParser) -> None:
    """Add which of a file's own weights is used."""
    verb.add_argument("--weight", metavar="NAME", help=say("cli.survey.weight"))


def add_targets(verb: "argparse._ActionsContainer") -> None:
    """Add the targets."""
    verb.add_argument("--targets", metavar="FILE", help=say("cli.survey.targets"))


def add_fitting(verb: argparse.ArgumentParser, *, blanks: Sequence[str] = ("--blanks",)) -> None:
    """Add how targets are read and fitted; `blanks` is what the rule of blanks is called."""
    verb.add_argument("--sheet", metavar="NAME", help=say("cli.survey.sheet"))
    verb.add_argument("--within", metavar="QUESTION", help=say("cli.survey.within"))
    verb.add_argument("--cap", type=bound, metavar="BOUND", help=say("cli.survey.cap"))
    verb.add_argument(*blanks, dest="blanks", choices=BLANKS, help=say("cli.survey.blanks"))


def add_raking(verb: argparse.ArgumentParser, *, blanks: Sequence[str] = ("--blanks",)) -> None:
    """Add how a sample is raked to targets."""
    add_fitting(verb, blanks=blanks)
    verb.add_argument("--floor", type=bound, metavar="BOUND", help=say("cli.survey.floor"))


def add_ladder(verb: "argparse._ActionsContainer") -> None:
    """Add the edition of the ladder."""
    verb.add_argument("--ladder", metavar="EDITION", help=say("cli.survey.ladder"))


def add_asked(verb: argparse.ArgumentParser) -> None:
    """Add what a profile or a comparison is about: a ladder or a question."""
    asked = verb.add_mutually_exclusive_group()
    add_ladder(asked)
    asked.add_argument("--question", metavar="NAME", help=say("cli.survey.question"))


def add_groups(verb: argparse.ArgumentParser, *, needed: bool) -> None:
    """Add the questions whose answers are groups."""
    verb.add_argument(
        "--by",
        action="append",
        default=None if needed else [],
        required=needed,
        metavar="QUESTION",
        help=say("cli.survey.by"),
    )


def add_where(verb: argparse.ArgumentParser) -> None:
    """Add the audience."""
    verb.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="QUESTION=LEVEL",
        help=say("cli.survey.where"),
    )


def add_estimates(verb: argparse.ArgumentParser) -> None:
    """Add who is in the base of an estimate, and how sure it is to be."""
    verb.add_argument("--missing", type=base_rule, choices=MISSING, help=say("cli.survey.missing"))
    verb.add_argument(
        "--confidence", type=float, default=0.95, metavar="SHARE", help=say("cli.survey.confidence")
    )


def add_interval(verb: argparse.ArgumentParser) -> None:
    """Add the method of intervals."""
    verb.add_argument(
        "--interval", choices=INTERVALS, default="logit", help=say("cli.survey.interval")
    )


def add_tests(verb: argparse.ArgumentParser) -> None:
    """Add how tests allow for their number."""
    verb.add_argument("--adjust", choices=ADJUST, default="holm", help=say("cli.survey.adjust"))
    verb.add_argument("--family", choices=FAMILY, default="row", help=say("cli.survey.family"))


def add_people(verb: argparse.ArgumentParser, *, needed: bool) -> None:
    """Add for whom a plan is, and its objective."""
    verb.add_argument(
        "--people",
        action="append",
        default=None if needed else [],
        required=needed,
        metavar="QUESTION=LEVEL",
        help=say("cli.survey.people"),
    )
    verb.add_argument("--objective", metavar="NAME", help=say("cli.survey.objective"))


def add_out(verb: argparse.ArgumentParser) -> None:
    """Add the folder for what is written."""
    verb.add_argument("--out", default="out", metavar="FOLDER", help=say("cli.out"))
