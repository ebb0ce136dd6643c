"""Pages that stand alone, read back by a parser."""

import re
from base64 import b64decode
from html.parser import HTMLParser
from xml.etree import ElementTree

import pandas as pd
import pytest

from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.markup import STYLE, page_tables, table_html
from techno_kit.drawing.page_style import PAGE_STYLE
from techno_kit.drawing.pages import (
    Section,
    drawing_html,
    facts_html,
    list_html,
    page_html,
    paragraphs_html,
    shortened,
)
from techno_kit.errors import TechnoKitError

NASTY = """<script>alert(1)</script> & "quoted" 'too' --> </section>"""
TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
VOID = {"meta", "link", "img", "br"}


class Outline(HTMLParser):
    """Tags with their attributes, texts by tag, and whether every element is closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def names(self) -> list[str]:
        return [tag for tag, _ in self.tags]


def frame(label: str = "x") -> pd.DataFrame:
    return pd.DataFrame({label: [label], "share": [0.5]})


def page(**options: object) -> str:
    sections = [Section("one", "First", "<p>a</p>"), Section("two", "Second", "<p>b</p>")]
    return page_html("Title", sections, **options)  # type: ignore[arg-type]


def test_a_page_is_one_whole_document() -> None:
    made = page(subtitle="Below", notes=["Mind this."])
    assert made.startswith("<!DOCTYPE html>\n<html lang=")
    outline = Outline(made)
    assert outline.open == []
    names = outline.names()
    assert names.index("meta") < names.index("title")
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert names.count(landmark) == 1
    assert names.count("style") == 1
    assert dict(outline.tags[names.index("main")][1])["id"] == "content"
    assert ("a", {"class": "skip", "href": "#content"}) in outline.tags
    assert ("p", "Mind this.") in outline.texts


def test_a_page_forbids_scripts_and_requests_and_makes_none() -> None:
    made = page()
    assert (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">" in made
    )
    outline = Outline(made)
    assert "script" not in outline.names()
    places = [at for _, each in outline.tags for at in (each.get("src"), each.get("href")) if at]
    assert all(place.startswith(("#", "data:")) for place in places)
    assert "url(" not in made
    assert "@import" not in made


def test_the_contents_lead_to_every_section() -> None:
    outline = Outline(page())
    targets = [each["href"] for tag, each in outline.tags if tag == "a"][1:]
    assert targets == ["#one", "#two"]
    ids = [each["id"] for _, each in outline.tags if "id" in each]
    assert {"one", "two", "one-title", "two-title"} <= set(ids)
    assert len(ids) == len(set(ids))
    single = page_html("Title", [Section("one", "First", "")])
    assert "<nav" not in single


def test_every_plain_text_is_escaped() -> None:
    body = "\n".join(
        [
            paragraphs_html([NASTY], kind="lead"),
            list_html([NASTY], ordered=True),
            facts_html({NASTY: NASTY}),
            table_html(frame(NASTY), caption=NASTY, notes=[NASTY]),
            drawing_html(Picture(72, 72, description=NASTY), NASTY),
        ]
    )
    made = page_html(NASTY, [Section("a", NASTY, body)], subtitle=NASTY, notes=[NASTY])
    outline = Outline(made)
    assert outline.open == []
    assert "script" not in outline.names()
    said = [tag for tag, text in outline.texts if text.strip() == NASTY]
    assert " ".join(said) == "title h1 p p h2 p li dt dd caption th th div figcaption"
    labels = [value for _, each in outline.tags for value in each.values() if value]
    assert f"Table 1: {NASTY}" in labels
    assert NASTY in labels  # the picture's description


def test_empty_texts_leave_nothing_behind() -> None:
    assert paragraphs_html(["", " "]) == list_html([]) == facts_html({"a": ""}) == ""


def test_signs_that_are_no_text_go() -> None:
    assert paragraphs_html(["a\u202eb\x1bc\x00"]) == "<p>abc</p>"


def test_words_from_right_to_left_keep_to_themselves() -> None:
    assert paragraphs_html(["2% are شبكات اجتماعية (3%)"]) == (
        "<p>2% are <bdi>شبكات اجتماعية</bdi> (3%)</p>"
    )
    assert paragraphs_html(["עברית & חברים!"]) == "<p><bdi>עברית &amp; חברים</bdi>!</p>"
    assert "<bdi>" not in paragraphs_html(["Ünïcode 毎日 (3%)"])


def test_tables_state_their_style_once_and_scroll_under_a_name_of_their_own() -> None:
    two = table_html(frame(), caption="Same") + "\n<p>between</p>\n"
    made = page_html("Title", [Section("a", "A", two + table_html(frame(), caption="Same"))])
    outline = Outline(made)
    assert outline.names().count("style") == 1
    regions = [each for tag, each in outline.tags if each.get("role") == "region"]
    assert [each["aria-label"] for each in regions] == ["Table 1: Same", "Table 2: Same"]
    assert {each["tabindex"] for each in regions} == {"0"}
    assert "<p>between</p>" in made
    assert STYLE.removeprefix("<style>").removesuffix("</style>") in PAGE_STYLE


def test_a_label_of_a_region_holds_no_element() -> None:
    made = page_tables(table_html(frame(), caption="شبكات"))
    assert 'aria-label="Table 1: شبكات"' in made
    assert "<caption><bdi>شبكات</bdi></caption>" in made


def test_a_picture_is_drawn_into_the_page_with_its_description_and_size() -> None:
    picture = Picture(144, 72, description='Bars of "all"')
    picture.panel(30, 10, 100, 40)
    made = drawing_html(picture, "Chart of all.")
    assert re.match(
        r'<figure tabindex="0">\n<img alt="Bars of &quot;all&quot;" width="192" height="96" '
        r'src="data:image/svg\+xml;base64,[A-Za-z0-9+/=]+">\n'
        r"<figcaption>Chart of all\.</figcaption>\n</figure>$",
        made,
    )
    assert drawing_html(picture, "Chart of all.") == made


def test_a_picture_of_signs_that_xml_forbids_can_be_read() -> None:
    picture = Picture(144, 72, description="x")
    picture.text(0.5, 0.5, "a -- b \uffff", fontfamily="DejaVu Sans")
    made = drawing_html(picture, "x")
    data = re.search(r"base64,([^\"]+)", made)
    assert data is not None
    svg = b64decode(data[1])
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert b"<!--" not in svg


def test_a_page_keeps_descriptions_and_contents_short() -> None:
    picture = Picture(72, 72, description="Dots. " + "word; " * 2000)
    body = drawing_html(picture, "x")
    assert len(re.search(r'alt="([^"]*)"', body)[1]) < 1600  # type: ignore[index]
    title = "People who live in " + "one town or another " * 20
    made = page_html("x", [Section("a", title, body), Section("b", "B", "")])
    entry = re.search(r'<a href="#a">([^<]*)</a>', made)
    assert entry is not None
    assert len(entry[1]) <= 90 and entry[1].endswith("one town or another")
    assert " … " in entry[1]
    assert f">{title}</h2>" in made


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("one two", 7, "one two"),
        ("one two", 6, "one…"),
        ("w" * 20, 10, "w" * 9 + "…"),
        ("a, b", 3, "a…"),
        ("Shares: which of these do you own? by age", 30, "Shares: which … own? by age"),
        ("w" * 90, 30, "w" * 14 + " … " + "w" * 13),
    ],
)
def test_texts_are_cut_between_words(text: str, most: int, cut: str) -> None:
    assert shortened(text, most) == cut
    assert len(cut) <= most


def test_a_picture_without_a_description_is_refused() -> None:
    with pytest.raises(TechnoKitError, match="a picture needs a description"):
        drawing_html(Picture(72, 72), "Chart.")


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_stands_out_from_its_ground(scheme: int) -> None:
    colors = re.findall(r":root \{(.*?)\}", PAGE_STYLE, re.DOTALL)
    assert len(colors) == 3
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", colors[scheme]))
    for ground in ("paper", "panel"):
        for text in ("ink", "muted", "link"):
            assert contrast(named[text], named[ground]) >= TEXT_CONTRAST


def test_pictures_scale_and_wide_tables_show_that_they_go_on() -> None:
    screen, _, paper = PAGE_STYLE.partition("@media print")
    assert re.search(r"figure img \{[^}]*max-width: max\(100%, 44rem\)", screen)
    assert not re.search(r"figure img \{[^}]*min-width", screen)  # a small picture stays small
    assert re.search(r"figure \{[^}]*overflow-x: auto", screen)
    assert re.search(r"figure img \{[^}]*max-width: 100%", paper)
    assert re.search(r"\.scroll \{[^}]*background-attachment: local", screen)
