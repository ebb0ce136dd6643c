"""Estimates in words: numbers with the digits that they carry, sentences to paste, the method."""

from collections.abc import Iterator, Sequence
from math import floor, isfinite, log10
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techno_kit.analysis.telling.outsiders import outside_told
from techno_kit.analysis.telling.telling import closing_told, paragraph
from techno_kit.wording import count, decimal, exact_decimal, exact_percent, join, plural, say

if TYPE_CHECKING:
    from techno_kit.analysis.estimates.estimates import Estimate

TOLD = 3  # answers that the text names, the most frequent first
MOST = 6  # decimals


def digits_for(estimates: Sequence[float], low: Sequence[float], high: Sequence[float]) -> int:
    """Return how many decimals some estimates are told with: two digits of the narrowest interval.

    Without any interval: four digits of the largest estimate.

    Examples
    --------
    >>> digits_for([44.3], [43.2], [45.4]), digits_for([3716.6], [3484.8], [3948.5])
    (1, 0)
    """
    halves = [(b - a) / 2 for a, b in zip(low, high, strict=True) if isfinite(b - a) and b > a]
    if halves:
        return min(max(1 - floor(log10(min(halves))), 0), MOST)
    known = [each for each in estimates if isfinite(each)]
    if all(decimal(each, 0) == exact_decimal(each) for each in known):
        return 0
    largest = max(abs(each) for each in known)
    return min(max(3 - floor(log10(largest)), 0), MOST)


def digits_of(table: pd.DataFrame, value: str = "estimate") -> int:
    """Return the decimals of all rows of a table: those of the whole sample, where it has a value.

    Estimates and crosstabs, in texts and tables, tell one number by this one rule.
    """
    known = table[table[value].notna()]
    whole = known[known["by"].isna()]
    rows = whole if len(whole) else known
    return digits_for(*(rows[each].tolist() for each in (value, "low", "high")))


def number(value: float, digits: int) -> str:
    """Write an estimate; a dash where there is none."""
    return decimal(value, digits)


def limits(low: float, high: float, digits: int) -> str:
    """Write an interval of numbers; an open end where one limit is unknown, a dash without both."""
    if not (isfinite(low) or isfinite(high)):
        return say("numbers.missing")
    if not isfinite(high):
        return say("estimate.from", low=decimal(low, digits))
    if not isfinite(low):
        return say("estimate.to", high=decimal(high, digits))
    return say("numbers.interval", low=decimal(low, digits), high=decimal(high, digits))


def statistic_told(found: "Estimate", row: "pd.Series[float]") -> str:
    """Name what a row of the table estimates: "the mean of age"."""
    statistic, title = found.options.statistic, found.basis.title
    words = {"title": title, "denominator": found.denominator}
    if statistic == "quantile":
        share = float(row["quantile"])
        key = {0.0: "smallest", 0.5: "median", 1.0: "largest"}.get(share, "quantile")
        return say(f"estimate.what.{key}", share=exact_percent(share), **words)
    if pd.notna(row["answer"]):
        return say("estimate.what.count", answer=found.labels[str(row["answer"])], **words)
    return say(f"estimate.what.{statistic}", **words)


def text_of_estimate(found: "Estimate") -> str:
    """Return one to three sentences, each with the base of the number that it states."""
    whole, basis = found.whole, found.basis
    first = whole.iloc[0]
    phrases = [each for each in (basis.who, basis.weighting) if each]
    base = {
        "respondents": plural("units.respondents", int(first["n"])),
        "basis": say("profile.basis").join(phrases),
    }
    if whole["estimate"].isna().all():
        told = [say("estimate.too_small", reason=first["flag"], **base)]
    else:
        intervals = np.isfinite(whole[["low", "high"]].to_numpy(np.float64)).any()
        told = [
            say(
                "estimate.text" if intervals else "estimate.text_without",
                values=join(_values(found)),
                **({"confidence": exact_percent(found.options.confidence)} if intervals else {}),
                **base,
            )
        ]
        told += _ranges(found)
    if basis.synthetic:
        told[0] = say("profile.synthetic", text=told[0])
    return " ".join(told)


def _values(found: "Estimate") -> list[str]:
    """Tell the estimates of the whole: "the mean of “age” is 44.3 (43.2 to 45.4)"."""
    whole = found.whole
    if found.labels:
        whole = whole.sort_values("estimate", ascending=False, kind="stable").head(TOLD)
    digits = digits_of(whole)
    told = []
    for _, row in whole.iterrows():
        interval = limits(row["low"], row["high"], digits)
        if not (isfinite(row["low"]) or isfinite(row["high"])):
            interval = row["flag"] or say("profile.no_interval")
        told.append(
            say(
                "estimate.value",
                what=statistic_told(found, row),
                estimate=number(row["estimate"], digits),
                interval=interval,
            )
        )
    return told


def _ranges(found: "Estimate") -> list[str]:
    """Tell the lowest and the highest group of each question; without a test of their difference.

    Of counts nothing is told: a group's count is first of all its size.
    """
    if found.labels or found.options.statistic == "total":
        return []
    told = []
    digits = digits_of(found.table)
    groups = found.groups.dropna(subset=["estimate"])
    for by in found.outside:
        ranges = [
            say("estimate.one_range", what=statistic_told(found, low), **ends)
            for _, rows in groups[groups["by"] == by].groupby("quantile", sort=False, dropna=False)
            for low, ends in _apart(rows, digits)
        ]
        if ranges:
            title = found.basis.said(by)
            told.append(say("estimate.range", by=title, ranges=join(ranges)))
    return told[:2]


def _apart(rows: pd.DataFrame, digits: int) -> Iterator[tuple["pd.Series[float]", dict[str, str]]]:
    """Yield the lowest group, and both ends in words, where the estimates of groups differ."""
    values = rows["estimate"].to_numpy()
    low, high = rows.iloc[int(values.argmin())], rows.iloc[int(values.argmax())]
    if number(low["estimate"], digits) != number(high["estimate"], digits):
        yield low, _end("low", low, digits) | _end("high", high, digits)


def _end(name: str, row: "pd.Series[float]", digits: int) -> dict[str, str]:
    return {
        name: number(float(row["estimate"]), digits),
        f"{name}_level": str(row["level"]),
        f"{name}_respondents": plural("units.respondents", int(row["n"])),
    }


def notes_of_estimate(found: "Estimate") -> list[str]:
    """Return the sentences of a caption."""
    basis, options, whole = found.basis, found.options, found.whole.iloc[0]
    base = say(
        "profile.base",
        who=basis.who or say("profile.unknown"),
        respondents=plural("units.respondents", int(whole["n"])),
        weighting=basis.weighting,
        n_eff=count(whole["n_eff"]),
    )
    number_or_both = "both" if options.statistic == "ratio" else "number"
    key = f"estimate.left_out.{number_or_both}"
    if found.labels:
        key = f"profile.left_out.{options.missing}"
    outside = outside_told(found.outside, basis)
    total = options.statistic == "total" and whole["n_weighted"] > 0
    scale = say("estimate.scale", sum=exact_decimal(round(whole["n_weighted"], 2)))
    notes = [
        say("profile.made_up") if basis.synthetic else "",
        base,
        plural(key, found.left_out) if found.left_out else "",
        say("estimate.zeros") if options.missing == "in_base" and not found.labels else "",
        *outside,
        *found.undeclared.told,
        basis.caption,
        say("estimate.scored", scores=found.scores) if found.scores else "",
        *found.apart,
        scale if total else "",
        say("estimate.elsewhere") if options.statistic == "mean" and _ranges(found) else "",
        say("method.not_probability") if basis.probability_sample is False else "",
    ]
    return [each for each in notes if each]


def method_of_estimate(found: "Estimate") -> str:
    """Return the methods paragraph."""
    basis, options = found.basis, found.options
    confidence = exact_percent(options.confidence)
    kind = "count" if found.labels else options.statistic
    base = f"estimate.base.{options.missing}"
    if kind == "ratio" and options.missing == "exclude":
        base = "estimate.base.both"
    interval = "quantile" if kind == "quantile" else "symmetric"
    suppress, flag = options.suppress_below, options.flag_below
    return paragraph(
        say("profile.made_up") if basis.synthetic else "",
        say(f"estimate.method.{kind}"),
        say(f"method.base.{options.missing}.{basis.kind}", shares=say("estimate.counts"))
        if found.labels
        else say(base),
        say("estimate.scored", scores=found.scores) if found.scores else "",
        *found.apart,
        basis.caption,
        *basis.made,
        *found.undeclared.told,
        basis.weighting_method,
        basis.errors,
        basis.projection,
        say(f"estimate.interval.{interval}", confidence=confidence),
        say("estimate.method.deff"),
        say("estimate.suppressed", n=decimal(suppress, 0)) if suppress > 0 else "",
        say("estimate.flagged", n=decimal(flag, 0)) if flag > suppress else "",
        *closing_told(basis),
    )
