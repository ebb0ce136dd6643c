"""What stands in the way of targets, as readers see it."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from techno_kit.errors import TargetsError, raise_all
from techno_kit.survey.targets.target_set import Targets
from techno_kit.wording import count, decimal, percent, plural, say

COLUMNS = ("within", "variable", "level", "sample", "target", "ratio", "n")


@dataclass(frozen=True, eq=False, repr=False)
class TargetsCheck:
    """Targets beside a sample, before any weighting.

    Attributes
    ----------
    targets : Targets
        What was checked.
    respondents : int
        Number of respondents in the sample.
    problems : tuple of str
        What has to be changed before weights can be made, a sentence each.
    warnings : tuple of str
        What weights can be made in spite of.
    hint : str
        What proposes the sample's names, where something is not called so; else empty.
    rows : pandas.DataFrame
        What `table` is a copy of.
    """

    targets: Targets
    respondents: int
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    hint: str
    rows: pd.DataFrame

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.problems

    @property
    def table(self) -> pd.DataFrame:
        """Sample and targets side by side, a row a level.

        Columns ``within`` (the level that is weighted by itself; empty where there is none),
        ``variable``, ``level``, ``sample`` and ``target`` (shares 0-1; of a number its mean or
        total), ``ratio`` (target / sample) and ``n`` (respondents). A level without a target has
        none, one that the sample does not know has 0 respondents.
        """
        return self.rows.copy(deep=False)

    @property
    def text(self) -> str:
        """What was found, a line each."""
        about = {
            "respondents": plural("units.respondents", self.respondents),
            "levels": plural("units.levels", len(self.rows)),
        }
        n = len(self.problems)
        head = plural("check.fails", n, **about) if n else say("check.fits", **about)
        return "\n".join([head, *self.sentences])

    @property
    def sentences(self) -> list[str]:
        """Every problem, what helps against unknown names, then every warning."""
        told = [say("check.problem", problem=_ended(each)) for each in self.problems]
        told += [self.hint] if self.hint else []
        return told + [say("check.warning", warning=_ended(each)) for each in self.warnings]

    def raise_problems(self) -> None:
        """Raise what stands in the way; do nothing where nothing does.

        Raises
        ------
        TargetsError
            With every problem.
        """
        raise_all(TargetsError, say("errors.rake.subject"), self.problems, hint=self.hint)

    def _view(self) -> dict[str, Any]:
        shown = [name for name in COLUMNS if name != "within" or self.rows["within"].any()]
        numbers = ~self.rows["level"].str.fullmatch(r"\((mean|total)\)")
        formatted = self.rows.assign(
            sample=_worded(self.rows["sample"], numbers),
            target=_worded(self.rows["target"], numbers),
            ratio=[decimal(each) for each in self.rows["ratio"]],
            n=[count(each) for each in self.rows["n"]],
        )
        caption = self.targets.caption
        return {
            "frame": formatted[shown],
            "columns": {name: say(f"check.columns.{name}") for name in shown},
            "numbers": ["sample", "target", "ratio", "n"],
            "notes": [*([caption] if caption else []), *self.sentences],
        }

    @property
    def _title(self) -> str:
        key = "check.title_ok" if self.ok else "check.title"
        problems = plural("units.problems", len(self.problems))
        return say(key, problems=problems)

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        return table_html(**self._view(), caption=self._title)

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return table_text(**self._view(), title=self._title)

    def __repr__(self) -> str:
        return f"TargetsCheck({self._title})"


def _ended(sentence: str) -> str:
    """Return a sentence with its stop, or the question mark that it has."""
    return sentence if sentence.endswith(("?", ".")) else say("check.stop", sentence=sentence)


def _worded(values: "pd.Series[float]", shares: "pd.Series[bool]") -> list[str]:
    """Word shares as percentages, means and totals as numbers."""
    pairs = zip(values, shares, strict=True)
    return [percent(each, 1) if share else decimal(each) for each, share in pairs]
