"""Bounds on weights as users write them."""

from numbers import Real
from typing import Any, get_args

from techno_kit.errors import listed
from techno_kit.numerics.bounds import Bound, Rule
from techno_kit.survey.checks import shown_option
from techno_kit.survey.encoding import text_of
from techno_kit.wording import join, say

#: A multiple of the mean weight, or a rule with its number, such as ``("median", 4)``.
BoundGiven = float | tuple[Rule, float]


def checked_bound(name: str, given: object) -> Bound | str | None:
    """Return a bound, or what is wrong with it; None where there is none.

    Parameters
    ----------
    name : {"cap", "floor"}
        The option.
    given : float or (rule, number), or None
        What the user wrote.
    """
    if given is None:
        return None
    rule: Any = "mean"
    value: object = given
    if isinstance(given, tuple | list) and len(given) == 2:
        rule, value = given
    if rule not in get_args(Rule):
        return say("errors.bound.rule", name=name, value=rule, legal=listed(get_args(Rule)))
    if not isinstance(value, Real) or isinstance(value, bool) or not _legal(name, rule, value):
        return say(f"errors.bound.{name}.{rule}", value=shown_option(value))
    return Bound(rule, float(value))


def _legal(name: str, rule: Rule, value: Real) -> bool:
    number = float(value)
    if rule in ("mean", "median"):
        return 1 < number < float("inf") if name == "cap" else 0 < number < 1
    if rule == "quantile":
        return 0.5 <= number < 1 if name == "cap" else 0 < number <= 0.5
    return 0 < number < float("inf")


def crossed_bounds(cap: Bound | None, floor: Bound | None) -> list[str]:
    """Word that a floor is not below a cap of the same rule; nothing where it is."""
    if cap is None or floor is None or cap.rule != floor.rule or floor.value < cap.value:
        return []
    return [say("errors.rake.crossed", floor=told(floor), cap=told(cap))]


def told(bound: Bound) -> str:
    """Word a bound: "5 times the mean weight".

    Examples
    --------
    >>> told(Bound("median", 4)), told(Bound("quantile", 0.99))
    ('4 times the median weight', 'the 0.99 quantile of the weights')
    """
    return say(f"bounds.{bound.rule}", value=text_of(bound.value))


def bounds_told(cap: Bound | None, floor: Bound | None) -> str:
    """Word the bounds that there are.

    Examples
    --------
    >>> bounds_told(Bound("mean", 5), Bound("absolute", 0.2))
    'a cap of 5 times the mean weight and a floor of 0.2'
    """
    asked = {"cap": cap, "floor": floor}
    return join(
        say(f"weights.{name}_set", bound=told(each)) for name, each in asked.items() if each
    )
