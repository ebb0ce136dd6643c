"""What a sample size was asked for: shares, goals and assumptions, checked all at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from numbers import Integral
from typing import Literal, get_args

from techno_kit.analysis.sizes.size_shares import SUM, Cell, named_share
from techno_kit.errors import QuestionError, raise_all, unknown_word
from techno_kit.numerics.sizing import Contrast, Formula, two_sided, widest_correlations
from techno_kit.survey.checks import shown_option
from techno_kit.survey.numerals import is_number
from techno_kit.wording import decimal, exact_percent, percent, say

Goal = Literal["margin", "difference", "base"]
GOALS: tuple[Goal, ...] = get_args(Goal)
#: Options that tell how one goal is to be met, with what they are if they are not given.
OF_DIFFERENCE = {
    "power": 0.8,
    "comparisons": 1,
    "ratio": None,
    "group_share": None,
    "correlation": None,
    "formula": "unpooled",
}
OF_BASE = {"certainty": 0.95, "groups": None}


@dataclass(frozen=True, slots=True)
class Request:
    """Shares, goals and assumptions of a sample size.

    Attributes
    ----------
    cells : tuple of Cell
        The shares of everyone.
    grouped : tuple of Cell
        Those that a base is asked for: by group where there are groups.
    margin, difference, base : float or None
        The goals; one at least.
    confidence, power, certainty : float
        Of intervals and tests, of finding the difference, of reaching the base.
    comparisons : int
        Tests that are one family.
    ratio, group_share, correlation : float or None
        How two groups' sizes compare, or the first group's share against the rest, or the
        correlation of the answers of people who are asked twice.
    formula : {"unpooled", "pooled", "arcsine"}
        The test of the difference.
    deff : float
        Design effect.
    population : float
        People in the population; infinite if not stated.
    response_rate : float or None
        Share of those invited who answer.
    """

    cells: tuple[Cell, ...]
    grouped: tuple[Cell, ...]
    margin: float | None
    difference: float | None
    base: float | None
    confidence: float
    power: float
    comparisons: int
    ratio: float | None
    group_share: float | None
    correlation: float | None
    formula: Formula
    certainty: float
    deff: float
    population: float
    response_rate: float | None

    @property
    def goals(self) -> list[Goal]:
        """The goals that were asked for."""
        return [goal for goal in GOALS if getattr(self, goal) is not None]

    @property
    def quantile(self) -> float:
        """The normal quantile of an interval."""
        return two_sided(self.confidence)

    @property
    def test_quantile(self) -> float:
        """The normal quantile of a test, Bonferroni's over the comparisons."""
        return two_sided(self.confidence, self.comparisons)

    @property
    def group_ratio(self) -> float:
        """Respondents of the second group for every one of the first."""
        if self.group_share is not None:
            return (1 - self.group_share) / self.group_share
        return 1.0 if self.ratio is None else self.ratio

    def contrast(self, share: float, difference: float) -> Contrast:
        """Return a share and another one as a test sees them."""
        return Contrast(
            share, share + difference, self.group_ratio, self.correlation, self.formula, self.deff
        )

    def cells_of(self, goal: Goal) -> tuple[Cell, ...]:
        """Return the shares that a goal is for."""
        return self.grouped if goal == "base" else self.cells


def check_request(
    options: Mapping[str, object], cells: tuple[Cell, ...], problems: list[str], *, given: bool
) -> None:
    """Refuse options that are none or do not fit each other, all at once.

    Parameters
    ----------
    options : mapping of str to object
        The verb's options by name.
    cells : tuple of Cell
        The shares that are numbers between 0 and 1; only those are held against the goals.
    problems : list of str
        What is wrong with the others.
    given : bool
        Whether shares were given.
    """
    problems = list(problems) if given else [say("errors.size.no_share"), *problems]
    if all(options[goal] is None for goal in GOALS):
        problems.append(say("errors.size.no_goal"))
    problems += [*_numbers(options), *_words(options), *_lonely(options)]
    problems += [*_margins(options, cells), *_differences(options, cells)]
    raise_all(QuestionError, say("errors.size.subject"), problems)


def _between(value: object, low: float, high: float, *, closed: bool = False) -> bool:
    return is_number(value) and (low < value < high or (closed and value == high))


def _numbers(options: Mapping[str, object]) -> Iterator[str]:
    """Word the options that lie outside their range."""
    whole = {name: options[name] for name in ("comparisons", "base", "population")}
    fair = {
        "margin": _between(options["margin"], 0, 0.5),
        "difference": _between(options["difference"], -1, 1) and options["difference"] != 0,
        "confidence": _between(options["confidence"], 0, 1),
        "power": _between(options["power"], 0, 1),
        "certainty": _between(options["certainty"], 0, 1),
        "ratio": _between(options["ratio"], 0, inf),
        "group_share": _between(options["group_share"], 0, 1),
        "correlation": options["correlation"] == -1
        or _between(options["correlation"], -1, 1, closed=True),
        "response_rate": _between(options["response_rate"], 0, 1, closed=True),
        "deff": is_number(options["deff"]) and options["deff"] >= 1,
        **{name: isinstance(value, Integral) and int(value) >= 1 for name, value in whole.items()},
    }
    for name, holds in fair.items():
        if options[name] is not None and not holds:
            yield say(f"errors.size.{name}", value=shown_option(options[name]))


def _words(options: Mapping[str, object]) -> Iterator[str]:
    """Word a formula that is none, and a power that guessing has too."""
    formula, power, confidence = (options[name] for name in ("formula", "power", "confidence"))
    if formula is not None and formula not in get_args(Formula):
        yield unknown_word("formula", formula, get_args(Formula))
    if _between(power, 0, 1) and _between(confidence, 0, 1) and power <= 1 - confidence + SUM:  # type: ignore[operator]
        level = exact_percent(confidence)  # type: ignore[arg-type]
        yield say("errors.size.powerless", power=power, confidence=level)


def _lonely(options: Mapping[str, object]) -> Iterator[str]:
    """Word options of a goal that was not asked for, and ways that exclude each other."""
    for goal, names in (("difference", OF_DIFFERENCE), ("base", OF_BASE)):
        if options[goal] is None:
            for name in names:
                if options[name] is not None:
                    yield say("errors.size.lonely", name=name, goal=goal)
    ways = [n for n in ("ratio", "group_share", "correlation") if options[n] is not None]
    if len(ways) > 1:
        yield say("errors.size.ways", one=ways[0], other=ways[1])
    if options["correlation"] is not None and options["formula"] not in (None, "unpooled"):
        yield say("errors.size.paired", formula=options["formula"])


def _margins(options: Mapping[str, object], cells: tuple[Cell, ...]) -> Iterator[str]:
    margin = options["margin"]
    if is_number(margin) and 0 < margin < 0.5:
        for cell in cells:
            if margin >= min(cell.share, 1 - cell.share):
                yield say("errors.size.wide", what=named_share(cell), margin=points_of(margin))


def _differences(options: Mapping[str, object], cells: tuple[Cell, ...]) -> Iterator[str]:
    difference, correlation = options["difference"], options["correlation"]
    if not is_number(difference) or not 0 < abs(difference) < 1:
        return
    for cell in cells:
        other = cell.share + difference
        if not 0 < other < 1:
            words = {"what": named_share(cell), "difference": points_of(difference)}
            yield say("errors.size.beyond", **words)
        elif is_number(correlation) and -1 <= correlation <= 1:
            low, high = widest_correlations(cell.share, other)
            if not low - SUM <= correlation <= high + SUM:
                limits = {"low": decimal(low), "high": decimal(high)}
                pair = {"one": percent(cell.share, 1), "other": percent(other, 1)}
                yield say("errors.size.uncorrelated", value=correlation, **pair, **limits)


def points_of(share: float) -> str:
    """Write a margin or a difference in points, with the decimals that it has."""
    size = 100 * abs(share)
    digits = next((n for n in range(3) if abs(round(size, n) - size) < 1e-9), 2)
    return decimal(size, digits)
