"""The words of the command: every verb's arguments."""

import argparse
from typing import Any, NoReturn

from techno_kit.cli.options import (
    add_asked,
    add_estimates,
    add_file,
    add_fitting,
    add_groups,
    add_interval,
    add_ladder,
    add_out,
    add_people,
    add_raking,
    add_survey,
    add_targets,
    add_tests,
    add_weight,
    add_where,
    title,
)
from techno_kit.version import VERSION
from techno_kit.wording import say

WRONG_USE = 2
LAST_PORT = 65535
# Where there is no base of an estimate, the rule of blanks may be called as in `tk.rake`.
BLANKS_FIRST = ("--missing", "--blanks")
UNITS = ("percent", "share", "count")
VERBS = ("demo", "targets", "weight", "profile", "compare", "plan", "report", "lab", "doctor")


class _Once(argparse.Action):
    """Take an option's value, and refuse a second one: argparse would drop the first unseen."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Keep the value."""
        taken: set[str] = namespace.__dict__.setdefault("taken", set())
        if option_string is not None and self.dest in taken:
            raise argparse.ArgumentError(self, say("cli.twice"))
        taken.add(self.dest)
        setattr(namespace, self.dest, values)


class _Parser(argparse.ArgumentParser):
    """A parser that tells wrong use in one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for action in (None, "store"):
            self.register("action", action, _Once)

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, say("cli.wrong", program=self.prog, problem=message) + "\n")


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(say("cli.lab.no_port", text=text, last=LAST_PORT))
    return int(text)


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command; ``.command`` of what it reads is the verb."""
    parser = _Parser(prog="techno-kit", description=say("cli.about"))
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {VERSION}", help=say("cli.version")
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    verbs = {
        verb: commands.add_parser(
            verb, help=say(f"cli.verbs.{verb}"), description=say(f"cli.verbs.{verb}")
        )
        for verb in VERBS
    }
    _add_demo(verbs["demo"])
    _add_targets(verbs["targets"])
    _add_weight(verbs["weight"])
    _add_profile(verbs["profile"])
    _add_compare(verbs["compare"])
    _add_plan(verbs["plan"])
    _add_report(verbs["report"])
    _add_lab(verbs["lab"])
    return parser


def _add_demo(verb: argparse.ArgumentParser) -> None:
    add_out(verb)


def _add_targets(verb: argparse.ArgumentParser) -> None:
    add_file(verb)
    asked = verb.add_mutually_exclusive_group(required=True)
    asked.add_argument(
        "--margin",
        action="append",
        default=[],
        metavar="QUESTION[,QUESTION]",
        help=say("cli.targets.margin"),
    )
    asked.add_argument("--check", metavar="FILE", help=say("cli.targets.check"))
    verb.add_argument("--unit", choices=UNITS, help=say("cli.targets.unit"))
    verb.add_argument("--out", metavar="CSV", help=say("cli.targets.out"))
    add_weight(verb)
    add_fitting(verb, blanks=BLANKS_FIRST)


def _add_weight(verb: argparse.ArgumentParser) -> None:
    add_file(verb)
    add_weight(verb)
    made = verb.add_mutually_exclusive_group(required=True)
    add_targets(made)
    made.add_argument("--recipe", metavar="TOML", help=say("cli.weight.recipe"))
    add_raking(verb, blanks=BLANKS_FIRST)
    verb.add_argument("--closest", action="store_true", help=say("cli.weight.closest"))
    verb.add_argument("--id", metavar="COLUMN", help=say("cli.weight.id"))
    add_out(verb)


def _add_profile(verb: argparse.ArgumentParser) -> None:
    add_survey(verb)
    add_asked(verb)
    add_groups(verb, needed=False)
    add_where(verb)
    add_estimates(verb)
    add_interval(verb)
    add_out(verb)


def _add_compare(verb: argparse.ArgumentParser) -> None:
    add_survey(verb)
    add_asked(verb)
    add_groups(verb, needed=True)
    add_where(verb)
    add_estimates(verb)
    add_tests(verb)
    add_out(verb)


def _add_plan(verb: argparse.ArgumentParser) -> None:
    add_survey(verb)
    add_ladder(verb)
    add_people(verb, needed=True)
    add_estimates(verb)
    verb.add_argument("--title", type=title, help=say("cli.plan.title"))
    add_out(verb)


def _add_report(verb: argparse.ArgumentParser) -> None:
    add_survey(verb)
    add_asked(verb)
    add_groups(verb, needed=False)
    add_where(verb)
    add_estimates(verb)
    add_interval(verb)
    add_tests(verb)
    add_people(verb, needed=False)
    verb.add_argument("--title", type=title, help=say("cli.report.title"))
    add_out(verb)


def _add_lab(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", nargs="?", metavar="FOLDER", help=say("cli.lab.folder"))
    verb.add_argument("--port", type=_port, metavar="N", help=say("cli.lab.port"))
    verb.add_argument("--no-browser", action="store_true", help=say("cli.lab.no_browser"))
