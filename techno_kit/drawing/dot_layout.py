"""Where everything lies in a drawing of differences: legend, rows, dots, what is clear."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Final

from techno_kit.drawing import canvas
from techno_kit.drawing.bars import GAP, Rows
from techno_kit.drawing.groups import Banner, Group
from techno_kit.wording import say

WIDTH: Final = 684.0  # points: 9.5 inches
MARGIN: Final = 16.0
TEXT: Final = 9.5
SMALL: Final = 8.5
ROW: Final = 23.0
DOT: Final = 7.5  # size of a dot
LANE: Final = 8.5  # distance of two dots that would lie on each other
PAIRED: Final = 6  # groups up to which every pair is told; beyond, only groups against the rest
CLEAR: Final = 128.0  # room for what is clear, at most


@dataclass(frozen=True, slots=True)
class Block:
    """One banner question, measured.

    Attributes
    ----------
    banner : Banner
        Its groups and shares.
    heading : str
        Words above it; empty when it is the only one.
    entries : tuple of str
        The legend: every drawn group's letter, name and base, wrapped.
    across : int
        Entries in a row of the legend.
    step : float
        Width of an entry.
    clear : tuple of str
        What is clear in every row, wrapped.
    lanes : tuple of tuple of float
        How far below the middle of its row every drawn group's dot lies, by row, in points.
    rows : Rows
        Where the rows lie.
    """

    banner: Banner
    heading: str
    entries: tuple[str, ...]
    across: int
    step: float
    clear: tuple[str, ...]
    lanes: tuple[tuple[float, ...], ...]
    rows: Rows

    @property
    def lines(self) -> list[float]:
        """Heights of the legend's rows, in points."""
        heights = [canvas.height(text, SMALL) + 4 for text in self.entries]
        return [max(heights[at : at + self.across]) for at in range(0, len(heights), self.across)]

    @property
    def above(self) -> float:
        """Height of what stands above the panel, in points."""
        return canvas.height(self.heading, TEXT + 2) + GAP * bool(self.heading) + sum(self.lines)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all blocks have in common: labels, room beside the panel, and the end of the axis."""

    labels: tuple[str, ...]
    left: float
    right: float
    end: float

    @property
    def room(self) -> float:
        """Width of the panel, in points."""
        return WIDTH - 2 * MARGIN - self.left - self.right


def lay_frame(
    banners: Sequence[Banner], names: Mapping[str, str], means: Mapping[str, float]
) -> Frame:
    """Measure what all banner questions share.

    Parameters
    ----------
    banners : sequence of Banner
        All that are drawn.
    names : mapping of str to str
        Answer to its label.
    means : mapping of str to float
        Answer to the average, which the axis has to hold too.
    """
    answers = banners[0].answers
    limit = 0.27 * WIDTH
    labels = tuple(canvas.wrap(names.get(each, each), TEXT, limit, lines=3) for each in answers)
    left = max(canvas.width(label, TEXT) for label in labels) + GAP
    told = [clear_differences(each, at) for each in banners for at in answers]
    right = 3 * GAP  # room for half of the axis's last number
    if any(told):
        head = canvas.width(say("drawing.heads.clear"), SMALL)
        right = max([head, *(canvas.width(text, SMALL) for text in told)]) + 2 * GAP
    shares = [dot.share for each in banners for dot in each.dots.values() if dot.shown]
    largest = max([*shares, *(share for share in means.values() if isfinite(share))], default=1.0)
    end = min(1.0, ceil((largest + 0.02) * 10) / 10)
    return Frame(labels, left, right, end)


def lay_block(banner: Banner, frame: Frame, foot: Collection[str], *, several: bool) -> Block:
    """Measure one banner question.

    Parameters
    ----------
    banner : Banner
        Its groups and shares.
    frame : Frame
        What all have in common.
    foot : collection of str
        Answers that stand apart.
    several : bool
        Whether there are others, so that it needs a heading.
    """
    drawn = banner.drawn
    limit = (WIDTH - 2 * MARGIN) / min(len(drawn) or 1, 2) - 4 * GAP
    entries = tuple(canvas.wrap(_entry(group), SMALL, limit, lines=3) for group in drawn)
    step = max((canvas.width(text, SMALL) for text in entries), default=0.0) + 3.5 * GAP
    across = max(1, min(len(drawn), int((WIDTH - 2 * MARGIN + GAP) / step)))
    across = ceil(len(drawn) / ceil(len(drawn) / across)) if drawn else 1
    clear = tuple(clear_differences(banner, answer) for answer in banner.answers)
    lanes = tuple(_lanes(banner, answer, frame) for answer in banner.answers)
    heights = [
        max(
            ROW,
            canvas.height(label, TEXT) + 7,
            canvas.height(text, SMALL) + 7,
            max(lane, default=0.0) - min(lane, default=0.0) + DOT + 6,
        )
        for label, text, lane in zip(frame.labels, clear, lanes, strict=True)
    ]
    rows = _lay(heights, [answer in foot for answer in banner.answers])
    heading = banner.title if several else ""
    return Block(banner, heading, entries, across, step, clear, lanes, rows)


def _lay(heights: Sequence[float], apart: Sequence[bool]) -> Rows:
    at, foot = 0.0, None
    centres: list[float] = []
    for height, stands_apart in zip(heights, apart, strict=True):
        if stands_apart and foot is None:
            foot = at
            at += ROW * 0.25 if centres else 0.0
        centres.append(at + height / 2)
        at += height
    return Rows(tuple(centres), ROW * 0.6, at, at if foot is None else foot)


def _entry(group: Group) -> str:
    """Word a group for the legend: its letter, its name and its base."""
    return say("drawing.group", letter=group.letter, level=group.level, base=group.base)


def paired(banner: Banner) -> bool:
    """Whether every pair of groups is told."""
    return not banner.against and len(banner.drawn) <= PAIRED


def clear_differences(banner: Banner, answer: str) -> str:
    """Tell what is clear in one row: every pair, or, of many groups, which have an arrow.

    Returns
    -------
    str
        Lines that end between two statements, never within one.
    """
    row = [(group, banner.dots[answer, group.level]) for group in banner.drawn]
    if paired(banner):
        letters = {group.letter.casefold() for group in banner.drawn}
        kept = [
            (group.letter, " ".join(each for each in dot.higher if each.casefold() in letters))
            for group, dot in row
        ]
        return _packed([say("drawing.above", high=high, low=low) for high, low in kept if low])
    told = []
    for sign in (say("compare.up"), say("compare.down")):
        found = " ".join(group.letter for group, dot in row if dot.arrow == sign)
        told += [f"{sign} {found}"] if found else []
    return _packed(told)


def _packed(parts: Sequence[str]) -> str:
    lines: list[str] = []
    for part in parts:
        longer = say("drawing.between").join([*lines[-1:], part])
        if lines and canvas.width(longer, SMALL) <= CLEAR:
            lines[-1] = longer
        else:
            lines.append(part)
    return "\n".join(canvas.wrap(line, SMALL, CLEAR) for line in lines)


def _lanes(banner: Banner, answer: str, frame: Frame) -> tuple[float, ...]:
    """Move dots that would lie on each other apart, up and down from the middle of the row."""
    lanes = [0.0] * len(banner.drawn)
    taken: list[tuple[float, int]] = []
    for place, group in enumerate(banner.drawn):
        dot = banner.dots[answer, group.level]
        if not dot.shown:
            continue
        x, lane = dot.share / frame.end * frame.room, 0
        while any(abs(x - other) < LANE and lane == used for other, used in taken):
            lane = -lane if lane > 0 else 1 - lane
        taken.append((x, lane))
        lanes[place] = lane * LANE
    middle = (max(lanes, default=0.0) + min(lanes, default=0.0)) / 2
    return tuple(lane - middle for lane in lanes)
