"""The key of a drawing: its signs in their own colours, and what they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes

from techno_kit.drawing import canvas, palette
from techno_kit.wording import say

TEXT: Final = 9.0
SIGN: Final = 4.0  # points between a sign and its words
BETWEEN: Final = 14.0  # points between the words and the next sign
AIR: Final = 9.0  # points between the key and what stands below it


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a drawing.

    Attributes
    ----------
    name : str
        Its words are ``drawing.key.<name>``, its shape ``drawing.signs.<name>``.
    color : str
        As it is drawn.
    """

    name: str
    color: str

    @property
    def shape(self) -> str:
        """The sign as a letter."""
        return say(f"drawing.signs.{self.name}")

    @property
    def words(self) -> str:
        """What it stands for."""
        return say(f"drawing.key.{self.name}")

    @property
    def width(self) -> float:
        """Width of both, in points."""
        return canvas.width(self.shape, TEXT) + SIGN + canvas.width(self.words, TEXT)


BEFORE: Final = Sign("before", palette.MUTED)
AFTER: Final = Sign("after", palette.BLUE)
TARGET: Final = Sign("target", palette.VERMILLION)
ASKED: Final = Sign("asked", palette.VERMILLION)
MOVED: Final = Sign("moved", palette.INK)


@dataclass(frozen=True, slots=True)
class Key:
    """Signs in lines: each with its distance from the left edge, in points."""

    lines: tuple[tuple[tuple[float, Sign], ...], ...]

    @property
    def height(self) -> float:
        """Height with the room below it, in points; 0 without signs."""
        return len(self.lines) * TEXT * canvas.LEADING + AIR if self.lines else 0.0


def lay_key(signs: Sequence[Sign], limit: float) -> Key:
    """Lay signs out in lines of at most `limit` points."""
    lines: list[list[tuple[float, Sign]]] = []
    at = limit
    for sign in signs:
        if not lines or at + sign.width > limit:
            lines.append([])
            at = 0.0
        lines[-1].append((at, sign))
        at += sign.width + BETWEEN
    return Key(tuple(map(tuple, lines)))


def write_key(axes: Axes, key: Key, *, left: float, below: float) -> None:
    """Write a key below Axes.

    Parameters
    ----------
    axes : Axes
        What it explains.
    key : Key
        The signs.
    left, below : float
        How far left of the Axes and below them it begins, in points.
    """
    for place, line in enumerate(key.lines):
        down = -below - place * TEXT * canvas.LEADING
        for at, sign in line:
            canvas.write(
                axes, sign.shape, (0, 0), (at - left, down), size=TEXT, color=sign.color, up="top"
            )
            words = at - left + canvas.width(sign.shape, TEXT) + SIGN
            canvas.write(axes, sign.words, (0, 0), (words, down), size=TEXT, up="top")
