"""A browser, pages that are watched, a JupyterLab on copies of the lessons, and pages to open.

Playwright is imported where it is used: environments without it collect these tests too.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from tests.browser.browsing import ARGUMENTS, PATIENCE, Open, Watch, chromium
from tests.browser.hostile import BY, QUESTION, hostile_frame
from tests.browser.serving import ROOT, Server, jupyterlab, started

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE = {"width": 1280, "height": 900}
NO_CHROMIUM = "no Chromium on PATH (Debian: apt-get install chromium)"
NO_PLAYWRIGHT = "playwright is not here (make dev installs it from requirements-dev.lock)"
IN_CI = os.environ.get("CI") == "true"


def lacking(reason: str) -> NoReturn:
    """Skip on a desk; in CI, where the browser is a promise, fail."""
    if IN_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Start the system's Chromium without a window."""
    program = chromium()
    if program is None:
        lacking(NO_CHROMIUM)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        lacking(NO_PLAYWRIGHT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watches() -> list[Watch]:
    """What was heard in each page that the test opened."""
    return []


@pytest.fixture
def open_page(browser: "Browser", watches: list[Watch]) -> Iterator[Open]:
    """Open pages that must say nothing wrong and must ask no other machine."""
    contexts = []

    def page(url: str | None = None, **options: Any) -> "Page":
        context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce"} | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        watches.append(Watch(context))
        opened = context.new_page()
        if url is not None:
            opened.goto(url)
        return opened

    yield page
    for context in contexts:
        context.close()
    assert [problem for watch in watches for problem in watch.problems] == []


@pytest.fixture(scope="session")
def lab(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve copies of the lessons in JupyterLab, which writes into what it runs."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder, dirs_exist_ok=True)
    with started(jupyterlab(folder), folder, tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the pages of the main job on the shipped study, and one of labels that could harm."""
    import techno_kit as tk
    from techno_kit.shipped import locate

    folder = tmp_path_factory.mktemp("pages")
    ladder = tk.load_ladder("2010")
    sample = tk.load_example()
    weights = tk.rake(sample, tk.read_targets(locate("targets/study.csv")), cap=5)
    sample = sample.with_weights(weights)
    profile = tk.profile(sample, ladder, by=["age_group", "gender"])
    gaps = tk.compare(sample, ladder, by="age_group")
    plan = tk.draft_plan(sample, ladder, people={"age_group": ["18-24"]})
    harm = tk.Sample.from_frame(hostile_frame())
    found = [verb(harm, QUESTION, by=BY) for verb in (tk.profile, tk.compare)]
    return {
        "report": tk.report(profile, gaps, plan, to=folder / "report.html").path,
        "plan": plan.save(folder / "plan.html"),
        "codebook": tk.report(sample.codebook, to=folder / "codebook.html").path,
        "answers": tk.report(harm.codebook, to=folder / "answers.html", title=QUESTION).path,
        "hostile": tk.report(*found, to=folder / "hostile.html", title=QUESTION).path,
    }
