"""What the numbers of a plan have to agree in, so that one changed by hand does not stand alone."""

from collections.abc import Callable, Iterator, Mapping
from math import inf
from typing import Any

from techno_kit.planning.parts import ROUNDING
from techno_kit.wording import say

Problems = Iterator[tuple[str, str]]
HALF = 0.005  # half a percent point: shares written by hand are often rounded to whole percents


def evidence_problems(row: Mapping[str, Any]) -> Problems:
    """Yield what contradicts itself in a row of evidence: the key, and the problem in words.

    Parameters
    ----------
    row : mapping of str to value
        The fields of `Evidence`; what is not known is absent or None.
    """
    yield from _outside(row, "share", "low", "high")
    limits = dict(row)
    if None not in (row.get("index"), row.get("index_low")) and row.get("index_high") is None:
        limits["index_high"] = inf  # without an upper limit, as that of few people can be
    yield from _outside(limits, "index", "index_low", "index_high")
    share, base, index = row["share"], row.get("base_share"), row.get("index")
    if base and index is not None:
        least = 100 * (share - HALF) / (base + HALF) - 0.5
        most = 100 * (share + HALF) / (base - HALF) + 0.5 if base > HALF else inf
        if not least <= index <= most:
            told = f"{100 * share / base:.4g}"
            yield "index", say("errors.plan.index", index=f"{index:.12g}", share=share, told=told)


def fit_problems(row: Mapping[str, Any]) -> Problems:
    """Yield what contradicts itself in a row of the ranking, as `evidence_problems` does."""
    yield from _outside(row, "reach", "reach_low", "reach_high")
    yield from _halved(row, "low", "high")


def _outside(row: Mapping[str, Any], name: str, low: str, high: str) -> Problems:
    """Yield a number that lies outside its interval, and an interval of a number that is absent."""
    wrong = list(_halved(row, low, high))
    yield from wrong
    value, least, most = row.get(name), row.get(low), row.get(high)
    if wrong or least is None or most is None:
        return
    if value is None:
        yield low, say("errors.plan.interval_alone", low=low, high=high, name=name)
    elif not least - ROUNDING <= value <= most + ROUNDING:
        yield name, say("errors.plan.outside", name=name, found=value, low=least, high=most)


def _halved(row: Mapping[str, Any], low: str, high: str) -> Problems:
    """Yield an interval with one limit, or whose limits are the wrong way round."""
    least, most = row.get(low), row.get(high)
    if (least is None) != (most is None):
        there, missing = (high, low) if least is None else (low, high)
        yield there, say("errors.plan.one_limit", there=there, missing=missing)
    elif least is not None and most is not None and least > most:
        yield low, say("errors.plan.turned", low=low, high=high, found=least, other=most)


#: The tables of a plan whose rows hold numbers, and what checks a row.
CHECKS: Mapping[str, Callable[[Mapping[str, Any]], Problems]] = {
    "evidence": evidence_problems,
    "ranking": fit_problems,
}
