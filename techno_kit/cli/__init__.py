"""The command ``techno-kit``: the main job from a terminal, the lessons, and a check-up."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from techno_kit.cli.arguments import WRONG_USE, command_parser
from techno_kit.errors import TechnoKitError
from techno_kit.wording import say

STOPPED = 130  # as a shell tells that its user pressed Ctrl-C

# Where each verb is. Only that of the command is imported, so that `doctor` runs in an environment
# in which others cannot.
_HOMES = {
    "compare": "verbs",
    "demo": "verbs",
    "doctor": "doctor",
    "lab": "lab",
    "plan": "verbs",
    "profile": "verbs",
    "report": "verbs",
    "targets": "forms",
    "weight": "weighting",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``techno-kit``; those of the process when None.

    Returns
    -------
    int
        0; 1 when `doctor` found something wrong; 2 when the input or the call was wrong: then a
        message is on standard error, and nothing was written; 130 when the user stopped it.
    """
    options = command_parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a Windows console may not know every sign of a label
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        return _run_of(options.command)(options) or 0
    except TechnoKitError as error:
        print(say("cli.wrong", program="techno-kit", problem=error), file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print(say("cli.wrong", program="techno-kit", problem=say("cli.stopped")), file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
    except OSError as error:  # such as a full disk behind standard output
        reason = error.strerror or str(error)
        print(say("cli.wrong", program="techno-kit", problem=reason), file=sys.stderr)
        return WRONG_USE
    return 0


def _run_of(verb: str) -> Callable[[Any], int | None]:
    run: Callable[[Any], int | None]
    run = getattr(import_module(f"{__name__}.{_HOMES[verb]}"), f"run_{verb}")
    return run
