"""Figures of our own, and text that is measured before it is placed.

Our figures are made without pyplot: nothing stays open, no style or backend is touched, and a
notebook shows them, with their description, when they end a cell.
"""

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, cast
from unicodedata import category, east_asian_width

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font, get_font_names
from matplotlib.text import Annotation

from techno_kit.drawing import faces, palette
from techno_kit.drawing.pictures import (
    DPI,
    PRINT_DPI,
    figure_html,
    png_bytes,
    save_figure,
    whole_figure,
)

POINTS = 72.0  # in an inch
LEADING = 1.28  # distance of two lines of text, in font sizes
LINES = 1.2  # the same distance as matplotlib counts it, in heights of a line
UNHINTED: Final[dict[str, Any]] = {
    "text.hinting": "none"
}  # hinted letters change their width with the resolution
MEASURE = 720  # dots an inch when text is measured: fine enough that rounding to dots is no matter
LONGEST: Final = 3000  # signs of a text that a drawing has room for: about a page
UNDRAWN = ("Cc", "Cf", "Zs")  # controls, joiners and blanks: no box stands for them
NOT_FIRST = set(
    "、。，．,.:;!?）)」』】〕》〉ー・々ゃゅょっぁぃぅぇぉャュョッァィゥェォ！？％%…–”’"
)
NOT_LAST = set("（(「『【〔《〈“‘")


class PictureAxes(Axes):
    """Axes of a `Picture`; a notebook cell shows, and `save` writes, the whole picture."""

    def save(self, path: str | os.PathLike[str], *, dpi: float = PRINT_DPI) -> Path:
        """Save the whole picture with its description, as `Picture.save` does."""
        return save_figure(whole_figure(self), path, dpi=dpi)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        figure = self.figure.figure if self.figure is not None else None
        return figure._repr_mimebundle_() if isinstance(figure, Picture) else {}


class Picture(Figure):
    """A figure that pyplot does not know and that carries its description in words.

    Parameters
    ----------
    width, height : float
        Size in points.
    description : str, optional
        What the picture shows, for readers who do not see it.
    """

    def __init__(self, width: float, height: float, *, description: str = "") -> None:
        super().__init__(figsize=(width / POINTS, height / POINTS), facecolor=palette.PAPER)
        FigureCanvasAgg(self)
        self.description = description

    def panel(self, left: float, top: float, width: float, height: float) -> PictureAxes:
        """Add Axes by their place in points, counted from the picture's left and top edge."""
        full_width, full_height = (inches * POINTS for inches in self.get_size_inches())
        bottom = full_height - top - height
        bounds = (left / full_width, bottom / full_height, width / full_width, height / full_height)
        axes = PictureAxes(self, bounds, facecolor=palette.PAPER)
        self.add_axes(axes)
        return axes

    def save(self, path: str | os.PathLike[str], *, dpi: float = PRINT_DPI) -> Path:
        """Save the picture, with its description in the file, whole or not at all.

        Parameters
        ----------
        path : str or path
            Where to; the ending says the format: ``.png``, ``.svg`` or ``.pdf``.
        dpi : float, default 200
            Dots an inch of a PNG, from 10 to 1,200; the others are sharp at any size.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        FileError
            If the ending names another format, the folder is missing, or it cannot be written.
        TechnoKitError
            If `dpi` is no such number.
        """
        return save_figure(self, path, dpi=dpi)

    def draw(self, renderer: RendererBase) -> None:
        """Draw with letters as wide as they were measured, at any resolution."""
        with _settings(UNHINTED), _told_once():
            super().draw(renderer)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        picture = png_bytes(self, dpi=DPI)
        page = figure_html(self, self.description, dpi=DPI, picture=picture)
        return {"text/html": page, "image/png": picture}


@cache
def _installed(faces: int) -> frozenset[str]:
    """Name the installed fonts; asked anew when the count of faces has changed."""
    return frozenset(get_font_names())


def families(text: str = "") -> tuple[str, ...]:
    """Name the user's font and those that spell what it cannot; installed ones only.

    East Asian fonts are named for texts that need them: they are large, and often lack a bold face.
    """
    installed = _installed(len(fontManager.ttflist))
    settings: Mapping[str, Any] = cast("Any", matplotlib.rcParams)
    found: list[str] = []
    for family in settings["font.family"]:
        wished = settings.get(f"font.{family}", [family])
        found += [name for name in wished if name in installed][:1]
    found.append("DejaVu Sans")  # comes with matplotlib and holds the signs of the key
    if not text.isascii() and any(_wide(sign) for sign in text):
        found += [name for name in faces.EAST_ASIAN if name in installed]
    return tuple(dict.fromkeys(found))


def font_of(text: str, weight: str = "normal") -> dict[str, Any]:
    """Return the family and the weight to write a text in, as keywords of a matplotlib text."""
    names = families(text)
    heavy = weight == "bold" and faces.has_bold(names)
    return {"fontfamily": list(names), "fontweight": "bold" if heavy else "normal"}


@contextmanager
def _told_once() -> Iterator[None]:
    """Keep matplotlib from warning of signs, label by label: a sentence of the caption tells it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ ")
        yield


@cache
def _spelled_by(family: str) -> frozenset[int]:
    """Return the signs that a font holds."""
    path = fontManager.findfont(FontProperties(family=[family]), fallback_to_default=False)
    return frozenset(get_font(path).get_charmap())


def spells(text: str) -> bool:
    """Whether the fonts that a text is written in hold all its signs.

    Examples
    --------
    >>> spells("Füße"), spells("\ue000")
    (True, False)
    """
    if text.isascii():
        return True
    seen = {ord(sign) for sign in text if category(sign) not in UNDRAWN}
    return seen <= frozenset().union(*(_spelled_by(family) for family in families(text)))


def _settings(settings: dict[str, Any]) -> AbstractContextManager[None]:
    """Set matplotlib's settings for a ``with`` block; the names are only literals to its types."""
    return matplotlib.rc_context(cast("Any", settings))


def style() -> AbstractContextManager[None]:
    """Set what our drawings rely on, for a ``with`` block only."""
    settings: dict[str, Any] = {
        **UNHINTED,
        "font.family": list(families()),
        "text.usetex": False,
        "text.parse_math": False,  # a label such as "$50 to $100" is no formula
        "axes.grid": False,
        "axes.axisbelow": True,
        "axes.linewidth": 0.8,
        "axes.edgecolor": palette.RAIL,
        "xtick.direction": "out",
        "xtick.minor.visible": False,
        "ytick.minor.visible": False,
        "xtick.top": False,
        "xtick.bottom": True,
        "xtick.labeltop": False,
        "xtick.labelbottom": True,
        "path.sketch": None,
        "svg.fonttype": "path",
    }
    return _settings(settings)


@cache
def _measured(text: str, size: float, weight: str, names: tuple[str, ...]) -> float:
    font = FontProperties(family=list(names), weight=weight, size=size)
    renderer: Any = RendererAgg(1, 1, MEASURE)  # type: ignore[no-untyped-call]
    with _told_once():
        dots, _, _ = renderer.get_text_width_height_descent(text, font, False)
    return float(dots) * POINTS / MEASURE


def width(text: str, size: float, weight: str = "normal") -> float:
    """Measure the widest line of a text, in points."""
    font = font_of(text, weight)
    names, face = tuple(font["fontfamily"]), font["fontweight"]
    return max(_measured(line, size, face, names) for line in text.split("\n"))


def height(text: str, size: float) -> float:
    """Return the height of a text's lines, in points; 0 without a text."""
    return (text.count("\n") + 1) * size * LEADING if text else 0.0


def _wide(sign: str) -> bool:
    return east_asian_width(sign) in "WF"


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end: after blanks, hyphens and slashes, between wide signs."""
    pieces, start = [], 0
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        breaks = before in " -/" or _wide(before) or (_wide(after) and before != " ")
        if breaks and after not in NOT_FIRST and after != " " and before not in NOT_LAST:
            pieces.append(text[start:at])
            start = at
    return [*pieces, text[start:]]


def _exceeds(text: str, size: float, limit: float, weight: str) -> bool:
    """Whether a text is wider than a line; of a long one the beginning mostly tells."""
    head = text[: _likely(size, limit) * 2]
    wider = width(head.rstrip(), size, weight) > limit
    return wider or (len(head) < len(text) and width(text, size, weight) > limit)


def _likely(size: float, limit: float) -> int:
    """Guess how many signs a line holds: a letter is about half as wide as its font is high."""
    return max(int(2 * limit / size), 2)


def _cut(word: str, size: float, limit: float, weight: str) -> int:
    """Find how many signs of a word, one of them at least, fit a line with their hyphen."""
    low, high = 1, min(_likely(size, limit), len(word))
    while high < len(word) and width(word[:high] + "-", size, weight) <= limit:
        low, high = high, min(2 * high, len(word))
    while high - low > 1:
        middle = (low + high) // 2
        if width(word[:middle] + "-", size, weight) <= limit:
            low = middle
        else:
            high = middle
    return low


def _halved(piece: str, size: float, limit: float, weight: str, most: int = 0) -> list[str]:
    """Cut a word that is wider than a line, with hyphens; after `most` cuts leave the rest."""
    parts: list[str] = []
    while len(piece) > 2 and _exceeds(piece.rstrip(), size, limit, weight):
        if most and len(parts) == most:
            break
        cut = _cut(piece, size, limit, weight)
        parts.append(piece[:cut] + "-")
        piece = piece[cut:]
    return [*parts, piece]


def wrap(text: str, size: float, limit: float, *, lines: int = 0, weight: str = "normal") -> str:
    """Break a text into lines of at most `limit` points.

    Parameters
    ----------
    text : str
        Blanks and line ends count as one blank. Text without blanks (Japanese, Chinese) breaks
        between signs, never before a closing mark; a word wider than a line is hyphenated. Of a
        text longer than `LONGEST` signs the rest is left out, with an ellipsis.
    size : float
        Font size in points.
    limit : float
        Widest line, in points.
    lines : int, default 0
        Most lines; what is left is cut with an ellipsis. 0: as many as it takes.
    weight : str, default "normal"
        Font weight.

    Returns
    -------
    str
        The text with line ends in it.
    """
    done: list[str] = []
    line = ""
    whole = " ".join(text.split())
    if len(whole) > LONGEST:
        whole = whole[:LONGEST].rstrip() + "…"
    most = lines + 1 if lines else 0  # one more tells that there is more to cut
    for piece in _pieces(whole):
        if most and len(done) >= most:
            break
        if line and width((line + piece).rstrip(), size, weight) > limit:
            done.append(line.rstrip())
            line = ""
        *full, rest = _halved(line + piece, size, limit, weight, most)
        done += full
        line = rest
    done.append(line.rstrip())
    if lines and len(done) > lines:
        last = done[lines - 1]
        while last and width(last + "…", size, weight) > limit:
            last = last[:-1]
        done = [*done[: lines - 1], last.rstrip() + "…"]
    return "\n".join(done)


def room(axes: Axes) -> float:
    """Return the width of Axes, in points."""
    dots = axes.get_figure(root=True).dpi  # type: ignore[union-attr]
    return float(axes.get_window_extent().width) / dots * POINTS


def write(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    offset: tuple[float, float] = (0.0, 0.0),
    *,
    size: float,
    row: bool = False,
    color: str = palette.INK,
    weight: str = "normal",
    italic: bool = False,
    across: str = "left",
    up: str = "center",
) -> Annotation:
    """Write a text at a place of the Axes, moved by points; `row`: `at` counts up in data units."""
    return axes.annotate(
        text,
        at,
        xycoords=("axes fraction", "data") if row else "axes fraction",
        xytext=offset,
        textcoords="offset points",
        annotation_clip=False,
        fontsize=size,
        color=color,
        fontstyle="italic" if italic else "normal",
        ha=across,
        va=up,
        linespacing=LINES,
        **font_of(text, weight),
    )
