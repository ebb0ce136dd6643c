"""How a command rakes: the targets that it names, with the options that go with them."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from techno_kit.cli.options import Bound
from techno_kit.errors import TechnoKitError
from techno_kit.wording import join, plural

if TYPE_CHECKING:
    from techno_kit.survey.sample import Sample
    from techno_kit.survey.targets.checks import TargetsCheck
    from techno_kit.survey.targets.matching import BlankRule
    from techno_kit.survey.targets.target_set import Targets
    from techno_kit.survey.weights import Weights

OPTIONS = ("sheet", "within", "cap", "floor", "blanks")


@dataclass(frozen=True, eq=False, slots=True)
class Raking:
    """Targets, and how a sample is raked to them.

    Attributes
    ----------
    targets : Targets
        What is to be met.
    within : str
        The question whose levels are raked one by one; empty without one.
    cap, floor : float or (rule, number), or None
        Bounds of the weights.
    blanks : {"error", "own_level", "keep_share", "drop"}
        What a blank in a raking variable means.
    closest : bool
        Whether weights that come close are taken where none meet the targets.
    """

    targets: "Targets"
    within: str = ""
    cap: Bound | None = None
    floor: Bound | None = None
    blanks: "BlankRule" = "error"
    closest: bool = False

    @classmethod
    def of(cls, options: argparse.Namespace) -> "Raking | None":
        """Read the targets that the options name; None where they name none.

        Raises
        ------
        TechnoKitError
            If the file cannot be read, or an option stands without targets.
        """
        if options.targets is None:
            refuse(options, OPTIONS, "cli.survey.alone")
            return None
        return cls.read(options.targets, options)

    @classmethod
    def read(cls, path: str, options: argparse.Namespace) -> "Raking":
        """Read targets, and take what else the options say."""
        from techno_kit import read_targets

        return cls(
            read_targets(path, sheet=options.sheet),
            options.within or "",
            options.cap,
            getattr(options, "floor", None),
            options.blanks or "error",
            getattr(options, "closest", False),
        )

    def check(self, sample: "Sample") -> "TargetsCheck":
        """Tell what stands in the way of these targets."""
        return self.targets.check(
            sample,
            cap=self.cap,  # type: ignore[arg-type]  # the verb tells which rules there are
            floor=self.floor,  # type: ignore[arg-type]
            missing=self.blanks,
            within=self.within,
        )

    def weights(self, sample: "Sample") -> "Weights":
        """Rake a sample."""
        from techno_kit import rake

        then: Literal["error", "closest"] = "closest" if self.closest else "error"
        return rake(
            sample,
            self.targets,
            within=self.within or None,
            cap=self.cap,  # type: ignore[arg-type]  # the verb tells which rules there are
            floor=self.floor,  # type: ignore[arg-type]
            missing=self.blanks,
            on_infeasible=then,
        )


def refuse(options: argparse.Namespace, names: Sequence[str], key: str) -> None:
    """Refuse options where they mean nothing, all of them at once.

    Raises
    ------
    TechnoKitError
        In the words of `key`, if any of them was given.
    """
    given = [name for name in names if getattr(options, name, None) not in (None, False)]
    if not given:
        return
    called = join(_called(options, name) for name in given)
    raise TechnoKitError(plural(key, len(given), options=called))


def _called(options: argparse.Namespace, name: str) -> str:
    """Return an option as its user knows it."""
    if name == "blanks" and options.command in ("weight", "targets"):
        return "--missing"
    return f"--{name}"
