"""Figures as HTML with a description, and as files that carry it."""

import os
import re
from base64 import b64encode
from contextlib import suppress
from html import escape
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from shutil import copymode
from typing import TYPE_CHECKING, Any

from techno_kit.drawing.markup import UNSEEN
from techno_kit.errors import FileError, TechnoKitError
from techno_kit.wording import count, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

DPI = 144  # sharp on screens with two dots a pixel
PRINT_DPI = 200
LEAST_DPI, MOST_DPI = 10, 1200
FORMATS = ("png", "svg", "pdf")
ALT = 1500  # signs of a description on a page: a minute of speech; the table beside it holds all
COMMENT = re.compile(rb"\s*<!--.*?-->", re.DOTALL)
NO_SIGN = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")  # halves of signs, and none at all


def alt_html(words: str) -> str:
    """Return a description as the value of an ``alt``, escaped; a long one ends where it may.

    Parameters
    ----------
    words : str
        What a picture shows.

    Examples
    --------
    >>> alt_html('Bars of "all"')
    'Bars of &quot;all&quot;'
    """
    told = seen(words)
    if len(told) > ALT:
        start = told[:ALT]
        end = max(start.rfind("; "), start.rfind(". "))
        told = say("drawing.alt.cut", start=start[: end if end > ALT // 2 else ALT].rstrip(";. "))
    return escape(told)


def seen(text: str) -> str:
    """Return a text without signs that are none, and that files of pictures cannot hold."""
    return NO_SIGN.sub("", UNSEEN.sub("", text))


def ended(title: str, after: str = ".") -> str:
    """Return a title that ends as a sentence; a question ends itself, and nothing stays nothing.

    Examples
    --------
    >>> ended("Shares"), ended("Who owns one?", ". "), ended("", ". ")
    ('Shares.', 'Who owns one? ', '')
    """
    if title.rstrip().endswith((".", "?", "!", "…", "。", "？", "！")):
        return title + after.removeprefix(".")
    return title + after if title else ""


def _frame(figure: "Figure") -> dict[str, Any]:
    """Keep our own layout to the point; widen another figure to hold text beyond its edge."""
    return {} if hasattr(figure, "description") else {"bbox_inches": "tight"}


def whole_figure(drawn: "Axes | Figure | SubFigure") -> "Figure":
    """Return the whole picture of what was drawn."""
    figure = drawn.get_figure(root=True)
    if figure is None:  # what the kit draws always has one
        raise RuntimeError
    return figure


def png_bytes(figure: "Figure", *, dpi: int = DPI) -> bytes:
    """Render a figure as the bytes of a PNG."""
    target = BytesIO()
    figure.savefig(
        target, format="png", dpi=dpi, facecolor=figure.get_facecolor(), **_frame(figure)
    )
    return target.getvalue()


def svg_bytes(figure: "Figure", *, title: str) -> bytes:
    """Draw a figure as the bytes of an SVG; the same figure and title give the same bytes.

    Letters are drawn as shapes: they look as they were measured, whatever fonts a reader has.
    """
    import matplotlib

    target = BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": title, "svg.fonttype": "path"}):
        figure.savefig(
            target,
            format="svg",
            facecolor=figure.get_facecolor(),
            metadata={"Date": None},
            **_frame(figure),
        )
    # matplotlib repeats every text in a comment, and with it signs that XML does not allow
    return COMMENT.sub(b"", target.getvalue())


def figure_html(figure: "Figure", alt: str, *, dpi: int = DPI, picture: bytes | None = None) -> str:
    """Write a figure as an HTML image that screen readers can tell.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Any figure.
    alt : str
        What it shows, in words; it must not be blank.
    dpi : int, default 144
        Dots an inch of the picture; it is shown at 96.
    picture : bytes, optional
        The figure's PNG if it is at hand; it is rendered otherwise.

    Returns
    -------
    str
        One ``img`` element with the picture inside it.

    Raises
    ------
    TechnoKitError
        If `alt` is blank.
    """
    if not alt.strip():
        raise TechnoKitError(say("drawing.no_alt"))
    data = b64encode(picture or png_bytes(figure, dpi=dpi)).decode("ascii")
    wide = round(figure.get_size_inches()[0] * 96)
    return (
        f'<img alt="{alt_html(alt)}" style="width:{wide}px;max-width:100%;height:auto" '
        f'src="data:image/png;base64,{data}">'
    )


def _described_svg(text: str, title: str, alt: str) -> str:
    """Give an SVG the role of one image, with its name and description as its first children."""
    start = text.index("<svg ")
    end = text.index(">", start) + 1
    children = f"\n <title>{escape(title)}</title>\n <desc>{escape(alt)}</desc>"
    root = text[start : end - 1] + ' role="img">'
    return text[:start] + root + children + text[end:]


def _written(figure: "Figure", target: Path, alt: str, title: str, dpi: float) -> None:
    kind = target.suffix.removeprefix(".").lower()
    common: dict[str, Any] = {"format": kind, "facecolor": figure.get_facecolor(), **_frame(figure)}
    if kind == "svg":
        described = _described_svg(svg_bytes(figure, title=title).decode("utf-8"), title, alt)
        target.write_bytes(described.encode("utf-8"))
    elif kind == "pdf":
        named = {"Title": title, "Subject": alt, "CreationDate": None}
        figure.savefig(target, metadata=named, **common)
    else:
        figure.savefig(target, dpi=dpi, metadata={"Title": title, "Description": alt}, **common)


def save_figure(
    figure: "Figure",
    path: str | os.PathLike[str],
    *,
    alt: str | None = None,
    title: str = "",
    dpi: float = PRINT_DPI,
) -> Path:
    """Save a figure with its description; the file appears whole or not at all.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Any figure.
    path : str or path
        Where to; the ending says the format: ``.png``, ``.svg`` or ``.pdf``.
    alt : str, optional
        What it shows, in words; a picture of ours brings its own.
    title : str, optional
        Its name; the file's name if not given.
    dpi : float, default 200
        Dots an inch of a PNG, from 10 to 1,200; an SVG and a PDF are sharp at any size.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    FileError
        If the ending names another format, the folder is missing, or the file cannot be written;
        what was there before stays as it was.
    TechnoKitError
        If there is no description, or `dpi` is no such number.

    Notes
    -----
    A PNG holds the description as the text ``Description``, a PDF as its subject; an SVG is one
    image (``role="img"``) with ``title`` and ``desc``. The same figure gives the same bytes.
    """
    goal = Path(path)
    words = seen(getattr(figure, "description", "") if alt is None else alt)
    _check(goal, words, dpi)
    try:
        _save(figure, goal.resolve(), words, seen(title or goal.stem), dpi)
    except ValueError as error:  # a zero sign in a name
        raise FileError(say("saving.file", file=ascii(str(goal)), reason=error)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(say("saving.file", file=goal, reason=reason)) from error
    return goal


def _check(goal: Path, words: str, dpi: float) -> None:
    """Refuse a place, a description or a resolution that will not do."""
    if goal.suffix.removeprefix(".").lower() not in FORMATS:
        raise FileError(say("drawing.no_format", path=goal.name))
    if not goal.parent.is_dir():
        raise FileError(say("drawing.no_folder", path=goal.name, folder=goal.parent))
    if not words.strip():
        raise TechnoKitError(say("drawing.no_alt"))
    plain = isinstance(dpi, int | float) and not isinstance(dpi, bool)
    if not (plain and LEAST_DPI <= dpi <= MOST_DPI):
        limits = {"least": count(LEAST_DPI), "most": count(MOST_DPI)}
        raise TechnoKitError(say("drawing.no_dpi", value=repr(dpi), **limits))


def _save(figure: "Figure", goal: Path, words: str, title: str, dpi: float) -> None:
    """Write a draft beside the file, then put it in its place; who may read it stays as it was."""
    draft = goal.with_name(f".{goal.stem[:100]}-{token_hex(4)}{goal.suffix}")
    try:
        _written(figure, draft, words, title, dpi)
        if goal.is_file():
            copymode(goal, draft)
        os.replace(draft, goal)
    finally:
        with suppress(OSError, ValueError):  # a draft that was not made cannot be taken away
            draft.unlink()
