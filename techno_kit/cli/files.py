"""What a command writes: tables with their sidecars, charts, a plan, a page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from techno_kit.errors import FileError
from techno_kit.wording import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from techno_kit.analysis.comparisons.comparisons import Comparison
    from techno_kit.analysis.profiles.profiles import Profile
    from techno_kit.planning.plan import Plan
    from techno_kit.reporting.parts import Result
    from techno_kit.survey.saving import Write
    from techno_kit.survey.weights import Weights

PAGE = "report.html"
PLAN_FORMATS = ("toml", "md", "html")
Files = dict[Path, "Write"]


class _Told(Protocol):
    """What every result tells about itself."""

    @property
    def text(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def notes(self) -> Sequence[str]: ...


def weighting_files(weights: "Weights | None", folder: Path, *, charts: bool = True) -> Files:
    """Return what writes a weighting: its table and its chart; nothing without weights."""
    from techno_kit.survey.saving import table_files

    if weights is None:
        return {}
    about = {"title": say("weights.caption"), "text": weights.text, "method": weights.method}
    files = table_files(weights.table, folder / "weighting.csv", about=about)
    if charts:
        files |= chart_files(weights.plot(), folder, "weighting")
    return files


def profile_files(
    profile: "Profile", folder: Path, *, charts: Sequence[str] = ("whole", "groups")
) -> Files:
    """Return what writes a profile: its table and charts of the whole and of the groups."""
    from techno_kit.survey.saving import table_files

    about = _about(profile, profile.basis.title)
    files = table_files(profile.table, folder / "profile.csv", about=about)
    name = "ladder" if profile.basis.ladder else "question"
    if "whole" in charts:
        files |= chart_files(profile.plot_whole(), folder, name)
    if "groups" in charts and len(profile.groups):
        files |= chart_files(profile.plot(), folder, f"{name}_by_group")
    return files


def comparison_files(found: "Comparison", folder: Path, *, charts: bool = True) -> Files:
    """Return what writes a comparison: shares with letters, tests, pairs, and its chart."""
    from techno_kit.survey.saving import table_files

    about = _about(found, found.basis.title)
    tables: Mapping[str, pd.DataFrame]
    tables = {"differences": found.table, "tests": found.tests, "pairs": found.pairs}
    files: Files = {}
    for name, table in tables.items():
        files |= table_files(table, folder / f"{name}.csv", about=about)
    if charts:
        files |= chart_files(found.plot(), folder, "differences")
    return files


def plan_files(plan: "Plan", folder: Path) -> Files:
    """Return what writes a plan: as text to work on, as Markdown, as a page, and its evidence."""
    from techno_kit.survey.saving import table_files

    evidence = table_files(plan.table, folder / "evidence.csv", about=_about(plan, plan.title))
    plans = {folder / f"plan.{kind}": _saving(plan.save) for kind in PLAN_FORMATS}
    return evidence | plans


def page_files(results: "Sequence[Result]", folder: Path, *, title: str | None) -> Files:
    """Return what writes the page of all results."""
    from techno_kit import report

    return {folder / PAGE: _saving(lambda draft: report(*results, to=draft, title=title))}


def _about(result: _Told, title: str) -> dict[str, object]:
    """Return what a table's sidecar says."""
    notes = list(result.notes)
    return {"title": title, "notes": notes, "text": result.text, "method": result.method}


def _saving(save: "Write") -> "Write":
    """Let a saver's own error about a draft pass as the system's, so that the file is named."""

    def write(draft: Path) -> None:
        try:
            save(draft)
        except FileError as error:
            if isinstance(error.__cause__, OSError):
                raise error.__cause__ from error
            raise

    return write


def chart_files(drawn: "Axes | Figure", folder: Path, name: str) -> Files:
    """Return what saves the whole picture of what was drawn, as PNG."""
    from techno_kit.drawing.pictures import save_figure, whole_figure

    figure = whole_figure(drawn)
    save = _saving(lambda draft: save_figure(figure, draft, title=name))
    return {folder / f"{name}.png": save}
