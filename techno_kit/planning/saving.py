"""Plans to files: to go on with, or to show."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from techno_kit.errors import FileError
from techno_kit.planning.rendering import html_of_parts, markdown_of_parts
from techno_kit.planning.sections import method_part, parts_of, without_notice
from techno_kit.planning.writing import toml_of_plan
from techno_kit.survey.paths import check_path
from techno_kit.survey.saving import write_together
from techno_kit.wording import join, say

if TYPE_CHECKING:
    from techno_kit.planning.plan import Plan

ENDINGS = (".toml", ".md", ".html")


def save_plan(plan: "Plan", path: str | os.PathLike[str]) -> Path:
    """Save a plan in the form that the ending names, whole or not at all.

    Raises
    ------
    FileError
        If the ending names another form, or the file cannot be written.
    """
    check_path(path)
    goal = Path(path)
    ending = goal.suffix.lower()
    if goal.is_dir():
        raise FileError(say("file.folder", file=goal.name or str(goal)))
    if ending not in ENDINGS:
        legal = join(ENDINGS, by="or")
        raise FileError(say("plan.file.ending", file=goal.name, legal=legal))
    if ending == ".toml":
        text = toml_of_plan(plan)
    elif ending == ".md":
        text = markdown_of_parts(plan.title, [*parts_of(plan), method_part(plan)])
    else:
        text = page_of_plan(plan)
    write_together({goal: lambda draft: draft.write_text(text, "utf-8", newline="\n")})
    return goal


def page_of_plan(plan: "Plan") -> str:
    """Return a plan as one HTML page, with its chart where there is evidence to draw."""
    from techno_kit.drawing.pages import Section, drawing_html, page_html
    from techno_kit.drawing.pictures import whole_figure

    parts = [without_notice(each) for each in (*parts_of(plan), method_part(plan))]
    bodies = {each.id: html_of_parts([each], headed=False) for each in parts}
    if any(plan.evidence_on(each) for each in plan.people):
        caption = say("plan.chart", against=plan.grounds.against)
        bodies["people"] += f"\n{drawing_html(whole_figure(plan.plot()), caption)}"
    sections = [Section(each.id, each.title, bodies[each.id]) for each in parts]
    made_up = [say("profile.made_up")] if plan.grounds.synthetic else []
    return page_html(plan.title, sections, subtitle=plan.grounds.ladder, notes=made_up)
