"""Every lesson, opened and run in JupyterLab as a reader does."""

from pathlib import Path

import pytest

from techno_kit.wording import say
from tests.browser.browsing import Open, axe, grave
from tests.browser.lessons import (
    CHECKS,
    LAB_ITSELF,
    OUTPUTS,
    THEMES,
    choose_theme,
    errors,
    pictures,
    run_all,
    silent,
    source,
    unseen,
)
from tests.browser.serving import ROOT, Server

LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))

pytestmark = pytest.mark.browser


def test_the_first_lesson_and_the_plan_are_among_them() -> None:
    assert {"00_start_here", "60_draft_a_post_plan"} <= {each.stem for each in LESSONS}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_and_shows_what_it_tells(lesson: Path, lab: Server, open_page: Open) -> None:
    page = open_page()
    cells = run_all(page, lab.notebook(lesson.name))
    assert cells
    assert errors(cells) == []
    assert silent(cells) == []

    assert page.locator(f"{OUTPUTS} img").count() == pictures(cells)
    assert unseen(page) == []

    checks = [each for each in cells if CHECKS in source(each)]
    verdicts = page.locator(f"{OUTPUTS} [role=status] strong").all_inner_texts()
    assert verdicts == [say("teaching.states.right")] * len(checks)

    for theme in THEMES:
        choose_theme(page, theme)
        assert grave(axe(page, OUTPUTS, allowed=LAB_ITSELF)) == [], theme
