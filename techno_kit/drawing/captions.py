"""The words around a drawing: title and subtitle above it, key and notes below."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from matplotlib.axes import Axes

from techno_kit.drawing import canvas, palette
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.panels import Panel
from techno_kit.wording import exact_percent, say

TITLE: Final = 13.0
SUBTITLE: Final = 10.0
NOTE: Final = 8.5
AIR: Final = 6.0  # points between two blocks of text


@dataclass(frozen=True, slots=True)
class Caption:
    """Wrapped text.

    Attributes
    ----------
    title, subtitle, notes : str
        With line ends in them; empty where there is none.
    """

    title: str
    subtitle: str
    notes: str

    @property
    def above(self) -> float:
        """Height of what stands above the drawing, in points."""
        parts = [canvas.height(self.title, TITLE), canvas.height(self.subtitle, SUBTITLE)]
        return sum(part + AIR for part in parts if part)

    @property
    def below(self) -> float:
        """Height of what stands below the drawing, in points."""
        return canvas.height(self.notes, NOTE)


def wrap_caption(
    title: str, subtitle: str, notes: Sequence[str], limit: float, *, labels: Iterable[str] = ()
) -> Caption:
    """Wrap the words of a drawing.

    Parameters
    ----------
    title, subtitle : str
        Words above it.
    notes : sequence of str
        Sentences below it, each on a line of its own.
    limit : float
        Widest line, in points.
    labels : iterable of str, optional
        Words within it. Where the fonts lack a sign of any of these words, a sentence says so.

    Returns
    -------
    Caption
        The words with line ends in them.
    """
    if not all(canvas.spells(text) for text in (title, subtitle, *notes, *labels)):
        notes = [*notes, say("drawing.no_sign")]
    return Caption(
        canvas.wrap(title, TITLE, limit, weight="bold") if title else "",
        canvas.wrap(subtitle, SUBTITLE, limit) if subtitle else "",
        "\n".join(canvas.wrap(note, NOTE, limit) for note in notes if note),
    )


def key_of(
    panels: Sequence[Panel], marks: Mapping[str, str], *, confidence: float, average_label: str
) -> list[str]:
    """Explain, in a line, the signs that the panels use, and below it the marks of flags."""
    bars = [bar for panel in panels for bar in panel.bars if bar.shown]
    signs = []
    if any(isfinite(bar.low) and isfinite(bar.high) for bar in bars):
        signs.append(say("drawing.key.interval", confidence=exact_percent(confidence)))
    if any(isfinite(bar.average) for bar in bars):
        named = say("drawing.key.average_of", base=average_label)
        signs.append(named if average_label else say("drawing.key.average"))
    line = say("drawing.key.between").join(signs)
    return [line, *(say("drawing.key.flag", mark=mark, flag=flag) for flag, mark in marks.items())]


def write_caption(
    axes: Axes, caption: Caption, *, left: float, above: float, below: float, own: bool
) -> None:
    """Write a caption around Axes.

    Parameters
    ----------
    axes : Axes
        What it belongs to; the title becomes its left title.
    caption : Caption
        The wrapped words.
    left : float
        How far left of the Axes it begins, in points.
    above, below : float
        Room to leave above and below the Axes for what stands there, in points.
    own : bool
        Whether the Axes are ours and keep their width, so that the title can begin left of them.
    """
    if caption.subtitle:
        at = (0.0, 1.0)
        offset = (-left, above + AIR)
        canvas.write(axes, caption.subtitle, at, offset, size=SUBTITLE, up="bottom")
        above += canvas.height(caption.subtitle, SUBTITLE) + AIR
    if caption.title:
        axes.set_title(
            caption.title,
            loc="left",
            x=-left / canvas.room(axes) if own else 0.0,
            y=1.0,
            pad=above + AIR,
            fontsize=TITLE,
            color=palette.INK,
            linespacing=canvas.LINES,
            **canvas.font_of(caption.title, "bold"),
        )
    if caption.notes:
        offset = (-left, -below)
        canvas.write(
            axes, caption.notes, (0.0, 0.0), offset, size=NOTE, color=palette.MUTED, up="top"
        )


def write_around(picture: Picture, caption: Caption, *, margin: float) -> None:
    """Write a caption at the top and the bottom of a picture with many panels."""
    wide, tall = (inches * canvas.POINTS for inches in picture.get_size_inches())
    left, top = margin / wide, 1 - margin / tall
    if caption.title:
        picture.suptitle(
            caption.title,
            x=left,
            y=top,
            ha="left",
            va="top",
            fontsize=TITLE,
            color=palette.INK,
            linespacing=canvas.LINES,
            **canvas.font_of(caption.title, "bold"),
        )
        top -= (canvas.height(caption.title, TITLE) + AIR) / tall
    settings: dict[str, Any] = {"ha": "left", "linespacing": canvas.LINES}
    for text, size, y, up, color in (
        (caption.subtitle, SUBTITLE, top, "top", palette.INK),
        (caption.notes, NOTE, margin / tall, "bottom", palette.MUTED),
    ):
        if text:
            font = canvas.font_of(text)
            picture.text(left, y, text, fontsize=size, va=up, color=color, **settings, **font)
