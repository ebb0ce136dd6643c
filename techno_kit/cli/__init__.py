"""The command ``techno-kit``: the main job from a terminal."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from techno_kit.errors import TechnoKitError, nearest
from techno_kit.version import VERSION
from techno_kit.wording import count, join, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from techno_kit.analysis.profiles import Profile
    from techno_kit.ladder.rungs import Ladder
    from techno_kit.survey.saving import Write
    from techno_kit.survey.weights import Weights

WRONG_USE = 2
STOPPED = 130  # as a shell tells that its user pressed Ctrl-C
DEMO_BY = ("age_group", "gender")
DEMO_CAP = 5.0


class _Parser(argparse.ArgumentParser):
    """A parser that tells wrong use in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, say("cli.wrong", program=self.prog, problem=message) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="techno-kit", description=say("cli.about"))
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {VERSION}", help=say("cli.version")
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help=say("cli.demo.help"), description=say("cli.demo.help"))
    demo.add_argument("--out", default="out", help=say("cli.out"))
    profile = commands.add_parser(
        "profile", help=say("cli.profile.help"), description=say("cli.profile.help")
    )
    profile.add_argument("file", help=say("cli.profile.file"))
    profile.add_argument("--mapping", help=say("cli.profile.mapping"))
    profile.add_argument("--targets", help=say("cli.profile.targets"))
    profile.add_argument("--ladder", default="2010", help=say("cli.profile.ladder"))
    profile.add_argument(
        "--by", action="append", default=[], metavar="QUESTION", help=say("cli.profile.by")
    )
    profile.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="QUESTION=LEVEL",
        help=say("cli.profile.where"),
    )
    profile.add_argument("--weight", metavar="NAME", help=say("cli.profile.weight"))
    profile.add_argument("--cap", type=float, help=say("cli.profile.cap"))
    profile.add_argument(
        "--missing", choices=("in_base", "exclude"), help=say("cli.profile.missing")
    )
    profile.add_argument(
        "--interval",
        choices=("logit", "beta", "wilson", "wald"),
        default="logit",
        help=say("cli.profile.interval"),
    )
    profile.add_argument(
        "--confidence", type=float, default=0.95, help=say("cli.profile.confidence")
    )
    profile.add_argument("--out", default="out", help=say("cli.out"))
    return parser


def _demo(options: argparse.Namespace) -> None:
    """Weight and profile the shipped synthetic study."""
    from techno_kit import load_example, load_ladder, profile, rake, read_targets
    from techno_kit.shipped import locate

    sample = load_example()
    weights = rake(sample, read_targets(locate("targets/study.csv")), cap=DEMO_CAP)
    found = profile(sample.with_weights(weights), load_ladder("2010"), by=DEMO_BY)
    _tell(sample.notes, weights, found, Path(options.out))


def _profile(options: argparse.Namespace) -> None:
    """Weight and profile a survey's file."""
    from techno_kit import profile, rake, read, read_targets

    ladder = _ladder(options.ladder)
    where = _conditions(options.where)
    targets = read_targets(options.targets) if options.targets else None
    sample = read(options.file, mapping=options.mapping, weight=options.weight)
    weights = None
    if targets is not None:
        weights = rake(sample, targets, cap=options.cap)
        sample = sample.with_weights(weights)
    elif options.cap is not None:
        raise TechnoKitError(say("cli.profile.cap_alone"))
    found = profile(
        sample,
        ladder,
        by=[name.strip() for each in options.by for name in each.split(",")],
        where=where,
        missing=options.missing,
        interval=options.interval,
        confidence=options.confidence,
    )
    notes = (*sample.notes, *(targets.notes if targets is not None else ()))
    _tell(notes, weights, found, Path(options.out))


def _ladder(name: str) -> "Ladder":
    from techno_kit import load_ladder, read_ladder
    from techno_kit.ladder.rungs import EDITIONS

    if name.endswith(".toml"):
        return read_ladder(name)
    if name not in EDITIONS:
        raise TechnoKitError(
            say(
                "cli.profile.no_ladder",
                name=name,
                legal=join(EDITIONS),
                near=nearest(name, EDITIONS),
            )
        )
    return load_ladder(name)  # type: ignore[arg-type]


def _conditions(texts: Sequence[str]) -> dict[str, list[str]] | None:
    """Read ``question=level`` conditions; the same question twice means either level."""
    conditions: dict[str, list[str]] = {}
    for text in texts:
        question, sign, level = text.partition("=")
        if not (question and sign and level):
            raise TechnoKitError(say("cli.profile.bad_where", text=text))
        conditions.setdefault(question.strip(), []).append(level.strip())
    return conditions or None


def _tell(notes: Sequence[str], weights: "Weights | None", profile: "Profile", out: Path) -> None:
    """Write charts and tables, then print: a reader who leaves early, as `head`, loses no file."""
    from techno_kit.drawing.terminal import folded
    from techno_kit.survey.saving import write_together

    files = write_together(_files(weights, profile, out))
    found_out = [line for note in notes for line in folded(note)]
    table = "" if weights is None else str(weights)
    parts = ["\n".join(found_out), table, str(profile), "\n".join(folded(profile.method))]
    print("\n\n".join(part for part in parts if part))
    names = join(each.name for each in files)
    print("\n" + say("cli.written", n=count(len(files)), files=names, folder=out))


def _files(weights: "Weights | None", profile: "Profile", out: Path) -> dict[Path, "Write"]:
    """Return what writes each file of a result into a folder, which is made."""
    from techno_kit.survey.saving import make_folder, table_files

    folder = make_folder(out)
    about = {
        "title": profile.basis.title,
        "notes": profile.notes,
        "text": profile.text,
        "method": profile.method,
    }
    files = {folder / "ladder.png": _picture(profile.plot_whole(), "ladder")}
    if len(profile.groups):
        name = "ladder_by_group"
        files[folder / f"{name}.png"] = _picture(profile.plot(), name)
    files |= table_files(profile.table, folder / "profile.csv", about=about)
    if weights is not None:
        files[folder / "weighting.png"] = _picture(weights.plot(), "weighting")
        about = {"title": say("weights.caption"), "text": weights.text, "method": weights.method}
        files |= table_files(weights.table, folder / "weighting.csv", about=about)
    return files


def _picture(drawn: "Axes | Figure", title: str) -> "Write":
    """Return what saves the whole picture of what was drawn."""
    from techno_kit.drawing.pictures import save_figure

    figure = drawn.get_figure(root=True)
    if figure is None:  # what the kit draws always has one
        raise RuntimeError
    return lambda draft: save_figure(figure, draft, title=title)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``techno-kit``; those of the process when None.

    Returns
    -------
    int
        0; 2 when the input or the call was wrong: then a message is on standard error, and nothing
        was written; 130 when the user stopped it.
    """
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a Windows console may not know every sign of a label
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        {"demo": _demo, "profile": _profile}[options.command](options)
    except TechnoKitError as error:
        print(say("cli.wrong", program="techno-kit", problem=error), file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print(say("cli.wrong", program="techno-kit", problem=say("cli.stopped")), file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
    return 0
