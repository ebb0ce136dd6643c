"""Pages that stand alone: one HTML file that reads well on a screen, aloud and on paper.

A page asks for nothing outside itself and runs no script; its content policy forbids both.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from techno_kit.drawing.markup import page_tables, text_html
from techno_kit.drawing.page_style import PAGE_STYLE
from techno_kit.drawing.pictures import alt_html, seen, svg_bytes
from techno_kit.errors import TechnoKitError
from techno_kit.version import VERSION
from techno_kit.wording import say
from techno_kit.wording.phrases import LANGUAGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CONTENTS: Final = 90  # characters of an entry of the contents
SHORT: Final = 24  # characters below which a beginning alone is kept
GAP: Final = " … "  # stands for what is left out
POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of its own.

    Attributes
    ----------
    id : str
        Its anchor: letters, digits and hyphens, once on the page.
    title : str
        Its heading, as plain text.
    body : str
        HTML, already escaped; headings in it begin at ``h3``. Tables of `markup.table_html` may
        stand in it: the page states their style once and lets wide ones scroll.
    """

    id: str
    title: str
    body: str


def paragraphs_html(texts: Iterable[str], *, kind: str = "") -> str:
    """Write plain texts as paragraphs, escaped; empty ones are left out.

    Parameters
    ----------
    texts : iterable of str
        One a paragraph.
    kind : str, optional
        Their class: ``"lead"`` for sentences that sum up, ``"small"`` for small print.

    Examples
    --------
    >>> paragraphs_html(["Tom & Jerry", ""])
    '<p>Tom &amp; Jerry</p>'
    """
    named = f' class="{kind}"' if kind else ""
    return "\n".join(f"<p{named}>{text_html(text)}</p>" for text in texts if text.strip())


def list_html(texts: Iterable[str], *, ordered: bool = False) -> str:
    """Write plain texts as a list, escaped; nothing when there is none.

    Examples
    --------
    >>> list_html(["one", "two"]).splitlines()
    ['<ul>', '<li>one</li>', '<li>two</li>', '</ul>']
    """
    items = "\n".join(f"<li>{text_html(text)}</li>" for text in texts if text.strip())
    tag = "ol" if ordered else "ul"
    return f"<{tag}>\n{items}\n</{tag}>" if items else ""


def shortened(text: str, most: int) -> str:
    """Leave out the middle of a text, between words where it can be; its end tells it apart.

    Examples
    --------
    >>> shortened("Profile: which of these do you own? by age", 30), shortened("age", 20)
    ('Profile: which … own? by age', 'age')
    """
    text = text.strip()
    if len(text) <= most:
        return text
    if most < SHORT:
        start = text[: most - 1]
        stop = start.rfind(" ") if text[most - 1] != " " else most
        return (start[:stop] if stop >= most // 2 else start).rstrip(" ,;:") + "…"
    tail = (most - len(GAP)) // 2
    head = most - len(GAP) - tail
    start, end = text[:head], text[len(text) - tail :]
    if text[head] != " " and start.rfind(" ") >= head // 2:
        start = start[: start.rfind(" ")]
    if text[len(text) - tail - 1] != " " and -1 < end.find(" ") < tail / 2:
        end = end[end.find(" ") :]
    return start.rstrip(" ,;:") + GAP + end.lstrip(" ,;:")


def link_html(text: str, title: str, anchor: str) -> str:
    """Write a paragraph that ends with a link to a section of the same page.

    Examples
    --------
    >>> link_html("See", "Profile", "profile-1")
    '<p>See <a href="#profile-1">Profile</a>.</p>'
    """
    return f'<p>{text_html(text)} <a href="#{escape(anchor)}">{text_html(title)}</a>.</p>'


def facts_html(facts: Mapping[str, str]) -> str:
    """Write names and what they stand for, both plain text, as a list; empty ones are left out.

    Examples
    --------
    >>> facts_html({"Base": "1,200 respondents", "Weights": ""}).splitlines()
    ['<dl>', '<dt>Base</dt><dd>1,200 respondents</dd>', '</dl>']
    """
    rows = "\n".join(
        f"<dt>{text_html(name)}</dt><dd>{text_html(text)}</dd>"
        for name, text in facts.items()
        if text.strip()
    )
    return f"<dl>\n{rows}\n</dl>" if rows else ""


def drawing_html(figure: "Figure", caption: str, *, alt: str = "") -> str:
    """Write a figure of a page: a picture that is sharp at any size, with its caption below it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Any figure. It is drawn once, as an SVG.
    caption : str
        What a reader sees below it, as plain text.
    alt : str, optional
        What it shows, in words; a picture of ours brings its own.

    Returns
    -------
    str
        A ``figure`` element with an ``img`` inside it.

    Raises
    ------
    TechnoKitError
        If there is no description.
    """
    words = alt or getattr(figure, "description", "")
    if not words.strip():
        raise TechnoKitError(say("drawing.no_alt"))
    data = b64encode(svg_bytes(figure, title=caption)).decode("ascii")
    wide, tall = (round(inches * 96) for inches in figure.get_size_inches())
    return (
        f'<figure tabindex="0">\n<img alt="{alt_html(words)}" width="{wide}" height="{tall}" '
        f'src="data:image/svg+xml;base64,{data}">\n'
        f"<figcaption>{text_html(caption)}</figcaption>\n</figure>"
    )


def page_html(
    title: str, sections: Sequence[Section], *, subtitle: str = "", notes: Sequence[str] = ()
) -> str:
    """Write one HTML document that holds everything it shows.

    Parameters
    ----------
    title : str
        Its heading and the name of its window, as plain text.
    sections : sequence of Section
        Its parts, in order; from two on a list of contents leads to them.
    subtitle : str, optional
        A line below the title, as plain text.
    notes : sequence of str, optional
        What a reader must know before anything else, such as that the data are made up; plain
        text in a box below the title.

    Returns
    -------
    str
        The document. Equal arguments give equal text.

    Examples
    --------
    >>> page = page_html("A & B", [Section("one", "First", "<p>Told.</p>")])
    >>> "<title>A &amp; B</title>" in page, '<section id="one"' in page
    (True, True)
    """
    heading = f"<h1>{text_html(title)}</h1>"
    if subtitle:
        heading += f'\n<p class="subtitle">{text_html(subtitle)}</p>'
    if notes:
        heading += f'\n<div class="notes" role="note">\n{paragraphs_html(notes)}\n</div>'
    body = page_tables("\n".join(_section(each) for each in sections))
    return f"""<!DOCTYPE html>
<html lang="{LANGUAGE}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(seen(title))}</title>
<link rel="icon" href="data:,">
<style>
{PAGE_STYLE}
</style>
</head>
<body>
<a class="skip" href="#content">{escape(say("page.skip"))}</a>
<header>
{heading}
</header>
{_contents(sections)}<main id="content" tabindex="-1">
{body}
</main>
<footer>
{paragraphs_html([say("page.footer", version=VERSION)])}
</footer>
</body>
</html>
"""


def _contents(sections: Sequence[Section]) -> str:
    if len(sections) < 2:
        return ""
    items = "\n".join(
        f'<li><a href="#{escape(each.id)}">{text_html(shortened(each.title, CONTENTS))}</a></li>'
        for each in sections
    )
    name = escape(say("page.contents"))
    return f'<nav aria-label="{name}">\n<p>{name}</p>\n<ol>\n{items}\n</ol>\n</nav>\n'


def _section(section: Section) -> str:
    name = escape(section.id)
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">\n'
        f'<h2 id="{name}-title">{text_html(section.title)}</h2>\n{section.body}\n</section>'
    )
