"""What the other tests lean on sees what it is there to see."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.browsing import PATIENCE, Allowed, Open, Watch, axe, grave, leaves

pytestmark = pytest.mark.browser

SOUND = '<!doctype html><html lang="en"><title>One</title><main><h1>One</h1>{}</main></html>'
Write = Callable[[str], str]

FAR = "http://techno-kit.invalid/far.png"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a page that is sound but for what it is given; return its address."""

    def page(body: str) -> str:
        file = tmp_path / "page.html"
        file.write_text(SOUND.format(body), "utf-8")
        return file.as_uri()

    return page


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        ("<script>throw new Error('broken')</script>", "page error: "),
        ("<script>console.error('amiss')</script>", "console error: amiss"),
        (f'<img alt="far" src="{FAR}">', f"left this machine: {FAR}"),
        (f"<script>fetch('{FAR}').catch(() => 0)</script>", f"left this machine: {FAR}"),
        (
            "<script>new WebSocket('ws://techno-kit.invalid/')</script>",
            "left this machine: ws://techno-kit.invalid/",
        ),
    ],
    ids=["error", "console", "image", "fetch", "socket"],
)
def test_the_watch_hears(
    body: str, heard: str, write: Write, open_page: Open, watches: list[Watch]
) -> None:
    page = open_page(write(body))
    (watch,) = watches
    end = time.monotonic() + PATIENCE
    while not any(each.startswith(heard) for each in watch.problems):
        assert time.monotonic() < end, watch.problems
        page.evaluate("() => new Promise(requestAnimationFrame)")  # hears while it waits
    watches.clear()  # what was to be heard is no failure of this test


def test_a_sound_page_is_left_alone(write: Write, open_page: Open) -> None:
    page = open_page(write("<p>Text.</p>"))
    assert axe(page) == []


def test_axe_finds_and_lets_through_by_rule_and_element(write: Write, open_page: Open) -> None:
    pixel = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    page = open_page(write(f'<p><img class="theirs" src="{pixel}"><img src="{pixel}"></p>'))
    ours = f'image-alt (critical): Images must have alternative text: <img src="{pixel}">'
    found = grave(axe(page))
    assert len(found) == 2 and found[1].startswith(ours[:80])
    theirs = Allowed("image-alt", "theirs", "a test")
    assert len(grave(axe(page, allowed=[theirs]))) == 1
    assert len(grave(axe(page, allowed=[Allowed("label", "theirs", "a test")]))) == 2


@pytest.mark.parametrize(
    ("url", "far"),
    [
        ("file:///out/report.html", False),
        ("data:image/png;base64,AA", False),
        ("blob:http://127.0.0.1:8888/1", False),
        ("http://127.0.0.1:8888/lab", False),
        ("ws://localhost:8888/api", False),
        ("http://[::1]:8888/", False),
        ("https://cdn.example.org/x.js", True),
        ("http://127.0.0.1.example.org/", True),
        ("ws://10.0.0.1/", True),
    ],
)
def test_what_leaves_this_machine(url: str, far: bool) -> None:
    assert leaves(url) is far
