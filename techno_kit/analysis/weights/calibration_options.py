"""What a calibration was asked: distance and bounds as users write them."""

from dataclasses import dataclass
from math import floor, inf, isfinite, isnan, log10
from numbers import Real
from typing import Literal, get_args

from techno_kit.errors import QuestionError, raise_all, unknown_word
from techno_kit.numerics.calibration_distances import Distance
from techno_kit.survey.checks import shown_option
from techno_kit.survey.targets.matching import BlankRule
from techno_kit.wording import decimal, say

DistanceName = Literal["linear", "raking", "logit", "truncated"]
BoundsOn = Literal["g", "weight"]
BoundsGiven = tuple[float | None, float | None]
FIGURES = 4  # significant ones that a message shows of a number


@dataclass(frozen=True, slots=True)
class Asked:
    """Distance, bounds and tolerance of a calibration, checked.

    Attributes
    ----------
    distance : {"linear", "raking", "logit", "truncated"}
    low, high : float
        The bounds; infinite where there is none. Those on g are on the final over the starting
        weight.
    on : {"g", "weight"}
        What the bounds are on.
    tolerance : float
        Largest gap.
    """

    distance: DistanceName
    low: float
    high: float
    on: BoundsOn
    tolerance: float

    @property
    def bounded(self) -> bool:
        """Whether there is a bound."""
        return isfinite(self.low) or isfinite(self.high)

    @property
    def on_weight(self) -> bool:
        """Whether bounds are on the weight itself."""
        return self.bounded and self.on == "weight"

    @property
    def kept_above(self) -> bool:
        """Whether no weight can fall below 0."""
        return self.distance in ("raking", "logit") or self.low >= 0

    @property
    def curve(self) -> Distance:
        """The distance with its bounds on g; without those on the weight."""
        kind = "linear" if self.distance == "truncated" else self.distance
        return Distance(kind) if self.on_weight else Distance(kind, self.low, self.high)

    @property
    def told(self) -> str:
        """The bounds in a clause; empty where there are none."""
        if not self.bounded:
            return ""
        low, high = shown_number(self.low), shown_number(self.high)
        key = "between" if isfinite(self.low) and isfinite(self.high) else "at_most"
        key = "at_least" if not isfinite(self.high) else key
        return say(f"calibrating.{key}.{self.on}", low=low, high=high)

    @property
    def bounds_told(self) -> str:
        """The bounds alone."""
        return range_told(self.low, self.high)


def checked_options(
    distance: DistanceName,
    bounds: BoundsGiven | None,
    bounds_on: BoundsOn,
    missing: BlankRule,
    tolerance: float,
) -> Asked:
    """Return what was asked.

    Raises
    ------
    QuestionError
        With everything that is wrong with the options.
    """
    problems = [
        unknown_word(name, value, get_args(words))
        for name, value, words in (
            ("distance", distance, DistanceName),
            ("bounds_on", bounds_on, BoundsOn),
            ("missing", missing, BlankRule),
        )
        if value not in get_args(words)
    ]
    if not (isinstance(tolerance, Real) and tolerance is not True and 0 < tolerance < 1):
        problems.append(say("errors.rake.tolerance", value=shown_option(tolerance)))
    pair = _pair(bounds)
    if pair is None:
        problems.append(say("errors.calibrate.pair", value=shown_option(bounds)))
    elif not problems:
        problems += _bounds_problems(distance, pair, bounds_on)
    raise_all(QuestionError, say("errors.calibrate.call"), problems)
    return Asked(distance, *(pair or (-inf, inf)), bounds_on, tolerance)


def _pair(bounds: object) -> tuple[float, float] | None:
    """Return bounds as two numbers, infinite where there is none; None if they are no pair."""
    if bounds is None:
        return -inf, inf
    if not isinstance(bounds, tuple | list) or len(bounds) != 2:
        return None
    found = []
    for each, none in zip(bounds, (-inf, inf), strict=True):
        if each is not None and (not isinstance(each, Real) or isinstance(each, bool)):
            return None
        found.append(none if each is None else float(each))
    return None if any(map(isnan, found)) else (found[0], found[1])


def _bounds_problems(distance: str, pair: tuple[float, float], on: str) -> list[str]:
    low, high = pair
    some, both = isfinite(low) or isfinite(high), isfinite(low) and isfinite(high)
    problems = []
    if distance == "logit" and on == "weight":
        problems.append(say("errors.calibrate.logit_weight"))
    elif distance == "logit" and not both:
        problems.append(say("errors.calibrate.logit"))
    elif distance == "truncated" and not some:
        problems.append(say("errors.calibrate.truncated"))
    elif on == "weight" and not some:
        problems.append(say("errors.calibrate.no_bounds"))
    told = {"low": shown_number(low), "high": shown_number(high)}
    if on == "g" and not low < 1 < high:
        problems.append(say("errors.calibrate.around_one", **told))
    elif on == "weight" and not (low < high and high > 0):
        problems.append(say("errors.calibrate.order", **told))
    return problems


def range_told(low: float, high: float) -> str:
    """Write two bounds; one that is infinite is none.

    Examples
    --------
    >>> range_told(0.5, 2), range_told(-inf, 2)
    ('0.5 to 2', '2 or less')
    """
    told = {"low": shown_number(low), "high": shown_number(high)}
    key = "both" if isfinite(low) and isfinite(high) else "high" if isfinite(high) else "low"
    return say(f"calibrating.range.{key}", **told)


def shown_number(value: float, figures: int = FIGURES) -> str:
    """Write a number of any size with four figures, or whole.

    Examples
    --------
    >>> shown_number(36012.345), shown_number(2.31), shown_number(0.00012345), shown_number(0)
    ('36,012', '2.31', '0.0001235', '0')
    """
    if not isfinite(value):
        return say("calibrating.no_bound")
    if value == 0:
        return decimal(0, 0)
    digits = min(max(figures - 1 - floor(log10(abs(value))), 0), 12)
    text = decimal(value, digits)
    whole, point, rest = text.rpartition(say("numbers.decimal"))
    return whole + (point + rest).rstrip("0").rstrip(point) if point and digits else text
