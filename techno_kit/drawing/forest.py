"""A forest plot: effects with their intervals around 0, a panel an outcome."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes

from techno_kit.drawing import canvas, captions, palette
from techno_kit.drawing.bars import GAP, write_column
from techno_kit.drawing.canvas import Picture
from techno_kit.drawing.cells import text_of
from techno_kit.drawing.forest_layout import (
    MARGIN,
    SMALL,
    TEXT,
    VALUES,
    WIDTH,
    Forest,
    Line,
    lay_forest,
    read_lines,
    signed,
)
from techno_kit.drawing.pictures import ended
from techno_kit.drawing.scales import decimals_of, round_steps
from techno_kit.wording import count, exact_percent, say

TICKS: Final = 22.0  # below a panel
HEAD: Final = 7.0  # between a panel and its heading
BETWEEN: Final = 14.0  # between two rows of panels
DOT: Final = 6.0
STEPS: Final = 6  # ticks beside 0, at most
MOST: Final = 12  # panels of a picture
MOST_LINES: Final = 40  # lines of a panel


def draw_effects(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    term_labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    reasons: Mapping[str, str] | None = None,
    shares: bool = True,
    title: str = "",
    subtitle: str = "",
    notes: Sequence[str] = (),
    confidence: float = 0.95,
    most: int = MOST,
    most_lines: int = MOST_LINES,
) -> Picture:
    """Draw effects with their intervals, a panel an outcome, all on one scale.

    Parameters
    ----------
    table : DataFrame
        One row an outcome and effect: ``outcome, term, level, reference, effect, low, high``
        (missing where suppressed), ``n, clear``, and where there are some ``flag`` and ``digits``
        (decimals). ``level`` and ``reference`` are missing for a number.
    labels, term_labels : mapping, optional
        Outcome, and term, to the words that stand for them.
    units : mapping, optional
        Term of a number to the words for what its effect is of; "1 more" by default.
    reasons : mapping, optional
        Outcomes without a model, and why; they are not drawn, and a sentence names them.
    shares : bool
        Whether effects are differences of shares (0-1, written in points).
    title, subtitle : str, optional
        Words above the drawing.
    notes : sequence of str, optional
        Sentences below it.
    confidence : float
        Of the intervals.
    most, most_lines : int
        Outcomes, and effects of each, that are drawn; a sentence tells how many are not.

    Returns
    -------
    Picture
        A matplotlib figure that pyplot does not know, with one Axes an outcome. A dot is filled
        where the effect is clear, and hollow where it is not. Its ``description`` tells it.
    """
    names, failed = labels or {}, dict(reasons or {})
    drawn = [each for each in dict.fromkeys(table["outcome"]) if each not in failed]
    kept = table[table["outcome"].isin(drawn[:most])]
    with canvas.style():
        lines, cut = read_lines(kept, term_labels or {}, most_lines, units or {})
        heads = [names.get(each, each) for each in drawn[:most]]
        forest = lay_forest(lines, heads, drawn[:most])
        told = [
            *_key(confidence, shares=shares),
            *_left_out(drawn, most, cut, failed, names),
            *notes,
        ]
        inside = [*heads, *(line.label for line in lines)]
        limit = WIDTH - 2 * MARGIN
        caption = captions.wrap_caption(title, subtitle, told, limit, labels=inside)
        tall = 2 * MARGIN + caption.above + forest.total(HEAD, TICKS, BETWEEN) + caption.below + GAP
        words = _describe(title, kept, names, term_labels or {}, units or {}, shares=shares)
        picture = Picture(WIDTH, tall, description=words)
        _draw_panels(picture, kept, forest, MARGIN + caption.above + GAP, shares=shares)
        captions.write_around(picture, caption, margin=MARGIN)
    return picture


def _draw_panels(
    picture: Picture, table: pd.DataFrame, forest: Forest, top: float, *, shares: bool
) -> None:
    low, high = _ends(table)
    for start in range(0, len(forest.outcomes), forest.across):
        band = forest.outcomes[start : start + forest.across]
        heads = forest.heads[start : start + forest.across]
        top += max(canvas.height(head, TEXT) for head in heads) + HEAD
        for place, (outcome, head) in enumerate(zip(band, heads, strict=True)):
            left = MARGIN + forest.left + place * forest.step
            axes = picture.panel(left, top, forest.room, forest.rows.total)
            rows = {
                (row["term"], text_of(row["level"])): row
                for row in table[table["outcome"] == outcome].to_dict("records")
            }
            _draw_panel(axes, forest, rows, (low, high), shares=shares)
            canvas.write(
                axes, head, (0, 1), (0, HEAD), size=TEXT, weight="bold", up="bottom"
            )  # fmt: skip
            if place == 0:
                _write_labels(axes, forest)
        top += forest.rows.total + TICKS + BETWEEN


def _ends(table: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis: all intervals and 0, with some air."""
    values = table[["effect", "low", "high"]].to_numpy(float).ravel().tolist()
    known = [each for each in values if isfinite(each)]
    low, high = min([0.0, *known]), max([0.0, *known])
    air = 0.06 * (high - low) or 1.0
    return low - air, high + air


def _draw_panel(
    axes: Axes,
    forest: Forest,
    rows: Mapping[tuple[str, str], Mapping[Any, Any]],
    ends: tuple[float, float],
    *,
    shares: bool,
) -> None:
    axes.set_xlim(*ends)
    axes.set_ylim(forest.rows.total, 0)
    axes.spines[["top", "right", "bottom", "left"]].set_visible(False)
    axes.grid(visible=True, axis="x", color=palette.GRID, linewidth=0.7)
    axes.axvline(0, color=palette.MUTED, linewidth=1.2, zorder=1.5, label="zero")
    unit = 100 if shares else 1
    ticks = _ticks(ends[0] * unit, ends[1] * unit)
    digits = decimals_of(ticks)
    axes.set_xticks(
        [each / unit for each in ticks], labels=[signed(each, digits) for each in ticks]
    )
    axes.tick_params(axis="x", length=0, pad=4, labelsize=SMALL, labelcolor=palette.MUTED)
    axes.set_yticks([])
    found = [
        (rows.get((line.term, line.level)), y)
        for line, y in zip(forest.lines, forest.rows.centres, strict=True)
    ]
    _draw_intervals(axes, found)
    for clear in (True, False):
        _draw_dots(axes, found, clear=clear)
    texts = [_value(row, shares=shares) if row is not None else "" for row, _ in found]
    write_column(axes, texts, forest.rows, VALUES, size=SMALL)
    for row, y in found:
        if row is not None and not isfinite(row["effect"]):
            reason = row.get("flag") or say("drawing.none")
            text = canvas.wrap(str(reason), SMALL, forest.room - GAP, lines=1)
            canvas.write(
                axes, text, (0.0, y), (GAP / 2, 0), size=SMALL, row=True, color=palette.MUTED,
                italic=True,
            )  # fmt: skip


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers on both sides of 0."""
    steps = round_steps(high - low, STEPS)
    both = [*(-each for each in reversed(steps[1:])), *steps]
    return [each for each in both if low <= each <= high]


def _value(row: Mapping[Any, Any], *, shares: bool) -> str:
    effect = row["effect"]
    if not isfinite(effect):
        return ""
    digits = int(row.get("digits", 1 if shares else 2))
    return signed(effect * 100, digits) if shares else signed(effect, digits)


def _draw_intervals(axes: Axes, found: Sequence[tuple[Mapping[Any, Any] | None, float]]) -> None:
    known = [
        (row["low"], row["high"], y)
        for row, y in found
        if row is not None and isfinite(row["low"]) and isfinite(row["high"])
    ]
    if known:
        low, high, y = (list(each) for each in zip(*known, strict=True))
        axes.hlines(y, low, high, color=palette.INK, linewidth=1.2, zorder=3, label="interval")
        axes.plot(
            low + high, y + y, linestyle="none", marker="|", markersize=5, markeredgewidth=1.2,
            color=palette.INK, zorder=3, label="_ends",
        )  # fmt: skip


def _draw_dots(
    axes: Axes, found: Sequence[tuple[Mapping[Any, Any] | None, float]], *, clear: bool
) -> None:
    known = [
        (row["effect"], y)
        for row, y in found
        if row is not None and isfinite(row["effect"]) and bool(row["clear"]) == clear
    ]
    x, y = ([each[at] for each in known] for at in (0, 1))
    axes.plot(
        x,
        y,
        linestyle="none",
        marker="o",
        markersize=DOT,
        markerfacecolor=palette.BLUE if clear else palette.PAPER,
        markeredgecolor=palette.BLUE,
        markeredgewidth=1.4,
        clip_on=False,
        zorder=4,
        label="clear" if clear else "unclear",
    )


def _write_labels(axes: Axes, forest: Forest) -> None:
    """Write terms at the left edge, and their levels before the panel."""
    for line, text, y in zip(forest.lines, forest.texts, forest.rows.centres, strict=True):
        left = -forest.left + line.indent
        canvas.write(
            axes, text, (0, y), (left, 0), size=TEXT, row=True,
            weight="bold" if line.heading else "normal", up="center",
        )  # fmt: skip


def _key(confidence: float, *, shares: bool) -> list[str]:
    signs = (
        say(f"drawing.effects.{'points' if shares else 'units'}"),
        say("drawing.effects.filled"),
        say("drawing.key.interval", confidence=exact_percent(confidence)),
    )
    return [say("drawing.key.between").join(signs)]


def _left_out(
    drawn: Sequence[str],
    most: int,
    cut: int,
    failed: Mapping[str, str],
    names: Mapping[str, str],
) -> list[str]:
    """Tell which outcomes and how many effects are not drawn."""
    told = []
    if failed:
        unfit = say("drawing.listed").join(names.get(each, each) for each in failed)
        told.append(say("drawing.effects.failed", names=unfit))
    if len(drawn) > most:
        told.append(say("drawing.effects.outcomes", drawn=count(most), n=count(len(drawn))))
    if cut:
        told.append(say("drawing.effects.lines", n=count(cut)))
    return told


def _describe(
    title: str,
    table: pd.DataFrame,
    names: Mapping[str, str],
    terms: Mapping[str, str],
    units: Mapping[str, str],
    *,
    shares: bool,
) -> str:
    """Tell the clear effects in words, an outcome after the other."""
    head = say("drawing.alt.effects", title=ended(title, ". "))
    told = []
    for outcome, rows in table.groupby("outcome", sort=False, observed=False):
        clear = [
            _effect_told(row, terms, units, shares=shares)
            for row in rows.to_dict("records")
            if row["clear"] and isfinite(row["effect"])
        ]
        label = names.get(str(outcome), str(outcome))
        none = say("drawing.alt.no_effect")
        told.append(say("drawing.alt.outcome", outcome=label, told=", ".join(clear) or none))
    return f"{head} {'; '.join(told)}."


def _effect_told(
    row: Mapping[Any, Any], terms: Mapping[str, str], units: Mapping[str, str], *, shares: bool
) -> str:
    term = str(row["term"])
    line = Line(term, text_of(row["level"]), text_of(row["reference"]), unit=units.get(term, ""))
    name = line.told(terms)
    return say("drawing.alt.effect", name=name, effect=_value(row, shares=shares))
