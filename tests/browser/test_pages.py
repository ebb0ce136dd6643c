"""The report and the plan as a page: opened, read by keyboard and screen reader, printed."""

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.browsing import Open, Watch, axe, told
from tests.browser.serving import files

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NARROW = {"width": 375, "height": 700}
PRINTED = {"width": 672, "height": 1000}  # A4 less margins of 16 mm, in CSS pixels
MANY = 300  # presses of Tab that no page of ours needs
LIGHT = 0.9  # of paper, 0-1
SCROLLING = """() => [...document.querySelectorAll('body *')].filter(each => {
    const { overflowX, overflowY } = getComputedStyle(each);
    return (overflowX !== 'visible' && each.scrollWidth > each.clientWidth)
        || (overflowY !== 'visible' && each.scrollHeight > each.clientHeight);
})"""
OPEN = "() => document.querySelectorAll('details').forEach(each => { each.open = true; })"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=["report", "plan", "codebook", "answers", "hostile"])
def path(request: pytest.FixtureRequest, written: dict[str, Path]) -> Path:
    return written[request.param]


def asked_of(watches: list[Watch]) -> list[str]:
    return [url for watch in watches for url in watch.asked if not url.startswith("data:")]


def test_it_opens_from_the_disk_alone(path: Path, open_page: Open, watches: list[Watch]) -> None:
    page = open_page(path.as_uri())
    assert asked_of(watches) == [path.as_uri()]
    assert page.title()
    assert page.get_by_role("heading", level=1).all_inner_texts() == [page.title()]


def test_it_opens_from_a_server(path: Path, open_page: Open, watches: list[Watch]) -> None:
    with files(path.parent) as address:
        page = open_page(f"{address}{path.name}")
        assert asked_of(watches) == [f"{address}{path.name}"]
        assert page.title()


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(path: Path, open_page: Open, scheme: str, width: int) -> None:
    size = {"width": width, "height": 800}
    page = open_page(path.as_uri(), color_scheme=scheme, viewport=size)
    assert told(axe(page)) == []


def test_every_picture_is_seen_and_told(path: Path, open_page: Open) -> None:
    page = open_page(path.as_uri())
    pictures = page.locator("img").evaluate_all("all => all.map(i => [i.alt, i.naturalWidth])")
    assert all(alt.strip() and width for alt, width in pictures)
    assert pictures or path.stem in ("plan", "codebook", "answers")


def test_every_link_and_name_leads_somewhere(path: Path, open_page: Open) -> None:
    page = open_page(path.as_uri())
    names = page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
    assert len(names) == len(set(names))
    links = page.locator("a[href]").evaluate_all("all => all.map(e => e.getAttribute('href'))")
    assert [link for link in links if link[0] == "#" and link[1:] not in names] == []


def test_a_telephone_scrolls_only_tables_sideways(path: Path, open_page: Open) -> None:
    page = open_page(path.as_uri(), viewport=NARROW)
    page.evaluate(OPEN)
    assert page.evaluate(SIDEWAYS) == 0


def walk(page: "Page") -> list[str]:
    """Press Tab through the page; return what had the focus, and how it was shown."""
    shown = []
    for _ in range(MANY):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
                const at = document.activeElement;
                if (at === document.body) return null;
                const { outlineStyle, boxShadow } = getComputedStyle(at);
                at.dataset.walked = 'yes';
                return outlineStyle === 'none' && boxShadow === 'none'
                    ? at.outerHTML.slice(0, 120) : '';
            }"""
        )
        if focus is None:
            break
        shown.append(focus)
    return shown


def test_the_keyboard_reaches_what_scrolls(path: Path, open_page: Open) -> None:
    page = open_page(path.as_uri(), viewport=NARROW)
    page.evaluate(OPEN)
    assert page.evaluate(f"({SCROLLING})().length") > 0
    shown = walk(page)
    assert 0 < len(shown) < MANY
    assert [each for each in shown if each] == []  # the focus is seen wherever it is
    missed = f"({SCROLLING})().filter(e => !e.dataset.walked).map(e => e.outerHTML.slice(0, 120))"
    assert page.evaluate(missed) == []


def test_paper_is_white(path: Path, open_page: Open) -> None:
    from matplotlib.image import imread

    page = open_page(path.as_uri(), color_scheme="dark", viewport=PRINTED)
    page.emulate_media(media="print")
    paper = imread(BytesIO(page.screenshot()))
    assert paper[..., :3].min(axis=-1)[[0, -1], :][:, [0, -1]].min() > LIGHT
    assert told(axe(page)) == []


def test_paper_loses_nothing(path: Path, open_page: Open) -> None:
    page = open_page(path.as_uri(), viewport=PRINTED)
    page.evaluate(OPEN)
    page.emulate_media(media="print")
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(f"({SCROLLING})().map(each => each.outerHTML.slice(0, 120))") == []


def test_no_heading_ends_a_sheet(path: Path, open_page: Open) -> None:
    page = open_page(path.as_uri())
    page.emulate_media(media="print")
    kept = page.locator("h2, h3, caption").evaluate_all(
        "all => all.map(each => getComputedStyle(each).breakAfter)"
    )
    assert set(kept) == {"avoid"}


def test_it_prints(path: Path, open_page: Open) -> None:
    page = open_page(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert 0 < len(re.findall(rb"/Type\s*/Page\b", printed)) < 40
