"""The answers to one question as a table with bars, for the page of a codebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np

from techno_kit.drawing.markup import CLASS, STYLE, text_html
from techno_kit.drawing.scales import decimals_of
from techno_kit.survey.codebooks.distributions import QUANTILES, Distribution
from techno_kit.wording import count, decimal, percent, say

FEW: Final = 12  # different values of a number that are shown one by one
BANDS: Final = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a table of answers.

    Attributes
    ----------
    code, label : str
        The answer.
    n : float
        Respondents.
    share, weighted : float
        Their share (0-1) of those who answered, and the same weighted.
    """

    code: str
    label: str
    n: float
    share: float
    weighted: float


def bars_html(rows: Sequence[Bar], *, caption: str, head: str, weighted: bool) -> str:
    """Write rows with a bar each; the bars are of the weighted shares where there are weights."""
    codes = any(row.code for row in rows)
    heads = [
        *([f'<th scope="col">{say("codebook.page.code")}</th>'] if codes else []),
        f'<th scope="col">{text_html(head)}</th>',
        f'<th scope="col" class="number">{say("columns.n")}</th>',
        f'<th scope="col" class="number">{say("codebook.page.share")}</th>',
        *([_number_head(say("codebook.page.weighted"))] if weighted else []),
        "<td></td>",
    ]
    body = "\n".join(_row(row, codes=codes, weighted=weighted) for row in rows)
    return (
        f'{STYLE}\n<table class="{CLASS}">\n<caption>{text_html(caption)}</caption>\n'
        f"<thead><tr>{''.join(heads)}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    )


def _number_head(text: str) -> str:
    return f'<th scope="col" class="number">{text_html(text)}</th>'


def _row(row: Bar, *, codes: bool, weighted: bool) -> str:
    shown = row.weighted if weighted else row.share
    width = 100 * min(max(shown, 0.0), 1.0) if isfinite(shown) else 0.0
    cells = [
        *([f"<td>{text_html(row.code)}</td>"] if codes else []),
        f'<th scope="row">{text_html(row.label)}</th>',
        _number(count(row.n)),
        _number(percent(row.share)),
        *([_number(percent(row.weighted))] if weighted else []),
        f'<td class="bar"><span style="width:{width:.1f}%"></span></td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _number(text: str) -> str:
    return f'<td class="number">{text_html(text)}</td>'


def bands_of(found: Distribution) -> list[Bar]:
    """Return a number's values one by one where they are few, else in bands of equal width."""
    values, n, weights = found.values, found.n, found.weights
    total, weight = n.sum(), weights.sum()
    share = weights / weight if weight > 0 else np.full(len(weights), np.nan)
    if len(values) <= FEW:
        digits = max(map(_digits, values))
        return [
            Bar("", decimal(value, digits), n[place], n[place] / total, share[place])
            for place, value in enumerate(values)
        ]
    edges = _edges(float(values[0]), float(values[-1]))
    places = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    whole = bool((values == np.trunc(values)).all()) and bool((edges == np.trunc(edges)).all())
    digits = 0 if whole else decimals_of(list(edges))
    rows = []
    for place, (low, high) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
        held = places == place
        key = "band" if whole else "band_below"
        ends = {"low": decimal(low, digits), "high": decimal(high - whole, digits)}
        label = say(f"codebook.page.{key}", **ends)
        rows.append(Bar("", label, n[held].sum(), n[held].sum() / total, share[held].sum()))
    return rows


def _digits(value: float) -> int:
    """Return how many decimals a value needs, at most 3."""
    return next((each for each in range(3) if round(value, each) == value), 3)


def _edges(low: float, high: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the limits of bands from at or below the smallest value to above the largest."""
    width = (high - low) / BANDS
    power = 10.0 ** np.floor(np.log10(width))
    step = float(power * next(each for each in (1, 2, 5, 10) if each * power >= width * 0.999999))
    first = np.floor(low / step) * step
    n = int(np.floor((high - first) / step)) + 1
    exact = first + step * np.arange(n + 1)
    # 3 steps of 0.1 are 0.3, whatever their size
    edges: np.ndarray[tuple[int], np.dtype[np.float64]] = np.array(
        [float(f"{each:.10g}") for each in exact]
    )
    return edges


def quantile_facts(found: Distribution, *, weighted: bool) -> list[tuple[str, str, str]]:
    """Return the quantiles and the mean of a number: name, unweighted, weighted."""
    digits = max((_digits(each) for each in found.values[:1000]), default=0)
    facts = []
    for at in QUANTILES:
        values = (found.quantile(at, weighted=False), found.quantile(at, weighted=weighted))
        name = say(f"codebook.page.quantiles.q{int(100 * at)}")
        facts.append((name, decimal(values[0], digits), decimal(values[1], digits)))
    means = (found.mean(weighted=False), found.mean(weighted=weighted))
    name = say("codebook.page.quantiles.mean")
    return [*facts, (name, decimal(means[0], 2), decimal(means[1], 2))]
