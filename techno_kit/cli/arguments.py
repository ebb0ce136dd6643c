"""The words of the command: every verb's arguments, what they share in one place."""

import argparse
from typing import Any, NoReturn

from techno_kit.version import VERSION
from techno_kit.wording import say

WRONG_USE = 2
LAST_PORT = 65535
INTERVALS = ("logit", "beta", "wilson", "wald")
MISSING = ("in_base", "exclude")
ADJUST = ("holm", "bh", "bonferroni", "none")
FAMILY = ("row", "table")


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


def _title(text: str) -> str:
    """Read a title, which goes into files: signs that were not decoded could not be written."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise argparse.ArgumentTypeError(say("cli.undecoded", text=ascii(text)))
    return text


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
        for verb in ("demo", "profile", "compare", "plan", "report", "lab", "doctor")
    }
    _add_demo(verbs["demo"])
    _add_profile(verbs["profile"])
    _add_compare(verbs["compare"])
    _add_plan(verbs["plan"])
    _add_report(verbs["report"])
    _add_lab(verbs["lab"])
    return parser


def _add_demo(verb: argparse.ArgumentParser) -> None:
    _add_out(verb)


def _add_profile(verb: argparse.ArgumentParser) -> None:
    _add_survey(verb)
    _add_asked(verb)
    _add_groups(verb, needed=False)
    _add_where(verb)
    _add_estimates(verb)
    _add_interval(verb)
    _add_out(verb)


def _add_compare(verb: argparse.ArgumentParser) -> None:
    _add_survey(verb)
    _add_asked(verb)
    _add_groups(verb, needed=True)
    _add_where(verb)
    _add_estimates(verb)
    _add_tests(verb)
    _add_out(verb)


def _add_plan(verb: argparse.ArgumentParser) -> None:
    _add_survey(verb)
    _add_ladder(verb)
    _add_people(verb, needed=True)
    _add_estimates(verb)
    verb.add_argument("--title", type=_title, help=say("cli.plan.title"))
    _add_out(verb)


def _add_report(verb: argparse.ArgumentParser) -> None:
    _add_survey(verb)
    _add_asked(verb)
    _add_groups(verb, needed=False)
    _add_where(verb)
    _add_estimates(verb)
    _add_interval(verb)
    _add_tests(verb)
    _add_people(verb, needed=False)
    verb.add_argument("--title", type=_title, help=say("cli.report.title"))
    _add_out(verb)


def _add_lab(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", nargs="?", metavar="FOLDER", help=say("cli.lab.folder"))
    verb.add_argument("--port", type=_port, metavar="N", help=say("cli.lab.port"))
    verb.add_argument("--no-browser", action="store_true", help=say("cli.lab.no_browser"))


# --- what verbs share ----------------------------------------------------------------------------


def _add_survey(verb: argparse.ArgumentParser) -> None:
    """Add what is read, and how it is weighted."""
    verb.add_argument("file", help=say("cli.survey.file"))
    verb.add_argument("--mapping", metavar="TOML", help=say("cli.survey.mapping"))
    verb.add_argument("--targets", metavar="CSV", help=say("cli.survey.targets"))
    verb.add_argument("--weight", metavar="NAME", help=say("cli.survey.weight"))
    verb.add_argument("--cap", type=float, metavar="TIMES", help=say("cli.survey.cap"))


def _add_ladder(verb: "argparse._ActionsContainer") -> None:
    verb.add_argument("--ladder", metavar="EDITION", help=say("cli.survey.ladder"))


def _add_asked(verb: argparse.ArgumentParser) -> None:
    """Add what a profile or a comparison is about: a ladder or a question."""
    asked = verb.add_mutually_exclusive_group()
    _add_ladder(asked)
    asked.add_argument("--question", metavar="NAME", help=say("cli.survey.question"))


def _add_groups(verb: argparse.ArgumentParser, *, needed: bool) -> None:
    verb.add_argument(
        "--by",
        action="append",
        default=None if needed else [],
        required=needed,
        metavar="QUESTION",
        help=say("cli.survey.by"),
    )


def _add_where(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="QUESTION=LEVEL",
        help=say("cli.survey.where"),
    )


def _add_estimates(verb: argparse.ArgumentParser) -> None:
    """Add who is in the base of an estimate, and how sure it is to be."""
    verb.add_argument("--missing", choices=MISSING, help=say("cli.survey.missing"))
    verb.add_argument(
        "--confidence", type=float, default=0.95, metavar="SHARE", help=say("cli.survey.confidence")
    )


def _add_interval(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--interval", choices=INTERVALS, default="logit", help=say("cli.survey.interval")
    )


def _add_tests(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--adjust", choices=ADJUST, default="holm", help=say("cli.survey.adjust"))
    verb.add_argument("--family", choices=FAMILY, default="row", help=say("cli.survey.family"))


def _add_people(verb: argparse.ArgumentParser, *, needed: bool) -> None:
    verb.add_argument(
        "--people",
        action="append",
        default=None if needed else [],
        required=needed,
        metavar="QUESTION=LEVEL",
        help=say("cli.survey.people"),
    )
    verb.add_argument("--objective", metavar="NAME", help=say("cli.survey.objective"))


def _add_out(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--out", default="out", metavar="FOLDER", help=say("cli.out"))
